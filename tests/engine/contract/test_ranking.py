"""Both engines rank alike."""

import pytest

from searchapp.models.search import (
    Grouping,
    SearchRequest,
)
from searchapp.search.service import SearchService
from tests.benchmarks.ranking import judgments, mean, scores
from tests.conftest import CLUSTER_GROUP
from tests.engine.contract.conftest import RELAXED

pytestmark = pytest.mark.xdist_group(CLUSTER_GROUP)


def test_both_engines_rank_the_judged_queries_equally_well(
    embedded: SearchService, opensearch: SearchService, one_shard: SearchService
) -> None:
    expected = mean(scores(embedded))
    assert abs(expected - mean(scores(one_shard))) <= 0.01
    assert abs(expected - mean(scores(opensearch))) <= 0.02


def test_both_engines_have_the_same_first_hits(
    embedded: SearchService, opensearch: SearchService, one_shard: SearchService
) -> None:
    queries = [*judgments(), "industrial internet", "data", "zhou", "supply chains"]
    others = []
    for q in queries:
        a, b, c = (
            [hit.id for hit in service.search(SearchRequest(q=q)).hits]
            for service in (embedded, one_shard, opensearch)
        )
        assert set(c[:1]) <= set(a[:5]), q
        if a[:1] != b[:1]:
            others.append(q)
    assert len(others) <= len(queries) / 20, others


@pytest.mark.parametrize("q", [*RELAXED, "harbour", "storm quay", "said:lee harbour", "bridge"])
@pytest.mark.parametrize("group", ["none", "article"])
def test_scores_differ_only_by_the_rounding_of_lengths(
    embedded: SearchService, one_shard: SearchService, q: str, group: Grouping
) -> None:
    request = SearchRequest(q=q, copies="all", group=group, relaxed=True, limit=100)
    a, b = ({h.id: h.score for h in s.search(request).hits} for s in (embedded, one_shard))
    for address in a.keys() & b.keys():
        assert a[address] == pytest.approx(b[address], rel=0.08, abs=0.001), address


@pytest.mark.parametrize("q", ["harb*", "bridgee~", "m?ller", "speaker:z*", "inter*l OR bridg*"])
def test_patterns_have_the_same_scores(
    embedded: SearchService, opensearch: SearchService, q: str
) -> None:
    request = SearchRequest(q=q, copies="all", limit=100)
    a, b = ({h.id: h.score for h in s.search(request).hits} for s in (embedded, opensearch))
    assert a == pytest.approx(b, rel=0.03)
    assert max(a.values()) > 0
