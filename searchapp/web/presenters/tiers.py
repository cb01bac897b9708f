"""View models of the tiers of hits: those with all the words, and those that lack some."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct

from searchapp.common.messages import N_
from searchapp.models.search import MatchTier, SearchResults
from searchapp.query.parsed_query import parse, with_required
from searchapp.web.presenters import links, urls
from searchapp.web.presenters.hits import HitView
from searchapp.web.presenters.translation import gettext

_HEADINGS: dict[MatchTier, str] = {
    "all": "",
    "article": N_("Their articles have all the words, in different paragraphs"),
    "some": N_("These lack:"),
}


class TierView(Struct, frozen=True):
    """The hits of a page that have as much of the query as one another.

    ``heading`` is empty for those with all the words. ``words`` are the words that hits of
    the tier "some" lack, each with a search that requires it. ``first`` is the rank of the
    first hit.
    """

    matched: MatchTier
    heading: str
    words: tuple[links.Link, ...]
    first: int
    hits: list[HitView]


def tier_views(results: SearchResults, hits: Sequence[HitView]) -> list[TierView]:
    """Return the tiers of the page of *results*, whose view models are *hits*."""
    first = (results.request.page - 1) * results.request.limit + 1
    tiers = []
    for matched, members in groupby(hits, key=lambda view: view.hit.matched):
        views = list(members)
        words = _words(results, views) if matched == "some" else ()
        tiers.append(TierView(matched, _heading(matched), words, first, views))
        first += len(views)
    return tiers


def _heading(matched: MatchTier) -> str:
    heading = _HEADINGS[matched]
    return gettext(heading) if heading else ""


def _words(results: SearchResults, views: Sequence[HitView]) -> tuple[links.Link, ...]:
    """Return the words that any of *views* lacks, each with a search that requires it."""
    request = results.request
    clauses = parse(request.q).clauses
    found = []
    for word in dict.fromkeys(word for view in views for word in view.hit.missing):
        q = with_required(request.q, clauses, word)
        url = urls.search_url(request, q=q, page=1) if q else ""
        found.append(links.Link(word, url))
    return tuple(found)
