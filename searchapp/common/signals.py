"""Deferral of Ctrl-C during work that must not be interrupted."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def defer_sigint() -> Iterator[None]:
    """Defer Ctrl-C to the end of the context.

    Processes that are started in the context ignore it from their first instruction on, on
    systems that can block signals. In any thread but the main one this does nothing, since
    Python raises ``KeyboardInterrupt`` in the main thread only.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    received: list[tuple[int, FrameType | None]] = []
    # The handler defers the signal. Blocking it is not enough: the system then gives it to
    # another thread, such as one of numpy's linear algebra, and Python raises all the same.
    # It is blocked as well, because started processes inherit the block.
    handler = signal.signal(signal.SIGINT, lambda number, frame: received.append((number, frame)))
    can_block = hasattr(signal, "pthread_sigmask")
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if can_block else set()
    try:
        yield
    finally:
        if can_block:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
        if received and callable(handler):
            handler(*received[0])
