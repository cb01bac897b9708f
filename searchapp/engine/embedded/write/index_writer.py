"""Index writer of the embedded engine: writes the next generation beside the live one.

An incremental run starts from hard links to the live generation's files, a rebuilding run
from an empty folder. The live generation is never changed, and the new one is opened and its
paragraphs are counted before it becomes live.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from searchapp.common.signals import defer_sigint
from searchapp.engine.catalog import ArticleCatalog, ArticleTotals, CatalogEntry, RemovedArticle
from searchapp.engine.common.write_errors import index_lock, worker_death_as_write_error
from searchapp.engine.embedded.catalog_files import (
    CatalogError,
    read_catalog,
)
from searchapp.engine.embedded.format.arrayfile import ArrayFile, ArrayFileError
from searchapp.engine.embedded.generations import (
    SPEAKER_CHANGES_NAME,
    SPEAKERS_NAME,
    DamagedIndexError,
    Generations,
)
from searchapp.engine.embedded.manifest import CatalogFile, Manifest, index_format
from searchapp.engine.embedded.whoosh.codec import PASSAGES_EXTENSION, ArrayCodec
from searchapp.engine.embedded.whoosh.toc import open_searcher
from searchapp.engine.embedded.write.base_generation import read_base
from searchapp.engine.embedded.write.next_catalog import NextCatalog
from searchapp.engine.embedded.write.next_speakers import NextSpeakers, live_speaker_table
from searchapp.engine.embedded.write.policy import BuildLimits, MergePolicy
from searchapp.engine.embedded.write.segment_writer import SegmentWriter
from searchapp.engine.embedded.write.trail_aliases import write_aliases
from searchapp.engine.errors import REBUILD_ADVICE, IndexWriteError, NoIndexError
from searchapp.engine.protocol import Prepare, identity
from searchapp.models.articles import Article
from searchapp.models.identity import IdentifySpeakers, TablePreview
from searchapp.models.search import IndexInfo


def _system_time() -> float:
    return time.time()


@contextmanager
def _write_errors(index_dir: Path) -> Iterator[None]:
    """Raise ``IndexWriteError`` for what goes wrong with files or workers."""
    try:
        with worker_death_as_write_error():
            yield
    except ArrayFileError as error:
        raise IndexWriteError(f"The index is damaged: {error}. {REBUILD_ADVICE}") from error
    except OSError as error:
        raise IndexWriteError(
            f"The index in {str(index_dir)!r} could not be written:"
            f" {error.strerror or error}. The previous index is unchanged."
        ) from error


def _keep_live(generations: Generations, live: Manifest) -> None:
    """Leave the *live* generation as it is."""
    with _write_errors(generations.index_dir):
        # CURRENT may be damaged, and a run that was killed may have left a generation.
        if generations.live() != (live.number, ""):
            generations.set_current(live.number)
        generations.delete_older(live.number)


class EmbeddedWriter:
    """The ``IndexWriter`` of the embedded engine, inside ``EmbeddedStore.writer``.

    The new generation builds upon *base*, unless it has to be built anew; *open_segments*
    opens the segments in its folder, and *clock* returns the time, in seconds since 1970, UTC.
    *identify* writes the table of speakers; without it, a generation has none.
    """

    def __init__(
        self,
        generations: Generations,
        base: int | None,
        *,
        attribution: str,
        full: bool,
        open_segments: Callable[[Path], SegmentWriter],
        clock: Callable[[], float],
        identify: IdentifySpeakers | None = None,
    ) -> None:
        self._generations = generations
        self._base = base
        self._attribution = attribution
        self._open_segments = open_segments
        self._clock = clock
        self._identify = identify
        base_generation = read_base(generations, base, attribution, full=full)
        self._live, self.reason = base_generation.manifest, base_generation.rebuild_reason
        self._verification = base_generation.verification
        self.entries: ArticleCatalog = base_generation.catalog.entries
        self.removed: Mapping[str, RemovedArticle] = base_generation.catalog.removed
        self.rebuilding = base is None or bool(self.reason)
        # A version that did not gather passages may have written the live generation.
        self._lacks_passages = self._live is not None and self._live.lacks(PASSAGES_EXTENSION)
        self._catalog = NextCatalog(base_generation.catalog)
        self._segments: SegmentWriter | None = None
        with _write_errors(generations.index_dir):
            self._number, self._folder = generations.begin(base)
            live = None if self.rebuilding else self._live
            if live is not None:
                generations.link_files(live, self._folder)
        self._speakers: NextSpeakers | None = None
        if identify is not None:
            self._speakers = NextSpeakers(generations, self._folder, live, identify, self._catalog)

    def _segment_writer(self) -> SegmentWriter:
        if self._segments is None:
            self._segments = self._open_segments(self._folder)
        return self._segments

    def add(self, article: Article, entry: CatalogEntry) -> None:
        """Index *article*, and delete its earlier version if there is one.

        Raises ``IndexWriteError``, and what the store's *prepare* raises.
        """
        with _write_errors(self._generations.index_dir):
            segments = self._segment_writer()
            if not self.rebuilding and article.id in self.entries:
                segments.delete(article.id)
            segments.add(article, entry.added)
        self._catalog.add(entry)

    def keep(self, entry: CatalogEntry) -> None:
        """Keep the indexed article of *entry* as it is."""
        self._catalog.keep(entry)

    def keep_path(self, path: str) -> ArticleTotals:
        """Keep the articles of a file or archive; see ``IndexWriter``."""
        return self._catalog.keep_path(path)

    def keep_others(self, removed: Collection[str] = ()) -> None:
        """Keep all other articles but those *removed*."""
        self._catalog.keep_others(removed)

    def unclaimed(self) -> Iterator[CatalogEntry]:
        """Yield the articles that are neither added nor kept so far."""
        return self._catalog.unclaimed()

    def move(self, article_id: str, new_id: str) -> None:
        """Record that the article *article_id*, if it leaves, has the id *new_id* now."""
        self._catalog.move(article_id, new_id)

    def commit(self) -> IndexInfo:
        """Check the next generation and make it the live one, in one step.

        If nothing has changed, the live one stays. Raises ``IndexWriteError``.
        """
        if self._verification is not None:
            self._verification.save(self._generations.index_dir)
        if self._live and not self._differs_from_live():
            self.discard()
            _keep_live(self._generations, self._live)
            return self._live.info()
        with _write_errors(self._generations.index_dir):
            self._delete_leaving()
            if self._segments is not None:
                self._segments.submit_pending()
            earlier = self._live.catalog if self._live and not self.rebuilding else ()
            catalog = self._catalog.write(self._folder, self._number, earlier, int(self._clock()))
            self._commit_segments()
            manifest = self._check(catalog)
            with defer_sigint():
                self._generations.publish(manifest)
                self._generations.delete_older(manifest.number)
        return manifest.info()

    def preview_speakers(self) -> TablePreview:
        """Return the table that ``commit`` would publish; see ``PreviewsSpeakers``."""
        before = live_speaker_table(self._generations, self._live)
        if self._speakers is None or (self._live and not self._differs_from_live()):
            return TablePreview(before, before)
        with _write_errors(self._generations.index_dir):
            self._delete_leaving()
            self._commit_segments()
            return self._speakers.preview(before)

    def _delete_leaving(self) -> None:
        if not self.rebuilding:
            for article_id in sorted(self._catalog.leaving()):
                self._segment_writer().delete(article_id)

    def _commit_segments(self) -> None:
        if self._segments is not None or self.rebuilding or self._lacks_passages:
            self._segment_writer().begin_commit()

    def _differs_from_live(self) -> bool:
        """Whether any article or what identifies speakers is another than in the live one."""
        if self.rebuilding or self._catalog.differs or self._lacks_passages:
            return True
        if self._identify is None:
            return False
        live = live_speaker_table(self._generations, self._live)
        return live.fingerprint != self._identify.fingerprint

    def _check(self, catalog: tuple[CatalogFile, ...]) -> Manifest:
        """Open the new generation, count its paragraphs, and return its manifest."""
        codec = ArrayCodec()
        with open_searcher(self._folder, codec) as searcher:
            paragraphs = searcher.doc_count()
            # Meanwhile, a worker may write the passages.
            if self._speakers is None:
                for name in (SPEAKERS_NAME, SPEAKER_CHANGES_NAME):
                    (self._folder / name).unlink(missing_ok=True)
            else:
                self._speakers.write(searcher, codec)
        if self._segments is not None:
            self._segments.finish_commit()
        if self._live is not None:
            write_aliases(self._generations.folder(self._live.number), self._folder)
        expected = self._catalog.paragraphs
        if paragraphs != expected:
            raise IndexWriteError.miscounted(paragraphs, expected)
        built_at = datetime.datetime.fromtimestamp(self._clock(), datetime.UTC)
        first_date, last_date = self._catalog.dates
        return Manifest(
            number=self._number,
            index_format=index_format(),
            attribution=self._attribution,
            built_at=built_at.replace(microsecond=0),
            articles=self._catalog.articles,
            paragraphs=paragraphs,
            first_date=first_date,
            last_date=last_date,
            catalog=catalog,
            files=self._generations.files(self._number).describe(),
        )

    def discard(self) -> None:
        """Delete the next generation, unless it has been committed."""
        with defer_sigint():
            if self._segments is not None:
                self._segments.close()
            live = None
            with suppress(DamagedIndexError):
                live = self._generations.current()
            if live is None or live < self._number:
                self._generations.discard(self._number)


class EmbeddedStore:
    """The ``IndexStore`` of the embedded engine: one index folder."""

    def __init__(
        self,
        index_dir: Path,
        *,
        policy: MergePolicy | None = None,
        limits: BuildLimits | None = None,
        clock: Callable[[], float] = _system_time,
    ) -> None:
        self._generations = Generations(index_dir)
        self._policy = policy
        self._limits = limits
        self._clock = clock

    @contextmanager
    def writer(
        self,
        *,
        attribution: str,
        full: bool,
        prepare: Prepare = identity,
        workers: int = 1,
        identify: IdentifySpeakers | None = None,
    ) -> Iterator[EmbeddedWriter]:
        """Return a writer; leaving its context without ``commit`` changes nothing.

        *prepare* is applied to each article before it is indexed, in up to *workers*
        processes if there is much to add. *identify* decides which names are one speaker.

        Raises ``LockedError`` if another process is writing, and ``IndexWriteError``.
        """
        with index_lock(self._generations.index_dir):
            writer = EmbeddedWriter(
                self._generations,
                self._base(),
                attribution=attribution,
                full=full,
                open_segments=partial(
                    SegmentWriter,
                    prepare=prepare,
                    workers=workers,
                    policy=self._policy,
                    limits=self._limits,
                ),
                clock=self._clock,
                identify=identify,
            )
            try:
                yield writer
            finally:
                writer.discard()

    def entries(self) -> Mapping[str, CatalogEntry]:
        """Return the articles of the live generation, by id. Raises ``NoIndexError``."""
        number, manifest = self._live()
        try:
            return read_catalog(self._generations.folder(number), manifest.catalog).entries
        except CatalogError as error:
            raise NoIndexError(f"{error}. {REBUILD_ADVICE}") from None

    def verify(self) -> list[str]:
        """Read all files of the live generation; return a message for each damage.

        Raises ``NoIndexError``.
        """
        number, manifest = self._live()
        damages: list[str] = []
        try:
            self.entries()
            self._generations.files(manifest.number).check(manifest)
        except NoIndexError as error:
            damages.append(str(error))
        for path in self._generations.files(number).arrays():
            try:
                ArrayFile(path).verify()
            except (ArrayFileError, OSError) as error:
                damages.append(str(error))
        return damages

    def _live(self) -> tuple[int, Manifest]:
        number = self._generations.current()
        if number is None:
            raise NoIndexError.missing()
        return number, self._generations.manifest(number)

    def _base(self) -> int | None:
        """Return the generation to build upon: the live one, or else the newest readable one."""
        with suppress(DamagedIndexError):
            live = self._generations.current()
            if live is not None:
                return live
        for number in reversed(self._generations.numbers()):
            with suppress(NoIndexError):
                return self._generations.manifest(number).number
        return None
