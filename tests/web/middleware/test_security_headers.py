"""Headers of every route: methods, cookies, security policies and caching of static files."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import REAL_ARTICLE

VALUES = {
    "article_id": REAL_ARTICLE,
    "number": "8",
    "paragraph_id": f"{REAL_ARTICLE}%23p8",
    "speaker_id": "zhou-yunjie",
    "facet_name": "speaker",
    "filename": "searchapp.css",
    "rest": "nothing",
    "trail_id": "nothing-000000000000",
    "quote_id": "nothing-000000000000",
    "name": "query",
    "version": "0",
}


POSTING = ("/check", "/api/v1/check", "/reconcile")

SCRIPT = re.compile(r"<script(?![^>]*(?: src=| type=\"application/ld\+json\"))")
"""An inline script. Structured data, which no browser runs, is none."""


@pytest.fixture(scope="session")
def addresses(archive: Flask) -> list[str]:
    """One URL of every route."""
    rules = [re.sub(r"<(?:[^<>:]+:)?(\w+)>", r"{\1}", r.rule) for r in archive.url_map.iter_rules()]
    return sorted({rule.format(**VALUES) for rule in rules})


def test_every_route_answers_get_head_and_options(
    client: FlaskClient, addresses: list[str]
) -> None:
    assert len(addresses) > 20
    for address in addresses:
        with client.get(address) as got, client.head(address) as head:
            assert head.status_code == got.status_code, address
            assert head.data == b"", address
            assert head.content_type == got.content_type, address
        options = client.options(address)
        assert options.status_code in (200, 204), address
        posting = {"POST"} if address in POSTING else set()
        allowed = set(re.split(", ", options.headers["Allow"]))
        assert allowed == {"GET", "HEAD", "OPTIONS"} | posting, address
        assert (client.post(address).status_code == 405) is not bool(posting), address


def test_no_response_sets_a_cookie_or_allows_inline_code(
    client: FlaskClient, addresses: list[str]
) -> None:
    for address in (*addresses, "/nothing", "/search?sort=up", "/api/v1/search?sort=up"):
        for method in ("GET", "HEAD", "OPTIONS", "POST"):
            with client.open(address, method=method) as answer:
                headers = answer.headers
                assert "Set-Cookie" not in headers, address
                policy = headers["Content-Security-Policy"]
                assert policy.startswith("default-src 'none'"), address
                assert "unsafe" not in policy, address
                assert "frame-ancestors" in policy, address
                assert headers["X-Content-Type-Options"] == "nosniff", address
                assert headers["Referrer-Policy"] == "same-origin", address


def test_no_page_has_inline_styles_or_scripts(client: FlaskClient, addresses: list[str]) -> None:
    pages = 0
    for address in addresses:
        with client.get(address) as answer:
            if answer.mimetype != "text/html":
                continue
            text = answer.get_data(as_text=True)
        pages += 1
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text), address
        assert not SCRIPT.search(text), address
    assert pages > 8


def test_static_files_are_cached_forever_under_a_url_with_their_hash(
    client: FlaskClient,
) -> None:
    static_urls = re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/").text)
    assert len(static_urls) == 3
    for address in static_urls:
        with client.get(address) as answer:
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    missing = client.get(static_urls[0] + "x")
    assert missing.status_code == 404
    assert "immutable" not in missing.headers["Cache-Control"]


@pytest.mark.parametrize(
    "inside",
    [
        "..",
        "../../../../etc/passwd",
        "..%2f..%2f..%2fetc%2fpasswd",
        "..%252f..%252fetc%252fpasswd",
        "%2e%2e/%2e%2e/etc/passwd",
        "..%5c..%5cwin.ini",
        "%2fetc%2fpasswd",
        "C:%5cwin.ini",
        "a%00.txt",
        f"{REAL_ARTICLE}%00",
        f"..%2farticles%2f{REAL_ARTICLE}",
        "....//....//etc/passwd",
        "file:%2f%2f%2fetc%2fpasswd",
        "%ff%fe",
        "x" * 5000,
    ],
)
@pytest.mark.parametrize("head", ["/articles/", "/api/v1/articles/", "/speakers/", "/static/"])
def test_a_path_outside_the_static_folder_is_a_404(
    client: FlaskClient, head: str, inside: str
) -> None:
    with client.get(head + inside) as answer:
        assert answer.status_code in (308, 404)
        assert b"root:" not in answer.data
