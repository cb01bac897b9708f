"""From corpus to index: what changed, in what order, and what to do with a bad file."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial

from searchapp.attribution import ATTRIBUTION_VERSION, attribute
from searchapp.editorial import EditorialOverrides, Stale, read_hand
from searchapp.engine.catalog import CatalogEntry, entry_for
from searchapp.engine.protocol import IndexStore, IndexWriter
from searchapp.indexing.diff import DiffLine, changes_of
from searchapp.ingest import (
    ArticleRead,
    Corpus,
    CorpusError,
    Event,
    ReadWarning,
    Rejected,
    Scope,
    Unchanged,
)
from searchapp.models.articles import Article
from searchapp.models.search import IndexInfo

Progress = Callable[[Event | None], None]
Indexed = Callable[[str], Article | None]
"""Returns an article as the index has it, or None."""


@dataclass(slots=True)
class Counts:
    """How many articles and paragraphs met one fate."""

    articles: int = 0
    paragraphs: int = 0

    def count(self, paragraphs: int) -> None:
        """Count one article with so many paragraphs."""
        self.articles += 1
        self.paragraphs += paragraphs


@dataclass(slots=True)
class Report:
    """What a run of ``reindex`` did.

    ``kept`` are the ids of rejected articles whose earlier version stays searchable;
    ``lost`` those whose earlier version left, since all was read anew. ``reason`` says
    why all was, and is empty where only changes were. ``skipped`` counts the files
    that are no articles. ``stale`` are the corrections that do not apply.
    """

    added: Counts = field(default_factory=Counts)
    changed: Counts = field(default_factory=Counts)
    removed: Counts = field(default_factory=Counts)
    unchanged: Counts = field(default_factory=Counts)
    rejected: list[Rejected] = field(default_factory=list)
    remarks: list[ReadWarning] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    stale: list[Stale] = field(default_factory=list)
    skipped: int = 0
    reason: str = ""
    seconds: float = 0.0
    index: IndexInfo | None = None


def read_editors_hand(corpus: Corpus) -> EditorialOverrides:
    """Return what an editor has said of *corpus*; nothing for one that is a file.

    Raises ``EditorialError``.
    """
    return read_hand(corpus.root) if corpus.root.is_dir() else EditorialOverrides()


def attribute_as_edited(hand: EditorialOverrides, article: Article) -> Article:
    """Return *article* with its speakers as the rules find them and the editor wants them."""
    return hand.finish(attribute(article))


class Reindexer:
    """One run: the articles seen so far, and what became of each."""

    def __init__(
        self, writer: IndexWriter, hand: EditorialOverrides, report: Report, now: int
    ) -> None:
        self.writer = writer
        self.hand = hand
        self.report = report
        self.now = now
        self.seen: set[str] = set()

    def take(self, found: ArticleRead) -> None:
        """Index an article if it is new, has changed, or is not as the editor wants it."""
        article, place = found.article, found.place
        if article.id in self.seen:
            # A file that was not read again has an article of that id.
            reason = f"its id {article.id!r} is that of another article"
            self.report.rejected.append(Rejected(place, reason, Scope.ARTICLE, article.id))
            return
        self.seen.add(article.id)
        self.report.stale += self.hand.stale(article)
        earlier = self.writer.entries.get(article.id)
        size = len(article.paragraphs)
        hand = self.hand.fingerprint(article)
        entry = entry_for(article, place.path, place.line, earlier, self.now, hand)
        same = (
            earlier is not None
            and earlier.content_hash == entry.content_hash
            and earlier.hand == hand
        )
        fate = self.report.unchanged if same else self.report.changed
        (fate if earlier else self.report.added).count(size)
        if same and not self.writer.rebuilding:
            self.writer.keep(entry)
        else:
            self.add(article, entry)

    def stay(self, path: str) -> None:
        """Keep the articles of a file, or an archive, that was not read again."""
        for entry in self._by_path.get(path, ()):
            if entry.article_id not in self.seen:
                self.seen.add(entry.article_id)
                self.report.unchanged.count(entry.size)
                self.writer.keep(entry)

    @cached_property
    def _by_path(self) -> dict[str, list[CatalogEntry]]:
        """The indexed articles by their file's path, and by those of the folders above it."""
        found: dict[str, list[CatalogEntry]] = defaultdict(list)
        for entry in self.writer.entries.values():
            path = entry.path
            while path:
                found[path].append(entry)
                path = path.rpartition("/")[0]
        return found

    def add(self, article: Article, entry: CatalogEntry) -> None:
        """Give an article to the index, which has its speakers found."""
        self.writer.add(article, entry)

    def remove(self, entry: CatalogEntry) -> None:
        """Let an article go that was in the index."""
        self.report.removed.count(entry.size)

    def settle(self) -> None:
        """Decide about the indexed articles that were not seen: kept, lost or removed."""
        for article_id, entry in self.writer.entries.items():
            if article_id in self.seen:
                continue
            if not _may_stand_in(entry, self.report.rejected):
                self.remove(entry)
            elif self.writer.rebuilding:
                self.report.lost.append(article_id)
            else:
                self.writer.keep(entry)
                self.report.kept.append(article_id)


