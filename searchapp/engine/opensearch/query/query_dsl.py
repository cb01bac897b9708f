"""Translation of ``whoosh.query`` trees into the query DSL of OpenSearch.

Every kind of node that our query language produces has a translation here; any other raises
``UntranslatableError``.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Mapping
from typing import Any

from whoosh import query as wq

from searchapp.engine.common.matched_terms import text_of
from searchapp.engine.opensearch.format.analyzed_text import FIELD_MARK, POSITION_FILLER
from searchapp.engine.opensearch.format.mappings import SPARSE_FIELDS
from searchapp.query.compiler import WordsOfValue
from searchapp.query.errors import QueryError, QueryTooExpensiveError
from searchapp.settings import MAX_FUZZY_DISTANCE

Clause = dict[str, Any]
"""A query clause of OpenSearch, as JSON."""

MATCH_ALL: Clause = {"match_all": {}}
MATCH_NONE: Clause = {"match_none": {}}
MATCH_ALL_UNSCORED: Clause = {"match_all": {"boost": 0.0}}

KEYWORD_FIELDS = frozenset({"article", "source", "speakers", "quotation"})
"""Fields that are matched whole. Every match scores the same."""

MAX_EXPANSIONS = 1_024
"""How many words of the index a fuzzy word can expand to: Lucene's own limit."""

MAX_LEAVES = 1_000
"""How many leaves a query can have; Lucene's limit is 1,024 unless the cluster sets another
``indices.query.bool.max_clause_count``."""

MAX_GAPPED_PHRASES = 64
"""How many exact phrases a phrase with gaps can be expanded to."""


def all_of(*clauses: Clause) -> Clause:
    """Return the clause that matches where all *clauses* match, without scores."""
    return {"bool": {"filter": list(clauses)}}


def any_of(*clauses: Clause) -> Clause:
    """Return the clause that matches where any of *clauses* matches; scores are added."""
    return {"bool": {"should": list(clauses), "minimum_should_match": 1}}


def constant_score(clause: Clause, score: float) -> Clause:
    """Return the clause that matches what *clause* does, always with the same *score*."""
    return {"constant_score": {"filter": clause, "boost": score}}


def check_size(clause: Clause) -> None:
    """Raise ``QueryTooExpensiveError`` where *clause* has more leaves than Lucene takes."""
    if leaf_count(clause) > MAX_LEAVES:
        raise QueryTooExpensiveError(
            "The query has more words than the cluster can search together. Remove some."
        )


def leaf_count(*clauses: Clause) -> int:
    """Return the number of leaves of *clauses*.

    A join is one: what is below it is searched apart.
    """
    count, remaining = 0, list(clauses)
    while remaining:
        ((kind, body),) = remaining.pop().items()
        match kind:
            case "bool":
                lists = [listed for listed in body.values() if isinstance(listed, list)]
                remaining += itertools.chain.from_iterable(lists)
            case "dis_max":
                remaining += body["queries"]
            case "constant_score":
                remaining.append(body["filter"])
            case "function_score":
                remaining.append(body["query"])
            case _:
                count += 1
    return count


class UntranslatableError(QueryError):
    """A query contains a kind of node that OpenSearch has no counterpart for."""


def to_query_dsl(q: wq.Query) -> Clause:
    """Return the clause that matches what *q* matches.

    Raises ``UntranslatableError`` where *q* contains a node that has no counterpart.
    """
    if q == wq.NullQuery:
        return MATCH_NONE
    for kind in type(q).__mro__:
        translate = _TRANSLATIONS.get(kind)
        if translate is not None:
            return translate(q)
    raise UntranslatableError(
        f"A query of the kind {type(q).__name__} cannot be searched on OpenSearch; write it"
        " with words, phrases, AND, OR, NOT, brackets, *, ?, ~ or ranges of dates."
    )


def _boolean(boost: float = 1.0, **clauses: list[Clause]) -> Clause:
    body: dict[str, Any] = {name: listed for name, listed in clauses.items() if listed}
    if "should" in body and not (body.keys() & {"must", "filter"}):
        body["minimum_should_match"] = 1
    if boost != 1.0:
        body["boost"] = boost
    return {"bool": body}


