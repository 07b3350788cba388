"""Differences between outlets against exact distributions, published examples and scipy: permutation, MOVER, Welch, and p over all pairs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product
from math import comb, sqrt
from random import Random

import msgspec
import numpy as np
import pytest
from scipy import stats

from framing.coding.codebook import Codebook
from framing.comparison.contrasts import Pair, pairs
from framing.comparison.correction import CorrectedShare
from framing.comparison.estimates import OutletEstimate, estimates
from framing.comparison.hand_coded import HandCoded
from framing.comparison.permutation import Difference, benjamini_hochberg, difference, weighted_difference
from framing.scoring.articles import ArticleScore, AxisScore, voice_score

Counts = tuple[int, int]
Table = tuple[int, int, int, int]
"""Hits and articles of the one outlet, hits and articles of the other."""

# ---------------------------------------------------------------- permutation: one stratum


def one_stratum(a: Sequence[float], b: Sequence[float], draws: int = 20_000) -> Difference:
    return difference([("e", x) for x in a], [("e", x) for x in b], draws=draws)


def four_errors(p: float, draws: int) -> float:
    return 4 * sqrt(p * (1 - p) / draws) + 1 / draws


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ([0.9, 0.75, 0.6, 1.0, 0.5], [0.2, 0.5, 0.4, 0.66, 0.1, 0.35]),
        ([0.0, 0.5, 1.0], [0.25, 0.25, 0.5, 0.5, 0.75, 1.0, 1.0, 1.0]),
        ([1.0, 1.0, 0.2], [0.5, 0.1]),
        ([0.35, 1.0], [0.1, 0.2, 0.3, 0.8, 0.9, 0.05]),
    ],
)
def test_p_is_that_of_scipys_exact_test(a: list[float], b: list[float]) -> None:
    """scipy doubles the smaller tail; here the distance from 0 counts, which is its one-sided test of |T|."""

    def distance(x: np.ndarray, y: np.ndarray, axis: int = -1) -> np.ndarray:
        return np.asarray(np.round(np.abs(x.mean(axis=axis) - y.mean(axis=axis)), 12))

    exact = stats.permutation_test((a, b), distance, n_resamples=np.inf, alternative="greater")
    found = one_stratum(a, b)
    assert found.value == pytest.approx(np.mean(a) - np.mean(b))
    assert found.p == pytest.approx(exact.pvalue, abs=four_errors(exact.pvalue, 20_000))


def test_the_lady_tasting_tea() -> None:
    """Fisher (1935): three of four cups right. p = (1 + 16 + 16 + 1) / 70, two-sided."""
    exact = 34 / comb(8, 4)
    assert stats.fisher_exact([[3, 1], [1, 3]]).pvalue == pytest.approx(exact)
    found = one_stratum([1, 1, 1, 0], [0, 0, 0, 1])
    assert found.value == 0.5
    assert found.p == pytest.approx(exact, abs=four_errors(exact, 20_000))


@pytest.mark.parametrize("draws", [1, 9, 39])
def test_few_draws_count_the_one_that_was_seen(draws: int) -> None:
    """Phipson & Smyth (2010): over many seeds the mean of p is (1 + B · exact) / (B + 1), exact being 52 of 252."""
    exact = stats.fisher_exact([[4, 1], [1, 4]]).pvalue
    a, b = ([("e", float(x)) for x in side] for side in ([1, 1, 1, 1, 0], [1, 0, 0, 0, 0]))
    found = [difference(a, b, draws=draws, seed=s).p or 0.0 for s in range(600)]
    assert {round(p * (draws + 1), 9) % 1 for p in found} == {0.0}
    error = sqrt(exact * (1 - exact) * draws / 600) / (draws + 1)
    assert np.mean(found) == pytest.approx((1 + draws * exact) / (draws + 1), abs=4 * error)


# ---------------------------------------------------------------- permutation: several strata


def articles(tables: Sequence[Table]) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
    """Articles at one pole or the other, a stratum for each table."""
    a = [(f"s{k}", float(i < x)) for k, (x, n, _, _) in enumerate(tables) for i in range(n)]
    b = [(f"s{k}", float(i < y)) for k, (_, _, y, n) in enumerate(tables) for i in range(n)]
    return a, b


def conditional_p(tables: Sequence[Table]) -> float:
    """The exact conditional test of several 2 × 2 tables: hits of the first outlet are a sum of hypergeometric numbers.

    w_e (θ̂_ae − θ̂_be) with w_e = m_a m_b / (m_a + m_b) is hits − expected hits: T orders relabellings as Mantel and Haenszel do.
    """
    chances = {0: 1.0}
    for x, n, y, k in tables:
        hits = stats.hypergeom(n + k, x + y, n)
        step = {h: float(hits.pmf(h)) for h in range(max(0, x + y - k), min(n, x + y) + 1)}
        summed: dict[int, float] = {}
        for (s, p), (h, q) in product(chances.items(), step.items()):
            summed[s + h] = summed.get(s + h, 0.0) + p * q
        chances = summed
    expected = sum(n * (x + y) / (n + k) for x, n, y, k in tables)
    far = abs(sum(t[0] for t in tables) - expected) - 1e-9
    return sum(p for s, p in chances.items() if abs(s - expected) >= far)


# Agresti (1990), Categorical Data Analysis, p. 231: rabbits cured by penicillin at once, and after an hour and a half.
RABBITS = [(0, 6, 0, 5), (3, 6, 0, 6), (6, 6, 2, 6), (5, 6, 6, 6), (2, 2, 5, 5)]
# University Group Diabetes Program (1970): deaths under tolbutamide and under placebo, below and above 55 years.
TOLBUTAMIDE = [(8, 106, 5, 120), (22, 98, 16, 85)]


def test_the_rabbits_of_the_exact_mantel_haenszel_test() -> None:
    """Published: p = 0.03994, R's mantelhaen.test(Rabbits, exact = TRUE). Strata of unequal size, one without variation."""
    assert conditional_p(RABBITS) == pytest.approx(0.03994, abs=5e-6)
    found = difference(*articles(RABBITS), draws=60_000)
    assert found.p == pytest.approx(0.03994, abs=four_errors(0.03994, 60_000))
    assert found.n_strata == 5


