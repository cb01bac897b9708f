"""Result collapsing: one hit for duplicate texts, or one hit for each article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchapp.engine.common.score_steps import TIE_DECIMALS
from searchapp.engine.embedded.columns.doc_values import DocValues
from searchapp.engine.embedded.format.docid_sets import DocIds, Mask, Rows, first_occurrences
from searchapp.engine.embedded.search.matches import Matches, select
from searchapp.engine.embedded.search.ranking.topk import Ranks, date_ranks
from searchapp.models.search import SearchRequest


@dataclass(frozen=True, slots=True)
class Collapsed:
    """The matches that are listed as hits, and all matches before collapsing."""

    listed: Matches
    all_ids: DocIds

    def articles_with_duplicates(self, doc_values: DocValues, doc_ids: list[int]) -> list[int]:
        """Return the number of other articles that have a match with the text of each document."""
        if not doc_values.duplicates.any or not doc_ids:
            return [0] * len(doc_ids)
        group = doc_values.duplicates.group
        groups = group.take(doc_ids)
        repeated = np.unique(groups[groups >= 0])
        if not len(repeated):
            return [0] * len(doc_ids)
        groups_of_matches = group.take(self.all_ids)
        rows = np.flatnonzero(np.isin(groups_of_matches, repeated))
        articles: dict[int, set[int]] = {}
        for number, article in zip(
            groups_of_matches.take(rows).tolist(),
            doc_values.article.take(self.all_ids.take(rows)).tolist(),
            strict=True,
        ):
            articles.setdefault(number, set()).add(article)
        return [len(articles[number]) - 1 if number >= 0 else 0 for number in groups.tolist()]

    def other_paragraphs(self, doc_values: DocValues, doc_id: int) -> tuple[int, ...]:
        """Return the numbers of the other matching paragraphs of the article of *doc_id*."""
        same_article = doc_values.article.take(self.all_ids) == doc_values.article[doc_id]
        others = self.all_ids[same_article]
        return tuple(doc_values.number.take(others[others != doc_id]).tolist())


def collapse(doc_values: DocValues, matches: Matches, request: SearchRequest) -> Collapsed:
    """Return *matches* collapsed by text, by article or not at all, as *request* asks.

    The listed match of a group is the first in the order of the request, that with the
    highest score for relevance; where several tie, the first by address.
    """
    all_ids = matches.doc_ids
    if request.copies == "fold" and not request.copies_of and doc_values.duplicates.any:
        groups = doc_values.duplicates.group.take(matches.doc_ids)
        duplicated = np.flatnonzero(groups >= 0)
        if len(duplicated):
            ranks = _ranks(doc_values, matches.take(duplicated), request)
            listed = np.ones(len(matches), np.bool_)
            addresses = _address_ranks(doc_values, matches.doc_ids.take(duplicated))
            best = _best_of_groups(groups[duplicated], ranks, addresses)
            listed[duplicated[~best]] = False
            matches = select(matches, listed)
    if request.group == "article":
        ranks = _ranks(doc_values, matches, request)
        articles = doc_values.article.take(matches.doc_ids)
        numbers = doc_values.number.take(matches.doc_ids)
        rows = _highest_of_runs(articles, ranks)
        articles, ranks, numbers = articles.take(rows), ranks.take(rows), numbers.take(rows)
        matches = matches.take(rows.compress(_best_of_groups(articles, ranks, numbers)))
    return Collapsed(matches, all_ids)


def not_listed(
    doc_values: DocValues, matches: Matches, listed: Sequence[Collapsed], request: SearchRequest
) -> Matches:
    """Return the *matches* that *listed* hits do not stand for already.

    A hit stands for its article where hits are grouped by it, and for its duplicates where
    those are folded.
    """
    new = np.ones(len(matches), np.bool_)
    doc_ids = np.concatenate([hits.listed.doc_ids for hits in listed])
    if request.group == "article":
        article = doc_values.article
        new &= ~np.isin(article.take(matches.doc_ids), article.take(doc_ids))
    if request.copies == "fold" and doc_values.duplicates.any:
        group = doc_values.duplicates.group
        groups = group.take(doc_ids)
        new &= ~np.isin(group.take(matches.doc_ids), groups[groups >= 0])
    return select(matches, new)


def _ranks(doc_values: DocValues, matches: Matches, request: SearchRequest) -> Ranks:
    if request.sort == "relevance":
        return np.round(matches.scores, TIE_DECIMALS)
    return date_ranks(doc_values.day.take(matches.doc_ids), request.sort)


def _highest_of_runs(groups: npt.NDArray[np.int32], ranks: Ranks) -> Rows:
    """Return the rows with the highest rank of their group; those of a group are consecutive."""
    starts = first_occurrences(groups)
    if len(starts) == len(groups):
        return starts
    highest = np.maximum.reduceat(ranks, starts)
    return np.flatnonzero(ranks == np.repeat(highest, np.diff(starts, append=len(groups))))


def _best_of_groups(
    groups: npt.NDArray[np.int32], ranks: Ranks, addresses: npt.NDArray[np.integer]
) -> Mask:
    """Return for each row whether it has the highest rank of its group.

    Of equal ranks, the row with the lowest of *addresses* does.
    """
    if len(first_occurrences(groups)) == len(groups) and (groups[1:] > groups[:-1]).all():
        return np.ones(len(groups), np.bool_)
    order = np.lexsort((addresses, -ranks, groups))
    sorted_groups = groups[order]
    is_best = np.ones(len(order), np.bool_)
    is_best[1:] = sorted_groups[1:] != sorted_groups[:-1]
    mask = np.zeros(len(order), np.bool_)
    mask[order[is_best]] = True
    return mask


def _address_ranks(doc_values: DocValues, doc_ids: DocIds) -> npt.NDArray[np.int64]:
    """Return numbers that order *doc_ids* by article id, then by paragraph number."""
    articles = doc_values.articles.id_ranks(doc_ids)
    ranks: npt.NDArray[np.int64] = (articles << 32) | doc_values.number.take(doc_ids)
    return ranks
