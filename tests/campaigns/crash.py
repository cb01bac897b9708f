"""Crash test: kills ``reindex`` at random moments and checks the index.

    python -m tests.campaigns.crash [--kills N] [--articles N] [--seed N]

After each kill the index must open and hold exactly the articles before or after the run, and
no process of that run may still be alive. A ``reindex`` must then bring the index up to date
and leave no file that no generation needs.
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

from searchapp import create_app
from searchapp.common import archive_id
from searchapp.engine.embedded.generations import PAIRS_NAME, Generations
from searchapp.engine.embedded.integrity import RECORD_NAME
from searchapp.indexing import last_run
from searchapp.search.service import SearchService
from searchapp.settings import Settings
from tests.campaigns.marked_corpus import MarkedCorpus

# It prints a line once everything is imported, so that the kill comes during the work.
_CHILD = """
import sys
from searchapp import create_app
runner = create_app().test_cli_runner()
print("started", flush=True)
sys.exit(runner.invoke(args=["reindex", *sys.argv[1:]]).exit_code)
"""


@dataclass
class Outcome:
    """Counts of a campaign: runs that were killed or had finished, and the states after them."""

    kills: int = 0
    finished: int = 0
    before: int = 0
    after: int = 0
    repair_seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


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


def time_of_run(corpus: Path, index: Path, *options: str) -> float:
    """Run ``reindex`` in a process of its own; return how many seconds its work took."""
    process = start(corpus, index, *options)
    began = time.monotonic()
    process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"reindex ended with {process.returncode}; expected 0")
    return time.monotonic() - began


def run(corpus: Path, index: Path) -> float:
    """Run ``reindex`` in this process; return how many seconds it took."""
    app = create_app({"TESTING": True}, corpus_dir=corpus, index_dir=index)
    began = time.monotonic()
    result = app.test_cli_runner().invoke(args=["reindex"])
    seconds = time.monotonic() - began
    app.extensions["searchapp"].close()
    if result.exit_code != 0:
        raise RuntimeError(f"reindex ended with {result.exit_code}; expected 0: {result.output}")
    return seconds


def is_alive(group: int, seconds: float = 60.0) -> bool:
    """Return whether a process of the group is still alive after *seconds*."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.02)
    return True


def check_index(index: Path, allowed: list[dict[str, list[str]]]) -> tuple[int, str]:
    """Compare an index with *allowed* states: the paragraphs of each article, by its id.

    Returns the position of the state that it holds and "", or -1 and a failure.
    """
    service = SearchService(Settings(index_dir=index))
    try:
        health = service.health()
        if health.status != "ok":
            return -1, f"health is {health.status}: {health.message}"
        info = service.info()
        failure = f"it holds {info.articles} articles and {info.paragraphs} paragraphs"
        for position, texts in enumerate(allowed):
            if info.paragraphs == sum(map(len, texts.values())) and info.articles == len(texts):
                failure = _difference(service, texts)
                if not failure:
                    return position, ""
        return -1, failure
    finally:
        service.close()


def _difference(service: SearchService, texts: dict[str, list[str]]) -> str:
    for article_id, paragraphs in texts.items():
        article = service.article(article_id)
        indexed = [p.text for p in article.paragraphs] if article else None
        if indexed != paragraphs:
            return f"{article_id} is {indexed}; expected {paragraphs}"
        results = service.search(service.parser.request([("q", f'"{article_id} must"')]))
        if results.total != len(paragraphs):
            return f"{results.total} hits for {article_id}; expected {len(paragraphs)}"
    total = service.search(service.parser.request([("q", "*")])).total
    if total != sum(map(len, texts.values())):
        return f"{total} paragraphs in all"
    return ""


PAIR_FILES = {PAIRS_NAME, f"{PAIRS_NAME}-journal", f"{PAIRS_NAME}.new"}
"""The file of judged pairs, and what a killed run leaves of it until the next one."""


def orphans(index: Path) -> list[str]:
    """Return the files in *index* that neither the live generation nor the previous one needs."""
    generations = Generations(index)
    live = generations.current()
    records = {last_run.FILE_NAME, last_run.PROBLEMS_FILE, RECORD_NAME, archive_id.FILE_NAME}
    needed = {"CURRENT", "LOCK", "README.md", ".gitignore", *records, *PAIR_FILES}
    numbers = generations.numbers()
    for number in [number for number in numbers if live is not None and number <= live][-2:]:
        manifest = generations.manifest(number)
        folder = f"gen-{number}"
        needed |= {f"{folder}/{name}" for name in manifest.files}
        needed |= {f"{folder}/{file.name}" for file in manifest.catalog}
        needed.add(f"{folder}/manifest.json")
    paths = {str(path.relative_to(index)) for path in index.rglob("*") if path.is_file()}
    return sorted(paths - needed)


def campaign(folder: Path, *, kills: int, articles: int, seed: int) -> Outcome:
    """Kill so many runs, of which every third is a full one."""
    rng = random.Random(seed)
    outcome = Outcome()
    corpus, index = MarkedCorpus(folder / "corpus", seed), folder / "index"
    corpus.grow(articles)
    seconds = {"--full": time_of_run(corpus.folder, index), "": 0.0}
    corpus.churn(*_churn_sizes(articles))
    seconds[""] = time_of_run(corpus.folder, index)
    for number in range(kills):
        before = dict(corpus.texts)
        corpus.churn(*_churn_sizes(articles))
        option = "--full" if number % 3 == 0 else ""
        process = start(corpus.folder, index, *([option] if option else []))
        time.sleep(rng.uniform(0, 1.1) * seconds[option])
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if process.returncode == 0:
            outcome.finished += 1
        else:
            outcome.kills += 1
        if is_alive(process.pid):
            outcome.failures.append(f"kill {number}: processes of the killed run are alive")
            os.killpg(process.pid, signal.SIGKILL)
        position, failure = check_index(index, [before, corpus.texts])
        outcome.before += position == 0
        outcome.after += position == 1
        if failure:
            outcome.failures.append(f"kill {number} {option}: {failure}")
        outcome.repair_seconds.append(run(corpus.folder, index))
        _, failure = check_index(index, [corpus.texts])
        if failure:
            outcome.failures.append(f"kill {number} {option}, after reindex: {failure}")
        if files := orphans(index):
            outcome.failures.append(f"kill {number} {option}: orphans: {files[:5]}")
    return outcome


def _churn_sizes(articles: int) -> tuple[int, int, int]:
    """Return how many articles to change, remove and add between two runs."""
    return max(1, articles // 10), max(1, articles // 40), max(1, articles // 40)


def main() -> None:
    """Run the campaign as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = campaign(
            Path(folder), kills=options.kills, articles=options.articles, seed=options.seed
        )
    print(f"{outcome.kills} kills, {outcome.finished} runs that had finished before the kill")
    print(f"state before the run: {outcome.before}; after it: {outcome.after}")
    print(f"reindex afterwards: median {statistics.median(outcome.repair_seconds):.2f} s")
    for failure in outcome.failures:
        print(f"FAILURE: {failure}")
    sys.exit(1 if outcome.failures else 0)


if __name__ == "__main__":
    main()
