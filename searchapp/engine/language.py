"""The query language: what is typed becomes a ``whoosh.query`` tree, once for every engine.

It is Whoosh's own language (fields, phrases, boolean operators, ranges, prefixes,
patterns, fuzzy words) with AND between bare words. What is ours is where a piece
without a field is looked for: in the paragraph and in the names of its speakers.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from whoosh import query as wq
from whoosh.qparser import QueryParser, plugins, syntax

from searchapp.engine.query_repair import plain_words, repair
from searchapp.engine.schema import paragraph_schema
from searchapp.records import Notice
from searchapp.text import fold

MAX_FUZZY_DISTANCE = 2
"""Letters by which a fuzzy word may differ; more would match nearly anything."""

MAX_FUZZY_CHARACTERS = 40
"""A longer word is searched as it stands: its neighbours take too long to list."""

MAX_BOOST = 1000.0
"""How many times as much a piece of a query may count as another."""

# Whoosh's own NOT, or a minus right before what is not wanted.
_NOT_OR_MINUS = r'(^|(?<=(\s|[()])))(NOT(?=\s)|-(?=[\w"(]))'

_BODY = "body"
_HEADLINE = "headline"


@dataclass(frozen=True, slots=True)
class _FieldRule:
    """Where the pieces of a query go: plain words to ``words``, all others to ``exact``."""

    words: tuple[str, ...]
    exact: tuple[str, ...]


_FIELDS: dict[str, _FieldRule] = {
    "text": _FieldRule(("text",), ("exact",)),
    "title": _FieldRule(("title",), ("title_exact",)),
    "speaker": _FieldRule(("speaker_name",), ("speaker_name",)),
    "role": _FieldRule(("role",), ("role",)),
    "author": _FieldRule(("author",), ("author",)),
    "source": _FieldRule(("source",), ("source",)),
    "quotation": _FieldRule(("quotation",), ("quotation",)),
    "article": _FieldRule(("article",), ("article",)),
    "date": _FieldRule(("date",), ("date",)),
}
FIELD_NAMES = tuple(_FIELDS)
"""The fields that a reader can name."""

_WITHOUT_FIELD = {
    _BODY: _FieldRule(("text", "speaker_name"), ("exact", "speaker_name")),
    _HEADLINE: _FieldRule(("title",), ("title_exact",)),
}
# What must not be found may stand neither in the headline nor below it.
_EXCLUDED_FROM_HEADLINE = _FieldRule(
    ("title", "text", "speaker_name"), ("title_exact", "exact", "speaker_name")
)


class QueryError(ValueError):
    """A query in which there is nothing to search for; the message says what is wrong."""

    def __init__(self, message: str, notices: tuple[Notice, ...] = ()) -> None:
        self.notices = notices
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query as trees of ``whoosh.query``.

    ``body`` finds paragraphs; ``headline`` finds the same words in headlines, or
    is None where the query names a field for each of its pieces.
    """

    body: wq.Query
    headline: wq.Query | None
    notices: tuple[Notice, ...] = ()


class _Once(syntax.SyntaxNode):  # type: ignore[misc]
    """A node that makes its query once.

    Whoosh's binary groups make those of their nodes twice (qparser/syntax.py, 366), which
    doubles the work with each operator in a chain.
    """

    def __init__(self, node: Any) -> None:
        self._node = node
        self._query: Any = None

    def query(self, parser: Any) -> Any:
        if self._query is None:
            self._query = self._node.query(parser)
        return self._query


def _bounded(boost: float) -> float:
    return min(boost, MAX_BOOST)


class _SpreadOverFields(plugins.Plugin):  # type: ignore[misc]
    """Give each piece of a query the index fields that it is looked for in.

    Runs after the operators have been made into groups, since a piece that is
    excluded is looked for in more places than one that is wanted.
    """

    _AFTER_OPERATORS = 700

    def __init__(self, side: str) -> None:
        self.side = side
        self.unfielded = 0
        self.notices: list[Notice] = []

    def filters(self, _parser: Any) -> list[tuple[Any, int]]:
        return [(self.spread, self._AFTER_OPERATORS)]

    def spread(self, parser: Any, group: Any) -> Any:
        return self._group(parser, group, excluded=False)

    def _group(self, parser: Any, group: Any, *, excluded: bool) -> Any:
        nodes = []
        for position, node in enumerate(group.nodes):
            inside = excluded
            if isinstance(group, syntax.NotGroup) or (
                isinstance(group, syntax.AndNotGroup) and position > 0
            ):
                inside = not excluded
            if isinstance(node, syntax.GroupNode):
                new = self._group(parser, node, excluded=inside)
                if not new.nodes:
                    continue
            else:
                new = self._leaf(parser, node, excluded=inside)
                if new is None:
                    continue
            nodes.append(new)
        if len(nodes) == 1 and isinstance(group, syntax.BinaryGroup):
            return syntax.AndGroup(nodes)
        spread = group.empty_copy()
        spread.boost = _bounded(group.boost)
        spread.nodes = nodes
        if isinstance(group, syntax.BinaryGroup):
            spread.nodes = [_Once(node) for node in nodes]
        return spread

    def _leaf(self, parser: Any, node: Any, *, excluded: bool) -> Any:
        if not node.has_fieldname:
            return node
        rule = self._rule(node, excluded=excluded)
        if hasattr(node, "maxdist") and len(node.text) > MAX_FUZZY_CHARACTERS:
            node = _as_word(node)
        is_word = isinstance(node, syntax.WordNode)
        copies = []
        for field in rule.words if is_word else rule.exact:
            new = copy.copy(node)
            new.fieldname = field
            new.boost = _bounded(new.boost)
            if field == "date":
                if not self._is_date(parser, new):
                    return None
            elif field not in ("source", "article"):
                _fold_pattern(new)
            if not _is_empty(parser, new, field):
                copies.append(new)
        if not copies:
            return None
        if node.fieldname is None and not excluded:
            self.unfielded += 1
        return copies[0] if len(copies) == 1 else syntax.OrGroup(copies)

    def _rule(self, node: Any, *, excluded: bool) -> _FieldRule:
        if node.fieldname is not None:
            return _FIELDS[node.fieldname]
        if excluded and self.side == _HEADLINE:
            return _EXCLUDED_FROM_HEADLINE
        return _WITHOUT_FIELD[self.side]

    def _is_date(self, parser: Any, node: Any) -> bool:
        if isinstance(node, syntax.WordNode | plugins.PhrasePlugin.PhraseNode | syntax.RangeNode):
            try:
                error = getattr(node.query(parser), "error", None)
            except (ValueError, OverflowError, TypeError, AttributeError):
                error = "unreadable"
            if not error:
                return True
        start, end = node.startchar or 0, node.endchar or 0
        self.notices.append(
            Notice(
                "bad_date",
                "This is no date and was passed over; write date:2023, date:2023-03,"
                " date:2023-03-10 or date:[2023-03-01 TO 2023-03-31].",
                start,
                end,
            )
        )
        return False


