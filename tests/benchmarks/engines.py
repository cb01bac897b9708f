"""The engine beside stock Whoosh, SQLite FTS5 and tantivy: one corpus, one run, the same work.

    python -m tests.benchmarks.engines CORPUS.jsonl.gz [--paragraphs N] [--json]
                                       [--peers ours,whoosh,fts5,tantivy] [--random N] [--cpu]

A query's work is what a page of results needs: the 20 best paragraphs with their text,
the exact total, and how many paragraphs each speaker and each year has. Speakers are drawn
at random, since attribution is not what is measured. Queries are seeded: some listed ones,
random ones made of words of the corpus, and the worst cases, of the commonest words. Needs
the extra ``bench``.

Each engine indexes in a process of its own, up to the finished index, once with one worker
and once with two where it can; the peak memory is that process's. With one worker the time
of reading the corpus and drawing speakers is taken off; with two, which work meanwhile, it
is part of the whole.
Opening is timed in a fresh process, imports left out. ``add 20`` is how long it takes from
adding 20 paragraphs (or from the commit alone) until a search in another process finds
them: the median of five times, in wall time.

Each query is asked six times in a warm process, of which the median of the last five
counts, and once in a fresh process. Times are wall times, or with ``--cpu`` the processor's,
for a machine that has other work to do. ``marked`` is this engine's whole search,
with all its facets and the words marked in texts and headlines; no peer does that. Where
the corpus has fewer paragraphs than asked for, it is repeated under new ids.
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
    """What is read of an article of the corpus."""

    id: str
    title: str
    paragraphs: list[str]
    date: datetime.date | None = None


def read_articles(path: Path, wanted: int) -> Iterator[Article]:
    """Yield articles until *wanted* paragraphs are there."""
    # What is measured is indexing: reading is to take as little of it as can be.
    decode = msgspec.json.Decoder(Line).decode
    count = 0
    for copy in itertools.count():
        opened = gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")
        with opened as lines:
            for loaded in map(decode, lines):
                article_id = f"{loaded.id}-{copy}" if copy else loaded.id
                paragraphs = tuple(
                    [
                        Paragraph(number, text)
                        for number, text in enumerate(loaded.paragraphs[: wanted - count], 1)
                    ]
                )
                if paragraphs:
                    yield Article(article_id, loaded.title, loaded.date, paragraphs)
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
    for name in engine.needs:
        import_module(name)
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


def peak_memory_mb() -> float:
    """Return the most memory that this process has had, as far as Linux tells it."""
    # getrusage would count what the parent had when it began this process.
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return math.nan


class Reading:
    """The articles of a corpus, and how long reading them has taken, drawing included."""

    def __init__(self, articles: Iterator[Article], *, speakers: bool) -> None:
        self.seconds = 0.0
        self._articles = map(with_speakers, articles) if speakers else articles

    def __iter__(self) -> Iterator[Article]:
        return self

    def __next__(self) -> Article:
        began = time.perf_counter()
        try:
            return next(self._articles)
        finally:
            self.seconds += time.perf_counter() - began


def index_seconds(
    engine: Engine, folder: Path, corpus: Path, paragraphs: int, workers: int
) -> tuple[float, float]:
    """Index the corpus; return the seconds it took, and the peak memory in MB.

    Meant for a fresh process.
    """
    articles = Reading(read_articles(corpus, paragraphs), speakers=workers == 1)
    seconds = time_ms(lambda: engine.build(folder, articles, workers)) / 1000
    if workers == 1:
        seconds -= articles.seconds
    return seconds, peak_memory_mb()


def fresh(call: Callable[..., _T], *arguments: object) -> _T:
    """Return what *call* returns in a process of its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(call, *arguments).result()


def look_out(engine: Engine, folder: Path, told: Connection) -> None:
    """Tell of each word that comes through *told* when it is first found."""
    engine.open(folder)
    told.send(None)
    while word := told.recv():
        while not engine.sees(word):
            time.sleep(0.0005)
        told.send(time.perf_counter())


def add_ms(engine: Engine, folder: Path) -> tuple[float, float]:
    """Add 20 paragraphs again and again; return the medians until another process sees them.

    The first is from the beginning, the second from the commit. Needs a clock that is the
    same in all processes, as Linux's is.
    """
    spawned = get_context("spawn")
    here, there = spawned.Pipe()
    looking = spawned.Process(target=look_out, args=(type(engine)(), folder, there), daemon=True)
    looking.start()
    # Where the other process dies, waiting for it ends with an EOFError.
    there.close()
    here.recv()
    whole, commit = [], []
    for turn in range(REPEATS):
        word = f"zzadded{turn}"
        text = f"The {word} company said it would close {{}} of its mills."
        paragraphs = tuple(Paragraph(n, text.format(n)) for n in range(1, 21))
        here.send(word)
        began = time.perf_counter()
        committed = engine.add(folder, [Article(word, "Mills", None, paragraphs)])
        seen = here.recv()
        whole.append((seen - began) * 1000)
        commit.append((seen - committed) * 1000)
    here.send("")
    looking.join()
    return statistics.median(whole), statistics.median(commit)


def measure(
    engine: Engine, corpus: Path, paragraphs: int, queries: dict[str, list[Query]], clock: Clock
) -> dict[str, Any]:
    """Build, ask and add; return the figures. Times in milliseconds, by kind of queries."""
    with tempfile.TemporaryDirectory() as name:
        figures: dict[str, Any] = {}
        for workers in (2, 1):
            if workers <= engine.most_workers:
                folder = Path(name, str(workers))
                folder.mkdir()
                asked = (engine, folder, corpus, paragraphs, workers)
                seconds, peak = fresh(index_seconds, *asked)
                figures[f"paragraphs_per_second_{workers}"] = round(paragraphs / seconds)
                figures[f"peak_memory_mb_{workers}"] = round(peak)
                if workers > 1:
                    shutil.rmtree(folder)
        figures["bytes_per_paragraph"] = round(size_of(folder) / paragraphs)
        first = fresh(first_times_ms, engine, folder, queries, clock)
        figures["open_ms"] = first["open"][0]
        figures["first_query_ms"] = first["listed"][0]
        ask(engine, folder, queries, clock, first, figures)
        figures["add_20_ms"], figures["add_20_from_commit_ms"] = add_ms(engine, folder)
    return figures


def ask(
    engine: Engine,
    folder: Path,
    queries: dict[str, list[Query]],
    clock: Clock,
    first: dict[str, list[float]],
    figures: dict[str, Any],
) -> None:
    """Ask everything again and again, and put the times into *figures*."""
    engine = type(engine)()
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


def report(figures: dict[str, dict[str, Any]], queries: dict[str, list[Query]]) -> None:
    """Print a table, and each engine's geometric means as ratios to ours."""
    for name, of in figures.items():
        print(
            f"{name:8} {of['paragraphs_per_second_1']:>7,} paragraphs/s"
            f" (two workers: {of.get('paragraphs_per_second_2', 0) or 'none':>7})"
            f" {of['bytes_per_paragraph']:>5} bytes/paragraph"
            f"  peak memory {of['peak_memory_mb_1']} MB"
            f"  open {of['open_ms']:.0f} ms, first query {of['first_query_ms']:.0f} ms"
            f"  add 20: {of['add_20_ms']:.0f} ms, from commit {of['add_20_from_commit_ms']:.0f} ms"
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
    texts = [p.text for a in read_articles(options.corpus, 20_000) for p in a.paragraphs]
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
