import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from searchapp.datasets import (
    ArchiveChangedError,
    ArchiveRows,
    DatasetError,
    read_archive,
    write_sqlite,
)
from searchapp.search.service import SearchService
from tests.conftest import Write, invoke, line


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def rows(path: Path, statement: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(statement).fetchall()


def test_the_tables_hold_the_archive(archive: ArchiveRows, path: Path) -> None:
    write_sqlite(archive, path)
    assert rows(path, "SELECT id, title, date, paragraphs FROM articles ORDER BY id") == [
        ("a", "Headline", "2012-05-01", 2),
        ("b", "About b", "2014-01-01", 1),
        ("c", "About c", None, 1),
    ]
    assert rows(path, "SELECT id, article_id, number, text, corrected FROM paragraphs")[1] == (
        *("a#p2", "a", 2, "It rained.", 0),
    )
    assert rows(path, "SELECT * FROM speakers ORDER BY id") == [
        ("ann-lee", "Ann Lee", "person", "https://example.org/ann"),
        ("board-of-ponds", "Board of Ponds", "organization", ""),
    ]
    assert rows(
        path, "SELECT id, paragraph_id, speaker_id, role, act, quotation, spans FROM attributions"
    ) == [
        (1, "a#p1", "ann-lee", "", "speech", "indirect", "[[0, 19]]"),
        (2, "b#p1", "ann-lee", "Mayor", "speech", "direct", "[[0, 13]]"),
        (3, "c#p1", "board-of-ponds", "", "refusal", "indirect", "[]"),
    ]
    [(archive_id, version, built_at)] = rows(path, "SELECT * FROM archive")
    assert (archive_id, version, built_at) == (
        archive.archive_id,
        archive.index.version,
        archive.index.built_at.isoformat(),
    )


def test_foreign_keys_and_full_text_search_work(archive: ArchiveRows, path: Path) -> None:
    write_sqlite(archive, path)
    assert rows(path, "PRAGMA foreign_key_check") == []
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    # Datasette recognises an FTS table by this form of its declaration.
    [(declaration,)] = rows(path, "SELECT sql FROM sqlite_master WHERE name = 'paragraphs_fts'")
    assert 'content="paragraphs"' in declaration
    keys = rows(path, "PRAGMA foreign_key_list(attributions)")
    assert {(key[2], key[3], key[4]) for key in keys} == {
        ("paragraphs", "paragraph_id", "id"),
        ("speakers", "speaker_id", "id"),
    }
    found = "SELECT id FROM paragraphs WHERE rowid IN (SELECT rowid FROM paragraphs_fts('closing'))"
    assert rows(path, found) == [("a#p1",)]


def test_joined_names_are_one_speaker_with_the_name_of_each_article(
    app: Flask, service: SearchService, write: Write, path: Path
) -> None:
    write("d.jsonl", line("d", '"It is late," said Ann B. Lee.'))
    write("speakers.toml", '[[speaker]]\nname = "Ann Lee"\nsame = ["Ann B. Lee"]\n')
    assert invoke(app, "reindex")[0] == 0
    write_sqlite(read_archive(service), path)
    assert rows(path, "SELECT id FROM speakers WHERE id LIKE 'ann%'") == [("ann-lee",)]
    assert rows(path, "SELECT name FROM attributions WHERE speaker_id = 'ann-lee' ORDER BY id") == [
        ("Ann Lee",),
        ("Ann Lee",),
        ("Ann B. Lee",),
    ]


def test_an_earlier_dataset_is_replaced_and_no_other_file_is(
    service: SearchService, path: Path
) -> None:
    write_sqlite(read_archive(service), path)
    write_sqlite(read_archive(service), path)
    assert rows(path, "SELECT count(*) FROM articles") == [(3,)]
    for content in (b"", b"mine", b"SQLite format 3\0"):
        path.write_bytes(content)
        with pytest.raises(DatasetError, match="is not a dataset of this program"):
            write_sqlite(read_archive(service), path)
        assert path.read_bytes() == content
    assert list(path.parent.glob(".*")) == []


def test_a_reindex_meanwhile_leaves_the_earlier_dataset(
    app: Flask, service: SearchService, write: Write, path: Path
) -> None:
    write_sqlite(read_archive(service), path)
    before = path.read_bytes()
    archive = read_archive(service)
    write("e.jsonl", line("e", "It snowed."))
    assert invoke(app, "reindex")[0] == 0
    with pytest.raises(ArchiveChangedError, match="Run the command again"):
        write_sqlite(archive, path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir() if "archive.db" in file.name] == [path.name]
