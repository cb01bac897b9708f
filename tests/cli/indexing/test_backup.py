"""``backup`` and ``restore`` of the index, while it is searched and written."""

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchapp import create_app
from searchapp.engine.embedded.generations import Generations
from searchapp.engine.embedded.manifest import CHECKSUM_KEY, manifest_checksum
from searchapp.engine.factory import open_store
from searchapp.engine.protocol import identity
from tests.conftest import Write, ids, invoke, line


@pytest.fixture
def indexed(app: Flask, write: Write) -> Flask:
    """An app over one article, generation 1 of its index."""
    write("a.jsonl", line("a", "An apple fell."))
    assert invoke(app, "reindex")[0] == 0
    return app


@pytest.fixture
def backup(indexed: Flask, tmp_path: Path) -> Path:
    folder = tmp_path / "backups" / "monday"
    code, out, _ = invoke(indexed, "backup", str(folder))
    assert code == 0
    assert "Copied generation 1 of the index" in out
    return folder


def hits(client: FlaskClient, q: str) -> list[str]:
    return ids(client.get(f"/api/v1/search?q={q}").get_json())


def test_a_running_application_finds_the_restored_index(
    indexed: Flask, backup: Path, write: Write
) -> None:
    client = indexed.test_client()
    write("a.jsonl", line("a", "A pear fell."))
    assert invoke(indexed, "reindex")[0] == 0
    assert (hits(client, "apple"), hits(client, "pear")) == ([], ["a#p1"])
    code, out, _ = invoke(indexed, "restore", str(backup))
    assert code == 0
    assert out.startswith("Restored 1 article, 1 paragraph, as of ")
    assert "as generation 3" in out
    assert (hits(client, "apple"), hits(client, "pear")) == (["a#p1"], [])
    assert client.get("/health").get_json()["status"] == "ok"
    assert invoke(indexed, "reindex")[0] == 0
    assert (hits(client, "apple"), hits(client, "pear")) == ([], ["a#p1"])


def test_a_lost_index_is_restored_with_its_feed(
    indexed: Flask, backup: Path, tmp_path: Path
) -> None:
    feed = indexed.test_client().get("/feed").data
    app = create_app(
        {"TESTING": True},
        corpus_dir=indexed.config["SEARCHAPP_CORPUS_DIR"],
        index_dir=tmp_path / "another",
    )
    assert invoke(app, "restore", str(backup))[0] == 0
    assert app.test_client().get("/feed").data == feed
    assert invoke(app, "check")[0] == 0
    app.extensions["searchapp"].close()


def test_no_file_of_the_live_generation_is_written_to(indexed: Flask, backup: Path) -> None:
    def states() -> dict[str, tuple[int, int]]:
        files = (Path(indexed.config["SEARCHAPP_INDEX_DIR"]) / "gen-1").iterdir()
        return {file.name: (file.stat().st_ino, file.stat().st_mtime_ns) for file in files}

    before = states()
    assert invoke(indexed, "restore", str(backup))[0] == 0
    assert states() == before
    assert all(file.stat().st_nlink == 1 for file in (backup / "gen-1").iterdir())


def test_a_backup_is_written_while_reindex_runs_and_none_is_restored(
    indexed: Flask, backup: Path, tmp_path: Path
) -> None:
    settings = indexed.extensions["searchapp"].settings
    with open_store(settings).writer(attribution="", full=True, prepare=identity, workers=1):
        assert invoke(indexed, "backup", str(tmp_path / "second"))[0] == 0
        code, _, err = invoke(indexed, "restore", str(backup))
    assert code == 2
    assert "The index is unchanged." in err
    assert hits(indexed.test_client(), "apple") == ["a#p1"]


def test_a_generation_that_is_replaced_meanwhile_is_copied_again(
    indexed: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = iter([99])
    live = Generations.live
    monkeypatch.setattr(
        Generations, "live", lambda self: (next(numbers, None) or live(self)[0], "")
    )
    code, out, _ = invoke(indexed, "backup", str(tmp_path / "b"))
    assert (code, "generation 1" in out) == (0, True)


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("damage", [flip, truncate, Path.unlink])
def test_a_damaged_backup_is_refused(
    indexed: Flask, backup: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    names = [path.relative_to(backup) for path in backup.rglob("*") if path.is_file()]
    assert len(names) > 4
    for number, name in enumerate(names):
        damaged = tmp_path / f"damaged-{number}"
        copytree(backup, damaged)
        damage(damaged / name)
        code, out, err = invoke(indexed, "restore", str(damaged))
        assert (code, out) == (2, ""), name
        assert name.name in err
        assert err.endswith("The index is unchanged.\n")
    generations = Generations(indexed.config["SEARCHAPP_INDEX_DIR"])
    assert (generations.current(), generations.numbers()) == (1, [1])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"version": 2}, "has the version 2; this version of the program reads up to 1"),
        ({"schema": "999-x"}, "has the index format '999-x'"),
        ({"files": {"../a": {"bytes": 1, "sha256": ""}}}, "is not the record of a whole backup"),
        ({"format": "other"}, "is not the record of a whole backup"),
    ],
)
def test_a_backup_of_another_format_is_refused(
    indexed: Flask, backup: Path, changes: dict[str, object], message: str
) -> None:
    path = backup / "backup.json"
    record = {**json.loads(path.read_text("utf-8")), **changes}
    path.write_text(json.dumps({**record, CHECKSUM_KEY: manifest_checksum(record)}), "utf-8")
    code, _, err = invoke(indexed, "restore", str(backup))
    assert code == 2
    assert message in err


def test_a_damaged_index_is_not_copied(indexed: Flask, tmp_path: Path) -> None:
    [segment] = (Path(indexed.config["SEARCHAPP_INDEX_DIR"]) / "gen-1").glob("*.arrays")
    flip(segment)
    code, _, err = invoke(indexed, "backup", str(tmp_path / "b"))
    assert code == 2
    assert "The index is damaged" in err
    assert [path.name for path in tmp_path.iterdir()] == ["corpus", "index"]


def test_a_backup_needs_a_new_folder_outside_of_corpus_and_index(
    indexed: Flask, backup: Path
) -> None:
    for folder in (
        backup,
        indexed.config["SEARCHAPP_CORPUS_DIR"] / "b",
        indexed.config["SEARCHAPP_INDEX_DIR"] / "b",
    ):
        code, _, err = invoke(indexed, "backup", str(folder))
        assert code == 2
        assert "name a new folder" in err or "choose one elsewhere" in err


def test_without_an_index_there_is_no_backup(app: Flask, tmp_path: Path) -> None:
    code, _, err = invoke(app, "backup", str(tmp_path / "b"))
    assert code == 2
    assert "There is no index yet." in err
    assert invoke(app, "restore", str(tmp_path))[0] == 2


def test_the_index_of_a_cluster_is_left_to_its_snapshots(tmp_path: Path) -> None:
    app = create_app({"TESTING": True}, engine="opensearch", index_dir=tmp_path / "index")
    code, _, err = invoke(app, "backup", str(tmp_path / "b"))
    assert code == 2
    assert "snapshots" in err
