"""Circuit breaker and back-pressure before a cluster: fail at once rather than queue.

A cluster that does not answer would otherwise keep every thread of a web server waiting for
its timeout (Nygard, Release It!, 2007).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from searchapp.common.messages import Message
from searchapp.engine.errors import UnavailableError
from searchapp.engine.opensearch.cluster_errors import is_silence
from searchapp.engine.opensearch.connection import MAX_CONNECTIONS

FAILURES_TO_OPEN = 3
"""Requests in a row without an answer after which the breaker opens."""

OPEN_SECONDS = 1.0
"""How long an open breaker refuses; then one request at a time tries the cluster."""

_QUEUE_SECONDS = 2.0
"""How long a request waits while ``MAX_CONNECTIONS`` others are on their way."""


class CircuitBreaker:
    """Lets requests through while the cluster answers. May be used from several threads."""

    def __init__(self) -> None:
        self._in_flight = BoundedSemaphore(MAX_CONNECTIONS)
        self._lock = Lock()
        self._failures = 0
        self._retry_at = 0.0

    @contextmanager
    def request(self) -> Iterator[None]:
        """Do one request. Raises ``UnavailableError`` where the breaker is open or all is busy."""
        self._check()
        if not self._in_flight.acquire(timeout=_QUEUE_SECONDS):
            raise UnavailableError(
                Message(
                    "This process already has %(most)s searches waiting for the cluster.",
                    most=MAX_CONNECTIONS,
                )
            )
        try:
            yield
        except BaseException as error:
            self._count(failed=is_silence(error))
            raise
        else:
            self._count(failed=False)
        finally:
            self._in_flight.release()

    def _check(self) -> None:
        with self._lock:
            if self._failures < FAILURES_TO_OPEN:
                return
            now = time.monotonic()
            if now < self._retry_at:
                raise UnavailableError(
                    Message(
                        "The cluster is not responding (%(failures)s requests in a row failed;"
                        " the next is sent in a second).",
                        failures=self._failures,
                    )
                )
            # This request is the trial; others wait for its outcome.
            self._retry_at = now + OPEN_SECONDS

    def _count(self, *, failed: bool) -> None:
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
            if failed:
                self._retry_at = time.monotonic() + OPEN_SECONDS
