"""The postings of a field as flat arrays: made from tokens, read term by term, merged.

For a field ``F`` with T terms, P postings and W words in a segment of D documents:

    F/terms, F/term_ends   the lexicon
    F/starts   [T + 1]     postings of term t are starts[t]:starts[t + 1]
    F/docs     [P] int32   document numbers, ascending within a term

and where word counts matter, too:

    F/codes    [P]         index into ``keys``; 8 bits where they suffice
    F/keys     [K] uint32  frequency << 8 | length of the field as a byte
    F/pos_starts [T + 1]   words of term t are pos_starts[t]:pos_starts[t + 1]
    F/positions [W]        positions, posting by posting
    F/lengths  [D]         exact length of the field in each document, in words

A posting's score needs its frequency and its field's length; both are in ``keys``, of
which there are a few hundred, so that scoring a term is one gather.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from whoosh.util.numeric import byte_to_length

from searchapp.engine.embedded.arrayfile import Array, ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.lexicon import Lexicon, write_lexicon

Documents = npt.NDArray[np.int32]
Keys = npt.NDArray[np.uint16 | np.uint32]
"""Frequency << 8 | length as a byte; 16 bits wide where all of a field fit."""

GAP = -1
"""Stands in a stream of words for a position that no word takes."""


_LENGTH_OF_BYTE = np.array([byte_to_length(byte) for byte in range(256)], np.int64)


def length_bytes(lengths: Array) -> npt.NDArray[np.uint8]:
    """Return field *lengths* in the byte that Whoosh stores them in, rounded as it does."""
    places = np.searchsorted(_LENGTH_OF_BYTE, lengths, side="left")
    return np.minimum(places, 255).astype(np.uint8)


def lengths_of_bytes(stored: Array) -> npt.NDArray[np.int64]:
    """Return the lengths that bytes stand for."""
    return _LENGTH_OF_BYTE[stored]


def ranges(starts: Array, counts: Array) -> npt.NDArray[np.int64]:
    """Return the concatenation of ``starts[i], starts[i] + 1, ...``, ``counts[i]`` of each."""
    counts = np.asarray(counts, np.int64)
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(np.asarray(starts, np.int64) - (ends - counts), counts) + np.arange(total)


def offsets(counts: Array) -> npt.NDArray[np.int64]:
    """Return where runs of these sizes start, and where the last ends."""
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])


def narrow(ascending: Array) -> npt.DTypeLike:
    """Return the type that offsets up to the last of *ascending* are written in."""
    return np.uint32 if not len(ascending) or ascending[-1] < 1 << 32 else np.int64


class TokenStream:
    """The words of one field as documents are added, by number of term."""

    def __init__(self) -> None:
        self.vocabulary: dict[bytes, int] = {}
        self._terms = array("i")
        self._documents = array("i")
        self._counts = array("i")

    def __len__(self) -> int:
        return len(self._terms)

    def number(self, term: bytes) -> int:
        """Return the number of *term*, a new one if it is new."""
        return self.vocabulary.setdefault(term, len(self.vocabulary))

    def add(self, document: int, terms: list[int]) -> None:
        """Add the words of a document, as numbers of terms or ``GAP``, in order."""
        self._terms.fromlist(terms)
        self._documents.append(document)
        self._counts.append(len(terms))

    def write(self, file: ArrayFileWriter, field: str, documents: int, *, counted: bool) -> None:
        """Write the field's postings, with frequencies and positions where *counted*."""
        terms = np.frombuffer(self._terms, np.int32)
        sizes = np.frombuffer(self._counts, np.int32)
        owners = np.repeat(np.frombuffer(self._documents, np.int32), sizes)
        positions = np.arange(len(terms)) - np.repeat(offsets(sizes)[:-1], sizes)
        kept = terms != GAP
        terms, owners, positions = terms[kept], owners[kept], positions[kept]
        lexicon = sorted(self.vocabulary)
        rank = np.empty(len(lexicon), np.uint32)
        numbers = np.fromiter((self.vocabulary[t] for t in lexicon), np.int64, len(lexicon))
        rank[numbers] = np.arange(len(lexicon), dtype=np.uint32)
        ranks = rank[terms]
        order = _stable_order(ranks)
        ranks, owners = ranks[order], owners[order]
        first = np.ones(len(ranks), np.bool_)
        first[1:] = (ranks[1:] != ranks[:-1]) | (owners[1:] != owners[:-1])
        at = np.flatnonzero(first)
        write_lexicon(file, field, lexicon)
        counts = np.bincount(ranks[at], minlength=len(lexicon))
        starts = offsets(counts)
        file.put(f"{field}/starts", starts, narrow(starts))
        file.put(f"{field}/docs", owners[at], np.int32)
        if not counted:
            return
        lengths = np.bincount(owners, minlength=documents)
        frequencies = np.diff(np.append(at, len(ranks)))
        keys = _keys(frequencies, length_bytes(lengths)[owners[at]])
        table = np.unique(keys)
        file.put(f"{field}/codes", np.searchsorted(table, keys), code_type(len(table)))
        file.put(f"{field}/keys", table, np.uint32)
        pos_starts = offsets(np.bincount(ranks, minlength=len(lexicon)))
        file.put(f"{field}/pos_starts", pos_starts, narrow(pos_starts))
        longest = int(positions.max(initial=0))
        file.put(f"{field}/positions", positions[order], _position_type(longest))
        file.put(f"{field}/lengths", lengths, _position_type(int(lengths.max(initial=0))))


