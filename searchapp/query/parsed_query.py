"""Parsed queries: the clauses of the syntax tree as Whoosh trees, and what a hit may lack.

A bare word may be missing, and so may a group of bare words joined by OR. Quoted phrases,
``+word``, named fields and exclusions hold of every hit.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from whoosh import query as wq

from searchapp.models.normalize import visible
from searchapp.models.search import Notice, TieOrder
from searchapp.query import analysis
from searchapp.query.ast import Clause, QueryNode, leaves
from searchapp.query.compiler import Side, all_of, compile_query
from searchapp.query.lexer import OPERATORS
from searchapp.query.parser import parse_clauses
from searchapp.query.synonyms import NO_SYNONYMS, Synonyms, with_synonyms

Demand = Literal["optional", "required", "excluded"]

_BARE_KINDS = ("word", "prefix", "pattern", "fuzzy")


@dataclass(frozen=True, slots=True)
class Condition:
    """A clause of a query, with a tree for each place where it can match.

    ``body`` finds paragraphs by their text and the names of their speakers, ``headline``
    by the headline; both find the same where the clause names a field. The trees of an
    "excluded" condition find what must not match. ``text`` is the clause as typed.
    ``position`` is that of its last word among the words typed, stop words included.
    """

    text: str
    demand: Demand
    body: wq.Query
    headline: wq.Query
    position: int

    @property
    def has_headline(self) -> bool:
        """Whether the clause can match a headline instead of a paragraph."""
        return self.demand != "excluded" and self.body != self.headline


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query as trees of ``whoosh.query``, made from the syntax tree in ``clauses``.

    ``body`` finds paragraphs; ``headline`` finds the same words in headlines, or is None
    where the query names a field for each of its leaves. ``clauses`` are the nodes of the
    highest level, all of which must match; none stands for every paragraph. ``conditions``
    are the same clauses, each as trees of its own. If not ``relaxable``, all of them must
    match whatever the request says. ``words`` are the folded words of a query that is
    nothing but words and phrases. ``tie_order`` orders hits of near-equal score.
    """

    body: wq.Query
    headline: wq.Query | None
    notices: tuple[Notice, ...] = ()
    clauses: tuple[Clause, ...] = ()
    conditions: tuple[Condition, ...] = ()
    relaxable: bool = True
    words: tuple[str, ...] = ()
    tie_order: TieOrder = "newest"

    @property
    def key(self) -> str:
        """A key that two queries share only where they find and mark the same."""
        return " ".join(clause.node.key for clause in self.clauses)


def parse(
    typed: str,
    today: datetime.date | None = None,
    synonyms: Synonyms = NO_SYNONYMS,
    no_synonyms: tuple[str, ...] = (),
) -> ParsedQuery:
    """Return the query *typed*; dates such as "last month" are relative to *today*.

    Its terms are also searched as their *synonyms*, apart from those in *no_synonyms*.
    An empty text and a lone ``*`` stand for every paragraph. The spans of notices are those
    of *typed* without invisible characters, which are removed as they are from texts.
    Raises ``QueryError`` where nothing is left to search for, and ``QueryTooExpensiveError``
    for a query larger than any setting allows.
    """
    typed = visible(typed)
    clauses, notices = parse_clauses(typed, today or datetime.date.today())
    if not clauses:
        return ParsedQuery(wq.Every(), None, notices)
    clauses = with_synonyms(typed, clauses, synonyms, no_synonyms)
    conditions = conditions_of(typed, clauses)
    query_leaves = chain.from_iterable(leaves(clause.node) for clause in clauses)
    has_headline = any(not leaf.field and not excluded for leaf, excluded in query_leaves)
    return ParsedQuery(
        whole_query(conditions, "body"),
        whole_query(conditions, "headline") if has_headline else None,
        notices,
        tuple(clauses),
        conditions,
        words=typed_words(typed, clauses),
    )


def conditions_of(typed: str, clauses: Sequence[Clause]) -> tuple[Condition, ...]:
    """Return the conditions of the *clauses* of the query *typed*."""
    positions = _last_word_positions(typed, clauses)
    distinct = {
        clause.node.key: (clause, position)
        for clause, position in zip(reversed(clauses), reversed(positions), strict=True)
    }
    return tuple(_condition(typed, *distinct[key]) for key in reversed(distinct))


def whole_query(conditions: Sequence[Condition], side: Side) -> wq.Query:
    """Return the tree of all *conditions* together."""
    trees = [c.body if side == "body" else c.headline for c in conditions]
    excluded = [condition.demand == "excluded" for condition in conditions]
    return all_of([wq.Not(t) if e else t for t, e in zip(trees, excluded, strict=True)])


def typed_words(typed: str, clauses: Sequence[Clause]) -> tuple[str, ...]:
    """Return a query that is nothing but words and phrases as a text is indexed, or none."""
    if not all(c.node.kind in ("word", "phrase") and not c.node.field for c in clauses):
        return ()
    words = map(analysis.folded, _words_between(typed, 0, len(typed)))
    return (*words, *analysis.markers(typed))


def _last_word_positions(typed: str, clauses: Sequence[Clause]) -> list[int]:
    """Return the position of each clause's last word, counted over words and clauses."""
    positions: list[int] = []
    words = end_before = 0
    for clause in clauses:
        start, end = clause.span
        words += len(_words_between(typed, end_before, start))
        words += max(len(_words_between(typed, start, end)), 1)
        positions.append(words - 1)
        end_before = end
    return positions


def _words_between(typed: str, start: int, end: int) -> list[str]:
    words = analysis.words_of(typed[start:end])
    return [word for word in words if word not in OPERATORS]


def with_required(typed: str, clauses: Sequence[Clause], text: str) -> str | None:
    """Return the query *typed* with a plus sign before its clause *text*.

    None where that is not a single word, or not a clause.
    """
    for clause in clauses:
        start, end = clause.span
        if typed[start:end] == text and clause.node.kind in _BARE_KINDS and text[:1] != "+":
            return f"{typed[:start]}+{typed[start:]}"
    return None


def _condition(typed: str, clause: Clause, position: int) -> Condition:
    node, excluded = clause.node, clause.node.kind == "not"
    if excluded:
        node = node.children[0]
    demand: Demand = "excluded" if excluded else "optional" if _is_bare(node) else "required"
    return Condition(
        typed[slice(*clause.span)],
        demand,
        compile_query(node, "body", excluded=excluded),
        compile_query(node, "headline", excluded=excluded),
        position,
    )


def _is_bare(node: QueryNode) -> bool:
    return all(
        leaf.kind in _BARE_KINDS and not leaf.field and not leaf.required and not excluded
        for leaf, excluded in leaves(node)
    )
