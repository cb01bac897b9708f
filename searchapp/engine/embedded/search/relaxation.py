"""Query relaxation: hits that lack some of a query's words, in tiers.

The tier "article" has paragraphs of articles that have every word, the tier "some"
paragraphs that have any; a phrase or ``+word`` counts as one. Both are ordered by score, which
is higher for those with more. Filters, and clauses that are not optional, hold of both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from searchapp.engine.embedded.columns.doc_values import DocValues
from searchapp.engine.embedded.columns.filters import Filters
from searchapp.engine.embedded.format.docid_sets import DocIds, Mask, to_doc_ids, to_mask
from searchapp.engine.embedded.search.collapse import Collapsed, collapse, not_listed
from searchapp.engine.embedded.search.matches import select
from searchapp.engine.embedded.search.query_matcher import QueryMatcher
from searchapp.models.search import MatchTier, SearchRequest


@dataclass(frozen=True, slots=True)
class Tier:
    """Hits of one kind, and all paragraphs that they stand for."""

    matched: MatchTier
    hits: Collapsed


def relaxed_tiers(
    doc_values: DocValues,
    request: SearchRequest,
    matcher: QueryMatcher,
    filters: Filters,
    complete: Collapsed,
) -> tuple[Tier, ...]:
    """Return the tiers after that of the *complete* hits, the better one first."""
    optional = [n for n, c in enumerate(matcher.conditions) if c.demand == "optional"]
    doc_ids = _incomplete(doc_values, matcher, complete)
    doc_ids = doc_ids[filters.mask(doc_ids)]
    articles = _complete_articles(doc_values, matcher, optional)
    in_complete_article = articles[doc_values.article[doc_ids]]
    names: tuple[MatchTier, MatchTier] = ("article", "some")
    incomplete = matcher.relaxed(doc_ids)
    tiers: list[Tier] = []
    listed = [complete]
    for name, mask in zip(names, (in_complete_article, ~in_complete_article), strict=True):
        matches = select(incomplete, mask)
        hits = collapse(doc_values, not_listed(doc_values, matches, listed, request), request)
        listed.append(hits)
        tiers.append(Tier(name, hits))
    return tuple(tiers)


def _incomplete(doc_values: DocValues, matcher: QueryMatcher, complete: Collapsed) -> DocIds:
    """Return the other paragraphs with all required clauses, and any that names no field."""
    bare = [number for number, c in enumerate(matcher.conditions) if c.has_headline]
    mask = to_mask([matcher.body(number).doc_ids for number in bare], doc_values.size)
    for number, condition in enumerate(matcher.conditions):
        if condition.demand == "required":
            mask &= matcher.in_text_or_headline(number)
    mask[complete.all_ids] = False
    return matcher.not_excluded(to_doc_ids(mask))


def _complete_articles(doc_values: DocValues, matcher: QueryMatcher, optional: list[int]) -> Mask:
    """Return which articles have all *optional* clauses, each in any paragraph or headline."""
    articles = np.ones(doc_values.articles.count, np.bool_)
    for number in optional:
        articles &= doc_values.articles.of(to_doc_ids(matcher.in_text_or_headline(number)))
    return articles
