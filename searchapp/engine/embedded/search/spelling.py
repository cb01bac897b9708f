"""Near spellings: which words of the index a typed word may be a misspelling of.

Words whose letters differ too much are ruled out over whole arrays, by a set of letters
in 32 bits for each word; the distance is worked out only for the few that are left.
"""

from __future__ import annotations

from collections.abc import Sequence

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

_KEPT = 2_000

_POPULATION = np.array([n.bit_count() for n in range(1 << 16)], np.uint8)


def letter_bit(code: int) -> int:
    """Return the bit that stands for a byte of a word in a set of letters."""
    return 1 << (code & 31)


class _WordTable:
    """The words of a field of a segment: their letters, lengths and document counts."""

    def __init__(self, field: WordField) -> None:
        self.lexicon = field.lexicon
        self.lengths, self.letters = field.lexicon.shapes()
        self.documents = field.document_frequencies(0, len(field.lexicon))

    def like(self, word: bytes, slips: int, least: float) -> npt.NDArray[np.intp]:
        """Return the numbers of the words that may be within *slips* of *word*."""
        letters = 0
        for code in word:
            letters |= letter_bit(code)
        near: npt.NDArray[np.bool_] = self.documents >= least
        # Lengths are in bytes: a letter that is not ASCII takes up to four.
        reach = slips if word.isascii() else 4 * slips
        near &= np.abs(self.lengths.astype(np.int32) - len(word)) <= reach
        places = np.flatnonzero(near)
        other = self.letters[places] ^ np.uint32(letters)
        differing = _POPULATION[other & 0xFFFF] + _POPULATION[other >> np.uint32(16)]
        kept: npt.NDArray[np.intp] = places[differing <= 2 * reach]
        return kept


class Spelling:
    """The near spellings of words in one generation."""

    def __init__(self, segments: Sequence[SegmentReader]) -> None:
        self._segments = segments
        self._known: dict[str, tuple[tuple[str, int], ...]] = {}
        self._tables: list[_WordTable] | None = None

    def near(self, word: str) -> tuple[tuple[str, int], ...]:
        """Return words and the number of their paragraphs, the likeliest first.

        A slip is a letter too many, too few, another, or two of them exchanged
        (Damerau, 1964). Deleted paragraphs are counted until segments are merged.
        """
        folded = analysis.folded(word)
        if not is_correctable(folded):
            return ()
        if folded not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[folded] = self._near(folded)
        return self._known[folded]

    def _near(self, word: str) -> tuple[tuple[str, int], ...]:
        tables = self._all_tables()
        # Some segment has at least its share of the paragraphs that all of them have.
        least = MIN_FREQUENCY_RATIO * self._documents_of(word)
        least_in_one = max(1.0, least / max(len(self._segments), 1) / len(FIELDS))
        encoded = word.encode()
        candidates = {
            table.lexicon[number].decode()
            for table in tables
            for number in table.like(encoded, max_edits(word), least_in_one).tolist()
        }
        return rank_candidates(
            word, candidates, lambda words: {w: self._documents_of(w) for w in words}
        )

    def _all_tables(self) -> list[_WordTable]:
        if self._tables is None:
            with exempt():
                fields = (segment.words(name) for segment in self._segments for name in FIELDS)
                self._tables = [_WordTable(field) for field in fields if field is not None]
        return self._tables

    def _documents_of(self, word: str) -> int:
        """Return how many paragraphs have a form of *word*, or how many speakers' names do."""
        total = {"text": 0, "speaker_name": 0}
        for segment in self._segments:
            for name, term in (("text", analysis.stem(word)), ("speaker_name", word)):
                field = segment.field(name)
                number = field.lexicon.find(term.encode()) if field is not None else -1
                if field is not None and number >= 0:
                    total[name] += field.document_frequency(number)
        return max(total.values())
