"""The bulk actions that write one generation: paragraphs, catalog records, names."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from searchapp.engine.catalog import CatalogEntry, RemovedArticle, entry_record, removed_record
from searchapp.engine.opensearch.format.documents import EncodedArticle, document_key
from searchapp.engine.opensearch.format.name_documents import (
    FormDocument,
    NameDocument,
    TableDocument,
)
from searchapp.engine.opensearch.generations import GenerationIndices, write_alias
from searchapp.engine.opensearch.trails.documents import PartDocument, TrailDocument
from searchapp.engine.opensearch.write.bulk import Action
from searchapp.engine.opensearch.write.orphans import OrphanedParagraph
from searchapp.models.articles import paragraph_id

AnyName = NameDocument | FormDocument | TableDocument
"""A document of the index of names."""

AnyTrail = TrailDocument | PartDocument
"""A document of the index of trails."""

_encode = msgspec.json.Encoder().encode


class GenerationActions:
    """Builds the actions on the *indices* of a generation.

    The paragraphs of an article share one shard, that of its id.
    """

    def __init__(self, indices: GenerationIndices) -> None:
        self._paragraphs, self._catalog, self._names, self._trails = map(write_alias, indices)

    def index_paragraphs(self, articles: Iterable[EncodedArticle]) -> list[Action]:
        """Return the actions that index the paragraphs of *articles*."""
        return [
            Action(self._paragraphs, key, "index", document_key(article.article_id), document)
            for article in articles
            for key, document in article.documents
        ]

    def put_records(self, records: Iterable[CatalogEntry | RemovedArticle]) -> list[Action]:
        """Return the actions that write *records* to the catalog, replacing earlier ones."""
        return [
            Action(
                self._catalog,
                document_key(record.article_id),
                source=_encode(
                    {
                        "record": removed_record(record)
                        if isinstance(record, RemovedArticle)
                        else entry_record(record)
                    }
                ),
            )
            for record in records
        ]

    def delete_entries(self, entries: Iterable[CatalogEntry]) -> list[Action]:
        """Return the actions that delete *entries* from the catalog."""
        return [
            Action(self._catalog, document_key(entry.article_id), "delete") for entry in entries
        ]

    def delete_paragraphs(self, entries: Iterable[CatalogEntry]) -> list[Action]:
        """Return the actions that delete the paragraphs of the articles of *entries*."""
        return [
            Action(
                self._paragraphs,
                document_key(paragraph_id(entry.article_id, number)),
                "delete",
                document_key(entry.article_id),
            )
            for entry in entries
            for number in range(1, entry.size + 1)
        ]

    def delete_orphans(self, orphans: Iterable[OrphanedParagraph]) -> list[Action]:
        """Return the actions that delete *orphans*."""
        return [Action(self._paragraphs, key, "delete", routing) for key, routing in orphans]

    def put_names(self, names: Iterable[AnyName]) -> list[Action]:
        """Return the actions that write *names*."""
        return [Action(self._names, name.key, source=_encode(name)) for name in names]

    def put_trails(self, trails: Iterable[AnyTrail]) -> list[Action]:
        """Return the actions that write *trails*."""
        return [Action(self._trails, trail.key, source=_encode(trail)) for trail in trails]

    def delete_trails(self, keys: Iterable[str]) -> list[Action]:
        """Return the actions that delete the trails with these *keys*."""
        return [Action(self._trails, key, "delete") for key in keys]

    def delete_names(self, keys: Iterable[str]) -> list[Action]:
        """Return the actions that delete the names with these *keys*."""
        return [Action(self._names, key, "delete") for key in keys]
