"""Catalog of the next generation: that of the base, with the differences that a run records.

The cost of a run must not follow the size of the index: the articles of the base are looked
up, and counted by their columns, without reading their records.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import numpy as np

from searchapp.engine.catalog import ArticleTotals, CatalogEntry, RemovedArticle
from searchapp.engine.embedded.catalog_files import Catalog, write_catalog
from searchapp.engine.embedded.manifest import CatalogFile


class NextCatalog:
    """The articles of the next generation; *base* is the catalog of the one before."""

    def __init__(self, base: Catalog) -> None:
        self._base = base
        # Masks of the records of each file of the base: live articles that are kept as they
        # are, and those that are neither kept nor added so far.
        self._kept = [np.zeros(len(file), np.bool_) for file in base.files]
        self._leaving = [live.copy() for live in base.live]
        self._changed: dict[str, CatalogEntry] = {}
        self._new_ids: dict[str, str] = {}

    @property
    def differs(self) -> bool:
        """Whether any article differs from the base or leaves it."""
        return bool(self._changed) or any(mask.any() for mask in self._leaving)

    @property
    def changed(self) -> set[str]:
        """The articles that differ from the base, are not in it, or leave it, by id."""
        return {*self._changed, *self.leaving()}

    @property
    def articles(self) -> int:
        """The number of articles."""
        return len(self._changed) + sum(int(np.count_nonzero(mask)) for mask in self._kept)

    @property
    def paragraphs(self) -> int:
        """The number of paragraphs."""
        pairs = zip(self._base.files, self._kept, strict=True)
        kept = sum(int(file.paragraphs[mask].sum()) for file, mask in pairs)
        return kept + sum(entry.size for entry in self._changed.values())

    @property
    def dates(self) -> tuple[datetime.date, datetime.date] | tuple[None, None]:
        """The first and the last date of an article, or None where none is dated."""
        days = [entry.date.toordinal() for entry in self._changed.values() if entry.date]
        for file, mask in zip(self._base.files, self._kept, strict=True):
            dated = file.days[mask & (file.days > 0)]
            if len(dated):
                days += [int(dated.min()), int(dated.max())]
        if not days:
            return None, None
        return datetime.date.fromordinal(min(days)), datetime.date.fromordinal(max(days))

    def indexed(self, article_ids: Collection[str]) -> list[str]:
        """Return those of *article_ids* that the base has."""
        return [article_id for article_id in article_ids if article_id in self._base.entries]

    def leaving(self) -> Iterator[str]:
        """Yield the articles of the base that are neither added nor kept so far, by id."""
        return self._base.ids(self._leaving)

    def unclaimed(self) -> Iterator[CatalogEntry]:
        """Yield the articles of the base that are neither added nor kept so far."""
        for record in self._base.records(self._leaving):
            if isinstance(record, CatalogEntry):
                yield record

    def add(self, entry: CatalogEntry) -> None:
        """Record a new or changed article."""
        self._changed[entry.article_id] = entry
        if place := self._base.place(entry.article_id):
            number, row = place
            self._leaving[number][row] = self._kept[number][row] = False

    def keep(self, entry: CatalogEntry) -> None:
        """Record an article of the base whose text is unchanged."""
        if entry != self._base.entries[entry.article_id]:
            self.add(entry)
        elif place := self._base.place(entry.article_id):
            number, row = place
            self._leaving[number][row], self._kept[number][row] = False, True

    def keep_path(self, path: str) -> ArticleTotals:
        """Keep the articles of a file or archive that are neither added nor kept so far."""
        articles = paragraphs = 0
        for number, file in enumerate(self._base.files):
            rows = file.rows_in(path)
            rows = rows[self._leaving[number][rows]]
            self._leaving[number][rows] = False
            self._kept[number][rows] = True
            articles += len(rows)
            paragraphs += int(file.paragraphs[rows].sum())
        return ArticleTotals(articles, paragraphs)

    def keep_others(self, removed: Collection[str]) -> None:
        """Keep all articles that are neither added nor kept so far but those *removed*."""
        leaving = [np.zeros_like(mask) for mask in self._leaving]
        for article_id in removed:
            if place := self._base.place(article_id):
                number, row = place
                leaving[number][row] = self._leaving[number][row]
        for number, mask in enumerate(leaving):
            self._kept[number] |= self._leaving[number] & ~mask
        self._leaving = leaving

    def move(self, article_id: str, new_id: str) -> None:
        """Record that the article *article_id*, if it leaves, has the id *new_id* now."""
        self._new_ids[article_id] = new_id

    def write(
        self, folder: Path, number: int, earlier: Sequence[CatalogFile], now: int
    ) -> tuple[CatalogFile, ...]:
        """Write the catalog of generation *number* into *folder* and return its files.

        *earlier* are the files of the base, if they are in *folder*. *now* is when articles
        left, in seconds since 1970, UTC. Raises as ``write_catalog`` does.
        """
        records: dict[str, CatalogEntry | RemovedArticle] = {}
        if not earlier:
            records.update(self._base.removed)
        for entry in self.unclaimed():
            new_id = self._new_ids.get(entry.article_id, "")
            records[entry.article_id] = RemovedArticle.of(entry, now, new_id)
        records.update(self._changed)
        return write_catalog(folder, number, records.values(), earlier=earlier)
