"""Ctrl-C, kept away from what must not be left half done."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def defer_sigint() -> Iterator[None]:
    """Let Ctrl-C take effect at the end of the context.

    Processes that are begun in the context do not hear it from their first instruction on,
    where the system can block signals. Python tells its main thread alone of Ctrl-C, so
    there is nothing to hold back in another.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[tuple[int, FrameType | None]] = []
    # A handler does the holding back: a blocked signal goes to any other thread of the
    # process, such as those of numpy's linear algebra, and Python raises all the same.
    # The block is what the processes that are begun inherit.
    before = signal.signal(signal.SIGINT, lambda number, frame: heard.append((number, frame)))
    blocks = hasattr(signal, "pthread_sigmask")
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if blocks else set()
    try:
        yield
    finally:
        if blocks:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, before)
        if heard and callable(before):
            before(*heard[0])
