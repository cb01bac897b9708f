"""The index writer of the cluster: it builds the next generation beside the live one.

An incremental run starts from a clone of the live generation, which shares its files. A full
run starts from empty indices, or resumes what an interrupted run of the same kind left.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from searchapp.common.signals import defer_sigint
from searchapp.engine.catalog import ArticleTotals, CatalogEntry, LoadedCatalog
from searchapp.engine.errors import IndexWriteError, NoIndexError
from searchapp.engine.opensearch.cluster_errors import write_errors
from searchapp.engine.opensearch.connection import WRITE_TIMEOUT_SECONDS
from searchapp.engine.opensearch.generations import Generation, Generations, index_format
from searchapp.engine.opensearch.index_reader import IndexReader
from searchapp.engine.opensearch.joined_speakers import read_joined_speakers
from searchapp.engine.opensearch.trails.shingle_file import ShingleFile
from searchapp.engine.opensearch.write.actions import GenerationActions
from searchapp.engine.opensearch.write.bulk import BulkSender
from searchapp.engine.opensearch.write.derived_writer import DerivedWriter
from searchapp.engine.opensearch.write.encode_pool import EncodePool
from searchapp.engine.opensearch.write.lease import Lease
from searchapp.engine.opensearch.write.live_catalog import LiveCatalog, read_catalog
from searchapp.engine.opensearch.write.names_writer import PairFiles
from searchapp.engine.opensearch.write.next_entries import NextEntries
from searchapp.engine.opensearch.write.orphans import OrphanedParagraph, orphaned_paragraphs
from searchapp.engine.opensearch.write.uploader import ArticleUploader
from searchapp.models.articles import Article
from searchapp.models.identity import IdentifySpeakers, SpeakerTable, TablePreview
from searchapp.models.search import IndexInfo


@dataclass(frozen=True, slots=True)
class WriterOptions:
    """How a run writes: ``attribution``, ``full`` and ``identify`` as in ``IndexStore.writer``.

    ``index_dir`` is a folder of this machine for what makes the next run faster. Of the
    generations before the live one, ``retained`` are kept.
    """

    attribution: str
    full: bool
    index_dir: Path
    retained: int = 1
    identify: IdentifySpeakers | None = None


def _rebuild_reason(live: Generation | None, options: WriterOptions) -> str:
    """Return why the articles of the *live* generation cannot be reused, or an empty string."""
    if live is None:
        return ""
    if options.full:
        return "--full was given"
    if live.schema != index_format():
        return "the index has another schema or analyzer"
    if live.attribution != options.attribution:
        return "the plugins, or the rules, word lists or settings for finding speakers have changed"
    return ""


def _same_content(a: CatalogEntry, b: CatalogEntry) -> bool:
    return (a.content_hash, a.overrides_hash, a.hashes) == (
        b.content_hash,
        b.overrides_hash,
        b.hashes,
    )


def _can_resume(generations: Generations, leftover: Generation, following: Generation) -> bool:
    """Return whether an interrupted run of the kind of *following* wrote *leftover*.

    Shards on a node that is down cannot be resumed.
    """
    same_kind = replace(leftover, token=following.token) == following
    return same_kind and generations.is_available(leftover)


def _read_resumed(
    generations: Generations, leftover: Generation
) -> tuple[dict[str, CatalogEntry], list[OrphanedParagraph]]:
    """Return the articles in *leftover*, and the paragraphs that were written without theirs."""
    client, indices = generations.client, generations.names.of(leftover)
    client.indices.refresh(index=indices.catalog, params={"ignore_unavailable": "true"})
    records = read_catalog(client, indices.catalog)
    resumed = {r.article_id: r for r in records if isinstance(r, CatalogEntry)}
    client.indices.refresh(index=indices.paragraphs)
    reader = IndexReader(client, timeout_seconds=WRITE_TIMEOUT_SECONDS)
    return resumed, orphaned_paragraphs(reader, indices.paragraphs, resumed)


def _has_other_identities(
    generations: Generations, live: Generation, options: WriterOptions
) -> bool:
    """Whether the table of speakers has to be written though no article has changed."""
    if options.identify is None:
        return False
    return _live_table(generations, live).fingerprint != options.identify.fingerprint


def _live_table(generations: Generations, live: Generation | None) -> SpeakerTable:
    """Return the table of the *live* generation, empty where this version cannot read it."""
    if live is None or live.schema != index_format():
        return SpeakerTable()
    return read_joined_speakers(generations.client, generations.names.of(live).names).table


def _is_live(generations: Generations, generation: Generation) -> bool:
    """Return whether *generation* is the live one. Raises the client's errors."""
    try:
        live = generations.live()
    except NoIndexError:
        return False
    return (live.number, live.token) == (generation.number, generation.token)


