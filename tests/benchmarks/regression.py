"""Logistic regression over named binary features, for the training of attribution."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_STEPS = 400
_SMALLEST_WEIGHT = 0.04


class Example(NamedTuple):
    """The features of one candidate, or of one speaker, and whether it is right."""

    features: list[str]
    right: bool
    fifth: int


class Regression:
    """L2-regularised logistic regression over named binary features."""

    def __init__(self, examples: list[Example], smallest: int) -> None:
        counts = Counter(name for e in examples for name in e.features)
        self.names = [name for name, count in counts.items() if count >= smallest]
        self.places = {name: k for k, name in enumerate(self.names)}

    def matrix(self, examples: list[Example]) -> npt.NDArray[np.int64]:
        """Return the places of each example's features, padded with a place of no weight."""
        none = len(self.names)
        rows = [[self.places.get(n, none) for n in e.features] for e in examples]
        width = max(map(len, rows))
        return np.array([row + [none] * (width - len(row)) for row in rows])

    def fit(self, examples: list[Example], penalty: float, lasso: float = 0.0) -> Floats:
        """Return the weights that fit *examples*, by Adam on the full gradient.

        *penalty* is that of the squares; *lasso* that of the absolute weights, which
        leaves those at 0 that tell little.
        """
        x = self.matrix(examples)
        y = np.array([e.right for e in examples], dtype=float)
        w = np.zeros(len(self.names) + 1)
        mean, square = np.zeros_like(w), np.zeros_like(w)
        for step in range(1, _STEPS + 1):
            error = 1 / (1 + np.exp(-w[x].sum(axis=1))) - y
            gradient = (
                np.bincount(x.ravel(), np.repeat(error, x.shape[1]), minlength=len(w)) + penalty * w
            )
            mean = 0.9 * mean + 0.1 * gradient
            square = 0.999 * square + 0.001 * gradient**2
            rate = 0.05 * (1 - step / (_STEPS + 1))
            scale = rate / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
            w -= scale * mean / (1 - 0.9**step)
            w = np.sign(w) * np.maximum(np.abs(w) - lasso * scale, 0.0)
            w[-1] = 0.0
        return w

    def chances(self, examples: list[Example], w: Floats) -> Floats:
        """Return the probability of each example."""
        chances: Floats = 1 / (1 + np.exp(-w[self.matrix(examples)].sum(axis=1)))
        return chances


def log_loss(chances: Floats, examples: list[Example]) -> float:
    """Return the mean negative log-likelihood."""
    y = np.array([e.right for e in examples])
    return float(-np.log(np.where(y, chances, 1 - chances).clip(1e-9)).mean())


def readable(names: list[str], w: Floats) -> dict[str, float]:
    """Return the weights that tell something, rounded, by name."""
    return {
        name: round(float(w[k]), 2) for k, name in enumerate(names) if abs(w[k]) >= _SMALLEST_WEIGHT
    }
