"""Ranking quality: nDCG@10 over the judged queries of ``tests/judged``.

``python -m tests.benchmarks.ranking`` prints it for the boosts in use, and with ``--all`` for
a grid of boosts; with ``--agreement`` it prints how far the two passes of judging agree.

Grades: 3 answers the query in the speaker's own words or as the article's subject, 2 reports
or treats the subject, 1 mentions it. A paragraph that is not judged has grade 0. The queries
were written from the articles alone, without a look at results, and graded twice, the second
time in another order; the grade is the mean of both, halves rounded up.
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from shutil import copytree
from unittest import mock

from flask import Flask

from searchapp import create_app
from searchapp.query import boosts
from searchapp.search.service import SearchService

JUDGED = Path(__file__).parent.parent / "judged"
CORPUS = Path(__file__).parent.parent.parent / "corpus"
DEPTH = 10

Grades = Mapping[str, int]


def passes() -> dict[str, dict[str, tuple[int, int]]]:
    """Return for each query the two grades of each paragraph that a pass gave one."""
    loaded = json.loads((JUDGED / "judgments.json").read_text("utf-8"))
    return {
        q: {id_: (first, second) for id_, (first, second) in grades.items()}
        for q, grades in loaded.items()
    }


def judgments() -> dict[str, Grades]:
    """Return the grades of paragraphs for each query: the mean of two, halves rounded up."""
    return {
        q: {id_: (first + second + 1) // 2 for id_, (first, second) in grades.items()}
        for q, grades in passes().items()
    }


def kappa(pairs: Sequence[tuple[int, int]]) -> float:
    """Return Cohen's kappa of pairs of grades, with linear weights (Cohen, 1968).

    1 is complete agreement, 0 what chance would give.
    """
    observed = math.fsum(abs(a - b) for a, b in pairs) / len(pairs)
    first, second = (Counter(grades) for grades in zip(*pairs, strict=True))
    by_chance = (
        math.fsum(abs(a - b) * first[a] * second[b] for a in first for b in second)
        / len(pairs) ** 2
    )
    return 1 - observed / by_chance


def print_agreement(paragraphs: int) -> None:
    """Print the agreement of the two passes in an archive of so many *paragraphs*."""
    graded = [pair for grades in passes().values() for pair in grades.values()]
    same = sum(a == b for a, b in graded)
    unjudged = [(0, 0)] * (len(passes()) * paragraphs - len(graded))
    print(f"{len(passes())} queries, {len(graded)} paragraphs graded above 0 by a pass")
    print(f"same grade in both: {same / len(graded):.1%}")
    print(f"kappa, linear weights: {kappa(graded):.2f} over these, ", end="")
    print(f"{kappa([*graded, *unjudged]):.2f} over all paragraphs")


def build(folder: Path) -> Flask:
    """Return an app over the articles of ``corpus/`` and those of ``tests/judged``."""
    copytree(CORPUS, folder / "corpus")
    (folder / "corpus" / "judged.jsonl").write_bytes((JUDGED / "articles.jsonl").read_bytes())
    app = create_app(corpus_dir=folder / "corpus", index_dir=folder / "index")
    result = app.test_cli_runner().invoke(args=["reindex"])
    if result.exit_code:
        raise RuntimeError(result.output)
    return app


def ndcg(ids: Sequence[str], grades: Grades) -> float:
    """Return the normalised discounted cumulative gain of the first ``DEPTH`` of *ids*.

    Gain ``2 ** grade - 1``, discount ``log2(place + 1)`` (Burges et al., 2005); 1.0 is the
    best order there can be.
    """

    def gain(ordered: list[int]) -> float:
        return math.fsum(
            (2.0**grade - 1) / math.log2(place + 1)
            for place, grade in enumerate(ordered[:DEPTH], start=1)
        )

    best = gain(sorted(grades.values(), reverse=True))
    return gain([grades.get(id_, 0) for id_ in ids]) / best


def rankings(service: SearchService, queries: Iterable[str]) -> dict[str, list[str]]:
    """Return the ids of the first hits of each of *queries*."""
    by_query = {}
    for q in queries:
        hits = service.search(service.parser.request([("q", q), ("limit", str(DEPTH))])).hits
        by_query[q] = [hit.id for hit in hits]
    return by_query


def scores(service: SearchService) -> dict[str, float]:
    """Return the nDCG@10 of each judged query."""
    return scores_of(rankings(service, judgments()))


def scores_of(ranked: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """Return the nDCG@10 of each judged query, whose first hits are *ranked*."""
    return {q: ndcg(ranked[q], grades) for q, grades in judgments().items()}


def mean(values: Mapping[str, float]) -> float:
    """Return the mean over queries."""
    return sum(values.values()) / len(values)


@contextmanager
def boosted(title: float, speaker: float, own_words: float) -> Iterator[None]:
    """Rank with other boosts inside the context."""
    others = boosts.Boosts(title=title, speaker=speaker, own_words=own_words)
    with mock.patch.object(boosts, "BOOSTS", others):
        yield


def main() -> None:
    """Print nDCG@10 for the boosts in use, query by query, and with ``--all`` for a grid."""
    with tempfile.TemporaryDirectory() as name:
        service = build(Path(name)).extensions["searchapp"]
        if "--agreement" in sys.argv:
            print_agreement(service.info().paragraphs)
        for q, score in sorted(scores(service).items(), key=lambda item: item[1]):
            print(f"{score:.3f}  {q}")
        print(f"{mean(scores(service)):.4f}  mean, with {boosts.BOOSTS}")
        if "--all" in sys.argv:
            grid = product((0.25, 0.5, 1.0, 2.0), (0.5, 1.0, 2.0), (0.0, 0.4, 0.8, 1.2, 1.6, 2.4))
            ranked = []
            for title, speaker, own_words in grid:
                with boosted(title, speaker, own_words):
                    ranked.append((mean(scores(service)), title, speaker, own_words))
            for score, *others in sorted(ranked, reverse=True):
                print(f"{score:.4f}", *others)
        service.close()


if __name__ == "__main__":
    main()
