"""Benchmark: the processor time of ``reindex --full``, by stage and by number of workers.

    python -m tests.benchmarks.reindexing CORPUS.jsonl [--paragraphs 15000] [--seed 1]

A random sample of the articles is read, attributed and indexed, one stage after the other in
this process; each figure is in microseconds of processor time a paragraph. The whole run, with
speakers and trails, follows with one worker and with two, as paragraphs a second of processor
time (all processes together) and of the wall clock.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from searchapp.attribution import attribute
from searchapp.editorial import EditorialOverrides
from searchapp.engine.catalog import entry_for
from searchapp.engine.embedded.generations import Generations
from searchapp.engine.embedded.write.index_writer import EmbeddedStore
from searchapp.engine.embedded.write.passage_index import SegmentPassages, find_links
from searchapp.engine.embedded.write.policy import MergePolicy
from searchapp.engine.embedded.write.segment_builder import SegmentBuilder
from searchapp.engine.embedded.write.segment_files import SegmentFiles
from searchapp.indexing.identification import identification
from searchapp.indexing.reindex import reindex
from searchapp.ingest import ArticleRead, Corpus
from searchapp.models.articles import Article

_NOW = 1_700_000_000
_MAX_BYTES = 50_000_000


class Budget:
    """Processor time of stages, in microseconds a paragraph."""

    def __init__(self) -> None:
        self.paragraphs = 1
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the processor time of the context as that of a stage."""
        started = time.process_time()
        yield
        self.seconds[name] = time.process_time() - started

    def __str__(self) -> str:
        rows = {name: s / self.paragraphs * 1e6 for name, s in self.seconds.items()}
        rows["all stages"] = sum(rows.values())
        return "\n".join(f"| {name} | {figure:,.0f} |" for name, figure in rows.items())


def sample(source: Path, folder: Path, paragraphs: int, seed: int) -> Corpus:
    """Write random articles of *source* into *folder* and return them as a corpus."""
    lines = source.read_text(encoding="utf-8").splitlines()
    random.Random(seed).shuffle(lines)
    chosen: list[str] = []
    while lines and paragraphs > 0:
        chosen.append(lines.pop())
        paragraphs -= len(json.loads(chosen[-1])["paragraphs"])
    (folder / "sample.jsonl").write_text("\n".join(chosen), encoding="utf-8")
    return _corpus(folder)


def _corpus(folder: Path) -> Corpus:
    return Corpus(folder, max_article_bytes=_MAX_BYTES)


def _write_index(folder: Path, articles: Sequence[Article], *, identified: bool) -> None:
    store = EmbeddedStore(folder)
    identify = identification(EditorialOverrides()) if identified else None
    with store.writer(attribution="1", full=True, identify=identify) as writer:
        for article in articles:
            writer.add(article, entry_for(article, "sample.jsonl", 1, None, _NOW, ""))
        writer.commit()


def measure_stages(corpus: Corpus, folder: Path) -> Budget:
    """Run the stages one after the other and return their times."""
    budget = Budget()
    with budget.stage("reading and cleaning"):
        articles = [e.article for e in corpus.read() if isinstance(e, ArticleRead)]
    budget.paragraphs = sum(len(article.paragraphs) for article in articles)
    attribute(articles[0])
    gc.freeze()
    with budget.stage("attribution"):
        articles = [attribute(article) for article in articles]
    with budget.stage("segments: words, postings, stored texts"):
        builder = SegmentBuilder(folder / "segment")
        for article in articles:
            builder.add(article)
        builder.finish()
    with budget.stage("whole index"):
        _write_index(folder / "plain", articles, identified=False)
    generations = Generations(folder / "plain")
    number = generations.current()
    assert number is not None
    files = SegmentFiles(generations.folder(number), MergePolicy().merge_postings)
    with budget.stage("passages of trails"):
        for segment in files.listed():
            find_links(SegmentPassages.read(files.open(segment)), [], [])
    with budget.stage("identity"):
        _write_index(folder / "identified", articles, identified=True)
    seconds = budget.seconds
    seconds["identity"] = max(0.0, seconds["identity"] - seconds["whole index"])
    measured = seconds["segments: words, postings, stored texts"] + seconds["passages of trails"]
    seconds["catalog, facet values, checks"] = max(0.0, seconds.pop("whole index") - measured)
    return budget


def _processor_seconds() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def whole_run(folder: Path, index: Path, workers: int) -> str:
    """Index the corpus in *folder* with *workers* and return a row of the table."""
    started, wall = _processor_seconds(), time.monotonic()
    report = reindex(_corpus(folder), EmbeddedStore(index), full=True, workers=workers, now=_NOW)
    seconds, wall = _processor_seconds() - started, time.monotonic() - wall
    assert report.index is not None
    count = report.index.paragraphs
    memory = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return f"| {workers} | {count / seconds:,.0f} | {count / wall:,.0f} | {memory >> 10} MB |"


def main() -> None:
    """Print the budget by stage and the rates of whole runs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path, metavar="CORPUS.jsonl")
    parser.add_argument("--paragraphs", type=int, default=15_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        articles, work = Path(name) / "corpus", Path(name) / "work"
        articles.mkdir()
        work.mkdir()
        corpus = sample(options.corpus, articles, options.paragraphs, options.seed)
        print("| stage | microseconds a paragraph |\n|---|---|")
        print(measure_stages(corpus, work))
        print("\n| workers | a second of processor time | of the wall clock | largest process |")
        print("|---|---|---|---|")
        for workers in (1, 2):
            print(whole_run(articles, work / f"workers-{workers}", workers), flush=True)


if __name__ == "__main__":
    main()
