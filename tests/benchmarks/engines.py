"""The engine beside stock Whoosh, SQLite FTS5 and tantivy: one corpus, one run, the same work.

    python -m tests.benchmarks.engines CORPUS.jsonl.gz [--paragraphs N] [--json]
                                       [--peers ours,whoosh,fts5,tantivy] [--random N] [--cpu]

A query's work is what a page of results needs: the 20 best paragraphs with their text,
the exact total, and how many paragraphs each speaker and each year has. Speakers are drawn
at random, since attribution is not what is measured. Queries are seeded: some listed ones,
random ones made of words of the corpus, and the worst cases, of the commonest words. Needs
the extra ``bench``.

Each query is asked six times in a warm process, of which the median of the last five
counts, and once in a fresh process. Times are wall times, or with ``--cpu`` the processor's,
for a machine that has other work to do. ``marked`` is this engine's whole search, which
also marks the words in texts and headlines; no peer does. Where the corpus has fewer
paragraphs than asked for, it is repeated under new ids.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import math
import random
import re
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

from whoosh import index as whoosh_index
from whoosh import query as wq
from whoosh.fields import ID, STORED, TEXT, Schema

from searchapp.engine import analysis
from searchapp.engine.catalog import entry_for
from searchapp.engine.embedded.engine import EmbeddedEngine
from searchapp.engine.embedded.filters import Filters
from searchapp.engine.embedded.generations import Generations
from searchapp.engine.embedded.opened import OpenGeneration, SegmentCache
from searchapp.engine.embedded.store import EmbeddedStore
from searchapp.engine.language import ParsedQuery
from searchapp.records import Article, Attribution, Paragraph, SearchRequest, Speaker

SEED = 20230310
REPEATS = 5
HITS = 20
_WORD = re.compile(r"[a-z]{2,}")

LISTED = [
    ("term", ["said"]),
    ("term", ["oil"]),
    ("term", ["zzzzqq"]),
    ("and", ["trade", "deficit"]),
    ("and", ["said", "company"]),
    ("or", ["oil", "gas"]),
    ("or", ["said", "company", "mln"]),
    ("not", ["opec", "saudi"]),
    ("not", ["said", "company"]),
    ("phrase", ["interest", "rates"]),
    ("phrase", ["the", "company", "said"]),
    ("phrase", ["of", "the"]),
]

WORST = [
    ("term", ["the"]),
    ("and", ["the", "of"]),
    ("or", ["the", "of", "to", "in", "a", "said"]),
    ("not", ["the", "said"]),
    ("phrase", ["in", "the"]),
    ("phrase", ["to", "be", "the"]),
]

Query = tuple[str, list[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph as every engine gets it."""

    id: str
    text: str
    speaker: str
    year: str


def read_rows(path: Path, wanted: int) -> Iterator[tuple[Article, list[Row]]]:
    """Yield articles and their rows until *wanted* paragraphs are there."""
    rng = random.Random(SEED)
    count = 0
    for copy in itertools.count():
        opened = gzip.open(path, "rt") if path.suffix == ".gz" else path.open()
        with opened as lines:
            for line in lines:
                loaded = json.loads(line)
                article_id = f"{loaded['id']}-{copy}" if copy else loaded["id"]
                day = date.fromisoformat(loaded["date"]) if loaded.get("date") else None
                paragraphs, rows = [], []
                for number, text in enumerate(loaded["paragraphs"][: wanted - count], 1):
                    name = f"Speaker {int(rng.paretovariate(0.8)) % 2000}"
                    speaker = Speaker(name.lower().replace(" ", "-"), name, "person")
                    said = Attribution(speaker, "", "said", "direct", ((0, 1),))
                    paragraphs.append(Paragraph(number, text, (said,)))
                    year = str(day.year) if day else "undated"
                    rows.append(Row(f"{article_id}#p{number}", text, name, year))
                if paragraphs:
                    yield Article(article_id, loaded["title"], day, tuple(paragraphs)), rows
                count += len(paragraphs)
                if count >= wanted:
                    return


