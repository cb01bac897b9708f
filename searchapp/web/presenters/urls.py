"""URLs of pages, and the links of a results page."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import url_for

from searchapp.api_models.parameters import QUOTATIONS, query_string, request_pairs
from searchapp.models.analytics import SpeakerOrder, SpeakersRequest
from searchapp.models.normalize import slug
from searchapp.models.search import (
    FacetName,
    FacetPage,
    FacetRequest,
    FacetValue,
    Grouping,
    SearchRequest,
    SearchResults,
    SortOrder,
)
from searchapp.web.presenters.formatting import long_date, quotation_label

_FIELD_OF_FACET: dict[FacetName, str] = {
    "speaker": "speakers",
    "year": "years",
    "source": "sources",
    "quotation": "quotations",
    "role": "roles",
}
_ORDER_OF_FACETS: tuple[FacetName, ...] = ("speaker", "quotation", "role", "source", "year")
_LABEL_OF_GROUPING: dict[Grouping, str] = {"none": "Paragraphs", "article": "Articles"}
_LABEL_OF_SPEAKER_ORDER: dict[SpeakerOrder, str] = {
    "count": "Most quoted",
    "name": "Name",
    "latest": "Latest",
}
_LABEL_OF_FACET: dict[FacetName, str] = {
    "speaker": "Speaker",
    "year": "Year",
    "source": "Source",
    "quotation": "Quotation",
    "role": "Role",
}
_OF_A_PAGE = ("page", "limit")
_FOLDED: tuple[FacetName, ...] = ("speaker", "role")
"""Facets whose filters take a name in place of the id."""

_LABEL_OF_SORT: dict[SortOrder, str] = {
    "relevance": "Relevance",
    "newest": "Newest",
    "oldest": "Oldest",
    "added": "Last added",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link; ``current`` is true where it leads to the page itself."""

    label: str
    url: str
    current: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class FacetLinks:
    """A facet as a list of links that toggle its values; ``more`` counts those not shown."""

    name: FacetName
    label: str
    values: tuple[Link, ...]
    more: int
    all_url: str


def feed_url(request: SearchRequest) -> str:
    """Return the address of the feed of *request*, whose order and page are its own."""
    query = query_string(request, page=1, sort="relevance")
    return f"{url_for('.feed')}?{query}" if query else url_for(".feed")


def search_url(request: SearchRequest, **changes: object) -> str:
    """Return the address of the search page for *request* with *changes* to its fields.

    A change of anything but the page goes back to the first page.
    """
    if "page" not in changes:
        changes["page"] = 1
    query = query_string(request, **changes)
    return f"{url_for('.search')}?{query}" if query else url_for(".search")


def _with_query(address: str, pairs: Sequence[tuple[str, str]]) -> str:
    return f"{address}?{urlencode(pairs)}" if pairs else address


def compare_url(request: SearchRequest) -> str:
    """Return the address of the comparison of the speakers of *request* under its query."""
    pairs = [pair for pair in request_pairs(request) if pair[0] not in _OF_A_PAGE]
    return _with_query(url_for(".compare"), pairs)


def alone(request: SearchRequest, speaker: str) -> SearchRequest:
    """Return *request* of this speaker alone."""
    return dataclasses.replace(request, speakers=(slug(speaker) or speaker,), page=1)


def without_speaker(request: SearchRequest, speaker: str) -> SearchRequest:
    """Return *request* without this one of its speakers."""
    others = tuple(other for other in request.speakers if other != speaker)
    return dataclasses.replace(request, speakers=others)


def speakers_url(request: SpeakersRequest, **changes: object) -> str:
    """Return the address of the list of speakers for *request* with *changes* to its fields."""
    changed = dataclasses.replace(request, **changes)  # type: ignore[arg-type]
    default = SpeakersRequest()
    pairs = [
        (field.name, str(getattr(changed, field.name)))
        for field in dataclasses.fields(changed)
        if getattr(changed, field.name) != getattr(default, field.name)
    ]
    return _with_query(url_for(".speakers"), pairs)


def speaker_sort_links(request: SpeakersRequest) -> tuple[Link, ...]:
    """Return a link for each order of speakers."""
    return tuple(
        Link(label, speakers_url(request, sort=sort, page=1), sort == request.sort)
        for sort, label in _LABEL_OF_SPEAKER_ORDER.items()
    )


def paragraph_url(request: SearchRequest, article_id: str, number: int) -> str:
    """Return the address of the page about a paragraph, with the query carried in."""
    carried = request.q if request.q.strip() else None
    return url_for(".paragraph", article_id=article_id, number=number, q=carried)


def article_url(request: SearchRequest, article_id: str, number: int) -> str:
    """Return the address of a paragraph in its article, with the query carried in."""
    carried = request.q if request.q.strip() else None
    return url_for(".article", article_id=article_id, _anchor=f"p{number}", q=carried)


def _without(values: tuple[str, ...], id_: str, *, as_slug: bool) -> tuple[str, ...]:
    return tuple(v for v in values if (slug(v) if as_slug else v) != id_)


def _shown(facet: FacetName, value: FacetValue) -> str:
    quotation = next((q for q in QUOTATIONS if facet == "quotation" and q == value.id), None)
    return quotation_label(quotation) if quotation else value.value


