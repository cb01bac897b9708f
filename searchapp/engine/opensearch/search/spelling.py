"""Near spellings: which words of the index a typed word may be a misspelling of."""

from __future__ import annotations

from typing import Any

from whoosh.support.levenshtein import damerau_levenshtein

from searchapp.engine.embedded.search.spelling import (
    FIELDS,
    LEAST_LETTERS,
    LEAST_RATIO,
    LONGEST,
    MOST,
    TWO_SLIPS_FROM,
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
    if not LEAST_LETTERS <= len(folded) <= LONGEST or not folded.isalpha():
        return ()
    slips = 2 if len(folded) >= TWO_SLIPS_FROM else 1
    found = _candidates(generation, folded, slips) - analysis.STOP_WORDS
    stem = analysis.stem(folded)
    distances = {}
    for other in found:
        if other.isalpha() and analysis.stem(other) != stem:
            distance = damerau_levenshtein(folded, other, slips)
            if 0 < distance <= slips:
                distances[other] = distance
    counts = _documents_of(generation, [folded, *distances])
    own = counts[folded]
    ranked = []
    for other, distance in distances.items():
        same_start = other[0] == folded[0] or other[:2] == folded[1::-1]
        # A word that exists is seldom another one with a wrong first letter.
        if (same_start or not own) and counts[other] >= LEAST_RATIO * own:
            ranked.append((distance, not same_start, -counts[other], other))
    return tuple((other, -count) for _, _, count, other in sorted(ranked)[:MOST])


def _candidates(generation: ClusterSearcher, word: str, slips: int) -> set[str]:
    asked: dict[str, Any] = {
        field: {
            "text": word,
            "term": {
                "field": field,
                "suggest_mode": "always",
                "max_edits": slips,
                "prefix_length": 0,
                "min_word_length": LEAST_LETTERS,
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


def _documents_of(generation: ClusterSearcher, words: list[str]) -> dict[str, int]:
    """Return how many paragraphs have a form of each word, or how many speakers' names do."""
    stems = {word: analysis.stem(word) for word in words}
    texts = documents_with(generation, "text", sorted(set(stems.values())))
    names = documents_with(generation, "speaker_name", words)
    return {word: max(texts[stems[word]], names[word]) for word in words}
