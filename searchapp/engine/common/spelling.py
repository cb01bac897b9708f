"""Spelling correction policy: which words of the index may be meant by a misspelled one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from whoosh.support.levenshtein import damerau_levenshtein

from searchapp.query import analysis

FIELDS = ("exact", "speaker_name")
"""Fields of the index that candidates are taken from."""

MIN_FREQUENCY_RATIO = 10
"""A candidate needs at least this many times the paragraphs of the word typed."""

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
    counts = count_paragraphs([word, *distances])
    ranked = []
    for candidate, distance in distances.items():
        same_start = candidate[0] == word[0] or candidate[:2] == word[1::-1]
        # A word that occurs in the index is seldom another one with a wrong first letter.
        if not same_start and counts[word]:
            continue
        if counts[candidate] >= MIN_FREQUENCY_RATIO * counts[word]:
            ranked.append((distance, not same_start, -counts[candidate], candidate))
    return tuple((other, -count) for _, _, count, other in sorted(ranked)[:_MAX_SUGGESTIONS])
