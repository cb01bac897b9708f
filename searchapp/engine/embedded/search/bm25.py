"""BM25 scores by table look-up, computed only when they are needed.

A posting's score depends on its key alone: term frequency and field length, of which a few
hundred pairs occur. For most postings a query needs to know only that they exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.docid_sets import DocIds, Rows
from searchapp.engine.embedded.format.postings import Keys, lengths_of_bytes

Scores = npt.NDArray[np.float64]
ApproximateScores = npt.NDArray[np.floating]

APPROXIMATION_ERROR = 1e-5
"""Largest relative error of an approximate score, which is a sum of 32-bit floats."""

_TABLE_KEYS = 1 << 16
_MAX_TABLES = 16
"""Tables cached, of 768 KiB each. A generation needs one for each of its eight counted
fields, and each commit changes the average lengths that tables depend on."""


def bm25(keys: Keys, average_length: float, k1: float, b: float) -> Scores:
    """Return the BM25 weight of (term frequency, field length) *keys*, without the idf.

    ``tf (k1 + 1) / (tf + k1 (1 - b + b dl / avgdl))``, Robertson and Zaragoza 2009.
    Lengths are in words.
    """
    wide = keys.astype(np.uint32, copy=False)
    frequencies = (wide >> np.uint32(8)).astype(np.float64)
    lengths = lengths_of_bytes(wide & np.uint32(255))
    return frequencies * (k1 + 1) / (frequencies + k1 * ((1 - b) + b * lengths / average_length))


@dataclass(frozen=True, slots=True)
class Bm25Params:
    """BM25's parameters for one field; *average_length* is in words."""

    average_length: float
    k1: float
    b: float


@lru_cache(maxsize=_MAX_TABLES)
def _score_tables(params: Bm25Params) -> tuple[Scores, npt.NDArray[np.float32]]:
    """Return the weights of all 16-bit keys, in double and in single precision."""
    keys = np.arange(_TABLE_KEYS, dtype=np.uint32)
    exact = bm25(keys, params.average_length, params.k1, params.b)
    return exact, exact.astype(np.float32)


class LazyScores(Protocol):
    """One score per match, computed when asked for."""

    def exact(self) -> Scores:
        """Return the scores."""
        ...

    def approximate(self) -> ApproximateScores:
        """Return the scores with a relative error of at most ``APPROXIMATION_ERROR``."""
        ...

    def take(self, rows: Rows) -> LazyScores:
        """Return the scores of the matches at *rows*."""
        ...

    def scaled(self, factor: float) -> LazyScores:
        """Return the scores times *factor*."""
        ...


@dataclass(frozen=True, slots=True)
class ExplicitScores:
    """Scores that are computed already."""

    scores: Scores

    def exact(self) -> Scores:
        """Return the scores."""
        return self.scores

    def approximate(self) -> ApproximateScores:
        """Return the scores, which are exact."""
        return self.scores

    def take(self, rows: Rows) -> ExplicitScores:
        """Return the scores of the matches at *rows*."""
        return ExplicitScores(self.scores.take(rows))

    def scaled(self, factor: float) -> ExplicitScores:
        """Return the scores times *factor*."""
        return ExplicitScores(self.scores * factor)


@dataclass(frozen=True, slots=True)
class DocValueScores:
    """Scores looked up in a table that has one for each document."""

    table: npt.NDArray[np.float32]
    doc_ids: DocIds

    def exact(self) -> Scores:
        """Return the scores."""
        return self.approximate().astype(np.float64)

    def approximate(self) -> ApproximateScores:
        """Return the scores, which are exact, in single precision."""
        return self.table.take(self.doc_ids)

    def take(self, rows: Rows) -> DocValueScores:
        """Return the scores of the matches at *rows*."""
        return DocValueScores(self.table, self.doc_ids.take(rows))

    def scaled(self, factor: float) -> ExplicitScores:
        """Return the scores times *factor*."""
        return ExplicitScores(self.exact() * factor)


@dataclass(frozen=True, slots=True)
class Bm25Scores:
    """The BM25 scores of a term's postings by key; the key 0 stands for no posting.

    *factor* is the idf times any boost.
    """

    keys: Keys
    params: Bm25Params
    factor: float

    def exact(self) -> Scores:
        """Return the scores."""
        if self.keys.dtype.itemsize > 2:
            params = self.params
            return bm25(self.keys, params.average_length, params.k1, params.b) * self.factor
        scores = _score_tables(self.params)[0].take(self.keys)
        scores *= self.factor
        return scores

    def approximate(self) -> ApproximateScores:
        """Return the scores in single precision."""
        if self.keys.dtype.itemsize > 2:
            return self.exact()
        scores = _score_tables(self.params)[1].take(self.keys)
        scores *= np.float32(self.factor)
        return scores

    def take(self, rows: Rows) -> Bm25Scores:
        """Return the scores of the matches at *rows*."""
        return Bm25Scores(self.keys.take(rows), self.params, self.factor)

    def scaled(self, factor: float) -> Bm25Scores:
        """Return the scores times *factor*."""
        return Bm25Scores(self.keys, self.params, self.factor * factor)
