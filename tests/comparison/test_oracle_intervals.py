"""Intervals of one share against other ways to the same number: quadrature, algebra, published figures, other packages.

Figures of statsmodels 0.15 were computed once, with the call that stands beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.polynomial import Polynomial
from scipy import integrate, stats

from framing.comparison.intervals import (
    Interval,
    beta_binomial_interval,
    estimate_share,
    korn_graubard,
    size_tracks_pole,
    t_interval,
)
from framing.scoring.articles import wilson

Data = tuple[Sequence[int], Sequence[int]]

# Weil (1970), as in Williams (1975), Biometrics 31, 949–952: pups of a litter that lived 21 days, and at 4 days.
CONTROL = (
    [13, 12, 9, 9, 8, 8, 12, 11, 9, 9, 8, 11, 4, 5, 7, 7],
    [13, 12, 9, 9, 8, 8, 13, 12, 10, 10, 9, 13, 5, 7, 10, 10],
)
TREATED = (
    [12, 11, 10, 9, 10, 9, 9, 8, 8, 4, 7, 4, 5, 3, 3, 0],
    [12, 11, 10, 9, 11, 10, 10, 9, 9, 5, 9, 7, 10, 6, 10, 7],
)


def limits(interval: Interval | None) -> tuple[float, float]:
    assert interval is not None
    return interval.low, interval.high


# ---------------------------------------------------------------- beta-binomial, by quadrature


def masses(data: Data, cuts: tuple[float, float]) -> list[float]:
    """Posterior mass of μ below, between and above two cuts: adaptive quadrature of scipy's likelihood over ρ, then over μ."""
    y, m = np.array(data[0]), np.array(data[1])

    def log_joint(mu: float, rho: float) -> float:
        k = (1 - rho) / rho
        return float(
            stats.betabinom.logpmf(y, m, mu * k, (1 - mu) * k).sum() + stats.beta.logpdf(rho, 1, 1.5)
        )

    peak = max(log_joint(mu, rho) for mu in np.linspace(0.01, 0.99, 25) for rho in (0.03, 0.1, 0.3, 0.6, 0.9))

    def density(mu: float) -> float:
        return float(
            integrate.quad(lambda rho: np.exp(log_joint(mu, rho) - peak), 0.02, 0.985, epsrel=1e-6)[0]
        )

    edges = [0.0, *cuts, 1.0]
    parts = np.array([integrate.quad(density, a, b, epsrel=1e-5)[0] for a, b in pairwise(edges)])
    return [float(x) for x in parts / parts.sum()]


@pytest.mark.parametrize(
    ("data", "level"),
    [
        (CONTROL, 0.95),
        (TREATED, 0.95),
        (TREATED, 0.5),
        (([3], [4]), 0.95),
        (([0, 0, 0, 0, 0], [3, 1, 2, 3, 5]), 0.95),
        (([40, 0, 300], [41, 500, 300]), 0.9),
    ],
    ids=["control", "treated", "half", "one article", "one pole", "hundreds of mentions"],
)
def test_each_tail_of_the_posterior_has_its_mass(data: Data, level: float) -> None:
    """The limits cut off what they should to within 5e-5, without a grid, a table or a symmetry."""
    tail = (1 - level) / 2
    found = limits(beta_binomial_interval(*data, level=level))
    assert masses(data, found) == pytest.approx([tail, level, tail], abs=5e-5)


# ---------------------------------------------------------------- beta-binomial, by algebra

MU = Polynomial([0, 1])
# What an article of one or two mentions adds to the likelihood, by powers of q = 1 − ρ; its mentions agree with
# probability ρ as if copied, else they are drawn apart: P(2 of 2) = μ(1 − q + q μ), P(1 of 2) = 2 q μ(1 − μ).
FACTORS = {
    (0, 1): [1 - MU],
    (1, 1): [MU],
    (0, 2): [1 - MU, -MU * (1 - MU)],
    (1, 2): [Polynomial([0]), 2 * MU * (1 - MU)],
    (2, 2): [MU, -MU * (1 - MU)],
}


