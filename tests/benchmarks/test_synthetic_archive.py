"""The synthetic archive of the growth benchmark: seeded, and growing as real archives do."""

from __future__ import annotations

import math
import re

from searchapp.models.articles import Article
from tests.benchmarks.growth import queries
from tests.benchmarks.growth_report import log_plot
from tests.benchmarks.synthetic_archive import BATCH_ARTICLES, articles

_LARGE = list(articles(8_000))
_SMALL = list(articles(500))


def _words(archive: list[Article]) -> set[str]:
    texts = (p.text for article in archive for p in article.paragraphs)
    return {found for text in texts for found in re.findall(r"[a-z]+", text.lower())}


def _speakers(archive: list[Article]) -> list[str]:
    paragraphs = (p for article in archive for p in article.paragraphs)
    return [a.speaker.id for p in paragraphs for a in p.attributions]


def test_a_seed_always_gives_the_same_articles() -> None:
    assert list(articles(500)) == _SMALL
    assert list(articles(500, seed=1)) != _SMALL


def test_an_archive_is_the_beginning_of_a_larger_one() -> None:
    whole = len(_SMALL) - 1
    assert _LARGE[:whole] == _SMALL[:whole]


def test_an_archive_has_the_paragraphs_that_were_asked_for() -> None:
    assert sum(len(article.paragraphs) for article in _SMALL) == 500
    assert [len(article.paragraphs) for article in articles(20)] == [16, 4]


def test_articles_continue_from_any_number() -> None:
    first = BATCH_ARTICLES - 2
    assert list(articles(64, first=first)) == _LARGE[first : first + 4]


def test_the_vocabulary_grows_by_a_power_below_one() -> None:
    exponent = math.log(len(_words(_LARGE)) / len(_words(_SMALL)), 16)
    assert 0.5 < exponent < 0.75


def test_the_speakers_grow_by_a_power_below_one() -> None:
    large, small = set(_speakers(_LARGE)), set(_speakers(_SMALL))
    assert 0.6 < math.log(len(large) / len(small), 16) < 0.95


def test_under_half_of_the_paragraphs_have_a_speaker() -> None:
    assert 0.43 < len(_speakers(_LARGE)) / 8_000 < 0.47


def test_spans_hold_the_speech_and_not_its_source() -> None:
    for article in _SMALL:
        for paragraph in article.paragraphs:
            for attribution in paragraph.attributions:
                ((start, end),) = attribution.spans
                speech = paragraph.text[start:end]
                source = paragraph.text[:start] + paragraph.text[end:]
                assert attribution.speaker.name in source
                assert speech.startswith("“") == (attribution.quotation == "direct")
                assert " said" in source


def test_queries_are_seeded() -> None:
    assert queries(20) == queries(40)[:20]


def test_a_plot_places_powers_of_ten_at_equal_distances() -> None:
    svg = log_plot("Cost", {"a": [(10.0, 1.0), (100.0, 10.0), (1000.0, 100.0)]})
    circles = re.findall(r'cx="([0-9.]+)" cy="([0-9.]+)" r="4"', svg)
    xs, ys = zip(*[(float(x), float(y)) for x, y in circles], strict=True)
    assert xs[1] - xs[0] == xs[2] - xs[1] > 0
    assert ys[1] - ys[0] == ys[2] - ys[1] < 0
