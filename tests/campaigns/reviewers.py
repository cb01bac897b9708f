"""Two editors who answer ``review`` at once: no answer may be lost.

    python -m tests.campaigns.reviewers --rounds 50 --answers 200

In each round two processes append corrections to one file, one answer at a time, as the command
does. Afterwards the file has to hold each answer once.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from multiprocessing.synchronize import Barrier
from pathlib import Path

from searchapp.editorial import Correction, append_corrections, read_corrections

EDITORS = 2


def _corrections(editor: int, count: int) -> list[Correction]:
    return [
        Correction(f"article-{editor}", number, f"Text {number}.", "Ann Lee", cue="said")
        for number in range(1, count + 1)
    ]


def _answer(folder: Path, editor: int, count: int, start: Barrier) -> None:
    start.wait()
    for correction in _corrections(editor, count):
        append_corrections(folder, [correction])


def lost(folder: Path, answers: int) -> int:
    """Let the editors give *answers* in all into *folder*; return how many are missing there."""
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(EDITORS)
    count = answers // EDITORS
    editors = [
        context.Process(target=_answer, args=(folder, editor, count, start))
        for editor in range(EDITORS)
    ]
    for process in editors:
        process.start()
    for process in editors:
        process.join()
    expected = Counter(c for editor in range(EDITORS) for c in _corrections(editor, count))
    return (expected - Counter(read_corrections(folder))).total()


def main() -> None:
    """Run the rounds and print how many answers were lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--answers", type=int, default=200)
    arguments = parser.parse_args()
    started, total = time.monotonic(), 0
    for _ in range(arguments.rounds):
        with tempfile.TemporaryDirectory() as folder:
            total += lost(Path(folder), arguments.answers)
    print(
        f"{arguments.rounds} rounds of {arguments.answers} answers by {EDITORS} editors:"
        f" {total} lost, {time.monotonic() - started:.0f} seconds"
    )
    sys.exit(1 if total else 0)


if __name__ == "__main__":
    main()
