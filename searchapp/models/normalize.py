"""Text normalization: folding of case and accents, and ids of speakers.

Ingest, attribution and the engines all use these functions, so that they agree on when
two names or words are the same.
"""

from __future__ import annotations

import re
import unicodedata

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")

# Letters without a Unicode decomposition, and their usual plain spelling.
_UNDECOMPOSED = str.maketrans(
    {
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ı": "i",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "’": "'",
        "‘": "'",
    }
)


def fold(text: str) -> str:
    """Return *text* in lower case without accents, for comparing words.

    Compatibility forms are decomposed (NFKD) and combining marks removed, so that
    ``Müller``, ``MÜLLER`` and ``Muller`` fold to the same text. The length may change:
    offsets into the folded text are not offsets into the original.
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_UNDECOMPOSED))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare.casefold())


def slug(name: str) -> str:
    """Return the id of the speaker called *name*: its folded words joined by ``-``.

    ``slug("Xi Jinping") == slug("xi-jinping") == "xi-jinping"``; letters of every
    script are preserved. A name without a letter or digit gives the empty string.
    """
    return _NOT_ALPHANUMERIC.sub("-", fold(name)).strip("-")
