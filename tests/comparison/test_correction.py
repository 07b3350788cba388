"""The corrected share: by hand, against the formula in its plain form, and in simulation with a control that fails."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from framing.comparison.correction import corrected_share

Counts = tuple[int, int]
COUNTS = st.integers(0, 4).flatmap(lambda n: st.integers(0, n).map(lambda y: (y, n)))


def test_a_classifier_without_errors_is_not_corrected() -> None:
    found = [(1, 2), (0, 1), (2, 2), (1, 1)]
    got = corrected_share(found, [found[0], found[1], found[2], None])
    assert got.share == pytest.approx(4 / 6)
    assert got.share == got.uncorrected


@given(st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=20))
def test_coding_every_article_by_hand_gives_the_share_by_hand(rows: list[tuple[Counts, Counts]]) -> None:
    got = corrected_share([f for f, _ in rows], [g for _, g in rows])
    y, n = sum(g[0] for _, g in rows), sum(g[1] for _, g in rows)
    assert got.share == (pytest.approx(y / n, abs=1e-9) if n else None)


def test_an_invented_mention_and_a_missed_one_by_hand() -> None:
    """F = 3/4. Coded: the first article has one of two mentions on the second pole, not two of two; the second has none at all.

    D = [(1 − 2) − ¾·0 + (0 − 1) − ¾·(0 − 1)] / (2 + 0) = (−1 − ¼) / 2 = −⅝, and ¾ − ⅝ = ⅛.
    """
    got = corrected_share([(2, 2), (1, 1), (0, 1)], [(1, 2), (0, 0), None])
    assert got.uncorrected == 0.75
    assert got.share == pytest.approx(0.125)
    assert got.interval is None


def test_against_the_formula_where_only_poles_are_confused() -> None:
    """methods of prediction-powered inference for a ratio, written out in a loop: m mentions each, by whoever counts."""
    rng = np.random.default_rng(4)
    m = rng.integers(1, 5, 40)
    y = rng.binomial(m, 0.6)
    f = np.clip(y + rng.integers(-1, 2, 40), 0, m)
    drawn = [i < 15 for i in range(40)]
    got = corrected_share(
        [(int(a), int(b)) for a, b in zip(f, m, strict=True)],
        [(int(y[i]), int(m[i])) if drawn[i] else None for i in range(40)],
    )
    big_f = sum(f) / sum(m)
    d = [float(y[i] - f[i]) for i in range(40)]
    big_d = sum(d[i] for i in range(15)) / sum(m[:15])
    influence = []
    for i in range(40):
        value = (f[i] - big_f * m[i]) / (40 * m.mean())
        if drawn[i]:
            value += (d[i] - big_d * m[i]) / (15 * m[:15].mean())
        influence.append(value)
    error = (15 / 14 * sum(v * v for v in influence)) ** 0.5
    assert got.share == pytest.approx(big_f + big_d)
    assert got.standard_error == pytest.approx(error)
    reach = student.ppf(0.975, 14) * error
    assert got.interval == pytest.approx((big_f + big_d - reach, big_f + big_d + reach))


def test_without_a_mention_by_hand_there_is_no_share() -> None:
    got = corrected_share([(1, 2), (1, 1)], [(0, 0), None])
    assert (got.share, got.interval, got.n_gold, got.n_articles) == (None, None, 1, 2)
    assert got.uncorrected == pytest.approx(2 / 3)
    assert corrected_share([], []).share is None


def test_where_the_classifier_finds_nothing_hand_codings_count_alone() -> None:
    got = corrected_share([(0, 0)] * 10, [(1, 1), (0, 1), (1, 2), (1, 1)] * 2 + [None, None])
    assert got.uncorrected is None
    assert got.share == pytest.approx(3 / 5)
    assert got.interval is not None


@pytest.mark.parametrize(("coded", "known"), [(7, False), (8, True)])
def test_a_handful_that_agrees_does_not_show_that_there_are_no_errors(coded: int, known: bool) -> None:
    found = [(k % 2, 1) for k in range(40)]
    hand = [f if k < coded else None for k, f in enumerate(found)]
    assert (corrected_share(found, hand).interval is not None) == known


def test_order_of_articles_changes_nothing() -> None:
    found = [(1, 2), (0, 1), (2, 2), (1, 1), (0, 3)]
    hand: list[Counts | None] = [(1, 1), (0, 1), None, (0, 1), (1, 3)]
    assert corrected_share(found[::-1], hand[::-1]).share == pytest.approx(corrected_share(found, hand).share)


# ---------------------------------------------------------------- simulation


def simulate(share: float, n: int, n_gold: int, reps: int, seed: int) -> tuple[float, float, float, float]:
    """Coverage and bias, corrected and not: a classifier that misses, invents and confuses, poles unequally."""
    rng = np.random.default_rng(seed)
    covered, raw_covered, bias, raw_bias = [], [], [], []
    for _ in range(reps):
        size = rng.negative_binomial(2, 0.4, n)
        p = rng.beta(share * 1.5, (1 - share) * 1.5, n)
        y = rng.binomial(size, p)
        second, first = rng.binomial(y, 0.8), rng.binomial(size - y, 0.8)
        invented = rng.poisson(0.2, n)
        f = rng.binomial(second, 0.85) + rng.binomial(first, 0.1) + rng.binomial(invented, 0.5)
        m = second + first + invented
        drawn = np.zeros(n, dtype=bool)
        drawn[rng.choice(n, n_gold, replace=False)] = True
        found = [(int(a), int(b)) for a, b in zip(f, m, strict=True)]
        hand = [(int(a), int(b)) if d else None for a, b, d in zip(y, size, drawn, strict=True)]
        got = corrected_share(found, hand)
        assert got.share is not None
        assert got.interval is not None
        assert got.uncorrected is not None
        covered.append(got.interval[0] <= share <= got.interval[1])
        bias.append(got.share - share)
        naive = corrected_share(found, list(found))  # its own counts taken for the truth
        assert naive.interval is not None
        raw_covered.append(naive.interval[0] <= share <= naive.interval[1])
        raw_bias.append(got.uncorrected - share)
    return (
        float(np.mean(covered)),
        float(np.mean(bias)),
        float(np.mean(raw_covered)),
        float(np.mean(raw_bias)),
    )


@pytest.mark.parametrize(("share", "n", "n_gold"), [(0.5, 200, 50), (0.3, 60, 20), (0.9, 200, 20)])
def test_the_interval_covers_and_the_estimate_is_not_biased(share: float, n: int, n_gold: int) -> None:
    """Three hundred runs: ± .025 around .95 is two standard errors."""
    covered, bias, _, _ = simulate(share, n, n_gold, 300, 7)
    assert 0.90 <= covered <= 0.98
    assert abs(bias) < 0.02


def test_uncorrected_counts_fail() -> None:
    """The control: the same harness must show that not correcting is wrong."""
    _, _, covered, bias = simulate(0.9, 200, 20, 150, 8)
    assert covered < 0.2
    assert bias < -0.1