def _and(q: wq.And) -> Clause:
    required = [to_query_dsl(s) for s in q.subqueries if not isinstance(s, wq.Not)]
    excluded = [to_query_dsl(s.query) for s in q.subqueries if isinstance(s, wq.Not)]
    return _boolean(q.boost, must=required or [MATCH_ALL_UNSCORED], must_not=excluded)


def _or(q: wq.Or) -> Clause:
    return _boolean(q.boost, should=[to_query_dsl(s) for s in q.subqueries] or [MATCH_NONE])


def _disjunction_max(q: wq.DisjunctionMax) -> Clause:
    queries = [to_query_dsl(s) for s in q.subqueries]
    return {"dis_max": {"queries": queries, "tie_breaker": q.tiebreak, "boost": q.boost}}


def _not(q: wq.Not) -> Clause:
    return _boolean(must=[MATCH_ALL_UNSCORED], must_not=[to_query_dsl(q.query)])


def _and_not(q: wq.AndNot) -> Clause:
    return _boolean(must=[to_query_dsl(q.a)], must_not=[to_query_dsl(q.b)])


def _and_maybe(q: wq.AndMaybe) -> Clause:
    return _boolean(must=[to_query_dsl(q.a)], should=[to_query_dsl(q.b)])


def _require(q: wq.Require) -> Clause:
    return _boolean(must=[to_query_dsl(q.a)], filter=[to_query_dsl(q.b)])


def _constant(q: wq.ConstantScoreQuery) -> Clause:
    return constant_score(to_query_dsl(q.child), float(q.score))


def _every(q: wq.Every) -> Clause:
    if q.fieldname is None:
        return MATCH_ALL_UNSCORED
    return constant_score(_has_field(q.fieldname), float(q.boost))


def _has_field(field: str) -> Clause:
    if field in SPARSE_FIELDS:
        return {"term": {"present": field}}
    return {"exists": {"field": field}}


def _expanded(field: str, clause: Clause, boost: float) -> Clause:
    """Return the clause for a pattern: without what only has ``FIELD_MARK`` in a sparse field."""
    if field in SPARSE_FIELDS:
        clause = {"bool": {"filter": [clause, _has_field(field)]}}
    return constant_score(clause, boost)


def _term(q: wq.Term) -> Clause:
    clause: Clause = {"term": {q.fieldname: {"value": text_of(q.text), "boost": q.boost}}}
    return constant_score(clause, float(q.boost)) if q.fieldname in KEYWORD_FIELDS else clause


def _phrase(q: wq.Phrase) -> Clause:
    """Translate words in order, neighbours at most ``slop`` positions apart (1: adjacent).

    It scores as Whoosh scores it: the sum of its words.
    """
    words = [text_of(word) for word in q.words]
    terms: list[Clause] = [{"term": {q.fieldname: {"value": word}}} for word in words]
    if len(words) == 1:
        return _boolean(q.boost, must=terms)
    return _boolean(q.boost, must=terms, filter=[_in_order(q.fieldname, words, q.slop)])


def _in_order(field: str, words: list[str], slop: int) -> Clause:
    """Return an unscored clause for *words* in order, neighbours within *slop* positions.

    Lucene's slop differs: it limits the moves of all words together, in any order. So every
    combination of gaps becomes an exact phrase, its gaps filled by ``POSITION_FILLER``. Where
    there are too many, intervals join the words pair by pair, from either end. Intervals are
    minimal, so they can miss a match where a word occurs twice within reach.
    """
    if slop ** (len(words) - 1) <= MAX_GAPPED_PHRASES:
        gap_lengths = itertools.product(range(slop), repeat=len(words) - 1)
        phrases = [_phrase_with_gaps(field, words, gaps) for gaps in gap_lengths]
        return phrases[0] if len(phrases) == 1 else _boolean(should=phrases)
    backward, forward = _interval(words[-1]), _interval(words[0])
    for word in words[1:]:
        forward = _ordered_pair(forward, _interval(word), slop)
    for word in reversed(words[:-1]):
        backward = _ordered_pair(_interval(word), backward, slop)
    either = {"any_of": {"intervals": [forward, backward]}}
    return {"intervals": {field: either}}


