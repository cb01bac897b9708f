"""What to mark in a hit: a pattern marks the words of the index that it stands for."""

from __future__ import annotations

from itertools import islice
from typing import Any

from whoosh import query as wq

from searchapp.engine.common import matched_terms
from searchapp.engine.common.highlighting import HighlightSpec
from searchapp.engine.embedded.search.evaluator import expand
from searchapp.query.parser import ParsedQuery

_MARKED_EXPANSIONS = 2_000
"""Beyond so many words a pattern marks only the first of them."""


def highlight_spec(query: ParsedQuery, reader: Any) -> HighlightSpec:
    """Return what *query* marks in texts, headlines and names; *reader* has the words."""

    def written_out(leaf: wq.MultiTerm) -> tuple[frozenset[str], tuple[matched_terms.Pattern, ...]]:
        words = islice(expand(leaf, reader), _MARKED_EXPANSIONS)
        return frozenset(map(matched_terms.text_of, words)), ()

    return matched_terms.highlight_spec(query, written_out)


def title_bonus(headline: wq.Query) -> wq.Query:
    """Return a query for any of the wanted words of *headline*, to raise scores with."""
    return wq.Or(list(matched_terms.wanted_leaves(headline)))
