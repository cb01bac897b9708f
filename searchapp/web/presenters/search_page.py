"""View models of the search page: its pagination, its tools and the page as a whole."""

from __future__ import annotations

from msgspec import Struct

from searchapp.models.analytics import Timeline
from searchapp.models.search import SearchRequest, SearchResults
from searchapp.web.presenters import date_tree, links, urls
from searchapp.web.presenters.charts import Chart, chart
from searchapp.web.presenters.hits import HitView, hit_views
from searchapp.web.presenters.translation import gettext


class Pagination(Struct, frozen=True):
    """A page's place among the pages of results.

    ``first`` and ``last`` are the ranks, from 1, of its first and last hit; ``last_page`` is
    the number of the last page that has hits, at least 1. A URL is None where there is no
    such page.
    """

    first: int
    last: int
    last_page: int
    last_page_url: str
    previous_url: str | None
    next_url: str | None


def _pagination(results: SearchResults) -> Pagination:
    request = results.request
    first = (request.page - 1) * request.limit + 1
    last_page = max(1, -(-results.listed // request.limit))
    return Pagination(
        first=first,
        last=first + len(results.hits) - 1,
        last_page=last_page,
        last_page_url=urls.search_url(request, page=last_page),
        previous_url=urls.search_url(request, page=request.page - 1) if request.page > 1 else None,
        next_url=urls.search_url(request, page=request.page + 1) if results.has_next else None,
    )


class SearchPage(Struct, frozen=True):
    """The search page, as the template ``search.html`` renders it.

    ``tools`` are links to the same search in other forms, ``copies`` is the number of
    identical paragraphs that are not listed. ``first_url`` leaves out what earlier articles
    report, and is empty where no hit is known to be repeated. ``filters`` and ``clauses`` are
    links that remove a filter or a clause of the query. Where no paragraph has all the words,
    ``relaxed`` are links to relaxed queries with hits, and ``advice`` says how to change the
    words. The form fields are names and values of hidden inputs. ``compare_url`` is None with
    fewer than two speakers, ``chart`` without hits.
    """

    results: SearchResults
    hits: list[HitView]
    chart: Chart | None
    pagination: Pagination
    tools: tuple[links.Link, ...]
    copies: int
    copies_url: str
    first_url: str
    facets: tuple[links.FacetLinks, ...]
    years: tuple[date_tree.YearLinks, ...]
    presets: tuple[links.Link, ...]
    filters: tuple[links.Link, ...]
    clauses: tuple[links.Link, ...]
    relaxed: tuple[links.Link, ...]
    advice: tuple[str, ...]
    suggestion: links.SpellingSuggestion | None
    sorts: tuple[links.Link, ...]
    listings: tuple[links.Link, ...]
    query_form_fields: tuple[tuple[str, str], ...]
    facet_form_fields: tuple[tuple[str, str], ...]
    url_without_filters: str
    feed_url: str
    compare_url: str | None


def _tools(request: SearchRequest) -> tuple[links.Link, ...]:
    """Return links to the hits of *request* as files, as a feed and for other sites."""
    return (
        links.Link("CSV", urls.export_url(request, "csv")),
        links.Link("JSON Lines", urls.export_url(request, "jsonl")),
        links.Link(gettext("Feed"), urls.feed_url(request)),
        links.Link(gettext("Copy link"), urls.search_url(request), copies=True),
        links.Link(gettext("Embed"), urls.embed_code_url(request)),
        links.Link("API", urls.page_url("api/v1/docs")),
    )


def _hidden_copies(results: SearchResults) -> int:
    """Return how many matching paragraphs are left out because they repeat another's text."""
    request = results.request
    folded = request.group == "none" and request.copies == "fold"
    return results.paragraphs - results.total if folded else 0


def _first_url(results: SearchResults) -> str:
    """Return the URL of the search for first appearances, where it would leave out a hit."""
    repeated = any(hit.trail for hit in results.hits)
    return urls.search_url(results.request, first=True) if repeated else ""


def _advice(results: SearchResults, *, has_phrase: bool) -> tuple[str, ...]:
    """Return how to change the words of a query that no paragraph has all of, in sentences."""
    if results.total:
        return ()
    advice = []
    clauses = sum(1 for part in results.description.parts if part.span)
    if clauses and not results.listed:
        several = gettext("Try fewer words, or other ones.")
        advice.append(several if clauses > 1 else gettext("Try other words."))
    if has_phrase:
        advice.append(gettext("Without quotation marks, other forms of a word match too."))
    return tuple(advice)


def search_page(
    results: SearchResults, timeline: Timeline | None, *, has_phrase: bool
) -> SearchPage:
    """Return the view model of the search page for *results* and their *timeline*.

    *has_phrase* is whether the query has a quoted phrase.
    """
    request = results.request
    return SearchPage(
        results=results,
        hits=hit_views(results.hits, request),
        chart=chart(timeline, request) if timeline else None,
        pagination=_pagination(results),
        tools=_tools(request),
        copies=_hidden_copies(results),
        copies_url=urls.search_url(request, copies="all"),
        first_url=_first_url(results),
        facets=links.facet_links(results),
        years=tuple(
            year
            for facet in results.facets
            if facet.name == "year"
            for year in date_tree.year_links(request, facet, timeline)
        ),
        presets=date_tree.preset_links(request, results.index),
        filters=links.filter_links(results),
        clauses=links.clause_links(results),
        relaxed=links.relaxed_query_links(results),
        advice=_advice(results, has_phrase=has_phrase),
        suggestion=links.spelling_suggestion(results),
        sorts=links.sort_links(request),
        listings=links.listing_links(request),
        query_form_fields=urls.query_form_fields(request),
        facet_form_fields=urls.unpaged_pairs(request),
        url_without_filters=urls.url_without_filters(request),
        feed_url=urls.feed_url(request),
        compare_url=urls.compare_url(request) if len(request.speakers) > 1 else None,
    )
