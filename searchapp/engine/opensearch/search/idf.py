"""The weight of rare words as the embedded engine takes it, so that both rank alike.

The cluster weighs a word by ``ln(1 + (N - n + 0.5) / (n + 0.5))``, with n of the N paragraphs
that have the field; the embedded engine by ``ln(N / (n + 1)) + 1`` over all paragraphs
(whoosh, scoring.py). Words are boosted by the ratio of the two.
"""

from __future__ import annotations

import math

from whoosh import query as wq

from searchapp.engine.common.matched_terms import text_of
from searchapp.engine.opensearch.search.query_dsl import KEYWORDS, WeighedPhrase
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.query.parser import ParsedQuery

Word = tuple[str, str]
"""A field and a word."""


def _words(tree: wq.Query) -> set[Word]:
    found: set[Word] = set()
    for leaf in tree.leaves():
        if isinstance(leaf, wq.Phrase):
            found |= {(leaf.fieldname, text_of(word)) for word in leaf.words}
        elif isinstance(leaf, wq.Term) and leaf.fieldname not in KEYWORDS:
            found.add((leaf.fieldname, text_of(leaf.text)))
    return found


def _ratio(everything: int, with_field: int, with_word: int) -> float:
    here = math.log(1 + (with_field - with_word + 0.5) / (with_word + 0.5))
    there = math.log(everything / (with_word + 1)) + 1
    return max(there, 0.0) / here if here > 0 else 1.0


def _ratios(generation: ClusterSearcher, words: set[Word]) -> dict[Word, float]:
    known: dict[Word, float] = generation.kept.setdefault("idf", {})
    missing = sorted(words - known.keys())
    if missing:
        fields = sorted({field for field, _ in missing})
        found = generation.aggregate(
            {"match_all": {}},
            fields={"filters": {"filters": {f: {"exists": {"field": f}} for f in fields}}},
            words={
                "filters": {
                    "filters": {str(i): {"term": {f: w}} for i, (f, w) in enumerate(missing)}
                }
            },
        )
        with_field = {f: b["doc_count"] for f, b in found["fields"]["buckets"].items()}
        for i, (field, word) in enumerate(missing):
            count = found["words"]["buckets"][str(i)]["doc_count"]
            if count:
                ratio = _ratio(generation.info.paragraphs, with_field[field], count)
                known[field, word] = ratio
    return {word: known.get(word, 1.0) for word in words}


def weighed(generation: ClusterSearcher, query: ParsedQuery) -> tuple[wq.Query, wq.Query | None]:
    """Return the trees of *query* with their words boosted."""
    trees = [query.body] if query.headline is None else [query.body, query.headline]
    ratios = _ratios(generation, set().union(*map(_words, trees)))

    def boosted(node: wq.Query) -> wq.Query:
        if isinstance(node, wq.Phrase):
            weights = tuple(ratios[node.fieldname, text_of(word)] for word in node.words)
            return WeighedPhrase(node, weights)
        if type(node) is wq.Term and (node.fieldname, text_of(node.text)) in ratios:
            boost = node.boost * ratios[node.fieldname, text_of(node.text)]
            return wq.Term(node.fieldname, node.text, boost=boost)
        return node

    body, *headline = (tree.accept(boosted) for tree in trees)
    return body, headline[0] if headline else None
