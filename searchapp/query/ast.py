"""A query as it was understood: pieces in pieces, before any index field is chosen."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from searchapp.models.articles import Span
from searchapp.query import analysis

NodeKind = Literal[
    "word", "phrase", "prefix", "pattern", "fuzzy", "range", "days", "and", "or", "not"
]


@dataclass(frozen=True, slots=True)
class QueryNode:
    """A leaf, or pieces joined by an operator.

    ``text`` is a leaf's, as typed and without operators; ``field`` is the field named for
    it, or empty. ``slop`` is how many positions the words of a phrase may stand apart, or
    how many letters a fuzzy word may differ by; ``fixed`` is how many of its first letters
    may not. A range goes from ``text`` to ``end``. ``days`` are the first and last day,
    inclusive, None where open; ``relative`` says that they go by today.
    """

    kind: NodeKind
    text: str = ""
    field: str = ""
    pieces: tuple[QueryNode, ...] = ()
    slop: int = 1
    fixed: int = 0
    end: str = ""
    days: tuple[datetime.date | None, datetime.date | None] = (None, None)
    relative: bool = False
    boost: float = 1.0
    start: int = 0
    """Where a leaf stands in the query, in code points."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of the highest level, where it stands, and what to cut out to be rid of it."""

    piece: QueryNode
    span: Span
    cut: Span


def leaves(piece: QueryNode, *, excluded: bool = False) -> Iterator[tuple[QueryNode, bool]]:
    """Yield the leaves of *piece*, each with whether it must not be found."""
    if piece.kind == "not":
        excluded = not excluded
    if not piece.pieces:
        yield piece, excluded
    for inner in piece.pieces:
        yield from leaves(inner, excluded=excluded)


def joined(
    kind: Literal["and", "or"], pieces: list[QueryNode], boost: float = 1.0
) -> QueryNode | None:
    """Return *pieces* joined, or the only one, or None for none."""
    if not pieces:
        return None
    if len(pieces) == 1 and boost == 1.0:
        return pieces[0]
    return QueryNode(kind, pieces=tuple(pieces), boost=boost)


def _is_stop_word(piece: QueryNode) -> bool:
    if piece.kind == "and":
        return all(map(_is_stop_word, piece.pieces))
    if piece.kind != "word" or piece.field not in ("", "text", "title"):
        return False
    words = analysis.words_of(piece.text)
    return len(words) == 1 and analysis.folded(words[0]) in analysis.STOP_WORDS


def without_stop_words(pieces: list[QueryNode]) -> list[QueryNode]:
    """Return those of *pieces*, all of them wanted, that are no stop words.

    Where nothing else is wanted all of them stay.
    """
    kept = [piece for piece in pieces if not _is_stop_word(piece)]
    return kept if any(piece.kind != "not" for piece in kept) else pieces
