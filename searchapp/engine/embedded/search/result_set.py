"""The result set of one search, evaluated once.

Every answer to a query is read from it: hits, total, facets, timeline, scan, and the counts
under other filters.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from searchapp.engine.common.matched_terms import HighlightSpec
from searchapp.engine.common.stored_paragraph import stored_hit
from searchapp.engine.common.timelines import DayCounts
from searchapp.engine.embedded.format.docid_sets import DocIds
from searchapp.engine.embedded.search.collapse import Collapsed, collapse
from searchapp.engine.embedded.search.facets import FacetCounter
from searchapp.engine.embedded.search.filters import Filters
from searchapp.engine.embedded.search.matches import Matches, select
from searchapp.engine.embedded.search.paging import page_of
from searchapp.engine.embedded.search.searcher import Searcher, count_days
from searchapp.models.search import Hit, SearchRequest, SearchResults
from searchapp.query.parser import ParsedQuery


class ResultSet:
    """The matches of *query* in one generation, under the filters of *request*.

    *matched* are the matches before any filter, where the query was evaluated already.
    """

    def __init__(
        self,
        searcher: Searcher,
        request: SearchRequest,
        query: ParsedQuery,
        matched: Matches | None = None,
    ) -> None:
        self._searcher = searcher
        self._doc_values = searcher.doc_values
        self._request = request
        self._query = query
        self._matched = searcher.match(query) if matched is None else matched
        self._filters = Filters(self._doc_values, request)

    def under(self, request: SearchRequest) -> ResultSet:
        """Return the matches of the same query under the filters of another *request*."""
        return ResultSet(self._searcher, request, self._query, self._matched)

    @cached_property
    def matches(self) -> Matches:
        """The matches that pass the filters."""
        if not self._filters:
            return self._matched
        return select(self._matched, self._filters.mask(self._matched.doc_ids))

    @cached_property
    def facets(self) -> FacetCounter:
        """The counts of each facet under all filters but its own."""
        return FacetCounter(self._doc_values, self._request, self._filters, self._matched.doc_ids)

    @cached_property
    def day_counts(self) -> DayCounts:
        """The number of matches on each day."""
        return count_days(self._doc_values.day[self.matches.doc_ids])

    @cached_property
    def _collapsed(self) -> Collapsed:
        return collapse(self._doc_values, self.matches, self._request)

    @property
    def total(self) -> int:
        """The number of hits on all pages together."""
        return len(self._collapsed.listed)

    def results(self) -> SearchResults:
        """Return the page that the request asks for."""
        spec = self._searcher.highlight_spec(self._query)
        page = page_of(self._doc_values, self._collapsed.listed, self._request)
        return SearchResults(
            request=self._request,
            index=self._searcher.info,
            total=self.total,
            paragraphs=len(self.matches),
            hits=tuple(self._hit(doc_id, score, spec) for doc_id, score in page),
            facets=self.facets.facets(),
            notices=self._query.notices,
        )

    def _hit(self, doc_id: int, score: float, spec: HighlightSpec) -> Hit:
        collapsed, doc_values = self._collapsed, self._doc_values
        grouped = self._request.group == "article"
        return hit_of(
            self._searcher,
            doc_id,
            spec,
            score=score if self._request.sort == "relevance" else 0.0,
            copies=collapsed.articles_with_duplicates(doc_values, doc_id),
            collapsed=collapsed.other_paragraphs(doc_values, doc_id) if grouped else (),
        )

    def scan(self) -> ScannedHits:
        """Return all matches in order, neither grouped nor collapsed."""
        whole = replace(
            self._request, page=1, limit=max(len(self.matches), 1), group="none", copies="all"
        )
        page = page_of(self._doc_values, self.matches, whole)
        scored = self._request.sort == "relevance"
        return ScannedHits(
            self._searcher,
            np.fromiter((doc_id for doc_id, _ in page), np.int32, len(page)),
            np.fromiter((score if scored else 0.0 for _, score in page), np.float64, len(page)),
            self._searcher.highlight_spec(self._query),
        )


class ScannedHits:
    """All hits of a search in order, read from the index in batches.

    ``doc_ids`` and ``scores`` are parallel arrays.
    """

    def __init__(
        self,
        searcher: Searcher,
        doc_ids: DocIds,
        scores: npt.NDArray[np.float64],
        spec: HighlightSpec,
    ) -> None:
        self.info = searcher.info
        self._searcher = searcher
        self._doc_ids = doc_ids
        self._scores = scores
        self._spec = spec

    def __len__(self) -> int:
        return len(self._doc_ids)

    def batch(self, start: int, size: int) -> list[Hit]:
        """Return at most *size* hits, from place *start* on."""
        rows = slice(start, start + size)
        doc_ids, scores = self._doc_ids[rows].tolist(), self._scores[rows].tolist()
        return [
            hit_of(self._searcher, doc_id, self._spec, score=score)
            for doc_id, score in zip(doc_ids, scores, strict=True)
        ]


def hit_of(
    searcher: Searcher,
    doc_id: int,
    spec: HighlightSpec,
    *,
    score: float = 0.0,
    copies: int = 0,
    collapsed: tuple[int, ...] = (),
) -> Hit:
    """Return a document as a hit, with its stored fields and what *spec* marks in them."""
    seconds = int(searcher.doc_values.added_at[doc_id])
    return stored_hit(
        searcher.doc_values.stored(doc_id),
        spec,
        score=score,
        added_at=datetime.datetime.fromtimestamp(seconds, datetime.UTC) if seconds else None,
        copies=copies,
        collapsed=collapsed,
    )