def test_the_difference_is_that_of_mantel_and_haenszel() -> None:
    """Greenland & Robins (1985): the pooled risk difference of the tolbutamide trial is .035."""
    found = difference(*articles(TOLBUTAMIDE), draws=4000)
    expected = (106 * 120 / 226 * (8 / 106 - 5 / 120) + 98 * 85 / 183 * (22 / 98 - 16 / 85)) / (
        106 * 120 / 226 + 98 * 85 / 183
    )
    assert found.value == pytest.approx(expected)
    assert found.value == pytest.approx(0.035, abs=5e-4)
    exact = conditional_p(TOLBUTAMIDE)
    assert found.p == pytest.approx(exact, abs=four_errors(exact, 4000))


@pytest.mark.parametrize(
    "tables",
    [
        [(5, 6, 10, 30), (1, 12, 0, 3), (4, 9, 2, 10)],
        [(9, 10, 3, 5), (1, 25, 6, 20)],
        [(1, 2, 7, 40), (2, 3, 5, 30), (3, 4, 3, 15), (0, 1, 9, 20)],
    ],
)
def test_strata_of_unequal_mix_against_the_exact_conditional_test(tables: list[Table]) -> None:
    """Here other weights would order relabellings otherwise."""
    exact = conditional_p(tables)
    found = difference(*articles(tables), draws=40_000)
    assert found.p == pytest.approx(exact, abs=four_errors(exact, 40_000))


