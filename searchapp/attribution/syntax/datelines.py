"""Datelines: the place, date and agency before the first sentence of a report.

``ROME —``, ``PUTRAJAYA, Nov 22 —``, ``Oban, May 3 (Mill Wire) -``, ``NEW DELHI:``.
"""

from __future__ import annotations

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.tokens import DASHES, Tokens

_MARKS = DASHES | {":"}
_MAX_PLACE = 4
_MAX_AGENCY = 5
_MAX_PARTS = 4
_MAX_CAPITALS = 3
# More than the longest dateline has: four parts of five words and their marks.
_MAX_DATELINE = 30


def dateline_end(tokens: Tokens, lexicon: Lexicon) -> int:
    """Return the token after the dateline that opens a paragraph, 0 if none does.

    A place in capitals needs no more than its dash. Another place needs a date or an agency,
    or has to be a known one; a colon in place of the dash needs a known place or a date too.
    """
    words = tokens.words
    if not words or not words[0][0].isupper() or _MARKS.isdisjoint(words[:_MAX_DATELINE]):
        return 0
    k = _capitals_end(tokens, 0)
    in_capitals = k <= _MAX_CAPITALS and all(
        len(words[j]) > 1 and words[j].isupper() and tokens.lowered[j] not in lexicon.not_names
        for j in range(k)
    )
    place = " ".join(tokens.lowered[:k])
    sure, agency = place in lexicon.places, False
    for _ in range(_MAX_PARTS):
        following = words[k : k + 1]
        if following == ["("]:
            stop = next((j for j in range(k, k + _MAX_AGENCY) if words[j : j + 1] == [")"]), 0)
            if not stop:
                return 0
            k, agency = stop + 1, True
        elif following == [","]:
            stop, is_date = _after_comma(tokens, k + 1, lexicon)
            if not stop:
                return 0
            k, sure = stop, sure or is_date
        else:
            break
    mark = words[k] if k < len(words) else ""
    if mark in DASHES and (in_capitals or sure or agency):
        return k + 1
    return k + 1 if mark == ":" and sure and in_capitals else 0


def _capitals_end(tokens: Tokens, first: int) -> int:
    """Return the token after at most four capitalised words from token *first* on."""
    k = first
    while k < len(tokens) and k - first < _MAX_PLACE and tokens.words[k][0].isupper():
        k += 1
    return k


def _after_comma(tokens: Tokens, first: int, lexicon: Lexicon) -> tuple[int, bool]:
    """Return the token after a date or a further place, else 0, and whether it is a date."""
    lowered = tokens.lowered
    word = lowered[first] if first < len(lowered) else ""
    following = lowered[first + 1] if first + 1 < len(lowered) else ""
    if _is_time(word, lexicon) and following.isdigit():
        return first + 2, True
    if word.isdigit() and _is_time(following, lexicon):
        return first + 2, True
    if word in lexicon.time_words or (word.isdigit() and len(word) == 4):
        return first + 1, True
    stop = _capitals_end(tokens, first)
    return (stop if stop > first else 0), False


def _is_time(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.time_words or word == "may"
