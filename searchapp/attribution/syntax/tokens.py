"""Tokens of a paragraph: words and punctuation marks, each with its position in the text.

Later stages count in tokens and take the positions of characters from here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache

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
      |Del|Supt|Det|Pres|Insp|Cmdr|Jan|Feb|Aug|Sept|Oct|Nov|Dec|Co|Inc|Corp|Ltd|vs|Va|Md|Fla|Calif
      |Mass|Mich|Minn|Wis|Ind|Tenn|Tex|Ariz|Ark|Ala|Pa|Conn|Colo|Kan|Mo|Neb|Nev|Okla|Ore|Wash)\.
    | (?:MR|MRS|MS|DR|SENS?|REPS?|GOV|GEN|LT|COL|CAPT|SGT|MAJ|REV|PROF|HON|ST|JR|SR)\.
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
_CACHED_CHUNKS = 32_768
"""The limit of the words with their marks whose tokens are cached: some 15 MB."""
_MAX_CHUNK = 24
"""The most characters of a chunk that is looked up: texts without spaces would fill the memory."""

_ChunkTokens = tuple[tuple[str, ...], tuple[str, ...], tuple[int, ...], tuple[int, ...]]

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
    words: list[str] = []
    lowered: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for chunk in text.split(" "):
        tokens = _chunk_tokens(chunk) if len(chunk) <= _MAX_CHUNK else None
        if tokens is None:
            return _tokenize_whole(text)
        own_words, own_lowered, own_starts, own_ends = tokens
        if len(own_words) == 1:
            words.append(own_words[0])
            lowered.append(own_lowered[0])
            starts.append(position + own_starts[0])
            ends.append(position + own_ends[0])
        else:
            words += own_words
            lowered += own_lowered
            starts += [position + start for start in own_starts]
            ends += [position + end for end in own_ends]
        position += len(chunk) + 1
    return Tokens(text, words, lowered, starts, ends)


def _tokenize_whole(text: str) -> Tokens:
    """The tokens of *text*, all matched anew."""
    matches = list(_TOKEN.finditer(text))
    words = [match[0] for match in matches]
    starts = [match.start() for match in matches]
    return Tokens(text, words, _lowered(words), starts, [match.end() for match in matches])


@lru_cache(maxsize=_CACHED_CHUNKS)
def _chunk_tokens(chunk: str) -> _ChunkTokens | None:
    """The words, lower-case words, starts and ends of the tokens of *chunk*.

    A chunk is what stands between two spaces. None if its tokens depend on the chunk after it:
    the period of "A." is part of an initial before a capital letter, and "No." is an
    abbreviation before a digit.
    """
    matches = list(_TOKEN.finditer(chunk))
    words = tuple([match[0] for match in matches])
    for following in ("A", "1"):
        in_context = [match[0] for match in _TOKEN.finditer(f"{chunk} {following}")]
        if in_context != [*words, following]:
            return None
    return (
        words,
        tuple(_lowered(words)),
        tuple([match.start() for match in matches]),
        tuple([match.end() for match in matches]),
    )


def _lowered(words: Iterable[str]) -> list[str]:
    """The words in lower case, with straight apostrophes."""
    return [word.lower().replace(_CURLY, "'") for word in words]


def count_words(tokens: Tokens, start: int, end: int) -> int:
    """Return the number of words, punctuation excluded, that begin in [start, end) code points."""
    first = bisect_left(tokens.starts, start)
    last = bisect_left(tokens.starts, end)
    return len([word for word in tokens.words[first:last] if word[0].isalnum()])
