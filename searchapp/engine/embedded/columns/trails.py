"""Trail index: the passages of a generation that stand in several articles, in groups.

Wordings that are linked, directly or through others, are one group. A paragraph and its copies
in other articles count as one appearance: copied articles alone make no trail.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from searchapp.engine.common.trails import HASH_BITS, trail_id
from searchapp.engine.embedded.columns.doc_values import DocValues
from searchapp.engine.embedded.format.docid_sets import DocIds, Mask
from searchapp.engine.embedded.format.passage_file import TEXT_BITS, Texts
from searchapp.engine.embedded.format.segment_reader import NO_DAY
from searchapp.models.search import QUOTED, TrailCount
from searchapp.text_reuse.passages import ReportedPassage, passages_of

MAX_SET_PHRASE_SPEAKERS = 3
"""A passage that more speakers use, mostly outside quotation marks, is a set phrase."""

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Passages:
    """The passages of all live documents: document, place in it, and text of each."""

    doc_ids: DocIds
    places: Rows
    texts: Texts


class TrailIndex:
    """The trails of the documents that *live* is true for; they are numbered from 0."""

    def __init__(self, doc_values: DocValues, live: Mask) -> None:
        self._doc_values = doc_values
        passages = _live_passages(doc_values, live)
        texts, inverse = np.unique(passages.texts, return_inverse=True)
        groups = _components(texts, _links(doc_values))[inverse]
        rows = _repeated(doc_values, passages.doc_ids, groups)
        order = rows[self._chronological(passages, groups, rows)]
        self._doc_ids = passages.doc_ids[order]
        self._places = passages.places[order]
        self._texts = passages.texts[order]
        distinct, starts = np.unique(groups[order], return_index=True)
        self._starts = np.append(starts, len(order))
        self._numbers = np.repeat(np.arange(len(distinct)), np.diff(self._starts))

    def _chronological(self, passages: _Passages, groups: Rows, rows: Rows) -> Rows:
        """Return the order of *rows* by group, then by date, undated ones last."""
        doc_ids = passages.doc_ids[rows]
        days = self._doc_values.day[doc_ids].astype(np.int64)
        days[days == NO_DAY] = np.iinfo(np.int64).max
        ids = self._doc_values.articles.id_ranks(doc_ids)
        numbers = self._doc_values.number[doc_ids]
        return np.lexsort((passages.places[rows], numbers, ids, days, groups[rows]))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def members(self, number: int) -> list[tuple[int, int, int]]:
        """Return the passages of a trail, the earliest first.

        Each is a document, the place of the passage among those of the document, and the hash
        of its words that ids have.
        """
        rows = slice(int(self._starts[number]), int(self._starts[number + 1]))
        columns = (self._doc_ids[rows], self._places[rows], _short_hashes(self._texts[rows]))
        return list(zip(*(column.tolist() for column in columns), strict=True))

    def passage(self, doc_id: int, place: int) -> ReportedPassage:
        """Return a passage of a document. Raises ``ArrayFileError``."""
        return passages_of(self._doc_values.stored(doc_id).paragraph)[place]

    def count_of(self, doc_id: int) -> TrailCount | None:
        """Return the counts of the trail of a document that is in most articles, or None.

        Set phrases are left out. Raises ``ArrayFileError``.
        """
        number = int(self._leading[doc_id])
        if number < 0:
            return None
        first, place, text_hash = self.members(number)[0]
        return TrailCount(
            trail_id(self.passage(first, place), text_hash),
            int(self.articles[number]),
            int(self.wordings[number]),
        )

    @cached_property
    def articles(self) -> Rows:
        """In how many articles each passage stands."""
        return self._distinct(self._doc_values.article[self._doc_ids])

    @cached_property
    def wordings(self) -> Rows:
        """How many wordings each passage has."""
        return self._distinct(self._texts)

    def _distinct(self, values: npt.NDArray[np.integer]) -> Rows:
        """Return how many different *values* the passages of each trail have."""
        order = np.lexsort((values, self._numbers))
        numbers, ordered = self._numbers[order], values[order]
        is_first = np.ones(len(order), np.bool_)
        is_first[1:] = (numbers[1:] != numbers[:-1]) | (ordered[1:] != ordered[:-1])
        return np.bincount(numbers[is_first], minlength=len(self))

    @cached_property
    def set_phrases(self) -> Mask:
        """Which trails are set phrases, such as those of company announcements."""
        speakers = self._speakers
        known = speakers >= 0
        pairs = np.unique(np.stack([self._numbers[known], speakers[known]], axis=1), axis=0)
        count = np.bincount(pairs[:, 0], minlength=len(self))
        is_quoted = self._doc_values.facet("quotation").mask(QUOTED)[self._doc_ids]
        quoted = np.bincount(self._numbers, is_quoted, minlength=len(self))
        mask: Mask = (count > MAX_SET_PHRASE_SPEAKERS) & (2 * quoted <= np.diff(self._starts))
        return mask

    @cached_property
    def disputable(self) -> Mask:
        """Which trails may be credited to several speakers."""
        numbers, speakers = self._numbers, self._speakers
        first = speakers[self._starts[:-1]]
        differs = (speakers != first[numbers]) | (speakers < 0)
        mask: Mask = np.bincount(numbers, differs, minlength=len(self)) > 0
        return mask & ~self.set_phrases

    @cached_property
    def _speakers(self) -> Rows:
        """The only speaker of each passage's paragraph, or -1 where there are several."""
        doc_ids, numbers = self._doc_values.facet("speaker").all_pairs()
        speakers = np.full(self._doc_values.size, -1, np.int64)
        speakers[doc_ids] = numbers
        speakers[np.bincount(doc_ids, minlength=self._doc_values.size) != 1] = -1
        return speakers[self._doc_ids]

    @cached_property
    def _leading(self) -> Rows:
        """The trail of each document that is in most articles, or -1; no set phrases.

        It is looked up for each hit of a page.
        """
        leading = np.full(self._doc_values.size, -1)
        rows = np.flatnonzero(~self.set_phrases[self._numbers])
        trails = self._numbers[rows]
        # The last value of a document is kept: of equal ones, that of its first passage.
        order = np.lexsort((-rows, self.articles[trails]))
        leading[self._doc_ids[rows[order]]] = trails[order]
        return leading

    @cached_property
    def later_appearances(self) -> Mask:
        """Which documents repeat a passage that an earlier article has."""
        mask = np.zeros(self._doc_values.size, np.bool_)
        articles = self._doc_values.article[self._doc_ids]
        is_later = articles != articles[self._starts[:-1]][self._numbers]
        mask[self._doc_ids[is_later & ~self.set_phrases[self._numbers]]] = True
        return mask

    def with_hash(self, text_hash: int) -> int | None:
        """Return the trail that has a wording with this hash, as ``members`` returns it."""
        order, ordered = self._text_order
        place = int(np.searchsorted(ordered, text_hash))
        if place == len(ordered) or ordered[place] != text_hash:
            return None
        return int(self._numbers[order[place]])

    @cached_property
    def _text_order(self) -> tuple[Rows, Rows]:
        hashes = _short_hashes(self._texts)
        order = np.argsort(hashes, kind="stable")
        return order, hashes[order]

    @cached_property
    def ranked(self) -> Rows:
        """The trails without set phrases, those in most articles first, then the latest."""
        days = self._doc_values.day[self._doc_ids]
        last = np.full(len(self), NO_DAY, np.int64)
        np.maximum.at(last, self._numbers, days)
        order = np.lexsort((self._texts[self._starts[:-1]], -last, -self.articles))
        return order[~self.set_phrases[order]]


