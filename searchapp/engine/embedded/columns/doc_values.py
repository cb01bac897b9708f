"""Doc values: columns with a value for each document, for filters, facets and sorting.

Those of a generation are the concatenated columns of its segments, so that a small commit
to a large index is cheap.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
from cachetools import LRUCache

from searchapp.engine.common.facets import DIMENSIONS
from searchapp.engine.common.stored_paragraph import StoredParagraph, read_paragraph, read_shared
from searchapp.engine.embedded.columns.attributions import AttributionTable
from searchapp.engine.embedded.columns.duplicates import DuplicateGroups, SegmentDuplicates
from searchapp.engine.embedded.columns.joined_facets import Joined, join_values, joined_values
from searchapp.engine.embedded.columns.ordinals import GlobalOrdinals, SegmentOrdinals
from searchapp.engine.embedded.format.docid_sets import DocIds, Mask, ScratchArray, to_mask
from searchapp.engine.embedded.format.facet_values import (
    ARTICLE_FACETS,
    FacetFile,
    FacetIndex,
    refusal_facet,
    union_of,
)
from searchapp.engine.embedded.format.passage_file import PassageFile
from searchapp.engine.embedded.format.postings import offsets
from searchapp.engine.embedded.format.segment_reader import SegmentReader
from searchapp.models.identity import SpeakerTable
from searchapp.models.search import SPEECH, Acts
from searchapp.query.boosts import Boosts
from searchapp.query.limits import exempt

Column = npt.NDArray[np.int32]
ScoreTable = npt.NDArray[np.float32]

_CACHED_PARAGRAPHS = 2_048
"""Stored paragraphs that a generation caches, of about 3 KB each: the next page, another order
or a further filter shows many of the same."""


class SegmentDocValues:
    """The columns of one segment."""

    def __init__(
        self, segment: SegmentReader, facets: FacetFile, passages: PassageFile | None = None
    ) -> None:
        self.size = segment.documents
        self.segment = segment
        self.passages = passages
        """The reported speech; None where an index of an earlier version lacks it."""
        self._facets = facets
        self._ordinals: dict[tuple[str, Acts], SegmentOrdinals] = {}
        # Of the table of speakers that was asked for last.
        self._joined_ordinals: dict[tuple[str, Acts], tuple[Joined, SegmentOrdinals]] = {}
        self._quotation_bonuses: dict[Boosts, ScoreTable] = {}

    @cached_property
    def duplicates(self) -> SegmentDuplicates:
        """The duplicates within the segment."""
        return SegmentDuplicates(self.segment.text_hashes())

    @property
    def number(self) -> Column:
        """The paragraph number of each document."""
        return self.segment.column("number")

    @property
    def added_at(self) -> npt.NDArray[np.int64]:
        """When each document first entered the index, in seconds since 1970, UTC."""
        return self.segment.added_at()

    @property
    def day(self) -> Column:
        """The day of each document as ``date.toordinal()``, or ``NO_DAY``."""
        return self.segment.column("day")

    @property
    def article(self) -> Column:
        """The number of each document's article, in the order of the segment's article ids."""
        return self._facets.article

    def facet_index(self, facet: str) -> FacetIndex:
        """Return the values of a facet as they are stored; see ``FacetFile.values``."""
        return self._facets.values(facet)

    def ordinals(self, facet: str, acts: Acts = SPEECH) -> SegmentOrdinals:
        """Return the ordinals of a facet, as ``DocValues.facet`` does."""
        if (facet, acts) not in self._ordinals:
            self._ordinals[facet, acts] = SegmentOrdinals(_facet_of_acts(self, facet, acts))
        return self._ordinals[facet, acts]

    def joined_ordinals(self, facet: str, acts: Acts, table: SpeakerTable) -> SegmentOrdinals:
        """Return the ordinals of a facet with the speakers' forms joined as *table* says."""
        index = _facet_of_acts(self, facet, acts)
        joined = joined_values(facet, index, table)
        if not joined:
            return self.ordinals(facet, acts)
        cached = self._joined_ordinals.get((facet, acts))
        if cached is None or cached[0] != joined:
            cached = (joined, SegmentOrdinals(join_values(index, joined)))
            self._joined_ordinals[facet, acts] = cached
        return cached[1]

    def quotation_bonus(self, boosts: Boosts) -> ScoreTable:
        """Return the score that each document gets for the most direct of its quotations."""
        if boosts not in self._quotation_bonuses:
            bonus = np.zeros(self.size, np.float32)
            ordinals = self.ordinals("quotation")
            for quotation in ("indirect", "mixed", "direct"):
                chosen = np.array([id_ == quotation for id_ in ordinals.index.ids], np.bool_)
                bonus[ordinals.mask(chosen)] = boosts.of_quotation(quotation)
            self._quotation_bonuses[boosts] = bonus
        return self._quotation_bonuses[boosts]

    def headline_lengths(self, doc_ids: DocIds) -> npt.NDArray[np.integer]:
        """Return the number of words in the headline of each document."""
        return self._headline_lengths.take(doc_ids)

    @cached_property
    def _headline_lengths(self) -> npt.NDArray[np.integer]:
        field = self.segment.field("title")
        return field.lengths() if field else np.zeros(self.size, np.uint8)

    def stored(self, doc_id: int) -> StoredParagraph:
        """Return the stored fields of a document."""
        shared, own = self.segment.stored.read(doc_id)
        return StoredParagraph(read_shared(shared), read_paragraph(own))

    def article_id(self, doc_id: int) -> str:
        """Return the id of a document's article."""
        field = self.segment.word_field("article")
        return field.terms[int(self.article[doc_id])].decode() if field else ""

    def article_ids(self) -> list[bytes]:
        """Return the ids of the articles, in the order of their numbers."""
        field = self.segment.word_field("article")
        return [field.terms[number] for number in range(len(field.terms))] if field else []


