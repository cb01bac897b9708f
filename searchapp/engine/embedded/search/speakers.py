"""The speakers of a generation: the list of all, and the parts of a speaker's profile."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import cached_property
from itertools import chain, islice

import numpy as np
import numpy.typing as npt

from searchapp.engine.common.speakers import (
    MAX_CO_QUOTED,
    MIN_TERM_PARAGRAPHS,
    SAMPLE_PARAGRAPHS,
    SignificantTerms,
    shown_roles,
)
from searchapp.engine.embedded.columns.doc_values import DocValues
from searchapp.engine.embedded.format.docid_sets import DocIds, Mask
from searchapp.engine.embedded.format.segment_reader import NO_DAY
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


class SpeakerIndex:
    """All speakers, by number, with the documents that quote them and are not deleted."""

    def __init__(self, doc_values: DocValues, live: Mask) -> None:
        self._doc_values = doc_values
        self._facet = doc_values.facet("speaker")
        doc_ids, numbers = self._facet.all_pairs()
        is_live = live[doc_ids]
        # One pair for each speaker of each paragraph.
        self._doc_ids, self._numbers = doc_ids[is_live], numbers[is_live]
        self._live = live
        size = len(self._facet.ids)
        self._counts = np.bincount(self._numbers, minlength=size)
        day = doc_values.day[self._doc_ids]
        dated = day != NO_DAY
        self._first_day = np.full(size, np.iinfo(np.int32).max, np.int32)
        self._last_day = np.full(size, NO_DAY, np.int32)
        np.minimum.at(self._first_day, self._numbers[dated], day[dated])
        np.maximum.at(self._last_day, self._numbers[dated], day[dated])
        self._first_day[self._last_day == NO_DAY] = NO_DAY
        self._orders: dict[SpeakerOrder, list[int]] = {}

    def _order(self, sort: SpeakerOrder) -> list[int]:
        """Return the numbers of all speakers in order; ties go by name."""
        if sort not in self._orders:
            numbers: list[int] = np.flatnonzero(self._counts).tolist()
            numbers.sort(key=lambda i: (self._facet.folded[i], self._facet.ids[i]))
            if sort != "name":
                key = self._counts if sort == "count" else self._last_day
                numbers.sort(key=(-key).tolist().__getitem__)
            self._orders[sort] = numbers
        return self._orders[sort]

    def page(self, request: SpeakersRequest) -> tuple[int, tuple[SpeakerSummary, ...]]:
        """Return the number of speakers that match *request*, and the page it asks for."""
        numbers: Sequence[int] = self._order(request.sort)
        if words := fold(request.name).split():
            names = self._names_by_number
            numbers = [i for i in numbers if all(word in names[i] for word in words)]
        if request.kinds:
            kinds = self._kinds
            numbers = [i for i in numbers if kinds[i] in request.kinds]
        start = (request.page - 1) * request.limit
        page = islice(numbers, start, start + request.limit)
        return len(numbers), tuple(map(self.summary, page))

    @cached_property
    def _names_by_number(self) -> list[str]:
        """The folded names of each speaker, all its forms in one text."""
        names = list(self._facet.folded)
        for speaker in self._doc_values.speaker_table.speakers.values():
            number = self._facet.numbers.get(speaker.id)
            if number is not None:
                names[number] = "\n".join(fold(form.name) for form in speaker.forms)
        return names

    def number_of(self, speaker_id: str) -> int | None:
        """Return the number of a speaker, or None where no paragraph quotes that speaker."""
        number = self._facet.numbers.get(speaker_id)
        return None if number is None or not self._counts[number] else number

    def doc_ids(self, number: int) -> DocIds:
        """Return the documents that quote a speaker, ascending."""
        return np.sort(self._doc_ids[self._numbers == number])

    def summary(self, number: int) -> SpeakerSummary:
        """Return a speaker's entry in the list of all."""
        id_ = self._facet.ids[number]
        return SpeakerSummary(
            id=id_,
            name=self._facet.names[number],
            kind=self._kind(id_, int(self._doc_ids[np.argmax(self._numbers == number)])),
            count=int(self._counts[number]),
            first_date=_date(int(self._first_day[number])),
            last_date=_date(int(self._last_day[number])),
        )

    def _kind(self, speaker_id: str, doc_id: int) -> SpeakerKind:
        """Return the kind that the attributions of one paragraph give a speaker."""
        table = self._doc_values.speaker_table
        if speaker_id in table.speakers:
            return table.speakers[speaker_id].kind
        attributions = self._doc_values.stored(doc_id).paragraph.attributions
        kinds = (a.speaker.kind for a in attributions if slug(a.speaker.name) == speaker_id)
        return next(kinds, "person")

    @cached_property
    def _kinds(self) -> dict[int, SpeakerKind]:
        """The kind of each speaker by number, read from a paragraph of each on first use."""
        numbers, positions = np.unique(self._numbers, return_index=True)
        ids = self._facet.ids
        return {
            number: self._kind(ids[number], doc_id)
            for number, doc_id in zip(
                numbers.tolist(), self._doc_ids[positions].tolist(), strict=True
            )
        }

    def roles(self, speaker_id: str) -> tuple[Role, ...]:
        """Return the most frequent roles of a speaker, the latest first.

        Spellings of a role that differ in case or accents are one role.
        """
        forms = self._doc_values.speaker_table.forms_of(speaker_id)
        prefixes = [id_ + PAIR_SEPARATOR for id_ in [form.id for form in forms] or [speaker_id]]
        spellings_by_role: dict[str, dict[str, list[DocIds]]] = {}
        for segment, base in zip(self._doc_values.segments, self._doc_values.bases, strict=False):
            index = segment.facet_index("speaker_role")
            for i in chain.from_iterable(map(index.with_prefix, prefixes)):
                doc_ids = index.documents_of(i) + np.int32(base)
                spellings = spellings_by_role.setdefault(slug(index.names[i]), {})
                spellings.setdefault(index.names[i], []).append(doc_ids[self._live[doc_ids]])
        roles = []
        for spellings in spellings_by_role.values():
            joined = {spelling: np.concatenate(parts) for spelling, parts in spellings.items()}
            doc_ids = np.unique(np.concatenate(list(joined.values())))
            if len(doc_ids):
                first, last = _first_and_last(self._doc_values.day[doc_ids])
                role = max(joined, key=lambda spelling: (len(joined[spelling]), spelling))
                roles.append(Role(role, len(doc_ids), first, last))
        return shown_roles(roles)

    def co_quoted(self, number: int, doc_ids: DocIds) -> tuple[CoQuoted, ...]:
        """Return the other speakers in the articles of *doc_ids*, by number of articles.

        *number* is the speaker that *doc_ids* quote.
        """
        articles = self._doc_values.article[self._doc_ids]
        in_chosen = self._doc_values.articles.of(doc_ids)[articles]
        size = len(self._facet.ids)
        pairs = np.unique(articles[in_chosen].astype(np.int64) * size + self._numbers[in_chosen])
        counts = np.bincount(pairs % size, minlength=size)
        counts[number] = 0
        others = np.flatnonzero(counts)
        if len(others) > MAX_CO_QUOTED:
            least = np.partition(counts[others], -MAX_CO_QUOTED)[-MAX_CO_QUOTED]
            others = others[counts[others] >= least]
        co_quoted = [
            CoQuoted(self._facet.ids[i], self._facet.names[i], int(counts[i]))
            for i in others.tolist()
        ]
        co_quoted.sort(key=lambda other: (-other.articles, fold(other.name)))
        return tuple(co_quoted[:MAX_CO_QUOTED])

    def terms(self, name: str, doc_ids: DocIds) -> tuple[Term, ...]:
        """Return the significant terms of *doc_ids*, which quote the speaker called *name*."""
        if len(doc_ids) < MIN_TERM_PARAGRAPHS:
            return ()
        step = max(1, len(doc_ids) // SAMPLE_PARAGRAPHS)
        sample = doc_ids[::step][:SAMPLE_PARAGRAPHS].tolist()
        doc_values = self._doc_values
        texts = [doc_values.stored(doc_id).paragraph.text for doc_id in sample]
        terms = SignificantTerms(texts, name)
        frequencies = {word: doc_values.document_frequency(word) for word in terms.candidates}
        return terms.rank(frequencies, doc_values.size)
