from flask import Flask

from searchapp.web.presenters.date_tree import YearLinks
from searchapp.web.presenters.html.filters import value_items, year_items
from searchapp.web.presenters.links import Link


def test_a_value_has_its_count_and_whether_it_is_selected(archive: Flask) -> None:
    links = [
        Link("Ann & Lee", "/search?q=a&b", current=True, count=1234),
        Link("b", "/", count=None),
    ]
    with archive.test_request_context("/search"):
        selected, uncounted = value_items(links).splitlines()
    assert selected.strip() == (
        '<li><a href="/search?q=a&amp;b" aria-current="true">'
        '<span class="value">Ann &amp; Lee</span> <span class="n">1,234</span></a></li>'
    )
    assert uncounted.strip() == '<li><a href="/"><span class="value">b</span></a></li>'


def test_a_year_is_followed_by_its_months(archive: Flask) -> None:
    year = YearLinks(Link("2024", "/y", count=3), (Link("May", "/m", count=2),))
    with archive.test_request_context("/search"):
        items = year_items([year]).splitlines()
    assert ['class="month"' in item for item in items] == [False, True]
