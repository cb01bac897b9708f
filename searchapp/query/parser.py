"""The query language: what is typed becomes a ``whoosh.query`` tree, once for every engine.

The syntax is Whoosh's own (fields, phrases, boolean operators, ranges, comparisons,
prefixes, patterns, fuzzy words) with AND between bare words; Whoosh's parser reads it.
What is ours is what is made of it: dates that are calendar days (days.py), stop words that
count only where they are quoted or alone (pieces.py), and the fields that a piece without
one is looked for in (trees.py).
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from whoosh import query as wq
from whoosh.qparser import QueryParser, plugins, syntax

from searchapp.models.articles import Span
from searchapp.models.search import Notice
from searchapp.query import analysis, dates
from searchapp.query.ast import Clause, QueryNode, joined, leaves, without_stop_words
from searchapp.query.compiler import FIELD_NAMES, Side, compile_query
from searchapp.query.repair import OPERATORS, chunks, plain_words, repair

__all__ = ["FIELD_NAMES", "ParsedQuery", "QueryError", "parse"]

MAX_FUZZY_DISTANCE = 2
"""Letters by which a fuzzy word may differ; more would match nearly anything."""

MAX_FUZZY_CHARACTERS = 40
"""A longer word is searched as it stands: its neighbours take too long to list."""

MAX_BOOST = 1000.0
"""How many times as much a piece of a query may count as another."""

QUOTATIONS = ("direct", "mixed", "indirect")

# Whoosh's own NOT, or a minus right before what is not wanted.
_NOT_OR_MINUS = r'(^|(?<=(\s|[()])))(NOT(?=\s)|-(?=[\w"(]))'

_PLAIN = re.compile(r"[\w\s]*")
_OPERATOR = re.compile(rf"\b(?:{'|'.join(OPERATORS)})\b")
_RUN = re.compile(r"[^\s\-'/.,;:!&+@#%_=|\\]+")
_WILD = re.compile(r"[*?]+")


class QueryError(ValueError):
    """A query in which there is nothing to search for; the message says what is wrong."""

    def __init__(self, message: str, notices: tuple[Notice, ...] = ()) -> None:
        self.notices = notices
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query as trees of ``whoosh.query``.

    ``body`` finds paragraphs; ``headline`` finds the same words in headlines, or
    is None where the query names a field for each of its pieces. ``clauses`` are the nodes
    of the highest level, all of which must be found; none stands for every paragraph.
    """

    body: wq.Query
    headline: wq.Query | None
    notices: tuple[Notice, ...] = ()
    clauses: tuple[Clause, ...] = ()


@lru_cache(maxsize=1)
def _parser() -> QueryParser:
    """Return Whoosh's parser, of which only the syntax is used. It keeps no state."""
    return QueryParser(
        None,
        None,
        plugins=[
            plugins.WhitespacePlugin(),
            plugins.FieldsPlugin(remove_unknown=False),
            plugins.WildcardPlugin(),
            plugins.FuzzyTermPlugin(),
            plugins.PhrasePlugin(),
            plugins.RangePlugin(),
            plugins.GtLtPlugin(),
            plugins.GroupPlugin(),
            plugins.OperatorsPlugin(Not=_NOT_OR_MINUS, AndNot=None, AndMaybe=None, Require=None),
            plugins.BoostPlugin(),
        ],
    )