@pytest.mark.parametrize("seed", range(4))
def test_weighted_articles_against_every_relabelling(seed: int) -> None:
    """Weights move with their articles and change no stratum's own weight, which is of articles. All 10 × 15 relabellings."""
    rng = np.random.default_rng(seed)
    sides = [
        [("e", *rng.uniform(0.1, 1, 2)) for _ in range(x)]
        + [("f", *rng.uniform(0.1, 1, 2)) for _ in range(y)]
        for x, y in ((3, 2), (2, 4))
    ]

    def mean(rows: Sequence[tuple[str, float, float]]) -> float:
        return sum(share * weight for _, share, weight in rows) / sum(weight for _, _, weight in rows)

    options = []
    for stratum, n, m in (("e", 3, 2), ("f", 2, 4)):
        rows = [row for side in sides for row in side if row[0] == stratum]
        splits = [
            ([rows[i] for i in c], [rows[i] for i in range(n + m) if i not in c])
            for c in combinations(range(n + m), n)
        ]
        options.append([n * m / (n + m) * (mean(x) - mean(y)) for x, y in splits])
    values = [(x + y) / (6 / 5 + 8 / 6) for x, y in product(*options)]
    exact = sum(abs(v) >= abs(values[0]) - 1e-12 for v in values) / 150
    found = weighted_difference(*sides, draws=20_000)
    assert found.value == pytest.approx(values[0])
    assert found.p == pytest.approx(exact, abs=four_errors(exact, 20_000))


# ---------------------------------------------------------------- Benjamini–Hochberg


def test_the_example_of_benjamini_and_hochberg() -> None:
    """(1995), J. R. Statist. Soc. B 57, 289–300, section 4: fifteen tests, four of them rejected. Adjusted as R's p.adjust does."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip
    published = [0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714, 0.06385714, 0.0645, 0.0765, 0.486, 0.58118182, 0.714875, 0.75323077, 0.81321429, 1.0]  # fmt: skip
    assert benjamini_hochberg(p) == pytest.approx(published, abs=5e-9)
    given: list[float | None] = [*p, None, None]
    order = list(range(17))
    Random(3).shuffle(order)
    found = benjamini_hochberg([given[i] for i in order])
    assert found == [None if i > 14 else pytest.approx(published[i], abs=5e-9) for i in order]
    assert sum(q is not None and q <= 0.05 for q in found) == 4


# ---------------------------------------------------------------- pairs of outlets


def article(outlet: str, n: int, book: Codebook, own: Counts) -> ArticleScore:
    """Own-voice mentions of the first and of the second pole of the work on trees, in one event."""
    axes = {}
    for axis in book.axes:
        poles = [p.id for p in axis.poles]
        counts = own if axis.id == "tree-work" else (0, 0)
        axes[axis.id] = AxisScore(0.0, *(voice_score(poles, list(c)) for c in (counts, (0, 0), (0, 0))))
    return ArticleScore(f"{outlet}-{n:03}", outlet, "2024-05-10", "", 500, 20, axes, (), "fair")


def outlets(book: Codebook, first: Sequence[Counts], second: Sequence[Counts]) -> list[ArticleScore]:
    return [
        article(o, n, book, own)
        for o, rows in (("Acorn", first), ("Elm Gazette", second))
        for n, own in enumerate(rows)
    ]


def compare(
    scores: Sequence[ArticleScore],
    found: Sequence[OutletEstimate],
    book: Codebook,
    by_hand: HandCoded | None = None,
) -> Pair:
    copies = {s.outlet: 0.0 for s in scores}
    (pair,) = [p for p in pairs(scores, copies, found, book, None, by_hand) if p.axis == "tree-work"]
    return pair


def stated(
    scores: Sequence[ArticleScore], book: Codebook, first: dict[str, object], second: dict[str, object]
) -> Pair:
    """The pair where the estimates of the two outlets on the work on trees say something else than the articles do."""
    changes = {"Acorn": first, "Elm Gazette": second}
    found = [
        msgspec.structs.replace(e, **changes[e.outlet]) if (e.axis, e.voice) == ("tree-work", "own") else e
        for e in estimates(scores, book)
    ]
    return compare(scores, found, book)


APART = [(1, 0)] * 12, [(0, 1)] * 12


Limits = tuple[float, float]


def mover(a: float, b: float, of_a: Limits, of_b: Limits) -> Limits:
    """Zou & Donner (2008), Statistics in Medicine 27, 1693–1702: limits of a − b from those of a and of b."""
    low = a - b - sqrt((a - of_a[0]) ** 2 + (of_b[1] - b) ** 2)
    high = a - b + sqrt((of_a[1] - a) ** 2 + (b - of_b[0]) ** 2)
    return low, high


# Newcombe (1998), Statistics in Medicine 17, 873–890, table II, method 10, which is MOVER of two Wilson intervals.
NEWCOMBE = [
    ((56, 70), (48, 80), (0.0524, 0.3339)),
    ((9, 10), (3, 10), (0.1705, 0.8090)),
    ((6, 7), (2, 7), (0.0582, 0.8062)),
    ((5, 56), (0, 29), (-0.0381, 0.1926)),
    ((0, 10), (0, 20), (-0.1611, 0.2775)),
    ((0, 10), (0, 10), (-0.2775, 0.2775)),
    ((10, 10), (0, 20), (0.6791, 1.0000)),
    ((10, 10), (0, 10), (0.6075, 1.0000)),
]


@pytest.mark.parametrize(("a", "b", "published"), NEWCOMBE)
def test_interval_of_a_difference_is_made_as_in_the_published_table(
    park_book: Codebook, a: Counts, b: Counts, published: Limits
) -> None:
    """The same counts as articles of one mention: their intervals are those of a beta distribution, not Wilson's."""
    shares = a[0] / a[1], b[0] / b[1]
    wilson = [stats.binomtest(*side).proportion_ci(0.95, method="wilson") for side in (a, b)]
    assert mover(*shares, *((w.low, w.high) for w in wilson)) == pytest.approx(published, abs=5.1e-5)
    exact = []
    for (hits, n), share in zip((a, b), shares, strict=True):
        low, high = stats.beta.ppf([0.025, 0.975], 1 + hits, 1 + n - hits)
        exact.append((min(low, share), max(high, share)))
    low, high = mover(*shares, *exact)
    sides = [[(int(i >= hits), int(i < hits)) for i in range(n)] for hits, n in (a, b)]
    scores = outlets(park_book, *sides)
    found = compare(scores, estimates(scores, park_book), park_book)
    assert found.interval == pytest.approx((max(-1, low), min(1, high)), abs=1e-4)