def _short_hashes(texts: Texts) -> Rows:
    return (texts >> np.uint64(TEXT_BITS - HASH_BITS)).astype(np.int64)


def _live_passages(doc_values: DocValues, live: Mask) -> _Passages:
    doc_ids: list[DocIds] = [np.empty(0, np.int32)]
    places: list[Rows] = [np.empty(0, np.int64)]
    texts: list[Texts] = [np.empty(0, np.uint64)]
    for segment, base in zip(doc_values.segments, doc_values.bases.tolist(), strict=False):
        if segment.passages is None:
            continue
        starts = segment.passages.starts
        counts = np.diff(starts)
        own = np.repeat(np.arange(segment.size, dtype=np.int32) + np.int32(base), counts)
        is_live = live[own]
        doc_ids.append(own[is_live])
        places.append((np.arange(len(own)) - np.repeat(starts[:-1], counts))[is_live])
        texts.append(segment.passages.texts[is_live])
    return _Passages(np.concatenate(doc_ids), np.concatenate(places), np.concatenate(texts))


def _links(doc_values: DocValues) -> tuple[Texts, Texts]:
    links = [s.passages.links for s in doc_values.segments if s.passages is not None]
    empty = np.empty(0, np.uint64)
    return (
        np.concatenate([empty, *(link.texts for link in links)]),
        np.concatenate([empty, *(link.others for link in links)]),
    )


def _components(texts: Texts, links: tuple[Texts, Texts]) -> Rows:
    """Return a number for each of the ascending *texts*, equal for those that are linked.

    That is the smallest place of a linked text, spread along the links until nothing changes.
    """
    labels = np.arange(len(texts))
    if not len(texts):
        return labels
    ends = [np.minimum(np.searchsorted(texts, end), len(texts) - 1) for end in links]
    present = (texts[ends[0]] == links[0]) & (texts[ends[1]] == links[1])
    one, other = ends[0][present], ends[1][present]
    while True:
        smallest = np.minimum(labels[one], labels[other])
        spread = labels.copy()
        np.minimum.at(spread, one, smallest)
        np.minimum.at(spread, other, smallest)
        spread = spread[spread]
        if np.array_equal(spread, labels):
            return labels
        labels = spread


def _repeated(doc_values: DocValues, doc_ids: DocIds, groups: Rows) -> Rows:
    """Return the passages of groups in several articles that are not all copies of one text."""
    copies = doc_values.duplicates.group[doc_ids].astype(np.int64)
    texts = np.where(copies >= 0, copies, -1 - doc_ids.astype(np.int64))
    several = _several(groups, texts) & _several(groups, doc_values.article[doc_ids])
    return np.flatnonzero(several)


def _several(groups: Rows, values: npt.NDArray[np.integer]) -> Mask:
    """Return for each place whether its group has more than one value."""
    size = int(groups.max(initial=-1)) + 1
    lowest = np.full(size, np.iinfo(np.int64).max)
    highest = np.full(size, np.iinfo(np.int64).min)
    np.minimum.at(lowest, groups, values)
    np.maximum.at(highest, groups, values)
    mask: Mask = (lowest != highest)[groups]
    return mask
