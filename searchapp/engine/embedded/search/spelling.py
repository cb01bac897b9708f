"""Near spellings: the words of the index that a misspelled word may stand for.

Most words are ruled out by comparing whole arrays of lengths and letter sets (32 bits for
each word); edit distances are computed only for the words that are left.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import cachetools
import numpy as np
import numpy.typing as npt

from searchapp.engine.common.spelling import (
    FIELDS,
    MIN_FREQUENCY_RATIO,
    is_correctable,
    max_edits,
    rank_candidates,
)
from searchapp.engine.embedded.format.fields import WordField
from searchapp.engine.embedded.format.segment_reader import SegmentReader
from searchapp.query import analysis
from searchapp.query.limits import exempt

_MAX_CACHED_WORDS = 2_000
_BIT_COUNTS = np.array([n.bit_count() for n in range(1 << 16)], np.uint8)


class _WordTable:
    """The words of one field of a segment: lengths, letter sets and document frequencies."""

    def __init__(self, field: WordField) -> None:
        self.terms = field.terms
        self.lengths, self.letters = field.terms.shapes()
        self.frequencies = field.document_frequencies(0, len(field.terms))

    def candidates(self, word: bytes, edits: int, min_frequency: float) -> npt.NDArray[np.intp]:
        """Return the numbers of the words that may be within *edits* of *word*."""
        letters = 0
        for byte in word:
            letters |= 1 << (byte & 31)
        mask: npt.NDArray[np.bool_] = self.frequencies >= min_frequency
        # Lengths are in bytes: a letter outside ASCII takes up to four.
        byte_edits = edits if word.isascii() else 4 * edits
        mask &= np.abs(self.lengths.astype(np.int32) - len(word)) <= byte_edits
        numbers = np.flatnonzero(mask)
        different = self.letters[numbers] ^ np.uint32(letters)
        bits = _BIT_COUNTS[different & 0xFFFF] + _BIT_COUNTS[different >> np.uint32(16)]
        near: npt.NDArray[np.intp] = numbers[bits <= 2 * byte_edits]
        return near


class SpellingSuggester:
    """Suggests near spellings from the words of one generation."""

    def __init__(self, segments: Sequence[SegmentReader]) -> None:
        self._segments = segments
        self._cache: cachetools.LRUCache[str, tuple[tuple[str, int], ...]] = cachetools.LRUCache(
            _MAX_CACHED_WORDS
        )

    def near_spellings(self, word: str) -> tuple[tuple[str, int], ...]:
        """Return near spellings of *word* with their numbers of paragraphs, likeliest first.

        See ``rank_candidates``. Deleted paragraphs count until their segments are merged.
        """
        folded = analysis.folded(word)
        if not is_correctable(folded):
            return ()
        if folded not in self._cache:
            self._cache[folded] = self._compute(folded)
        return self._cache[folded]

    def _compute(self, word: str) -> tuple[tuple[str, int], ...]:
        # A candidate reaches at least its average share of the minimum in some field of
        # some segment.
        min_frequency = MIN_FREQUENCY_RATIO * self._count_paragraphs(word)
        share = max(1.0, min_frequency / max(len(self._segments), 1) / len(FIELDS))
        encoded, edits = word.encode(), max_edits(word)
        candidates = {
            table.terms[number].decode()
            for table in self._tables
            for number in table.candidates(encoded, edits, share).tolist()
        }
        return rank_candidates(
            word,
            candidates,
            lambda words: {each: self._count_paragraphs(each) for each in words},
        )

    @cached_property
    def _tables(self) -> list[_WordTable]:
        with exempt():
            fields = (segment.word_field(name) for segment in self._segments for name in FIELDS)
            return [_WordTable(field) for field in fields if field is not None]

    def _count_paragraphs(self, word: str) -> int:
        """Return how many texts have a form of *word*, or how many speakers' names if more."""
        counts = {"text": 0, "speaker_name": 0}
        for segment in self._segments:
            for name, term in (("text", analysis.stem(word)), ("speaker_name", word)):
                field = segment.field(name)
                number = field.terms.find(term.encode()) if field is not None else -1
                if field is not None and number >= 0:
                    counts[name] += field.document_frequency(number)
        return max(counts.values())
