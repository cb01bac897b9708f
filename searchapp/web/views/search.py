"""The search page, and all values of one of its facets."""

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
"""The longest passage that a result shows: all of most paragraphs."""


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit as its template needs it: ``url`` leads into the article, ``about_url`` to more.

    ``folded`` leads to the article's other paragraphs that match, ``copies_url`` to the
    paragraphs of the same text in other articles.
    """

    hit: Hit
    url: str
    about_url: str
    folded: list[urls.Link]
    copies_url: str
    passage: Markup
    voices: list[Voice]


def shown(hits: Iterable[Hit], asked: SearchRequest) -> list[ShownHit]:
    """Return *hits* as templates need them, with the query of *asked* carried on."""
    return [
        ShownHit(
            hit,
            urls.article_url(asked, hit.article_id, hit.number),
            urls.paragraph_url(asked, hit.article_id, hit.number),
            [
                urls.Link(str(number), urls.article_url(asked, hit.article_id, number))
                for number in hit.collapsed
            ],
            urls.search_url(asked, copies_of=hit.id, copies="all"),
            snippet(hit.text, hit.matches, PASSAGE_CHARACTERS),
            voices(hit.attributions, hit.speaker_matches),
        )
        for hit in hits
    ]


def search(service: SearchService) -> str:
    """Answer ``GET /search``."""
    asked = service.request(request.args.items(multi=True))

    def found() -> tuple[SearchResults, Timeline | None]:
        results = service.search(asked)
        return results, service.timeline(asked) if results.total else None

    (results, timeline), _ = service.with_index(found)
    hits = shown(results.hits, asked)
    first = (asked.page - 1) * asked.limit + 1
    last_page = urls.last_page(results)
    return render_template(
        "searchapp/search.html",
        results=results,
        asked=asked,
        q=asked.q,
        hits=hits,
        first=first,
        last=first + len(hits) - 1,
        last_page=last_page,
        last_page_url=urls.search_url(asked, page=last_page),
        previous_url=urls.search_url(asked, page=asked.page - 1) if asked.page > 1 else None,
        next_url=urls.search_url(asked, page=asked.page + 1) if results.has_next else None,
        chart=chart(timeline, asked) if timeline else None,
        quoted=service.quotes(asked.q),
        facets=urls.facet_links(results),
        active=urls.active_filters(results),
        pieces=urls.pieces(results),
        meant=urls.did_you_mean(results),
        without=urls.without_parts(results),
        noun="article" if asked.group == "article" else "paragraph",
        sorts=urls.sort_links(asked),
        grouping=urls.grouping_links(asked),
        kept=urls.kept_fields(asked),
        fields=urls.all_fields(asked),
        without_filters=urls.without_filters(asked),
        feed_url=urls.feed_url(asked),
        compare_url=urls.compare_url(asked) if len(asked.speakers) > 1 else None,
    )


def facet(service: SearchService, facet_name: str) -> str:
    """Answer ``GET /search/facets/NAME``: all its values under the search, or those like a word."""
    name = next((known for known in FACETS if known == facet_name), None)
    if name is None:
        abort(404, f"There is no filter {facet_name[:80]!r}; there are {', '.join(FACETS)}.")
    asked = service.request(request.args.items(multi=True))
    wanted = read_facet_request(request.args.items(multi=True))
    page = service.facet(asked, name, wanted)
    return render_template(
        "searchapp/facet.html",
        facet=urls.facet_page_links(asked, page),
        like=wanted.like,
        q=asked.q,
        kept=urls.kept_fields(asked),
        fields=urls.all_fields(asked),
        back_url=urls.search_url(asked),
        page=page,
        previous_url=urls.facet_url(asked, name, wanted, wanted.page - 1)
        if wanted.page > 1
        else None,
        next_url=urls.facet_url(asked, name, wanted, wanted.page + 1)
        if wanted.page * wanted.limit < page.total
        else None,
    )
