"""The searcher of one generation: evaluates queries, and reads its articles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh import query as wq
from whoosh.searching import Searcher as WhooshSearcher

from searchapp.engine.catalog import RemovedArticle
from searchapp.engine.common.matched_terms import (
    HighlightSpec,
    Pattern,
    highlight_spec,
    text_of,
)
from searchapp.engine.common.stored_paragraph import stored_article
from searchapp.engine.common.timelines import DayCounts
from searchapp.engine.embedded.catalog_files import CatalogError, open_catalog
from searchapp.engine.embedded.columns.doc_values import DocValues, SegmentDocValues
from searchapp.engine.embedded.columns.trails import TrailIndex
from searchapp.engine.embedded.format.arrayfile import ArrayFileError
from searchapp.engine.embedded.format.docid_sets import DocIds
from searchapp.engine.embedded.format.facet_values import FacetFile
from searchapp.engine.embedded.format.passage_file import PassageFile
from searchapp.engine.embedded.format.postings import offsets
from searchapp.engine.embedded.format.segment_reader import NO_DAY
from searchapp.engine.embedded.format.trail_aliases import TrailAliases
from searchapp.engine.embedded.generations import DamagedIndexError, Generations
from searchapp.engine.embedded.manifest import index_format
from searchapp.engine.embedded.search.article_scores import ArticleScorer
from searchapp.engine.embedded.search.completion import Completer, Evaluate
from searchapp.engine.embedded.search.evaluator import IndexEvaluator
from searchapp.engine.embedded.search.leaves import expand
from searchapp.engine.embedded.search.matches import Matches
from searchapp.engine.embedded.search.speakers import SpeakerIndex
from searchapp.engine.embedded.search.spelling import SpellingSuggester
from searchapp.engine.embedded.whoosh.codec import (
    FACETS_EXTENSION,
    PASSAGES_EXTENSION,
    ArrayCodec,
    ArraySegment,
)
from searchapp.engine.embedded.whoosh.toc import open_searcher
from searchapp.engine.errors import REBUILD_ADVICE, NoIndexError
from searchapp.models.articles import Article, ArticlePart
from searchapp.models.identity import SpeakerTable
from searchapp.query.limits import exempt
from searchapp.query.parsed_query import ParsedQuery

_MAX_HIGHLIGHTED_EXPANSIONS = 2_000
"""A pattern highlights at most this many of the words it expands to."""


_DAMAGE_ERRORS = (ArrayFileError, OSError, KeyError, ValueError)
"""Raised while opening damaged files. Those with a valid checksum but other contents lack an
array (KeyError) or have one of another size (ValueError)."""


class SegmentCache:
    """The open segments of an index, shared by the generations that contain them.

    ``WhooshSearcher.refresh`` is not used: it re-adds segments that were merged away and
    misses deletions (whoosh3 3.54, index.py). A generation is always opened from its own
    list of segments, and only the open files are shared.
    """

    def __init__(self) -> None:
        self.codec = ArrayCodec()
        self._doc_values: dict[str, SegmentDocValues] = {}

    def doc_values(self, searcher: WhooshSearcher, table: SpeakerTable) -> DocValues:
        """Return the doc values of *searcher*, and close the segments it does not contain.

        *table* joins the forms of speakers' names.
        """
        segment_ids = []
        for leaf, _ in searcher.leaf_searchers():
            segment = leaf.reader().segment()
            if segment is None:
                continue
            segment_id = segment.segment_id()
            segment_ids.append(segment_id)
            if segment_id not in self._doc_values:
                self._doc_values[segment_id] = self._open(leaf.reader().storage(), segment)
        for unused in self._doc_values.keys() - set(segment_ids):
            del self._doc_values[unused]
            del self.codec.opened[unused]
        return DocValues([self._doc_values[segment_id] for segment_id in segment_ids], table)

    def _open(self, storage: Any, segment: ArraySegment) -> SegmentDocValues:
        reader = self.codec.file(storage, segment)
        folder = Path(storage.folder)
        facets = folder / segment.make_filename(FACETS_EXTENSION)
        passages = folder / segment.make_filename(PASSAGES_EXTENSION)
        return SegmentDocValues(
            reader,
            FacetFile(facets, reader.article_starts),
            PassageFile.open(passages),
        )


class ArticleLookup:
    """The articles of a generation, by id."""

    def __init__(self, doc_values: DocValues, evaluate: Evaluate) -> None:
        self._doc_values = doc_values
        self._evaluate = evaluate

    def article(self, article_id: str) -> Article | None:
        """Return an article with its attributions, or None."""
        doc_ids = self._paragraphs_of(article_id).tolist()
        return stored_article(list(map(self._doc_values.stored, doc_ids))) if doc_ids else None

    def article_part(self, article_id: str, first: int, last: int) -> ArticlePart | None:
        """Return an article with its paragraphs numbered from *first* to *last*, or None."""
        doc_ids = self._paragraphs_of(article_id)
        if not len(doc_ids):
            return None
        in_range = self._numbered(doc_ids, first, last)
        article = stored_article(
            list(map(self._doc_values.stored, in_range or doc_ids[:1].tolist()))
        )
        if not in_range:
            article = replace(article, paragraphs=())
        return ArticlePart(article, len(doc_ids))

    def paragraphs(self, article_id: str, first: int, last: int) -> list[int]:
        """Return the documents of an article's paragraphs numbered *first* to *last*, in order."""
        return self._numbered(self._paragraphs_of(article_id), first, last)

    def _numbered(self, doc_ids: DocIds, first: int, last: int) -> list[int]:
        numbers = self._doc_values.number[doc_ids]
        in_range = (numbers >= first) & (numbers <= last)
        ordered: list[int] = doc_ids[in_range][np.argsort(numbers[in_range])].tolist()
        return ordered

    def _paragraphs_of(self, article_id: str) -> DocIds:
        return self._evaluate(wq.Term("article", article_id)).doc_ids


