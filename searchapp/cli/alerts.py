"""``alerts``: sends what is new for the alerts of the archive."""

from __future__ import annotations

import sqlite3
import sys
from dataclasses import dataclass

import click
import filelock

from searchapp.alerts import ALERTS_FILE, Alert, AlertSender, DeliveryOutcome
from searchapp.alerts.delivery import DeliveryError
from searchapp.alerts.digest import Digest, digest_text
from searchapp.api_models.parameter_values import ParameterError
from searchapp.cli.blueprint import commands, current_service, fail, json_line, json_option
from searchapp.cli.report import counted
from searchapp.editorial import EditorialError
from searchapp.engine.errors import EngineError
from searchapp.query.errors import QueryError
from searchapp.search.service import SearchService

_LOCK_FILE = "alerts.lock"


@dataclass(frozen=True, slots=True)
class _Preview:
    """What would be sent of an alert; ``digest`` is None where there is nothing new."""

    alert: str
    every: str
    target: str
    begun: bool
    paragraphs: int
    digest: Digest | None


@dataclass(frozen=True, slots=True)
class _Previews:
    alerts: tuple[_Preview, ...]


@dataclass(frozen=True, slots=True)
class _Outcomes:
    alerts: tuple[DeliveryOutcome, ...]


@dataclass(frozen=True, slots=True)
class _Test:
    alert: str
    target: str


@commands.cli.command("alerts")
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and send nothing.")
@click.option("--test", "name", metavar="NAME", help="Send an alert's newest paragraphs now.")
@json_option
def alerts_command(dry_run: bool, name: str | None, as_json: bool) -> None:
    """Send what is new for the alerts in alerts.toml, and again what could not be delivered.

    reindex does the same at its end. Both need SEARCHAPP_ALERTS=yes, --dry-run and --test do
    not. Exits with 1 where something could not be delivered, and with 2 where nothing was
    tried.
    """
    service = current_service()
    try:
        sender = AlertSender(service)
        if dry_run:
            _print_previews(sender, as_json=as_json)
        elif name is not None:
            alert = _alert_named(sender, name)
            sender.test(alert)
            if as_json:
                click.echo(json_line(_Test(alert.name, alert.target)))
            else:
                click.echo(f"Sent a test of {alert.name} to {alert.target}.")
        elif not service.settings.alerts:
            fail("Alerts are off. Set SEARCHAPP_ALERTS=yes to send them.")
        elif not send_alerts(service, as_json=as_json):
            sys.exit(1)
    except DeliveryError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
    except (EditorialError, EngineError, ParameterError, QueryError) as error:
        fail(error)
    finally:
        service.close()


def send_alerts(service: SearchService, *, to_stderr: bool = False, as_json: bool = False) -> bool:
    """Send all alerts that are due, and print what became of each.

    Returns whether everything was delivered; a problem is printed and never raised. What was
    delivered is printed to standard output unless *to_stderr*, with *as_json* as an object.
    """
    index_dir = service.settings.index_dir
    try:
        with filelock.FileLock(index_dir / _LOCK_FILE, timeout=0):
            outcomes = AlertSender(service).send()
    except filelock.Timeout:
        click.echo("Another process is sending alerts; this one sends none.", err=True)
        return True
    except (EditorialError, EngineError, OSError, sqlite3.Error) as error:
        click.echo(f"No alerts were sent: {error}", err=True)
        return False
    if as_json:
        click.echo(json_line(_Outcomes(tuple(outcomes))))
    for outcome in outcomes:
        if outcome.problem or not as_json:
            _print_outcome(outcome, to_stderr=to_stderr)
    return not any(outcome.problem for outcome in outcomes)


def _print_outcome(outcome: DeliveryOutcome, *, to_stderr: bool) -> None:
    count = f"{counted(outcome.paragraphs, 'new paragraph')}"
    if outcome.problem:
        click.echo(f"alert {outcome.alert}: not delivered: {outcome.problem}", err=True)
    else:
        click.echo(f"alert {outcome.alert}: {count} sent to {outcome.target}", err=to_stderr)


def _alert_named(sender: AlertSender, name: str) -> Alert:
    for alert in sender.alerts:
        if alert.name == name:
            return alert
    names = ", ".join(alert.name for alert in sender.alerts) or "none"
    return fail(f"There is no alert {name!r} in {ALERTS_FILE}; the alerts are: {names}.")


def _print_previews(sender: AlertSender, *, as_json: bool) -> None:
    previews = tuple(_preview(sender, alert) for alert in sender.alerts)
    if as_json:
        click.echo(json_line(_Previews(previews)))
        return
    for preview in previews:
        state = counted(preview.paragraphs, "new paragraph") if preview.begun else "begins now"
        click.echo(f"alert {preview.alert} (each {preview.every}, to {preview.target}): {state}")
        if preview.digest:
            click.echo(digest_text(preview.digest))
    if not previews:
        click.echo(f"There are no alerts: {ALERTS_FILE} in the corpus folder has none.")


def _preview(sender: AlertSender, alert: Alert) -> _Preview:
    digest = sender.preview(alert)
    return _Preview(
        alert.name,
        alert.every,
        str(alert.target),
        sender.has_begun(alert),
        len(digest.paragraphs) + digest.more if digest else 0,
        digest,
    )
