"""Sources outside the sentences.

``RUIZ: We close it.``, ``The mill closes. [Oban Post.]``, ``We close it. — Ana Ruiz
(@anaruiz) May 3, 2016``, ``"We close it. Ana Ruiz, mill owner."``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from searchapp.attribution.lexicons.lexicon import Lexicon, word_set
from searchapp.attribution.syntax.tokens import Tokens

_MAX_WORDS = 4
_MAX_SIGNATURE = 7
_MAX_DATE = 18
_MAX_TAIL = 14
_ENDS = frozenset(".?!")
_CLOSING = frozenset(["”", '"', "''"])
_DASHES = frozenset(["--", "—", "–", "-", "―"])
# Labels that stand for whoever speaks.
_ANYBODY = word_set(
    "a answer announcer audience q question questioner reporter unknown unidentified male female"
    " man woman crowd voice all"
)
_OPENING = frozenset(["“", '"', "''", "``", "-", "—"])


@dataclass(frozen=True, slots=True)
class Label:
    """A label at tokens [start, stop), followed by its colon at token ``stop``."""

    start: int
    stop: int


def find_label(tokens: Tokens, lexicon: Lexicon) -> Label | None:
    """Return the label that opens a paragraph: one to four capitalised words and a colon."""
    if ":" not in tokens.words[: _MAX_WORDS + 3]:
        return None
    start = 0
    while start < min(2, len(tokens)) and tokens.words[start] in _OPENING:
        start += 1
    stop = start
    while stop < min(len(tokens), start + _MAX_WORDS) and tokens.words[stop][0].isupper():
        stop += 1
    if stop == start or stop + 1 >= len(tokens) or tokens.words[stop] != ":":
        return None
    if any(low in lexicon.not_names for low in tokens.lowered[start:stop]):
        return None
    return Label(start, stop)


def repeated_labels(paragraphs: list[Tokens], lexicon: Lexicon) -> frozenset[str]:
    """Return the shouted labels that open two paragraphs or more: a transcript's speakers."""
    counts: Counter[str] = Counter()
    for tokens in paragraphs:
        label = find_label(tokens, lexicon)
        if label is not None:
            text = label_text(tokens, label)
            counts[text] += text.isupper()
    return frozenset(text for text, count in counts.items() if count > 1)


def label_text(tokens: Tokens, label: Label) -> str:
    """Return the label as it stands, without its colon."""
    return tokens.text[tokens.starts[label.start] : tokens.ends[label.stop - 1]]


def find_credit(tokens: Tokens) -> Label | None:
    """Return the name in the brackets that end a paragraph, or None.

    ``The mill closes. [Oban Post.]``: one to four capitalised words, with a period or
    without; ``stop`` is the token after the name, ``start - 1`` the opening bracket.
    """
    stop = len(tokens) - 1
    if stop < 3 or tokens.words[stop] != "]":
        return None
    if tokens.words[stop - 1] == ".":
        stop -= 1
    start = stop
    while start > 0 and stop - start < _MAX_WORDS and tokens.words[start - 1][0].isupper():
        start -= 1
    if start == stop or start < 2 or tokens.words[start - 1] != "[":
        return None
    return Label(start, stop)


def is_anybody(text: str, lexicon: Lexicon) -> bool:
    """Whether a label names no one in particular: ``MODERATOR``, ``QUESTION``, ``Q``."""
    lowered = text.lower().split()
    return (
        lowered[-1] in _ANYBODY
        or lowered[-1] in lexicon.role_nouns
        or lowered[-1] in lexicon.group_nouns
    )


def find_tweet(tokens: Tokens) -> Label | None:
    """Return the name that signs an embedded tweet, or None.

    It stands between a dash and a bracketed handle, after which a date of a few
    tokens ends the paragraph; ``start - 1`` is the dash.
    """
    words = tokens.words
    if "@" not in tokens.text:
        return None
    for k in range(len(words) - 2, max(0, len(words) - _MAX_DATE), -1):
        if words[k] == "(" and words[k + 1] == "@":
            dash = k - 1
            while dash > 0 and k - dash < _MAX_SIGNATURE and words[dash] not in _DASHES:
                dash -= 1
            signed = words[dash] in _DASHES and dash + 1 < k and words[dash + 1][0].isupper()
            return Label(dash + 1, k) if signed else None
    return None


def find_pull_quote(tokens: Tokens, lexicon: Lexicon) -> Label | None:
    """Return what stands for the signature in a quotation set apart, or None.

    ``"We close it. Ana Ruiz, mill owner."``: after the quotation's last sentence and
    still within its marks; it begins with a capital and has no verb. ``start - 1`` is the
    mark that ends the sentence before it.
    """
    words, stop = tokens.words, len(tokens) - 1
    if stop < 6 or words[0] not in _OPENING or words[stop] not in _CLOSING:
        return None
    stop -= words[stop - 1] == "."
    start = stop
    while start > 1 and stop - start < _MAX_TAIL and words[start - 1] not in _ENDS:
        start -= 1
    tail = tokens.lowered[start:stop]
    if len(tail) < 2 or words[start - 1] not in _ENDS or not words[start][0].isupper():
        return None
    told = any(low in lexicon.auxiliaries or low in lexicon.pronouns for low in tail)
    if told or tail[0] in lexicon.not_names or any(word in _OPENING for word in words[start:stop]):
        return None
    return Label(start, stop)
