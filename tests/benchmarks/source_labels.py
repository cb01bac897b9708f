"""Gold labels of sources: the names, pronouns and nouns of a sentence that spans mark."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from searchapp.attribution.rules.candidates import SentenceContext
from searchapp.attribution.scoring.source_model import PossibleSource, possible_source_at
from searchapp.attribution.syntax.sentences import NAME
from searchapp.models.articles import Span

_AFTER_HEAD = frozenset(["and", "or", "who", "which", "that", "as", "both", "also"])
_RELATIVES = ("who", "which")


def marked_sources(context: SentenceContext, spans: Sequence[Span]) -> set[int]:
    """Return the items, names, pronouns and nouns, that one of the marked *spans* means.

    A span means its head: in ``Ana Ruiz, a deputy to Ben Okafor``, Ana Ruiz; in
    ``Ana Ruiz and Ben Okafor``, both. A span that is ``who`` means the word before it.
    """
    sentence = context.sentence
    possible = (possible_source_at(context, k) for k in range(len(context.lowered)))
    sources = [source for source in possible if source is not None]
    marked: set[int] = set()
    for span in spans:
        if span[0] < sentence.end and sentence.start < span[1]:
            marked |= _heads(context, sources, span)
    for source in sources:
        k = source.at + 1 + (context.word(source.at + 1) == ",")
        if context.word(k) in _RELATIVES:
            item = sentence.items[k]
            if any(
                item.start - 2 < s <= item.start < item.end <= e <= item.end + 2 for s, e in spans
            ):
                marked.add(source.at)
    return marked


def _heads(context: SentenceContext, sources: Sequence[PossibleSource], span: Span) -> set[int]:
    """The first head in *span* and its conjuncts; nouns only if there is no name."""
    items, lexicon = context.sentence.items, context.lexicon
    heads = [
        source.at
        for source in sources
        if items[source.at].start < span[1]
        and span[0] < items[source.at].end
        and _can_head(context, source, span)
    ]
    heads = [k for k in heads if context.word(k) == NAME] or heads
    conjuncts = set(heads[:1])
    for before, k in pairwise(heads):
        between = context.lowered[before + 1 : k]
        if not between or not all(
            word in (",", "and", "or", "&")
            or word in lexicon.title_words
            or word in lexicon.title_modifiers
            for word in between
        ):
            break
        conjuncts.add(k)
    return conjuncts


def _can_head(context: SentenceContext, source: PossibleSource, span: Span) -> bool:
    """Whether the source is neither a modifier nor an object within the span."""
    items, k, prepositions = context.sentence.items, source.at, context.lexicon.prepositions
    if k and items[k - 1].start >= span[0] and context.word(k - 1) in prepositions:
        return False
    if k + 1 == len(items) or items[k + 1].start >= span[1]:
        return True
    if source.possessive:
        return False
    following = context.word(k + 1)
    mark = not following[0].isalnum() and following not in (NAME, "'s")
    return mark or following in _AFTER_HEAD or following in prepositions
