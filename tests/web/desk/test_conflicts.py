"""The queue of quotes that are credited to different speakers, also in Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect
from werkzeug.test import TestResponse

from searchapp.editorial import read_corrections
from searchapp.editorial.change_log import read_changes
from searchapp.models.search import IndexInfo
from searchapp.search.service import SearchService
from tests.conftest import Write, invoke, line
from tests.serving import served
from tests.web.conftest import PageErrors, needs_chromium
from tests.web.desk.conftest import MakeDesk, fields, log_in
from tests.web.desk.test_browser import sign_in
from tests.web.desk.test_other_queues import counts, hidden, wait
from tests.web.test_accessibility import violations

QUEUE = "/desk/conflicts"
GARDEN = "“A library without a roof is a garden, and we have enough of those already,” said {}."
CUT = "“A library without a roof is a garden; we have enough of these already,” said {}."
DEBT = "“Nobody in this town has any need of another four hundred tonnes of coal,” said {}."
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def app(make_desk: MakeDesk, write: Write) -> Flask:
    """An archive with two conflicts: one of three speakers' pairs, and one of two."""
    articles = (
        line("a", GARDEN.format("Carol Ng, the mayor"), date="2021-07-01", source=f"Post {EVIL}"),
        line("b", CUT.format("Ben Okafor"), date="2021-07-02"),
        line("c", GARDEN.format("Ben Okafor, who reads there"), date="2021-07-03"),
        line("d", DEBT.format("Dora Vask"), date="2021-07-04"),
        line("e", DEBT.format("Erik Holm"), date="2021-07-05"),
    )
    write("a.jsonl", "".join(articles))
    app = make_desk()
    assert invoke(app, "reindex")[0] == 0
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    client = app.test_client()
    log_in(client)
    return client


def answer(client: FlaskClient, answer: str) -> TestResponse:
    return client.post(QUEUE, data={**fields(client.get(QUEUE)), "answer": answer})


def undo(client: FlaskClient) -> None:
    page = client.get("/desk/changes")
    form = {"csrf_token": hidden(page.text, "csrf_token"), "change": hidden(page.text, "change")}
    assert client.post("/desk/undo", data=form).status_code == 303


def test_both_paragraphs_are_shown_with_their_differences(client: FlaskClient) -> None:
    assert counts(client)["conflicts"] == 2
    page = client.get(QUEUE).text
    assert "2 conflicts to decide" in page
    assert page.index("Carol Ng</bdi>, <span") < page.index("Ben Okafor</bdi></h2>")
    assert page.count('<span class="said s1">') == 2
    assert "<ins" in page
    assert "these</ins> <del" in page
    assert EVIL not in page


@pytest.mark.parametrize(("chosen", "speaker"), [("first", "Carol Ng"), ("second", "Ben Okafor")])
def test_one_speaker_is_right_in_both(
    app: Flask, client: FlaskClient, chosen: str, speaker: str
) -> None:
    assert answer(client, chosen).status_code == 303
    wait(app)
    corrected = "b" if chosen == "first" else "a"
    body = app.test_client().get(f"/api/v1/articles/{corrected}").get_json()
    [attribution] = body["paragraphs"][0]["attributions"]
    assert (attribution["speaker"], attribution["corrected"]) == (speaker, True)
    # Of the first conflict, the third article still credits Ben Okafor.
    assert counts(client)["conflicts"] == (2 if chosen == "first" else 1)
    undo(client)
    wait(app)
    assert read_corrections(app.extensions["searchapp"].settings.corpus_dir) == ()
    assert counts(client)["conflicts"] == 2


@pytest.mark.parametrize("chosen", ["both right", "no conflict"])
def test_a_note_settles_a_conflict_until_it_is_undone(
    app: Flask, client: FlaskClient, write: Write, chosen: str
) -> None:
    assert answer(client, chosen).status_code == 303
    assert counts(client)["conflicts"] == 1
    assert chosen in client.get("/desk/changes").text
    # An earlier article gives the quote another id; the note still holds.
    write("b.jsonl", line("first", CUT.format("Carol Ng"), date="2020-01-01"))
    assert invoke(app, "reindex")[0] == 0
    assert counts(client)["conflicts"] == 1
    undo(client)
    assert counts(client)["conflicts"] == 2
    undo(client)
    assert counts(client)["conflicts"] == 1


def test_the_second_of_two_editors_is_told(app: Flask, client: FlaskClient) -> None:
    other = app.test_client()
    log_in(other, "bo")
    form = fields(other.get(QUEUE))
    mine = fields(client.get(QUEUE))
    assert mine["conflict"] != form["conflict"]
    late = {**form, "conflict": mine["conflict"]}
    assert answer(client, "both right").status_code == 303
    response = other.post(QUEUE, data={**late, "answer": "first"})
    assert response.status_code == 409
    assert "has been decided" in response.text
    folder = app.extensions["searchapp"].settings.corpus_dir
    assert [change.answer for change in read_changes(folder)] == ["both right"]


def test_later_and_nonsense_decide_nothing(app: Flask, client: FlaskClient) -> None:
    first = fields(client.get(QUEUE))["conflict"]
    assert answer(client, "later").status_code == 303
    page = client.get(QUEUE)
    assert fields(page)["conflict"] != first
    assert "1 put off" in page.text
    assert answer(client, "").status_code == 400
    assert answer(client, "right").status_code == 400
    form = {**fields(page), "conflict": "\0", "answer": "both right"}
    assert client.post(QUEUE, data=form).status_code == 409
    assert client.post(QUEUE, data={"answer": "both right"}).status_code == 400  # no token
    assert app.test_client().get(QUEUE).status_code == 302
    assert read_changes(app.extensions["searchapp"].settings.corpus_dir) == []


def test_without_an_index_or_conflicts_nothing_waits(make_desk: MakeDesk, write: Write) -> None:
    app = make_desk()
    client = app.test_client()
    log_in(client)
    assert "Nothing waits here." in client.get(QUEUE).text
    write("a.jsonl", line("a", GARDEN.format("Carol Ng")))
    assert invoke(app, "reindex")[0] == 0
    assert counts(client)["conflicts"] == 0


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


@needs_chromium
def test_conflicts_are_answered_and_undone_by_keyboard(
    app: Flask, address: str, browser: Browser
) -> None:
    service: SearchService = app.extensions["searchapp"]
    before: IndexInfo | None = service.health().index
    context = browser.new_context(base_url=address)
    errors = PageErrors(context)
    page = sign_in(context, "ann")
    page.get_by_role("link", name="Quotes credited to different speakers").click()
    question = page.get_by_role("region", name="Question")
    expect(question.locator(".sides > div")).to_have_count(2)
    expect(question.locator(".said")).to_have_count(2)
    assert violations(page) == []
    page.keyboard.press("b")
    expect(page.get_by_text("Recorded “both right”")).to_be_visible()
    expect(page.get_by_text("1 conflict to decide")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("2 conflicts to decide")).to_be_visible()
    page.keyboard.press("l")
    expect(page.get_by_text("1 put off")).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_text("Recorded “speaker”")).to_be_visible()
    app.extensions["searchapp_desk"].publisher.wait()
    page.reload()
    expect(page.get_by_text("1 conflict to decide")).to_be_visible()
    page.keyboard.press("d")
    expect(page.get_by_text("Nothing waits here.")).to_be_visible()
    context.close()
    assert errors.messages == []
    assert service.health().index != before
