"""Reliability, calibration error and risk–coverage, by hand and by brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.learning import calibration
from framing.learning.calibration import Bin, RiskPoint

ANSWERS = st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=60)


def columns(pairs: list[tuple[bool, float]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])


# ---------------------------------------------------------------- reliability


def test_calibration_error_by_hand() -> None:
    truth = np.array([False, True, True, True, False])
    probabilities = np.array([0.12, 0.18, 0.91, 1.0, 0.55])
    bins = calibration.reliability(truth, probabilities)
    assert [(round(b.mean_probability, 3), b.observed, b.n) for b in bins] == [
        (0.15, 0.5, 2),
        (0.55, 0.0, 1),
        (0.955, 1.0, 2),
    ]
    by_hand = (2 * abs(0.5 - 0.15) + 1 * abs(0 - 0.55) + 2 * abs(1 - 0.955)) / 5
    assert calibration.expected_calibration_error(bins) == pytest.approx(by_hand)


def test_perfect_and_worst_calibration() -> None:
    assert calibration.expected_calibration_error([Bin(0.3, 0.3, 10)]) == 0
    assert calibration.expected_calibration_error([Bin(1.0, 0.0, 4), Bin(0.0, 1.0, 4)]) == 1
    assert calibration.expected_calibration_error([]) == 0


@given(ANSWERS, st.integers(1, 12))
def test_bins_hold_every_decision_once(pairs: list[tuple[bool, float]], n: int) -> None:
    truth, probabilities = columns(pairs)
    bins = calibration.reliability(truth, probabilities, n)
    assert all(b.n > 0 for b in bins)
    assert sum(b.n for b in bins) == len(pairs)
    assert sum(b.n * b.observed for b in bins) == pytest.approx(truth.sum())
    assert sum(b.n * b.mean_probability for b in bins) == pytest.approx(probabilities.sum())
    means = [b.mean_probability for b in bins]
    assert means == sorted(means)


@given(ANSWERS)
def test_one_bin_compares_the_means(pairs: list[tuple[bool, float]]) -> None:
    """And more bins never show a smaller error: differences of opposite sign no longer cancel."""
    truth, probabilities = columns(pairs)
    one, ten = (
        calibration.expected_calibration_error(calibration.reliability(truth, probabilities, n))
        for n in (1, 10)
    )
    assert one == pytest.approx(abs(truth.mean() - probabilities.mean()))
    assert one <= ten + 1e-12


# ---------------------------------------------------------------- risk and coverage


def test_risk_and_coverage_by_hand() -> None:
    """Ranked: right .9, wrong .8, right .7, right .6, wrong .5."""
    right = np.array([False, True, True, True, False])
    probabilities = np.array([0.8, 0.6, 0.9, 0.7, 0.5])
    assert calibration.risk_coverage(right, probabilities, points=5) == [
        RiskPoint(0.2, 0.0),
        RiskPoint(0.4, 1 / 2),
        RiskPoint(0.6, 1 / 3),
        RiskPoint(0.8, 1 / 4),
        RiskPoint(1.0, 2 / 5),
    ]


def test_no_codings_have_no_risk() -> None:
    assert calibration.risk_coverage(np.zeros(0, dtype=bool), np.zeros(0)) == []


def test_one_coding_is_one_point() -> None:
    assert calibration.risk_coverage(np.array([False]), np.array([0.4])) == [RiskPoint(1.0, 1.0)]


@given(ANSWERS, st.integers(1, 25))
def test_risk_is_the_share_of_errors_among_the_most_probable(
    pairs: list[tuple[bool, float]], points: int
) -> None:
    right, probabilities = columns(pairs)
    found = calibration.risk_coverage(right, probabilities, points)
    ranked = sorted(pairs, key=lambda p: -p[1])
    for point in found:
        n = round(point.coverage * len(pairs))
        assert point.coverage == pytest.approx(n / len(pairs))
        assert point.risk == pytest.approx(sum(not p[0] for p in ranked[:n]) / n)


@given(ANSWERS, st.integers(1, 25))
def test_coverage_ascends_to_everything(pairs: list[tuple[bool, float]], points: int) -> None:
    right, probabilities = columns(pairs)
    found = calibration.risk_coverage(right, probabilities, points)
    coverages = [p.coverage for p in found]
    assert coverages == sorted(set(coverages))
    assert 1 <= len(found) <= points
    assert found[-1].coverage == 1
    assert found[-1].risk == pytest.approx(1 - right.mean())


@given(ANSWERS)
def test_probabilities_that_put_errors_last_never_lose_by_leaving_out(
    pairs: list[tuple[bool, float]],
) -> None:
    """Perfect ranking: risk never falls with coverage. Turned about: it never rises."""
    right, _ = columns(pairs)
    risks = [p.risk for p in calibration.risk_coverage(right, right.astype(float))]
    assert risks == sorted(risks)
    turned = [p.risk for p in calibration.risk_coverage(right, 1 - right.astype(float))]
    assert turned == sorted(turned, reverse=True)


@given(ANSWERS)
def test_only_the_order_of_probabilities_matters(pairs: list[tuple[bool, float]]) -> None:
    right, probabilities = columns(pairs)
    ranks = np.unique(probabilities, return_inverse=True)[1] / len(pairs)
    assert calibration.risk_coverage(right, ranks) == calibration.risk_coverage(right, probabilities)
