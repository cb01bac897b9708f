"""Spelling correction: the words of the index that a word may be a misspelling of."""

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
from searchapp.query import analysis

_MAX_CANDIDATES = 100
"""Candidates that each shard suggests for each field."""


def near_spellings(searcher: ClusterSearcher, word: str) -> tuple[tuple[str, int], ...]:
    """Return words with the number of their paragraphs, likeliest first.

    The cluster's term suggester proposes candidates, not all words within the distance; they
    are ranked as in the embedded engine.
    """
    folded = analysis.folded(word)
    if not is_correctable(folded):
        return ()
    candidates = _candidates(searcher, folded, max_edits(folded))
    return rank_candidates(folded, candidates, partial(_count_paragraphs, searcher))


def _candidates(searcher: ClusterSearcher, word: str, edits: int) -> set[str]:
    suggesters: dict[str, Any] = {
        field: {
            "text": word,
            "term": {
                "field": field,
                "suggest_mode": "always",
                "max_edits": edits,
                "prefix_length": 0,
                "min_word_length": MIN_LETTERS,
                "max_inspections": 50,
                "string_distance": "damerau_levenshtein",
                "sort": "frequency",
                "size": _MAX_CANDIDATES,
                "shard_size": _MAX_CANDIDATES,
            },
        }
        for field in FIELDS
    }
    by_field = searcher.search({"size": 0, "suggest": suggesters})["suggest"]
    return {
        option["text"]
        for entries in by_field.values()
        for entry in entries
        for option in entry["options"]
    }


def _count_paragraphs(searcher: ClusterSearcher, words: Sequence[str]) -> dict[str, int]:
    """Return for each word the paragraphs with a form of it, in texts or in speaker names.

    Of the two numbers it is the larger.
    """
    stems = {word: analysis.stem(word) for word in words}
    in_texts = searcher.document_frequencies("text", sorted(set(stems.values())))
    in_names = searcher.document_frequencies("speaker_name", words)
    return {word: max(in_texts[stems[word]], in_names[word]) for word in words}
