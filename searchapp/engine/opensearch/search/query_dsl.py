"""From a ``whoosh.query`` tree to OpenSearch's query language.

Every kind of node that the query language makes has its counterpart here; any other is
refused by name.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Mapping
from typing import Any

from whoosh import query as wq

from searchapp.engine.common.matched_terms import text_of
from searchapp.engine.opensearch.write.analyzed_text import HOLE
from searchapp.query.compiler import WordsOfValue
from searchapp.query.parser import MAX_FUZZY_DISTANCE, QueryError

Clause = dict[str, Any]

NOTHING: Clause = {"match_none": {}}
EVERYTHING: Clause = {"match_all": {"boost": 0.0}}

KEYWORDS = frozenset({"article", "source", "speakers", "quotation"})
"""Fields that are matched whole. They say yes or no, and score the same wherever they match."""

MAX_EXPANSION = 1_024
"""How many words of the index a fuzzy word may stand for: Lucene's own bound."""


MAX_GAPPED_PHRASES = 64
"""Into how many phrases a phrase with gaps may be written out."""


class UntranslatableError(QueryError):
    """A kind of query that the cluster cannot be asked."""


class WeighedPhrase(wq.Phrase):  # type: ignore[misc]
    """A phrase whose words count differently: *weights* has a factor for each."""

    def __init__(self, phrase: wq.Phrase, weights: tuple[float, ...]) -> None:
        super().__init__(phrase.fieldname, phrase.words, slop=phrase.slop, boost=phrase.boost)
        self.weights = weights


def translated(q: wq.Query) -> Clause:
    """Return the clause that finds what *q* finds.

    Raises ``UntranslatableError`` where *q* holds a kind of node without a counterpart.
    """
    if q == wq.NullQuery:
        return NOTHING
    for kind in type(q).__mro__:
        translate = _KINDS.get(kind)
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
    wanted = [translated(s) for s in q.subqueries if not isinstance(s, wq.Not)]
    unwanted = [translated(s.query) for s in q.subqueries if isinstance(s, wq.Not)]
    return _boolean(q.boost, must=wanted or [EVERYTHING], must_not=unwanted)


def _or(q: wq.Or) -> Clause:
    return _boolean(q.boost, should=[translated(s) for s in q.subqueries] or [NOTHING])


def _disjunction_max(q: wq.DisjunctionMax) -> Clause:
    queries = [translated(s) for s in q.subqueries]
    return {"dis_max": {"queries": queries, "tie_breaker": q.tiebreak, "boost": q.boost}}


def _not(q: wq.Not) -> Clause:
    return _boolean(must=[EVERYTHING], must_not=[translated(q.query)])


def _and_not(q: wq.AndNot) -> Clause:
    return _boolean(must=[translated(q.a)], must_not=[translated(q.b)])


def _and_maybe(q: wq.AndMaybe) -> Clause:
    return _boolean(must=[translated(q.a)], should=[translated(q.b)])


def _require(q: wq.Require) -> Clause:
    return _boolean(must=[translated(q.a)], filter=[translated(q.b)])


def _constant(q: wq.ConstantScoreQuery) -> Clause:
    return _equal(translated(q.child), float(q.score))


def _equal(clause: Clause, score: float) -> Clause:
    return {"constant_score": {"filter": clause, "boost": score}}


def _every(q: wq.Every) -> Clause:
    if q.fieldname is None:
        return EVERYTHING
    return _equal({"exists": {"field": q.fieldname}}, float(q.boost))


def _term(q: wq.Term) -> Clause:
    clause: Clause = {"term": {q.fieldname: {"value": text_of(q.text), "boost": q.boost}}}
    return _equal(clause, float(q.boost)) if q.fieldname in KEYWORDS else clause


