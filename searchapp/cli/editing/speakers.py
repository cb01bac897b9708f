"""``speakers``: lists which names are one speaker, and records that two are not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import click

from searchapp.cli.blueprint import commands, current_service, fail, json_line, json_option
from searchapp.cli.report import counted
from searchapp.editorial import EditorialError
from searchapp.editorial.file_edits import append_decision
from searchapp.editorial.toml_files import REGISTRY_FILE
from searchapp.engine.errors import EngineError
from searchapp.models.identity import Join, JoinedSpeaker, SpeakerTable
from searchapp.models.normalize import slug


@commands.cli.command("speakers")
@click.option("--merged", is_flag=True, help="List the speakers with several names, and why.")
@click.option(
    "--doubtful",
    is_flag=True,
    help="List pairs of names that may be one speaker, and names that may be several.",
)
@click.option(
    "--different",
    nargs=2,
    metavar="NAME OTHER",
    help=f"Record in {REGISTRY_FILE} that two names are two speakers.",
)
@json_option
def speakers_command(
    *, merged: bool, doubtful: bool, different: tuple[str, str] | None, as_json: bool
) -> None:
    """Show which names are one speaker, or decide it.

    A decision applies from the next reindex on. Exits with 2 without an index, and where the
    registry cannot be read or written.
    """
    if not (merged or doubtful or different):
        fail("choose what to do: --merged, --doubtful or --different NAME OTHER")
    service = current_service()
    try:
        if different:
            _check_names(*different)
            append_decision(service.settings.corpus_dir, "different", *different)
            click.echo(f"{different[0]} and {different[1]} are two speakers from the next reindex.")
        if merged or doubtful:
            table = service.speaker_table()
            if as_json:
                click.echo(json_line(_listed(table, merged=merged, doubtful=doubtful)))
                return
            if merged:
                _print_merged(table)
            if doubtful:
                _print_pairs(table.doubtful)
                pairs = counted(len(table.doubtful), "doubtful pair")
                click.echo(f"{pairs} of names", err=True)
                for form_id, reasons in sorted(table.namesakes.items()):
                    click.echo(f"{form_id} may be several speakers: {'; '.join(reasons)}")
    except (EngineError, EditorialError) as error:
        fail(error)
    except OSError as error:
        fail(f"{REGISTRY_FILE} cannot be changed: {error.strerror or error}")
    finally:
        service.close()


@dataclass(frozen=True, slots=True)
class _Listed:
    """The lists that were asked for, None for one that was not."""

    merged: tuple[JoinedSpeaker, ...] | None
    joins: tuple[Join, ...] | None
    doubtful: tuple[Join, ...] | None


def _listed(table: SpeakerTable, *, merged: bool, doubtful: bool) -> _Listed:
    return _Listed(
        tuple(table.speakers.values()) if merged else None,
        table.joins if merged else None,
        table.doubtful if doubtful else None,
    )


def _check_names(name: str, other: str) -> None:
    for text in (name, other):
        if not slug(text):
            fail(f"{text!r} is not a name; expected one with a letter or a digit")
    if slug(name) == slug(other):
        fail(f"{name!r} and {other!r} are the same name; expected two")


def _print_merged(table: SpeakerTable) -> None:
    for speaker in table.speakers.values():
        click.echo(f"{speaker.name} ({speaker.kind})")
        for form in speaker.forms:
            click.echo(f"  {form.count:>6,} {form.name}")
        for join in table.joins_of(speaker.id):
            click.echo(f"         {_pair(join)}")
    click.echo(f"{counted(len(table.speakers), 'speaker')} with several names", err=True)


def _print_pairs(joins: Iterable[Join]) -> None:
    for join in sorted(joins, key=lambda join: (-join.confidence, join)):
        click.echo(_pair(join))


def _pair(join: Join) -> str:
    return f"{join.first} = {join.second} ({join.confidence:.2f}): {'; '.join(join.reasons)}"
