"""The pages of the desk: queues, one paragraph, the trace, undoing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from searchapp.editorial import read_corrections
from searchapp.editorial.change_log import read_changes
from searchapp.search.service import SearchService
from searchapp.web.desk.desk import Desk
from tests.conftest import Write, invoke, line
from tests.web.desk.conftest import QUESTIONS, MakeDesk, fields, log_in

QUEUE = "/desk/queues/doubtful"
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def service_of(app: Flask) -> SearchService:
    service: SearchService = app.extensions["searchapp"]
    return service


def published(app: Flask) -> None:
    """Wait until all decisions of *app* are public."""
    desk: Desk = app.extensions["searchapp_desk"]
    desk.publisher.wait()


def answer(client: FlaskClient, answer: str, address: str = QUEUE, **values: str) -> TestResponse:
    """Give *answer* to the question that the page at *address* shows."""
    page = client.get(address)
    assert page.status_code == 200
    return client.post(address, data={**fields(page), "answer": answer, **values})


def speakers(client: FlaskClient, article: str) -> list[tuple[str, bool]]:
    body: Any = client.get(f"/api/v1/articles/{article}").json
    return [(a["speaker"], a["corrected"]) for a in body["paragraphs"][1]["attributions"]]


def test_an_editor_answers_a_queue_to_its_end(desk_app: Flask, editor: FlaskClient) -> None:
    for number in range(QUESTIONS):
        page = editor.get(QUEUE)
        assert f"{number} of {QUESTIONS} answered" in page.text
        assert "Said by <bdi>" in page.text
        assert "met Bea Oban" in page.text
        assert answer(editor, "right").headers["Location"] == QUEUE
    assert "All of these are answered." in editor.get(QUEUE).text
    published(desk_app)
    for number in range(1, QUESTIONS + 1):
        assert speakers(desk_app.test_client(), f"mill-{number}")[0][1]
    assert "public" in editor.get(QUEUE).text


def test_a_candidate_and_a_new_name_are_recorded(desk_app: Flask, editor: FlaskClient) -> None:
    page = editor.get(QUEUE)
    article = fields(page)["article"]
    assert answer(editor, "as:bea-oban").status_code == 303
    published(desk_app)
    assert speakers(editor, article) == [("Bea Oban", True)]
    other = fields(editor.get(QUEUE))["article"]
    assert other != article
    assert answer(editor, "speaker", name=" Cy  Orr ", role="clerk").status_code == 303
    published(desk_app)
    assert speakers(editor, other) == [("Cy Orr", True)]


def test_filters_stay_with_the_answers(editor: FlaskClient) -> None:
    address = f"{QUEUE}?source=Gazette&from=2012-05-03&below=0.7"
    page = editor.get(address)
    assert "0 of 2 answered" in page.text
    response = answer(editor, "right", address)
    assert response.headers["Location"] == address
    assert "1 of 2 answered" in editor.get(address).text
    assert "Nothing waits here with these filters" in editor.get(f"{QUEUE}?source=None").text
    assert editor.get(f"{QUEUE}?from=never&below=much").status_code == 200


def test_later_shows_the_other_questions_first(editor: FlaskClient) -> None:
    seen = []
    for _ in range(QUESTIONS):
        seen.append(fields(editor.get(QUEUE))["article"])
        assert answer(editor, "later").status_code == 303
    assert len(set(seen)) == QUESTIONS
    assert f"{QUESTIONS} put off" in editor.get(QUEUE).text


def test_an_answer_is_undone_from_the_next_page(desk_app: Flask, editor: FlaskClient) -> None:
    article = fields(editor.get(QUEUE))["article"]
    before = speakers(editor, article)
    answer(editor, "nobody")
    published(desk_app)
    assert speakers(editor, article) == []
    page = editor.get(QUEUE)
    [change] = read_changes(service_of(desk_app).settings.corpus_dir)
    form = {"csrf_token": fields(page)["csrf_token"], "change": change.id, "return": QUEUE}
    assert editor.post("/desk/undo", data=form).headers["Location"] == QUEUE
    published(desk_app)
    assert speakers(editor, article) == before
    assert read_corrections(service_of(desk_app).settings.corpus_dir) == ()
    response = editor.post("/desk/undo", data=form)
    assert response.status_code == 400
    assert "The change has been undone already." in response.text


def test_two_editors_get_different_questions_and_conflicts_are_told(
    desk_app: Flask, editor: FlaskClient
) -> None:
    other = desk_app.test_client()
    log_in(other, "bo")
    mine = fields(editor.get(QUEUE))
    assert editor.post(QUEUE, data={**mine, "answer": "right"}).status_code == 303
    late = {**mine, "csrf_token": fields(other.get(QUEUE))["csrf_token"], "answer": "nobody"}
    response = other.post(QUEUE, data=late)
    assert response.status_code in (400, 409)
    assert "nothing was recorded" in response.text
    assert len(read_corrections(service_of(desk_app).settings.corpus_dir)) == 1


def test_a_paragraph_is_corrected_in_place(desk_app: Flask, editor: FlaskClient) -> None:
    address = "/desk/articles/mill-1/paragraphs/2"
    assert "Said by <bdi>" in editor.get(address).text
    assert answer(editor, "nobody", address).headers["Location"] == address
    published(desk_app)
    page = editor.get(address)
    assert "An editor removed the speakers." in page.text
    answer(editor, "speaker", address, name="Cy Orr")
    published(desk_app)
    assert speakers(editor, "mill-1") == [("Cy Orr", True)]
    assert "An editor set this speaker." in editor.get(address).text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/desk/articles/mill-1/paragraphs/99", 404),
        ("/desk/articles/none/paragraphs/1", 404),
        ("/desk/queues/none", 404),
        ("/desk/changes?page=0", 200),
        ("/desk/changes?page=x&who=nobody", 200),
    ],
)
def test_odd_addresses_are_answered(editor: FlaskClient, address: str, status: int) -> None:
    assert editor.get(address).status_code == status


def test_a_decision_is_pending_while_another_process_writes(
    desk_app: Flask, editor: FlaskClient
) -> None:
    from searchapp.engine.factory import open_store
    from searchapp.engine.protocol import identity

    article = fields(editor.get(QUEUE))["article"]
    store = open_store(service_of(desk_app).settings)
    with store.writer(attribution="x", full=True, prepare=identity, workers=1):
        answer(editor, "nobody")
        assert "pending" in editor.get(QUEUE).text
        assert "1 decision pending" in editor.get("/desk").text
        assert speakers(editor, article) != []
    published(desk_app)
    assert speakers(editor, article) == []
    assert "pending" not in editor.get("/desk").text


def test_the_trace_shows_and_exports_who_decided_what(desk_app: Flask, editor: FlaskClient) -> None:
    answer(editor, "as:bea-oban")
    page = editor.get("/desk/changes")
    for part in ("ann", "Bea Oban", "was <bdi>Ana Ruiz</bdi>", "Undo"):
        assert part in page.text, part
    assert "Nobody has changed anything yet." in editor.get("/desk/changes?who=bo").text
    exported = editor.get("/desk/changes.jsonl")
    assert exported.mimetype == "application/x-ndjson"
    [record] = [json.loads(text) for text in exported.text.splitlines()]
    assert (record["who"], record["answer"]) == ("ann", "speaker")
    assert record["evidence"]["speaker"] == "Ana Ruiz"
    published(desk_app)


def test_markup_in_every_field_is_shown_as_text(make_desk: MakeDesk, write: Write) -> None:
    write(
        "evil.jsonl",
        line(
            "evil",
            f"Ana Ruiz met Bea Oban {EVIL} on Monday.",
            f"“We will close {EVIL} soon,” he said.",
            source=EVIL,
            title=EVIL,
        ),
    )
    app = make_desk()
    invoke(app, "reindex")
    client = app.test_client()
    log_in(client)
    response = answer(client, "speaker", name=f"Cy {EVIL}", role=EVIL)
    assert response.status_code == 303
    published(app)
    for address in (
        QUEUE,
        "/desk",
        "/desk/changes",
        f"/desk/changes?who={EVIL}",
        f"{QUEUE}?source={EVIL}",
        "/desk/articles/evil/paragraphs/2",
        "/articles/evil",
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert "<script>alert" not in page.text, address
        assert "<img src=x" not in page.text, address


def test_a_file_that_is_broken_by_hand_is_told_and_kept(
    desk_app: Flask, editor: FlaskClient
) -> None:
    page = editor.get(QUEUE)
    path = service_of(desk_app).settings.corpus_dir / "corrections.toml"
    path.write_text("broken = [")
    response = editor.post(QUEUE, data={**fields(page), "answer": "right"})
    assert response.status_code == 503
    assert "is not valid TOML" in response.text
    assert path.read_text() == "broken = ["


def test_correct_this_leads_to_the_desk(desk_app: Flask, editor: FlaskClient) -> None:
    response = desk_app.test_client().get("/articles/mill-1/paragraphs/2/correct")
    assert response.headers["Location"] == "/desk/articles/mill-1/paragraphs/2"
    assert editor.get(response.headers["Location"]).status_code == 200
