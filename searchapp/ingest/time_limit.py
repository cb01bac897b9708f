"""Limit on the processor time that reading one article of a file may take."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from searchapp.ingest.events import Event

_REPEAT_SECONDS = 1.0


class ReadTooSlowError(Exception):
    """A file that takes too long to read; the message says what the limit is."""


@contextmanager
def _processor_time(seconds: int) -> Iterator[None]:
    """Raise ``ReadTooSlowError`` in the context after *seconds* of processor time."""

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        raise ReadTooSlowError(
            f"reading one of its articles took more than {seconds} seconds of processor"
            " time (SEARCHAPP_MAX_READ_SECONDS)"
        )

    handler = signal.signal(signal.SIGVTALRM, stop)
    # Repeated, since a library may catch the exception and go on.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _REPEAT_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, handler)


def limit_read_time(events: Iterator[Event], seconds: int) -> Iterator[Event]:
    """Yield *events*; raise ``ReadTooSlowError`` where the next takes more than *seconds*.

    The time between two events belongs to the caller and is not counted. A call into a C
    library ends before the error is raised. Without timer signals, and in any thread but the
    main one, there is no limit.
    """
    if not hasattr(signal, "setitimer") or (
        threading.current_thread() is not threading.main_thread()
    ):
        yield from events
        return
    while True:
        with _processor_time(seconds):
            event = next(events, None)
        if event is None:
            return
        yield event
