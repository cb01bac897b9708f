"""Permalinks of paragraphs, and what reference managers read on their pages."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import REAL_ARTICLE, Write, invoke, line


def permalink(client: FlaskClient, article_id: str, number: int) -> str:
    page = client.get(f"/articles/{article_id}/paragraphs/{number}").text
    [address] = re.findall(r'<p class="copied"><a href="http://localhost([^"]+)">', page)
    return unescape(address)


def test_a_permalink_follows_its_paragraph(app: Flask, write: Write) -> None:
    client = app.test_client()
    write("a.jsonl", line("a", "One.", "Two."))
    assert invoke(app, "reindex")[0] == 0
    address = permalink(client, "a", 2)
    assert client.get(address).status_code == 200
    write("a.jsonl", line("a", "One.", "New.", "Newer.", "Two."))
    assert invoke(app, "reindex")[0] == 0
    moved = client.get(f"{address}&q=two&_scheme=javascript")
    assert moved.status_code == 302
    assert moved.headers["Location"].startswith("/articles/a/paragraphs/4?text=")
    assert "q=two" in moved.headers["Location"]
    assert "has changed since it was cited" not in client.get(moved.headers["Location"]).text


def test_a_permalink_to_a_text_that_is_gone_says_so(app: Flask, write: Write) -> None:
    client = app.test_client()
    write("a.jsonl", line("a", "One.", "Two."))
    assert invoke(app, "reindex")[0] == 0
    address = permalink(client, "a", 2)
    write("a.jsonl", line("a", "One.", "Two, corrected."))
    assert invoke(app, "reindex")[0] == 0
    assert "has changed since it was cited" in client.get(address).text
    write("a.jsonl", line("a", "One."))
    assert invoke(app, "reindex")[0] == 0
    assert client.get(address).status_code == 404


def test_of_equal_paragraphs_the_nearest_is_meant(app: Flask, write: Write) -> None:
    client = app.test_client()
    write("a.jsonl", line("a", "Same.", "Other.", "Same."))
    assert invoke(app, "reindex")[0] == 0
    for number in (1, 3):
        assert client.get(permalink(client, "a", number)).status_code == 200


def test_pages_have_metadata_for_reference_managers(client: FlaskClient) -> None:
    for path in (f"/articles/{REAL_ARTICLE}", f"/articles/{REAL_ARTICLE}/paragraphs/8"):
        page = client.get(path).text
        tags = dict(re.findall(r'<meta name="(citation_\w+)" content="([^"]*)">', page))
        assert tags["citation_title"].startswith("Industry leaders underline")
        assert tags["citation_publication_date"] == "2023/03/10"
        [coins] = re.findall(r'<span class="Z3988" title="([^"]*)">', page)
        values = {name: value for name, [value] in parse_qs(unescape(coins)).items()}
        assert values["ctx_ver"] == "Z39.88-2004"
        assert values["rft.type"] == "newspaperArticle"
        assert values["rft.date"] == "2023-03-10"
        assert urlsplit(values["rft.identifier"]).path == path
