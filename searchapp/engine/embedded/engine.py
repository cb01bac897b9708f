"""The ``SearchEngine`` over Whoosh."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any

from searchapp.engine.embedded.documents import stored_date, stored_paragraph
from searchapp.engine.embedded.filters import Filters
from searchapp.engine.embedded.generations import REINDEX_ADVICE, DamagedIndexError, Generations
from searchapp.engine.embedded.matches import selected
from searchapp.engine.embedded.opened import OpenGeneration, SegmentCache
from searchapp.engine.embedded.sought import sought_in_text, sought_in_title
from searchapp.engine.highlighting import Marks, find_matches
from searchapp.engine.language import ParsedQuery
from searchapp.engine.protocol import Health, NoIndexError
from searchapp.records import Article, Hit, IndexInfo, SearchRequest, SearchResults


class EmbeddedEngine:
    """Searches the live generation of one index folder.

    Each call looks whether another generation has become the live one. One call runs at
    a time; another process can search the same folder.
    """

    def __init__(self, index_dir: Path) -> None:
        self._generations = Generations(index_dir)
        self._lock = Lock()
        self._cache = SegmentCache()
        self._open: OpenGeneration | None = None
        self._live: int | None = None
        self._trouble = ""

    def _generation(self) -> OpenGeneration:
        live = self._generations.current()
        if self._open is not None and live is not None and live == self._live:
            return self._open
        self._close()
        if live is None:
            raise NoIndexError(f"There is no index yet. {REINDEX_ADVICE}")
        self._open, self._trouble = self._open_newest(live)
        self._live = live
        return self._open

    def _open_newest(self, live: int) -> tuple[OpenGeneration, str]:
        """Open the live generation, or the one kept before it where that is damaged."""
        try:
            return OpenGeneration(self._generations, live, self._cache), ""
        except DamagedIndexError as error:
            for number in reversed(self._generations.numbers()):
                if number < live:
                    try:
                        return OpenGeneration(self._generations, number, self._cache), str(error)
                    except NoIndexError:
                        continue
            raise

    def close(self) -> None:
        """Close the open generation, if any; the next call opens the live one."""
        with self._lock:
            self._close()

    def _close(self) -> None:
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
            return self._generation().article(article_id)

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
            found = generation.find(query)
            filters = Filters(generation.columns, request)
            kept = selected(found, filters.passed(found.documents))
            marks = _marks(query, generation.searcher.reader())
            return SearchResults(
                request=request,
                index=generation.info,
                total=len(kept),
                hits=tuple(
                    _hit(
                        generation.stored(document),
                        marks,
                        score if request.sort == "relevance" else 0.0,
                    )
                    for document, score in generation.page(kept, request)
                ),
                facets=filters.facets(found.documents),
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
