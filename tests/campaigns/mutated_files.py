"""Mutation test of the readers: changes files of every format at random and reads them.

    python -m tests.campaigns.mutated_files [--mutations N] [--growths N] [--seed N] [--only NAME]

Bytes are replaced, removed, repeated and inserted. A reader may give articles, rejections and
remarks, and no other error; the good files beside the mutated ones must be read. Then stretches
of the mutated files are repeated, more and more often: reading must not take more than linear
time, measured in processor time of this process and in Python calls.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from searchapp.ingest import ArticleRead, Corpus, Rejected
from searchapp.ingest.formats import read_file
from searchapp.ingest.input_file import InputFile, ReadOptions
from tests.conftest import line
from tests.ingest.formats.test_samples import DOCX, EPUB, PDF, SAMPLES

FILES = {
    **{path.name: path.read_bytes() for path in sorted(SAMPLES.iterdir()) if path.is_file()},
    "kiln.pdf": PDF,
    "weir.docx": DOCX,
    "almanac.epub": EPUB,
}
"""A good file of each format: contents by name."""

_FRAGMENTS = (
    *(b"<", b'"', b"\0", b"&#8217;", b"<b>", b"\r", b"{", b"\xff", b'[x y="z"]', b"<p", b"]]>"),
    *(b"</q>", b"<!--", b"\xe2\x80\x8b", b"0000-00-00", b"&amp;" * 3, b"- ", b"\n\n", b"[/a]"),
)
_MAX_CHANGES = 8
_MAX_STRETCH = 60
_REPETITIONS = 4_000
_MAX_RATIO = 3.0
"""Most by which the cost may grow where the size doubles; quadratic growth has 4."""

_MIN_SECONDS = 0.1
_MIN_CALLS = 20_000
_READ_OPTIONS = ReadOptions(10_000_000)


@dataclass
class Outcome:
    """Counts of the events by format, and what was wrong."""

    articles: Counter[str] = field(default_factory=Counter)
    rejections: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Return *data* with one to eight changes."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, _MAX_CHANGES)):
        at = rng.randrange(len(changed) + 1)
        match rng.randrange(4):
            case 0:
                changed[at : at + 1] = rng.randbytes(1)
            case 1:
                del changed[at : at + rng.randint(1, _MAX_STRETCH)]
            case 2:
                changed[at:at] = changed[at : at + _MAX_STRETCH] * 3
            case _:
                changed[at:at] = rng.choice(_FRAGMENTS)
    return bytes(changed)


def mutate(files: Mapping[str, bytes], *, mutations: int, seed: int) -> Outcome:
    """Read *mutations* of each of *files*, which are contents by name."""
    rng = random.Random(seed)
    outcome = Outcome()
    for name, data in files.items():
        for number in range(mutations):
            try:
                events = _events(name, mutated(data, rng))
            except Exception as error:  # any exception is a failure
                outcome.failures.append(f"{name}, mutation {number}: {error!r}")
                continue
            outcome.articles[name] += sum(isinstance(e, ArticleRead) for e in events)
            outcome.rejections[name] += sum(isinstance(e, Rejected) for e in events)
    return outcome


def _events(name: str, data: bytes) -> list[Any]:
    return list(read_file(InputFile.from_bytes(name, data, _READ_OPTIONS)))


def read_beside(folder: Path, files: Mapping[str, bytes], *, seed: int) -> list[str]:
    """Put a mutation of each of *files* and two good ones into *folder*; return what fails."""
    rng = random.Random(seed)
    for name, data in files.items():
        (folder / f"mutated-{name}").write_bytes(mutated(data, rng))
    good = {"0-good.jsonl": "good-first", "z-good.jsonl": "good-last"}
    for name, id_ in good.items():
        (folder / name).write_text(line(id_, "Text."), encoding="utf-8")
    events = list(Corpus(folder, max_article_bytes=1_000_000).read())
    ids = {event.article.id for event in events if isinstance(event, ArticleRead)}
    failures = [f"{id_} was not read" for id_ in good.values() if id_ not in ids]
    return failures + [
        f"{event.location}: {event.reason}"
        for event in events
        if isinstance(event, Rejected) and "its reader failed" in event.reason
    ]


def calls_of(name: str, data: bytes) -> int:
    """Return the number of calls of Python and C functions that reading takes."""
    count = 0

    def add(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(add)
    try:
        _events(name, data)
    finally:
        sys.setprofile(None)
    return count


def seconds_of(name: str, data: bytes) -> float:
    """Return the processor time that reading takes, the least of two times."""
    times = []
    for _ in range(2):
        began = time.process_time()
        _events(name, data)
        times.append(time.process_time() - began)
    return min(times)


def grow(files: Mapping[str, bytes], *, growths: int, seed: int) -> list[str]:
    """Repeat stretches of mutated *files*; return those that take more than linear time."""
    rng = random.Random(seed)
    failures = []
    for name, data in files.items():
        for number in range(growths):
            changed = mutated(data, rng)
            at = rng.randrange(len(changed))
            stretch = changed[at : at + rng.randint(1, _MAX_STRETCH)]
            sizes = [
                changed[:at] + stretch * (_REPETITIONS * factor) + changed[at:]
                for factor in (1, 2, 4)
            ]
            for measure, least in ((calls_of, _MIN_CALLS), (seconds_of, _MIN_SECONDS)):
                small, middle, large = (measure(name, size) for size in sizes)
                if small > least and middle > _MAX_RATIO * small and large > _MAX_RATIO * middle:
                    failures.append(
                        f"{name}, growth {number}, {stretch!r}: {measure.__name__}"
                        f" {small:,.2f}, {middle:,.2f}, {large:,.2f}"
                    )
    return failures


def main() -> None:
    """Run the campaign; exit with 1 where anything fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutations", type=int, default=200)
    parser.add_argument("--growths", type=int, default=10)
    parser.add_argument("--seed", type=int, default=22)
    parser.add_argument("--only", default="", help="part of the name of a sample")
    arguments = parser.parse_args()
    files = {name: data for name, data in FILES.items() if arguments.only in name}
    outcome = mutate(files, mutations=arguments.mutations, seed=arguments.seed)
    for name in files:
        print(
            f"{name:24} {arguments.mutations} mutations: {outcome.articles[name]:,} articles,"
            f" {outcome.rejections[name]:,} rejections"
        )
    failures = outcome.failures
    for seed in range(arguments.seed, arguments.seed + max(arguments.mutations // 20, 1)):
        with tempfile.TemporaryDirectory() as folder:
            failures += read_beside(Path(folder), files, seed=seed)
    failures += grow(files, growths=arguments.growths, seed=arguments.seed)
    print("\n".join(failures) or "no failures")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
