"""Words as search compares them: accents and case folded, names made into ids.

Ingest, attribution and the engine must agree on when two names or words are
the same; they agree by calling the functions of this room.
"""

from __future__ import annotations

import re
import unicodedata

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")

# Letters that Unicode does not decompose, and their usual plain spelling.
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

    Compatibility forms are unified (NFKD) and combining marks dropped, so that
    ``Müller``, ``MÜLLER`` and ``Muller`` fold alike. The length may change:
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
    script are kept. A name without a letter or digit gives the empty string.
    """
    return _NOT_ALPHANUMERIC.sub("-", fold(name)).strip("-")
