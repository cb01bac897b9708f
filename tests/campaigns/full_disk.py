"""Let ``reindex`` run out of room at random points, and see whether anything was lost.

``python -m tests.campaigns.full_disk [--runs N] [--articles N] [--seed N] [--disk]``. Room is
how large a file may be or, with ``--disk``, a disk of few bytes (a tmpfs; root may mount one).
A run without room must end with 2 and a sentence, and leave the index as it was and nothing
else. A run with room must then bring it up to date.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaigns.crash import orphans, run, what_is_wrong
from tests.campaigns.marked_corpus import MarkedCorpus

# The limit is set when everything is imported, so that Python can still keep what it compiles.
_CHILD = """
import resource, sys
from searchapp import create_app
runner = create_app().test_cli_runner()
if (most := int(sys.argv[1])) >= 0:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
result = runner.invoke(args=["reindex", *sys.argv[2:]])
print(result.output)
sys.exit(result.exit_code)
"""
_UNLIMITED = -1


@dataclass
class Outcome:
    """How many runs had no room, and how many had; ``wrong`` is empty where all was well."""

    refused: int = 0
    finished: int = 0
    wrong: list[str] = field(default_factory=list)


def _reindex(corpus: Path, index: Path, largest_file: int, *options: str) -> tuple[int, str]:
    """Run ``reindex`` with a limit on files in bytes; return its exit code and what it said."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(largest_file), *options],
        env={
            **os.environ,
            "SEARCHAPP_CORPUS_DIR": str(corpus),
            "SEARCHAPP_INDEX_DIR": str(index),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def _size(folder: Path) -> int:
    return sum({p.stat().st_ino: p.stat().st_size for p in folder.rglob("*")}.values())


@contextmanager
def _small_disk(index: Path, free_bytes: int) -> Iterator[Path]:
    """Give a copy of *index* on a disk with so much room left; it takes its place after."""
    disk = index.with_name("disk")
    disk.mkdir(exist_ok=True)
    # A disk in memory gives room by the page, and a file or folder takes one page at least.
    pages = sum(1 + path.stat().st_size // 4096 for path in index.rglob("*")) + 1
    size = f"size={pages * 4096 + free_bytes}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "none", str(disk)], check=True)
    try:
        shutil.copytree(index, disk / "index", copy_function=shutil.copy2)
        yield disk / "index"
        shutil.rmtree(index)
        shutil.copytree(disk / "index", index)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def _attempt(
    corpus: MarkedCorpus,
    index: Path,
    largest_file: int,
    before: dict[str, list[str]],
    *options: str,
) -> tuple[bool, list[str]]:
    """Run once; return whether there was room, and what is wrong of the index after it."""
    code, said = _reindex(corpus.folder, index, largest_file, *options)
    wrong = []
    if code not in (0, 2):
        wrong.append(f"it ended with {code}; expected 0 or 2: {said[-2000:]}")
    if code == 2 and "could not be written" not in said and "cannot be written" not in said:
        wrong.append(f"it said {said!r}; expected why the index could not be written")
    _, differing = what_is_wrong(index, [corpus.texts if code == 0 else before])
    if differing:
        wrong.append(differing)
    if left := orphans(index):
        wrong.append(f"left over: {left[:5]}")
    return code == 0, wrong


def campaign(folder: Path, *, runs: int, articles: int, seed: int, disk: bool = False) -> Outcome:
    """Let so many runs run out of room, full and incremental in turns."""
    chance = random.Random(seed)
    outcome = Outcome()
    corpus, index = MarkedCorpus(folder / "corpus", seed), folder / "index"
    corpus.grow(articles)
    run(corpus.folder, index)
    for number in range(runs):
        before = dict(corpus.texts)
        corpus.churn(max(1, articles // 10), max(1, articles // 40), max(1, articles // 40))
        options = ["--full"] if number % 2 else []
        # From no room at all to somewhat more than all that may be needed.
        room = int(1.2 * _size(index) * chance.random() ** 3)
        if disk:
            with _small_disk(index, room) as there:
                finished, wrong = _attempt(corpus, there, _UNLIMITED, before, *options)
        else:
            finished, wrong = _attempt(corpus, index, room, before, *options)
        outcome.finished += finished
        outcome.refused += not finished
        outcome.wrong += [f"run {number} {options}, {room:,} bytes: {each}" for each in wrong]
        run(corpus.folder, index)
        _, differing = what_is_wrong(index, [corpus.texts])
        if differing:
            outcome.wrong.append(f"run {number}, after a run with room: {differing}")
    return outcome


def main() -> None:
    """Run the campaign that the command line asks for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=50)
    options.add_argument("--articles", type=int, default=3000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--disk", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = campaign(
            Path(folder),
            runs=chosen.runs,
            articles=chosen.articles,
            seed=chosen.seed,
            disk=chosen.disk,
        )
    print(f"{outcome.refused} runs without room, {outcome.finished} runs with enough")
    for wrong in outcome.wrong[:50]:
        print(f"WRONG: {wrong}")
    sys.exit(1 if outcome.wrong else 0)


if __name__ == "__main__":
    main()
