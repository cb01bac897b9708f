"""One line of JSON for each request, warning and error, with the request's id.

What was asked and who asked is left out unless ``SEARCHAPP_LOG_QUERIES`` says otherwise: an
archive's readers expect that nobody keeps what they look for.
"""

from __future__ import annotations

import logging
import re
import sys
import uuid
from typing import Any

from flask import Flask, Response, g, has_request_context, request

from searchapp.settings import Settings
from searchapp.web.middleware.optional_dependency import extra
from searchapp.web.middleware.timing import seconds_taken

REQUEST_ID_HEADER = "X-Request-ID"
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

access = logging.getLogger("searchapp.access")
"""Where each request is told."""


def write_json_lines(app: Flask, settings: Settings) -> None:
    """Let *app* log in JSON to standard error, where the settings ask for it.

    Raises ``SettingError`` where the library is missing.
    """
    if settings.log != "json":
        return
    with extra("serve", "SEARCHAPP_LOG", "json"):
        from pythonjsonlogger.json import JsonFormatter

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonFormatter(
            "%(message)s%(levelname)s%(name)s%(exc_info)s",
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "traceback"},
            timestamp="time",
        )
    )
    handler.addFilter(_with_request_id)
    for logger in (app.logger, access):
        logger.handlers[:] = [handler]
        logger.propagate = False
    access.setLevel(logging.INFO)
    app.before_request(_begin)

    def tell(response: Response) -> Response:
        access.info("answered", extra=_told(response, whole=settings.log_queries))
        response.headers[REQUEST_ID_HEADER] = g.searchapp_request_id
        return response

    app.after_request(tell)


def _begin() -> None:
    given = request.headers.get(REQUEST_ID_HEADER, "")
    g.searchapp_request_id = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex


def _with_request_id(record: logging.LogRecord) -> bool:
    if has_request_context():
        record.request_id = g.get("searchapp_request_id", "")
    return True


def _told(response: Response, *, whole: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "method": request.method,
        "endpoint": request.endpoint or "",
        "status": response.status_code,
        "milliseconds": round(1000 * seconds_taken(), 1),
        "bytes": response.content_length,
    }
    if whole:
        told |= {"path": request.full_path.rstrip("?"), "client": request.remote_addr}
    return told
