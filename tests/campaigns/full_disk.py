"""Full disk test: lets ``reindex`` run out of space at random points and checks the index.

    python -m tests.campaigns.full_disk [--runs N] [--articles N] [--seed N] [--disk]

Space is limited by the size of a file or, with ``--disk``, by a small tmpfs, which only root
may mount. A run without enough space must exit with 2 and a message, and leave the index as it
was and no other file. A run without a limit must then bring the index up to date.
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

from tests.campaigns.crash import check_index, orphans, run
from tests.campaigns.marked_corpus import MarkedCorpus

# The limit is set once everything is imported, so that Python can cache compiled modules.
_CHILD = """
import resource, sys
from searchapp import create_app
runner = create_app().test_cli_runner()
if (limit := int(sys.argv[1])) >= 0:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
result = runner.invoke(args=["reindex", *sys.argv[2:]])
print(result.output)
sys.exit(result.exit_code)
"""
_UNLIMITED = -1


@dataclass
class Outcome:
    """Counts of a campaign: runs without enough space, and runs that finished."""

    refused: int = 0
    finished: int = 0
    failures: list[str] = field(default_factory=list)


def _reindex(corpus: Path, index: Path, largest_file: int, *options: str) -> tuple[int, str]:
    """Run ``reindex`` with a limit of bytes per file; return its exit code and output."""
    process = subprocess.run(
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
    return process.returncode, process.stdout + process.stderr


def _size(folder: Path) -> int:
    return sum({p.stat().st_ino: p.stat().st_size for p in folder.rglob("*")}.values())


@contextmanager
def _small_disk(index: Path, free_bytes: int) -> Iterator[Path]:
    """Yield a copy of *index* on a disk with so many bytes free, and copy it back at the end."""
    disk = index.with_name("disk")
    disk.mkdir(exist_ok=True)
    # A tmpfs allocates pages, and each file or folder takes at least one.
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
    """Run once; return whether it finished, and the failures."""
    code, output = _reindex(corpus.folder, index, largest_file, *options)
    failures = []
    if code not in (0, 2):
        failures.append(f"the exit code is {code}; expected 0 or 2: {output[-2000:]}")
    if code == 2 and "could not be written" not in output and "cannot be written" not in output:
        failures.append(f"the output is {output!r}; expected why the index cannot be written")
    _, failure = check_index(index, [corpus.texts if code == 0 else before])
    if failure:
        failures.append(failure)
    if files := orphans(index):
        failures.append(f"orphans: {files[:5]}")
    return code == 0, failures


def campaign(folder: Path, *, runs: int, articles: int, seed: int, disk: bool = False) -> Outcome:
    """Limit the space of so many runs, alternately incremental and full."""
    rng = random.Random(seed)
    outcome = Outcome()
    corpus, index = MarkedCorpus(folder / "corpus", seed), folder / "index"
    corpus.grow(articles)
    run(corpus.folder, index)
    for number in range(runs):
        before = dict(corpus.texts)
        corpus.churn(max(1, articles // 10), max(1, articles // 40), max(1, articles // 40))
        options = ["--full"] if number % 2 else []
        # From nothing to somewhat more than a run can need.
        space = int(1.2 * _size(index) * rng.random() ** 3)
        if disk:
            with _small_disk(index, space) as copy:
                finished, failures = _attempt(corpus, copy, _UNLIMITED, before, *options)
        else:
            finished, failures = _attempt(corpus, index, space, before, *options)
        outcome.finished += finished
        outcome.refused += not finished
        outcome.failures += [
            f"run {number} {options}, {space:,} bytes: {failure}" for failure in failures
        ]
        run(corpus.folder, index)
        _, failure = check_index(index, [corpus.texts])
        if failure:
            outcome.failures.append(f"run {number}, after a run without a limit: {failure}")
    return outcome


def main() -> None:
    """Run the campaign as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--disk", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = campaign(
            Path(folder),
            runs=options.runs,
            articles=options.articles,
            seed=options.seed,
            disk=options.disk,
        )
    print(f"{outcome.refused} runs without enough space, {outcome.finished} that finished")
    for failure in outcome.failures[:50]:
        print(f"FAILURE: {failure}")
    sys.exit(1 if outcome.failures else 0)


if __name__ == "__main__":
    main()
