"""Whoosh codec: lets Whoosh read this engine's segments.

Whoosh's queries, collectors, correctors and highlighters work on them as on its own. Segments
are written by ``SegmentBuilder`` and not by Whoosh's writer, so the codec only reads.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.reading import TermInfo, TermNotFound

from searchapp.engine.embedded.format.fields import Field
from searchapp.engine.embedded.format.postings import length_bytes, lengths_of_bytes
from searchapp.engine.embedded.format.segment_reader import SegmentReader
from searchapp.engine.embedded.whoosh.matcher import PostingsMatcher

EXTENSION = ".arrays"
"""Suffix of a segment's file; see format/segment_reader.py."""

FACETS_EXTENSION = ".facets"
"""Suffix of the file of its facet values; see format/facet_values.py."""

PASSAGES_EXTENSION = ".passages"
"""Suffix of the file of its passages of reported speech; see format/passage_file.py."""


class ArraySegment(base.Segment):  # type: ignore[misc]
    """Entry of a segment in the table of contents: its size and its deleted documents.

    Whoosh pickles it into the ``.toc`` file, which ``toc.py`` reads: the names of its attributes
    are part of the index format.
    """

    def __init__(self, indexname: str) -> None:
        super().__init__(indexname)
        self.documents = 0
        self.deleted: frozenset[int] = frozenset()

    def codec(self) -> ArrayCodec:
        return ArrayCodec()

    def should_assemble(self) -> bool:
        return False

    def doc_count_all(self) -> int:
        return self.documents

    def set_doc_count(self, doccount: int) -> None:
        self.documents = doccount

    def deleted_count(self) -> int:
        return len(self.deleted)

    def deleted_docs(self) -> Iterator[int]:
        return iter(sorted(self.deleted))

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self.deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        document = {docnum}
        self.deleted = self.deleted | document if delete else self.deleted - document


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Opens segments.

    *opened* are open segments, by id. A segment's file never changes, so the readers of
    several generations can share it.
    """

    def __init__(self, opened: dict[str, SegmentReader] | None = None) -> None:
        self.opened: dict[str, SegmentReader] = {} if opened is None else opened

    def new_segment(self, _storage: Any, indexname: str) -> ArraySegment:
        return ArraySegment(indexname)

    def terms_reader(self, storage: Any, segment: ArraySegment) -> ArrayTermsReader:
        return ArrayTermsReader(self.file(storage, segment))

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> ArrayDocumentReader:
        return ArrayDocumentReader(self.file(storage, segment), segment)

    def file(self, storage: Any, segment: ArraySegment) -> SegmentReader:
        """Return the open file of *segment*. Raises ``ArrayFileError``."""
        segment_id = segment.segment_id()
        if segment_id not in self.opened:
            path = Path(storage.folder) / segment.make_filename(EXTENSION)
            self.opened[segment_id] = SegmentReader(path)
        return self.opened[segment_id]


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]
    """The terms of a segment, through Whoosh's interface."""

    def __init__(self, segment: SegmentReader) -> None:
        self.segment = segment

    def _field(self, name: str) -> Field | None:
        return self.segment.field(name)

    def _term(self, name: str, text: bytes) -> tuple[Field, int]:
        field = self._field(name)
        number = field.terms.find(text) if field is not None else -1
        if field is None or number < 0:
            raise TermNotFound(f"No term {name}:{text!r}")
        return field, number

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field = self._field(term[0])
        return field is not None and field.terms.find(term[1]) >= 0

    def indexed_field_names(self) -> list[str]:
        return self.segment.field_names()

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        for name in self.indexed_field_names():
            field = self._field(name)
            if name < fieldname or field is None:
                continue
            first = bisect_left(field.terms, prefix) if name == fieldname else 0
            for number in range(first, len(field.terms)):
                yield name, field.terms[number]

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return self.terms_from("", b"")

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        for name, text in self.terms_from(fieldname, prefix):
            yield (name, text), self.term_info(name, text)

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return self.items_from("", b"")

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        field, number = self._term(fieldname, text)
        return _term_info(field, number)

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self.term_info(fieldname, text).weight()) if (fieldname, text) in self else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        field = self._field(fieldname)
        number = field.terms.find(text) if field is not None else -1
        return field.document_frequency(number) if field is not None and number >= 0 else 0

    def matcher(
        self, fieldname: str, text: bytes, format_: Any, scorer: Any = None
    ) -> PostingsMatcher:
        field, number = self._term(fieldname, text)
        return PostingsMatcher(field, number, format_, (fieldname, text), scorer)

    def cursor(self, fieldname: str, fieldobj: Any) -> ArrayCursor:
        return ArrayCursor(self._field(fieldname), fieldobj)


