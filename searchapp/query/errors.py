"""Errors and notices of queries; each message says what is wrong and what to write instead."""

from __future__ import annotations

from searchapp.common.messages import N_, Message
from searchapp.models.articles import Span
from searchapp.models.search import Notice

_NOTICES = {
    "unclosed_quote": N_(
        "The quotation mark is not closed, so the text after it was searched as plain words."
    ),
    "stray_bracket": N_("The bracket %(bracket)s has no counterpart and was ignored."),
    "field_without_value": N_(
        "The field %(field)s has no value, so it was searched as a plain word."
    ),
    "unknown_field": N_(
        "There is no field %(field)s, so it was searched as a plain word. The fields are"
        " %(fields)s."
    ),
    "unknown_value": N_(
        "There is no quotation type %(value)s, so it was ignored. The types are %(values)s."
    ),
    "bad_date": N_("This is not a date and was ignored. Examples: %(examples)s or %(last)s."),
}
# By whether the operator is NOT, and whether the query has words.
_LONE_OPERATOR = {
    (True, True): N_("The operator %(operator)s needs something after it and was passed over."),
    (True, False): N_(
        "The operator %(operator)s needs something after it and was searched as a plain word."
    ),
    (False, True): N_(
        "The operator %(operator)s needs something before and after it and was passed over."
    ),
    (False, False): N_(
        "The operator %(operator)s needs something before and after it and was searched as a"
        " plain word."
    ),
}
_TOO_LARGE = {
    "characters": N_(
        "The query has %(characters)s characters; at most %(most)s are allowed. Shorten it."
    ),
    "marks": N_("The query has more than %(most)s brackets and quotation marks. Remove some."),
    "leaves": N_("The query has more than %(most)s words, phrases and patterns. Remove some."),
}


class QueryError(ValueError):
    """A query in which there is nothing to search for."""

    def __init__(self, message: str, notices: tuple[Notice, ...] = ()) -> None:
        self.notices = notices
        super().__init__(message)


class QueryTooExpensiveError(QueryError):
    """A query that exceeds a limit."""


def notice(code: str, span: Span, **values: str) -> Notice:
    """Return the notice *code* about *span* of the query, with the *values* of its message."""
    return Notice(code, Message(_NOTICES[code], **values), *span)


def lone_operator(operator: str, start: int, *, has_words: bool) -> Notice:
    """Return the notice about an *operator* that joins nothing."""
    message = Message(_LONE_OPERATOR[operator == "NOT", has_words], operator=operator)
    return Notice("lone_operator", message, start, start + len(operator))


def too_large(limit: str, most: int, **values: int) -> QueryTooExpensiveError:
    """Return the error of a query that has more than *most* of what the *limit* counts."""
    return QueryTooExpensiveError(Message(_TOO_LARGE[limit], most=most, **values))


def nothing_to_search_for(notices: tuple[Notice, ...]) -> QueryError:
    """Return the error of a query that is empty but for what the *notices* are about."""
    message = Message(
        "The query has nothing to search for. Type a word, a phrase in quotation marks, or * for"
        " every paragraph."
    )
    for remark in notices:
        message = Message("%(sentence)s %(next)s", sentence=message, next=remark.message)
    return QueryError(message, notices)
