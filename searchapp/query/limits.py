"""How much one query may ask for, and what is told to one that asks for more.

What a query costs shows only while it is answered. Whatever works at length therefore calls
``spend``, which stops it where ``limited`` says so; outside of that nothing is limited.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from searchapp.query.ast import QueryNode, leaves
from searchapp.query.parser import ParsedQuery, QueryError

_NANOSECONDS = 1_000_000
_WORDS_BETWEEN = 64
"""After so many words of a pattern it is looked whether the time is up."""


class QueryTooExpensiveError(QueryError):
    """A query that asks for more than one may; the message says what to leave out."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may ask for.

    ``clauses`` counts words, phrases and patterns, ``nesting`` the levels of brackets,
    ``expansion`` the words of the index that one pattern stands for, ``fuzzy_distance`` the
    letters that a fuzzy word may differ by, ``milliseconds`` the time of the processor.
    """

    clauses: int = 256
    nesting: int = 50
    expansion: int = 20_000
    fuzzy_distance: int = 2
    milliseconds: int = 300


@dataclass(frozen=True, slots=True)
class _Allowance:
    """``until`` is by the clock ``_now``, in nanoseconds."""

    until: int
    limits: Limits


_allowed: ContextVar[_Allowance | None] = ContextVar("searchapp_allowance", default=None)
_uncounted: ContextVar[int] = ContextVar("searchapp_uncounted", default=0)


def _now() -> int:
    """Return this thread's processor time but for what is not counted, in nanoseconds."""
    return time.thread_time_ns() - _uncounted.get()


@contextmanager
def exempt() -> Iterator[None]:
    """Let what happens inside cost nothing: what one request prepares for all that follow."""
    began = time.thread_time_ns()
    token = _allowed.set(None)
    try:
        yield
    finally:
        _allowed.reset(token)
        _uncounted.set(_uncounted.get() + time.thread_time_ns() - began)


@contextmanager
def limited(limits: Limits) -> Iterator[None]:
    """Let what happens inside spend no more than *limits*; what began earlier goes on."""
    if _allowed.get() is not None:
        yield
        return
    until = _now() + limits.milliseconds * _NANOSECONDS
    token = _allowed.set(_Allowance(until, limits))
    try:
        yield
    finally:
        _allowed.reset(token)


@contextmanager
def half_remaining() -> Iterator[None]:
    """Let what happens inside spend half of the time that is left."""
    allowance = _allowed.get()
    if allowance is None:
        yield
        return
    now = _now()
    until = now + max(0, allowance.until - now) // 2
    token = _allowed.set(_Allowance(until, allowance.limits))
    try:
        yield
    finally:
        _allowed.reset(token)


def checkpoint(words: int = 0) -> None:
    """Go on, with a pattern that stands for *words* words so far, if that is allowed.

    Raises ``TooMuchError`` where the time is up or the words are too many.
    """
    allowance = _allowed.get()
    if allowance is None:
        return
    if words > allowance.limits.expansion:
        raise QueryTooExpensiveError(
            f"A pattern in the query stands for more than {allowance.limits.expansion:,} words;"
            " give more of its letters."
        )
    if words % _WORDS_BETWEEN == 0 and _now() > allowance.until:
        raise QueryTooExpensiveError(
            f"The query takes longer than the {allowance.limits.milliseconds} milliseconds that"
            " one may; give more letters of its patterns, or fewer of them."
        )


def _depth(piece: QueryNode) -> int:
    return 1 + max(map(_depth, piece.pieces), default=-1)


def check(query: ParsedQuery, limits: Limits) -> None:
    """Raise ``TooMuchError`` where *query* is larger than *limits* allow."""
    pieces = [part.piece for part in query.parts]
    found = [leaf for piece in pieces for leaf, _ in leaves(piece)]
    if len(found) > limits.clauses:
        raise QueryTooExpensiveError(
            f"The query has {len(found):,} words, phrases and patterns; at most"
            f" {limits.clauses:,} are allowed. Leave some out."
        )
    depth = max(map(_depth, pieces), default=0)
    if depth > limits.nesting:
        raise QueryTooExpensiveError(
            f"The query has brackets in brackets {depth} deep; at most {limits.nesting} are"
            " allowed. Take some away."
        )
    distance = max((leaf.slop for leaf in found if leaf.kind == "fuzzy"), default=0)
    if distance > limits.fuzzy_distance:
        raise QueryTooExpensiveError(
            f"A fuzzy word in the query may differ by {distance} letters; at most"
            f" {limits.fuzzy_distance} are allowed. Write ~{limits.fuzzy_distance}, or none."
        )
