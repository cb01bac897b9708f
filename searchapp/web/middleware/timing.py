"""How long an answer took, told alike by logs and figures."""

from __future__ import annotations

import time

from flask import Flask, g


def time_requests(app: Flask) -> None:
    """Let *app* note when each request began, before anything else looks at it."""
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)


def _begin() -> None:
    g.searchapp_began = time.perf_counter()


def seconds_taken() -> float:
    """Return how long ago the request began that is being answered."""
    return time.perf_counter() - float(g.searchapp_began)
