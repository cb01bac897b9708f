"""``settings``: shows each setting's value and where it came from."""

from __future__ import annotations

import json
from dataclasses import fields

import click
from flask import current_app

from searchapp.cli.blueprint import ORIGINS, commands, current_service, json_option
from searchapp.cli.plugins import all_problems
from searchapp.cli.report import print_plugin_problems
from searchapp.settings import Settings, shown_value


@commands.cli.command("settings")
@json_option
def settings_command(as_json: bool) -> None:
    """Show each setting, its value, and where the value came from.

    The names are those of the configuration file searchapp.toml. Secrets are not shown.
    """
    print_plugin_problems(all_problems())
    settings = current_service().settings
    origins: dict[str, str] = current_app.extensions[ORIGINS]
    names = [f.name for f in fields(Settings)]
    if as_json:
        rows = {n: {"value": shown_value(settings, n), "origin": origins[n]} for n in names}
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max(map(len, names))
    for name in names:
        click.echo(f"{name:<{width}}  {origins[name]:<14}  {shown_value(settings, name)}".rstrip())
