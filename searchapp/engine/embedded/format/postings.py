"""The postings of a field as flat arrays: made from tokens, read term by term, merged.

For a field ``F`` with T terms, P postings and W words in a segment of D documents:

    F/terms, F/term_ends   the lexicon
    F/starts   [T + 1]     postings of term t are starts[t]:starts[t + 1]
    F/docs     [P] runs    document numbers, ascending within a term

and where word counts matter, too:

    F/codes    [P] packed  index into ``keys``, whose commonest come first
    F/keys     [K] uint32  frequency << 8 | length of the field as a byte
    F/pos_starts [T + 1]   words of term t are pos_starts[t]:pos_starts[t + 1]
    F/positions [W] packed positions, posting by posting
    F/lengths  [D] packed  exact length of the field in each document, in words

Runs and packed arrays are those of packing.py. A posting's score needs its frequency and
its field's length; both are in ``keys``, of which there are a few hundred, so that scoring
a term is one gather.

The fields of layout.py's ``ARTICLE_FIELDS`` are posted once for each article: their
documents are the numbers of articles.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
from whoosh.util.numeric import byte_to_length

from searchapp.engine.embedded.format.arrayfile import Array, ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.format.packed_ints import (
    Packed,
    Runs,
    RunsWriter,
    narrow,
    put_packed,
)
from searchapp.engine.embedded.format.term_dictionary import TermDictionary, write_lexicon

Documents = npt.NDArray[np.int32]
Keys = npt.NDArray[np.uint16 | np.uint32]
"""Frequency << 8 | length as a byte; 16 bits wide where all of a field fit."""

GAP = -1
"""Stands in a stream of words for a position that no word takes."""

_COUNTED_AT_ONCE = 1 << 20

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


class Vocabulary(dict[bytes, int]):
    """The terms of a field and their numbers; one that is looked up and new gets the next."""

    def __missing__(self, term: bytes) -> int:
        number = self[term] = len(self)
        return number


class TokenStream:
    """The words of one field as documents are added, by number of term."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self._terms = array("i")
        self._documents = array("i")
        self._counts = array("i")

    def __len__(self) -> int:
        return len(self._terms)

    def numbers(self, terms: Iterable[bytes]) -> list[int]:
        """Return the numbers of *terms*; those that are new get one."""
        return list(map(self.vocabulary.__getitem__, terms))

    def add(self, document: int, terms: list[int]) -> None:
        """Add the words of a document, as numbers of terms or ``GAP``, in order."""
        self._terms.fromlist(terms)
        self._documents.append(document)
        self._counts.append(len(terms))

    def add_many(self, documents: Array, kinds: Array, texts: Sequence[list[int]]) -> None:
        """Add to each of *documents* the one of *texts* that *kinds* tells, unless it is empty."""
        counts = np.fromiter(map(len, texts), np.int64, len(texts))
        flat = np.fromiter(chain.from_iterable(texts), np.int32, int(counts.sum()))
        sizes = counts[kinds]
        filled = np.flatnonzero(sizes)
        terms = flat[ranges(offsets(counts)[kinds], sizes)]
        self._terms.frombytes(terms.tobytes())
        self._documents.frombytes(documents[filled].astype(np.int32).tobytes())
        self._counts.frombytes(sizes[filled].astype(np.int32).tobytes())

    def tokens(self) -> tuple[Array, Array, Array]:
        """Return all terms, and of each text added its document and how many terms it has."""
        terms = np.frombuffer(self._terms, np.int32)
        documents = np.frombuffer(self._documents, np.int32)
        return terms, documents, np.frombuffer(self._counts, np.int32)

    def write(self, file: ArrayFileWriter, field: str, documents: int, *, counted: bool) -> None:
        """Write the field's postings, with frequencies and positions where *counted*."""
        terms = np.frombuffer(self._terms, np.int32)
        sizes = np.frombuffer(self._counts, np.int32)
        owners = np.repeat(np.frombuffer(self._documents, np.int32), sizes)
        positions = np.arange(len(terms)) - np.repeat(offsets(sizes)[:-1], sizes)
        kept = terms != GAP
        if not kept.all():
            terms, owners, positions = terms[kept], owners[kept], positions[kept]
        lexicon = sorted(self.vocabulary)
        rank = np.empty(len(lexicon), np.uint32)
        numbers = np.fromiter(map(self.vocabulary.__getitem__, lexicon), np.int64, len(lexicon))
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
        posted = RunsWriter(file, f"{field}/docs", documents, len(at))
        posted.append(owners[at], ranks[at])
        posted.end()
        if not counted:
            return
        lengths = np.bincount(owners, minlength=documents)
        frequencies = np.diff(np.append(at, len(ranks)))
        keys = _keys(frequencies, length_bytes(lengths)[owners[at]])
        table, codes, of_code = np.unique(keys, return_inverse=True, return_counts=True)
        codes_by_use, table = commonest_first(table, of_code)
        put_packed(file, f"{field}/codes", codes_by_use[codes])
        file.put(f"{field}/keys", table, np.uint32)
        pos_starts = offsets(np.bincount(ranks, minlength=len(lexicon)))
        file.put(f"{field}/pos_starts", pos_starts, narrow(pos_starts))
        put_packed(file, f"{field}/positions", positions[order])
        put_packed(file, f"{field}/lengths", lengths)


