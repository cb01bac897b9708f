"""Source scoring: how likely a name, a pronoun or a noun is the source of its sentence.

``candidate_model`` scores a candidate by its rule and its cue. This model scores its
source, whatever cues that has: by its verb, the words beside it, the quotations and the
other sources of the sentence. Features and weights are as in ``candidate_model``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.rules.candidates import Candidate, RuleName, SentenceContext
from searchapp.attribution.scoring.candidate_model import (
    CACHED_FEATURES,
    LINE_RULES,
    governor_features,
    word_class,
)
from searchapp.attribution.syntax.grammar import is_finite_cue
from searchapp.attribution.syntax.sentences import NAME, QUOTE

SubjectLink = Literal["direct", "relative", "appositive", "modifier"]
"""What separates a subject from its verb: nothing, or a description."""

NominalKind = Literal["human", "body"]

_VERBLESS_RULES = LINE_RULES | {"according_to", "inverted"}
_LIKELY = 0.5
_MAX_GROUP = 6
_APPOSITIVE_REACH = 25
_MODIFIER_REACH = 8
_CONTENT_REACH = 9
_PRONOUNS = frozenset(["he", "she", "they", "it"])
_RELATIVES = frozenset(["who", "which"])
_CONTENT_MARKS = frozenset(["that", "if", "whether", QUOTE, ":"])
_SOURCE_PREPOSITIONS = frozenset(["to", "by", "from", "of"])


class PossibleSource(Struct, frozen=True, gc=False):
    """Item ``at`` of a sentence as a source.

    ``kind`` is the entity's kind, the pronoun itself, ``human`` or ``body``.
    """

    at: int
    kind: str
    possessive: bool = False


class VerbGroup(Struct, frozen=True, gc=False):
    """The verb at item ``at`` that a source is the subject of.

    ``via`` is what separates them, or the rule that related them. ``words`` are the
    auxiliaries and adverbs before the verb.
    """

    at: int
    via: SubjectLink | RuleName
    words: tuple[str, ...]


def possible_source_at(context: SentenceContext, k: int) -> PossibleSource | None:
    """Return item *k* as a source, None unless it is a name, a pronoun or a fitting noun."""
    word, lexicon = context.lowered[k], context.lexicon
    if word == NAME:
        item = context.sentence.items[k]
        kind = context.kinds[item.entity] if 0 <= item.entity < len(context.kinds) else "name"
        possessive = item.mention is not None and item.mention.possessive
        return PossibleSource(k, kind, possessive)
    if word in _PRONOUNS:
        return PossibleSource(k, word)
    nominal = _nominal_kind(word, lexicon)
    if nominal is not None:
        return PossibleSource(k, nominal, context.word(k + 1) == "'s")
    return None


def _nominal_kind(word: str, lexicon: Lexicon) -> NominalKind | None:
    """Whether a noun is for a person or an organization, None for other words."""
    if word in lexicon.person_nouns:
        return "human"
    if "-" in word and word.rpartition("-")[2] in lexicon.person_nouns:
        return "human"
    return "body" if word in lexicon.organization_nouns else None


def verb_group(context: SentenceContext, at: int) -> VerbGroup:
    """Return the verb group that follows the source at item *at*, as its subject."""
    j, via = _past_description(context, at + 1)
    words: list[str] = []
    lexicon = context.lexicon
    while len(words) < _MAX_GROUP:
        word = context.word(j)
        if not (
            word in lexicon.auxiliaries
            or word in lexicon.adverbs
            or word in lexicon.negatives
            or word.endswith("ly")
        ):
            break
        words.append(word)
        j += 1
    return VerbGroup(j, via, tuple(words))


def _past_description(context: SentenceContext, j: int) -> tuple[int, SubjectLink]:
    """The item after a relative pronoun, an appositive or a modifier at item *j*."""
    word, lowered = context.word(j), context.lowered
    if word in _RELATIVES:
        return j + 1, "relative"
    if word == "," and context.word(j + 1) in _RELATIVES:
        return j + 2, "relative"
    if word in (",", "--", "—", "–"):
        for k in range(j + 1, min(j + _APPOSITIVE_REACH, len(lowered))):
            if lowered[k] == word:
                return k + 1, "appositive"
            if lowered[k] in (QUOTE, ";"):
                break
    elif word in context.lexicon.prepositions:
        for k in range(j + 1, min(j + _MODIFIER_REACH, len(lowered))):
            ends = word_class(context, k) in ("auxiliary", ".", ",", QUOTE)
            if ends or is_finite_cue(context, k):
                return k, "modifier"
        return min(j + _MODIFIER_REACH, len(lowered)), "modifier"
    return j, "direct"


def scored_sources(
    context: SentenceContext, candidates: Sequence[Candidate]
) -> Iterator[tuple[PossibleSource, Candidate]]:
    """Yield each source of *candidates* once, with its likeliest candidate.

    Sources of rules without a subject and verb are left out: their form alone
    identifies the speaker.
    """
    likeliest: dict[int, Candidate] = {}
    for candidate in candidates:
        other = likeliest.get(candidate.source.head)
        if other is None or candidate.probability > other.probability:
            likeliest[candidate.source.head] = candidate
    for at, best in likeliest.items():
        source = possible_source_at(context, at) if best.rule not in _VERBLESS_RULES else None
        if source is not None:
            yield source, best


def source_features(
    context: SentenceContext,
    source: PossibleSource,
    candidates: Sequence[Candidate],
    best: Candidate,
) -> list[str]:
    """Return the features of a source.

    *candidates* are those of the sentence with their probabilities by rule and cue, *best*
    the likeliest of those with this source.
    """
    kind = source.kind + "'s" if source.possessive else source.kind
    names = [
        "bias",
        *_candidate_features(best),
        *governor_features(context, best),
        *_neighbour_features(context, source.at, kind),
        *_other_source_features(source, candidates),
    ]
    word, before = context.word, context.word(source.at - 1)
    if before in _SOURCE_PREPOSITIONS:
        names.append("cue_before=" + word(source.at - 2) + "|" + before)
    elif before in context.lexicon.cue_verbs:
        names.append("inverted=" + before + "|" + word_class(context, source.at - 2))
    if source.possessive:
        names += ["owned=" + word(source.at + 1), "owned=" + word(source.at + 2)]
    else:
        names += _verb_features(context, _verb_of(context, source, best))
    names += _quotation_features(context, source.at, kind)
    if context.headline:
        names.append("headline")
    return names


def _candidate_features(best: Candidate) -> tuple[str, ...]:
    """The rule of the likeliest candidate and its probability."""
    odds = max(best.probability, 1e-4) / max(1 - best.probability, 1e-4)
    tier = best.form.tier if best.form is not None else "none"
    level = min(int(best.probability * 5), 4)
    return _given_features(round(2 * math.log(odds)), best.rule, tier, level)


@lru_cache(maxsize=CACHED_FEATURES)
def _given_features(log_odds: int, rule: str, tier: str, level: int) -> tuple[str, ...]:
    """The features of a candidate with rounded, doubled *log_odds* and *level* fifths."""
    return (
        f"given={log_odds / 2:g}",
        "rule=" + rule,
        f"rule={rule}|{level}",
        f"given_tier={tier}|{level}",
    )


def _neighbour_features(context: SentenceContext, at: int, kind: str) -> list[str]:
    """The kind of the source and the two words on each side."""
    after, before = context.word(at + 1), context.word(at - 1)
    class_after = word_class(context, at + 1)
    class_before = word_class(context, at - 1) if at else "start"
    return [
        *_beside_features("after", kind, after),
        "after2=" + after + "|" + context.word(at + 2),
        *_beside_features("before", kind, before),
        "before2=" + context.word(at - 2) + "|" + before,
        *_around_features(kind, class_after, class_before),
    ]


@lru_cache(maxsize=CACHED_FEATURES)
def _beside_features(side: str, kind: str, word: str) -> tuple[str, ...]:
    """The features of the word on one side of a source."""
    first = "kind=" + kind if side == "after" else "before=" + word
    return first, side + "=" + kind + "|" + word


@lru_cache(maxsize=CACHED_FEATURES)
def _around_features(kind: str, after: str, before: str) -> tuple[str, ...]:
    """The features of the classes of the words beside a source."""
    return (
        "around=" + after + "|" + before,
        "after_class=" + kind + "|" + after,
        "before_class=" + kind + "|" + before,
    )


def _other_source_features(source: PossibleSource, candidates: Sequence[Candidate]) -> list[str]:
    """How likely another source is, and which rules' content the source lies in."""
    best, where = 0.0, "beside"
    enclosing: list[str] = []
    for candidate in candidates:
        other = candidate.source
        if source.at == other.head or source.at in other.conjuncts:
            continue
        best = max(best, candidate.probability)
        if candidate.direction == "after":
            within = candidate.cue < source.at and candidate.content <= source.at
        else:
            within = source.at < min(candidate.cue, other.start)
        if within:
            where = "within"
            if candidate.probability >= _LIKELY:
                enclosing.append(f"within={candidate.rule}|{candidate.direction}")
    others = f"others={int(best * 4)}|{where}" if best else "others=none"
    return [others, *dict.fromkeys(enclosing)]


