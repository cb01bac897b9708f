"""``alerts``: sends what is new for the alerts of the archive."""

from __future__ import annotations

import sqlite3
import sys

import click
import filelock

from searchapp.alerts import ALERTS_FILE, Alert, AlertSender, DeliveryOutcome
from searchapp.alerts.delivery import DeliveryError
from searchapp.alerts.digest import digest_text
from searchapp.api_models.parameter_values import ParameterError
from searchapp.cli.blueprint import commands, current_service, fail
from searchapp.cli.report import counted
from searchapp.editorial import EditorialError
from searchapp.engine.errors import EngineError
from searchapp.query.errors import QueryError
from searchapp.search.service import SearchService

_LOCK_FILE = "alerts.lock"


@commands.cli.command("alerts")
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and send nothing.")
@click.option("--test", "name", metavar="NAME", help="Send an alert's newest paragraphs now.")
def alerts_command(dry_run: bool, name: str | None) -> None:
    """Send what is new for the alerts in alerts.toml, and again what could not be delivered.

    reindex does the same at its end. Both need SEARCHAPP_ALERTS=yes, --dry-run and --test do
    not. Exits with 1 where something could not be delivered, and with 2 where nothing was
    tried.
    """
    service = current_service()
    try:
        sender = AlertSender(service)
        if dry_run:
            _print_previews(sender)
        elif name is not None:
            alert = _alert_named(sender, name)
            sender.test(alert)
            click.echo(f"Sent a test of {alert.name} to {alert.target}.")
        elif not service.settings.alerts:
            fail("Alerts are off. Set SEARCHAPP_ALERTS=yes to send them.")
        elif not send_alerts(service):
            sys.exit(1)
    except DeliveryError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
    except (EditorialError, EngineError, ParameterError, QueryError) as error:
        fail(error)
    finally:
        service.close()


def send_alerts(service: SearchService, *, to_stderr: bool = False) -> bool:
    """Send all alerts that are due, and print what became of each.

    Returns whether everything was delivered; a problem is printed and never raised. What was
    delivered is printed to standard output unless *to_stderr*.
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
    for outcome in outcomes:
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


def _print_previews(sender: AlertSender) -> None:
    for alert in sender.alerts:
        digest = sender.preview(alert)
        count = len(digest.paragraphs) + digest.more if digest else 0
        state = counted(count, "new paragraph") if sender.has_begun(alert) else "begins now"
        click.echo(f"alert {alert.name} (each {alert.every}, to {alert.target}): {state}")
        if digest:
            click.echo(digest_text(digest))
    if not sender.alerts:
        click.echo(f"There are no alerts: {ALERTS_FILE} in the corpus folder has none.")