class _Reading:
    """Turns Whoosh's syntax nodes into pieces."""

    def __init__(self, text: str, today: datetime.date) -> None:
        self.text = text
        self.today = today
        self.notices: list[Notice] = []

    def piece(self, node: Any) -> QueryNode | None:
        """Return the piece that *node* stands for, or None where nothing is left of it."""
        if isinstance(node, syntax.NotGroup):
            inner = self._all(node.nodes)
            return QueryNode("not", children=(inner,)) if inner else None
        if isinstance(node, syntax.GroupNode):
            found = [p for p in map(self.piece, node.nodes) if p is not None]
            boost = _bounded(node.boost)
            if isinstance(node, syntax.OrGroup):
                return joined("or", found, boost)
            return joined("and", without_stop_words(found), boost)
        return self._leaf(node)

    def _all(self, nodes: list[Any]) -> QueryNode | None:
        found = [p for p in map(self.piece, nodes) if p is not None]
        return joined("and", found)

    def _leaf(self, node: Any) -> QueryNode | None:
        if not node.has_fieldname:
            return None
        field = node.fieldname or ""
        boost, start = _bounded(node.boost), node.startchar or 0
        if field == "date":
            return self._days(node, boost)
        is_range = isinstance(node, syntax.RangeNode)
        text = (node.start or node.end or "") if is_range else node.text
        if field == "quotation" and (is_range or text.lower() not in QUOTATIONS):
            self._notice(
                "unknown_value",
                f"There is no quotation {text!r}, and it was passed over;"
                f" there are {', '.join(QUOTATIONS)}.",
                node,
            )
            return None
        if field == "quotation":
            return QueryNode("word", text.lower(), field, start=start)
        if is_range:
            return QueryNode("range", node.start or "", field, end=node.end or "", boost=boost)
        if isinstance(node, plugins.PhrasePlugin.PhraseNode):
            whole = QueryNode("phrase", text, field, slop=node.slop, boost=boost, start=start)
            return whole if analysis.words_of(text) else None
        if isinstance(node, syntax.WordNode):
            whole = QueryNode("word", text, field, boost=boost, start=start)
            return whole if analysis.words_of(text) else None
        return self._open_word(node, QueryNode("word", "", field, boost=boost, start=start))

    def _open_word(self, node: Any, like: QueryNode) -> QueryNode | None:
        """Return a prefix, a pattern or a fuzzy word; only its last run of letters is open."""
        text = f"{node.text}*" if isinstance(node, plugins.PrefixPlugin.PrefixNode) else node.text
        runs = _RUN.findall(text)
        found = []
        for run in runs[:-1] if _fuzzy(node) else runs:
            closed = _WILD.sub("", run)
            words = analysis.words_of(closed)
            if not _WILD.search(run) or len(words) > 1:
                # Characters that stand for themselves: found inside of longer runs anyway.
                found += [replace(like, text=closed)] if words else []
            elif run.endswith("*") and _WILD.sub("", run[:-1]) == run[:-1] and closed:
                found.append(replace(like, kind="prefix", text=closed))
            elif run.strip("*"):
                found.append(replace(like, kind="pattern", text=run))
        if _fuzzy(node) and runs:
            last = runs[-1]
            words = analysis.words_of(last)
            if len(last) > MAX_FUZZY_CHARACTERS or len(words) > 1:
                found.append(replace(like, text=last))
            elif words:
                distance = min(node.maxdist, MAX_FUZZY_DISTANCE)
                fixed = min(node.prefixlength, len(last))
                found.append(replace(like, kind="fuzzy", text=last, slop=distance, fixed=fixed))
        return joined("and", found)

    def _days(self, node: Any, boost: float) -> QueryNode | None:
        if isinstance(node, syntax.RangeNode):
            texts = (node.start or "", node.end or "")
        elif isinstance(node, syntax.WordNode | plugins.PhrasePlugin.PhraseNode):
            texts = (node.text, node.text)
        else:
            self._no_date(node)
            return None
        try:
            first = dates.days_of(texts[0], self.today) if texts[0].strip() else None
            last = dates.days_of(texts[1], self.today) if texts[1].strip() else None
            between = _between(node, first, last)
        except (ValueError, OverflowError):
            self._no_date(node)
            return None
        return QueryNode(
            "days",
            text=texts[0] if texts[0] == texts[1] else " TO ".join(texts),
            field="date",
            days=between,
            relative=any(map(dates.is_relative, texts)),
            boost=boost,
            start=node.startchar or 0,
        )

    def _no_date(self, node: Any) -> None:
        self._notice(
            "bad_date",
            f"This is no date and was passed over; write {dates.EXAMPLES},"
            ' date:>=2023-03-01 or date:"last month".',
            node,
        )

    def _notice(self, code: str, message: str, node: Any) -> None:
        start = node.startchar or 0
        end = max(start, node.endchar or 0)
        before = re.search(r"\w+:[<>=]*$", self.text[:start])
        self.notices.append(Notice(code, message, before.start() if before else start, end))


def _between(
    node: Any, first: dates.Days | None, last: dates.Days | None
) -> tuple[datetime.date | None, datetime.date | None]:
    """Return the days from *first* to *last*. Raises ``ValueError`` where there are none."""
    a_day = datetime.timedelta(days=1)
    start = end = None
    if first is not None:
        start = first[1] + a_day if getattr(node, "startexcl", False) else first[0]
    if last is not None:
        end = last[0] - a_day if getattr(node, "endexcl", False) else last[1]
    if (start is None and end is None) or (start and end and start > end):
        raise ValueError("no day between them")
    return start, end


def _fuzzy(node: Any) -> bool:
    return isinstance(node, plugins.FuzzyTermPlugin.FuzzyTermNode)


def _bounded(boost: float) -> float:
    return min(boost, MAX_BOOST)


