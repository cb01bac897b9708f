"""``demo``: makes a folder with a sample corpus, indexes it and serves it."""

from __future__ import annotations

import os
import shutil
import subprocess  # nosec B404
import sys
from importlib.resources import as_file, files
from pathlib import Path

import click

from searchapp.cli.blueprint import commands, fail
from searchapp.cli.serve import host_option, port_option
from searchapp.settings import CONFIG_FILE, PREFIX

_CONFIG = """\
# Settings of this archive, which commands that run in this folder read.
corpus_dir = "corpus"
index_dir = "index"
"""


@commands.cli.command("demo")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@host_option
@port_option
@click.option("--no-serve", is_flag=True, help="Only make the folder and its index.")
def demo_command(folder: Path, host: str, port: int, no_serve: bool) -> None:
    """Make FOLDER with a sample corpus and an index of it, and serve it until Ctrl-C.

    The articles are fictional. Exits with 2 where FOLDER is not empty or cannot be written.
    """
    try:
        _make_folder(folder)
    except OSError as error:
        fail(f"{folder} cannot be made: {error.strerror or error}.")
    # The folder's own settings apply, not those of this process.
    environment = {k: v for k, v in os.environ.items() if not k.startswith(PREFIX)}
    program = (sys.executable, "-m", "searchapp")
    # The arguments are the program's own.
    indexed = subprocess.run((*program, "reindex"), cwd=folder, env=environment, check=False)  # noqa: S603 # nosec B603
    if indexed.returncode:
        sys.exit(indexed.returncode)
    if no_serve:
        click.echo(f"Next: cd {folder} && searchapp serve")
        return
    os.chdir(folder)
    address = ("--host", host, "--port", str(port))
    os.execve(sys.executable, (*program, "serve", *address), environment)  # noqa: S606 # nosec B606


def _make_folder(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        fail(f"{folder} is not empty; choose a new folder.")
    folder.mkdir(parents=True, exist_ok=True)
    with as_file(files("searchapp") / "sample_corpus") as sample:
        shutil.copytree(sample, folder / "corpus")
    (folder / CONFIG_FILE).write_text(_CONFIG, encoding="utf-8")
