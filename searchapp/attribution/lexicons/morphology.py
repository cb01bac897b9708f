"""English inflection: the forms of a verb, the plural of a noun."""

from __future__ import annotations

import re
from typing import Literal, get_args

Tense = Literal["base", "third", "past", "participle", "gerund"]
TENSES: tuple[Tense, ...] = get_args(Tense)

_VOWELS = frozenset("aeiou")
_DOUBLES_LAST_LETTER = frozenset(["hit", "put"])
# "criticize", "analyzing": spelled with an s in Britain.
_IZE = re.compile(r"([iy])z(?=(?:e[sd]?|ing)$)")


def inflect(base: str, past: str = "", participle: str = "") -> dict[Tense, str]:
    """Return the forms of the verb *base*; pass the past and the participle if irregular.

    ``inflect("deny")["past"] == "denied"``. If the past doubles the last letter
    (``admitted``), the gerund doubles it too.
    """
    consonant_y = base.endswith("y") and base[-2:-1] not in _VOWELS
    if consonant_y:
        third, regular = base[:-1] + "ies", base[:-1] + "ied"
    elif base.endswith(("s", "x", "z", "ch", "sh", "o")):
        third, regular = base + "es", base + "ed"
    else:
        third, regular = base + "s", base + ("d" if base.endswith("e") else "ed")
    stem = base[:-1] if base.endswith("e") and not base.endswith(("ee", "ye", "oe")) else base
    if past == base + base[-1] + "ed" or base in _DOUBLES_LAST_LETTER:
        stem = base + base[-1]
    return {
        "participle": participle or past or regular,
        "gerund": stem + "ing",
        "base": base,
        "third": third,
        "past": past or regular,
    }


def british_spelling(verb_form: str) -> str:
    """Return a verb form as spelled in Britain: ``criticised`` for ``criticized``."""
    return _IZE.sub(r"\1s", verb_form)


def pluralize(noun: str) -> str:
    """Return the regular plural of *noun*, or of its last word if it has several."""
    if noun.endswith("man"):
        return noun[:-3] + "men"
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")
