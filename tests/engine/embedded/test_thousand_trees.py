"""A thousand random query trees compared with the slow reference.

The index has four segments and deleted documents in each; hits, totals, order and scores
are those of all pages of a search.
"""

import random
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whoosh import query as wq

from searchapp.engine.catalog import entry_for
from searchapp.engine.embedded.engine import EmbeddedEngine
from searchapp.engine.embedded.search.ranking.topk import score_steps
from searchapp.engine.embedded.write.index_writer import EmbeddedStore
from searchapp.engine.embedded.write.policy import MergePolicy
from searchapp.models.articles import Article, Paragraph
from searchapp.models.search import Hit, SearchRequest
from searchapp.query import analysis
from searchapp.query.parsed_query import ParsedQuery
from tests.engine.reference import Reference

SEED = 20230310
TREES = 1_000
DOCUMENTS = 240
SEGMENTS = 4
WORDS = ["oil", "gas", "trade", "trades", "traded", "tradeoff", "the", "said", "ministry"]
ToTerm = Callable[[str], str]
FIELDS: dict[str, tuple[ToTerm, Any]] = {
    "exact": (str, analysis.exact()),
    "text": (analysis.stem, analysis.stemmed()),
}


@pytest.fixture(scope="module")
def texts() -> list[str]:
    rng = random.Random(SEED)
    weights = [len(WORDS) - place for place in range(len(WORDS))]
    return [" ".join(rng.choices(WORDS, weights, k=rng.randrange(1, 30))) for _ in range(DOCUMENTS)]


@pytest.fixture(scope="module")
def deleted() -> set[int]:
    return set(random.Random(SEED).sample(range(DOCUMENTS), DOCUMENTS // 8))


@pytest.fixture(scope="module")
def engine(
    texts: list[str], deleted: set[int], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EmbeddedEngine]:
    folder = tmp_path_factory.mktemp("trees")
    articles = [Article(f"a{n:04}", "-", None, (Paragraph(1, t),)) for n, t in enumerate(texts)]
    size = DOCUMENTS // SEGMENTS
    for start in range(0, DOCUMENTS, size):
        commit(folder, articles[start : start + size], set())
    commit(folder, [], {articles[number].id for number in deleted})
    engine = EmbeddedEngine(folder)
    yield engine
    engine.close()


def commit(folder: Path, added: list[Article], removed: set[str]) -> None:
    store = EmbeddedStore(folder, policy=MergePolicy(merge_factor=0))
    with store.writer(attribution="none", full=False) as writer:
        for article_id, entry in list(writer.entries.items()):
            if article_id not in removed:
                writer.keep(entry)
        for article in added:
            writer.add(article, entry_for(article, "corpus", 1, None, 0))
        writer.commit()


def tree(rng: random.Random, field: str, depth: int) -> wq.Query:
    to_term: ToTerm = FIELDS[field][0]
    if depth == 0 or rng.random() < 0.25:
        return leaf(rng, field, to_term)
    inner = [tree(rng, field, depth - 1) for _ in range(rng.randrange(1, 4))]
    two = [tree(rng, field, depth - 1) for _ in range(2)]
    boost = rng.choice([1.0, 1.0, 2.5])
    kinds: list[Callable[[], wq.Query]] = [
        lambda: wq.And(inner, boost=boost),
        lambda: wq.Or(inner, boost=boost),
        lambda: wq.And([*inner, wq.Not(two[0])]),
        lambda: wq.Not(inner[0]),
        lambda: wq.AndNot(*two),
        lambda: wq.AndMaybe(*two),
        lambda: wq.Require(*two),
        lambda: wq.ConstantScoreQuery(inner[0], 3.0),
    ]
    return rng.choice(kinds)()


def leaf(rng: random.Random, field: str, to_term: ToTerm) -> wq.Query:
    word = rng.choice([*WORDS, "absent"])
    words = [to_term(rng.choice(WORDS)) for _ in range(rng.randrange(2, 4))]
    boost = rng.choice([1.0, 1.0, 0.5])
    kinds: list[Callable[[], wq.Query]] = [
        lambda: wq.Term(field, to_term(word), boost=boost),
        lambda: wq.Term(field, to_term(word)),
        lambda: wq.Phrase(field, words, slop=rng.randrange(1, 4), boost=boost),
        lambda: wq.Prefix(field, word[:2], boost=boost),
        lambda: wq.Wildcard(field, f"{word[0]}*{word[-1]}"),
        lambda: wq.Every(),
    ]
    return rng.choice(kinds)()


def every_hit(engine: EmbeddedEngine, q: wq.Query) -> tuple[list[Hit], int]:
    hits: list[Hit] = []
    for page in count(1):
        query = ParsedQuery(q, None, tie_order="none")
        results = engine.search(SearchRequest(limit=70, page=page), query)
        hits += results.hits
        if not results.has_next:
            break
    return hits, results.total


@pytest.mark.parametrize("field", FIELDS)
def test_a_thousand_trees_have_the_hits_of_the_reference(
    engine: EmbeddedEngine, texts: list[str], deleted: set[int], field: str
) -> None:
    rng = random.Random(f"{SEED} {field}")
    reference = Reference(texts, FIELDS[field][1])
    trees_with_hits = 0
    for _ in range(TREES // len(FIELDS)):
        q = tree(rng, field, depth=3)
        expected = {
            f"a{number:04}": score
            for number, score in reference.search(q).items()
            if number not in deleted
        }
        hits, total = every_hit(engine, q)
        assert total == len(hits) == len(expected), q
        trees_with_hits += bool(hits)
        assert {h.article_id: h.score for h in hits} == pytest.approx(expected, abs=1e-6), q
        steps = score_steps(np.array([hit.score for hit in hits])).tolist()
        ids = [hit.article_id for hit in hits]
        order = list(zip(steps, ids, strict=True))
        assert order == sorted(order, key=lambda item: (-item[0], item[1])), q
    assert trees_with_hits > TREES // len(FIELDS) // 2
