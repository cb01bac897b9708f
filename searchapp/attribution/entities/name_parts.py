"""Parts of a name beside its words: the style and suffix of royals and peers, nicknames, marks."""

from __future__ import annotations

import re

from searchapp.attribution.entities.capital_runs import NICKNAME_MARKS
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.tokens import Tokens

NUMERAL = re.compile(r"[IVX]{1,5}$")
"""A Roman numeral: ``Elizabeth II``."""


def style(
    tokens: Tokens, name_start: int, words: list[str], numbered: bool, lexicon: Lexicon
) -> str:
    """Return the title that is part of a royal's or a peer's name, or ""."""
    title = tokens.lowered[name_start - 1]
    names = words
    if len(words) > 1 and NUMERAL.match(words[-1]):
        names, numbered = words[:-1], True
    lowered = [word.lower() for word in names]
    if not lowered or lowered[-1] in lexicon.geographic_heads or lowered[-1] == "county":
        return ""
    if any(word in lexicon.organization_heads for word in lowered[len(lowered) == 1 :]):
        return ""
    royal = title in lexicon.royal_titles and (
        len(lowered) == 1 or (numbered and lowered[0] in lexicon.given_names)
    )
    peer = title in lexicon.peer_titles and len(lowered) == 1
    return tokens.words[name_start - 1] if royal or peer else ""


def suffix(
    tokens: Tokens, style: str, words: list[str], generation: str, stop: int, lexicon: Lexicon
) -> tuple[str, int]:
    """Return the numeral or the "of Oban" after a styled name, and the token after it."""
    if not style:
        return "", stop
    if generation or (len(words) > 1 and NUMERAL.match(words[-1])):
        return generation or words[-1], stop
    territory = tokens.words[stop + 1 : stop + 2]
    peer = style.lower() in lexicon.peer_titles
    if (
        peer
        and tokens.lowered[stop : stop + 1] == ["of"]
        and territory
        and territory[0][0].isupper()
    ):
        return "of " + territory[0], stop + 2
    return "", stop


def without_nickname(words: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return a name without its nickname, and the nickname: ``Ben "Big Ben" Okafor``."""
    marks = [k for k, word in enumerate(words) if word in NICKNAME_MARKS]
    if len(marks) < 2:
        return words, ()
    first, last = marks[0], marks[-1]
    return words[:first] + words[last + 1 :], tuple(words[first + 1 : last])


def with_marks(words: list[str]) -> list[str]:
    """Return the words of a name with each ``'s`` and comma joined to its word.

    ``Moody's Service Inc``, ``Vask, Lind and Co``.
    """
    joined: list[str] = []
    for word in words:
        if word in ("'s", "’s", ",") and joined:
            joined[-1] += "'s" if word != "," else word
        else:
            joined.append(word)
    return joined