def _anchors(node: Any) -> list[int]:
    """Return where the leaves of *node* start; empty where one does not say."""
    if isinstance(node, syntax.GroupNode):
        return [at for inner in node.nodes for at in _anchors(inner)]
    return [] if node.startchar is None else [node.startchar]


def _top(group: Any) -> list[Any]:
    """Return the nodes that must all be found, those of explicit ANDs taken apart."""
    nodes: list[Any] = []
    for node in group.nodes:
        if type(node) is syntax.AndGroup and node.boost == 1.0:
            nodes += _top(node)
        else:
            nodes.append(node)
    return nodes


def _parts(reading: _Reading, group: Any) -> list[Clause]:
    """Return the pieces of the highest level with the stretches of text they come from."""
    text = reading.text
    spans = chunks(text)
    pieces: dict[tuple[int, int], list[QueryNode]] = {}
    nots = [at for at, (start, end) in enumerate(spans) if text[start:end] == "NOT"]
    for node in _top(group):
        piece = reading.piece(node)
        if piece is None:
            continue
        anchors = _anchors(node) or [0]
        low = _chunk_at(spans, min(anchors))
        high = _chunk_at(spans, max(anchors))
        while isinstance(node, syntax.NotGroup) and low - 1 in nots:
            low -= 1
        pieces.setdefault((low, high), []).append(piece)
    # What stands in one chunk, such as a(b), goes together.
    whole = [
        (low, high, joined("and", without_stop_words(found)))
        for (low, high), found in pieces.items()
    ]
    wanted = without_stop_words([piece for _, _, piece in whole if piece is not None])
    return [
        Clause(piece, (spans[low][0], spans[high][1]), _cut(text, spans, low, high))
        for low, high, piece in whole
        if piece is not None and piece in wanted
    ]


def _chunk_at(spans: list[Span], at: int) -> int:
    for number, (start, end) in enumerate(spans):
        if start <= at < end:
            return number
    return 0


def _cut(text: str, spans: list[Span], low: int, high: int) -> Span:
    """Return the stretch to cut out so that no operator is left behind."""
    if low > 0 and text[slice(*spans[low - 1])] == "AND":
        low -= 1
    elif high + 1 < len(spans) and text[slice(*spans[high + 1])] == "AND":
        high += 1
    end = spans[high + 1][0] if high + 1 < len(spans) else spans[high][1]
    return spans[low][0], end


def _of_plain_words(text: str) -> list[Clause]:
    """Return the parts of a query of nothing but words, as ``_parts`` would."""
    found = [QueryNode("word", word[0], start=word.start()) for word in re.finditer(r"\S+", text)]
    found = [piece for piece in found if analysis.words_of(piece.text)]
    wanted = without_stop_words(found)
    parts = []
    for piece in wanted:
        end = piece.start + len(piece.text)
        following = re.compile(r"\s*").match(text, end)
        cut_end = following.end() if following and following.end() < len(text) else end
        parts.append(Clause(piece, (piece.start, end), (piece.start, cut_end)))
    return parts


def _read(text: str, today: datetime.date) -> tuple[list[Clause], list[Notice]]:
    if _PLAIN.fullmatch(text) and not _OPERATOR.search(text):
        return _of_plain_words(text), []
    reading = _Reading(text, today)
    parts = _parts(reading, _parser().process(text))
    return parts, reading.notices


def parse(typed: str, today: datetime.date | None = None) -> ParsedQuery:
    """Return what *typed* asks for; dates such as "last month" go by *today*.

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
    today = today or datetime.date.today()
    try:
        clauses, more = _read(text, today)
    except Exception:
        clauses, more = _read(plain_words(text), today)
        notices.append(
            Notice(
                "searched_as_words",
                "This is no query that can be understood; its words were searched.",
                0,
                len(typed),
            )
        )
    notices = sorted([*notices, *more], key=lambda n: (n.start, n.end))
    if not clauses:
        raise QueryError(_nothing_to_search_for(notices), tuple(notices))
    whole = QueryNode("and", children=tuple(clause.node for clause in clauses))
    headline = None
    if any(not leaf.field and not excluded for leaf, excluded in leaves(whole)):
        headline = _normal(whole, "headline")
    return ParsedQuery(_normal(whole, "body"), headline, tuple(notices), tuple(clauses))


def _nothing_to_search_for(notices: list[Notice]) -> str:
    said = "".join(f" {notice.message}" for notice in notices)
    return (
        "The query has no word to search for; write a word, a phrase in quotation marks,"
        f" or * for every paragraph.{said}"
    )


def _normal(piece: QueryNode, side: Side) -> wq.Query:
    return compile_query(piece, side).normalize()
