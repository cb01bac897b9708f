"""How likely a candidate is to be an attribution: a logistic regression in plain Python.

The features are words ("cue=say", "next=that"); the weights of those that tell
something lie in ``weights.json`` and come from ``tests/benchmarks/train_attribution.py``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from searchapp.attribution.rules.candidates import Candidate, SentenceContext
from searchapp.attribution.syntax.sentences import NAME, QUOTE

_FAR = 8
LINE_RULES = frozenset(["dash_signature", "transcript", "headline_colon"])
"""The rules of lines whose form alone says who speaks."""


class Scorer:
    """Gives candidates their probability.

    ``weights`` maps the features of a candidate to log-odds, ``speaker_weights``
    those of the speaker that it was taken to mean and ``source_weights`` those of a
    possible source (``source_scoring``); unknown features weigh nothing.
    Candidates below ``floor`` are not worth resolving, attributions below their
    class's of ``thresholds`` not worth keeping (all 0 to 1): ``thought``, speech of
    ``named`` speakers, of an ``organization``, of ``described`` ones, of those who speak
    ``again``.
    ``calibration`` has the ``slope`` and the ``offset`` that take the log-odds of the
    models to those of articles that they were not trained on (Platt 1999,
    Probabilistic outputs for support vector machines).
    """

    def __init__(
        self,
        weights: Mapping[str, float],
        speaker_weights: Mapping[str, float],
        floor: float,
        thresholds: Mapping[str, float],
        source_weights: Mapping[str, float] | None = None,
        calibration: Mapping[str, float] | None = None,
    ) -> None:
        self.weights = weights
        self.source_weights = source_weights or {}
        self.speaker_weights = speaker_weights
        self.floor = floor
        self.thresholds = thresholds
        self.calibration = calibration or {"slope": 1.0, "offset": 0.0}

    @property
    def label_probability(self) -> float:
        """How likely a label before a paragraph's words names their speaker."""
        return self.logistic(self.weights.get("label", 3.0))

    def probability(
        self, context: SentenceContext, candidate: Candidate, earlier: Sequence[Candidate] = ()
    ) -> float:
        """Return how likely *candidate* is right, 0 to 1, after the *earlier* of its sentence."""
        return self.logistic(_total(self.weights, features(context, candidate, earlier)))

    def source_probability(self, names: Sequence[str]) -> float:
        """Return how likely a possible source with the features *names* is one, 0 to 1."""
        return self.logistic(_total(self.source_weights, names))

    def calibrated(self, log_odds: float) -> float:
        """Return the probability that *log_odds* of the models are worth."""
        return self.logistic(self.calibration["slope"] * log_odds + self.calibration["offset"])

    @staticmethod
    def logistic(x: float) -> float:
        """Return the probability of log-odds *x*, safe for any size."""
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, x))))


def _total(weights: Mapping[str, float], names: Sequence[str]) -> float:
    """The sum of the weights of the features that have one."""
    return sum(map(weights.__getitem__, filter(weights.__contains__, names)))


@cache
def load_scorer() -> Scorer:
    """Return the scorer with the trained weights."""
    text = (files("searchapp.attribution.scoring") / "weights.json").read_text(encoding="utf-8")
    loaded = json.loads(text)
    return Scorer(
        loaded["candidate"],
        loaded["speaker"],
        loaded["floor"],
        loaded["thresholds"],
        loaded["source"],
        loaded["calibration"],
    )


def word_class(context: SentenceContext, k: int) -> str:
    """The class of the item at *k*, as far as it tells what follows a verb."""
    low = context.word(k)
    known = context.lexicon.word_classes.get(low)
    if known is not None:
        return known
    if not low[0].isalnum():
        return low if low in (NAME, QUOTE) else "mark"
    return "adverb" if low.endswith("ly") else "word"


