"""Both engines give the same articles, speakers, comparisons and suggestions."""

from dataclasses import replace
from typing import Any

import pytest

from searchapp.models.analytics import SpeakersRequest
from searchapp.models.search import (
    SearchRequest,
)
from searchapp.search.service import SearchService
from tests.conftest import CLUSTER_GROUP

pytestmark = pytest.mark.xdist_group(CLUSTER_GROUP)


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


@pytest.mark.parametrize("name", ["zhou", "müller", "vesely", "lee", "storm", "nobody", "!"])
def test_a_short_name_leads_to_the_same_speaker(
    embedded: SearchService, opensearch: SearchService, name: str
) -> None:
    assert opensearch.speaker_called(name) == embedded.speaker_called(name)
    found = [s.search(SearchRequest(speakers=(name,))).total for s in (embedded, opensearch)]
    assert found[0] == found[1]


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
