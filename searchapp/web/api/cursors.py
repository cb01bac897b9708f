"""Cursors: the next page of results in one generation of the index.

A cursor is opaque to clients. Its page is read from the generation of the first page, so that no
hit is repeated or skipped when the index changes meanwhile.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import hashlib
from dataclasses import replace

import msgspec

from searchapp.api_models.parameter_values import ParameterError
from searchapp.api_models.parameters import MAX_PAGE
from searchapp.api_models.query_strings import request_pairs
from searchapp.models.search import IndexInfo, SearchRequest, SearchResults

NAME = "cursor"
_ALLOWED = "the cursor of the 'next' of a response, with its other parameters unchanged"


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """A page of a search in a generation.

    ``built_at`` is in seconds since 1970; it tells generations of one number apart after an
    index folder was emptied. ``digest`` is a hash of the request. ``day`` is the day of the
    first page, by which dates such as "last month" go.
    """

    version: str
    built_at: int
    page: int
    digest: str
    day: datetime.date

    def is_of(self, index: IndexInfo) -> bool:
        """Whether *index* is the cursor's generation."""
        return (self.version, self.built_at) == (index.version, _seconds(index.built_at))


def _seconds(time: datetime.datetime) -> int:
    return int(time.timestamp())


def _digest(request: SearchRequest) -> str:
    pairs = request_pairs(replace(request, page=1))
    return hashlib.sha256(repr(pairs).encode(errors="replace")).hexdigest()[:16]


def next_cursor(results: SearchResults, day: datetime.date) -> str | None:
    """Return the cursor of the page after *results* on *day*, or None at the end."""
    if not results.has_next or results.request.page >= MAX_PAGE:
        return None
    cursor = Cursor(
        results.index.version,
        _seconds(results.index.built_at),
        results.request.page + 1,
        _digest(results.request),
        day,
    )
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def read_cursor(text: str, request: SearchRequest) -> Cursor:
    """Return the cursor *text* of the search *request*. Raises ``ParameterError``."""
    if request.page != 1:
        raise ParameterError("page", str(request.page), "left out if there is a cursor")
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        cursor = msgspec.json.decode(packed, type=Cursor)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise ParameterError(NAME, text, _ALLOWED) from None
    if cursor.digest != _digest(request) or not 1 < cursor.page <= MAX_PAGE:
        raise ParameterError(NAME, text, _ALLOWED)
    return cursor
