"""The ``SearchEngine`` over Whoosh."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from whoosh import index as whoosh_index
from whoosh import query as wq
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from searchapp.engine.embedded.columns import NO_DAY, Columns
from searchapp.engine.embedded.documents import stored_article, stored_date, stored_paragraph
from searchapp.engine.embedded.evaluation import (
    Documents,
    MatchCollector,
    Matches,
    selected,
    union,
    with_bonus,
)
from searchapp.engine.embedded.filters import Filters
from searchapp.engine.embedded.generations import (
    REBUILD_ADVICE,
    REINDEX_ADVICE,
    DamagedIndexError,
    Generations,
    schema_fingerprint,
)
from searchapp.engine.embedded.sought import sought_in_text, sought_in_title, title_bonus
from searchapp.engine.highlighting import Marks, find_matches
from searchapp.engine.language import ParsedQuery
from searchapp.engine.protocol import Health, NoIndexError
from searchapp.records import Article, Hit, IndexInfo, SearchRequest, SearchResults

TITLE_WEIGHT = 0.5
"""How much a match in the headline counts beside one in the paragraph."""


def _open_whoosh(folder: Path) -> Searcher:
    """Open the Whoosh index in *folder*. Raises ``DamagedIndexError``."""
    try:
        return whoosh_index.open_dir(str(folder)).searcher(weighting=BM25F())
    except Exception as error:
        raise DamagedIndexError(
            f"The index in {folder} cannot be opened ({error}). {REBUILD_ADVICE}"
        ) from error


class _OpenGeneration:
    """A generation that is open for searching. Not for use by two threads at once."""

    def __init__(self, generations: Generations, number: int) -> None:
        manifest = generations.manifest(number)
        if manifest.schema != schema_fingerprint():
            raise NoIndexError(
                f"The index was written by another version of this program. {REINDEX_ADVICE}"
            )
        generations.check_files(manifest)
        self.info = manifest.info()
        self.searcher = _open_whoosh(generations.folder(number))
        if self.searcher.doc_count() != manifest.paragraphs:
            found = self.searcher.doc_count()
            self.searcher.close()
            raise DamagedIndexError(
                f"Generation {number} holds {found:,} paragraphs; expected"
                f" {manifest.paragraphs:,}. {REBUILD_ADVICE}"
            )
        self.columns = Columns.of(self.searcher)

    def run(self, q: wq.Query) -> Matches:
        """Return all that *q* finds."""
        collector = MatchCollector()
        self.searcher.search_with_collector(q, collector)
        return collector.matches

    def find(self, query: ParsedQuery) -> Matches:
        """Return all that *query* finds, with scores; filters are left out.

        A match in the headline raises the score of the article's paragraphs that
        match by themselves. An article whose headline matches while none of its
        paragraphs does is found by its first paragraph.
        """
        found = self.run(query.body)
        if query.headline is None:
            return found
        bonus = self.run(title_bonus(query.headline))
        found = with_bonus(found, Matches(bonus.documents, bonus.scores * TITLE_WEIGHT))
        if not len(bonus):
            return found
        in_headline = self.run(query.headline)
        columns = self.columns
        found_below = np.zeros(columns.article.max(initial=0) + 1, np.bool_)
        found_below[columns.article[found.documents]] = True
        only = (columns.number[in_headline.documents] == 1) & ~found_below[
            columns.article[in_headline.documents]
        ]
        headlines = selected(in_headline, only)
        return union([found, Matches(headlines.documents, headlines.scores * TITLE_WEIGHT)])

    def order(self, matches: Matches, request: SearchRequest) -> Documents:
        """Return the documents of *matches* in the order asked for; ties go by id."""
        rank = self.columns.rank[matches.documents]
        if request.sort == "relevance":
            # Scores are sums of floats whose order may differ: what differs by
            # less than their rounding is a tie.
            keys = -np.round(matches.scores, 9)
        else:
            day = self.columns.day[matches.documents].astype(np.int64)
            undated = day == NO_DAY
            keys = np.where(
                undated, np.iinfo(np.int64).max, -day if request.sort == "newest" else day
            )
        return matches.documents[np.lexsort((rank, keys))]


class EmbeddedEngine:
    """Searches the live generation of one index folder.

    Each call looks whether another generation has become the live one. Whoosh's
    readers keep a position in their files, so one call runs at a time; another
    process can search the same folder.
    """

    def __init__(self, index_dir: Path) -> None:
        self._generations = Generations(index_dir)
        self._lock = Lock()
        self._open: _OpenGeneration | None = None
        self._live: int | None = None
        self._trouble = ""

    def _generation(self) -> _OpenGeneration:
        live = self._generations.current()
        if self._open is not None and live is not None and live == self._live:
            return self._open
        self._close()
        if live is None:
            raise NoIndexError(f"There is no index yet. {REINDEX_ADVICE}")
        self._open, self._trouble = self._open_newest(live)
        self._live = live
        return self._open

    def _open_newest(self, live: int) -> tuple[_OpenGeneration, str]:
        """Open the live generation, or the one kept before it where that is damaged."""
        try:
            return _OpenGeneration(self._generations, live), ""
        except DamagedIndexError as error:
            for number in reversed(self._generations.numbers()):
                if number < live:
                    try:
                        return _OpenGeneration(self._generations, number), str(error)
                    except NoIndexError:
                        continue
            raise

    def close(self) -> None:
        """Close the open generation, if any; the next call opens the live one."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._open is not None:
            self._open.searcher.close()
        self._open = None
        self._live = None

    def info(self) -> IndexInfo:
        """Return what the live generation holds. Raises ``NoIndexError``."""
        with self._lock:
            return self._generation().info

    def health(self) -> Health:
        """Return how the engine is; never raises."""
        with self._lock:
            try:
                info = self._generation().info
            except DamagedIndexError as error:
                return Health("degraded", message=str(error))
            except NoIndexError as error:
                return Health("no_index", message=str(error))
            return Health("degraded" if self._trouble else "ok", info, self._trouble)

    def article(self, article_id: str) -> Article | None:
        """Return an article with its attributions, or None. Raises ``NoIndexError``."""
        with self._lock:
            searcher = self._generation().searcher
            documents = [
                searcher.stored_fields(number)
                for number in searcher.document_numbers(article=article_id)
            ]
        return stored_article(documents) if documents else None

    def marks(self, query: ParsedQuery) -> Marks:
        """Return what *query* marks in texts and headlines. Raises as ``search`` does."""
        with self._lock:
            return _marks(query, self._generation().searcher.reader())

    def search(self, request: SearchRequest, query: ParsedQuery) -> SearchResults:
        """Return one page of what *query* finds under the filters of *request*.

        Raises ``NoIndexError``, and ``QueryError`` where a pattern matches too
        many words.
        """
        with self._lock:
            generation = self._generation()
            columns = generation.columns
            found = generation.find(query)
            in_query = np.zeros(columns.size, np.bool_)
            in_query[found.documents] = True
            filters = Filters(columns, request)
            kept = selected(found, filters.mask()[found.documents])
            first = (request.page - 1) * request.limit
            shown = generation.order(kept, request)[first : first + request.limit]
            scores = dict(zip(kept.documents.tolist(), kept.scores.tolist(), strict=True))
            marks = _marks(query, generation.searcher.reader())
            return SearchResults(
                request=request,
                index=generation.info,
                total=len(kept),
                hits=tuple(
                    _hit(
                        generation.searcher.stored_fields(int(number)),
                        marks,
                        scores[int(number)] if request.sort == "relevance" else 0.0,
                    )
                    for number in shown
                ),
                facets=filters.facets(in_query),
                notices=query.notices,
            )


def _marks(query: ParsedQuery, reader: Any) -> Marks:
    trees = [query.body] if query.headline is None else [query.body, query.headline]
    return Marks(sought_in_text(trees, reader), sought_in_title(trees, reader))


def _hit(stored: dict[str, Any], marks: Marks, score: float) -> Hit:
    paragraph = stored_paragraph(stored)
    return Hit(
        article_id=stored["article"],
        number=paragraph.number,
        title=stored["title"],
        text=paragraph.text,
        date=stored_date(stored),
        source=stored.get("source", ""),
        author=stored.get("author", ""),
        attributions=paragraph.attributions,
        matches=find_matches(paragraph.text, marks.text),
        title_matches=find_matches(stored["title"], marks.title),
        score=score,
    )
