"""Trail index: the trails of a generation, looked up, counted and ranked."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from searchapp.engine.common.trails import MAX_SET_PHRASE_SPEAKERS, trail_id
from searchapp.engine.embedded.columns.doc_values import DocValues
from searchapp.engine.embedded.columns.trail_passages import Rows, TrailPassages
from searchapp.engine.embedded.format.docid_sets import Mask
from searchapp.engine.embedded.format.passage_file import short_hashes
from searchapp.engine.embedded.format.segment_reader import NO_DAY
from searchapp.models.search import QUOTED, TrailOfHit
from searchapp.text_reuse.passages import ReportedPassage, passages_of


class TrailStatistics:
    """Columns with a value for each trail: how often it appears, and who is credited with it."""

    def __init__(self, doc_values: DocValues, passages: TrailPassages) -> None:
        self._doc_values = doc_values
        self._passages = passages

    @cached_property
    def articles(self) -> Rows:
        """The number of articles of each trail."""
        passages = self._passages
        return passages.count_distinct(self._doc_values.article[passages.doc_ids])

    @cached_property
    def wordings(self) -> Rows:
        """The number of wordings of each trail."""
        return self._passages.count_distinct(self._passages.texts)

    @cached_property
    def set_phrases(self) -> Mask:
        """Which trails are set phrases, such as those of company announcements."""
        passages, speakers = self._passages, self._speakers
        known = speakers >= 0
        pairs = np.unique(np.stack([passages.trails[known], speakers[known]], axis=1), axis=0)
        count = np.bincount(pairs[:, 0], minlength=len(passages))
        is_quoted = self._doc_values.facet("quotation").mask(QUOTED)[passages.doc_ids]
        quoted = np.bincount(passages.trails, is_quoted, minlength=len(passages))
        mask: Mask = (count > MAX_SET_PHRASE_SPEAKERS) & (2 * quoted <= np.diff(passages.starts))
        return mask

    @cached_property
    def disputable(self) -> Mask:
        """Which trails may be credited to several speakers."""
        trails, speakers = self._passages.trails, self._speakers
        first = speakers[self._passages.first]
        differs = (speakers != first[trails]) | (speakers < 0)
        mask: Mask = np.bincount(trails, differs, minlength=len(self._passages)) > 0
        return mask & ~self.set_phrases

    @cached_property
    def ranked(self) -> Rows:
        """The trails without set phrases, those in most articles first, then the latest."""
        passages = self._passages
        last = np.full(len(passages), NO_DAY, np.int64)
        np.maximum.at(last, passages.trails, self._doc_values.day[passages.doc_ids])
        order = np.lexsort((passages.texts[passages.first], -last, -self.articles))
        return order[~self.set_phrases[order]]

    @cached_property
    def _speakers(self) -> Rows:
        """The only speaker of each passage's paragraph, or -1 where there are several."""
        doc_ids, numbers = self._doc_values.facet("speaker").all_pairs()
        speakers = np.full(self._doc_values.size, -1, np.int64)
        speakers[doc_ids] = numbers
        speakers[np.bincount(doc_ids, minlength=self._doc_values.size) != 1] = -1
        return speakers[self._passages.doc_ids]


class TrailIndex:
    """The trails of the documents that *live* is true for; they are numbered from 0."""

    def __init__(self, doc_values: DocValues, live: Mask) -> None:
        self._doc_values = doc_values
        self._passages = TrailPassages.gather(doc_values, live)
        self.statistics = TrailStatistics(doc_values, self._passages)

    def members(self, number: int) -> list[tuple[int, int, int]]:
        """Return the passages of a trail, the earliest first.

        Each is a document, the place of the passage among those of the document, and the hash
        of its words that ids have.
        """
        passages = self._passages
        rows = slice(int(passages.starts[number]), int(passages.starts[number + 1]))
        hashes = short_hashes(passages.texts[rows])
        columns = (passages.doc_ids[rows], passages.places[rows], hashes)
        return list(zip(*(column.tolist() for column in columns), strict=True))

    def passage(self, doc_id: int, place: int) -> ReportedPassage:
        """Return a passage of a document. Raises ``ArrayFileError``."""
        return passages_of(self._doc_values.stored(doc_id).paragraph)[place]

    def count_of(self, doc_id: int) -> TrailOfHit | None:
        """Return the counts of the trail of a document that is in most articles, or None.

        Set phrases are left out. Raises ``ArrayFileError``.
        """
        number = int(self._leading[doc_id])
        if number < 0:
            return None
        first, place, text_hash = self.members(number)[0]
        return TrailOfHit(
            trail_id(self.passage(first, place), text_hash),
            int(self.statistics.articles[number]),
            int(self.statistics.wordings[number]),
        )

    def with_hash(self, text_hash: int) -> int | None:
        """Return the trail that has a wording with this hash, as ``members`` returns it."""
        order, ordered = self._text_order
        place = int(np.searchsorted(ordered, text_hash))
        if place == len(ordered) or ordered[place] != text_hash:
            return None
        return int(self._passages.trails[order[place]])

    @cached_property
    def later_appearances(self) -> Mask:
        """Which documents repeat a passage that an earlier article has."""
        passages = self._passages
        mask = np.zeros(self._doc_values.size, np.bool_)
        articles = self._doc_values.article[passages.doc_ids]
        is_later = articles != articles[passages.first][passages.trails]
        mask[passages.doc_ids[is_later & ~self.statistics.set_phrases[passages.trails]]] = True
        return mask

    @cached_property
    def _leading(self) -> Rows:
        """The trail of each document that is in most articles, or -1; no set phrases.

        It is looked up for each hit of a page.
        """
        leading = np.full(self._doc_values.size, -1)
        rows = np.flatnonzero(~self.statistics.set_phrases[self._passages.trails])
        trails = self._passages.trails[rows]
        # The last value of a document is kept: of equal ones, that of its first passage.
        order = np.lexsort((-rows, self.statistics.articles[trails]))
        leading[self._passages.doc_ids[rows[order]]] = trails[order]
        return leading

    @cached_property
    def _text_order(self) -> tuple[Rows, Rows]:
        hashes = short_hashes(self._passages.texts)
        order = np.argsort(hashes, kind="stable")
        return order, hashes[order]
