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
        "\u02bc": "'",
        "\u2010": "-",
        "\u2011": "-",
        "\u00ad": "",
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


_INVISIBLE = re.compile(
    # Soft hyphen, word joiner, byte order mark: seen nowhere in a line. Zero-width spaces
    # beside a space or a mark part no words. Joiners matter between letters of other scripts
    # and in emoji, not between Latin letters.
    "[\u00ad\u2060\ufeff]"
    "|(?<=[^\\w\u200b])\u200b+|^\u200b+|\u200b+(?=\\W|$)|\u200b(?=\u200b)"
    "|(?<=[A-Za-z\u00c0-\u024f])[\u200c\u200d]+(?=[A-Za-z\u00c0-\u024f])"
)
_TYPOGRAPHIC = str.maketrans({"\u2011": "-", "\u2010": "-", "\u02bc": "’"})


def visible(text: str) -> str:
    """Return *text* with the characters that readers see, the same in every format.

    Soft hyphens and other characters without a width are removed, but for a zero-width
    space between letters, which parts words, and joiners in scripts and emoji that need
    them. A non-breaking hyphen becomes a hyphen, and a modifier apostrophe (U+02BC) an
    apostrophe.
    """
    if text.isascii():
        return text
    return _INVISIBLE.sub("", text).translate(_TYPOGRAPHIC)


def slug(name: str) -> str:
    """Return the id of the speaker called *name*: its folded words joined by ``-``.

    ``slug("Xi Jinping") == slug("xi-jinping") == "xi-jinping"``; letters of every
    script are preserved. A name without a letter or digit gives the empty string.
    """
    return _NOT_ALPHANUMERIC.sub("-", fold(name)).strip("-")
