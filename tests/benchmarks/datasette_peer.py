"""Datasette beside this program: the same texts and queries, asked over HTTP by the same clients.

    python -m tests.benchmarks.datasette_peer DATASETTE CORPUS.jsonl INDEX DATABASE

DATASETTE is the path of its executable; ``pip install datasette`` into an environment of its
own. DATABASE is an SQLite file that is written unless it exists: a table of the paragraphs of
CORPUS with an FTS5 index with stemming, and a speaker (drawn by a seed) and a year for each. An
answer of Datasette is 20 paragraphs, the total, and the counts of both columns; its time limits
are raised, so that it is complete. One of this program is an answer of its API from INDEX, made
anew, with the counts of all its facets. Each has two processes: Datasette is started twice, and
half of the clients ask each.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlencode

from tests.benchmarks.engines import read_articles
from tests.benchmarks.load import SEARCHES, Figures, ask_by_threads
from tests.benchmarks.peers import rows_of
from tests.serving import reserved_port, served_by_gunicorn, served_by_process

HITS = 20
PROCESSES = 2
WARM_UP_SECONDS = 2
_PLAIN_QUERY = re.compile(r'[a-z ]+|"[a-z ]+"')
_NO_LIMITS = ("sql_time_limit_ms", "facet_time_limit_ms")


def write_database(path: Path, corpus: Path, paragraphs: int) -> None:
    """Write the paragraphs of *corpus* and their full-text index to an SQLite file."""
    with sqlite3.connect(path) as connection:
        connection.execute("create table paragraphs (id text, text text, speaker text, year text)")
        rows = (row for article in read_articles(corpus, paragraphs) for row in rows_of(article))
        connection.executemany(
            "insert into paragraphs values (?, ?, ?, ?)",
            ((row.id, row.text, row.speaker, row.year) for row in rows),
        )
        connection.execute(
            "create virtual table paragraphs_fts using fts5"
            "(text, content='paragraphs', tokenize='porter unicode61')"
        )
        connection.execute("insert into paragraphs_fts (paragraphs_fts) values ('rebuild')")
    connection.close()


@contextmanager
def served_by_datasette(executable: Path, database: Path, port: int) -> Iterator[None]:
    """Serve *database* as an immutable one while the context lasts."""
    limits = [argument for name in _NO_LIMITS for argument in ("--setting", name, "20000")]
    served = ["serve", "--immutable", str(database), "--port", str(port)]
    command = [str(executable), *served, *limits]
    with served_by_process(command, port, "/-/versions.json"):
        yield


def queries(count: int = 200) -> list[str]:
    """Return a seeded sequence of queries that both understand alike: words and phrases."""
    plain = [query for query in SEARCHES if _PLAIN_QUERY.fullmatch(query)]
    return random.Random(7).choices(plain, k=count)


def measure_datasette(executable: Path, database: Path, clients: int, seconds: int) -> Figures:
    """Ask Datasette."""
    facets = [("_facet", "speaker"), ("_facet", "year"), ("_size", str(HITS))]
    path = f"/{database.stem}/paragraphs.json"
    asked = [f"{path}?{urlencode([('_search', query), *facets])}" for query in queries()]
    with ExitStack() as stack:
        ports = [stack.enter_context(reserved_port()) for _ in range(PROCESSES)]
        for port in ports:
            stack.enter_context(served_by_datasette(executable, database, port))
        ask_by_threads(asked, clients, WARM_UP_SECONDS, ports)
        return ask_by_threads(asked, clients, seconds, ports)


def measure_ours(index: Path, threads: int, clients: int, seconds: int) -> Figures:
    """Ask the API of this program."""
    asked = [f"/api/v1/search?{urlencode({'q': query, 'limit': HITS})}" for query in queries()]
    os.environ["SEARCHAPP_RESPONSE_CACHE_BYTES"] = "0"
    with reserved_port() as port, served_by_gunicorn(index, port, PROCESSES, threads):
        ask_by_threads(asked, clients, WARM_UP_SECONDS, [port])
        return ask_by_threads(asked, clients, seconds, [port])


def main() -> int:
    """Measure both, and print how they compare; return 1 where an answer was an error."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("datasette", "corpus", "index", "database"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--paragraphs", type=int, default=102_017)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--threads", type=int, default=1, help="of each gunicorn worker")
    parser.add_argument("--seconds", type=int, default=8)
    options = parser.parse_args()
    if not options.database.exists():
        write_database(options.database, options.corpus, options.paragraphs)
    measured = (options.clients, options.seconds)
    peer = measure_datasette(options.datasette, options.database, *measured)
    ours = measure_ours(options.index, options.threads, *measured)
    print(f"Datasette: {peer}\nthis program: {ours}")
    print(f"ratios: p50 {ours.p50_ms / peer.p50_ms:.2f}, p99 {ours.p99_ms / peer.p99_ms:.2f}")
    return 1 if peer.errors or ours.errors else 0


if __name__ == "__main__":
    sys.exit(main())
