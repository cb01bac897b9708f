"""Damage the files of an index at random positions, and see whether a wrong answer comes out.

``python -m tests.campaigns.damage [--damages N] [--seed N]``. Every kind of file is flipped,
cut and overwritten. What is allowed afterwards: the answers of the live generation, those
of the one kept before it, or a sentence that says which file and what to do.
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

_OF_WRITERS = ("LOCK", last_run.FILE_NAME)
"""Files that no search reads."""


@dataclass
class Outcome:
    """What a campaign found, by kind of file; ``wrong`` is empty where all was well."""

    told: Counter[str] = field(default_factory=Counter)
    fell_back: Counter[str] = field(default_factory=Counter)
    harmless: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def answers(index: Path) -> Answers:
    """Return the answers to some questions, read by a service that opens *index* anew.

    Where damage shows only at a later question the earlier ones are asked again, since the
    generation kept before has then taken over.
    """
    service = SearchService(Settings(index_dir=index))
    try:
        while True:
            found = _asked(service)
            if service.info() == found[0]:
                return found
    finally:
        service.close()


def _asked(service: SearchService) -> Answers:
    found: list[Any] = [service.info()]
    for pairs in _QUERIES:
        results = service.search(service.request(pairs))
        found.append((results.total, results.hits, results.facets))
    found += [service.article(f"art{number}") for number in range(1, ARTICLES, 7)]
    return tuple(found)


def kind_of(path: Path) -> str:
    """Return what kind of index file *path* is: its ending, or its name."""
    return path.suffix or path.name


@contextmanager
def damaged(path: Path, chance: random.Random) -> Iterator[str]:
    """Damage a file in one of several ways, and mend it afterwards.

    The file is replaced and not written to: a generation shares it with another by a link.
    """
    whole = path.read_bytes()
    way = chance.choice(("flip", "flip", "flip", "cut", "zeros", "longer", "gone"))
    at = chance.randrange(max(1, len(whole)))
    match way:
        case "flip":
            data = bytearray(whole or b"\0")
            data[at] ^= 1 << chance.randrange(8)
        case "cut":
            data = bytearray(whole[:at])
        case "zeros":
            data = bytearray(whole)
            data[at : at + 512] = bytes(len(data[at : at + 512]))
        case _:
            data = bytearray(whole + b"more")
    kept = path.with_name(path.name + ".kept")
    path.rename(kept)
    try:
        if way != "gone":
            path.write_bytes(data)
        yield f"{way} at {at:,} of {len(whole):,}"
    finally:
        path.unlink(missing_ok=True)
        kept.rename(path)


def build(folder: Path, seed: int) -> tuple[Path, dict[str, Answers]]:
    """Make an index of several segments; return it and the answers of its two generations."""
    corpus, index = MarkedCorpus(folder / "corpus", seed), folder / "index"
    runner = create_app(corpus_dir=corpus.folder, index_dir=index).test_cli_runner()
    expected: dict[str, Answers] = {}
    corpus.grow(ARTICLES)
    for _ in range(3):
        if runner.invoke(args=["reindex"]).exit_code != 0:
            raise RuntimeError("the index could not be built")
        found = answers(index)
        expected[found[0].version] = found
        corpus.churn(5, 2, 3)
    return index, expected


def campaign(folder: Path, *, damages: int, seed: int) -> Outcome:
    """Damage so many files of an index, one at a time, and return what was found."""
    chance = random.Random(seed)
    index, expected = build(folder, seed)
    live = max(expected, key=int)
    files = sorted(
        path for path in index.rglob("*") if path.is_file() and path.name not in _OF_WRITERS
    )
    outcome = Outcome()
    for number in range(damages):
        path = files[number % len(files)]
        kind = kind_of(path)
        with damaged(path, chance) as how:
            where = f"{path.relative_to(index)}, {how}"
            try:
                found = answers(index)
            except EngineError as error:
                outcome.told[kind] += 1
                if str(index) not in str(error) or "reindex" not in str(error):
                    outcome.wrong.append(f"{where}: says neither where nor what to do: {error}")
                continue
            except Exception as error:  # whatever else comes out is what is looked for
                outcome.wrong.append(f"{where}: {type(error).__name__}: {error}")
                continue
        version = found[0].version
        if found != expected.get(version):
            outcome.wrong.append(f"{where}: a wrong answer of generation {version}")
        elif version == live:
            outcome.harmless[kind] += 1
        else:
            outcome.fell_back[kind] += 1
    return outcome


def main() -> None:
    """Run the campaign that the command line asks for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--damages", type=int, default=2_000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    folder = Path(tempfile.mkdtemp())
    try:
        outcome = campaign(folder, damages=chosen.damages, seed=chosen.seed)
    finally:
        shutil.rmtree(folder)
    print(f"{'file':<16}{'told':>8}{'kept one answered':>20}{'not met':>10}")
    for kind in sorted({*outcome.told, *outcome.fell_back, *outcome.harmless}):
        counts = outcome.told[kind], outcome.fell_back[kind], outcome.harmless[kind]
        print(f"{kind:<16}{counts[0]:>8}{counts[1]:>20}{counts[2]:>10}")
    for wrong in outcome.wrong:
        print(f"WRONG: {wrong}")
    sys.exit(1 if outcome.wrong else 0)


if __name__ == "__main__":
    main()
