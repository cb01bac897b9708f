"""The page that checks quotations."""

import io

from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from tests.web.conftest import needs_chromium
from tests.web.quoting import OWN_DRAFT, VERDICTS


def test_the_page_without_a_text_is_a_form(client: FlaskClient) -> None:
    page = client.get("/check").text
    assert '<textarea id="text" name="text"' in page
    assert "checked</h2>" not in page


def test_a_link_checks_one_quotation(client: FlaskClient) -> None:
    page = client.get("/check", query_string={"q": "Nobody won this"}).text
    assert "1 quotation checked" in page
    assert "Siobhán O’Farrell" in page


def test_an_uploaded_file_is_checked_instead_of_the_text(client: FlaskClient) -> None:
    upload = (io.BytesIO("\ufeff“Nobody won this,” she said.".encode()), "draft.txt")
    page = client.post("/check", data={"text": "", "file": upload}).text
    assert "1 quotation checked" in page
    assert "Nobody won this" in page


def test_a_file_in_another_encoding_is_refused(client: FlaskClient) -> None:
    response = client.post("/check", data={"file": (io.BytesIO(b"\xff\xfe\xfa"), "draft.txt")})
    assert response.status_code == 400
    assert "not plain text in UTF-8" in response.text


def test_nothing_to_check_and_too_much_are_told_in_the_page(client: FlaskClient) -> None:
    assert "Paste a text or choose a file first." in client.post("/check", data={"text": " "}).text
    assert "no quotation of three words" in client.post("/check", data={"text": "“a b” c"}).text
    response = client.post("/check", data={"text": "a" * 300_000})
    assert response.status_code == 413
    assert "at most 200,000" in response.text
    assert client.post("/check", data={"text": "a" * 2_000_000}).status_code == 413


def test_a_text_is_escaped(client: FlaskClient) -> None:
    page = client.post("/check", data={"text": "“<b>Nobody</b> won this & that,” she said."}).text
    assert "<b>Nobody" not in page
    assert "&lt;b&gt;Nobody" in page


@needs_chromium
def test_a_draft_is_checked_in_the_browser(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Check quotes").first.click()
    page.get_by_label("Text to check").fill(OWN_DRAFT)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("strong.verdict")).to_have_text(VERDICTS)
    altered = page.locator(".quotation").nth(1)
    expect(altered.locator("ins")).to_have_text("not")
    expect(altered.get_by_text("A negation differs")).to_be_visible()
