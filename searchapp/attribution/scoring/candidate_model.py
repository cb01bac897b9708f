"""Candidate scoring: a logistic regression over named binary features, in plain Python.

A feature is a string such as ``cue=say`` or ``rule_next=inverted|.``. Features and their
weights, in log-odds, are in ``weights.json``, which
``tests/benchmarks/train_attribution.py`` writes; a feature without a weight counts 0.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import repeat
from typing import Literal

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.rules.candidates import Candidate, SentenceContext
from searchapp.attribution.syntax.sentences import NAME, QUOTE

Nesting = Literal["alone", "again", "second", "nested"]
NounClass = Literal["group", "role", "kin", "document", "body"]
"""Features use these strings, as they use those of ``RuleName`` and ``How``."""

CACHED_FEATURES = 8_192
"""The limit of the combinations whose features are cached."""

_FAR = 8
_LABEL_LOG_ODDS = 3.0

LINE_RULES = frozenset(["dash_signature", "transcript", "headline_colon"])
"""The rules for lines that name their speaker by their form alone, without a verb."""


class Scorer:
    """The probabilities of candidates, their sources and their speakers.

    ``candidate_weights``, ``source_weights`` and ``speaker_weights`` map features to
    log-odds: of a candidate, of its source (``source_model``) and of the speaker that the
    source was resolved to (``finalize``).

    Probabilities are 0 to 1. Candidates below ``min_probability`` are dropped before their
    source is resolved; attributions below the threshold of their class are dropped last.
    ``thresholds`` has five classes: ``thought``, and speech of ``named`` persons, of an
    ``organization``, of ``described`` sources, and ``again`` for a further cue of a speaker
    whom the paragraph surely reports.

    ``calibration`` is the ``slope`` and ``offset`` of Platt scaling (Platt 1999,
    Probabilistic outputs for support vector machines), fitted on articles that the weights
    were not trained on.
    """

    def __init__(
        self,
        candidate_weights: Mapping[str, float],
        speaker_weights: Mapping[str, float],
        min_probability: float,
        thresholds: Mapping[str, float],
        source_weights: Mapping[str, float] | None = None,
        calibration: Mapping[str, float] | None = None,
    ) -> None:
        self.candidate_weights = candidate_weights
        self.source_weights = source_weights or {}
        self.speaker_weights = speaker_weights
        self.min_probability = min_probability
        self.thresholds = thresholds
        self.calibration = calibration or {"slope": 1.0, "offset": 0.0}

    @property
    def label_probability(self) -> float:
        """The probability that a label such as ``RUIZ:`` names the speaker of its line."""
        return self.logistic(_LABEL_LOG_ODDS)

    def probability(
        self, context: SentenceContext, candidate: Candidate, earlier: Sequence[Candidate] = ()
    ) -> float:
        """Return the probability that *candidate* is an attribution.

        *earlier* are the candidates that were accepted before it in its sentence.
        """
        names = features(context, candidate, earlier)
        return self.logistic(_log_odds(self.candidate_weights, names))

    def source_probability(self, names: Iterable[str]) -> float:
        """Return the probability that a source with the features *names* is one."""
        return self.logistic(_log_odds(self.source_weights, names))

    def calibrated(self, log_odds: float) -> float:
        """Return the calibrated probability of the models' *log_odds*."""
        return self.logistic(self.calibration["slope"] * log_odds + self.calibration["offset"])

    @staticmethod
    def logistic(x: float) -> float:
        """Return the probability of log-odds *x*; those beyond ±40 count as ±40."""
        bounded = -40.0 if x < -40.0 else min(x, 40.0)
        return 1.0 / (1.0 + math.exp(-bounded))


def _log_odds(weights: Mapping[str, float], names: Iterable[str]) -> float:
    """The sum of the weights of the features that have one."""
    return sum(map(weights.get, names, repeat(0.0)))


@cache
def load_scorer() -> Scorer:
    """Return the scorer with the trained weights."""
    text = (files("searchapp.attribution.scoring") / "weights.json").read_text(encoding="utf-8")
    loaded = json.loads(text)
    return Scorer(
        loaded["candidate"],
        loaded["speaker"],
        loaded["min_probability"],
        loaded["thresholds"],
        loaded["source"],
        loaded["calibration"],
    )


def word_class(context: SentenceContext, k: int) -> str:
    """Return the class of item *k*: its part of speech, or a function word itself.

    An item outside the sentence is ``end``, any other mark ``mark``.
    """
    lowered = context.lowered
    word = lowered[k] if 0 <= k < len(lowered) else ""
    listed = context.lexicon.word_classes.get(word)
    if listed is not None:
        return listed
    if not word[0].isalnum():
        return word if word in (NAME, QUOTE) else "mark"
    return "adverb" if word.endswith("ly") else "word"


def _source_class(context: SentenceContext, candidate: Candidate) -> str:
    """The kind of the named entity, the pronoun itself, or the class of the noun."""
    source = candidate.source
    word = context.word(source.head)
    if source.kind == "name":
        entity = context.sentence.items[source.head].entity
        return context.kinds[entity] if 0 <= entity < len(context.kinds) else "name"
    return word if source.kind == "pronoun" else _noun_class(word, context.lexicon)