def exact_below(data: Data, cut: float) -> float:
    """Posterior mass below a cut where no article has more than two mentions: the posterior is then a polynomial in μ."""
    by_power: list[Polynomial] = [Polynomial([1])]
    for article in zip(*data, strict=True):
        product = [Polynomial([0])] * (len(by_power) + 1)
        for i, left in enumerate(by_power):
            for j, right in enumerate(FACTORS[article]):
                product[i + j] = product[i + j] + left * right
        by_power = product
    # ∫ q^k · q^½ dq over the support of the prior: ρ ~ Beta(1, 1.5) has a density in proportion to (1 − ρ)^½.
    moments = [(0.98 ** (k + 1.5) - 0.015 ** (k + 1.5)) / (k + 1.5) for k in range(len(by_power))]
    density: Polynomial = sum((c * p for c, p in zip(moments, by_power, strict=True)), Polynomial([0]))
    total = density.integ()
    return float(total(cut) / total(1.0))


@pytest.mark.parametrize(
    "data",
    [
        ([1], [2]),
        ([2], [2]),
        ([2, 2, 2], [2, 2, 2]),
        ([2, 0, 2, 0, 2], [2, 2, 2, 2, 2]),
        ([1, 1, 1, 1], [2, 2, 2, 2]),
        ([2, 1, 0, 2, 1, 1, 0, 2], [2, 2, 2, 2, 1, 2, 1, 2]),
    ],
)
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_articles_of_at_most_two_mentions_have_a_posterior_in_closed_form(data: Data, level: float) -> None:
    low, high = limits(beta_binomial_interval(*data, level=level))
    tail = (1 - level) / 2
    assert exact_below(data, low) == pytest.approx(tail, abs=2e-5)
    assert exact_below(data, high) == pytest.approx(1 - tail, abs=2e-5)


def test_the_algebra_itself_is_that_of_beta_distributions() -> None:
    """A harness that cannot fail is void: one of two leaves Beta(2, 2) whatever ρ is, single mentions a plain binomial."""
    assert exact_below(([1], [2]), 0.3) == pytest.approx(stats.beta(2, 2).cdf(0.3))
    assert exact_below(([1, 1, 0], [1, 1, 1]), 0.3) == pytest.approx(stats.beta(3, 2).cdf(0.3))
    assert exact_below(([2], [2]), 0.3) != pytest.approx(stats.beta(3, 1).cdf(0.3), abs=0.02)


# ---------------------------------------------------------------- Korn–Graubard


@pytest.mark.parametrize(
    ("data", "level", "expected"),
    [
        # Standard error: OLS(pups, ones).fit(cov_type="cluster", cov_kwds={"groups": litter}).bse[0]
        # n* = p (1 − p) / bse² · (t.ppf(tail, N − 1) / t.ppf(tail, 15))², for tail .025, .025 and .1:
        # 110.08776550424497, 31.545180152011163, 33.83146016264432
        # Limits: proportion_confint(p * n*, n*, alpha=1 − level, method="beta")
        (CONTROL, 0.95, (0.8266215791502557, 0.9480773930982674)),
        (TREATED, 0.95, (0.5889446496225991, 0.9019160949700046)),
        (TREATED, 0.80, (0.6540260919164482, 0.864358001100901)),
    ],
)
def test_korn_graubard_is_that_of_statsmodels(
    data: Data, level: float, expected: tuple[float, float]
) -> None:
    assert limits(korn_graubard(*data, level=level)) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("hits", "n"), [(1, 4), (7, 12), (3, 40), (39, 40)])
def test_korn_graubard_of_single_mentions_is_clopper_pearson_at_n_minus_one(hits: int, n: int) -> None:
    """One mention an article: var(p) = p(1 − p)/(n − 1), and both t have n − 1 degrees of freedom."""
    p = hits / n
    expected = (
        stats.beta.ppf(0.025, p * (n - 1), (n - 1) * (1 - p) + 1),
        stats.beta.ppf(0.975, p * (n - 1) + 1, (n - 1) * (1 - p)),
    )
    found = korn_graubard([1] * hits + [0] * (n - hits), [1] * n)
    assert limits(found) == pytest.approx(expected, abs=1e-9)


