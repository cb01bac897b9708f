import datetime

import pytest
from flask import Flask

from searchapp.models.analytics import Bucket, Timeline
from searchapp.models.search import SearchRequest
from searchapp.web.presenters.charts import HEIGHT, SLOT, chart, interval_label


def day(number: int) -> datetime.date:
    return datetime.date(2023, 3, number)


TIMELINE = Timeline(
    "day",
    (
        Bucket("2023-03-01", day(1), day(1), 1, 2),
        Bucket("2023-03-02", day(2), day(2), 0, 0),
        Bucket("2023-03-03", day(3), day(3), 200, 1000),
    ),
    undated=4,
    undated_out_of=9,
    base="archive",
)


def test_bars_are_side_by_side_and_the_smallest_is_visible(archive: Flask) -> None:
    with archive.test_request_context("/search"):
        plotted = chart(TIMELINE, SearchRequest(q="oil"))
    assert [bar.x for bar in plotted.bars] == [0, SLOT, 2 * SLOT]
    assert plotted.width == 3 * SLOT
    assert [bar.height for bar in plotted.bars] == [3, 0, HEIGHT]
    assert [bar.share_height for bar in plotted.bars] == [HEIGHT, 0, 40]
    assert [bar.percent for bar in plotted.bars] == ["50.0%", "–", "20.0%"]
    assert (plotted.peak, plotted.peak_share) == (200, "50.0%")


def test_a_bar_links_to_the_search_of_its_days(archive: Flask) -> None:
    with archive.test_request_context("/search"):
        plotted = chart(TIMELINE, SearchRequest(q="oil", years=("2023",), page=3))
    assert plotted.bars[2].url == "/search?q=oil&from=2023-03-03&to=2023-03-03"
    assert plotted.bars[1].url == ""
    assert plotted.undated_url == "/search?q=oil&year=undated"


def test_charts_can_share_one_scale(archive: Flask) -> None:
    with archive.test_request_context("/search"):
        plotted = chart(TIMELINE, SearchRequest(), peak=400)
    assert plotted.bars[2].height == HEIGHT / 2


@pytest.mark.parametrize(
    ("interval", "name"),
    [("day", "1 March 2023"), ("month", "March 2023"), ("year", "2023"), ("decade", "2020s")],
)
def test_an_interval_has_a_label_for_readers(interval: str, name: str) -> None:
    assert interval_label(day(1), interval) == name  # type: ignore[arg-type]
