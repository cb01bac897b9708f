"""Damage test: changes random bytes of index files and checks the answers.

    python -m tests.campaigns.damage [--damages N] [--heal N] [--seed N]

Bits are flipped, and files cut, overwritten, lengthened and removed, of every kind of file.
Allowed are the answers of the live generation, those of the previous one, and an error that
names the file and says what to do. With ``--heal``, damages stay and a plain ``reindex`` follows:
it must leave a whole index, or exit with 2 and a sentence.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from searchapp import create_app
from searchapp.common import archive_id
from searchapp.engine.embedded import generations, integrity
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

_UNREAD_FILES = (
    "LOCK",
    archive_id.FILE_NAME,
    last_run.FILE_NAME,
    integrity.RECORD_NAME,
    generations.PAIRS_NAME,
    integrity.REPORT_NAME,
)
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
        results = service.search(service.parser.request(pairs))
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


@dataclass
class Healing:
    """Damages after which a plain run left a whole index, said that it cannot, or failed."""

    healed: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def heal(folder: Path, *, damages: int, seed: int) -> Healing:
    """Damage files of an index of incremental generations, and let a plain run mend each.

    Every third flip of a bit leaves inode, size and modification time as they were; such
    damage is mended by ``reindex --verify``.
    """
    rng = random.Random(seed)
    index, _ = build(folder, seed)
    correct = _reindexed(folder, index)
    files = sorted(
        path.relative_to(index)
        for path in index.rglob("*")
        if path.is_file() and path.name not in _UNREAD_FILES
    )
    outcome = Healing()
    for number in range(damages):
        copy = folder / "copy"
        shutil.copytree(index, copy)
        name = files[number % len(files)]
        unnoticed = number % 3 == 0
        _damage_for_good(copy / name, rng, unnoticed=unnoticed)
        where = f"{name}, {'unnoticed' if unnoticed else 'noticed'}"
        app = create_app(corpus_dir=folder / "corpus", index_dir=copy)
        options = ["reindex", "--verify"] if unnoticed else ["reindex"]
        result = app.test_cli_runner().invoke(args=options)
        kind = kind_of(copy / name)
        if result.exit_code == 2 and "Error: " in result.output:
            outcome.refused[kind] += 1
        elif result.exit_code != 0:
            outcome.failures.append(f"{where}: exit code {result.exit_code}: {result.output}")
        elif _without_times(answers(copy)) != _without_times(correct):
            outcome.failures.append(f"{where}: a wrong answer after the run")
        else:
            outcome.healed[kind] += 1
        shutil.rmtree(copy)
    return outcome


def _without_times(given: Answers) -> list[Any]:
    """Return *given* without the index's version and the times at which hits were added.

    Those of the newest articles are lost with a damaged catalog.
    """
    timeless: list[Any] = []
    for answer in given[1:]:
        if isinstance(answer, tuple):
            total, hits, facets = answer
            ordered = sorted((replace(hit, added_at=None) for hit in hits), key=lambda h: h.id)
            timeless.append((total, ordered, facets))
        else:
            timeless.append(answer)
    return timeless


def _reindexed(folder: Path, index: Path) -> Answers:
    """Bring the index up to date with its corpus; return its answers."""
    runner = create_app(corpus_dir=folder / "corpus", index_dir=index).test_cli_runner()
    result = runner.invoke(args=["reindex"])
    if result.exit_code != 0:
        raise RuntimeError(result.output)
    return answers(index)


def _damage_for_good(path: Path, rng: random.Random, *, unnoticed: bool) -> None:
    """Flip a bit of a file, in place and with its times kept, or replace the file."""
    status = path.stat()
    data = bytearray(path.read_bytes())
    if not data:
        return
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    if unnoticed:
        with path.open("r+b") as stream:
            stream.write(data)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    else:
        path.unlink()
        path.write_bytes(data[: rng.randrange(len(data))] if rng.random() < 0.3 else data)


def main() -> None:
    """Run the campaign as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--damages", type=int, default=2_000)
    parser.add_argument("--heal", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        healing = heal(Path(folder), damages=options.heal, seed=options.seed)
    print(f"healed: {dict(healing.healed)}, refused: {dict(healing.refused)}")
    with tempfile.TemporaryDirectory() as folder:
        outcome = campaign(Path(folder), damages=options.damages, seed=options.seed)
    outcome.failures += healing.failures
    print(f"{'file':<16}{'error':>8}{'previous answered':>20}{'not read':>10}")
    for kind in sorted({*outcome.reported, *outcome.fell_back, *outcome.unaffected}):
        counts = outcome.reported[kind], outcome.fell_back[kind], outcome.unaffected[kind]
        print(f"{kind:<16}{counts[0]:>8}{counts[1]:>20}{counts[2]:>10}")
    for failure in outcome.failures:
        print(f"FAILURE: {failure}")
    sys.exit(1 if outcome.failures else 0)


if __name__ == "__main__":
    main()