def _toggled(request: SearchRequest, facet: FacetName, value: FacetValue) -> str:
    field = _FIELD_OF_FACET[facet]
    values: tuple[str, ...] = getattr(request, field)
    kept = _without(values, value.id, as_slug=facet in _FOLDED)
    return search_url(request, **{field: kept if value.selected else (*kept, value.id)})


def facet_links(results: SearchResults) -> tuple[FacetLinks, ...]:
    """Return the facets of *results* that have a value to choose."""
    return tuple(
        FacetLinks(
            facet.name,
            _LABEL_OF_FACET[facet.name],
            tuple(
                Link(
                    _shown(facet.name, v),
                    _toggled(results.request, facet.name, v),
                    v.selected,
                    v.count,
                )
                for v in facet.values
            ),
            more=facet.distinct - sum(1 for v in facet.values if v.count),
            all_url=facet_url(results.request, facet.name),
        )
        for facet in sorted(results.facets, key=lambda f: _ORDER_OF_FACETS.index(f.name))
        if facet.values
    )


def facet_page_links(request: SearchRequest, page: FacetPage) -> FacetLinks:
    """Return a page of a facet's values as links that toggle them in *request*."""
    return FacetLinks(
        page.name,
        _LABEL_OF_FACET[page.name],
        tuple(
            Link(_shown(page.name, v), _toggled(request, page.name, v), v.selected, v.count)
            for v in page.values
        ),
        more=0,
        all_url=facet_url(request, page.name),
    )


def facet_url(
    request: SearchRequest,
    name: FacetName,
    facet_request: FacetRequest | None = None,
    page: int = 1,
) -> str:
    """Return the address of the values of a facet under *request*."""
    pairs = [pair for pair in request_pairs(request) if pair[0] not in _OF_A_PAGE]
    if facet_request and facet_request.like:
        pairs.append(("like", facet_request.like))
    if page > 1:
        pairs.append(("page", str(page)))
    return _with_query(url_for(".facet", facet_name=name), pairs)


def active_filters(results: SearchResults) -> tuple[Link, ...]:
    """Return a link for each filter that is on, which takes it off."""
    request = results.request
    links = [
        Link(_shown(facet.name, value), _toggled(request, facet.name, value))
        for facet in results.facets
        for value in facet.values
        if value.selected
    ]
    if request.date_from:
        links.append(
            Link(f"from {long_date(request.date_from)}", search_url(request, date_from=None))
        )
    if request.date_to:
        links.append(Link(f"to {long_date(request.date_to)}", search_url(request, date_to=None)))
    return tuple(links)


def clause_links(results: SearchResults) -> tuple[Link, ...]:
    """Return a link for each clause of the query that removes it; none for a single clause."""
    clauses = [clause for clause in results.description.parts if clause.span]
    if len(clauses) < 2:
        return ()
    return tuple(Link(clause.text, search_url(clause.without)) for clause in clauses)


@dataclass(frozen=True, slots=True)
class SpellingSuggestion:
    """A near spelling with more hits: its text in stretches, each with whether it differs."""

    stretches: tuple[tuple[str, bool], ...]
    url: str
    total: int


def did_you_mean(results: SearchResults) -> SpellingSuggestion | None:
    """Return the near spelling with more hits than *results*, or None."""
    suggestion = results.did_you_mean
    if suggestion is None:
        return None
    q, position = suggestion.request.q, 0
    stretches: list[tuple[str, bool]] = []
    for start, end in suggestion.changes:
        stretches += ((q[position:start], False), (q[start:end], True))
        position = end
    stretches.append((q[position:], False))
    return SpellingSuggestion(
        tuple(stretch for stretch in stretches if stretch[0]),
        search_url(suggestion.request),
        suggestion.total,
    )


def without_parts(results: SearchResults) -> tuple[Link, ...]:
    """Return a link for each relaxed query of a search without hits."""
    return tuple(
        Link(relaxed.part.text, search_url(relaxed.part.without), count=relaxed.total)
        for relaxed in results.without
    )


def grouping_links(request: SearchRequest) -> tuple[Link, ...]:
    """Return a link for showing each paragraph, and one for showing each article once."""
    return tuple(
        Link(label, search_url(request, group=group), group == request.group)
        for group, label in _LABEL_OF_GROUPING.items()
    )


def sort_links(request: SearchRequest) -> tuple[Link, ...]:
    """Return a link for each order."""
    return tuple(
        Link(label, search_url(request, sort=sort), sort == request.sort)
        for sort, label in _LABEL_OF_SORT.items()
    )


def query_form_fields(request: SearchRequest) -> tuple[tuple[str, str], ...]:
    """Return the parameters that a new query keeps, as hidden form fields."""
    return tuple(
        (name, value)
        for name, value in request_pairs(request)
        if name not in ("q", "page", "from", "to")
    )


def all_fields(request: SearchRequest) -> tuple[tuple[str, str], ...]:
    """Return the parameters of *request*, its page aside, as hidden fields."""
    return tuple(pair for pair in request_pairs(request) if pair[0] not in _OF_A_PAGE)


def without_filters(request: SearchRequest) -> str:
    """Return the address of the same query without any filter."""
    return search_url(SearchRequest(q=request.q, sort=request.sort, limit=request.limit))


def last_page(results: SearchResults) -> int:
    """Return the number of the last page that has hits, at least 1."""
    return max(1, -(-results.total // results.request.limit))
