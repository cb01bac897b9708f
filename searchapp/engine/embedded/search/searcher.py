"""A generation of the index, open for searching."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import query as wq
from whoosh.searching import Searcher as WhooshSearcher

from searchapp.engine.catalog import RemovedArticle
from searchapp.engine.common.stored_paragraph import StoredParagraph, stored_article
from searchapp.engine.common.timelines import DayCounts
from searchapp.engine.embedded.catalog_files import find_removed
from searchapp.engine.embedded.format.facet_values import FacetFile
from searchapp.engine.embedded.generations import (
    REBUILD_ADVICE,
    REINDEX_ADVICE,
    DamagedIndexError,
    Generations,
)
from searchapp.engine.embedded.manifest import index_format
from searchapp.engine.embedded.search.bm25 import DocValueScores
from searchapp.engine.embedded.search.completion import Completion
from searchapp.engine.embedded.search.doc_values import DocValues, SegmentDocValues, count_days
from searchapp.engine.embedded.search.docid_sets import Documents, first_of_each, member
from searchapp.engine.embedded.search.evaluator import MatchCollector
from searchapp.engine.embedded.search.matched_terms import title_bonus
from searchapp.engine.embedded.search.matches import Matches, selected, union, with_bonus
from searchapp.engine.embedded.search.speakers import Speakers
from searchapp.engine.embedded.search.spelling import Spelling
from searchapp.engine.embedded.search.topk import Ranks, by_day, split_at_tie, top_by_score, top_k
from searchapp.engine.embedded.whoosh.codec import FACETS_EXTENSION, ArrayCodec, ArraySegment
from searchapp.engine.embedded.whoosh.toc import open_searcher
from searchapp.engine.errors import NoIndexError
from searchapp.models.articles import Article
from searchapp.models.search import SearchRequest
from searchapp.query import boosts
from searchapp.query.parser import ParsedQuery


class SegmentCache:
    """The open segments of an index, shared by the generations that hold them.

    Whoosh's own way to turn to a newer state, ``Searcher.refresh``, re-adds segments that
    were merged away and misses deletions (whoosh3 3.54, index.py); a generation here is
    always opened from its own list of segments, and only files are shared.
    """

    def __init__(self) -> None:
        self.codec = ArrayCodec()
        self._columns: dict[str, SegmentDocValues] = {}

    def columns(self, searcher: WhooshSearcher) -> DocValues:
        """Return the columns of *searcher*'s segments, and forget those of all others."""
        names = []
        for leaf, _ in searcher.leaf_searchers():
            segment = leaf.reader().segment()
            if segment is None:
                continue
            name = segment.segment_id()
            names.append(name)
            if name not in self._columns:
                self._columns[name] = self._open(leaf.reader().storage(), segment)
        for gone in self._columns.keys() - set(names):
            del self._columns[gone]
            del self.codec.opened[gone]
        return DocValues([self._columns[name] for name in names])

    def _open(self, storage: Any, segment: ArraySegment) -> SegmentDocValues:
        file = self.codec.file(storage, segment)
        path = Path(storage.folder) / segment.make_filename(FACETS_EXTENSION)
        return SegmentDocValues(file, FacetFile(path, file.first))


