"""Catalog entries of the generation that is written to a cluster.

``NextCatalog`` of the embedded engine does this over its columns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from searchapp.engine.catalog import ArticleTotals, CatalogEntry, LoadedCatalog, RemovedArticle


class NextEntries:
    """The articles of the next generation, from those of *live*: added, kept, or leaving."""

    def __init__(self, live: LoadedCatalog) -> None:
        self._live = live
        self.entries: dict[str, CatalogEntry] = {}
        """The articles that are added or kept so far, by id."""
        self.updated: list[CatalogEntry] = []
        """The entries that are kept with another content."""
        self.leaving = dict.fromkeys(live)
        """The ids of the live articles that are neither added nor kept so far."""
        self._new_ids: dict[str, str] = {}

    def include(self, entry: CatalogEntry) -> None:
        """Add an article, or keep it as it is."""
        self.entries[entry.article_id] = entry
        self.leaving.pop(entry.article_id, None)

    def keep(self, entry: CatalogEntry) -> None:
        """Keep the indexed article of *entry*, which may differ from the live one."""
        if entry != self._live[entry.article_id]:
            self.updated.append(entry)
        self.include(entry)

    def keep_path(self, path: str) -> ArticleTotals:
        """Keep the articles of a file or archive; see ``IndexWriter``."""
        kept = [entry for entry in self._live.in_path(path) if entry.article_id in self.leaving]
        for entry in kept:
            self.include(entry)
        return ArticleTotals(len(kept), sum(entry.size for entry in kept))

    def keep_others(self, removed: Collection[str]) -> None:
        """Keep all other articles but those *removed*."""
        for entry in list(self.unclaimed()):
            if entry.article_id not in removed:
                self.include(entry)

    def unclaimed(self) -> Iterator[CatalogEntry]:
        """Yield the articles that are neither added nor kept so far."""
        return (self._live[article_id] for article_id in self.leaving)

    def move(self, article_id: str, new_id: str) -> None:
        """Record that the article *article_id*, if it leaves, has the id *new_id* now."""
        self._new_ids[article_id] = new_id

    def removed(self, earlier: Mapping[str, RemovedArticle], now: int) -> dict[str, RemovedArticle]:
        """Return those *earlier* removed that have not come back, and those that leave *now*."""
        removed = {id_: r for id_, r in earlier.items() if id_ not in self.entries}
        for entry in self.unclaimed():
            new_id = self._new_ids.get(entry.article_id, "")
            removed[entry.article_id] = RemovedArticle.of(entry, now, new_id)
        return removed
