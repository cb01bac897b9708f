"""How text becomes the words of the index.

Three analyzers share one tokenizer and one folding, so that the same word of a
text has the same position and the same characters in each of them:

- ``stemmed``: for unquoted words; folded and stemmed, so "standards" finds "standard";
- ``exact``: for quoted phrases, prefixes and patterns; folded only;
- ``names``: for lists of speaker names; folded, and no phrase runs from name to name.

Stop words are kept everywhere: a quotation consists of them, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from whoosh.analysis import Analyzer, Filter, RegexTokenizer, StemFilter, StopFilter
from whoosh.lang import stemmer_for_language

from searchapp.text import fold

_BETWEEN_NAMES = "\x1f"
_NUMBER_OR_WORD = r"\d+(?:[.,]\d+)+|\w+"

WORDS = re.compile(_NUMBER_OR_WORD)
"""The tokenizer's own pattern: ``WORDS.findall(text)`` gives the words as they stand."""

folded = lru_cache(maxsize=50_000)(fold)
"""``searchapp.text.fold``, remembered for words."""

stem = lru_cache(maxsize=200_000)(stemmer_for_language("en"))
"""The stem of a folded word, as the ``stemmed`` analyzer gives it."""


class FoldFilter(Filter):  # type: ignore[misc]
    """Fold each token's text as ``searchapp.text.fold`` does."""

    def __call__(self, tokens: Iterable[Any]) -> Iterator[Any]:
        """Yield *tokens* with their text folded."""
        for token in tokens:
            token.text = folded(token.text)
            yield token


def exact() -> Analyzer:
    """Return the analyzer for words as they stand, folded."""
    return RegexTokenizer(_NUMBER_OR_WORD) | FoldFilter()


def stemmed() -> Analyzer:
    """Return the analyzer for folded and stemmed (Snowball, English) words.

    The Porter stemmer that Whoosh takes by default gives ``runn`` for
    "running", which "run" would not find.
    """
    return exact() | StemFilter(lang="en")


def names() -> Analyzer:
    """Return the analyzer for what ``join_names`` gives.

    The mark between two names takes up a position and is then dropped, so that
    the last word of one and the first of the next are never neighbours.
    """
    tokenizer = RegexTokenizer(rf"{_NUMBER_OR_WORD}|{_BETWEEN_NAMES}")
    gap = StopFilter(stoplist={_BETWEEN_NAMES}, minsize=1, renumber=False)
    return tokenizer | FoldFilter() | gap


def join_names(names: Iterable[str]) -> str:
    """Return *names* as one text for the ``names`` analyzer."""
    return _BETWEEN_NAMES.join(names)
