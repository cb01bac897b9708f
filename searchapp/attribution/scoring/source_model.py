"""How likely a name, a pronoun or a noun is a source, by what stands around it.

``scoring`` weighs a candidate by its rule and its cue. Here its source is weighed,
whatever cues it has: by the words of its verb and of its neighbours, by quotations,
and by the other sources of the sentence. The features are words as in ``scoring``;
their weights are in ``weights.json``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from searchapp.attribution.rules.candidates import Candidate, SentenceContext
from searchapp.attribution.scoring.candidate_model import LINE_RULES, governor_features, word_class
from searchapp.attribution.syntax.grammar import is_finite_cue
from searchapp.attribution.syntax.sentences import NAME, QUOTE

_BY_FORM = LINE_RULES | {"according_to", "inverted"}
_LIKELY = 0.5
_MAX_GROUP = 6
_APPOSITIVE_WALK = 25
_MODIFIER_WALK = 8
_CONTENT_WALK = 9
_PRONOUNS = frozenset(["he", "she", "they", "it"])
_RELATIVES = frozenset(["who", "which"])
_CONTENT_MARKS = frozenset(["that", "if", "whether", QUOTE, ":"])
_OWNERS = frozenset(["to", "by", "from", "of"])


class Place(NamedTuple):
    """Item ``at`` of a sentence as a source; ``kind`` says what it is."""

    at: int
    kind: str
    possessive: bool = False


class VerbGroup(NamedTuple):
    """The verb at item ``at`` that a source is the subject of.

    ``via`` says what stands between: nothing (``direct``), a relative pronoun, an
    appositive, a modifier; or it is the rule that found the verb. ``words`` are the
    auxiliaries and adverbs before it.
    """

    at: int
    via: str
    words: tuple[str, ...]


def place_at(context: SentenceContext, k: int) -> Place | None:
    """Return what item *k* is as a source, None where it is no name, pronoun or human noun."""
    low, lexicon = context.lowered[k], context.lexicon
    if low == NAME:
        item = context.sentence.items[k]
        kind = context.kinds[item.entity] if 0 <= item.entity < len(context.kinds) else "name"
        return Place(k, kind, item.mention is not None and item.mention.possessive)
    if low in _PRONOUNS:
        return Place(k, low)
    if low in lexicon.person_nouns or (
        "-" in low and low.rpartition("-")[2] in lexicon.person_nouns
    ):
        return Place(k, "human", context.word(k + 1) == "'s")
    if low in lexicon.organization_nouns:
        return Place(k, "body", context.word(k + 1) == "'s")
    return None


def verb_group(context: SentenceContext, at: int) -> VerbGroup:
    """Return the verb group that the source at item *at* is taken to be the subject of."""
    j, via = _past_description(context, at + 1)
    words: list[str] = []
    lexicon = context.lexicon
    while len(words) < _MAX_GROUP:
        low = context.word(j)
        if not (
            low in lexicon.auxiliaries
            or low in lexicon.adverbs
            or low in lexicon.negatives
            or low.endswith("ly")
        ):
            break
        words.append(low)
        j += 1
    return VerbGroup(j, via, tuple(words))


def _past_description(context: SentenceContext, j: int) -> tuple[int, str]:
    """Step from item *j* over a relative pronoun, an appositive or a modifier."""
    low, lowered = context.word(j), context.lowered
    if low in _RELATIVES:
        return j + 1, "relative"
    if low == "," and context.word(j + 1) in _RELATIVES:
        return j + 2, "relative"
    if low in (",", "--", "—", "–"):
        for k in range(j + 1, min(j + _APPOSITIVE_WALK, len(lowered))):
            if lowered[k] == low:
                return k + 1, "appositive"
            if lowered[k] in (QUOTE, ";"):
                break
    elif low in context.lexicon.prepositions:
        for k in range(j + 1, min(j + _MODIFIER_WALK, len(lowered))):
            if word_class(context, k) in ("auxiliary", ".", ",", QUOTE) or is_finite_cue(
                context, k
            ):
                return k, "modifier"
        return min(j + _MODIFIER_WALK, len(lowered)), "modifier"
    return j, "direct"


def weighed_places(
    context: SentenceContext, found: Sequence[Candidate]
) -> Iterator[tuple[Place, Candidate]]:
    """Yield the sources of *found*, once each, with the likeliest candidate of each.

    Left out are those of rules that need no verb: their form alone says who speaks.
    """
    likeliest: dict[int, Candidate] = {}
    for c in found:
        other = likeliest.get(c.phrase.head)
        if other is None or c.probability > other.probability:
            likeliest[c.phrase.head] = c
    for at, best in likeliest.items():
        place = place_at(context, at) if best.rule not in _BY_FORM else None
        if place is not None:
            yield place, best


def _given_features(best: Candidate) -> list[str]:
    """What the rules found, and how likely it is by itself."""
    odds = max(best.probability, 1e-4) / max(1 - best.probability, 1e-4)
    tier = best.form.tier if best.form is not None else "none"
    level = min(int(best.probability * 5), 4)
    return [
        f"given={round(2 * math.log(odds)) / 2:g}",
        "rule=" + best.rule,
        f"rule={best.rule}|{level}",
        f"given_tier={tier}|{level}",
    ]


def source_features(
    context: SentenceContext, place: Place, found: Sequence[Candidate], best: Candidate
) -> list[str]:
    """Return the features of a candidate's source, each a short name.

    *found* are the candidates of the sentence by its rules, *best* the likeliest
    of those that have their source at *place*.
    """
    low, at = context.word, place.at
    own = place.kind + "'s" if place.possessive else place.kind
    after, before = low(at + 1), low(at - 1)
    after_class = word_class(context, at + 1)
    before_class = word_class(context, at - 1) if at else "start"
    names = [
        "bias",
        *_given_features(best),
        *governor_features(context, best),
        "kind=" + own,
        "after=" + own + "|" + after,
        "after2=" + after + "|" + low(at + 2),
        "before=" + before,
        "before=" + own + "|" + before,
        "before2=" + low(at - 2) + "|" + before,
        "around=" + after_class + "|" + before_class,
        "after_class=" + own + "|" + after_class,
        "before_class=" + own + "|" + before_class,
        *_others(place, found),
    ]
    if before in _OWNERS:
        names.append("cue_before=" + low(at - 2) + "|" + before)
    elif before in context.lexicon.cue_verbs:
        names.append("inverted=" + before + "|" + word_class(context, at - 2))
    if place.possessive:
        names += ["owned=" + low(at + 1), "owned=" + low(at + 2)]
    else:
        names += _verb_features(context, _verb_of(context, place, best))
    names += _quotation_features(context, at, own)
    if context.headline:
        names.append("headline")
    return names


def _others(place: Place, found: Sequence[Candidate]) -> list[str]:
    """How sure another source is, and whether *place* lies in its content, by which rule."""
    best, where = 0.0, "beside"
    outer: list[str] = []
    for c in found:
        if place.at == c.phrase.head or place.at in c.phrase.conjuncts:
            continue
        best = max(best, c.probability)
        if c.direction == "after":
            within = c.cue < place.at and c.content <= place.at
        else:
            within = place.at < min(c.cue, c.phrase.start)
        if within:
            where = "within"
            if c.probability >= _LIKELY:
                outer.append(f"within={c.rule}|{c.direction}")
    return [f"others={int(best * 4)}|{where}" if best else "others=none", *dict.fromkeys(outer)]


def _verb_of(context: SentenceContext, place: Place, best: Candidate) -> VerbGroup:
    """The verb that a rule took the source to be the subject of, else the nearest."""
    if best.shared or best.cue < place.at:
        return verb_group(context, place.at)
    return VerbGroup(best.cue, best.rule, tuple(sorted(best.group)))


def _verb_features(context: SentenceContext, group: VerbGroup) -> list[str]:
    """The verb that a source is the subject of, and what follows it."""
    verb, low = group.at, context.word
    word = low(verb)
    form = context.lexicon.cue_verbs.get(word)
    base, tier = (form.lemma, form.tier) if form is not None else (word, "none")
    tense = form.tense if form is not None else "none"
    following, class_after = low(verb + 1), word_class(context, verb + 1)
    names = [
        "verb=" + word,
        "verb_via=" + base + "|" + group.via,
        "verb_ending=" + word[-3:],
        "verb_ending=" + group.via + "|" + word[-2:],
        "verb_class=" + base + "|" + class_after,
        "verb_next=" + base + "|" + following,
        "next=" + following,
        "next2=" + word_class(context, verb + 2),
        "tier=" + tier + "|" + tense,
        "tier_via=" + tier + "|" + group.via + "|" + class_after,
    ]
    for helper in group.words:
        names += ["helper=" + helper, "helper=" + helper + "|" + tier]
    if not group.words:
        names.append("helper=none|" + word[-2:])
    _look_ahead(context, verb, tier, names)
    return names


def _look_ahead(context: SentenceContext, verb: int, tier: str, names: list[str]) -> None:
    """Add what stands a few words after the verb: content, an infinitive, a noun of saying."""
    claims = context.lexicon.claim_nouns
    lowered = context.lowered[verb + 1 : verb + _CONTENT_WALK]
    open_clause = infinitive = noun = True
    for k, low in enumerate(lowered):
        if open_clause and low in _CONTENT_MARKS:
            names.append("content=" + low + "|" + tier)
            open_clause = False
        elif low in (",", "."):
            open_clause = False
        if infinitive and low == "to":
            names.append("to=" + context.word(verb + k + 2))
            infinitive = False
        if noun and low in claims:
            names.append("noun=" + low)
            noun = False


def _quotation_features(context: SentenceContext, at: int, own: str) -> list[str]:
    if QUOTE not in context.lowered:
        return ["unquoted"]
    distance = context.lowered.index(QUOTE) - at
    side = "after" if distance > 0 else "before"
    return ["quoted=" + side + "|" + own, f"quoted={side}|{min(6, abs(distance))}"]
