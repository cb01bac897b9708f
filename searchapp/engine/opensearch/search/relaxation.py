"""Relaxed hits: paragraphs that lack some of a query's words, in tiers.

One search lists all tiers, that of the paragraphs with all the words included. So a text, or
an article where hits are grouped, is listed once, in its best tier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Any

from searchapp.engine.common.highlighting import HitHighlighter
from searchapp.engine.common.relaxation import is_relaxed
from searchapp.engine.opensearch.index_reader import Body, RawHit, Search
from searchapp.engine.opensearch.query.query_clauses import QueryClauses
from searchapp.engine.opensearch.query.query_dsl import (
    MATCH_ALL,
    MAX_LEAVES,
    Clause,
    all_of,
    any_of,
    constant_score,
    leaf_count,
)
from searchapp.engine.opensearch.query.request_builder import (
    ResultSet,
    collapse_field,
)
from searchapp.engine.opensearch.search.facets import cardinality
from searchapp.engine.opensearch.search.hit_details import PageDetails
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.engine.opensearch.search.tie_order import TieOrder
from searchapp.models.search import NOT_RELAXED, Hit, MatchTier, RelaxedTotals

_FACTORS: dict[MatchTier, float] = {"all": 2.0**57, "article": 2.0**-24, "some": 2.0**-105}
"""What the scores of each tier are multiplied by, so that all exceed those of the next tier.

