"""When a search finds little: a near spelling that finds more, or one part less.

Both are offered only where they find something under the same filters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from searchapp.engine.protocol import SearchEngine
from searchapp.models.articles import Span
from searchapp.models.search import DidYouMean, QueryDescription, RelaxedQuery, SearchRequest
from searchapp.query import analysis
from searchapp.query.ast import QueryNode, leaves
from searchapp.query.parser import ParsedQuery, QueryError, parse

LEAST_RATIO = 10
"""A near spelling is offered where it finds this many times what was found."""

MOST_TRIED = 4
"""How many near spellings are searched before none is offered."""

MOST_PARTS = 12
"""How many parts of a search that finds nothing are left out in turn."""

_SPELLED_FIELDS = ("", "text", "title", "speaker", "said", "mentions")

Counted = Callable[[SearchRequest], int]


def counter(engine: SearchEngine) -> Counted:
    """Return what tells the total of a request, 0 where there is nothing to search for."""

    def count(request: SearchRequest) -> int:
        try:
            return engine.count(request, parse(request.q))
        except QueryError:
            return 0

    return count


def did_you_mean(
    engine: SearchEngine, request: SearchRequest, query: ParsedQuery, total: int
) -> DidYouMean | None:
    """Return the same search with near spellings, if one finds ten times as much.

    Each word that is not in the index, or has less than a tenth of the paragraphs of a
    near spelling, is exchanged; first all of them, then one by one.
    """
    slips = _slips(engine, request.q, query)
    if not slips:
        return None
    count = counter(engine)
    for changes in islice(_attempts(slips), MOST_TRIED):
        corrected, spans = _exchanged(request.q, changes)
        asked = replace(request, q=corrected, page=1)
        found = count(asked)
        if found and found >= LEAST_RATIO * total:
            return DidYouMean(asked, spans, found)
    return None


Slip = tuple[Span, tuple[str, ...]]
Change = tuple[Span, str]


def _slips(engine: SearchEngine, q: str, query: ParsedQuery) -> list[Slip]:
    """Return the words that may be misspelled, each with its near spellings."""
    found: list[Slip] = []
    for part in query.parts:
        for leaf, excluded in leaves(part.piece):
            if excluded or leaf.kind not in ("word", "phrase") or _unspelled(leaf):
                continue
            for word in analysis.find_words(leaf.text):
                near = engine.near_spellings(word[0])
                at = q.find(word[0], leaf.start)
                if near and at >= 0:
                    span = (at, at + len(word[0]))
                    found.append((span, tuple(other for other, _ in near)))
    return found


def _unspelled(leaf: QueryNode) -> bool:
    return leaf.field not in _SPELLED_FIELDS


def _attempts(slips: list[Slip]) -> Iterator[list[Change]]:
    """Yield the exchanges to try: the likeliest of all words, then others one by one."""
    yield [(span, near[0]) for span, near in slips]
    if len(slips) > 1:
        yield from ([(span, near[0])] for span, near in slips)
    for span, near in slips:
        yield from ([(span, other)] for other in near[1:])


def _exchanged(q: str, changes: list[Change]) -> tuple[str, tuple[Span, ...]]:
    pieces: list[str] = []
    spans: list[Span] = []
    position = length = 0
    for (start, end), word in sorted(changes):
        kept = q[position:start]
        shown = word.capitalize() if q[start : start + 1].isupper() else word
        spans.append((length + len(kept), length + len(kept) + len(shown)))
        pieces += (kept, shown)
        length += len(kept) + len(shown)
        position = end
    return "".join([*pieces, q[position:]]), tuple(spans)


def relaxed_queries(engine: SearchEngine, searched: QueryDescription) -> tuple[RelaxedQuery, ...]:
    """Return what each part of a search that found nothing, left out, would let be found.

    The ones that find most come first; those that find nothing are left out, and so is
    the only part of a search, without which everything is found.
    """
    if len(searched.parts) < 2:
        return ()
    count = counter(engine)
    found = [
        RelaxedQuery(part, total)
        for part in searched.parts[:MOST_PARTS]
        if (total := count(part.without))
    ]
    return tuple(sorted(found, key=lambda less: -less.total))