def _noun_class(word: str, lexicon: Lexicon) -> NounClass:
    noun = word.rpartition("-")[2]
    classes: tuple[tuple[frozenset[str], NounClass], ...] = (
        (lexicon.group_nouns, "group"),
        (lexicon.role_nouns, "role"),
        (lexicon.kin_nouns, "kin"),
        (lexicon.document_nouns, "document"),
    )
    for nouns, name in classes:
        if noun in nouns or word in nouns:
            return name
    return "body"


def _nesting(candidate: Candidate, earlier: Sequence[Candidate]) -> Nesting:
    """Whether the candidate is alone, beside others or within another's content."""
    for other in earlier:
        if other.cue < candidate.cue and other.source.head != candidate.source.head:
            inside = other.direction == "after" and other.content <= candidate.source.start
            return "nested" if inside else "second"
    return "again" if earlier else "alone"


def features(
    context: SentenceContext, candidate: Candidate, earlier: Sequence[Candidate] = ()
) -> list[str]:
    """Return the features of a candidate.

    *earlier* are the candidates that were accepted before it in its sentence.
    """
    if candidate.rule == "dash_signature":
        # Too few articles have dash signatures to train more than one weight.
        return ["rule=" + candidate.rule]
    form = candidate.form
    tier = form.tier if form is not None else "other"
    tense = form.tense if form is not None else "other"
    names = ["bias"]
    _add_cue_and_source(names, context, candidate, tier, tense)
    names += governor_features(context, candidate)
    _add_construction(names, context, candidate, tier)
    _add_verb_group(names, candidate.group, tier, tense)
    if context.headline:
        names += ["headline", "headline=" + tier + "|" + tense]
    if candidate.source.conjuncts:
        names.append("several")
    if len(context.lowered) < _FAR:
        names.append("short")
    nesting = _nesting(candidate, earlier)
    names += [nesting + "|" + tier, nesting + "|" + candidate.rule + "|" + tier]
    return names


def _add_cue_and_source(
    names: list[str], context: SentenceContext, candidate: Candidate, tier: str, tense: str
) -> None:
    """Add what cue and source are, and the words beside them."""
    form, source, rule = candidate.form, candidate.source, candidate.rule
    lemma = form.lemma if form is not None else context.lowered[candidate.cue]
    following = word_class(context, candidate.cue_stop)
    source_class = _source_class(context, candidate)
    quoted = QUOTE in context.lowered
    before = word_class(context, source.start - 1) if source.start else "start"
    distance = abs(candidate.cue - source.head)
    names += _cue_features(rule, lemma, tense, tier, following)
    names += _source_features(rule, tier, source_class)
    names += [
        "side=" + candidate.direction + "|" + tier,
        "quoted=" + str(quoted) + "|" + tier,
        "before=" + before,
        "rule_before=" + rule + "|" + before,
        "apart=" + (str(distance) if distance < _FAR else "far"),
        "second=" + word_class(context, candidate.cue_stop + 1),
    ]


# Few combinations make up most candidates: features made once are also found sooner among
# the weights, because their hashes are known.
@lru_cache(maxsize=CACHED_FEATURES)
def _cue_features(rule: str, lemma: str, tense: str, tier: str, following: str) -> tuple[str, ...]:
    """The features of a cue and of the class of the word after it."""
    return (
        "rule=" + rule,
        "cue=" + lemma,
        "cue_tense=" + lemma + "|" + tense,
        "cue_rule=" + lemma + "|" + rule,
        "cue_next=" + lemma + "|" + following,
        "tier_next=" + tier + "|" + following,
        "rule_next=" + rule + "|" + following,
        "tense=" + tier + "|" + tense,
    )


@lru_cache(maxsize=CACHED_FEATURES)
def _source_features(rule: str, tier: str, source_class: str) -> tuple[str, ...]:
    """The features of the class of a source."""
    return (
        "head=" + source_class,
        "rule_head=" + rule + "|" + source_class,
        "tier_head=" + tier + "|" + source_class,
    )


def governor_features(context: SentenceContext, candidate: Candidate) -> list[str]:
    """Return the word that an infinitive or a gerund depends on: ``tried to say``."""
    rule = candidate.rule
    if rule in ("infinitive", "made_to_say"):
        word = context.word(candidate.cue - 2)
        return ["governor=" + word, f"governor={context.word(candidate.cue - 3)}|{word}"]
    if rule in ("gerund", "participle"):
        return ["governor=" + context.word(candidate.cue - 1)]
    return []


def _add_construction(
    names: list[str], context: SentenceContext, candidate: Candidate, tier: str
) -> None:
    """Add what only some constructions have: a support verb's noun, a rival, an inversion."""
    form, source, rule = candidate.form, candidate.source, candidate.rule
    if form is not None and tier == "support":
        noun = context.lowered[candidate.cue_stop - 1]
        names += ["object=" + noun, "object=" + noun + "|" + form.lemma]
    if candidate.contested:
        place = "opens" if source.start == 0 else "within"
        names += [
            f"contested={rule}|{place}",
            f"contested={rule}|{word_class(context, source.stop)}",
        ]
    if rule == "inverted":
        names.append("inverted_after=" + word_class(context, candidate.cue - 2))
    if candidate.shared:
        names.append("cue_before=" + rule + "|" + word_class(context, candidate.cue - 1))


def _add_verb_group(names: list[str], group: frozenset[str], tier: str, tense: str) -> None:
    """Add the auxiliaries and adverbs before the cue."""
    for word in sorted(group):
        names += ["group=" + word, "group_tier=" + word + "|" + tier]
    if not group:
        names.append("group=none|" + tense)