def _facet_of_acts(values: SegmentDocValues, facet: str, acts: Acts) -> FacetIndex:
    """Return the values of a facet of the attributions with any of *acts*."""
    if acts == SPEECH:
        return values.facet_index(facet)
    refusals = refusal_facet(values.segment, facet)
    return union_of(values.facet_index(facet), refusals, values.size) if len(acts) > 1 else refusals


class DocValues:
    """The columns of a generation. A document's id is its segment's base plus its id there.

    Speakers are those of *table*, which joins the forms of a name.
    """

    def __init__(
        self, segments: Sequence[SegmentDocValues], table: SpeakerTable | None = None
    ) -> None:
        self.segments = segments
        self.speaker_table = table or SpeakerTable()
        self.bases = offsets(np.array([s.size for s in segments], np.int64))
        """The id of each segment's first document, and the number of all documents."""
        self.size = int(self.bases[-1])
        self._facets: dict[tuple[str, Acts], GlobalOrdinals] = {}
        self._attributions: dict[Acts, AttributionTable] = {}
        self._quotation_bonuses: dict[Boosts, ScoreTable] = {}
        self.scratch = ScratchArray(self.size)
        self._stored = LRUCache[int, StoredParagraph](_CACHED_PARAGRAPHS)

    def facet(self, name: str, acts: Acts = SPEECH) -> GlobalOrdinals:
        """Return a facet: speaker, kind, source, year, quotation, role or attribution.

        All but source and year have the values of attributions with any of these *acts*.
        """
        if name in ARTICLE_FACETS:
            acts = SPEECH
        if (name, acts) not in self._facets:
            self._facets[name, acts] = GlobalOrdinals(
                [s.joined_ordinals(name, acts, self.speaker_table) for s in self.segments]
            )
        return self._facets[name, acts]

    def attributions(self, acts: Acts) -> AttributionTable:
        """Return the attributions with any of these *acts*."""
        if acts not in self._attributions:
            facets = {name: self.facet(name, acts) for name in DIMENSIONS}
            self._attributions[acts] = AttributionTable(self.facet("attribution", acts), facets)
        return self._attributions[acts]

    def split_by_segment(self, doc_ids: DocIds) -> list[DocIds]:
        """Return ascending *doc_ids* as an array for each segment, with its own ids."""
        if len(self.segments) == 1:
            return [doc_ids]
        cuts = np.searchsorted(doc_ids, self.bases)
        return [
            doc_ids[low:high] - np.int32(base)
            for low, high, base in zip(cuts[:-1], cuts[1:], self.bases[:-1], strict=True)
        ]

    def document_frequency(self, word: str) -> int:
        """Return the number of documents that contain a folded word, deleted ones included."""
        return sum(values.segment.document_frequency(word) for values in self.segments)

    def quotation_bonus(self, boosts: Boosts) -> ScoreTable:
        """Return the score that each document gets for the most direct of its quotations."""
        if boosts not in self._quotation_bonuses:
            parts = [segment.quotation_bonus(boosts) for segment in self.segments]
            self._quotation_bonuses[boosts] = (
                parts[0] if len(parts) == 1 else np.concatenate([np.empty(0, np.float32), *parts])
            )
        return self._quotation_bonuses[boosts]

    def headline_lengths(self, doc_ids: DocIds) -> npt.NDArray[np.integer]:
        """Return the number of words in the headline of each of ascending *doc_ids*."""
        parts = zip(self.segments, self.split_by_segment(doc_ids), strict=True)
        lengths = [segment.headline_lengths(ids) for segment, ids in parts]
        return (
            lengths[0] if len(lengths) == 1 else np.concatenate([np.empty(0, np.int32), *lengths])
        )

    @cached_property
    def day(self) -> Column:
        """The day of each document as ``date.toordinal()``, or ``NO_DAY``."""
        return _concatenate([s.day for s in self.segments])

    @cached_property
    def number(self) -> Column:
        """The paragraph number of each document."""
        return _concatenate([s.number for s in self.segments])

    @cached_property
    def article(self) -> Column:
        """A number for each document's article, the same for all its paragraphs.

        An article is in one segment: its paragraphs are written and deleted together.
        """
        parts, base = [], 0
        for segment in self.segments:
            parts.append(segment.article + np.int32(base))
            base += int(segment.article.max(initial=-1)) + 1
        return _concatenate(parts)

    @cached_property
    def articles(self) -> ArticleNumbers:
        """The articles, by the numbers in ``article``."""
        return ArticleNumbers(self.article, self.segments)

    @cached_property
    def added_at(self) -> npt.NDArray[np.int64]:
        """When each document first entered the index, in seconds since 1970, UTC."""
        parts = [segment.added_at for segment in self.segments]
        return np.concatenate(parts) if parts else np.empty(0, np.int64)

    @cached_property
    def duplicates(self) -> DuplicateGroups:
        """Which documents are duplicates of one another."""
        return DuplicateGroups.of([segment.duplicates for segment in self.segments])

    def locate(self, doc_id: int) -> tuple[SegmentDocValues, int]:
        """Return the segment of a document, and the document's id in it."""
        if len(self.segments) == 1:
            return self.segments[0], doc_id
        position = int(np.searchsorted(self.bases, doc_id, side="right")) - 1
        return self.segments[position], doc_id - int(self.bases[position])

    def stored(self, doc_id: int) -> StoredParagraph:
        """Return the stored fields of a document."""
        stored = self._stored.get(doc_id)
        if stored is None:
            segment, local_id = self.locate(doc_id)
            stored = self._stored[doc_id] = segment.stored(local_id)
        return stored


