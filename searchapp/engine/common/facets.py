"""What every engine lists of a facet."""

from __future__ import annotations

from searchapp.models.normalize import slug
from searchapp.models.search import FacetName, SearchRequest

FACET_VALUES = 20
"""How many values a facet lists, beside the selected ones."""


def chosen_values(request: SearchRequest, name: FacetName) -> dict[str, str]:
    """Return the values of a facet that are chosen: by id, as they were asked for."""
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
