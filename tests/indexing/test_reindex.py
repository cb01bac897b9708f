"""Reindexing as a person sees it: the command, its exit code, and what is found after."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from searchapp.engine.catalog import CatalogEntry, RemovedArticle
from searchapp.engine.embedded.catalog_files import read_catalog
from searchapp.engine.embedded.generations import Generations
from searchapp.engine.embedded.manifest import manifest_checksum
from searchapp.indexing.last_run import FILE_NAME
from tests.conftest import Write, ids, line
from tests.ingest.packing import tarred

TEXT = "2023-03-10\n\nHeadline of {0}\n\nThe {0} word, said Ann Lee.\n"


def reindex(runner: FlaskCliRunner, *options: str, expect: int = 0) -> str:
    result = runner.invoke(args=["reindex", *options])
    assert result.exit_code == expect, result.output
    return result.output


def found(app: Flask, q: str, **parameters: Any) -> list[str]:
    response = app.test_client().get("/api/v1/search", query_string={"q": q, **parameters})
    assert response.status_code == 200, response.text
    return ids(response.json)


def catalog(app: Flask) -> tuple[dict[str, CatalogEntry], dict[str, RemovedArticle]]:
    generations = Generations(app.config["SEARCHAPP_INDEX_DIR"])
    number = generations.current()
    assert number is not None
    return read_catalog(generations.folder(number), generations.manifest(number).catalog)


def files(app: Flask) -> dict[str, int]:
    root = Path(app.config["SEARCHAPP_INDEX_DIR"])
    found = [path for path in root.rglob("*") if path.is_file() and path.name != FILE_NAME]
    return {str(path.relative_to(root)): path.stat().st_ino for path in found}


def summary(output: str) -> dict[str, tuple[int, int]]:
    counts = {}
    for name in ("added", "changed", "removed", "unchanged"):
        [row] = [row.split() for row in output.splitlines() if row.split()[:1] == [name]]
        counts[name] = (int(row[1].replace(",", "")), int(row[3].replace(",", "")))
    return counts


def test_only_what_changed_is_read_anew(app: Flask, runner: FlaskCliRunner, write: Write) -> None:
    write("a.txt", TEXT.format("apple"))
    write("b.txt", TEXT.format("pear"))
    first = reindex(runner)
    assert summary(first)["added"] == (2, 2)
    write("a.txt", TEXT.format("quince"))
    write("c.txt", TEXT.format("plum"))
    (app.config["SEARCHAPP_CORPUS_DIR"] / "b.txt").unlink()
    assert summary(reindex(runner)) == {
        "added": (1, 1),
        "changed": (1, 1),
        "removed": (1, 1),
        "unchanged": (0, 0),
    }
    assert found(app, "apple") == found(app, "pear") == []
    assert found(app, "quince") == ["a#p1"]
    assert found(app, "plum") == ["c#p1"]


def test_without_a_change_the_generation_stays(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    reindex(runner)
    before = files(app)
    assert "generation 1" in reindex(runner)
    assert files(app) == before


def test_a_file_that_moved_is_the_same_article(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.jsonl", line("x", "apple") + line("y", "pear"))
    reindex(runner)
    write("a.jsonl", line("y", "pear") + line("x", "apple"))
    assert summary(reindex(runner))["unchanged"] == (2, 2)
    assert catalog(app)[0]["x"].line == 2


def test_an_incremental_generation_shares_the_unchanged_files(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    reindex(runner)
    write("b.txt", TEXT.format("pear"))
    reindex(runner)
    names = files(app)
    first = {
        i for name, i in names.items() if name.startswith("gen-1") and name.endswith(".arrays")
    }
    second = {
        i for name, i in names.items() if name.startswith("gen-2") and name.endswith(".arrays")
    }
    assert first
    assert first <= second or len(second) == 1


def test_the_generation_before_is_kept_and_older_ones_go(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    for word in ("one", "two", "three", "four"):
        write("a.txt", TEXT.format(word))
        reindex(runner)
    folders = {name.split("/")[0] for name in files(app) if name.startswith("gen-")}
    assert folders == {"gen-3", "gen-4"}


def test_full_reads_everything_anew_and_says_so(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    reindex(runner)
    output = reindex(runner, "--full")
    assert "Everything was read anew: --full was asked for" in output
    assert summary(output)["unchanged"] == (1, 1)
    assert found(app, "apple") == ["a#p1"]


def test_times_of_entering_and_removed_articles_survive_full(
    app: Flask, runner: FlaskCliRunner, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.txt", TEXT.format("apple"))
    write("b.txt", TEXT.format("pear"))
    monkeypatch.setattr(time, "time", lambda: 1000.0)
    reindex(runner)
    (app.config["SEARCHAPP_CORPUS_DIR"] / "b.txt").unlink()
    write("a.txt", TEXT.format("apple") + "\nA second paragraph.\n")
    monkeypatch.setattr(time, "time", lambda: 2000.0)
    reindex(runner)
    monkeypatch.setattr(time, "time", lambda: 3000.0)
    reindex(runner, "--full")
    entries, removed = catalog(app)
    assert [p.added_at for p in entries["a"].paragraphs] == [1000, 2000]
    assert (removed["b"].title, removed["b"].removed_at) == ("Headline of pear", 2000)
    assert str(removed["b"].date) == "2023-03-10"
    write("b.txt", TEXT.format("pear"))
    reindex(runner)
    assert catalog(app)[1] == {}


# Bad files


def test_a_rejected_article_keeps_its_earlier_version(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    write("b.jsonl", line("x", "cherry") + line("y", "damson"))
    reindex(runner)
    write("a.txt", b"\0\0")
    write("b.jsonl", line("x", "cherry") + '{"id": "y", broken\n')
    output = reindex(runner, expect=1)
    assert "rejected: a.txt: it holds a NUL byte" in output
    assert "rejected: b.jsonl, line 2: it is broken JSON" in output
    assert "kept: a" in output
    assert "kept: y" in output
    assert found(app, "apple") == ["a#p1"]
    assert found(app, "damson") == ["y#p1"]


def test_under_full_the_earlier_version_leaves_and_that_is_said(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    write("b.txt", TEXT.format("pear"))
    reindex(runner)
    write("a.txt", "")
    output = reindex(runner, "--full", expect=1)
    assert "left: a: its file was rejected" in output
    assert found(app, "apple") == []
    assert found(app, "pear") == ["b#p1"]


def test_a_line_that_nobody_can_name_removes_nothing(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("b.jsonl", line("x", "cherry") + line("y", "damson"))
    reindex(runner)
    write("b.jsonl", "}}}}\n" + line("x", "cherry"))
    assert "kept: y" in reindex(runner, expect=1)
    assert found(app, "damson") == ["y#p1"]


def test_damaged_gzip_removes_nothing(app: Flask, runner: FlaskCliRunner, write: Write) -> None:
    whole = gzip.compress("".join(line(f"a{i}", os.urandom(30).hex()) for i in range(99)).encode())
    write("a.jsonl.gz", whole)
    reindex(runner)
    write("a.jsonl.gz", whole[: len(whole) // 2])
    assert "damaged or breaks off" in reindex(runner, expect=1)
    assert len(catalog(app)[0]) == 99


def test_a_folder_that_cannot_be_read_removes_nothing(
    app: Flask, runner: FlaskCliRunner, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("sub/a.txt", TEXT.format("apple"))
    write("b.txt", TEXT.format("pear"))
    reindex(runner)
    closed = app.config["SEARCHAPP_CORPUS_DIR"] / "sub"
    read_folder = os.scandir

    def refuse(path: str | int) -> Any:
        # Permissions do not bind root, who may run this test.
        if path == str(closed):
            raise PermissionError(13, "Permission denied")
        return read_folder(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert "rejected: sub: it cannot be read: Permission denied" in reindex(runner, expect=1)
    assert found(app, "apple") == ["sub-a#p1"]


@pytest.mark.parametrize("emptied", ["nothing", "missing", "all rejected"])
def test_an_empty_corpus_is_never_taken_for_all_removed(
    app: Flask, runner: FlaskCliRunner, write: Write, emptied: str
) -> None:
    path = write("a.txt", TEXT.format("apple"))
    reindex(runner)
    path.unlink()
    if emptied == "missing":
        path.parent.rmdir()
    elif emptied == "all rejected":
        path.write_text("")
    for options in ([], ["--full"]):
        assert "Error:" in reindex(runner, *options, expect=2)
        assert found(app, "apple") == ["a#p1"]
    assert [n for n in files(app) if n.startswith("gen-2")] == []


def test_a_first_run_without_articles_makes_no_index(app: Flask, runner: FlaskCliRunner) -> None:
    assert "holds no articles" in reindex(runner, expect=2)
    assert app.test_client().get("/health").json == {
        "status": "no_index",
        "index": None,
        "message": "There is no index yet. Run: flask --app searchapp reindex",
    }


# Two at once, and the end of a process


def start(app: Flask) -> "subprocess.Popen[str]":
    environment = {
        **os.environ,
        "SEARCHAPP_CORPUS_DIR": str(app.config["SEARCHAPP_CORPUS_DIR"]),
        "SEARCHAPP_INDEX_DIR": str(app.config["SEARCHAPP_INDEX_DIR"]),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "searchapp", "reindex", "--full"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} did not appear"
        time.sleep(0.01)


@pytest.fixture
def long_corpus(write: Write) -> None:
    text = "The committee met again on Tuesday and talked of oil, gas and trade, said Ann Lee. " * 4
    write("long.jsonl", "".join(line(f"a{i}", *[f"{text} {i}"] * 4) for i in range(600)))


@pytest.mark.usefixtures("long_corpus")
def test_two_at_once_are_refused_and_a_killed_run_changes_nothing(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    long = app.config["SEARCHAPP_CORPUS_DIR"] / "long.jsonl"
    hidden = long.rename(long.with_suffix(".waiting"))
    write("a.txt", TEXT.format("apple"))
    reindex(runner)
    hidden.rename(long)

    running = start(app)
    wait_for(app.config["SEARCHAPP_INDEX_DIR"] / "LOCK.holder.json")
    output = reindex(runner, expect=2)
    assert "Another reindex is writing" in output
    assert f"process {running.pid}" in output
    wait_for(app.config["SEARCHAPP_INDEX_DIR"] / "gen-2")
    running.send_signal(signal.SIGKILL)
    running.communicate()
    assert running.returncode == -signal.SIGKILL

    assert found(app, "apple") == ["a#p1"]
    assert found(app, "committee") == []
    assert summary(reindex(runner))["added"] == (600, 2400)
    assert found(app, "apple") == ["a#p1"]
    assert app.test_client().get("/health").json["status"] == "ok"  # type: ignore[index]
    left = {name.split("/")[0] for name in files(app)}
    assert left == {"CURRENT", "LOCK", "gen-1", "gen-2"}


def test_a_folder_that_cannot_be_written_is_said(corpus: Path, write: Write) -> None:
    from searchapp import create_app

    write("a.txt", TEXT.format("apple"))
    app = create_app(corpus_dir=corpus, index_dir="/dev/null/index")
    assert "cannot be written" in reindex(app.test_cli_runner(), expect=2)


def test_a_full_disk_leaves_the_old_index(
    app: Flask, runner: FlaskCliRunner, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.txt", TEXT.format("apple"))
    reindex(runner)
    write("b.txt", TEXT.format("pear"))

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    output = reindex(runner, expect=2)
    assert "No space left on device" in output
    assert found(app, "pear") == []
    monkeypatch.undo()
    assert summary(reindex(runner))["added"] == (1, 1)


# What is there when it starts


def test_an_index_with_another_schema_answers_503_and_is_rebuilt(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    reindex(runner)
    manifest = app.config["SEARCHAPP_INDEX_DIR"] / "gen-1" / "manifest.json"
    loaded = json.loads(manifest.read_text())
    loaded["schema"] = "of another day"
    loaded["sha256"] = manifest_checksum(loaded)
    manifest.write_text(json.dumps(loaded))
    response = app.test_client().get("/api/v1/search")
    assert response.status_code == 503
    assert "Run: flask --app searchapp reindex" in response.json["detail"]  # type: ignore[index]
    assert "another schema" in reindex(runner)
    assert found(app, "apple") == ["a#p1"]


@pytest.mark.parametrize("damage", ["current", "manifest", "catalog", "names", "segment"])
def test_a_damaged_index_is_rebuilt(
    app: Flask, runner: FlaskCliRunner, write: Write, damage: str
) -> None:
    write("a.txt", TEXT.format("apple"))
    reindex(runner)
    app.extensions["searchapp"].close()
    root = app.config["SEARCHAPP_INDEX_DIR"]
    [names] = (root / "gen-1").glob("*.toc")
    [segment] = (root / "gen-1").glob("*.arrays")
    damaged = {
        "current": root / "CURRENT",
        "manifest": root / "gen-1" / "manifest.json",
        "catalog": root / "gen-1" / "catalog-1.jsonl.gz",
        "names": names,
        "segment": segment,
    }[damage]
    damaged.write_bytes(b"\xff\x00 nonsense")
    health = app.test_client().get("/health").json
    assert health is not None
    assert health["status"] == ("ok" if damage == "catalog" else "degraded")
    reindex(runner, "--full")
    assert found(app, "apple") == ["a#p1"]
    assert app.test_client().get("/health").json["status"] == "ok"  # type: ignore[index]


@pytest.mark.parametrize("content", [None, b"\xff\x00 nonsense", b""])
def test_a_missing_or_damaged_name_of_the_live_generation_costs_no_answer(
    app: Flask, runner: FlaskCliRunner, write: Write, content: bytes | None
) -> None:
    write("a.txt", TEXT.format("apple"))
    reindex(runner)
    current = app.config["SEARCHAPP_INDEX_DIR"] / "CURRENT"
    current.unlink() if content is None else current.write_bytes(content)
    assert found(app, "apple") == ["a#p1"]
    health = app.test_client().get("/health").json
    assert health is not None
    assert health["status"] == "degraded"
    assert str(current) in health["message"]
    assert "reindex" in health["message"]
    reindex(runner)
    assert current.read_text("utf-8") == "gen-1\n"
    assert app.test_client().get("/health").json["status"] == "ok"  # type: ignore[index]


def test_a_manifest_that_says_something_else_is_not_believed(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    reindex(runner)
    manifest = app.config["SEARCHAPP_INDEX_DIR"] / "gen-1" / "manifest.json"
    said = manifest.read_text("utf-8")
    manifest.write_text(said.replace('"articles": 1', '"articles": 7'), "utf-8")
    app.extensions["searchapp"].close()
    health = app.test_client().get("/health").json
    assert health is not None
    assert health["status"] == "degraded"
    assert f"{manifest} cannot be read" in health["message"]


def test_what_a_killed_run_left_of_older_generations_goes_with_the_next_run(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    for word in ("apple", "berry", "cherry"):
        write("a.txt", TEXT.format(word))
        reindex(runner)
    left = app.config["SEARCHAPP_INDEX_DIR"] / "gen-1"
    left.mkdir()
    (left / "part.arrays").write_bytes(b"")
    reindex(runner)
    assert not left.exists()
    assert found(app, "cherry") == ["a#p1"]


def test_the_generation_before_answers_where_the_newest_is_damaged(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    reindex(runner)
    write("b.txt", TEXT.format("pear"))
    reindex(runner)
    app.extensions["searchapp"].close()
    (app.config["SEARCHAPP_INDEX_DIR"] / "gen-2" / "manifest.json").unlink()
    assert found(app, "apple") == ["a#p1"]
    health = app.test_client().get("/health").json
    assert health is not None
    assert health["status"] == "degraded"
    assert "manifest.json" in health["message"]
    assert health["index"]["version"] == "1"


def test_a_damaged_catalog_is_said_and_history_comes_from_the_one_before(
    app: Flask, runner: FlaskCliRunner, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.txt", TEXT.format("apple"))
    monkeypatch.setattr(time, "time", lambda: 1000.0)
    reindex(runner)
    write("b.txt", TEXT.format("pear"))
    reindex(runner)
    (app.config["SEARCHAPP_INDEX_DIR"] / "gen-2" / "catalog-2.jsonl.gz").write_text("junk\n")
    monkeypatch.setattr(time, "time", lambda: 2000.0)
    assert "the index that was there cannot be read" in reindex(runner)
    entries, _ = catalog(app)
    assert entries["a"].paragraphs[0].added_at == 1000
    assert found(app, "pear") == ["b#p1"]


def test_a_lost_current_file_costs_no_history(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    reindex(runner)
    (app.config["SEARCHAPP_INDEX_DIR"] / "CURRENT").unlink()
    write("b.txt", TEXT.format("pear"))
    assert summary(reindex(runner))["unchanged"] == (1, 1)
    assert found(app, "apple") == ["a#p1"]


def test_a_cut_segment_is_rebuilt_and_said(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    reindex(runner)
    [segment] = (app.config["SEARCHAPP_INDEX_DIR"] / "gen-1").glob("*.arrays")
    segment.write_bytes(segment.read_bytes()[:-200])
    write("b.txt", TEXT.format("pear"))
    assert "bytes; expected" in reindex(runner)
    assert found(app, "apple") == ["a#p1"]


def flip(path: Path, content: bytes) -> None:
    data = bytearray(path.read_bytes())
    data[data.index(content)] ^= 1
    path.write_bytes(data)


def test_damage_inside_a_segment_is_found_when_it_is_read(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    reindex(runner)
    app.extensions["searchapp"].close()
    [segment] = (app.config["SEARCHAPP_INDEX_DIR"] / "gen-1").glob("*.arrays")
    flip(segment, b"apple")
    response = app.test_client().get("/api/v1/search?q=apple")
    assert response.status_code == 503
    assert "is damaged" in response.json["detail"]  # type: ignore[index]
    assert "reindex --full" in response.json["detail"]  # type: ignore[index]
    health = app.test_client().get("/health").json
    assert health is not None
    assert health["status"] == "degraded"
    reindex(runner, "--full")
    assert found(app, "apple") == ["a#p1"]


def test_the_generation_before_answers_where_a_segment_of_the_newest_is_damaged(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    reindex(runner)
    reindex(runner, "--full")
    app.extensions["searchapp"].close()
    [segment] = (app.config["SEARCHAPP_INDEX_DIR"] / "gen-2").glob("*.arrays")
    flip(segment, b"apple")
    assert found(app, "apple") == ["a#p1"]
    health = app.test_client().get("/health").json
    assert health is not None
    assert (health["status"], health["index"]["version"]) == ("degraded", "1")


def test_ctrl_c_changes_nothing_and_says_so(
    app: Flask, runner: FlaskCliRunner, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.txt", TEXT.format("apple"))
    reindex(runner)

    def stop(_article: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("searchapp.indexing.reindex.attribute", stop)
    assert "Stopped; the index is as it was" in reindex(runner, "--full", expect=2)
    assert found(app, "apple") == ["a#p1"]


def test_a_run_that_fails_over_a_damaged_index_leaves_nothing_behind(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    path = write("a.txt", TEXT.format("apple"))
    reindex(runner)
    (app.config["SEARCHAPP_INDEX_DIR"] / "CURRENT").write_text("nonsense")
    path.write_text("")
    assert "No article of" in reindex(runner, expect=2)
    assert not (app.config["SEARCHAPP_INDEX_DIR"] / "gen-2").exists()
    path.write_text(TEXT.format("pear"))
    reindex(runner)
    assert found(app, "pear") == ["a#p1"]


def test_an_archive_that_breaks_off_removes_nothing(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    whole = tarred({f"{n}.txt": TEXT.format("apple") for n in range(20)}, "w:gz")
    write("a.tar.gz", whole)
    write("b.txt", TEXT.format("pear"))
    reindex(runner)
    for damaged in (whole[: len(whole) // 2], whole[:5]):
        write("a.tar.gz", damaged)
        assert "damaged or breaks off" in reindex(runner, expect=1)
        assert len(catalog(app)[0]) == 21