Powers of two do not change the digits of a score. Scores from 2^-20 to 2^60 stay apart, and
within what 32 bits hold.
"""

_LEAST_SCORES: dict[MatchTier, float] = {"all": 2.0**37, "article": 2.0**-44}

_FLOOR = constant_score(MATCH_ALL, 2.0**-20)
"""Added to each score: the tiers are told apart even where boosts of 0 make scores 0."""


class TieredMatches:
    """The matches of a search with those that lack words."""

    def __init__(self, result_set: ResultSet) -> None:
        self.request = result_set.request
        self._order = result_set.sort
        self._filters = result_set.filters.clause()
        self._clauses = QueryClauses(result_set.query, named=True)

    @property
    def query(self) -> Clause:
        """The clause of the matches, with scores by which the better tier comes first.

        Within a tier the scores are those of the paragraphs where these order hits, or equal.
        """
        clauses = self._clauses
        matches = all_of(any_of(clauses.complete, clauses.incomplete), self._filters)
        scored = constant_score(matches, 1.0)
        if self.request.sort == "relevance":
            scored = {"bool": {"filter": [matches], "should": [*clauses.scores, _FLOOR]}}
        functions = [
            {"filter": clauses.complete, "weight": _FACTORS["all"]},
            {"filter": clauses.complete_articles, "weight": _FACTORS["article"]},
            {"filter": MATCH_ALL, "weight": _FACTORS["some"]},
        ]
        return {
            "function_score": {
                "query": scored,
                "functions": functions,
                "score_mode": "first",
                "boost_mode": "multiply",
            }
        }

    @property
    def sort(self) -> list[dict[str, Any]]:
        """The sort order: by tier, then as the request asks."""
        if self.request.sort == "relevance":
            return self._order
        return [{"_score": "desc"}, *self._order]

    @property
    def without_some(self) -> Clause:
        """The clause of the matches of all tiers but "some", where a match is looked at."""
        return any_of(self._clauses.complete, self._clauses.complete_articles)

    @property
    def is_too_large(self) -> bool:
        """Whether the clauses have more leaves than the cluster takes together."""
        return max(map(leaf_count, (self.query, self.without_some))) > MAX_LEAVES

    def of_tier(self, tier: MatchTier) -> Clause:
        """Return the clause of the matches of a tier below "all"."""
        clauses = self._clauses
        matches: dict[str, list[Clause]] = {
            "filter": [clauses.incomplete, self._filters],
            "must_not": [clauses.complete],
        }
        matches["filter" if tier == "article" else "must_not"].append(clauses.complete_articles)
        return {"bool": matches}

    def hit(self, raw: RawHit, hit: Hit) -> Hit:
        """Return *hit* with its tier and the words that it lacks, which *raw* tells."""
        tier = tier_of(raw)
        score = hit.score / _FACTORS[tier]
        missing = () if tier == "all" else self._clauses.missing(raw.get("matched_queries", []))
        return replace(hit, score=score, matched=tier, missing=missing)


def tiered_matches(result_set: ResultSet, total: int) -> TieredMatches | None:
    """Return the matches in tiers where a search with *total* complete hits is relaxed.

    One with more words than the cluster takes together is not.
    """
    if not is_relaxed(result_set.request, result_set.query, total):
        return None
    matches = TieredMatches(result_set)
    return None if matches.is_too_large else matches


def tier_of(raw: RawHit) -> MatchTier:
    """Return the tier of a hit of ``TieredMatches.query``."""
    score = raw["_score"]
    return next((tier for tier, least in _LEAST_SCORES.items() if score >= least), "some")


class RelaxedHits:
    """The hits of a page that lack words, where the search is relaxed; otherwise none.

    *total* is the number of hits with all the words. ``searches`` and ``details`` are the
    searches of two requests, whose responses go to ``read`` and ``read_details``.
    """

    def __init__(self, searcher: ClusterSearcher, result_set: ResultSet, total: int) -> None:
        self._searcher = searcher
        self._request = result_set.request
        self._field = collapse_field(self._request)
        self._total = total
        self._matches = tiered_matches(result_set, total)
        self._details: list[PageDetails] = []
        self._has_copies = False
        self.totals = NOT_RELAXED

    def searches(self) -> list[Search]:
        """Return the search for the page and the counts of the tiers."""
        if self._matches is None:
            return []
        request = self._request
        without_some: dict[str, Any] = {"filter": self._matches.without_some}
        body: dict[str, Any] = {
            "query": self._matches.query,
            "from": (request.page - 1) * request.limit,
            "size": request.limit,
            "sort": self._matches.sort,
            "track_scores": True,
            "track_total_hits": True,
            "aggs": {"without_some": without_some},
        }
        if self._field:
            body["collapse"] = {"field": self._field}
            without_some["aggs"] = {"different": cardinality(self._field)}
            body["aggs"]["different"] = cardinality(self._field)
        return [self._searcher.on_paragraphs(body, scored=True)]

    def read(self, responses: Sequence[Body]) -> None:
        """Read the response to ``searches``."""
        for response in responses:
            paragraphs = response["hits"]["total"]["value"]
            without_some = response["aggregations"]["without_some"]
            listed, above_some = paragraphs, without_some["doc_count"]
            if self._field:
                listed = response["aggregations"]["different"]["value"]
                above_some = without_some["different"]["value"]
            self.totals = RelaxedTotals(
                max(above_some - self._total, 0), max(listed - above_some, 0)
            )
            self._has_copies = self._field != "wording" or listed < paragraphs
            self._details = self._of_tiers(response["hits"]["hits"])

    def _of_tiers(self, raw_hits: list[RawHit]) -> list[PageDetails]:
        matches = self._matches
        tiers: tuple[MatchTier, ...] = ("article", "some")
        if matches is None:
            return []
        return [
            PageDetails(
                self._searcher,
                self._request,
                matches.of_tier(tier),
                [raw for raw in raw_hits if tier_of(raw) == tier],
                matches.hit,
            )
            for tier in tiers
        ]

    def details(self) -> list[Search]:
        """Return the searches for what is looked up of the hits."""
        return [
            search
            for tier in self._details
            for search in tier.searches(count_copies=self._has_copies)
        ]

    def read_details(self, responses: Sequence[Body]) -> None:
        """Read the responses to ``details``."""
        remaining = iter(responses)
        for tier in self._details:
            tier.read(list(islice(remaining, tier.sent)))

    def hits(self, highlighter: HitHighlighter, ties: TieOrder) -> tuple[Hit, ...]:
        """Return the hits of the page, the better tier first."""
        tiers = (ties.ordered(tier.hits(highlighter)) for tier in self._details)
        return tuple(chain.from_iterable(tiers))
