"""Feeds and the OpenSearch description, checked against their specifications."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchapp import create_app
from tests.conftest import Write, line

ATOM = "{http://www.w3.org/2005/Atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


def faults_of(xml: bytes) -> Iterator[str]:  # noqa: C901
    """Yield the violations of RFC 4287 in a feed, by section.

    No validator of Atom is maintained for current versions of Python; feedparser, which is
    as lenient as feed readers, is used as well.
    """
    feed = ElementTree.fromstring(xml)  # noqa: S314
    if feed.tag != f"{ATOM}feed":
        yield "4.1.1: the root is no feed"
    entries = feed.findall(f"{ATOM}entry")
    for place, of in [("feed", feed), *((f"entry {n}", e) for n, e in enumerate(entries))]:
        for name in ("id", "title", "updated"):
            if len(of.findall(ATOM + name)) != 1:
                yield f"4.1: {place} must have one {name}"
        if not IRI.fullmatch(of.findtext(f"{ATOM}id") or ""):
            yield f"4.2.6: the id of {place} is no IRI"
        if not RFC_3339.fullmatch(of.findtext(f"{ATOM}updated") or ""):
            yield f"3.3: {place} is updated at no RFC 3339 moment"
        links = of.findall(f"{ATOM}link")
        keys = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in links]
        if keys.count(("alternate", "text/html", None)) != 1:
            yield f"4.1: {place} must have one alternate link of a type"
        for link in links:
            if not IRI.fullmatch(link.get("href") or ""):
                yield f"4.2.7.1: a link of {place} leads nowhere: {link.get('href')}"
        for author in of.findall(f"{ATOM}author"):
            if len(author.findall(f"{ATOM}name")) != 1:
                yield f"3.2.1: an author of {place} must have one name"
        for category in of.findall(f"{ATOM}category"):
            if not category.get("term"):
                yield f"4.2.2.1: a category of {place} has no term"
        for name in ("title", "content"):
            for text in of.findall(ATOM + name):
                if text.get("type", "text") == "text" and len(text):
                    yield f"3.1.1.1: the {name} of {place} has children"
    if feed.find(f"{ATOM}author") is None:
        yield "4.1.1: there is no author"
    if not [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]:
        yield "4.1.1: there should be a link to itself"
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    if len(set(ids)) != len(ids):
        yield "4.1.1: entries share an id"


def read(client: FlaskClient, address: str, **headers: str) -> Any:
    response = client.get(address, headers=headers)
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/atom+xml"
    assert list(faults_of(response.data)) == []
    feed = feedparser.parse(response.data)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


@pytest.mark.parametrize(
    "query", ["", "?q=said", "?q=said&speaker=zhou-yunjie&from=2020-01-01", "?q=zzzz", "?limit=100"]
)
def test_any_search_is_a_valid_feed(client: FlaskClient, query: str) -> None:
    feed = read(client, f"/feed{query}")
    listed = client.get(f"/api/v1/search{query}").json
    assert listed is not None
    assert len(feed.entries) == len(listed["results"])


def test_the_feed_of_a_speaker_has_the_name_in_its_title(client: FlaskClient) -> None:
    title = read(client, "/feed?q=said&speaker=zhou-yunjie&year=2023").feed.title
    assert title == "said, Zhou Yunjie, 2023 · Who said what, and when"
    unknown = read(client, "/feed?speaker=nobody-of-that-name").feed.title
    assert unknown == "nobody-of-that-name · Who said what, and when"


def test_an_entry_names_the_speaker_and_links_to_the_paragraph(client: FlaskClient) -> None:
    [entry] = read(client, "/feed?q=%22industrial+internet%22").entries
    assert entry.title.startswith("Zhou Yunjie: Industry leaders")
    assert entry.link.startswith("http://localhost/articles/")
    assert re.search(r"/paragraphs/8\?text=[0-9a-f]{8}$", entry.link)
    assert [(tag.term, tag.label) for tag in entry.tags] == [("zhou-yunjie", "Zhou Yunjie")]
    assert "industrial internet" in entry.content[0].value


def test_the_last_added_entry_is_first_whatever_its_date(
    app: Flask, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    for moment, name, date in ((1_000, "a", "2024-01-01"), (2_000, "b", "1999-01-01")):
        monkeypatch.setattr("time.time", lambda moment=moment: float(moment))
        write(f"{name}.jsonl", line(name, "oil", date=date))
        assert app.test_cli_runner().invoke(args=["reindex"]).exit_code == 0
    feed = read(app.test_client(), "/feed?q=oil&sort=oldest")
    assert [entry.title for entry in feed.entries] == ["About b", "About a"]
    assert [entry.updated for entry in feed.entries] == [
        "1970-01-01T00:33:20Z",
        "1970-01-01T00:16:40Z",
    ]
    assert feed.feed.updated == "1970-01-01T00:33:20Z"


def test_an_entry_is_published_on_the_day_of_its_article(app: Flask, write: Write) -> None:
    write("a.jsonl", line("a", "oil", date="1999-12-31") + line("b", "oil"))
    app.test_cli_runner().invoke(args=["reindex"])
    dated, undated = read(app.test_client(), "/feed?q=oil").entries
    assert dated.published == "1999-12-31T00:00:00Z"
    assert "published" not in undated


def test_the_pages_of_a_feed_are_one_feed(app: Flask, write: Write) -> None:
    write("a.jsonl", "".join(line(f"a{number}", "oil") for number in range(5)))
    app.test_cli_runner().invoke(args=["reindex"])
    client = app.test_client()
    first = "http://localhost/feed?q=oil&limit=2"
    pages = []
    url = first
    while url:
        pages.append(read(client, url))
        links = {link.rel: link.href for link in pages[-1].feed.links}
        assert links["self"] == url
        assert links["first"] == first
        assert links["alternate"] == "http://localhost/search?q=oil&limit=2"
        url = links.get("next", "")
    assert links["previous"] == "http://localhost/feed?q=oil&page=2&limit=2"
    assert len({page.feed.id for page in pages}) == 1
    titles = [entry.title for page in pages for entry in page.entries]
    assert titles == [f"About a{number}" for number in range(5)]
    [short] = read(client, "/feed?q=oil&limit=5").feed.links[:1]
    assert short.rel == "self"


def test_entries_of_a_clock_that_was_ahead_do_not_stay_first(
    app: Flask, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    for moment, name in ((9_000_000_000, "a"), (1_000, "b"), (2_000, "c")):
        monkeypatch.setattr("time.time", lambda moment=moment: float(moment))
        write(f"{name}.jsonl", line(name, "oil"))
        assert app.test_cli_runner().invoke(args=["reindex"]).exit_code == 0
    feed = read(app.test_client(), "/feed?q=oil")
    assert [entry.title for entry in feed.entries] == ["About c", "About a", "About b"]
    assert feed.feed.updated == "1970-01-01T00:33:20Z"


def test_the_ids_of_two_archives_differ_unless_the_setting_is_the_same(
    app: Flask, write: Write, tmp_path: Path
) -> None:
    write("a.jsonl", line("a", "oil"))

    def feed_ids(name: str, archive_id: str | None = None) -> list[str]:
        other = create_app(
            {"TESTING": True},
            corpus_dir=tmp_path / "corpus",
            index_dir=tmp_path / name,
            archive_id=archive_id,
        )
        assert other.test_cli_runner().invoke(args=["reindex"]).exit_code == 0
        feed = read(other.test_client(), "/feed")
        other.extensions["searchapp"].close()
        return [feed.feed.id, feed.entries[0].id]

    first, second = feed_ids("one"), feed_ids("two")
    assert not set(first) & set(second)
    assert feed_ids("one") == first
    assert feed_ids("one", "ours") == feed_ids("two", "ours")


def test_ids_are_the_same_under_another_host_and_after_a_rebuild(app: Flask, write: Write) -> None:
    write("a.jsonl", line("a", "oil"))
    app.test_cli_runner().invoke(args=["reindex"])
    client = app.test_client()
    first = read(client, "/feed?q=oil")
    app.test_cli_runner().invoke(args=["reindex", "--full"])
    again = read(client, "/feed?q=oil", Host="other.example")
    assert again.feed.id == first.feed.id
    assert [entry.id for entry in again.entries] == [entry.id for entry in first.entries]
    assert read(client, "/feed?q=gas").feed.id != first.feed.id


def test_characters_invalid_in_xml_do_not_break_a_feed(app: Flask, write: Write) -> None:
    write("a.jsonl", line("a", "oil \x0b <b>&</b> ]]>", title="T \x01 <i>"))
    app.test_cli_runner().invoke(args=["reindex"])
    feed = read(app.test_client(), "/feed?q=oil+%01%0b")
    assert len(feed.entries) <= 1
    assert len(read(app.test_client(), "/feed").entries) == 1
    assert "<b>&</b> ]]>" in ElementTree.fromstring(  # noqa: S314
        app.test_client().get("/feed").data
    ).findtext(f"{ATOM}entry/{ATOM}content", "")


def test_a_feed_is_a_304_until_the_index_changes(client: FlaskClient) -> None:
    tag = client.get("/feed?q=said").headers["ETag"]
    assert client.get("/feed?q=said", headers={"If-None-Match": tag}).status_code == 304
    other = {"If-None-Match": tag, "Host": "other.example"}
    assert client.get("/feed?q=said", headers=other).status_code == 200


def test_an_invalid_parameter_of_a_feed_is_problem_details(client: FlaskClient) -> None:
    response = client.get("/feed?limit=1000")
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"


def test_pages_link_to_their_feed_and_to_the_opensearch_description(client: FlaskClient) -> None:
    page = client.get("/search?q=said&speaker=zhou-yunjie&page=1").text
    assert (
        '<link rel="alternate" type="application/atom+xml" title="Atom"'
        ' href="/feed?q=said&amp;speaker=zhou-yunjie">'
    ) in page
    assert 'rel="search" type="application/opensearchdescription+xml"' in client.get("/").text


# The OpenSearch description


def test_the_description_conforms_to_opensearch_1_1(client: FlaskClient) -> None:
    """The rules are those of OpenSearch 1.1, draft 6, "OpenSearch description elements"."""
    response = client.get("/opensearch.xml")
    assert response.mimetype == "application/opensearchdescription+xml"
    root = ElementTree.fromstring(response.data)  # noqa: S314
    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    for name, longest in (("ShortName", 16), ("LongName", 48), ("Description", 1024)):
        [element] = root.findall(OPENSEARCH + name)
        assert element.text
        assert len(element.text) <= longest
        assert not len(element)
    urls = root.findall(f"{OPENSEARCH}Url")
    assert len({(url.get("type"), url.get("rel")) for url in urls}) == len(urls)
    for url in urls:
        template = url.get("template", "")
        assert template.startswith("http://localhost/")
        parameters = set(re.findall(r"\{([^}]*)\}", template))
        assert parameters == (set() if url.get("rel") == "self" else {"searchTerms"})
        answer = client.get(template.replace("{searchTerms}", "industrial%20internet"))
        assert answer.status_code == 200
        assert answer.mimetype == url.get("type")
    [image] = root.findall(f"{OPENSEARCH}Image")
    with client.get(image.text or "") as icon:
        assert icon.mimetype == image.get("type")


def test_suggestions_have_the_format_of_browsers(client: FlaskClient) -> None:
    typed, values = client.get("/suggestions?q=zhou").json  # type: ignore[misc]
    assert typed == "zhou"
    assert "Zhou Yunjie" in values


def test_the_feed_has_the_totals_of_opensearch(client: FlaskClient) -> None:
    root = ElementTree.fromstring(client.get("/feed?limit=3&page=2").data)  # noqa: S314
    total = client.get("/api/v1/search").get_json()["total"]["value"]
    numbers = [
        root.findtext(OPENSEARCH + name) for name in ("totalResults", "startIndex", "itemsPerPage")
    ]
    assert numbers == [str(total), "4", "3"]
