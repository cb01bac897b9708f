"""Query strings: a search request as the parameters of a URL, without default values."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from operator import attrgetter
from urllib.parse import quote_plus

from searchapp.api_models.parameters import PARAMETERS
from searchapp.models.search import SearchRequest

_values_of = attrgetter(*(parameter.field for parameter in PARAMETERS))
_DEFAULTS = _values_of(SearchRequest())

# A page holds some 60 links that share most of their values.
_quoted = lru_cache(maxsize=4096)(quote_plus)


def request_pairs(request: SearchRequest) -> list[tuple[str, str]]:
    """Return *request* as pairs of name and value, without defaults."""
    pairs: list[tuple[str, str]] = []
    for parameter, value, default in zip(PARAMETERS, _values_of(request), _DEFAULTS, strict=True):
        if value != default:
            values = value if parameter.repeatable else (value,)
            pairs += ((parameter.name, _serialized(item)) for item in values)
    return pairs


def _serialized(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def query_string(request: SearchRequest, **changes: object) -> str:
    """Return *request*, with *changes* to its fields, as a query string."""
    changed = dataclasses.replace(request, **changes)  # type: ignore[arg-type]
    return "&".join(f"{name}={_quoted(value)}" for name, value in request_pairs(changed))
