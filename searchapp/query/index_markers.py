"""Markers: terms that the index has beside the words of a text, for what folding takes away.

They follow the words of the text, so that its words keep their positions, and are in capitals,
which no folded word is: neither words that are typed nor phrases and patterns match them.

- ``US`` for the word *US* in capitals, which folds to the pronoun;
- ``PERCENT`` for a percent sign after a number;
- a word with umlauts as it is written without them: ``MUELLER`` for *Müller*.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from searchapp.models.normalize import fold
from searchapp.query import analysis

US = "US"
PERCENT = "PERCENT"

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})

_US_WORD = re.compile(r"\bUS\b")
_PERCENT_SIGN = re.compile(r"\d\s?[%％]")
_UMLAUT = re.compile("[äöüÄÖÜ]|[aouAOU]\u0308")


def markers(text: str) -> tuple[str, ...]:
    """Return the markers of *text*, each once and in the same order for the same words."""
    return tuple(dict.fromkeys(_markers(text)))


def indexed_words(text: str) -> list[bytes]:
    """Return what the index has of *text*: its folded words, then its markers, in UTF-8."""
    return analysis.folded_words(text) + [marker.encode() for marker in markers(text)]


def _markers(text: str) -> Iterator[str]:
    if US in text and _US_WORD.search(text):
        yield US
    if ("%" in text or "％" in text) and _PERCENT_SIGN.search(text):
        yield PERCENT
    if not text.isascii() and _UMLAUT.search(text):
        for word in analysis.words_of(unicodedata.normalize("NFC", text)):
            if not word.isascii() and _UMLAUT.search(word):
                yield fold(word.translate(UMLAUTS)).upper()
