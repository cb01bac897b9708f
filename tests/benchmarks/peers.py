"""Adapters of the benchmarked engines: this one, stock Whoosh, SQLite FTS5 and tantivy.

Each indexes the same paragraphs and does the same work for a query.
"""

from __future__ import annotations

import random
import sqlite3
import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from whoosh import index as whoosh_index
from whoosh import query as wq
from whoosh.fields import ID, STORED, TEXT, Schema
from whoosh.index import FileIndex

from searchapp.engine.catalog import entry_for
from searchapp.engine.embedded.engine import EmbeddedEngine
from searchapp.engine.embedded.format.docid_sets import DocIds
from searchapp.engine.embedded.generations import Generations
from searchapp.engine.embedded.search.ranking.paging import page_of
from searchapp.engine.embedded.search.ranking.topk import Ranks
from searchapp.engine.embedded.search.result_set import ResultSet
from searchapp.engine.embedded.search.searcher import Searcher, SegmentCache
from searchapp.engine.embedded.write.index_writer import EmbeddedStore
from searchapp.models.articles import Article, Attribution, Paragraph, Speaker
from searchapp.models.normalize import slug
from searchapp.models.search import SearchRequest
from searchapp.query import analysis
from searchapp.query.parsed_query import ParsedQuery

HITS = 20