def _may_stand_in(entry: CatalogEntry, rejected: Iterable[Rejected]) -> bool:
    """Whether an article that was not seen may stand in what could not be read."""
    for rejection in rejected:
        path = rejection.place.path
        if rejection.article_id == entry.article_id:
            return True
        # A file may be an archive, which is a folder of its members.
        below = rejection.scope in (Scope.DIRECTORY, Scope.FILE)
        if below and entry.path.startswith(f"{path}/"):
            return True
        if rejection.scope in (Scope.FILE, Scope.LINE) and entry.path == path:
            return True
    return False


class DryRun(Reindexer):
    """A run that changes nothing and tells what would."""

    indexed: Indexed
    show: Callable[[DiffLine], None]

    def add(self, article: Article, _entry: CatalogEntry) -> None:
        """Compare an article with what the index has of it."""
        earlier = self.indexed(article.id) if article.id in self.writer.entries else None
        for change in changes_of(earlier, attribute_as_edited(self.hand, article)):
            self.show(change)

    def remove(self, entry: CatalogEntry) -> None:
        """Tell that an article would go."""
        super().remove(entry)
        for change in changes_of(self.indexed(entry.article_id), None):
            self.show(change)


def _read(corpus: Corpus, run: Reindexer, progress: Progress | None) -> None:
    report = run.report
    if run.writer.rebuilding:
        corpus.known = {}
    for event in corpus.read():
        match event:
            case ArticleRead():
                run.take(event)
            case Rejected():
                report.rejected.append(event)
            case ReadWarning():
                report.remarks.append(event)
            case Unchanged():
                run.stay(event.place.path)
        if progress:
            progress(event)
    report.skipped = corpus.skipped
    if not run.seen:
        raise CorpusError(
            f"No article of {str(corpus.root)!r} could be read"
            f" ({len(report.rejected)} rejected)."
            + "".join(f"\n  {r.place}: {r.reason}" for r in report.rejected[:20])
        )
    run.settle()
    for article_id in sorted(run.hand.corrections.articles - run.seen):
        report.stale += (
            Stale(correction, "there is no such article")
            for correction in run.hand.corrections.of(article_id)
        )


@contextmanager
def _begun(
    corpus: Corpus, store: IndexStore, report: Report, *, full: bool, workers: int
) -> Iterator[tuple[IndexWriter, EditorialOverrides]]:
    """Give the writer of a run and the editor's hand, once it is clear that there is a corpus."""
    corpus.look()
    hand = read_editors_hand(corpus)
    with store.writer(
        attribution=str(ATTRIBUTION_VERSION),
        full=full,
        prepare=partial(attribute_as_edited, hand),
        workers=workers,
    ) as writer:
        report.reason = writer.reason
        yield writer, hand


def reindex(
    corpus: Corpus,
    store: IndexStore,
    *,
    full: bool,
    workers: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Bring the index up to date with the corpus and return what was done.

    Only what changed since the last run is read anew, unless *full* is true or the
    rules have changed. A rejected article keeps its earlier version, except where
    everything is read anew. Who said what is found in up to *workers* processes where
    there is much to read; the index does not depend on how many. *progress* is called with
    each event of the reading, and with None when all has been read.

    Raises ``CorpusError`` where there is nothing to read, ``EditorialError`` where the
    register or the corrections cannot be understood, ``LockedError`` where another
    process writes and ``IndexWriteError`` where the new generation cannot be written;
    the index is then as it was.
    """
    began = time.monotonic()
    report = Report()
    with _begun(corpus, store, report, full=full, workers=workers) as (writer, hand):
        _read(corpus, Reindexer(writer, hand, report, int(time.time())), progress)
        if progress:
            progress(None)
        report.index = writer.commit()
    report.seconds = time.monotonic() - began
    return report


def preview(
    corpus: Corpus,
    store: IndexStore,
    indexed: Indexed,
    show: Callable[[DiffLine], None],
    *,
    full: bool,
    progress: Progress | None = None,
) -> Report:
    """Return what ``reindex`` would do, and do nothing.

    *indexed* gives the articles as they are in the index; *show* is called with each
    change. Raises as ``reindex`` does.
    """
    began = time.monotonic()
    report = Report()
    with _begun(corpus, store, report, full=full, workers=1) as (writer, hand):
        run = DryRun(writer, hand, report, int(time.time()))
        run.indexed, run.show = indexed, show
        _read(corpus, run, progress)
    report.seconds = time.monotonic() - began
    return report
