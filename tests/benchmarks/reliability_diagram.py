"""Reliability diagram: how often attributions of each confidence are right, as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

Judged = tuple[float, bool]
"""The confidence of an attribution, 0 to 1, and whether it is right."""

BINS = 10
_MIN_SHOWN = 5
_SIZE, _MARGIN, _LEGEND = 320, 48, 70
_COLOURS = ("#1f6fb4", "#b45f06")


class Bin(NamedTuple):
    """The attributions of one tenth of confidence: number, mean confidence, share right."""

    size: int
    confidence: float
    right: float


def bins(judged: Sequence[Judged]) -> list[Bin]:
    """Return the bins with attributions, the lowest confidence first."""
    filled: list[Bin] = []
    for k in range(BINS):
        own = [(c, right) for c, right in judged if min(int(c * BINS), BINS - 1) == k]
        if own:
            size = len(own)
            mean, share = sum(c for c, _ in own) / size, sum(right for _, right in own) / size
            filled.append(Bin(size, mean, share))
    return filled


def calibration_error(judged: Sequence[Judged]) -> float:
    """Return the expected calibration error: the mean distance of the bins from the diagonal."""
    distances = (b.size * abs(b.confidence - b.right) for b in bins(judged))
    return sum(distances) / max(1, len(judged))


def diagram(series: Mapping[str, Sequence[Judged]]) -> str:
    """Return the SVG of a reliability diagram with one line for each of *series*.

    A point is a bin of five attributions or more, its area their number. On the diagonal,
    confidences are right as often as they say.
    """
    width, height = _SIZE + 2 * _MARGIN, _SIZE + 2 * _MARGIN + _LEGEND
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}"'
        ' font-family="sans-serif" font-size="12" role="img">',
        "<title>Share of right attributions by confidence</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *_axes(),
    ]
    for k, (name, judged) in enumerate(series.items()):
        colour = _COLOURS[k % len(_COLOURS)]
        parts += _line([b for b in bins(judged) if b.size >= _MIN_SHOWN], colour)
        y = height - _LEGEND + 20 + 20 * k
        label = f"{name}: {len(judged)}, calibration error {calibration_error(judged):.3f}"
        parts.append(f'<circle cx="{_MARGIN + 6}" cy="{y - 4}" r="5" fill="{colour}"/>')
        parts.append(f'<text x="{_MARGIN + 18}" y="{y}">{escape(label)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _x(value: float) -> float:
    return round(_MARGIN + value * _SIZE, 1)


def _y(value: float) -> float:
    return round(_MARGIN + (1 - value) * _SIZE, 1)


def _axes() -> list[str]:
    ticks = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    return [
        f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="#999" stroke-dasharray="4 4"/>',
        f'<path d="M{_x(0)} {_y(1)}V{_y(0)}H{_x(1)}" fill="none" stroke="#333"/>',
        f'<text x="{_x(0.5)}" y="{_y(0) + 36}" text-anchor="middle">confidence</text>',
        f'<text x="{_x(0)}" y="{_y(1) - 12}" text-anchor="middle">share right</text>',
        *(
            f'<text x="{_x(tick)}" y="{_y(0) + 18}" text-anchor="middle">{tick:g}</text>'
            f'<text x="{_x(0) - 8}" y="{_y(tick) + 4}" text-anchor="end">{tick:g}</text>'
            for tick in ticks
        ),
    ]


def _line(shown: Sequence[Bin], colour: str) -> list[str]:
    path = "L".join(f"{_x(b.confidence)} {_y(b.right)}" for b in shown)
    points = [
        f'<circle cx="{_x(b.confidence)}" cy="{_y(b.right)}" r="{2 + b.size**0.5 / 4:.1f}"'
        f' fill="{colour}" fill-opacity="0.7"><title>{b.size} attributions,'
        f" mean confidence {b.confidence:.2f}, {b.right:.2f} right</title></circle>"
        for b in shown
    ]
    return [f'<path d="M{path}" fill="none" stroke="{colour}"/>', *points] if shown else []
