"""Blocks of text of a web page, in order, as a browser separates them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from searchapp.ingest.content.visibility import is_hidden

_BLOCK_TAG_NAMES = (
    "address article aside blockquote body caption center dd div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary"
    " details table tbody td tfoot th thead tr ul"
)
_BLOCK_TAGS = frozenset(_BLOCK_TAG_NAMES.split())
_DROPPED_TAG_NAMES = (
    "script style template noscript iframe object svg math head title select textarea button"
    " input audio video canvas map datalist dialog"
)
_DROPPED_TAGS = frozenset(_DROPPED_TAG_NAMES.split())
_ELSEWHERE_TAGS = frozenset(("nav", "footer", "aside", "form"))
_BLANK_LINE = re.compile(r"\r?\n[^\S\n]*\r?\n\s*")
_CELL_SEPARATOR = " | "


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text without a break: its tag, its parent, and whether it is outside articles.

    ``parent`` numbers the element that holds the block's element, so that siblings have the
    same; ``part`` is that element's tag and classes, or empty where it has no class.
    ``link_share`` is the share of the block's characters in links.
    """

    text: str
    tag: str
    parent: int
    part: str
    elsewhere: bool
    link_share: float


class _BlockReader:
    """Walks a tree of lxml once and collects its blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._parts: list[str] = []
        self._link_length = 0
        self._breaks = 0
        self._tag = "body"
        self._parent = 0
        self._part = ""
        self._elsewhere = False
        self._contexts: list[tuple[str, int, str, bool]] = []
        self._link_depth = 0
        self._quote_depth = 0
        self._pre_depth = 0
        self._parents: list[Any] = []

    def read(self, tree: Any) -> list[Block]:
        """Return the blocks of *tree*, without recursion: pages may be nested deeply."""
        stack: list[tuple[Any, bool]] = [(tree, False)]
        while stack:
            element, leaving = stack.pop()
            tag = element.tag if isinstance(element.tag, str) else ""
            if leaving:
                self._leave(element, tag)
            elif not tag or tag in _DROPPED_TAGS or is_hidden(element.attrib):
                self._add(element.tail or "")
            else:
                stack.append((element, True))
                self._enter(element, tag)
                if tag == "tr" and not _is_layout(element):
                    self._add_row(element)
                else:
                    stack += [(child, False) for child in reversed(element)]
        self._flush()
        return self.blocks

    def _enter(self, element: Any, tag: str) -> None:
        """Add what precedes the children of *element*."""
        if tag in _BLOCK_TAGS:
            self._flush()
            self._enter_block(element, tag)
        elif tag == "br":
            self._break()
        elif tag == "q":
            self._add("“" if self._quote_depth % 2 == 0 else "‘")
            self._quote_depth += 1
        elif self._is_glued(element, tag):
            self._add(" ")
        self._link_depth += tag == "a"
        self._pre_depth += tag == "pre"
        self._add(element.text or "")

    def _leave(self, element: Any, tag: str) -> None:
        """Add what follows the children of *element*, and the text after it."""
        if tag in _BLOCK_TAGS:
            self._flush()
            self._tag, self._parent, self._part, self._elsewhere = self._contexts.pop()
        elif tag == "q":
            self._quote_depth -= 1
            self._add("”" if self._quote_depth % 2 == 0 else "’")
        self._link_depth -= tag == "a"
        self._pre_depth -= tag == "pre"
        if tag == "time" and (element.tail or "")[:1].isalnum():
            self._add(" ")
        self._add(element.tail or "")

    def _enter_block(self, element: Any, tag: str) -> None:
        self._contexts.append((self._tag, self._parent, self._part, self._elsewhere))
        parent = element.getparent()
        self._tag = tag
        # Without a reference to it, lxml may reuse the number of an element for another one.
        self._parents.append(parent)
        self._parent = id(parent) if parent is not None else 0
        classes = parent.get("class") if parent is not None else None
        self._part = f"{parent.tag}.{' '.join(classes.split())}" if classes else ""
        self._elsewhere = self._elsewhere or tag in _ELSEWHERE_TAGS

    def _is_glued(self, element: Any, tag: str) -> bool:
        """Whether an inline element follows another one as a new word, without a space.

        Themes separate the parts of a byline by styles, without a space.
        """
        before = next((part[-1] for part in reversed(self._parts) if part), " ")
        first = (element.text or "")[:1]
        if not first.isalnum() or not (before.isalnum() or before in ".,;:|"):
            return False
        previous = element.getprevious()
        follows = previous is not None and isinstance(previous.tag, str) and not previous.tail
        is_new_word = before.islower() and (first.isupper() or first.isdigit())
        return tag == "time" or (follows and previous.tag == "time") or (follows and is_new_word)

    def _add_row(self, row: Any) -> None:
        """Add a row of a data table as one block."""
        cells = [" ".join((cell.text_content() or "").split()) for cell in row]
        self._add(_CELL_SEPARATOR.join(cell for cell in cells if cell), may_be_link=False)

    def _add(self, text: str, *, may_be_link: bool = True) -> None:
        if self._pre_depth:
            *paragraphs, text = _BLANK_LINE.split(text)
            for paragraph in paragraphs:
                self._parts.append(paragraph)
                self._flush()
        if text:
            self._parts.append(text)
            if text.strip():
                self._breaks = 0
                self._link_length += len(text) if may_be_link and self._link_depth else 0

    def _break(self) -> None:
        self._breaks += 1
        if self._breaks > 1:
            self._flush()
        else:
            self._parts.append(" ")

    def _flush(self) -> None:
        text = " ".join("".join(self._parts).split())
        if text:
            share = min(self._link_length / len(text), 1.0)
            self.blocks.append(
                Block(text, self._tag, self._parent, self._part, self._elsewhere, share)
            )
        self._parts, self._link_length, self._breaks = [], 0, 0


def _is_layout(row: Any) -> bool:
    """Whether a table row is layout: it arranges parts of the page instead of holding data."""
    return (
        any(
            cell.tag not in ("td", "th")
            or len(cell.text_content() or "") > 200
            or next(cell.iter("p", "div", "h1", "h2", "h3", "ul", "table", "article", "br"), None)
            is not None
            for cell in row
        )
        or len(row) < 2
    )


def page_blocks(tree: Any) -> list[Block]:
    """Return the blocks of text of a page, in order, without scripts, forms and hidden text."""
    return _BlockReader().read(tree)


def text_without_extraction(blocks: Sequence[Block]) -> list[str]:
    """Return the texts of all *blocks* that are not in menus and footers, else of all."""
    inside = [block.text for block in blocks if not block.elsewhere]
    return inside or [block.text for block in blocks]
