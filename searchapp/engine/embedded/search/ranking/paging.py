"""Paging: the documents at some places of matches, in the order of the request.

Hits of near-equal score are ordered by ``tie_order``, and all that tie still by address:
article id, then paragraph number. Both are looked at only for documents that tie at a page's
boundary or on the page itself.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from searchapp.engine.embedded.columns.doc_values import DocValues
from searchapp.engine.embedded.format.docid_sets import DocIds, Mask, Rows
from searchapp.engine.embedded.search.matches import Matches
from searchapp.engine.embedded.search.ranking.topk import (
    Ranks,
    date_ranks,
    score_steps,
    split_at_tie,
    top_by_score,
    top_k,
)
from searchapp.models.search import SearchRequest

RankTies = Callable[[DocIds], Ranks]
"""Returns the ranks of ascending documents that tie by score."""


def page_of(
    doc_values: DocValues,
    matches: Matches,
    request: SearchRequest,
    rank_ties: RankTies,
    first: int,
    last: int,
) -> list[tuple[int, float]]:
    """Return the ids and scores of the documents from place *first* up to *last*, from 0.

    Scores are 0 where hits are sorted by date.
    """
    if first >= min(last, len(matches)):
        return []
    if request.sort == "relevance":
        rows, scores = top_by_score(matches, last)
        ranks: Ranks = score_steps(scores)
    else:
        rows, ranks = _top_by_date(doc_values, matches, request, last)
        scores, rank_ties = np.zeros(len(rows)), _no_ranks
    doc_ids = candidates = matches.doc_ids.take(rows)
    if first:
        # What is above the last hit of earlier pages is on these itself.
        on_page = np.ones(len(ranks), np.bool_)
        on_page[split_at_tie(ranks, first)[0]] = False
        doc_ids, ranks = doc_ids[on_page], ranks[on_page]
    skipped = len(rows) - len(ranks)
    ordered = _ordered(doc_values, doc_ids, ranks, rank_ties, last - skipped)
    page = ordered[first - skipped : last - skipped]
    page_scores = scores.take(candidates.searchsorted(np.array(page, np.int32)))
    return list(zip(page, page_scores.tolist(), strict=True))


def _no_ranks(doc_ids: DocIds) -> Ranks:
    return np.zeros(len(doc_ids), np.int64)


def _ordered(
    doc_values: DocValues, doc_ids: DocIds, ranks: Ranks, rank_ties: RankTies, k: int
) -> list[int]:
    """Return the first *k* of ascending *doc_ids* by rank, by tie rank and by address."""
    above, tied = split_at_tie(ranks, k)
    tie_ranks = np.zeros(len(doc_ids), np.int64)
    with_equals = above.compress(_have_equals(ranks.take(above)))
    if len(with_equals) or len(tied):
        rows = np.sort(np.concatenate([with_equals, tied]))
        tie_ranks[rows] = rank_ties(doc_ids.take(rows))
    ordered = _by_rank(doc_values, doc_ids.take(above), ranks.take(above), tie_ranks.take(above))
    if len(tied):
        tied_ids, tie_ranks = doc_ids.take(tied), tie_ranks.take(tied)
        above, tied = split_at_tie(tie_ranks, k - len(ordered))
        equals = np.zeros(len(above), np.int64)
        ordered += _by_rank(doc_values, tied_ids.take(above), tie_ranks.take(above), equals)
        if len(tied):
            places_left = k - len(ordered)
            ordered += _first_by_address(doc_values, tied_ids.take(tied), places_left).tolist()
    return ordered


def _top_by_date(
    doc_values: DocValues, matches: Matches, request: SearchRequest, k: int
) -> tuple[Rows, Ranks]:
    """Return rows of *matches* that include the first *k* in order and their ties, with ranks."""
    ranks: Ranks
    if request.sort == "added":
        ranks = doc_values.added_at.take(matches.doc_ids)
    else:
        ranks = date_ranks(doc_values.day.take(matches.doc_ids), request.sort)
    rows = top_k(ranks, k)
    return rows, ranks.take(rows)


def _by_rank(doc_values: DocValues, doc_ids: DocIds, ranks: Ranks, tie_ranks: Ranks) -> list[int]:
    """Return ascending *doc_ids* by rank, the largest first, by tie rank and by address."""
    order = np.lexsort((-tie_ranks, -ranks))
    doc_ids, ranks, tie_ranks = doc_ids.take(order), ranks.take(order), tie_ranks.take(order)
    is_first = np.ones(len(doc_ids), np.bool_)
    is_first[1:] = (ranks[1:] != ranks[:-1]) | (tie_ranks[1:] != tie_ranks[:-1])
    starts = np.flatnonzero(is_first)
    ordered: list[int] = doc_ids.tolist()
    if len(starts) < len(ordered):
        for start, stop in pairwise([*starts.tolist(), len(ordered)]):
            if stop - start > 1:
                ordered[start:stop] = _by_address(doc_values, doc_ids[start:stop]).tolist()
    return ordered


def _have_equals(ranks: Ranks) -> Mask:
    """Return which of *ranks* occur several times."""
    order = np.argsort(ranks)
    ordered = ranks.take(order)
    same_as_next = ordered[1:] == ordered[:-1]
    equal = np.zeros(len(ranks), np.bool_)
    if same_as_next.any():
        equal[order[1:][same_as_next]] = True
        equal[order[:-1][same_as_next]] = True
    return equal


def _first_by_address(doc_values: DocValues, doc_ids: DocIds, k: int) -> DocIds:
    """Return the first *k* of ascending *doc_ids* in the order of their addresses."""
    candidates = []
    for segment, base, part in zip(
        doc_values.segments,
        doc_values.bases[:-1].tolist(),
        doc_values.split_by_segment(doc_ids),
        strict=True,
    ):
        rows = top_k(-segment.article.take(part), k)
        candidates.append(part.take(rows) + np.int32(base))
    return _by_address(doc_values, np.concatenate(candidates) if candidates else doc_ids)[:k]


def _by_address(doc_values: DocValues, doc_ids: DocIds) -> DocIds:
    """Return *doc_ids* in the order of their addresses."""
    if len(doc_values.segments) == 1:
        segment = doc_values.segments[0]
        numbers, articles = segment.number.take(doc_ids), segment.article.take(doc_ids)
        return doc_ids.take(np.lexsort((numbers, articles)))

    def address(doc_id: int) -> tuple[str, int]:
        segment, local_id = doc_values.locate(doc_id)
        return segment.article_id(local_id), int(segment.number[local_id])

    return np.array(sorted(doc_ids.tolist(), key=address), np.int32)