def _verb_of(context: SentenceContext, source: PossibleSource, best: Candidate) -> VerbGroup:
    """The verb whose subject the rule took the source for, else the nearest verb."""
    if best.shared or best.cue < source.at:
        return verb_group(context, source.at)
    return VerbGroup(best.cue, best.rule, tuple(sorted(best.group)))


def _verb_features(context: SentenceContext, group: VerbGroup) -> list[str]:
    """The verb of a source and what follows it."""
    at, word = group.at, context.word
    verb = word(at)
    form = context.lexicon.cue_verbs.get(verb)
    lemma, tier = (form.lemma, form.tier) if form is not None else (verb, "none")
    tense = form.tense if form is not None else "none"
    following, class_after = word(at + 1), word_class(context, at + 1)
    names = [
        *_subject_features(verb, lemma, group.via, class_after),
        "verb_next=" + lemma + "|" + following,
        "next=" + following,
        "next2=" + word_class(context, at + 2),
        "tier=" + tier + "|" + tense,
        "tier_via=" + tier + "|" + group.via + "|" + class_after,
    ]
    for helper in group.words:
        names += ["helper=" + helper, "helper=" + helper + "|" + tier]
    if not group.words:
        names.append("helper=none|" + verb[-2:])
    _look_ahead(context, at, tier, names)
    return names


