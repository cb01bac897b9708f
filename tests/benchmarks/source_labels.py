"""Which names, pronouns and nouns of a sentence the marked sources mean."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from searchapp.attribution.rules.candidates import SentenceContext
from searchapp.attribution.scoring.source_model import Place, place_at
from searchapp.attribution.syntax.sentences import NAME
from searchapp.models.articles import Span

_AFTER_HEAD = frozenset(["and", "or", "who", "which", "that", "as", "both", "also"])
_RELATIVES = ("who", "which")


def marked_places(context: SentenceContext, spans: Sequence[Span]) -> set[int]:
    """Return the names, pronouns and nouns, as items, that one of the marked *spans* means.

    A span means its head: in ``Ana Ruiz, a deputy to Ben Okafor``, Ana Ruiz; in
    ``Ana Ruiz and Ben Okafor``, both. A span that is ``who`` means what stands before.
    """
    sentence = context.sentence
    found = (place_at(context, k) for k in range(len(context.lowered)))
    places = [place for place in found if place is not None]
    marked: set[int] = set()
    for span in spans:
        if span[0] < sentence.end and sentence.start < span[1]:
            marked |= _heads(context, places, span)
    for place in places:
        k = place.at + 1 + (context.word(place.at + 1) == ",")
        if context.word(k) in _RELATIVES:
            item = sentence.items[k]
            if any(
                item.start - 2 < s <= item.start < item.end <= e <= item.end + 2 for s, e in spans
            ):
                marked.add(place.at)
    return marked


def _heads(context: SentenceContext, places: Sequence[Place], span: Span) -> set[int]:
    """The first head in *span* and those joined to it; nouns only where there is no name."""
    items = context.sentence.items
    heads = [
        place.at
        for place in places
        if items[place.at].start < span[1]
        and span[0] < items[place.at].end
        and _can_head(context, place, span)
    ]
    heads = [k for k in heads if context.word(k) == NAME] or heads
    joined = set(heads[:1])
    for before, k in pairwise(heads):
        between = context.lowered[before + 1 : k]
        lexicon = context.lexicon
        if not between or not all(
            low in (",", "and", "or", "&")
            or low in lexicon.title_words
            or low in lexicon.title_modifiers
            for low in between
        ):
            break
        joined.add(k)
    return joined


def _can_head(context: SentenceContext, place: Place, span: Span) -> bool:
    """Whether the place is no modifier or object of what the span means."""
    items, k = context.sentence.items, place.at
    if k and items[k - 1].start >= span[0] and context.word(k - 1) in context.lexicon.prepositions:
        return False
    if k + 1 == len(items) or items[k + 1].start >= span[1]:
        return True
    low = context.word(k + 1)
    if place.possessive:
        return False
    follows = not low[0].isalnum() and low not in (NAME, "'s")
    return follows or low in _AFTER_HEAD or low in context.lexicon.prepositions
