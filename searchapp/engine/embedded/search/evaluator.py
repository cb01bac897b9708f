"""From a query tree to the documents that match and their scores, over whole arrays.

Terms, phrases, patterns, ranges and the operators above them are evaluated segment by
segment without a loop over documents; any other kind of query falls back to its own
matcher, inside the tree. Scores are Whoosh's BM25F.

Whoosh's matchers for binary operators are passed by on purpose: in whoosh3 3.54 an
excluded first document stays in (``AndNotMatcher._find_first``), a bonus is lost after a
skip (``AndMaybeMatcher.skip_to``), and the length of a result depends on the number of
hits asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import numpy as np
from whoosh import query as wq
from whoosh.collectors import Collector
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from searchapp.engine.embedded.format.fields import POSITION_BITS, Field, Places, WordField
from searchapp.engine.embedded.format.postings import Documents
from searchapp.engine.embedded.format.segment_reader import NO_DAY, SegmentReader
from searchapp.engine.embedded.search.bm25 import Bm25Params, Bm25Scores, ExplicitScores
from searchapp.engine.embedded.search.docid_sets import Mask, distinct, member, numbers_of
from searchapp.engine.embedded.search.matches import (
    NONE,
    Matches,
    intersection,
    joined,
    selected,
    union,
    with_bonus,
    without,
)
from searchapp.engine.embedded.search.postings_cache import CachedField
from searchapp.query.limits import checkpoint

_MICROSECONDS_A_DAY = 86_400_000_000


class MatchCollector(Collector):  # type: ignore[misc]
    """Collects every match with its score, for ``Searcher.search_with_collector``.

    After the search ``matches`` holds the documents of all segments, by their numbers in
    the whole index.
    """

    def prepare(self, top_searcher: Searcher, q: wq.Query, context: Any) -> None:
        """Begin a search."""
        super().prepare(top_searcher, q, context)
        self._parts: list[Matches] = []
        self.matches = NONE

    def set_subsearcher(self, subsearcher: Searcher, offset: int) -> None:
        """Turn to a segment, without the matcher that the base class would make."""
        self.subsearcher = subsearcher
        self.offset = offset

    def collect_matches(self) -> None:
        """Evaluate the query on the segment at hand."""
        if self.subsearcher.reader().codec() is None:
            # An index without segments has a reader without a codec.
            return
        found = SegmentEvaluation(self.subsearcher, self.context).evaluate(self.q)
        if len(found):
            self._parts.append(found.moved(self.offset))

    def collect(self, sub_docnum: int) -> None:
        """Not used: documents are collected as arrays."""
        raise NotImplementedError

    def finish(self) -> None:
        """End the search and join the segments' matches."""
        self.matches = joined(self._parts)


