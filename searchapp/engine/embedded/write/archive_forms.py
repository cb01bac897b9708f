"""Forms of speakers' names in a generation, with where they speak and the texts around them.

They are read from the columns, and from stored paragraphs where a text is asked for. Nothing
in them depends on the order in which articles were added.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from whoosh.searching import Searcher

from searchapp.engine.embedded.columns.doc_values import DocValues, SegmentDocValues
from searchapp.engine.embedded.format.docid_sets import DocIds, Mask
from searchapp.engine.embedded.format.facet_values import FacetFile
from searchapp.engine.embedded.format.segment_reader import NO_DAY
from searchapp.engine.embedded.whoosh.codec import FACETS_EXTENSION, ArrayCodec
from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.models.articles import SpeakerKind
from searchapp.models.identity import SpeakerForm
from searchapp.models.normalize import slug

_CACHED_TEXTS = 4_000

Rows = npt.NDArray[np.int64]


class GenerationForms:
    """The ``ArchiveForms`` of a generation that *searcher* has open."""

    def __init__(self, searcher: Searcher, codec: ArrayCodec) -> None:
        segments = []
        live: list[Mask] = []
        for leaf, _ in searcher.leaf_searchers():
            reader = leaf.reader()
            segment = reader.segment()
            if segment is None:  # Whoosh's reader of an index without documents.
                continue
            file = codec.file(reader.storage(), segment)
            path = Path(reader.storage().folder) / segment.make_filename(FACETS_EXTENSION)
            segments.append(SegmentDocValues(file, FacetFile(path, file.article_starts)))
            mask = np.ones(file.documents, np.bool_)
            mask[np.fromiter(segment.deleted_docs(), np.int64, segment.deleted_count())] = False
            live.append(mask)
        self._doc_values = DocValues(segments)
        self._live = np.concatenate(live) if live else np.zeros(0, np.bool_)
        self._cached_text = lru_cache(_CACHED_TEXTS)(self._read_text)

    @cached_property
    def forms(self) -> dict[str, SpeakerForm]:
        """The forms by id."""
        facet = self._doc_values.facet("speaker")
        doc_ids, numbers = facet.all_pairs()
        is_live = self._live[doc_ids]
        doc_ids, numbers = doc_ids[is_live], numbers[is_live]
        # The paragraphs of each form, by article id and number.
        keys = self._doc_values.articles.id_ranks(doc_ids)
        order = np.lexsort((self._doc_values.number[doc_ids], keys, numbers))
        doc_ids, numbers = doc_ids[order], numbers[order]
        starts = np.searchsorted(numbers, np.arange(len(facet.ids) + 1)).tolist()
        names, roles = self._names(), self._roles()
        return {
            facet.ids[i]: self._form(facet.ids[i], doc_ids[start:end], names, roles)
            for i, (start, end) in enumerate(pairwise(starts))
            if start < end
        }

    def _form(
        self,
        form_id: str,
        doc_ids: DocIds,
        names: dict[str, Counter[str]],
        roles: dict[str, Counter[str]],
    ) -> SpeakerForm:
        spellings = names[form_id]
        days = self._doc_values.day[doc_ids]
        dated = days[days != NO_DAY]
        articles = self._doc_values.article[doc_ids].tolist()
        return SpeakerForm(
            id=form_id,
            name=max(spellings, key=lambda name: (spellings[name], name)),
            kind=self._kind(form_id, int(doc_ids[0])),
            paragraphs=len(doc_ids),
            articles=frozenset(self._article_ids[article] for article in articles),
            roles=roles.get(form_id, {}),
            first_day=int(dated.min()) if len(dated) else 0,
            last_day=int(dated.max()) if len(dated) else 0,
        )

    def _kind(self, form_id: str, doc_id: int) -> SpeakerKind:
        attributions = self._doc_values.stored(doc_id).paragraph.attributions
        kinds = (a.speaker.kind for a in attributions if slug(a.speaker.name) == form_id)
        return next(kinds, "person")

    def _names(self) -> dict[str, Counter[str]]:
        """Return the spellings of each form, with the number of live paragraphs of each."""
        names: dict[str, Counter[str]] = defaultdict(Counter)
        for segment, base in zip(self._doc_values.segments, self._doc_values.bases, strict=False):
            field = segment.segment.word_field("speakers")
            for number, term in enumerate(field.terms if field else ()):
                name = term.decode()
                documents = field.documents(number, number + 1) if field else ()
                names[slug(name)][name] += int(self._live[documents + base].sum())
        return names

    def _roles(self) -> dict[str, Counter[str]]:
        """Return the roles of each form, with the number of live paragraphs of each."""
        roles: dict[str, Counter[str]] = defaultdict(Counter)
        for segment, base in zip(self._doc_values.segments, self._doc_values.bases, strict=False):
            index = segment.facet_index("speaker_role")
            for number, id_ in enumerate(index.ids):
                count = int(self._live[index.documents_of(number) + base].sum())
                if count:
                    form, _, role = id_.partition(PAIR_SEPARATOR)
                    roles[form][role] += count
        return roles

    def text(self, article: str) -> str:
        """Return an article's headline and paragraphs; see ``ArchiveForms``."""
        return self._cached_text(article)

    def read_ahead(self, articles: Collection[str]) -> None:
        """Do nothing: texts are read fast one by one."""

    def _read_text(self, article: str) -> str:
        number = self._article_numbers[article]
        first, last = self._article_starts[number], self._article_starts[number + 1]
        doc_ids = [d for d in self._by_article[first:last].tolist() if self._live[d]]
        stored = [self._doc_values.stored(doc_id) for doc_id in doc_ids]
        texts = (paragraph.paragraph.text for paragraph in stored)
        return f"-{slug(' '.join([stored[0].shared.title, *texts]))}-"

    @cached_property
    def _article_ids(self) -> list[str]:
        """The id of each article, by the numbers in ``DocValues.article``."""
        segments = self._doc_values.segments
        return [id_.decode() for segment in segments for id_ in segment.article_ids()]

    @cached_property
    def _article_numbers(self) -> dict[str, int]:
        """The number of each article that is not deleted, by its id."""
        live = self._doc_values.articles.of(np.flatnonzero(self._live).astype(np.int32))
        return {self._article_ids[number]: number for number in np.flatnonzero(live).tolist()}

    @cached_property
    def _by_article(self) -> Rows:
        """All documents, article by article."""
        return np.lexsort((self._doc_values.number, self._doc_values.article))

    @cached_property
    def _article_starts(self) -> Rows:
        """Where the documents of each article start in ``_by_article``."""
        ordered = self._doc_values.article[self._by_article]
        return np.searchsorted(ordered, np.arange(self._doc_values.articles.count + 1))