def coded(mean: float, error: float, n: int) -> dict[str, object]:
    interval = (mean - 2 * error, mean + 2 * error)
    return {"corrected": CorrectedShare(mean, interval, error, mean, 4 * n, n)}


# Three pairs of samples of unequal size and variance from the literature on Welch's test, divided by 100: mean, variance, n.
WELCH = [
    # t = −2.46, ν = 25.0, p = .021
    ((20.82, 7.867428571428571, 15), (22.986666666666667, 3.8126666666666664, 15), 0.021),
    # t = −1.57, ν = 9.9, p = .149
    ((20.61, 9.041, 10), (22.135, 0.8981842105263158, 20), 0.149),
    # t = −2.22, ν = 24.5, p = .036
    ((19.37, 1.449, 10), (21.59, 17.115684210526315, 20), 0.036),
]


@pytest.mark.parametrize(("a", "b", "published"), WELCH)
def test_p_of_corrected_shares_is_that_of_welch(
    park_book: Codebook, a: tuple[float, float, int], b: tuple[float, float, int], published: float
) -> None:
    """Articles far apart, so that the permutation agrees and the larger p is that of the t-test."""
    sides = [coded(mean / 100, sqrt(variance / n) / 100, n) for mean, variance, n in (a, b)]
    found = stated(outlets(park_book, APART[0], APART[1]), park_book, *sides)
    oracle = stats.ttest_ind_from_stats(a[0], sqrt(a[1]), a[2], b[0], sqrt(b[1]), b[2], equal_var=False)
    assert found.difference == -1.0
    assert found.p == pytest.approx(oracle.pvalue, rel=1e-9)
    assert found.p == pytest.approx(published, abs=5e-4)
    assert found.corrected == pytest.approx((a[0] - b[0]) / 100)


