"""Spelling correction policy: which words of the index may be meant by a misspelled one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from whoosh.support.levenshtein import damerau_levenshtein

from searchapp.query import analysis
from searchapp.query.ast import QueryNode, leaves
from searchapp.query.parsed_query import ParsedQuery

FIELDS = ("exact", "speaker_name")
"""Fields of the index that candidates are taken from."""

SPELLED_FIELDS = ("", "text", "title", "speaker", "said", "mentions")
"""Fields of a query whose words have a spelling; an empty name stands for none."""

MIN_FREQUENCY_RATIO = 10
"""A candidate needs at least this many times the paragraphs of the word typed, and a query
with it this many times the hits."""

MIN_LETTERS = 3
_MAX_LETTERS = 40
_MIN_LETTERS_FOR_TWO_EDITS = 6
_MAX_SUGGESTIONS = 8


def is_correctable(folded: str) -> bool:
    """Return whether a *folded* word is of a length and form that is corrected at all."""
    return MIN_LETTERS <= len(folded) <= _MAX_LETTERS and folded.isalpha()


def max_edits(word: str) -> int:
    """Return the largest edit distance at which another word is still near *word*."""
    return 2 if len(word) >= _MIN_LETTERS_FOR_TWO_EDITS else 1


def spelled_leaves(query: ParsedQuery) -> Iterator[QueryNode]:
    """Yield the words and phrases of *query* whose spelling is looked up."""
    for clause in query.clauses:
        for leaf, excluded in leaves(clause.node):
            if not excluded and leaf.kind in ("word", "phrase") and leaf.field in SPELLED_FIELDS:
                yield leaf


def spelled_words(query: ParsedQuery) -> list[str]:
    """Return the words of *query* whose spelling is looked up, as they are written."""
    return [word[0] for leaf in spelled_leaves(query) for word in analysis.find_words(leaf.text)]


def _distances(word: str, candidates: Iterable[str]) -> dict[str, int]:
    """Return the edit distance of those of *candidates* that are near the folded *word*."""
    stem = analysis.stem(word)
    most = max_edits(word)
    distances: dict[str, int] = {}
    for candidate in candidates:
        if candidate in analysis.STOP_WORDS or not candidate.isalpha():
            continue
        if analysis.stem(candidate) != stem:
            distance = damerau_levenshtein(word, candidate, most)
            if 0 < distance <= most:
                distances[candidate] = distance
    return distances


def starts_alike(word: str, candidate: str) -> bool:
    """Return whether both begin with the same letter, or the first two are exchanged."""
    return candidate[0] == word[0] or candidate[:2] == word[1::-1]


def nearest(word: str, frequencies: Mapping[str, int]) -> list[str]:
    """Return the candidates in *frequencies* that are near the folded *word*, nearest first.

    Equally near ones that start alike come first, then the more frequent.
    """
    distances = _distances(word, frequencies)
    return sorted(
        distances,
        key=lambda c: (distances[c], not starts_alike(word, c), -frequencies[c], c),
    )


def rank_candidates(
    word: str,
    candidates: Iterable[str],
    count_paragraphs: Callable[[Sequence[str]], Mapping[str, int]],
) -> tuple[tuple[str, int], ...]:
    """Return the *candidates* that *word* may be a misspelling of, likeliest first.

    All words are folded. Each result comes with the number of its paragraphs, which
    *count_paragraphs* returns for a list of words; it is called once. Candidates rank by
    edit distance (Damerau 1964: a letter inserted, deleted, replaced, or two neighbours
    exchanged), then by whether they start alike, then by number of paragraphs.
    """
    distances = _distances(word, candidates)
    counts = count_paragraphs([word, *distances])
    ranked = []
    for candidate, distance in distances.items():
        same_start = starts_alike(word, candidate)
        # A word that occurs in the index is seldom another one with a wrong first letter.
        if not same_start and counts[word]:
            continue
        if counts[candidate] >= MIN_FREQUENCY_RATIO * counts[word]:
            ranked.append((distance, not same_start, -counts[candidate], candidate))
    return tuple((other, -count) for _, _, count, other in sorted(ranked)[:_MAX_SUGGESTIONS])
