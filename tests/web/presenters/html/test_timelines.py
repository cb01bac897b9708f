import datetime
import re

from flask import Flask

from searchapp.models.analytics import Bucket, Timeline
from searchapp.models.search import SearchRequest
from searchapp.web.presenters.charts import Chart, chart
from searchapp.web.presenters.html.timelines import chart_bars, chart_rows, chart_ticks

DAY = datetime.date(2024, 5, 1)
NEXT_DAY = DAY + datetime.timedelta(1)


def _chart() -> Chart:
    buckets = (Bucket("", DAY, DAY, 2, 4), Bucket("", NEXT_DAY, NEXT_DAY, 0, 3))
    return chart(Timeline("day", "archive", 2, 0, 0, buckets), SearchRequest(q='a "b" & c'))


def test_only_bars_with_hits_are_drawn_as_links(archive: Flask) -> None:
    with archive.test_request_context("/search"):
        [bar] = chart_bars(_chart(), shares=True).splitlines()
    assert "q=a+%22b%22+%26+c&amp;from=2024-05-01&amp;to=2024-05-01" in bar
    assert re.findall(r'<rect class="(\w+)"', bar) == ["slot", "n", "share"]
    assert "1 May 2024: 2 of 4" in bar


def test_shares_are_drawn_on_demand(archive: Flask) -> None:
    with archive.test_request_context("/search"):
        assert 'class="share"' not in chart_bars(_chart(), shares=False)


def test_a_table_has_a_row_for_each_bar(archive: Flask) -> None:
    with archive.test_request_context("/search"):
        rows = chart_rows(_chart())
    texts = [re.sub("<[^>]*>", " ", row).split() for row in rows.splitlines()]
    assert texts == [
        ["1", "May", "2024", "2", "4", "50.0%"],
        ["2", "May", "2024", "0", "3", "0.0%"],
    ]


def test_bars_with_a_label_have_a_tick(archive: Flask) -> None:
    with archive.test_request_context("/search"):
        ticks = chart_ticks(_chart().bars)
    assert re.findall(r">([^<]+)</text>", ticks) == ["1 May 2024", "2 May"]
