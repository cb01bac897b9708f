"""BM25 weighting of words: Whoosh's BM25F with the inverse document frequency of Lucene."""

from __future__ import annotations

import math
from typing import Any

from whoosh.scoring import BM25F


def idf(documents: int, frequency: int) -> float:
    """Return the inverse document frequency of a word that *frequency* of *documents* have.

    ``ln(1 + (N - n + 0.5) / (n + 0.5))``: that of Robertson and Spärck Jones (1976), kept
    above 0 as in Lucene. Whoosh's ``ln(N / (n + 1)) + 1`` is never below 1, and so the
    frequent words of a question asked as a sentence count too much.
    """
    return math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))


class Bm25Weighting(BM25F):  # type: ignore[misc]
    """BM25F whose inverse document frequency is ``idf`` over the whole index."""

    def idf(self, searcher: Any, fieldname: str, text: bytes) -> float:
        """Return the inverse document frequency of a term of a field."""
        whole = searcher.get_parent()
        return idf(whole.doc_count_all(), whole.doc_frequency(fieldname, text))
