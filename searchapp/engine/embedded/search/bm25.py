"""Scores of matches: BM25F by look-up, worked out no earlier than they are needed.

A posting's weight depends on its key alone, that is on a frequency and a length of which
there are a few hundred; what a query needs of most postings is only that they are there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.postings import Keys, lengths_of_bytes
from searchapp.engine.embedded.search.docid_sets import Rows

Scores = npt.NDArray[np.float64]
RoughScores = npt.NDArray[np.floating]

ROUGH_ERROR = 1e-5
"""By how much of itself a rough score, a sum of 32-bit floats, may be wrong."""

_TABLE_KEYS = 1 << 16
_TABLES = 16
"""So many are kept, of 768 KiB each. A generation needs one for each of its eight counted
fields, and every commit changes the averages that tables are made for."""


def bm25(keys: Keys, average: float, k1: float, b: float) -> Scores:
    """Return the BM25 weight of (frequency, length) *keys*, the idf left out.

    ``tf (K1 + 1) / (tf + K1 (1 - B + B fl / avgfl))``, Robertson and Zaragoza, 2009.
    """
    wide = keys.astype(np.uint32, copy=False)
    frequencies = (wide >> np.uint32(8)).astype(np.float64)
    lengths = lengths_of_bytes(wide & np.uint32(255))
    return frequencies * (k1 + 1) / (frequencies + k1 * ((1 - b) + b * lengths / average))


@dataclass(frozen=True, slots=True)
class Bm25Params:
    """The parameters that a field's BM25 weights depend on; *average* is a length in words."""

    average: float
    k1: float
    b: float


@lru_cache(maxsize=_TABLES)
def _tables(model: Bm25Params) -> tuple[Scores, npt.NDArray[np.float32]]:
    """Return the weight of every key of 16 bits, exactly and roughly."""
    keys = np.arange(_TABLE_KEYS, dtype=np.uint32)
    exact = bm25(keys, model.average, model.k1, model.b)
    return exact, exact.astype(np.float32)


class Weights(Protocol):
    """A score for each of some matches."""

    def exact(self) -> Scores:
        """Return the scores."""
        ...

    def rough(self) -> RoughScores:
        """Return the scores, each wrong by ``ROUGH_ERROR`` of itself at most."""
        ...

    def take(self, rows: Rows) -> Weights:
        """Return those of *rows*."""
        ...

    def times(self, factor: float) -> Weights:
        """Return the scores times *factor*."""
        ...


@dataclass(frozen=True, slots=True)
class ExplicitScores:
    """Scores that have been worked out."""

    scores: Scores

    def exact(self) -> Scores:
        """Return the scores."""
        return self.scores

    def rough(self) -> RoughScores:
        """Return the scores, near enough to choose by."""
        return self.scores

    def take(self, rows: Rows) -> ExplicitScores:
        """Return those of *rows*."""
        return ExplicitScores(self.scores.take(rows))

    def times(self, factor: float) -> ExplicitScores:
        """Return the scores times *factor*."""
        return ExplicitScores(self.scores * factor)


@dataclass(frozen=True, slots=True)
class DocValueScores:
    """Scores that lie by document, looked up when they are asked for."""

    table: npt.NDArray[np.float32]
    documents: npt.NDArray[np.int32]

    def exact(self) -> Scores:
        """Return the scores."""
        return self.rough().astype(np.float64)

    def rough(self) -> RoughScores:
        """Return the scores as they lie."""
        return self.table.take(self.documents)

    def take(self, rows: Rows) -> DocValueScores:
        """Return those of *rows*."""
        return DocValueScores(self.table, self.documents.take(rows))

    def times(self, factor: float) -> ExplicitScores:
        """Return the scores times *factor*."""
        return ExplicitScores(self.exact() * factor)


@dataclass(frozen=True, slots=True)
class Bm25Scores:
    """The scores of a term's postings, by their keys; the key 0 stands for none."""

    keys: Keys
    model: Bm25Params
    factor: float

    def exact(self) -> Scores:
        """Return the scores."""
        if self.keys.dtype.itemsize > 2:
            model = self.model
            return bm25(self.keys, model.average, model.k1, model.b) * self.factor
        scores = _tables(self.model)[0].take(self.keys)
        scores *= self.factor
        return scores

    def rough(self) -> RoughScores:
        """Return the scores, near enough to choose by."""
        if self.keys.dtype.itemsize > 2:
            return self.exact()
        scores = _tables(self.model)[1].take(self.keys)
        scores *= np.float32(self.factor)
        return scores

    def take(self, rows: Rows) -> Bm25Scores:
        """Return those of *rows*."""
        return Bm25Scores(self.keys.take(rows), self.model, self.factor)

    def times(self, factor: float) -> Bm25Scores:
        """Return the scores times *factor*."""
        return Bm25Scores(self.keys, self.model, self.factor * factor)
