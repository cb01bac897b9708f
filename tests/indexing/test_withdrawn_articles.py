"""Withdrawn articles, problems in groups, and the report of a run as data."""

import json
from pathlib import Path

from flask import Flask
from flask.testing import FlaskCliRunner

from tests.conftest import Write
from tests.indexing.runs import TEXT, search


def story(status: str, version: int) -> str:
    return json.dumps({"uri": "urn:s", "pubstatus": status, "version": str(version),
                       "headline": "Apple", "body_text": "An apple fell."})  # fmt: skip


def test_a_withdrawn_article_is_gone_and_no_fault(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("pear"))
    write("1.json", story("usable", 1))
    assert runner.invoke(args=["reindex"]).exit_code == 0
    assert search(app, "apple") == ["urn-s#p1"]
    write("2.json", story("canceled", 2))
    result = runner.invoke(args=["reindex"])
    assert result.exit_code == 0
    assert 'withdrawn: 2.json: pubstatus "canceled"' in result.stderr
    assert "withdrawn         1 not published" in result.stdout
    assert search(app, "apple") == []
    assert app.test_client().get("/api/v1/articles/urn-s").status_code == 410


def test_versions_in_files_come_and_go(app: Flask, runner: FlaskCliRunner, write: Write) -> None:
    def run() -> tuple[int, list[str]]:
        assert runner.invoke(args=["reindex"]).exit_code == 0
        response = app.test_client().get("/api/v1/articles/urn-s")
        texts = [paragraph["text"] for paragraph in response.get_json().get("paragraphs", [])]
        return response.status_code, texts

    def version(number: int, status: str = "usable") -> str:
        return story(status, number).replace("An apple", f"Apple {number}")

    write("a.txt", TEXT.format("pear"))
    write("b.json", version(2))
    assert run() == (200, ["Apple 2 fell."])
    write("c.json", version(1))
    assert run() == (200, ["Apple 2 fell."])
    write("a.json", version(3))
    assert run() == (200, ["Apple 3 fell."])
    canceled = write("d.json", version(4, "canceled"))
    assert run() == (410, [])
    write("0.json", version(5))
    assert run() == (200, ["Apple 5 fell."])
    write("0.json", version(5, "withheld"))
    assert run() == (410, [])
    write("0.json", version(1))
    canceled.unlink()
    assert run() == (200, ["Apple 3 fell."])


def test_a_corpus_of_withdrawn_articles_makes_an_empty_index(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("1.json", story("canceled", 1))
    assert runner.invoke(args=["reindex"]).exit_code == 0
    assert search(app, "*") == []


def test_problems_with_one_reason_are_told_in_one_line(
    runner: FlaskCliRunner, write: Write
) -> None:
    rows = "".join(f"r{n},T,some day {n},Text\n" for n in range(9))
    write("t.csv", f"id,title,date,body\n{rows}")
    lines = runner.invoke(args=["reindex"]).stderr.splitlines()
    [told] = [line for line in lines if "its date is" in line]
    assert told.startswith("note: t.csv, line 2: its date is 'some day 0'")
    assert told.endswith("(and 8 more like this: t.csv, line 3; t.csv, line 4; t.csv, line 5;"
                         " t.csv, line 6; t.csv, line 7; …)")  # fmt: skip


def test_the_report_has_every_problem_as_data(
    runner: FlaskCliRunner, write: Write, tmp_path: Path
) -> None:
    write("b.txt", "")
    write("1.json", story("canceled", 1))
    write("t.csv", "id,title,body\na,T,Text\nb,T,\n")
    path = tmp_path / "report.jsonl"
    assert runner.invoke(args=["reindex", "--report", str(path)]).exit_code == 1
    problems = [json.loads(line) for line in path.read_text().splitlines()]
    assert problems == [
        {"kind": "rejected", "path": "b.txt", "reason": "it is empty", "article_id": "b",
         "scope": "file"},
        {"kind": "rejected", "path": "t.csv", "line": 3,
         "reason": "it has a headline but no paragraphs", "article_id": "b", "scope": "article"},
        {"kind": "withdrawn", "path": "1.json", "reason": 'pubstatus "canceled"',
         "article_id": "urn-s"},
        {"kind": "remark", "path": "t.csv",
         "reason": "it was read as CSV with commas: id from 'id', title from 'title', body from"
         " 'body'"},
    ]  # fmt: skip


def test_the_report_is_written_where_nothing_could_be_read(
    runner: FlaskCliRunner, write: Write, tmp_path: Path
) -> None:
    write("b.txt", "")
    path = tmp_path / "report.jsonl"
    assert runner.invoke(args=["reindex", "--report", str(path)]).exit_code == 2
    assert json.loads(path.read_text())["reason"] == "it is empty"
