"""A slow and obvious search that the engine is compared with.

Each query is tested on each document. Scores are BM25 (Robertson and
Zaragoza, 2009) with the inverse document frequency that Lucene uses,
``log(1 + (N - n + 0.5) / (n + 0.5))``, and with lengths rounded as Whoosh stores them, in a byte.
"""

from __future__ import annotations

import fnmatch
import math
from functools import cache
from typing import Any

from whoosh import query as wq
from whoosh.util.numeric import byte_to_length, length_to_byte

from searchapp.query import analysis

K1 = 1.2
B = 0.75

Scores = dict[int, float]


class Reference:
    """Searches one field of *texts*, one document each."""

    def __init__(self, texts: list[str], analyzer: Any | None = None) -> None:
        analyzer = analyzer or analysis.exact()
        self.words = [[token.text for token in analyzer(text)] for text in texts]

    @cache  # noqa: B019 (a reference lives as long as its test)
    def _bm25(self, word: str) -> Scores:
        with_word = [i for i, words in enumerate(self.words) if word in words]
        idf = math.log(1 + (len(self.words) - len(with_word) + 0.5) / (len(with_word) + 0.5))
        average = sum(map(len, self.words)) / len(self.words)
        scores = {}
        for i in with_word:
            tf = self.words[i].count(word)
            length = byte_to_length(length_to_byte(len(self.words[i])))
            norm = K1 * ((1 - B) + B * length / average)
            scores[i] = idf * tf * (K1 + 1) / (tf + norm)
        return scores

    def _has_phrase(self, i: int, phrase: list[str], slop: int) -> bool:
        places = [[at for at, w in enumerate(self.words[i]) if w == word] for word in phrase]
        ends = set(places[0])
        for following in places[1:]:
            ends = {at for at in following if any(0 < at - end <= slop for end in ends)}
        return bool(ends)

    def search(self, q: wq.Query) -> Scores:
        """Return the documents that match *q*, with scores."""
        return {i: score * getattr(q, "boost", 1.0) for i, score in self._unboosted(q).items()}

    def _unboosted(self, q: wq.Query) -> Scores:
        match q:
            case wq.Term():
                return self._bm25(q.text)
            case wq.Prefix() | wq.Wildcard():
                return self._matching(f"{q.text}*" if isinstance(q, wq.Prefix) else q.text)
            case wq.ConstantScoreQuery():
                return dict.fromkeys(self.search(q.child), q.score)
            case wq.Phrase():
                return {
                    i: sum(self._bm25(word)[i] for word in q.words)
                    for i in range(len(self.words))
                    if self._has_phrase(i, list(q.words), q.slop)
                }
            case wq.Every():
                return dict.fromkeys(range(len(self.words)), 0.0)
            case wq.Not():
                inner = self.search(q.query)
                return {i: 0.0 for i in range(len(self.words)) if i not in inner}
            case wq.And():
                return self._and([self.search(s) for s in q.subqueries])
            case wq.Or():
                parts = [self.search(s) for s in q.subqueries]
                return {i: sum(p.get(i, 0.0) for p in parts) for p in parts for i in p}
            case wq.AndNot():
                excluded = self.search(q.b)
                return {i: s for i, s in self.search(q.a).items() if i not in excluded}
            case wq.AndMaybe():
                bonus = self.search(q.b)
                return {i: s + bonus.get(i, 0.0) for i, s in self.search(q.a).items()}
            case wq.Require():
                required = self.search(q.b)
                return {i: s for i, s in self.search(q.a).items() if i in required}
        raise AssertionError(f"the reference does not know {q!r}")

    def _matching(self, pattern: str) -> Scores:
        return {
            i: 1.0
            for i, words in enumerate(self.words)
            if any(fnmatch.fnmatchcase(word, pattern) for word in words)
        }

    @staticmethod
    def _and(parts: list[Scores]) -> Scores:
        return {i: sum(p[i] for p in parts) for i in parts[0] if all(i in p for p in parts)}
