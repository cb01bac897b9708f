"""Paragraphs that an interrupted run left without a catalog record of their article.

A batch sends its paragraphs before the records, so a run that is stopped between the two
leaves up to ``MAX_BATCHES_IN_FLIGHT`` batches of them. A run that resumes it deletes them first:
their articles may have left the corpus meanwhile.
"""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from searchapp.engine.opensearch.index_reader import IndexReader, batches

_ARTICLES_PER_SEARCH = 1_000
_PARAGRAPHS_PER_SEARCH = 10_000


class OrphanedParagraph(NamedTuple):
    """The document id of a paragraph, and the routing that it was indexed with."""

    key: str
    routing: str


def orphaned_paragraphs(
    reader: IndexReader, paragraphs: str, recorded: Container[str]
) -> list[OrphanedParagraph]:
    """Return the documents in the index *paragraphs* of articles that are not *recorded*."""
    articles = (
        article
        for article, _ in reader.value_buckets(paragraphs, {"match_all": {}}, "article")
        if article not in recorded
    )
    orphans: list[OrphanedParagraph] = []
    for batch in batches(articles, _ARTICLES_PER_SEARCH):
        body = {
            "query": {"bool": {"filter": [{"terms": {"article": batch}}]}},
            "size": _PARAGRAPHS_PER_SEARCH,
            "sort": ["article", "number"],
            "track_total_hits": False,
            "_source": False,
        }
        while True:
            hits = reader.search(paragraphs, body)["hits"]["hits"]
            orphans += [OrphanedParagraph(hit["_id"], hit["_routing"]) for hit in hits]
            if len(hits) < _PARAGRAPHS_PER_SEARCH:
                break
            body["search_after"] = hits[-1]["sort"]
    return orphans
