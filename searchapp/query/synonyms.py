"""Synonyms of query terms, added to the syntax tree at query time.

A word, or words next to one another, that an editor listed is also searched as its synonyms
(query expansion: Manning, Raghavan and Schütze, "Introduction to Information Retrieval",
section 9.2). Quoted phrases, ``+word`` and fields other than text and headline are left as
typed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from searchapp.query import analysis
from searchapp.query.ast import Clause, QueryNode

MAX_SYNONYMS = 100
"""How many synonyms one query is searched with; further terms are searched as typed."""

ALL = "*"
"""Stands for every term among those whose synonyms are left out."""

_FIELDS = ("", "text", "title")

Stems = tuple[str, ...]


def stems_of(term: str) -> Stems:
    """Return the stems of the words of *term*, by which terms are compared."""
    return tuple(analysis.stems(analysis.folded(word) for word in analysis.words_of(term)))


class Synonyms:
    """The synonyms of an archive: for each term the terms that it also finds."""

    def __init__(self, pairs: Iterable[tuple[str, Sequence[str]]] = ()) -> None:
        self._by_stems: dict[Stems, tuple[str, ...]] = {}
        for term, synonyms in pairs:
            stems = stems_of(term)
            known = {stems_of(synonym): synonym for synonym in self._by_stems.get(stems, ())}
            for synonym in synonyms:
                known.setdefault(stems_of(synonym), synonym)
            self._by_stems[stems] = tuple(known.values())
        self.max_words = max(map(len, self._by_stems), default=0)
        """The number of words of the longest term."""

    def of(self, stems: Stems) -> tuple[str, ...]:
        """Return the synonyms of the term with these *stems*."""
        return self._by_stems.get(stems, ())


NO_SYNONYMS = Synonyms()


def with_synonyms(
    typed: str, clauses: Sequence[Clause], synonyms: Synonyms, without: Collection[str] = ()
) -> list[Clause]:
    """Return the *clauses* of the query *typed*, with the *synonyms* of their terms.

    Clauses that make up one term become one clause. The terms in *without*, or all where it
    has ``ALL``, are left as typed.
    """
    if not synonyms.max_words or ALL in without:
        return list(clauses)
    expansion = _Expansion(typed, synonyms, frozenset(map(stems_of, without)))
    nodes = [clause.node for clause in clauses]
    return [
        Clause(
            node,
            (clauses[first].span[0], clauses[last].span[1]),
            (clauses[first].cut[0], clauses[last].cut[1]),
        )
        for node, first, last in expansion.of_siblings(nodes)
    ]


def expanded_terms(node: QueryNode) -> Iterator[QueryNode]:
    """Yield the nodes below *node*, itself included, that have synonyms."""
    if node.synonyms:
        yield node
    else:
        for child in node.children:
            yield from expanded_terms(child)


def synonym_nodes(node: QueryNode) -> Iterator[QueryNode]:
    """Yield the synonyms of *node* as words to search in its field."""
    first = node.children[0] if node.children else node
    for synonym in node.synonyms:
        yield QueryNode("word", synonym, field=first.field, boost=first.boost)


class _Expansion:
    """Adds synonyms to the nodes of one query, up to ``MAX_SYNONYMS``."""

    def __init__(self, typed: str, synonyms: Synonyms, without: frozenset[Stems]) -> None:
        self._typed = typed
        self._synonyms = synonyms
        self._without = without
        self._left = MAX_SYNONYMS

    def of_siblings(self, nodes: Sequence[QueryNode]) -> Iterator[tuple[QueryNode, int, int]]:
        """Yield the operands *nodes* of an AND, each with the places of its first and last.

        The longest term that starts at a node is taken.
        """
        position = 0
        while position < len(nodes):
            end = min(len(nodes), position + self._synonyms.max_words)
            for last in range(end - 1, position - 1, -1):
                term = self._term(nodes[position : last + 1])
                if term is not None:
                    yield term, position, last
                    position = last + 1
                    break
            else:
                yield self._of_node(nodes[position]), position, position
                position += 1

    def _of_node(self, node: QueryNode) -> QueryNode:
        if node.kind == "and":
            children = tuple(child for child, *_ in self.of_siblings(node.children))
            return children[0] if len(children) == 1 else replace(node, children=children)
        if node.children:
            children = tuple(self._term([c]) or self._of_node(c) for c in node.children)
            return replace(node, children=children)
        return node

    def _term(self, nodes: Sequence[QueryNode]) -> QueryNode | None:
        """Return the words *nodes* with the synonyms of the term that they are, or None."""
        first, last = nodes[0], nodes[-1]
        if any(n.kind != "word" or n.required or n.field not in _FIELDS for n in nodes):
            return None
        if any((n.field, n.boost) != (first.field, first.boost) for n in nodes):
            return None
        text = self._typed[first.start : last.start + len(last.text)] if nodes[1:] else first.text
        stems = stems_of(text)
        synonyms = () if stems in self._without else self._synonyms.of(stems)
        if not synonyms or len(synonyms) > self._left:
            return None
        self._left -= len(synonyms)
        if len(nodes) == 1:
            return replace(first, synonyms=synonyms)
        return QueryNode("and", text, children=tuple(nodes), synonyms=synonyms)
