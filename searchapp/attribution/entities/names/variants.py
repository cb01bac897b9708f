"""Variants of a name: misspellings, acronyms that the article explains, tickers."""

from __future__ import annotations

from searchapp.attribution.syntax.tokens import Tokens

_MIN_TRANSPOSED = 5
_MIN_EDITED = 6
_MIN_ACRONYM = 3
_MAX_ACRONYM = 8


def is_misspelling(word: str, other: str) -> bool:
    """Whether two different folded words are one edit apart (optimal string alignment).

    Two neighbouring letters may be transposed in words of five letters or more
    (``lindqvist`` and ``lindqivst``). One letter, not the first, may be replaced, left out or
    added if the longer word has at least six (``lindqvst``).
    """
    shorter, longer = sorted((word, other), key=len)
    if word == other or len(longer) - len(shorter) > 1 or len(shorter) < _MIN_TRANSPOSED:
        return False
    k = 0
    while k < len(shorter) and shorter[k] == longer[k]:
        k += 1
    same_length = len(shorter) == len(longer)
    if same_length and shorter[k : k + 2] == longer[k : k + 2][::-1]:
        return shorter[k + 2 :] == longer[k + 2 :]
    if k == 0 or len(longer) < _MIN_EDITED:
        return False
    return shorter[k + same_length :] == longer[k + 1 :]


def in_title_case(name: str) -> str:
    """Return a person's name in capitals as it is written in text: ``ANA MCRUIZ``, Ana McRuiz.

    Initials and a name that is not all in capitals stay as they are.
    """
    return " ".join(map(_word_in_title_case, name.split())) if name.isupper() else name


def _word_in_title_case(word: str) -> str:
    if "." in word[:-1] or word in ("II", "III", "IV", "JR", "SR") or len(word) == 1:
        return word
    titled = word.title().replace("’S", "’s").replace("'S", "'s")
    return "Mc" + titled[2:].title() if word.startswith("MC") and len(word) > 3 else titled


def ticker_end(tokens: Tokens, k: int) -> int:
    """Return the token after a company's ticker that begins at token *k*; *k* if none does.

    ``Oban Mills <OBM.L>``; but ``<Oban Mills> said`` is a name.
    """
    words = tokens.words
    if words[k] != "<" or not k or not (words[k - 1][-1].isalnum() or words[k - 1][-1] == "."):
        return k
    for stop in (k + 2, k + 3):
        # "<VOLV ST>"
        if words[stop : stop + 1] == [">"] and all(map(str.isupper, words[k + 1 : stop])):
            return stop + 1
    return k


def names_with_acronym(tokens: Tokens) -> dict[int, int]:
    """Return the names followed by their acronym in brackets: first token to end token.

    ``the Alliance to Weave Our Cloth (AWOC)``: the letters are the initials of the words
    before the bracket; lower-case words in between have no letter of their own.
    """
    ends = (k for k, word in enumerate(tokens.words) if word == "(")
    starts = ((acronym_name_start(tokens, end), end) for end in ends)
    return {start: end for start, end in starts if start >= 0}


def acronym_name_start(tokens: Tokens, stop: int) -> int:
    """Return where the name begins whose acronym in brackets is at token *stop*, or -1."""
    words = tokens.words
    if words[stop : stop + 1] != ["("] or words[stop + 2 : stop + 3] != [")"]:
        return -1
    acronym = words[stop + 1].replace(".", "")
    if not _MIN_ACRONYM <= len(acronym) <= _MAX_ACRONYM:
        return -1
    if not (acronym.isalpha() and acronym.isupper()):
        return -1
    k = stop
    for letter in reversed(acronym):
        k -= 1
        while k >= 0 and words[k].islower():
            k -= 1
        if k < 0 or stop - k > 2 * _MAX_ACRONYM or words[k][0] != letter:
            return -1
    return k
