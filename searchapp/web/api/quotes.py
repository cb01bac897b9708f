"""API views of quotations: the quote check, and the passages that several articles report."""

from __future__ import annotations

from urllib.parse import urlencode

import msgspec
from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from searchapp.api_models.parameter_values import ParameterError
from searchapp.api_models.quotes import CheckRequest, check_answer
from searchapp.api_models.trails import (
    read_trails_request,
    trail_answer,
    trails_answer,
)
from searchapp.models.search import IndexInfo
from searchapp.quotes import QuoteChecker
from searchapp.quotes.trails import compare_wordings
from searchapp.search.service import SearchService
from searchapp.web.api.responses import cached, json_answer, json_response
from searchapp.web.api.search import MountedUrls

_MAX_BYTES_PER_CHARACTER = 6
"""JSON may write a character as ``\\u1234``."""
_ENVELOPE_BYTES = 1_000


def check(service: SearchService) -> Response:
    """Answer ``POST /api/v1/check``, and ``GET`` with ``q`` for one quotation.

    Nothing of the text is stored. A text that is sent by ``GET`` stands in the server's log.
    """
    text = _posted_text(service) if request.method == "POST" else request.args.get("q", "")
    if not text.strip():
        where = "text" if request.method == "POST" else "q"
        raise ParameterError(where, text, "a quotation, a paragraph or a draft")
    report = QuoteChecker(service).check(text)
    response = json_response(check_answer(report, MountedUrls()))
    response.headers["Cache-Control"] = "no-store"
    return response


def _posted_text(service: SearchService) -> str:
    """Return the text of the JSON object in the request's body."""
    most = service.settings.max_check_characters * _MAX_BYTES_PER_CHARACTER + _ENVELOPE_BYTES
    body = request.stream.read(most + 1)
    if len(body) > most:
        abort(413, f"The body has more than {most:,} bytes, which is the most that is checked.")
    try:
        return msgspec.json.decode(body, type=CheckRequest).text
    except msgspec.DecodeError as error:
        abort(400, f'The body must be a JSON object {{"text": ...}}: {error}.')


def trails(service: SearchService) -> Response:
    """Answer ``GET /api/v1/quotes``."""
    trails_request = read_trails_request(request.args.items(multi=True))

    def answer() -> tuple[Response, IndexInfo]:
        page = service.trails(trails_request)
        next_url = None
        if page.has_next:
            pairs = [(n, v) for n, v in request.args.items(multi=True) if n != "page"]
            query = urlencode([*pairs, ("page", trails_request.page + 1)])
            next_url = f"{url_for('.api_quotes')}?{query}"
        urls = [url_for(".quote", trail_id=trail.id) for trail in page.trails]
        return json_answer(trails_answer(page, urls, next_url)), page.index

    return cached(service, trails_request, answer)


def trail(service: SearchService, quote_id: str) -> ResponseReturnValue:
    """Answer ``GET /api/v1/quotes/ID``; the id of a later wording leads to the passage."""
    found, index = service.read_consistently(lambda: service.trail(quote_id))
    if found is None:
        abort(
            404,
            f"No passage with the id {quote_id[:80]!r} stands in several articles. If one did,"
            " its articles have been removed or changed.",
        )
    if found.id != quote_id:
        return redirect(url_for(".api_quote", quote_id=found.id), 308)

    def answer() -> tuple[Response, IndexInfo]:
        wordings = compare_wordings(found)
        url = url_for(".quote", trail_id=found.id)
        return json_answer(trail_answer(found, wordings, index, url, MountedUrls())), index

    return cached(service, (), answer)
