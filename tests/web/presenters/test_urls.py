"""URLs of pages, which are built without ``url_for``, compared with those of ``url_for``."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest
from flask import Flask, url_for
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchapp import create_app
from searchapp.models.articles import part_number
from searchapp.models.search import SearchRequest
from searchapp.web.presenters import urls

_ID = st.text(st.characters(codec="utf-8"), min_size=1) | st.text("a-é/%?#&+ '", min_size=1)
_NO_FIXTURE_RESET = [HealthCheck.function_scoped_fixture]


@pytest.fixture(params=["/", "/archive"])
def request_context(request: pytest.FixtureRequest) -> Iterator[None]:
    app: Flask = create_app({"TESTING": True})
    with app.test_request_context("/search", base_url=f"http://news.example{request.param}"):
        yield


@pytest.mark.usefixtures("request_context")
@settings(suppress_health_check=_NO_FIXTURE_RESET)
@given(id_=_ID, number=st.integers(0, 9_999), q=st.text(max_size=20))
def test_the_url_of_a_page_is_that_of_its_route(id_: str, number: int, q: str) -> None:
    request = SearchRequest(q=q)
    typed = q if q.strip() else None
    assert urls.speaker_url(id_) == url_for(".speaker", speaker_id=id_)
    assert urls.whole_article_url(id_) == url_for(".article", article_id=id_)
    hit_urls = urls.HitUrls(request)
    assert hit_urls.speaker(id_) == url_for(".speaker", speaker_id=id_)
    assert hit_urls.similar(id_, number) == url_for(".similar", paragraph_id=f"{id_}#p{number}")
    assert hit_urls.paragraph(id_, number) == url_for(
        ".paragraph", article_id=id_, number=number, q=typed
    )
    page = part_number(number)
    assert hit_urls.article(id_, number) == url_for(
        ".article",
        article_id=id_,
        q=typed,
        page=page if page > 1 else None,
        _anchor=f"p{number}",
    )
    for external in (False, True):
        assert urls.article_part_url(request, id_, number, "p3", external=external) == url_for(
            ".article",
            article_id=id_,
            q=typed,
            page=number if number > 1 else None,
            _anchor="p3",
            _external=external,
        )


def test_each_request_has_urls_of_its_own_host_and_mount() -> None:
    app = create_app({"TESTING": True})
    built = []
    with app.app_context():
        for base_url in ("http://one.example/", "https://two.example/archive"):
            with app.test_request_context("/search", base_url=base_url):
                built.append(urls.whole_article_url("a", external=True))
    assert built == ["http://one.example/articles/a", "https://two.example/archive/articles/a"]


@pytest.mark.usefixtures("request_context")
@settings(suppress_health_check=_NO_FIXTURE_RESET)
@given(q=st.text(), sources=st.lists(st.text(min_size=1), max_size=3).map(tuple))
def test_the_url_of_a_search_is_that_of_its_route(q: str, sources: tuple[str, ...]) -> None:
    expected = url_for(".search", q=q or None, source=sources)
    actual = urls.search_url(SearchRequest(q=q, sources=sources))
    assert url_for(".search") == actual.partition("?")[0]
    assert _values(actual) == _values(expected)


@pytest.mark.usefixtures("request_context")
def test_the_url_of_each_kind_of_page_is_that_of_its_route() -> None:
    request = SearchRequest(q="oil & gas", kinds=("person",), sort="newest", page=3, limit=7)
    asked = {"q": "oil & gas", "kind": "person", "sort": "newest"}
    for built, endpoint, values in (
        (urls.feed_url(request), ".feed", {**asked, "sort": None, "limit": 7}),
        (urls.export_url(request, "csv"), ".api_export", {**asked, "format": "csv"}),
        (urls.embed_code_url(request), ".embed_code", asked),
        (urls.embed_url(request, 2), ".embed", {**asked, "page": 2, "limit": 7}),
        (urls.compare_url(request), ".compare", asked),
        (urls.facet_url(request, "role"), ".facet", {"facet_name": "role", **asked}),
    ):
        assert built == url_for(endpoint, **values).replace("%20", "+")


@pytest.mark.parametrize("language", ["", "?lang=de"])
def test_templates_get_the_urls_of_routes(archive: Flask, language: str) -> None:
    with archive.test_request_context(f"/search{language}"):
        archive.preprocess_request()
        url: Any = archive.jinja_env.globals["searchapp_url"]
        for rule in archive.url_map.iter_rules():
            blueprint, _, endpoint = rule.endpoint.partition(".")
            if blueprint == "searchapp" and not rule.arguments:
                assert url(endpoint).partition("?")[0] == rule.rule
        assert url("help") == f"/help{language}"
        assert url("feed") == "/feed"
        assert url("api_search") == "/api/v1/search"


def _values(url: str) -> list[tuple[str, str]]:
    return parse_qsl(url.partition("?")[2], keep_blank_values=True)
