"""Writing the index of trails of a generation, after its paragraphs and names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from searchapp.engine.opensearch.format.documents import read_stored
from searchapp.engine.opensearch.generations import GenerationIndices
from searchapp.engine.opensearch.index_reader import IndexReader, batches
from searchapp.engine.opensearch.joined_speakers import read_joined_speakers
from searchapp.engine.opensearch.trails.builder import Aliases, aliases_of, trail_documents
from searchapp.engine.opensearch.trails.documents import Link, TrailDocument
from searchapp.engine.opensearch.trails.gathering import (
    Neighbourhood,
    Passages,
    StoredTrails,
    batched_components,
    components,
    linked_pairs,
    passages_in,
)
from searchapp.engine.opensearch.trails.parts import TrailParts
from searchapp.engine.opensearch.trails.passage_reader import PassageReader
from searchapp.engine.opensearch.trails.passages import passage_fields
from searchapp.engine.opensearch.trails.shingle_file import ShingleFile
from searchapp.engine.opensearch.trails.table import read_parts
from searchapp.engine.opensearch.write.uploader import ArticleUploader
from searchapp.models.identity import SpeakerTable

_TEXTS_PER_BATCH = 1_000
_PARAGRAPHS_PER_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class TrailsWriter:
    """Writes the trails of the generation with *indices*, whose names are written.

    ``live`` are the indices of the live generation, empty if it has no trails. With ``is_clone``
    the generation began as a clone of them, and ``touched`` are the articles in which they
    differ. Otherwise all trails are made, of the ``shingles`` of the articles that the run has
    encoded and of the ``resumed`` ones, which an interrupted run had. ``renew`` renews the
    lease.
    """

    reader: IndexReader
    uploader: ArticleUploader
    indices: GenerationIndices
    live: GenerationIndices | None
    is_clone: bool
    touched: Collection[str]
    resumed: Collection[str]
    shingles: ShingleFile
    renew: Callable[[], None]

    def write(self) -> None:
        """Write the trails and their table.

        Raises ``IndexWriteError`` and the client's errors.
        """
        table = read_joined_speakers(self.reader.client, self.indices.names).table
        if self.live is not None and self.is_clone:
            self._write_changes(self.live, table)
        else:
            self._write_all(table)
        self.uploader.finish()

    @property
    def _passages(self) -> PassageReader:
        return PassageReader(self.reader, self.indices.paragraphs)

    @property
    def _stored(self) -> StoredTrails:
        return StoredTrails(self.reader, self.indices.trails)

    def _write_all(self, table: SpeakerTable) -> None:
        for raw in batches(self._passages.of_articles(self.resumed), _PARAGRAPHS_PER_BATCH):
            paragraphs = [read_stored(hit["_source"]).paragraph for hit in raw]
            for _, shingles in passage_fields([paragraphs]):
                self.shingles.add(shingles)
        pairs, repeated = self.shingles.shared()
        links = list(linked_pairs(self._passages, pairs, self.renew))
        texts = {text for link in links for text in link}.union(repeated.tolist())
        # Trails of an interrupted run, if it was interrupted that late.
        leftovers = {trail.key for trail in self._stored.all()} if self.resumed else set()
        parts = TrailParts()
        written = self._put(self._made(texts, links, table, self._kept_aliases()), parts)
        self.uploader.delete_trails(sorted(leftovers - written))
        self.uploader.put_trails(parts.documents())

    def _kept_aliases(self) -> Aliases:
        """Return the aliases by which the ids of the live generation lead to the new trails."""
        if self.live is None:
            return {}
        earlier = list(StoredTrails(self.reader, self.live.trails).all())
        texts = {text for trail in earlier for text in trail.texts}
        return aliases_of(earlier, self._passages.counts(texts))

    def _write_changes(self, live: GenerationIndices, table: SpeakerTable) -> None:
        before = PassageReader(self.reader, live.paragraphs)
        left: Passages = dict(passages_in(before.of_articles(self.touched)))
        present: Passages = dict(passages_in(self._passages.of_articles(self.touched)))
        around = Neighbourhood(self._passages, self._stored, self.renew)
        around.explore(left.keys() | self._joined_anew(live, table), present)
        remaining = self._passages.counts(around.texts)
        aliases = aliases_of(around.stored.values(), remaining)
        parts = TrailParts(read_parts(self.reader.client, live.trails))
        for trail in around.stored.values():
            parts.remove(trail)
        written = self._put(self._made(remaining, around.links, table, aliases), parts)
        self.uploader.delete_trails(sorted(around.stored.keys() - written))
        self.uploader.put_trails(parts.documents())

    def _joined_anew(self, live: GenerationIndices, table: SpeakerTable) -> set[int]:
        """Return the passages of the trails whose speakers are joined or parted."""
        before = read_joined_speakers(self.reader.client, live.names).table
        speakers = set(table.speakers.values()) ^ set(before.speakers.values())
        forms = {form.id for speaker in speakers for form in speaker.forms}
        return {text for trail in self._stored.with_speakers(forms) for text in trail.texts}

    def _made(
        self,
        texts: Collection[int],
        links: Iterable[Link],
        table: SpeakerTable,
        aliases: Aliases,
    ) -> Iterator[TrailDocument]:
        for batch in batched_components(components(texts, links), _TEXTS_PER_BATCH):
            self.renew()
            some = [text for component in batch for text in component.texts]
            yield from trail_documents(batch, self._passages.with_any(some), table, aliases)

    def _put(self, trails: Iterable[TrailDocument], parts: TrailParts) -> set[str]:
        """Send *trails*, add them to *parts*, and return their keys."""
        keys: set[str] = set()
        for batch in batches(trails, _TEXTS_PER_BATCH):
            self.uploader.put_trails(batch)
            for trail in batch:
                parts.add(trail)
                keys.add(trail.key)
        return keys
