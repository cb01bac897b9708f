"""Facet values: the values of the fields that facets count and filters select.

They are derived from a finished segment and stored beside it, so that opening an index reads
next to nothing. For a facet ``F`` of V values and P pairs of value and document, in a segment
of D documents (or articles, if all paragraphs of one have the same values):

    F/ids, F/id_ends, F/names, F/name_ends   UTF-8 strings, one after the other, and their ends
    F/documents   [P] runs                   documents, value by value
    F/starts      [V + 1]                    where each value's documents start
    F/of_document [P]                        values, document by document
    F/counts      [D] packed                 how many values each document has

and ``article`` [A] int32: for each article, its number in the order of article ids.
Runs and packed integers are those of packed_ints.py.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.arrayfile import Array, ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.format.packed_ints import (
    AscendingRuns,
    AscendingRunsWriter,
    PackedInts,
    offset_type,
    write_packed,
)
from searchapp.engine.embedded.format.postings import Documents, offsets, ranges
from searchapp.engine.embedded.format.segment_reader import NO_DAY, SegmentReader
from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.models.normalize import slug
from searchapp.models.search import UNDATED

Numbers = npt.NDArray[np.int64]

_ORDINAL_OF_1970 = 719_163
"""``datetime.date(1970, 1, 1).toordinal()``"""

_CACHED_STRINGS = 10_000


class StringArray(Sequence[str]):
    """Strings in a file, decoded on demand; frequent ones come from a cache."""

    def __init__(self, blob: Array, ends: Array) -> None:
        self._ends = ends
        data = blob.data

        def decode(place: int) -> str:
            start = int(ends[place - 1]) if place else 0
            return str(data[start : int(ends[place])], "utf-8")

        self._decode = lru_cache(_CACHED_STRINGS)(decode)

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, place: int) -> str:  # type: ignore[override]
        return self._decode(place)


Texts = Sequence[str]


@dataclass(frozen=True, slots=True)
class FacetIndex:
    """The values of one facet in a segment, by value and by document.

    Value v has the id ``ids[v]`` and the label ``names[v]``. Its documents are
    ``documents[document_starts[v]:document_starts[v + 1]]``. The values of document d are
    ``values[value_starts[d]:value_starts[d + 1]]``.
    """

    ids: Texts
    names: Texts
    documents: Documents
    document_starts: Array
    values: npt.NDArray[np.int32]
    value_starts: Array

    @classmethod
    def from_groups(cls, groups: Sequence[tuple[str, str, Documents]], size: int) -> FacetIndex:
        """Return the facet of *groups* of (id, name, documents), in a segment of *size*."""
        counts = np.fromiter((len(documents) for _, _, documents in groups), np.int64, len(groups))
        documents = np.concatenate([np.empty(0, np.int32), *(group[2] for group in groups)])
        values = np.repeat(np.arange(len(groups), dtype=np.int32), counts)
        order = np.argsort(documents, kind="stable")
        return cls(
            ids=[id_ for id_, _, _ in groups],
            names=[name for _, name, _ in groups],
            documents=documents,
            document_starts=offsets(counts),
            values=values[order],
            value_starts=offsets(np.bincount(documents, minlength=size)),
        )

    def with_prefix(self, prefix: str) -> range:
        """Return the values whose ids begin with *prefix*; the ids must be in order."""
        first = bisect_left(self.ids, prefix)
        last = first
        while last < len(self.ids) and self.ids[last].startswith(prefix):
            last += 1
        return range(first, last)

    def documents_of(self, value: int) -> Documents:
        """Return the documents of a value, ascending."""
        return self.documents[self.document_starts[value] : self.document_starts[value + 1]]

    def of_paragraphs(self, article_starts: Array) -> FacetIndex:
        """Return this facet of articles as one of their paragraphs.

        The paragraphs of article a are ``article_starts[a]:article_starts[a + 1]``.
        """
        sizes = np.diff(article_starts)
        counts_by_pair = sizes[self.documents]
        owners = np.repeat(np.arange(len(sizes)), sizes)
        value_counts = np.diff(self.value_starts)[owners]
        paragraphs = ranges(article_starts[self.documents], counts_by_pair)
        return FacetIndex(
            ids=self.ids,
            names=self.names,
            documents=paragraphs.astype(np.int32),
            document_starts=offsets(counts_by_pair)[self.document_starts],
            values=self.values[ranges(self.value_starts[owners], value_counts)],
            value_starts=offsets(value_counts),
        )


def _terms(segment: SegmentReader, name: str) -> Iterable[tuple[str, Documents]]:
    """Yield the terms of a field, with the documents of each."""
    field = segment.word_field(name)
    if field is None:
        return
    for number, term in enumerate(field.terms):
        yield term.decode(), field.documents(number, number + 1)


def _merged(terms: Iterable[tuple[str, str, Documents]], size: int) -> FacetIndex:
    """Return the facet of (id, name, documents) tuples, merging those with the same id.

    Of several names for one id, the one with the most documents is the label.
    """
    merged: dict[str, tuple[str, list[Documents]]] = {}
    for id_, name, documents in sorted(terms, key=lambda t: (-len(t[2]), t[1])):
        merged.setdefault(id_, (name, []))[1].append(documents)
    return FacetIndex.from_groups(
        [
            (id_, name, parts[0] if len(parts) == 1 else np.unique(np.concatenate(parts)))
            for id_, (name, parts) in merged.items()
        ],
        size,
    )


def _attribution_id(kind: str, quotation: str, name: str) -> str:
    return PAIR_SEPARATOR.join((kind, quotation, slug(name)))


def _kinds(segment: SegmentReader) -> Iterable[tuple[str, str, Documents]]:
    for term, documents in _terms(segment, "speech"):
        kind = term.partition(PAIR_SEPARATOR)[0]
        yield kind, kind, documents


def _attributions(segment: SegmentReader) -> Iterable[tuple[str, str, Documents]]:
    for term, documents in _terms(segment, "speech"):
        kind, quotation, name = term.split(PAIR_SEPARATOR)
        yield _attribution_id(kind, quotation, name), name, documents


def refusal_facet(segment: SegmentReader, facet: str) -> FacetIndex:
    """Return a facet of the refusals: speaker, kind, quotation, role or attribution.

    Refusals are few, so their facets are derived when they are used and not stored.
    """
    groups = []
    for term, documents in _terms(segment, "refusal"):
        kind, quotation, name, role = term.split(PAIR_SEPARATOR)
        value, label = {
            "speaker": (slug(name), name),
            "kind": (kind, kind),
            "quotation": (quotation, quotation),
            "role": (slug(role), role),
            "attribution": (_attribution_id(kind, quotation, name), name),
        }[facet]
        if label:
            groups.append((value, label, documents))
    return _merged(groups, segment.documents)


def union_of(first: FacetIndex, second: FacetIndex, size: int) -> FacetIndex:
    """Return the facet of what *first* and *second* have, in a segment of *size* documents.

    A value of both has its label of *first*.
    """
    groups = {id_: (first.names[i], first.documents_of(i)) for i, id_ in enumerate(first.ids)}
    for i, id_ in enumerate(second.ids):
        name, documents = groups.get(id_, (second.names[i], np.empty(0, np.int32)))
        groups[id_] = name, np.union1d(documents, second.documents_of(i))
    return FacetIndex.from_groups([(id_, *group) for id_, group in groups.items()], size)


def _roles(segment: SegmentReader) -> Iterable[tuple[str, str, Documents]]:
    for term, documents in _terms(segment, "speaker_role"):
        role = term.partition(PAIR_SEPARATOR)[2]
        yield slug(role), role, documents


def _speaker_roles(segment: SegmentReader) -> FacetIndex:
    """Return the pairs of speaker and role, in the order of their ids for ``with_prefix``."""
    pairs = []
    for term, documents in _terms(segment, "speaker_role"):
        name, _, role = term.partition(PAIR_SEPARATOR)
        pairs.append((f"{slug(name)}{PAIR_SEPARATOR}{role}", role, documents))
    return FacetIndex.from_groups(sorted(pairs, key=lambda pair: pair[0]), segment.documents)


def _years(days: npt.NDArray[np.int32]) -> FacetIndex:
    """Return the facet of years, given the day of each article."""
    dates = (days - np.int32(_ORDINAL_OF_1970)).astype("datetime64[D]")
    years = dates.astype("datetime64[Y]").astype(np.int64) + 1970
    years[days == NO_DAY] = NO_DAY
    groups = []
    for year in np.unique(years).tolist():
        name = UNDATED if year == NO_DAY else f"{year:04}"
        groups.append((name, name, np.flatnonzero(years == year).astype(np.int32)))
    return FacetIndex.from_groups(groups, len(days))


def _article_numbers(segment: SegmentReader) -> npt.NDArray[np.int32]:
    """Return the number of each article in the order of article ids."""
    numbers = np.empty(len(segment.article_starts) - 1, np.int32)
    field = segment.word_field("article")
    if field is not None:
        counts = [field.document_frequency(n) for n in range(len(field.terms))]
        articles = field.documents(0, len(field.terms))
        numbers[articles] = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    return numbers


ARTICLE_FACETS = ("source", "year")
"""Facets whose values all paragraphs of an article share."""


def _facets(segment: SegmentReader) -> dict[str, FacetIndex]:
    size = segment.documents
    articles = len(segment.article_starts) - 1
    return {
        "speaker": _merged(((slug(t), t, d) for t, d in _terms(segment, "speakers")), size),
        "source": _merged(((t, t, d) for t, d in _terms(segment, "source")), articles),
        "year": _years(segment.file.array("article/day")),
        "quotation": _merged(((t, t, d) for t, d in _terms(segment, "quotation")), size),
        "kind": _merged(_kinds(segment), size),
        "attribution": _merged(_attributions(segment), size),
        "role": _merged(_roles(segment), size),
        "speaker_role": _speaker_roles(segment),
    }


def _write_strings(file: ArrayFileWriter, name: str, ends_name: str, texts: Texts) -> None:
    encoded = [text.encode() for text in texts]
    ends = offsets(np.fromiter(map(len, encoded), np.int64, len(encoded)))[1:]
    file.put(name, np.frombuffer(b"".join(encoded), np.uint8))
    file.put(ends_name, ends, offset_type(ends))


def write_facets(path: Path, segment: SegmentReader) -> None:
    """Derive the facet values of a finished *segment* and write them to *path*."""
    file = ArrayFileWriter(path)
    for facet, index in _facets(segment).items():
        _write_strings(file, f"{facet}/ids", f"{facet}/id_ends", index.ids)
        _write_strings(file, f"{facet}/names", f"{facet}/name_ends", index.names)
        size = len(index.value_starts) - 1
        documents = AscendingRunsWriter(file, f"{facet}/documents", size, len(index.documents))
        values = np.repeat(np.arange(len(index.ids)), np.diff(index.document_starts))
        documents.append(index.documents, values)
        documents.end()
        file.put(f"{facet}/starts", index.document_starts, offset_type(index.document_starts))
        dtype = np.min_scalar_type(max(len(index.ids) - 1, 0))
        file.put(f"{facet}/of_document", index.values, dtype)
        write_packed(file, f"{facet}/counts", np.diff(index.value_starts))
    file.put("article", _article_numbers(segment), np.int32)
    file.close({"documents": segment.documents})


class FacetFile:
    """The facet values of a segment, open for reading.

    *article_starts* are those of the segment. Raises ``ArrayFileError`` for damage, here and
    in each method.
    """

    def __init__(self, path: Path, article_starts: Array) -> None:
        self._file = ArrayFile(path)
        self._article_starts = article_starts.astype(np.int64)
        self._indexes: dict[str, FacetIndex] = {}

    @cached_property
    def article(self) -> npt.NDArray[np.int32]:
        """For each document, the number of its article in the order of article ids."""
        return np.repeat(self._file.array("article"), np.diff(self._article_starts))

    def values(self, facet: str) -> FacetIndex:
        """Return a facet by document: speaker, kind, source, year, quotation, role or a joint one.

        ``attribution`` is kind of speaker, quotation type and speaker of one attribution,
        ``speaker_role`` speaker and role.
        """
        if facet not in self._indexes:
            index = self._read(facet)
            if facet in ARTICLE_FACETS:
                index = index.of_paragraphs(self._article_starts)
            self._indexes[facet] = index
        return self._indexes[facet]

    def _read(self, facet: str) -> FacetIndex:
        array = self._file.array
        documents = AscendingRuns(self._file, f"{facet}/documents")
        counts = PackedInts(self._file, f"{facet}/counts")
        return FacetIndex(
            ids=StringArray(array(f"{facet}/ids"), array(f"{facet}/id_ends")),
            names=StringArray(array(f"{facet}/names"), array(f"{facet}/name_ends")),
            documents=documents.slice(0, len(documents)),
            document_starts=array(f"{facet}/starts").astype(np.int64),
            values=array(f"{facet}/of_document").astype(np.int32),
            value_starts=offsets(counts.slice(0, len(counts))),
        )

    def verify(self) -> None:
        """Check every block. Raises ``ArrayFileError``."""
        self._file.verify()
