"""What filters, facets and sorting look at: the values of every document.

A segment's columns are made once and kept as long as its file is open; a generation's
only join those of its segments, so that a small commit costs little however large the
index is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.layout import NO_DAY, SegmentFile
from searchapp.engine.embedded.postings import Documents, offsets, ranges
from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.records import UNDATED
from searchapp.text import slug

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

_FIRST_DAY_OF_1970 = 719_163


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one field in a segment, by value and by document.

    Value i has the id ``ids[i]`` and is shown as ``names[i]``. The documents that have
    it are ``documents[starts[i]:starts[i + 1]]``; the values of document d are
    ``of_document[first[d]:first[d + 1]]``.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    documents: Documents
    starts: Numbers
    of_document: npt.NDArray[np.int32]
    first: Numbers

    @classmethod
    def of(cls, groups: Sequence[tuple[str, str, Documents]], size: int) -> Values:
        """Return the values given as (id, name, documents), in a segment of *size* documents."""
        counts = np.fromiter((len(d) for _, _, d in groups), np.int64, len(groups))
        documents = np.concatenate([d for _, _, d in groups]) if groups else np.empty(0, np.int32)
        numbers = np.repeat(np.arange(len(groups), dtype=np.int32), counts)
        order = np.argsort(documents, kind="stable")
        return cls(
            ids=tuple(id_ for id_, _, _ in groups),
            names=tuple(name for _, name, _ in groups),
            documents=documents,
            starts=offsets(counts),
            of_document=numbers[order],
            first=offsets(np.bincount(documents, minlength=size)),
        )

    def values_of(self, documents: Documents) -> npt.NDArray[np.int32]:
        """Return the values of *documents*, one document after the other."""
        if len(documents) == len(self.first) - 1:
            return self.of_document
        starts = self.first[documents]
        return self.of_document[ranges(starts, self.first[documents + 1] - starts)]


def _terms(segment: SegmentFile, name: str) -> Iterable[tuple[str, Documents]]:
    field = segment.words(name)
    if field is None:
        return
    for number, term in enumerate(field.lexicon):
        yield term.decode(), field.documents(number, number + 1)


def _merged(terms: Iterable[tuple[str, str, Documents]], size: int) -> Values:
    """Return values out of (id, name, documents), joining those of equal id.

    Of several names for one id, the one that most documents have is shown.
    """
    merged: dict[str, tuple[str, Documents]] = {}
    for id_, name, documents in sorted(terms, key=lambda t: (-len(t[2]), t[1])):
        if id_ in merged:
            shown, earlier = merged[id_]
            merged[id_] = shown, np.union1d(earlier, documents)
        else:
            merged[id_] = name, documents
    return Values.of([(id_, name, documents) for id_, (name, documents) in merged.items()], size)


def _pair_id(term: str) -> str:
    name, _, quotation = term.rpartition(PAIR_SEPARATOR)
    return f"{slug(name)}{PAIR_SEPARATOR}{quotation}"


def _years(day: npt.NDArray[np.int32]) -> Values:
    since_1970 = (day - np.int32(_FIRST_DAY_OF_1970)).astype("datetime64[D]")
    years = since_1970.astype("datetime64[Y]").astype(np.int64) + 1970
    years[day == NO_DAY] = NO_DAY
    groups = []
    for year in np.unique(years).tolist():
        name = UNDATED if year == NO_DAY else f"{year:04}"
        groups.append((name, name, np.flatnonzero(years == year).astype(np.int32)))
    return Values.of(groups, len(day))


class SegmentColumns:
    """The columns of one segment."""

    def __init__(self, segment: SegmentFile) -> None:
        size = segment.documents
        self.size = size
        self.number = segment.column("number")
        self.day = segment.column("day")
        self._segment = segment
        self.facets: dict[str, Values] = {
            "speaker": _merged(((slug(t), t, d) for t, d in _terms(segment, "speakers")), size),
            "source": _merged(((t, t, d) for t, d in _terms(segment, "source")), size),
            "year": _years(self.day),
            "quotation": _merged(((t, t, d) for t, d in _terms(segment, "quotation")), size),
            "pair": _merged(
                ((_pair_id(t), t, d) for t, d in _terms(segment, "speaker_quotation")), size
            ),
        }

    @cached_property
    def article(self) -> npt.NDArray[np.int32]:
        """The number of each document's article, in the order of the segment's article ids."""
        articles = np.empty(self.size, np.int32)
        field = self._segment.words("article")
        if field is not None:
            counts = [field.document_frequency(n) for n in range(len(field.lexicon))]
            documents = field.documents(0, len(field.lexicon))
            articles[documents] = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        return articles

    def article_id(self, document: int) -> str:
        """Return the id of a document's article."""
        field = self._segment.words("article")
        return field.lexicon[int(self.article[document])].decode() if field else ""


