"""``plugins``: lists the installed plugins, what they implement, and what is wrong with them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import click

from searchapp.cli.blueprint import commands, json_line, json_option
from searchapp.cli.report import print_plugin_problems
from searchapp.indexing.plugins import indexing_problems
from searchapp.plugins.indexing_plugins import indexing_plugins
from searchapp.plugins.loading import InstalledPlugin, PluginProblem
from searchapp.plugins.result_plugins import result_plugins


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    group: str
    package: str
    version: str
    hooks: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Plugins:
    plugins: tuple[_Row, ...]


def all_problems() -> tuple[PluginProblem, ...]:
    """Return what is wrong with the installed plugins."""
    return (*indexing_problems(), *_result_problems())


def _result_problems() -> tuple[PluginProblem, ...]:
    return tuple(p for plugin in result_plugins().plugins for p in plugin.problems)


def _rows(
    plugins: Iterable[InstalledPlugin], problems: tuple[PluginProblem, ...]
) -> Iterator[_Row]:
    for plugin in plugins:
        yield _Row(
            plugin.name,
            plugin.group,
            plugin.distribution,
            plugin.version,
            plugin.hooks,
            tuple(problem.text for problem in problems if problem.plugin == plugin.name),
        )


@commands.cli.command("plugins")
@json_option
def plugins_command(as_json: bool) -> None:
    """List the installed plugins: name, package, version, hooks and problems.

    Exits with 1 if one failed.
    """
    indexing, results = indexing_plugins().plugins, result_plugins().plugins
    rows = (*_rows(indexing, indexing_problems()), *_rows(results, _result_problems()))
    problems = all_problems()
    if as_json:
        click.echo(json_line(_Plugins(rows)))
    else:
        if not rows:
            click.echo("No plugins are installed.")
        for row in rows:
            hooks = ", ".join(row.hooks) or "no hooks"
            package = f"{row.package} {row.version}".strip() or "unknown package"
            click.echo(f"{row.name}  {package}  {row.group}  {hooks}")
        print_plugin_problems(problems)
    sys.exit(1 if any(not problem.warning for problem in problems) else 0)
