"""Intervals of one share: against scipy, against a second grid, against planted truth, and at the edges."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from framing.comparison.intervals import (
    Interval,
    ShareEstimate,
    beta_binomial_interval,
    estimate_share,
    korn_graubard,
    size_tracks_pole,
    t_interval,
)

Ints = npt.NDArray[np.int64]
INTERVALS = [beta_binomial_interval, korn_graubard, t_interval]

# Three outlets as a person would write them down: mentions of the pole, mentions of both poles.
MIXED = ([2, 1, 0, 3, 0, 5, 1], [2, 2, 1, 4, 3, 5, 6])
LEANING = ([1, 2, 4, 1, 3, 1, 0, 2], [1, 2, 4, 1, 3, 1, 1, 3])
POLAR = ([0, 4, 0, 6, 1, 0], [3, 4, 1, 6, 1, 5])


def limits(interval: Interval | None) -> tuple[float, float]:
    assert interval is not None
    return interval.low, interval.high


# ---------------------------------------------------------------- beta-binomial


def brute_force(y: list[int], m: list[int], level: float) -> tuple[float, float]:
    """The same posterior the slow way: an even grid, scipy's own likelihood, no symmetry, no tables."""
    mu = ((np.arange(2000) + 0.5) / 2000)[:, None]
    rho = 0.02 + (0.985 - 0.02) * (np.arange(150) + 0.5) / 150
    alpha, beta = mu * (1 - rho) / rho, (1 - mu) * (1 - rho) / rho
    log_posterior = stats.beta(1, 1.5).logpdf(rho) + sum(
        stats.betabinom.logpmf(y_i, m_i, alpha, beta) for y_i, m_i in zip(y, m, strict=True)
    )
    mass = np.exp(log_posterior - np.max(log_posterior)).sum(axis=1)
    below = np.concatenate([[0], np.cumsum(mass)]) / mass.sum()
    tail = (1 - level) / 2
    low, high = np.interp([tail, 1 - tail], below, np.linspace(0, 1, 2001))
    return float(low), float(high)


@pytest.mark.parametrize(
    ("data", "level"), [(MIXED, 0.95), (LEANING, 0.95), (POLAR, 0.8), (([3], [4]), 0.95)]
)
def test_agrees_with_brute_force(data: tuple[list[int], list[int]], level: float) -> None:
    assert limits(beta_binomial_interval(*data, level=level)) == pytest.approx(
        brute_force(*data, level), abs=1e-3
    )


@pytest.mark.parametrize(("hits", "n"), [(0, 1), (1, 1), (0, 12), (7, 12), (30, 40), (40, 40)])
def test_one_mention_each_is_a_plain_binomial(hits: int, n: int) -> None:
    """Single mentions carry nothing about ρ, so that the posterior is known in closed form."""
    expected = stats.beta(1 + hits, 1 + n - hits).ppf([0.025, 0.975])
    found = beta_binomial_interval([1] * hits + [0] * (n - hits), [1] * n)
    assert limits(found) == pytest.approx(expected, abs=5e-5)


def test_one_article_is_wide_however_many_mentions_it_has() -> None:
    for m in (1, 5, 50):
        found = beta_binomial_interval([m], [m])
        assert found is not None
        assert found.half_width > 0.3
        assert found.low < 0.3


def test_mentions_that_always_agree_count_about_as_one() -> None:
    few = beta_binomial_interval([1] * 15 + [0] * 15, [1] * 30)
    many = beta_binomial_interval([6] * 15 + [0] * 15, [6] * 30)
    independent = beta_binomial_interval([3] * 30, [6] * 30)
    assert few is not None
    assert many is not None
    assert independent is not None
    assert many.half_width == pytest.approx(few.half_width, rel=0.15)
    assert independent.half_width < 0.6 * few.half_width


def test_five_hundred_articles() -> None:
    y, m = sample(np.random.default_rng(5), 500, 0.7, 0.3)
    found = beta_binomial_interval(y, m)
    assert found is not None
    assert found.low < 0.7 < found.high
    assert found.half_width < 0.05


# ---------------------------------------------------------------- Korn–Graubard


def published_formula(y: list[int], m: list[int]) -> tuple[float, float]:
    """Korn and Graubard's limits by F quantiles, as their paper writes them."""
    n, total = len(m), sum(m)
    p = sum(y) / total
    variance = n / (n - 1) * sum(((a - p * b) / total) ** 2 for a, b in zip(y, m, strict=True))
    ratio = stats.t.ppf(0.975, total - 1) / stats.t.ppf(0.975, n - 1)
    size = min(p * (1 - p) / variance * ratio**2, total)
    x = p * size
    v1, v2, v3, v4 = 2 * x, 2 * (size - x + 1), 2 * (x + 1), 2 * (size - x)
    f_low, f_high = stats.f.ppf(0.025, v1, v2), stats.f.ppf(0.975, v3, v4)
    return v1 * f_low / (v2 + v1 * f_low), v3 * f_high / (v4 + v3 * f_high)


