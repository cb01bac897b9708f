"""What filters, facets and sorting look at: the values of every document of a generation.

A generation's columns only join those of its segments, so that a small commit costs
little however large the index is.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from searchapp.engine.common.stored_paragraph import StoredParagraph, read_paragraph, read_shared
from searchapp.engine.common.timelines import DayCounts
from searchapp.engine.embedded.format.facet_values import FacetFile, FacetIndex, Numbers, Texts
from searchapp.engine.embedded.format.fields import WordField
from searchapp.engine.embedded.format.postings import Documents, offsets
from searchapp.engine.embedded.format.segment_reader import NO_DAY, SegmentReader
from searchapp.engine.embedded.search.docid_sets import Scratch
from searchapp.engine.embedded.search.duplicates import DuplicateGroups, SegmentWordings
from searchapp.engine.embedded.search.ordinals import Ordinals
from searchapp.engine.embedded.search.topk import top_k
from searchapp.models.normalize import fold
from searchapp.query.boosts import Boosts

Mask = npt.NDArray[np.bool_]
Bonuses = npt.NDArray[np.float32]


def count_days(day: npt.NDArray[np.int32]) -> DayCounts:
    """Return the number of paragraphs on each day; *day* has the day number of each."""
    dated = day[day != NO_DAY]
    first = int(dated.min()) if len(dated) else 0
    counts = np.bincount(dated - np.int32(first)) if len(dated) else np.empty(0, np.int64)
    return DayCounts(first, offsets(counts), len(day) - len(dated))


class SegmentDocValues:
    """The columns of one segment."""

    def __init__(self, segment: SegmentReader, facets: FacetFile) -> None:
        self.size = segment.documents
        self._segment = segment
        self._facets = facets
        self._ordinals: dict[str, Ordinals] = {}
        self._bonuses: dict[Boosts, Bonuses] = {}

    @property
    def file(self) -> SegmentReader:
        """The segment itself."""
        return self._segment

    def words(self, field: str) -> WordField | None:
        """Return a field that has postings of its own, or None where it has no term."""
        return self._segment.words(field)

    @cached_property
    def wordings(self) -> SegmentWordings:
        """What tells copies."""
        return SegmentWordings(self._segment.wordings())

    @property
    def number(self) -> npt.NDArray[np.int32]:
        """The paragraph number of each document."""
        return self._segment.column("number")

    @property
    def entered(self) -> npt.NDArray[np.int64]:
        """When each document first entered the index, in seconds since 1970, UTC."""
        return self._segment.entered()

    @property
    def day(self) -> npt.NDArray[np.int32]:
        """The day number of each document, or ``NO_DAY``."""
        return self._segment.column("day")

    def values(self, facet: str) -> FacetIndex:
        """Return the values of a facet."""
        return self._facets.values(facet)

    def ordinals(self, facet: str) -> Ordinals:
        """Return the values of a facet by document."""
        if facet not in self._ordinals:
            self._ordinals[facet] = Ordinals(self.values(facet))
        return self._ordinals[facet]

    def quotation_bonus(self, weights: Boosts) -> Bonuses:
        """Return what its most direct quotation adds to the score of each document."""
        if weights not in self._bonuses:
            bonus = np.zeros(self.size, np.float32)
            ids = self.values("quotation").ids
            for quotation in ("indirect", "mixed", "direct"):
                chosen = np.array([id_ == quotation for id_ in ids], np.bool_)
                mask = self.ordinals("quotation").mask(chosen)
                bonus[mask] = weights.of_quotation(quotation)
            self._bonuses[weights] = bonus
        return self._bonuses[weights]

    @property
    def article(self) -> npt.NDArray[np.int32]:
        """The number of each document's article, in the order of the segment's article ids."""
        return self._facets.article

    def stored(self, document: int) -> StoredParagraph:
        """Return what is stored of a document."""
        shared, own = self._segment.stored.read(document)
        return StoredParagraph(read_shared(shared), read_paragraph(own))

    def article_id(self, document: int) -> str:
        """Return the id of a document's article."""
        field = self._segment.words("article")
        return field.lexicon[int(self.article[document])].decode() if field else ""

    def document_frequency(self, word: str) -> int:
        """Return in how many documents a folded word stands, deleted ones included."""
        field = self._segment.words("exact")
        number = field.lexicon.find(word.encode()) if field else -1
        return field.document_frequency(number) if field and number >= 0 else 0