def _phrase_with_gaps(field: str, words: list[str], gaps: tuple[int, ...]) -> Clause:
    tokens = [words[0]]
    for gap, word in zip(gaps, words[1:], strict=True):
        tokens += [POSITION_FILLER] * gap + [word]
    return {"match_phrase": {field: {"query": " ".join(tokens)}}}


def _interval(word: str) -> Clause:
    return {"match": {"query": word}}


def _ordered_pair(a: Clause, b: Clause, slop: int) -> Clause:
    return {"all_of": {"ordered": True, "max_gaps": slop - 1, "intervals": [a, b]}}


def _prefix(q: wq.Prefix) -> Clause:
    prefix = {"prefix": {q.fieldname: {"value": text_of(q.text)}}}
    return _expanded(q.fieldname, prefix, float(q.boost))


def _wildcard(q: wq.Wildcard) -> Clause:
    pattern = text_of(q.text).replace("\\", "\\\\")
    wildcard = {"wildcard": {q.fieldname: {"value": pattern}}}
    return _expanded(q.fieldname, wildcard, float(q.boost))


def _fuzzy(q: wq.FuzzyTerm) -> Clause:
    fuzzy = {
        "value": text_of(q.text),
        "fuzziness": min(q.maxdist, MAX_FUZZY_DISTANCE),
        "prefix_length": q.prefixlength,
        "max_expansions": MAX_EXPANSIONS,
        "transpositions": False,
    }
    return _expanded(q.fieldname, {"fuzzy": {q.fieldname: fuzzy}}, float(q.boost))


def _term_range(q: wq.TermRange) -> Clause:
    ends = {
        "gt" if q.startexcl else "gte": None if q.start is None else text_of(q.start),
        "lt" if q.endexcl else "lte": None if q.end is None else text_of(q.end),
    }
    if q.end is None and q.fieldname in SPARSE_FIELDS:
        ends["lt"] = FIELD_MARK
    bounds = {name: end for name, end in ends.items() if end is not None}
    return _expanded(q.fieldname, {"range": {q.fieldname: bounds}}, float(q.boost))


def _numeric_range(q: wq.NumericRange) -> Clause:
    """Translate a range of days. Its ends are microseconds since 0001-01-01."""
    ends = {
        "gt" if q.startexcl else "gte": _day(q.start),
        "lt" if q.endexcl else "lte": _day(q.end),
    }
    return _range(q.fieldname, ends, q.boost)


def _date_range(q: wq.DateRange) -> Clause:
    return _numeric_range(q)


def _day(microseconds: int | None) -> str | None:
    if microseconds is None:
        return None
    instant = datetime.datetime.min + datetime.timedelta(microseconds=microseconds)
    return instant.isoformat(timespec="milliseconds")


def _range(field: str, ends: Mapping[str, str | None], boost: float) -> Clause:
    bounds = {name: end for name, end in ends.items() if end is not None}
    return constant_score({"range": {field: bounds}}, float(boost))


def _words_of_value(q: WordsOfValue) -> Clause:
    phrase = {"match_phrase": {f"{q.fieldname}_words": {"query": " ".join(q.words)}}}
    return constant_score(phrase if q.words else MATCH_NONE, float(q.boost))


_TRANSLATIONS: dict[type, Callable[[Any], Clause]] = {
    WordsOfValue: _words_of_value,
    wq.And: _and,
    wq.Or: _or,
    wq.DisjunctionMax: _disjunction_max,
    wq.Not: _not,
    wq.AndNot: _and_not,
    wq.AndMaybe: _and_maybe,
    wq.Require: _require,
    wq.ConstantScoreQuery: _constant,
    wq.Every: _every,
    wq.Term: _term,
    wq.Phrase: _phrase,
    wq.Prefix: _prefix,
    wq.Wildcard: _wildcard,
    wq.FuzzyTerm: _fuzzy,
    wq.TermRange: _term_range,
    wq.NumericRange: _numeric_range,
    wq.DateRange: _date_range,
}
