"""The corrected share against its formula in plain loops, resampling, enumeration, published design effects, other packages.

Figures of statsmodels 0.15 and ppi_py 0.2.3 were computed once, with the call that stands beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import sqrt

import numpy as np
import pytest
from scipy import stats

from framing.comparison.correction import CorrectedShare, corrected_share

Counts = tuple[int, int]
Article = tuple[Counts, Counts | None]
"""What the classifier found (second pole, both poles), and what a person did."""


def correct(articles: Sequence[Article], level: float = 0.95) -> CorrectedShare:
    return corrected_share([found for found, _ in articles], [hand for _, hand in articles], level)


def corpus(seed: int, n: int, n_coded: int, *, at: float = 0.5) -> list[Article]:
    """Articles, the first of them coded, with a classifier that misses a fifth, invents some, and confuses the poles."""
    rng = np.random.default_rng(seed)
    size = 1 + rng.negative_binomial(2, 0.4, n)
    y = rng.binomial(size, rng.beta(3 * at, 3 * (1 - at), n))
    second, first = rng.binomial(y, 0.8), rng.binomial(size - y, 0.8)
    extra = rng.poisson(0.4, n)
    f = rng.binomial(second, 0.9) + rng.binomial(first, 0.15) + rng.binomial(extra, 0.6)
    rows = zip(*(a.tolist() for a in (f, second + first + extra, y, size)), strict=True)
    return [((f, m), (y, n) if i < n_coded else None) for i, (f, m, y, n) in enumerate(rows)]


# ---------------------------------------------------------------- the formula, and its derivative


def theta(articles: Sequence[Article], weights: Sequence[float] | None = None) -> float:
    """F + D as the docstring has them, in plain loops; a weight of 2 is an article that is there twice."""
    w = weights or [1.0] * len(articles)
    f_sum = sum(w_i * f for w_i, ((f, _), _) in zip(w, articles, strict=True))
    m_sum = sum(w_i * m for w_i, ((_, m), _) in zip(w, articles, strict=True))
    big_f = f_sum / m_sum
    above = below = 0.0
    for w_i, ((f, m), hand) in zip(w, articles, strict=True):
        if hand is not None:
            y, n = hand
            above += w_i * ((y - f) - big_f * (n - m))
            below += w_i * n
    return big_f + above / below


def infinitesimal_jackknife(articles: Sequence[Article]) -> float:
    """Standard error from the derivative of θ̂ by the weight of each article, taken numerically (Jaeckel 1972)."""
    n_coded = sum(hand is not None for _, hand in articles)
    squares, step = 0.0, 1e-4
    for i in range(len(articles)):
        up, down = ([1.0 + s * (j == i) for j in range(len(articles))] for s in (step, -step))
        squares += ((theta(articles, up) - theta(articles, down)) / (2 * step)) ** 2
    return sqrt(n_coded / (n_coded - 1) * squares)


@pytest.mark.parametrize(("seed", "n", "n_coded"), [(1, 30, 10), (2, 60, 25), (3, 40, 40), (4, 200, 8)])
def test_share_error_and_interval_are_those_of_the_formula(seed: int, n: int, n_coded: int) -> None:
    """Mentions missed and invented, so that every term counts: the influence is the derivative, to seven digits."""
    articles = corpus(seed, n, n_coded)
    found = correct(articles)
    share, error = theta(articles), infinitesimal_jackknife(articles)
    assert found.share == pytest.approx(share, abs=1e-12)
    assert found.standard_error == pytest.approx(error, rel=1e-7)
    reach = stats.t(n_coded - 1).ppf(0.975) * error
    assert found.interval == pytest.approx((max(0, share - reach), min(1, share + reach)), rel=1e-7)
    assert (found.n_articles, found.n_gold) == (n, n_coded)


def test_the_level_decides_the_reach() -> None:
    articles = corpus(5, 80, 30)
    found = correct(articles, level=0.8)
    assert found.interval is not None
    assert found.standard_error is not None
    reach = stats.t(29).ppf(0.9) * found.standard_error
    assert found.interval[1] - found.interval[0] == pytest.approx(2 * reach)


def test_error_is_near_that_of_leaving_out_one_article_at_a_time() -> None:
    """The jackknife proper knows no formula at all: (n − 1)/n · Σ(θ̂₍ᵢ₎ − mean)²."""
    for seed in range(3):
        articles = corpus(seed, 500, 200)
        left_out = np.array([theta(articles[:i] + articles[i + 1 :]) for i in range(500)])
        jackknife = sqrt(499 / 500 * ((left_out - left_out.mean()) ** 2).sum())
        assert correct(articles).standard_error == pytest.approx(jackknife, rel=0.01)


def test_error_is_near_that_of_drawing_articles_with_replacement() -> None:
    """Coded and uncoded articles drawn apart. An error from 2,500 resamples is itself uncertain by 1.4 %."""
    articles = corpus(9, 300, 120)
    rng = np.random.default_rng(0)
    drawn = [
        theta([articles[i] for i in (*rng.integers(0, 120, 120), *rng.integers(120, 300, 180))])
        for _ in range(2500)
    ]
    assert correct(articles).standard_error == pytest.approx(float(np.std(drawn)), rel=0.06)


# ---------------------------------------------------------------- everything coded: the ratio of a sample of clusters

# Weil (1970), as in Williams (1975), Biometrics 31, 949–952: pups of a litter that lived 21 days, and at 4 days.
CONTROL = [(13, 13), (12, 12), (9, 9), (9, 9), (8, 8), (8, 8), (12, 13), (11, 12), (9, 10), (9, 10), (8, 9), (11, 13), (4, 5), (5, 7), (7, 10), (7, 10)]  # fmt: skip
TREATED = [(12, 12), (11, 11), (10, 10), (9, 9), (10, 11), (9, 10), (9, 10), (8, 9), (8, 9), (4, 5), (7, 9), (4, 7), (5, 10), (3, 6), (3, 10), (0, 7)]  # fmt: skip


@pytest.mark.parametrize(("litters", "published"), [(CONTROL, 1.232495), (TREATED, 3.952861)])
@pytest.mark.parametrize("classifier", ["right", "blind", "wild"])
def test_published_design_effects(litters: list[Counts], published: float, classifier: str) -> None:
    """Rao & Scott (1992), Biometrics 48, 577–585, table 1, with the digits that R's PF::rsb prints for it.

    Coded by hand throughout, a share owes nothing to the classifier: not the estimate, and not its error.
    """
    rng = np.random.default_rng(6)
    found = {
        "right": litters,
        "blind": [(0, 0)] * 16,
        "wild": [(int(a), int(a + b)) for a, b in rng.integers(0, 9, (16, 2))],
    }[classifier]
    got = corrected_share(found, litters)
    y, n = sum(a for a, _ in litters), sum(b for _, b in litters)
    p = y / n
    assert got.share == pytest.approx(p)
    assert got.standard_error is not None
    assert got.standard_error**2 / (p * (1 - p) / n) == pytest.approx(published, abs=1e-6)


@pytest.mark.parametrize(
    ("litters", "expected"),
    [
        # OLS(pups, ones).fit(cov_type="cluster", cov_kwds={"groups": litter}, use_t=True).conf_int()
        (CONTROL, (0.84194230, 0.95552606)),
        (TREATED, (0.62486190, 0.91996569)),
    ],
)
def test_interval_is_that_of_statsmodels_for_clusters(
    litters: list[Counts], expected: tuple[float, float]
) -> None:
    assert corrected_share(litters, litters).interval == pytest.approx(expected, abs=1e-7)


# ---------------------------------------------------------------- a mention an article: prediction-powered inference

FOUND = [1, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 0, 1]
CODED = [1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 0]


def test_single_mentions_are_prediction_powered_inference() -> None:
    """Angelopoulos et al. (2023): the estimate of ppi_py, and its error with the covariance that it leaves out put in.

    ppi_py takes the sample for other articles than those that F is a mean of; here they are among them. And it has no
    G / (G − 1).
    """
    found = corrected_share(
        [(f, 1) for f in FOUND], [(y, 1) for y in CODED] + [None] * (len(FOUND) - len(CODED))
    )
    # Y, f = np.array(CODED, float), np.array(FOUND, float)
    # ppi_mean_pointestimate(Y, f[:12], f, lam=1); ppi_mean_ci(Y, f[:12], f, alpha=0.05, lam=1)
    point, low, high = 0.51666667, 0.18721409615584733, 0.8461192371774859
    assert found.share == pytest.approx(point)
    variance = ((high - low) / 2 / stats.norm.ppf(0.975)) ** 2
    big_f, n, g = sum(FOUND) / 30, 30, 12
    d = [y - f for y, f in zip(CODED, FOUND, strict=False)]
    covariance = sum((f - big_f) * (e - sum(d) / g) for f, e in zip(FOUND, d, strict=False)) / (n * g)
    assert found.standard_error == pytest.approx(sqrt(g / (g - 1) * (variance + 2 * covariance)))


def test_where_errors_cancel_it_is_design_based_supervised_learning() -> None:
    """Egami et al. (2023): the mean of f + R/π · (y − f), its variance that of these pseudo-outcomes.

    There each article is drawn or not by itself, here a fixed number is drawn: the variances differ by terms in D, and are
    the same where the errors of the sample add up to nothing.
    """
    coded = [1, 1, 0, 1, 0, 1, 0, 1, 1, 0, 1, 0]
    assert sum(coded) == sum(FOUND[:12])
    assert coded != FOUND[:12]
    found = corrected_share([(f, 1) for f in FOUND], [(y, 1) for y in coded] + [None] * 18)
    pseudo = [f + (30 / 12 * (coded[i] - f) if i < 12 else 0) for i, f in enumerate(FOUND)]
    mean = sum(pseudo) / 30
    assert found.share == pytest.approx(mean)
    error = sqrt(12 / 11 * sum((p - mean) ** 2 for p in pseudo)) / 30
    assert found.standard_error == pytest.approx(error)


# ---------------------------------------------------------------- unbiased, and as uncertain as it says


def test_over_all_samples_that_could_be_drawn_it_is_the_share_by_hand() -> None:
    """All 495 samples of eight of twelve articles, three mentions each by hand: the mean of θ̂ is exact, not nearly so."""
    hand = [(2, 3), (1, 3), (2, 3), (3, 3), (1, 3), (2, 3), (0, 3), (2, 3), (1, 3), (3, 3), (1, 3), (2, 3)]
    found = [(2, 2), (1, 4), (2, 3), (2, 3), (2, 4), (1, 1), (0, 0), (1, 3), (2, 3), (3, 5), (1, 2), (2, 2)]
    shares = []
    for drawn in combinations(range(12), 8):
        got = corrected_share(found, [hand[i] if i in drawn else None for i in range(12)])
        assert got.share is not None
        assert 0 < got.share < 1
        shares.append(got.share)
    truth = sum(y for y, _ in hand) / 36
    assert np.mean(shares) == pytest.approx(truth, abs=1e-12)
    assert sum(f for f, _ in found) / sum(m for _, m in found) != pytest.approx(truth, abs=0.02)


@pytest.mark.parametrize(("n", "n_coded", "at"), [(120, 12, 0.5), (60, 40, 0.3)])
def test_the_stated_error_is_that_of_repeating_the_study(n: int, n_coded: int, at: float) -> None:
    """Two thousand studies. The ratio of stated to true variance has a standard error of .03 to .04, coverage one of .005."""
    shares, variances, covered = [], [], []
    for seed in range(2000):
        got = correct(corpus(seed, n, n_coded, at=at))
        assert got.share is not None
        assert got.standard_error is not None
        assert got.interval is not None
        shares.append(got.share)
        variances.append(got.standard_error**2)
        covered.append(got.interval[0] <= at <= got.interval[1])
    assert np.mean(shares) == pytest.approx(at, abs=0.015)
    assert np.mean(variances) / np.var(shares) == pytest.approx(1, abs=0.12)
    assert 0.93 <= np.mean(covered) <= 0.97
