"""The values of a field that facets count and filters choose: by value and by document.

They are worked out once, when a segment is finished, and kept in a file of arrays beside
it, so that opening an index reads next to nothing. For a facet ``F`` with V values, P
pairs of value and document, and D documents (articles, where all paragraphs of one share
the value):

    F/ids, F/id_ends, F/names, F/name_ends    texts in UTF-8, one after the other
    F/documents [P] runs, F/starts [V + 1]    by value
    F/of_document [P], F/counts [D] packed    by document: its values, and how many it has

and ``article``, the number of each article in the order of article ids. Runs and packed
arrays are those of packing.py.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.arrayfile import Array, ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.format.packed_ints import (
    Packed,
    Runs,
    RunsWriter,
    narrow,
    put_packed,
)
from searchapp.engine.embedded.format.postings import Documents, offsets, ranges
from searchapp.engine.embedded.format.segment_reader import NO_DAY, SegmentReader
from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.models.normalize import slug
from searchapp.models.search import UNDATED

Numbers = npt.NDArray[np.int64]

_FIRST_DAY_OF_1970 = 719_163


_KEPT_TEXTS = 10_000


class TextArray(Sequence[str]):
    """Texts in a file, decoded one by one. The commonest are asked for again and again."""

    def __init__(self, blob: Array, ends: Array) -> None:
        self._blob = blob.data
        self._ends = ends
        self._decoded: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, at: int) -> str:  # type: ignore[override]
        text = self._decoded.get(at)
        if text is None:
            start = int(self._ends[at - 1]) if at else 0
            text = str(self._blob[start : int(self._ends[at])], "utf-8")
            if len(self._decoded) < _KEPT_TEXTS:
                self._decoded[at] = text
        return text


Texts = Sequence[str]


@dataclass(frozen=True, slots=True)
class FacetIndex:
    """The values of one field in a segment, by value and by document.

    Value i has the id ``ids[i]`` and is shown as ``names[i]``. The documents that have
    it are ``documents[starts[i]:starts[i + 1]]``; the values of document d are
    ``of_document[first[d]:first[d + 1]]``.
    """

    ids: Texts
    names: Texts
    documents: Documents
    starts: Array
    of_document: npt.NDArray[np.int32]
    first: Array

    @classmethod
    def of(cls, groups: Sequence[tuple[str, str, Documents]], size: int) -> FacetIndex:
        """Return the values given as (id, name, documents), in a segment of *size* documents."""
        counts = np.fromiter((len(d) for _, _, d in groups), np.int64, len(groups))
        documents = np.concatenate([d for _, _, d in groups]) if groups else np.empty(0, np.int32)
        numbers = np.repeat(np.arange(len(groups), dtype=np.int32), counts)
        order = np.argsort(documents, kind="stable")
        return cls(
            ids=[id_ for id_, _, _ in groups],
            names=[name for _, name, _ in groups],
            documents=documents,
            starts=offsets(counts),
            of_document=numbers[order],
            first=offsets(np.bincount(documents, minlength=size)),
        )

    def with_prefix(self, prefix: str) -> range:
        """Return the values whose ids begin with *prefix*; the ids must be in order."""
        first = bisect_left(self.ids, prefix)
        last = first
        while last < len(self.ids) and self.ids[last].startswith(prefix):
            last += 1
        return range(first, last)

    def documents_of(self, value: int) -> Documents:
        """Return the documents that have a value, in ascending order."""
        return self.documents[self.starts[value] : self.starts[value + 1]]

    def of_paragraphs(self, first: Array) -> FacetIndex:
        """Return the same for the paragraphs of what are articles here.

        The paragraphs of article a are the documents ``first[a]:first[a + 1]``.
        """
        sizes = np.diff(first)
        spread = sizes[self.documents]
        owners = np.repeat(np.arange(len(sizes)), sizes)
        counts = np.diff(self.first)[owners]
        return FacetIndex(
            ids=self.ids,
            names=self.names,
            documents=ranges(first[self.documents], spread).astype(np.int32),
            starts=offsets(spread)[self.starts],
            of_document=self.of_document[ranges(self.first[owners], counts)],
            first=offsets(counts),
        )


def _terms(segment: SegmentReader, name: str) -> Iterable[tuple[str, Documents]]:
    field = segment.words(name)
    if field is None:
        return
    for number, term in enumerate(field.lexicon):
        yield term.decode(), field.documents(number, number + 1)


def _merged(terms: Iterable[tuple[str, str, Documents]], size: int) -> FacetIndex:
    """Return values out of (id, name, documents), joining those of equal id.

    Of several names for one id, the one that most documents have is shown.
    """
    merged: dict[str, tuple[str, list[Documents]]] = {}
    for id_, name, documents in sorted(terms, key=lambda t: (-len(t[2]), t[1])):
        merged.setdefault(id_, (name, []))[1].append(documents)
    return FacetIndex.of(
        [
            (id_, name, parts[0] if len(parts) == 1 else np.unique(np.concatenate(parts)))
            for id_, (name, parts) in merged.items()
        ],
        size,
    )


def _pair_id(term: str) -> str:
    name, _, quotation = term.rpartition(PAIR_SEPARATOR)
    return f"{slug(name)}{PAIR_SEPARATOR}{quotation}"


def _roles(segment: SegmentReader) -> Iterable[tuple[str, str, Documents]]:
    for term, documents in _terms(segment, "speaker_role"):
        role = term.partition(PAIR_SEPARATOR)[2]
        yield slug(role), role, documents


def _speakers_roles(segment: SegmentReader) -> FacetIndex:
    """Return the pairs of speaker and role in the order of their ids, for ``with_prefix``."""
    pairs = []
    for term, documents in _terms(segment, "speaker_role"):
        name, _, role = term.partition(PAIR_SEPARATOR)
        pairs.append((f"{slug(name)}{PAIR_SEPARATOR}{role}", role, documents))
    return FacetIndex.of(sorted(pairs, key=lambda pair: pair[0]), segment.documents)


def _years(day: npt.NDArray[np.int32]) -> FacetIndex:
    since_1970 = (day - np.int32(_FIRST_DAY_OF_1970)).astype("datetime64[D]")
    years = since_1970.astype("datetime64[Y]").astype(np.int64) + 1970
    years[day == NO_DAY] = NO_DAY
    groups = []
    for year in np.unique(years).tolist():
        name = UNDATED if year == NO_DAY else f"{year:04}"
        groups.append((name, name, np.flatnonzero(years == year).astype(np.int32)))
    return FacetIndex.of(groups, len(day))


def _articles(segment: SegmentReader) -> npt.NDArray[np.int32]:
    numbers = np.empty(len(segment.first) - 1, np.int32)
    field = segment.words("article")
    if field is not None:
        counts = [field.document_frequency(n) for n in range(len(field.lexicon))]
        articles = field.documents(0, len(field.lexicon))
        numbers[articles] = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    return numbers


_BY_ARTICLE = ("source", "year")


def _facets(segment: SegmentReader) -> dict[str, FacetIndex]:
    size = segment.documents
    articles = len(segment.first) - 1
    return {
        "speaker": _merged(((slug(t), t, d) for t, d in _terms(segment, "speakers")), size),
        "source": _merged(((t, t, d) for t, d in _terms(segment, "source")), articles),
        "year": _years(segment.file.array("article/day")),
        "quotation": _merged(((t, t, d) for t, d in _terms(segment, "quotation")), size),
        "pair": _merged(
            ((_pair_id(t), t, d) for t, d in _terms(segment, "speaker_quotation")), size
        ),
        "role": _merged(_roles(segment), size),
        "speaker_role": _speakers_roles(segment),
    }


def _put_texts(file: ArrayFileWriter, name: str, ends_name: str, texts: Texts) -> None:
    encoded = [text.encode() for text in texts]
    ends = offsets(np.fromiter(map(len, encoded), np.int64, len(encoded)))[1:]
    file.put(name, np.frombuffer(b"".join(encoded), np.uint8))
    file.put(ends_name, ends, narrow(ends))


def write_facets(path: Path, segment: SegmentReader) -> None:
    """Work out the facets of a finished *segment* and write them to *path*."""
    file = ArrayFileWriter(path)
    for facet, values in _facets(segment).items():
        _put_texts(file, f"{facet}/ids", f"{facet}/id_ends", values.ids)
        _put_texts(file, f"{facet}/names", f"{facet}/name_ends", values.names)
        size = len(values.first) - 1
        documents = RunsWriter(file, f"{facet}/documents", size, len(values.documents))
        runs = np.repeat(np.arange(len(values.ids)), np.diff(values.starts))
        documents.append(values.documents, runs)
        documents.end()
        file.put(f"{facet}/starts", values.starts, narrow(values.starts))
        kind = np.min_scalar_type(max(len(values.ids) - 1, 0))
        file.put(f"{facet}/of_document", values.of_document, kind)
        put_packed(file, f"{facet}/counts", np.diff(values.first))
    file.put("article", _articles(segment), np.int32)
    file.close({"documents": segment.documents})


class FacetFile:
    """The facets of a segment, open for reading. Raises ``ArrayFileError`` for damage.

    *first* says where the paragraphs of each article start, and where the last end.
    """

    def __init__(self, path: Path, first: Array) -> None:
        self._file = ArrayFile(path)
        self._first = first.astype(np.int64)
        self._read: dict[str, FacetIndex] = {}

    @cached_property
    def article(self) -> npt.NDArray[np.int32]:
        """The number of each document's article, in the order of the segment's article ids."""
        return np.repeat(self._file.array("article"), np.diff(self._first))

    def values(self, facet: str) -> FacetIndex:
        """Return the values of a facet: speaker, source, year, quotation, role, or a pair.

        ``pair`` is a speaker and a quotation type of one attribution, ``speaker_role`` a
        speaker and a role.
        """
        if facet not in self._read:
            values = self._values(facet)
            by_article = facet in _BY_ARTICLE
            self._read[facet] = values.of_paragraphs(self._first) if by_article else values
        return self._read[facet]

    def _values(self, facet: str) -> FacetIndex:
        array = self._file.array
        documents, counts = (
            Runs(self._file, f"{facet}/documents"),
            Packed(self._file, f"{facet}/counts"),
        )
        return FacetIndex(
            ids=TextArray(array(f"{facet}/ids"), array(f"{facet}/id_ends")),
            names=TextArray(array(f"{facet}/names"), array(f"{facet}/name_ends")),
            documents=documents.slice(0, len(documents)),
            starts=array(f"{facet}/starts").astype(np.int64),
            of_document=array(f"{facet}/of_document").astype(np.int32),
            first=offsets(counts.slice(0, len(counts))),
        )

    def verify(self) -> None:
        """Check every block. Raises ``ArrayFileError``."""
        self._file.verify()