class Searcher:
    """A generation that is open for searching. Not for use by two threads at once."""

    def __init__(self, generations: Generations, number: int, cache: SegmentCache) -> None:
        manifest = generations.manifest(number)
        if manifest.index_format != index_format():
            raise NoIndexError(
                f"The index has format {manifest.index_format!r}; this version of the program reads"
                f" {index_format()!r}. {REINDEX_ADVICE}"
            )
        generations.check_files(manifest)
        self.number = number
        self.info = manifest.info()
        self._catalog = manifest.catalog
        folder = self._folder = generations.folder(number)
        try:
            self.searcher = open_searcher(folder, cache.codec)
            found = self.searcher.doc_count()
            self.columns = cache.columns(self.searcher)
        except Exception as error:
            raise DamagedIndexError(
                f"The index in {folder} cannot be opened ({error}). {REBUILD_ADVICE}"
            ) from error
        if found != manifest.paragraphs:
            raise DamagedIndexError(
                f"Generation {number} holds {found:,} paragraphs; expected"
                f" {manifest.paragraphs:,}. {REBUILD_ADVICE}"
            )

    @cached_property
    def spelling(self) -> Spelling:
        """The near spellings of words."""
        return Spelling([segment.file for segment in self.columns.segments])

    @cached_property
    def completion(self) -> Completion:
        """What completes what is typed."""
        return Completion(self.columns, self.run)

    def run(self, q: wq.Query) -> Matches:
        """Return all that *q* finds."""
        collector = MatchCollector()
        self.searcher.search_with_collector(q, collector)
        return collector.matches

    @cached_property
    def live(self) -> Documents:
        """All documents that are not deleted."""
        return self.run(wq.Every()).documents

    @cached_property
    def day_counts(self) -> DayCounts:
        """All paragraphs by day."""
        return count_days(self.columns.day[self.live])

    @cached_property
    def speakers(self) -> Speakers:
        """All speakers."""
        mask = np.zeros(self.columns.size, np.bool_)
        mask[self.live] = True
        return Speakers(self.columns, mask)

    def find(self, query: ParsedQuery) -> Matches:
        """Return all that *query* finds, with scores; filters are left out.

        A match in the headline raises the score of the article's paragraphs that match by
        themselves. An article whose headline matches while none of its paragraphs does is
        found by its first paragraph.
        """
        found = self._in_own_words(self.run(query.body))
        if query.headline is None:
            return found
        title = boosts.BOOSTS.title
        bonus = self.run(title_bonus(query.headline))
        if not len(bonus):
            return found
        columns = self.columns
        found = with_bonus(found, bonus.times(title), columns.scratch)
        in_headline = self.run(query.headline)
        first = in_headline.documents[columns.number[in_headline.documents] == 1]
        if not len(first):
            return found
        found_below = np.zeros(int(columns.article.max(initial=0)) + 1, np.bool_)
        found_below[columns.article[found.documents]] = True
        only = first[~found_below[columns.article[first]]]
        headlines = selected(in_headline, member(in_headline.documents, only))
        return union([found, headlines.times(title)], columns.size, columns.scratch)

    def _in_own_words(self, found: Matches) -> Matches:
        """Add to the scores what quotations count, where there are scores at all."""
        if not found.weights or not boosts.BOOSTS.own_words:
            return found
        added = DocValueScores(self.columns.quotation_bonus(boosts.BOOSTS), found.documents)
        return replace(found, weights=(*found.weights, added), spread=None)

    def page(self, matches: Matches, request: SearchRequest) -> list[tuple[int, float]]:
        """Return the documents and scores of the page asked for; ties go by id."""
        first = (request.page - 1) * request.limit
        wanted = first + request.limit
        if first >= len(matches):
            return []
        ranks: Ranks
        if request.sort == "relevance":
            rows, ranks = top_by_score(matches, wanted)
        elif request.sort == "added":
            ranks = self.columns.entered.take(matches.documents)
            rows = top_k(ranks, wanted)
            ranks = ranks.take(rows)
        else:
            ranks = by_day(self.columns.day.take(matches.documents), request.sort)
            rows = top_k(ranks, wanted)
            ranks = ranks.take(rows)
        documents = matches.documents.take(rows)
        sure, tied = split_at_tie(ranks, wanted)
        order = self._in_order(documents.take(sure), ranks.take(sure))
        if len(tied):
            left = wanted - len(order)
            order += self.columns.first_by_name(documents.take(tied), left).tolist()
        page = order[first:wanted]
        at = np.searchsorted(matches.documents, page)
        return list(zip(page, matches.take(at).scores.tolist(), strict=True))

    def _in_order(self, documents: Documents, ranks: Ranks) -> list[int]:
        """Return *documents* by rank; those of equal rank by name, which is read for these only."""
        order = np.argsort(-ranks, kind="stable")
        documents, ranks = documents.take(order), ranks.take(order)
        starts = first_of_each(ranks)
        if len(starts) == len(documents):
            return documents.tolist()  # type: ignore[no-any-return]
        in_order: list[int] = []
        for start, stop in pairwise([*starts.tolist(), len(documents)]):
            tied = documents[start:stop]
            in_order += (self.columns.by_name(tied) if stop - start > 1 else tied).tolist()
        return in_order

    def stored(self, document: int) -> StoredParagraph:
        """Return what is stored of a document."""
        return self.columns.stored(document)

    def article(self, article_id: str) -> Article | None:
        """Return an article with its attributions, or None."""
        documents = [self.stored(d) for d in self._of_article(article_id).tolist()]
        return stored_article(documents) if documents else None

    def removed(self, article_id: str) -> RemovedArticle | None:
        """Return when an article left the index, or None where it never did."""
        return find_removed(self._folder, self._catalog, article_id)

    def paragraphs(self, article_id: str, first: int, last: int) -> list[int]:
        """Return the documents of an article's paragraphs *first* to *last*, in order."""
        documents = self._of_article(article_id)
        numbers = self.columns.number[documents]
        chosen = (numbers >= first) & (numbers <= last)
        order = np.argsort(numbers[chosen])
        found: list[int] = documents[chosen][order].tolist()
        return found

    def _of_article(self, article_id: str) -> Documents:
        return self.run(wq.Term("article", article_id)).documents
