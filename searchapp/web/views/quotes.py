"""Pages of the passages that several articles report: the list, and one with its trail."""

from __future__ import annotations

from contextlib import suppress

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from searchapp.api_models.trails import read_trails_request
from searchapp.models.search import Hit, SearchRequest
from searchapp.models.trails import Trail
from searchapp.query.errors import QueryTooExpensiveError
from searchapp.quotes.trails import nearly_this
from searchapp.search.service import SearchService
from searchapp.web.presenters import urls
from searchapp.web.presenters.hits import hit_views
from searchapp.web.presenters.links import Link
from searchapp.web.presenters.quotes import trail_item, trail_page
from searchapp.web.presenters.translation import gettext


def quotes(service: SearchService) -> str:
    """Answer ``GET /quotes``."""
    trails_request = read_trails_request(request.args.items(multi=True))
    page = service.trails(trails_request)
    number, limit = trails_request.page, trails_request.limit
    first = (number - 1) * limit + 1
    return render_template(
        "searchapp/quotes.html",
        q="",
        trails_request=trails_request,
        total=page.total,
        notice=page.notice,
        items=[trail_item(trail) for trail in page.trails],
        first=first,
        last=first + len(page.trails) - 1,
        tabs=[
            Link(label, urls.trails_url(trails_request, conflict=conflict, page=1), current)
            for label, conflict, current in (
                (gettext("All"), False, not trails_request.conflict),
                (gettext("Conflicts"), True, trails_request.conflict),
            )
        ],
        previous_url=urls.trails_url(trails_request, page=number - 1) if number > 1 else None,
        next_url=urls.trails_url(trails_request, page=number + 1) if page.has_next else None,
    )


def quote(service: SearchService, trail_id: str) -> ResponseReturnValue:
    """Answer ``GET /quotes/ID``; the id of a later wording leads to the passage."""
    trail = service.trail(trail_id)
    if trail is None:
        abort(
            404,
            gettext(
                "No passage with the id %(id)s stands in several articles. If one did, its"
                " articles have been removed or changed.",
                id=repr(trail_id[:80]),
            ),
        )
    if trail.id != trail_id:
        return redirect(urls.trail_url(trail.id), 308)
    return render_template(
        "searchapp/quote.html",
        q="",
        page=trail_page(trail),
        nearly=hit_views(_nearly(service, trail), SearchRequest()),
    )


def _nearly(service: SearchService, trail: Trail) -> tuple[Hit, ...]:
    with suppress(QueryTooExpensiveError):  # The page is complete without them.
        return nearly_this(service, trail)
    return ()
