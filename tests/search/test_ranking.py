"""Ranking of hits: judged queries, a golden ranking, and direct quotations first."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchapp.search.service import SearchService
from tests.benchmarks.ranking import boosted, build, judgments, kappa, mean, ndcg, passes, scores
from tests.conftest import REAL_ARTICLE, Write, ids, line


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    service = build(tmp_path_factory.mktemp("judged")).extensions["searchapp"]
    yield service
    service.close()


def test_the_ranking_of_the_judged_queries_has_not_become_worse(judged: SearchService) -> None:
    assert mean(scores(judged)) >= 0.925


def test_ranking_with_boosts_is_better_than_without(judged: SearchService) -> None:
    with boosted(title=0.0, speaker=1.0, own_words=0.0):
        without = mean(scores(judged))
    assert mean(scores(judged)) > without + 0.01


def test_every_judged_paragraph_exists(judged: SearchService) -> None:
    for grades in judgments().values():
        for id_ in grades:
            article_id, _, number = id_.partition("#p")
            article = judged.article(article_id)
            assert article is not None
            assert int(number) <= len(article.paragraphs), id_


def test_there_are_150_judged_queries_and_each_has_an_answer() -> None:
    grades = judgments()
    assert len(grades) == 150
    assert all(max(by_id.values()) >= 2 for by_id in grades.values())
    for both in (pair for by_id in passes().values() for pair in by_id.values()):
        assert set(both) <= {0, 1, 2, 3}
        assert any(both)


def test_kappa_is_one_for_equal_grades_and_zero_for_chance() -> None:
    assert kappa([(0, 0), (3, 3), (1, 1)]) == 1.0
    assert kappa([(0, 0), (0, 1), (1, 0), (1, 1)]) == 0.0
    # Distances 0, 0, 1; by chance 4 of 9 pairs have the distance 1.
    assert kappa([(0, 0), (1, 1), (1, 0)]) == pytest.approx(1 - (1 / 3) / (5 / 9))


def test_ndcg_is_one_for_the_best_order_and_less_for_others() -> None:
    grades = {"a": 3, "b": 2, "c": 1}
    assert ndcg(["a", "b", "c"], grades) == pytest.approx(1.0)
    assert ndcg(["b", "a", "c"], grades) == pytest.approx(
        (3 + 7 / 1.584962500721156 + 1 / 2) / (7 + 3 / 1.584962500721156 + 1 / 2)
    )
    assert ndcg([], grades) == 0.0


@pytest.mark.parametrize(
    ("q", "golden"),
    [
        ("industrial internet", [8]),
        ("data", [8, 9, 10, 7]),
        ("core technologies", [12, 2, 11, 15, 5]),
        ("zhou", [8, 9, 7]),
        ("supply chains", [1, 5]),
    ],
)
def test_the_golden_ranking_of_the_real_article(
    client: FlaskClient, q: str, golden: list[int]
) -> None:
    results = client.get("/api/v1/search", query_string={"q": f"({q}) article:{REAL_ARTICLE}"}).json
    assert ids(results) == [f"{REAL_ARTICLE}#p{number}" for number in golden]


def test_a_direct_quotation_ranks_before_a_paraphrase(app: Flask, write: Write) -> None:
    write("a.jsonl", line("a", "The harbour is closed, a notice on the gate of the port told all."))
    write("b.jsonl", line("b", "Ann Lee said the harbour is closed to all who sail from the port."))
    write(
        "c.jsonl", line("c", "“The harbour is closed to all who sail from it,” said Ann Lee, now.")
    )
    app.test_cli_runner().invoke(args=["reindex"])
    results = app.test_client().get("/api/v1/search", query_string={"q": "harbour"}).json
    assert ids(results) == ["c#p1", "b#p1", "a#p1"]
