"""From corpus to index: what changed, in what order, and what to do with a bad file."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from searchapp.attribution import attribute
from searchapp.engine.catalog import CatalogEntry, entry_for
from searchapp.engine.protocol import IndexStore, IndexWriter
from searchapp.fingerprints import fingerprint_of_code, fingerprint_of_files
from searchapp.ingest import Corpus, CorpusError, Event, Found, Rejected, Remark, Scope
from searchapp.records import IndexInfo

Progress = Callable[[Event], None]


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
    that are no articles.
    """

    added: Counts = field(default_factory=Counts)
    changed: Counts = field(default_factory=Counts)
    removed: Counts = field(default_factory=Counts)
    unchanged: Counts = field(default_factory=Counts)
    rejected: list[Rejected] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    skipped: int = 0
    reason: str = ""
    seconds: float = 0.0
    index: IndexInfo | None = None


def attribution_fingerprint(corpus: Corpus) -> str:
    """Return the fingerprint of all that decides who said what in *corpus*.

    That is the code and word lists of ingest and attribution, and the corpus's own
    settings files, the ``.toml`` files in its folder.
    """
    settings = sorted(corpus.root.glob("*.toml")) if corpus.root.is_dir() else []
    contents = []
    for path in settings:
        try:
            contents.append((path.name, path.read_bytes()))
        except OSError as error:
            raise CorpusError(f"{path} cannot be read: {error.strerror}.") from None
    code = fingerprint_of_code("text.py", "records.py", "ingest", "attribution")
    return f"{code}-{fingerprint_of_files(contents)}"


class _Run:
    """One run: the articles seen so far, and what became of each."""

    def __init__(self, writer: IndexWriter, report: Report, now: int) -> None:
        self.writer = writer
        self.report = report
        self.now = now
        self.seen: set[str] = set()

    def take(self, found: Found) -> None:
        """Index an article if it is new or has changed."""
        article, place = found.article, found.place
        self.seen.add(article.id)
        earlier = self.writer.entries.get(article.id)
        size = len(article.paragraphs)
        entry = entry_for(article, place.path, place.line, earlier, self.now)
        same = earlier is not None and earlier.content_hash == entry.content_hash
        fate = self.report.unchanged if same else self.report.changed
        (fate if earlier else self.report.added).count(size)
        if same and not self.writer.rebuilding:
            self.writer.keep(entry)
        else:
            self.writer.add(attribute(article), entry)

    def settle(self) -> None:
        """Decide about the indexed articles that were not seen: kept, lost or removed."""
        for article_id, entry in self.writer.entries.items():
            if article_id in self.seen:
                continue
            if not _may_stand_in(entry, self.report.rejected):
                self.report.removed.count(len(entry.paragraphs))
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


def reindex(
    corpus: Corpus, store: IndexStore, *, full: bool, progress: Progress | None = None
) -> Report:
    """Bring the index up to date with the corpus and return what was done.

    Only what changed since the last run is read anew, unless *full* is true or the
    rules have changed. A rejected article keeps its earlier version, except where
    everything is read anew. *progress* is called with each event of the reading.

    Raises ``CorpusError`` where there is nothing to read, ``LockedError`` where
    another process writes and ``IndexWriteError`` where the new generation cannot be
    written; the index is then as it was.
    """
    began = time.monotonic()
    report = Report()
    corpus.files()
    with store.writer(attribution=attribution_fingerprint(corpus), full=full) as writer:
        report.reason = writer.reason
        run = _Run(writer, report, int(time.time()))
        for event in corpus.read():
            match event:
                case Found():
                    run.take(event)
                case Rejected():
                    report.rejected.append(event)
                case Remark():
                    report.remarks.append(event)
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
        report.index = writer.commit()
    report.seconds = time.monotonic() - began
    return report
