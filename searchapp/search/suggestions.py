"""Suggestions for a search with few or no hits: near spellings and relaxed queries.

Both are offered only where they have hits under the same filters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from searchapp.engine.common.spelling import MIN_FREQUENCY_RATIO, spelled_leaves
from searchapp.engine.protocol import SearchEngine
from searchapp.models.articles import Span
from searchapp.models.search import (
    DidYouMean,
    QueryDescription,
    RelaxedQuery,
    SearchRequest,
    SearchResults,
)
from searchapp.query import analysis
from searchapp.query.errors import QueryError
from searchapp.query.parsed_query import ParsedQuery

MAX_ATTEMPTS = 4
"""How many spellings are searched at most."""

MAX_CLAUSES = 6
"""Of a query with more clauses than this, only the filters are left out in turn."""


@dataclass(frozen=True, slots=True)
class PinnedIndex:
    """One generation of an index, and the function that parses the queries of requests.

    The suggestions for a search are counted on its own generation, and parsed with its own
    day and synonyms, so that each leads to as many hits as it says. All methods raise
    ``GoneError`` where the generation has been deleted.
    """

    engine: SearchEngine
    version: str
    parse: Callable[[SearchRequest], ParsedQuery]

    def counts(self, requests: Iterable[SearchRequest]) -> Iterator[int]:
        """Yield the number of hits of each of *requests*; none may have an empty query."""
        searches = [(request, self.parse(request)) for request in requests]
        return self.engine.counts(searches, self.version)

    def can_search(self, request: SearchRequest) -> bool:
        """Return whether *request* has a query that is not empty."""
        try:
            self.parse(request)
        except QueryError:
            return False
        return True

    def near_spellings(self, word: str) -> tuple[tuple[str, int], ...]:
        """Return the words that *word* may be a misspelling of; see ``SearchAnalytics``."""
        return self.engine.near_spellings(word, self.version)


def did_you_mean(
    index: PinnedIndex, request: SearchRequest, query: ParsedQuery, results: SearchResults
) -> DidYouMean | None:
    """Return *request* with near spellings that have ten times the hits of *results*, or None.

    A word is replaced if it is not in the index, or in less than a tenth of the paragraphs
    of a near spelling; all such words first, then one at a time.
    """
    if MIN_FREQUENCY_RATIO * results.total > results.index.paragraphs:
        return None
    misspellings = _misspellings(index, request.q, query)
    if not misspellings:
        return None
    respelled = [
        _respelled(request.q, changes) for changes in islice(_attempts(misspellings), MAX_ATTEMPTS)
    ]
    suggestions = [(replace(request, q=q, page=1), spans) for q, spans in respelled]
    suggestions = [item for item in suggestions if index.can_search(item[0])]
    counts = index.counts(suggestion for suggestion, _ in suggestions)
    for (suggestion, spans), hits in zip(suggestions, counts, strict=True):
        if hits and hits >= MIN_FREQUENCY_RATIO * results.total:
            return DidYouMean(suggestion, spans, hits)
    return None


Misspelling = tuple[Span, tuple[str, ...]]
"""The span of a word in the query, and its near spellings, the likeliest first."""

Replacement = tuple[Span, str]


def _misspellings(index: PinnedIndex, q: str, query: ParsedQuery) -> list[Misspelling]:
    misspellings: list[Misspelling] = []
    for leaf in spelled_leaves(query):
        for word in analysis.find_words(leaf.text):
            spellings = index.near_spellings(word[0])
            start = q.find(word[0], leaf.start)
            if spellings and start >= 0:
                span = (start, start + len(word[0]))
                misspellings.append((span, tuple(other for other, _ in spellings)))
    return misspellings


def _attempts(misspellings: list[Misspelling]) -> Iterator[list[Replacement]]:
    """Yield the replacements to try: the likeliest of all words, then one word at a time."""
    yield [(span, spellings[0]) for span, spellings in misspellings]
    if len(misspellings) > 1:
        yield from ([(span, spellings[0])] for span, spellings in misspellings)
    for span, spellings in misspellings:
        yield from ([(span, other)] for other in spellings[1:])


def _respelled(q: str, changes: list[Replacement]) -> tuple[str, tuple[Span, ...]]:
    texts: list[str] = []
    spans: list[Span] = []
    position = length = 0
    for (start, end), word in sorted(changes):
        unchanged = q[position:start]
        shown = word.capitalize() if q[start : start + 1].isupper() else word
        spans.append((length + len(unchanged), length + len(unchanged) + len(shown)))
        texts += (unchanged, shown)
        length += len(unchanged) + len(shown)
        position = end
    return "".join([*texts, q[position:]]), tuple(spans)


def relaxed_queries(index: PinnedIndex, description: QueryDescription) -> tuple[RelaxedQuery, ...]:
    """Return what a search without hits would find without each of its clauses.

    Ordered by the number of hits, without those that have none. A search with one clause
    has no relaxed query: without it, everything matches.
    """
    parts = tuple(part for part in description.parts if part.parameter != "no_synonyms")
    if len(parts) < 2:
        return ()
    if sum(not part.parameter for part in parts) > MAX_CLAUSES:
        parts = tuple(part for part in parts if part.parameter)
    clauses = [clause for clause in parts[: 2 * MAX_CLAUSES] if index.can_search(clause.without)]
    totals = index.counts(clause.without for clause in clauses)
    relaxed = [
        RelaxedQuery(clause, total) for clause, total in zip(clauses, totals, strict=True) if total
    ]
    return tuple(sorted(relaxed, key=lambda query: -query.total))
