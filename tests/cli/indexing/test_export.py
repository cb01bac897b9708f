import json
from pathlib import Path

from flask import Flask

from tests.conftest import invoke


def test_it_writes_a_sqlite_file_and_parquet_files(indexed: Flask, tmp_path: Path) -> None:
    database, folder = tmp_path / "archive.db", tmp_path / "tables"
    code, out, err = invoke(indexed, "export", "--sqlite", str(database), "--parquet", str(folder))
    assert (code, err) == (0, "")
    assert out == "".join(
        f"Wrote 3 articles and 4 paragraphs to {path}.\n" for path in (database, folder)
    )
    assert database.exists()
    assert (folder / "datapackage.json").exists()


def test_it_says_what_to_choose_and_why_it_cannot_write(indexed: Flask, tmp_path: Path) -> None:
    code, _, err = invoke(indexed, "export")
    assert (code, "choose what to write: --sqlite FILE" in err) == (2, True)
    code, _, err = invoke(indexed, "export", "--sqlite", str(tmp_path / "no" / "a.db"))
    assert (code, "cannot be written: unable to open database file" in err) == (2, True)
    mine = tmp_path / "mine.db"
    mine.write_text("mine", encoding="utf-8")
    assert invoke(indexed, "export", "--sqlite", str(mine))[0] == 2
    assert mine.read_text(encoding="utf-8") == "mine"


def test_without_an_index_it_names_the_command_to_run(app: Flask, tmp_path: Path) -> None:
    code, _, err = invoke(app, "export", "--sqlite", str(tmp_path / "a.db"))
    assert (code, "reindex" in err) == (2, True)
    assert not (tmp_path / "a.db").exists()


def test_it_has_the_counts_and_paths_as_json(indexed: Flask, tmp_path: Path) -> None:
    code, out, _ = invoke(indexed, "export", "--sqlite", str(tmp_path / "a.db"), "--json")
    assert code == 0
    assert json.loads(out) == {
        "version": "1",
        "articles": 3,
        "paragraphs": 4,
        "sqlite": str(tmp_path / "a.db"),
        "parquet": None,
    }