def _term_info(field: Field, number: int) -> TermInfo:
    postings = field.postings(number)
    frequencies, lengths = postings.frequencies, postings.lengths
    return TermInfo(
        weight=float(frequencies.sum()),
        df=len(postings),
        minlength=int(lengths.min()),
        maxlength=int(lengths.max()),
        maxweight=float(frequencies.max()),
        minid=int(postings.documents[0]),
        maxid=int(postings.documents[-1]),
    )


class ArrayCursor(base.FieldCursor):  # type: ignore[misc]
    """Iterates over the terms of a field in order, for fuzzy queries."""

    def __init__(self, field: Field | None, fieldobj: Any) -> None:
        self._field = field
        self._fieldobj = fieldobj
        self._number = 0

    def first(self) -> Any:
        self._number = 0
        return self.text()

    def find(self, term: str | bytes) -> Any:
        encoded = term if isinstance(term, bytes) else self._fieldobj.to_bytes(term)
        self._number = self._place_of(self._field.terms, encoded) if self._field else 0
        return self.text()

    def _place_of(self, terms: Sequence[bytes], encoded: bytes) -> int:
        """Return where *encoded* is or would be, which is mostly close to the current place."""
        low = self._number
        if low >= len(terms) or terms[low] > encoded:
            return bisect_left(terms, encoded)
        step = 1
        while low + step < len(terms) and terms[low + step] < encoded:
            low, step = low + step, 2 * step
        return bisect_left(terms, encoded, low, min(low + step + 1, len(terms)))

    def next(self) -> Any:
        self._number += 1
        return self.text()

    def is_valid(self) -> bool:
        return self._field is not None and self._number < len(self._field.terms)

    def text(self) -> Any:
        if self._field is None or not self.is_valid():
            return None
        return self._fieldobj.from_bytes(self._field.terms[self._number])

    def term_info(self) -> TermInfo | None:
        if self._field is None or not self.is_valid():
            return None
        return _term_info(self._field, self._number)


class ArrayDocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """The documents of a segment, through Whoosh's interface."""

    def __init__(self, file: SegmentReader, segment: ArraySegment) -> None:
        self._file = file
        self._segment = segment

    def doc_count(self) -> int:
        return self._file.documents - self._segment.deleted_count()

    def doc_count_all(self) -> int:
        return self._file.documents

    def has_deletions(self) -> bool:
        return self._segment.deleted_count() > 0

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterable[int]:
        return self._segment.deleted_docs()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        field = self._file.field(fieldname)
        if field is None or not field.counted:
            return default
        length = field.lengths()[docnum : docnum + 1]
        return int(lengths_of_bytes(length_bytes(length))[0])

    def field_length(self, fieldname: str) -> int:
        field = self._file.field(fieldname)
        return field.total_length if field is not None else 0

    def _lengths(self, fieldname: str) -> Any:
        field = self._file.field(fieldname)
        if field is None or not field.counted:
            return np.zeros(1, np.int64)
        return lengths_of_bytes(length_bytes(field.lengths()))

    def min_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        return self._file.stored.get(docnum)
