"""Growth benchmark: what an index costs at 100,000, 1 and 10 million paragraphs.

    python -m tests.benchmarks.growth FOLDER [--paragraphs N...] [--workers N] [--no-merge]
    python -m tests.benchmarks.growth FOLDER --report DIRECTORY

For each size, an index of that many paragraphs of a synthetic archive is built in
``FOLDER/N/index`` by the index writer that ``reindex`` uses, with speakers, trails and catalog;
an index that is there is used as it is. The figures are stored in ``FOLDER/N/figures.json``.
``--report`` prints those of all sizes as a Markdown table, and writes plots to DIRECTORY.

Building counts from the first article to the committed index, making the articles included;
its memory is the anonymous memory of all its processes together, at its peak. A query's cost is
processor time, the median of three answers made anew; its first time is in a new process. The
addition is of 20 paragraphs by a new process, which imports the program first, until a search
in another process finds them, in wall time; the merge is a commit that rewrites all segments.
"""

from __future__ import annotations

import argparse
import datetime
import os
import random
import resource
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import quote

import msgspec

from searchapp import create_app
from searchapp.cli import EXTENSION
from searchapp.engine.catalog import entry_for
from searchapp.engine.embedded.engine import EmbeddedEngine
from searchapp.engine.embedded.write.index_writer import EmbeddedStore
from searchapp.engine.embedded.write.policy import MergePolicy
from searchapp.engine.protocol import identity
from searchapp.identity.table import SpeakerIdentification
from searchapp.models.articles import Article, Attribution, Paragraph, Speaker
from searchapp.models.search import SearchRequest
from searchapp.query.parsed_query import parse
from searchapp.search.service import SearchService
from tests.benchmarks.engines import in_new_process
from tests.benchmarks.growth_report import Figures, Times, table, write_plots
from tests.benchmarks.load import children
from tests.benchmarks.synthetic_archive import articles, person, word
from tests.campaigns.races import memory_kib

SIZES = (100_000, 1_000_000, 10_000_000)
REPEATS = 3
ADDED_PARAGRAPHS = 20
_FILE_ARTICLES = 1_000
_ATTRIBUTION = "synthetic"
"""The attributions are made with the articles, so that no version of the rules counts."""
_SAMPLE_SECONDS = 0.5
_MERGE_ALL = MergePolicy(merge_factor=1e12)


def queries(count: int = 60) -> list[str]:
    """Return seeded queries: words of all frequencies, phrases, names, dates, operators."""
    draw = random.Random(7)

    def any_word() -> str:
        return word(int(10 ** draw.uniform(0, 4.5)))

    def frequent() -> str:
        return word(draw.randrange(60))

    kinds: list[Callable[[], str]] = [
        any_word,
        lambda: f"{any_word()} {any_word()}",
        lambda: f"{frequent()} {any_word()}",
        lambda: f"{frequent()} OR {any_word()}",
        lambda: f"{any_word()} NOT {frequent()}",
        lambda: f'"{frequent()} {frequent()}"',
        lambda: f"speaker:{person(int(10 ** draw.uniform(0, 3))).surname}",
        lambda: f"date:{draw.randrange(1990, 2014)}-{draw.randrange(1, 13):02} {frequent()}",
        lambda: f"{word(int(10 ** draw.uniform(2, 4)))[:4]}*",
        frequent,
    ]
    return [kinds[n % len(kinds)]() for n in range(count)]


@contextmanager
def _peak_memory_mb() -> Iterator[list[float]]:
    """Give the peak of the anonymous memory of this process and its children, while it lasts."""
    peak, stop = [0.0], threading.Event()

    def sample() -> None:
        while not stop.wait(_SAMPLE_SECONDS):
            total = 0
            for process in (os.getpid(), *children(os.getpid())):
                try:
                    total += memory_kib(process)
                except (OSError, RuntimeError):
                    continue  # It has ended.
            peak[0] = max(peak[0], total / 1024)

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield peak
    finally:
        stop.set()
        thread.join()


def _processor_seconds() -> float:
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def build(index: Path, paragraphs: int, workers: int) -> dict[str, float]:
    """Build the index, and return its figures. Run in a new process."""
    started, now = time.perf_counter(), int(time.time())
    with (
        _peak_memory_mb() as peak,
        EmbeddedStore(index).writer(
            attribution=_ATTRIBUTION,
            full=True,
            prepare=identity,
            workers=workers,
            identify=SpeakerIdentification(),
        ) as writer,
    ):
        for number, article in enumerate(articles(paragraphs)):
            path = f"{number // _FILE_ARTICLES}.jsonl"
            writer.add(article, entry_for(article, path, number % _FILE_ARTICLES + 1, None, now))
        commit_started = time.perf_counter()
        writer.commit()
    ended = time.perf_counter()
    size = sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
    return {
        "build_seconds": ended - started,
        "commit_seconds": ended - commit_started,
        "build_processor_seconds": _processor_seconds(),
        "build_peak_mb": peak[0],
        "bytes_per_paragraph": size / paragraphs,
    }


def _times(call: Callable[[str], object], asked: Sequence[str]) -> Times:
    """Return the processor time of *call* for each of *asked*, first and again, in ms."""
    first: list[float] = []
    again: list[list[float]] = []
    for repeat in range(REPEATS + 1):
        for at, query in enumerate(asked):
            started = time.process_time()
            call(query)
            took = 1000 * (time.process_time() - started)
            if repeat:
                again[at].append(took)
            else:
                first.append(took)
                again.append([])
    return Times.of(first, [statistics.median(times) for times in again])