class Facet:
    """One facet of a generation: the values of all segments, each once."""

    def __init__(self, name: str, segments: Sequence[SegmentDocValues]) -> None:
        self._segments = segments
        self._name = name
        self._to_global: list[Numbers] = []
        if len(segments) == 1:
            values = segments[0].values(name)
            self.ids: Texts = values.ids
            self.names: Texts = values.names
            self._to_global.append(np.arange(len(values.ids)))
        else:
            self.ids, self.names = self._joined()

    def _joined(self) -> tuple[Texts, Texts]:
        """Give the values of several segments their numbers; the commonest name is shown."""
        numbers: dict[str, int] = {}
        names: list[str] = []
        most: list[int] = []
        for segment in self._segments:
            values = segment.values(self._name)
            counts = segment.ordinals(self._name).totals()
            to_global = np.empty(len(values.ids), np.int64)
            for i, id_ in enumerate(values.ids):
                number = numbers.setdefault(id_, len(names))
                if number == len(names):
                    names.append(values.names[i])
                    most.append(int(counts[i]))
                elif counts[i] > most[number]:
                    names[number], most[number] = values.names[i], int(counts[i])
                to_global[i] = number
            self._to_global.append(to_global)
        return list(numbers), names

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each value, by its id."""
        return {id_: number for number, id_ in enumerate(self.ids)}

    @cached_property
    def folded(self) -> list[str]:
        """The name of each value, folded for comparing."""
        return [fold(name) for name in self.names]

    def name_of(self, id_: str) -> str | None:
        """Return how the value *id_* is shown, or None where there is none."""
        number = self.numbers.get(id_)
        return None if number is None else self.names[number]

    def pairs(self) -> tuple[Documents, Numbers]:
        """Return every pair of document and value, deleted documents included."""
        documents: list[Documents] = [np.empty(0, np.int32)]
        numbers: list[Numbers] = [np.empty(0, np.int64)]
        base = 0
        for segment, to_global in zip(self._segments, self._to_global, strict=True):
            values = segment.values(self._name)
            documents.append(values.documents + np.int32(base))
            numbers.append(np.repeat(to_global, np.diff(values.starts)))
            base += segment.size
        return np.concatenate(documents), np.concatenate(numbers)

    @cached_property
    def ranks(self) -> Numbers:
        """Each value's place by folded name: what breaks ties between counts."""
        keys = [(fold(name), name) for name in self.names]
        order = sorted(range(len(keys)), key=keys.__getitem__)
        ranks = np.empty(len(order), np.int64)
        ranks[order] = np.arange(len(order))
        return ranks

    def mask(self, chosen: Collection[str]) -> Mask:
        """Return for each document whether it has any of the values *chosen*, by their ids."""
        wanted = np.zeros(len(self.ids), np.bool_)
        wanted[[self.numbers[id_] for id_ in chosen if id_ in self.numbers]] = True
        masks = [
            segment.ordinals(self._name).mask(wanted[to_global])
            for segment, to_global in zip(self._segments, self._to_global, strict=True)
        ]
        return np.concatenate(masks) if masks else np.zeros(0, np.bool_)

    def counts(self, parts: Sequence[Documents]) -> Numbers:
        """Return for each value how many of the documents have it.

        *parts* are the documents of each segment, by their numbers in it.
        """
        if len(parts) == 1:
            return self._segments[0].ordinals(self._name).counts(parts[0])
        total = np.zeros(len(self.ids), np.int64)
        for segment, to_global, documents in zip(
            self._segments, self._to_global, parts, strict=True
        ):
            total[to_global] += segment.ordinals(self._name).counts(documents)
        return total

    def pairs_of(self, parts: Sequence[Documents]) -> tuple[Numbers, Numbers]:
        """Return each pair of a document of *parts*, by any number of its own, and a value."""
        owners, values = [], []
        for number, (segment, to_global, documents) in enumerate(
            zip(self._segments, self._to_global, parts, strict=True)
        ):
            found, local = segment.ordinals(self._name).pairs(documents)
            owners.append(found.astype(np.int64) * len(self._segments) + number)
            values.append(to_global.take(local))
        return np.concatenate(owners), np.concatenate(values)


