"""The speakers of a generation: the list of all, and the profile of each."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from searchapp.engine.common.speakers import (
    MAX_CO_QUOTED,
    MIN_TERM_PARAGRAPHS,
    SAMPLE_PARAGRAPHS,
    shown_roles,
    significant_terms,
)
from searchapp.engine.embedded.format.postings import Documents
from searchapp.engine.embedded.format.segment_reader import NO_DAY
from searchapp.engine.embedded.search.doc_values import DocValues, Mask
from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.models.analytics import (
    CoQuoted,
    Role,
    SpeakerOrder,
    SpeakersRequest,
    SpeakerSummary,
    Term,
)
from searchapp.models.articles import SpeakerKind
from searchapp.models.normalize import fold, slug


def _date(day: int) -> datetime.date | None:
    return None if day == NO_DAY else datetime.date.fromordinal(day)


def _first_and_last(day: npt.NDArray[np.int32]) -> tuple[datetime.date | None, ...]:
    dated = day[day != NO_DAY]
    if not len(dated):
        return None, None
    return _date(int(dated.min())), _date(int(dated.max()))


class Speakers:
    """All speakers of a generation, each with its live paragraphs."""

    def __init__(self, columns: DocValues, live: Mask) -> None:
        self._columns = columns
        self._facet = columns.facet("speaker")
        documents, speakers = self._facet.pairs()
        kept = live[documents]
        self._documents, self._speakers = documents[kept], speakers[kept]
        self._live = live
        self._counts = np.bincount(self._speakers, minlength=len(self._facet.ids))
        day = columns.day[self._documents]
        dated = day != NO_DAY
        size = len(self._facet.ids)
        self._first = np.full(size, np.iinfo(np.int32).max, np.int32)
        self._last = np.full(size, NO_DAY, np.int32)
        np.minimum.at(self._first, self._speakers[dated], day[dated])
        np.maximum.at(self._last, self._speakers[dated], day[dated])
        self._first[self._last == NO_DAY] = NO_DAY
        self._orders: dict[SpeakerOrder, list[int]] = {}

    def _order(self, sort: SpeakerOrder) -> list[int]:
        """Return the numbers of all speakers in this order; ties go by name."""
        if sort not in self._orders:
            present: list[int] = np.flatnonzero(self._counts).tolist()
            present.sort(key=lambda i: (self._facet.folded[i], self._facet.ids[i]))
            if sort != "name":
                key = self._counts if sort == "count" else self._last
                present.sort(key=(-key).tolist().__getitem__)
            self._orders[sort] = present
        return self._orders[sort]

    def listed(self, request: SpeakersRequest) -> tuple[int, tuple[SpeakerSummary, ...]]:
        """Return how many speakers *request* finds, and its page of them."""
        found: Sequence[int] = self._order(request.sort)
        if wanted := fold(request.name).split():
            names = self._facet.folded
            found = [i for i in found if all(word in names[i] for word in wanted)]
        start = (request.page - 1) * request.limit
        page = islice(found, start, start + request.limit)
        return len(found), tuple(map(self._summary, page))

    def documents(self, number: int) -> Documents:
        """Return the live documents of a speaker, in ascending order."""
        return np.sort(self._documents[self._speakers == number])

    def _summary(self, number: int) -> SpeakerSummary:
        id_ = self._facet.ids[number]
        return SpeakerSummary(
            id=id_,
            name=self._facet.names[number],
            kind=self._kind(id_, int(self._documents[np.argmax(self._speakers == number)])),
            count=int(self._counts[number]),
            first_date=_date(int(self._first[number])),
            last_date=_date(int(self._last[number])),
        )

    def _kind(self, id_: str, document: int) -> SpeakerKind:
        """Return what a speaker is, as one of its paragraphs says."""
        paragraph = self._columns.stored(document).paragraph
        kinds = (a.speaker.kind for a in paragraph.attributions if slug(a.speaker.name) == id_)
        return next(kinds, "person")

    def find(self, speaker_id: str) -> tuple[SpeakerSummary, Documents] | None:
        """Return a speaker and the live documents of it, or None."""
        number = self._facet.numbers.get(speaker_id)
        if number is None or not self._counts[number]:
            return None
        return self._summary(number), self.documents(number)

    def roles(self, speaker_id: str) -> tuple[Role, ...]:
        """Return what a speaker is called most often, the latest first."""
        parts: dict[str, dict[str, list[Documents]]] = {}
        for segment, base in zip(self._columns.segments, self._columns.bases, strict=False):
            values = segment.values("speaker_role")
            for i in values.with_prefix(speaker_id + PAIR_SEPARATOR):
                documents = values.documents_of(i) + np.int32(base)
                spellings = parts.setdefault(slug(values.names[i]), {})
                spellings.setdefault(values.names[i], []).append(documents[self._live[documents]])
        roles = []
        for of_role in parts.values():
            joined = {spelling: np.concatenate(found) for spelling, found in of_role.items()}
            documents = np.unique(np.concatenate(list(joined.values())))
            if len(documents):
                first, last = _first_and_last(self._columns.day[documents])
                role = max(joined, key=lambda spelling: (len(joined[spelling]), spelling))
                roles.append(Role(role, len(documents), first, last))
        return shown_roles(roles)

    def co_quoted(self, speaker_id: str, documents: Documents) -> tuple[CoQuoted, ...]:
        """Return who is quoted in most of the articles that *documents* belong to."""
        article = self._columns.article
        chosen = np.zeros(int(article.max(initial=-1)) + 1, np.bool_)
        chosen[article[documents]] = True
        of_pair = article[self._documents]
        kept = chosen[of_pair]
        size = len(self._facet.ids)
        pairs = np.unique(of_pair[kept].astype(np.int64) * size + self._speakers[kept])
        counts = np.bincount(pairs % size, minlength=size)
        counts[self._facet.numbers[speaker_id]] = 0
        present = np.flatnonzero(counts)
        if len(present) > MAX_CO_QUOTED:
            least = np.partition(counts[present], -MAX_CO_QUOTED)[-MAX_CO_QUOTED]
            present = present[counts[present] >= least]
        found = [
            CoQuoted(self._facet.ids[i], self._facet.names[i], int(counts[i]))
            for i in present.tolist()
        ]
        found.sort(key=lambda other: (-other.articles, fold(other.name)))
        return tuple(found[:MAX_CO_QUOTED])

    def terms(self, name: str, documents: Documents) -> tuple[Term, ...]:
        """Return the words that stand out in *documents* against all of the archive."""
        if len(documents) < MIN_TERM_PARAGRAPHS:
            return ()
        step = max(1, len(documents) // SAMPLE_PARAGRAPHS)
        sample = documents[::step][:SAMPLE_PARAGRAPHS].tolist()
        columns = self._columns
        return significant_terms(
            [columns.stored(document).paragraph.text for document in sample],
            name,
            lambda words: {word: columns.document_frequency(word) for word in words},
            columns.size,
        )
