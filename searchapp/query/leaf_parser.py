"""Leaves of the syntax tree: words, phrases, patterns, fuzzy words, ranges and dates."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import replace

from searchapp.common.messages import Message
from searchapp.models.articles import QUOTATIONS
from searchapp.query import analysis, dates
from searchapp.query.ast import QueryNode, joined
from searchapp.query.lexer import TO, Token
from searchapp.settings import MAX_FUZZY_DISTANCE

MAX_FUZZY_CHARACTERS = 40
"""A longer word is searched as it stands: its neighbours take too long to list."""

AddNotice = Callable[[str, str, int, int], None]
"""Adds a notice: its code, message, start and end."""

_RUN = re.compile(r"[^\s\-'/.,;:!&+@#%_=|\\]+")
_REQUIRED = re.compile(r"\+\w")
_WILD = re.compile(r"[*?]+")
_RANGE_START = re.compile(r"\s*'([^']*)'\s+")
_COMPARISONS = {"<": "}", "<=": "]", "=<": "]", ">": "{", ">=": "[", "=>": "["}


class LeafParser:
    """Makes leaves of tokens; dates such as "last month" are relative to *today*."""

    def __init__(self, today: datetime.date, notice: AddNotice) -> None:
        self._today = today
        self._notice = notice

    def leaf(
        self, tokens: list[Token], field: str, comparison: str, start: int
    ) -> QueryNode | None:
        """Return the leaf of adjacent *tokens*, or None where there is nothing to search for.

        Several are a pattern, whose phrases and fuzzy words are only text. *start* is the
        place of the leaf in the query, with the name of its own field.
        """
        first, end = tokens[0], tokens[-1].end
        text = "".join(token.text for token in tokens)
        is_pattern = len(tokens) > 1 or first.kind == "wild"
        ends: tuple[str, str] | None = None
        brackets = "[]"
        if comparison and first.kind != "range":
            ends, brackets = _compared(comparison, text)
        elif first.kind == "range" and not is_pattern:
            ends, brackets = _range_ends(text), text[0] + text[-1]
        if field == "date":
            if ends is None and (is_pattern or first.kind == "fuzzy"):
                self._no_date(start, end)
                return None
            return self._days(ends or (text, text), brackets, start, end)
        if field == "quotation":
            return self._quotation(text, ends, start, end)
        required = _REQUIRED.match(text) is not None
        node = QueryNode("word", text, field, start=first.start, required=required)
        if ends is not None:
            return replace(node, kind="range", text=ends[0], end=ends[1])
        if is_pattern:
            return _pattern(node)
        if first.kind == "fuzzy":
            return _fuzzy(node, first)
        if not analysis.words_of(text):
            return None
        return replace(node, kind="phrase", slop=first.slop) if first.kind == "phrase" else node

    def _quotation(
        self, text: str, ends: tuple[str, str] | None, start: int, end: int
    ) -> QueryNode | None:
        value = text.removesuffix("*") if ends is None else ends[0] or ends[1]
        if ends is None and value.lower() in QUOTATIONS:
            return QueryNode("word", value.lower(), "quotation", start=start)
        self._notice(
            "unknown_value",
            Message(
                "There is no quotation type %(value)s, so it was ignored. The types are"
                " %(values)s.",
                value=repr(value),
                values=", ".join(QUOTATIONS),
            ),
            start,
            end,
        )
        return None

    def _days(
        self, texts: tuple[str, str], brackets: str, start: int, end: int
    ) -> QueryNode | None:
        try:
            days = self._between(texts, brackets)
        except (ValueError, OverflowError):
            self._no_date(start, end)
            return None
        return QueryNode(
            "days",
            text=texts[0] if texts[0] == texts[1] else " TO ".join(texts),
            field="date",
            days=days,
            relative=any(map(dates.is_relative, texts)),
            start=start,
        )

    def _between(
        self, texts: tuple[str, str], brackets: str
    ) -> tuple[datetime.date | None, datetime.date | None]:
        """Return the days between two dates. Raises ``ValueError`` where there are none."""
        a_day = datetime.timedelta(days=1)
        first = last = None
        if texts[0].strip():
            days = dates.days_of(texts[0], self._today)
            first = days[1] + a_day if brackets[0] == "{" else days[0]
        if texts[1].strip():
            days = dates.days_of(texts[1], self._today)
            last = days[0] - a_day if brackets[1] == "}" else days[1]
        if (first is None and last is None) or (first and last and first > last):
            raise ValueError("no day between them")
        return first, last

    def _no_date(self, start: int, end: int) -> None:
        examples = f"{dates.EXAMPLES}, date:>=2023-03-01"
        self._notice(
            "bad_date",
            Message(
                "This is not a date and was ignored. Examples: %(examples)s or %(last)s.",
                examples=examples,
                last='date:"last month"',
            ),
            start,
            end,
        )


def _compared(comparison: str, text: str) -> tuple[tuple[str, str], str]:
    """Return the two ends and the brackets of the range that compares with *text*."""
    value = text.removesuffix("*") if text.count("*") == 1 else text
    bracket = _COMPARISONS[comparison]
    return (("", value), f"[{bracket}") if bracket in "]}" else ((value, ""), f"{bracket}]")


def _range_ends(text: str) -> tuple[str, str]:
    """Return the two ends of a range in its brackets; either may be empty."""
    inside = text[1:-1]
    quoted = _RANGE_START.match(inside)
    to = TO.search(inside, quoted.end() if quoted else 0) or TO.search(inside)
    if to is None:
        return inside, ""
    return _unquoted(inside[: to.start()].rstrip()), _unquoted(inside[to.end() :].lstrip())


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == "'" else text


def _pattern(node: QueryNode) -> QueryNode | None:
    """Return a prefix or a pattern; runs of letters without an open one are words."""
    nodes = []
    for run in _RUN.findall(node.text):
        closed = _WILD.sub("", run)
        words = analysis.words_of(closed)
        if not _WILD.search(run) or len(words) > 1:
            # Characters that stand for themselves are found inside of longer runs anyway.
            nodes += [replace(node, text=closed)] if words else []
        elif closed and run == f"{closed}*":
            nodes.append(replace(node, kind="prefix", text=closed))
        elif run.strip("*"):
            nodes.append(replace(node, kind="pattern", text=run))
    return joined("and", nodes)


def _fuzzy(node: QueryNode, token: Token) -> QueryNode | None:
    """Return a word whose last run of letters is fuzzy."""
    runs = _RUN.findall(node.text)
    nodes = [replace(node, text=run) for run in runs[:-1] if analysis.words_of(run)]
    words = analysis.words_of(runs[-1]) if runs else []
    if words and (len(runs[-1]) > MAX_FUZZY_CHARACTERS or len(words) > 1):
        nodes.append(replace(node, text=runs[-1]))
    elif words:
        distance, fixed = min(token.slop, MAX_FUZZY_DISTANCE), min(token.fixed, len(runs[-1]))
        nodes.append(replace(node, kind="fuzzy", text=runs[-1], slop=distance, fixed=fixed))
    return joined("and", nodes)
