"""Calibration: how often attributions are right, by the answers that editors gave.

The answers are not a random sample: queues begin with the least certain. Precision is therefore
reported for each band of confidence, and never for the archive as a whole.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from searchapp.editorial.change_log import Change, undone_ids
from searchapp.models.normalize import slug

_Z = 1.959964
"""Quantile of the normal distribution for an interval of 95 percent."""
_BAND = 0.1
_STEPS = 20


@dataclass(frozen=True, slots=True)
class JudgedAttribution:
    """An attribution that an editor judged, as it was before."""

    rule: str
    source: str
    confidence: float
    is_right: bool


@dataclass(frozen=True, slots=True)
class Precision:
    """The share of right ones among ``count`` attributions, with its 95 percent interval."""

    count: int
    right: int

    @property
    def share(self) -> float:
        """The share that is right; 0 without any."""
        return self.right / self.count if self.count else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The Wilson score interval of the share (Wilson, JASA 22, 1927)."""
        if not self.count:
            return 0.0, 1.0
        n, share, square = self.count, self.share, _Z * _Z
        centre = (share + square / (2 * n)) / (1 + square / n)
        half = _Z * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
        return max(0.0, centre - half), min(1.0, centre + half)

    @classmethod
    def of(cls, judged: Iterable[JudgedAttribution]) -> Precision:
        """Return the precision of *judged*."""
        answers = [one.is_right for one in judged]
        return cls(len(answers), sum(answers))


def judged_attributions(changes: list[Change]) -> list[JudgedAttribution]:
    """Return the attributions that *changes* judge, with the last answer to each.

    Undone answers do not count, nor those about what an editor had set.
    """
    undone = undone_ids(changes)
    latest: dict[tuple[str, str, str], JudgedAttribution] = {}
    for change in changes:
        evidence = change.evidence
        is_judgement = change.action == "correct" and change.id not in undone
        if not is_judgement or evidence.get("corrected") or "confidence" not in evidence:
            continue
        speaker = str(evidence.get("speaker", ""))
        named = {slug(str(table.get("speaker", ""))) for table in change.after}
        is_right = change.answer == "right" or (
            change.answer == "speaker" and named == {slug(speaker)}
        )
        key = (change.subject, speaker, str(evidence.get("cue", "")))
        latest[key] = JudgedAttribution(
            str(evidence.get("rule", "")),
            str(evidence.get("source", "")),
            float(evidence["confidence"]),
            is_right,
        )
    return list(latest.values())


def by_group(
    judged: Iterable[JudgedAttribution], group: Callable[[JudgedAttribution], str]
) -> Mapping[str, Precision]:
    """Return the precision of each group, the largest first."""
    groups: dict[str, list[JudgedAttribution]] = defaultdict(list)
    for one in judged:
        groups[group(one)].append(one)
    ordered = sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return {name: Precision.of(members) for name, members in ordered}


def by_confidence(judged: Iterable[JudgedAttribution]) -> Mapping[str, Precision]:
    """Return the precision of each band of confidence, the lowest first."""
    groups = by_group(judged, lambda one: _band_of(one.confidence))
    return dict(sorted(groups.items()))


def _band_of(confidence: float) -> str:
    low = min(int(confidence / _BAND + 1e-9), round(1 / _BAND) - 1) * _BAND
    return f"{low:.1f} to {low + _BAND:.1f}"


def threshold_for(judged: Iterable[JudgedAttribution], target: float) -> float | None:
    """Return the lowest confidence from which answers are right often enough, or None.

    From it on, in steps of 0.05, each band of 0.05 that has answers, and all of them together,
    must be compatible with *target*: the interval of all must lie above it, and no band's below.
    """
    known = list(judged)
    proposed: float | None = None
    for step in reversed(range(_STEPS)):
        low = step / _STEPS
        above = [one for one in known if one.confidence >= low]
        band = [one for one in above if one.confidence < low + 1 / _STEPS]
        if band and Precision.of(band).interval[1] < target:
            break
        if above and Precision.of(above).interval[0] >= target:
            proposed = low
    return proposed
