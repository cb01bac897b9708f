"""Limit on the processor time of a reader."""

import time
from collections.abc import Iterator

import pytest

from searchapp.ingest import Event, ReadWarning, SourceLocation
from searchapp.ingest.time_limit import ReadTooSlowError, limit_read_time

EVENT = ReadWarning(SourceLocation("a.txt"), "x")


def _busy(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def _events(*seconds: float) -> Iterator[Event]:
    for duration in seconds:
        _busy(duration)
        yield EVENT


def test_a_reader_that_is_busy_too_long_is_stopped() -> None:
    events = limit_read_time(_events(0, 30), 1)
    assert next(events) is EVENT
    started = time.process_time()
    with pytest.raises(ReadTooSlowError, match="more than 1 seconds of processor time"):
        next(events)
    assert time.process_time() - started < 5


def test_the_time_of_other_events_and_of_the_caller_does_not_count() -> None:
    for _ in limit_read_time(_events(0.4, 0.4, 0.4), 1):
        _busy(0.4)


def test_a_reader_that_catches_every_error_is_stopped_all_the_same() -> None:
    def stubborn() -> Iterator[Event]:
        try:
            _busy(30)
        except Exception:
            _busy(30)
        yield EVENT

    with pytest.raises(ReadTooSlowError):
        next(limit_read_time(stubborn(), 1))
