"""The bars of a timeline as SVG, and the rows of the table behind it."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint
from markupsafe import Markup

from searchapp.common.markup import escaped
from searchapp.web.presenters.charts import Bar, Chart
from searchapp.web.presenters.formatting import thousands
from searchapp.web.presenters.translation import gettext


def chart_ticks(bars: Iterable[Bar]) -> Markup:
    """Return the labels below *bars*."""
    ticks = [
        f'<text class="tick{" minor" if bar.minor else ""}" x="{bar.x}%" y="97%">'
        f"{escaped(bar.tick)}</text>"
        for bar in bars
        if bar.tick
    ]
    return Markup("".join(ticks))  # noqa: S704 (of escaped values) # nosec B704


def chart_bars(chart: Chart, *, shares: bool) -> Markup:
    """Return the bars of *chart* that are not empty, as links; also as *shares* of all."""
    bars = [f"{_bar(bar, chart.slot, shares=shares)}\n" for bar in chart.bars if bar.url]
    return Markup("".join(bars))  # noqa: S704 (of escaped values) # nosec B704


def _bar(bar: Bar, slot: float, *, shares: bool) -> str:
    bucket = bar.bucket
    text = gettext(
        "%(label)s: %(count)s of %(total)s",
        label=bar.label,
        count=bucket.count,
        total=bucket.out_of,
    )
    place = f'x="{bar.x}%"'
    share = _rect("share", place, bar.share_y, bar.width, bar.share_height) if shares else ""
    return (
        f'<a href="{escaped(bar.url)}" tabindex="-1"'
        f' data-start="{bucket.start}" data-end="{bucket.end}">'
        f'<rect class="slot" {place} width="{slot}%" height="82%"/>'
        f"{_rect('n', place, bar.y, bar.width, bar.height)}{share}"
        f'<text class="value" x="{bar.text_x}%" y="11%" text-anchor="{bar.anchor}">'
        f"{escaped(text)}</text></a>"
    )


def _rect(class_: str, place: str, y: float, width: float, height: float) -> str:
    return f'<rect class="{class_}" {place} y="{y}%" width="{width}%" height="{height}%"/>'


def chart_rows(chart: Chart) -> Markup:
    """Return a row of a table for each bar of *chart*: its days, count, total and share."""
    rows = []
    for bar in chart.bars:
        label = escaped(bar.label)
        days = f'<a href="{escaped(bar.url)}">{label}</a>' if bar.url else label
        count, total = thousands(bar.bucket.count), thousands(bar.bucket.out_of)
        rows.append(
            f'<tr><th scope="row">{days}</th><td>{escaped(count)}</td>'
            f"<td>{escaped(total)}</td><td>{escaped(bar.percent)}</td></tr>"
        )
    return Markup("\n    ".join(rows))  # noqa: S704 (of escaped values) # nosec B704


def register(blueprint: Blueprint) -> None:
    """Register the functions for templates."""
    for function in (chart_ticks, chart_bars, chart_rows):
        blueprint.add_app_template_global(function, f"searchapp_{function.__name__}")
