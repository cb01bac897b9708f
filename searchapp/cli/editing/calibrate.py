"""``calibrate``: how often speakers are right, by the answers that editors gave so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import click

from searchapp.cli.blueprint import commands, current_service, fail, json_line, json_option
from searchapp.cli.report import counted
from searchapp.desk.calibration import (
    Precision,
    by_confidence,
    by_group,
    judged_attributions,
    threshold_for,
)
from searchapp.editorial import EditorialError
from searchapp.editorial.change_log import CHANGES_FILE, read_changes

_MAX_GROUPS = 20


@dataclass(frozen=True, slots=True)
class _Group:
    """The precision of a group of answers, with its 95 percent interval."""

    count: int
    right: int
    share: float
    interval: tuple[float, float]

    @classmethod
    def of(cls, precision: Precision) -> _Group:
        return cls(precision.count, precision.right, precision.share, precision.interval)


@dataclass(frozen=True, slots=True)
class _Report:
    """The precision of all answers and of each group; ``threshold`` is None without a proof."""

    answers: _Group
    confidence: Mapping[str, _Group]
    rule: Mapping[str, _Group]
    source: Mapping[str, _Group]
    target: float
    threshold: float | None


@commands.cli.command("calibrate")
@click.option(
    "--target",
    type=click.FloatRange(0.5, 0.99),
    default=0.9,
    show_default=True,
    help="The share of right speakers that a proposed threshold has to reach.",
)
@json_option
def calibrate_command(target: float, as_json: bool) -> None:
    """Report how often editors found speakers right, by rule, source and confidence.

    The answers are those in the log of the desk (changes.log); nothing leaves this machine and
    nothing is changed. Exits with 2 where there are no answers.
    """
    folder = current_service().settings.corpus_dir
    try:
        judged = judged_attributions(read_changes(folder))
    except EditorialError as error:
        fail(error)
    if not judged:
        fail(
            f"{folder / CHANGES_FILE} has no answers about speakers yet; give some at the desk"
            " (see docs/desk.md)"
        )
    report = _Report(
        answers=_Group.of(Precision.of(judged)),
        confidence=_groups(by_confidence(judged)),
        rule=_groups(by_group(judged, lambda one: one.rule or "none")),
        source=_groups(by_group(judged, lambda one: one.source or "none")),
        target=target,
        threshold=threshold_for(judged, target),
    )
    if as_json:
        click.echo(json_line(report))
    else:
        _print_report(report)


def _groups(groups: Mapping[str, Precision]) -> dict[str, _Group]:
    return {name: _Group.of(precision) for name, precision in groups.items()}


def _print_report(report: _Report) -> None:
    click.echo(
        f"{counted(report.answers.count, 'answer')}, {report.answers.right:,} of them right."
    )
    click.echo("Queues begin with the least certain: these are no figures of the whole archive.")
    _print("confidence", report.confidence)
    _print("rule", report.rule)
    _print("source", report.source)
    target, threshold = report.target, report.threshold
    if threshold is None:
        click.echo(f"\nThe answers prove no confidence from which {target:.0%} are right.")
    else:
        click.echo(
            f"\nFrom a confidence of {threshold:.2f} on, at least {target:.0%} are right"
            " (95% interval): there is little to review above it. In the desk's filter, or for"
            f" review --below, {threshold:.2f} is enough."
        )


def _print(title: str, groups: Mapping[str, _Group]) -> None:
    click.echo(f"\n{title:<28} {'answers':>8} {'right':>6}   95% interval")
    for name, group in list(groups.items())[:_MAX_GROUPS]:
        low, high = group.interval
        counts = f"{group.count:>8,} {group.share:>6.0%}"
        click.echo(f"{name[:28]:<28} {counts}   {low:.0%} to {high:.0%}")
    if len(groups) > _MAX_GROUPS:
        click.echo(f"{len(groups) - _MAX_GROUPS:,} more")
