"""Table and plots of the growth benchmark: costs by the number of paragraphs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import msgspec


class Times(msgspec.Struct, frozen=True):
    """Costs of the queries, in milliseconds: again (median and p99), and the first time."""

    p50: float
    p99: float
    first_p50: float
    first_p99: float

    @classmethod
    def of(cls, first: Sequence[float], again: Sequence[float]) -> Times:
        """Return the percentiles of the times of each query."""
        return cls(*(_percentile(times, p) for times in (again, first) for p in (0.5, 0.99)))


def _percentile(times: Sequence[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one size; ``merge_seconds`` is None where merging was not measured."""

    paragraphs: int
    build_seconds: float
    commit_seconds: float
    build_processor_seconds: float
    build_peak_mb: float
    bytes_per_paragraph: float
    engine: Times
    api: Times
    page: Times
    serving_pss_mb: float
    serving_anonymous_mb: float
    add_ms: float
    add_from_commit_ms: float
    merge_seconds: float | None = None


Value = Callable[[Figures], float | None]

_ROWS: Mapping[str, tuple[Value, str]] = {
    "built, paragraphs a second": (lambda f: f.paragraphs / f.build_seconds, ",.0f"),
    "built, seconds": (lambda f: f.build_seconds, ",.0f"),
    "of it commit, seconds": (lambda f: f.commit_seconds, ",.0f"),
    "built, processor time for a paragraph, µs": (
        lambda f: 1e6 * f.build_processor_seconds / f.paragraphs,
        ",.0f",
    ),
    "built, peak memory, MB": (lambda f: f.build_peak_mb, ",.0f"),
    "bytes a paragraph": (lambda f: f.bytes_per_paragraph, ",.0f"),
    "engine, p50, ms": (lambda f: f.engine.p50, ",.2f"),
    "engine, p99, ms": (lambda f: f.engine.p99, ",.1f"),
    "engine, first time, p50, ms": (lambda f: f.engine.first_p50, ",.2f"),
    "engine, first time, p99, ms": (lambda f: f.engine.first_p99, ",.1f"),
    "API, p50, ms": (lambda f: f.api.p50, ",.2f"),
    "API, p99, ms": (lambda f: f.api.p99, ",.1f"),
    "page, p50, ms": (lambda f: f.page.p50, ",.2f"),
    "page, p99, ms": (lambda f: f.page.p99, ",.1f"),
    "20 paragraphs visible after the commit began, ms": (lambda f: f.add_from_commit_ms, ",.0f"),
    "20 paragraphs visible after the command began, ms": (lambda f: f.add_ms, ",.0f"),
    "merge of everything, seconds": (lambda f: f.merge_seconds, ",.0f"),
    "serving process, memory (PSS), MB": (lambda f: f.serving_pss_mb, ",.0f"),
    "serving process, of it anonymous, MB": (lambda f: f.serving_anonymous_mb, ",.0f"),
}

_PLOTS: Mapping[str, tuple[str, Mapping[str, Value]]] = {
    "growth-queries.svg": (
        "Query cost, processor time, ms",
        {
            "page, p99": lambda f: f.page.p99,
            "page, p50": lambda f: f.page.p50,
            "API, p50": lambda f: f.api.p50,
            "engine, p99": lambda f: f.engine.p99,
            "engine, p50": lambda f: f.engine.p50,
        },
    ),
    "growth-writes.svg": (
        "Writing, seconds",
        {
            "build": lambda f: f.build_seconds,
            "merge of everything": lambda f: f.merge_seconds,
            "20 paragraphs, from the command": lambda f: f.add_ms / 1000,
            "20 paragraphs, from the commit": lambda f: f.add_from_commit_ms / 1000,
        },
    ),
    "growth-memory.svg": (
        "Memory, MB",
        {
            "build, peak": lambda f: f.build_peak_mb,
            "serving process, PSS": lambda f: f.serving_pss_mb,
            "serving process, anonymous": lambda f: f.serving_anonymous_mb,
        },
    ),
}


