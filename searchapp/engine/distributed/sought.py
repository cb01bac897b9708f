"""What to mark in a hit, read off the query trees alone.

A pattern is not written out into the words of the index that it stands for, as the cluster
cannot list them: it is tried on the words of what is shown.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from whoosh import query as wq
from whoosh.support.levenshtein import levenshtein

from searchapp.engine.embedded.sought import wanted_leaves
from searchapp.engine.highlighting import Marks, Phrase, Sought
from searchapp.engine.language import ParsedQuery


def _text(term: Any) -> str:
    return term.decode() if isinstance(term, bytes) else str(term)


def _near(text: str, most: int, fixed: int, word: str) -> bool:
    return word[:fixed] == text[:fixed] and levenshtein(word, text, most) <= most


def _within(low: str | None, high: str | None, q: wq.TermRange, word: str) -> bool:
    above = low is None or (word > low if q.startexcl else word >= low)
    return above and (high is None or (word < high if q.endexcl else word <= high))


def _pattern(leaf: wq.Query) -> Callable[[str], object] | None:
    match leaf:
        case wq.Prefix():
            return re.compile(re.escape(_text(leaf.text))).match
        case wq.Wildcard():
            # Brackets mean nothing in our patterns.
            pattern = _text(leaf.text).replace("[", "[[]")
            return re.compile(fnmatch.translate(pattern)).match
        case wq.FuzzyTerm():
            return partial(_near, _text(leaf.text), int(leaf.maxdist), leaf.prefixlength)
        case wq.TermRange():
            low, high = (None if e is None else _text(e) for e in (leaf.start, leaf.end))
            return partial(_within, low, high, leaf)
    return None


def _sought(trees: list[wq.Query], stem_field: str, exact_field: str) -> Sought:
    single: dict[str, set[str]] = {stem_field: set(), exact_field: set()}
    phrases: dict[str, list[Phrase]] = {stem_field: [], exact_field: []}
    patterns: list[Callable[[str], object]] = []
    for leaf in (leaf for tree in trees for leaf in wanted_leaves(tree)):
        field = leaf.field()
        if field not in single:
            continue
        pattern = _pattern(leaf)
        if pattern is not None:
            patterns.append(pattern)
        elif isinstance(leaf, wq.Phrase):
            words = tuple(_text(w) for w in leaf.words)
            if len(words) == 1:
                single[field].add(words[0])
            elif words:
                phrases[field].append(Phrase(words, leaf.slop))
        elif isinstance(leaf, wq.Term):
            single[field].add(_text(leaf.text))
    return Sought(
        stems=frozenset(single[stem_field]),
        words=frozenset(single[exact_field]),
        stem_phrases=tuple(phrases[stem_field]),
        word_phrases=tuple(phrases[exact_field]),
        patterns=tuple(patterns),
    )


def marks_of(query: ParsedQuery) -> Marks:
    """Return what *query* marks in texts, headlines and names."""
    trees = [query.body] if query.headline is None else [query.body, query.headline]
    return Marks(
        _sought(trees, "text", "exact"),
        _sought(trees, "title", "title_exact"),
        _sought([query.body], "", "speaker_name"),
    )
