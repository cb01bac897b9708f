"""Words of quotations and passages, compared whatever their case, accents and marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from searchapp.models.articles import Span
from searchapp.models.normalize import fold, visible
from searchapp.query.analysis import find_words

_INNER_MARKS = re.compile(r"[.,'_]")
_AFTER_APOSTROPHE = re.compile(r"[’'ʼ](?=\w)")

NEGATIONS = frozenset(
    re.findall(
        r"\w+",
        "aint arent cannot cant couldnt didnt doesnt dont hadnt hardly hasnt havent isnt mightnt"
        " mustnt neednt neither never no nobody none nor not nothing nowhere scarcely shant"
        " shouldnt wasnt werent without wont wouldnt",
    )
)
"""Folded words that turn a statement into its opposite."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its folded form without marks, and [start, end) in code points."""

    form: str
    start: int
    end: int


def words_with_offsets(text: str) -> list[Word]:
    """Return the words of *text*. An apostrophe within a word does not part it."""
    words: list[Word] = []
    for match in find_words(text):
        form = _form(match.group())
        if not form:
            continue
        joins = (
            words
            and words[-1].end == match.start() - 1
            and _AFTER_APOSTROPHE.match(text, match.start() - 1)
        )
        if joins:
            earlier = words.pop()
            words.append(Word(earlier.form + form, earlier.start, match.end()))
        else:
            words.append(Word(form, match.start(), match.end()))
    return words


@lru_cache(maxsize=50_000)
def _form(word: str) -> str:
    return _INNER_MARKS.sub("", fold(visible(word)))


def forms(words: Iterable[Word]) -> list[str]:
    """Return the folded forms of *words*."""
    return [word.form for word in words]


def find_verbatim(quoted: Sequence[str], passage: Sequence[str]) -> Span | None:
    """Return the first stretch of *passage* with the words of *quoted*, or None.

    Spacing does not count: "co operation" is "cooperation", and "10 000" is "10,000".
    """
    joined, text = "".join(quoted), "".join(passage)
    starts = {offset: i for i, offset in enumerate(accumulate(map(len, passage), initial=0))}
    position = text.find(joined)
    while position >= 0:
        first, last = starts.get(position), starts.get(position + len(joined))
        if first is not None and last is not None:
            return first, last
        position = text.find(joined, position + 1)
    return None


def is_number(form: str) -> bool:
    """Whether a folded word is written with digits."""
    return form[:1].isdigit()
