"""What query trees look for: the leaves that a hit may match, and what of them to mark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from whoosh import query as wq

from searchapp.engine.common.highlighting import HighlightSpec, MatchedTerms, Phrase
from searchapp.query.parser import ParsedQuery

Pattern = Callable[[str], object]
"""Says of a folded word whether it is one of those sought."""

OfPattern = Callable[[wq.MultiTerm], tuple[frozenset[str], tuple[Pattern, ...]]]
"""What a prefix, a pattern, a fuzzy word or a range marks: words of the index, or patterns."""


def text_of(word: Any) -> str:
    """Return a word of a query as text; Whoosh keeps some as bytes."""
    return word.decode() if isinstance(word, bytes) else str(word)


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


def _sought(
    trees: list[wq.Query], stem_field: str, exact_field: str, of_pattern: OfPattern
) -> MatchedTerms:
    single: dict[str, set[str]] = {stem_field: set(), exact_field: set()}
    phrases: dict[str, list[Phrase]] = {stem_field: [], exact_field: []}
    patterns: list[Pattern] = []
    for leaf in (leaf for tree in trees for leaf in wanted_leaves(tree)):
        field = leaf.field()
        if field not in single:
            continue
        if isinstance(leaf, wq.Phrase):
            words = tuple(text_of(w) for w in leaf.words)
            if len(words) == 1:
                single[field].add(words[0])
            elif words:
                phrases[field].append(Phrase(words, leaf.slop))
        elif isinstance(leaf, wq.Term):
            single[field].add(text_of(leaf.text))
        elif isinstance(leaf, wq.MultiTerm):
            written_out, tried = of_pattern(leaf)
            single[field] |= written_out
            patterns += tried
    return MatchedTerms(
        stems=frozenset(single[stem_field]),
        words=frozenset(single[exact_field]),
        stem_phrases=tuple(phrases[stem_field]),
        word_phrases=tuple(phrases[exact_field]),
        patterns=tuple(patterns),
    )


def highlight_spec(query: ParsedQuery, of_pattern: OfPattern) -> HighlightSpec:
    """Return what *query* marks in texts, headlines and names."""
    trees = [query.body] if query.headline is None else [query.body, query.headline]
    return HighlightSpec(
        _sought(trees, "text", "exact", of_pattern),
        _sought(trees, "title", "title_exact", of_pattern),
        _sought([query.body], "", "speaker_name", of_pattern),
    )
