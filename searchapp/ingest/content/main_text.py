"""Main text of a web page: trafilatura finds it, and this module renders what it found.

trafilatura (Barbaresi 2021, https://aclanthology.org/2021.acl-demo.15) decides which part of a
page is the article, and loses words around inline elements on the way. So its result is
compared with a plain reading of the page, block by block: a block is text of the article where
most of its words are in trafilatura's text, and it is taken whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from searchapp.ingest.content.visibility import is_hidden

_BLOCK_TAGS_NAMES = (
    "address article aside blockquote body caption center dd div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary"
    " details table tbody td tfoot th thead tr ul"
)
_BLOCK_TAGS = frozenset(_BLOCK_TAGS_NAMES.split())
_DROPPED_TAGS_NAMES = (
    "script style template noscript iframe object svg math head title select textarea button"
    " input audio video canvas map datalist dialog"
)
_DROPPED_TAGS = frozenset(_DROPPED_TAGS_NAMES.split())
_ELSEWHERE_TAGS_NAMES = "nav footer aside form"
_ELSEWHERE_TAGS = frozenset(_ELSEWHERE_TAGS_NAMES.split())
_BLANK_LINE = re.compile(r"\r?\n[^\S\n]*\r?\n\s*")
_WORD = re.compile(r"\w+")
_SHINGLE_WORDS = 3
_MIN_SHARE = 0.5
"""Share of a block's word triples that trafilatura's text must hold."""

_CELL_SEPARATOR = " | "


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text without a break: its tag, its parent, and whether it is outside articles.

    ``parent`` numbers the element that holds the block's element, so that siblings have the
    same; ``link_share`` is the share of its characters in links.
    """

    text: str
    tag: str
    parent: int
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
        self._elsewhere = False
        self._quote_depth = 0
        self._pre_depth = 0
        self._parents: list[Any] = []

    def read(self, tree: Any) -> list[Block]:
        """Return the blocks of *tree*, without recursion: pages may be nested deeply."""
        stack: list[tuple[Any, bool]] = [(tree, False)]
        contexts: list[tuple[str, int, bool]] = []
        in_link = 0
        while stack:
            element, leaving = stack.pop()
            tag = element.tag if isinstance(element.tag, str) else ""
            if leaving:
                if tag in _BLOCK_TAGS:
                    self._flush()
                    self._tag, self._parent, self._elsewhere = contexts.pop()
                elif tag == "q":
                    self._quote_depth -= 1
                    self._add("”" if self._quote_depth % 2 == 0 else "’", in_link)
                in_link -= tag == "a"
                self._pre_depth -= tag == "pre"
                if tag == "time" and (element.tail or "")[:1].isalnum():
                    self._add(" ", in_link)
                self._add(element.tail or "", in_link)
                continue
            if not tag or tag in _DROPPED_TAGS or is_hidden(element.attrib):
                self._add(element.tail or "", in_link)
                continue
            stack.append((element, True))
            if tag in _BLOCK_TAGS:
                self._flush()
                contexts.append((self._tag, self._parent, self._elsewhere))
                self._enter(element, tag)
            elif tag == "br":
                self._break()
            elif tag == "q":
                self._add("“" if self._quote_depth % 2 == 0 else "‘", in_link)
                self._quote_depth += 1
            elif self._is_glued(element, tag):
                self._add(" ", in_link)
            in_link += tag == "a"
            self._pre_depth += tag == "pre"
            self._add(element.text or "", in_link)
            if tag == "tr" and not _is_layout(element):
                self._add_row(element)
                continue
            stack += [(child, False) for child in reversed(element)]
        self._flush()
        return self.blocks

    def _enter(self, element: Any, tag: str) -> None:
        parent = element.getparent()
        self._tag = tag
        # lxml gives the number of an element that nothing refers to away again.
        self._parents.append(parent)
        self._parent = id(parent) if parent is not None else 0
        self._elsewhere = self._elsewhere or tag in _ELSEWHERE_TAGS

    def _is_glued(self, element: Any, tag: str) -> bool:
        """Whether an inline element follows another one as a new word, without a space.

        Themes set the parts of a byline apart by their styles alone.
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
        """Add a row of a table of data as one block."""
        cells = [" ".join((cell.text_content() or "").split()) for cell in row]
        self._add(_CELL_SEPARATOR.join(cell for cell in cells if cell), 0)

    def _add(self, text: str, in_link: int) -> None:
        if self._pre_depth:
            *paragraphs, text = _BLANK_LINE.split(text)
            for paragraph in paragraphs:
                self._parts.append(paragraph)
                self._flush()
        if text:
            self._parts.append(text)
            if text.strip():
                self._breaks = 0
                self._link_length += len(text) if in_link else 0

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
            self.blocks.append(Block(text, self._tag, self._parent, self._elsewhere, share))
        self._parts, self._link_length, self._breaks = [], 0, 0


def _is_layout(row: Any) -> bool:
    """Whether a table row places parts of the page and is no row of data."""
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


def _shingles(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for start in range(max(len(words) - _SHINGLE_WORDS + 1, 1)):
        yield tuple(words[start : start + _SHINGLE_WORDS])


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


_Shingle = tuple[str, ...]


class _Extracted:
    """The text that trafilatura found, to look blocks up in."""

    def __init__(self, lines: Sequence[str]) -> None:
        words = [_words(line) for line in lines]
        # Blocks may be joined in one line, so short ones are looked up in all of the text.
        everything = [word for line in words for word in line]
        self.positions: dict[_Shingle, int] = {}
        for length in range(1, _SHINGLE_WORDS + 1):
            for start in range(len(everything) - length + 1):
                self.positions.setdefault(tuple(everything[start : start + length]), start)
        self._lines = {tuple(line) for line in words}

    def match(self, block: Block) -> _Match | None:
        """Return where *block* is in the text, or None where most of its words are not."""
        words = _words(block.text)
        if not words:
            return None
        shingles = list(_shingles(words))
        found = sorted(self.positions[s] for s in shingles if s in self.positions)
        is_line = tuple(words) in self._lines
        if len(words) < _SHINGLE_WORDS and not is_line:
            # One or two words are found anywhere.
            return None
        if len(found) < _MIN_SHARE * len(shingles):
            return None
        return _Match(block, found[len(found) // 2], frozenset(shingles))


@dataclass(frozen=True, slots=True)
class _Match:
    """A block whose words are in the extracted text, and their position there."""

    block: Block
    position: int
    shingles: frozenset[_Shingle]


def _without_repetitions(matches: Sequence[_Match | None]) -> list[bool]:
    """Return which blocks are the article's, of those that *matches* has a match of.

    A teaser or a caption may repeat a paragraph of the article. The blocks that stand in
    the order of the extracted text are kept, and of the others those that say something new.
    """
    parent_lengths: dict[int, int] = {}
    for match in matches:
        if match is not None:
            parent = match.block.parent
            parent_lengths[parent] = parent_lengths.get(parent, 0) + len(match.block.text)
    total = sum(parent_lengths.values()) or 1
    chain = _heaviest_chain(
        [
            (
                number,
                match,
                len(match.block.text) * (1 + parent_lengths[match.block.parent] / total),
            )
            for number, match in enumerate(matches)
            if match is not None
        ]
    )
    in_chain = [m for number in chain if (m := matches[number])]
    covered = {shingle for match in in_chain for shingle in match.shingles}
    parents = {match.block.parent for match in in_chain}
    return [
        number in chain
        or (
            match is not None
            and (
                match.block.parent in parents
                or len(match.shingles - covered) > len(match.shingles) / 2
            )
        )
        for number, match in enumerate(matches)
    ]


def _heaviest_chain(matches: Sequence[tuple[int, _Match, float]]) -> set[int]:
    """Return the numbers of the heaviest sequence of *matches* with increasing positions.

    Siblings may share a position: a paragraph that is repeated beside itself is no teaser.
    """
    size = max((match.position for _, match, _ in matches), default=0) + 2
    # A Fenwick tree of the heaviest chain that ends at or before a position.
    tree: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)
    ends: list[tuple[float, int]] = []
    siblings: dict[tuple[int, int], tuple[float, int]] = {}
    for index, (_, match, weight) in enumerate(matches):
        best = siblings.get((match.block.parent, match.position), (0.0, -1))
        at = match.position
        while at > 0:
            best = max(best, tree[at])
            at -= at & -at
        ends.append((best[0] + weight, best[1]))
        entry = (ends[-1][0], index)
        siblings[match.block.parent, match.position] = entry
        at = match.position + 1
        while at <= size:
            tree[at] = max(tree[at], entry)
            at += at & -at
    chain: set[int] = set()
    index = max(range(len(ends)), key=lambda n: ends[n][0], default=-1)
    while index >= 0:
        chain.add(matches[index][0])
        index = ends[index][1]
    return chain


def select_blocks(blocks: Sequence[Block], extracted: Sequence[str]) -> list[str]:
    """Return the texts of those *blocks* that the lines *extracted* are from, whole.

    A paragraph between two of them that has the same parent, and is no list of links, is
    text of the article too.
    """
    found = _Extracted(extracted)
    selected = _without_repetitions([found.match(block) for block in blocks])
    _fill_gaps(blocks, selected)
    return [block.text for block, is_text in zip(blocks, selected, strict=True) if is_text]


_MIN_FILLED_CHARACTERS = 25
_MAX_LINK_SHARE = 0.5


def _fill_gaps(blocks: Sequence[Block], selected: list[bool]) -> None:
    """Select the paragraphs between selected siblings."""
    last: dict[int, int] = {}
    for position, block in enumerate(blocks):
        if selected[position] and block.tag == "p":
            last[block.parent] = position
    started: set[int] = set()
    for position, block in enumerate(blocks):
        if block.tag != "p" or block.elsewhere:
            continue
        if selected[position]:
            started.add(block.parent)
        elif (
            block.parent in started
            and position < last[block.parent]
            and len(block.text) >= _MIN_FILLED_CHARACTERS
            and block.link_share < _MAX_LINK_SHARE
        ):
            selected[position] = True


def text_without_extraction(blocks: Sequence[Block]) -> list[str]:
    """Return the texts of all *blocks* that are not in menus and footers, else of all."""
    inside = [block.text for block in blocks if not block.elsewhere]
    return inside or [block.text for block in blocks]
