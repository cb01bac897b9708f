"""A paragraph as the rules see it: sentences of words, names and whole quotations.

A quotation of three words or more, or one that ends its own sentence, is one item
whatever it holds; so is a name with its titles. What is said inside a quotation
is therefore never taken for the article's own report.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from searchapp.attribution.entities.mentions import Mention
from searchapp.attribution.entities.name_variants import ticker_end
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.quotations import Quotation
from searchapp.attribution.syntax.tokens import QUOTATION_MARKS, Tokens, count_words

NAME = "<name>"
QUOTE = "<quote>"

_DASHES = frozenset(["-", "–", "—", "--"])
_FINAL = frozenset(".?!…")
_MAY_END = frozenset(".?!…-–—")
_ENDS = frozenset([".", "?", "!", "…"])
_GOES_ON = frozenset([",", ";"])
_UNREAD = QUOTATION_MARKS | {"(", "<", ">"}
_MAX_PARENTHESIS = 14
# No sentence of prose is longer; it bounds the work on what is no prose.
_MAX_ITEMS = 1_000


class Item(NamedTuple):
    """One unit of a sentence: [start, end) in code points of the paragraph.

    ``lowered`` is the word in lower case, or ``NAME`` or ``QUOTE``; a name carries
    its mention and its entity's index, a quotation its quotation.
    """

    lowered: str
    start: int
    end: int
    token: int
    mention: Mention | None = None
    entity: int = -1
    quotation: Quotation | None = None


# Most items are plain words: this makes one in half the time.
_plain = partial(tuple.__new__, Item)


@dataclass(frozen=True, slots=True)
class Sentence:
    """The items of one sentence; ``lowered`` repeats their lower-case words."""

    number: int
    items: tuple[Item, ...]
    lowered: tuple[str, ...]

    @property
    def start(self) -> int:
        """Where the sentence begins in the paragraph's text."""
        return self.items[0].start

    @property
    def end(self) -> int:
        """Where it ends, its final mark included."""
        return self.items[-1].end


def _masked(tokens: Tokens, quotations: tuple[Quotation, ...]) -> Iterator[Quotation]:
    """The quotations that count as one item."""
    for quotation in quotations:
        words = count_words(tokens, quotation.start, quotation.end)
        inside = tokens.text[quotation.start + 1 : quotation.end]
        last = inside.rstrip("”\"'’ ")[-1:]
        if words >= 3 or (words and last in ",.?!"):
            yield quotation


class _ItemReader:
    """Turns the tokens of one paragraph into items."""

    def __init__(
        self,
        tokens: Tokens,
        mentions: list[Mention],
        entity_at: dict[int, int],
        quotations: tuple[Quotation, ...],
    ) -> None:
        self.tokens = tokens
        self.mentions = {m.start: m for m in mentions}
        self.entity_at = entity_at
        self.quotations = {q.start: q for q in _masked(tokens, quotations)}

    def read(self) -> list[Item]:
        tokens, items, k = self.tokens, list[Item](), 0
        starts, ends, lowered = tokens.starts, tokens.ends, tokens.lowered
        mentions, quotations = self.mentions, self.quotations
        count, full = len(tokens), _MAX_ITEMS
        long = count > full
        marks = {k for k, low in enumerate(lowered) if low in _UNREAD}
        names = {k for k, m in mentions.items() if k in self.entity_at or not m.words}
        while k < count:
            if long and len(items) >= full:
                begun = self._begun(items)
                if len(items) - begun >= _MAX_ITEMS:
                    k, begun = self._next_end(k), len(items)
                full = begun + _MAX_ITEMS
            elif k in names:
                k = self._name(mentions[k], items)
            elif k not in marks:
                items.append(_plain((lowered[k], starts[k], ends[k], k, None, -1, None)))
                k += 1
            elif starts[k] in quotations:
                k = self._quoted(k, items)
            else:
                k = self._past_mark(k, items)
        return items

    def _quoted(self, k: int, items: list[Item]) -> int:
        """The token after the quotation that begins with token *k*, which is one item."""
        starts, start = self.tokens.starts, self.tokens.starts[k]
        quotation = self.quotations[start]
        items.append(Item(QUOTE, start, quotation.end, k, quotation=quotation))
        return bisect_left(starts, quotation.end, lo=k)

    def _past_mark(self, k: int, items: list[Item]) -> int:
        """The token after a mark that is no item, and after what it opens if that is none."""
        low = self.tokens.lowered[k]
        if low == "<":
            return max(ticker_end(self.tokens, k), k + 1)
        whole = not items or items[-1].lowered in _ENDS or items[-1].quotation is not None
        return k + 1 if low != "(" or whole else self._after_parenthesis(k)

    def _begun(self, items: list[Item]) -> int:
        """Where the last sentence of *items* begins, as far back as one may be long."""
        for k in range(len(items) - 1, len(items) - 1 - _MAX_ITEMS, -1):
            if items[k].lowered in _ENDS or items[k].lowered == QUOTE:
                return k + 1
        return len(items) - _MAX_ITEMS

    def _next_end(self, k: int) -> int:
        """The first token from *k* on that ends a sentence, else the end."""
        lowered = self.tokens.lowered
        return next((j for j in range(k, len(lowered)) if lowered[j] in _ENDS), len(lowered))

    def _name(self, mention: Mention, items: list[Item]) -> int:
        tokens, start, stop = self.tokens, mention.start, mention.stop
        begin, end = tokens.starts[start], tokens.ends[stop - 1]
        if start in self.entity_at:
            items.append(Item(NAME, begin, end, start, mention, self.entity_at[start]))
        else:
            items.append(Item(tokens.lowered[stop - 1], begin, end, start, mention))
        return stop + mention.possessive

    def _after_parenthesis(self, k: int) -> int:
        """The token after a short parenthesis, or after a bracket that opens none."""
        for j in range(k + 1, min(k + _MAX_PARENTHESIS, len(self.tokens))):
            if self.tokens.lowered[j] == ")":
                return j + 1
        return k + 1


