"""Tie-breaking: the order of hits whose scores are nearly equal.

Each criterion decides between the hits that are equal by those before it:

1. the text has all the words next to one another, in the order of the query;
2. the shortest window of the text that has all the words is shorter;
3. more words of the query are in the headline;
4. the quotation is more direct;
5. the article is newer, or older, by the ``tie_order`` setting.

Hits that are equal by all of these are in the order of their addresses.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchapp.engine.common.matched_terms import has_text_scores, positive_leaves
from searchapp.engine.common.score_steps import MAX_WINDOW
from searchapp.engine.embedded.columns.doc_values import DocValues
from searchapp.engine.embedded.format.docid_sets import DocIds, membership
from searchapp.engine.embedded.format.segment_reader import NO_DAY
from searchapp.engine.embedded.search.query_matcher import QueryMatcher
from searchapp.engine.embedded.search.ranking.proximity import (
    has_phrase,
    places_of,
    shortest_windows,
)
from searchapp.query import boosts
from searchapp.query.parsed_query import ParsedQuery

TieRanks = npt.NDArray[np.int64]
"""One number per hit: of two hits of near-equal score, that with the larger comes first."""

_DAY_BITS = 22
_QUOTATION_BITS = 2
_HEADLINE_BITS = 7
_MAX_DAY = (1 << _DAY_BITS) - 1
_MAX_HEADLINE_WORDS = (1 << _HEADLINE_BITS) - 1


class TieOrder:
    """Tie-breaking ranks of documents that a query matches with nearly equal scores."""

    def __init__(self, doc_values: DocValues, query: ParsedQuery, matcher: QueryMatcher) -> None:
        self._doc_values = doc_values
        self._query = query
        self._matcher = matcher
        self._has_text_scores = has_text_scores(query.body)

    def ranks(self, doc_ids: DocIds) -> TieRanks:
        """Return the rank of each of ascending *doc_ids*."""
        ranks = np.zeros(len(doc_ids), np.int64)
        if len(doc_ids) and self._has_text_scores:
            ranks = self._proximity(doc_ids) << _HEADLINE_BITS
            ranks = (ranks | self._headline_words(doc_ids)) << _QUOTATION_BITS
            ranks |= self._directness(doc_ids)
        return (ranks << _DAY_BITS) | self._recency(doc_ids)

    def _proximity(self, doc_ids: DocIds) -> TieRanks:
        """Return a rank for phrases, and below it one for the shortest window."""
        conditions = self._matcher.conditions
        if len(conditions) < 2:
            return np.zeros(len(doc_ids), np.int64)
        places = [places_of(self._doc_values, positive_leaves(c.body), doc_ids) for c in conditions]
        phrase = has_phrase(places, [c.position for c in conditions], len(doc_ids))
        window = MAX_WINDOW - shortest_windows(places, len(doc_ids))
        ranks: TieRanks = window + phrase * (MAX_WINDOW + 1)
        return ranks

    def _headline_words(self, doc_ids: DocIds) -> TieRanks:
        """Return how many of the query's clauses the headline of each document has."""
        counts = np.zeros(len(doc_ids), np.int64)
        for in_headline in self._matcher.headlines:
            counts += membership(doc_ids, in_headline)
        return np.minimum(counts, _MAX_HEADLINE_WORDS)

    def _directness(self, doc_ids: DocIds) -> TieRanks:
        """Return 3 for a direct quotation, 2 for a partial one, 1 for indirect speech."""
        own_words = self._doc_values.quotation_bonus(boosts.BOOSTS).take(doc_ids)
        levels = sorted(map(boosts.BOOSTS.of_quotation, ("indirect", "mixed", "direct")))
        return np.searchsorted(np.array(levels, np.float32), own_words, side="right")

    def _recency(self, doc_ids: DocIds) -> TieRanks:
        """Return a rank by day, in the order of the setting; undated documents have 0."""
        if self._query.tie_order == "none":
            return np.zeros(len(doc_ids), np.int64)
        day = self._doc_values.day.take(doc_ids).astype(np.int64)
        ranks: TieRanks = day if self._query.tie_order == "newest" else _MAX_DAY - day
        return np.where(day == NO_DAY, 0, ranks)
