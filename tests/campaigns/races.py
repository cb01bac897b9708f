"""Let many processes search while another commits as fast as it can.

``python -m tests.campaigns.races [--readers N] [--seconds N]``. Every commit changes some
articles. A reader checks that each answer is that of one generation: what a page counts is
what its pages list, every hit is a paragraph of an article of that generation, and
generations only go forward. Open files and memory must not grow.
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
MOST_FILES = 8
"""So many files more may be open at the end: those of a generation that is just being opened."""
MOST_KIB = 16 * 1024
"""So much more memory may be in use at the end."""
WARM_UP = 0.3
"""The share of the time after which open files and memory are first looked at."""


@dataclass
class Seen:
    """What one reader saw.

    ``files`` and ``memory_kib`` are those after warming up and those at the end.
    """

    requests: int = 0
    generations: int = 0
    files: tuple[int, int] = (0, 0)
    memory_kib: tuple[int, int] = (0, 0)
    wrong: list[str] = field(default_factory=list)


def open_files() -> int:
    """Return how many files this process holds open."""
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208


def memory_kib(process: int | str = "self") -> int:
    """Return the memory of a process that is its own, in KiB: not that of mapped files."""
    status = Path(f"/proc/{process}/status")
    for line in status.read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1])
    raise RuntimeError(f"{status} tells no RssAnon; expected Linux 4.5 or later")


def grown(seen: Seen) -> list[str]:
    """Return what a reader had more of at the end than after warming up."""
    found = []
    if seen.files[1] - seen.files[0] > MOST_FILES:
        found.append(f"open files grew from {seen.files[0]} to {seen.files[1]}")
    if seen.memory_kib[1] - seen.memory_kib[0] > MOST_KIB:
        found.append(f"memory grew from {seen.memory_kib[0]:,} to {seen.memory_kib[1]:,} KiB")
    return found


def read(index: Path, seconds: float, send: Connection) -> None:
    """Search for so long, check every answer, and send what was seen."""
    service = SearchService(Settings(index_dir=index))
    seen, versions = Seen(), [0]
    until = time.monotonic() + seconds
    warm = time.monotonic() + seconds * WARM_UP
    while time.monotonic() < until:
        try:
            for wrong in _wrong_in_one_round(service, versions, seen.requests):
                seen.wrong.append(wrong)
        except Exception as error:  # whatever comes out of a reader is what is looked for
            seen.wrong.append(f"{type(error).__name__}: {error}")
        seen.requests += 3
        if not seen.files[0] and time.monotonic() > warm:
            seen.files, seen.memory_kib = (open_files(), 0), (memory_kib(), 0)
    seen.files = (seen.files[0], open_files())
    seen.memory_kib = (seen.memory_kib[0], memory_kib())
    seen.generations = len(set(versions)) - 1
    service.close()
    send.send(json.dumps(asdict(seen)))


def _wrong_in_one_round(service: SearchService, versions: list[int], turn: int) -> Iterator[str]:
    word, speaker = WORDS[turn % len(WORDS)], SPEAKERS[turn % len(SPEAKERS)]
    pages = [
        service.search(service.request([("q", word), ("copies", "all"), *more]))
        for more in (
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
) -> tuple[int, list[Seen]]:
    """Race so many readers against one writer; return its commits and what each reader saw."""
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
    seen = [Seen(**json.loads(receive.recv())) for receive, _ in pipes if receive.poll(1)]
    if len(seen) != readers:
        raise RuntimeError(f"{len(seen)} of {readers} readers came to their end")
    return commits, seen


def main() -> None:
    """Run the campaign that the command line asks for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--readers", type=int, default=8)
    options.add_argument("--seconds", type=float, default=60)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        commits, seen = campaign(Path(folder), readers=chosen.readers, seconds=chosen.seconds)
    print(f"{commits} commits; {sum(s.requests for s in seen)} searches by {len(seen)} readers")
    print(f"generations seen by a reader: {min(s.generations for s in seen)} or more")
    for s in seen:
        print(
            f"  open files {s.files[0]} -> {s.files[1]},"
            f" memory {s.memory_kib[0] / 1024:.1f} -> {s.memory_kib[1] / 1024:.1f} MiB"
        )
    wrong = [w for s in seen for w in (*s.wrong, *grown(s))]
    for each in wrong[:20]:
        print(f"WRONG: {each}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
