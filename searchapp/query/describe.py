"""Description of a query: one sentence whose clauses can be removed one by one.

"paragraphs with a form of ‘standard’ and exactly ‘industrial internet’, said by Zhou
Yunjie, in March 2023"
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from searchapp.common.messages import N_, Message, Month
from searchapp.models.articles import QUOTATION_LABELS, Span
from searchapp.models.normalize import slug
from searchapp.models.search import (
    SPEECH,
    UNDATED,
    DescribedClause,
    Facet,
    QueryDescription,
    SearchRequest,
)
from searchapp.query.ast import QueryNode
from searchapp.query.parsed_query import ParsedQuery
from searchapp.query.synonyms import expanded_terms

# Groups of the sentence, in order; clauses in a group are joined by "and", groups by commas.
_Group = Literal["with", "without", "act", "said", "dated", "else"]
_GROUPS: tuple[_Group, ...] = ("with", "without", "act", "said", "else", "dated")
_KIND_LABELS: dict[str, str] = {
    "person": Message("a person"),
    "organization": Message("an organization"),
    "group": Message("a group"),
    "unnamed": Message("an unnamed source"),
    "document": Message("a document"),
}
_QUOTATION_LABELS = {
    str(quotation): Message(label) for quotation, label in QUOTATION_LABELS.items()
}
_PLAIN = "%(clause)s"
# By field: the group of its clauses, and the words around the text of a clause.
_FIELDS: dict[str, tuple[_Group, str]] = {
    "": ("with", _PLAIN),
    "text": ("with", N_("%(clause)s in the text")),
    "title": ("with", N_("%(clause)s in the headline")),
    "speaker": ("said", N_("said by %(clause)s")),
    "said": ("said", N_("said by %(clause)s")),
    "mentions": ("else", N_("naming %(clause)s")),
    "role": ("said", N_("said by a speaker with the role %(clause)s")),
    "author": ("else", N_("written by %(clause)s")),
    "source": ("else", N_("published by %(clause)s")),
    "quotation": ("else", _PLAIN),
    "article": ("else", N_("in the article %(clause)s")),
    "date": ("dated", _PLAIN),
}
_SHOWN_SYNONYMS = 5
_VERBATIM_FIELDS = ("speaker", "said", "mentions", "author", "source", "article")


@dataclass(frozen=True, slots=True)
class _GroupedClause:
    """A clause with its group in the sentence.

    ``alternative`` is true where "or" joins it to the clause before.
    """

    group: _Group
    clause: DescribedClause
    alternative: bool = False


def describe_query(
    request: SearchRequest, query: ParsedQuery, facets: Sequence[Facet] = ()
) -> QueryDescription:
    """Return the description of *request*, whose ``q`` was parsed to *query*.

    *facets* supply the labels of filter values.
    """
    grouped = [*_query_clauses(request, query), *_filter_clauses(request, _labels(facets))]
    if not grouped:
        return QueryDescription(Message("all paragraphs"), ())
    words = ""
    clauses: list[DescribedClause] = []
    for group in _GROUPS:
        members = [item for item in grouped if item.group == group]
        if not members:
            continue
        text = _conjunction(_with_alternatives(members))
        if group in ("with", "act"):
            text = Message("with %(clauses)s", clauses=text)
        if not clauses:
            words = text
        elif group == "without":
            words = Message("%(before)s but %(after)s", before=words, after=text)
        else:
            words = Message("%(before)s, %(after)s", before=words, after=text)
        clauses += (item.clause for item in members)
    return QueryDescription(Message("paragraphs %(clauses)s", clauses=words), tuple(clauses))


def _with_alternatives(members: Iterable[_GroupedClause]) -> list[str]:
    """Return the texts of *members*, alternatives appended to the text that they belong to."""
    texts: list[str] = []
    for item in members:
        text = item.clause.text
        if item.alternative and texts:
            texts[-1] = Message("%(clause)s %(alternative)s", clause=texts[-1], alternative=text)
        else:
            texts.append(text)
    return texts


def _conjunction(texts: Sequence[str]) -> str:
    *others, last = texts
    return Message("%(others)s and %(last)s", others=tuple(others), last=last) if others else last


def _disjunction(texts: Sequence[str]) -> str:
    *others, last = texts
    return Message("%(others)s or %(last)s", others=tuple(others), last=last) if others else last


# The query


def _query_clauses(request: SearchRequest, query: ParsedQuery) -> Iterable[_GroupedClause]:
    for clause in query.clauses:
        node, group = clause.node, _group_of(clause.node)
        # Brackets separate an OR from the clauses beside it.
        text = _bracketed(node) if node.kind == "or" and len(query.clauses) > 1 else _words(node)
        start, end = clause.cut
        without = replace(request, q=(request.q[:start] + request.q[end:]).strip(), page=1)
        span: Span = clause.span
        yield _GroupedClause(group, DescribedClause(text, without, span=span))
        whole = node.children[0] if node.kind == "not" else node
        for term in expanded_terms(node):
            synonyms = _synonyms(request, term, alone=term is whole)
            yield _GroupedClause(group, synonyms, alternative=True)


def _synonyms(request: SearchRequest, term: QueryNode, *, alone: bool) -> DescribedClause:
    """Return the synonyms of *term*, which is a clause of its own if *alone*."""
    shown = ", ".join(f"‘{synonym}’" for synonym in term.synonyms[:_SHOWN_SYNONYMS])
    if len(term.synonyms) > _SHOWN_SYNONYMS:
        shown += ", …"
    if alone:
        text = Message("or a synonym (%(synonyms)s)", synonyms=shown)
    else:
        text = Message("or a synonym of ‘%(term)s’ (%(synonyms)s)", term=term.text, synonyms=shown)
    without = replace(request, no_synonyms=(*request.no_synonyms, term.text), page=1)
    return DescribedClause(text, without, parameter="no_synonyms")


def _group_of(node: QueryNode) -> _Group:
    if node.kind == "not":
        return "without" if _group_of(node.children[0]) == "with" else "else"
    groups = {_group_of(child) for child in node.children} or {_FIELDS[node.field][0]}
    return groups.pop() if len(groups) == 1 else "with" if "with" in groups else "else"


def _words(node: QueryNode) -> str:
    """Return *node* in words that can follow "with" or stand alone."""
    if node.kind == "not":
        inner = node.children[0]
        if _group_of(inner) == "with":
            return Message("without %(clause)s", clause=_words(inner))
        return Message("not %(clause)s", clause=_words(inner))
    if node.synonyms and node.children:
        return Message("forms of ‘%(text)s’", text=node.text)
    if node.children:
        texts = [_bracketed(child) for child in node.children]
        return _disjunction(texts) if node.kind == "or" else _conjunction(texts)
    msgid = _FIELDS[node.field][1]
    words = _leaf_words(node)
    return words if msgid == _PLAIN else Message(msgid, clause=words)


def _bracketed(node: QueryNode) -> str:
    words = _words(node)
    return Message("(%(clauses)s)", clauses=words) if len(node.children) > 1 else words


def _leaf_words(node: QueryNode) -> str:
    text = " ".join(node.text.split())
    if node.field == "quotation":
        return _QUOTATION_LABELS.get(text, text)
    if node.kind == "days":
        return days_in_words(*node.days, relative=node.text if node.relative else "")
    match node.kind:
        case "phrase" if node.slop > 1:
            return Message(
                "‘%(text)s’ in order, words at most %(distance)s apart",
                text=text,
                distance=str(node.slop),
            )
        case "prefix":
            return Message("a word starting with ‘%(text)s’", text=text)
        case "pattern":
            return Message("a word like ‘%(text)s’", text=text)
        case "fuzzy":
            return Message("a word spelled almost like ‘%(text)s’", text=text)
        case "range":
            return Message("a word from ‘%(first)s’ to ‘%(last)s’", first=text, last=node.end)
    if node.field in _VERBATIM_FIELDS:
        return text
    if node.field == "role":
        return Message("‘%(text)s’", text=text)
    if node.kind == "phrase":
        return Message("exactly ‘%(text)s’", text=text)
    return Message("a form of ‘%(text)s’", text=text)


# Dates


def days_in_words(
    first: datetime.date | None, last: datetime.date | None, relative: str = ""
) -> str:
    """Return the days from *first* to *last* in words: "in March 2023".

    *relative* is the typed expression, such as "last month"; it is appended in brackets.
    """
    words = _days(first, last)
    return Message("%(days)s (%(typed)s)", days=words, typed=relative) if relative else words


def _days(first: datetime.date | None, last: datetime.date | None) -> str:
    if first is None or last is None:
        if last:
            return Message("until %(date)s", date=last)
        return Message("since %(date)s", date=first) if first else Message("dated")
    if first == last:
        return Message("on %(date)s", date=first)
    whole_months = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    if whole_months and (first.year, first.month) == (last.year, last.month):
        return Message("in %(month)s", month=Month(first))
    if whole_months and first.year == last.year and (first.month, last.month) == (1, 12):
        year = f"{first.year:04}"
        return Message("in %(year)s", year=year)
    return Message("from %(first)s to %(last)s", first=first, last=last)


# Filters


def _labels(facets: Sequence[Facet]) -> dict[tuple[str, str], str]:
    return {(facet.name, value.id): value.value for facet in facets for value in facet.values}


def _filter_clauses(
    request: SearchRequest, labels: dict[tuple[str, str], str]
) -> Iterable[_GroupedClause]:
    yield from _act_clauses(request)
    for value_filter in _value_filters(request, labels):
        yield from value_filter.clauses(request)
    if request.date_from or request.date_to:
        days = days_in_words(request.date_from, request.date_to)
        parameter = "from" if request.date_from else "to"
        clause = _filter_clause(request, days, parameter, date_from=None, date_to=None)
        yield _GroupedClause("dated", clause)
    if request.copies_of:
        text = Message("with the same text as %(id)s", id=request.copies_of)
        clause = _filter_clause(request, text, "copies_of", copies_of="")
        yield _GroupedClause("else", clause)
    if request.first:
        text = Message("first appearances only")
        yield _GroupedClause("else", _filter_clause(request, text, "first", first=False))


def _filter_clause(
    request: SearchRequest, text: str, parameter: str, **without: Any
) -> DescribedClause:
    """Return the clause of a filter; *without* are the fields of the request without it."""
    return DescribedClause(text, replace(request, page=1, **without), parameter=parameter)


def _act_clauses(request: SearchRequest) -> Iterable[_GroupedClause]:
    if request.acts != SPEECH:
        included = "speech" in request.acts
        refusals = N_("refusals to comment included") if included else N_("a refusal to comment")
        clause = _filter_clause(request, Message(refusals), "act", acts=SPEECH)
        yield _GroupedClause("act", clause)


@dataclass(frozen=True, slots=True)
class _ValueFilter:
    """A filter that selects values: its parameter, its field of the request, its words.

    ``labels`` are the texts of the values that are shown as something else.
    """

    group: _Group
    msgid: str
    parameter: str
    request_field: str
    labels: Mapping[str, str] = field(default_factory=dict)

    def clauses(self, request: SearchRequest) -> Iterable[_GroupedClause]:
        """Yield a clause for each selected value; "or" stands before each but the first."""
        selected: tuple[str, ...] = getattr(request, self.request_field)
        for number, value in enumerate(selected):
            text = self.labels.get(value, value)
            others = tuple(other for other in selected if other != value)
            words = text if self.msgid == _PLAIN else Message(self.msgid, clause=text)
            if number:
                words = Message("or %(value)s", value=text)
            clause = _filter_clause(request, words, self.parameter, **{self.request_field: others})
            yield _GroupedClause(self.group, clause, alternative=number > 0)


def _value_filters(
    request: SearchRequest, labels: Mapping[tuple[str, str], str]
) -> tuple[_ValueFilter, ...]:
    # Nobody says a refusal.
    by = N_("said by %(clause)s") if request.acts == SPEECH else N_("by %(clause)s")
    speaker_labels = {
        value: labels.get(("speaker", slug(value)), value) for value in request.speakers
    }
    year_labels: dict[str, str] = {y: Message("in %(year)s", year=y) for y in request.years}
    year_labels[UNDATED] = Message("without a date")
    return (
        _ValueFilter("said", by, "speaker", "speakers", speaker_labels),
        _ValueFilter("said", by, "kind", "kinds", _KIND_LABELS),
        _ValueFilter("said", N_("by a speaker with the role %(clause)s"), "role", "roles"),
        _ValueFilter("else", _PLAIN, "quotation", "quotations", _QUOTATION_LABELS),
        _ValueFilter("else", N_("published by %(clause)s"), "source", "sources"),
        _ValueFilter("dated", _PLAIN, "year", "years", year_labels),
    )
