"""Conditions of a query: its clauses as trees, and which of them a relaxed hit may lack.

A bare word may be missing, and so may a group of bare words joined by OR. Quoted phrases,
``+word``, named fields and exclusions hold of every hit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from whoosh import query as wq

from searchapp.query.ast import Clause, QueryNode, leaves
from searchapp.query.compiler import compile_query

Demand = Literal["optional", "required", "excluded"]

_BARE_KINDS = ("word", "prefix", "pattern", "fuzzy")


@dataclass(frozen=True, slots=True)
class Condition:
    """A clause of a query, with a tree for each place where it can match.

    ``body`` finds paragraphs by their text and the names of their speakers, ``headline``
    by the headline; both find the same where the clause names a field. The trees of an
    "excluded" condition find what must not match. ``text`` is the clause as typed.
    """

    text: str
    demand: Demand
    body: wq.Query
    headline: wq.Query

    @property
    def has_headline(self) -> bool:
        """Whether the clause can match a headline instead of a paragraph."""
        return self.demand != "excluded" and self.body != self.headline


def conditions_of(typed: str, clauses: Sequence[Clause]) -> tuple[Condition, ...]:
    """Return the conditions of the *clauses* of the query *typed*."""
    distinct = {clause.node.key: clause for clause in reversed(clauses)}
    return tuple(_condition(typed, distinct[key]) for key in reversed(distinct))


def with_required(typed: str, clauses: Sequence[Clause], text: str) -> str | None:
    """Return the query *typed* with a plus sign before its clause *text*.

    None where that is not a single word, or not a clause.
    """
    for clause in clauses:
        start, end = clause.span
        if typed[start:end] == text and clause.node.kind in _BARE_KINDS and text[:1] != "+":
            return f"{typed[:start]}+{typed[start:]}"
    return None


def _condition(typed: str, clause: Clause) -> Condition:
    node, excluded = clause.node, clause.node.kind == "not"
    if excluded:
        node = node.children[0]
    demand: Demand = "excluded" if excluded else "optional" if _is_bare(node) else "required"
    return Condition(
        typed[slice(*clause.span)],
        demand,
        compile_query(node, "body", excluded=excluded).normalize(),
        compile_query(node, "headline", excluded=excluded).normalize(),
    )


def _is_bare(node: QueryNode) -> bool:
    return all(
        leaf.kind in _BARE_KINDS and not leaf.field and not leaf.required and not excluded
        for leaf, excluded in leaves(node)
    )
