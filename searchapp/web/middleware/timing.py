"""Duration of a request, for logs and metrics."""

from __future__ import annotations

import time

from flask import Flask, g


def time_requests(app: Flask) -> None:
    """Record the start of each request of *app*, before any other handler runs."""
    app.before_request_funcs.setdefault(None, []).insert(0, _start_timer)


def _start_timer() -> None:
    g.searchapp_started = time.perf_counter()


def seconds_taken() -> float:
    """Return the seconds since the current request started."""
    return time.perf_counter() - float(g.searchapp_started)
