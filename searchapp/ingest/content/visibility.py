"""Visibility of elements: what a browser does not show is not read."""

from __future__ import annotations

import re
from collections.abc import Mapping

_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CLASSES = frozenset(
    ("visually-hidden", "visuallyhidden", "sr-only", "screen-reader-text", "element-invisible")
)
"""Classes of frameworks for text that only screen readers read."""

MAYBE_HIDDEN = re.compile(
    r"<[^<>]*(?:\shidden\b|display\s*:\s*none|visibility\s*:\s*hidden|"
    + "|".join(sorted(_CLASSES))
    + ")",
    re.IGNORECASE,
)
"""A start tag that may be that of a hidden element."""


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Whether an element with those *attributes* is not shown."""
    if "hidden" in attributes:
        return True
    style, classes = attributes.get("style"), attributes.get("class")
    return bool(style and _STYLE.search(style)) or bool(
        classes and not _CLASSES.isdisjoint(classes.lower().split())
    )
