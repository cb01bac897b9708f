"""Readers of plugins: the example for Org mode, and what a reader may break."""

import datetime
import gzip
import sys
import zipfile

import pytest
from flask import Flask

from searchapp import create_app
from searchapp.plugins import FileReader, ReadArticle
from tests.conftest import Write, invoke, line
from tests.plugins.conftest import Use, WritePlugin

ORG = """* Ferry to run all winter
:PROPERTIES:
:DATE: 2024-03-05
:AUTHOR: Ida Holm
:END:
The ferry will run all winter, Mayor Tor Lund said.

It is full on most days.
* Harbour closed
Nobody knows why.
"""

READER = """
from searchapp.plugins import *
def read(file):
    {body}
@hookimpl
def searchapp_readers():
    return [FileReader("Notes", (".note",), read)]
"""


def articles(app: Flask) -> dict[str, str]:
    """The titles of the index by article id."""
    answer = app.test_client().get("/api/v1/articles?limit=50").get_json()
    return {article["id"]: article["title"] for article in answer["articles"]}


@pytest.mark.usefixtures("examples")
def test_org_files_are_read_with_their_properties(app: Flask, write: Write) -> None:
    write("notes.org", ORG)
    code, _, err = invoke(app, "reindex")
    assert code == 0, err
    assert articles(app) == {
        "notes-1": "Ferry to run all winter",
        "notes-2": "Harbour closed",
    }
    article = app.test_client().get("/api/v1/articles/notes-1").get_json()
    assert (article["date"], article["author"]) == ("2024-03-05", "Ida Holm")
    [attribution] = article["paragraphs"][0]["attributions"]
    assert attribution["speaker"] == "Tor Lund"
    assert len(article["paragraphs"]) == 2


@pytest.mark.usefixtures("examples")
def test_org_files_are_read_compressed_and_in_archives(app: Flask, write: Write) -> None:
    folder = write("other.jsonl", line("other", "Nothing.")).parent
    (folder / "a.org.gz").write_bytes(gzip.compress(b"* Compressed\nSome text."))
    with zipfile.ZipFile(folder / "b.zip", "w") as archive:
        archive.writestr("c.org", "* Archived\nSome text.")
    assert invoke(app, "reindex")[0] == 0
    assert {"Compressed", "Archived"} <= set(articles(app).values())


@pytest.mark.usefixtures("examples")
def test_a_file_that_the_reader_rejects_has_its_reason(app: Flask, write: Write) -> None:
    write("empty.org", "no heading")
    write("a.jsonl", line("a", "Nothing."))
    code, _, err = invoke(app, "reindex")
    assert (code, "rejected: empty.org: it has no line that starts with '* '" in err) == (1, True)
    assert set(articles(app)) == {"a"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("raise KeyError('date')", "plugin notes failed on it (KeyError: 'date')"),
        ("raise SystemExit(3)", "plugin notes failed on it (SystemExit: 3)"),
        ("return 7", "plugin notes failed on it (TypeError: 'int' object is not iterable)"),
        ("return ['x']", "(TypeError: its reader must yield ReadArticle (got str))"),
        ("yield ReadArticle(title=3, paragraphs=[])", "TypeError: title must be a str (got 3)"),
        ("yield ReadArticle(title='T', paragraphs='text')", "paragraphs must be a list of str"),
        ("yield ReadArticle(title='T', paragraphs=[])", "it has a headline but no paragraphs"),
        ("raise UnreadableFileError('it is a draft')", "rejected: a.note: it is a draft"),
    ],
)
def test_a_reader_that_fails_costs_its_file_alone(
    app: Flask, write: Write, write_plugin: WritePlugin, body: str, reason: str
) -> None:
    write_plugin("notes", READER.format(body=body))
    write("a.note", "anything")
    write("b.jsonl", line("b", "Nothing."))
    code, _, err = invoke(app, "reindex")
    assert (code, reason in err) == (1, True), err
    assert set(articles(app)) == {"b"}


def test_a_reader_that_never_ends_is_stopped(write_plugin: WritePlugin, write: Write) -> None:
    write_plugin("notes", READER.format(body="while True: pass"))
    folder = write("a.note", "anything").parent
    write("b.jsonl", line("b", "Nothing."))
    index = folder.parent / "other-index"
    app = create_app(corpus_dir=folder, index_dir=index, max_read_seconds=1)
    code, _, err = invoke(app, "reindex")
    assert (code, "took more than 1 seconds of processor time" in err) == (1, True), err
    assert set(articles(app)) == {"b"}


def test_endings_of_the_program_and_of_another_plugin_stay_theirs(
    app: Flask, write: Write, write_plugin: WritePlugin
) -> None:
    code = READER.format(body="yield ReadArticle(title=file.name, paragraphs=['By ' + __name__])")
    write_plugin("first", code)
    write_plugin("second", code.replace('".note",', '".note", ".txt", ".page"'))
    write("a.note", "anything")
    write("b.txt", "Headline\n\nText of the file.\n")
    write("c.page", "anything")
    exit_code, _, err = invoke(app, "reindex")
    assert exit_code == 1
    assert "plugin second: it does not read .note files, which plugin first reads" in err
    assert "plugin second: it does not read .txt files, which searchapp itself reads" in err
    texts = {
        name: app.test_client().get(f"/api/v1/articles/{name}").get_json()["paragraphs"][0]["text"]
        for name in "abc"
    }
    assert texts == {"a": "By first", "b": "Text of the file.", "c": "By second"}


def test_articles_of_a_plugin_that_fails_later_stay_searchable(
    app: Flask, write: Write, write_plugin: WritePlugin, use_packages: Use
) -> None:
    body = "yield ReadArticle(title='Note', paragraphs=['A text.'])"
    folder = write_plugin("notes", READER.format(body=body))
    write("a.note", "anything")
    write("b.jsonl", line("b", "Nothing."))
    assert invoke(app, "reindex")[0] == 0
    (folder / "notes.py").write_text("import nothing_of_that_name\n")
    del sys.modules["notes"]
    use_packages(folder)
    code, _, err = invoke(app, "reindex")
    assert code == 1
    assert "failed: plugin notes: its import failed (ModuleNotFoundError" in err
    assert "kept: a: its earlier version stays searchable" in err
    assert set(articles(app)) == {"a", "b"}


def test_a_plugin_of_another_version_reads_everything_again(
    app: Flask, write: Write, write_plugin: WritePlugin
) -> None:
    write("a.jsonl", line("a", "Nothing."))
    assert invoke(app, "reindex")[0] == 0
    code = READER.format(body="yield ReadArticle(title='Note', paragraphs=['A text.'])")
    write_plugin("notes", code)
    _, out, _ = invoke(app, "reindex")
    assert "Everything was read again: the plugins, or the rules, word lists or settings" in out
    assert "Everything was read again" not in invoke(app, "reindex")[1]


@pytest.mark.parametrize("endings", [("note",), (".Note",), ("",), (".a/b",)])
def test_endings_have_a_dot_and_lower_case(endings: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"endings must be like '\.org'"):
        FileReader("Notes", endings, lambda file: [])


def test_a_time_of_day_is_no_date() -> None:
    with pytest.raises(TypeError, match=r"date must be a datetime\.date or None"):
        ReadArticle(title="T", paragraphs=["x"], date=datetime.datetime(2024, 1, 1))