@pytest.mark.parametrize("data", [MIXED, LEANING, POLAR])
def test_korn_graubard_follows_the_paper(data: tuple[list[int], list[int]]) -> None:
    assert limits(korn_graubard(*data)) == pytest.approx(published_formula(*data), abs=1e-9)


def exact(hits: int, n: int) -> tuple[float, float]:
    found = stats.binomtest(hits, n).proportion_ci(0.95, method="exact")
    return float(found.low), float(found.high)


def test_korn_graubard_is_clopper_pearson_where_articles_do_not_differ() -> None:
    """No variance between articles: every mention counts, and never more than that."""
    assert limits(korn_graubard([1, 2, 1, 3], [2, 4, 2, 6])) == pytest.approx(exact(7, 14))
    assert limits(korn_graubard([1] * 10, [3] * 10)) == pytest.approx(exact(10, 30))


def test_korn_graubard_nears_clopper_pearson_with_independent_single_mentions() -> None:
    assert limits(korn_graubard([1] * 120 + [0] * 180, [1] * 300)) == pytest.approx(exact(120, 300), abs=1e-3)


def test_korn_graubard_counts_articles_where_the_variance_is_unknown() -> None:
    assert limits(korn_graubard([0] * 9, [4] * 9)) == pytest.approx(exact(0, 9))
    assert limits(korn_graubard([4] * 9, [4] * 9)) == pytest.approx(exact(9, 9))
    assert limits(korn_graubard([7], [7])) == pytest.approx(exact(1, 1))
    low, high = limits(korn_graubard([2], [4]))
    assert (low, high) == pytest.approx(tuple(stats.beta.ppf([0.025, 0.975], [0.5, 1.5], [1.5, 0.5])))


def test_korn_graubard_with_two_articles_that_contradict_each_other_says_nothing() -> None:
    assert limits(korn_graubard([5, 0], [5, 5])) == pytest.approx((0, 1), abs=1e-6)


# ---------------------------------------------------------------- t of means, size and pole


@pytest.mark.parametrize("data", [MIXED, LEANING, POLAR])
def test_t_interval_is_scipys_clipped(data: tuple[list[int], list[int]]) -> None:
    shares = np.divide(*map(np.array, data))
    expected = stats.ttest_1samp(shares, 0).confidence_interval(0.95)
    assert limits(t_interval(*data)) == pytest.approx(np.clip([expected.low, expected.high], 0, 1))


def test_t_interval_needs_two_articles() -> None:
    assert t_interval([1, 0], [2, 0]) is None
    assert t_interval([1, 1], [2, 4]) is not None


