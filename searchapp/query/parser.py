"""Lenient parser of the query language: a recursive descent over the tokens of ``lexer``.

    sequence  = { choice }                      all must match
    choice    = all { "OR" all }
    all       = operand { "AND" operand }
    operand   = { "NOT" | "-" } [ field [ comparison ] ] ( group | leaf ) [ boost ]
    group     = "(" sequence ")"

Nothing that can be typed is an error: what has no meaning is passed over or searched as
plain words, and a notice says so. Dates are calendar days (``dates``), and stop words
count only where they are quoted or alone (``ast``). Brackets nest ``MAX_QUERY_NESTING``
deep at most, and the recursion no deeper.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, groupby
from typing import NamedTuple

from whoosh import query as wq

from searchapp.common.messages import Message
from searchapp.models.articles import Span
from searchapp.models.normalize import visible
from searchapp.models.search import Notice, TieOrder
from searchapp.query.ast import Clause, QueryNode, joined, leaves, without_stop_words
from searchapp.query.compiler import FIELD_NAMES
from searchapp.query.conditions import Condition, conditions_of, typed_words, whole_query
from searchapp.query.errors import QueryError, QueryTooExpensiveError
from searchapp.query.leaf_parser import LeafParser
from searchapp.query.lexer import Lexer, Token
from searchapp.query.synonyms import NO_SYNONYMS, Synonyms, with_synonyms
from searchapp.query.word_forms import joined_forms
from searchapp.settings import MAX_QUERY_CLAUSES

__all__ = ["FIELD_NAMES", "ParsedQuery", "QueryError", "parse"]

MAX_BOOST = 1000.0
"""How many times as much a node of a query may count as another."""

MAX_NOTICES = 100
"""How many notices are returned, the first ones."""

_TEXT_KINDS = ("word", "fuzzy", "phrase", "wild")


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


class _Operand(NamedTuple):
    """A node, or None where nothing is left of it, with its first and last chunk."""

    node: QueryNode | None
    first: int
    last: int


class _Parser:
    """Parses the tokens of one query, from left to right and without going back."""

    def __init__(self, lexer: Lexer, today: datetime.date) -> None:
        self._tokens = lexer.tokens
        self._position = 0
        self._leaves = LeafParser(today, lexer.notice)
        self._leaf_count = 0

    def sequence(self, field: str = "") -> list[list[_Operand]]:
        """Return the choices up to a closing bracket or the end, an AND as its operands."""
        choices: list[list[_Operand]] = []
        while self._kind() not in ("close", ""):
            choices.append(self._choice(field))
        return choices

    def _kind(self) -> str:
        return self._tokens[self._position].kind if self._position < len(self._tokens) else ""

    def _next(self) -> Token:
        token = self._tokens[self._position]
        self._position += 1
        return token

    def _choice(self, field: str) -> list[_Operand]:
        operands = self._all(field)
        if self._kind() != "or":
            return operands
        alternatives = [_joined_all(operands)]
        while self._kind() == "or":
            self._next()
            alternatives.append(_joined_all(self._all(field)))
        nodes = [operand.node for operand in alternatives if operand.node is not None]
        return [_Operand(joined("or", nodes), alternatives[0].first, alternatives[-1].last)]

    def _all(self, field: str) -> list[_Operand]:
        operands = [self._operand(field)]
        while self._kind() == "and":
            self._next()
            operands.append(self._operand(field))
        return operands

    def _operand(self, field: str) -> _Operand:
        first = self._tokens[self._position].chunk
        excluded = False
        while self._kind() in ("not", "minus"):
            self._next()
            excluded = not excluded
        node = self._primary(field)
        if node is not None and excluded:
            node = QueryNode("not", children=(node,))
        return _Operand(node, first, self._tokens[self._position - 1].chunk)

    def _primary(self, field: str) -> QueryNode | None:
        start, comparison = self._tokens[self._position].start, ""
        if self._kind() == "field":
            field = self._next().text
        if self._kind() == "compare":
            comparison = self._next().text
        if self._kind() == "open":
            return self._group(field)
        return self._leaf(field, comparison, start)

    def _group(self, field: str) -> QueryNode | None:
        self._next()
        operands = map(_joined_all, self.sequence(field))
        nodes = [operand.node for operand in operands if operand.node is not None]
        self._next()
        return joined("and", without_stop_words(nodes), self._boost())

    def _leaf(self, field: str, comparison: str, start: int) -> QueryNode | None:
        self._leaf_count += 1
        if self._leaf_count > MAX_QUERY_CLAUSES:
            raise QueryTooExpensiveError(
                Message(
                    "The query has more than %(most)s words, phrases and patterns. Remove some.",
                    most=MAX_QUERY_CLAUSES,
                )
            )
        tokens = [self._next()]
        while self._position < len(self._tokens):
            following = self._tokens[self._position]
            is_pattern = "wild" in (tokens[-1].kind, following.kind)
            if following.spaced or following.kind not in _TEXT_KINDS or not is_pattern:
                break
            tokens.append(self._next())
        node = self._leaves.leaf(tokens, field, comparison, start)
        boost = self._boost()
        return node if node is None or boost == 1.0 else _boosted(node, boost)

    def _boost(self) -> float:
        """Return the boost that directly follows, or 1."""
        if self._kind() != "boost" or self._tokens[self._position].spaced:
            return 1.0
        return min(float(self._next().text[1:]), MAX_BOOST)


def _boosted(node: QueryNode, boost: float) -> QueryNode:
    if node.children:
        return replace(node, children=tuple(_boosted(child, boost) for child in node.children))
    return replace(node, boost=boost)


def _joined_all(operands: list[_Operand]) -> _Operand:
    nodes = [operand.node for operand in operands if operand.node is not None]
    return _Operand(joined("and", without_stop_words(nodes)), operands[0].first, operands[-1].last)


def _clauses(lexer: Lexer, operands: list[_Operand]) -> list[Clause]:
    """Return the nodes of the highest level with the stretches of text they come from."""
    by_chunks: dict[tuple[int, int], list[QueryNode]] = {}
    for node, first, last in operands:
        if node is not None:
            by_chunks.setdefault((first, last), []).extend(_conjuncts(node))
    # What stands in one chunk, such as a(b), goes together.
    joined_nodes = [
        (first, last, node)
        for (first, last), nodes in by_chunks.items()
        if (node := joined("and", without_stop_words(nodes))) is not None
    ]
    content = {id(node) for node in without_stop_words([node for *_, node in joined_nodes])}
    content_nodes = [item for item in joined_nodes if id(item[-1]) in content]
    nodes = _with_joined_forms([node for *_, node in content_nodes])
    chunks = lexer.chunks
    return [
        Clause(node, (chunks[first][0], chunks[last][1]), _cut(lexer, first, last))
        for (first, last, _), node in zip(content_nodes, nodes, strict=True)
    ]


def _with_joined_forms(nodes: list[QueryNode]) -> Iterator[QueryNode]:
    """Yield *nodes*, each plain word with the forms that stand for it and its neighbours."""
    for is_plain, run in groupby(nodes, lambda node: node.kind == "word" and not node.field):
        words = list(run)
        if not is_plain:
            yield from words
            continue
        joined_with = joined_forms(tuple(node.text for node in words))
        for node, forms in zip(words, joined_with, strict=True):
            yield replace(node, joined=forms) if forms else node


def _conjuncts(node: QueryNode) -> list[QueryNode]:
    if node.kind != "and" or node.boost != 1.0:
        return [node]
    return [conjunct for child in node.children for conjunct in _conjuncts(child)]


def _cut(lexer: Lexer, first: int, last: int) -> Span:
    """Return the stretch to cut out so that no AND is left behind."""
    chunks = lexer.chunks
    if first > 0 and lexer.text[slice(*chunks[first - 1])] == "AND":
        first -= 1
    elif last + 1 < len(chunks) and lexer.text[slice(*chunks[last + 1])] == "AND":
        last += 1
    end = chunks[last + 1][0] if last + 1 < len(chunks) else chunks[last][1]
    return chunks[first][0], end


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
    if typed.strip() in ("", "*", "*:*"):
        return ParsedQuery(wq.Every(), None)
    lexer = Lexer(typed, FIELD_NAMES)
    choices = _Parser(lexer, today or datetime.date.today()).sequence()
    notices = tuple(sorted(lexer.notices, key=lambda n: (n.start, n.end))[:MAX_NOTICES])
    if [token.text for token in lexer.tokens] == ["*"]:
        return ParsedQuery(wq.Every(), None, notices)
    clauses = with_synonyms(typed, _clauses(lexer, list(chain(*choices))), synonyms, no_synonyms)
    if not clauses:
        raise QueryError(_nothing_to_search_for(notices), notices)
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


def _nothing_to_search_for(notices: tuple[Notice, ...]) -> str:
    message = Message(
        "The query has nothing to search for. Type a word, a phrase in quotation marks, or * for"
        " every paragraph."
    )
    for notice in notices:
        message = Message("%(sentence)s %(next)s", sentence=message, next=notice.message)
    return message
