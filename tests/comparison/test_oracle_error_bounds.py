"""Bounds from error rates: the hostile corner against all corners, the spread over outlets against quadrature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats

from framing.comparison.error_bounds import AxisErrors, PoleErrors, Toward, hostile
from framing.learning.error_rates import spread

Rates = tuple[float, float, float]
"""Confused, invented, missed."""

# ---------------------------------------------------------------- the hostile corner

RANGES = st.tuples(st.floats(0, 0.9), st.floats(0, 0.9)).map(lambda r: (min(r), max(r)))
LOW_RANGES = st.tuples(st.floats(0, 0.5), st.floats(0, 0.5)).map(lambda r: (min(r), max(r)))
POLE = st.builds(PoleErrors, confused=LOW_RANGES, invented=LOW_RANGES, missed=RANGES)
MENTIONS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(any), min_size=1, max_size=6)


def corners(errors: AxisErrors) -> Iterator[tuple[Rates, Rates]]:
    """All 64 of them."""
    for c1, i1, m1, c2, i2, m2 in product(*errors[0], *errors[1]):
        yield (c1, i1, m1), (c2, i2, m2)


def truth(f1: int, f2: int, first: Rates, second: Rates) -> tuple[float, float]:
    """What counts stand for at one set of rates, as the docstring has it."""
    (c1, i1, m1), (c2, i2, m2) = first, second
    return (f1 * (1 - c1 - i1) + f2 * c2) / (1 - m1), (f2 * (1 - c2 - i2) + f1 * c1) / (1 - m2)


def mean_share(mentions: list[tuple[int, int]], first: Rates, second: Rates) -> float | None:
    """Every article with as much weight as a mention of it stands for true ones."""
    above = below = 0.0
    for f1, f2 in mentions:
        t1, t2 = truth(f1, f2, first, second)
        above += t2 / (f1 + f2)
        below += (t1 + t2) / (f1 + f2)
    return above / below if below > 1e-9 else None


@settings(max_examples=300, deadline=None)
@given(MENTIONS, POLE, POLE, st.sampled_from(["first", "second"]))
def test_no_corner_moves_the_mean_share_further(
    mentions: list[tuple[int, int]], first: PoleErrors, second: PoleErrors, toward: Toward
) -> None:
    found = hostile(np.array(mentions), (first, second), toward)
    shares = [x for x in (mean_share(mentions, *c) for c in corners((first, second))) if x is not None]
    assert found.weight.sum() <= 1e-9 or float(found.share @ found.weight / found.weight.sum()) == (
        pytest.approx(min(shares) if toward == "first" else max(shares), abs=1e-7)
    )


def test_no_rates_between_the_corners_move_it_further_either() -> None:
    mentions = [(0, 3), (2, 1), (5, 0), (1, 1)]
    seen = PoleErrors((0.02, 0.2), (0.05, 0.3), (0.1, 0.6)), PoleErrors((0.0, 0.15), (0.1, 0.4), (0.05, 0.5))
    lowest, highest = (hostile(np.array(mentions), seen, t) for t in ("first", "second"))
    low, high = (float(x.share @ x.weight / x.weight.sum()) for x in (lowest, highest))
    rng = np.random.default_rng(1)
    for _ in range(2000):
        first, second = (tuple(rng.uniform(*r) for r in pole) for pole in seen)
        inside = mean_share(mentions, first, second)  # type: ignore[arg-type]
        assert inside is not None
        assert low <= inside <= high
    assert low < 0.25
    assert high > 0.6


# ---------------------------------------------------------------- the spread over outlets

# Weil (1970), as in Williams (1975), Biometrics 31, 949–952: pups of a treated litter that died, and all that lived at 4 days.
DIED = [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 3, 5, 3, 7, 7]
LITTER = [12, 11, 10, 9, 11, 10, 10, 9, 9, 5, 9, 7, 10, 6, 10, 7]


def below(y: Sequence[int], n: Sequence[int], cuts: tuple[float, float]) -> list[float]:
    """Predictive probability that the rate of another outlet is below each cut: adaptive quadrature over ρ, then over μ."""

    def log_joint(mu: float, rho: float) -> float:
        k = (1 - rho) / rho
        return float(
            stats.betabinom.logpmf(y, n, mu * k, (1 - mu) * k).sum() + stats.beta.logpdf(rho, 1, 1.5)
        )

    peak = max(
        log_joint(mu, rho) for mu in np.linspace(0.01, 0.99, 99) for rho in (0.021, 0.05, 0.1, 0.3, 0.6)
    )

    def at(mu: float, rho: float) -> np.ndarray:
        k = (1 - rho) / rho
        parts = 1.0, *(special.betainc(mu * k, (1 - mu) * k, c) for c in cuts)
        return np.asarray(np.exp(log_joint(mu, rho) - peak) * np.array(parts))

    def over_rho(mu: float) -> np.ndarray:
        return np.asarray(integrate.quad_vec(lambda rho: at(mu, rho), 0.02, 0.985, epsrel=1e-6)[0])

    total, *parts = integrate.quad_vec(over_rho, 1e-9, 1 - 1e-9, epsrel=1e-5)[0]
    return [float(p / total) for p in parts]


@pytest.mark.parametrize(
    ("y", "n"),
    [
        ([4, 9, 3, 8, 6, 2], [20, 30, 15, 25, 18, 12]),
        ([400, 380, 420], [1000, 1000, 1000]),
        ([100] * 4 + [140] * 4, [1000] * 8),
    ],
    ids=["six outlets", "three large ones", "eight large ones"],
)
def test_limits_hold_the_middle_of_outlets_not_seen(y: list[int], n: list[int]) -> None:
    rate, low, high = spread(np.array(y), np.array(n))
    assert rate == pytest.approx(sum(y) / sum(n))
    assert below(y, n, (low, high)) == pytest.approx([0.025, 0.975], abs=2e-3)


@pytest.mark.parametrize(
    ("y", "n"),
    [(DIED, LITTER), ([0] * 12, [3] * 12)],
    ids=["litters", "a dozen small outlets without an error"],
)
def test_a_limit_at_zero_is_one_that_lies_next_to_it(y: list[int], n: list[int]) -> None:
    """More than one in forty outlets, or litters, would have a rate of less than two in ten thousand."""
    _, low, high = spread(np.array(y), np.array(n))
    next_to_zero, at_high = below(y, n, (2e-4, high))
    assert low < 2e-4
    assert next_to_zero > 0.025
    assert at_high == pytest.approx(0.975, abs=2e-3)
