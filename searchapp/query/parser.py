"""Lenient recursive-descent parser of the query language, from text to syntax tree.

    sequence  = { choice }                      all must match
    choice    = all { "OR" all }
    all       = operand { "AND" operand }
    operand   = { "NOT" | "-" } [ field [ comparison ] ] ( group | leaf ) [ boost ]
    group     = "(" sequence ")"

Nothing that can be typed is an error: an unclosed bracket counts as a blank, an unknown field
as a plain word, and a ``Notice`` says so. Offsets are those of the text, in code points. The
time is linear in its length; brackets, and so the recursion, nest ``MAX_QUERY_NESTING`` deep.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, groupby
from typing import Literal, NamedTuple

from searchapp.models.articles import QUOTATIONS, Span
from searchapp.models.search import Notice
from searchapp.query import analysis, ast, dates
from searchapp.query.ast import Clause, QueryNode
from searchapp.query.errors import nothing_to_search_for, notice, too_large
from searchapp.query.lexer import Lexer, Token
from searchapp.settings import MAX_FUZZY_DISTANCE, MAX_QUERY_CLAUSES

MAX_BOOST = 1000.0
"""How many times as much a node of a query may count as another."""

MAX_NOTICES = 100
"""How many notices are returned, the first ones."""

MAX_FUZZY_CHARACTERS = 40
"""A longer word is searched as it stands: its neighbours take too long to list."""

_LETTERS = re.compile(r"[^\s\-'/.,;:!&+@#%_=|\\]+")
_QUOTED = re.compile(r"\A'(.*)'\Z")
_RANGE_ENDS = re.compile(r"(\s*'[^']*'\s.*?|.*?)\b[Tt][Oo]\b(.*)")


class _Operand(NamedTuple):
    """A node, or None where nothing is left of it, with its first and last chunk."""

    node: QueryNode | None
    first: int
    last: int


class _Parser:
    """Parses the tokens of one query, from left to right and without going back."""

    def __init__(self, lexer: Lexer, today: datetime.date) -> None:
        self._tokens = lexer.tokens
        self._notices = lexer.notices
        self._today = today
        self._position = 0
        self._leaf_count = 0

    @property
    def _token(self) -> Token:
        return self._tokens[self._position]

    def _next(self) -> Token:
        self._position += 1
        return self._tokens[self._position - 1]

    def _accept(self, kind: str) -> bool:
        """Pass over the next token if it is of this *kind*."""
        self._position += (accepted := self._token.kind == kind)
        return accepted

    def _is_adjacent(self) -> bool:
        """Whether no blank precedes the next token."""
        return self._token.start == self._tokens[self._position - 1].end

    def sequence(self, field: str = "") -> list[list[_Operand]]:
        """Return the choices up to a closing bracket or the end, an AND as its operands."""
        choices: list[list[_Operand]] = []
        while self._token.kind not in ("close", "end"):
            choices.append(self._choice(field))
        return choices

    def _choice(self, field: str) -> list[_Operand]:
        alternatives = [self._all(field)]
        while self._accept("or"):
            alternatives.append(self._all(field))
        if len(alternatives) == 1:
            return alternatives[0]
        return [_joined("or", [_joined("and", operands) for operands in alternatives])]

    def _all(self, field: str) -> list[_Operand]:
        operands = [self._operand(field)]
        while self._accept("and"):
            operands.append(self._operand(field))
        return operands

    def _operand(self, field: str) -> _Operand:
        first, excluded = self._token.chunk, False
        while self._accept("not") or self._accept("minus"):
            excluded = not excluded
        start, comparison = self._token.start, self._token.comparison
        if self._token.kind == "field":
            field = self._next().text
        is_group = self._accept("open")
        node = self._group(field) if is_group else self._leaf(field, comparison, start)
        if node is not None and excluded:
            node = QueryNode("not", children=(node,))
        return _Operand(node, first, self._tokens[self._position - 1].chunk)

    def _group(self, field: str) -> QueryNode | None:
        nodes = [_joined("and", operands).node for operands in self.sequence(field)]
        self._next()
        return _all_of([node for node in nodes if node is not None], self._boost())

    def _boost(self) -> float:
        """Return the boost that directly follows, or 1."""
        if self._token.kind != "boost" or not self._is_adjacent():
            return 1.0
        return min(float(self._next().text[1:]), MAX_BOOST)

    def _leaf(self, field: str, comparison: str, start: int) -> QueryNode | None:
        """Parse a leaf, which with the name of its field begins at *start*."""
        self._leaf_count += 1
        if self._leaf_count > MAX_QUERY_CLAUSES:
            raise too_large("leaves", MAX_QUERY_CLAUSES)
        token = self._leaf_token()
        if comparison and token.kind != "range":
            token = replace(token, kind="range", comparison=comparison)
        if field == "date":
            node = self._date(token, start)
        elif field == "quotation":
            node = self._quotation(token, start)
        else:
            node = _text_node(token, field)
        boost = self._boost()
        return node if node is None or boost == 1.0 else ast.with_boost(node, boost)

    def _leaf_token(self) -> Token:
        """Return the next token; adjacent ones with a wildcard are one, its phrases only text."""
        parts = [self._next()]
        while self._is_adjacent() and self._token.kind in ("word", "fuzzy", "phrase", "wild"):
            if "wild" not in (parts[-1].kind, self._token.kind):
                break
            parts.append(self._next())
        if len(parts) == 1:
            return parts[0]
        text = "".join(part.text for part in parts)
        return replace(parts[0], kind="wild", text=text, end=parts[-1].end)

    def _date(self, token: Token, start: int) -> QueryNode | None:
        first, last, brackets = _ends(token)
        try:
            # The text of a fuzzy word may be that of a date.
            text = f"{first}~" if token.kind == "fuzzy" else first
            days = dates.days_between(text, last, brackets, self._today)
        except ValueError:
            examples, example = f"{dates.EXAMPLES}, date:>=2023-03-01", 'date:"last month"'
            span = (start, token.end)
            self._notices.append(notice("bad_date", span, examples=examples, last=example))
            return None
        text = first if first == last else f"{first} TO {last}"
        relative = dates.is_relative(first) or dates.is_relative(last)
        return QueryNode("days", text, "date", days=days, relative=relative, start=start)

    def _quotation(self, token: Token, start: int) -> QueryNode | None:
        first, last, _ = _ends(token)
        value = first or last if token.kind == "range" else first.removesuffix("*")
        if token.kind != "range" and value.lower() in QUOTATIONS:
            return QueryNode("word", value.lower(), "quotation", start=start)
        span, values = (start, token.end), ", ".join(QUOTATIONS)
        self._notices.append(notice("unknown_value", span, value=repr(value), values=values))
        return None


def parse_clauses(typed: str, today: datetime.date) -> tuple[list[Clause], tuple[Notice, ...]]:
    """Return the clauses of the query *typed*, all of which must match, and the notices.

    No clauses stand for every paragraph. Dates such as "last month" are relative to *today*.
    Raises ``QueryError`` where nothing is left to search for, and ``QueryTooExpensiveError``
    for a query larger than any setting allows.
    """
    if typed.strip() in ("", "*", "*:*"):
        return [], ()
    lexer = Lexer(typed)
    operands = list(chain(*_Parser(lexer, today).sequence()))
    notices = tuple(sorted(lexer.notices, key=lambda n: (n.start, n.end))[:MAX_NOTICES])
    if [token.text for token in lexer.tokens] == ["*", ""]:
        return [], notices
    clauses = list(_clauses(lexer, operands))
    if not clauses:
        raise nothing_to_search_for(notices)
    return clauses, notices


def _clauses(lexer: Lexer, operands: list[_Operand]) -> Iterator[Clause]:
    """Yield the nodes of the highest level with the stretches of text they come from."""
    nodes, places = [], {}
    # What stands in one chunk, such as a(b), goes together.
    for (first, last), group in groupby(operands, lambda operand: operand[1:]):
        parts = [part for node, *_ in group if node for part in ast.conjuncts(node)]
        if node := _all_of(parts):
            nodes.append(node)
            places[id(node)] = (first, last)
    content_nodes = ast.without_stop_words(nodes)
    chunks = lexer.chunks
    for node, joined_node in zip(content_nodes, ast.with_joined_forms(content_nodes), strict=True):
        first, last = places[id(node)]
        span = (chunks[first][0], chunks[last][1])
        yield Clause(joined_node, span, _cut(lexer, first, last))


def _cut(lexer: Lexer, first: int, last: int) -> Span:
    """Return the stretch to cut out so that no AND is left behind."""
    chunks = lexer.chunks
    if first > 0 and lexer.text[slice(*chunks[first - 1])] == "AND":
        first -= 1
    elif last + 1 < len(chunks) and lexer.text[slice(*chunks[last + 1])] == "AND":
        last += 1
    end = chunks[last + 1][0] if last + 1 < len(chunks) else chunks[last][1]
    return chunks[first][0], end


def _joined(kind: Literal["and", "or"], operands: list[_Operand]) -> _Operand:
    nodes = [operand.node for operand in operands if operand.node is not None]
    node = _all_of(nodes) if kind == "and" else ast.joined("or", nodes)
    return _Operand(node, operands[0].first, operands[-1].last)


def _all_of(nodes: list[QueryNode], boost: float = 1.0) -> QueryNode | None:
    return ast.joined("and", ast.without_stop_words(nodes), boost)


def _ends(token: Token) -> tuple[str, str, str]:
    """Return both ends of a range, either of which may be empty, and its brackets."""
    text = token.text
    if token.kind != "range":
        return text, text, "[]"
    if token.comparison:
        value = text.removesuffix("*") if text.count("*") == 1 else text
        brackets = {"<": "[}", ">": "{]"}.get(token.comparison, "[]")
        return ("", value, brackets) if "<" in token.comparison else (value, "", brackets)
    ends = _RANGE_ENDS.fullmatch(text, 1, len(text) - 1)
    first, last = (ends[1].rstrip(), ends[2].lstrip()) if ends else (text[1:-1], "")
    return _QUOTED.sub(r"\1", first), _QUOTED.sub(r"\1", last), text[0] + text[-1]


def _text_node(token: Token, field: str) -> QueryNode | None:
    """Return the leaf of *token*, or None where it has no word."""
    first, last, _ = _ends(token)
    required = re.match(r"\+\w", token.text) is not None
    node = QueryNode("word", first, field, start=token.start, required=required)
    if token.kind == "range":
        return replace(node, kind="range", end=last)
    if token.kind == "wild":
        return _pattern(node)
    if token.kind == "fuzzy":
        return _fuzzy(node, token)
    if not analysis.words_of(token.text):
        return None
    return replace(node, kind="phrase", slop=token.slop) if token.kind == "phrase" else node


def _pattern(node: QueryNode) -> QueryNode | None:
    """Return a prefix or a pattern; runs of letters without an open one are words."""
    nodes = []
    for run in _LETTERS.findall(node.text):
        closed = re.sub(r"[*?]+", "", run)
        words = analysis.words_of(closed)
        if closed == run or len(words) > 1:
            # Characters that stand for themselves are found inside of longer runs anyway.
            nodes += [replace(node, text=closed)] if words else []
        elif closed and run == f"{closed}*":
            nodes.append(replace(node, kind="prefix", text=closed))
        elif run.strip("*"):
            nodes.append(replace(node, kind="pattern", text=run))
    return ast.joined("and", nodes)


def _fuzzy(node: QueryNode, token: Token) -> QueryNode | None:
    """Return a word whose last run of letters is fuzzy."""
    runs = _LETTERS.findall(node.text)
    nodes = [replace(node, text=run) for run in runs[:-1] if analysis.words_of(run)]
    words = analysis.words_of(runs[-1]) if runs else []
    if words and (len(runs[-1]) > MAX_FUZZY_CHARACTERS or len(words) > 1):
        nodes.append(replace(node, text=runs[-1]))
    elif words:
        slop, fixed = min(token.slop, MAX_FUZZY_DISTANCE), min(token.fixed, len(runs[-1]))
        nodes.append(replace(node, kind="fuzzy", text=runs[-1], slop=slop, fixed=fixed))
    return ast.joined("and", nodes)
