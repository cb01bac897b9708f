"""Limits of a query: its size, the words a pattern may expand to, and its processor time.

The cost of a query shows only while it is evaluated, so long-running code calls
``checkpoint``, which raises once a limit is reached. Nothing is limited outside ``limited``.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from searchapp.common.messages import Message
from searchapp.query.ast import QueryNode, leaves
from searchapp.query.errors import QueryTooExpensiveError
from searchapp.query.parsed_query import ParsedQuery
from searchapp.settings import MAX_FUZZY_DISTANCE, MAX_QUERY_NESTING

_NANOSECONDS_PER_MILLISECOND = 1_000_000
_WORDS_BETWEEN_CLOCK_READS = 64


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest query that is answered.

    ``clauses`` counts words, phrases and patterns, ``nesting`` the levels of brackets,
    ``expansion`` the index terms that one pattern matches, ``fuzzy_distance`` the edit
    distance of a fuzzy word, ``milliseconds`` the processor time.
    """

    clauses: int = 256
    nesting: int = MAX_QUERY_NESTING
    expansion: int = 20_000
    fuzzy_distance: int = MAX_FUZZY_DISTANCE
    milliseconds: int = 300


@dataclass(frozen=True, slots=True)
class _Budget:
    """``deadline`` is a reading of ``_now``, in nanoseconds.

    It cannot be reached before ``time.perf_counter_ns`` reads *earliest*. That clock is read
    in a tenth of the time, without a call of the operating system.
    """

    deadline: int
    earliest: int
    limits: Limits

    @classmethod
    def of(cls, nanoseconds: int, limits: Limits) -> _Budget:
        """Return a budget of *nanoseconds* from now on."""
        return cls(_now() + nanoseconds, time.perf_counter_ns() + nanoseconds, limits)

    def is_spent(self) -> bool:
        """Return whether the time is up."""
        return time.perf_counter_ns() > self.earliest and _now() > self.deadline


_budget: ContextVar[_Budget | None] = ContextVar("searchapp_budget", default=None)
_exempt_nanoseconds: ContextVar[int] = ContextVar("searchapp_exempt_nanoseconds", default=0)


def _now() -> int:
    """Return this thread's processor time without exempt work, in nanoseconds."""
    return time.thread_time_ns() - _exempt_nanoseconds.get()


@contextmanager
def exempt() -> Iterator[None]:
    """Do not count the work inside: one request prepares it for all that follow."""
    started = time.thread_time_ns()
    token = _budget.set(None)
    try:
        yield
    finally:
        _budget.reset(token)
        _exempt_nanoseconds.set(_exempt_nanoseconds.get() + time.thread_time_ns() - started)


@contextmanager
def limited(limits: Limits) -> Iterator[None]:
    """Limit the work inside; within another ``limited`` the outer limits stay in force."""
    if _budget.get() is not None:
        yield
        return
    budget = _Budget.of(limits.milliseconds * _NANOSECONDS_PER_MILLISECOND, limits)
    token = _budget.set(budget)
    try:
        yield
    finally:
        _budget.reset(token)


@contextmanager
def half_remaining() -> Iterator[None]:
    """Limit the work inside to half of the time that is left."""
    budget = _budget.get()
    if budget is None:
        yield
        return
    remaining = max(0, budget.deadline - _now())
    token = _budget.set(_Budget.of(remaining // 2, budget.limits))
    try:
        yield
    finally:
        _budget.reset(token)


def checkpoint(words: int = 0) -> None:
    """Check the limits of the query being evaluated.

    *words* is the number of index terms that a pattern matched so far. Raises
    ``QueryTooExpensiveError`` where the time is up or there are too many of them.
    """
    budget = _budget.get()
    if budget is None:
        return
    if words > budget.limits.expansion:
        raise QueryTooExpensiveError(
            Message(
                "A pattern in the query matches more than %(most)s words. Add letters to it.",
                most=budget.limits.expansion,
            )
        )
    if words % _WORDS_BETWEEN_CLOCK_READS == 0 and budget.is_spent():
        raise QueryTooExpensiveError(
            Message(
                "The query takes longer than the limit of %(limit)s milliseconds. Use fewer"
                " patterns, or add letters to them.",
                limit=str(budget.limits.milliseconds),
            )
        )


def _depth(node: QueryNode) -> int:
    return 1 + max(map(_depth, node.children), default=-1)


def check(query: ParsedQuery, limits: Limits) -> None:
    """Raise ``QueryTooExpensiveError`` where *query* is larger than *limits* allow."""
    nodes = [clause.node for clause in query.clauses]
    query_leaves = [leaf for node in nodes for leaf, _ in leaves(node)]
    if len(query_leaves) > limits.clauses:
        raise QueryTooExpensiveError(
            Message(
                "The query has %(number)s words, phrases and patterns; at most %(most)s are"
                " allowed. Remove some.",
                number=len(query_leaves),
                most=limits.clauses,
            )
        )
    depth = max(map(_depth, nodes), default=0)
    if depth > limits.nesting:
        raise QueryTooExpensiveError(
            Message(
                "The query has brackets nested %(depth)s deep; at most %(most)s are allowed."
                " Remove some.",
                depth=depth,
                most=limits.nesting,
            )
        )
    distance = max((leaf.slop for leaf in query_leaves if leaf.kind == "fuzzy"), default=0)
    if distance > limits.fuzzy_distance:
        raise QueryTooExpensiveError(
            Message(
                "A fuzzy word in the query allows %(distance)s different letters; at most"
                " %(most)s are allowed. Write ~%(most)s or less.",
                distance=str(distance),
                most=str(limits.fuzzy_distance),
            )
        )
