"""What a probability is worth: reliability diagram and calibration error, and what leaving out the unsure ones gains."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray


class Bin(msgspec.Struct, frozen=True):
    """One bin of a reliability diagram: mean probability, observed share, number of decisions."""

    mean_probability: float
    observed: float
    n: int


def reliability(truth: NDArray[np.bool_], probabilities: NDArray[np.float64], bins: int = 10) -> list[Bin]:
    """Equal-width bins of probability; empty bins are left out."""
    at = np.minimum((probabilities * bins).astype(int), bins - 1)
    return [
        Bin(float(probabilities[at == b].mean()), float(truth[at == b].mean()), int((at == b).sum()))
        for b in range(bins)
        if (at == b).any()
    ]


def expected_calibration_error(bins: Sequence[Bin]) -> float:
    """ECE: Σ n_b / N · |observed_b − mean probability_b|, 0–1. Source: Naeini, Cooper & Hauskrecht (2015)."""
    n = sum(b.n for b in bins)
    return sum(b.n * abs(b.observed - b.mean_probability) for b in bins) / n if n else 0.0


class RiskPoint(msgspec.Struct, frozen=True):
    """Of the codings made, the most probable part (``coverage``, 0–1], and which share of those is wrong (``risk``, 0–1)."""

    coverage: float
    risk: float


def risk_coverage(
    right: NDArray[np.bool_], probabilities: NDArray[np.float64], points: int = 20
) -> list[RiskPoint]:
    """What leaving the least probable codings to people would gain. Source: El-Yaniv & Wiener (2010).

    >>> risk_coverage(np.array([True, False]), np.array([0.9, 0.6]), points=2)
    [RiskPoint(coverage=0.5, risk=0.0), RiskPoint(coverage=1.0, risk=0.5)]
    """
    if not len(right):
        return []
    wrong = np.cumsum(~right[np.argsort(-probabilities, kind="stable")])
    counts = sorted({max(1, round(len(right) * k / points)) for k in range(1, points + 1)})
    return [RiskPoint(n / len(right), float(wrong[n - 1] / n)) for n in counts]
