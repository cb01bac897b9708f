"""oEmbed: a paragraph as a card, found by its page's discovery links."""

import re
from html import unescape
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchapp import create_app
from tests.conftest import CORPUS, Write, invoke, line

ARTICLE = "courier-2023-10-02-tidal"
PARAGRAPH = f"http://localhost/articles/{ARTICLE}/paragraphs/2"


def oembed(client: FlaskClient, url: str, **others: str) -> str:
    return f"/oembed?{urlencode({'url': url, **others})}"


def test_the_page_of_a_paragraph_leads_to_its_card(client: FlaskClient) -> None:
    page = client.get(f"/articles/{ARTICLE}/paragraphs/2").text
    links = re.findall(r'type="(application/json|text/xml)\+oembed".* href="([^"]+)"', page)
    as_json, as_xml = (client.get(unescape(address)) for _, address in links)
    card = as_json.get_json()
    assert (card["version"], card["type"]) == ("1.0", "rich")
    assert card["author_name"] == "Halvard Lindqvist"
    assert card["title"].startswith("Tidal plant at Skerra Sound")
    root = ElementTree.fromstring(as_xml.data)  # noqa: S314
    assert as_xml.mimetype == "text/xml"
    assert root.tag == "oembed"
    assert {child.tag: child.text for child in root} == {k: str(v) for k, v in card.items()}


@pytest.mark.parametrize(
    "url", [PARAGRAPH, f"http://localhost/articles/{ARTICLE}?q=sea#p2", f"{PARAGRAPH}?q=sea"]
)
def test_every_address_of_a_paragraph_has_a_card(client: FlaskClient, url: str) -> None:
    card = client.get(oembed(client, url)).get_json()
    assert card["html"].startswith(f'<blockquote cite="{PARAGRAPH}?text=')
    assert "the seabed is not" in card["html"]


def test_a_site_that_may_frame_the_archive_gets_a_frame(tmp_path: object) -> None:
    app = create_app(
        corpus_dir=CORPUS, index_dir=str(tmp_path), frame_ancestors=["https://blog.example"]
    )
    assert invoke(app, "reindex")[0] == 0
    client = app.test_client()
    card = client.get(oembed(client, PARAGRAPH, maxwidth="400")).get_json()
    assert (card["width"], card["height"]) == (400, 260)
    [address] = re.findall(r'<iframe src="([^"]+)"', card["html"])
    frame = client.get(address)
    assert "the seabed is not" in frame.text
    assert "Halvard Lindqvist" in frame.text
    policy = frame.headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://blog.example")


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("", 400),
        ("http://[", 400),
        ("http://elsewhere.example/articles/a/paragraphs/1", 404),
        ("javascript://localhost/articles/a/paragraphs/1", 404),
        (f"http://localhost/articles/{ARTICLE}", 404),
        (f"http://localhost/articles/{ARTICLE}/paragraphs/999", 404),
        ("http://localhost/articles/none/paragraphs/1", 404),
        ("http://localhost/speakers/priya-raman", 404),
    ],
)
def test_another_address_is_an_error_that_says_so(
    client: FlaskClient, url: str, status: int
) -> None:
    response = client.get(oembed(client, url))
    assert response.status_code == status
    assert response.get_json()["detail"]


def test_a_card_holds_no_markup_of_its_article(app: Flask, write: Write) -> None:
    write("a.jsonl", line("a", '<script>alert(1)</script> "x" &', title="<b>'\"</b>"))
    assert invoke(app, "reindex")[0] == 0
    client = app.test_client()
    html = client.get(oembed(client, "http://localhost/articles/a#p1")).get_json()["html"]
    assert "<script>" not in html
    assert "<b>" not in html
