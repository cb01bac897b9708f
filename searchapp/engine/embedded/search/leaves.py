"""Evaluation of a query tree's leaves: terms, phrases, patterns and ranges on one segment.

Any kind of query that is not known here is evaluated by its own Whoosh matcher.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import numpy as np
from whoosh import query as wq
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from searchapp.engine.embedded.format.docid_sets import DocIds, Mask, sorted_unique, to_doc_ids
from searchapp.engine.embedded.format.fields import POSITION_BITS, Field, Places, WordField
from searchapp.engine.embedded.format.postings_cache import CachedField
from searchapp.engine.embedded.format.segment_reader import (
    MAX_CACHED_EXPANSION,
    NO_DAY,
    SegmentReader,
)
from searchapp.engine.embedded.search.bm25 import Bm25Params, Bm25Scores, ExplicitScores
from searchapp.engine.embedded.search.matches import NO_MATCHES, Matches, intersection, select
from searchapp.engine.embedded.whoosh.codec import ArrayCodec
from searchapp.query.limits import checkpoint

_MICROSECONDS_PER_DAY = 86_400_000_000


class LeafEvaluator:
    """Evaluates leaves on one segment, deleted documents included. Scores are BM25F."""

    def __init__(self, searcher: Searcher, context: Any) -> None:
        self._searcher = searcher
        self._context = context
        self._reader = searcher.reader()
        self.segment: SegmentReader = self._reader.codec().file(
            self._reader.storage(), self._reader.segment()
        )
        self._cache = self.segment.postings_cache
        self.scratch = self._cache.scratch
        # Document frequencies and average lengths are those of the whole index.
        self._whole = searcher.get_parent()
        weighting = context.weighting or searcher.weighting
        if not isinstance(weighting, BM25F):
            raise TypeError(f"scores are BM25F; {weighting!r} is not")
        self._weighting = weighting
        self._params: dict[str, Bm25Params] = {}

    def evaluate(self, q: wq.Query) -> Matches:
        """Return the matches of the leaf *q*. Raises ``QueryTooExpensiveError``."""
        evaluate = self._LEAVES.get(type(q))
        if evaluate is not None:
            return evaluate(self, q)
        if q == wq.NullQuery:
            return NO_MATCHES
        if isinstance(q, wq.MultiTerm):
            return self._multi_term(q)
        return self._by_matcher(q)

    def all_documents(self) -> Matches:
        """Return all documents of the segment, with scores of 0."""
        return Matches(np.arange(self.segment.documents, dtype=np.int32))

    def _every(self, q: wq.Every) -> Matches:
        if q.fieldname is None:
            return self.all_documents()
        field = self.segment.field(q.fieldname)
        if field is None:
            return NO_MATCHES
        if field.counted:
            doc_ids = to_doc_ids(field.lengths() != 0)
        else:
            doc_ids = self._union_terms(field, range(len(field.terms)))
        return Matches(doc_ids, constant=float(q.boost))

    def _lookup_term(self, name: str | None, text: Any) -> tuple[CachedField, int] | None:
        """Return a field and the number of a term in it, or None where it has no such term."""
        schema = self._searcher.schema
        field = self.segment.field(name) if name and name in schema else None
        if field is None or name is None:
            return None
        try:
            number = field.terms.find(schema[name].to_bytes(text))
        except ValueError:
            return None
        return (self._cache.field(name, field), number) if number >= 0 else None

    def _term(self, q: wq.Term) -> Matches:
        term = self._lookup_term(q.fieldname, q.text)
        return self._scored_term(q.fieldname, *term).boosted(q.boost) if term else NO_MATCHES

    def _scored_term(self, name: str, field: CachedField, number: int) -> Matches:
        postings = field.postings(number)
        dense_keys = field.dense_keys(number)
        if not field.counted:
            return Matches(postings.documents, constant=1.0, dense_keys=dense_keys)
        idf = self._whole.idf(name, field.terms[number])
        scores = Bm25Scores(postings.keys, self._bm25_params(name), idf)
        return Matches(postings.documents, (scores,), dense_keys=dense_keys)

    def _bm25_params(self, name: str) -> Bm25Params:
        if name not in self._params:
            average_length = self._whole.avg_field_length(name) or 1
            self._params[name] = Bm25Params(average_length, self._weighting.K1, self._weighting.B)
        return self._params[name]

    def _phrase(self, q: wq.Phrase) -> Matches:
        looked_up = [self._lookup_term(q.fieldname, word) for word in q.words]
        terms = [term for term in looked_up if term is not None]
        if not terms or len(terms) < len(looked_up) or not terms[0][0].counted:
            return NO_MATCHES
        parts = [self._scored_term(q.fieldname, *term) for term in terms]
        with_all = intersection(parts, self.scratch)
        if not len(with_all):
            return NO_MATCHES
        field, first = terms[0]
        ends = field.places(first, with_all.doc_ids)
        for _, number in terms[1:]:
            ends = following_places(field.places(number, with_all.doc_ids), ends, q.slop)
        return select(with_all, _rows_of_places(ends, len(with_all))).boosted(q.boost)

    def _union_terms(self, field: Field, numbers: range | list[int]) -> DocIds:
        """Return the documents with any of the terms."""
        if isinstance(field, WordField) and isinstance(numbers, range) and numbers:
            doc_ids = field.documents(numbers.start, numbers.stop)
            return sorted_unique(doc_ids, self.segment.documents)
        parts = []
        for count, number in enumerate(numbers, start=1):
            checkpoint(count)
            parts.append(field.postings(number).documents)
        if not parts:
            return np.empty(0, np.int32)
        return sorted_unique(np.concatenate(parts), self.segment.documents)

    def _multi_term(self, q: wq.MultiTerm) -> Matches:
        field = self.segment.field(q.field()) if q.field() in self._searcher.schema else None
        if field is None:
            return NO_MATCHES
        if type(q) is wq.Prefix:
            numbers = range(*field.terms.prefix_range(q.text.encode()))
            checkpoint(len(numbers))
            doc_ids = self._cache.doc_ids(
                q.field(), f"{q.text}*", lambda: self._union_terms(field, numbers)
            )
        else:
            # Also where they are not needed, since their number is limited.
            terms = list(expand(q, self._reader))
            doc_ids = self._cache.doc_ids(
                q.field(),
                _pattern_key(q),
                lambda: self._union_terms(field, [field.terms.find(term) for term in terms]),
            )
        return Matches(doc_ids, constant=float(q.boost))

    def _date_range(self, q: wq.NumericRange) -> Matches:
        """Evaluate a range of dates, whose ends are microseconds since 0001-01-01."""
        if q.fieldname != "date":
            return self._by_matcher(q)
        key = f"{q.start} {q.startexcl} {q.end} {q.endexcl}"
        doc_ids = self._cache.doc_ids(q.fieldname, key, lambda: self._in_date_range(q))
        return Matches(doc_ids, constant=float(q.boost))

    def _in_date_range(self, q: wq.NumericRange) -> DocIds:
        day = self.segment.column("day")
        in_range = day != NO_DAY
        if q.start is not None:
            start = q.start + 1 if q.startexcl else q.start
            in_range &= day >= -(-start // _MICROSECONDS_PER_DAY) + 1
        if q.end is not None:
            end = q.end - 1 if q.endexcl else q.end
            in_range &= day <= end // _MICROSECONDS_PER_DAY + 1
        return to_doc_ids(in_range)

    def _by_matcher(self, q: wq.Query) -> Matches:
        matcher = q.matcher(self._searcher, self._context)
        doc_ids: list[int] = []
        scores: list[float] = []
        while matcher.is_active():
            doc_ids.append(matcher.id())
            scores.append(matcher.score())
            matcher.next()
        explicit = ExplicitScores(np.array(scores, np.float64))
        return Matches(np.array(doc_ids, np.int32), (explicit,))

    _LEAVES: ClassVar[dict[type, Callable[[LeafEvaluator, Any], Matches]]] = {
        wq.Every: _every,
        wq.Term: _term,
        wq.Phrase: _phrase,
        wq.NumericRange: _date_range,
        wq.DateRange: _date_range,
    }


def following_places(places: Places, ends: Places, slop: int) -> Places:
    """Return the *places* that are at most *slop* positions after one of *ends*."""
    if slop == 1:
        # Both ascend, and numpy's stable sort merges ascending runs; common places repeat.
        both = np.concatenate([ends + 1, places])
        both.sort(kind="stable")
        return both[1:].compress(both[1:] == both[:-1])
    if not len(ends):
        return ends
    before = np.searchsorted(ends, places, side="left") - 1
    near = places - ends.take(before, mode="clip") <= slop
    return places.compress(near & (before >= 0))


def _rows_of_places(places: Places, rows: int) -> Mask:
    """Return which of *rows* documents have any of *places*."""
    mask = np.zeros(rows, np.bool_)
    mask[places >> POSITION_BITS] = True
    return mask


def expand(q: wq.MultiTerm, reader: Any) -> Iterator[bytes]:
    """Yield the words of the index that a prefix, pattern, fuzzy word or range matches.

    The words of a segment are cached: a search needs them for its matches and again for what
    it highlights. Raises ``QueryTooExpensiveError``.
    """
    if q.field() not in reader.schema:
        return
    checkpoint()
    segment = _segment_of(reader)
    key = _pattern_key(q)
    cached = segment.expansions.get(key) if segment else None
    if cached is not None:
        checkpoint(len(cached))
        yield from cached
        return
    terms: list[bytes] = []
    for count, (_, term) in enumerate(q.expanded_terms(reader), start=1):
        checkpoint(count)
        # FuzzyTerm yields text where all others yield bytes.
        terms.append(term.encode() if isinstance(term, str) else term)
        yield terms[-1]
    if segment and len(terms) <= MAX_CACHED_EXPANSION:
        segment.expansions[key] = tuple(terms)


def _pattern_key(q: wq.MultiTerm) -> str:
    return f"{type(q).__name__} {sorted(vars(q).items())}"


def _segment_of(reader: Any) -> SegmentReader | None:
    """Return the segment that *reader* reads, or None where it reads several."""
    codec = reader.codec()
    return codec.file(reader.storage(), reader.segment()) if isinstance(codec, ArrayCodec) else None
