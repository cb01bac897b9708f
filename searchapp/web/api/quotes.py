"""API view of the quote check."""

from __future__ import annotations

import msgspec
from flask import Response, abort, request

from searchapp.api_models.parameter_values import ParameterError
from searchapp.api_models.quotes import CheckRequest, check_answer
from searchapp.quotes import QuoteChecker
from searchapp.search.service import SearchService
from searchapp.web.api.responses import json_response
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
