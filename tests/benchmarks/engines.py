"""Engine benchmark: this engine, stock Whoosh, SQLite FTS5 and tantivy on the same work.

    python -m tests.benchmarks.engines CORPUS.jsonl.gz [--paragraphs N] [--json]
                                       [--peers ours,whoosh,fts5,tantivy] [--random N] [--cpu]

A query does the work of one page of results: the 20 best paragraphs with their text, the exact
total, and the counts of paragraphs by speaker and by year. Speakers are drawn at random, since
attribution is not measured. There are listed queries, random ones made of words of the corpus
(seeded), and worst cases made of the most frequent words. Needs the extra ``bench``.

Each engine indexes in a process of its own, up to the finished index: once with one worker, and
once with two if it can. The peak memory is that process's. With one worker, the time for
reading the corpus and drawing speakers is subtracted; with two, which do this at the same time,
it is not. Opening is timed in a new process, without imports. ``add 20`` is the median time, of
five, from adding 20 paragraphs, or from the commit alone, until a search in another process
finds them; it is wall time.

Each query runs six times in a warm process, of which the median of the last five counts, and
once in a new process. Times are wall times or, with ``--cpu``, processor times, for a machine
that is busy. ``marked`` is this engine's whole search with all facets and with highlights in
texts and headlines, which no peer does. If the corpus has too few paragraphs, it is repeated
with new ids.
"""

from __future__ import annotations

import argparse
import datetime
import gzip
import itertools
import json
import math
import random
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from searchapp.models.articles import Article, Paragraph
from tests.benchmarks.peers import (
    Engine,
    Fts5,
    Ours,
    Query,
    StockWhoosh,
    Tantivy,
    with_speakers,
)

SEED = 20230310
REPEATS = 5
_T = TypeVar("_T")
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


class Line(msgspec.Struct):
    """The fields of an article that are read from the corpus."""

    id: str
    title: str
    paragraphs: list[str]
    date: datetime.date | None = None


def read_articles(path: Path, paragraph_count: int) -> Iterator[Article]:
    """Yield articles with *paragraph_count* paragraphs in all."""
    # Indexing is measured, so reading should be quick.
    decode = msgspec.json.Decoder(Line).decode
    count = 0
    for copy in itertools.count():
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
            for loaded in map(decode, lines):
                article_id = f"{loaded.id}-{copy}" if copy else loaded.id
                remaining = paragraph_count - count
                paragraphs = tuple(
                    [
                        Paragraph(number, text)
                        for number, text in enumerate(loaded.paragraphs[:remaining], 1)
                    ]
                )
                if paragraphs:
                    yield Article(article_id, loaded.title, loaded.date, paragraphs)
                count += len(paragraphs)
                if count >= paragraph_count:
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
        terms = words[at : at + rng.choice([2, 3])] if kind == "phrase" else rng.sample(words, 2)
        queries.append((kind, terms[:1] if kind == "term" else terms))
    return queries


def size_of(folder: Path) -> int:
    """Return the bytes of all files below *folder*."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


Clock = Callable[[], float]


def time_ms(call: Callable[[], object], clock: Clock = time.perf_counter) -> float:
    """Return how long *call* takes, in milliseconds."""
    start = clock()
    call()
    return (clock() - start) * 1000


def warm_ms(search: Callable[[Query], object], query: Query, clock: Clock) -> float:
    """Return the median time of a query that has run before, in milliseconds."""
    return statistics.median(time_ms(lambda: search(query), clock) for _ in range(REPEATS))


def first_times_ms(
    engine: Engine, folder: Path, queries: dict[str, list[Query]], clock: Clock
) -> dict[str, list[float]]:
    """Open the index and run each query once; return the times by kind, with "open" first.

    Run in a new process.
    """
    for name in engine.needs:
        import_module(name)
    times = {"open": [time_ms(lambda: engine.open(folder), clock)]}
    for kind, of_kind in queries.items():
        times[kind] = [time_ms(partial(engine.search, query), clock) for query in of_kind]
    return times


def summary(times: list[float]) -> dict[str, float]:
    """Return the statistics that are reported of some times."""
    ordered = sorted(times)
    return {
        "geometric_mean_ms": math.exp(statistics.fmean(map(math.log, ordered))),
        "median_ms": statistics.median(ordered),
        "p99_ms": ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))],
        "max_ms": ordered[-1],
    }


def peak_memory_mb() -> float:
    """Return the peak memory of this process. NaN on systems other than Linux."""
    # getrusage would include the parent's memory at the time it started this process.
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return math.nan


class TimedArticles:
    """The articles of a corpus, and the time taken by reading them and drawing speakers."""

    def __init__(self, articles: Iterator[Article], *, speakers: bool) -> None:
        self.seconds = 0.0
        self._articles = map(with_speakers, articles) if speakers else articles

    def __iter__(self) -> Iterator[Article]:
        return self

    def __next__(self) -> Article:
        start = time.perf_counter()
        try:
            return next(self._articles)
        finally:
            self.seconds += time.perf_counter() - start


def index_seconds(
    engine: Engine, folder: Path, corpus: Path, paragraphs: int, workers: int
) -> tuple[float, float]:
    """Index the corpus; return the time in seconds and the peak memory in MB.

    Run in a new process.
    """
    articles = TimedArticles(read_articles(corpus, paragraphs), speakers=workers == 1)
    seconds = time_ms(lambda: engine.build(folder, articles, workers)) / 1000
    if workers == 1:
        seconds -= articles.seconds
    return seconds, peak_memory_mb()


def in_new_process(call: Callable[..., _T], *arguments: object) -> _T:
    """Return the result of *call* in a new process."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(call, *arguments).result()


