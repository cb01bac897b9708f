"""What to mark in a hit, read off the query trees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh import query as wq

from searchapp.engine.embedded.evaluation import expand
from searchapp.engine.highlighting import Phrase, Sought

_TEXT_FIELDS = ("text", "exact")
_TITLE_FIELDS = ("title", "title_exact")
_MARKED_EXPANSIONS = 2_000
"""Beyond so many words a pattern marks only the first of them."""


def wanted_leaves(q: wq.Query) -> Iterator[wq.Query]:
    """Yield the leaves of *q* that a hit may match: none below a NOT."""
    if isinstance(q, wq.Not):
        return
    if isinstance(q, wq.AndNot):
        yield from wanted_leaves(q.a)
    elif q.is_leaf():
        yield q
    else:
        for child in q.children():
            yield from wanted_leaves(child)


def _text(term: Any) -> str:
    return term.decode() if isinstance(term, bytes) else str(term)


def _sought(trees: list[wq.Query], stem_field: str, exact_field: str, reader: Any) -> Sought:
    single: dict[str, set[str]] = {stem_field: set(), exact_field: set()}
    phrases: dict[str, list[Phrase]] = {stem_field: [], exact_field: []}
    for leaf in (leaf for tree in trees for leaf in wanted_leaves(tree)):
        field = leaf.field()
        if field not in single:
            continue
        if isinstance(leaf, wq.Phrase):
            words = tuple(_text(w) for w in leaf.words)
            if len(words) == 1:
                single[field].add(words[0])
            elif words:
                phrases[field].append(Phrase(words, leaf.slop))
        elif isinstance(leaf, wq.Term):
            single[field].add(_text(leaf.text))
        elif isinstance(leaf, wq.MultiTerm):
            for _, term in zip(range(_MARKED_EXPANSIONS), expand(leaf, reader), strict=False):
                single[field].add(_text(term))
    return Sought(
        stems=frozenset(single[stem_field]),
        words=frozenset(single[exact_field]),
        stem_phrases=tuple(phrases[stem_field]),
        word_phrases=tuple(phrases[exact_field]),
    )


def sought_in_text(trees: list[wq.Query], reader: Any) -> Sought:
    """Return what to mark in a paragraph's text."""
    return _sought(trees, *_TEXT_FIELDS, reader)


def sought_in_title(trees: list[wq.Query], reader: Any) -> Sought:
    """Return what to mark in a headline."""
    return _sought(trees, *_TITLE_FIELDS, reader)


def sought_in_names(trees: list[wq.Query], reader: Any) -> Sought:
    """Return what to mark in the name of a speaker."""
    return _sought(trees, "", "speaker_name", reader)


def title_bonus(headline: wq.Query) -> wq.Query:
    """Return a query for any of the wanted words of *headline*, to raise scores with."""
    return wq.Or(list(wanted_leaves(headline)))