def _ends_sentence(items: list[Item], k: int, text: str, lexicon: Lexicon) -> bool:
    """Whether item *k* is the last of its sentence."""
    if k + 1 == len(items):
        return True
    item, following = items[k], items[k + 1]
    if item.lowered in _ENDS:
        # "Ana Ruiz, R-N.Y., said": a period before a comma ends no sentence.
        return following.lowered not in _GOES_ON
    if item.lowered in _DASHES and k <= 8 and text[: item.start].rstrip().endswith(")"):
        # "OBAN (Mill Wire) - The mill ...": what stands before is no part of the sentence.
        return True
    if item.quotation is not None:
        return _quotation_ends_sentence(items, k, text, lexicon)
    capital = text[following.start].isupper()
    return (
        len(item.lowered) > 2
        and item.lowered[-1] == "."
        and item.lowered[0] != "."
        and capital
        and following.lowered in lexicon.not_names
    )


def _quotation_ends_sentence(items: list[Item], k: int, text: str, lexicon: Lexicon) -> bool:
    item, following = items[k], items[k + 1]
    last = text[item.start : item.end].rstrip("”\"'’ ")[-1:]
    if last not in _FINAL:
        return False
    if following.quotation is not None:
        return True
    if not text[following.start].isupper():
        return False
    # "Why?" Ruiz asked.
    verb = lexicon.cue_verbs.get(items[k + 2].lowered) if k + 2 < len(items) else None
    told = verb is not None and verb.finite
    if last == ".":
        # "We close it." Ruiz said. Where more follows, it is what is told.
        return not told or k + 3 >= len(items) or items[k + 3].lowered not in _ENDS
    return not told


def split_sentences(
    tokens: Tokens,
    mentions: list[Mention],
    entity_at: dict[int, int],
    quotations: tuple[Quotation, ...],
    lexicon: Lexicon,
) -> list[Sentence]:
    """Return the sentences of a paragraph, none of them empty.

    *entity_at* gives the entity of the mention that starts at a token; mentions
    of no entity are read as plain words. Short parentheses are left out, and what
    comes after the 1,000 first items of a sentence.
    """
    items = _ItemReader(tokens, mentions, entity_at, quotations).read()
    lowered = [item.lowered for item in items]
    ends = [k for k, low in enumerate(lowered) if low[-1] in _MAY_END or low == QUOTE]
    if items and ends[-1:] != [len(items) - 1]:
        ends.append(len(items) - 1)
    sentences: list[Sentence] = []
    begin = 0
    for k in ends:
        if _ends_sentence(items, k, tokens.text, lexicon):
            own = tuple(items[begin : k + 1])
            sentences.append(Sentence(len(sentences), own, tuple(lowered[begin : k + 1])))
            begin = k + 1
    return sentences