class SegmentEvaluation:
    """Evaluates query trees on one segment. What is deleted is never found."""

    def __init__(self, searcher: Searcher, context: Any) -> None:
        self._searcher = searcher
        self._context = context
        self._reader = searcher.reader()
        self._segment: SegmentReader = self._reader.codec().file(
            self._reader.storage(), self._reader.segment()
        )
        self._scratch = self._segment.held.scratch
        self._whole = searcher.get_parent()
        weighting = context.weighting or searcher.weighting
        if not isinstance(weighting, BM25F):
            raise TypeError(f"scores are BM25F; {weighting!r} is not")
        self._weighting = weighting
        deleted = self._reader.segment().deleted
        self._live: Any = None
        if deleted:
            self._live = np.ones(self._segment.documents, np.bool_)
            self._live[np.fromiter(deleted, np.int64)] = False

    def evaluate(self, q: wq.Query) -> Matches:
        """Return what *q* finds in the segment."""
        found = self._any(q)
        if self._live is not None and len(found):
            return selected(found, self._live[found.documents])
        return found

    def _any(self, q: wq.Query) -> Matches:
        checkpoint()
        evaluate = self._KINDS.get(type(q))
        if evaluate is not None:
            return evaluate(self, q)
        if q == wq.NullQuery:
            return NONE
        if isinstance(q, wq.MultiTerm):
            return self._expanded(q)
        return self._by_matcher(q)

    # Operators

    def _and(self, q: wq.And) -> Matches:
        wanted = [s for s in q.subqueries if not isinstance(s, wq.Not)]
        parts = []
        for subquery in wanted:
            part = self._any(subquery)
            if not len(part):
                return NONE
            parts.append(part)
        found = intersection(parts, self._scratch) if parts else self._everything()
        for subquery in q.subqueries:
            if isinstance(subquery, wq.Not):
                found = without(found, self._any(subquery.query), self._scratch)
        return found.times(q.boost)

    def _or(self, q: wq.Or) -> Matches:
        parts = [self._any(subquery) for subquery in q.subqueries]
        return union(parts, self._segment.documents, self._scratch).times(q.boost)

    def _not(self, q: wq.Not) -> Matches:
        return without(self._everything(), self._any(q.query), self._scratch)

    def _and_not(self, q: wq.AndNot) -> Matches:
        return without(self._any(q.a), self._any(q.b), self._scratch)

    def _and_maybe(self, q: wq.AndMaybe) -> Matches:
        return with_bonus(self._any(q.a), self._any(q.b), self._scratch)

    def _require(self, q: wq.Require) -> Matches:
        wanted, required = self._any(q.a), self._any(q.b)
        return selected(wanted, member(wanted.documents, required.documents, self._scratch))

    def _constant(self, q: wq.ConstantScoreQuery) -> Matches:
        return Matches(self._any(q.child).documents, constant=float(q.score))

    def _every(self, q: wq.Every) -> Matches:
        if q.fieldname is None:
            return self._everything()
        field = self._segment.field(q.fieldname)
        if field is None:
            return NONE
        if field.counted:
            documents = numbers_of(field.lengths() != 0)
        else:
            documents = self._of_terms(field, range(len(field.lexicon)))
        return Matches(documents, constant=float(q.boost))

    def _everything(self) -> Matches:
        return Matches(np.arange(self._segment.documents, dtype=np.int32))

    # Terms

    def _find(self, name: str | None, text: Any) -> tuple[CachedField, int] | None:
        schema = self._searcher.schema
        field = self._segment.field(name) if name and name in schema else None
        if field is None or name is None:
            return None
        try:
            number = field.lexicon.find(schema[name].to_bytes(text))
        except ValueError:
            return None
        return (self._segment.held.field(name, field), number) if number >= 0 else None

    def _term(self, q: wq.Term) -> Matches:
        found = self._find(q.fieldname, q.text)
        return self._scored(q.fieldname, *found).times(q.boost) if found else NONE

    def _scored(self, name: str, field: CachedField, number: int) -> Matches:
        postings = field.postings(number)
        spread = field.spread(number)
        if not field.counted:
            return Matches(postings.documents, constant=1.0, spread=spread)
        idf = self._whole.idf(name, field.lexicon[number])
        weights = Bm25Scores(postings.keys, self._model(name), idf)
        return Matches(postings.documents, (weights,), spread=spread)

    def _model(self, name: str) -> Bm25Params:
        weighting = self._weighting
        average = self._whole.avg_field_length(name) or 1
        return Bm25Params(average, weighting.K1, weighting._field_B.get(name, weighting.B))

    def _phrase(self, q: wq.Phrase) -> Matches:
        found = [self._find(q.fieldname, word) for word in q.words]
        terms = [f for f in found if f is not None]
        if not terms or len(terms) < len(found) or not terms[0][0].counted:
            return NONE
        parts = [self._scored(q.fieldname, *term) for term in terms]
        common = intersection(parts, self._scratch)
        if not len(common):
            return NONE
        field, first = terms[0]
        reached = field.places(first, common.documents)
        for _, number in terms[1:]:
            places = field.places(number, common.documents)
            reached = _within(places, reached, q.slop)
        return selected(common, _rows_reached(reached, len(common))).times(q.boost)

    # Many terms at once

    def _of_terms(self, field: Field, numbers: range | list[int]) -> Documents:
        """Return the documents of any of the terms, ascending."""
        if isinstance(field, WordField) and isinstance(numbers, range) and numbers:
            return distinct(field.documents(numbers.start, numbers.stop), self._segment.documents)
        parts = []
        for at, number in enumerate(numbers, start=1):
            checkpoint(at)
            parts.append(field.postings(number).documents)
        if not parts:
            return np.empty(0, np.int32)
        return distinct(np.concatenate(parts), self._segment.documents)

    def _expanded(self, q: wq.MultiTerm) -> Matches:
        field = self._segment.field(q.field()) if q.field() in self._searcher.schema else None
        if field is None:
            return NONE
        numbers: range | list[int]
        if type(q) is wq.Prefix:
            first, last = field.lexicon.prefix_range(q.text.encode())
            numbers = range(first, last)
            checkpoint(len(numbers))
        else:
            numbers = [field.lexicon.find(term) for term in expand(q, self._reader)]
        return Matches(self._of_terms(field, numbers), constant=float(q.boost))

    def _days(self, q: wq.NumericRange) -> Matches:
        """Find the days of a range; its ends are microseconds since the first midnight."""
        if q.fieldname != "date":
            return self._by_matcher(q)
        day = self._segment.column("day")
        chosen = day != NO_DAY
        if q.start is not None:
            start = q.start + 1 if q.startexcl else q.start
            chosen &= day >= -(-start // _MICROSECONDS_A_DAY) + 1
        if q.end is not None:
            end = q.end - 1 if q.endexcl else q.end
            chosen &= day <= end // _MICROSECONDS_A_DAY + 1
        return Matches(numbers_of(chosen), constant=float(q.boost))

    def _by_matcher(self, q: wq.Query) -> Matches:
        matcher = q.matcher(self._searcher, self._context)
        numbers: list[int] = []
        scores: list[float] = []
        while matcher.is_active():
            numbers.append(matcher.id())
            scores.append(matcher.score())
            matcher.next()
        return Matches(np.array(numbers, np.int32), (ExplicitScores(np.array(scores, np.float64)),))

    _KINDS: ClassVar[dict[type, Callable[[SegmentEvaluation, Any], Matches]]] = {
        wq.And: _and,
        wq.Or: _or,
        wq.Not: _not,
        wq.AndNot: _and_not,
        wq.AndMaybe: _and_maybe,
        wq.Require: _require,
        wq.ConstantScoreQuery: _constant,
        wq.Every: _every,
        wq.Term: _term,
        wq.Phrase: _phrase,
        wq.NumericRange: _days,
        wq.DateRange: _days,
    }


def _within(places: Places, reached: Places, slop: int) -> Places:
    """Return those of *places* that stand at most *slop* after one that is *reached*."""
    if slop == 1:
        # Both are ascending runs, which a stable sort merges; what is in both stands twice.
        both = np.concatenate([reached + 1, places])
        both.sort(kind="stable")
        return both[1:].compress(both[1:] == both[:-1])
    if not len(reached):
        return reached
    before = np.searchsorted(reached, places, side="left") - 1
    near = places - reached.take(before, mode="clip") <= slop
    return places.compress(near & (before >= 0))


def _rows_reached(reached: Places, rows: int) -> Mask:
    found = np.zeros(rows, np.bool_)
    found[reached >> POSITION_BITS] = True
    return found


def expand(q: wq.MultiTerm, reader: Any) -> Iterator[bytes]:
    """Yield the words of the index that a prefix, pattern, fuzzy word or range stands for.

    Raises ``TooMuchError``.
    """
    if q.field() not in reader.schema:
        return
    checkpoint()
    for number, term in enumerate(q._btexts(reader), start=1):
        checkpoint(number)
        # FuzzyTerm gives text where all others give bytes.
        yield term.encode() if isinstance(term, str) else term
