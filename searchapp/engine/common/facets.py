"""Facet policy: which values both engines count together, and which they list."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

from searchapp.models.normalize import slug
from searchapp.models.search import FacetName, SearchRequest

Dimension = Literal["kind", "quotation", "speaker"]
DIMENSIONS: tuple[Dimension, ...] = ("kind", "quotation", "speaker")
"""Facets of which each attribution has one value. Filters on several of them have to hold of
one and the same attribution."""

Selection = Mapping[Dimension, Collection[str]]
"""Ids of values, by facet: an attribution must have one of each facet's."""

FACET_VALUES = 20
"""The most frequent values that a facet lists; selected values are listed in any case."""


def selection_of(request: SearchRequest) -> dict[Dimension, Collection[str]]:
    """Return the values that *request* filters by; facets without a filter are left out."""
    selection: dict[Dimension, Collection[str]] = {
        "kind": request.kinds,
        "quotation": request.required_quotations,
        "speaker": {slug(speaker) for speaker in request.speakers},
    }
    return {name: ids for name, ids in selection.items() if ids}


def dimension(name: FacetName) -> Dimension | None:
    """Return the facet *name* if each attribution has one value of it, else None."""
    return next((known for known in DIMENSIONS if known == name), None)


def chosen_values(request: SearchRequest, name: FacetName) -> dict[str, str]:
    """Return the selected values of a facet: each id, with the name that the request has."""
    match name:
        case "speaker":
            return {slug(s): s for s in request.speakers}
        case "role":
            return {slug(r): r for r in request.roles}
        case "source":
            return {s: s for s in request.sources}
        case "kind":
            return {k: k for k in request.kinds}
        case "quotation":
            return {q: q for q in request.quotations}
        case "year":
            return {y: y for y in request.years}
