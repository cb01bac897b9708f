"""JSON log lines for requests, warnings and errors, with the request's id.

Queries and client addresses are logged only with ``SEARCHAPP_LOG_QUERIES``, since readers of
an archive expect that their searches are not recorded.
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
_CLIENT_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

access = logging.getLogger("searchapp.access")
"""Logger of requests."""


def write_json_lines(app: Flask, settings: Settings) -> None:
    """Log requests of *app* as JSON to standard error, if the settings say so.

    Raises ``SettingError`` if the library is missing.
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
    app.before_request(_set_request_id)

    def log_request(response: Response) -> Response:
        access.info("answered", extra=_request_fields(response, with_query=settings.log_queries))
        response.headers[REQUEST_ID_HEADER] = g.searchapp_request_id
        return response

    app.after_request(log_request)


def _set_request_id() -> None:
    client_id = request.headers.get(REQUEST_ID_HEADER, "")
    g.searchapp_request_id = client_id if _CLIENT_ID.fullmatch(client_id) else uuid.uuid4().hex


def _with_request_id(record: logging.LogRecord) -> bool:
    if has_request_context():
        record.request_id = g.get("searchapp_request_id", "")
    return True


def _request_fields(response: Response, *, with_query: bool) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "method": request.method,
        "endpoint": request.endpoint or "",
        "status": response.status_code,
        "milliseconds": round(1000 * seconds_taken(), 1),
        "bytes": response.content_length,
    }
    if with_query:
        fields |= {"path": request.full_path.rstrip("?"), "client": request.remote_addr}
    return fields
