"""The pages: the box, the results, the article. They work without scripts."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from flask import Response, abort, render_template, request
from markupsafe import Markup

from searchapp.engine.highlighting import Marks, find_matches
from searchapp.engine.language import QueryError
from searchapp.records import Attribution, Hit, SearchRequest, Speaker
from searchapp.search import SearchService
from searchapp.serialization import snippet
from searchapp.web import links

PASSAGE_CHARACTERS = 1200
"""The longest passage that a result shows: all of most paragraphs."""

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'self'"
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who speaks in a paragraph: once for each role, with how they are quoted."""

    speaker: Speaker
    role: str
    quotations: tuple[str, ...]
    url: str


def _voices(attributions: tuple[Attribution, ...], base: SearchRequest) -> list[Voice]:
    grouped: dict[tuple[str, str], list[Attribution]] = {}
    for attribution in attributions:
        if attribution.act != "speech":
            continue
        grouped.setdefault((attribution.speaker.id, attribution.role), []).append(attribution)
    return [
        Voice(
            of_one[0].speaker,
            role,
            tuple(dict.fromkeys(a.quotation for a in of_one)),
            links.search_url(base, speakers=(id_,)),
        )
        for (id_, role), of_one in grouped.items()
    ]


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit as its template needs it."""

    hit: Hit
    url: str
    passage: Markup
    voices: list[Voice]


def home(service: SearchService) -> str:
    """Answer ``GET /``."""
    return render_template("searchapp/home.html", info=service.info(), q="")


def search(service: SearchService) -> str:
    """Answer ``GET /search``."""
    asked = service.request(request.args.items(multi=True))
    results = service.search(asked)
    hits = [
        ShownHit(
            hit,
            links.article_url(asked, hit.article_id, hit.number),
            snippet(hit.text, hit.matches, PASSAGE_CHARACTERS),
            _voices(hit.attributions, asked),
        )
        for hit in results.hits
    ]
    first = (asked.page - 1) * asked.limit + 1
    last_page = links.last_page(results)
    return render_template(
        "searchapp/search.html",
        results=results,
        asked=asked,
        q=asked.q,
        hits=hits,
        first=first,
        last=first + len(hits) - 1,
        last_page=last_page,
        last_page_url=links.search_url(asked, page=last_page),
        previous_url=links.search_url(asked, page=asked.page - 1) if asked.page > 1 else None,
        next_url=links.search_url(asked, page=asked.page + 1) if results.has_next else None,
        facets=links.facet_links(results),
        active=links.active_filters(results),
        sorts=links.sort_links(asked),
        kept=links.kept_fields(asked),
        without_filters=links.without_filters(asked),
    )


def article(service: SearchService, article_id: str) -> str:
    """Answer ``GET /articles/ID``; a query that is carried in is marked."""
    found = service.article(article_id)
    if found is None:
        abort(404, f"The archive has no article {article_id[:80]!r}. It may have been removed.")
    asked = SearchRequest(q=service.request([("q", request.args.get("q", ""))]).q)
    marks = Marks()
    with suppress(QueryError):
        marks = service.marks(asked.q) if asked.q.strip() else marks
    return render_template(
        "searchapp/article.html",
        article=found,
        q=asked.q,
        title_matches=find_matches(found.title, marks.title),
        back_url=links.search_url(asked) if asked.q.strip() else None,
        paragraphs=[
            (
                paragraph,
                find_matches(paragraph.text, marks.text),
                _voices(paragraph.attributions, SearchRequest()),
            )
            for paragraph in found.paragraphs
        ],
    )


def with_safe_headers(response: Response) -> Response:
    """Allow pages nothing from elsewhere, no script, and no guess at their type."""
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response
