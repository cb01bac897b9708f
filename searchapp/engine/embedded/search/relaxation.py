"""Query relaxation: hits that lack some of a query's words, in tiers.

The tier "article" has paragraphs of articles that have every word, the tier "some"
paragraphs that have any. Both are ordered by score, which is higher for those with more.
Filters, and clauses that are not optional, hold of both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from searchapp.engine.embedded.columns.doc_values import DocValues
from searchapp.engine.embedded.columns.filters import Filters
from searchapp.engine.embedded.format.docid_sets import (
    Mask,
    to_doc_ids,
    to_mask,
)
from searchapp.engine.embedded.search.collapse import Collapsed, collapse, not_listed
from searchapp.engine.embedded.search.query_matcher import QueryMatcher
from searchapp.models.search import MatchTier, SearchRequest

_RELAXED: tuple[MatchTier, MatchTier] = ("article", "some")


@dataclass(frozen=True, slots=True)
class Tier:
    """Hits of one kind, and all paragraphs that they stand for."""

    matched: MatchTier
    hits: Collapsed


class Relaxer:
    """Finds the relaxed tiers of one search whose *complete* hits have all the words."""

    def __init__(
        self,
        doc_values: DocValues,
        request: SearchRequest,
        matcher: QueryMatcher,
        filters: Filters,
        complete: Collapsed,
    ) -> None:
        self._doc_values = doc_values
        self._request = request
        self._matcher = matcher
        self._filters = filters
        self._complete = complete

    def tiers(self) -> tuple[Tier, ...]:
        """Return the tiers after "all", the better one first."""
        masks = self._masks()
        if masks is None:
            return ()
        tiers: list[Tier] = []
        listed = [self._complete]
        for name, mask in zip(_RELAXED, masks, strict=True):
            doc_ids = self._matcher.not_excluded(to_doc_ids(mask))
            doc_ids = doc_ids[self._filters.mask(doc_ids)]
            matches = self._matcher.relaxed(doc_ids)
            matches = not_listed(self._doc_values, matches, listed, self._request)
            hits = collapse(self._doc_values, matches, self._request)
            listed.append(hits)
            tiers.append(Tier(name, hits))
        return tuple(tiers)

    def _masks(self) -> tuple[Mask, Mask] | None:
        """Return the paragraphs of both tiers, or None where no word may be missing."""
        matcher, size = self._matcher, self._doc_values.size
        optional = [n for n, c in enumerate(matcher.conditions) if c.demand == "optional"]
        if len(optional) < 2:
            return None
        articles = self._doc_values.article
        of_article = np.zeros(int(articles.max(initial=0)) + 1, np.uint16)
        own = np.zeros(size, np.bool_)
        for number in optional:
            in_text = matcher.body(number).doc_ids
            has = to_mask([in_text, matcher.headlines[number]], size)
            own[in_text] = True
            article_has = np.zeros(len(of_article), np.bool_)
            article_has[articles[to_doc_ids(has)]] = True
            of_article += article_has
        for number, condition in enumerate(matcher.conditions):
            if condition.demand == "required":
                places = [matcher.body(number).doc_ids, matcher.headlines[number]]
                own &= to_mask(places, size)
        own[self._complete.all_ids] = False
        complete_article = (of_article == len(optional))[articles] & own
        return complete_article, own & ~complete_article
