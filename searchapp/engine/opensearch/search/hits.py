"""Pages of hits: what is asked for, and the hits out of the answer."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from searchapp.engine.common.highlighting import HighlightSpec
from searchapp.engine.common.stored_paragraph import stored_hit
from searchapp.engine.opensearch.search.facets import distinct, facet_aggregations, read_facets
from searchapp.engine.opensearch.search.matched_terms import highlight_spec
from searchapp.engine.opensearch.search.query_dsl import Clause
from searchapp.engine.opensearch.search.request_builder import (
    Filters,
    both,
    folding_field,
    found_by,
    one_of,
    order_of,
)
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.engine.opensearch.write.documents import stored
from searchapp.engine.opensearch.write.mappings import DEEPEST_HIT
from searchapp.models.search import Hit, SearchRequest, SearchResults
from searchapp.query.limits import QueryTooExpensiveError
from searchapp.query.parser import ParsedQuery

SCAN_BATCH = 500
"""So many paragraphs are fetched at a time."""

_MOST_FOLDED = 10_000


def results(
    generation: ClusterSearcher, request: SearchRequest, query: ParsedQuery
) -> SearchResults:
    """Return one page of what *query* finds under the filters of *request*.

    Raises ``TooMuchError`` where the page lies deeper than the cluster looks.
    """
    if request.page * request.limit > DEEPEST_HIT:
        raise QueryTooExpensiveError(
            f"Page {request.page:,} lies below hit {DEEPEST_HIT:,}, the last that is shown."
            " Narrow the search, or export all of it."
        )
    filters = Filters(request, generation.paragraphs)
    found = found_by(generation, query)
    folding = folding_field(request)
    aggregations = facet_aggregations(filters)
    body: dict[str, Any] = {
        "query": found,
        "post_filter": filters.all(),
        "from": (request.page - 1) * request.limit,
        "size": request.limit,
        "sort": order_of(request),
        "track_total_hits": True,
        "aggs": aggregations,
    }
    if folding:
        body["collapse"] = {"field": folding}
        counted = {"different": distinct(folding)}
        body["aggs"] = {**aggregations, "listed": {"filter": filters.all(), "aggs": counted}}
    answer = generation.search(body)
    paragraphs = answer["hits"]["total"]["value"]
    listed = paragraphs
    if folding:
        listed = answer["aggregations"]["listed"]["different"]["value"]
    marks = highlight_spec(query)
    hits = [hit(raw, marks, scored=request.sort == "relevance") for raw in answer["hits"]["hits"]]
    kept = both(found, filters.all())
    copies = _copies(generation, kept, answer["hits"]["hits"])
    folded: Mapping[str, list[int]] = {}
    if request.group == "article":
        folded = _of_articles(generation, kept, [h.article_id for h in hits])
    return SearchResults(
        request=request,
        index=generation.info,
        total=listed,
        paragraphs=paragraphs,
        hits=tuple(
            replace(
                h,
                copies=copies.get(h.id, 0),
                collapsed=tuple(n for n in folded.get(h.article_id, ()) if n != h.number),
            )
            for h in hits
        ),
        facets=read_facets(generation, request, answer["aggregations"]),
        notices=query.notices,
    )


def total(generation: ClusterSearcher, request: SearchRequest, query: ParsedQuery) -> int:
    """Return the total that ``results`` would give."""
    kept = both(found_by(generation, query), Filters(request, generation.paragraphs).all())
    folding = folding_field(request)
    if not folding:
        return generation.count(kept)
    found: int = generation.aggregate(kept, different=distinct(folding))["different"]["value"]
    return found


def _copies(
    generation: ClusterSearcher, kept: Clause, raws: list[dict[str, Any]]
) -> dict[str, int]:
    """Return in how many other articles that were found the text of each hit stands."""
    wordings = {_address(raw): raw["_source"]["wording"] for raw in raws}
    copied = {wording for address, wording in wordings.items() if wording != address}
    if not copied:
        return {}
    grouped = {
        "terms": {"field": "wording", "include": sorted(copied), "size": len(copied)},
        "aggs": {"articles": {"cardinality": {"field": "article"}}},
    }
    buckets = generation.aggregate(both(kept, one_of("wording", copied)), same=grouped)["same"]
    articles = {b["key"]: b["articles"]["value"] for b in buckets["buckets"]}
    return {a: articles[w] - 1 for a, w in wordings.items() if w in articles}


def _address(raw: Mapping[str, Any]) -> str:
    kept = raw["_source"]["document"]
    return f"{kept['shared']['article']}#p{kept['paragraph']['number']}"


def _of_articles(
    generation: ClusterSearcher, kept: Clause, articles: list[str]
) -> dict[str, list[int]]:
    """Return the numbers of all paragraphs of *articles* that were found."""
    answer = generation.search(
        {
            "query": both(kept, one_of("article", articles)),
            "size": _MOST_FOLDED,
            "sort": ["article", "number"],
            "_source": False,
        }
    )
    found: dict[str, list[int]] = {}
    for raw in answer["hits"]["hits"]:
        article, number = raw["sort"]
        found.setdefault(article, []).append(number)
    return found


def hit(raw: Mapping[str, Any], marks: HighlightSpec, *, scored: bool) -> Hit:
    """Return the hit that an answer's *raw* one is."""
    source = raw["_source"]
    return stored_hit(
        stored(source),
        marks,
        score=(raw["_score"] or 0.0) if scored else 0.0,
        added_at=datetime.datetime.fromtimestamp(source["added_at"], datetime.UTC),
    )


def scanned(
    generation: ClusterSearcher, request: SearchRequest, query: ParsedQuery
) -> tuple[int, Iterator[list[Hit]]]:
    """Return how many paragraphs *query* finds, and batches of them in order.

    Each batch begins after the last hit of the one before: what is live never changes, so
    none is missed or told twice.
    """
    body: dict[str, Any] = {
        "query": both_scored(
            found_by(generation, query), Filters(request, generation.paragraphs).all()
        ),
        "size": SCAN_BATCH,
        "sort": order_of(request),
        "track_total_hits": True,
    }
    first = generation.search(body)
    marks = highlight_spec(query)

    def batches() -> Iterator[list[Hit]]:
        raws = first["hits"]["hits"]
        while raws:
            yield [hit(raw, marks, scored=request.sort == "relevance") for raw in raws]
            following = {**body, "track_total_hits": False, "search_after": raws[-1]["sort"]}
            raws = generation.search(following)["hits"]["hits"]

    return first["hits"]["total"]["value"], batches()


def both_scored(query: Clause, kept: Clause) -> Clause:
    """Return what *query* finds of what is *kept*, with the scores of the query."""
    return {"bool": {"must": [query], "filter": [kept]}}
