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

from searchapp.models.articles import QuotationType, Span
from searchapp.models.normalize import slug
from searchapp.models.search import UNDATED, DescribedClause, Facet, QueryDescription, SearchRequest
from searchapp.query.ast import QueryNode
from searchapp.query.parser import ParsedQuery

# Clauses of one place in the sentence are joined by "and", places by commas.
_Place = Literal["with", "without", "said", "dated", "else"]
_PLACES: tuple[_Place, ...] = ("with", "without", "said", "else", "dated")
_QUOTED: dict[QuotationType, str] = {
    "direct": "quoted directly",
    "mixed": "quoted in part",
    "indirect": "in other words",
}
# Place of a field's clauses, and the words before and after their own.
_FIELDS: dict[str, tuple[_Place, str, str]] = {
    "": ("with", "", ""),
    "text": ("with", "", " in the text"),
    "title": ("with", "", " in the headline"),
    "speaker": ("said", "said by ", ""),
    "said": ("said", "said by ", ""),
    "mentions": ("else", "naming ", ""),
    "role": ("said", "said by somebody called ", ""),
    "author": ("else", "written by ", ""),
    "source": ("else", "published by ", ""),
    "quotation": ("else", "", ""),
    "article": ("else", "in the article ", ""),
    "date": ("dated", "", ""),
}
_NAMED = ("speaker", "said", "mentions", "author", "source", "article")


@dataclass(frozen=True, slots=True)
class _PlacedClause:
    """A clause with its place in the sentence."""

    place: _Place
    clause: DescribedClause


def describe_query(
    request: SearchRequest, query: ParsedQuery, facets: Sequence[Facet] = ()
) -> QueryDescription:
    """Return the description of *request*, whose text was parsed to *query*.

    *facets* give the names by which the values of filters are shown.
    """
    placed = [*_query_clauses(request, query), *_filter_clauses(request, _names(facets))]
    sentence = "paragraphs" if placed else "all paragraphs"
    clauses: list[DescribedClause] = []
    for place in _PLACES:
        here = [item.clause for item in placed if item.place == place]
        if not here:
            continue
        lead = "with " if place == "with" else ""
        joint = " " if not clauses else " but " if place == "without" else ", "
        sentence += joint + lead + _listed([clause.text for clause in here])
        clauses += here
    return QueryDescription(sentence, tuple(clauses))


def _listed(texts: Sequence[str], last: str = " and ") -> str:
    """Join *texts*; one that begins with "or" is appended to the one before it."""
    joined: list[str] = []
    for text in texts:
        if text.startswith("or ") and joined:
            joined[-1] += f" {text}"
        else:
            joined.append(text)
    return last.join([", ".join(joined[:-1]), joined[-1]]) if len(joined) > 1 else joined[0]


# The query


def _query_clauses(request: SearchRequest, query: ParsedQuery) -> Iterable[_PlacedClause]:
    for clause in query.clauses:
        node, place = clause.node, _place(clause.node)
        # Brackets keep an OR apart from its neighbours.
        text = _bracketed(node) if node.kind == "or" and len(query.clauses) > 1 else _words(node)
        start, end = clause.cut
        without = replace(request, q=(request.q[:start] + request.q[end:]).strip(), page=1)
        span: Span = clause.span
        yield _PlacedClause(place, DescribedClause(text, without, span=span))


def _place(node: QueryNode) -> _Place:
    if node.kind == "not":
        return "without" if _place(node.children[0]) == "with" else "else"
    places = {_place(child) for child in node.children} or {_FIELDS[node.field][0]}
    return places.pop() if len(places) == 1 else "with" if "with" in places else "else"


def _words(node: QueryNode) -> str:
    """Return *node* in words that can follow "with" or stand alone."""
    if node.kind == "not":
        inner = node.children[0]
        return f"{'without' if _place(inner) == 'with' else 'not'} {_words(inner)}"
    if node.children:
        joint = " or " if node.kind == "or" else " and "
        return _listed([_bracketed(child) for child in node.children], joint)
    _, before, after = _FIELDS[node.field]
    return f"{before}{_leaf_words(node)}{after}"


def _bracketed(node: QueryNode) -> str:
    return f"({_words(node)})" if len(node.children) > 1 else _words(node)


def _leaf_words(node: QueryNode) -> str:
    text = " ".join(node.text.split())
    if node.field == "quotation":
        return {str(kind): words for kind, words in _QUOTED.items()}.get(text, text)
    if node.kind == "days":
        return days_in_words(*node.days, relative=node.text if node.relative else "")
    match node.kind:
        case "phrase" if node.slop > 1:
            return f"‘{text}’ in order, words at most {node.slop} apart"
        case "prefix":
            return f"a word that begins with ‘{text}’"
        case "pattern":
            return f"a word like ‘{text}’"
        case "fuzzy":
            return f"a word spelled nearly ‘{text}’"
        case "range":
            return f"a word from ‘{text}’ to ‘{node.end}’"
    if node.field in _NAMED:
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

    *relative* is the expression that was typed for them, such as "last month"; it is
    added in brackets.
    """
    words = _days(first, last)
    return f"{words} ({relative})" if relative else words


def _days(first: datetime.date | None, last: datetime.date | None) -> str:
    if first is None or last is None:
        return f"until {_day(last)}" if last else f"since {_day(first)}" if first else "dated"
    if first == last:
        return f"on {_day(first)}"
    whole = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    if whole and (first.year, first.month) == (last.year, last.month):
        return f"in {calendar.month_name[first.month]} {first.year:04}"
    if whole and first.year == last.year and (first.month, last.month) == (1, 12):
        return f"in {first.year:04}"
    return f"from {_day(first)} to {_day(last)}"


# Filters


def _names(facets: Sequence[Facet]) -> dict[tuple[str, str], str]:
    return {(facet.name, value.id): value.value for facet in facets for value in facet.values}


def _filter_clauses(
    request: SearchRequest, names: dict[tuple[str, str], str]
) -> Iterable[_PlacedClause]:
    def clause(text: str, parameter: str, **changes: Any) -> DescribedClause:
        return DescribedClause(text, replace(request, page=1, **changes), parameter=parameter)

    def values(
        place: _Place, lead: str, parameter: str, field: str, names_by_value: dict[str, str]
    ) -> Iterable[_PlacedClause]:
        chosen: tuple[str, ...] = getattr(request, field)
        for number, value in enumerate(chosen):
            text = names_by_value.get(value, value)
            others = tuple(other for other in chosen if other != value)
            words = f"{lead if not number else 'or '}{text}"
            yield _PlacedClause(place, clause(words, parameter, **{field: others}))

    shown = {value: names.get(("speaker", slug(value)), value) for value in request.speakers}
    yield from values("said", "said by ", "speaker", "speakers", shown)
    yield from values("said", "by somebody called ", "role", "roles", {})
    quoted = {str(kind): words for kind, words in _QUOTED.items()}
    yield from values("else", "", "quotation", "quotations", quoted)
    yield from values("else", "published by ", "source", "sources", {})
    years = {year: f"in {year}" for year in request.years} | {UNDATED: "without a date"}
    yield from values("dated", "", "year", "years", years)
    if request.date_from or request.date_to:
        days = days_in_words(request.date_from, request.date_to)
        parameter = "from" if request.date_from else "to"
        yield _PlacedClause("dated", clause(days, parameter, date_from=None, date_to=None))
    if request.copies_of:
        text = f"that say the same as {request.copies_of}"
        yield _PlacedClause("else", clause(text, "copies_of", copies_of=""))
