"""Peers of the relevance benchmark: each indexes whole documents and ranks them for words.

The words of a question are joined by OR, as each peer is used at its best. Tantivy and bm25s
are imported when they are used.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Protocol

import Stemmer
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import OrGroup, QueryParser

from tests.benchmarks.judged_collections import Document

DEPTH = 100


class RankedPeer(Protocol):
    """An engine over whole documents."""

    name: str

    def build(self, documents: Sequence[Document], /) -> None:
        """Index *documents*."""
        ...

    def rank(self, words: Sequence[str], /) -> list[str]:
        """Return the ids of the ``DEPTH`` best documents with any of *words*."""
        ...


class Fts5Peer:
    """SQLite FTS5 with its Porter stemmer and ``bm25()``."""

    name = "FTS5"

    def build(self, documents: Sequence[Document]) -> None:
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute(
            "create virtual table hits using fts5(id unindexed, text, tokenize='porter unicode61')"
        )
        rows = [(document.id, document.text) for document in documents]
        self._connection.executemany("insert into hits values (?, ?)", rows)

    def rank(self, words: Sequence[str]) -> list[str]:
        match = " OR ".join(f'"{word}"' for word in words)
        found = self._connection.execute(
            "select id from hits where hits match ? order by rank limit ?", (match, DEPTH)
        )
        return [id_ for (id_,) in found]


class TantivyPeer:
    """Tantivy with its English stemmer."""

    name = "tantivy"

    def build(self, documents: Sequence[Document]) -> None:
        tantivy = import_module("tantivy")
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="en_stem")
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        self._index: Any = tantivy.Index(builder.build())
        writer = self._index.writer(heap_size=100_000_000, num_threads=1)
        for document in documents:
            writer.add_document(tantivy.Document(text=document.text, id=document.id))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def rank(self, words: Sequence[str]) -> list[str]:
        query = self._index.parse_query(" OR ".join(f'"{word}"' for word in words), ["text"])
        searcher = self._index.searcher()
        hits = searcher.search(query, limit=DEPTH).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]


class Bm25sPeer:
    """bm25s with its English stop words and the Snowball stemmer."""

    name = "bm25s"

    def build(self, documents: Sequence[Document]) -> None:
        self._bm25s: Any = import_module("bm25s")
        self._ids = [document.id for document in documents]
        self._scores = self._bm25s.BM25()
        tokens = self._tokens([document.text for document in documents])
        self._scores.index(tokens, show_progress=False)

    def _tokens(self, texts: list[str]) -> Any:
        stemmer = Stemmer.Stemmer("english")
        return self._bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)

    def rank(self, words: Sequence[str]) -> list[str]:
        k = min(DEPTH, len(self._ids))
        found, scores = self._scores.retrieve(
            self._tokens([" ".join(words)]), k=k, show_progress=False
        )
        pairs = zip(found[0], scores[0], strict=True)
        return [self._ids[number] for number, score in pairs if score > 0]


class WhooshPeer:
    """Stock Whoosh: its default field, stemmer aside, and BM25F."""

    name = "Whoosh"

    def build(self, documents: Sequence[Document]) -> None:
        analysis = import_module("whoosh.analysis")
        schema = Schema(id=ID(stored=True), text=TEXT(analyzer=analysis.StemmingAnalyzer()))
        index = RamStorage().create_index(schema)
        writer = index.writer()
        for document in documents:
            writer.add_document(id=document.id, text=document.text)
        writer.commit()
        self._parser = QueryParser("text", schema, group=OrGroup)
        self._searcher = index.searcher()

    def rank(self, words: Sequence[str]) -> list[str]:
        query = self._parser.parse(" ".join(words).lower())
        return [hit["id"] for hit in self._searcher.search(query, limit=DEPTH)]


PEERS: tuple[type[RankedPeer], ...] = (TantivyPeer, Fts5Peer, Bm25sPeer, WhooshPeer)
