"""Contract of the engines: one suite, run against each of them over the same articles."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings

from searchapp import create_app
from searchapp.engine.errors import GoneError, LockedError
from searchapp.engine.factory import open_store
from searchapp.engine.protocol import identity
from searchapp.models.analytics import SpeakersRequest
from searchapp.models.search import (
    FACETS,
    FacetRequest,
    Grouping,
    RelaxedTotals,
    SearchRequest,
    SearchResults,
)
from searchapp.query.errors import QueryError, QueryTooExpensiveError
from searchapp.search.service import SearchService
from tests.benchmarks.ranking import JUDGED, judgments, mean, scores
from tests.conftest import CLUSTER_GROUP, CORPUS, line, on_cluster
from tests.web.random_queries import RANDOM_QUERIES

RANDOM_EXAMPLES = 150

ENGINES = ("embedded", "opensearch")


pytestmark = pytest.mark.xdist_group(CLUSTER_GROUP)


def settings_of(engine: str, request: pytest.FixtureRequest) -> dict[str, Any]:
    if engine == "embedded":
        return {}
    return on_cluster(request.getfixturevalue("cluster_urls"))


def archive(folder: Path, **settings: Any) -> Flask:
    """Return an app over the project's corpus, the judged articles and a few of its own."""
    copytree(CORPUS, folder / "corpus")
    (folder / "corpus" / "judged.jsonl").write_bytes((JUDGED / "articles.jsonl").read_bytes())
    copied = "The harbour master of Port Ellory closed the quay on Monday, a notice said there."
    (folder / "corpus" / "contract.jsonl").write_text(
        line("copy-1", copied, "“Nobody sails,” said Ann Lee, the harbour master.", source="One")
        + line("copy-2", "Storm.", copied, "Ann Lee said nobody sails.", date="2021-05-06")
        + line("chinese", "张三说：“我们不会。”", date="2020-01-02", source="两")
        + line("accents", "Jürgen Müller said: “Ça va, we will not go.”", author="Zoë")
        + line(
            "refusals",
            "Ann Lee, the harbour master, declined to comment.",
            "“We closed the quay,” said Ann Lee. Tor Vesely, a captain, did not say why.",
            "The Port Trust declined to comment. Tor Vesely declined to comment.",
            "A spokesman refused to comment on the quay, but Jürgen Müller said it was closed.",
        ),
        "utf-8",
    )
    (folder / "corpus" / "synonyms.toml").write_text(
        '[[synonyms]]\nterms = ["pier", "quay", "landing stage"]\n'
    )
    app = create_app(
        {"TESTING": True}, corpus_dir=folder / "corpus", index_dir=folder / "index", **settings
    )
    result = app.test_cli_runner().invoke(args=["reindex"])
    assert result.exit_code == 0, result.output
    return app


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    service = archive(tmp_path_factory.mktemp("embedded")).extensions["searchapp"]
    yield service
    service.close()


