"""Folding hits: the copies of a text into one, the paragraphs of an article into one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.postings import Documents
from searchapp.engine.embedded.search.doc_values import DocValues
from searchapp.engine.embedded.search.matches import Matches
from searchapp.engine.embedded.search.topk import TIE_DECIMALS, by_day
from searchapp.models.search import SearchRequest


@dataclass(frozen=True, slots=True)
class Collapsed:
    """What is left to be listed, and all that matched."""

    listed: Matches
    matched: Documents


def collapse(columns: DocValues, matches: Matches, request: SearchRequest) -> Collapsed:
    """Return *matches* with the copies and groups folded that *request* wants folded.

    The first in the order of the request stands for the others; of equals, the one that
    comes first in the index.
    """
    matched = matches.documents
    if request.copies == "fold" and not request.copies_of and columns.copies.any:
        groups = columns.copies.group.take(matches.documents)
        copied = np.flatnonzero(groups >= 0)
        if len(copied):
            ranks = _ranks(columns, matches.take(copied), request)
            dropped = copied[~_first_of_groups(groups[copied], ranks)]
            matches = _without_rows(matches, dropped)
    if request.group == "article":
        ranks = _ranks(columns, matches, request)
        kept = _first_of_groups(columns.article.take(matches.documents), ranks)
        matches = matches.take(np.flatnonzero(kept))
    return Collapsed(matches, matched)


def _ranks(
    columns: DocValues, matches: Matches, request: SearchRequest
) -> npt.NDArray[np.float64] | npt.NDArray[np.int32]:
    if request.sort == "relevance":
        return np.round(matches.scores, TIE_DECIMALS)
    return by_day(columns.day.take(matches.documents), request.sort)


def _first_of_groups(
    groups: npt.NDArray[np.int32], ranks: npt.NDArray[np.float64] | npt.NDArray[np.int32]
) -> npt.NDArray[np.bool_]:
    """Return which rows have the highest rank of their group, the first of equals."""
    order = np.lexsort((-ranks, groups))
    sorted_groups = groups[order]
    first = np.ones(len(order), np.bool_)
    first[1:] = sorted_groups[1:] != sorted_groups[:-1]
    kept = np.zeros(len(order), np.bool_)
    kept[order[first]] = True
    return kept


def _without_rows(matches: Matches, dropped: npt.NDArray[np.intp]) -> Matches:
    kept = np.ones(len(matches), np.bool_)
    kept[dropped] = False
    return matches.take(np.flatnonzero(kept))


def copies_elsewhere(columns: DocValues, found: Collapsed, document: int) -> int:
    """Return how many other articles that matched have the text of *document*."""
    if not columns.copies.any or columns.copies.group[document] < 0:
        return 0
    same = columns.copies.group.take(found.matched) == columns.copies.group[document]
    articles = np.unique(columns.article.take(found.matched[same]))
    return len(articles) - 1


def others_of_article(columns: DocValues, found: Collapsed, document: int) -> tuple[int, ...]:
    """Return the numbers of the other paragraphs of *document*'s article that matched."""
    same = columns.article.take(found.matched) == columns.article[document]
    documents = found.matched[same]
    return tuple(columns.number.take(documents[documents != document]).tolist())
