"""Records that plugins of the group ``searchapp.results`` give and get."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_LINKS = 5
MAX_NOTES = 3
MAX_TEXT_LENGTH = 200
"""Longest label of a link and longest note, in characters."""

MAX_URL_LENGTH = 2000
MAX_DATA_BYTES = 4096
"""Largest ``data`` of a hit, in bytes of its JSON."""

_URL = re.compile(r"https?://[^\s/]\S*|/(?![/\\])\S*")


@dataclass(frozen=True, slots=True)
class HitSummary:
    """A hit of a search: the paragraph, its article, and the names of who speaks in it.

    ``id`` is its address, ``ARTICLE#pN``.
    """

    id: str
    article_id: str
    number: int
    title: str
    text: str
    date: datetime.date | None
    source: str
    speakers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HitLink:
    """A link below a hit, to an ``http`` or ``https`` URL, or to a path on the same host.

    Raises ``ValueError`` for another URL, and for a label that is empty or too long.
    """

    label: str
    url: str

    def __post_init__(self) -> None:
        _check_text("label", self.label)
        if (
            not isinstance(self.url, str)
            or len(self.url) > MAX_URL_LENGTH
            or not _URL.fullmatch(self.url)
        ):
            raise ValueError(f"url must be an http(s) URL or a path (got {self.url!r:.80})")


@dataclass(frozen=True, slots=True)
class HitExtras:
    """What a plugin adds to a hit.

    ``links`` and ``notes``, which are plain text, are shown below it and part of the API's
    answer; ``data``, a JSON object, is only part of the answer. Raises ``ValueError`` for more
    than 5 links, 3 notes or 4 KB of data, and for data that is not JSON.
    """

    links: tuple[HitLink, ...] = ()
    notes: tuple[str, ...] = ()
    data: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.links, tuple) or len(self.links) > MAX_LINKS:
            raise ValueError(f"links must be a tuple of at most {MAX_LINKS} HitLink")
        if not all(isinstance(link, HitLink) for link in self.links):
            raise ValueError("links must hold HitLink records")
        if not isinstance(self.notes, tuple) or len(self.notes) > MAX_NOTES:
            raise ValueError(f"notes must be a tuple of at most {MAX_NOTES} str")
        for note in self.notes:
            _check_text("notes", note)
        if not isinstance(self.data, Mapping):
            raise ValueError(f"data must be a dict (got {self.data!r:.80})")
        try:
            encoded = json.dumps(dict(self.data), allow_nan=False).encode()
        except (TypeError, ValueError, RecursionError) as error:
            raise ValueError(f"data must be JSON: {error}") from None
        if len(encoded) > MAX_DATA_BYTES:
            raise ValueError(f"data must be at most {MAX_DATA_BYTES:,} bytes of JSON")
        # A copy: what the plugin does with its dict later is not shown.
        object.__setattr__(self, "data", json.loads(encoded))


def _check_text(name: str, text: object) -> None:
    """Raise ``ValueError`` unless *text* is a str that can be shown on a line."""
    if not isinstance(text, str) or not text.strip() or len(text) > MAX_TEXT_LENGTH:
        raise ValueError(
            f"{name} must be text of 1 to {MAX_TEXT_LENGTH} characters (got {text!r:.80})"
        )
