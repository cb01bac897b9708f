"""Conditions of a query: its clauses as trees, and which of them a relaxed hit may lack.

A bare word may be missing, and so may a group of bare words joined by OR. Quoted phrases,
``+word``, named fields and exclusions hold of every hit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from whoosh import query as wq

from searchapp.query import analysis
from searchapp.query.ast import Clause, QueryNode, leaves
from searchapp.query.compiler import Side, all_of, compile_query
from searchapp.query.index_markers import markers
from searchapp.query.lexer import OPERATORS

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
    return (*words, *markers(typed))


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
