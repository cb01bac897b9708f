"""The gate for markup: what may stand in a page that came from an article or a query.

Texts of the archive are plain text. The only markup that ever surrounds them is
the ``<mark>`` of a highlight, and it passes bleach before a template may call
it safe.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import bleach
from markupsafe import Markup, escape

from searchapp.records import Span

_HIGHLIGHT_TAGS = frozenset({"mark"})


class _Cleaners(threading.local):
    """A cleaner for each thread: bleach's parser keeps its state in the cleaner."""

    def __init__(self) -> None:
        self.highlight = bleach.Cleaner(
            tags=_HIGHLIGHT_TAGS, attributes={}, protocols=[], strip=False, strip_comments=False
        )


_cleaners = _Cleaners()


def mark(text: str, spans: Sequence[Span]) -> Markup:
    """Return *text* as HTML with each of *spans* in a ``<mark>`` element.

    *spans* are in order and disjoint. Whatever looks like markup in *text*
    comes out escaped, as text; ``<mark>`` without attributes is the only
    element that the result can hold.
    """
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        pieces += (escape(text[position:start]), "<mark>", escape(text[start:end]), "</mark>")
        position = end
    pieces.append(escape(text[position:]))
    return Markup(_cleaners.highlight.clean("".join(pieces)))  # noqa: S704 (bleach has passed it)
