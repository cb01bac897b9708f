"""The queues of the desk that are not about attributions: names, removals, unreadable files."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchapp.search.service import SearchService
from tests.conftest import Write, invoke, line
from tests.desk.articles import doubtful_lines
from tests.web.desk.conftest import MakeDesk, log_in, token

OVERVIEW = re.compile(r'href="([^"]*)">([^<]*)</a></h2>\s*<p class="meta">(\d+) open')


def counts(client: FlaskClient) -> dict[str, int]:
    """Return the number of open questions of each queue that is not about attributions."""
    found = OVERVIEW.findall(client.get("/desk").text)
    return {address.rpartition("/")[2]: int(count) for address, _, count in found}


def wait(app: Flask) -> None:
    app.extensions["searchapp_desk"].publisher.wait()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return found[1]


@pytest.fixture
def names_app(make_desk: MakeDesk, write: Write) -> Flask:
    """An archive with a joined pair of names, and a doubtful one."""
    said = "“We will not sell,” said {} on Monday."
    joined = "“We will not sell,” said {}, chairman of Oban Gas, on Monday."
    people = ("Samuel Vask", "Sam Vask", "Ann Vask", "Rolf Vask")
    texts = [said.format(name) for name in people]
    texts += [joined.format(name) for name in ("Peter Oban", "Peter J. Oban")]
    write("names.jsonl", "".join(line(f"a{n}", text) for n, text in enumerate(texts)))
    app = make_desk()
    assert invoke(app, "reindex")[0] == 0
    return app


@pytest.mark.parametrize("queue", ["may-be-one", "may-be-two"])
@pytest.mark.parametrize("relation", ["same", "different"])
def test_a_pair_of_names_is_decided_and_undone(names_app: Flask, queue: str, relation: str) -> None:
    service: SearchService = names_app.extensions["searchapp"]
    client = names_app.test_client()
    log_in(client)
    before = counts(client)
    assert before[queue] == 1
    page = client.get(f"/desk/names/{queue}")
    assert "Estimated probability" in page.text
    name, other = hidden(page.text, "name"), hidden(page.text, "other")
    form = {"csrf_token": token(page), "name": name, "other": other, "answer": relation}
    assert client.post(f"/desk/names/{queue}", data=form).status_code == 303
    wait(names_app)
    assert counts(client)[queue] == 0
    joined = service.speaker_id(name) == service.speaker_id(other)
    assert joined is (relation == "same")
    undo = {"csrf_token": token(page), "change": hidden(client.get("/desk/changes").text, "change")}
    assert client.post("/desk/undo", data=undo).status_code == 303
    wait(names_app)
    assert counts(client) == before


def test_later_and_nonsense_decide_nothing(names_app: Flask) -> None:
    client = names_app.test_client()
    log_in(client)
    page = client.get("/desk/names/may-be-two")
    form = {"csrf_token": token(page), "answer": "later", "pair": "a=b"}
    assert client.post("/desk/names/may-be-two", data=form).status_code == 303
    form |= {"answer": "same", "name": "A", "other": "a"}
    assert client.post("/desk/names/may-be-two", data=form).status_code == 400
    form |= {"answer": "", "other": "B"}
    assert client.post("/desk/names/may-be-two", data=form).status_code == 400
    assert client.get("/desk/names/none").status_code == 404
    assert not Path(names_app.config["SEARCHAPP_CORPUS_DIR"], "speakers.toml").exists()


def test_held_back_removals_are_removed_one_by_one(make_desk: MakeDesk, write: Write) -> None:
    paths = [write(f"m{n}.jsonl", doubtful_lines(1).replace("mill-1", f"m{n}")) for n in range(4)]
    app = make_desk(max_removal_percent=10, min_held_removals=1)
    assert invoke(app, "reindex")[0] == 0
    for path in paths[:2]:
        path.unlink()
    assert invoke(app, "reindex")[0] == 1
    client = app.test_client()
    log_in(client)
    assert counts(client)["removals"] == 2
    page = client.get("/desk/removals")
    form = {"csrf_token": token(page)}
    assert client.post("/desk/removals", data=form).status_code == 400
    assert client.post("/desk/removals", data={**form, "article": "m3"}).status_code == 400
    assert client.post("/desk/removals", data={**form, "article": "m0"}).status_code == 303
    wait(app)
    assert client.get("/articles/m0").status_code == 410
    assert client.get("/articles/m1").status_code == 200
    assert counts(client)["removals"] == 1
    assert "remove" in client.get("/desk/changes").text


def test_unreadable_files_stay_listed_until_they_are_seen(
    make_desk: MakeDesk, write: Write
) -> None:
    write("a.jsonl", doubtful_lines(1))
    write("<b>bad.jsonl", "{not json}\n")
    app = make_desk()
    assert invoke(app, "reindex")[0] == 1
    client = app.test_client()
    log_in(client)
    assert counts(client)["unreadable"] == 1
    page = client.get("/desk/unreadable")
    assert "&lt;b&gt;bad.jsonl" in page.text
    form = {"csrf_token": token(page), "subject": "something else"}
    assert client.post("/desk/unreadable", data=form).status_code == 400
    form["subject"] = _subject(app)
    assert client.post("/desk/unreadable", data=form).status_code == 303
    assert counts(client)["unreadable"] == 0
    undo = {"csrf_token": token(page), "change": hidden(client.get("/desk/changes").text, "change")}
    client.post("/desk/undo", data=undo)
    assert counts(client)["unreadable"] == 1


def _subject(app: Flask) -> str:
    from searchapp.desk.open_problems import open_problems

    service: SearchService = app.extensions["searchapp"]
    return open_problems(service.settings)[0].subject


def test_a_decision_about_names_keeps_a_registry_by_hand(names_app: Flask, corpus: Path) -> None:
    path = corpus / "speakers.toml"
    path.write_text('# By hand.\n[[speaker]]\nname = "Roberta Vance" # mayor\nkind = "person"\n')
    client = names_app.test_client()
    log_in(client)
    page = client.get("/desk/names/may-be-two")
    form = {"csrf_token": token(page), "name": "Roberta Vance", "other": "R. Vance"}
    client.post("/desk/names/may-be-two", data={**form, "answer": "different"})
    wait(names_app)
    text = path.read_text()
    assert text.startswith("# By hand.\n")
    assert "# mayor" in text
    assert tomllib.loads(text)["speaker"][0]["different"] == ["R. Vance"]
