"""Occurrences of names in one article, and corrections that compare them to each other."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from msgspec import Struct

from searchapp.attribution.entities.contexts import has_firm_context
from searchapp.attribution.entities.kinds import MentionKind, kind_in_context
from searchapp.attribution.entities.mentions import Mention, name_key
from searchapp.attribution.lexicons.lexicon import Lexicon, word_set
from searchapp.attribution.syntax.tokens import Tokens

_MIN_PARTICIPLE = 6
_BODY_HEADS = word_set("bank ministry bureau office institute")
_BODY_ATTRIBUTES = word_set("central national reserve statistics statistical state census and of")
_CONTINENTS = frozenset(["america", "central america", "latin america", "africa", "asia", "europe"])
_MAX_PLACE = 3
_MAX_BODY = 5


class Occurrence(Struct, gc=False):
    """A mention in its paragraph (counted from 0), with the kind of what it names.

    ``words`` are the words of the name and ``keys`` the same words as they are compared,
    without the style and the suffix of a royal or a peer.
    Words and kind may be corrected while the article's entities are gathered.
    """

    paragraph: int
    mention: Mention
    kind: MentionKind
    words: tuple[str, ...]
    keys: tuple[str, ...]
    headline: bool

    @property
    def location(self) -> tuple[int, int]:
        """The paragraph and the token where the mention begins."""
        return self.paragraph, self.mention.start


def find_occurrences(
    paragraphs: list[Tokens],
    mentions: list[list[Mention]],
    headlines: list[bool],
    lexicon: Lexicon,
) -> list[Occurrence]:
    """Return the occurrences of an article's names in order.

    *mentions* and *headlines* (whether it is set as a headline) are those of each paragraph.
    """
    occurrences: list[Occurrence] = []
    annotated = zip(paragraphs, mentions, headlines, strict=True)
    for paragraph, (tokens, own_mentions, headline) in enumerate(annotated):
        for mention in own_mentions:
            words = mention.full_words or _title_as_name(tokens, mention)
            keys = tuple(map(name_key, mention.words or words))
            kind = kind_in_context(tokens, mention, lexicon)
            occurrences.append(Occurrence(paragraph, mention, kind, words, keys, headline))
    return occurrences


def _title_as_name(tokens: Tokens, mention: Mention) -> tuple[str, ...]:
    """Return the one word of a title that may be a surname: "Dean", but not "the Dean"."""
    single = mention.stop - mention.start == 1
    if not single or (mention.start and tokens.lowered[mention.start - 1] in ("the", "a", "an")):
        return ()
    return (tokens.words[mention.start],)


def drop_opening_words(occurrences: list[Occurrence], lexicon: Lexicon) -> None:
    """Remove the first word of a sentence from a name that also occurs without it.

    ``Hold Ana Ruiz to it.``, ``Supporting Ruiz, the union``.
    """
    lone = {
        o.keys[-1:]
        for o in occurrences
        if (len(o.keys) == 1 or o.kind is MentionKind.PERSON) and not o.mention.sentence_initial
    }
    names = {o.keys for o in occurrences if len(o.keys) > 1 and not o.mention.sentence_initial}
    for occurrence in occurrences:
        mention = occurrence.mention
        untitled = mention.name_start == mention.start
        participle = len(occurrence.keys) == 2 and _is_participle(occurrence.keys[0], lexicon)
        if (
            mention.sentence_initial
            and untitled
            and (
                (len(occurrence.keys) > 2 and occurrence.keys[1:] in names)
                or (participle and occurrence.keys[1:] in lone)
            )
        ):
            occurrence.words, occurrence.keys = occurrence.words[1:], occurrence.keys[1:]
            if occurrence.keys[0] in lexicon.given_names:
                occurrence.kind = MentionKind.PERSON


def restore_opening_titles(
    occurrences: list[Occurrence], paragraphs: list[Tokens], lexicon: Lexicon
) -> None:
    """Add the title before a name that begins the full name of an organization to the name.

    ``General Weaving said``, where the article names General Weaving Corp.
    """
    beginnings = {
        occurrence.keys[:n]
        for occurrence in occurrences
        if occurrence.kind is MentionKind.ORGANIZATION
        for n in range(2, min(len(occurrence.keys), _MAX_BODY))
    }
    for occurrence in occurrences:
        mention = occurrence.mention
        if mention.name_start == mention.start or mention.style or not mention.words:
            continue
        words = tuple(paragraphs[occurrence.paragraph].words[mention.start : mention.stop])
        keys = tuple(map(name_key, words))
        firm = mention.titles == ("general",) and len(mention.words) == 1
        if keys[: mention.name_start - mention.start + 1] in beginnings or (
            # "General Weaving, a subsidiary of"
            firm and has_firm_context(paragraphs[occurrence.paragraph], mention, lexicon)
        ):
            occurrence.words, occurrence.keys = words, keys
            occurrence.kind = MentionKind.ORGANIZATION


def _is_participle(key: str, lexicon: Lexicon) -> bool:
    long_enough = len(key) >= _MIN_PARTICIPLE and key not in lexicon.given_names
    return long_enough and key.endswith(("ed", "ing"))


def share_surnames(
    occurrences: list[Occurrence], paragraphs: list[Tokens], lexicon: Lexicon
) -> None:
    """Add the surname after "and" to a given name before it: ``Ana and Ben Ruiz``."""
    pairs = [
        (first, second)
        for first, second in pairwise(occurrences)
        if len(first.keys) == 1
        and first.keys[0] in lexicon.given_names
        and _are_conjuncts(first, second, paragraphs, lexicon)
    ]
    surnames = {o.keys[-1] for o in occurrences if len(o.keys) > 1} if pairs else set()
    for first, second in pairs:
        if first.keys[0] not in surnames:
            first.words = (*first.words, second.words[-1])
            first.keys = (*first.keys, second.keys[-1])
            first.kind = MentionKind.PERSON


def _are_conjuncts(
    first: Occurrence, second: Occurrence, paragraphs: list[Tokens], lexicon: Lexicon
) -> bool:
    """Whether only "and" stands between two names, the second of them a full one."""
    stop = first.mention.stop
    return (
        first.paragraph == second.paragraph
        and second.mention.start == stop + 1
        and paragraphs[first.paragraph].lowered[stop] == "and"
        and len(second.keys) > 1
        and second.keys[0] in lexicon.given_names
    )


def separate_generations(occurrences: list[Occurrence], lexicon: Lexicon) -> None:
    """Add "Jr." or "III" to a person's name if the article also names the elder in full."""
    suffixed = [o for o in occurrences if o.mention.generation]
    if not suffixed:
        return
    elders = {o.keys for o in occurrences if not o.mention.generation and len(o.keys) > 1}
    shared = {o.keys for o in suffixed if o.keys in elders and o.keys[0] in lexicon.given_names}
    surnames = {keys[-1] for keys in shared}
    for occurrence in suffixed:
        keys = occurrence.keys
        if keys in shared or (keys and keys[0] in surnames):
            *others, last = occurrence.words
            occurrence.words = (*others, f"{last} {occurrence.mention.generation}")
            occurrence.keys = tuple(map(name_key, occurrence.words))


