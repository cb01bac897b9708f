"""When two spellings mean one name: slips of the pen, acronyms that the article explains."""

from __future__ import annotations

from searchapp.attribution.syntax.tokens import Tokens

_SHORTEST_SWAP = 5
_SHORTEST_SLIP = 6
_MAX_INITIALS = 8


def is_misspelling(one: str, other: str) -> bool:
    """Whether two folded words differ by one letter or by two neighbours that changed places.

    ``lindqvist`` and ``lindqivst`` (five letters or more), ``lindqvst`` (six or more).
    """
    if one == other or abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < _SHORTEST_SWAP:
        return False
    k = 0
    while k < min(len(one), len(other)) and one[k] == other[k]:
        k += 1
    if len(one) == len(other) and one[k : k + 2] == other[k : k + 2][::-1]:
        return one[k + 2 :] == other[k + 2 :]
    if k == 0 or max(len(one), len(other)) < _SHORTEST_SLIP:
        return False
    if len(one) == len(other):
        return one[k + 1 :] == other[k + 1 :]
    shorter, longer = sorted((one, other), key=len)
    return shorter[k:] == longer[k + 1 :]


def ticker_end(tokens: Tokens, k: int) -> int:
    """Return the token after the exchange's sign at token *k*, *k* where none stands there.

    ``Oban Mills <OBM.L>``; but ``<Oban Mills> said``, which is a name.
    """
    words = tokens.words
    signed = words[k] == "<" and words[k + 2 : k + 3] == [">"] and words[k + 1].isupper()
    return k + 3 if signed and k and words[k - 1][-1].isalnum() else k


def names_with_acronym(tokens: Tokens) -> dict[int, int]:
    """Return the names that an acronym in brackets follows: their first token, their end.

    ``the Alliance to Weave Our Cloth (AWOC)``: its letters are the first letters of
    the words before it; small words between have no letter of their own.
    """
    starts = ((acronym_name_start(tokens, k), k) for k, w in enumerate(tokens.words) if w == "(")
    return {start: stop for start, stop in starts if start >= 0}


def acronym_name_start(tokens: Tokens, stop: int) -> int:
    """Return where the name begins that the acronym in brackets at token *stop* means, or -1."""
    words = tokens.words
    if words[stop : stop + 1] != ["("] or words[stop + 2 : stop + 3] != [")"]:
        return -1
    acronym = words[stop + 1].replace(".", "")
    if not 2 < len(acronym) <= _MAX_INITIALS or not (acronym.isalpha() and acronym.isupper()):
        return -1
    k = stop
    for letter in reversed(acronym):
        k -= 1
        while k >= 0 and words[k].islower():
            k -= 1
        if k < 0 or stop - k > 2 * _MAX_INITIALS or words[k][0] != letter:
            return -1
    return k
