"""Markup gate: bleach, for all HTML that comes in and all that goes out.

The texts of the archive are plain. HTML in the corpus is reduced to the text of its
paragraphs. The only markup around a text on a page is the ``<mark>`` of a match and the
``<span>`` of a speaker's words; the text is escaped, and the result is what bleach returns.
"""

from __future__ import annotations

import html
import re
import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import bleach
from bleach.html5lib_shim import Filter  # type: ignore[attr-defined]
from markupsafe import Markup

Span = tuple[int, int]
"""A stretch of a text as (start, end): Unicode code points, end exclusive."""

SPEAKER_STYLES = 6
"""The number of styles that tell speakers apart; the next speaker has the first one again."""

_SPEAKER_CLASS = re.compile(rf"said s[1-{SPEAKER_STYLES}]")


def _is_speaker_class(tag: str, name: str, value: str) -> bool:
    return tag == "span" and name == "class" and bool(_SPEAKER_CLASS.fullmatch(value))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_HIGHLIGHT_TAGS = frozenset({"mark"})
_BLOCK_TAGS = _words(
    "address article aside blockquote body caption center dd div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table td th tr ul"
    " details summary legend"
)
_DOCUMENTATION_TAGS = _words(
    "a blockquote code em h1 h2 h3 h4 hr img li ol p pre strong table tbody td th thead tr ul"
)
_DOCUMENTATION_ATTRIBUTES = {
    "a": ["href"],
    "img": ["src", "alt"],
    **{heading: ["id"] for heading in ("h1", "h2", "h3", "h4")},
}
_DROPPED_TAGS = _words(
    "script style template noscript iframe object svg math head title select textarea button"
)
"""Elements without text of the article: they are dropped with their content."""

_VOID_TAGS = _words("area base br col embed hr img input link meta source track wbr")
_IMPLICITLY_CLOSED_TAGS = _words("p li dt dd tr td th option thead tbody tfoot")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
_BOUNDARY = re.compile(
    r"</?(?:" + "|".join(sorted(_BLOCK_TAGS)) + r")>|<br>(?:(?:\s|&nbsp;)*<br>)+"
)
# No code points that HTML parsers replace: controls, surrogates, noncharacters.
_PLAIN = re.compile(r"[\t\n\x20-~\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0001fffd]*")

_MAX_DEPTH_SUM = 3_000_000
"""The sum of the depths of all tags above which parsing takes minutes: html5lib, inside bleach,
searches the open elements at each tag. For a long page of news the sum is 60,000."""

_MAX_TAGS = 100_000
"""For each tag, html5lib takes a tenth of a millisecond and 600 bytes."""


class MarkupError(ValueError):
    """HTML that would take too long to parse; the message says why."""


class _TextFilter(Filter):  # type: ignore[misc]
    """Drops the elements that hold no text of the article, with their content."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        depth = 0
        for token in super().__iter__():
            dropped = token.get("name") in _DROPPED_TAGS
            if dropped and token["type"] == "StartTag":
                depth += 1
            elif dropped and token["type"] == "EndTag":
                depth -= 1
            elif not depth and not dropped:
                yield token


class _Cleaners(threading.local):
    """Cleaners of one thread: bleach's cleaner keeps the state of its parser."""

    def __init__(self) -> None:
        self.highlight = bleach.Cleaner(
            tags=_HIGHLIGHT_TAGS, attributes={}, protocols=[], strip=False, strip_comments=False
        )
        self.speakers = bleach.Cleaner(
            tags=_HIGHLIGHT_TAGS | {"span"},
            attributes=_is_speaker_class,
            protocols=[],
            strip=False,
            strip_comments=False,
        )
        self.documentation = bleach.Cleaner(
            tags=_DOCUMENTATION_TAGS,
            attributes=_DOCUMENTATION_ATTRIBUTES,
            protocols=["http", "https", "mailto"],
            strip=True,
        )
        self.text = bleach.Cleaner(
            tags=_BLOCK_TAGS | _DROPPED_TAGS | {"br"},
            attributes={},
            protocols=[],
            strip=True,
            filters=[_TextFilter],
        )


_cleaners = _Cleaners()


def escaped(text: str) -> str:
    """Return plain *text* as HTML, with the references that ``markupsafe.escape`` writes.

    A page of results escapes a thousand short texts, and making a ``Markup`` of each would take
    up to three times as long.
    """
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&#34;")
        .replace("'", "&#39;")
    )