def name_countries(
    occurrences: list[Occurrence], paragraphs: list[Tokens], lexicon: Lexicon
) -> None:
    """Add the country to the names of national bodies: ``Chile's Central Bank``.

    Every country has a central bank and a finance ministry; many articles leave out whose.
    It is the only place whose possessive stands before such a name, else the only one whose
    possessive the first paragraph has. Nothing is added if there are several.
    """
    bodies = [
        occurrence
        for occurrence in occurrences
        if occurrence.kind is MentionKind.ORGANIZATION and _is_national_body(occurrence, lexicon)
    ]
    if not bodies:
        return
    owners = {_owner(paragraphs, occurrence, lexicon) for occurrence in bodies} - {()}
    if not owners:
        owners = set(_possessive_places(paragraphs[0], lexicon))
    if len(owners) != 1:
        return
    (owner,) = owners
    for occurrence in bodies:
        occurrence.words = (*owner, *occurrence.words)
        occurrence.keys = tuple(map(name_key, occurrence.words))


def _is_national_body(occurrence: Occurrence, lexicon: Lexicon) -> bool:
    """Whether a name is that of a body which every country has: ``Finance Ministry``."""
    *attributes, head = occurrence.keys or ("",)
    return (
        head in _BODY_HEADS
        and 0 < len(attributes) <= _MAX_BODY
        and all(word in _BODY_ATTRIBUTES or word in lexicon.portfolios for word in attributes)
    )


def _owner(paragraphs: list[Tokens], occurrence: Occurrence, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the words of the possessive place directly before the name, or ()."""
    return _place_before(paragraphs[occurrence.paragraph], occurrence.mention.start, lexicon)


def _place_before(tokens: Tokens, k: int, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the place whose ``'s`` is token *k* - 1, its ``'s`` included, or ()."""
    if k < 2 or tokens.lowered[k - 1] != "'s":
        return ()
    for start in range(max(0, k - 1 - _MAX_PLACE), k - 1):
        place = " ".join(tokens.lowered[start : k - 1])
        if place in lexicon.places and place not in _CONTINENTS:
            *words, last = tokens.words[start : k - 1]
            return (*words, last + "'s")
    return ()


def _possessive_places(tokens: Tokens, lexicon: Lexicon) -> Iterable[tuple[str, ...]]:
    """Return the places in the possessive in one paragraph."""
    for k, word in enumerate(tokens.lowered):
        place = _place_before(tokens, k + 1, lexicon) if word == "'s" else ()
        if place:
            yield place
