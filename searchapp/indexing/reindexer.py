"""One run of reindexing: what is indexed anew, kept, moved, removed or held back."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from searchapp.attribution import attribute
from searchapp.editorial import EditorialOverrides
from searchapp.engine.catalog import (
    CatalogEntry,
    RemovedArticle,
    entry_for,
    path_and_folders,
)
from searchapp.engine.protocol import IndexWriter, PreviewsSpeakers
from searchapp.indexing.diff import DiffLine, diff_articles, diff_speakers
from searchapp.indexing.report import ReindexReport
from searchapp.ingest import ArticleRead, Deferred, Rejected, Scope
from searchapp.ingest.formats import has_reader
from searchapp.models.articles import Article

TextKey = tuple[str, datetime.date | None, bytes]
"""See ``CatalogEntry.text_key``."""

MoveKey = TextKey | tuple[str, TextKey] | tuple[str, str, datetime.date | None]
"""Text; path and text; or path, title and date."""

_CONTENT_ID = re.compile(r"-[0-9a-f]{12}(?:-\d+)?$")
"""End of the id of a row that has none: a hash of its content."""

IndexedArticle = Callable[[str], Article | None]
"""Returns the article with an id as the index has it, or None."""


@dataclass(frozen=True, slots=True)
class RemovalLimit:
    """How many articles a run may remove.

    More than *max_percent* of the indexed articles are removed only if they are fewer than
    *min_articles*: an unmounted share or a truncated file looks like a deletion.
    """

    max_percent: int = 10
    min_articles: int = 20

    def exceeded_by(self, removed: int, indexed: int) -> bool:
        """Whether removing *removed* of *indexed* articles needs a person's consent."""
        return removed >= self.min_articles and removed * 100 > indexed * self.max_percent


class RemovalsHeldError(Exception):
    """A rebuild that would drop too many articles; the message says which and what to do."""


def attribute_with_overrides(overrides: EditorialOverrides, article: Article) -> Article:
    """Return *article* with its attributions, the editorial *overrides* applied."""
    return overrides.apply(attribute(article))