def _head(context: SentenceContext, candidate: Candidate) -> str:
    """What the source is: a kind of name, the pronoun, or a kind of noun."""
    phrase, lexicon = candidate.phrase, context.lexicon
    low = context.word(phrase.head)
    if phrase.kind == "name":
        entity = context.sentence.items[phrase.head].entity
        return context.kinds[entity] if 0 <= entity < len(context.kinds) else "name"
    if phrase.kind == "pronoun":
        return low
    noun = low.rpartition("-")[2]
    for words, name in (
        (lexicon.group_nouns, "group"),
        (lexicon.role_nouns, "role"),
        (lexicon.kin_nouns, "kin"),
        (lexicon.document_nouns, "document"),
    ):
        if noun in words or low in words:
            return name
    return "body"


def _nesting(candidate: Candidate, earlier: Sequence[Candidate]) -> str:
    """Whether the candidate stands alone, beside others or within another's content."""
    for other in earlier:
        if other.cue < candidate.cue and other.phrase.head != candidate.phrase.head:
            inside = other.direction == "after" and other.content <= candidate.phrase.start
            return "nested" if inside else "second"
    return "again" if earlier else "alone"


def governor_features(context: SentenceContext, candidate: Candidate) -> list[str]:
    """What an infinitive or a gerund depends on: ``tried to say``, ``kept saying``."""
    rule = candidate.rule
    if rule in ("infinitive", "made_to_say"):
        word = context.word(candidate.cue - 2)
        return ["governor=" + word, f"governor={context.word(candidate.cue - 3)}|{word}"]
    if rule in ("gerund", "participle"):
        return ["governor=" + context.word(candidate.cue - 1)]
    return []


def features(
    context: SentenceContext, candidate: Candidate, earlier: Sequence[Candidate] = ()
) -> list[str]:
    """Return the features of a candidate, each a short name.

    *earlier* are the candidates already found in its sentence.
    """
    form, phrase, rule = candidate.form, candidate.phrase, candidate.rule
    if rule == "dash_signature":
        # Too few articles sign so for more to be learned than how often it is right.
        return ["rule=" + rule]
    lowered = context.lowered
    base = form.lemma if form is not None else lowered[candidate.cue]
    tier = form.tier if form is not None else "other"
    tense = form.tense if form is not None else "other"
    following = word_class(context, candidate.cue_stop)
    head = _head(context, candidate)
    quoted = QUOTE in lowered
    before = word_class(context, phrase.start - 1) if phrase.start else "start"
    apart = abs(candidate.cue - phrase.head)
    names = [
        "bias",
        "rule=" + rule,
        "cue=" + base,
        "cue_tense=" + base + "|" + tense,
        "cue_rule=" + base + "|" + rule,
        "cue_next=" + base + "|" + following,
        "tier_next=" + tier + "|" + following,
        "rule_next=" + rule + "|" + following,
        "tense=" + tier + "|" + tense,
        "head=" + head,
        "rule_head=" + rule + "|" + head,
        "tier_head=" + tier + "|" + head,
        "side=" + candidate.direction + "|" + tier,
        "quoted=" + str(quoted) + "|" + tier,
        "before=" + before,
        "rule_before=" + rule + "|" + before,
        "apart=" + (str(apart) if apart < _FAR else "far"),
        "second=" + word_class(context, candidate.cue_stop + 1),
    ]
    names += governor_features(context, candidate)
    if tier == "support":
        names.append("object=" + lowered[candidate.cue_stop - 1])
        names.append("object=" + lowered[candidate.cue_stop - 1] + "|" + base)
    if candidate.contested:
        opens = "opens" if phrase.start == 0 else "within"
        names.append(f"contested={rule}|{opens}")
        names.append(f"contested={rule}|{word_class(context, phrase.stop)}")
    if rule == "inverted":
        names.append("inverted_after=" + word_class(context, candidate.cue - 2))
    if candidate.shared:
        names.append("cue_before=" + rule + "|" + word_class(context, candidate.cue - 1))
    for word in candidate.group:
        names.append("group=" + word)
        names.append("group_tier=" + word + "|" + tier)
    if not candidate.group:
        names.append("group=none|" + tense)
    if context.headline:
        names.append("headline")
        names.append("headline=" + tier + "|" + tense)
    if phrase.conjuncts:
        names.append("several")
    if len(lowered) < _FAR:
        names.append("short")
    nesting = _nesting(candidate, earlier)
    names.append(nesting + "|" + tier)
    names.append(nesting + "|" + rule + "|" + tier)
    return names
