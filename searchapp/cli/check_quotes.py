"""``check-quotes``: compares the quotations of texts with the archive."""

from __future__ import annotations

import sys
from typing import IO

import click

from searchapp.api_models.quotes import check_answer
from searchapp.cli.blueprint import commands, current_service, fail, json_line
from searchapp.cli.search import RootUrls
from searchapp.engine.errors import EngineError
from searchapp.models.quotes import Change, CheckedQuotation, QuoteReport
from searchapp.query.errors import QueryError
from searchapp.quotes import DraftTooLongError, QuoteChecker


@commands.cli.command("check-quotes")
@click.argument("files", nargs=-1, required=True, type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Print the API's JSON object for each file.")
def check_quotes_command(files: tuple[IO[bytes], ...], as_json: bool) -> None:
    """Check the quotations of the texts in FILES; "-" is standard input.

    A text without quotation marks is taken as one quotation. Exits with 0 where all are
    verbatim, with 1 where not all are, and with 2 where a text could not be checked.
    """
    checker = QuoteChecker(current_service())
    all_verbatim = True
    for file in files:
        try:
            text = file.read().decode("utf-8-sig")
            report = checker.check(text)
        except UnicodeDecodeError:
            fail(f"{file.name} is not plain text in UTF-8.")
        except (DraftTooLongError, QueryError, EngineError) as error:
            fail(f"{file.name}: {error}")
        if as_json:
            click.echo(json_line(check_answer(report, RootUrls())))
        else:
            _print_report(file.name, report)
        all_verbatim &= all(q.verdict == "verbatim" for q in report.quotations)
    sys.exit(0 if all_verbatim else 1)


def _print_report(name: str, report: QuoteReport) -> None:
    if not report.quotations:
        click.echo(f"{name}: no quotations")
    for checked in report.quotations:
        verdict = checked.verdict.replace("_", " ")
        claimed = f" (attributed to {checked.claimed_speaker})" if checked.claimed_speaker else ""
        click.echo(f"{name}:{checked.start}: {verdict}{claimed}: {checked.text}")
        _print_matches(checked)


def _print_matches(checked: CheckedQuotation) -> None:
    for match in checked.matches:
        hit = match.hit
        speaker = match.attribution.speaker.name if match.attribution else "no speaker"
        day = hit.date.isoformat() if hit.date else "undated"
        click.echo(f"    {hit.id} · {day} · {speaker}")
        for change in match.changes:
            click.echo(f"        {_in_words(change)}")


def _in_words(change: Change) -> str:
    flags = f" ({', '.join(change.flags)})" if change.flags else ""
    match change.kind:
        case "missing":
            return f"missing: {change.archive}{flags}"
        case "added":
            return f"added: {change.quoted}{flags}"
        case _:
            return f"replaced: {change.archive} by {change.quoted}{flags}"
