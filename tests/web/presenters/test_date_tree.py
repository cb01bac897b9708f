import datetime

from flask import Flask
from msgspec.structs import replace

from searchapp.models.analytics import Bucket, Timeline
from searchapp.models.search import Facet, FacetValue, IndexInfo, SearchRequest
from searchapp.web.presenters.date_tree import preset_links, year_links

FACET = Facet("year", (FacetValue("2022", "2022", 3), FacetValue("2023", "2023", 5, True)), 2)


def timeline(*days: tuple[int, int, int], count: int = 2) -> Timeline:
    buckets = tuple(Bucket("", datetime.date(*day), datetime.date(*day), count, 9) for day in days)
    return Timeline("day", "archive", count * len(days), 0, 0, buckets)


def test_years_are_listed_newest_first_with_the_months_of_the_timeline(archive: Flask) -> None:
    days = timeline((2023, 3, 1), (2023, 3, 2), (2023, 4, 1))
    with archive.test_request_context("/search"):
        newest, oldest = year_links(SearchRequest(q="oil", years=("2023",)), FACET, days)
    assert (newest.year.label, newest.year.url) == ("2023", "/search?q=oil")
    assert newest.year.current
    assert [(m.label, m.count) for m in newest.months] == [("March", 4), ("April", 2)]
    assert newest.months[0].url == "/search?q=oil&from=2023-03-01&to=2023-03-31"
    assert oldest.months == ()


def test_a_selected_month_is_removed_by_its_link(archive: Flask) -> None:
    request = SearchRequest(date_from=datetime.date(2023, 3, 1), date_to=datetime.date(2023, 3, 31))
    with archive.test_request_context("/search"):
        newest, _ = year_links(request, FACET, timeline((2023, 3, 1)))
    assert [(m.current, m.url) for m in newest.months] == [(True, "/search")]


def test_a_timeline_of_years_has_no_months(archive: Flask) -> None:
    years = replace(timeline((2023, 1, 1)), interval="year")
    with archive.test_request_context("/search"):
        assert all(not year.months for year in year_links(SearchRequest(), FACET, years))


def test_presets_are_shorter_than_the_archive_and_end_with_its_last_day(archive: Flask) -> None:
    first, last = datetime.date(2021, 1, 1), datetime.date(2023, 3, 31)
    info = IndexInfo("1", datetime.datetime.now(datetime.UTC), 1, 1, first, last)
    with archive.test_request_context("/search"):
        links = preset_links(SearchRequest(q="oil"), info)
        assert preset_links(SearchRequest(), replace(info, first_date=last)) == ()
        assert preset_links(SearchRequest(), replace(info, first_date=None)) == ()
    assert [link.label for link in links] == ["All dates", "Latest month", "Latest year"]
    assert links[1].url == "/search?q=oil&from=2023-03-02&to=2023-03-31"
