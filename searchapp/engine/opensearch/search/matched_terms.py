"""The terms to highlight in a hit, derived from the query trees alone.

The cluster cannot list the words of the index that a prefix or pattern matches. So patterns
stay patterns, and are tested on the words of each text that is shown.
"""

from __future__ import annotations

import fnmatch
import re
from functools import partial

from whoosh import query as wq
from whoosh.support.levenshtein import levenshtein

from searchapp.engine.common import matched_terms
from searchapp.engine.common.matched_terms import HighlightSpec, text_of
from searchapp.query.parsed_query import ParsedQuery


def _is_near(text: str, max_distance: int, prefix_length: int, word: str) -> bool:
    same_prefix = word[:prefix_length] == text[:prefix_length]
    return same_prefix and levenshtein(word, text, max_distance) <= max_distance


def _in_range(low: str | None, high: str | None, q: wq.TermRange, word: str) -> bool:
    above = low is None or (word > low if q.startexcl else word >= low)
    return above and (high is None or (word < high if q.endexcl else word <= high))


def _pattern(leaf: wq.MultiTerm) -> matched_terms.Pattern | None:
    match leaf:
        case wq.Prefix():
            return re.compile(re.escape(text_of(leaf.text))).match
        case wq.Wildcard():
            # fnmatch has character sets in brackets; our patterns do not.
            pattern = text_of(leaf.text).replace("[", "[[]")
            return re.compile(fnmatch.translate(pattern)).match
        case wq.FuzzyTerm():
            return partial(_is_near, text_of(leaf.text), int(leaf.maxdist), leaf.prefixlength)
        case wq.TermRange():
            low, high = (None if e is None else text_of(e) for e in (leaf.start, leaf.end))
            return partial(_in_range, low, high, leaf)
    return None


def _expand(leaf: wq.MultiTerm) -> tuple[frozenset[str], tuple[matched_terms.Pattern, ...]]:
    """Return the words and the patterns that *leaf* matches; here there are never words."""
    pattern = _pattern(leaf)
    return frozenset(), () if pattern is None else (pattern,)


def highlight_spec(query: ParsedQuery) -> HighlightSpec:
    """Return what to highlight in texts, headlines and speaker names for *query*."""
    return matched_terms.highlight_spec(query, _expand)