def commonest_first(table: Keys, counts: Array) -> tuple[npt.NDArray[np.int64], Keys]:
    """Return *table* in the order of how often each key is used, and each key's new place."""
    by_use = np.argsort(-counts, kind="stable")
    places = np.empty(len(table), np.int64)
    places[by_use] = np.arange(len(table))
    return places, table[by_use]


def _stable_order(ranks: npt.NDArray[np.uint32]) -> Array:
    # numpy sorts 16 bits by radix: two such passes beat one sort of 32 bits.
    low = np.argsort((ranks & 0xFFFF).astype(np.uint16), kind="stable")
    if not len(ranks) or ranks.max() < 1 << 16:
        return low
    return low[np.argsort((ranks >> 16).astype(np.uint16)[low], kind="stable")]


def _keys(frequencies: Array, lengths: npt.NDArray[np.uint8]) -> Keys:
    return (frequencies.astype(np.uint32) << np.uint32(8)) | lengths


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

    def starts(self) -> npt.NDArray[np.int32]:
        """Return where the positions of each posting start among those of the term."""
        starts: npt.NDArray[np.int32] = np.cumsum(self.keys >> 8, dtype=np.int32)
        starts -= (self.keys >> 8).astype(np.int32)
        return starts

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
        self.lexicon = TermDictionary(file, field)
        self._starts = file.array(f"{field}/starts")
        self._documents = Runs(file, f"{field}/docs")
        self.counted = f"{field}/codes" in file
        if self.counted:
            self._codes = Packed(file, f"{field}/codes")
            keys = file.array(f"{field}/keys")
            self._keys = keys.astype(np.uint16) if keys.max(initial=0) < 1 << 16 else keys
            self._pos_starts = file.array(f"{field}/pos_starts")
            self._positions = Packed(file, f"{field}/positions")
            self._lengths = Packed(file, f"{field}/lengths")

    @property
    def words(self) -> int:
        """How many words the field has in all documents together."""
        return len(self._positions) if self.counted else 0

    def document_frequency(self, number: int) -> int:
        """Return in how many documents a term stands, deleted ones included."""
        return int(self._starts[number + 1]) - int(self._starts[number])

    def documents(self, first: int, last: int | None = None) -> Documents:
        """Return the documents of a term; of terms *first* up to *last*, one after the other."""
        stop = self._starts[(first if last is None else last - 1) + 1]
        return self._documents.slice(int(self._starts[first]), int(stop))

    def postings(self, number: int) -> Postings:
        """Return the postings of a term."""
        documents = self.documents(number)
        if not self.counted:
            return Postings(documents, np.full(len(documents), 1 << 8, np.uint16))
        return Postings(documents, self.keys(number, number + 1))

    def keys(self, first: int, last: int) -> Keys:
        """Return the (frequency, length) keys of terms *first* up to *last*."""
        return self._keys.take(self.codes(first, last))

    def codes(self, first: int, last: int) -> Array:
        """Return the places in ``key_table`` of the keys of terms *first* up to *last*."""
        return self._codes.slice(int(self._starts[first]), int(self._starts[last]))

    def code_counts(self) -> npt.NDArray[np.int64]:
        """Return how many postings have each of the keys in ``key_table``."""
        counts = np.zeros(len(self._keys), np.int64)
        for start in range(0, len(self._codes), _COUNTED_AT_ONCE):
            codes = self._codes.slice(start, min(start + _COUNTED_AT_ONCE, len(self._codes)))
            counts += np.bincount(codes, minlength=len(counts))
        return counts

    def positions(self, first: int, last: int) -> Array:
        """Return all positions of terms *first* up to *last*, posting by posting."""
        return self._positions.slice(int(self._pos_starts[first]), int(self._pos_starts[last]))

    def positions_at(self, number: int, rows: npt.NDArray[np.integer]) -> Array:
        """Return those of all positions of a term that *rows* tell."""
        start, stop = int(self._pos_starts[number]), int(self._pos_starts[number + 1])
        return self._positions.take(start, stop, rows)

    def starts(self) -> Array:
        """Return where the postings of each term start, and where the last end."""
        return self._starts

    def pos_starts(self) -> Array:
        """Return where the positions of each term start, and where the last end."""
        return self._pos_starts

    def key_table(self) -> Keys:
        """Return the field's (frequency, length) pairs, each once."""
        return self._keys

    def narrow_types(self) -> tuple[np.dtype[np.unsignedinteger], np.dtype[np.unsignedinteger]]:
        """Return the types that positions and lengths are packed in."""
        return self._positions.type, self._lengths.type

    def lengths(self) -> Array:
        """Return the exact length of the field in each document."""
        return self._lengths.slice(0, len(self._lengths))
