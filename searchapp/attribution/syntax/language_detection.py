"""Whether a text is in the language of a lexicon, by its small words."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.tokens import Tokens

_LOOKED_AT = 300
_FEWEST = 4


def is_foreign(paragraphs: Iterable[Tokens], lexicon: Lexicon) -> bool:
    """Whether the small words of other languages outnumber the lexicon's own.

    The first 300 words and marks tell, of the foreign ones those in lower case and none
    within a name ("Maria de la Cruz"). Fewer than four tell nothing.
    """
    words = list(islice(chain.from_iterable(tokens.words for tokens in paragraphs), _LOOKED_AT))
    found = [k for k, word in enumerate(words) if word in lexicon.foreign_markers]
    if len(found) < _FEWEST:
        return False
    foreign = sum(not _within_name(words, k, lexicon) for k in found)
    own = sum(word.lower() in lexicon.language_markers for word in words)
    return foreign >= _FEWEST and foreign > own


def _within_name(words: list[str], k: int, lexicon: Lexicon) -> bool:
    """Whether capitals stand around the word at *k*, or around it and another foreign one."""
    first = k - 1 if k and words[k - 1] in lexicon.foreign_markers else k
    last = k + 1 if words[k + 1 : k + 2] and words[k + 1] in lexicon.foreign_markers else k
    around = (*words[first - 1 : first], *words[last + 1 : last + 2])
    return len(around) == 2 and all(word[0].isupper() for word in around)
