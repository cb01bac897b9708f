"""The search page, and the page of all values of one facet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import abort, render_template, request
from markupsafe import Markup

from searchapp.api_models.convert import snippet
from searchapp.api_models.parameters import read_facet_request
from searchapp.models.analytics import Timeline
from searchapp.models.search import FACETS, Hit, SearchRequest, SearchResults
from searchapp.search.service import SearchService
from searchapp.web.presenters import urls
from searchapp.web.presenters.charts import chart
from searchapp.web.presenters.speakers import Voice, voices

PASSAGE_CHARACTERS = 1200
"""Longest passage of a hit; most paragraphs are shorter."""


@dataclass(frozen=True, slots=True)
class ShownHit:
    """View model of a hit.

    ``url`` is its place in the article, ``about_url`` the page of the paragraph, ``folded``
    the article's other paragraphs that match, ``copies_url`` the same text elsewhere.
    """

    hit: Hit
    url: str
    about_url: str
    folded: list[urls.Link]
    copies_url: str
    passage: Markup
    voices: list[Voice]


def shown(hits: Iterable[Hit], search_request: SearchRequest) -> list[ShownHit]:
    """Return the view models of *hits*, whose links carry the query of *search_request*."""
    return [
        ShownHit(
            hit,
            urls.article_url(search_request, hit.article_id, hit.number),
            urls.paragraph_url(search_request, hit.article_id, hit.number),
            [
                urls.Link(str(number), urls.article_url(search_request, hit.article_id, number))
                for number in hit.collapsed
            ],
            urls.search_url(search_request, copies_of=hit.id, copies="all"),
            snippet(hit.text, hit.matches, PASSAGE_CHARACTERS),
            voices(hit.attributions, hit.speaker_matches),
        )
        for hit in hits
    ]


def search(service: SearchService) -> str:
    """Answer ``GET /search``."""
    search_request = service.request(request.args.items(multi=True))

    def results_and_timeline() -> tuple[SearchResults, Timeline | None]:
        results = service.search(search_request)
        return results, service.timeline(search_request) if results.total else None

    (results, timeline), _ = service.read_consistently(results_and_timeline)
    hits = shown(results.hits, search_request)
    first = (search_request.page - 1) * search_request.limit + 1
    last_page = urls.last_page(results)
    return render_template(
        "searchapp/search.html",
        results=results,
        search_request=search_request,
        q=search_request.q,
        hits=hits,
        first=first,
        last=first + len(hits) - 1,
        last_page=last_page,
        last_page_url=urls.search_url(search_request, page=last_page),
        previous_url=urls.search_url(search_request, page=search_request.page - 1)
        if search_request.page > 1
        else None,
        next_url=urls.search_url(search_request, page=search_request.page + 1)
        if results.has_next
        else None,
        chart=chart(timeline, search_request) if timeline else None,
        quoted=service.has_phrase(search_request.q),
        facets=urls.facet_links(results),
        active=urls.active_filters(results),
        clauses=urls.clause_links(results),
        suggestion=urls.did_you_mean(results),
        without=urls.without_parts(results),
        noun="article" if search_request.group == "article" else "paragraph",
        sorts=urls.sort_links(search_request),
        grouping=urls.grouping_links(search_request),
        hidden_fields=urls.query_form_fields(search_request),
        fields=urls.all_fields(search_request),
        without_filters=urls.without_filters(search_request),
        feed_url=urls.feed_url(search_request),
        compare_url=urls.compare_url(search_request) if len(search_request.speakers) > 1 else None,
    )


def facet(service: SearchService, facet_name: str) -> str:
    """Answer ``GET /search/facets/NAME``: its values under the search."""
    name = next((known for known in FACETS if known == facet_name), None)
    if name is None:
        abort(404, f"There is no filter {facet_name[:80]!r}; there are {', '.join(FACETS)}.")
    search_request = service.request(request.args.items(multi=True))
    facet_request = read_facet_request(request.args.items(multi=True))
    page = service.facet(search_request, name, facet_request)
    return render_template(
        "searchapp/facet.html",
        facet=urls.facet_page_links(search_request, page),
        like=facet_request.like,
        q=search_request.q,
        hidden_fields=urls.query_form_fields(search_request),
        fields=urls.all_fields(search_request),
        back_url=urls.search_url(search_request),
        page=page,
        previous_url=urls.facet_url(search_request, name, facet_request, facet_request.page - 1)
        if facet_request.page > 1
        else None,
        next_url=urls.facet_url(search_request, name, facet_request, facet_request.page + 1)
        if facet_request.page * facet_request.limit < page.total
        else None,
    )