def random_queries(texts: list[str], count: int) -> list[Query]:
    """Return *count* seeded queries made of the words of *texts*."""
    rng = random.Random(SEED)
    queries: list[Query] = []
    while len(queries) < count:
        words = _WORD.findall(rng.choice(texts).lower())
        if len(words) < 4:
            continue
        kind = rng.choice(["term", "term", "and", "and", "or", "not", "phrase"])
        at = rng.randrange(len(words) - 2)
        chosen = words[at : at + rng.choice([2, 3])] if kind == "phrase" else rng.sample(words, 2)
        queries.append((kind, chosen[:1] if kind == "term" else chosen))
    return queries


class Engine(Protocol):
    """What is compared."""

    name: str

    def build(self, folder: Path, articles: Iterator[tuple[Article, list[Row]]]) -> None:
        """Index everything and bring it to the disk."""
        ...

    def open(self, folder: Path) -> None:
        """Open what was built."""
        ...

    def ask(self, query: Query) -> int:
        """Do a page's whole work and return the total."""
        ...


def _tree(query: Query, words: str, exact: str) -> wq.Query:
    kind, texts = query
    if kind == "phrase":
        return wq.Phrase(exact, texts)
    terms = [wq.Term(words, analysis.stem(text)) for text in texts]
    if kind == "or":
        return wq.Or(terms)
    if kind == "not":
        return wq.And([terms[0], wq.Not(terms[1])])
    return wq.And(terms) if len(terms) > 1 else terms[0]


class Ours:
    name = "ours"

    def build(self, folder: Path, articles: Iterator[tuple[Article, list[Row]]]) -> None:
        with EmbeddedStore(folder).writer(attribution="none", full=True) as writer:
            for article, _ in articles:
                writer.add(article, entry_for(article, "corpus", 1, None, 0))
            writer.commit()

    def open(self, folder: Path) -> None:
        generations = Generations(folder)
        live = generations.current()
        assert live is not None
        self._generation = OpenGeneration(generations, live, SegmentCache())
        self._engine = EmbeddedEngine(folder)

    def ask(self, query: Query) -> int:
        request = SearchRequest(limit=HITS)
        found = self._generation.find(ParsedQuery(_tree(query, "text", "exact"), None))
        facets = Filters(self._generation.columns, request).facets(found.documents)
        assert {"speaker", "year"} <= {facet.name for facet in facets}
        for document, _ in self._generation.page(found, request):
            assert self._generation.stored(document).paragraph.text
        return len(found)

    def marked(self, query: Query) -> int:
        """Search as a page of results does, with its words marked; return the total."""
        parsed = ParsedQuery(_tree(query, "text", "exact"), None)
        return self._engine.search(SearchRequest(limit=HITS), parsed).total


class StockWhoosh:
    name = "whoosh"

    def build(self, folder: Path, articles: Iterator[tuple[Article, list[Row]]]) -> None:
        schema = Schema(
            id=ID(stored=True),
            text=TEXT(analyzer=analysis.stemmed(), stored=True),
            exact=TEXT(analyzer=analysis.exact()),
            speaker=ID(sortable=True),
            year=ID(sortable=True),
            note=STORED(),
        )
        writer = whoosh_index.create_in(str(folder), schema).writer(limitmb=256)
        for _, rows in articles:
            for row in rows:
                writer.add_document(
                    id=row.id, text=row.text, exact=row.text, speaker=row.speaker, year=row.year
                )
        writer.commit()

    def open(self, folder: Path) -> None:
        self._searcher = whoosh_index.open_dir(str(folder)).searcher()

    def ask(self, query: Query) -> int:
        results = self._searcher.search(
            _tree(query, "text", "exact"), limit=None, groupedby=["speaker", "year"]
        )
        for hit in results[:HITS]:
            assert hit["text"]
        for name in ("speaker", "year"):
            {value: len(found) for value, found in results.groups(name).items()}
        return len(results)


