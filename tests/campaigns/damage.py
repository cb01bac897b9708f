"""Damage test: changes random bytes of index files and checks the answers.

    python -m tests.campaigns.damage [--damages N] [--seed N]

Bits are flipped, and files cut, overwritten, lengthened and removed, of every kind of file.
Allowed are the answers of the live generation, those of the previous one, and an error that
names the file and says what to do.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from searchapp import create_app
from searchapp.engine.errors import EngineError
from searchapp.indexing import last_run
from searchapp.search.service import SearchService
from searchapp.settings import Settings
from tests.campaigns.marked_corpus import SPEAKERS, WORDS, MarkedCorpus

ARTICLES = 60

Answers = tuple[Any, ...]

_QUERIES = [
    [("q", "*")],
    [("q", WORDS[0]), ("sort", "oldest")],
    [("q", f'"must come first" {WORDS[1]}')],
    [("q", f"{WORDS[2]} OR {WORDS[3]}"), ("limit", "100")],
    [("q", "stat* NOT state1")],
    [("q", "title:news"), ("speaker", SPEAKERS[0])],
]

_UNREAD_FILES = ("LOCK", last_run.FILE_NAME)
"""Files that no search reads."""


@dataclass
class Outcome:
    """Counts of a campaign by kind of file: errors, answers of the previous and the live one."""

    reported: Counter[str] = field(default_factory=Counter)
    fell_back: Counter[str] = field(default_factory=Counter)
    unaffected: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def answers(index: Path) -> Answers:
    """Return the answers to ``_QUERIES`` and some articles, by a service that opens *index*.

    If damage is met only after some queries, all are repeated, since the previous generation
    answers from then on.
    """
    service = SearchService(Settings(index_dir=index))
    try:
        while True:
            answers = _answer_once(service)
            if service.info() == answers[0]:
                return answers
    finally:
        service.close()


def _answer_once(service: SearchService) -> Answers:
    answers: list[Any] = [service.info()]
    for pairs in _QUERIES:
        results = service.search(service.request(pairs))
        answers.append((results.total, results.hits, results.facets))
    answers += [service.article(f"art{number}") for number in range(1, ARTICLES, 7)]
    return tuple(answers)


def kind_of(path: Path) -> str:
    """Return the kind of index file that *path* is: its suffix, or its name."""
    return path.suffix or path.name


@contextmanager
def damaged(path: Path, rng: random.Random) -> Iterator[str]:
    """Damage a file in one of several ways, and restore it at the end; yield a description.

    The file is replaced and not written to, since generations share it by hard links.
    """
    content = path.read_bytes()
    way = rng.choice(("flip", "flip", "flip", "cut", "zeros", "longer", "gone"))
    at = rng.randrange(max(1, len(content)))
    match way:
        case "flip":
            data = bytearray(content or b"\0")
            data[at] ^= 1 << rng.randrange(8)
        case "cut":
            data = bytearray(content[:at])
        case "zeros":
            data = bytearray(content)
            data[at : at + 512] = bytes(len(data[at : at + 512]))
        case _:
            data = bytearray(content + b"more")
    original = path.with_name(path.name + ".original")
    path.rename(original)
    try:
        if way != "gone":
            path.write_bytes(data)
        yield f"{way} at {at:,} of {len(content):,}"
    finally:
        path.unlink(missing_ok=True)
        original.rename(path)


def build(folder: Path, seed: int) -> tuple[Path, dict[str, Answers]]:
    """Build an index of several segments; return it and the answers of each generation."""
    corpus, index = MarkedCorpus(folder / "corpus", seed), folder / "index"
    runner = create_app(corpus_dir=corpus.folder, index_dir=index).test_cli_runner()
    expected: dict[str, Answers] = {}
    corpus.grow(ARTICLES)
    for _ in range(3):
        if runner.invoke(args=["reindex"]).exit_code != 0:
            raise RuntimeError("the index could not be built")
        correct = answers(index)
        expected[correct[0].version] = correct
        corpus.churn(5, 2, 3)
    return index, expected


def campaign(folder: Path, *, damages: int, seed: int) -> Outcome:
    """Damage files of an index *damages* times, one at a time."""
    rng = random.Random(seed)
    index, expected = build(folder, seed)
    live = max(expected, key=int)
    files = sorted(
        path for path in index.rglob("*") if path.is_file() and path.name not in _UNREAD_FILES
    )
    outcome = Outcome()
    for number in range(damages):
        path = files[number % len(files)]
        kind = kind_of(path)
        with damaged(path, rng) as how:
            where = f"{path.relative_to(index)}, {how}"
            try:
                given = answers(index)
            except EngineError as error:
                outcome.reported[kind] += 1
                if str(index) not in str(error) or "reindex" not in str(error):
                    outcome.failures.append(f"{where}: names no file or no advice: {error}")
                continue
            except Exception as error:  # any other exception is a failure
                outcome.failures.append(f"{where}: {type(error).__name__}: {error}")
                continue
        version = given[0].version
        if given != expected.get(version):
            outcome.failures.append(f"{where}: a wrong answer of generation {version}")
        elif version == live:
            outcome.unaffected[kind] += 1
        else:
            outcome.fell_back[kind] += 1
    return outcome


def main() -> None:
    """Run the campaign as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--damages", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    try:
        outcome = campaign(folder, damages=options.damages, seed=options.seed)
    finally:
        shutil.rmtree(folder)
    print(f"{'file':<16}{'error':>8}{'previous answered':>20}{'not read':>10}")
    for kind in sorted({*outcome.reported, *outcome.fell_back, *outcome.unaffected}):
        counts = outcome.reported[kind], outcome.fell_back[kind], outcome.unaffected[kind]
        print(f"{kind:<16}{counts[0]:>8}{counts[1]:>20}{counts[2]:>10}")
    for failure in outcome.failures:
        print(f"FAILURE: {failure}")
    sys.exit(1 if outcome.failures else 0)


if __name__ == "__main__":
    main()
