"""Facet policy: which values of a facet both engines list."""

from __future__ import annotations

from searchapp.models.normalize import slug
from searchapp.models.search import FacetName, SearchRequest

FACET_VALUES = 20
"""The most frequent values that a facet lists; selected values are listed in any case."""


def chosen_values(request: SearchRequest, name: FacetName) -> dict[str, str]:
    """Return the selected values of a facet: each id, with the name that the request has."""
    match name:
        case "speaker":
            return {slug(s): s for s in request.speakers}
        case "role":
            return {slug(r): r for r in request.roles}
        case "source":
            return {s: s for s in request.sources}
        case "quotation":
            return {q: q for q in request.quotations}
        case "year":
            return {y: y for y in request.years}