class Fts5:
    name = "fts5"

    def build(self, folder: Path, articles: Iterator[tuple[Article, list[Row]]]) -> None:
        with sqlite3.connect(folder / "fts.db") as connection:
            connection.execute(
                "create virtual table hits using fts5(text, tokenize='porter unicode61')"
            )
            connection.execute("create table about (id text, speaker text, year text)")
            for _, rows in articles:
                connection.executemany("insert into hits values (?)", [(r.text,) for r in rows])
                connection.executemany(
                    "insert into about values (?, ?, ?)", [(r.id, r.speaker, r.year) for r in rows]
                )
        connection.close()

    def open(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "fts.db")

    def ask(self, query: Query) -> int:
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


class Tantivy:
    name = "tantivy"

    def build(self, folder: Path, articles: Iterator[tuple[Article, list[Row]]]) -> None:
        tantivy = import_module("tantivy")
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", stored=True, tokenizer_name="en_stem")
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("speaker", fast=True, tokenizer_name="raw")
        builder.add_text_field("year", fast=True, tokenizer_name="raw")
        index = tantivy.Index(builder.build(), path=str(folder))
        writer = index.writer(heap_size=300_000_000, num_threads=1)
        for _, rows in articles:
            for row in rows:
                writer.add_document(
                    tantivy.Document(text=row.text, id=row.id, speaker=row.speaker, year=row.year)
                )
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        tantivy = import_module("tantivy")
        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()

    def ask(self, query: Query) -> int:
        kind, words = query
        text = {
            "phrase": f'"{" ".join(words)}"',
            "or": " OR ".join(words),
            "not": f"+{words[0]} -{words[-1]}",
        }.get(kind, " AND ".join(words))
        parsed = self._index.parse_query(text, ["text"])
        found = self._searcher.search(parsed, limit=HITS, count=True)
        for _, address in found.hits:
            assert self._searcher.doc(address)["text"]
        facets = {name: {"terms": {"field": name, "size": 20}} for name in ("speaker", "year")}
        self._searcher.aggregate(parsed, facets)
        return int(found.count)


def size_of(folder: Path) -> int:
    """Return the bytes of all files below *folder*."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


Clock = Callable[[], float]


def time_ms(call: Callable[[], object], clock: Clock = time.perf_counter) -> float:
    """Return how long *call* takes, in milliseconds."""
    began = clock()
    call()
    return (clock() - began) * 1000


def warm_ms(ask: Callable[[Query], object], query: Query, clock: Clock) -> float:
    """Return the median time of a query that has been asked before, in milliseconds."""
    return statistics.median(time_ms(lambda: ask(query), clock) for _ in range(REPEATS))


def first_times_ms(
    engine: Engine, folder: Path, queries: dict[str, list[Query]], clock: Clock
) -> dict[str, list[float]]:
    """Open and ask each query once; return the times by kind, that of opening first of all.

    Meant for a fresh process.
    """
    times = {"open": [time_ms(lambda: engine.open(folder), clock)]}
    for kind, asked in queries.items():
        times[kind] = [time_ms(lambda q=query: engine.ask(q), clock) for query in asked]  # type: ignore[misc]
    return times


def summary(times: list[float]) -> dict[str, float]:
    """Return what is told of some times."""
    ordered = sorted(times)
    return {
        "geometric_mean_ms": math.exp(statistics.fmean(map(math.log, ordered))),
        "median_ms": statistics.median(ordered),
        "p99_ms": ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))],
        "max_ms": ordered[-1],
    }


def measure(
    engine: Engine, corpus: Path, paragraphs: int, queries: dict[str, list[Query]], clock: Clock
) -> dict[str, Any]:
    """Build and ask; return the figures. Times in milliseconds, by kind of queries."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds = time_ms(lambda: engine.build(folder, read_rows(corpus, paragraphs))) / 1000
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        with get_context("spawn").Pool(1) as fresh:
            first = fresh.apply(first_times_ms, (type(engine)(), folder, queries, clock))
        figures: dict[str, Any] = {
            "paragraphs_per_second": round(paragraphs / seconds),
            "bytes_per_paragraph": round(size_of(folder) / paragraphs),
            "peak_memory_mb": peak,
            "open_ms": first["open"][0],
            "first_query_ms": first["listed"][0],
        }
        engine.open(folder)
        for kind, asked in queries.items():
            totals = [engine.ask(query) for query in asked]
            warm = [warm_ms(engine.ask, query, clock) for query in asked]
            figures[kind] = {
                "times_ms": [round(t, 3) for t in warm],
                "totals": totals,
                **summary(warm),
                "fresh": summary(first[kind]),
            }
            if isinstance(engine, Ours):
                figures[kind]["marked"] = summary(
                    [warm_ms(engine.marked, query, clock) for query in asked]
                )
    return figures