class Facet:
    """One facet of a generation: the values of all segments, each once."""

    def __init__(self, name: str, segments: Sequence[SegmentColumns]) -> None:
        self._segments = segments
        self._name = name
        numbers: dict[str, int] = {}
        names: list[str] = []
        most: list[int] = []
        self._to_global: list[npt.NDArray[np.int64]] = []
        for segment in segments:
            values = segment.facets[name]
            counts = np.diff(values.starts)
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
        self.ids = tuple(numbers)
        self.names = tuple(names)
        self._numbers = numbers

    def name_of(self, id_: str) -> str | None:
        """Return how the value *id_* is shown, or None where there is none."""
        number = self._numbers.get(id_)
        return None if number is None else self.names[number]

    def mask(self, chosen: Collection[str]) -> Mask:
        """Return for each document whether it has any of the values *chosen*, by their ids."""
        masks = []
        for segment in self._segments:
            values = segment.facets[self._name]
            mask = np.zeros(segment.size, np.bool_)
            for i, id_ in enumerate(values.ids):
                if id_ in chosen:
                    mask[values.documents[values.starts[i] : values.starts[i + 1]]] = True
            masks.append(mask)
        return np.concatenate(masks) if masks else np.zeros(0, np.bool_)

    def counts(self, parts: Sequence[Documents]) -> Numbers:
        """Return for each value how many of the documents have it.

        *parts* are the documents of each segment, by their numbers in it.
        """
        total = np.zeros(len(self.ids), np.int64)
        for segment, to_global, documents in zip(
            self._segments, self._to_global, parts, strict=True
        ):
            local = segment.facets[self._name]
            found = np.bincount(local.values_of(documents), minlength=len(local.ids))
            total[to_global] += found
        return total


class Columns:
    """The columns of a generation: those of its segments, one after the other."""

    def __init__(self, segments: Sequence[SegmentColumns]) -> None:
        self.segments = segments
        self.bases = offsets(np.array([s.size for s in segments], np.int64))
        self.size = int(self.bases[-1])
        self._facets: dict[str, Facet] = {}

    def facet(self, name: str) -> Facet:
        """Return a facet: speaker, source, year, quotation or pair."""
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

    @cached_property
    def day(self) -> npt.NDArray[np.int32]:
        """The day number of each document, or ``NO_DAY``."""
        return self._joined([s.day for s in self.segments])

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

    def identity(self, document: int) -> tuple[str, int]:
        """Return a document's article id and paragraph number: what breaks ties."""
        at = int(np.searchsorted(self.bases, document, side="right")) - 1
        local = document - int(self.bases[at])
        segment = self.segments[at]
        return segment.article_id(local), int(segment.number[local])

    @cached_property
    def rank(self) -> Numbers:
        """Each document's place by article id and paragraph number."""
        names = [s.article_id(d) for s in self.segments for d in range(s.size)]
        order = sorted(range(self.size), key=lambda d: (names[d], self.number[d]))
        ranks = np.empty(self.size, np.int64)
        ranks[order] = np.arange(self.size)
        return ranks
