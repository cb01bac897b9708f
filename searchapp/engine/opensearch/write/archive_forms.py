"""Forms of speakers' names in a generation: those that a run has read, and the stored others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from searchapp.engine.opensearch.format.name_documents import FORM_FACET, name_key, read_forms
from searchapp.engine.opensearch.index_reader import IndexReader, batches
from searchapp.engine.opensearch.write.name_builder import NameBuilder
from searchapp.models.identity import SpeakerForm
from searchapp.models.normalize import slug

_FORMS_PER_REQUEST = 1_000


def name_hits(reader: IndexReader, names: str, facet: str, source: Any) -> Iterator[dict[str, Any]]:
    """Yield the documents of a facet in the index *names*, with these fields of their *source*."""
    from opensearchpy.helpers import scan

    query = {"query": {"term": {"facet": facet}}, "_source": source}
    yield from scan(reader.client, query, index=names, size=5_000)


class ClusterForms:
    """The ``IndexedForms`` of a generation, whose texts *builder* reads.

    *read* are the forms that a run has read from the paragraphs: all of those in *only*, or all
    there are where *only* is None. The others are as the index *stored* has them. *renew* is
    called before texts are read.
    """

    def __init__(
        self,
        builder: NameBuilder,
        reader: IndexReader,
        read: Mapping[str, SpeakerForm],
        only: Collection[str] | None,
        stored: str,
        renew: Callable[[], None],
    ) -> None:
        self._builder = builder
        self._reader = reader
        self.read = read
        self._only = only
        self._stored = stored
        self._renew = renew
        self._texts: dict[str, str] = {}

    @cached_property
    def forms(self) -> Mapping[str, SpeakerForm]:
        """All forms by id."""
        if self._only is None:
            return self.read
        hits = name_hits(self._reader, self._stored, FORM_FACET, ["id", "form"])
        stored = read_forms(hit["_source"] for hit in hits)
        return {id_: f for id_, f in stored.items() if id_ not in self._only} | dict(self.read)

    def of(self, ids: Collection[str]) -> dict[str, SpeakerForm]:
        """Return the forms with these *ids*, as far as there are such forms."""
        forms = {id_: self.read[id_] for id_ in ids if id_ in self.read}
        others = [] if self._only is None else sorted(set(ids).difference(self._only))
        for batch in batches(others, _FORMS_PER_REQUEST):
            keys = [name_key(FORM_FACET, id_) for id_ in batch]
            query = {"bool": {"filter": [{"ids": {"values": keys}}]}}
            body = {"query": query, "size": len(keys), "_source": ["id", "form"]}
            hits = self._reader.search(self._stored, body)["hits"]["hits"]
            forms |= read_forms(hit["_source"] for hit in hits)
        return forms

    def form(self, names: Iterable[str]) -> SpeakerForm | None:
        """Return the form with the spellings *names*, or None if none of them speaks."""
        id_ = slug(next(iter(names)))
        return self.of([id_]).get(id_)

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
