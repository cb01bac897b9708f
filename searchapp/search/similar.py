"""More like this: paragraphs that share a paragraph's rare terms, without its copies.

The terms with the highest tf-idf become a query of alternatives, as in Lucene's
``MoreLikeThis``. Copies are told by the containment of word shingles (Broder, "On the
resemblance and containment of documents", 1997).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from whoosh import query as wq

from searchapp.engine.protocol import SearchEngine
from searchapp.models.search import Hit, SearchRequest
from searchapp.query import analysis
from searchapp.query.parsed_query import ParsedQuery

MAX_COMPARED_TERMS = 100
"""Distinct terms of a paragraph whose frequencies are looked up, the first ones."""
MAX_TERMS = 12
"""How many of its terms are searched."""
MIN_COMMON_TERMS = 2
"""How many of these a paragraph must have to be listed, where there are as many."""
MAX_CANDIDATES = 100
"""How many hits are looked at, the best ones."""

_SHINGLE_WORDS = 3
_COPY_CONTAINMENT = 0.6
"""Share of the shorter text's shingles that the other has where one is a copy."""


def rare_terms(engine: SearchEngine, source: Hit, version: str) -> dict[str, str]:
    """Return the stems with the highest tf-idf in *source*, each with its word as written.

    A stem of no other paragraph is left out. Raises as ``SearchEngine.counts`` does.
    """
    written: dict[str, str] = {}
    frequency: Counter[str] = Counter()
    for word in analysis.find_words(source.text):
        folded = analysis.folded(word[0])
        if folded not in analysis.STOP_WORDS and len(folded) > 1:
            stem = analysis.stem(folded)
            written.setdefault(stem, word[0])
            frequency[stem] += 1
    stems = list(written)[:MAX_COMPARED_TERMS]
    request = SearchRequest(copies="all", strict=True)
    searches = [(request, _any_of([stem])) for stem in stems]
    counts = dict(zip(stems, engine.counts(searches, version), strict=True))
    paragraphs = max(engine.info().paragraphs, 1)
    tf_idf = {
        stem: frequency[stem] * math.log(1 + paragraphs / count)
        for stem, count in counts.items()
        if count > 1
    }
    best = sorted(tf_idf, key=lambda stem: (-tf_idf[stem], stem))[:MAX_TERMS]
    return {stem: written[stem] for stem in best}


def find_similar(
    engine: SearchEngine, source: Hit, stems: list[str], limit: int, version: str
) -> tuple[Hit, ...]:
    """Return at most *limit* paragraphs that have some of *stems*, the best first.

    Each article is listed once. *source*, its copies and copies of one another are left
    out, in its own article too. Raises as ``SearchEngine.search`` does.
    """
    if not stems:
        return ()
    request = SearchRequest(limit=MAX_CANDIDATES, strict=True)
    hits = engine.search(request, _any_of(stems), version).hits
    alike = (hit for hit in hits if _common_terms(hit, stems) >= min(MIN_COMMON_TERMS, len(stems)))
    return tuple(hit for hit, _ in zip(_without_copies(source, alike), range(limit), strict=False))


def _any_of(stems: list[str]) -> ParsedQuery:
    terms = [wq.Term("text", stem) for stem in stems]
    return ParsedQuery(wq.Or(terms) if len(terms) > 1 else terms[0], None, relaxable=False)


def _common_terms(hit: Hit, stems: list[str]) -> int:
    matched = (analysis.folded(hit.text[start:end]) for start, end in hit.matches)
    return len(set(analysis.stems(matched)) & set(stems))


def _without_copies(source: Hit, hits: Iterator[Hit]) -> Iterator[Hit]:
    listed = [_shingles(source.text)]
    articles: set[str] = set()
    for hit in hits:
        shingles = _shingles(hit.text)
        if hit.article_id in articles or any(_is_copy(shingles, other) for other in listed):
            continue
        articles.add(hit.article_id)
        listed.append(shingles)
        yield hit


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = [analysis.folded(word) for word in analysis.words_of(text)]
    size = min(_SHINGLE_WORDS, len(words))
    return {tuple(words[k : k + size]) for k in range(len(words) - size + 1)}


def _is_copy(shingles: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> bool:
    return len(shingles & other) >= _COPY_CONTAINMENT * min(len(shingles), len(other))
