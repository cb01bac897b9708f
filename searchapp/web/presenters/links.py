"""View models of the links on a results page: facets, filters, suggestions, orders."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from searchapp.common.messages import N_
from searchapp.models.analytics import SpeakerOrder, SpeakersRequest
from searchapp.models.articles import QUOTATIONS, SPEAKER_KINDS, SpeakerKind
from searchapp.models.normalize import slug
from searchapp.models.search import (
    SPEECH,
    UNDATED,
    DescribedClause,
    Facet,
    FacetName,
    FacetPage,
    FacetValue,
    Grouping,
    SearchRequest,
    SearchResults,
    SortOrder,
)
from searchapp.web.presenters.formatting import plural_kind_label, quotation_label
from searchapp.web.presenters.translation import gettext, translated
from searchapp.web.presenters.urls import facet_url, search_url, speakers_url

_REQUEST_FIELDS: dict[FacetName, str] = {
    "speaker": "speakers",
    "year": "years",
    "source": "sources",
    "quotation": "quotations",
    "role": "roles",
    "kind": "kinds",
}
_FACET_ORDER: tuple[FacetName, ...] = ("kind", "speaker", "quotation", "source", "role")
"""The facets listed by value; years are a tree."""
_SHOWN_VALUES = 8
"""The values of a facet beside the results, besides selected ones."""

_GROUPING_LABELS: dict[Grouping, str] = {"none": N_("Paragraphs"), "article": N_("Articles")}
_SPEAKER_ORDER_LABELS: dict[SpeakerOrder, str] = {
    "count": N_("Most quoted"),
    "name": N_("Name"),
    "latest": N_("Latest"),
}
_FACET_LABELS: dict[FacetName, str] = {
    "speaker": N_("Speaker"),
    "year": N_("Date"),
    "source": N_("Source"),
    "quotation": N_("Reported as"),
    "role": N_("Described as"),
    "kind": N_("Kind of speaker"),
}
_FIND_LABELS: dict[FacetName, str] = {
    "speaker": N_("Find a speaker"),
    "year": N_("Find a year"),
    "source": N_("Find a source"),
    "quotation": N_("Find a kind of quotation"),
    "role": N_("Find a description"),
    "kind": N_("Find a kind of speaker"),
}
_FACETS_BY_SLUG: tuple[FacetName, ...] = ("speaker", "role")
"""Facets whose filters take an id (a folded slug) or a name."""

_REFUSALS_LABEL = N_("declined to comment")
_SORT_LABELS: dict[SortOrder, str] = {
    "relevance": N_("Best match"),
    "newest": N_("Newest"),
    "oldest": N_("Oldest"),
    "added": N_("Last added"),
}


class Link(Struct, frozen=True):
    """A link with a label.

    ``current`` is true where it leads to the page that shows it; ``count`` is the number of
    hits behind it, None where they are not counted. ``copies`` is true where a script copies
    its address.
    """

    label: str
    url: str
    current: bool = False
    count: int | None = 0
    copies: bool = False


class FacetLinks(Struct, frozen=True):
    """A facet as links that toggle its values.

    ``more`` is the number of values not listed, ``all_url`` the page that lists them all.
    """

    name: FacetName
    label: str
    values: tuple[Link, ...]
    more: int
    all_url: str

    @property
    def find_label(self) -> str:
        """The label of the field that finds one of its values."""
        return gettext(_FIND_LABELS[self.name])


class SpellingSuggestion(Struct, frozen=True):
    """A near spelling of the query that has more hits.

    ``stretches`` are its text in order, each with whether it differs from the query;
    ``total`` is its number of hits.
    """

    stretches: tuple[tuple[str, bool], ...]
    url: str
    total: int


def value_label(facet: FacetName, value: FacetValue) -> str:
    """Return the label of *value*, one of the values of *facet*."""
    if facet == "year" and value.id == UNDATED:
        return gettext("undated")
    quotation = next((q for q in QUOTATIONS if facet == "quotation" and q == value.id), None)
    kind = next((k for k in SPEAKER_KINDS if facet == "kind" and k == value.id), None)
    if quotation:
        return quotation_label(quotation)
    return plural_kind_label(kind) if kind else value.value


def toggle_url(request: SearchRequest, facet: FacetName, value: FacetValue) -> str:
    """Return the URL of *request* with *value* added to the filter, or removed if selected."""
    field = _REQUEST_FIELDS[facet]
    selected: tuple[str, ...] = getattr(request, field)
    as_id = slug if facet in _FACETS_BY_SLUG else str
    others = tuple(other for other in selected if as_id(other) != value.id)
    return search_url(request, **{field: others if value.selected else (*others, value.id)})


def _value_links(
    request: SearchRequest, facet: FacetName, values: Sequence[FacetValue]
) -> tuple[Link, ...]:
    return tuple(
        Link(value_label(facet, v), toggle_url(request, facet, v), v.selected, v.count)
        for v in values
    )


def facet_links(results: SearchResults) -> tuple[FacetLinks, ...]:
    """Return the facets of *results* that have values, selected values first.

    The years are not among them: see ``date_tree``.
    """
    request = results.request
    facets = {facet.name: facet for facet in results.facets if facet.values}
    if "speech" not in request.acts:
        facets["quotation"] = Facet("quotation", (), 0)
    return tuple(_facet_links(request, facets[name]) for name in _FACET_ORDER if name in facets)


def _facet_links(request: SearchRequest, facet: Facet) -> FacetLinks:
    values = list(facet.values)
    if facet.name == "kind":
        # People first, whatever their number.
        order: list[str] = list(SPEAKER_KINDS)
        values.sort(key=lambda value: order.index(value.id))
    values.sort(key=lambda value: not value.selected)
    selected = sum(1 for value in values if value.selected)
    shown = values[: selected + _SHOWN_VALUES]
    links = _value_links(request, facet.name, shown)
    return FacetLinks(
        facet.name,
        gettext(_FACET_LABELS[facet.name]),
        (*links, _refusals_link(request)) if facet.name == "quotation" else links,
        more=facet.distinct - sum(1 for value in shown if value.count),
        all_url=facet_url(request, facet.name),
    )


def _refusals_link(request: SearchRequest) -> Link:
    """Return the link to paragraphs in which somebody declines to comment, or back from them.

    It is beside the quotation types, none of which a refusal has. Refusals are not counted
    unless they are searched.
    """
    selected = request.acts != SPEECH
    acts = SPEECH if selected else ("refusal",)
    url = search_url(request, acts=acts, quotations=(), view="paragraphs")
    return Link(gettext(_REFUSALS_LABEL), url, selected, count=None)


def facet_page_links(request: SearchRequest, page: FacetPage) -> FacetLinks:
    """Return one page of a facet's values as links that toggle them in *request*."""
    return FacetLinks(
        page.name,
        gettext(_FACET_LABELS[page.name]),
        _value_links(request, page.name, page.values),
        more=0,
        all_url=facet_url(request, page.name),
    )