@pytest.fixture(scope="module")
def opensearch(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[SearchService]:
    settings = settings_of("opensearch", request)
    service = archive(tmp_path_factory.mktemp("cluster"), **settings).extensions["searchapp"]
    yield service
    service.close()


QUERIES = (
    "", "*", "data", "industrial internet", '"industrial internet"', "standard*", "m?ller",
    "Müller", "jurgen", '"we will not"', '"will go"~3', '"the data of"~8', "harbur~1",
    "quay OR ferry", "quay NOT storm", "NOT data", "(harbour AND notice) OR bridge",
    "title:bridge", "speaker:zhou", "said:lee", "role:master", "mentions:lee", "author:zoe",
    "source:one", 'source:"ellory post"', "quotation:direct", "quotation:direct harbour",
    "date:2021-05", "date:[2019-01-01 TO 2020-12-31]", "speaker:[a TO m]", "article:copy-1",
    "我们", "张三", "harbour^3 bridge", "second bridge", "fictional", "nosuchword", "har*r",
    "speaker:l*", "ferry captains", "copy-1", "storm",
)  # fmt: skip


@pytest.mark.parametrize("q", QUERIES)
def test_both_engines_have_the_same_hits_matches_and_facets(
    embedded: SearchService, opensearch: SearchService, q: str
) -> None:
    for copies in ("fold", "all"):
        request = SearchRequest(q=q, copies=copies, sort="newest", limit=100)
        a, b = embedded.search(request), opensearch.search(request)
        assert (a.total, a.paragraphs) == (b.total, b.paragraphs)
        assert [replace(hit, added_at=None) for hit in a.hits] == [
            replace(hit, added_at=None) for hit in b.hits
        ]
        assert a.facets == b.facets


@settings(
    max_examples=RANDOM_EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(q=RANDOM_QUERIES)
def test_both_engines_answer_random_queries_alike(
    embedded: SearchService, opensearch: SearchService, q: str
) -> None:
    request = SearchRequest(q=q, copies="all", sort="newest", relaxed=True, limit=100)
    try:
        a = embedded.search(request)
    except QueryError as error:
        with pytest.raises(QueryError, match=re.escape(str(error))):
            opensearch.search(request)
        return
    b = opensearch.search(request)
    assert (a.total, a.relaxed, a.facets, a.notices) == (b.total, b.relaxed, b.facets, b.notices)
    assert [replace(hit, added_at=None) for hit in a.hits] == [
        replace(hit, added_at=None) for hit in b.hits
    ]


RELAXED = (
    "ferry captains", "storm notice quay", "harbour bridge steel data", "lee storm zeppelin",
    '"ferry" captains', "+harbour notice bridge", "harbour storm -bridge", "quay storm source:two",
    "(storm OR ferry) (notice OR bridge)", "harb* ferri~", "Ça müller nosuchword", "张三 storm",
    "nobody quay (notice master) OR bridge", "title:storm quay ferry", "master^0 ferry^0 bridge^0",
)  # fmt: skip


def tiers(results: SearchResults) -> dict[str, tuple[Any, ...]]:
    """Return what relaxation says of each hit, by its address."""
    return {h.id: (h.matched, h.missing, h.copies, h.collapsed) for h in results.hits}


@pytest.mark.parametrize("q", RELAXED)
@pytest.mark.parametrize(
    "options",
    [
        SearchRequest(copies="all", limit=100),
        SearchRequest(copies="all", group="article", sort="newest", limit=100),
        SearchRequest(copies="all", speakers=("ann-lee",), limit=100),
    ],
)
def test_both_engines_relax_alike(
    embedded: SearchService, opensearch: SearchService, q: str, options: SearchRequest
) -> None:
    request = replace(options, q=q, relaxed=True)
    a, b = embedded.search(request), opensearch.search(request)
    assert (a.total, a.paragraphs, a.relaxed) == (b.total, b.paragraphs, b.relaxed)
    assert tiers(a) == tiers(b)
    assert [hit.matched for hit in a.hits] == [hit.matched for hit in b.hits]


@pytest.mark.parametrize("q", RELAXED)
def test_both_engines_relax_alike_where_copies_are_folded(
    embedded: SearchService, opensearch: SearchService, q: str
) -> None:
    # Each engine may list another copy of a text.
    for request in (SearchRequest(q=q), SearchRequest(q=q, limit=1), SearchRequest(q=q, page=2)):
        a, b = embedded.search(request), opensearch.search(request)
        assert (a.total, a.paragraphs, a.relaxed) == (b.total, b.paragraphs, b.relaxed)
        assert [hit.matched for hit in a.hits] == [hit.matched for hit in b.hits]


@pytest.mark.parametrize("q", RELAXED)
def test_a_strict_search_is_not_relaxed(opensearch: SearchService, q: str) -> None:
    results = opensearch.search(SearchRequest(q=q, strict=True))
    assert results.relaxed == RelaxedTotals()
    assert {hit.matched for hit in results.hits} <= {"all"}


@pytest.mark.parametrize(
    "filters",
    [
        SearchRequest(q="harbour", speakers=("ann-lee",)),
        SearchRequest(q="said", speakers=("ann-lee",), quotations=("direct",)),
        SearchRequest(q="", quotations=("direct", "mixed")),
        SearchRequest(q="", quotations=("indirect",), sources=("The Ellory Post",)),
        SearchRequest(q="", roles=("harbour master",)),
        SearchRequest(q="", view="quotes"),
        SearchRequest(q="", view="quotes", speakers=("ann-lee",)),
        SearchRequest(q="", kinds=("person",)),
        SearchRequest(q="the", kinds=("organization", "unnamed", "document")),
        SearchRequest(q="", kinds=("person", "group"), quotations=("direct",)),
        SearchRequest(q="", kinds=("person",), speakers=("ann-lee", "nobody")),
        SearchRequest(q="", kinds=("organization",), speakers=("ann-lee",), view="quotes"),
        SearchRequest(q="", acts=("refusal",)),
        SearchRequest(q="", acts=("refusal",), roles=("captain", "harbour master")),
        SearchRequest(q="", acts=("refusal",), speakers=("tor-vesely",), kinds=("person",)),
        SearchRequest(q="quay", acts=("refusal",), kinds=("organization",), view="quotes"),
        SearchRequest(q="", acts=("speech", "refusal")),
        SearchRequest(q="", acts=("speech", "refusal"), speakers=("ann-lee",)),
        SearchRequest(q="", acts=("speech", "refusal"), kinds=("person",), roles=("captain",)),
        SearchRequest(q="the", acts=("speech", "refusal"), quotations=("direct", "indirect")),
        SearchRequest(q="", years=("2019", "undated")),
        SearchRequest(q="the", speakers=("nobody-at-all",)),
        SearchRequest(q="", copies_of="copy-1#p1"),
        SearchRequest(q="", copies_of="nowhere#p1"),
        SearchRequest(q="the", group="article"),
        SearchRequest(q="the", page=2, limit=3),
        SearchRequest(q="the", page=5_000, limit=100),
    ],
)
def test_filters_facets_groups_and_pages_are_the_same(
    embedded: SearchService, opensearch: SearchService, filters: SearchRequest
) -> None:
    request = replace(filters, sort="oldest", copies="all")
    a, b = embedded.search(request), opensearch.search(request)
    assert (a.total, a.paragraphs) == (b.total, b.paragraphs)
    assert [(h.id, h.collapsed, h.copies) for h in a.hits] == [
        (h.id, h.collapsed, h.copies) for h in b.hits
    ]
    assert a.facets == b.facets
    for name in FACETS:
        for like in ("", "e"):
            page = FacetRequest(like=like, limit=7)
            assert embedded.analytics.facet(request, name, page) == opensearch.analytics.facet(
                request, name, page
            )
    assert embedded.analytics.timeline(request) == opensearch.analytics.timeline(request)
    assert [h.id for h in embedded.scan(request).hits] == [
        h.id for h in opensearch.scan(request).hits
    ]


def test_copies_are_counted_in_groups_of_one_paragraph(opensearch: SearchService) -> None:
    request = SearchRequest(q='"closed the quay on Monday, a notice said there"', group="article")
    results = opensearch.search(request)
    assert {(hit.id, hit.copies) for hit in results.hits} == {("copy-1#p1", 1), ("copy-2#p2", 1)}


def test_a_page_below_the_deepest_hit_is_refused_as_too_expensive(
    opensearch: SearchService,
) -> None:
    with pytest.raises(QueryTooExpensiveError, match="export"):
        opensearch.search(SearchRequest(q="the", page=1_000_000, limit=100))


def test_a_scan_has_all_hits_in_the_order_of_the_search(
    embedded: SearchService, opensearch: SearchService
) -> None:
    for q in ("the", "storm notice quay"):
        request = SearchRequest(q=q, sort="newest", relaxed=True)
        a, b = embedded.scan(request), opensearch.scan(request)
        assert a.total == b.total
        assert [(hit.id, hit.matched, hit.missing) for hit in a.hits] == [
            (hit.id, hit.matched, hit.missing) for hit in b.hits
        ]


def test_a_scan_by_relevance_has_its_tiers_in_order(opensearch: SearchService) -> None:
    hits = list(opensearch.scan(SearchRequest(q="storm notice quay", relaxed=True)).hits)
    assert [hit.matched for hit in hits] == sorted(hit.matched for hit in hits)
    assert {hit.matched for hit in hits} == {"article", "some"}


@pytest.mark.parametrize("order", ["count", "name", "latest"])
def test_the_speakers_and_their_profiles_are_the_same(
    embedded: SearchService, opensearch: SearchService, order: Any
) -> None:
    a, b = (s.speakers(SpeakersRequest(sort=order)) for s in (embedded, opensearch))
    assert (a.total, a.speakers) == (b.total, b.speakers)
    for summary in a.speakers[:8]:
        profiles = embedded.speaker(summary.id), opensearch.speaker(summary.id)
        assert profiles[0] is not None
        assert profiles[1] is not None
        assert replace(profiles[0], index=profiles[1].index) == profiles[1]
    assert opensearch.speaker("nobody-at-all") is None


def test_comparisons_are_the_same(embedded: SearchService, opensearch: SearchService) -> None:
    request = SearchRequest(q="the", speakers=("ann-lee", "zhou-yunjie", "Nobody"))
    a, b = embedded.analytics.compare(request), opensearch.analytics.compare(request)
    assert a.series == b.series
    for acts in (("refusal",), ("speech", "refusal")):
        request = SearchRequest(speakers=("ann-lee", "tor-vesely"), acts=acts)
        a, b = embedded.analytics.compare(request), opensearch.analytics.compare(request)
        assert a.series == b.series
        assert [(series.id, series.name) for series in a.series] == [
            ("ann-lee", "Ann Lee"),
            ("tor-vesely", "Tor Vesely"),
        ]


@pytest.mark.parametrize("typed", ["a", "zh", "ann l", "har", "harbour cl", "second br", "我", ""])
def test_both_engines_complete_alike(
    embedded: SearchService, opensearch: SearchService, typed: str
) -> None:
    a, b = embedded.suggest(typed), opensearch.suggest(typed)
    # Among equal counts, each engine may choose and order suggestions differently.
    assert [(s.kind, s.count) for s in a if s.kind == "speaker"] == [
        (s.kind, s.count) for s in b if s.kind == "speaker"
    ]
    assert {s for s in a if s.kind != "speaker"} == {s for s in b if s.kind != "speaker"}


@pytest.mark.parametrize("q", ["harbuor", "industral internet", "bridgee"])
def test_both_engines_correct_a_misspelt_word_alike(
    embedded: SearchService, opensearch: SearchService, q: str
) -> None:
    a, b = (s.search(SearchRequest(q=q)).did_you_mean for s in (embedded, opensearch))
    assert a is not None
    assert a == b


@pytest.mark.parametrize("q", ["pier", "landing stage", "pier notice", "pier -monday"])
def test_both_engines_search_synonyms_alike(
    embedded: SearchService, opensearch: SearchService, q: str
) -> None:
    a, b = (
        service.search(SearchRequest(q, copies="all", strict=True))
        for service in (embedded, opensearch)
    )
    assert a.hits
    assert {hit.id: hit.matches for hit in a.hits} == {hit.id: hit.matches for hit in b.hits}
    assert a.description == b.description


@pytest.mark.parametrize("address", ["judged-bridge-cost#p1", "contract-none#p1", "copy-1#p1"])
def test_both_engines_find_similar_paragraphs_alike(
    embedded: SearchService, opensearch: SearchService, address: str
) -> None:
    article_id, _, number = address.rpartition("#p")
    a, b = (s.similar(article_id, int(number), 5) for s in (embedded, opensearch))
    if a is None or b is None:
        assert a is b is None
        assert article_id == "contract-none"
        return
    assert set(a.terms) == set(b.terms)
    assert len(a.hits) == len(b.hits)
    assert a.hits[0].id in [hit.id for hit in b.hits]


def test_articles_and_paragraphs_are_the_same(
    embedded: SearchService, opensearch: SearchService
) -> None:
    assert embedded.article("copy-2") == opensearch.article("copy-2")
    assert opensearch.article("nowhere") is None
    for first, last, numbers in ((1, 1, [1]), (2, 9, [2, 3]), (5, 9, [])):
        part = embedded.article_part("copy-2", first, last)
        assert part is not None
        assert part.total == 3
        assert [paragraph.number for paragraph in part.article.paragraphs] == numbers
        assert part == opensearch.article_part("copy-2", first, last)
    assert embedded.article_part("nowhere", 1, 1) is opensearch.article_part("nowhere", 1, 1)
    a, b = embedded.context("copy-2", 2), opensearch.context("copy-2", 2)
    assert a is not None
    assert b is not None
    assert [h.id for h in (*a.before, a.paragraph, *a.after)] == [
        h.id for h in (*b.before, b.paragraph, *b.after)
    ]


@pytest.fixture(scope="module")
def one_shard(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[SearchService]:
    """A cluster whose statistics of articles are those of the whole archive."""
    settings = settings_of("opensearch", request) | {"opensearch_shards": 1}
    service = archive(tmp_path_factory.mktemp("shard"), **settings).extensions["searchapp"]
    yield service
    service.close()


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


@pytest.fixture(params=ENGINES)
def changing(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An app whose corpus a test may change."""
    app = archive(tmp_path, **settings_of(request.param, request))
    yield app
    app.extensions["searchapp"].close()


def reindexed(app: Flask, *arguments: str) -> str:
    result = app.test_cli_runner().invoke(args=["reindex", *arguments])
    assert result.exit_code == 0, result.output
    service: SearchService = app.extensions["searchapp"]
    service.close()
    return result.output


def test_an_incremental_run_adds_changes_and_removes(changing: Flask) -> None:
    service: SearchService = changing.extensions["searchapp"]
    before = service.info()
    file = changing.config["SEARCHAPP_CORPUS_DIR"] / "contract.jsonl"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    changed = line("copy-2", "Calm.", "Ann Lee said the zeppelin lands.")
    file.write_text(lines[0] + changed + line("new", "A zeppelin was seen."), "utf-8")
    reindexed(changing)
    assert int(service.info().version) == int(before.version) + 1
    results = service.search(SearchRequest(q="zeppelin", sort="newest"))
    assert [hit.id for hit in results.hits] == ["copy-2#p2", "new#p1"]
    assert service.article("chinese") is None
    removed = service.removed("chinese")
    assert removed is not None
    assert removed.title == "About chinese"
    assert service.removed("copy-1") is None
    earlier = service.search(SearchRequest(q="storm"), before.version)
    assert earlier.total == 1


def test_a_run_without_changes_leaves_the_live_generation(changing: Flask) -> None:
    service: SearchService = changing.extensions["searchapp"]
    before = service.info()
    reindexed(changing)
    assert service.info() == before


def test_a_full_run_gives_the_same_answers(changing: Flask) -> None:
    service: SearchService = changing.extensions["searchapp"]
    request = SearchRequest(q="harbour")
    before = service.search(request)
    reindexed(changing, "--full", "--workers", "2")
    after = service.search(request)
    assert after.index.version != before.index.version
    assert replace(after, index=before.index) == before


def test_a_second_writer_is_refused(changing: Flask) -> None:
    store = open_store(changing.extensions["searchapp"].settings)
    with (
        store.writer(attribution="", full=True, prepare=identity, workers=1),
        pytest.raises(LockedError, match="reindex"),
        store.writer(attribution="", full=True, prepare=identity, workers=1),
    ):
        pass


def test_a_writer_that_does_not_commit_changes_nothing(changing: Flask) -> None:
    service: SearchService = changing.extensions["searchapp"]
    store, before = open_store(service.settings), service.info()
    with store.writer(attribution="", full=True, prepare=identity, workers=1):
        pass
    service.close()
    assert service.info() == before
    assert store.verify() == []


def test_a_generation_that_is_not_retained_raises_gone_error(changing: Flask) -> None:
    with pytest.raises(GoneError, match="Start again"):
        changing.extensions["searchapp"].search(SearchRequest(), "999")
