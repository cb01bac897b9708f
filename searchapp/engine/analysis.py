"""How text becomes the words of the index.

Two analyzers share one tokenizer and one folding, so that the same word of a text has the
same position and the same characters in both of them:

- ``stemmed``: for unquoted words; folded and stemmed, so "standards" finds "standard";
- ``exact``: for quoted phrases, prefixes and patterns, names and roles; folded only.

Stop words are kept everywhere: a quotation consists of them, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from Stemmer import Stemmer
from whoosh.analysis import Analyzer, Filter, RegexTokenizer, StemFilter

from searchapp.text import fold

_NUMBER_OR_WORD = r"\d+(?:[.,]\d+)+|\w+"

WORDS = re.compile(_NUMBER_OR_WORD)
"""The tokenizer's own pattern."""

words_of = WORDS.findall
"""The words of a text as they stand, in order."""


def find_words(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of *text* as they stand, and where."""
    return WORDS.finditer(text)


STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be been but by for from had has have he her him his i if in into is it"
        " its me my no nor not of on or our she so than that the their them then there these they"
        " this those to was we were what which who whom whose with you your",
    )
)
"""Articles, prepositions, conjunctions, pronouns and forms of be and have: the English words
that stand in nearly every paragraph. *May*, *will*, *can* and *us* are left out: they are
names, too."""

folded = lru_cache(maxsize=50_000)(fold)
"""``searchapp.text.fold``, remembered for words."""

_SNOWBALL = Stemmer("english", 0)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of a folded *word*, as the ``stemmed`` analyzer gives it."""
    stemmed_word: str = _SNOWBALL.stemWord(word)
    return stemmed_word


def stems(words: Iterable[str]) -> list[str]:
    """Return the stems of many folded *words*."""
    stemmed_words: list[str] = _SNOWBALL.stemWords(list(words))
    return stemmed_words


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

    The stemmers that come with Whoosh are slower, and worse: the one it takes by default
    gives ``runn`` for "running", its Snowball one ``intern`` for "international".
    """
    return exact() | StemFilter(stemfn=stem, cachesize=None)