class Searcher:
    """An open generation. Not thread-safe.

    Opening raises ``NoIndexError`` where the generation has another index format, and
    ``DamagedIndexError`` where its files are damaged. All methods raise ``ArrayFileError``
    where a damaged block is read.
    """

    def __init__(self, generations: Generations, number: int, cache: SegmentCache) -> None:
        manifest = generations.manifest(number)
        if manifest.index_format != index_format():
            raise NoIndexError.of_format(manifest.index_format, index_format())
        generations.files(manifest.number).check(manifest)
        self.number = number
        self.info = manifest.info()
        self._catalog = manifest.catalog
        self._conflicts: list[int] | None = None
        folder = self._folder = generations.folder(number)
        try:
            self._whoosh = open_searcher(folder, cache.codec)
            paragraphs = self._whoosh.doc_count()
            self._evaluator = IndexEvaluator(self._whoosh)
            self.doc_values = cache.doc_values(
                self._whoosh, generations.files(manifest.number).speaker_table(manifest)
            )
            self.trail_aliases = TrailAliases.open(folder)
        except _DAMAGE_ERRORS as error:
            raise DamagedIndexError(
                f"The index in {folder} cannot be opened ({error}). {REBUILD_ADVICE}"
            ) from error
        if paragraphs != manifest.paragraphs:
            raise DamagedIndexError(
                f"Generation {number} has {paragraphs:,} paragraphs; expected"
                f" {manifest.paragraphs:,}. {REBUILD_ADVICE}"
            )

    def evaluate(self, q: wq.Query) -> Matches:
        """Return the matches of a Whoosh query."""
        return self._evaluator.evaluate(q)

    def highlight_spec(self, query: ParsedQuery) -> HighlightSpec:
        """Return what *query* marks in texts, headlines and names.

        A pattern marks the words of the index that it expands to.
        """
        readers = [searcher.reader() for searcher, _ in self._whoosh.leaf_searchers()]

        def expansions(leaf: wq.MultiTerm) -> tuple[frozenset[str], tuple[Pattern, ...]]:
            # Each segment by itself: its words are cached since the evaluation.
            words: set[bytes] = set()
            for reader in readers:
                words.update(islice(expand(leaf, reader), _MAX_HIGHLIGHTED_EXPANSIONS))
            return frozenset(map(text_of, sorted(words)[:_MAX_HIGHLIGHTED_EXPANSIONS])), ()

        return highlight_spec(query, expansions)

    @cached_property
    def live(self) -> DocIds:
        """All documents that are not deleted."""
        return self.evaluate(wq.Every()).doc_ids

    @cached_property
    def lookup(self) -> ArticleLookup:
        """The articles, by id."""
        return ArticleLookup(self.doc_values, self.evaluate)

    @cached_property
    def articles(self) -> ArticleScorer:
        """The scores of whole articles."""
        return ArticleScorer(self.doc_values.segments)

    @cached_property
    def day_counts(self) -> DayCounts:
        """The number of paragraphs on each day."""
        return count_days(self.doc_values.day[self.live])

    @cached_property
    def spelling(self) -> SpellingSuggester:
        """The near spellings of words."""
        return SpellingSuggester([segment.segment for segment in self.doc_values.segments])

    @cached_property
    def completer(self) -> Completer:
        """Completions of what is typed."""
        return Completer(self.doc_values, self.evaluate)

    @cached_property
    def speakers(self) -> SpeakerIndex:
        """All speakers."""
        return SpeakerIndex(self.doc_values, self._live_mask())

    @cached_property
    def trails(self) -> TrailIndex:
        """The passages of reported speech that stand in several articles."""
        with exempt():
            return TrailIndex(self.doc_values, self._live_mask())

    def conflicts(self, is_conflict: Callable[[int], bool]) -> list[int]:
        """Return the trails, in order, that *is_conflict* is true for; they are cached."""
        if self._conflicts is None:
            statistics = self.trails.statistics
            ranked = statistics.ranked
            disputable = ranked[statistics.disputable[ranked]].tolist()
            self._conflicts = [number for number in disputable if is_conflict(number)]
        return self._conflicts

    def _live_mask(self) -> npt.NDArray[np.bool_]:
        mask = np.zeros(self.doc_values.size, np.bool_)
        mask[self.live] = True
        return mask

    @cached_property
    def _removed(self) -> Mapping[str, RemovedArticle]:
        return open_catalog(self._folder, self._catalog).removed

    def removed(self, article_id: str) -> RemovedArticle | None:
        """Return when an article left the index, or None where it is there or never was."""
        try:
            return self._removed.get(article_id)
        except (CatalogError, ArrayFileError):
            return None  # Searches do without the catalog; the next run reports its damage.


def count_days(day: npt.NDArray[np.int32]) -> DayCounts:
    """Return the number of paragraphs on each day; *day* has the day number of each."""
    dated = day[day != NO_DAY]
    first = int(dated.min()) if len(dated) else 0
    counts = np.bincount(dated - np.int32(first)) if len(dated) else np.empty(0, np.int64)
    return DayCounts(first, offsets(counts), len(day) - len(dated))
