"""A dataset as a folder of Parquet files, one for each table, with a data package."""

from __future__ import annotations

import json
import secrets
import shutil
from contextlib import ExitStack
from pathlib import Path

import pyarrow
from pyarrow.parquet import ParquetWriter

from searchapp.datasets.archive import ArchiveRows, DatasetError
from searchapp.datasets.datapackage import PACKAGE_FILE, PACKAGE_NAME, data_package
from searchapp.datasets.tables import TABLES, ColumnType, Row, Table

_GROUP_ROWS = 50_000
"""Rows in a row group, and the most rows of a table that are held in memory."""

_ARROW_TYPES: dict[ColumnType, pyarrow.DataType] = {
    "string": pyarrow.string(),
    "integer": pyarrow.int64(),
    "number": pyarrow.float64(),
    "boolean": pyarrow.bool_(),
    "date": pyarrow.date32(),
}


def write_parquet(archive: ArchiveRows, folder: Path) -> None:
    """Write *archive* to *folder*, in place of an earlier dataset there.

    Raises ``DatasetError`` where *folder* has anything else in it or cannot be written, and
    the errors of *archive*; what was there before is then as it was.
    """
    if folder.exists() and not _is_replaceable(folder):
        raise DatasetError(
            f"{folder} is not a new folder and not a dataset of this program, so it is not"
            " replaced. Choose another name."
        )
    folder = folder.absolute()
    temporary = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.new")
    earlier = temporary.with_suffix(".old")
    try:
        temporary.mkdir()
        _write_tables(archive, temporary)
        package = json.dumps(data_package(archive), ensure_ascii=False, indent=2)
        (temporary / PACKAGE_FILE).write_text(package + "\n", encoding="utf-8")
        if folder.exists():
            folder.rename(earlier)
        temporary.rename(folder)
    except OSError as error:
        if earlier.exists() and not folder.exists():
            earlier.rename(folder)
        raise DatasetError(f"{folder} cannot be written: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        if folder.exists():
            shutil.rmtree(earlier, ignore_errors=True)


def _is_replaceable(folder: Path) -> bool:
    """Whether *folder* is empty, or has nothing but the files of an earlier dataset."""
    if not folder.is_dir():
        return False
    names = {path.name for path in folder.iterdir()}
    if not names:
        return True
    try:
        package = json.loads((folder / PACKAGE_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    own_files = {PACKAGE_FILE, *(f"{table.name}.parquet" for table in TABLES)}
    return names <= own_files and package.get("name") == PACKAGE_NAME


def _write_tables(archive: ArchiveRows, folder: Path) -> None:
    with ExitStack() as files:
        writers = {
            table.name: files.enter_context(
                ParquetWriter(folder / f"{table.name}.parquet", _arrow_schema(table))
            )
            for table in TABLES
        }
        groups: dict[str, list[Row]] = {table.name: [] for table in TABLES}
        for table, row in archive.rows:
            group = groups[table.name]
            group.append(row)
            if len(group) >= _GROUP_ROWS:
                _write_group(writers[table.name], table, group)
                group.clear()
        for table in TABLES:
            _write_group(writers[table.name], table, groups[table.name])


def _write_group(writer: ParquetWriter, table: Table, rows: list[Row]) -> None:
    schema = _arrow_schema(table)
    columns = [
        pyarrow.array([row[number] for row in rows], schema.field(number).type)
        for number in range(len(table.columns))
    ]
    writer.write_table(pyarrow.table(columns, schema=schema))


def _arrow_schema(table: Table) -> pyarrow.Schema:
    return pyarrow.schema(
        pyarrow.field(column.name, _ARROW_TYPES[column.type], nullable=not column.required)
        for column in table.columns
    )
