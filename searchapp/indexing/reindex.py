"""Incremental reindexing: compares the corpus with the index and writes what differs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from searchapp.editorial import (
    EditorialError,
    EditorialOverrides,
    StaleCorrection,
    read_overrides,
    read_synonyms,
)
from searchapp.engine.errors import NoIndexError
from searchapp.engine.protocol import IndexStore, IndexWriter, identity
from searchapp.indexing.diff import DiffLine
from searchapp.indexing.identification import identification
from searchapp.indexing.plugins import attribution_fingerprint, indexing_problems
from searchapp.indexing.reindexer import (
    DryRun,
    IndexedArticle,
    Reindexer,
    RemovalLimit,
    attribute_with_overrides,
)
from searchapp.indexing.report import Problems, ReindexReport, by_reason
from searchapp.ingest import (
    ArticleRead,
    Corpus,
    CorpusError,
    Deferred,
    Event,
    ReadWarning,
    Rejected,
    Unchanged,
    Withdrawn,
)

Progress = Callable[[Event | None], None]
"""Called with each event of the reading, and with None once everything has been read."""

_MAX_REASONS = 20
"""Reasons that the error lists where no article could be read."""


class NothingReadError(CorpusError):
    """A corpus all of whose articles were rejected; ``problems`` has the reasons."""

    def __init__(self, corpus: Corpus, problems: Problems) -> None:
        self.problems = problems
        unread: list[Rejected | Deferred] = [*problems.rejected, *problems.deferred]
        groups = by_reason(unread)
        reasons = "".join(
            f"\n  {group[0].location}: {group[0].reason}"
            + (f" (and {len(group) - 1:,} more like this)" if len(group) > 1 else "")
            for group in groups[:_MAX_REASONS]
        )
        super().__init__(
            f"No article in {str(corpus.root)!r} could be read ({len(unread):,} rejected).{reasons}"
        )


def _take(event: Event, run: Reindexer) -> None:
    """Give an article to *run*, or record what kept one from being read."""
    problems = run.report.problems
    match event:
        case ArticleRead():
            run.process(event)
        case Rejected():
            problems.rejected.append(event)
        case Deferred():
            problems.deferred.append(event)
        case Withdrawn():
            problems.withdrawn.append(event)
        case ReadWarning():
            problems.warnings.append(event)
        case Unchanged():
            run.carry_over(event.location.path)


def _process_corpus(corpus: Corpus, run: Reindexer, progress: Progress | None) -> None:
    report = run.report
    report.problems.plugins += indexing_problems()
    if run.writer.rebuilding:
        corpus.known_stamps = {}
    run.files = frozenset(file.name for file in corpus.list_files())
    # An error must close the file that is being read.
    with closing(corpus.read()) as events:
        for event in events:
            _take(event, run)
            if progress:
                progress(event)
    report.skipped_files = corpus.skipped_files
    if not (run.seen or report.changes.unchanged.articles or report.problems.withdrawn):
        raise NothingReadError(corpus, report.problems)
    run.reconcile()
    corrections = run.overrides.corrections
    for article_id in sorted(i for i in corrections.article_ids if not run.is_seen(i)):
        report.problems.stale_corrections += (
            StaleCorrection(correction, "there is no such article")
            for correction in corrections.for_article(article_id)
        )


@contextmanager
def _open_writer(
    corpus: Corpus,
    store: IndexStore,
    report: ReindexReport,
    *,
    full: bool,
    damages: Sequence[str] = (),
    workers: int = 1,
    attributed: bool = False,
) -> Iterator[tuple[IndexWriter, EditorialOverrides]]:
    """Yield the writer and the overrides of a run, once the corpus is known to hold files.

    An index with *damages* is rebuilt, as with *full*. With *attributed*, the articles that
    are added have their attributions.
    """
    corpus.list_files()
    overrides = EditorialOverrides()
    if corpus.root.is_dir():
        overrides = read_overrides(corpus.root)
        read_synonyms(corpus.root)  # Searches read them; here an editor sees their errors.
    with store.writer(
        attribution=attribution_fingerprint(),
        full=full or bool(damages),
        prepare=identity if attributed else partial(attribute_with_overrides, overrides),
        workers=workers,
        identify=identification(overrides),
    ) as writer:
        report.rebuild_reason = writer.reason
        if damages and not full:
            report.rebuild_reason = f"the index was damaged ({damages[0]})"
        yield writer, overrides


def _superseded(overrides: EditorialOverrides, folder: Path) -> frozenset[str]:
    """Return the articles for which editors decided something after *overrides* were read.

    The empty id stands for decisions about names. A file that is invalid by now has none, and
    so has a corpus of a single file.
    """
    if not folder.is_dir():
        return frozenset()
    try:
        latest = read_overrides(folder)
    except EditorialError:
        return frozenset()
    before, after = overrides.corrections, latest.corrections
    changed = {
        article_id
        for article_id in before.article_ids | after.article_ids
        if before.for_article(article_id) != after.for_article(article_id)
    }
    return frozenset(changed | ({""} if overrides.decisions != latest.decisions else set()))


def _damages(store: IndexStore) -> list[str]:
    try:
        return store.verify()
    except NoIndexError:
        # There is no index yet, or the writer will say why it cannot be read.
        return []


def reindex(
    corpus: Corpus,
    store: IndexStore,
    *,
    full: bool,
    verify: bool = False,
    workers: int = 1,
    progress: Progress | None = None,
    now: int | None = None,
    removal_limit: RemovalLimit | None = None,
) -> ReindexReport:
    """Bring the index up to date with the corpus.

    Only what changed since the last run is read anew, unless *full* is true or the index has
    to be rebuilt. With *verify*, every block of the index is checked first. A rejected article
    keeps its earlier version, except in a rebuild. A large corpus is attributed in up to
    *workers* processes; the index does not depend on their number. New paragraphs are dated
    *now*, in whole seconds since 1970, UTC, by default the present. Removals beyond
    *removal_limit* are held back.

    Raises ``CorpusError`` where there is nothing to read, ``EditorialError`` where the
    registry, the corrections or the synonyms are invalid, ``LockedError`` where another
    process writes, ``IndexWriteError`` where the new generation cannot be written, and
    ``RemovalsHeldError`` where a rebuild would drop more articles than the limit allows. After
    an error the index is as it was.
    """
    started = time.monotonic()
    report = ReindexReport()
    damages = _damages(store) if verify else []
    opening = _open_writer(corpus, store, report, full=full, damages=damages, workers=workers)
    with opening as (writer, overrides):
        started_at = int(time.time()) if now is None else now
        run = Reindexer(writer, overrides, report, started_at, removal_limit)
        _process_corpus(corpus, run, progress)
        if progress:
            progress(None)
        report.index = writer.commit()
    report.superseded = _superseded(overrides, corpus.root)
    report.seconds = time.monotonic() - started
    return report


def preview(
    corpus: Corpus,
    store: IndexStore,
    indexed: IndexedArticle,
    show: Callable[[DiffLine], None],
    *,
    full: bool,
    progress: Progress | None = None,
    removal_limit: RemovalLimit | None = None,
    with_speakers: bool = True,
) -> ReindexReport:
    """Return the report of a run that changes nothing.

    *indexed* looks up the articles of the index; *show* is called with each line that
    would change, *with_speakers* also for names that would be joined or parted. Raises as
    ``reindex`` does.
    """
    started = time.monotonic()
    report = ReindexReport()
    opening = _open_writer(corpus, store, report, full=full, attributed=True)
    with opening as (writer, overrides):
        run = DryRun(
            writer,
            overrides,
            report,
            int(time.time()),
            removal_limit,
            indexed=indexed,
            show=show,
            with_speakers=with_speakers,
        )
        _process_corpus(corpus, run, progress)
        run.show_speakers()
    report.seconds = time.monotonic() - started
    return report
