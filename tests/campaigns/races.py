"""Race test: many processes search while another commits as fast as it can.

    python -m tests.campaigns.races [--readers N] [--seconds N]

Every commit changes some articles. Each reader checks that every answer comes from a single
generation: the total equals the number of hits, every hit is a paragraph of that generation,
and generation numbers never decrease. Open files and memory must not grow.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from searchapp import create_app
from searchapp.search.service import SearchService
from searchapp.settings import Settings
from tests.campaigns.marked_corpus import SPEAKERS, WORDS, MarkedCorpus

ARTICLES = 80
MAX_MORE_FILES = 8
"""Files that may be open at the end in addition: those of a generation being opened."""
MAX_MORE_KIB = 16 * 1024
"""Memory that may be in use at the end in addition."""
WARM_UP = 0.3
"""The share of the time after which open files and memory are first measured."""


@dataclass
class ReaderReport:
    """Counts and failures of one reader.

    ``files`` and ``memory_kib`` are measured after warming up and at the end.
    """

    requests: int = 0
    generations: int = 0
    files: tuple[int, int] = (0, 0)
    memory_kib: tuple[int, int] = (0, 0)
    failures: list[str] = field(default_factory=list)


def open_files() -> int:
    """Return the number of files that this process has open."""
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208


def memory_kib(process: int | str = "self") -> int:
    """Return the private memory of a process in KiB, without mapped files. Linux only."""
    status = Path(f"/proc/{process}/status")
    for line in status.read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1])
    raise RuntimeError(f"{status} tells no RssAnon; expected Linux 4.5 or later")


def leaks(report: ReaderReport) -> list[str]:
    """Return which resources a reader used more of at the end than after warming up."""
    (files, files_end), (memory, memory_end) = report.files, report.memory_kib
    leaks = []
    if files_end - files > MAX_MORE_FILES:
        leaks.append(f"open files grew from {files} to {files_end}")
    if memory_end - memory > MAX_MORE_KIB:
        leaks.append(f"memory grew from {memory:,} to {memory_end:,} KiB")
    return leaks


def read(index: Path, seconds: float, send: Connection) -> None:
    """Search for *seconds*, check every answer, and send a report."""
    service = SearchService(Settings(index_dir=index))
    report, versions = ReaderReport(), [0]
    end = time.monotonic() + seconds
    warm = time.monotonic() + seconds * WARM_UP
    while time.monotonic() < end:
        try:
            report.failures += _search_and_check(service, versions, report.requests)
        except Exception as error:  # any exception is a failure
            report.failures.append(f"{type(error).__name__}: {error}")
        report.requests += 3
        if not report.files[0] and time.monotonic() > warm:
            report.files, report.memory_kib = (open_files(), 0), (memory_kib(), 0)
    report.files = (report.files[0], open_files())
    report.memory_kib = (report.memory_kib[0], memory_kib())
    report.generations = len(set(versions)) - 1
    service.close()
    send.send(json.dumps(asdict(report)))


def _search_and_check(service: SearchService, versions: list[int], turn: int) -> Iterator[str]:
    word, speaker = WORDS[turn % len(WORDS)], SPEAKERS[turn % len(SPEAKERS)]
    pages = [
        service.search(service.parser.request([("q", word), ("copies", "all"), *extra]))
        for extra in (
            [("limit", "100")],
            [("limit", "100"), ("sort", "newest")],
            [("limit", "20"), ("speaker", speaker)],
        )
    ]
    for page in pages:
        number = int(page.index.version)
        if number < versions[-1]:
            yield f"generation {number} after {versions[-1]}"
        versions.append(number)
        if len(page.hits) != min(page.total, page.request.limit):
            yield f"{len(page.hits)} hits on a page of {page.total}"
        for hit in page.hits:
            if word not in hit.text.casefold() or hit.article_id not in hit.text:
                yield f"{hit.id} is {hit.text!r}; expected {word!r} and its id in it"
    first, second = pages[:2]
    same = first.index.version == second.index.version
    if same and {h.id for h in first.hits} != {h.id for h in second.hits} and first.total <= 100:
        yield f"two orders of generation {first.index.version} hold different hits"


def campaign(
    folder: Path, *, readers: int, seconds: float, seed: int = 1
) -> tuple[int, list[ReaderReport]]:
    """Race *readers* against one writer; return the number of its commits and their reports."""
    corpus, index = MarkedCorpus(folder / "corpus", seed), folder / "index"
    runner = create_app(corpus_dir=corpus.folder, index_dir=index).test_cli_runner()
    corpus.grow(ARTICLES)
    runner.invoke(args=["reindex"])
    context = multiprocessing.get_context("spawn")
    pipes = [context.Pipe(duplex=False) for _ in range(readers)]
    processes = [context.Process(target=read, args=(index, seconds, send)) for _, send in pipes]
    for process in processes:
        process.start()
    commits = 0
    while any(process.is_alive() for process in processes):
        corpus.churn(6, 2, 2)
        result = runner.invoke(args=["reindex"])
        if result.exit_code != 0:
            raise RuntimeError(f"reindex ended with {result.exit_code}: {result.output}")
        commits += 1
    reports = [
        ReaderReport(**json.loads(receive.recv())) for receive, _ in pipes if receive.poll(1)
    ]
    if len(reports) != readers:
        raise RuntimeError(f"{len(reports)} of {readers} readers finished")
    return commits, reports


def main() -> None:
    """Run the campaign as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        commits, reports = campaign(Path(folder), readers=options.readers, seconds=options.seconds)
    print(
        f"{commits} commits; {sum(r.requests for r in reports)} searches by {len(reports)} readers"
    )
    print(f"generations per reader: at least {min(r.generations for r in reports)}")
    for report in reports:
        print(
            f"  open files {report.files[0]} -> {report.files[1]}, memory"
            f" {report.memory_kib[0] / 1024:.1f} -> {report.memory_kib[1] / 1024:.1f} MiB"
        )
    failures = [f for report in reports for f in (*report.failures, *leaks(report))]
    for failure in failures[:20]:
        print(f"FAILURE: {failure}")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
