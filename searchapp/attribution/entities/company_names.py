"""Names of firms with "and" in them: ``Weaver and Sons Corp`` is one, not two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.tokens import Tokens

Conjuncts = tuple[str, str]
"""The words before and after the "and" of a name."""

_MAX_BEFORE = 3
_MAX_AFTER = 3


def company_conjuncts(paragraphs: Sequence[Tokens], lexicon: Lexicon) -> frozenset[Conjuncts]:
    """Return the words before and after each "and" that belongs to a firm's name.

    ``Oban Gas and Electric Corp``: what is before "and" stands nowhere in the article
    without it, and behind it a word at most comes before what ends a company's full name.
    Further pairs are those of two letters ("S and P") and those that the lexicon lists.
    """
    found: dict[Conjuncts, tuple[str, ...]] = {}
    sure: set[Conjuncts] = set()
    for tokens in paragraphs:
        for k in _joints(tokens):
            pair = tokens.lowered[k - 1], tokens.lowered[k + 1]
            if len(pair[0]) == len(pair[1]) == 1 or pair in lexicon.company_conjuncts:
                sure.add(pair)
                continue
            before = _run_before(tokens, k)
            if _may_be_firm(before, tokens.lowered[k + 1 : k + 1 + _MAX_AFTER], lexicon):
                found[pair] = before
    if found:
        alone = {run for tokens in paragraphs for run in _runs(tokens)}
        sure.update(pair for pair, run in found.items() if run not in alone)
    return frozenset(sure)


def _joints(tokens: Tokens) -> Iterator[int]:
    """The tokens "and" between capitals."""
    words, lowered, k = tokens.words, tokens.lowered, 0
    for _ in range(lowered.count("and") - (lowered[:1] == ["and"])):
        k = lowered.index("and", k + 1)
        if k + 1 < len(lowered) and words[k - 1][0].isupper() and words[k + 1][0].isupper():
            yield k


def _run_before(tokens: Tokens, k: int) -> tuple[str, ...]:
    first = k
    while first > 0 and tokens.words[first - 1][0].isupper():
        first -= 1
    return tuple(tokens.lowered[first:k])


def _runs(tokens: Tokens) -> Iterator[tuple[str, ...]]:
    """The runs of capitals that stand before no "and" and capital."""
    words, first = tokens.words, -1
    for k, word in enumerate([*words, "."]):
        if word[0].isupper():
            first = k if first < 0 else first
        elif first >= 0:
            joined = word == "and" and words[k + 1 : k + 2] and words[k + 1][0].isupper()
            if not joined:
                yield tuple(tokens.lowered[first:k])
            first = -1


def _may_be_firm(before: tuple[str, ...], after: list[str], lexicon: Lexicon) -> bool:
    """Whether the words around an "and" can be one company's name."""
    if len(before) > _MAX_BEFORE or not any(low in lexicon.company_heads for low in after[1:]):
        return False
    others = (lexicon.known_organizations, lexicon.places, lexicon.organization_heads)
    return after[0] not in lexicon.company_heads and all(o.isdisjoint(before) for o in others)
