"""Catalog of the next generation, which a run fills, and its differences from that of the base."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path

from searchapp.engine.catalog import CatalogEntry, RemovedArticle
from searchapp.engine.embedded.catalog_files import CatalogFile, write_catalog


class NextCatalog:
    """The articles of the next generation; *entries* and *removed* are those of the base.

    The differences are recorded as they come: the cost of a commit must not follow the size
    of the index.
    """

    def __init__(
        self, entries: Mapping[str, CatalogEntry], removed: Mapping[str, RemovedArticle]
    ) -> None:
        self.entries: dict[str, CatalogEntry] = {}
        self.leaving = dict.fromkeys(entries)
        """The articles of the base that have not been added or kept so far, by id."""
        self.paragraphs = 0
        self.first_date: datetime.date | None = None
        self.last_date: datetime.date | None = None
        self._base_entries = entries
        self._base_removed = removed
        self._changed: set[str] = set()
        self._new_ids: dict[str, str] = {}

    @property
    def differs(self) -> bool:
        """Whether any article differs from the base or leaves it."""
        return bool(self.changed)

    @property
    def changed(self) -> set[str]:
        """The articles that differ from the base, are not in it, or leave it, by id."""
        return {*self._changed, *self.leaving}

    def add(self, entry: CatalogEntry) -> None:
        """Record a new or changed article."""
        self._changed.add(entry.article_id)
        self._record(entry)

    def keep(self, entry: CatalogEntry) -> None:
        """Record an article of the base whose text is unchanged."""
        if entry != self._base_entries[entry.article_id]:
            self._changed.add(entry.article_id)
        self._record(entry)

    def move(self, article_id: str, new_id: str) -> None:
        """Record that the article *article_id*, if it leaves, has the id *new_id* now."""
        self._new_ids[article_id] = new_id

    def _record(self, entry: CatalogEntry) -> None:
        self.entries[entry.article_id] = entry
        self.leaving.pop(entry.article_id, None)
        self.paragraphs += entry.size
        if entry.date:
            self.first_date = min(self.first_date or entry.date, entry.date)
            self.last_date = max(self.last_date or entry.date, entry.date)

    def write(
        self, folder: Path, number: int, earlier: Sequence[CatalogFile], now: int
    ) -> tuple[CatalogFile, ...]:
        """Write the catalog of generation *number* into *folder* and return its files.

        *earlier* are the files of the base, if they are in *folder*. *now* is when articles
        left, in seconds since 1970, UTC. Raises as ``write_catalog`` does.
        """
        return write_catalog(
            folder,
            number,
            self.entries,
            self._removed_articles(now),
            earlier=earlier,
            changed=self.changed,
        )

    def _removed_articles(self, now: int) -> dict[str, RemovedArticle]:
        removed = {id_: r for id_, r in self._base_removed.items() if id_ not in self.entries}
        for article_id in self.leaving:
            new_id = self._new_ids.get(article_id, "")
            removed[article_id] = RemovedArticle.of(self._base_entries[article_id], now, new_id)
        return removed