def report(figures: dict[str, dict[str, Any]], queries: dict[str, list[Query]]) -> None:
    """Print a table, and each engine's geometric means as ratios to ours."""
    for name, of in figures.items():
        print(
            f"{name:8} {of['paragraphs_per_second']:>7,} paragraphs/s"
            f" {of['bytes_per_paragraph']:>5} bytes/paragraph"
            f"  open {of['open_ms']:.0f} ms, first query {of['first_query_ms']:.0f} ms"
            f"  peak memory so far {of['peak_memory_mb']} MB"
        )
    for kind, asked in queries.items():
        print(f"\n{kind}: {len(asked)} queries, ms")
        ours = figures["ours"][kind]["geometric_mean_ms"]
        for name, of in figures.items():
            for label, row in (
                (name, of[kind]),
                (f"{name}, fresh process", of[kind]["fresh"]),
                (f"{name}, marked", of[kind].get("marked")),
            ):
                if row is not None:
                    print(
                        f"  {label:24} geometric mean {row['geometric_mean_ms']:8.2f}"
                        f"  median {row['median_ms']:8.2f}  p99 {row['p99_ms']:9.2f}"
                        f"  max {row['max_ms']:9.2f}  x {row['geometric_mean_ms'] / ours:.2f}"
                    )
    print("\nlisted, one by one: ms, total")
    for at, (kind, words) in enumerate(queries["listed"]):
        cells = [
            f"{name} {of['listed']['times_ms'][at]:.2f} ({of['listed']['totals'][at]:,})"
            for name, of in figures.items()
        ]
        print(f"  {kind:6} {' '.join(words):20} {'  '.join(cells)}")


def main() -> None:
    """Run the benchmark as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--paragraphs", type=int, default=100_000)
    parser.add_argument("--random", type=int, default=300, help="how many random queries")
    parser.add_argument("--peers", default="ours,whoosh,fts5,tantivy")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--cpu", action="store_true", help="processor time instead of wall time")
    options = parser.parse_args()
    texts = [row.text for _, rows in read_rows(options.corpus, 20_000) for row in rows]
    queries = {
        "listed": LISTED,
        "random": random_queries(texts, options.random),
        "worst": WORST,
    }
    clock = time.process_time if options.cpu else time.perf_counter
    engines: list[Engine] = [Ours(), StockWhoosh(), Fts5(), Tantivy()]
    wanted = options.peers.split(",")
    figures = {}
    for engine in engines:
        if engine.name in wanted:
            print(f"measuring {engine.name} ...", file=sys.stderr)
            figures[engine.name] = measure(
                engine, options.corpus, options.paragraphs, queries, clock
            )
    if options.json:
        print(json.dumps(figures, indent=1))
    else:
        report(figures, queries)


if __name__ == "__main__":
    main()
