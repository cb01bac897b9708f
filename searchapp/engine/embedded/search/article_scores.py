"""Scores of whole articles: BM25 of a query's words over all paragraphs of an article.

An article's frequency of a word is the sum of its paragraphs', its length the sum of their
lengths; document frequencies and the average length count articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
from whoosh import query as wq

from searchapp.engine.embedded.columns.doc_values import SegmentDocValues
from searchapp.engine.embedded.format.docid_sets import first_occurrences
from searchapp.engine.embedded.format.postings import Postings, length_bytes
from searchapp.engine.embedded.search.bm25 import Bm25Params, Bm25Scores
from searchapp.engine.embedded.whoosh.weighting import idf
from searchapp.query.limits import checkpoint

_FIELD = "text"

ScoreTable = npt.NDArray[np.float32]

K1, B = 1.2, 0.75


class SegmentArticles:
    """The articles of one segment, by the numbers in its column ``article``."""

    def __init__(self, segment: SegmentDocValues) -> None:
        self._segment = segment.segment
        self._article = segment.article
        self.count = int(self._article.max(initial=-1)) + 1
        field = self._segment.field(_FIELD)
        lengths = field.lengths() if field is not None else np.zeros(segment.size)
        totals = np.bincount(self._article, weights=lengths, minlength=self.count)
        self.total_length = int(totals.sum())
        self._length_bytes = length_bytes(totals)

    def postings(self, word: str) -> Postings | None:
        """Return the articles of a stem with their keys, or None where there are none.

        They are in the order of their paragraphs.
        """
        field = self._segment.field(_FIELD)
        number = field.terms.find(word.encode()) if field is not None else -1
        if field is None or number < 0:
            return None
        cached = self._segment.postings_cache.field(_FIELD, field)
        return cached.derived("articles", number, self._by_article)

    def _by_article(self, postings: Postings) -> Postings:
        owners = self._article.take(postings.documents)
        first = first_occurrences(owners)
        articles = owners.take(first)
        frequencies = np.add.reduceat(postings.keys >> np.uint32(8), first)
        keys = (np.minimum(frequencies, 255) << 8) | self._length_bytes.take(articles)
        return Postings(articles, keys.astype(np.uint16))


class ArticleScorer:
    """Scores the articles of a generation, by the numbers in ``DocValues.article``."""

    def __init__(self, segments: Iterable[SegmentDocValues]) -> None:
        self._segments = [SegmentArticles(segment) for segment in segments]
        self.count = sum(segment.count for segment in self._segments)
        length = sum(segment.total_length for segment in self._segments)
        self._params = Bm25Params(length / max(self.count, 1) or 1.0, K1, B)

    def scores(self, leaves: Iterable[wq.Query]) -> ScoreTable | None:
        """Return the score of each article, or None where no article has any word of *leaves*."""
        table: ScoreTable | None = None
        for word, boost in _words(leaves):
            checkpoint()
            parts = [segment.postings(word) for segment in self._segments]
            frequency = sum(len(postings) for postings in parts if postings is not None)
            if not frequency:
                continue
            if table is None:
                table = np.zeros(self.count, np.float32)
            factor = idf(self.count, frequency) * boost
            base = 0
            for segment, postings in zip(self._segments, parts, strict=True):
                if postings is not None:
                    scores = Bm25Scores(postings.keys, self._params, factor)
                    table[postings.documents + np.int32(base)] += scores.approximate()
                base += segment.count
        return table


def _words(leaves: Iterable[wq.Query]) -> Iterator[tuple[str, float]]:
    """Yield the stems of single words among *leaves* and their boosts."""
    for leaf in leaves:
        if isinstance(leaf, wq.Term) and leaf.fieldname == _FIELD:
            yield leaf.text, leaf.boost