def _phrase(q: wq.Phrase) -> Clause:
    """Words in order, neighbours at most ``slop`` positions apart (1: side by side).

    Scored as Whoosh scores it: by its words, each for itself.
    """
    words = [text_of(word) for word in q.words]
    weights = q.weights if isinstance(q, WeighedPhrase) else (1.0,) * len(words)
    terms: list[Clause] = [
        {"term": {q.fieldname: {"value": word, "boost": weight}}}
        for word, weight in zip(words, weights, strict=True)
    ]
    if len(words) == 1:
        return _boolean(q.boost, must=terms)
    return _boolean(q.boost, must=terms, filter=[_in_order(q.fieldname, words, q.slop)])


def _in_order(field: str, words: list[str], slop: int) -> Clause:
    """Return a clause without a score for *words* in order.

    Lucene's own slop is a number of moves in all and in any order. Here every way to leave
    gaps is a phrase of its own, its gaps filled with holes. Where there are too many ways,
    the words are joined pair by pair: intervals, whose search for the shortest of them can
    miss a match of a word that stands twice within reach.
    """
    if slop ** (len(words) - 1) <= MAX_GAPPED_PHRASES:
        distances = itertools.product(range(slop), repeat=len(words) - 1)
        phrases = [_phrase_with_holes(field, words, gaps) for gaps in distances]
        return phrases[0] if len(phrases) == 1 else _boolean(should=phrases)
    backward, forward = _interval(words[-1]), _interval(words[0])
    for word in words[1:]:
        forward = _neighbours(forward, _interval(word), slop)
    for word in reversed(words[:-1]):
        backward = _neighbours(_interval(word), backward, slop)
    either = {"any_of": {"intervals": [forward, backward]}}
    return {"intervals": {field: either}}


def _phrase_with_holes(field: str, words: list[str], gaps: tuple[int, ...]) -> Clause:
    parts = [words[0]]
    for gap, word in zip(gaps, words[1:], strict=True):
        parts += [HOLE] * gap + [word]
    return {"match_phrase": {field: {"query": " ".join(parts)}}}


def _interval(word: str) -> Clause:
    return {"match": {"query": word}}


def _neighbours(a: Clause, b: Clause, slop: int) -> Clause:
    return {"all_of": {"ordered": True, "max_gaps": slop - 1, "intervals": [a, b]}}


def _prefix(q: wq.Prefix) -> Clause:
    return _equal({"prefix": {q.fieldname: {"value": text_of(q.text)}}}, float(q.boost))


def _wildcard(q: wq.Wildcard) -> Clause:
    pattern = text_of(q.text).replace("\\", "\\\\")
    return _equal({"wildcard": {q.fieldname: {"value": pattern}}}, float(q.boost))


def _fuzzy(q: wq.FuzzyTerm) -> Clause:
    fuzzy = {
        "value": text_of(q.text),
        "fuzziness": min(q.maxdist, MAX_FUZZY_DISTANCE),
        "prefix_length": q.prefixlength,
        "max_expansions": MAX_EXPANSION,
        "transpositions": False,
    }
    return _equal({"fuzzy": {q.fieldname: fuzzy}}, float(q.boost))


def _term_range(q: wq.TermRange) -> Clause:
    ends = {
        "gt" if q.startexcl else "gte": None if q.start is None else text_of(q.start),
        "lt" if q.endexcl else "lte": None if q.end is None else text_of(q.end),
    }
    return _range(q.fieldname, ends, q.boost)


def _numeric_range(q: wq.NumericRange) -> Clause:
    """A range of days; its ends are microseconds since the first midnight."""
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
    named = {name: end for name, end in ends.items() if end is not None}
    return _equal({"range": {field: named}}, float(boost))


def _words_of_value(q: WordsOfValue) -> Clause:
    phrase = {"match_phrase": {f"{q.fieldname}_words": {"query": " ".join(q.words)}}}
    return _equal(phrase if q.words else NOTHING, float(q.boost))


_KINDS: dict[type, Callable[[Any], Clause]] = {
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
