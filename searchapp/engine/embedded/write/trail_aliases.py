"""Aliases of the next generation: a remaining wording for each passage that leaves the index.

They are found by comparing the live generation with the next one, so that a rebuild keeps the
ids of trails as well. A commit that removes no passage keeps the aliases it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from searchapp.engine.embedded.columns.trail_passages import Rows, components
from searchapp.engine.embedded.format.arrayfile import ArrayFileError
from searchapp.engine.embedded.format.docid_sets import Mask
from searchapp.engine.embedded.format.passage_file import Links, PassageFile, Texts
from searchapp.engine.embedded.format.trail_aliases import TrailAliases
from searchapp.engine.embedded.whoosh.codec import PASSAGES_EXTENSION, ArraySegment
from searchapp.engine.embedded.whoosh.toc import read_segments


@dataclass(frozen=True, slots=True)
class _LivePassages:
    """The texts of all live passages of a generation, ascending and distinct, and their links.

    ``counts`` are the numbers of passages with each text.
    """

    texts: Texts
    counts: Rows
    links: Links

    @classmethod
    def read(cls, folder: Path) -> _LivePassages:
        """Read the generation in *folder*. Raises ``ArrayFileError`` and ``OSError``."""
        empty = np.empty(0, np.uint64)
        texts, links = [empty], [Links.none()]
        for segment, file in _passage_files(folder):
            texts.append(file.texts[_live_rows(segment, file)])
            links.append(file.links)
        distinct, counts = np.unique(np.concatenate(texts), return_counts=True)
        return cls(
            distinct,
            counts,
            Links(
                np.concatenate([part.texts for part in links]),
                np.concatenate([part.others for part in links]),
            ),
        )


def _passage_files(folder: Path) -> Iterator[tuple[ArraySegment, PassageFile]]:
    """Yield the segments of a generation that have passages, with their files."""
    for segment in read_segments(folder):
        file = PassageFile.open(folder / segment.make_filename(PASSAGES_EXTENSION))
        if file is not None:
            yield segment, file


def _live_rows(segment: ArraySegment, file: PassageFile) -> Mask:
    """Return which passages of a segment are in documents that are not deleted."""
    live = np.ones(segment.doc_count_all(), np.bool_)
    live[np.fromiter(segment.deleted_docs(), np.int64, segment.deleted_count())] = False
    mask: Mask = np.repeat(live, np.diff(file.starts))
    return mask


def write_aliases(earlier: Path, folder: Path) -> None:
    """Write the aliases of the generation in *folder*, which follows the one in *earlier*.

    If the earlier one is damaged, there are none. Raises ``ArrayFileError`` and ``OSError``.
    """
    added = _texts_of_others(folder, earlier)
    try:
        known, gone = TrailAliases.open(earlier), _gone(earlier, folder, added)
        before = _LivePassages.read(earlier) if len(gone) else None
    except ArrayFileError:
        TrailAliases.none().write(folder)
        return
    if before is None:
        is_of_use = ~np.isin(known.texts, added)
        TrailAliases(known.texts[is_of_use], known.targets[is_of_use]).write(folder)
        return
    after = _LivePassages.read(folder)
    new = _aliases_of(gone, before, after)
    is_replaced = np.isin(known.texts, new.texts)
    texts = np.concatenate([new.texts, known.texts[~is_replaced]])
    targets = np.concatenate([new.targets, _following(known.targets[~is_replaced], new)])
    is_of_use = _is_in(targets, after.texts) & ~_is_in(texts, after.texts)
    order = np.argsort(texts[is_of_use])
    TrailAliases(texts[is_of_use][order], targets[is_of_use][order]).write(folder)


def _texts_of_others(folder: Path, other: Path) -> Texts:
    """Return the texts, ascending, of the segments in *folder* that are not in *other*."""
    shared = {segment.segment_id() for segment in read_segments(other)}
    texts = [
        file.texts[_live_rows(segment, file)]
        for segment, file in _passage_files(folder)
        if segment.segment_id() not in shared
    ]
    return np.unique(np.concatenate([np.empty(0, np.uint64), *texts]))


def _gone(earlier: Path, folder: Path, added: Texts) -> Texts:
    """Return the texts, ascending, that are in *earlier* and not in *folder*.

    *added* are those of the segments that only *folder* has. Of the other segments only
    deletions are looked at, unless one of their texts may have left.
    """
    after = {segment.segment_id(): (segment, file) for segment, file in _passage_files(folder)}
    left = [_texts_of_others(earlier, folder)]
    for segment, file in _passage_files(earlier):
        if segment.segment_id() in after:
            later = after[segment.segment_id()][0]
            if later.deleted_count() != segment.deleted_count():
                left.append(file.texts[_live_rows(segment, file) & ~_live_rows(later, file)])
    gone = np.setdiff1d(np.concatenate(left), added)
    for segment, file in after.values():
        if len(gone):
            gone = gone[~_is_in(gone, np.sort(_matching(gone, segment, file)))]
    return gone


def _matching(texts: Texts, segment: ArraySegment, file: PassageFile) -> Texts:
    """Return those of ascending *texts* that a live document of a segment has."""
    rows = np.flatnonzero(_is_in(file.texts, texts))
    return file.texts[rows[_live_rows(segment, file)[rows]]]


def _is_in(values: Texts, ascending: Texts) -> Mask:
    """Return which of *values* are in *ascending*."""
    if not len(ascending):
        return np.zeros(len(values), np.bool_)
    places = np.minimum(np.searchsorted(ascending, values), len(ascending) - 1)
    mask: Mask = ascending[places] == values
    return mask


def _aliases_of(gone: Texts, before: _LivePassages, after: _LivePassages) -> TrailAliases:
    """Return for each text that is *gone* the most frequent remaining one of its trail."""
    if not len(gone):
        return TrailAliases.none()
    labels = components(before.texts, (before.links.texts, before.links.others))
    remaining = _is_in(before.texts, after.texts)
    # Ascending by frequency: the last one that is put at the place of a label stays there.
    rows = np.flatnonzero(remaining)[np.argsort(before.counts[remaining], kind="stable")]
    most_frequent = np.full(len(before.texts), -1)
    most_frequent[labels[rows]] = rows
    targets = most_frequent[labels[np.searchsorted(before.texts, gone)]]
    has_any = targets >= 0
    return TrailAliases(gone[has_any], before.texts[targets[has_any]])


def _following(targets: Texts, added: TrailAliases) -> Texts:
    """Return *targets*, where they have left as well, as what *added* has in their place."""
    if not len(added.texts):
        return targets
    places = np.minimum(np.searchsorted(added.texts, targets), len(added.texts) - 1)
    return np.where(added.texts[places] == targets, added.targets[places], targets)
