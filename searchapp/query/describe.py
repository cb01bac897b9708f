"""Description of a query: one sentence whose clauses can be removed one by one.

"paragraphs with a form of ‘standard’ and exactly ‘industrial internet’, said by Zhou
Yunjie, in March 2023"
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from searchapp.models.articles import QUOTATION_LABELS, Span
from searchapp.models.normalize import slug
from searchapp.models.search import UNDATED, DescribedClause, Facet, QueryDescription, SearchRequest
from searchapp.query.ast import QueryNode
from searchapp.query.parser import ParsedQuery

# Groups of the sentence, in order; clauses in a group are joined by "and", groups by commas.
_Group = Literal["with", "without", "said", "dated", "else"]
_GROUPS: tuple[_Group, ...] = ("with", "without", "said", "else", "dated")
_QUOTATION_LABELS = {str(quotation): label for quotation, label in QUOTATION_LABELS.items()}
# By field: the group of its clauses, and the words before and after the text of a clause.
_FIELDS: dict[str, tuple[_Group, str, str]] = {
    "": ("with", "", ""),
    "text": ("with", "", " in the text"),
    "title": ("with", "", " in the headline"),
    "speaker": ("said", "said by ", ""),
    "said": ("said", "said by ", ""),
    "mentions": ("else", "naming ", ""),
    "role": ("said", "said by a speaker with the role ", ""),
    "author": ("else", "written by ", ""),
    "source": ("else", "published by ", ""),
    "quotation": ("else", "", ""),
    "article": ("else", "in the article ", ""),
    "date": ("dated", "", ""),
}
_VERBATIM_FIELDS = ("speaker", "said", "mentions", "author", "source", "article")


@dataclass(frozen=True, slots=True)
class _GroupedClause:
    """A clause with its group in the sentence."""

    group: _Group
    clause: DescribedClause


def describe_query(
    request: SearchRequest, query: ParsedQuery, facets: Sequence[Facet] = ()
) -> QueryDescription:
    """Return the description of *request*, whose ``q`` was parsed to *query*.

    *facets* supply the labels of filter values.
    """
    grouped = [*_query_clauses(request, query), *_filter_clauses(request, _labels(facets))]
    sentence = "paragraphs" if grouped else "all paragraphs"
    clauses: list[DescribedClause] = []
    for group in _GROUPS:
        members = [item.clause for item in grouped if item.group == group]
        if not members:
            continue
        lead = "with " if group == "with" else ""
        joint = " " if not clauses else " but " if group == "without" else ", "
        sentence += joint + lead + _join([clause.text for clause in members])
        clauses += members
    return QueryDescription(sentence, tuple(clauses))


def _join(texts: Sequence[str], last: str = " and ") -> str:
    """Join *texts*; one that begins with "or" is appended to the one before it."""
    joined: list[str] = []
    for text in texts:
        if text.startswith("or ") and joined:
            joined[-1] += f" {text}"
        else:
            joined.append(text)
    return last.join([", ".join(joined[:-1]), joined[-1]]) if len(joined) > 1 else joined[0]


# The query


def _query_clauses(request: SearchRequest, query: ParsedQuery) -> Iterable[_GroupedClause]:
    for clause in query.clauses:
        node, group = clause.node, _group_of(clause.node)
        # Brackets separate an OR from the clauses beside it.
        text = _bracketed(node) if node.kind == "or" and len(query.clauses) > 1 else _words(node)
        start, end = clause.cut
        without = replace(request, q=(request.q[:start] + request.q[end:]).strip(), page=1)
        span: Span = clause.span
        yield _GroupedClause(group, DescribedClause(text, without, span=span))


def _group_of(node: QueryNode) -> _Group:
    if node.kind == "not":
        return "without" if _group_of(node.children[0]) == "with" else "else"
    groups = {_group_of(child) for child in node.children} or {_FIELDS[node.field][0]}
    return groups.pop() if len(groups) == 1 else "with" if "with" in groups else "else"


def _words(node: QueryNode) -> str:
    """Return *node* in words that can follow "with" or stand alone."""
    if node.kind == "not":
        inner = node.children[0]
        return f"{'without' if _group_of(inner) == 'with' else 'not'} {_words(inner)}"
    if node.children:
        joint = " or " if node.kind == "or" else " and "
        return _join([_bracketed(child) for child in node.children], joint)
    _, before, after = _FIELDS[node.field]
    return f"{before}{_leaf_words(node)}{after}"


def _bracketed(node: QueryNode) -> str:
    return f"({_words(node)})" if len(node.children) > 1 else _words(node)


def _leaf_words(node: QueryNode) -> str:
    text = " ".join(node.text.split())
    if node.field == "quotation":
        return _QUOTATION_LABELS.get(text, text)
    if node.kind == "days":
        return days_in_words(*node.days, relative=node.text if node.relative else "")
    match node.kind:
        case "phrase" if node.slop > 1:
            return f"‘{text}’ in order, words at most {node.slop} apart"
        case "prefix":
            return f"a word starting with ‘{text}’"
        case "pattern":
            return f"a word like ‘{text}’"
        case "fuzzy":
            return f"a word spelled almost like ‘{text}’"
        case "range":
            return f"a word from ‘{text}’ to ‘{node.end}’"
    if node.field in _VERBATIM_FIELDS:
        return text
    if node.field == "role" or node.kind == "phrase":
        return f"‘{text}’" if node.field == "role" else f"exactly ‘{text}’"
    return f"a form of ‘{text}’"


# Dates


def _day(day: datetime.date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year:04}"


def days_in_words(
    first: datetime.date | None, last: datetime.date | None, relative: str = ""
) -> str:
    """Return the days from *first* to *last* in words: "in March 2023".

    *relative* is the typed expression, such as "last month"; it is appended in brackets.
    """
    words = _days(first, last)
    return f"{words} ({relative})" if relative else words


def _days(first: datetime.date | None, last: datetime.date | None) -> str:
    if first is None or last is None:
        return f"until {_day(last)}" if last else f"since {_day(first)}" if first else "dated"
    if first == last:
        return f"on {_day(first)}"
    whole_months = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    if whole_months and (first.year, first.month) == (last.year, last.month):
        return f"in {calendar.month_name[first.month]} {first.year:04}"
    if whole_months and first.year == last.year and (first.month, last.month) == (1, 12):
        return f"in {first.year:04}"
    return f"from {_day(first)} to {_day(last)}"


# Filters


def _labels(facets: Sequence[Facet]) -> dict[tuple[str, str], str]:
    return {(facet.name, value.id): value.value for facet in facets for value in facet.values}


def _filter_clauses(
    request: SearchRequest, labels: dict[tuple[str, str], str]
) -> Iterable[_GroupedClause]:
    def clause(text: str, parameter: str, **changes: Any) -> DescribedClause:
        return DescribedClause(text, replace(request, page=1, **changes), parameter=parameter)

    def values(
        group: _Group, lead: str, parameter: str, field: str, labels_by_value: dict[str, str]
    ) -> Iterable[_GroupedClause]:
        selected: tuple[str, ...] = getattr(request, field)
        for number, value in enumerate(selected):
            text = labels_by_value.get(value, value)
            others = tuple(other for other in selected if other != value)
            words = f"{lead if not number else 'or '}{text}"
            yield _GroupedClause(group, clause(words, parameter, **{field: others}))

    speaker_labels = {
        value: labels.get(("speaker", slug(value)), value) for value in request.speakers
    }
    yield from values("said", "said by ", "speaker", "speakers", speaker_labels)
    yield from values("said", "by a speaker with the role ", "role", "roles", {})
    yield from values("else", "", "quotation", "quotations", _QUOTATION_LABELS)
    yield from values("else", "published by ", "source", "sources", {})
    year_labels = {year: f"in {year}" for year in request.years} | {UNDATED: "without a date"}
    yield from values("dated", "", "year", "years", year_labels)
    if request.date_from or request.date_to:
        days = days_in_words(request.date_from, request.date_to)
        parameter = "from" if request.date_from else "to"
        yield _GroupedClause("dated", clause(days, parameter, date_from=None, date_to=None))
    if request.copies_of:
        text = f"with the same text as {request.copies_of}"
        yield _GroupedClause("else", clause(text, "copies_of", copies_of=""))
