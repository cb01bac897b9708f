"""Reports of mistakes by readers: a form without an account, and the queue of the editors."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchapp import create_app
from searchapp.editorial.reader_reports import REPORTS_FILE, read_reports
from searchapp.settings import SettingError
from tests.conftest import Write, invoke
from tests.desk.articles import doubtful_lines
from tests.web.desk.conftest import MakeDesk, log_in, token

ADDRESS = "/articles/mill-1/paragraphs/2/report"
TEXT = "It was <b>Bea Oban</b> who said this."


@pytest.fixture
def app(make_desk: MakeDesk, write: Write) -> Flask:
    write("a.jsonl", doubtful_lines(1))
    app = make_desk(reports=True)
    assert invoke(app, "reindex")[0] == 0
    return app


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    return app.test_client()


def test_a_report_reaches_the_editors_and_nobody_else(
    app: Flask, reader: FlaskClient, corpus: Path
) -> None:
    assert ADDRESS in reader.get("/articles/mill-1/paragraphs/2").text
    page = reader.post(ADDRESS, data={"text": TEXT, "speaker": "Bea  Oban"})
    assert "Thank you." in page.text
    assert "Set-Cookie" not in page.headers
    [report] = read_reports(corpus)
    assert (report.paragraph, report.text, report.speaker) == ("mill-1#p2", TEXT, "Bea Oban")
    stored = (corpus / REPORTS_FILE).read_text()
    assert "127.0.0.1" not in stored
    for address in ("/articles/mill-1/paragraphs/2", ADDRESS, "/api/v1/articles/mill-1"):
        assert "Bea Oban</b>" not in reader.get(address).text
    assert reader.get("/desk/reports").status_code == 302
    log_in(reader)
    queue = reader.get("/desk/reports")
    assert "&lt;b&gt;Bea Oban&lt;/b&gt;" in queue.text
    form = {"csrf_token": token(queue), "report": report.id, "answer": "settled"}
    assert reader.post("/desk/reports", data=form).status_code == 303
    assert "0 reports" in reader.get("/desk/reports").text
    assert reader.post("/desk/reports", data=form).status_code == 400
    found = re.search(r'name="change" value="([^"]+)"', reader.get("/desk/changes").text)
    assert found
    undo = {"csrf_token": form["csrf_token"], "change": found[1]}
    assert reader.post("/desk/undo", data=undo).status_code == 303
    assert "1 report" in reader.get("/desk/reports").text
    assert invoke(app, "reindex")[0] == 0
    assert app.extensions["searchapp"].info().articles == 1


def test_programs_that_fill_in_every_field_are_dropped(reader: FlaskClient, corpus: Path) -> None:
    page = reader.post(ADDRESS, data={"text": TEXT, "website": "https://spam.example"})
    assert "Thank you." in page.text
    assert read_reports(corpus) == []


def test_reports_are_limited_by_address_and_size(reader: FlaskClient, corpus: Path) -> None:
    statuses = [reader.post(ADDRESS, data={"text": f"{n}"}).status_code for n in range(6)]
    assert statuses == [200] * 5 + [429]
    assert len(read_reports(corpus)) == 5
    assert reader.post(ADDRESS, data={"text": "x" * 30_000}).status_code == 413
    assert reader.post(ADDRESS, data={"text": " "}).status_code == 400
    assert reader.post("/articles/none/paragraphs/2/report", data={"text": "x"}).status_code == 404


def test_a_full_file_takes_no_more_reports(reader: FlaskClient, corpus: Path) -> None:
    with (corpus / REPORTS_FILE).open("wb") as file:
        file.truncate(10_000_001)
    assert reader.post(ADDRESS, data={"text": TEXT}).status_code == 429


def test_without_the_setting_there_is_no_form(desk_app: Flask) -> None:
    client = desk_app.test_client()
    assert "Report a mistake" not in client.get("/articles/mill-1/paragraphs/2").text
    for address in (ADDRESS, "/desk/reports"):
        assert client.post(address, data={"text": TEXT}).status_code == 404


def test_reports_need_a_desk(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="SEARCHAPP_REPORTS needs SEARCHAPP_EDITORS"):
        create_app(corpus_dir=tmp_path / "c", index_dir=tmp_path / "i", reports=True)
