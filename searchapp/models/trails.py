"""Records of quote trails: passages of reported speech and where they appear in an archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from searchapp.models.articles import Attribution, Span
from searchapp.models.quotes import Change
from searchapp.models.search import Hit, IndexInfo


@dataclass(frozen=True, slots=True)
class Appearance:
    """A paragraph that has a passage, in one of its wordings.

    ``spans`` is where the passage lies in the paragraph's text, without what stands between
    quoted words, such as "he said". ``attribution`` is that of these
    words, and ``speaker_id`` the id of its speaker in the whole archive, where a person with
    several names is one speaker. ``wording`` is the place of the wording among those of the
    trail. ``copies`` are the addresses of paragraphs with the same text in other articles.
    """

    hit: Hit
    spans: tuple[Span, ...]
    attribution: Attribution
    speaker_id: str
    wording: int
    copies: tuple[str, ...] = ()

    @property
    def passage(self) -> str:
        """The passage as it is written here, with an ellipsis for what stands between."""
        return passage_text(self.hit.text, self.spans)


def passage_text(text: str, spans: Sequence[Span]) -> str:
    """Return the stretches *spans* of *text* with an ellipsis between them."""
    return " … ".join(text[start:end] for start, end in spans)


@dataclass(frozen=True, slots=True)
class Trail:
    """A passage and its appearances, the earliest first; undated ones are last.

    The first words and a hash of the earliest wording make its ``id``. ``articles`` counts the
    articles, those with copies of a paragraph included. ``wordings`` are texts that differ in
    their words, in the order of their first appearance. ``conflict`` tells that different
    speakers are credited with the passage.
    """

    id: str
    appearances: tuple[Appearance, ...]
    wordings: tuple[str, ...]
    articles: int
    conflict: bool

    @property
    def first(self) -> Appearance:
        """The earliest appearance."""
        return self.appearances[0]

    @property
    def speaker_ids(self) -> tuple[str, ...]:
        """The speakers that are credited, in the order of their first appearance."""
        return tuple(dict.fromkeys(appearance.speaker_id for appearance in self.appearances))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many words of the first wording another one lacks, by where they stood.

    Words at the ``start`` and ``end`` are cut. ``ellipsis`` counts those for which the wording
    has an ellipsis, ``unmarked`` those that are missing between others without one, and
    ``replaced`` those that have other words in their place.
    """

    start: int = 0
    end: int = 0
    ellipsis: int = 0
    unmarked: int = 0
    replaced: int = 0

    @property
    def total(self) -> int:
        """All words that are lacking."""
        return self.start + self.end + self.ellipsis + self.unmarked + self.replaced


@dataclass(frozen=True, slots=True)
class ComparedWording:
    """A wording of a trail, and its differences from the first one.

    ``changes`` are in places of ``text``. ``cut``, 0 to 1, is the share of the first wording's
    words that this one lacks, and ``left_out`` their numbers. ``appearances`` counts the
    paragraphs that have it.
    """

    text: str
    changes: tuple[Change, ...]
    cut: float
    left_out: LeftOut
    appearances: int


@dataclass(frozen=True, slots=True)
class TrailsRequest:
    """A page of trails, those in most articles first; with ``conflict``, conflicts only."""

    conflict: bool = False
    page: int = 1
    limit: int = 20


@dataclass(frozen=True, slots=True)
class TrailList:
    """One page of the trails of a generation; ``total`` counts those of all pages.

    ``notice`` says why the generation has none, if an earlier version wrote it.
    """

    request: TrailsRequest
    index: IndexInfo
    total: int
    trails: tuple[Trail, ...]
    notice: str = ""

    @property
    def has_next(self) -> bool:
        """Whether a page follows this one."""
        return self.request.page * self.request.limit < self.total