def _stable_order(ranks: npt.NDArray[np.uint32]) -> Array:
    # numpy sorts 16 bits by radix: two such passes beat one sort of 32 bits.
    low = np.argsort((ranks & 0xFFFF).astype(np.uint16), kind="stable")
    if not len(ranks) or ranks.max() < 1 << 16:
        return low
    return low[np.argsort((ranks >> 16).astype(np.uint16)[low], kind="stable")]


def _keys(frequencies: Array, lengths: npt.NDArray[np.uint8]) -> Keys:
    return (frequencies.astype(np.uint32) << np.uint32(8)) | lengths


def code_type(keys: int) -> npt.DTypeLike:
    """Return the type of indexes into a table of so many *keys*."""
    return np.uint8 if keys <= 1 << 8 else np.uint16 if keys <= 1 << 16 else np.uint32


def _position_type(largest: int) -> npt.DTypeLike:
    return np.uint16 if largest < 1 << 16 else np.int32


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of one term: documents ascending, and each one's frequency and length."""

    documents: Documents
    keys: Keys

    def __len__(self) -> int:
        return len(self.documents)

    @property
    def nbytes(self) -> int:
        """How many bytes of memory the postings take."""
        return self.documents.nbytes + self.keys.nbytes

    @property
    def frequencies(self) -> npt.NDArray[np.int64]:
        """How often the term stands in each document."""
        return (self.keys >> 8).astype(np.int64)

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """The length of the field in each document, rounded as it is stored."""
        return lengths_of_bytes(self.keys & 255)


class FieldPostings:
    """The postings of one field of one segment, read from its file as they are asked for."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self.field = field
        self._file = file
        self.lexicon = Lexicon(file, field)
        self._starts = file.array(f"{field}/starts")
        self.counted = f"{field}/codes" in file
        if self.counted:
            keys = file.array(f"{field}/keys")
            self._keys = keys.astype(np.uint16) if keys.max(initial=0) < 1 << 16 else keys
            self._pos_starts = file.array(f"{field}/pos_starts")

    def find(self, term: bytes) -> int:
        """Return the number of *term*, or -1."""
        return self.lexicon.find(term)

    def document_frequency(self, number: int) -> int:
        """Return in how many documents a term stands, deleted ones included."""
        return int(self._starts[number + 1]) - int(self._starts[number])

    def documents(self, first: int, last: int | None = None) -> Documents:
        """Return the documents of a term; of terms *first* up to *last*, one after the other."""
        stop = self._starts[(first if last is None else last - 1) + 1]
        return self._file.slice(f"{self.field}/docs", int(self._starts[first]), int(stop))

    def postings(self, number: int) -> Postings:
        """Return the postings of a term."""
        start, stop = int(self._starts[number]), int(self._starts[number + 1])
        documents = self._file.slice(f"{self.field}/docs", start, stop)
        if not self.counted:
            return Postings(documents, np.full(len(documents), 1 << 8, np.uint16))
        codes = self._file.slice(f"{self.field}/codes", start, stop)
        return Postings(documents, self._keys.take(codes))

    def positions(self, number: int) -> Array:
        """Return all positions of a term, posting by posting."""
        start, stop = int(self._pos_starts[number]), int(self._pos_starts[number + 1])
        return self._file.slice(f"{self.field}/positions", start, stop)

    def starts(self) -> Array:
        """Return where the postings of each term start, and where the last end."""
        return self._starts

    def keys(self) -> Keys:
        """Return the table of the field's (frequency, length) pairs."""
        return self._keys

    def piece(self, name: str, first: int, last: int) -> Array:
        """Return the part of the array *name* that belongs to terms *first* up to *last*."""
        starts = self._pos_starts if name == "positions" else self._starts
        return self._file.slice(f"{self.field}/{name}", int(starts[first]), int(starts[last]))

    def lengths(self) -> Array:
        """Return the exact length of the field in each document."""
        return self._file.array(f"{self.field}/lengths")
