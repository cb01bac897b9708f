"""``backup`` and ``restore``: copy the index while the application runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from searchapp.cli.blueprint import commands, current_service, fail, json_line, json_option
from searchapp.cli.report import counted
from searchapp.engine.embedded.backup import restore_backup, write_backup
from searchapp.engine.errors import EngineError
from searchapp.settings import Settings


@dataclass(frozen=True, slots=True)
class _Copied:
    """A backup that was written."""

    generation: int
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class _Restored:
    """A backup that is the index now."""

    generation: int
    articles: int
    paragraphs: int


def _settings_of_folder() -> Settings:
    settings = current_service().settings
    if settings.engine != "embedded":
        fail("The index is in a cluster: use the snapshots of OpenSearch to copy and restore it.")
    return settings


@commands.cli.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@json_option
def backup_command(folder: Path, as_json: bool) -> None:
    """Copy the index to the new folder FOLDER, and verify every byte of the copy.

    Searches and reindex may go on meanwhile. The corpus is not copied. Exits with 2 where the
    backup could not be written; there is no FOLDER then.
    """
    settings = _settings_of_folder()
    for protected in (settings.index_dir, settings.corpus_dir):
        if folder.resolve().is_relative_to(protected.resolve()):
            fail(f"{folder} is in {protected}; choose one elsewhere, preferably on another disk.")
    try:
        backup = write_backup(settings.index_dir, folder)
    except EngineError as error:
        fail(error)
    if as_json:
        click.echo(json_line(_Copied(backup.generation, len(backup.files), backup.length_bytes)))
        return
    click.echo(
        f"Copied generation {backup.generation} of the index to {folder}:"
        f" {counted(len(backup.files), 'file')}, {backup.length_bytes:,} bytes, all checksums"
        " right."
    )


@commands.cli.command("restore")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
def restore_command(folder: Path, as_json: bool) -> None:
    """Make the backup in FOLDER the index.

    Searches may go on meanwhile; they find the restored index once it is complete. Exits with
    2 where the backup is damaged or cannot be read by this version; the index is then as it
    was.
    """
    settings = _settings_of_folder()
    try:
        manifest = restore_backup(settings.index_dir, folder)
    except EngineError as error:
        fail(f"{error} The index is unchanged.")
    finally:
        current_service().close()
    if as_json:
        restored = _Restored(manifest.number, manifest.articles, manifest.paragraphs)
        click.echo(json_line(restored))
        return
    click.echo(
        f"Restored {counted(manifest.articles, 'article')},"
        f" {counted(manifest.paragraphs, 'paragraph')}, as of"
        f" {manifest.built_at:%Y-%m-%d %H:%M} UTC, as generation {manifest.number}. Run"
        " flask --app searchapp reindex to bring it up to date with the corpus."
    )
