"""Query strings: a search request as the parameters of a URL, without default values."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from operator import attrgetter
from urllib.parse import quote_plus

from searchapp.api_models.parameters import PARAMETERS
from searchapp.models.search import SearchRequest

_FIELDS = tuple(parameter.field for parameter in PARAMETERS)
_PARAMETERS = dict(zip(_FIELDS, PARAMETERS, strict=True))
_PLACES = {field: place for place, field in enumerate(_FIELDS)}
_values_of = attrgetter(*_FIELDS)
_DEFAULTS = dict(zip(_FIELDS, _values_of(SearchRequest()), strict=True))

# A page holds some 60 links that share most of their values.
_quoted = lru_cache(maxsize=4096)(quote_plus)

UNQUOTED_IN_PATH = "!$&'()*+,/:;=@"
"""Characters that Werkzeug leaves unquoted in a path segment (``BaseConverter.to_url``)."""


def request_pairs(request: SearchRequest) -> list[tuple[str, str]]:
    """Return *request* as pairs of name and value, without defaults."""
    pairs: list[tuple[str, str]] = []
    for field, value in zip(_FIELDS, _values_of(request), strict=True):
        if value != _DEFAULTS[field]:
            pairs += _pairs(field, value)
    return pairs


def _pairs(field: str, value: object) -> list[tuple[str, str]]:
    """Return the pairs of name and value of a field of a request that is not the default."""
    parameter = _PARAMETERS[field]
    values: Iterable[object] = value if parameter.repeatable else (value,)  # type: ignore[assignment]
    return [(parameter.name, _serialized(item)) for item in values]


def _serialized(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _encoded(field: str, value: object) -> str:
    """Return a field of a request as part of a query string, empty for the default."""
    if value == _DEFAULTS[field]:
        return ""
    return "&".join(f"{name}={_quoted(text)}" for name, text in _pairs(field, value))


@lru_cache(maxsize=256)
def _encoded_fields(request: SearchRequest) -> list[str]:
    """Return the fields of *request* as parts of a query string, in the order of parameters."""
    return list(map(_encoded, _FIELDS, _values_of(request)))


def query_string(request: SearchRequest, **changes: object) -> str:
    """Return *request*, with *changes* to its fields, as a query string.

    A page has a hundred variants of one request, whose fields are encoded once.
    """
    parts = _encoded_fields(request)
    if changes:
        parts = parts.copy()
        for field, value in changes.items():
            parts[_PLACES[field]] = _encoded(field, value)
    return "&".join(filter(None, parts))
