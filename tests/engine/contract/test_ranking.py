"""Both engines rank alike."""

import pytest

from searchapp.models.search import (
    Grouping,
    SearchRequest,
)
from searchapp.search.service import SearchService
from tests.benchmarks.ranking import judgments, mean, rankings, scores_of
from tests.conftest import CLUSTER_GROUP
from tests.engine.contract.conftest import RELAXED

pytestmark = pytest.mark.xdist_group(CLUSTER_GROUP)

Rankings = dict[str, list[str]]


@pytest.fixture(scope="module")
def ranked(
    embedded: SearchService, opensearch: SearchService, one_shard: SearchService
) -> tuple[Rankings, Rankings, Rankings]:
    """The first hits of the judged and some other queries: embedded, one shard, two shards."""
    queries = [*judgments(), "industrial internet", "data", "zhou", "supply chains"]
    return (
        rankings(embedded, queries),
        rankings(one_shard, queries),
        rankings(opensearch, queries),
    )


def test_both_engines_rank_the_judged_queries_equally_well(
    ranked: tuple[Rankings, Rankings, Rankings],
) -> None:
    expected, one_shard, two_shards = (mean(scores_of(hits)) for hits in ranked)
    assert abs(expected - one_shard) <= 0.01
    assert abs(expected - two_shards) <= 0.02


def test_both_engines_have_the_same_first_hits(
    ranked: tuple[Rankings, Rankings, Rankings],
) -> None:
    expected, one_shard, two_shards = ranked
    for q, hits in expected.items():
        assert set(two_shards[q][:1]) <= set(hits[:5]), q
    others = [q for q, hits in expected.items() if hits[:1] != one_shard[q][:1]]
    assert len(others) <= len(expected) / 20, others


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
