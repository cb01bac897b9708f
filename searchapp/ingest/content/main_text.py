"""Main text of a web page: trafilatura finds it, and this module renders what it found.

trafilatura (Barbaresi 2021, https://aclanthology.org/2021.acl-demo.15) decides which part of a
page is the article, and loses words around inline elements on the way. So its result is
compared with a plain reading of the page, block by block: a block is text of the article where
most of its words are in trafilatura's text, and it is taken whole.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from searchapp.ingest.content.page_blocks import Block

_WORD = re.compile(r"\w+")
_SHINGLE_WORDS = 3
_MIN_SHARE = 0.5
"""Share of a block's word triples that trafilatura's text must hold."""

_MIN_SHARE_OF_TEXT = 0.25
"""Share of trafilatura's text that the blocks must hold."""

_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_LINK_SHARE_OF_LISTS = 0.95
_MIN_LIST_OF_LINKS = 3
_MIN_FILLED_CHARACTERS = 25
_MAX_LINK_SHARE = 0.5


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
            # One or two words may occur anywhere.
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
    """Return for each of *matches* whether its block belongs to the article.

    A teaser or a caption may repeat a paragraph of the article. Blocks in the order of the
    extracted text are kept, and of the others those with a kept sibling or mostly new words.
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

    Siblings may share a position: a paragraph repeated right after itself is not a teaser.
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
    """Return the whole texts of the *blocks* that the *extracted* lines come from.

    A paragraph between two of them that has the same parent, or in a later part of the same
    body, is text of the article too. Cards and lists of links to other articles are not. Where
    the blocks have much less text than *extracted*, as in a page whose text is in
    ``noscript``, *extracted* is returned unchanged.
    """
    found = _Extracted(extracted)
    selected = _without_repetitions([found.match(block) for block in blocks])
    _fill_gaps(blocks, selected)
    _add_later_parts(blocks, selected)
    texts = [block.text for block, is_text in zip(blocks, selected, strict=True) if is_text]
    if sum(map(len, texts)) < _MIN_SHARE_OF_TEXT * sum(map(len, extracted)):
        return list(extracted)
    _drop_cards(blocks, selected)
    _drop_lists_of_links(blocks, selected)
    return [block.text for block, is_text in zip(blocks, selected, strict=True) if is_text]


def _is_paragraph(block: Block) -> bool:
    """Whether a block is a paragraph of running text."""
    return (
        block.tag == "p"
        and not block.elsewhere
        and len(block.text) >= _MIN_FILLED_CHARACTERS
        and block.link_share < _MAX_LINK_SHARE
    )


def _add_later_parts(blocks: Sequence[Block], selected: list[bool]) -> None:
    """Select the paragraphs in later parts of a body that advertisements cut into parts.

    The parts have the same tag and classes. Most of what is selected has to be in them, as
    pages have many lists of the same kind.
    """
    lengths: Counter[str] = Counter()
    first: dict[str, int] = {}
    for position, (block, is_text) in enumerate(zip(blocks, selected, strict=True)):
        if is_text:
            in_part = block.part if block.tag == "p" else ""
            lengths[in_part] += len(block.text)
            first.setdefault(in_part, position)
    part, length = max(lengths.items(), key=lambda item: item[1], default=("", 0))
    if not part or length < lengths.total() / 2:
        return
    for position, block in enumerate(blocks):
        if block.part == part and position > first[part] and _is_paragraph(block):
            selected[position] = True


def _drop_cards(blocks: Sequence[Block], selected: list[bool]) -> None:
    """Leave out headings that are links, and the heading below each: cards of other articles."""
    after_link = False
    for position, block in enumerate(blocks):
        if not selected[position]:
            continue
        is_heading = block.tag in _HEADINGS
        is_link = is_heading and block.link_share >= _LINK_SHARE_OF_LISTS
        if is_link or (is_heading and after_link):
            selected[position] = False
        after_link = is_link


def _drop_lists_of_links(blocks: Sequence[Block], selected: list[bool]) -> None:
    """Leave out runs of blocks that are only links.

    Where most of the text is links, the article is a list of links, and nothing is left out.
    """
    positions = [position for position, is_text in enumerate(selected) if is_text]
    total = sum(len(blocks[position].text) for position in positions)
    linked = sum(blocks[position].link_share * len(blocks[position].text) for position in positions)
    if linked > total / 2:
        return
    for is_link, run in itertools.groupby(
        positions, key=lambda position: blocks[position].link_share >= _LINK_SHARE_OF_LISTS
    ):
        links = list(run)
        if is_link and len(links) >= _MIN_LIST_OF_LINKS:
            for position in links:
                selected[position] = False


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
        elif block.parent in started and position < last[block.parent] and _is_paragraph(block):
            selected[position] = True
