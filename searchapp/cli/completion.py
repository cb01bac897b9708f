"""``completion``: prints the script with which a shell completes commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from searchapp.cli.blueprint import commands, fail

PROGRAM = "searchapp"
"""Name of the console script."""

_SHELLS = ("bash", "zsh", "fish")


@commands.cli.command("completion")
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion_command(context: click.Context, shell: str) -> None:
    """Print the script that completes the commands of searchapp in SHELL.

    Load it where the shell starts: eval "$(searchapp completion bash)" in ~/.bashrc, the same
    with zsh in ~/.zshrc, or searchapp completion fish | source in fish's configuration.
    """
    completion = get_completion_class(shell)
    if completion is None:
        fail(f"this version of click cannot complete in {shell}")
    root = context.find_root().command
    click.echo(completion(root, {}, PROGRAM, f"_{PROGRAM.upper()}_COMPLETE").source())