def _make_live(generations: Generations, finished: Generation, lease: Lease) -> None:
    """Make a *finished* generation the live one. Raises ``IndexWriteError``."""
    from opensearchpy.exceptions import NotFoundError

    try:
        generations.set_current(finished)
    except NotFoundError:
        raise lease.lost() from None


class ClusterWriter:
    """The ``IndexWriter`` of the cluster, for one run of ``ClusterStore.writer``.

    It must be made, and its methods called, while *lease* is held; they raise
    ``IndexWriteError`` where another writer acquired it.
    """

    def __init__(
        self,
        generations: Generations,
        lease: Lease,
        encode_pool: EncodePool,
        sender: BulkSender,
        options: WriterOptions,
    ) -> None:
        live = LiveCatalog.read(generations)
        if live.generation and live.generation.token > lease.token:
            raise lease.lost()
        lease.confirm()
        self.entries, self.removed = LoadedCatalog(live.entries), live.removed
        self.reason = _rebuild_reason(live.generation, options)
        self.rebuilding = live.generation is None or bool(self.reason)
        self._generations = generations
        self._lease = lease
        self._live = live.generation
        self._options = options
        self._pair_files = PairFiles(options.index_dir, generations.names)
        shards = generations.shards if self._live is None or self.rebuilding else self._live.shards
        self._next = live.next_generation(options.attribution, lease.token, shards)
        actions = GenerationActions(generations.names.of(self._next))
        self._shingles = ShingleFile(options.index_dir)
        self._uploader = ArticleUploader(encode_pool, sender, actions, self._shingles)
        self._articles = NextEntries(self.entries)
        # What an interrupted run left in the next generation and this run did not use yet.
        self._resumed: dict[str, CatalogEntry] = {}
        # Ids of the articles that this run adds or replaces.
        self._added_ids: set[str] = set()
        self._changed = False
        self._orphans: list[OrphanedParagraph] = []
        self._begun = self._cloned = self._finished = False
        self._resumable = self.rebuilding

    def _begin(self) -> None:
        """Create the next generation, or resume it; the first call does it.

        What an interrupted run left was fenced when this one began. It is resumed as a clone
        with this run's token.
        """
        if self._begun:
            return
        self._lease.confirm()
        leftovers = self._generations.unpublished(self._lease.token)
        source = None if self.rebuilding else self._live
        for leftover in reversed(leftovers):
            if (
                source is None
                and self.rebuilding
                and _can_resume(self._generations, leftover, self._next)
            ):
                self._resumed, self._orphans = _read_resumed(self._generations, leftover)
                source = leftover
        self._cloned = source is not None
        self._begun = True
        self._generations.create(self._next, source)
        self._lease.confirm()
        self._uploader.delete_orphans(self._orphans)
        for leftover in leftovers:
            self._generations.delete(leftover)

    def add(self, article: Article, entry: CatalogEntry) -> None:
        """Index *article*, in the place of its earlier version if there is one."""
        with write_errors():
            self._begin()
            self._lease.renew()
            self._changed = True
            resumed = self._resumed.pop(article.id, None)
            if resumed is not None and _same_content(resumed, entry):
                self._articles.include(resumed)
                return
            self._added_ids.add(article.id)
            replaced = resumed or (None if self.rebuilding else self.entries.get(article.id))
            self._articles.include(entry)
            self._uploader.add(article, entry, replaced)

    def keep(self, entry: CatalogEntry) -> None:
        """Keep the indexed article of *entry* as it is."""
        self._articles.keep(entry)
        with write_errors():
            self._lease.renew()

    def keep_path(self, path: str) -> ArticleTotals:
        """Keep the articles of a file or archive; see ``IndexWriter``."""
        kept = self._articles.keep_path(path)
        with write_errors():
            self._lease.renew()
        return kept

    def keep_others(self, removed: Collection[str] = ()) -> None:
        """Keep all other articles but those *removed*."""
        self._articles.keep_others(removed)

    def unclaimed(self) -> Iterator[CatalogEntry]:
        """Yield the articles that are neither added nor kept so far."""
        return self._articles.unclaimed()

    def move(self, article_id: str, new_id: str) -> None:
        """Record that the article *article_id*, if it leaves, has the id *new_id* now."""
        self._articles.move(article_id, new_id)

    def commit(self) -> IndexInfo:
        """Check the next generation and make it the live one, in one step.

        Where nothing differs the live one stays. Raises ``IndexWriteError``.
        """
        with write_errors():
            if self._live and not self._differs_from(self._live):
                for leftover in self._generations.unpublished(self._lease.token):
                    self._generations.delete(leftover)
                return self._live.info()
            finished = self._write_articles()
            self._derived().write()
            self._generations.seal(finished)
            self._lease.confirm()
            with defer_sigint():
                _make_live(self._generations, finished, self._lease)
                self._finished = True
            self._generations.delete_older(finished.number, self._options.retained)
            self._pair_files.delete_all_but(finished)
            return finished.info()

    def preview_speakers(self) -> TablePreview:
        """Return the table that ``commit`` would publish; see ``PreviewsSpeakers``."""
        with write_errors():
            before = _live_table(self._generations, self._live)
            if self._live and not self._differs_from(self._live):
                return TablePreview(before, before)
            # What an interrupted run left is still resumed by the next one.
            self._resumable = self.rebuilding and self._cloned
            self._write_articles()
            return self._derived().preview_speakers(before)

    def _differs_from(self, live: Generation) -> bool:
        """Whether an article or what identifies speakers is another than in the *live* one."""
        if self.rebuilding or self._changed or self._articles.updated or self._articles.leaving:
            return True
        return _has_other_identities(self._generations, live, self._options)

    def _write_articles(self) -> Generation:
        """Write all articles, and return the generation. Raises ``IndexWriteError``."""
        self._begin()
        self._uploader.send_added()
        self._uploader.put_records(self._articles.updated)
        self._uploader.delete(self._resumed.values())
        # The record of a removed article replaces its catalog entry.
        leaving = [] if self.rebuilding else list(self._articles.unclaimed())
        earlier = self.removed if self.rebuilding else {}
        removed = self._articles.removed(earlier, int(time.time()))
        self._uploader.replace_by_records(leaving, removed.values())
        self._uploader.finish()
        return self._verified()

    def _derived(self) -> DerivedWriter:
        """Return the writer of what is derived of the paragraphs, all of which are written."""
        names, articles = self._generations.names, self._articles
        live = self._live
        has_trails = live and live.has_trails and self._generations.is_available(live)
        client = self._generations.client
        return DerivedWriter(
            reader=IndexReader(client, timeout_seconds=WRITE_TIMEOUT_SECONDS),
            uploader=self._uploader,
            indices=names.of(self._next),
            live=names.of(live) if live and not self.rebuilding else None,
            live_trails=names.of(live) if live and has_trails else None,
            touched=self._added_ids | articles.leaving.keys(),
            resumed=articles.entries.keys() - self._added_ids if self.rebuilding else frozenset(),
            has_leftovers=self._cloned,
            pairs=self._pair_files.path(self._next),
            live_pairs=self._pair_files.path(live or self._next),
            shingles=self._shingles,
            identify=self._options.identify,
            renew=self._lease.renew,
        )

    def _verified(self) -> Generation:
        """Return the next generation as finished. Raises ``IndexWriteError``."""
        expected = sum(entry.size for entry in self._articles.entries.values())
        client = self._generations.client
        index = self._generations.names.of(self._next).paragraphs
        client.indices.refresh(index=index)
        count = client.count(index=index)["count"]
        if count != expected:
            self._resumable = False
            raise IndexWriteError.miscounted(count, expected)
        dates = [e.date for e in self._articles.entries.values() if e.date and e.size]
        return replace(
            self._next,
            finished=True,
            built_at=datetime.datetime.now(datetime.UTC).replace(microsecond=0).isoformat(),
            articles=len(self._articles.entries),
            paragraphs=expected,
            first_date=min(dates).isoformat() if dates else None,
            last_date=max(dates).isoformat() if dates else None,
        )

    def discard(self) -> None:
        """Delete the next generation, unless it is live or a later run can resume it.

        It may be live although ``commit`` failed, where the response to the request that made
        it live was lost. While the cluster does not answer nothing is deleted.
        """
        self._shingles.close()
        if not self._begun or self._finished or _is_live(self._generations, self._next):
            return
        self._pair_files.path(self._next).unlink(missing_ok=True)
        if not self._resumable:
            self._generations.delete(self._next)