def mark(text: str, spans: Sequence[Span]) -> Markup:
    """Return *text* as HTML with each of *spans* in a ``<mark>`` element.

    *spans* are in order and disjoint. Markup in *text* is escaped: the result can hold no
    element but ``<mark>`` without attributes.
    """
    parts: list[str] = []
    position = 0
    for start, end in spans:
        parts += (escaped(text[position:start]), "<mark>", escaped(text[start:end]), "</mark>")
        position = end
    parts.append(escaped(text[position:]))
    return _cleaned(_cleaners.highlight, "".join(parts), text)


def mark_speakers(text: str, spans: Sequence[Span], contents: Sequence[tuple[Span, int]]) -> Markup:
    """Return *text* as HTML with *spans* in ``<mark>`` and each speaker's words in ``<span>``.

    *contents* are spans of *text*, each with the number of its speaker, from 1; where two
    overlap, the shorter is shown. The span's class is ``said s1`` to ``said s6``. The result
    can hold no other elements or attributes.
    """
    if not contents:
        return mark(text, spans)
    by_length = sorted(contents, key=_length)
    cuts = {0, len(text)}
    for span in spans:
        cuts.update(span)
    for span, _ in contents:
        cuts.update(span)
    edges = sorted(cut for cut in cuts if 0 <= cut <= len(text))
    parts: list[str] = []
    open_speaker = 0
    span_starts = [start for start, _ in spans]
    for start, end in pairwise(edges):
        speaker = _speaker_of(start, end, by_length)
        if speaker != open_speaker:
            parts += ("</span>" if open_speaker else "", _start_tag(speaker) if speaker else "")
            open_speaker = speaker
        place = bisect_right(span_starts, start) - 1
        part = escaped(text[start:end])
        parts.append(f"<mark>{part}</mark>" if place >= 0 and end <= spans[place][1] else part)
    if open_speaker:
        parts.append("</span>")
    return _cleaned(_cleaners.speakers, "".join(parts), text)


def _length(content: tuple[Span, int]) -> int:
    (start, end), _ = content
    return end - start


def _speaker_of(start: int, end: int, contents: Sequence[tuple[Span, int]]) -> int:
    """Return the number of the first of *contents* that holds a stretch of the text, or 0."""
    for (content_start, content_end), speaker in contents:
        if content_start <= start and end <= content_end:
            return speaker
    return 0


def _start_tag(speaker: int) -> str:
    return f'<span class="said s{(speaker - 1) % SPEAKER_STYLES + 1}">'


def _cleaned(cleaner: bleach.Cleaner, markup: str, text: str) -> Markup:
    """Return *markup*, which is the escaped *text* with elements around parts of it, cleaned.

    bleach returns it unchanged unless *text* has characters that HTML parsers replace, as a
    property test shows. It is skipped then: it would take half of the time of a page of results.
    """
    if not _PLAIN.fullmatch(text):
        markup = cleaner.clean(markup)
    return Markup(markup)  # noqa: S704 (bleach has cleaned it, or would not change it) # nosec B704


def documentation(markup: str) -> Markup:
    """Return HTML from Markdown, reduced to text, headings, lists, tables, images and links."""
    return Markup(_cleaners.documentation.clean(markup))  # noqa: S704 # nosec B704


def paragraphs(markup: str) -> list[str]:
    """Return the text of an HTML document or fragment, split at the boundaries of its blocks.

    One ``<br>`` is a space, two in a row are a boundary. Scripts, styles, forms and comments
    are dropped. The result is plain text: what looks like markup in it was text in the
    document. Raises ``MarkupError`` if parsing would take too long.
    """
    if markup.count("<") > _MAX_TAGS and sum(1 for _ in _TAG.finditer(markup)) > _MAX_TAGS:
        raise MarkupError(f"it has more than {_MAX_TAGS:,} tags")
    if _depth_sum(markup) > _MAX_DEPTH_SUM:
        raise MarkupError("its tags are nested too deeply")
    cleaned = _cleaners.text.clean(markup)
    texts = (html.unescape(part.replace("<br>", " ")) for part in _BOUNDARY.split(cleaned))
    return [normalized for text in texts if (normalized := " ".join(text.split()))]


def _depth_sum(markup: str) -> int:
    """Return the sum of the depths at the start tags, to which parsing time is proportional."""
    depth = total = 0
    opened: Counter[str] = Counter()
    for closing, name in _TAG.findall(markup):
        name = name.lower()
        if not closing:
            total += depth + 1
            if name not in _VOID_TAGS and name not in _IMPLICITLY_CLOSED_TAGS:
                opened[name] += 1
                depth += 1
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
    return total
