"""Text analysis: tokenizing, folding and stemming.

Two analyzers share one tokenizer and one folding, so that a word of a text has the same
position and the same characters in both:

- ``stemmed``: for unquoted words; folded and stemmed, so "standards" finds "standard";
- ``exact``: for quoted phrases, prefixes and patterns, names and roles; folded only.

Stop words are indexed, since quotations contain them.

Scripts that put no space between words (Chinese, Japanese, Thai, ...) and Korean, which
joins particles to words, are split into single characters, and queries in them are
searched as phrases of characters. That matches every text that an index of bigrams would
match, but not texts whose bigrams are apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain, groupby
from typing import Any

from Stemmer import Stemmer
from whoosh.analysis import Analyzer, Filter, RegexTokenizer, StemFilter

from searchapp.models.normalize import fold

# Unicode blocks of scripts whose words have no spaces between them.
_UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Myanmar, Khmer
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035"  # radicals and ideographic marks
    "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9d"  # Hiragana, Katakana
    "\u3100-\u312f\u31a0-\u31bf"  # Bopomofo
    "\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff\uffa0-\uffdc"  # Hangul
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)


def _marks() -> str:
    """Return the ranges of combining marks, which are part of the preceding letter."""
    assigned = chain(range(0x20000), range(0xE0000, 0xE1000))
    marks = [c for c in assigned if unicodedata.category(chr(c)) in ("Mn", "Mc")]
    ranges = []
    for _, run in groupby(enumerate(marks), key=lambda item: item[1] - item[0]):
        codes = [code for _, code in run]
        ranges.append(f"{chr(codes[0])}-{chr(codes[-1])}")
    # The voicing marks of half-width Katakana have another category.
    return "".join([*ranges, "\uff9e\uff9f"])


_MARKS = _marks()
_NUMBER = r"\d+(?:[.,]\d+)+"
# The programming languages, and the note: C++, C#, F#.
_LETTER_AND_SIGN = r"[A-Za-z](?:\+\+|#)"
_PATTERN = (
    rf"{_NUMBER}|{_LETTER_AND_SIGN}|[{_UNSPACED}][{_MARKS}]*"
    rf"|[^\W{_UNSPACED}]+(?:[{_MARKS}]+[^\W{_UNSPACED}]*)*"
)
_ANY_WORD = re.compile(_PATTERN)
# Faster equivalents, for texts without the scripts and marks above.
# Most words begin with two letters, and so are neither a number nor a letter and a sign.
_FAST_PATTERN = rf"[^\W\d]\w+|{_NUMBER}|{_LETTER_AND_SIGN}|\w+"
_SPACED_WORD = re.compile(_FAST_PATTERN)
_ASCII_WORD = re.compile(_FAST_PATTERN, re.ASCII)
# Any character but Latin letters and the usual punctuation.
_NEEDS_FULL_PATTERN = re.compile("[^\0-\u02ff\u2010-\u2044\u20ac]")


def _word_pattern(text: str) -> re.Pattern[str]:
    if text.isascii():
        return _ASCII_WORD
    return _ANY_WORD if _NEEDS_FULL_PATTERN.search(text) else _SPACED_WORD


def words_of(text: str) -> list[str]:
    """Return the words of *text*, unchanged."""
    return _word_pattern(text).findall(text)


# ASCII and the usual punctuation, none of which is part of a word.
_PLAIN = re.compile("[\0-\x7f\xa0\u2010-\u2027\u2030-\u2044\u20ac]*")
_WORD_BYTES = bytes(
    ord(chr(code).lower()) if code < 128 and (chr(code).isalnum() or code == ord("_")) else 32
    for code in range(256)
)
_WITH_MARKS = re.compile(rb"[0-9][.,][0-9]|\+\+|#")
_WORDS_WITH_MARKS = re.compile(rb"((?<![A-Za-z0-9_])(?:[0-9]+(?:[.,][0-9]+)+|[A-Za-z](?:\+\+|#)))")


def folded_words(text: str) -> list[bytes]:
    """Return the words of *text*, folded, in UTF-8: ``folded`` of each of ``words_of``.

    Plain texts are split by a table of bytes, in a third of the time.
    """
    if not text.isascii() and not _PLAIN.fullmatch(text):
        return [folded(word).encode() for word in words_of(text)]
    # Punctuation outside ASCII becomes a question mark, which is not part of a word either.
    plain = text.encode("ascii", "replace")
    if not _WITH_MARKS.search(plain):
        return plain.translate(_WORD_BYTES).split()
    pieces = _WORDS_WITH_MARKS.split(plain)
    words = pieces[0].translate(_WORD_BYTES).split()
    for i in range(1, len(pieces), 2):
        words.append(pieces[i].lower())
        words += pieces[i + 1].translate(_WORD_BYTES).split()
    return words


@cache
def _splitting(pattern: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile(f"({pattern.pattern})", pattern.flags)


def split_at_words(text: str) -> list[str]:
    """Return *text* in pieces: those at odd places are its words, those around them are not.

    Words and what their offsets follow from are so read in one pass.
    """
    return _splitting(_word_pattern(text)).split(text)


def find_words(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of *text* as matches, which have their offsets."""
    return _word_pattern(text).finditer(text)


STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a about an and are as at be been but by did do does for from had has have he her him his"
        " how i if in into is it its me my no nor not of on or our she so than that the their them"
        " then there these they this those to was we were what when where which who whom whose why"
        " with you your",
    )
)
"""Articles, prepositions, conjunctions, pronouns, question words and forms of be, have and
do: English words of nearly every paragraph or question. *May*, *will*, *can* and *us* are
not included, since they are also names."""

folded = lru_cache(maxsize=50_000)(fold)
"""``searchapp.models.normalize.fold`` with a cache, for single words."""

_SNOWBALL = Stemmer("english", 0)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of a folded *word*, as in the ``stemmed`` analyzer."""
    stemmed_word: str = _SNOWBALL.stemWord(word)
    return stemmed_word


def stems(words: Iterable[str]) -> list[str]:
    """Return the stems of many folded *words*."""
    stemmed_words: list[str] = _SNOWBALL.stemWords(list(words))
    return stemmed_words


class FoldFilter(Filter):  # type: ignore[misc]
    """Fold each token's text as ``searchapp.models.normalize.fold`` does."""

    def __call__(self, tokens: Iterable[Any]) -> Iterator[Any]:
        """Yield *tokens* with their text folded."""
        for token in tokens:
            token.text = folded(token.text)
            yield token


def exact() -> Analyzer:
    """Return the analyzer for folded words."""
    return RegexTokenizer(_ANY_WORD) | FoldFilter()


def stemmed() -> Analyzer:
    """Return the analyzer for folded and stemmed (Snowball, English) words.

    Whoosh's own stemmers are slower and less accurate: its default one stems "running" to
    ``runn``, its Snowball one "international" to ``intern``.
    """
    return exact() | StemFilter(stemfn=stem, cachesize=None)


# Markers: terms that the index has beside the words of a text, for what folding takes away.
# They follow the words, which so keep their positions, and are in capitals, which no folded
# word is: neither words that are typed nor phrases and patterns match them.

US = "US"
"""The marker of the word *US* in capitals, which folds to the pronoun."""

PERCENT = "PERCENT"
"""The marker of a percent sign after a number."""

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})

_US_WORD = re.compile(r"\bUS\b")
_PERCENT_SIGN = re.compile(r"\d\s?[%％]")
_UMLAUT = re.compile("[äöüÄÖÜ]|[aouAOU]\u0308")


def markers(text: str) -> tuple[str, ...]:
    """Return the markers of *text*, each once and in the same order for the same words.

    Besides ``US`` and ``PERCENT``, a word with umlauts has one, as it is written without them:
    ``MUELLER`` for *Müller*.
    """
    # Most texts have none, which three quick looks tell.
    if text.isascii() and US not in text and "%" not in text:
        return ()
    return tuple(dict.fromkeys(_markers(text)))


def indexed_words(text: str) -> list[bytes]:
    """Return what the index has of *text*: its folded words, then its markers, in UTF-8."""
    words = folded_words(text)
    return words + [marker.encode() for marker in found] if (found := markers(text)) else words


def _markers(text: str) -> Iterator[str]:
    if US in text and _US_WORD.search(text):
        yield US
    if ("%" in text or "％" in text) and _PERCENT_SIGN.search(text):
        yield PERCENT
    if not text.isascii() and _UMLAUT.search(text):
        for word in words_of(unicodedata.normalize("NFC", text)):
            if not word.isascii() and _UMLAUT.search(word):
                yield fold(word.translate(UMLAUTS)).upper()
