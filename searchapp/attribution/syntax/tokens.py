"""Tokens of a paragraph: words and punctuation marks, each with its position in the text.

Later stages count in tokens and take the positions of characters from here.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from msgspec import Struct

# Three quotation marks or more in a row quote nothing and are one token. Each alternative
# repeats characters of one class at a time, so that matching takes linear time on any text.
# The first line matches nothing that the others would split differently: it is there because
# it recognises most words and marks sooner.
_TOKEN = re.compile(
    r"""
    [A-Za-z]++(?=[ ]) | [.,](?=[ ]|$)
    | (["“”„‘’'`])\1\1+
    | (?:Mr|Mrs|Ms|Dr|Sens?|Reps?|Govs?|Gen|Lt|Col|Capt|Sgt|Maj|Rev|Prof|Hon|St|Jr|Sr|Adm|Atty|Amb
      |Del|Supt|Det|Pres|Insp|Geo|Wm|Chas|Thos|Jas|Cmdr|Jan|Feb|Aug|Sept|Oct|Nov|Dec|Co|Inc|Corp|Ltd|vs|Va|Md|Fla|Calif
      |Mass|Mich|Minn|Wis|Ind|Tenn|Tex|Ariz|Ark|Ala|Pa|Conn|Colo|Kan|Mo|Neb|Nev|Okla|Ore|Wash)\.
    | (?:MR|MRS|MS|DR|SENS?|REPS?|GOV|GEN|LT|COL|CAPT|SGT|MAJ|REV|PROF|HON|ST|JR|SR)\.
    | No\.(?=\s\d)
    | (?:[^\W\d_]\.){2,}
    | [A-Z]\.(?=\s+[A-Z])
    | [^\W_]+(?:(?:(?!['’](?:[sSdm]|ll|ve|re)(?![^\W_])|(?<=[a-z]{2})\.[A-Z])[-'’&/@.]|,(?=\d))
      [^\W_]+)*
    | ['’](?:[sSdm]|ll|ve|re)(?![^\W_])
    | ''|``|--+|\.\.+
    | [^\w\s]
    """,
    re.VERBOSE,
)

_CURLY = "’"

QUOTATION_MARKS = frozenset(["“", "”", "„", '"', "‘", "’", "'", "''", "``", "«", "»"])

DASHES = frozenset(["-", "–", "—", "―", "--"])


class Tokens(Struct, frozen=True, gc=False):
    """The tokens of *text*, as parallel lists.

    ``words`` are as written; ``lowered`` are in lower case with straight apostrophes;
    ``starts`` and ``ends`` are positions in code points, end exclusive. A possessive ``'s``
    and a contracted verb (``'ll``) are tokens of their own; an abbreviation includes its
    period.
    """

    text: str
    words: list[str]
    lowered: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.words)


def tokenize(text: str) -> Tokens:
    """Return the tokens of *text*; they include no white space and no underscores."""
    matches = list(_TOKEN.finditer(text))
    words = [match[0] for match in matches]
    lowered = [word.lower() for word in words]
    if _CURLY in text:
        lowered = [word.replace(_CURLY, "'") for word in lowered]
    return Tokens(
        text,
        words,
        lowered,
        [match.start() for match in matches],
        [match.end() for match in matches],
    )


def count_words(tokens: Tokens, start: int, end: int) -> int:
    """Return the number of words, punctuation excluded, that begin in [start, end) code points."""
    first = bisect_left(tokens.starts, start)
    last = bisect_left(tokens.starts, end)
    return len([word for word in tokens.words[first:last] if word[0].isalnum()])
