"""From pieces of a query to trees of ``whoosh.query``, and where each piece is looked for.

A piece without a field is looked for in the paragraph and in the names of its speakers;
apart from that, the same words are looked for in headlines.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from whoosh import query as wq

from searchapp.models.normalize import fold
from searchapp.query import analysis, boosts
from searchapp.query.ast import QueryNode

Side = Literal["body", "headline"]


@dataclass(frozen=True, slots=True)
class _FieldRule:
    """Where the pieces of a query go: plain words to ``words``, all others to ``exact``."""

    words: tuple[str, ...]
    exact: tuple[str, ...]

    @classmethod
    def of(cls, *fields: str) -> _FieldRule:
        return cls(fields, fields)


_FIELDS: dict[str, _FieldRule] = {
    "text": _FieldRule(("text",), ("exact",)),
    "title": _FieldRule(("title",), ("title_exact",)),
    "speaker": _FieldRule.of("speaker_name"),
    "said": _FieldRule.of("speaker_name"),
    "mentions": _FieldRule.of("mention_name"),
    "role": _FieldRule.of("role"),
    "author": _FieldRule.of("author"),
    "source": _FieldRule.of("source"),
    "quotation": _FieldRule.of("quotation"),
    "article": _FieldRule.of("article"),
    "date": _FieldRule.of("date"),
}
FIELD_NAMES = tuple(_FIELDS)
"""The fields that a reader can name."""

_WITHOUT_FIELD: dict[Side, _FieldRule] = {
    "body": _FieldRule(("text", "speaker_name"), ("exact", "speaker_name")),
    "headline": _FieldRule(("title",), ("title_exact",)),
}
# What must not be found may stand neither in the headline nor below it.
_EXCLUDED_FROM_HEADLINE = _FieldRule(
    ("title", "text", "speaker_name"), ("title_exact", "exact", "speaker_name")
)

_STEMMED = ("text", "title")
_AS_IT_IS = ("article", "quotation")
_POSSESSIVE = "s"


class WordsOfValue(wq.MultiTerm):  # type: ignore[misc]
    """Finds the values of a field that hold *words* side by side, whatever their case.

    For fields of few values that are indexed as they are, such as the source.
    """

    def __init__(self, fieldname: str, words: tuple[str, ...], boost: float = 1.0) -> None:
        self.fieldname = fieldname
        self.words = words
        self.boost = boost

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({self.fieldname!r}, {self.words!r})"

    def __str__(self) -> str:
        return f"{self.fieldname}:{' '.join(self.words)}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WordsOfValue) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.fieldname, self.words, self.boost))

    def field(self) -> str:
        """Return the name of the field."""
        return self.fieldname

    def _btexts(self, ixreader: Any) -> Iterator[bytes]:
        sought = f" {' '.join(self.words)} "
        for term in ixreader.lexicon(self.fieldname):
            words = map(analysis.folded, analysis.words_of(term.decode()))
            if sought in f" {' '.join(words)} ":
                yield term


def _words(text: str, *, possessive: bool) -> list[str]:
    """Return the folded words of *text*; with *possessive* a last 's is kept."""
    words = [analysis.folded(word) for word in analysis.words_of(text)]
    if not possessive and len(words) > 1 and words[-1] == _POSSESSIVE and text[-2:-1] == "'":
        words.pop()
    return words


def _of_words(field: str, piece: QueryNode) -> wq.Query:
    """Return the query for words that stand side by side."""
    is_word = piece.kind == "word"
    words = _words(piece.text, possessive=not is_word)
    if field in _AS_IT_IS:
        return wq.Term(field, piece.text, boost=piece.boost)
    if field == "source":
        return WordsOfValue(field, tuple(words), boost=piece.boost)
    if field in _STEMMED:
        words = [analysis.stem(word) for word in words]
    if len(words) == 1:
        return wq.Term(field, words[0], boost=piece.boost)
    return wq.Phrase(field, words, slop=piece.slop, boost=piece.boost)


def _of_days(piece: QueryNode) -> wq.Query:
    first, last = piece.days
    return wq.DateRange(
        "date",
        datetime.datetime.combine(first, datetime.time.min) if first else None,
        datetime.datetime.combine(last, datetime.time.max) if last else None,
        boost=piece.boost,
    )


def _leaf(field: str, piece: QueryNode) -> wq.Query:
    text = fold(piece.text)
    match piece.kind:
        case "days":
            return _of_days(piece)
        case "prefix":
            return wq.Prefix(field, text, boost=piece.boost)
        case "pattern":
            return wq.Wildcard(field, text, boost=piece.boost)
        case "fuzzy":
            return wq.FuzzyTerm(
                field, text, boost=piece.boost, maxdist=piece.slop, prefixlength=piece.fixed
            )
        case "range":
            return wq.TermRange(field, text or None, fold(piece.end) or None, boost=piece.boost)
    return _of_words(field, piece)


def _weighted(piece: QueryNode, field: str) -> QueryNode:
    """Return *piece* with what a match in *field* counts; a field that is named counts fully."""
    if field != "speaker_name" or piece.field or boosts.BOOSTS.speaker == 1.0:
        return piece
    return replace(piece, boost=piece.boost * boosts.BOOSTS.speaker)


def compile_query(piece: QueryNode, side: Side, *, excluded: bool = False) -> wq.Query:
    """Return the query that *piece* stands for on one *side*."""
    if piece.kind == "not":
        return wq.Not(
            compile_query(piece.pieces[0], side, excluded=not excluded), boost=piece.boost
        )
    if piece.pieces:
        parts = [compile_query(inner, side, excluded=excluded) for inner in piece.pieces]
        group = wq.Or if piece.kind == "or" else wq.And
        return group(parts, boost=piece.boost)
    if piece.field:
        rule = _FIELDS[piece.field]
    elif excluded and side == "headline":
        rule = _EXCLUDED_FROM_HEADLINE
    else:
        rule = _WITHOUT_FIELD[side]
    fields = rule.words if piece.kind == "word" else rule.exact
    queries = [_leaf(field, _weighted(piece, field)) for field in fields]
    return queries[0] if len(queries) == 1 else wq.Or(queries)
