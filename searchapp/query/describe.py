"""What was searched, in one sentence whose parts can be taken out one by one.

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

# Parts of one place in the sentence are joined by "and", places by commas.
_Place = Literal["with", "without", "said", "dated", "else"]
_PLACES: tuple[_Place, ...] = ("with", "without", "said", "else", "dated")
_QUOTED: dict[QuotationType, str] = {
    "direct": "quoted directly",
    "mixed": "quoted in part",
    "indirect": "in other words",
}
# How the piece of a field is said, before and after its own words.
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
class _Said:
    """A part with its place in the sentence."""

    place: _Place
    part: DescribedClause


def describe_query(
    request: SearchRequest, query: ParsedQuery, facets: Sequence[Facet] = ()
) -> QueryDescription:
    """Return what was searched. *facets* know how the values of filters are shown."""
    said = [*_of_query(request, query), *_of_filters(request, _names(facets))]
    sentence = "paragraphs" if said else "all paragraphs"
    parts: list[DescribedClause] = []
    for place in _PLACES:
        here = [one.part for one in said if one.place == place]
        if not here:
            continue
        lead = "with " if place == "with" else ""
        joint = " " if not parts else " but " if place == "without" else ", "
        sentence += joint + lead + _listed([part.text for part in here])
        parts += here
    return QueryDescription(sentence, tuple(parts))


def _listed(texts: Sequence[str], last: str = " and ") -> str:
    """Join *texts*; one that begins with "or" goes with the one before it."""
    joined: list[str] = []
    for text in texts:
        if text.startswith("or ") and joined:
            joined[-1] += f" {text}"
        else:
            joined.append(text)
    return last.join([", ".join(joined[:-1]), joined[-1]]) if len(joined) > 1 else joined[0]


# The query


def _of_query(request: SearchRequest, query: ParsedQuery) -> Iterable[_Said]:
    for part in query.parts:
        piece, place = part.piece, _place(part.piece)
        # What holds an "or" is kept apart from its neighbours.
        text = _inner(piece) if piece.kind == "or" and len(query.parts) > 1 else _words(piece)
        start, end = part.cut
        without = replace(request, q=(request.q[:start] + request.q[end:]).strip(), page=1)
        span: Span = part.span
        yield _Said(place, DescribedClause(text, without, span=span))


def _place(piece: QueryNode) -> _Place:
    if piece.kind == "not":
        return "without" if _place(piece.pieces[0]) == "with" else "else"
    places = {_place(inner) for inner in piece.pieces} or {_FIELDS[piece.field][0]}
    return places.pop() if len(places) == 1 else "with" if "with" in places else "else"


def _words(piece: QueryNode) -> str:
    """Return *piece* in words, as they stand after "with" or by themselves."""
    if piece.kind == "not":
        inner = piece.pieces[0]
        return f"{'without' if _place(inner) == 'with' else 'not'} {_words(inner)}"
    if piece.pieces:
        joint = " or " if piece.kind == "or" else " and "
        return _listed([_inner(p) for p in piece.pieces], joint)
    _, before, after = _FIELDS[piece.field]
    return f"{before}{_leaf(piece)}{after}"


def _inner(piece: QueryNode) -> str:
    return f"({_words(piece)})" if len(piece.pieces) > 1 else _words(piece)


def _leaf(piece: QueryNode) -> str:
    text = " ".join(piece.text.split())
    if piece.field == "quotation":
        return {str(kind): said for kind, said in _QUOTED.items()}.get(text, text)
    if piece.kind == "days":
        return days_in_words(*piece.days, relative=piece.text if piece.relative else "")
    match piece.kind:
        case "phrase" if piece.slop > 1:
            return f"‘{text}’ in order, words at most {piece.slop} apart"
        case "prefix":
            return f"a word that begins with ‘{text}’"
        case "pattern":
            return f"a word like ‘{text}’"
        case "fuzzy":
            return f"a word spelled nearly ‘{text}’"
        case "range":
            return f"a word from ‘{text}’ to ‘{piece.end}’"
    if piece.field in _NAMED:
        return text
    if piece.field == "role" or piece.kind == "phrase":
        return f"‘{text}’" if piece.field == "role" else f"exactly ‘{text}’"
    return f"a form of ‘{text}’"


# Dates


def _day(day: datetime.date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year:04}"


def days_in_words(
    first: datetime.date | None, last: datetime.date | None, relative: str = ""
) -> str:
    """Return the days from *first* to *last* as they are said: "in March 2023".

    *relative* is what they were called, such as "last month", and is said, too.
    """
    said = _days(first, last)
    return f"{said} ({relative})" if relative else said


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


def _of_filters(request: SearchRequest, names: dict[tuple[str, str], str]) -> Iterable[_Said]:
    def part(text: str, parameter: str, **changes: Any) -> DescribedClause:
        return DescribedClause(text, replace(request, page=1, **changes), parameter=parameter)

    def values(
        place: _Place, lead: str, parameter: str, field: str, said: dict[str, str]
    ) -> Iterable[_Said]:
        chosen: tuple[str, ...] = getattr(request, field)
        for number, value in enumerate(chosen):
            text = said.get(value, value)
            kept = tuple(one for one in chosen if one != value)
            words = f"{lead if not number else 'or '}{text}"
            yield _Said(place, part(words, parameter, **{field: kept}))

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
        yield _Said("dated", part(days, parameter, date_from=None, date_to=None))
    if request.copies_of:
        text = f"that say the same as {request.copies_of}"
        yield _Said("else", part(text, "copies_of", copies_of=""))
