"""Spelling correction: the words of the index that a word may be a misspelling of.

It takes two steps, which ``hits`` takes along with those of a search: the cluster's term
suggester proposes candidates while the words themselves are counted, then the paragraphs of
the likely candidates are counted. Results are cached as long as the generation is searched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from whoosh.support.levenshtein import damerau_levenshtein

from searchapp.engine.common.spelling import (
    FIELDS,
    MIN_LETTERS,
    is_correctable,
    max_edits,
    nearest,
    rank_candidates,
    starts_alike,
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

_NAME_FIELD = "speaker_name"

_MAX_NAME_EDITS = 1
"""Edits to words of speakers' names. Nearly all of these are in texts too, where two edits are
tried; here a second one would take each shard more time than all else of the suggester."""


@dataclass
class SpellingLookup:
    """Looks up the near spellings of *words* that are not cached yet.

    ``suggesters`` are for a search of the first step, and ``first_searches`` are sent with it;
    their responses go to ``read_first``. ``second_searches`` are those of the second step,
    whose responses go to ``read_second``.
    """

    searcher: ClusterSearcher
    words: Sequence[str]
    _candidates: dict[str, list[str]] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)
    """The candidates that may be more frequent in speakers' names than in texts."""
    _counts: dict[str, int] = field(default_factory=dict)

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

    def first_searches(self) -> list[Search]:
        """Return the searches for the paragraphs of the words themselves."""
        return [search for word in self.words for search in self._count_searches(word)]

    def read_first(self, response: Body, counted: Sequence[Body]) -> None:
        """Read the response to the search with the ``suggesters``, and to the first searches."""
        self._read_counts(self.words, counted)
        for i, word in enumerate(self.words):
            suggested = {name: _options(response["suggest"][f"{i} {name}"]) for name in FIELDS}
            frequencies: Counter[str] = Counter()
            for options in suggested.values():
                frequencies |= options
            near = nearest(word, frequencies)[:_MAX_COUNTED]
            if self._counts[word]:
                # Words that start otherwise are offered only for one that is in no paragraph.
                near = [candidate for candidate in near if starts_alike(word, candidate)]
            self._candidates[word] = near
            self._names.update(_in_names(word, near, suggested[_NAME_FIELD]))

    def second_searches(self) -> list[Search]:
        """Return the searches for the paragraphs of candidates."""
        return [search for word in self._uncounted() for search in self._count_searches(word)]

    def _uncounted(self) -> list[str]:
        candidates = dict.fromkeys(chain.from_iterable(self._candidates.values()))
        return [candidate for candidate in candidates if candidate not in self._counts]

    def _count_searches(self, word: str) -> list[Search]:
        """Return the searches for a word: its forms in texts, and itself in speakers' names.

        Candidates that cannot be more frequent in names are not counted there.
        """
        in_texts = self.searcher.counting({"term": {"text": analysis.stem(word)}})
        if word not in self._names and word not in self.words:
            return [in_texts]
        return [in_texts, self.searcher.counting({"term": {_NAME_FIELD: word}})]

    def _read_counts(self, words: Iterable[str], responses: Sequence[Body]) -> None:
        remaining = iter(responses)
        for word in words:
            number = len(self._count_searches(word))
            self._counts[word] = max(map(total, islice(remaining, number)))

    def read_second(self, responses: Sequence[Body]) -> None:
        """Read the responses to ``second_searches``, and cache the near spellings."""
        if len(self.searcher.spellings) > _MAX_CACHED_WORDS:
            self.searcher.spellings.clear()
        self._read_counts(self._uncounted(), responses)
        for word, near in self._candidates.items():
            self.searcher.spellings[word] = rank_candidates(
                word, near, lambda words: {w: self._counts[w] for w in words}
            )


def _options(entries: Iterable[Body]) -> Counter[str]:
    """Return the suggested words with the number of their paragraphs."""
    options = chain.from_iterable(entry["options"] for entry in entries)
    return Counter({option["text"]: option["freq"] for option in options})


def _in_names(word: str, near: Iterable[str], suggested: Collection[str]) -> list[str]:
    """Return which of the words *near* may be more frequent in speakers' names than in texts.

    *suggested* are those in names. Each shard suggests the words that are more frequent there
    than *word*. So any other word within the edits tried has at most as many paragraphs as
    *word* by names: too few to be offered for these.
    """
    if len(suggested) >= _MAX_SUGGESTED:
        return list(near)
    return [
        candidate
        for candidate in near
        if candidate in suggested
        or damerau_levenshtein(word, candidate, _MAX_NAME_EDITS) > _MAX_NAME_EDITS
    ]


def near_spellings(searcher: ClusterSearcher, word: str) -> Spellings:
    """Return words with the number of their paragraphs, likeliest first.

    The candidates are those that the cluster finds likely, not all words within the distance;
    they are ranked as in the embedded engine.
    """
    lookup = SpellingLookup(searcher, [word])
    if suggesters := lookup.suggesters():
        body = {"size": 0, "track_total_hits": False, **suggesters}
        searches = [searcher.on_paragraphs(body), *lookup.first_searches()]
        suggested, *counted = searcher.multi_search(searches)
        lookup.read_first(suggested, counted)
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
