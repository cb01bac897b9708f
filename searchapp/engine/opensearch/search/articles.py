"""Reading articles: their stored paragraphs, and the record of a removed article."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from searchapp.engine.catalog import RemovedArticle, read_record
from searchapp.engine.common.highlighting import NO_HIGHLIGHTS
from searchapp.engine.common.stored_paragraph import stored_article
from searchapp.engine.opensearch.format.documents import document_key, read_stored
from searchapp.engine.opensearch.query.query_dsl import all_of
from searchapp.engine.opensearch.search.hit_details import to_hit
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.models.articles import Article, ArticlePart
from searchapp.models.search import Hit

_MAX_PARAGRAPHS = 10_000
_MAX_INTEGER = 2**31 - 1
"""The largest value of the cluster's type ``integer``."""


def article(searcher: ClusterSearcher, article_id: str) -> Article | None:
    """Return an article with its attributions, or None."""
    raw_hits = _raw_paragraphs(searcher, article_id, 0, _MAX_INTEGER)
    if not raw_hits:
        return None
    return stored_article([read_stored(raw["_source"]) for raw in raw_hits])


def article_part(
    searcher: ClusterSearcher, article_id: str, first: int, last: int
) -> ArticlePart | None:
    """Return an article with its paragraphs numbered from *first* to *last*, or None."""
    response = searcher.search(
        {
            "query": {"term": {"article": article_id}},
            "post_filter": {"range": {"number": _number_range(first, last)}},
            "aggs": {"total": {"value_count": {"field": "number"}}},
            "size": _MAX_PARAGRAPHS,
            "sort": ["number"],
            "track_total_hits": False,
        }
    )
    total = int(response["aggregations"]["total"]["value"])
    if not total:
        return None
    raw_hits = response["hits"]["hits"]
    if raw_hits:
        return ArticlePart(stored_article([read_stored(h["_source"]) for h in raw_hits]), total)
    start = article_part(searcher, article_id, 1, 1)
    return start and ArticlePart(replace(start.article, paragraphs=()), total)


def paragraphs(
    searcher: ClusterSearcher, article_id: str, first: int, last: int
) -> tuple[Hit, ...]:
    """Return an article's paragraphs numbered from *first* to *last*, in order."""
    raw_hits = _raw_paragraphs(searcher, article_id, first, last)
    return tuple(to_hit(raw, NO_HIGHLIGHTS, searcher.trails, scored=False) for raw in raw_hits)


def _number_range(first: int, last: int) -> dict[str, int]:
    return {"gte": max(first, 0), "lte": min(last, _MAX_INTEGER)}


def _raw_paragraphs(
    searcher: ClusterSearcher, article_id: str, first: int, last: int
) -> list[dict[str, Any]]:
    numbers = _number_range(first, last)
    response = searcher.search(
        {
            "query": all_of({"term": {"article": article_id}}, {"range": {"number": numbers}}),
            "size": _MAX_PARAGRAPHS,
            "sort": ["number"],
            "track_total_hits": False,
        }
    )
    raw_hits: list[dict[str, Any]] = response["hits"]["hits"]
    return raw_hits


def removed(searcher: ClusterSearcher, article_id: str) -> RemovedArticle | None:
    """Return when an article left the index, or None where it is there or never was."""
    from opensearchpy.exceptions import NotFoundError

    try:
        document = searcher.client.get(index=searcher.catalog, id=document_key(article_id))
    except NotFoundError:
        return None
    record = read_record(document["_source"]["record"])
    return record if isinstance(record, RemovedArticle) else None