@dataclass(eq=False)
class Reindexer:
    """One run: gives each article of the corpus to the index writer and counts changes.

    ``now`` is the time of the run in whole seconds since 1970, UTC; ``files`` are the names of
    the files of the corpus.
    """

    writer: IndexWriter
    overrides: EditorialOverrides
    report: ReindexReport
    now: int
    removal_limit: RemovalLimit | None = None
    seen: set[str] = field(default_factory=set, init=False)
    files: frozenset[str] = field(default=frozenset(), init=False)
    _moved: set[str] = field(default_factory=set, init=False)
    # Paths of the unchanged files and archives.
    _carried: set[str] = field(default_factory=set, init=False)
    _movable_in_path: dict[str, dict[MoveKey, list[CatalogEntry]]] = field(
        default_factory=dict, init=False
    )

    def process(self, event: ArticleRead) -> None:
        """Index an article that is new or differs in its text or its editorial overrides."""
        article, location = event.article, event.location
        if self.is_seen(article.id):
            # An unchanged file, which was not read again, has an article with that id.
            reason = f"another article already has the id {article.id!r}"
            rejected = Rejected(location, reason, Scope.ARTICLE, article.id)
            self.report.problems.rejected.append(rejected)
            return
        self.seen.add(article.id)
        self.report.problems.stale_corrections += self.overrides.stale(article)
        earlier = self.writer.entries.get(article.id)
        previous = earlier or self.writer.removed.get(article.id)
        entry = self._entry(event, previous)
        moved = None if earlier else self._moved_from(entry)
        if moved:
            self._moved.add(moved.article_id)
            self.writer.move(moved.article_id, article.id)
            entry = self._entry(event, moved)
        same = (
            earlier is not None
            and earlier.content_hash == entry.content_hash
            and earlier.overrides_hash == entry.overrides_hash
        )
        self._count(entry, earlier, moved, same=same)
        # Paragraphs that a run dated into the future would head the list of the last added.
        ahead = earlier is not None and any(added > self.now for _, added in earlier.times)
        if same and not ahead and not self.writer.rebuilding:
            self.writer.keep(entry)
        else:
            self.add(article, entry)

    def is_seen(self, article_id: str) -> bool:
        """Whether an article was read, or is in an unchanged file."""
        if article_id in self.seen:
            return True
        entry = self.writer.entries.get(article_id) if self._carried else None
        return entry is not None and not self._carried.isdisjoint(path_and_folders(entry.path))

    def _entry(
        self, event: ArticleRead, previous: CatalogEntry | RemovedArticle | None
    ) -> CatalogEntry:
        article, location = event.article, event.location
        overrides_hash = self.overrides.fingerprint(article)
        return entry_for(article, location.path, location.line, previous, self.now, overrides_hash)

    def _count(
        self,
        entry: CatalogEntry,
        earlier: CatalogEntry | None,
        moved: CatalogEntry | None,
        *,
        same: bool,
    ) -> None:
        changes = self.report.changes
        count = changes.added
        if earlier:
            count = changes.unchanged if same else changes.changed
        elif moved:
            count = changes.moved if moved.text_key == entry.text_key else changes.changed
        count.add(entry.size)

    def _moved_from(self, entry: CatalogEntry) -> CatalogEntry | None:
        """Return the indexed article that is *entry* under another id, or None.

        It has the same text and its file is gone; or it comes from the same file, had no id of
        its own there, and has the same text, or else the same title and date.
        """
        same_row = (entry.path, entry.title, entry.date)
        in_path = self._movable_in(entry.path)
        for movable, key in (
            (self._without_file, entry.text_key),
            (in_path, (entry.path, entry.text_key)),
            (in_path, same_row),
        ):
            candidates = movable.get(key, [])
            while candidates:
                candidate = candidates.pop()
                id_ = candidate.article_id
                if id_ not in self.seen and id_ not in self._moved:
                    return candidate
        return None

    @cached_property
    def _without_file(self) -> dict[MoveKey, list[CatalogEntry]]:
        """The indexed articles whose file is gone, by their text."""
        movable: dict[MoveKey, list[CatalogEntry]] = defaultdict(list)
        for path in sorted(set(self.writer.entries.paths()) - self.files):
            if self.files.isdisjoint(path_and_folders(path)):
                for entry in self.writer.entries.in_path(path):
                    movable[entry.text_key].append(entry)
        return dict(movable)

    def _movable_in(self, path: str) -> dict[MoveKey, list[CatalogEntry]]:
        """Return the indexed articles of a file that have no id there, by what identifies them."""
        movable = self._movable_in_path.get(path)
        if movable is None:
            movable = self._movable_in_path[path] = defaultdict(list)
            for entry in self.writer.entries.in_path(path):
                if entry.path != path:
                    continue
                if _CONTENT_ID.search(entry.article_id):
                    movable[path, entry.title, entry.date].append(entry)
                elif entry.article_id.endswith(f"-{entry.line}"):
                    # Earlier versions of this program numbered such rows.
                    movable[path, entry.text_key].append(entry)
        return movable

    def carry_over(self, path: str) -> None:
        """Keep the indexed articles of an unchanged file or archive."""
        kept = self.writer.keep_path(path)
        self.report.changes.unchanged.add_all(kept.articles, kept.paragraphs)
        self._carried.add(path)

    def add(self, article: Article, entry: CatalogEntry) -> None:
        """Give a new or changed article to the writer, which attributes and indexes it."""
        self.writer.add(article, entry)

    def remove(self, entry: CatalogEntry) -> None:
        """Count an article as removed: it is indexed, but no longer in the corpus."""
        self.report.changes.removed.add(entry.size)

    def reconcile(self) -> None:
        """Decide which indexed articles that were not read are retained, lost or removed."""
        problems = self.report.problems
        unread: list[Rejected | Deferred] = [*problems.rejected, *problems.deferred]
        withdrawn = {event.article_id for event in problems.withdrawn}
        leaving: list[CatalogEntry] = []
        for entry in list(self.writer.unclaimed()):
            article_id = entry.article_id
            if article_id in self.seen or article_id in self._moved:
                continue
            if article_id in withdrawn:
                # Withdrawn by its publisher: the limit of removals does not apply.
                self.remove(entry)
            elif not (_may_be_among(entry, unread) or self._may_be_of_failed_plugin(entry)):
                leaving.append(entry)
            elif self.writer.rebuilding:
                problems.lost.append(article_id)
            else:
                self.writer.keep(entry)
                problems.retained.append(article_id)
        limit = self.removal_limit
        if limit and limit.exceeded_by(len(leaving), len(self.writer.entries)):
            self._hold(leaving)
        else:
            for entry in leaving:
                self.remove(entry)

    def _may_be_of_failed_plugin(self, entry: CatalogEntry) -> bool:
        """Whether nothing can read the file of an article, and a plugin failed that may."""
        return bool(self.report.problems.failed_plugins) and not has_reader(entry.path)

    def _hold(self, leaving: list[CatalogEntry]) -> None:
        """Keep the articles that would be removed. Raises ``RemovalsHeldError`` in a rebuild."""
        if self.writer.rebuilding:
            raise RemovalsHeldError(
                f"{len(leaving):,} of {len(self.writer.entries):,} articles are no longer in"
                f" the corpus, including {leaving[0].article_id!r} ({leaving[0].path}). Put"
                " their files back, or run: flask --app searchapp reindex --full"
                " --allow-removals"
            )
        for entry in leaving:
            self.writer.keep(entry)
        self.report.problems.held_removals = leaving


def _may_be_among(entry: CatalogEntry, rejections: Iterable[Rejected | Deferred]) -> bool:
    """Whether an indexed article that was not read may be part of what was rejected."""
    for rejected in rejections:
        path = rejected.location.path
        if rejected.article_id == entry.article_id:
            return True
        # A file may be an archive, whose members have paths below its own.
        includes_members = rejected.scope in (Scope.DIRECTORY, Scope.FILE)
        if includes_members and entry.path.startswith(f"{path}/"):
            return True
        if rejected.scope in (Scope.FILE, Scope.LINE) and entry.path == path:
            return True
    return False


@dataclass(eq=False, kw_only=True)
class DryRun(Reindexer):
    """A run that publishes nothing and shows each line that would change.

    *with_speakers* includes the names that would be joined or parted, for which a new
    generation is written and discarded.
    """

    indexed: IndexedArticle
    show: Callable[[DiffLine], None]
    with_speakers: bool = True

    def add(self, article: Article, entry: CatalogEntry) -> None:
        """Compare an article with its indexed version."""
        earlier = self.indexed(article.id) if article.id in self.writer.entries else None
        attributed = attribute_with_overrides(self.overrides, article)
        for line in diff_articles(earlier, attributed):
            self.show(line)
        if self.with_speakers and isinstance(self.writer, PreviewsSpeakers):
            self.writer.add(attributed, entry)

    def show_speakers(self) -> None:
        """Show which names would be joined or parted, as far as the index can tell."""
        if self.with_speakers and isinstance(self.writer, PreviewsSpeakers):
            for line in diff_speakers(self.writer.preview_speakers()):
                self.show(line)

    def remove(self, entry: CatalogEntry) -> None:
        """Count and show an article that would be removed."""
        super().remove(entry)
        for line in diff_articles(self.indexed(entry.article_id), None):
            self.show(line)
