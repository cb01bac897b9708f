"""Writing the index of names of a generation, and the table of which names are one speaker."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from searchapp.engine.opensearch.day_counts import count_days
from searchapp.engine.opensearch.format.name_documents import (
    FORM_FACET,
    NAME_FACETS,
    FormDocument,
    NameDocument,
    days_document,
    name_key,
    speaker_document,
    table_document,
)
from searchapp.engine.opensearch.generations import Generation, GenerationIndices, IndexNames
from searchapp.engine.opensearch.index_reader import IndexReader
from searchapp.engine.opensearch.joined_speakers import JoinedSpeakers, read_joined_speakers
from searchapp.engine.opensearch.write.archive_forms import ClusterForms, name_hits
from searchapp.engine.opensearch.write.name_builder import NameBuilder
from searchapp.engine.opensearch.write.uploader import ArticleUploader
from searchapp.models.identity import (
    IdentifySpeakers,
    JoinedSpeaker,
    PairStates,
    SpeakerTable,
    TablePreview,
)

MAX_TOUCHED_ARTICLES = 2_000
"""Up to this many changed articles only their names are counted anew."""


@dataclass(frozen=True, slots=True)
class PairFiles:
    """The files of judged pairs of speakers' names, in the index folder of this machine."""

    folder: Path
    names: IndexNames

    def path(self, generation: Generation) -> Path:
        """Return the path of a generation's file."""
        return self.folder / self.names.pair_file(generation)

    def delete_all_but(self, generation: Generation) -> None:
        """Delete the files of all other generations."""
        for path in self.folder.glob(self.names.all_pair_files):
            if path != self.path(generation):
                path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class NamesWriter:
    """Writes the index of names, after all paragraphs are written and can be searched.

    ``indices`` are those of the generation, ``live`` those that it is a clone of, and
    ``touched`` the articles in which they differ. Without ``live`` there is no clone, and all
    names are read and written; ``has_leftovers`` says that names of an interrupted run are in
    the index. ``pairs`` and ``live_pairs`` are the files of judged pairs of both, on this
    machine: the one is made of the other, or anew where that is missing. ``renew`` renews the
    lease.
    """

    reader: IndexReader
    uploader: ArticleUploader
    indices: GenerationIndices
    live: GenerationIndices | None
    touched: Collection[str]
    has_leftovers: bool
    pairs: Path
    live_pairs: Path
    identify: IdentifySpeakers | None
    renew: Callable[[], None]

    def write(self) -> None:
        """Write all names, the table of speakers and the number of paragraphs of each day.

        Raises ``IndexWriteError``, the client's errors, and ``OSError`` for the file of pairs.
        """
        for facet in NAME_FACETS:
            only = self._touched_ids(facet)
            written = self.uploader.put_names(self._builder.documents(facet, only))
            self._delete(facet, only, written)
        only = self._touched_ids("speaker")
        forms = self._forms(only)
        documents = (FormDocument(form.id, form) for form in forms.read.values())
        self._delete(FORM_FACET, only, self.uploader.put_names(documents))
        self._write_speakers(forms, self._table(forms, only), only)
        self.uploader.put_names([days_document(count_days(self.reader, self.indices.paragraphs))])
        self.uploader.finish()

    def preview(self, before: SpeakerTable) -> TablePreview:
        """Return the table of the generation beside that *before*, and write nothing.

        Raises as ``write`` does.
        """
        only = self._touched_ids("speaker")
        forms = self._forms(only)
        after = self._table(forms, only)
        earlier = {form.id for speaker in before.speakers.values() for form in speaker.forms}
        return TablePreview(before, after, frozenset(earlier - forms.of(earlier).keys()))

    def _forms(self, only: set[str] | None) -> ClusterForms:
        """Read the forms *only* in which the generation may differ from the live one."""
        read = {form.id: form for form in self._builder.forms(only)}
        stored = self.indices.names if self.live is None else self.live.names
        return ClusterForms(self._builder, self.reader, read, only, stored, self.renew)

    def _table(self, forms: ClusterForms, only: set[str] | None) -> SpeakerTable:
        """Return the table of *forms*, at the cost of those *only* in which they have changed."""
        if self.identify is None:
            return SpeakerTable()
        if only is None or not self.live_pairs.exists():
            return self.identify.table(forms, self.pairs)
        shutil.copyfile(self.live_pairs, self.pairs)
        before = self._live_speakers().table
        states = PairStates(fingerprint=before.fingerprint)
        # The slug of an id is the id itself.
        return self.identify.update(forms, self.pairs, only, states).apply(before)

    def _live_speakers(self) -> JoinedSpeakers:
        if self.live is None:
            return JoinedSpeakers()
        return read_joined_speakers(self.reader.client, self.live.names)

    @property
    def _builder(self) -> NameBuilder:
        return NameBuilder(self.reader, self.indices.paragraphs)

    def _touched_ids(self, facet: str) -> set[str] | None:
        """Return the ids that may have changed since the live generation, or None for all."""
        if self.live is None or len(self.touched) > MAX_TOUCHED_ARTICLES:
            return None
        before = NameBuilder(self.reader, self.live.paragraphs)
        return self._builder.ids_in(facet, self.touched) | before.ids_in(facet, self.touched)

    def _write_speakers(
        self,
        forms: ClusterForms,
        table: SpeakerTable,
        only: set[str] | None,
    ) -> None:
        """Write the speakers, or those that have one of the forms *only* or are joined anew."""
        before = self._live_speakers()
        changed = None if only is None else only | _changed_forms(table, before.table)
        ids = {table.speaker_of(id_) for id_ in (forms.forms if changed is None else changed)}
        single = forms.of(sorted(ids - table.speakers.keys()))
        joined = [speaker for speaker in table.speakers.values() if speaker.id in ids]
        overlapping = set(before.overlapping - ids) & table.speakers.keys()
        written = self.uploader.put_names(
            [
                *self._joined_documents(joined, overlapping),
                *map(speaker_document, single.values()),
            ]
        )
        self._delete("speaker", changed, written)
        document = table_document(JoinedSpeakers(table, frozenset(overlapping)))
        self.uploader.put_names([document])

    def _joined_documents(
        self, speakers: Sequence[JoinedSpeaker], overlapping: set[str]
    ) -> Iterator[NameDocument]:
        """Yield documents, and add to *overlapping* who has a paragraph under two forms."""
        for speaker, document in zip(
            speakers, self._builder.joined_documents(speakers), strict=True
        ):
            if sum(form.count for form in speaker.forms) > document.count:
                overlapping.add(speaker.id)
            yield document

    def _delete(self, facet: str, only: Collection[str] | None, written: set[str]) -> None:
        """Delete the names that the generation does not have any more."""
        self.uploader.delete_names(sorted(self._earlier_keys(facet, only) - written))

    def _earlier_keys(self, facet: str, only: Collection[str] | None) -> set[str]:
        """Return the keys of names that a clone brought along: of all, or of *only* these ids."""
        if only is not None:
            return {name_key(facet, id_) for id_ in only}
        if self.live is None and not self.has_leftovers:
            return set()
        return {hit["_id"] for hit in name_hits(self.reader, self.indices.names, facet, False)}


def _changed_forms(table: SpeakerTable, before: SpeakerTable) -> set[str]:
    """Return the forms of the speakers that are not the same in both tables."""
    speakers = set(table.speakers.values()) ^ set(before.speakers.values())
    return {form.id for speaker in speakers for form in speaker.forms}
