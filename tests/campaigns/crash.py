"""Kill ``reindex`` at random points, and see whether anything was lost.

``python -m tests.campaigns.crash [--kills N] [--articles N] [--seed N]``. After each kill
the index must open, hold exactly the state before or after, and answer from that one
alone; nothing of the killed run may go on running. A plain ``reindex`` must then bring it
up to date, and leave no file that no generation needs.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from searchapp.engine.embedded.generations import Generations
from searchapp.indexing import last_run
from searchapp.search.service import SearchService
from searchapp.settings import Settings
from tests.campaigns.marked_corpus import MarkedCorpus

# Says that everything is imported, so that the kill falls into the work itself.
_CHILD = """
import sys
from searchapp import create_app
runner = create_app().test_cli_runner()
print("begun", flush=True)
sys.exit(runner.invoke(args=["reindex", *sys.argv[1:]]).exit_code)
"""


@dataclass
class Outcome:
    """What a campaign found; ``wrong`` is empty where all was well."""

    kills: int = 0
    finished: int = 0
    before: int = 0
    after: int = 0
    repair_seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def start(corpus: Path, index: Path, *options: str) -> subprocess.Popen[str]:
    """Start ``reindex`` in a process group of its own, and wait until its work begins."""
    process = subprocess.Popen(
        [sys.executable, "-c", _CHILD, *options],
        env={
            **os.environ,
            "SEARCHAPP_CORPUS_DIR": str(corpus),
            "SEARCHAPP_INDEX_DIR": str(index),
        },
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def run(corpus: Path, index: Path, *options: str) -> float:
    """Run ``reindex`` to its end; return how many seconds it took."""
    process = start(corpus, index, *options)
    began = time.monotonic()
    process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"reindex ended with {process.returncode}; expected 0")
    return time.monotonic() - began


def still_running(group: int, seconds: float = 10.0) -> bool:
    """Whether any process of a group goes on for longer than *seconds*."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.02)
    return True


def what_is_wrong(index: Path, allowed: list[dict[str, list[str]]]) -> tuple[int, str]:
    """Compare an index with the states it may hold.

    Returns the position of the state it holds, and what is wrong, or an empty string.
    """
    service = SearchService(Settings(index_dir=index))
    try:
        health = service.health()
        if health.status != "ok":
            return -1, f"health is {health.status}: {health.message}"
        info = service.info()
        wrong = f"it holds {info.articles} articles and {info.paragraphs} paragraphs"
        for position, texts in enumerate(allowed):
            if info.paragraphs == sum(map(len, texts.values())) and info.articles == len(texts):
                wrong = _differs(service, texts)
                if not wrong:
                    return position, ""
        return -1, wrong
    finally:
        service.close()


def _differs(service: SearchService, texts: dict[str, list[str]]) -> str:
    for article_id, paragraphs in texts.items():
        article = service.article(article_id)
        found = [p.text for p in article.paragraphs] if article else None
        if found != paragraphs:
            return f"{article_id} is {found}; expected {paragraphs}"
        results = service.search(service.request([("q", f'"{article_id} must"')]))
        if results.total != len(paragraphs):
            return f"{results.total} hits for {article_id}; expected {len(paragraphs)}"
    everything = service.search(service.request([("q", "*")]))
    if everything.total != sum(map(len, texts.values())):
        return f"{everything.total} paragraphs in all"
    return ""


def orphans(index: Path) -> list[str]:
    """Return the files below *index* that neither the live generation nor the kept one needs."""
    generations = Generations(index)
    live = generations.current()
    needed = {"CURRENT", "LOCK", "README.md", ".gitignore", last_run.FILE_NAME}
    numbers = generations.numbers()
    kept = [number for number in numbers if live is not None and number <= live][-2:]
    for number in kept:
        manifest = generations.manifest(number)
        folder = f"gen-{number}"
        needed |= {f"{folder}/{name}" for name in manifest.files}
        needed |= {f"{folder}/{chapter.name}" for chapter in manifest.catalog}
        needed.add(f"{folder}/manifest.json")
    found = {str(path.relative_to(index)) for path in index.rglob("*") if path.is_file()}
    return sorted(found - needed)


def campaign(folder: Path, *, kills: int, articles: int, seed: int) -> Outcome:
    """Kill so many runs, full and incremental in turns, and return what was found."""
    chance = random.Random(seed)
    outcome = Outcome()
    corpus, index = MarkedCorpus(folder / "corpus", seed), folder / "index"
    corpus.grow(articles)
    seconds = {"--full": run(corpus.folder, index), "": 0.0}
    corpus.churn(*_some(articles))
    seconds[""] = run(corpus.folder, index)
    for number in range(kills):
        before = dict(corpus.texts)
        corpus.churn(*_some(articles))
        option = "--full" if number % 3 == 0 else ""
        process = start(corpus.folder, index, *([option] if option else []))
        time.sleep(chance.uniform(0, 1.1) * seconds[option])
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if process.returncode == 0:
            outcome.finished += 1
        else:
            outcome.kills += 1
        if still_running(process.pid):
            outcome.wrong.append(f"kill {number}: processes of the killed run go on")
            os.killpg(process.pid, signal.SIGKILL)
        position, wrong = what_is_wrong(index, [before, corpus.texts])
        outcome.before += position == 0
        outcome.after += position == 1
        if wrong:
            outcome.wrong.append(f"kill {number} {option}: {wrong}")
        outcome.repair_seconds.append(run(corpus.folder, index))
        position, wrong = what_is_wrong(index, [corpus.texts])
        if wrong:
            outcome.wrong.append(f"kill {number} {option}, after reindex: {wrong}")
        if left := orphans(index):
            outcome.wrong.append(f"kill {number} {option}: left over: {left[:5]}")
    return outcome


def _some(articles: int) -> tuple[int, int, int]:
    return max(1, articles // 10), max(1, articles // 40), max(1, articles // 40)


def main() -> None:
    """Run the campaign that the command line asks for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--articles", type=int, default=400)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = campaign(
            Path(folder), kills=chosen.kills, articles=chosen.articles, seed=chosen.seed
        )
    print(f"{outcome.kills} kills, {outcome.finished} runs that had ended before the kill")
    print(f"the state before: {outcome.before}; the state after: {outcome.after}")
    print(f"reindex afterwards: median {statistics.median(outcome.repair_seconds):.2f} s")
    for wrong in outcome.wrong:
        print(f"WRONG: {wrong}")
    sys.exit(1 if outcome.wrong else 0)


if __name__ == "__main__":
    main()
