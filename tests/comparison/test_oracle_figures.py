"""Figures of agreement and of an evaluation against other packages, published examples, and every resample there could be.

Figures of statsmodels 0.15 were computed once, with the call that stands beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations_with_replacement
from math import factorial, log, prod, sqrt
from typing import Any

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from numpy.typing import NDArray
from scipy import optimize, sparse, special
from sklearn.calibration import CalibratedClassifierCV, calibration_curve
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score, precision_recall_curve

from framing.coding.agreement import agreements, alpha
from framing.coding.codebook import Codebook
from framing.coding.labels import Label
from framing.learning import metrics
from framing.learning.calibration import expected_calibration_error, reliability
from framing.learning.ceiling import ceiling
from framing.learning.fitting import Settings, decider, fit_heads
from framing.learning.resampling import (
    Resampling,
    average_precision_interval,
    macro_interval,
    score_intervals,
)

# ---------------------------------------------------------------- alpha


@settings(max_examples=150, deadline=None)
@given(
    st.integers(2, 4).flatmap(
        lambda coders: st.lists(
            st.lists(st.sampled_from("abc"), min_size=coders, max_size=coders), min_size=1, max_size=12
        )
    )
)
def test_alpha_is_that_of_nltk(table: list[list[str]]) -> None:
    assume(len({c for unit in table for c in unit}) > 1)
    rows = [(f"coder {k}", f"unit {i}", c) for i, unit in enumerate(table) for k, c in enumerate(unit)]
    assert alpha(table) == pytest.approx(AnnotationTask(data=rows).alpha(), abs=1e-9)


def test_alpha_of_many_coders_is_the_published_kappa_but_for_small_samples() -> None:
    """Ten units, fourteen coders, five codes: Fleiss' κ = .210 (Fleiss 1971 as worked in Wikipedia, Fleiss' kappa).

    α = 1 − (1 − κ)(n − 1)/n with n codes in all: it draws its chance pairs without replacement.
    """
    table = [
        (0, 0, 0, 0, 14),
        (0, 2, 6, 4, 2),
        (0, 0, 3, 5, 6),
        (0, 3, 9, 2, 0),
        (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0),
        (3, 2, 6, 3, 0),
        (2, 5, 3, 2, 2),
        (6, 5, 2, 1, 0),
        (0, 2, 2, 3, 7),
    ]
    kappa = 0.20993070442195522  # statsmodels.stats.inter_rater.fleiss_kappa(table)
    assert kappa == pytest.approx(0.210, abs=5e-4)
    units = [[code for code, times in enumerate(row) for _ in range(times)] for row in table]
    assert alpha(units) == pytest.approx(1 - (1 - kappa) * 139 / 140, abs=1e-12)


# ---------------------------------------------------------------- every resample there could be


def resamples(n: int) -> list[tuple[NDArray[np.int64], float]]:
    """How often each of n groups is drawn in n draws with replacement, with its probability: all of them."""
    found = []
    for drawn in combinations_with_replacement(range(n), n):
        times = np.bincount(drawn, minlength=n)
        ways = factorial(n) / prod(factorial(t) for t in times.tolist())
        found.append((times, ways / n**n))
    return found


def brackets(
    statistic: Callable[[NDArray[np.int64]], float | None], groups: int, draws: int
) -> list[tuple[float, float]]:
    """Between which values the .025 and the .975 quantile of so many draws must lie, by four standard errors.

    Resamples in which the statistic is undefined are left out.
    """
    known = sorted((v, p) for v, p in ((statistic(t), p) for t, p in resamples(groups)) if v is not None)
    below = np.cumsum([p for _, p in known]) / sum(p for _, p in known)
    error = 4 * sqrt(0.025 * 0.975 / draws)
    at = [[int(np.searchsorted(below, q + e)) for e in (-error, error)] for q in (0.025, 0.975)]
    return [(known[a][0], known[min(b, len(known) - 1)][0]) for a, b in at]


def lies(interval: tuple[float, float] | None, within: list[tuple[float, float]]) -> bool:
    assert interval is not None
    return all(
        low - 1e-12 <= limit <= high + 1e-12 for limit, (low, high) in zip(interval, within, strict=True)
    )


def test_all_resamples_have_probability_one_and_the_brackets_are_narrow() -> None:
    """A harness that takes anything is void: the bracket of a mean leaves out the limits of a 90 % and of a 99 % interval."""
    assert sum(p for _, p in resamples(6)) == pytest.approx(1)
    values = np.array([0.0, 1.0, 2.5, 4.5, 7.0, 10.0])
    within = brackets(lambda t: float(t @ values / 6), 6, 10_000)
    means = np.array(
        [np.repeat(float(t @ values / 6), round(p * 6**6)) for t, p in resamples(6)], dtype=object
    )
    every = np.concatenate(means.tolist())
    assert len(every) == 6**6
    assert lies((np.quantile(every, 0.025), np.quantile(every, 0.975)), within)
    for tail in (0.01, 0.05):
        assert not within[0][0] <= np.quantile(every, tail) <= within[0][1]
        assert not within[1][0] <= np.quantile(every, 1 - tail) <= within[1][1]


def test_interval_of_alpha_draws_articles(park_book: Codebook) -> None:
    """Six articles of unequal length, three of them without variation; α of each resample from the krippendorff package."""
    codes = ["fr ff ff", "nn nn nn nf rr", "ff ff", "ff", "rr nn nr", "ff ff ff ff"]
    axis = {"f": "felled", "r": "removed", "n": "none"}
    rows, tables = [], []
    for a, article in enumerate(codes):
        tables.append([["nfr".index(c) for c in pair] for pair in article.split()])
        for s, pair in enumerate(article.split()):
            common: dict[str, Any] = {
                "text": f"Sentence {s} of {a}.",
                "id": f"{a}#{s}",
                "source": f"article {a}",
            }
            rows += [
                Label(axis="tree-work", pole=axis[c], coder=coder, **common)
                for coder, c in zip(("ada", "bob"), pair, strict=True)
            ]
    found = next(x for x in agreements(rows, park_book, resamples=10_000) if x.what == "tree-work")

    def of(times: NDArray[np.int64]) -> float | None:
        units = [unit for t, table in zip(times.tolist(), tables, strict=True) for unit in table * t]
        if len({c for unit in units for c in unit}) < 2:
            return None
        return float(krippendorff.alpha(np.array(units, dtype=float).T, level_of_measurement="nominal"))

    assert found.alpha == pytest.approx(of(np.ones(6, dtype=np.int64)))
    assert found.n_units == 18
    assert sum(p for times, p in resamples(6) if of(times) is None) == pytest.approx(1 / 64)
    assert lies(found.interval, brackets(of, 6, 10_000))


GROUPS = [0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 6, 6, 6, 6]
GOLD = np.array([[c == "1" for c in row] for row in ("11010000100110010010001", "00100101000001100100100", "01000000000000100000000")])  # fmt: skip
FOUND = np.array([[c == "1" for c in row] for row in ("10010010100010010010101", "00100101100001000100010", "01100000000000100000000")])  # fmt: skip


def table(head: int) -> NDArray[np.int64]:
    gold, found = GOLD[head], FOUND[head]
    return np.column_stack([gold & found, ~gold & found, gold & ~found]).astype(np.int64)


def drawn(times: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.repeat(np.arange(len(GROUPS)), times[GROUPS])


def ratio(above: NDArray[np.bool_], below: NDArray[np.bool_]) -> float | None:
    return float(above.sum() / below.sum()) if below.any() else None


@pytest.mark.parametrize(("head", "without"), [(0, 1), (2, 5)])
def test_intervals_of_a_pole_are_those_of_all_resamples(head: int, without: int) -> None:
    """The last pole stands in two of seven articles: from the others alone precision and recall are missing, not 0."""
    draws = 20_000
    got = score_intervals(table(head), Resampling([f"a{g}" for g in GROUPS], resamples=draws))
    gold, found = GOLD[head], FOUND[head]

    def precision(times: NDArray[np.int64]) -> float | None:
        at = drawn(times)
        return ratio((gold & found)[at], found[at])

    def recall(times: NDArray[np.int64]) -> float | None:
        at = drawn(times)
        return ratio((gold & found)[at], gold[at])

    def f1(times: NDArray[np.int64]) -> float | None:
        p, r = precision(times), recall(times)
        return 2 * p * r / (p + r) if p and r else 0.0

    assert lies(got["precision"], brackets(precision, 7, draws))
    assert lies(got["recall"], brackets(recall, 7, draws))
    assert lies(got["f1"], brackets(f1, 7, draws))
    undefined = sum(p for times, p in resamples(7) if precision(times) is None)
    assert undefined == pytest.approx((without / 7) ** 7)


def test_interval_of_macro_f1_is_that_of_all_resamples() -> None:
    """Every pole of the gold counts in every resample, with 0 where nothing of it was drawn."""
    draws = 20_000

    def macro(times: NDArray[np.int64]) -> float:
        at = drawn(times)
        found = [
            2 * (g & f)[at].sum() / max(1, g[at].sum() + f[at].sum())
            for g, f in zip(GOLD, FOUND, strict=True)
        ]
        return float(np.mean(found))

    tables = {("a", pole): table(k) for k, pole in enumerate("xyz")}
    got = macro_interval(tables, Resampling([f"a{g}" for g in GROUPS], resamples=draws))
    assert macro(np.ones(7, dtype=np.int64)) == pytest.approx(f1_score(GOLD.T, FOUND.T, average="macro"))
    assert lies(got, brackets(macro, 7, draws))


@pytest.mark.parametrize("head", [0, 2])
def test_interval_of_average_precision_is_that_of_all_resamples(head: int) -> None:
    """With tied scores; of the last pole five articles have nothing, and from them alone there is no figure."""
    draws = 20_000
    scores = np.array([0.9, 0.4, 0.35, 0.8, 0.2, 0.3, 0.6, 0.1, 0.7, 0.4, 0.3, 0.75, 0.5, 0.15, 0.6, 0.65, 0.2, 0.1, 0.45, 0.55, 0.5, 0.25, 0.85])  # fmt: skip
    gold = GOLD[head]

    def precision(times: NDArray[np.int64]) -> float | None:
        at = drawn(times)
        return float(average_precision_score(gold[at], scores[at])) if gold[at].any() else None

    got = average_precision_interval(
        gold, scores, np.arange(len(GROUPS)), Resampling([f"a{g}" for g in GROUPS], resamples=draws)
    )
    assert lies(got, brackets(precision, 7, draws))


# ---------------------------------------------------------------- F1

HEADS = [("a", "x"), ("a", "y"), ("b", "x"), ("b", "z")]
SENTENCES = st.tuples(
    st.frozensets(st.sampled_from(HEADS)),
    st.frozensets(st.sampled_from(HEADS)),
    st.frozensets(st.sampled_from("ab")),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(SENTENCES, min_size=1, max_size=25))
def test_macro_f1_is_that_of_scikit_learn(
    rows: list[tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]], frozenset[str]]],
) -> None:
    """Pole by pole over the sentences where its axis was looked at; poles that do not stand in the gold have no part."""
    gold, found, looked = (list(column) for column in zip(*rows, strict=True))
    ours = metrics.macro_f1({h: metrics.table(gold, found, looked, h) for h in HEADS})
    scores = []
    for head in HEADS:
        seen = [(head in g, head in f) for g, f, axes in rows if head[0] in axes]
        if any(g for g, _ in seen):
            scores.append(f1_score(*zip(*seen, strict=True), zero_division=0))
    assert ours == pytest.approx(np.mean(scores) if scores else 0.0)


def test_the_ceiling_is_scikit_learns_macro_f1_of_two_coders(park_book: Codebook) -> None:
    rng = np.random.default_rng(12)
    heads = [(h.axis, h.pole) for h in park_book.heads]
    first = rng.random((60, len(heads))) < 0.25
    second = first ^ (rng.random(first.shape) < 0.1)
    rows = []
    for i in range(60):
        common: dict[str, Any] = {"text": f"Sentence {i}.", "id": str(i), "source": f"article {i // 5}"}
        for coder, codes in (("ada", first[i]), ("bob", second[i])):
            rows.append(Label(axis="*", pole="none", coder=coder, **common))
            rows += [
                Label(axis=a, pole=p, voice="own", coder=coder, **common)
                for (a, p), yes in zip(heads, codes, strict=True)
                if yes
            ]
    got = ceiling(rows, park_book)
    assert got is not None
    assert got.n_sentences == 60
    assert got.macro_f1["any"] == pytest.approx(f1_score(first, second, average="macro"))


# ---------------------------------------------------------------- the threshold of F1


def test_threshold_of_evenly_spread_probabilities_is_the_golden_ratio_squared() -> None:
    """p uniform on 0–1: F1 from t on is (1 − t²)/(3/2 − t), at its highest where t² − 3 t + 1 = 0."""
    p = (np.arange(100_000) + 0.5) / 100_000
    assert metrics.f1_threshold(p) == pytest.approx((3 - sqrt(5)) / 2, abs=1e-5)


@pytest.mark.parametrize("rate", [0.02, 0.3, 0.5, 0.9])
def test_where_nothing_is_told_apart_yes_to_everything_is_best(rate: float) -> None:
    """Lipton, Elkan & Naryanaswamy (2014): F1 of saying yes to all is 2 b / (1 + b), the threshold half of it."""
    assert metrics.f1_threshold(np.full(5000, rate)) == pytest.approx(rate / (1 + rate))


def test_no_cut_has_a_higher_f1_where_probabilities_are_calibrated() -> None:
    rng = np.random.default_rng(7)
    p = rng.beta(0.6, 2.4, 200_000)
    truth = rng.random(200_000) < p
    precision, recall, _ = precision_recall_curve(truth, p)
    best = (2 * precision * recall / np.maximum(precision + recall, 1e-12)).max()
    cut = metrics.f1_threshold(p)
    assert f1_score(truth, p >= cut) == pytest.approx(best, abs=1e-3)
    assert f1_score(truth, p >= 0.5) < best - 0.02
    assert cut == pytest.approx(best / 2, abs=5e-3)


# ---------------------------------------------------------------- calibration error

THOUSANDTHS = st.lists(st.tuples(st.booleans(), st.integers(0, 1000)), min_size=1, max_size=80)


@settings(max_examples=200)
@given(THOUSANDTHS, st.integers(1, 15))
def test_calibration_error_is_that_of_plain_loops(rows: list[tuple[bool, int]], bins: int) -> None:
    """Bins from k/B up to and without (k + 1)/B, the last one with 1."""
    assume(all(k in {0, 1000} or k * bins % 1000 for _, k in rows))
    truth, p = np.array([t for t, _ in rows]), np.array([k / 1000 for _, k in rows])
    members: list[list[tuple[bool, int]]] = [[] for _ in range(bins)]
    for t, k in rows:
        members[min(k * bins // 1000, bins - 1)].append((t, k))
    by_hand = sum(abs(sum(t for t, _ in b) - sum(k / 1000 for _, k in b)) for b in members) / len(rows)
    assert expected_calibration_error(reliability(truth, p, bins)) == pytest.approx(by_hand, abs=1e-12)


def test_the_reliability_diagram_is_that_of_scikit_learn() -> None:
    rng = np.random.default_rng(5)
    p = rng.beta(0.5, 0.8, 400)
    truth = rng.random(400) < p**1.5
    observed, mean = calibration_curve(truth, p, n_bins=10, strategy="uniform")
    bins = reliability(truth, p)
    assert [b.observed for b in bins] == pytest.approx(observed)
    assert [b.mean_probability for b in bins] == pytest.approx(mean)
    share = np.histogram(p, 10, (0, 1))[0] / 400
    assert expected_calibration_error(bins) == pytest.approx(float(share @ np.abs(observed - mean)))
    assert expected_calibration_error(bins) > 0.05


# ---------------------------------------------------------------- logistic calibration

HOURS = [0.50, 0.75, 1.00, 1.25, 1.50, 1.75, 1.75, 2.00, 2.25, 2.50, 2.75, 3.00, 3.25, 3.50, 4.00, 4.25, 4.50, 4.75, 5.00, 5.50]  # fmt: skip
PASSED = [0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1]


def test_the_published_example_of_a_logistic_regression() -> None:
    """Hours of study and passing (Wikipedia, Logistic regression): slope 1.5046, intercept −4.0777.

    statsmodels: Logit(PASSED, add_constant(HOURS)).fit().params is −4.07771343, 1.50464543. The penalty of the calibration
    is so weak that it moves neither by more than a thousandth.
    """
    rule = decider(np.array(HOURS)[:, None], np.array(PASSED, dtype=np.int8)[:, None])
    assert rule.slopes[0] == pytest.approx(1.50464543, abs=1e-3)
    assert rule.offsets[0] == pytest.approx(-4.07771343, abs=1e-3)
    for hours, published in ((1, 0.07), (2, 0.26), (3, 0.61), (4, 0.87), (5, 0.97)):
        assert rule.probabilities(np.array([[float(hours)]]))[0, 0] == pytest.approx(published, abs=0.005)


def scored(n: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    rng = np.random.default_rng(seed)
    x = rng.normal(-1, 2, n)
    return x, (rng.random(n) < special.expit(0.7 * x - 0.4)).astype(np.int8)


def test_calibration_is_the_optimum_of_its_penalised_likelihood() -> None:
    """Found by scipy from the likelihood written out: −Σ log p + slope² / (2 · 10⁴)."""
    x, y = scored(150, 3)

    def loss(at: NDArray[np.float64]) -> float:
        z = at[0] * x + at[1]
        return float(np.logaddexp(0, np.where(y == 1, -z, z)).sum() + at[0] ** 2 / 2e4)

    best = optimize.minimize(loss, [1.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12})
    rule = decider(x[:, None], y[:, None])
    assert (rule.slopes[0], rule.offsets[0]) == pytest.approx(tuple(best.x), abs=2e-6)


def test_calibration_is_near_that_of_scikit_learn() -> None:
    """scikit-learn draws its targets a little to the middle (Platt 1999), which four thousand decisions hardly feel."""
    x, y = scored(4000, 4)
    given_ = LogisticRegression()
    given_.classes_, given_.coef_, given_.intercept_, given_.n_features_in_ = np.array([0, 1]), np.array([[1.0]]), np.array([0.0]), 1  # fmt: skip
    oracle = CalibratedClassifierCV(FrozenEstimator(given_), method="sigmoid").fit(x[:, None], y)
    ours = decider(x[:, None], y[:, None]).probabilities(x[:, None])[:, 0]
    assert ours == pytest.approx(oracle.predict_proba(x[:, None])[:, 1], abs=2e-3)
    assert np.abs(ours - special.expit(x)).max() > 0.1


def test_weights_are_where_the_gradient_vanishes() -> None:
    """C · Σ (y − p) x = β and Σ (y − p) = 0: the penalty is on the weights and not on the intercept."""
    rng = np.random.default_rng(2)
    x = (rng.random((300, 15)) < 0.3) * rng.uniform(1, 4, 15)
    y = (rng.random(300) < special.expit(x[:, 0] - x[:, 1] - log(3))).astype(np.int8)
    for penalty in (0.03, 1.0):
        weights, intercept = fit_heads(
            sparse.csr_matrix(x), y[:, None], Settings(penalty=penalty), tolerance=1e-10
        )
        left = y - special.expit(x @ weights[:, 0] + intercept[0])
        assert penalty * (left @ x) == pytest.approx(weights[:, 0], abs=1e-7)
        assert left.sum() == pytest.approx(0, abs=1e-6)