def search_engine(index: Path) -> Times:
    """Return the cost of searches, without the application. Run in a new process."""
    engine = EmbeddedEngine(index)
    engine.info()

    def search(query: str) -> None:
        engine.search(SearchRequest(q=query), parse(query))

    return _times(search, queries())


def _pss_mb() -> float:
    """Return the memory of this process, shared pages in proportion. Linux only."""
    lines = Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))


def answer(index: Path) -> tuple[Times, Times, float, float]:
    """Return the costs of API and pages, and the memory of this process (PSS, anonymous).

    Run in a new process.
    """
    app = create_app(index_dir=index, response_cache_bytes=0)
    service: SearchService = app.extensions[EXTENSION]
    service.info()
    client = app.test_client()

    def get(address: str) -> None:
        status = client.get(address).status_code
        if status != 200:
            raise RuntimeError(f"{address} answered {status}")

    asked = [quote(query) for query in queries()]
    api = _times(get, [f"/api/v1/search?q={query}" for query in asked])
    page = _times(get, [f"/search?q={query}" for query in asked])
    return api, page, _pss_mb(), memory_kib() / 1024


def _added(name: str) -> Article:
    text = f"Jane Doe said that the {name} company would close {{}} of its mills."
    said = (Attribution(Speaker("jane-doe", "Jane Doe", "person"), "", "said", "indirect", ()),)
    texts = (Paragraph(n, text.format(n), said) for n in range(1, ADDED_PARAGRAPHS + 1))
    return Article(name, "Mills", datetime.date(2014, 1, 1), tuple(texts))


def add(index: Path, name: str, policy: MergePolicy | None = None) -> tuple[float, float]:
    """Add an article with the word *name*; return when the commit began and ended."""
    with EmbeddedStore(index, policy=policy).writer(
        attribution=_ATTRIBUTION, full=False, identify=SpeakerIdentification()
    ) as writer:
        for path in writer.entries.paths():
            writer.keep_path(path)
        article = _added(name)
        writer.add(article, entry_for(article, f"{name}.jsonl", 1, None, int(time.time())))
        commit_started = time.perf_counter()
        writer.commit()
    return commit_started, time.perf_counter()


def _watch(index: Path, connection: Connection) -> None:
    """For each word that is received, send the time at which a search first finds it."""
    engine = EmbeddedEngine(index)
    engine.info()
    connection.send(None)
    while name := connection.recv():
        while not engine.count(SearchRequest(q=name), parse(name)):
            time.sleep(0.002)
        connection.send(time.perf_counter())


def addition_ms(index: Path) -> tuple[float, float]:
    """Return the median times of an addition, from the start of its process and its commit."""
    context = get_context("spawn")
    connection, other_end = context.Pipe()
    watcher = context.Process(target=_watch, args=(index, other_end), daemon=True)
    watcher.start()
    other_end.close()
    connection.recv()
    from_start, from_commit = [], []
    for turn in range(REPEATS):
        name = f"zzadded{turn}x{time.time_ns()}"
        connection.send(name)
        started = time.perf_counter()
        commit_started, _ = in_new_process(add, index, name)
        visible = connection.recv()
        from_start.append(1000 * (visible - started))
        from_commit.append(1000 * (visible - commit_started))
    connection.send("")
    watcher.join()
    return statistics.median(from_start), statistics.median(from_commit)


def measure(folder: Path, paragraphs: int, workers: int, *, merge: bool) -> Figures:
    """Build the index of a size unless it is there, and measure it."""
    index, built = folder / str(paragraphs) / "index", folder / str(paragraphs) / "build.json"
    if not built.exists():
        index.mkdir(parents=True, exist_ok=True)
        built.write_bytes(msgspec.json.encode(in_new_process(build, index, paragraphs, workers)))
    engine = in_new_process(search_engine, index)
    api, page, pss_mb, anonymous_mb = in_new_process(answer, index)
    from_start, from_commit = addition_ms(index)
    merge_seconds = None
    if merge:
        name = f"zzmerged{time.time_ns()}"
        commit_started, ended = in_new_process(add, index, name, _MERGE_ALL)
        merge_seconds = ended - commit_started
    figures = Figures(
        paragraphs=paragraphs,
        engine=engine,
        api=api,
        page=page,
        serving_pss_mb=pss_mb,
        serving_anonymous_mb=anonymous_mb,
        add_ms=from_start,
        add_from_commit_ms=from_commit,
        merge_seconds=merge_seconds,
        **msgspec.json.decode(built.read_bytes()),
    )
    (folder / str(paragraphs) / "figures.json").write_bytes(msgspec.json.encode(figures))
    return figures


def main() -> None:
    """Measure, or report, as the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--paragraphs", type=int, nargs="+", default=SIZES)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--no-merge", action="store_true", help="do not measure the merge")
    parser.add_argument("--report", type=Path, help="print stored figures and plot them here")
    options = parser.parse_args()
    if options.report is None:
        for paragraphs in options.paragraphs:
            merge = not options.no_merge
            print(measure(options.folder, paragraphs, options.workers, merge=merge), flush=True)
        return
    stored = sorted(options.folder.glob("*/figures.json"), key=lambda path: int(path.parent.name))
    figures = [msgspec.json.decode(path.read_bytes(), type=Figures) for path in stored]
    print(table(figures))
    write_plots(figures, options.report)


if __name__ == "__main__":
    main()
