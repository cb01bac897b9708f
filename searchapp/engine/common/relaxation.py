"""Query relaxation: when a search also lists hits that lack some of its words."""

from __future__ import annotations

from searchapp.models.search import SearchRequest
from searchapp.query.parsed_query import ParsedQuery


def is_relaxed(request: SearchRequest, query: ParsedQuery, total: int) -> bool:
    """Return whether a search is relaxed that has *total* hits with all the words.

    It never is where no clause is optional, nor where that is the only one without a field:
    ``ferry source:two`` is no search for everything from a source.
    """
    if request.strict or not query.relaxable:
        return False
    if not any(condition.demand == "optional" for condition in query.conditions):
        return False
    if sum(condition.has_headline for condition in query.conditions) < 2:
        return False
    return request.relaxed or (request.sort == "relevance" and total < request.limit)
