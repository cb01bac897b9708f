"""Query evaluation over whole arrays: a query tree's matches in each segment, with scores.

Boolean operators are evaluated here and leaves in leaves.py, without a loop over documents.

Whoosh's collectors and its matchers for binary operators are not used: in whoosh3 3.54 an
excluded first document is not excluded (``AndNotMatcher._find_first``), a bonus is lost after
a skip (``AndMaybeMatcher.skip_to``), and the length of a result depends on the number of hits
asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
from whoosh import query as wq
from whoosh.searching import Searcher

from searchapp.engine.embedded.format.docid_sets import Mask, membership
from searchapp.engine.embedded.search.leaves import LeafEvaluator
from searchapp.engine.embedded.search.matches import (
    NO_MATCHES,
    Matches,
    concatenate,
    difference,
    intersection,
    select,
    union,
    with_bonus,
)
from searchapp.query.limits import checkpoint


class IndexEvaluator:
    """Evaluates query trees on all segments of an index, with ids in the whole index.

    The evaluators of its segments serve all queries.
    """

    def __init__(self, searcher: Searcher) -> None:
        context = searcher.context()
        self._segments = [
            QueryEvaluator(segment_searcher, context)
            for segment_searcher, _ in searcher.leaf_searchers()
            # An index without segments has a reader without a codec.
            if segment_searcher.reader().codec() is not None
        ]
        self._sizes = [segment.size for segment in self._segments]

    def evaluate(self, q: wq.Query) -> Matches:
        """Return the matches of *q*. Raises ``QueryTooExpensiveError``."""
        return concatenate([segment.evaluate(q) for segment in self._segments], self._sizes)


class QueryEvaluator:
    """Evaluates query trees on one segment. Deleted documents never match."""

    def __init__(self, searcher: Searcher, context: Any) -> None:
        self._leaves = LeafEvaluator(searcher, context)
        self.size = self._leaves.segment.documents
        self._scratch = self._leaves.scratch
        deleted = searcher.reader().segment().deleted
        self._live: Mask | None = None
        if deleted:
            self._live = np.ones(self.size, np.bool_)
            self._live[np.fromiter(deleted, np.int64)] = False

    def evaluate(self, q: wq.Query) -> Matches:
        """Return the matches of *q* in the segment.

        Raises ``QueryTooExpensiveError``.
        """
        matches = self._dispatch(q)
        live = self._live
        if live is None or not len(matches):
            return matches
        selected = select(matches, live[matches.doc_ids])
        dense_keys = matches.dense_keys
        if dense_keys is None or selected is matches:
            return selected
        return replace(selected, dense_keys=lambda: dense_keys() * live)

    def _dispatch(self, q: wq.Query) -> Matches:
        checkpoint()
        operator = self._OPERATORS.get(type(q))
        return self._leaves.evaluate(q) if operator is None else operator(self, q)

    def _and(self, q: wq.And) -> Matches:
        parts = []
        for subquery in q.subqueries:
            if isinstance(subquery, wq.Not):
                continue
            part = self._dispatch(subquery)
            if not len(part):
                return NO_MATCHES
            parts.append(part)
        matches = intersection(parts, self._scratch) if parts else self._leaves.all_documents()
        for subquery in q.subqueries:
            if isinstance(subquery, wq.Not):
                matches = difference(matches, self._dispatch(subquery.query), self._scratch)
        return matches.boosted(q.boost)

    def _or(self, q: wq.Or) -> Matches:
        parts = [self._dispatch(subquery) for subquery in q.subqueries]
        return union(parts, self.size, self._scratch).boosted(q.boost)

    def _not(self, q: wq.Not) -> Matches:
        everything = self._leaves.all_documents()
        return difference(everything, self._dispatch(q.query), self._scratch)

    def _and_not(self, q: wq.AndNot) -> Matches:
        return difference(self._dispatch(q.a), self._dispatch(q.b), self._scratch)

    def _and_maybe(self, q: wq.AndMaybe) -> Matches:
        return with_bonus(self._dispatch(q.a), self._dispatch(q.b), self._scratch)

    def _require(self, q: wq.Require) -> Matches:
        scored, required = self._dispatch(q.a), self._dispatch(q.b)
        return select(scored, membership(scored.doc_ids, required.doc_ids, self._scratch))

    def _constant_score(self, q: wq.ConstantScoreQuery) -> Matches:
        return Matches(self._dispatch(q.child).doc_ids, constant=float(q.score))

    _OPERATORS: ClassVar[dict[type, Callable[[QueryEvaluator, Any], Matches]]] = {
        wq.And: _and,
        wq.Or: _or,
        wq.Not: _not,
        wq.AndNot: _and_not,
        wq.AndMaybe: _and_maybe,
        wq.Require: _require,
        wq.ConstantScoreQuery: _constant_score,
    }
