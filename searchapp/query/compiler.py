"""Compiler from the syntax tree to ``whoosh.query`` trees, and the index fields of each node.

A node without a field is searched in the text of paragraphs and the names of their speakers;
a second tree searches the same words in headlines.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from whoosh import query as wq

from searchapp.models.normalize import fold
from searchapp.query import analysis, boosts
from searchapp.query.ast import QueryNode
from searchapp.query.synonyms import synonym_nodes
from searchapp.query.word_forms import WordForm, other_forms, typed_form

Side = Literal["body", "headline"]


@dataclass(frozen=True, slots=True)
class _FieldRule:
    """Index fields of a query field: ``words`` for plain words, ``exact`` for the rest."""

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
"""The fields that a query can name."""

_WITHOUT_FIELD: dict[Side, _FieldRule] = {
    "body": _FieldRule(("text", "speaker_name"), ("exact", "speaker_name")),
    "headline": _FieldRule(("title",), ("title_exact",)),
}
# An excluded word may stand neither in the headline nor in the text below it.
_EXCLUDED_FROM_HEADLINE = _FieldRule(
    ("title", "text", "speaker_name"), ("title_exact", "exact", "speaker_name")
)

_STEMMED = ("text", "title")
_VERBATIM = ("article", "quotation")


class WordsOfValue(wq.MultiTerm):  # type: ignore[misc]
    """Matches field values that contain *words* next to one another, case folded.

    For fields of few distinct values that are indexed verbatim, such as the source.
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

    def expanded_terms(
        self,
        ixreader: Any,
        phrases: bool = False,  # noqa: ARG002 (Whoosh's interface)
    ) -> Iterator[tuple[str, bytes]]:
        """Yield the field with each of its values that contain the words."""
        phrase = f" {' '.join(self.words)} "
        for term in ixreader.lexicon(self.fieldname):
            words = map(analysis.folded, analysis.words_of(term.decode()))
            if phrase in f" {' '.join(words)} ":
                yield self.fieldname, term


def _word_query(field: str, node: QueryNode) -> wq.Query:
    """Return the query for a word, or for words next to one another."""
    if field in _VERBATIM:
        return wq.Term(field, node.text, boost=node.boost)
    words = tuple(map(analysis.folded, analysis.words_of(node.text)))
    if node.kind == "phrase" and field != "source":
        return _adjacent(field, words, node)
    typed = typed_form(node.text)
    if field == "source":
        return WordsOfValue(field, words if node.kind == "phrase" else typed.words, node.boost)
    query = _form_query(field, typed, node)
    forms = list(dict.fromkeys([*other_forms(node.text), *node.joined]))
    if field not in _STEMMED and len(typed.words) == 1 and node.text.isascii():
        # Names have no inflections.
        forms = [form for form in forms if form.marker]
    if not forms:
        return query
    other = replace(node, boost=node.boost * boosts.BOOSTS.other_form)
    return any_of([query, *(_form_query(field, form, other) for form in forms)])


def _form_query(field: str, form: WordForm, node: QueryNode) -> wq.Query:
    """Return the query for the words of *form*, in texts that have its marker."""
    parts = [_adjacent(field, form.words, node)] if form.words else []
    if form.marker:
        parts.append(_adjacent(field, (form.marker,), node))
    return parts[0] if len(parts) == 1 else wq.And(parts)


def _adjacent(field: str, words: Sequence[str], node: QueryNode) -> wq.Query:
    """Return the query for folded *words* next to one another."""
    if field in _STEMMED:
        words = [analysis.stem(word) for word in words]
    if len(words) == 1:
        return wq.Term(field, words[0], boost=node.boost)
    return wq.Phrase(field, list(words), slop=node.slop, boost=node.boost)


def _date_query(node: QueryNode) -> wq.Query:
    first, last = node.days
    return wq.DateRange(
        "date",
        datetime.datetime.combine(first, datetime.time.min) if first else None,
        datetime.datetime.combine(last, datetime.time.max) if last else None,
        boost=node.boost,
    )


def _leaf_query(field: str, node: QueryNode) -> wq.Query:
    text = fold(node.text)
    match node.kind:
        case "days":
            return _date_query(node)
        case "prefix":
            return wq.Prefix(field, text, boost=node.boost)
        case "pattern":
            return wq.Wildcard(field, text, boost=node.boost)
        case "fuzzy":
            # Whoosh raises an error for a fixed prefix that is longer than the word.
            fixed = min(node.fixed, len(text))
            return wq.FuzzyTerm(
                field, text, boost=node.boost, maxdist=node.slop, prefixlength=fixed
            )
        case "range":
            return wq.TermRange(field, text or None, fold(node.end) or None, boost=node.boost)
    return _word_query(field, node)


def _boosted(node: QueryNode, field: str) -> QueryNode:
    """Return *node* with the boost of *field*; a field that the query names has none."""
    if field != "speaker_name" or node.field or boosts.BOOSTS.speaker == 1.0:
        return node
    return replace(node, boost=node.boost * boosts.BOOSTS.speaker)


def any_of(queries: Sequence[wq.Query], boost: float = 1.0) -> wq.Query:
    """Return the normal form of an OR of *queries* in normal form."""
    return _normal(wq.Or, queries, boost)


def all_of(queries: Sequence[wq.Query], boost: float = 1.0) -> wq.Query:
    """Return the normal form of an AND of *queries* in normal form."""
    return _normal(wq.And, queries, boost)


def _normal(operator: type[wq.And | wq.Or], queries: Sequence[wq.Query], boost: float) -> wq.Query:
    """Return ``operator(queries, boost).normalize()``, which copies each query, without copies.

    Boosts of groups, patterns and ranges need what Whoosh does in full.
    """
    flat: list[wq.Query] = []
    for query in queries:
        is_nested = type(query) is operator and query.boost == 1.0
        flat += query.subqueries if is_nested else [query]
    simple = (wq.Term, wq.Phrase, wq.Prefix, wq.Not, wq.And if operator is wq.Or else wq.Or)
    if boost != 1.0 or not all(isinstance(query, simple) for query in flat):
        return operator(flat, boost=boost).normalize()
    distinct = list(dict.fromkeys(flat))
    return distinct[0] if len(distinct) == 1 else operator(distinct)


def compile_query(node: QueryNode, side: Side, *, excluded: bool = False) -> wq.Query:
    """Return the Whoosh query of *node* for one *side*, in Whoosh's normal form.

    *excluded* is true below an odd number of NOTs.
    """
    if node.synonyms:
        other_form = boosts.BOOSTS.other_form
        others = (replace(n, boost=n.boost * other_form) for n in synonym_nodes(node))
        terms = (replace(node, synonyms=()), *others)
        return any_of([compile_query(term, side, excluded=excluded) for term in terms])
    if node.kind == "not":
        return wq.Not(
            compile_query(node.children[0], side, excluded=not excluded), boost=node.boost
        )
    if node.children:
        parts = [compile_query(child, side, excluded=excluded) for child in node.children]
        return any_of(parts, node.boost) if node.kind == "or" else all_of(parts, node.boost)
    if node.field:
        rule = _FIELDS[node.field]
    elif excluded and side == "headline":
        rule = _EXCLUDED_FROM_HEADLINE
    else:
        rule = _WITHOUT_FIELD[side]
    fields = rule.words if node.kind == "word" else rule.exact
    queries = [_leaf_query(field, _boosted(node, field)) for field in fields]
    return any_of(queries)
