"""Sentences of a paragraph, as sequences of words, names and whole quotations.

A quotation of three words or more, or one that ends its sentence, is a single item, and so is
a name with its titles. The rules therefore never mistake words inside a quotation for the
article's own report.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Set

from msgspec import Struct

from searchapp.attribution.entities.mentions import Mention
from searchapp.attribution.entities.names.variants import ticker_end
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.datelines import dateline_end
from searchapp.attribution.syntax.quotations import Quotation
from searchapp.attribution.syntax.tokens import QUOTATION_MARKS, Tokens, count_words

NAME = "<name>"
QUOTE = "<quote>"

_DASHES = frozenset(["-", "–", "—", "--"])
_FINAL_MARKS = frozenset(".?!…")
_SENTENCE_ENDS = frozenset([".", "?", "!", "…"])
_POSSIBLE_ENDS = frozenset(".?!…-–—")
_NOT_AFTER_END = frozenset([",", ";"])
_SKIPPED_MARKS = QUOTATION_MARKS | {"(", "<", ">"}
_CLOSING_MARKS = "”“»«\"'’ "
_MIN_QUOTATION = 3
_MAX_PARENTHESIS = 24
_MAX_DATELINE = 8
_MIN_ABBREVIATION = 3
# No sentence of prose is longer: this bounds the work on other text.
_MAX_ITEMS = 1_000


class Item(Struct, frozen=True, gc=False):
    """One unit of a sentence: [start, end) in code points of the paragraph.

    ``lowered`` is the word in lower case, ``NAME`` or ``QUOTE``; ``token`` is its first token.
    A name has its mention and the index of its entity, a quotation has its quotation.
    """

    lowered: str
    start: int
    end: int
    token: int
    mention: Mention | None = None
    entity: int = -1
    quotation: Quotation | None = None


class Sentence(Struct, frozen=True, gc=False):
    """The items of one sentence; ``lowered`` are their words in lower case.

    ``named`` are the positions of the items that name an entity.
    """

    number: int
    items: tuple[Item, ...]
    lowered: tuple[str, ...]
    named: tuple[int, ...]

    @property
    def start(self) -> int:
        """Where the sentence begins in the text of the paragraph, in code points."""
        return self.items[0].start

    @property
    def end(self) -> int:
        """Where the sentence ends, after its final mark."""
        return self.items[-1].end


def _item_quotations(tokens: Tokens, quotations: tuple[Quotation, ...]) -> Iterator[Quotation]:
    """Return the quotations that are items, and not words of their sentence."""
    for quotation in quotations:
        words = count_words(tokens, quotation.start, quotation.end)
        inside = tokens.text[quotation.start + 1 : quotation.end]
        last = inside.rstrip(_CLOSING_MARKS)[-1:]
        if words >= _MIN_QUOTATION or (words and last in ",.?!"):
            yield quotation


class _ItemReader:
    """Reads the tokens of one paragraph as items."""

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
        self.quotations = {q.start: q for q in _item_quotations(tokens, quotations)}
        self.items: list[Item] = []

    def read(self) -> list[Item]:
        """Return the items; the plain words between two names or marks are added at once."""
        lowered = self.tokens.lowered
        skipped = {k for k, word in enumerate(lowered) if word in _SKIPPED_MARKS}
        names = {k for k, m in self.mentions.items() if k in self.entity_at or not m.words}
        if len(lowered) > _MAX_ITEMS:
            return self._read_bounded(names, skipped)
        k = 0
        for special in sorted(names | skipped):
            if special >= k:
                self._add_words(k, special)
                k = self._add_special(special, names)
        self._add_words(k, len(lowered))
        return self.items

    def _read_bounded(self, names: Set[int], skipped: Set[int]) -> list[Item]:
        """Return the items of a long text, without the rest of a sentence that is too long."""
        items, k, limit = self.items, 0, _MAX_ITEMS
        while k < len(self.tokens.lowered):
            if len(items) >= limit:
                begin = self._sentence_begin()
                if len(items) - begin >= _MAX_ITEMS:
                    k, begin = self._next_end(k), len(items)
                limit = begin + _MAX_ITEMS
            elif k in names or k in skipped:
                k = self._add_special(k, names)
            else:
                self._add_words(k, k + 1)
                k += 1
        return items

    def _add_words(self, start: int, stop: int) -> None:
        """Add the plain words [start, stop)."""
        if start < stop:
            lowered = self.tokens.lowered[start:stop]
            starts, ends = self.tokens.starts[start:stop], self.tokens.ends[start:stop]
            self.items.extend(map(Item, lowered, starts, ends, range(start, stop)))

    def _add_special(self, k: int, names: Set[int]) -> int:
        """Add the name, the quotation or the mark at token *k* and return the token after it."""
        if k in names:
            return self._add_name(self.mentions[k])
        if self.tokens.starts[k] in self.quotations:
            return self._add_quotation(k)
        return self._skip_mark(k)

    def _add_quotation(self, k: int) -> int:
        """Add the quotation that begins with token *k* and return the token after it."""
        start = self.tokens.starts[k]
        quotation = self.quotations[start]
        self.items.append(Item(QUOTE, start, quotation.end, k, quotation=quotation))
        return bisect_left(self.tokens.starts, quotation.end, lo=k)

    def _add_name(self, mention: Mention) -> int:
        """Add a mention and return the token after it and its possessive."""
        tokens, start, stop = self.tokens, mention.start, mention.stop
        begin, end = tokens.starts[start], tokens.ends[stop - 1]
        if start in self.entity_at:
            item = Item(NAME, begin, end, start, mention, self.entity_at[start])
        else:
            item = Item(tokens.lowered[stop - 1], begin, end, start, mention)
        self.items.append(item)
        return stop + mention.possessive

    def _skip_mark(self, k: int) -> int:
        """Return the token after the mark *k* and the ticker or parenthesis that it opens."""
        mark = self.tokens.lowered[k]
        if mark == "<":
            return max(ticker_end(self.tokens, k), k + 1)
        if mark != "(":
            return k + 1
        last = self.items[-1] if self.items else None
        if last is None or last.lowered in _SENTENCE_ENDS or last.quotation is not None:
            # A parenthesis between sentences is read.
            return k + 1
        return self._parenthesis_end(k)

    def _parenthesis_end(self, k: int) -> int:
        """Return the token after the short parenthesis at token *k*, or after its bracket."""
        for j in range(k + 1, min(k + _MAX_PARENTHESIS, len(self.tokens))):
            if self.tokens.lowered[j] == ")":
                return j + 1
        return k + 1

    def _sentence_begin(self) -> int:
        """Return where the last sentence of the items begins, at most ``_MAX_ITEMS`` back."""
        items = self.items
        for k in range(len(items) - 1, len(items) - 1 - _MAX_ITEMS, -1):
            if items[k].lowered in _SENTENCE_ENDS or items[k].lowered == QUOTE:
                return k + 1
        return len(items) - _MAX_ITEMS

    def _next_end(self, k: int) -> int:
        """Return the first token from *k* on that ends a sentence, else the number of tokens."""
        lowered = self.tokens.lowered
        return next(
            (j for j in range(k, len(lowered)) if lowered[j] in _SENTENCE_ENDS), len(lowered)
        )


def _ends_sentence(items: list[Item], k: int, text: str, lexicon: Lexicon) -> bool:
    """Whether item *k* is the last of its sentence."""
    if k + 1 == len(items):
        return True
    item, following = items[k], items[k + 1]
    if item.lowered in _SENTENCE_ENDS:
        # "Ana Ruiz, R-N.Y., said": a period before a comma does not end a sentence.
        return following.lowered not in _NOT_AFTER_END
    if item.lowered in _DASHES and k <= _MAX_DATELINE and text[: item.start].rstrip().endswith(")"):
        # "OBAN (Mill Wire) - The mill ...": the dateline is not part of the sentence.
        return True
    if item.quotation is not None:
        return _quotation_ends_sentence(items, k, text, lexicon)
    return (
        len(item.lowered) >= _MIN_ABBREVIATION
        and item.lowered[-1] == "."
        and item.lowered[0] != "."
        and text[following.start].isupper()
        and following.lowered in lexicon.not_names
    )


def _quotation_ends_sentence(items: list[Item], k: int, text: str, lexicon: Lexicon) -> bool:
    item, following = items[k], items[k + 1]
    last = text[item.start : item.end].rstrip(_CLOSING_MARKS)[-1:]
    if last not in _FINAL_MARKS:
        return False
    if following.quotation is not None:
        return True
    if not text[following.start].isupper():
        return False
    # `"Why?" Ruiz asked.`
    verb = lexicon.cue_verbs.get(items[k + 2].lowered) if k + 2 < len(items) else None
    has_cue = verb is not None and verb.finite
    if last == ".":
        # `"We close it." Ruiz said.`: if more follows the cue, that is its content.
        return not has_cue or k + 3 >= len(items) or items[k + 3].lowered not in _SENTENCE_ENDS
    return not has_cue


def split_sentences(
    tokens: Tokens,
    mentions: list[Mention],
    entity_at: dict[int, int],
    quotations: tuple[Quotation, ...],
    lexicon: Lexicon,
) -> list[Sentence]:
    """Return the sentences of a paragraph, none of them empty.

    *entity_at* is the index of the entity whose mention begins at a token; other mentions are
    read as plain words. Short parentheses are left out, and so is the rest of a sentence after
    its first 1,000 items.
    """
    items = _ItemReader(tokens, mentions, entity_at, quotations).read()
    lowered = [item.lowered for item in items]
    named = [k for k, word in enumerate(lowered) if word == NAME]
    ends = [k for k, word in enumerate(lowered) if word[-1] in _POSSIBLE_ENDS or word == QUOTE]
    if items and ends[-1:] != [len(items) - 1]:
        ends.append(len(items) - 1)
    sentences: list[Sentence] = []
    begin = first_name = 0
    dateline = dateline_end(tokens, lexicon) - 1
    if dateline >= 0:
        # The dateline is not part of the first sentence.
        mark = next((k for k, item in enumerate(items) if item.token >= dateline), -1)
        ends = sorted({mark, *ends})
    for k in ends:
        if items[k].token == dateline or _ends_sentence(items, k, tokens.text, lexicon):
            next_name = bisect_left(named, k + 1, lo=first_name)
            sentences.append(
                Sentence(
                    len(sentences),
                    tuple(items[begin : k + 1]),
                    tuple(lowered[begin : k + 1]),
                    tuple([name - begin for name in named[first_name:next_name]]),
                )
            )
            begin, first_name = k + 1, next_name
    return sentences
