"""Language detection by function words."""

from __future__ import annotations

from collections.abc import Iterable

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.tokens import Tokens

_SAMPLE = 300
_MIN_FOREIGN_WORDS = 4


def is_foreign(paragraphs: Iterable[Tokens], lexicon: Lexicon) -> bool:
    """Whether a text has more function words of other languages than of the lexicon's.

    Only the first 300 tokens count. Foreign words count if they are in lower case and not part
    of a name ("Maria de la Cruz"), and at least four are needed.
    """
    words = sample_words(paragraphs)
    if lexicon.foreign_markers.isdisjoint(words):
        return False
    positions = [k for k, word in enumerate(words) if word in lexicon.foreign_markers]
    if len(positions) < _MIN_FOREIGN_WORDS:
        return False
    foreign = sum(not _is_in_name(words, k, lexicon) for k in positions)
    own = sum(word.lower() in lexicon.language_markers for word in words)
    return foreign >= _MIN_FOREIGN_WORDS and foreign > own


def sample_words(paragraphs: Iterable[Tokens]) -> list[str]:
    """Return the first 300 tokens of a text."""
    words: list[str] = []
    for tokens in paragraphs:
        words += tokens.words[: _SAMPLE - len(words)]
        if len(words) == _SAMPLE:
            break
    return words


def _is_in_name(words: list[str], k: int, lexicon: Lexicon) -> bool:
    """Whether capitals surround the word at *k*, alone or with a foreign word beside it."""
    foreign = lexicon.foreign_markers
    first = k - 1 if k and words[k - 1] in foreign else k
    last = k + 1 if words[k + 1 : k + 2] and words[k + 1] in foreign else k
    neighbours = (*words[first - 1 : first], *words[last + 1 : last + 2])
    return len(neighbours) == 2 and all(word[0].isupper() for word in neighbours)