def test_size_tracks_pole_sees_a_planted_tracking() -> None:
    m = np.arange(1, 21)
    assert size_tracks_pole(m // 2 + m // 4, m)
    assert size_tracks_pole(m - m // 2 - m // 4, m)
    assert not size_tracks_pole(m[:7] // 2, m[:7])  # seven articles are too few


def test_size_tracks_pole_is_spearmans_p() -> None:
    rng = np.random.default_rng(3)
    seen = set()
    for _ in range(60):
        m = rng.integers(1, 9, 12)
        y = rng.binomial(m, 0.3 + 0.06 * m)
        found = size_tracks_pole(y, m)
        assert found == (stats.spearmanr(m, y / m).pvalue < 0.05)
        seen.add(found)
    assert seen == {True, False}


@pytest.mark.parametrize(
    ("y", "m"), [([1] * 9, [2] * 9), ([0] * 9, range(1, 10)), (range(9), [8] * 9), ([], [])]
)
def test_size_tracks_pole_without_variation_is_false_and_silent(y: list[int], m: list[int]) -> None:
    assert not size_tracks_pole(list(y), list(m))


# ---------------------------------------------------------------- the estimate as a whole


def test_estimate_without_a_mention_is_missing() -> None:
    missing = ShareEstimate(None, None, 0, 0, None, None, False)
    assert estimate_share([], []) == missing
    assert estimate_share([0, 0, 0], [0, 0, 0]) == missing
    assert [f([0, 0], [0, 0]) for f in INTERVALS] == [None, None, None]


def test_estimate_is_put_together_from_its_parts() -> None:
    assert estimate_share(*MIXED) == ShareEstimate(
        share=pytest.approx((1 + 0.5 + 0 + 0.75 + 0 + 1 + 1 / 6) / 7),  # type: ignore[arg-type]
        pooled=pytest.approx(12 / 23),  # type: ignore[arg-type]
        n_articles=7,
        n_mentions=23,
        interval=beta_binomial_interval(*MIXED),
        check=korn_graubard(*MIXED),
        size_tracks_pole=False,
    )


def test_estimate_takes_the_wider_limits_where_size_tracks_the_pole() -> None:
    m = np.arange(1, 21)
    y = m // 2 + m // 4
    found = estimate_share(y, m)
    assert found.size_tracks_pole
    t, bb = limits(t_interval(y, m)), limits(beta_binomial_interval(y, m))
    assert limits(found.interval) == (min(t[0], bb[0]), max(t[1], bb[1]))
    assert found.interval is not None
    assert found.interval.method == "beta-binomial and t of article means, the wider limits"


def test_estimate_of_one_article() -> None:
    found = estimate_share([0, 2], [0, 3])
    assert (found.share, found.pooled, found.n_articles, found.n_mentions) == (2 / 3, 2 / 3, 1, 3)
    assert found.interval is not None
    assert found.interval.half_width > 0.3
    assert found.check is not None
    assert found.check.half_width > 0.4


def test_estimate_of_one_pole_only() -> None:
    found = estimate_share([0] * 12, [3] * 12)
    assert (found.share, found.pooled) == (0, 0)
    low, high = limits(found.interval)
    assert low == 0
    assert 0.1 < high < 0.35
    assert limits(found.check)[0] == 0


def test_methods_are_named() -> None:
    found = [f(*MIXED) for f in INTERVALS]
    assert [i.method for i in found if i is not None] == [
        "beta-binomial",
        "Korn–Graubard",
        "t of article means",
    ]


def test_input_is_left_alone() -> None:
    y, m = np.array([2, 1, 0, 0]), np.array([2, 3, 0, 1])
    y.setflags(write=False)
    m.setflags(write=False)
    estimate_share(y, m)
    assert (y.tolist(), m.tolist()) == ([2, 1, 0, 0], [2, 3, 0, 1])


@pytest.mark.parametrize(
    ("y", "m", "message"),
    [
        ([1, 2], [1], "y has shape (2,), m has shape (1,); give one number per article in each"),
        ([[1]], [[1]], "y has shape (1, 1), m has shape (1, 1); give one number per article in each"),
        (1, 2, "y has shape (), m has shape (); give one number per article in each"),
        ([0, 3], [1, 2], "article 1 has 3 of 2 mentions at the pole; need 0 <= y <= m"),
        ([0, -1], [1, 2], "article 1 has -1 of 2 mentions at the pole; need 0 <= y <= m"),
        ([0, 0.5], [1, 2], "y[1] is 0.5; a number of mentions is a whole number"),
        ([0, 0], [1, float("nan")], "m[1] is nan; a number of mentions is a whole number"),
        ([0, 0], [float("inf"), 1], "m[0] is inf; a number of mentions is a whole number"),
    ],
)
@pytest.mark.parametrize("function", [*INTERVALS, size_tracks_pole, estimate_share])
def test_counts_that_cannot_be(function: object, y: object, m: object, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        function(y, m)  # type: ignore[operator]


@pytest.mark.parametrize("function", INTERVALS)
@pytest.mark.parametrize("level", [0, 1, 95, -0.5])
def test_level_that_cannot_be(function: object, level: float) -> None:
    message = f"level {level} is not between 0 and 1; use 0.95 for a 95% interval"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        function(*MIXED, level=level)  # type: ignore[operator]


# ---------------------------------------------------------------- properties

article = st.integers(0, 12).flatmap(lambda m: st.tuples(st.integers(0, m), st.just(m)))
outlets = st.lists(article, min_size=1, max_size=25).filter(lambda rows: any(m for _, m in rows))


def columns(rows: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [y for y, _ in rows], [m for _, m in rows]


@settings(max_examples=80, deadline=None)
@given(outlets)
def test_limits_are_shares_around_the_estimate(rows: list[tuple[int, int]]) -> None:
    found = estimate_share(*columns(rows))
    assert found.share is not None
    assert found.pooled is not None
    low, high = limits(beta_binomial_interval(*columns(rows)))
    assert 0 < low < high < 1
    if 0 < found.pooled < 1:
        check_low, check_high = limits(found.check)
        assert 0 <= check_low <= found.pooled <= check_high <= 1
    by_means = t_interval(*columns(rows))
    if by_means is not None:
        assert 0 <= by_means.low <= found.share + 1e-12
        assert found.share - 1e-12 <= by_means.high <= 1


@settings(max_examples=60, deadline=None)
@given(outlets)
def test_swapping_the_poles_mirrors_everything(rows: list[tuple[int, int]]) -> None:
    y, m = columns(rows)
    here, there = estimate_share(y, m), estimate_share([b - a for a, b in rows], m)
    assert here.share is not None
    assert here.pooled is not None
    assert (there.share, there.pooled) == pytest.approx((1 - here.share, 1 - here.pooled))
    assert here.size_tracks_pole == there.size_tracks_pole
    for one, other in ((here.interval, there.interval), (here.check, there.check)):
        low, high = limits(one)
        assert limits(other) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(outlets.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))), st.integers(0, 3))
def test_order_and_articles_without_a_mention_change_nothing(
    both: tuple[list[tuple[int, int]], list[tuple[int, int]]], empty: int
) -> None:
    first, second = (estimate_share(*columns(rows)) for rows in (both[0], both[1] + [(0, 0)] * empty))
    assert (first.n_articles, first.n_mentions) == (second.n_articles, second.n_mentions)
    assert first.size_tracks_pole == second.size_tracks_pole
    assert (first.share, first.pooled) == pytest.approx((second.share, second.pooled))
    assert limits(first.interval) == pytest.approx(limits(second.interval), abs=1e-9)
    assert limits(first.check) == pytest.approx(limits(second.check), abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(outlets)
def test_a_higher_level_is_wider(rows: list[tuple[int, int]]) -> None:
    for function in INTERVALS:
        inner, outer = (function(*columns(rows), level=level) for level in (0.8, 0.95))
        if inner is not None and outer is not None:
            assert outer.low <= inner.low + 1e-12
            assert inner.high <= outer.high + 1e-12


@settings(max_examples=40, deadline=None)
@given(outlets)
def test_an_article_joined_to_itself_keeps_the_share(rows: list[tuple[int, int]]) -> None:
    y, m = columns(rows)
    once, joined = estimate_share(y, m), estimate_share([y[0] * 2, *y[1:]], [m[0] * 2, *m[1:]])
    assert once.share == joined.share
    assert once.n_articles == joined.n_articles


# ---------------------------------------------------------------- coverage of a planted share


def sample(rng: np.random.Generator, n: int, mu: float, rho: float) -> tuple[Ints, Ints]:
    """n articles with 0, 1, 2… mentions, 2.5 on average; their shares vary around μ as ρ says."""
    m = rng.negative_binomial(1.5, 1.5 / (1.5 + 2.5), n)
    p = rng.beta(mu * (1 - rho) / rho, (1 - mu) * (1 - rho) / rho, n)
    return rng.binomial(m, p), m


def covers(interval: Interval | None, share: float) -> bool:
    return interval is not None and interval.low <= share <= interval.high


@pytest.mark.parametrize("n", [12, 40])
@pytest.mark.parametrize("mu", [0.5, 0.9])
@pytest.mark.parametrize("rho", [0.1, 0.4])
def test_coverage(n: int, mu: float, rho: float) -> None:
    rng = np.random.default_rng([n, round(100 * mu), round(100 * rho)])
    drawn = [sample(rng, n, mu, rho) for _ in range(300)]
    assert np.mean([covers(beta_binomial_interval(*d), mu) for d in drawn]) >= 0.90
    assert np.mean([covers(korn_graubard(*d), mu) for d in drawn]) >= 0.90


def bootstrap(rng: np.random.Generator, y: Ints, m: Ints) -> Interval:
    """The interval not to use: percentiles of the share over resampled articles."""
    shares = (y / np.maximum(m, 1))[m > 0]
    means = shares[rng.integers(0, len(shares), (400, len(shares)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Interval(float(low), float(high), "percentile bootstrap")


def test_negative_control_bootstrap_covers_clearly_less() -> None:
    rng = np.random.default_rng(8)
    drawn = [d for d in (sample(rng, 8, 0.95, 0.4) for _ in range(300)) if d[1].any()]
    used = np.mean([covers(beta_binomial_interval(*d), 0.95) for d in drawn])
    control = np.mean([covers(bootstrap(rng, *d), 0.95) for d in drawn])
    assert used >= 0.90
    assert control < 0.65
    assert used - control > 0.3


def test_negative_control_counting_mentions_as_independent() -> None:
    rng = np.random.default_rng(9)
    drawn = [sample(rng, 40, 0.5, 0.4) for _ in range(300)]
    used = np.mean([covers(beta_binomial_interval(*d), 0.5) for d in drawn])
    exacts = [Interval(*exact(int(y.sum()), int(m.sum())), "Clopper–Pearson") for y, m in drawn]
    control = np.mean([covers(e, 0.5) for e in exacts])
    assert used >= 0.90
    assert control < 0.85