@lru_cache(maxsize=CACHED_FEATURES)
def _subject_features(verb: str, lemma: str, via: str, class_after: str) -> tuple[str, ...]:
    """The features of the verb whose subject a source is."""
    return (
        "verb=" + verb,
        "verb_via=" + lemma + "|" + via,
        "verb_ending=" + verb[-3:],
        "verb_ending=" + via + "|" + verb[-2:],
        "verb_class=" + lemma + "|" + class_after,
    )


def _look_ahead(context: SentenceContext, verb: int, tier: str, names: list[str]) -> None:
    """Add the first content mark, infinitive and claim noun of the words after the verb."""
    claims = context.lexicon.claim_nouns
    open_clause = infinitive = noun = True
    for k, word in enumerate(context.lowered[verb + 1 : verb + _CONTENT_REACH]):
        if open_clause and word in _CONTENT_MARKS:
            names.append("content=" + word + "|" + tier)
            open_clause = False
        elif word in (",", "."):
            open_clause = False
        if infinitive and word == "to":
            names.append("to=" + context.word(verb + k + 2))
            infinitive = False
        if noun and word in claims:
            names.append("noun=" + word)
            noun = False


def _quotation_features(context: SentenceContext, at: int, kind: str) -> list[str]:
    """The side and the distance of the first quotation."""
    if QUOTE not in context.lowered:
        return ["unquoted"]
    distance = context.lowered.index(QUOTE) - at
    side = "after" if distance > 0 else "before"
    return ["quoted=" + side + "|" + kind, f"quoted={side}|{min(6, abs(distance))}"]
