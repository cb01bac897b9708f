"""Syntax tree of a query, before any index field is chosen."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from searchapp.models.articles import Span
from searchapp.query import analysis
from searchapp.query.word_forms import WordForm, joined_forms

NodeKind = Literal[
    "word", "phrase", "prefix", "pattern", "fuzzy", "range", "days", "and", "or", "not"
]


@dataclass(frozen=True, slots=True)
class QueryNode:
    """A leaf, or an operator with its ``children``.

    ``text`` is a leaf's text as typed, without operators; ``field`` is the field named
    for it, or empty. ``slop`` is the largest distance between neighbouring words of a
    phrase, in positions, or the largest edit distance of a fuzzy word, whose first
    ``fixed`` letters must match. ``joined`` are forms that stand for a word and
    its neighbours. A range goes from ``text`` to ``end``. ``days`` are the
    first and last day of a date, inclusive, None where open; ``relative`` is true where
    they depend on today. ``required`` is a plus sign: relaxation keeps the word.
    """

    kind: NodeKind
    text: str = ""
    field: str = ""
    children: tuple[QueryNode, ...] = ()
    slop: int = 1
    fixed: int = 0
    end: str = ""
    days: tuple[datetime.date | None, datetime.date | None] = (None, None)
    relative: bool = False
    boost: float = 1.0
    required: bool = False
    joined: tuple[WordForm, ...] = ()
    start: int = 0
    """Offset of a leaf in the query, in code points."""
    synonyms: tuple[str, ...] = ()
    """Terms that the node also finds; it is a word, or the words of one term in an AND."""

    @property
    def key(self) -> str:
        """A key that two nodes share only where they match the same; dates are their days."""
        if self.kind == "days":
            inside = " TO ".join(str(day or "") for day in self.days)
        elif self.children:
            inside = " ".join(child.key for child in self.children)
        else:
            inside = f"{self.text!r} {self.end!r} {self.slop} {self.fixed}"
            inside += " required" if self.required else ""
            inside += f" {self.joined}" if self.joined else ""
        synonyms = f"={self.synonyms}" if self.synonyms else ""
        return f"{self.field}:{self.kind}({inside})^{self.boost}{synonyms}"


@dataclass(frozen=True, slots=True)
class Clause:
    """A top-level node of a query.

    ``span`` is its text in the query; cutting ``cut`` out of the query removes the clause
    together with its operator.
    """

    node: QueryNode
    span: Span
    cut: Span


def leaves(node: QueryNode, *, excluded: bool = False) -> Iterator[tuple[QueryNode, bool]]:
    """Yield the leaves of *node*, each with whether it is excluded by a NOT."""
    if node.kind == "not":
        excluded = not excluded
    if not node.children:
        yield node, excluded
    for child in node.children:
        yield from leaves(child, excluded=excluded)


def joined(
    kind: Literal["and", "or"], nodes: list[QueryNode], boost: float = 1.0
) -> QueryNode | None:
    """Return *nodes* under one operator, the only node itself, or None for no nodes."""
    if not nodes:
        return None
    if len(nodes) == 1 and boost == 1.0:
        return nodes[0]
    return QueryNode(kind, children=tuple(nodes), boost=boost)


def _is_stop_word(node: QueryNode) -> bool:
    if node.kind == "and":
        return all(map(_is_stop_word, node.children))
    if node.kind != "word" or node.required or node.field not in ("", "text", "title"):
        return False
    words = analysis.words_of(node.text)
    return len(words) == 1 and analysis.folded(words[0]) in analysis.STOP_WORDS


def without_stop_words(nodes: list[QueryNode]) -> list[QueryNode]:
    """Return the operands of an AND without its stop words.

    All of them are returned where only stop words and exclusions would be left.
    """
    content_nodes = [node for node in nodes if not _is_stop_word(node)]
    return content_nodes if any(node.kind != "not" for node in content_nodes) else nodes


def conjuncts(node: QueryNode) -> Iterator[QueryNode]:
    """Yield the operands of an AND, and of each AND among them, or *node* itself."""
    if node.kind != "and" or node.boost != 1.0:
        yield node
        return
    for child in node.children:
        yield from conjuncts(child)


def with_boost(node: QueryNode, boost: float) -> QueryNode:
    """Return *node* with *boost* for each of its leaves."""
    if not node.children:
        return replace(node, boost=boost)
    return replace(node, children=tuple(with_boost(child, boost) for child in node.children))


def with_joined_forms(nodes: list[QueryNode]) -> Iterator[QueryNode]:
    """Yield *nodes*, each plain word with the forms that stand for it and its neighbours."""
    for is_plain, run in groupby(nodes, lambda node: node.kind == "word" and not node.field):
        words = list(run)
        if not is_plain:
            yield from words
            continue
        joined_with = joined_forms(tuple(node.text for node in words))
        for node, forms in zip(words, joined_with, strict=True):
            yield replace(node, joined=forms) if forms else node
