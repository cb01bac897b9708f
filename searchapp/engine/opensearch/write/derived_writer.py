"""Writing what is derived of the paragraphs of a generation: names, speakers and trails."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from searchapp.engine.errors import IndexWriteError
from searchapp.engine.opensearch.generations import GenerationIndices
from searchapp.engine.opensearch.index_reader import IndexReader
from searchapp.engine.opensearch.trails.shingle_file import ShingleFile
from searchapp.engine.opensearch.trails.writer import TrailsWriter
from searchapp.engine.opensearch.write.names_writer import NamesWriter
from searchapp.engine.opensearch.write.uploader import ArticleUploader
from searchapp.models.identity import IdentifySpeakers, SpeakerTable, TablePreview


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedWriter:
    """Writes names, the table of speakers and trails, see ``NamesWriter`` and ``TrailsWriter``.

    ``live`` are the indices of the generation that ``indices`` are a clone of, if they are;
    ``live_trails`` those whose trails can be read. ``resumed`` are the articles of an
    interrupted run that this one kept. Methods raise ``IndexWriteError``, also where the
    folder of ``pairs`` cannot be written, and the client's errors.
    """

    reader: IndexReader
    uploader: ArticleUploader
    indices: GenerationIndices
    live: GenerationIndices | None
    live_trails: GenerationIndices | None
    touched: Collection[str]
    resumed: Collection[str]
    has_leftovers: bool
    pairs: Path
    live_pairs: Path
    shingles: ShingleFile
    identify: IdentifySpeakers | None
    renew: Callable[[], None]

    def write(self) -> None:
        """Write all."""
        try:
            self._names_writer().write()
            self._trails_writer().write()
        except OSError as error:
            raise self._unwritable(error) from None

    def preview_speakers(self, before: SpeakerTable) -> TablePreview:
        """Return the table of speakers beside that *before*, and write nothing."""
        try:
            return self._names_writer().preview(before)
        except OSError as error:
            raise self._unwritable(error) from None

    def _unwritable(self, error: OSError) -> IndexWriteError:
        return IndexWriteError(
            f"The index folder {str(self.pairs.parent)!r} cannot be written:"
            f" {error.strerror or error}. The previous index is unchanged."
        )

    def _names_writer(self) -> NamesWriter:
        return NamesWriter(
            self.reader,
            self.uploader,
            self.indices,
            live=self.live,
            touched=self.touched,
            has_leftovers=self.has_leftovers,
            pairs=self.pairs,
            live_pairs=self.live_pairs,
            identify=self.identify,
            renew=self.renew,
        )

    def _trails_writer(self) -> TrailsWriter:
        return TrailsWriter(
            self.reader,
            self.uploader,
            self.indices,
            live=self.live_trails,
            is_clone=self.live is not None,
            touched=self.touched,
            resumed=self.resumed,
            shingles=self.shingles,
            renew=self.renew,
        )
