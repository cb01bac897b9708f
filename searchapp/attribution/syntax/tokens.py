"""A paragraph's words and marks, each with its place in the text.

Everything after this room counts in tokens and looks characters up here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

# Three quotation marks or more in a row quote nothing and are one token. Each alternative
# consumes characters of one class at a time, so that matching is linear whatever the text holds.
# The first one is no other token than the last but three: most words are told by it sooner.
_TOKEN = re.compile(
    r"""
    [a-z]++(?![\w'’&/@.,-])
    | (["“”„‘’'`])\1\1+
    | (?:Mr|Mrs|Ms|Dr|Sens?|Reps?|Govs?|Gen|Lt|Col|Capt|Sgt|Maj|Rev|Prof|Hon|St|Jr|Sr|Adm|Atty|Amb
      |Del|Supt|Det|Pres|Insp|Cmdr|Jan|Feb|Aug|Sept|Oct|Nov|Dec|Co|Inc|Corp|Ltd|vs|Va|Md|Fla|Calif
      |Mass|Mich|Minn|Wis|Ind|Tenn|Tex|Ariz|Ark|Ala|Pa|Conn|Colo|Kan|Mo|Neb|Nev|Okla|Ore|Wash)\.
    | No\.(?=\s\d)
    | (?:[^\W\d_]\.){2,}
    | [A-Z]\.(?=\s+[A-Z])
    | [^\W_]+(?:(?:(?!['’](?:[sSdm]|ll|ve|re)(?![^\W_]))[-'’&/@.]|,(?=\d))[^\W_]+)*
    | ['’](?:[sSdm]|ll|ve|re)(?![^\W_])
    | ''|``|--+|\.\.+
    | [^\w\s]
    """,
    re.VERBOSE,
)

_CURLY = "’"
QUOTATION_MARKS = frozenset(["“", "”", "„", '"', "‘", "’", "'", "''", "``"])


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of *text*, as columns of one length.

    ``words`` stand as in the text; ``lowered`` are in lower case with straight
    apostrophes; ``starts`` and ``ends`` are code points, end exclusive. A
    possessive ``'s`` and a short ``'ll`` are tokens of their own, an abbreviation
    keeps its period.
    """

    text: str
    words: list[str]
    lowered: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.words)


def tokenize(text: str) -> Tokens:
    """Return the tokens of *text*; white space and underscores are in none."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        words.append(text[start:end])
        starts.append(start)
        ends.append(end)
    lowered = [word.lower() for word in words]
    if _CURLY in text:
        lowered = [low.replace(_CURLY, "'") for low in lowered]
    return Tokens(text, words, lowered, starts, ends)


def count_words(tokens: Tokens, start: int, end: int) -> int:
    """Count the words, not the marks, that begin in [start, end) code points."""
    first = bisect_left(tokens.starts, start)
    last = bisect_left(tokens.starts, end)
    return sum(word[0].isalnum() for word in tokens.words[first:last])