class ArticleNumbers:
    """The articles of a generation; *article* is ``DocValues.article``."""

    def __init__(self, article: Column, segments: Sequence[SegmentDocValues]) -> None:
        self._article = article
        self._segments = segments

    @cached_property
    def count(self) -> int:
        """The number of articles, deleted ones included."""
        return int(self._article.max(initial=-1)) + 1

    def of(self, doc_ids: DocIds) -> Mask:
        """Return which articles, by their numbers, have any of *doc_ids*."""
        return to_mask([self._article[doc_ids]], self.count)

    def id_ranks(self, doc_ids: DocIds) -> npt.NDArray[np.int64]:
        """Return numbers that order *doc_ids* by article id."""
        return self._order.take(self._article.take(doc_ids))

    @cached_property
    def _order(self) -> npt.NDArray[np.int64]:
        """The rank of each article, by its number, in the order of ids."""
        if len(self._segments) < 2:
            return np.arange(self.count, dtype=np.int64)
        with exempt():
            ids = np.array([id_ for segment in self._segments for id_ in segment.article_ids()])
            order = np.empty(len(ids), np.int64)
            order[np.argsort(ids, kind="stable")] = np.arange(len(ids))
        return order


def _concatenate(parts: list[Column]) -> Column:
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.empty(0, np.int32)
