"""Inverse document frequency as the embedded engine computes it, so that both rank alike.

OpenSearch uses ``ln(1 + (N - n + 0.5) / (n + 0.5))``, where n of the N paragraphs that have the
field contain the word (Lucene, BM25Similarity). The embedded engine uses ``ln(N / (n + 1)) + 1``,
where N counts all paragraphs (whoosh, scoring.py). Each word is boosted by the ratio of the two.
"""

from __future__ import annotations

import math

from whoosh import query as wq

from searchapp.engine.common.matched_terms import text_of
from searchapp.engine.opensearch.search.query_dsl import (
    KEYWORD_FIELDS,
    MATCH_ALL,
    WeightedPhrase,
)
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.query.parser import ParsedQuery

Word = tuple[str, str]
"""A field and a word in it."""


def _scored_words(tree: wq.Query) -> set[Word]:
    words: set[Word] = set()
    for leaf in tree.leaves():
        if isinstance(leaf, wq.Phrase):
            words |= {(leaf.fieldname, text_of(word)) for word in leaf.words}
        elif isinstance(leaf, wq.Term) and leaf.fieldname not in KEYWORD_FIELDS:
            words.add((leaf.fieldname, text_of(leaf.text)))
    return words


def _idf_ratio(paragraphs: int, with_field: int, with_word: int) -> float:
    """Return the idf of the embedded engine divided by that of OpenSearch."""
    lucene = math.log(1 + (with_field - with_word + 0.5) / (with_word + 0.5))
    whoosh = math.log(paragraphs / (with_word + 1)) + 1
    return max(whoosh, 0.0) / lucene if lucene > 0 else 1.0


def _idf_ratios(searcher: ClusterSearcher, words: set[Word]) -> dict[Word, float]:
    """Return the ratio for each of *words*: 1.0 for a word that the index does not hold.

    Only words of the index are cached, so their number bounds the cache.
    """
    cached: dict[Word, float] = searcher.cached("idf ratios", dict)
    missing = sorted(words - cached.keys())
    if missing:
        fields = sorted({field for field, _ in missing})
        exists = {field: {"exists": {"field": field}} for field in fields}
        terms = {str(i): {"term": {field: word}} for i, (field, word) in enumerate(missing)}
        counts = searcher.aggregate(
            MATCH_ALL,
            fields={"filters": {"filters": exists}},
            words={"filters": {"filters": terms}},
        )
        with_field = {f: b["doc_count"] for f, b in counts["fields"]["buckets"].items()}
        for i, (field, word) in enumerate(missing):
            with_word = counts["words"]["buckets"][str(i)]["doc_count"]
            if with_word:
                cached[field, word] = _idf_ratio(
                    searcher.info.paragraphs, with_field[field], with_word
                )
    return {word: cached.get(word, 1.0) for word in words}


def weight_words(searcher: ClusterSearcher, query: ParsedQuery) -> tuple[wq.Query, wq.Query | None]:
    """Return the trees of *query* (body, headline) with each word boosted by its ratio."""
    trees = [query.body] if query.headline is None else [query.body, query.headline]
    ratios = _idf_ratios(searcher, set().union(*map(_scored_words, trees)))

    def weighted(node: wq.Query) -> wq.Query:
        if isinstance(node, wq.Phrase):
            weights = tuple(ratios[node.fieldname, text_of(word)] for word in node.words)
            return WeightedPhrase(node, weights)
        if type(node) is wq.Term and (node.fieldname, text_of(node.text)) in ratios:
            boost = node.boost * ratios[node.fieldname, text_of(node.text)]
            return wq.Term(node.fieldname, node.text, boost=boost)
        return node

    body, *headline = (tree.accept(weighted) for tree in trees)
    return body, headline[0] if headline else None
