"""Hits of a page as records, and what is looked up of them: duplicates, grouped paragraphs."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace

from searchapp.engine.common.highlighting import HitHighlighter
from searchapp.engine.common.stored_paragraph import stored_hit
from searchapp.engine.opensearch.format.documents import read_stored
from searchapp.engine.opensearch.index_reader import Body, RawHit, Search
from searchapp.engine.opensearch.query.query_dsl import Clause, all_of
from searchapp.engine.opensearch.query.request_builder import any_value
from searchapp.engine.opensearch.search.searcher import MAX_HITS, ClusterSearcher
from searchapp.engine.opensearch.trails.passages import stored_passages
from searchapp.engine.opensearch.trails.table import TrailTable
from searchapp.models.search import Hit, SearchRequest


class PageDetails:
    """What is looked up of the hits of a page: duplicates, and what grouping has left out.

    *matches* are all paragraphs that the search finds. *complete* completes each hit.
    """

    def __init__(
        self,
        searcher: ClusterSearcher,
        request: SearchRequest,
        matches: Clause,
        raw_hits: list[RawHit],
        complete: Callable[[RawHit, Hit], Hit] | None = None,
    ) -> None:
        self._searcher = searcher
        self._request = request
        self._matches = matches
        self._raw_hits = raw_hits
        self._complete = complete
        self._articles_by_key: dict[int, int] = {}
        self._numbers: dict[str, list[int]] = {}
        self._read_order: list[Callable[[Body], None]] = []

    def searches(self, *, count_copies: bool) -> list[Search]:
        """Return the searches; ``read`` reads their responses."""
        searches = []
        # The key of a paragraph too short to be a duplicate is negative.
        keys = sorted({key for raw in self._raw_hits if (key := raw["_source"]["wording"]) >= 0})
        if keys and count_copies:
            grouped = {
                "terms": {"field": "wording", "include": keys, "size": len(keys)},
                "aggs": {"articles": {"cardinality": {"field": "article"}}},
            }
            duplicates = all_of({"terms": {"wording": keys}}, self._matches)
            searches.append(self._searcher.aggregations(duplicates, same=grouped))
            self._read_order.append(self._read_copies)
        if self._raw_hits and self._request.group == "article":
            articles = {raw["_source"]["document"]["shared"]["article"] for raw in self._raw_hits}
            body = {
                "query": all_of(any_value("article", articles), self._matches),
                "size": MAX_HITS,
                "sort": ["article", "number"],
                "track_total_hits": False,
                "_source": False,
            }
            searches.append(self._searcher.on_paragraphs(body))
            self._read_order.append(self._read_numbers)
        return searches

    def read(self, responses: Sequence[Body]) -> None:
        """Read the responses to ``searches``."""
        for read, response in zip(self._read_order, responses, strict=True):
            read(response)

    def _read_copies(self, response: Body) -> None:
        for bucket in response["aggregations"]["same"]["buckets"]:
            self._articles_by_key[bucket["key"]] = bucket["articles"]["value"]

    def _read_numbers(self, response: Body) -> None:
        for raw in response["hits"]["hits"]:
            article, number = raw["sort"]
            self._numbers.setdefault(article, []).append(number)

    @property
    def sent(self) -> int:
        """The number of searches."""
        return len(self._read_order)

    def hits(self, highlighter: HitHighlighter) -> tuple[Hit, ...]:
        """Return the hits, with their duplicates counted and the collapsed ones listed."""
        scored = self._request.sort == "relevance"
        hits = []
        for raw in self._raw_hits:
            hit = to_hit(raw, highlighter, self._searcher.trails, scored=scored)
            numbers = self._numbers.get(hit.article_id, ())
            copies = self._articles_by_key.get(raw["_source"]["wording"], 1) - 1
            collapsed = tuple(number for number in numbers if number != hit.number)
            hit = replace(hit, copies=copies, collapsed=collapsed)
            hits.append(hit if self._complete is None else self._complete(raw, hit))
        return tuple(hits)


def to_hit(raw: RawHit, highlighter: HitHighlighter, trails: TrailTable, *, scored: bool) -> Hit:
    """Return a hit of the cluster as ours, with its trail, and its score or 0.0."""
    source = raw["_source"]
    return stored_hit(
        read_stored(source),
        highlighter,
        score=(raw["_score"] or 0.0) if scored else 0.0,
        added_at=datetime.datetime.fromtimestamp(source["added_at"], datetime.UTC),
        trail=trails.count_of(stored_passages(raw)),
    )
