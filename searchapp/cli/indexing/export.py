"""``export``: writes the whole archive as tables, for SQLite, pandas, DuckDB or R."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import click

from searchapp.cli.blueprint import commands, current_service, fail, json_line, json_option
from searchapp.cli.report import counted
from searchapp.datasets import DatasetError, read_archive, write_sqlite
from searchapp.engine.errors import EngineError
from searchapp.models.search import IndexInfo


@dataclass(frozen=True, slots=True)
class _Written:
    """What was written: ``version`` is that of the index, the paths are None if not asked for."""

    version: str
    articles: int
    paragraphs: int
    sqlite: str | None
    parquet: str | None


@commands.cli.command("export")
@click.option(
    "--sqlite",
    "sqlite_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a SQLite file, with foreign keys and full-text search.",
)
@click.option(
    "--parquet",
    "parquet_folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write a folder of Parquet files with a data package (extra parquet).",
)
@json_option
def export_command(sqlite_path: Path | None, parquet_folder: Path | None, as_json: bool) -> None:
    """Write all articles, paragraphs, speakers and attributions as tables.

    An earlier export at the same place is replaced once the new one is complete. Exits with 2
    where nothing was written. For the paragraphs of one search, use search --format.
    """
    if not (sqlite_path or parquet_folder):
        fail("choose what to write: --sqlite FILE or --parquet FOLDER")
    if parquet_folder and find_spec("pyarrow") is None:
        fail("--parquet needs pyarrow. Install the extra: pip install 'searchapp[parquet]'")
    service = current_service()
    try:
        if sqlite_path:
            write_sqlite(read_archive(service), sqlite_path)
        if parquet_folder:
            from searchapp.datasets.parquet_files import write_parquet

            write_parquet(read_archive(service), parquet_folder)
        _print_written(service.info(), sqlite_path, parquet_folder, as_json=as_json)
    except (DatasetError, EngineError) as error:
        fail(error)
    finally:
        service.close()


def _print_written(
    index: IndexInfo, sqlite_path: Path | None, parquet_folder: Path | None, *, as_json: bool
) -> None:
    sqlite, parquet = map(_text_or_none, (sqlite_path, parquet_folder))
    if as_json:
        written = _Written(index.version, index.articles, index.paragraphs, sqlite, parquet)
        click.echo(json_line(written))
        return
    counts = f"{counted(index.articles, 'article')} and {counted(index.paragraphs, 'paragraph')}"
    for path in filter(None, (sqlite, parquet)):
        click.echo(f"Wrote {counts} to {path}.")


def _text_or_none(path: Path | None) -> str | None:
    return str(path) if path else None
