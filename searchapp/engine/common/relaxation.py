"""Policy of query relaxation, the same for every engine."""

from __future__ import annotations

from searchapp.models.search import SearchRequest
from searchapp.query.parser import ParsedQuery


def relaxes(request: SearchRequest, query: ParsedQuery, total: int) -> bool:
    """Return whether a search is relaxed that has *total* hits with all the words."""
    if request.strict or not query.relaxable:
        return False
    return request.relaxed or (request.sort == "relevance" and total < request.limit)
