"""Writing the index of names of a generation, and the table of which names are one speaker."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from searchapp.engine.opensearch.generations import GenerationIndices
from searchapp.engine.opensearch.index_reader import IndexReader
from searchapp.engine.opensearch.joined_speakers import JoinedSpeakers, read_joined_speakers
from searchapp.engine.opensearch.write.name_builder import NameBuilder
from searchapp.engine.opensearch.write.name_documents import (
    FORM_FACET,
    NAME_FACETS,
    FormDocument,
    NameDocument,
    name_key,
    read_forms,
    speaker_document,
    table_document,
)
from searchapp.engine.opensearch.write.uploader import ArticleUploader
from searchapp.models.identity import (
    IdentifySpeakers,
    JoinedSpeaker,
    SpeakerForm,
    SpeakerTable,
)

MAX_TOUCHED_ARTICLES = 2_000
"""Up to this many changed articles only their names are counted anew."""


class ClusterForms:
    """The ``ArchiveForms`` of a generation: *forms*, and texts that *builder* reads ahead.

    *renew* is called before each request for texts.
    """

    def __init__(
        self, forms: Mapping[str, SpeakerForm], builder: NameBuilder, renew: Callable[[], None]
    ) -> None:
        self.forms = forms
        self._builder = builder
        self._renew = renew
        self._texts: dict[str, str] = {}

    def text(self, article: str) -> str:
        """Return an article's headline and paragraphs; see ``ArchiveForms``."""
        if article not in self._texts:
            self._texts |= self._builder.texts([article])
        return self._texts[article]

    def read_ahead(self, articles: Collection[str]) -> None:
        """Read the texts of *articles* that were not in the last call."""
        self._renew()
        kept = {article: self._texts[article] for article in articles if article in self._texts}
        self._texts = kept | self._builder.texts([a for a in articles if a not in kept])


@dataclass(frozen=True, slots=True)
class NamesWriter:
    """Writes the index of names, after all paragraphs are written and can be searched.

    ``indices`` are those of the generation, ``live`` those that it is a clone of, and
    ``touched`` the articles in which they differ. Without ``live`` there is no clone, and all
    names are read and written; ``has_leftovers`` says that names of an interrupted run are in
    the index. ``renew`` renews the lease.
    """

    reader: IndexReader
    uploader: ArticleUploader
    indices: GenerationIndices
    live: GenerationIndices | None
    touched: Collection[str]
    has_leftovers: bool
    identify: IdentifySpeakers | None
    renew: Callable[[], None]

    def write(self) -> None:
        """Write all names and the table. Raises ``IndexWriteError`` and the client's errors."""
        for facet in NAME_FACETS:
            only = self._touched_ids(facet)
            written = self.uploader.put_names(self._builder.documents(facet, only))
            self._delete(facet, only, written)
        only = self._touched_ids("speaker")
        changed = {form.id: form for form in self._builder.forms(only)}
        documents = (FormDocument(form.id, form) for form in changed.values())
        self._delete(FORM_FACET, only, self.uploader.put_names(documents))
        before = JoinedSpeakers()
        if self.live is not None:
            before = read_joined_speakers(self.reader.client, self.live.names)
        forms = changed
        if only is not None:
            forms = {id_: f for id_, f in self._stored_forms().items() if id_ not in only} | changed
        table = SpeakerTable()
        if self.identify is not None:
            table = self.identify.table(ClusterForms(forms, self._builder, self.renew))
        self._write_speakers(forms, table, before, only)
        self.uploader.finish()

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
        forms: Mapping[str, SpeakerForm],
        table: SpeakerTable,
        before: JoinedSpeakers,
        only: set[str] | None,
    ) -> None:
        """Write the speakers, or those that have one of the forms *only* or are joined anew."""
        changed = None if only is None else only | _changed_forms(table, before.table)
        ids = {table.speaker_of(id_) for id_ in (forms if changed is None else changed)}
        joined = [speaker for speaker in table.speakers.values() if speaker.id in ids]
        overlapping = set(before.overlapping - ids) & table.speakers.keys()
        written = self.uploader.put_names(
            [
                *self._joined_documents(joined, overlapping),
                *(
                    speaker_document(forms[id_])
                    for id_ in sorted(ids - table.speakers.keys())
                    if id_ in forms
                ),
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
        return {hit["_id"] for hit in self._documents(self.indices.names, facet, _source=False)}

    def _stored_forms(self) -> dict[str, SpeakerForm]:
        """Return the forms of the live generation."""
        if self.live is None:
            return {}
        hits = self._documents(self.live.names, FORM_FACET, _source=["id", "form"])
        return read_forms(hit["_source"] for hit in hits)

    def _documents(self, index: str, facet: str, **options: Any) -> Iterator[dict[str, Any]]:
        from opensearchpy.helpers import scan

        query = {"query": {"term": {"facet": facet}}, **options}
        yield from scan(self.reader.client, query, index=index, size=5_000)


def _changed_forms(table: SpeakerTable, before: SpeakerTable) -> set[str]:
    """Return the forms of the speakers that are not the same in both tables."""
    speakers = set(table.speakers.values()) ^ set(before.speakers.values())
    return {form.id for speaker in speakers for form in speaker.forms}
