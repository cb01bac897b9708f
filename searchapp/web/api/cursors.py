"""Cursors: where a page of results continues, in which generation of the index.

A cursor is opaque to clients. It is answered from its own generation, so that no hit is
repeated or skipped however often the index changes meanwhile.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import hashlib
from dataclasses import replace

import msgspec

from searchapp.api_models.parameters import MAX_PAGE, ParameterError, request_pairs
from searchapp.models.search import IndexInfo, SearchRequest, SearchResults

NAME = "cursor"
_ALLOWED = "that of an answer's next, with the other parameters as they are there"


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """Which page of which generation, of which search.

    ``built_at`` is in seconds since 1970: a number comes again where an index folder is
    begun anew. ``digest`` is that of what was asked, and ``day`` the one on which it first
    was: what "last month" is goes by it.
    """

    version: str
    built_at: int
    page: int
    digest: str
    day: datetime.date

    def is_of(self, index: IndexInfo) -> bool:
        """Whether *index* is the generation that the cursor belongs to."""
        return (self.version, self.built_at) == (index.version, _seconds(index.built_at))


def _seconds(moment: datetime.datetime) -> int:
    return int(moment.timestamp())


def _digest(request: SearchRequest) -> str:
    asked = request_pairs(replace(request, page=1))
    return hashlib.sha256(repr(asked).encode(errors="replace")).hexdigest()[:16]


def next_cursor(results: SearchResults, day: datetime.date) -> str | None:
    """Return the cursor of the page after *results* as asked on *day*, or None at the end."""
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
        raise ParameterError("page", str(request.page), "nothing beside a cursor")
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        cursor = msgspec.json.decode(packed, type=Cursor)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise ParameterError(NAME, text, _ALLOWED) from None
    if cursor.digest != _digest(request) or not 1 < cursor.page <= MAX_PAGE:
        raise ParameterError(NAME, text, _ALLOWED)
    return cursor