def _as_word(node: Any) -> Any:
    word = syntax.WordNode(node.text)
    word.fieldname, word.boost = node.fieldname, node.boost
    word.startchar, word.endchar = node.startchar, node.endchar
    return word


def _fold_pattern(node: Any) -> None:
    """Fold what no analyzer will: prefixes, patterns, fuzzy words, the ends of ranges."""
    if isinstance(node, syntax.RangeNode):
        node.start = fold(node.start) if node.start else node.start
        node.end = fold(node.end) if node.end else node.end
    elif not isinstance(node, syntax.WordNode | plugins.PhrasePlugin.PhraseNode):
        node.text = fold(node.text)
    if hasattr(node, "maxdist"):
        node.maxdist = min(node.maxdist, MAX_FUZZY_DISTANCE)


def _is_empty(parser: Any, node: Any, field: str) -> bool:
    """Whether no word is left of *node*, as of a lone ``&``."""
    if isinstance(node, syntax.WordNode | plugins.PhrasePlugin.PhraseNode):
        index_field = parser.schema[field]
        return index_field.analyzer is not None and not any(
            True for _ in index_field.process_text(node.text, mode="query")
        )
    if isinstance(node, syntax.RangeNode):
        return False
    return not any(c.isalnum() or c in "*?" for c in node.text)


def _parser(side: str) -> tuple[QueryParser, _SpreadOverFields]:
    spread = _SpreadOverFields(side)
    parser = QueryParser(
        "text",
        paragraph_schema(),
        plugins=[
            plugins.WhitespacePlugin(),
            plugins.FieldsPlugin(remove_unknown=False),
            plugins.WildcardPlugin(),
            plugins.FuzzyTermPlugin(),
            plugins.PhrasePlugin(),
            plugins.RangePlugin(),
            plugins.GroupPlugin(),
            plugins.OperatorsPlugin(Not=_NOT_OR_MINUS),
            plugins.BoostPlugin(),
            spread,
        ],
    )
    for field in ("text", "title", "exact", "title_exact", "speaker_name", "role", "author"):
        # "high-end" is two words of the index; unquoted, too, they belong together.
        parser.schema[field].multitoken_query = "phrase"
    return parser, spread


def _parse_side(text: str, side: str) -> tuple[wq.Query, _SpreadOverFields]:
    parser, spread = _parser(side)
    return parser.parse(text), spread


def parse(typed: str) -> ParsedQuery:
    """Return what *typed* asks for.

    An empty text and a lone ``*`` ask for every paragraph. What cannot be
    understood is searched as plain words and told in ``notices``, whose spans are
    those of *typed*. Raises ``QueryError`` where nothing is left to search for.
    """
    if typed.strip() in ("", "*", "*:*"):
        return ParsedQuery(wq.Every(), None)
    repaired = repair(typed, FIELD_NAMES)
    text, notices = repaired.text, list(repaired.notices)
    if text.strip() == "*":
        return ParsedQuery(wq.Every(), None, tuple(notices))
    try:
        body, spread = _parse_side(text, _BODY)
        headline, _ = _parse_side(text, _HEADLINE)
    except Exception:
        words = plain_words(text)
        notices.append(
            Notice(
                "searched_as_words",
                "This is no query that can be understood; its words were searched.",
                0,
                len(typed),
            )
        )
        body, spread = _parse_side(words, _BODY)
        headline, _ = _parse_side(words, _HEADLINE)
    notices += spread.notices
    if body == wq.NullQuery:
        raise QueryError(
            "The query has no word to search for; write a word, a phrase in quotation marks,"
            " or * for every paragraph.",
            tuple(notices),
        )
    return ParsedQuery(body, headline if spread.unfielded else None, tuple(notices))
