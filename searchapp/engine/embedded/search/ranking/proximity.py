"""Proximity of a query's words in a text: as a phrase, or in the shortest window with all.

Positions are only read for documents whose scores are nearly equal, a few at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
from whoosh import query as wq

from searchapp.engine.common.score_steps import MAX_WINDOW
from searchapp.engine.embedded.columns.doc_values import DocValues, SegmentDocValues
from searchapp.engine.embedded.format.docid_sets import DocIds, Mask
from searchapp.engine.embedded.format.fields import POSITION_BITS, Places
from searchapp.engine.embedded.search.leaves import following_places

_FIELDS = ("text", "exact")
_NO_PLACES: Places = np.empty(0, np.int64)


def places_of(doc_values: DocValues, leaves: Iterable[wq.Query], doc_ids: DocIds) -> Places:
    """Return where any of *leaves* ends in the texts of ascending *doc_ids*.

    The row of a place is that of its document in *doc_ids*. Patterns and ranges of words have
    no places.
    """
    parts = [_NO_PLACES]
    in_text = [
        leaf for leaf in leaves if isinstance(leaf, wq.Phrase | wq.Term) and leaf.field() in _FIELDS
    ]
    rows = 0
    for segment, ids in zip(doc_values.segments, doc_values.split_by_segment(doc_ids), strict=True):
        base = rows << POSITION_BITS
        if len(ids):
            parts += [_places_in(segment, leaf, ids) + base for leaf in in_text]
        rows += len(ids)
    return np.unique(np.concatenate(parts))


def _places_in(segment: SegmentDocValues, leaf: wq.Phrase | wq.Term, doc_ids: DocIds) -> Places:
    """Return the places of the last word of *leaf*, a word or a phrase."""
    name = leaf.field()
    field = segment.segment.field(name)
    words = leaf.words if isinstance(leaf, wq.Phrase) else [leaf.text]
    if field is None or not words:
        return _NO_PLACES
    cached = segment.segment.postings_cache.field(name, field)
    numbers = [field.terms.find(str(word).encode()) for word in words]
    if min(numbers) < 0:
        return _NO_PLACES
    ends = cached.places(numbers[0], doc_ids)
    for number in numbers[1:]:
        ends = following_places(cached.places(number, doc_ids), ends, leaf.slop)
    return ends


def has_phrase(places: Sequence[Places], positions: Sequence[int], rows: int) -> Mask:
    """Return which of *rows* texts have all words at the same distances as the query.

    *places* and *positions* are those of each word in the texts and in the query.
    """
    mask = np.zeros(rows, np.bool_)
    starts = places[0] - positions[0]
    for word, position in zip(places[1:], positions[1:], strict=True):
        starts = np.intersect1d(starts, word - position, assume_unique=True)
    # A start may be before that of its text; the first word is in it.
    mask[(starts + positions[0]) >> POSITION_BITS] = True
    return mask


def shortest_windows(places: Sequence[Places], rows: int) -> npt.NDArray[np.int64]:
    """Return the length of the shortest window of each text with every word that it has.

    It is at most ``MAX_WINDOW``, and that where a text has fewer than two of the words.
    """
    lengths = np.full(rows, MAX_WINDOW, np.int64)
    words = np.repeat(np.arange(len(places)), [len(part) for part in places])
    ends = np.concatenate([_NO_PLACES, *places])
    order = np.argsort(ends, kind="stable")
    words, ends = words[order], ends[order]
    row = ends >> POSITION_BITS
    starts = ends.copy()
    complete = np.ones(len(ends), np.bool_)
    words_of_row = np.zeros(rows, np.int64)
    for last, has_word in _last_places(words, ends, row, len(places), rows):
        missing_so_far = (last >> POSITION_BITS) < row
        complete &= ~(missing_so_far & has_word[row])
        starts = np.where(has_word[row] & ~missing_so_far, np.minimum(starts, last), starts)
        words_of_row += has_word
    complete &= words_of_row[row] > 1
    np.minimum.at(lengths, row[complete], (ends - starts)[complete] + 1)
    return lengths


def _last_places(
    words: npt.NDArray[np.int64],
    ends: Places,
    row: npt.NDArray[np.int64],
    count: int,
    rows: int,
) -> Iterator[tuple[Places, Mask]]:
    """Yield for each word its last place up to each of *ends*, and which rows have it."""
    for word in range(count):
        is_word = words == word
        has_word = np.zeros(rows, np.bool_)
        has_word[row[is_word]] = True
        yield np.maximum.accumulate(np.where(is_word, ends, -1)), has_word
