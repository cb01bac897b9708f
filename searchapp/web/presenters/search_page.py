"""View models of the search page: its hits, its pagination and the page as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from searchapp.api_models.convert import snippet
from searchapp.models.analytics import Timeline
from searchapp.models.search import Hit, SearchRequest, SearchResults
from searchapp.web.presenters import links, urls
from searchapp.web.presenters.charts import Chart, chart
from searchapp.web.presenters.speakers import QuotedSpeaker, quoted_speakers

PASSAGE_CHARACTERS = 1200
"""Longest passage of a hit; most paragraphs are shorter."""


@dataclass(frozen=True, slots=True)
class HitView:
    """A hit in a list of hits.

    ``url`` is its place in the article, ``about_url`` the page of the paragraph, ``collapsed``
    the article's other matching paragraphs, ``copies_url`` a search for its copies in other
    articles.
    """

    hit: Hit
    url: str
    about_url: str
    collapsed: list[links.Link]
    copies_url: str
    passage: Markup
    speakers: list[QuotedSpeaker]


def hit_views(hits: Iterable[Hit], search_request: SearchRequest) -> list[HitView]:
    """Return the view models of *hits*, whose links carry the query of *search_request*."""
    return [
        HitView(
            hit,
            urls.article_url(search_request, hit.article_id, hit.number),
            urls.paragraph_url(search_request, hit.article_id, hit.number),
            [
                links.Link(str(number), urls.article_url(search_request, hit.article_id, number))
                for number in hit.collapsed
            ],
            urls.search_url(search_request, copies_of=hit.id, copies="all"),
            snippet(hit.text, hit.matches, PASSAGE_CHARACTERS),
            quoted_speakers(hit.attributions, hit.speaker_matches),
        )
        for hit in hits
    ]


@dataclass(frozen=True, slots=True)
class Pagination:
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
    last_page = max(1, -(-results.total // request.limit))
    return Pagination(
        first=first,
        last=first + len(results.hits) - 1,
        last_page=last_page,
        last_page_url=urls.search_url(request, page=last_page),
        previous_url=urls.search_url(request, page=request.page - 1) if request.page > 1 else None,
        next_url=urls.search_url(request, page=request.page + 1) if results.has_next else None,
    )


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The search page, as the template ``search.html`` renders it.

    ``noun`` names what is counted, ``has_phrase`` is whether the query holds a quoted phrase.
    ``filters`` and ``clauses`` are links that remove a filter or a clause of the query,
    ``relaxed`` links to the relaxed queries of a search without hits. The form fields are
    names and values of hidden inputs. ``compare_url`` is None with fewer than two speakers,
    ``chart`` without hits.
    """

    results: SearchResults
    hits: list[HitView]
    noun: str
    has_phrase: bool
    chart: Chart | None
    pagination: Pagination
    facets: tuple[links.FacetLinks, ...]
    filters: tuple[links.Link, ...]
    clauses: tuple[links.Link, ...]
    relaxed: tuple[links.Link, ...]
    suggestion: links.SpellingSuggestion | None
    sorts: tuple[links.Link, ...]
    groupings: tuple[links.Link, ...]
    query_form_fields: tuple[tuple[str, str], ...]
    facet_form_fields: tuple[tuple[str, str], ...]
    url_without_filters: str
    feed_url: str
    compare_url: str | None


def search_page(
    results: SearchResults, timeline: Timeline | None, *, has_phrase: bool
) -> SearchPage:
    """Return the view model of the search page for *results* and their *timeline*."""
    request = results.request
    return SearchPage(
        results=results,
        hits=hit_views(results.hits, request),
        noun="article" if request.group == "article" else "paragraph",
        has_phrase=has_phrase,
        chart=chart(timeline, request) if timeline else None,
        pagination=_pagination(results),
        facets=links.facet_links(results),
        filters=links.filter_links(results),
        clauses=links.clause_links(results),
        relaxed=links.relaxed_query_links(results),
        suggestion=links.spelling_suggestion(results),
        sorts=links.sort_links(request),
        groupings=links.grouping_links(request),
        query_form_fields=urls.query_form_fields(request),
        facet_form_fields=urls.facet_form_fields(request),
        url_without_filters=urls.url_without_filters(request),
        feed_url=urls.feed_url(request),
        compare_url=urls.compare_url(request) if len(request.speakers) > 1 else None,
    )