def test_korn_graubard_never_counts_more_than_there_are_mentions() -> None:
    """Articles that are more alike than chance would have them: n* would be 66, there are 30 mentions."""
    expected = stats.binomtest(15, 30).proportion_ci(0.95, method="exact")
    found = korn_graubard([1, 2] * 5, [3] * 10)
    assert limits(found) == pytest.approx((expected.low, expected.high), abs=1e-9)


# ---------------------------------------------------------------- t of means

ARTICLES = st.integers(1, 9).flatmap(lambda m: st.tuples(st.integers(0, m), st.just(m)))


@settings(max_examples=60, deadline=None)
@given(st.lists(ARTICLES, min_size=2, max_size=20), st.sampled_from([0.5, 0.8, 0.95, 0.99]))
def test_t_interval_is_that_of_scipy_at_every_level(rows: list[tuple[int, int]], level: float) -> None:
    y, m = np.array(rows).T
    shares = y / m
    if np.ptp(shares) == 0:
        expected = (shares[0], shares[0])
    else:
        expected = stats.t.interval(level, len(shares) - 1, loc=shares.mean(), scale=stats.sem(shares))
    assert limits(t_interval(y, m, level=level)) == pytest.approx(np.clip(expected, 0, 1), abs=1e-12)


# ---------------------------------------------------------------- size and pole


def midranks(values: Sequence[float]) -> list[float]:
    return [sum(v < x for v in values) + (1 + sum(v == x for v in values)) / 2 for x in values]


def spearman_p(x: Sequence[float], y: Sequence[float]) -> float:
    """Pearson's correlation of midranks, and its t with n − 2 degrees of freedom."""
    n, a, b = len(x), midranks(x), midranks(y)
    centre = (n + 1) / 2
    covariance = sum((p - centre) * (q - centre) for p, q in zip(a, b, strict=True))
    r = covariance / (sum((p - centre) ** 2 for p in a) * sum((q - centre) ** 2 for q in b)) ** 0.5
    return float(2 * stats.t.sf(abs(r) * ((n - 2) / (1 - r * r)) ** 0.5, n - 2))


def test_size_tracks_pole_by_ranks_in_plain_python() -> None:
    """Five hundred outlets with ties, some of them between .04 and .06, where the line is."""
    rng = np.random.default_rng(11)
    seen, near = set(), 0
    for _ in range(500):
        n = int(rng.integers(8, 25))
        m = rng.integers(1, 9, n)
        y = rng.binomial(m, 0.35 + 0.04 * m)
        if np.ptp(m) and np.ptp(y / m):
            p = spearman_p(m.tolist(), (y / m).tolist())
            seen.add(size_tracks_pole(y, m))
            near += 0.04 < p < 0.06
            assert size_tracks_pole(y, m) == (p < 0.05)
    assert seen == {True, False}
    assert near > 5


# ---------------------------------------------------------------- Wilson, and the share


@pytest.mark.parametrize(
    ("hits", "n", "published"),
    [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0000, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_wilson_is_that_of_the_published_table(hits: int, n: int, published: tuple[float, float]) -> None:
    """Newcombe (1998), Statistics in Medicine 17, 857–872, table I, method 3."""
    assert wilson(hits, n) == pytest.approx(published, abs=5.1e-5)


def test_share_and_pooled_share_of_the_published_litters() -> None:
    """142 of 158 and 112 of 145 pups; litters weighed alike are another number."""
    control, treated = estimate_share(*CONTROL), estimate_share(*TREATED)
    assert (control.pooled, treated.pooled) == (142 / 158, 112 / 145)
    assert (control.n_articles, control.n_mentions, treated.n_mentions) == (16, 158, 145)
    alike = sum(y / m for y, m in zip(*TREATED, strict=True)) / 16
    assert treated.share == pytest.approx(alike)
    assert treated.share != pytest.approx(112 / 145, abs=0.01)
