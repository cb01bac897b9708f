"""Changing files: a corpus is cut, grown, rewritten, renamed and unmounted while it is indexed.

    python -m tests.campaigns.changing_corpus [--rounds N] [--seed N]

Each round changes the corpus while ``reindex`` runs, puts it back in order and runs ``reindex``
again. Articles that are there at the end must be in the index with their text and the time at
which they were first added; text outside of the corpus must never be.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from searchapp import create_app
from searchapp.engine.embedded.catalog_files import read_catalog
from searchapp.engine.embedded.generations import Generations
from tests.conftest import ids, line

_FILES = 6
_LINES = 40
_OUTSIDE_WORD = "unpublished"
_FIRST_ADDED_SLACK_SECONDS = 1


@dataclass
class Outcome:
    """The changes that were made, by name, and what was wrong after them."""

    changes: Counter[str] = field(default_factory=Counter)
    deferred: int = 0
    held_back: int = 0
    failures: list[str] = field(default_factory=list)


class ChangingCorpus:
    """A corpus of JSON lines and text files, its pristine copy, and an app over it."""

    def __init__(self, root: Path, rng: random.Random) -> None:
        self.rng = rng
        self.folder = root / "corpus"
        self.pristine = root / "pristine"
        self.outside = root / "outside"
        self.outside.mkdir()
        (self.outside / "a.txt").write_text(f"Secret\n\nThe {_OUTSIDE_WORD} text.\n")
        for folder in ("one", "two"):
            (self.pristine / folder).mkdir(parents=True)
        for n in range(_FILES):
            lines = (line(f"f{n}-{k}", f"Words {n} and {k}.") for k in range(_LINES))
            (self.pristine / ("one", "two")[n % 2] / f"{n}.jsonl").write_text("".join(lines))
        for n in range(_FILES):
            (self.pristine / "one" / f"t{n}.txt").write_text(f"Title {n}\n\nText {n} of words.\n")
        shutil.copytree(self.pristine, self.folder)
        self.app: Flask = create_app(
            {"TESTING": True}, corpus_dir=self.folder, index_dir=root / "index"
        )

    def reindex(self, *options: str) -> tuple[int, str]:
        """Run the command; return its exit code and output."""
        result = self.app.test_cli_runner().invoke(args=["reindex", *options])
        return result.exit_code, result.output

    def restore(self) -> None:
        """Put every file back by renaming a whole copy, as the documentation advises."""
        for path in [*self.folder.rglob("*")]:
            if path.is_symlink():
                path.unlink()
        for original in self.pristine.rglob("*"):
            if original.is_file():
                target = self.folder / original.relative_to(self.pristine)
                target.parent.mkdir(parents=True, exist_ok=True)
                copy = target.with_name(f".{target.name}.new")
                shutil.copyfile(original, copy)
                copy.replace(target)
        for path in [*self.folder.rglob("*")]:
            if not (self.pristine / path.relative_to(self.folder)).exists():
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    def _file(self) -> Path:
        return self.rng.choice(sorted(p for p in self.folder.rglob("*.*") if p.is_file()))

    # Changes, each of which may come at any moment of a run

    def cut(self) -> None:
        """Truncate a file somewhere."""
        path = self._file()
        os.truncate(path, self.rng.randrange(path.stat().st_size + 1))

    def cut_at_line_end(self) -> None:
        """Truncate a file at the end of a line."""
        path = self._file()
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(lines[: self.rng.randrange(len(lines) + 1)]))

    def rewrite_slowly(self) -> None:
        """Write a file anew in place, line by line."""
        path = self._file()
        lines = path.read_bytes().splitlines(keepends=True)
        with path.open("wb") as stream:
            for text in lines:
                stream.write(text)
                stream.flush()
                time.sleep(0.001)

    def append(self) -> None:
        """Let a file grow."""
        path = self._file()
        with path.open("ab") as stream:
            for _ in range(5):
                stream.write(b'{"id": "half')
                stream.flush()
                time.sleep(0.002)

    def empty_folder(self) -> None:
        """Take away everything in a folder, as an unmounted share does."""
        shutil.rmtree(self.folder / "two")
        (self.folder / "two").mkdir()

    def rename_folder(self) -> None:
        """Rename a folder."""
        (self.folder / "one").rename(self.folder / "three")

    def swap_for_link(self) -> None:
        """Swap files for links out of the corpus, and back."""
        path = self._file()
        for _ in range(20):
            path.unlink(missing_ok=True)
            path.symlink_to(self.outside / "a.txt")
            time.sleep(0.001)

    def move_clock(self) -> None:
        """Set the modification times of files far into the past or the future."""
        for path in self.folder.rglob("*.jsonl"):
            shift = self.rng.choice((-86_400 * 365, 86_400 * 365))
            os.utime(path, (time.time() + shift, time.time() + shift))


CHANGES = (
    *("cut", "cut_at_line_end", "rewrite_slowly", "append", "empty_folder"),
    *("rename_folder", "swap_for_link", "move_clock"),
)


def _in_background(change: Callable[[], None], delay: float, errors: list[str]) -> threading.Thread:
    def run() -> None:
        time.sleep(max(delay, 0.0))
        try:
            change()
        except OSError as error:
            errors.append(str(error))

    thread = threading.Thread(target=run)
    thread.start()
    if delay < 0:
        thread.join()
    return thread


def campaign(root: Path, *, rounds: int, seed: int) -> Outcome:
    """Run *rounds* rounds in the folder *root*."""
    rng = random.Random(seed)
    corpus = ChangingCorpus(root, rng)
    outcome = Outcome()
    code, output = corpus.reindex()
    assert code == 0, output
    expected = _entries(corpus)
    for number in range(rounds):
        change = rng.choice(CHANGES)
        outcome.changes[change] += 1
        errors: list[str] = []
        background = _in_background(getattr(corpus, change), rng.uniform(-0.1, 0.1), errors)
        code, output = corpus.reindex()
        background.join()
        outcome.deferred += output.count("deferred: ")
        outcome.held_back += output.count("are no longer in the corpus")
        problem = _problem(code, output) or _leak(corpus)
        corpus.restore()
        code, output = corpus.reindex()
        problem = problem or _problem(code, output) or _leak(corpus)
        entries = _entries(corpus)
        if not problem and entries.keys() != expected.keys():
            problem = f"{len(expected.keys() ^ entries.keys())} articles differ"
        if not problem and (late := _late(expected, entries)):
            problem = f"{late} was added anew"
        if problem:
            outcome.failures.append(f"round {number}, {change}: {problem}")
            corpus.reindex("--full", "--allow-removals")
            expected = _entries(corpus)
    return outcome


def _problem(code: int, output: str) -> str:
    if code not in (0, 1) or "Traceback" in output:
        return f"exit code {code}: {output[-500:]}"
    return ""


def _leak(corpus: ChangingCorpus) -> str:
    response = corpus.app.test_client().get(f"/api/v1/search?q={_OUTSIDE_WORD}")
    if response.status_code != 200:
        return f"a search answers {response.status_code}"
    return f"text from outside: {ids(response.json)}" if ids(response.json) else ""


def _entries(corpus: ChangingCorpus) -> dict[str, list[int]]:
    """Return when the paragraphs of each indexed article were added."""
    generations = Generations(corpus.app.config["SEARCHAPP_INDEX_DIR"])
    number = generations.current()
    assert number is not None
    catalog = read_catalog(generations.folder(number), generations.manifest(number).catalog)
    return {id_: entry.added for id_, entry in catalog.entries.items()}


def _late(expected: dict[str, list[int]], entries: dict[str, list[int]]) -> str:
    """Return the id of an article of a JSON lines file that was added anew, or empty.

    A text file that was cut and put back was edited twice: its paragraphs are new.
    """
    for id_, added in expected.items():
        if not id_.startswith("f"):
            continue
        if any(
            new > old + _FIRST_ADDED_SLACK_SECONDS
            for old, new in zip(added, entries[id_], strict=True)
        ):
            return id_
    return ""


def main() -> None:
    """Run the campaign and print its outcome."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = campaign(Path(folder), rounds=arguments.rounds, seed=arguments.seed)
    print(dict(outcome.changes), f"{outcome.deferred} deferred, {outcome.held_back} held back")
    print(*outcome.failures or ["no failure"], sep="\n")
    sys.exit(1 if outcome.failures else 0)


if __name__ == "__main__":
    main()