def test_where_the_two_tests_point_apart_there_is_no_difference(park_book: Codebook) -> None:
    found = stated(outlets(park_book, *APART), park_book, coded(0.9, 0.01, 12), coded(0.1, 0.01, 12))
    assert (found.p, found.difference) == (1.0, -1.0)


@pytest.mark.parametrize(("n_a", "n_b"), [(12, 30), (25, 9)])
def test_single_mentions_all_coded_by_hand_are_welchs_test_on_them(
    park_book: Codebook, n_a: int, n_b: int
) -> None:
    """From articles to the pair: whatever the classifier found, the interval is scipy's, and p the larger of the two tests."""
    rng = np.random.default_rng(n_a)
    y = rng.random(n_a) < 0.3, rng.random(n_b) < 0.75
    guess = [[(int(g), int(1 - g)) for g in rng.integers(0, 2, n)] for n in (n_a, n_b)]
    scores = outlets(park_book, *guess)
    hand: HandCoded = {}
    for outlet, truth in zip(("Acorn", "Elm Gazette"), y, strict=True):
        hand |= {f"{outlet}-{i:03}": {"tree-work": (int(t), 1)} for i, t in enumerate(truth)}
    found = compare(scores, estimates(scores, park_book, hand), park_book, hand)
    welch = stats.ttest_ind(y[0].astype(float), y[1].astype(float), equal_var=False)
    expected = welch.confidence_interval(0.95)
    assert found.corrected == pytest.approx(y[0].mean() - y[1].mean())
    assert found.corrected_interval == pytest.approx((max(-1, expected.low), min(1, expected.high)))
    by_chance = one_stratum(y[0].tolist(), y[1].tolist(), 2000).p
    assert by_chance is not None
    assert found.p == pytest.approx(max(by_chance, welch.pvalue), abs=four_errors(by_chance, 1000))


def test_differences_of_pairs_are_those_of_mantel_and_haenszel_within_events(park_book: Codebook) -> None:
    """The tolbutamide trial as two outlets and two events, an article for each person."""
    scores = []
    for k, (x, n, y, m) in enumerate(TOLBUTAMIDE):
        for outlet, hits, size in (("Acorn", x, n), ("Elm Gazette", y, m)):
            rows = [
                article(outlet, 1000 * k + i, park_book, (int(i >= hits), int(i < hits))) for i in range(size)
            ]
            scores += [msgspec.structs.replace(s, event=f"age {k}") for s in rows]
    found = compare(scores, estimates(scores, park_book), park_book)
    assert found.difference == pytest.approx(0.035, abs=5e-4)
    exact = conditional_p(TOLBUTAMIDE)
    assert found.p == pytest.approx(exact, abs=four_errors(exact, 2000))


def test_interval_of_a_difference_covers_where_outlets_report_on_other_things(park_book: Codebook) -> None:
    """Thirty-six articles of one event and four of another, and the other way round; each at either pole with probability ½.

    Two hundred corpora without a difference: .90 is three standard errors below the stated .95. The variance of the
    stratified difference is p(1 − p)/Σw with w = 36 · 4 / 40 twice: .186², where the two shares alone would have .112².
    """
    rng = np.random.default_rng(21)
    covered = []
    for _ in range(200):
        scores = []
        for outlet, sizes in (("Acorn", (36, 4)), ("Elm Gazette", (4, 36))):
            events = [e for e, size in enumerate(sizes) for _ in range(size)]
            for i, (event, second) in enumerate(zip(events, rng.integers(0, 2, 40).tolist(), strict=True)):
                row = article(outlet, i, park_book, (1 - second, second))
                scores.append(msgspec.structs.replace(row, event=f"event {event}"))
        found = compare(scores, estimates(scores, park_book), park_book).interval
        assert found is not None
        covered.append(found[0] <= 0 <= found[1])
    assert np.mean(covered) >= 0.90
