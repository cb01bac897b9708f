"""What to mark in a hit, read off the query trees alone.

A pattern is not written out into the words of the index that it stands for, as the cluster
cannot list them: it is tried on the words of what is shown.
"""

from __future__ import annotations

import fnmatch
import re
from functools import partial

from whoosh import query as wq
from whoosh.support.levenshtein import levenshtein

from searchapp.engine.common import matched_terms
from searchapp.engine.common.highlighting import HighlightSpec
from searchapp.engine.common.matched_terms import text_of
from searchapp.query.parser import ParsedQuery


def _near(text: str, most: int, fixed: int, word: str) -> bool:
    return word[:fixed] == text[:fixed] and levenshtein(word, text, most) <= most


def _within(low: str | None, high: str | None, q: wq.TermRange, word: str) -> bool:
    above = low is None or (word > low if q.startexcl else word >= low)
    return above and (high is None or (word < high if q.endexcl else word <= high))


def _pattern(leaf: wq.MultiTerm) -> matched_terms.Pattern | None:
    match leaf:
        case wq.Prefix():
            return re.compile(re.escape(text_of(leaf.text))).match
        case wq.Wildcard():
            # Brackets mean nothing in our patterns.
            pattern = text_of(leaf.text).replace("[", "[[]")
            return re.compile(fnmatch.translate(pattern)).match
        case wq.FuzzyTerm():
            return partial(_near, text_of(leaf.text), int(leaf.maxdist), leaf.prefixlength)
        case wq.TermRange():
            low, high = (None if e is None else text_of(e) for e in (leaf.start, leaf.end))
            return partial(_within, low, high, leaf)
    return None


def _tried(leaf: wq.MultiTerm) -> tuple[frozenset[str], tuple[matched_terms.Pattern, ...]]:
    pattern = _pattern(leaf)
    return frozenset(), () if pattern is None else (pattern,)


def highlight_spec(query: ParsedQuery) -> HighlightSpec:
    """Return what *query* marks in texts, headlines and names."""
    return matched_terms.highlight_spec(query, _tried)
