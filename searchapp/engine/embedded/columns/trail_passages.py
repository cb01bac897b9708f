"""Trail passages: the passages of a generation that stand in several articles, by trail.

Wordings that are linked, directly or through others, are one trail. A paragraph and its copies
in other articles count as one appearance: copied articles alone make no trail.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.columns.doc_values import DocValues
from searchapp.engine.embedded.format.docid_sets import DocIds, Mask
from searchapp.engine.embedded.format.passage_file import Texts
from searchapp.engine.embedded.format.segment_reader import NO_DAY

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TrailPassages:
    """Columns of the passages of all trails, by trail and then by date, undated ones last.

    ``trails`` is the number of each passage's trail, from 0; ``starts`` the first passage of
    each trail, and the number of all passages. ``places`` are those among the passages of the
    document.
    """

    doc_ids: DocIds
    places: Rows
    texts: Texts
    trails: Rows
    starts: Rows

    @classmethod
    def gather(cls, doc_values: DocValues, live: Mask) -> TrailPassages:
        """Return the trails of the documents that *live* is true for."""
        passages = _live_passages(doc_values, live)
        texts, inverse = np.unique(passages.texts, return_inverse=True)
        groups = components(texts, _links(doc_values))[inverse]
        rows = _repeated(doc_values, passages.doc_ids, groups)
        order = rows[_chronological(doc_values, passages, groups, rows)]
        distinct, starts = np.unique(groups[order], return_index=True)
        starts = np.append(starts, len(order))
        return cls(
            passages.doc_ids[order],
            passages.places[order],
            passages.texts[order],
            np.repeat(np.arange(len(distinct)), np.diff(starts)),
            starts,
        )

    def __len__(self) -> int:
        """The number of trails."""
        return len(self.starts) - 1

    @property
    def first(self) -> Rows:
        """The earliest passage of each trail."""
        return self.starts[:-1]

    def count_distinct(self, values: npt.NDArray[np.integer]) -> Rows:
        """Return how many different *values*, one a passage, each trail has."""
        order = np.lexsort((values, self.trails))
        trails, ordered = self.trails[order], values[order]
        is_first = np.ones(len(order), np.bool_)
        is_first[1:] = (trails[1:] != trails[:-1]) | (ordered[1:] != ordered[:-1])
        return np.bincount(trails[is_first], minlength=len(self))


@dataclass(frozen=True, slots=True)
class _Passages:
    """The passages of all live documents: document, place in it, and text of each."""

    doc_ids: DocIds
    places: Rows
    texts: Texts


def _chronological(doc_values: DocValues, passages: _Passages, groups: Rows, rows: Rows) -> Rows:
    """Return the order of *rows* by group, then by date, undated ones last."""
    doc_ids = passages.doc_ids[rows]
    days = doc_values.day[doc_ids].astype(np.int64)
    days[days == NO_DAY] = np.iinfo(np.int64).max
    ids = doc_values.articles.id_ranks(doc_ids)
    numbers = doc_values.number[doc_ids]
    return np.lexsort((passages.places[rows], numbers, ids, days, groups[rows]))


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


def components(texts: Texts, links: tuple[Texts, Texts]) -> Rows:
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
