import datetime

import pytest
from flask import Flask
from msgspec.structs import replace

from searchapp.models.analytics import Bucket, Timeline
from searchapp.models.search import SearchRequest
from searchapp.web.presenters.charts import (
    BASELINE,
    TOP,
    Axis,
    chart,
    full_height,
)
from searchapp.web.presenters.formatting import interval_label


def day(number: int) -> datetime.date:
    return datetime.date(2023, 3, number)


TIMELINE = Timeline(
    "day",
    base="archive",
    total=205,
    undated=4,
    undated_out_of=9,
    buckets=(
        Bucket("2023-03-01", day(1), day(1), 1, 2),
        Bucket("2023-03-02", day(2), day(2), 0, 0),
        Bucket("2023-03-03", day(3), day(3), 200, 1000),
    ),
)


def test_bars_are_side_by_side_and_the_smallest_is_visible(archive: Flask) -> None:
    with archive.test_request_context("/search"):
        plotted = chart(TIMELINE, SearchRequest(q="oil"))
    assert [bar.x for bar in plotted.bars] == [0, plotted.slot, 2 * plotted.slot]
    assert [bar.height for bar in plotted.bars] == [2, 0, BASELINE - TOP]
    assert [bar.y for bar in plotted.bars] == [BASELINE - 2, BASELINE, TOP]
    assert [bar.percent for bar in plotted.bars] == ["50.0%", "–", "20.0%"]
    assert (plotted.peak, plotted.axis) == (200, Axis("200", "100"))
    assert plotted.share_axis == Axis("60.0%", "30.0%")


@pytest.mark.parametrize(
    ("peak", "top"), [(0, 4), (1, 4), (5, 6), (11, 20), (35, 40), (61, 80), (101, 200), (402, 600)]
)
def test_an_axis_ends_at_a_round_number_whose_half_is_whole(peak: int, top: int) -> None:
    assert full_height(peak) == top


def test_labels_stand_at_even_distances(archive: Flask) -> None:
    months = [datetime.date(2020 + n // 12, n % 12 + 1, 1) for n in range(30)]
    buckets = tuple(Bucket(f"{m:%Y-%m}", m, m, 1, 1) for m in months)
    with archive.test_request_context("/search"):
        plotted = chart(replace(TIMELINE, interval="month", buckets=buckets), SearchRequest())
    labels = {n: bar.tick for n, bar in enumerate(plotted.bars) if bar.tick}
    assert list(labels) == [0, 4, 8, 12, 16, 20, 24]
    assert [labels[0], labels[4], labels[12]] == ["Jan 2020", "May", "Jan 2021"]


def test_a_bar_links_to_the_search_of_its_days(archive: Flask) -> None:
    with archive.test_request_context("/search"):
        plotted = chart(TIMELINE, SearchRequest(q="oil", years=("2023",), page=3))
    assert plotted.bars[2].url == "/search?q=oil&from=2023-03-03&to=2023-03-03"
    assert plotted.bars[1].url == ""
    assert plotted.undated_url == "/search?q=oil&year=undated"


def test_charts_can_share_one_scale(archive: Flask) -> None:
    with archive.test_request_context("/search"):
        plotted = chart(TIMELINE, SearchRequest(), peak=400)
    assert plotted.bars[2].height == (BASELINE - TOP) / 2


@pytest.mark.parametrize(
    ("interval", "name"),
    [("day", "1 March 2023"), ("month", "March 2023"), ("year", "2023"), ("decade", "2020s")],
)
def test_an_interval_has_a_label_for_readers(interval: str, name: str) -> None:
    assert interval_label(day(1), interval) == name  # type: ignore[arg-type]