class DocValues:
    """The columns of a generation: those of its segments, one after the other."""

    def __init__(self, segments: Sequence[SegmentDocValues]) -> None:
        self.segments = segments
        self.bases = offsets(np.array([s.size for s in segments], np.int64))
        self.size = int(self.bases[-1])
        self._facets: dict[str, Facet] = {}
        self._bonuses: dict[Boosts, Bonuses] = {}
        self.scratch = Scratch(self.size)

    def facet(self, name: str) -> Facet:
        """Return a facet: speaker, source, year, quotation, role or pair."""
        if name not in self._facets:
            self._facets[name] = Facet(name, self.segments)
        return self._facets[name]

    def parts(self, documents: Documents) -> list[Documents]:
        """Return ascending *documents* by segment, with their numbers in it."""
        if len(self.segments) == 1:
            return [documents]
        cuts = np.searchsorted(documents, self.bases)
        return [
            documents[low:high] - np.int32(base)
            for low, high, base in zip(cuts[:-1], cuts[1:], self.bases[:-1], strict=True)
        ]

    def document_frequency(self, word: str) -> int:
        """Return in how many documents a folded word stands, deleted ones included."""
        return sum(segment.document_frequency(word) for segment in self.segments)

    def quotation_bonus(self, weights: Boosts) -> Bonuses:
        """Return what its most direct quotation adds to the score of each document."""
        if weights not in self._bonuses:
            parts = [segment.quotation_bonus(weights) for segment in self.segments]
            self._bonuses[weights] = (
                parts[0] if len(parts) == 1 else np.concatenate([np.empty(0, np.float32), *parts])
            )
        return self._bonuses[weights]

    @cached_property
    def day(self) -> npt.NDArray[np.int32]:
        """The day number of each document, or ``NO_DAY``."""
        return self._joined([s.day for s in self.segments])

    @cached_property
    def copies(self) -> DuplicateGroups:
        """Which documents are copies of one another."""
        return DuplicateGroups.of([segment.wordings for segment in self.segments])

    @cached_property
    def entered(self) -> npt.NDArray[np.int64]:
        """When each document first entered the index, in seconds since 1970, UTC."""
        parts = [segment.entered for segment in self.segments]
        return np.concatenate(parts) if parts else np.empty(0, np.int64)

    def added_at(self, document: int) -> datetime.datetime | None:
        """Return when a document first entered the index, or None where that is unknown."""
        seconds = int(self.entered[document])
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC) if seconds else None

    @cached_property
    def number(self) -> npt.NDArray[np.int32]:
        """The paragraph number of each document."""
        return self._joined([s.number for s in self.segments])

    @cached_property
    def article(self) -> npt.NDArray[np.int32]:
        """A number for each document's article, the same for all its paragraphs.

        An article lies in one segment: its paragraphs are written and deleted together.
        """
        parts, base = [], 0
        for segment in self.segments:
            parts.append(segment.article + np.int32(base))
            base += int(segment.article.max(initial=-1)) + 1
        return self._joined(parts)

    @staticmethod
    def _joined(parts: list[npt.NDArray[np.int32]]) -> npt.NDArray[np.int32]:
        if len(parts) == 1:
            return parts[0]
        return np.concatenate(parts) if parts else np.empty(0, np.int32)

    def _at(self, document: int) -> tuple[SegmentDocValues, int]:
        """Return the segment that holds a document, and its number there."""
        if len(self.segments) == 1:
            return self.segments[0], document
        at = int(np.searchsorted(self.bases, document, side="right")) - 1
        return self.segments[at], document - int(self.bases[at])

    def copies_of(self, address: str) -> Mask:
        """Return which documents are the paragraph at *address*, ARTICLE#pN, or a copy of it."""
        mask = np.zeros(self.size, np.bool_)
        article_id, _, number = address.rpartition("#p")
        for segment, base in zip(self.segments, self.bases.tolist(), strict=False):
            field = segment.file.field("article")
            term = field.lexicon.find(article_id.encode()) if field is not None else -1
            if field is None or term < 0 or not number.isdigit():
                continue
            for document in field.postings(term).documents.tolist():
                if int(segment.number[document]) == int(number):
                    mask[self.copies.of_one(base + document)] = True
        return mask

    def identity(self, document: int) -> tuple[str, int]:
        """Return a document's article id and paragraph number: what breaks ties."""
        segment, local = self._at(document)
        return segment.article_id(local), int(segment.number[local])

    def stored(self, document: int) -> StoredParagraph:
        """Return what is stored of a document."""
        segment, local = self._at(document)
        return segment.stored(local)

    def first_by_name(self, documents: Documents, wanted: int) -> Documents:
        """Return the first *wanted* of ascending *documents* by name, in that order."""
        found = []
        for segment, base, part in zip(
            self.segments, self.bases[:-1].tolist(), self.parts(documents), strict=True
        ):
            rows = top_k(-segment.article.take(part), wanted)
            found.append(part.take(rows) + np.int32(base))
        return self.by_name(np.concatenate(found) if found else documents)[:wanted]

    def by_name(self, documents: Documents) -> Documents:
        """Return *documents* in the order of article id and paragraph number."""
        if len(self.segments) == 1:
            segment = self.segments[0]
            numbers, articles = segment.number.take(documents), segment.article.take(documents)
            return documents.take(np.lexsort((numbers, articles)))
        return np.array(sorted(documents.tolist(), key=self.identity), np.int32)