def filter_links(results: SearchResults) -> tuple[Link, ...]:
    """Return a link for each selected filter that removes it."""
    request = results.request
    links = [
        Link(value_label(facet.name, value), toggle_url(request, facet.name, value))
        for facet in results.facets
        for value in facet.values
        if value.selected
    ]
    if request.acts != SPEECH:
        included = "speech" in request.acts
        label = gettext("refusals included") if included else gettext(_REFUSALS_LABEL)
        links.append(Link(label, search_url(request, acts=SPEECH)))
    if request.date_from:
        label = gettext("from %(date)s", date=request.date_from)
        links.append(Link(label, search_url(request, date_from=None)))
    if request.date_to:
        label = gettext("to %(date)s", date=request.date_to)
        links.append(Link(label, search_url(request, date_to=None)))
    return tuple(links)


def clause_links(results: SearchResults) -> tuple[Link, ...]:
    """Return a link for each clause of the query that removes it; none for a single clause.

    The synonyms of a term have a link of their own.
    """
    parts = results.description.parts
    single = sum(1 for part in parts if part.span) < 2
    return tuple(
        Link(_clause_label(part), search_url(part.without))
        for part in parts
        if (part.span and not single) or part.parameter == "no_synonyms"
    )


def _clause_label(part: DescribedClause) -> str:
    if part.parameter != "no_synonyms":
        return translated(part.text)
    return gettext("synonyms of ‘%(term)s’", term=part.without.no_synonyms[-1])


def spelling_suggestion(results: SearchResults) -> SpellingSuggestion | None:
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


def relaxed_query_links(results: SearchResults) -> tuple[Link, ...]:
    """Return a link for each relaxed query that has hits, where *results* have none."""
    return tuple(
        Link(translated(relaxed.part.text), search_url(relaxed.part.without), count=relaxed.total)
        for relaxed in results.without
    )


def listing_links(request: SearchRequest) -> tuple[Link, ...]:
    """Return links that list the hits as paragraphs, grouped by article, or as quotes."""
    quotes = request.view == "quotes"
    return (
        *(
            Link(
                gettext(label),
                search_url(request, group=group, view="paragraphs"),
                group == request.group and not quotes,
            )
            for group, label in _GROUPING_LABELS.items()
        ),
        Link(gettext("Quotes"), search_url(request, group="none", view="quotes"), quotes),
    )


def sort_links(request: SearchRequest) -> tuple[Link, ...]:
    """Return a link for each order of the hits."""
    return tuple(
        Link(gettext(label), search_url(request, sort=sort), sort == request.sort)
        for sort, label in _SORT_LABELS.items()
    )


def speaker_sort_links(request: SpeakersRequest) -> tuple[Link, ...]:
    """Return a link for each order of the list of speakers."""
    return tuple(
        Link(gettext(label), speakers_url(request, sort=sort, page=1), sort == request.sort)
        for sort, label in _SPEAKER_ORDER_LABELS.items()
    )


def speaker_kind_links(request: SpeakersRequest) -> tuple[Link, ...]:
    """Return a link for the speakers of each kind, and one for all."""
    kinds: list[tuple[str, tuple[SpeakerKind, ...]]] = [(gettext("All"), ())]
    kinds += [(plural_kind_label(kind), (kind,)) for kind in SPEAKER_KINDS]
    return tuple(
        Link(label, speakers_url(request, kinds=kinds_of, page=1), kinds_of == request.kinds)
        for label, kinds_of in kinds
    )
