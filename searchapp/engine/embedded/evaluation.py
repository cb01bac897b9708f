"""From a query tree to the documents that match and their scores, as arrays.

Leaves are read with Whoosh's own matchers; the tree above them is evaluated over
whole arrays. Whoosh's binary matchers are passed by on purpose: in whoosh3 3.54 an
excluded first document stays in (``AndNotMatcher._find_first``), a bonus is lost
after a skip (``AndMaybeMatcher.skip_to``), an inverse finds deleted documents, and
the length of a result depends on the number of hits asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh import query as wq
from whoosh.collectors import Collector
from whoosh.searching import Searcher

from searchapp.engine.language import QueryError

Documents = npt.NDArray[np.int32]
Scores = npt.NDArray[np.float64]

MAX_EXPANSION = 20_000
"""How many words of the index one pattern may stand for."""


@dataclass(frozen=True, slots=True)
class Matches:
    """Document numbers in ascending order, and the score of each."""

    documents: Documents
    scores: Scores

    def __len__(self) -> int:
        return len(self.documents)


_NONE = Matches(np.empty(0, np.int32), np.empty(0, np.float64))


def union(parts: list[Matches]) -> Matches:
    """Return what is in any of *parts*; the scores of the same document are added."""
    parts = [p for p in parts if len(p)]
    if not parts:
        return _NONE
    if len(parts) == 1:
        return parts[0]
    documents, where = np.unique(np.concatenate([p.documents for p in parts]), return_inverse=True)
    scores = np.bincount(where, np.concatenate([p.scores for p in parts])).astype(np.float64)
    return Matches(documents, scores)


def intersection(first: Matches, second: Matches) -> Matches:
    """Return what is in both, scores added."""
    documents, a, b = np.intersect1d(
        first.documents, second.documents, assume_unique=True, return_indices=True
    )
    return Matches(documents, first.scores[a] + second.scores[b])


def without(matches: Matches, excluded: Matches) -> Matches:
    """Return *matches* less the documents of *excluded*."""
    return selected(matches, ~np.isin(matches.documents, excluded.documents, assume_unique=True))


def selected(matches: Matches, chosen: npt.NDArray[np.bool_]) -> Matches:
    """Return those of *matches* that *chosen* holds true for."""
    return Matches(matches.documents[chosen], matches.scores[chosen])


def with_bonus(matches: Matches, bonus: Matches) -> Matches:
    """Return *matches*, with the score of *bonus* added where it has the same document."""
    _, a, b = np.intersect1d(
        matches.documents, bonus.documents, assume_unique=True, return_indices=True
    )
    scores = matches.scores.copy()
    scores[a] += bonus.scores[b]
    return Matches(matches.documents, scores)


class MatchCollector(Collector):  # type: ignore[misc]
    """Collects every match with its score, for ``Searcher.search_with_collector``.

    After the search ``matches`` holds the documents of all segments, by their
    numbers in the whole index.
    """

    def prepare(self, top_searcher: Searcher, q: wq.Query, context: Any) -> None:
        """Begin a search."""
        super().prepare(top_searcher, q, context)
        self._parts: list[Matches] = []
        self.matches = _NONE

    def set_subsearcher(self, subsearcher: Searcher, offset: int) -> None:
        """Turn to a segment, without the matcher that the base class would make."""
        self.subsearcher = subsearcher
        self.offset = offset

    def collect_matches(self) -> None:
        """Evaluate the query on the segment at hand."""
        found = self._evaluate(self.q)
        if len(found):
            self._parts.append(
                Matches((found.documents + self.offset).astype(np.int32), found.scores)
            )

    def collect(self, sub_docnum: int) -> None:
        """Not used: documents are collected as arrays."""
        raise NotImplementedError

    def finish(self) -> None:
        """End the search and join the segments' matches."""
        if self._parts:
            self.matches = Matches(
                np.concatenate([p.documents for p in self._parts]),
                np.concatenate([p.scores for p in self._parts]),
            )

    def _evaluate(self, q: wq.Query) -> Matches:
        if q == wq.NullQuery:
            return _NONE
        if isinstance(q, wq.And):
            return self._and(q)
        if isinstance(q, wq.Or):
            return self._boosted(union([self._evaluate(s) for s in q.subqueries]), q.boost)
        if isinstance(q, wq.Not):
            return without(self._everything(), self._evaluate(q.query))
        if isinstance(q, wq.AndNot):
            return without(self._evaluate(q.a), self._evaluate(q.b))
        if isinstance(q, wq.AndMaybe):
            return with_bonus(self._evaluate(q.a), self._evaluate(q.b))
        if isinstance(q, wq.Require):
            wanted, required = self._evaluate(q.a), self._evaluate(q.b)
            return selected(
                wanted, np.isin(wanted.documents, required.documents, assume_unique=True)
            )
        if isinstance(q, wq.Every) and q.fieldname is None:
            return self._boosted(self._everything(), q.boost)
        if isinstance(q, wq.MultiTerm):
            return self._expanded(q)
        return self._read(q.matcher(self.subsearcher, self.context))

    def _and(self, q: wq.And) -> Matches:
        wanted = [s for s in q.subqueries if not isinstance(s, wq.Not)]
        found: Matches | None = None
        for subquery in wanted:
            part = self._evaluate(subquery)
            found = part if found is None else intersection(found, part)
            if not len(found):
                return _NONE
        if found is None:
            found = self._everything()
        for subquery in q.subqueries:
            if isinstance(subquery, wq.Not):
                found = without(found, self._evaluate(subquery.query))
        return self._boosted(found, q.boost)

    def _boosted(self, matches: Matches, boost: float) -> Matches:
        return matches if boost == 1.0 else Matches(matches.documents, matches.scores * boost)

    def _everything(self) -> Matches:
        documents = np.fromiter(self.subsearcher.reader().all_doc_ids(), np.int32)
        return Matches(documents, np.zeros(len(documents)))

    def _expanded(self, q: wq.MultiTerm) -> Matches:
        reader = self.subsearcher.reader()
        numbers: list[int] = []
        for term in expand(q, reader):
            numbers += reader.postings(q.field(), term).all_ids()
        documents = np.unique(np.array(numbers, np.int32))
        return Matches(documents, np.full(len(documents), float(q.boost)))

    def _read(self, matcher: Any) -> Matches:
        numbers: list[int] = []
        scores: list[float] = []
        while matcher.is_active():
            numbers.append(matcher.id())
            scores.append(matcher.score())
            matcher.next()
        return Matches(np.array(numbers, np.int32), np.array(scores, np.float64))


def expand(q: wq.MultiTerm, reader: Any) -> Iterator[bytes]:
    """Yield the words of the index that a prefix, pattern, fuzzy word or range stands for.

    Raises ``QueryError`` beyond ``MAX_EXPANSION`` words.
    """
    if q.field() not in reader.schema:
        return
    for number, term in enumerate(q._btexts(reader)):
        if number == MAX_EXPANSION:
            raise QueryError(
                f"A pattern in the query stands for more than {MAX_EXPANSION:,} words;"
                " give more of its letters."
            )
        # FuzzyTerm gives text where all others give bytes.
        yield term.encode() if isinstance(term, str) else term
