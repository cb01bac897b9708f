"""A dataset as one SQLite file, with foreign keys and full-text search."""

from __future__ import annotations

import datetime
import secrets
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from searchapp.common.atomic_file import fsync
from searchapp.datasets.archive import ArchiveRows, DatasetError
from searchapp.datasets.tables import TABLES, Cell, Column, ColumnType, Row, Table

_APPLICATION_ID = 0x77776877
"""``PRAGMA application_id`` of the files, by which an earlier dataset is recognised."""

_SQL_TYPES: dict[ColumnType, str] = {
    "string": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "boolean": "INTEGER",
    "date": "TEXT",
}

_FULL_TEXT = """
CREATE VIRTUAL TABLE paragraphs_fts USING fts5(
    text, content="paragraphs", content_rowid="rowid", tokenize='porter unicode61'
);
INSERT INTO paragraphs_fts(paragraphs_fts) VALUES ('rebuild');
CREATE TABLE archive (id TEXT, index_version TEXT NOT NULL, built_at TEXT NOT NULL);
"""


def write_sqlite(archive: ArchiveRows, path: Path) -> None:
    """Write *archive* to a SQLite file at *path*, in place of an earlier dataset there.

    The table ``paragraphs_fts`` (FTS5) indexes the texts; ``archive`` names the generation of
    the index. Raises ``DatasetError`` where *path* is another kind of file or cannot be
    written, and the errors of *archive*; what was there before is then as it was.
    """
    if path.exists() and not _is_dataset(path):
        raise DatasetError(
            f"{path} exists and is not a dataset of this program, so it is not replaced. Choose"
            " another name, or delete it."
        )
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        with closing(sqlite3.connect(temporary, isolation_level=None)) as database:
            _fill(database, archive)
        fsync(temporary)
        temporary.replace(path)
        fsync(path.parent)
    except (OSError, sqlite3.Error) as error:
        raise DatasetError(f"{path} cannot be written: {error}.") from error
    finally:
        temporary.unlink(missing_ok=True)


def _is_dataset(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            return bool(database.execute("PRAGMA application_id").fetchone()[0] == _APPLICATION_ID)
    except sqlite3.Error:
        return False


def _fill(database: sqlite3.Connection, archive: ArchiveRows) -> None:
    # The file is written anew and put in place when it is complete, so no journal is needed.
    database.executescript(
        f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        f" PRAGMA application_id = {_APPLICATION_ID};"
    )
    for table in TABLES:
        database.execute(_create_statement(table))
    database.execute("BEGIN")
    _insert(database, archive.rows)
    for name, column in _references():
        database.execute(f"CREATE INDEX {name}_{column} ON {name} ({column})")
    database.execute("COMMIT")
    database.executescript(_FULL_TEXT)
    index = archive.index
    database.execute(
        "INSERT INTO archive VALUES (?, ?, ?)",
        (archive.archive_id, index.version, index.built_at.isoformat()),
    )
    database.execute("ANALYZE")


def _insert(database: sqlite3.Connection, rows: Iterable[tuple[Table, Row]]) -> None:
    # The statements consist of names of this module's tables; values are bound.
    statements = {
        table.name: f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})"  # noqa: S608 # nosec B608
        for table in TABLES
    }
    for table, row in rows:
        database.execute(statements[table.name], tuple(map(_sql_value, row)))


def _sql_value(cell: Cell) -> str | int | float | None:
    return cell.isoformat() if isinstance(cell, datetime.date) else cell


def _create_statement(table: Table) -> str:
    columns = ",\n    ".join(map(_column_definition, table.columns))
    return f"CREATE TABLE {table.name} (\n    {columns}\n)"


def _column_definition(column: Column) -> str:
    parts = [column.name, _SQL_TYPES[column.type]]
    if column.name == "id":
        parts.append("PRIMARY KEY")
    if column.required:
        parts.append("NOT NULL")
    if column.references:
        parts.append(f"REFERENCES {column.references} (id)")
    return " ".join(parts)


def _references() -> list[tuple[str, str]]:
    """Return the table and the name of each column with a foreign key."""
    return [
        (table.name, column.name)
        for table in TABLES
        for column in table.columns
        if column.references
    ]
