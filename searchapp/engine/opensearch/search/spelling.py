"""Near spellings: which words of the index a typed word may be a misspelling of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from searchapp.engine.common.spelling import (
    FIELDS,
    MIN_LETTERS,
    is_correctable,
    max_edits,
    rank_candidates,
)
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.engine.opensearch.search.speakers import documents_with
from searchapp.query import analysis

_CANDIDATES = 100


def near(generation: ClusterSearcher, word: str) -> tuple[tuple[str, int], ...]:
    """Return words and the number of their paragraphs, the likeliest first.

    The cluster's term suggester names candidates, from those words that it finds likely;
    which of them are near is decided as in the embedded engine.
    """
    folded = analysis.folded(word)
    if not is_correctable(folded):
        return ()
    candidates = _candidates(generation, folded, max_edits(folded))
    return rank_candidates(folded, candidates, partial(_documents_of, generation))


def _candidates(generation: ClusterSearcher, word: str, slips: int) -> set[str]:
    asked: dict[str, Any] = {
        field: {
            "text": word,
            "term": {
                "field": field,
                "suggest_mode": "always",
                "max_edits": slips,
                "prefix_length": 0,
                "min_word_length": MIN_LETTERS,
                "max_inspections": 50,
                "string_distance": "damerau_levenshtein",
                "sort": "frequency",
                "size": _CANDIDATES,
                "shard_size": _CANDIDATES,
            },
        }
        for field in FIELDS
    }
    answer = generation.search({"size": 0, "suggest": asked})["suggest"]
    return {
        option["text"]
        for suggested in answer.values()
        for entry in suggested
        for option in entry["options"]
    }


def _documents_of(generation: ClusterSearcher, words: Sequence[str]) -> dict[str, int]:
    """Return how many paragraphs have a form of each word, or how many speakers' names do."""
    stems = {word: analysis.stem(word) for word in words}
    texts = documents_with(generation, "text", sorted(set(stems.values())))
    names = documents_with(generation, "speaker_name", words)
    return {word: max(texts[stems[word]], names[word]) for word in words}
