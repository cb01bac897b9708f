"""Logistic regression over named binary features, for training attribution."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_STEPS = 400
_MIN_WEIGHT = 0.04


class Example(NamedTuple):
    """The features of a candidate, a source or a speaker, whether it is right, and its fold."""

    features: list[str]
    right: bool
    fold: int


class Regression:
    """L2- and L1-regularised logistic regression over named binary features."""

    def __init__(self, examples: list[Example], min_count: int) -> None:
        """Use the features that *examples* have *min_count* times or more."""
        counts = Counter(name for example in examples for name in example.features)
        self.names = [name for name, count in counts.items() if count >= min_count]
        self.columns = {name: k for k, name in enumerate(self.names)}

    def matrix(self, examples: list[Example]) -> npt.NDArray[np.int64]:
        """Return the columns of each example's features, padded with one whose weight is 0."""
        padding = len(self.names)
        rows = [[self.columns.get(n, padding) for n in e.features] for e in examples]
        width = max(map(len, rows))
        return np.array([row + [padding] * (width - len(row)) for row in rows])

    def fit(self, examples: list[Example], penalty: float, lasso: float = 0.0) -> Floats:
        """Return the weights that fit *examples*, by Adam on the full gradient.

        *penalty* is that of the squares (L2), *lasso* that of the absolute weights (L1),
        which leaves uninformative weights at 0.
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

    def probabilities(self, examples: list[Example], w: Floats) -> Floats:
        """Return the probability of each example."""
        probabilities: Floats = 1 / (1 + np.exp(-w[self.matrix(examples)].sum(axis=1)))
        return probabilities


def log_loss(probabilities: Floats, examples: list[Example]) -> float:
    """Return the mean negative log-likelihood of *examples*."""
    y = np.array([e.right for e in examples])
    likelihoods = np.where(y, probabilities, 1 - probabilities)
    return float(-np.log(likelihoods.clip(1e-9)).mean())


def named_weights(names: list[str], w: Floats) -> dict[str, float]:
    """Return the weights of 0.04 or more, rounded, by feature."""
    return {name: round(float(w[k]), 2) for k, name in enumerate(names) if abs(w[k]) >= _MIN_WEIGHT}
