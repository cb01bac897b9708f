"""Reindexing over an index that is damaged or was written by another version."""

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from searchapp.engine.embedded.manifest import manifest_checksum
from tests.conftest import Write
from tests.indexing.runs import TEXT, catalog, health, reindex_at, run_reindex, search, summary


def test_an_index_with_another_schema_answers_503_and_is_rebuilt(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    run_reindex(runner)
    manifest = app.config["SEARCHAPP_INDEX_DIR"] / "gen-1" / "manifest.json"
    loaded = json.loads(manifest.read_text())
    loaded["schema"] = "of another day"
    loaded["sha256"] = manifest_checksum(loaded)
    manifest.write_text(json.dumps(loaded))
    response = app.test_client().get("/api/v1/search")
    assert response.status_code == 503
    assert "Run: flask --app searchapp reindex" in response.json["detail"]  # type: ignore[index]
    assert "another schema" in run_reindex(runner)
    assert search(app, "apple") == ["a#p1"]


@pytest.mark.parametrize("damage", ["current", "manifest", "catalog", "names", "segment"])
def test_a_damaged_index_is_rebuilt(
    app: Flask, runner: FlaskCliRunner, write: Write, damage: str
) -> None:
    write("a.txt", TEXT.format("apple"))
    run_reindex(runner)
    app.extensions["searchapp"].close()
    root = app.config["SEARCHAPP_INDEX_DIR"]
    [names] = (root / "gen-1").glob("*.toc")
    [segment] = (root / "gen-1").glob("*.arrays")
    damaged = {
        "current": root / "CURRENT",
        "manifest": root / "gen-1" / "manifest.json",
        "catalog": root / "gen-1" / "catalog-1.articles",
        "names": names,
        "segment": segment,
    }[damage]
    damaged.write_bytes(b"\xff\x00 nonsense")
    status = health(app)
    assert status["status"] == ("ok" if damage == "catalog" else "degraded")
    run_reindex(runner, "--full")
    assert search(app, "apple") == ["a#p1"]
    assert health(app)["status"] == "ok"


@pytest.mark.parametrize("content", [None, b"\xff\x00 nonsense", b""])
def test_the_newest_generation_answers_without_a_valid_current_file(
    app: Flask, runner: FlaskCliRunner, write: Write, content: bytes | None
) -> None:
    write("a.txt", TEXT.format("apple"))
    run_reindex(runner)
    current = app.config["SEARCHAPP_INDEX_DIR"] / "CURRENT"
    current.unlink() if content is None else current.write_bytes(content)
    assert search(app, "apple") == ["a#p1"]
    status = health(app)
    assert status["status"] == "degraded"
    assert str(current) in status["message"]
    assert "reindex" in status["message"]
    run_reindex(runner)
    assert current.read_text("utf-8") == "gen-1\n"
    assert health(app)["status"] == "ok"


def test_a_manifest_with_a_wrong_checksum_is_rejected(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    run_reindex(runner)
    manifest = app.config["SEARCHAPP_INDEX_DIR"] / "gen-1" / "manifest.json"
    content = manifest.read_text("utf-8")
    manifest.write_text(content.replace('"articles": 1', '"articles": 7'), "utf-8")
    app.extensions["searchapp"].close()
    status = health(app)
    assert status["status"] == "degraded"
    assert f"{manifest} cannot be read" in status["message"]


def test_the_next_run_deletes_the_remains_of_a_killed_one(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    for word in ("apple", "berry", "cherry"):
        write("a.txt", TEXT.format(word))
        run_reindex(runner)
    left = app.config["SEARCHAPP_INDEX_DIR"] / "gen-1"
    left.mkdir()
    (left / "part.arrays").write_bytes(b"")
    run_reindex(runner)
    assert not left.exists()
    assert search(app, "cherry") == ["a#p1"]


def test_the_previous_generation_answers_where_the_newest_has_no_manifest(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    run_reindex(runner)
    write("b.txt", TEXT.format("pear"))
    run_reindex(runner)
    app.extensions["searchapp"].close()
    (app.config["SEARCHAPP_INDEX_DIR"] / "gen-2" / "manifest.json").unlink()
    assert search(app, "apple") == ["a#p1"]
    status = health(app)
    assert status["status"] == "degraded"
    assert "manifest.json" in status["message"]
    assert status["index"]["version"] == "1"


def test_times_come_from_the_previous_catalog_where_the_newest_is_damaged(
    app: Flask, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    reindex_at(app, 1000)
    write("b.txt", TEXT.format("pear"))
    reindex_at(app, 1000)
    (app.config["SEARCHAPP_INDEX_DIR"] / "gen-2" / "catalog-2.articles").write_text("junk\n")
    report = reindex_at(app, 2000)
    assert "the previous index cannot be read" in report.rebuild_reason
    entries, _ = catalog(app)
    assert entries["a"].added[0] == 1000
    assert search(app, "pear") == ["b#p1"]


def test_without_a_current_file_articles_are_still_unchanged(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    run_reindex(runner)
    (app.config["SEARCHAPP_INDEX_DIR"] / "CURRENT").unlink()
    write("b.txt", TEXT.format("pear"))
    assert summary(run_reindex(runner))["unchanged"] == (1, 1)
    assert search(app, "apple") == ["a#p1"]


def test_a_truncated_segment_is_reported_and_rebuilt(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    run_reindex(runner)
    [segment] = (app.config["SEARCHAPP_INDEX_DIR"] / "gen-1").glob("*.arrays")
    segment.write_bytes(segment.read_bytes()[:-200])
    write("b.txt", TEXT.format("pear"))
    assert "bytes; expected" in run_reindex(runner)
    assert search(app, "apple") == ["a#p1"]


def flip(path: Path, content: bytes) -> None:
    """Change a bit of *content* in place, as a failing disk does."""
    data = path.read_bytes()
    at = data.index(content)
    with path.open("r+b") as file:
        file.seek(at)
        file.write(bytes([data[at] ^ 1]))


def test_damage_inside_a_segment_is_detected_when_it_is_read(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    run_reindex(runner)
    app.extensions["searchapp"].close()
    [segment] = (app.config["SEARCHAPP_INDEX_DIR"] / "gen-1").glob("*.arrays")
    flip(segment, b"apple")
    response = app.test_client().get("/api/v1/search?q=apple")
    assert response.status_code == 503
    assert "is damaged" in response.json["detail"]  # type: ignore[index]
    assert "Run: flask --app searchapp reindex" in response.json["detail"]  # type: ignore[index]
    status = health(app)
    assert status["status"] == "degraded"
    run_reindex(runner, "--full")
    assert search(app, "apple") == ["a#p1"]


def test_the_previous_generation_answers_where_a_segment_of_the_newest_is_damaged(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.txt", TEXT.format("apple"))
    run_reindex(runner)
    run_reindex(runner, "--full")
    app.extensions["searchapp"].close()
    [segment] = (app.config["SEARCHAPP_INDEX_DIR"] / "gen-2").glob("*.arrays")
    flip(segment, b"apple")
    assert search(app, "apple") == ["a#p1"]
    status = health(app)
    assert (status["status"], status["index"]["version"]) == ("degraded", "1")


def test_a_run_that_fails_on_a_damaged_index_leaves_nothing_behind(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    path = write("a.txt", TEXT.format("apple"))
    run_reindex(runner)
    (app.config["SEARCHAPP_INDEX_DIR"] / "CURRENT").write_text("nonsense")
    path.write_text("")
    assert "No article in" in run_reindex(runner, expect=2)
    assert not (app.config["SEARCHAPP_INDEX_DIR"] / "gen-2").exists()
    path.write_text(TEXT.format("pear"))
    run_reindex(runner)
    assert search(app, "pear") == ["a#p1"]
