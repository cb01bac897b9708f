"""``editors``: adds, removes and lists the people who may use the desk."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import click
from werkzeug.security import generate_password_hash

from searchapp.cli.blueprint import commands, current_service, fail, json_line, json_option
from searchapp.editorial import EditorialError
from searchapp.editorial.editors.editors_file import (
    MIN_PASSWORD_CHARACTERS,
    Editor,
    EditorsFile,
    check_name,
)


@dataclass(frozen=True, slots=True)
class _ListedEditor:
    """An editor, and whether there is a password: without one, a proxy logs them in."""

    name: str
    password: bool


@dataclass(frozen=True, slots=True)
class _Editors:
    editors: tuple[_ListedEditor, ...]


@commands.cli.group("editors")
def editors_group() -> None:
    """Say who may use the desk: a page on which editors correct speakers.

    The file is the one that SEARCHAPP_EDITORS names. A server takes changes up at once.
    """


def _editors_file() -> EditorsFile:
    """Return the file of editors. Exits with 2 where the setting is missing."""
    path = current_service().settings.editors
    if path is None:
        fail("there is no file of editors; set SEARCHAPP_EDITORS to its path")
    return EditorsFile(path)


@editors_group.command("add")
@click.argument("name")
@click.option(
    "--no-password",
    is_flag=True,
    help="For somebody whom a proxy logs in (SEARCHAPP_EDITOR_HEADER).",
)
def add_command(name: str, *, no_password: bool) -> None:
    """Add the editor NAME, or give an editor another password, which is asked for.

    A new password ends the editor's sessions. Exits with 2 where the file cannot be written.
    """
    file = _editors_file()
    try:
        check_name(name)
        password_hash = "" if no_password else generate_password_hash(_new_password())
        is_new = file.add(Editor(name, password_hash))
        file.secret_key()
    except (EditorialError, OSError) as error:
        fail(_reason(file.path, error))
    click.echo(f"{name} {'can use' if is_new else 'has a new password for'} the desk.")


def _new_password() -> str:
    """Ask for a password twice on a terminal; else read it from the first line of the input."""
    if sys.stdin.isatty():
        password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if len(password) < MIN_PASSWORD_CHARACTERS:
        fail(
            f"the password has {len(password)} characters; expected at least"
            f" {MIN_PASSWORD_CHARACTERS}"
        )
    return password


@editors_group.command("remove")
@click.argument("name")
def remove_command(name: str) -> None:
    """Remove the editor NAME, who is logged out at once.

    Exits with 2 where there is no such editor.
    """
    file = _editors_file()
    try:
        removed = file.remove(name)
    except (EditorialError, OSError) as error:
        fail(_reason(file.path, error))
    if not removed:
        fail(f"there is no editor {name!r} in {file.path}")
    click.echo(f"{name} can no longer use the desk.")


@editors_group.command("list")
@json_option
def list_command(as_json: bool) -> None:
    """List the editors, one a line."""
    file = _editors_file()
    try:
        editors = file.editors()
    except EditorialError as error:
        fail(error)
    if as_json:
        listed = tuple(_ListedEditor(e.name, bool(e.password_hash)) for e in editors.values())
        click.echo(json_line(_Editors(listed)))
        return
    for editor in editors.values():
        click.echo(editor.name if editor.password_hash else f"{editor.name} (by a proxy only)")


def _reason(path: Path, error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{path} cannot be written: {error.strerror or error}"
    return str(error)