def table(figures: Sequence[Figures]) -> str:
    """Return a Markdown table with a column for each size."""
    lines = [
        "| paragraphs | " + " | ".join(f"{f.paragraphs:,}" for f in figures) + " |",
        "|---|" + "---|" * len(figures),
    ]
    for label, (value, form) in _ROWS.items():
        values = (value(f) for f in figures)
        cells = ("" if number is None else format(number, form) for number in values)
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def write_plots(figures: Sequence[Figures], folder: Path) -> None:
    """Write the plots to *folder* as SVG."""
    for name, (title, series) in _PLOTS.items():
        points = {
            label: [(f.paragraphs, y) for f in figures if (y := value(f))]
            for label, value in series.items()
        }
        (folder / name).write_text(log_plot(title, points), encoding="utf-8")


_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM, _LEGEND = 360, 260, 64, 40, 48, 240
_COLOURS = ("#1f6fb4", "#b45f06", "#38761d", "#674ea7", "#990000")

Points = Sequence[tuple[float, float]]


def log_plot(title: str, series: Mapping[str, Points]) -> str:
    """Return the SVG of a plot with a line for each of *series*, on logarithmic axes.

    The dashed lines grow as the number of paragraphs does.
    """
    xs = [x for points in series.values() for x, _ in points]
    ys = [y for points in series.values() for _, y in points]
    axes = _Axes(_decades(xs), _decades(ys))
    width, height = _LEFT + _WIDTH + _LEGEND, _TOP + _HEIGHT + _BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" font-family="sans-serif" font-size="12" role="img">',
        f"<title>{escape(title)} by number of paragraphs</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="22" font-size="14">{escape(title)}</text>',
        *axes.lines(),
    ]
    for number, (label, points) in enumerate(series.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        path = "L".join(f"{axes.x(x)} {axes.y(y)}" for x, y in points)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{axes.x(x)}" cy="{axes.y(y)}" r="4" fill="{colour}">'
            f"<title>{escape(label)}: {y:,.3g} at {x:,} paragraphs</title></circle>"
            for x, y in points
        ]
        at = _TOP + 16 + 22 * number
        parts.append(f'<circle cx="{_LEFT + _WIDTH + 24}" cy="{at - 4}" r="5" fill="{colour}"/>')
        parts.append(f'<text x="{_LEFT + _WIDTH + 36}" y="{at}">{escape(label)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """Return the powers of ten around *values*."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


class _Axes:
    """Logarithmic axes from one power of ten to another."""

    def __init__(self, across: tuple[int, int], up: tuple[int, int]) -> None:
        self._across, self._up = across, up

    def x(self, value: float) -> float:
        low, high = self._across
        return round(_LEFT + _WIDTH * (math.log10(value) - low) / (high - low), 1)

    def y(self, value: float) -> float:
        low, high = self._up
        return round(_TOP + _HEIGHT * (1 - (math.log10(value) - low) / (high - low)), 1)

    def lines(self) -> list[str]:
        """Return the grid and its labels, and lines of linear growth."""
        left, right = _LEFT, _LEFT + _WIDTH
        top, bottom = _TOP, _TOP + _HEIGHT
        parts = []
        for power in range(self._across[0], self._across[1] + 1):
            x = self.x(10.0**power)
            parts.append(f'<path d="M{x} {top}V{bottom}" stroke="#ddd"/>')
            label = f"{10**power:,}"
            parts.append(f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{label}</text>')
        for power in range(self._up[0], self._up[1] + 1):
            y = self.y(10.0**power)
            parts.append(f'<path d="M{left} {y}H{right}" stroke="#ddd"/>')
            parts.append(
                f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{10.0**power:g}</text>'
            )
        for power in range(self._up[0], self._up[1]):
            end = min(self._up[1], power + self._across[1] - self._across[0])
            x2 = self.x(10.0 ** (self._across[0] + end - power))
            parts.append(
                f'<path d="M{left} {self.y(10.0**power)}L{x2} {self.y(10.0**end)}"'
                ' stroke="#999" stroke-dasharray="4 4"/>'
            )
        centre = (left + right) / 2
        parts.append(f'<text x="{centre}" y="{bottom + 38}" text-anchor="middle">paragraphs</text>')
        return parts
