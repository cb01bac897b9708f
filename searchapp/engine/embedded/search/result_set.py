"""The result set of one search, evaluated once.

Every answer to a query is read from it: hits, total, facets, timeline, scan, and the counts
under other filters.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import accumulate, chain

import numpy as np

from searchapp.engine.common.highlighting import HitHighlighter
from searchapp.engine.common.relaxation import is_relaxed
from searchapp.engine.common.speakers import with_joined_speakers
from searchapp.engine.common.stored_paragraph import stored_hit
from searchapp.engine.common.timelines import DayCounts
from searchapp.engine.embedded.columns.filters import Filters
from searchapp.engine.embedded.search.collapse import Collapsed, collapse
from searchapp.engine.embedded.search.facets import FacetCounter
from searchapp.engine.embedded.search.matches import Matches, select
from searchapp.engine.embedded.search.query_matcher import QueryMatcher
from searchapp.engine.embedded.search.ranking.paging import page_of
from searchapp.engine.embedded.search.ranking.tie_order import TieOrder
from searchapp.engine.embedded.search.relaxation import Tier, relaxed_tiers
from searchapp.engine.embedded.search.searcher import Searcher, count_days
from searchapp.models.search import Hit, MatchTier, RelaxedTotals, SearchRequest, SearchResults
from searchapp.query.parsed_query import ParsedQuery


class ResultSet:
    """The matches of *query* in one generation, under the filters of *request*.

    *matcher* is that of the query, where it was evaluated already.
    """

    def __init__(
        self,
        searcher: Searcher,
        request: SearchRequest,
        query: ParsedQuery,
        matcher: QueryMatcher | None = None,
    ) -> None:
        self._searcher = searcher
        self._doc_values = searcher.doc_values
        self._requested = request
        self._request = request = with_joined_speakers(request, searcher.doc_values.speaker_table)
        self._query = query
        self._matcher = matcher or QueryMatcher(searcher, query)
        self._matched = self._matcher.matches
        self._filters = Filters(self._doc_values, request, lambda: searcher.trails)

    def under(self, request: SearchRequest) -> ResultSet:
        """Return the matches of the same query under the filters of another *request*."""
        return ResultSet(self._searcher, request, self._query, self._matcher)

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
    def _complete(self) -> Collapsed:
        return collapse(self._doc_values, self.matches, self._request)

    @property
    def total(self) -> int:
        """The number of hits that have all the words, on all pages together."""
        return len(self._complete.listed)

    @cached_property
    def _tiers(self) -> tuple[Tier, ...]:
        tiers = (Tier("all", self._complete),)
        if not is_relaxed(self._request, self._query, self.total):
            return tiers
        return (*tiers, *self._relaxed_tiers(self._request, self._complete))

    def _relaxed_tiers(self, request: SearchRequest, complete: Collapsed) -> tuple[Tier, ...]:
        return relaxed_tiers(self._doc_values, request, self._matcher, self._filters, complete)

    @cached_property
    def _ties(self) -> TieOrder:
        return TieOrder(self._doc_values, self._query, self._matcher)

    def results(self) -> SearchResults:
        """Return the page that the request asks for."""
        highlighter = HitHighlighter(self._searcher.highlight_spec(self._query))
        totals = {tier.matched: len(tier.hits.listed) for tier in self._tiers}
        return SearchResults(
            request=self._requested,
            index=self._searcher.info,
            total=self.total,
            paragraphs=len(self.matches),
            hits=tuple(self._page(highlighter)),
            facets=self.facets.facets(),
            notices=self._query.notices,
            relaxed=RelaxedTotals(totals.get("article", 0), totals.get("some", 0)),
        )

    def _page(self, highlighter: HitHighlighter) -> Iterator[Hit]:
        """Yield the hits of the page, of one tier after another."""
        first = (self._request.page - 1) * self._request.limit
        last = first + self._request.limit
        for tier in self._tiers:
            listed = tier.hits.listed
            page = page_of(self._doc_values, listed, self._request, self._ties.ranks, first, last)
            doc_ids = [doc_id for doc_id, _ in page]
            missing = missing_of(self._matcher, tier.matched, doc_ids)
            copies = tier.hits.articles_with_duplicates(self._doc_values, doc_ids)
            for (doc_id, score), words, others in zip(page, missing, copies, strict=True):
                yield hit_of(
                    self._searcher,
                    doc_id,
                    highlighter,
                    score=score if self._request.sort == "relevance" else 0.0,
                    copies=others,
                    collapsed=self._collapsed(tier, doc_id),
                    matched=tier.matched,
                    missing=words,
                )
            first, last = max(first - len(listed), 0), max(last - len(listed), 0)

    def _collapsed(self, tier: Tier, doc_id: int) -> tuple[int, ...]:
        """Return the numbers of the paragraphs that a hit of grouped hits stands for."""
        if self._request.group != "article":
            return ()
        return tier.hits.other_paragraphs(self._doc_values, doc_id)

    def scan(self) -> ScannedHits:
        """Return all matches in order, neither grouped nor collapsed.

        Relaxed tiers follow where the request asks for them.
        """
        request = replace(self._request, page=1, group="none", copies="all")
        complete = Collapsed(self.matches, self.matches.doc_ids)
        tiers: tuple[Tier, ...] = (Tier("all", complete),)
        if request.relaxed and is_relaxed(request, self._query, self.total):
            tiers += self._relaxed_tiers(request, complete)
        matches = [tier.hits.listed for tier in tiers]
        ordered = [
            page_of(self._doc_values, listed, request, self._ties.ranks, 0, len(listed))
            for listed in matches
        ]
        return ScannedHits(
            self._searcher,
            [(tier.matched, page) for tier, page in zip(tiers, ordered, strict=True)],
            HitHighlighter(self._searcher.highlight_spec(self._query)),
            self._matcher,
            scored=request.sort == "relevance",
        )


class ScannedHits:
    """All hits of a search in order, read from the index in batches.

    *tiers* are the documents of each tier with their scores, which count where *scored*.
    """

    def __init__(
        self,
        searcher: Searcher,
        tiers: Sequence[tuple[MatchTier, Sequence[tuple[int, float]]]],
        highlighter: HitHighlighter,
        matcher: QueryMatcher,
        *,
        scored: bool,
    ) -> None:
        self.info = searcher.info
        self._searcher = searcher
        hits = list(chain.from_iterable(hits for _, hits in tiers))
        self._doc_ids = np.fromiter((doc_id for doc_id, _ in hits), np.int32, len(hits))
        self._scores = np.fromiter(
            (score if scored else 0.0 for _, score in hits), np.float64, len(hits)
        )
        self._ends = list(accumulate(len(hits) for _, hits in tiers))
        self._names = [name for name, _ in tiers]
        self._highlighter = highlighter
        self._matcher = matcher

    def __len__(self) -> int:
        return len(self._doc_ids)

    def batch(self, start: int, size: int) -> list[Hit]:
        """Return at most *size* hits, from place *start* on."""
        hits: list[Hit] = []
        while len(hits) < size and start < len(self):
            tier = bisect_right(self._ends, start)
            stop = min(start + size - len(hits), self._ends[tier])
            hits += self._of_tier(self._names[tier], slice(start, stop))
            start = stop
        return hits

    def _of_tier(self, matched: MatchTier, places: slice) -> Iterator[Hit]:
        doc_ids, scores = self._doc_ids[places].tolist(), self._scores[places].tolist()
        missing = missing_of(self._matcher, matched, doc_ids)
        for doc_id, score, words in zip(doc_ids, scores, missing, strict=True):
            yield hit_of(
                self._searcher,
                doc_id,
                self._highlighter,
                score=score,
                matched=matched,
                missing=words,
            )


def missing_of(
    matcher: QueryMatcher, matched: MatchTier, doc_ids: list[int]
) -> list[tuple[str, ...]]:
    """Return the words that each hit of a tier lacks."""
    if matched == "all":
        return [()] * len(doc_ids)
    return matcher.missing(np.array(doc_ids, np.int32))


def hit_of(
    searcher: Searcher,
    doc_id: int,
    highlighter: HitHighlighter,
    *,
    score: float = 0.0,
    copies: int = 0,
    collapsed: tuple[int, ...] = (),
    matched: MatchTier = "all",
    missing: tuple[str, ...] = (),
) -> Hit:
    """Return a document as a hit, with its stored fields and what *highlighter* finds in them."""
    seconds = int(searcher.doc_values.added_at[doc_id])
    return stored_hit(
        searcher.doc_values.stored(doc_id),
        highlighter,
        score=score,
        added_at=datetime.datetime.fromtimestamp(seconds, datetime.UTC) if seconds else None,
        copies=copies,
        collapsed=collapsed,
        matched=matched,
        missing=missing,
        trail=searcher.trails.count_of(doc_id),
    )
