"""Export of all matches of a search as CSV or JSON lines."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, request, url_for

from searchapp.api_models import exports
from searchapp.api_models.exports import FORMATS, Format
from searchapp.api_models.parameter_values import ParameterError
from searchapp.models.articles import paragraph_suffix
from searchapp.models.search import SearchResults
from searchapp.search.service import SearchService

MEDIA_TYPES: dict[Format, str] = {"csv": "text/csv", "jsonl": "application/x-ndjson"}


class FullAddresses:
    """Absolute URLs, for files that are read elsewhere."""

    def __init__(self) -> None:
        self._home = url_for(".home", _external=True)

    def paragraph(self, article_id: str, number: int) -> str:
        """Return the address of a paragraph in its article's page."""
        return f"{self._home}articles/{quote(article_id)}{paragraph_suffix(number)}"

    def next_page(self, results: SearchResults) -> str | None:
        """Return None: what is exported has no pages."""


def _format() -> Format:
    value = request.args.get("format", "").strip() or "csv"
    for form in FORMATS:
        if form == value:
            return form
    raise ParameterError("format", value, f"one of {', '.join(FORMATS)}")


def export(service: SearchService) -> Response:
    """Answer ``GET /api/v1/export``."""
    form = _format()
    pairs = [(n, v) for n, v in request.args.items(multi=True) if n not in ("page", "limit")]
    search_request = service.parser.request(pairs)
    scan = service.scan(search_request)
    text = exports.stream(scan, form, FullAddresses(), acts=search_request.acts)
    response = Response(text, mimetype=MEDIA_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="paragraphs.{form}"'
    response.headers["Cache-Control"] = "no-store"
    return response
