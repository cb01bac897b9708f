"""Spelling correction: the words of the index that a word may be a misspelling of.

It takes two steps, which ``hits`` takes along with those of a search: the cluster's term
suggester proposes candidates, then the paragraphs of the likely ones are counted. Results are
cached as long as the generation is searched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from searchapp.engine.common.spelling import (
    FIELDS,
    MIN_LETTERS,
    is_correctable,
    max_edits,
    nearest,
    rank_candidates,
)
from searchapp.engine.opensearch.index_reader import Body, Search, total
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.query import analysis

Spellings = tuple[tuple[str, int], ...]
"""Words with the number of their paragraphs, the likeliest first."""

_MAX_SUGGESTED = 50
"""Candidates that each shard suggests for each field."""

_MAX_COUNTED = 16
"""Candidates whose paragraphs are counted."""

_MAX_CACHED_WORDS = 10_000

_MAX_NAME_EDITS = 1
"""Edits to words of speakers' names. Nearly all of these are in texts too, where two edits are
tried; here a second one would take each shard more time than all else of the suggester."""


@dataclass
class SpellingLookup:
    """Looks up the near spellings of *words* that are not cached yet.

    ``suggesters`` are for a search of the first step, whose response goes to ``read_first``;
    ``second_searches`` are those of the second, whose responses go to ``read_second``.
    """

    searcher: ClusterSearcher
    words: Sequence[str]
    _candidates: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = self.searcher.spellings
        folded = dict.fromkeys(map(analysis.folded, self.words))
        self.words = [word for word in folded if is_correctable(word) and word not in known]

    def suggesters(self) -> dict[str, Any]:
        """Return the part of a search's body that asks for candidates, if there is any."""
        suggesters = {
            f"{i} {name}": _suggester(word, name)
            for i, word in enumerate(self.words)
            for name in FIELDS
        }
        return {"suggest": suggesters} if suggesters else {}

    def read_first(self, response: Body) -> None:
        """Read the response to the search with the ``suggesters``."""
        for i, word in enumerate(self.words):
            frequencies: dict[str, int] = {}
            for name in FIELDS:
                for entry in response["suggest"][f"{i} {name}"]:
                    for option in entry["options"]:
                        text = option["text"]
                        frequencies[text] = max(frequencies.get(text, 0), option["freq"])
            self._candidates[word] = nearest(word, frequencies)[:_MAX_COUNTED]

    def second_searches(self) -> list[Search]:
        """Return the searches for the paragraphs of candidates, and of the words that have any."""
        return [search for word in self._counted() for search in self._count_searches(word)]

    def _counted(self) -> list[str]:
        groups = ([word, *near] for word, near in self._candidates.items() if near)
        return list(dict.fromkeys(chain.from_iterable(groups)))

    def _count_searches(self, word: str) -> list[Search]:
        """Return two searches for a word: its forms in texts, and itself in speakers' names."""
        return [
            self.searcher.counting({"term": {"text": analysis.stem(word)}}),
            self.searcher.counting({"term": {"speaker_name": word}}),
        ]

    def read_second(self, responses: Sequence[Body]) -> None:
        """Read the responses to ``second_searches``, and cache the near spellings."""
        if len(self.searcher.spellings) > _MAX_CACHED_WORDS:
            self.searcher.spellings.clear()
        totals = list(map(total, responses))
        counts = {
            word: max(totals[2 * i], totals[2 * i + 1]) for i, word in enumerate(self._counted())
        }
        for word, near in self._candidates.items():
            self.searcher.spellings[word] = (
                rank_candidates(word, near, lambda words: {w: counts[w] for w in words})
                if near
                else ()
            )


def near_spellings(searcher: ClusterSearcher, word: str) -> Spellings:
    """Return words with the number of their paragraphs, likeliest first.

    The candidates are those that the cluster finds likely, not all words within the distance;
    they are ranked as in the embedded engine.
    """
    lookup = SpellingLookup(searcher, [word])
    if suggesters := lookup.suggesters():
        lookup.read_first(searcher.search({"size": 0, "track_total_hits": False, **suggesters}))
        lookup.read_second(searcher.multi_search(lookup.second_searches()))
    spellings: Spellings = searcher.spellings.get(analysis.folded(word), ())
    return spellings


def _suggester(word: str, name: str) -> dict[str, Any]:
    most = max_edits(word) if name == "exact" else _MAX_NAME_EDITS
    return {
        "text": word,
        "term": {
            "field": name,
            # Those that stand in more paragraphs than the word itself.
            "suggest_mode": "popular",
            "max_edits": most,
            "prefix_length": 0,
            "min_word_length": MIN_LETTERS,
            "max_inspections": 50,
            "string_distance": "damerau_levenshtein",
            "sort": "frequency",
            "size": _MAX_SUGGESTED,
            "shard_size": _MAX_SUGGESTED,
        },
    }
