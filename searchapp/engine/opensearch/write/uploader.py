"""Uploading articles to an unpublished generation, in batches that can be resumed.

The catalog record of an article is sent only after all its paragraphs are acknowledged. So an
article in the catalog of an interrupted run is complete, and the next run can keep it.
"""

from __future__ import annotations

from collections.abc import Iterable

from searchapp.engine.catalog import CatalogEntry, RemovedArticle
from searchapp.engine.opensearch.format.documents import EncodedArticle
from searchapp.engine.opensearch.index_reader import batches
from searchapp.engine.opensearch.trails.shingle_file import ShingleFile
from searchapp.engine.opensearch.write.actions import AnyName, AnyTrail, GenerationActions
from searchapp.engine.opensearch.write.bulk import BulkSender
from searchapp.engine.opensearch.write.encode_pool import EncodePool
from searchapp.engine.opensearch.write.orphans import OrphanedParagraph
from searchapp.models.articles import Article

BATCH_NAMES = 5_000

BATCH_PARAGRAPHS = 1_000
"""Paragraphs that are sent before the catalog records of their articles."""


class ArticleUploader:
    """Encodes articles and sends them to one generation, and their shingles to *shingles*.

    Its methods raise ``IndexWriteError`` where the cluster refuses documents or a worker
    process dies, some batches later at the latest in ``finish``.
    """

    def __init__(
        self,
        encode_pool: EncodePool,
        sender: BulkSender,
        actions: GenerationActions,
        shingles: ShingleFile,
    ) -> None:
        self._encode_pool = encode_pool
        self._shingles = shingles
        self._sender = sender
        self._actions = actions
        # By article id: the entries of articles that are not sent yet, and the versions in
        # the generation that they replace.
        self._entries: dict[str, CatalogEntry] = {}
        self._replaced: dict[str, CatalogEntry] = {}
        self._batch: list[EncodedArticle] = []
        self._batch_paragraphs = 0

    def add(
        self, article: Article, entry: CatalogEntry, replaced: CatalogEntry | None = None
    ) -> None:
        """Upload *article* with its *entry*, and delete the version *replaced*, if any."""
        if replaced is not None:
            self._replaced[article.id] = replaced
        self._entries[article.id] = entry
        self._collect(self._encode_pool.add(article, entry.added))

    def _collect(self, encoded: Iterable[EncodedArticle]) -> None:
        for article in encoded:
            self._shingles.add(article.shingles)
            self._batch.append(article)
            self._batch_paragraphs += len(article.documents)
            if self._batch_paragraphs >= BATCH_PARAGRAPHS:
                self._send_batch()

    def _send_batch(self) -> None:
        articles, self._batch, self._batch_paragraphs = self._batch, [], 0
        entries = [self._entries.pop(article.article_id) for article in articles]
        replaced = [
            self._replaced.pop(entry.article_id)
            for entry in entries
            if entry.article_id in self._replaced
        ]
        self._sender.send(
            self._actions.delete_entries(replaced),
            self._actions.delete_paragraphs(replaced),
            self._actions.index_paragraphs(articles),
            self._actions.put_records(entries),
        )

    def send_added(self) -> None:
        """Encode and send every article that was added and not sent yet."""
        self._collect(self._encode_pool.finish())
        self._send_batch()

    def put_records(self, records: Iterable[CatalogEntry | RemovedArticle]) -> None:
        """Send catalog records alone, of articles whose paragraphs stay as they are."""
        self._sender.send(self._actions.put_records(records))

    def delete(self, entries: Iterable[CatalogEntry]) -> None:
        """Delete articles, first their catalog entries and then their paragraphs."""
        entries = list(entries)
        self._sender.send(
            self._actions.delete_entries(entries), self._actions.delete_paragraphs(entries)
        )

    def delete_orphans(self, orphans: Iterable[OrphanedParagraph]) -> None:
        """Delete *orphans*, and wait until they are gone: their articles may be added again."""
        for batch in batches(orphans, BATCH_PARAGRAPHS):
            self._sender.send(self._actions.delete_orphans(batch))
        self._sender.finish()

    def replace_by_records(
        self, entries: Iterable[CatalogEntry], records: Iterable[RemovedArticle]
    ) -> None:
        """Delete the paragraphs of *entries*, then write *records* to the catalog."""
        self._sender.send(
            self._actions.delete_paragraphs(entries), self._actions.put_records(records)
        )

    def put_names(self, names: Iterable[AnyName]) -> set[str]:
        """Send *names*, and return their keys."""
        keys: set[str] = set()
        for batch in batches(names, BATCH_NAMES):
            keys.update(name.key for name in batch)
            self._sender.send(self._actions.put_names(batch))
        return keys

    def delete_names(self, keys: Iterable[str]) -> None:
        """Delete the names with these *keys*."""
        self._sender.send(self._actions.delete_names(keys))

    def put_trails(self, trails: Iterable[AnyTrail]) -> None:
        """Send *trails*."""
        for batch in batches(trails, BATCH_NAMES):
            self._sender.send(self._actions.put_trails(batch))

    def delete_trails(self, keys: Iterable[str]) -> None:
        """Delete the trails with these *keys*."""
        self._sender.send(self._actions.delete_trails(keys))

    def finish(self) -> None:
        """Wait until everything sent is acknowledged."""
        self._sender.finish()