def watch(engine: Engine, folder: Path, connection: Connection) -> None:
    """For each word that is received, send the time at which a search first finds it."""
    engine.open(folder)
    connection.send(None)
    while word := connection.recv():
        while not engine.finds(word):
            time.sleep(0.0005)
        connection.send(time.perf_counter())


def add_ms(engine: Engine, folder: Path) -> tuple[float, float]:
    """Add 20 paragraphs several times; return the median times until another process finds them.

    The first is from the beginning, the second from the commit. Needs a clock that is the
    same in all processes, as Linux's is.
    """
    context = get_context("spawn")
    connection, other_end = context.Pipe()
    watcher = context.Process(target=watch, args=(type(engine)(), folder, other_end), daemon=True)
    watcher.start()
    # If the watcher dies, recv() raises EOFError.
    other_end.close()
    connection.recv()
    add_times, commit_times = [], []
    for turn in range(REPEATS):
        word = f"zzadded{turn}"
        text = f"The {word} company said it would close {{}} of its mills."
        paragraphs = tuple(Paragraph(n, text.format(n)) for n in range(1, 21))
        connection.send(word)
        start = time.perf_counter()
        commit_start = engine.add(folder, [Article(word, "Mills", None, paragraphs)])
        visible = connection.recv()
        add_times.append((visible - start) * 1000)
        commit_times.append((visible - commit_start) * 1000)
    connection.send("")
    watcher.join()
    return statistics.median(add_times), statistics.median(commit_times)


def measure(
    engine: Engine, corpus: Path, paragraphs: int, queries: dict[str, list[Query]], clock: Clock
) -> dict[str, Any]:
    """Index, search and add; return the figures, with times in milliseconds."""
    with tempfile.TemporaryDirectory() as name:
        figures: dict[str, Any] = {}
        for workers in (2, 1):
            if workers <= engine.max_workers:
                folder = Path(name, str(workers))
                folder.mkdir()
                arguments = (engine, folder, corpus, paragraphs, workers)
                seconds, peak = in_new_process(index_seconds, *arguments)
                figures[f"paragraphs_per_second_{workers}"] = round(paragraphs / seconds)
                figures[f"peak_memory_mb_{workers}"] = round(peak)
                if workers > 1:
                    shutil.rmtree(folder)
        figures["bytes_per_paragraph"] = round(size_of(folder) / paragraphs)
        first = in_new_process(first_times_ms, engine, folder, queries, clock)
        figures["open_ms"] = first["open"][0]
        figures["first_query_ms"] = first["listed"][0]
        figures |= search_figures(engine, folder, queries, clock, first)
        figures["add_20_ms"], figures["add_20_from_commit_ms"] = add_ms(engine, folder)
    return figures


def search_figures(
    engine: Engine,
    folder: Path,
    queries: dict[str, list[Query]],
    clock: Clock,
    first: dict[str, list[float]],
) -> dict[str, Any]:
    """Run the queries in this process; return their figures by kind.

    *first* are the times of the same queries in a new process.
    """
    engine = type(engine)()
    engine.open(folder)
    figures: dict[str, Any] = {}
    for kind, of_kind in queries.items():
        totals = [engine.search(query) for query in of_kind]
        warm = [warm_ms(engine.search, query, clock) for query in of_kind]
        figures[kind] = {
            "times_ms": [round(t, 3) for t in warm],
            "totals": totals,
            **summary(warm),
            "fresh": summary(first[kind]),
        }
        if isinstance(engine, Ours):
            figures[kind]["marked"] = summary(
                [warm_ms(engine.search_with_highlights, query, clock) for query in of_kind]
            )
    return figures


def report(figures: dict[str, dict[str, Any]], queries: dict[str, list[Query]]) -> None:
    """Print tables, with each engine's geometric means as ratios to this one's."""
    for name, of in figures.items():
        print(
            f"{name:8} {of['paragraphs_per_second_1']:>7,} paragraphs/s"
            f" (two workers: {of.get('paragraphs_per_second_2', 0) or 'none':>7})"
            f" {of['bytes_per_paragraph']:>5} bytes/paragraph"
            f"  peak memory {of['peak_memory_mb_1']} MB"
            f"  open {of['open_ms']:.0f} ms, first query {of['first_query_ms']:.0f} ms"
            f"  add 20: {of['add_20_ms']:.0f} ms, from commit {of['add_20_from_commit_ms']:.0f} ms"
        )
    for kind, of_kind in queries.items():
        print(f"\n{kind}: {len(of_kind)} queries, ms")
        ours = figures["ours"][kind]["geometric_mean_ms"]
        for name, of in figures.items():
            for label, row in (
                (name, of[kind]),
                (f"{name}, new process", of[kind]["fresh"]),
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
    """Run the benchmark as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--paragraphs", type=int, default=100_000)
    parser.add_argument("--random", type=int, default=300, help="number of random queries")
    parser.add_argument("--peers", default="ours,whoosh,fts5,tantivy")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--cpu", action="store_true", help="processor time instead of wall time")
    options = parser.parse_args()
    texts = [p.text for a in read_articles(options.corpus, 20_000) for p in a.paragraphs]
    queries = {
        "listed": LISTED,
        "random": random_queries(texts, options.random),
        "worst": WORST,
    }
    clock = time.process_time if options.cpu else time.perf_counter
    engines: list[Engine] = [Ours(), StockWhoosh(), Fts5(), Tantivy()]
    names = options.peers.split(",")
    figures = {}
    for engine in engines:
        if engine.name in names:
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
