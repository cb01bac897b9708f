"""The gate for markup: what may stand in a page that came from an article or a query.

Texts of the archive are plain text: what comes as HTML passes bleach on its way in. The
only markup that ever surrounds them is the ``<mark>`` of a highlight and the ``<span>``
of what a voice says, and both pass bleach before a template may call them safe.
"""

from __future__ import annotations

import html
import re
import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import bleach
from bleach.html5lib_shim import Filter  # type: ignore[attr-defined]
from markupsafe import Markup, escape

Span = tuple[int, int]
"""A piece of a text as (start, end): Unicode code points, end exclusive."""

_HIGHLIGHT_TAGS = frozenset({"mark"})
_SAID = re.compile(r"said s[1-6]")

VOICES = 6
"""How many voices are told apart by their looks; the next one looks like the first."""


def _of_a_voice(tag: str, name: str, value: str) -> bool:
    return tag == "span" and name == "class" and bool(_SAID.fullmatch(value))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCK_TAGS = _words(
    "address article aside blockquote body caption center dd div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table td th tr ul"
)
# What these hold is no text of an article.
_DROPPED_TAGS = _words(
    "script style template noscript iframe object svg math head title select textarea button"
)
_VOID_TAGS = _words("area base br col embed hr img input link meta source track wbr")
_CLOSED_BY_THEMSELVES = _words("p li dt dd tr td th option thead tbody tfoot")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
_BOUNDARY = re.compile(r"</?(?:" + "|".join(sorted(_BLOCK_TAGS)) + r")>|<br>\s*(?:<br>\s*)+")
# Neither < nor &, nor what HTML parsers replace: controls, surrogates, what is no character.
_HOLDS_NO_MARKUP = re.compile(
    r"[\t\n\x20-%'-;=-~\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0001fffd]*"
)
_MOST_WORK = 3_000_000
"""The sum of depths over all tags, above which html5lib, at work within bleach, takes
minutes: it looks through the open elements at each tag. A long page of news has 60,000."""


_MOST_TAGS = 100_000
"""For each, html5lib takes a tenth of a millisecond and 600 bytes."""


class MarkupError(ValueError):
    """Markup that would take too much to read; the message says what."""


class _TextOnly(Filter):  # type: ignore[misc]
    """Drops the elements that hold no text, with what is in them."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        inside = 0
        for token in super().__iter__():
            dropped = token.get("name") in _DROPPED_TAGS
            if dropped and token["type"] == "StartTag":
                inside += 1
            elif dropped and token["type"] == "EndTag":
                inside -= 1
            elif not inside and not dropped:
                yield token


class _Cleaners(threading.local):
    """A cleaner for each thread: bleach's parser keeps its state in the cleaner."""

    def __init__(self) -> None:
        self.highlight = bleach.Cleaner(
            tags=_HIGHLIGHT_TAGS, attributes={}, protocols=[], strip=False, strip_comments=False
        )
        self.text = bleach.Cleaner(
            tags=_BLOCK_TAGS | _DROPPED_TAGS | {"br"},
            attributes={},
            protocols=[],
            strip=True,
            filters=[_TextOnly],
        )
        self.voices = bleach.Cleaner(
            tags=_HIGHLIGHT_TAGS | {"span"},
            attributes=_of_a_voice,
            protocols=[],
            strip=False,
            strip_comments=False,
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
    return _passed(_cleaners.highlight, "".join(pieces), text)


def _passed(cleaner: bleach.Cleaner, markup: str, text: str) -> Markup:
    """Return *markup*, made of *text* and of elements of ours, as bleach passes it.

    Where *text* has nothing that HTML could take for markup or would not take at all, bleach
    gives back what it gets (the tests hold it to that), and is not asked: it takes half of
    the time of a page of results.
    """
    if not _HOLDS_NO_MARKUP.fullmatch(text):
        markup = cleaner.clean(markup)
    return Markup(markup)  # noqa: S704 (bleach has passed it, or need not) # nosec B704


def _work(markup: str) -> int:
    """Return how much parsing *markup* costs: the sum of the depths at its tags."""
    depth = work = 0
    opened: Counter[str] = Counter()
    for closing, name in _TAG.findall(markup):
        name = name.lower()
        if not closing:
            work += depth + 1
            if name not in _VOID_TAGS and name not in _CLOSED_BY_THEMSELVES:
                opened[name] += 1
                depth += 1
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
    return work


def paragraphs(markup: str) -> list[str]:
    """Return the text of some HTML, split where its blocks begin and end.

    A single ``<br>`` is a space, two are a boundary. Scripts, styles, forms and comments
    are dropped. The texts are plain: what looks like markup in them was written as
    text. Raises ``MarkupError`` for markup made to be expensive.
    """
    if markup.count("<") > _MOST_TAGS and sum(1 for _ in _TAG.finditer(markup)) > _MOST_TAGS:
        raise MarkupError(f"its markup holds more than {_MOST_TAGS:,} tags")
    if _work(markup) > _MOST_WORK:
        raise MarkupError("its markup is nested too deeply")
    cleaned = _cleaners.text.clean(markup)
    texts = (html.unescape(piece.replace("<br>", " ")) for piece in _BOUNDARY.split(cleaned))
    return [folded for text in texts if (folded := " ".join(text.split()))]


def mark_voices(text: str, spans: Sequence[Span], said: Iterable[tuple[Span, int]]) -> Markup:
    """Return *text* as HTML with *spans* in ``<mark>`` and what each voice says in a ``<span>``.

    *said* are spans of *text*, each with the number of its voice, from 1; of two that
    overlap the shorter is shown. The span's class is ``said`` and ``s1`` to ``s6``;
    neither other elements nor other attributes can come out.
    """
    contents = sorted(said, key=lambda content: content[0][1] - content[0][0])
    cuts = {0, len(text)}
    for start, end in (*spans, *(span for span, _ in contents)):
        cuts |= {start, end}
    edges = sorted(cut for cut in cuts if 0 <= cut <= len(text))
    pieces: list[str] = []
    open_voice = 0
    starts = [start for start, _ in spans]
    for start, end in pairwise(edges):
        voice = next((v for (s, e), v in contents if s <= start and end <= e), 0)
        if voice != open_voice:
            pieces += ("</span>" if open_voice else "", _opening(voice) if voice else "")
            open_voice = voice
        at = bisect_right(starts, start) - 1
        marked = at >= 0 and end <= spans[at][1]
        piece = escape(text[start:end])
        pieces.append(f"<mark>{piece}</mark>" if marked else piece)
    if open_voice:
        pieces.append("</span>")
    return _passed(_cleaners.voices, "".join(pieces), text)


def _opening(voice: int) -> str:
    return f'<span class="said s{(voice - 1) % VOICES + 1}">'