Query = tuple[str, list[str]]
"""A kind (term, and, or, not, phrase) and its words."""


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph as every engine indexes it."""

    id: str
    text: str
    speaker: str
    year: str


def _attributions(name: str) -> tuple[Attribution, ...]:
    speaker = Speaker(slug(name), name, "person")
    return (Attribution(speaker, "", "said", "direct", ((0, 1),)),)


_SPEAKERS = [_attributions(f"Speaker {number}") for number in range(2_000)]
_draw = random.Random(20230310).paretovariate
# A few speakers are frequent, most are rare.
_DRAWN = [int(_draw(0.8)) % len(_SPEAKERS) for _ in range(100_000)]


def with_speakers(article: Article) -> Article:
    """Return *article* with a speaker for each paragraph, drawn by the article's id.

    An article that has speakers already is returned unchanged.
    """
    if article.paragraphs[0].attributions:
        return article
    first = zlib.crc32(article.id.encode())
    paragraphs = [
        Paragraph(p.number, p.text, _SPEAKERS[_DRAWN[(first + p.number) % len(_DRAWN)]])
        for p in article.paragraphs
    ]
    return replace(article, paragraphs=tuple(paragraphs))


def rows_of(article: Article) -> list[Row]:
    """Return the paragraphs of *article* with their speakers."""
    year = str(article.date.year) if article.date else "undated"
    return [
        Row(f"{article.id}#p{p.number}", p.text, p.attributions[0].speaker.name, year)
        for p in with_speakers(article).paragraphs
    ]


Articles = Iterable[Article]


class Engine(Protocol):
    """An engine that is benchmarked."""

    name: str
    max_workers: int
    """The number of processes or threads that it can index in."""
    needs: tuple[str, ...]
    """Modules that it imports when it is used."""

    def build(self, folder: Path, articles: Articles, workers: int, /) -> None:
        """Index *articles* into *folder*."""
        ...

    def add(self, folder: Path, articles: Articles) -> float:
        """Add *articles* to the index; return the time at which the commit started."""
        ...

    def open(self, folder: Path) -> None:
        """Open the index."""
        ...

    def search(self, query: Query) -> int:
        """Do the work of one page of results and return the total."""
        ...

    def finds(self, word: str) -> bool:
        """Return whether the index on the disk has a paragraph with *word* now."""
        ...


def _whoosh_query(query: Query, words: str, exact: str) -> wq.Query:
    kind, texts = query
    if kind == "phrase":
        return wq.Phrase(exact, texts)
    terms = [wq.Term(words, analysis.stem(text)) for text in texts]
    if kind == "or":
        return wq.Or(terms)
    if kind == "not":
        return wq.And([terms[0], wq.Not(terms[1])])
    return wq.And(terms) if len(terms) > 1 else terms[0]


def _no_ties(doc_ids: DocIds) -> Ranks:
    """Return equal ranks: hits of one score are left in the order of the index."""
    return np.zeros(len(doc_ids))


class Ours:
    name = "ours"
    max_workers = 64
    needs: tuple[str, ...] = ()

    def build(self, folder: Path, articles: Articles, workers: int) -> None:
        with EmbeddedStore(folder).writer(
            attribution="none", full=True, prepare=with_speakers, workers=workers
        ) as writer:
            for article in articles:
                writer.add(article, entry_for(article, "corpus", 1, None, 0))
            writer.commit()

    def add(self, folder: Path, articles: Articles) -> float:
        with EmbeddedStore(folder).writer(
            attribution="none", full=False, prepare=with_speakers
        ) as writer:
            for entry in writer.entries.values():
                writer.keep(entry)
            for article in articles:
                writer.add(article, entry_for(article, "corpus", 1, None, 0))
            commit_start = time.perf_counter()
            writer.commit()
        return commit_start

    def open(self, folder: Path) -> None:
        generations = Generations(folder)
        live = generations.current()
        assert live is not None
        self._searcher = Searcher(generations, live, SegmentCache())
        self._engine = EmbeddedEngine(folder)

    def search(self, query: Query) -> int:
        request = SearchRequest(limit=HITS)
        parsed = ParsedQuery(_whoosh_query(query, "text", "exact"), None)
        doc_values = self._searcher.doc_values
        result_set = ResultSet(self._searcher, request, parsed)
        matches = result_set.matches
        assert len(result_set.facets.facets(("speaker", "year"))) == 2
        for doc_id, _ in page_of(doc_values, matches, request, _no_ties, 0, HITS):
            assert doc_values.stored(doc_id).paragraph.text
        return len(matches)

    def finds(self, word: str) -> bool:
        parsed = ParsedQuery(wq.Term("exact", word), None)
        return self._engine.count(SearchRequest(), parsed) > 0

    def search_with_highlights(self, query: Query) -> int:
        """Search with all facets and with highlights; return the total."""
        parsed = ParsedQuery(_whoosh_query(query, "text", "exact"), None)
        return self._engine.search(SearchRequest(limit=HITS), parsed).total


class StockWhoosh:
    name = "whoosh"
    max_workers = 1
    needs: tuple[str, ...] = ()

    def build(self, folder: Path, articles: Articles, _workers: int) -> None:
        schema = Schema(
            id=ID(stored=True),
            text=TEXT(analyzer=analysis.stemmed(), stored=True),
            exact=TEXT(analyzer=analysis.exact()),
            speaker=ID(sortable=True),
            year=ID(sortable=True),
            note=STORED(),
        )
        self._write(whoosh_index.create_in(str(folder), schema), articles)

    def add(self, folder: Path, articles: Articles) -> float:
        return self._write(whoosh_index.open_dir(str(folder)), articles)

    def _write(self, index: FileIndex, articles: Articles) -> float:
        writer = index.writer(limitmb=256)
        for article in articles:
            for row in rows_of(article):
                writer.add_document(
                    id=row.id, text=row.text, exact=row.text, speaker=row.speaker, year=row.year
                )
        commit_start = time.perf_counter()
        writer.commit()
        return commit_start

    def open(self, folder: Path) -> None:
        self._searcher = whoosh_index.open_dir(str(folder)).searcher()

    def search(self, query: Query) -> int:
        results = self._searcher.search(
            _whoosh_query(query, "text", "exact"), limit=None, groupedby=["speaker", "year"]
        )
        for hit in results[:HITS]:
            assert hit["text"]
        for name in ("speaker", "year"):
            {value: len(documents) for value, documents in results.groups(name).items()}
        return len(results)

    def finds(self, word: str) -> bool:
        self._searcher = self._searcher.refresh()
        return len(self._searcher.search(wq.Term("exact", word), limit=1)) > 0


class Fts5:
    name = "fts5"
    max_workers = 1
    needs: tuple[str, ...] = ()

    def build(self, folder: Path, articles: Articles, _workers: int) -> None:
        with sqlite3.connect(folder / "fts.db") as connection:
            # So that readers and the writer do not block each other.
            connection.execute("pragma journal_mode = wal")
            connection.execute(
                "create virtual table hits using fts5(text, tokenize='porter unicode61')"
            )
            connection.execute("create table about (id text, speaker text, year text)")
        connection.close()
        self.add(folder, articles)

    def add(self, folder: Path, articles: Articles) -> float:
        connection = sqlite3.connect(folder / "fts.db")
        for article in articles:
            rows = rows_of(article)
            connection.executemany("insert into hits values (?)", [(r.text,) for r in rows])
            connection.executemany(
                "insert into about values (?, ?, ?)", [(r.id, r.speaker, r.year) for r in rows]
            )
        commit_start = time.perf_counter()
        connection.commit()
        connection.close()
        return commit_start

    def open(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "fts.db")

    def search(self, query: Query) -> int:
        kind, words = query
        quoted = [f'"{word}"' for word in words]
        match = {
            "phrase": f'"{" ".join(words)}"',
            "or": " OR ".join(quoted),
            "not": " NOT ".join(quoted),
        }.get(kind, " AND ".join(quoted))
        run = self._connection.execute
        top = "select rowid, text from hits where hits match ? order by rank limit ?"
        assert len(run(top, (match, HITS)).fetchall()) <= HITS
        for name in ("speaker", "year"):
            joined = "hits join about on about.rowid = hits.rowid where hits match ?"
            run(f"select {name}, count(*) from {joined} group by {name}", (match,)).fetchall()  # noqa: S608
        total = run("select count(*) from hits where hits match ?", (match,)).fetchone()[0]
        return int(total)

    def finds(self, word: str) -> bool:
        rows = self._connection.execute("select 1 from hits where hits match ? limit 1", (word,))
        return bool(rows.fetchall())


class Tantivy:
    name = "tantivy"
    max_workers = 8
    needs: tuple[str, ...] = ("tantivy",)

    def build(self, folder: Path, articles: Articles, workers: int) -> None:
        tantivy = import_module("tantivy")
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", stored=True, tokenizer_name="en_stem")
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("speaker", fast=True, tokenizer_name="raw")
        builder.add_text_field("year", fast=True, tokenizer_name="raw")
        self._write(tantivy.Index(builder.build(), path=str(folder)), articles, workers)

    def add(self, folder: Path, articles: Articles) -> float:
        return self._write(import_module("tantivy").Index.open(str(folder)), articles, 1)

    def _write(self, index: Any, articles: Articles, workers: int) -> float:
        tantivy = import_module("tantivy")
        writer = index.writer(heap_size=300_000_000, num_threads=workers)
        for article in articles:
            for row in rows_of(article):
                writer.add_document(
                    tantivy.Document(text=row.text, id=row.id, speaker=row.speaker, year=row.year)
                )
        commit_start = time.perf_counter()
        writer.commit()
        writer.wait_merging_threads()
        return commit_start

    def open(self, folder: Path) -> None:
        tantivy = import_module("tantivy")
        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()

    def search(self, query: Query) -> int:
        kind, words = query
        text = {
            "phrase": f'"{" ".join(words)}"',
            "or": " OR ".join(words),
            "not": f"+{words[0]} -{words[-1]}",
        }.get(kind, " AND ".join(words))
        parsed = self._index.parse_query(text, ["text"])
        results = self._searcher.search(parsed, limit=HITS, count=True)
        for _, address in results.hits:
            assert self._searcher.doc(address)["text"]
        facets = {name: {"terms": {"field": name, "size": 20}} for name in ("speaker", "year")}
        self._searcher.aggregate(parsed, facets)
        return int(results.count)

    def finds(self, word: str) -> bool:
        self._index.reload()
        query = self._index.parse_query(word, ["text"])
        return int(self._index.searcher().search(query, limit=1, count=True).count) > 0
