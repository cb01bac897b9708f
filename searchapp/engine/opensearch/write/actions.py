"""The bulk actions that write one generation: its paragraphs, and the records of its catalog."""

from __future__ import annotations

from collections.abc import Iterable

from searchapp.engine.catalog import CatalogEntry, RemovedArticle, entry_record, removed_record
from searchapp.engine.opensearch.write.bulk import Action
from searchapp.engine.opensearch.write.documents import EncodedArticle, document_key
from searchapp.models.articles import paragraph_id


class GenerationActions:
    """Builds the actions on the indices *paragraphs* and *catalog* of a generation.

    The paragraphs of an article share one shard, that of its id.
    """

    def __init__(self, paragraphs: str, catalog: str) -> None:
        self._paragraphs = paragraphs
        self._catalog = catalog

    def index_paragraphs(self, articles: Iterable[EncodedArticle]) -> list[Action]:
        """Return the actions that index the paragraphs of *articles*."""
        return [
            {
                "_index": self._paragraphs,
                "_id": key,
                "routing": document_key(article.article_id),
                "_source": document,
            }
            for article in articles
            for key, document in article.documents
        ]

    def put_records(self, records: Iterable[CatalogEntry | RemovedArticle]) -> list[Action]:
        """Return the actions that write *records* to the catalog, replacing earlier ones."""
        return [
            {
                "_index": self._catalog,
                "_id": document_key(record.article_id),
                "_source": {
                    "record": removed_record(record)
                    if isinstance(record, RemovedArticle)
                    else entry_record(record)
                },
            }
            for record in records
        ]

    def delete_entries(self, entries: Iterable[CatalogEntry]) -> list[Action]:
        """Return the actions that delete *entries* from the catalog."""
        return [
            {"_op_type": "delete", "_index": self._catalog, "_id": document_key(entry.article_id)}
            for entry in entries
        ]

    def delete_paragraphs(self, entries: Iterable[CatalogEntry]) -> list[Action]:
        """Return the actions that delete the paragraphs of the articles of *entries*."""
        return [
            {
                "_op_type": "delete",
                "_index": self._paragraphs,
                "_id": document_key(paragraph_id(entry.article_id, number)),
                "routing": document_key(entry.article_id),
            }
            for entry in entries
            for number in range(1, entry.size + 1)
        ]
