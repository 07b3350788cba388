"""Error rates of poles and their range over outlets: tables by hand, the variance transcribed again, and drawn outlets."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from framing.coding.codebook import Head
from framing.learning.error_rates import ErrorRate, error_rates, spread

Ints = NDArray[np.int64]
FELLED, REMOVED = Head("tree-work", "felled"), Head("tree-work", "removed")
OUTLETS = st.lists(
    st.integers(1, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=12
)


def ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def spread_of(outlets: Sequence[tuple[int, int]]) -> tuple[float, float, float]:
    return spread(ints([y for y, _ in outlets]), ints([n for _, n in outlets]))


# ---------------------------------------------------------------- the three rates by hand

TP, FP, FN, NONE = (1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, 0)
Cell = tuple[int, int, int]
Row = tuple[str, Cell, Cell]
ROWS: list[Row] = [
    # outlet, felled, removed: what the sentence has and what was coded
    ("Acorn", TP, NONE),  # felled, coded felled
    ("Acorn", FP, FN),  # removed, coded felled: confused
    ("Acorn", FP, NONE),  # neither, coded felled: invented
    ("Elm Gazette", FN, FP),  # felled, coded removed: confused, and no mention is missed
    ("Elm Gazette", FN, NONE),  # felled, nothing coded: missed
    ("Elm Gazette", TP, TP),  # both, both coded
    ("Riverside Post", TP, FN),  # both, felled coded: removed is missed, for felled is no confusion
    ("Riverside Post", FP, TP),  # removed, both coded: felled is invented beside it
    ("Riverside Post", FN, FN),  # both, nothing coded
    ("Park Herald", NONE, NONE),  # neither, or nobody looked at the axis
]


def rates(rows: Sequence[Row]) -> dict[tuple[str, str], ErrorRate]:
    own = {
        ("tree-work", "felled"): np.array([r[1] for r in rows], dtype=np.int64).reshape(-1, 3),
        ("tree-work", "removed"): np.array([r[2] for r in rows], dtype=np.int64).reshape(-1, 3),
    }
    found = error_rates(own, [r[0] for r in rows], [FELLED, REMOVED])
    order = [("tree-work", p, k) for p in ("felled", "removed") for k in ("confused", "invented", "missed")]
    assert [(r.axis, r.pole, r.kind) for r in found] == [
        x for x in order if x in {(r.axis, r.pole, r.kind) for r in found}
    ]
    return {(r.pole, r.kind): r for r in found}


@pytest.mark.parametrize(
    ("pole", "kind", "errors", "n", "n_outlets"),
    [
        ("felled", "confused", 1, 6, 3),
        ("felled", "invented", 2, 6, 3),
        ("felled", "missed", 2, 6, 3),
        ("removed", "confused", 1, 3, 2),
        ("removed", "invented", 0, 3, 2),
        ("removed", "missed", 2, 5, 3),
    ],
)
def test_rates_by_hand(pole: str, kind: str, errors: int, n: int, n_outlets: int) -> None:
    found = rates(ROWS)[pole, kind]
    assert (found.n, found.n_outlets) == (n, n_outlets)
    assert found.rate == pytest.approx(errors / n)


def test_the_range_is_that_of_the_outlets_with_such_a_sentence() -> None:
    """Felled is coded in Acorn (3, one confused), Elm Gazette (1) and Riverside Post (2)."""
    found = rates(ROWS)["felled", "confused"]
    assert (found.rate, found.low, found.high) == spread_of([(1, 3), (0, 1), (0, 2)])


def test_a_sentence_is_never_confused_and_missed_at_once() -> None:
    """The true felled that were coded removed are not missed: the two kinds are used side by side."""
    found = rates([("Acorn", FN, FP)] * 5)
    assert found["felled", "missed"].rate == 0
    assert found["removed", "confused"].rate == 1
    assert found["removed", "invented"].rate == 0
    assert ("felled", "confused") not in found


def test_order_of_sentences_and_names_of_outlets_change_nothing() -> None:
    expected = rates(ROWS)
    assert rates(ROWS[::-1]).keys() == expected.keys()
    names = {"Acorn": "Zeta", "Elm Gazette": "Éclair", "Riverside Post": "7", "Park Herald": "a"}
    for rows in (ROWS[::-1], [(names[o], a, b) for o, a, b in ROWS]):
        for key, rate in rates(rows).items():
            assert (rate.n, rate.n_outlets) == (expected[key].n, expected[key].n_outlets)
            assert (rate.rate, rate.low, rate.high) == pytest.approx(
                (expected[key].rate, expected[key].low, expected[key].high)
            )


def test_counts_above_one_in_a_sentence_count_once() -> None:
    def times(cell: Cell, k: int) -> Cell:
        return cell[0] * k, cell[1] * k, cell[2] * k

    assert rates([(o, times(a, 2), times(b, 3)) for o, a, b in ROWS]) == rates(ROWS)


def test_an_axis_with_one_pole_among_the_heads_has_no_rates() -> None:
    own = {("pond", "wild"): np.array([TP, FP], dtype=np.int64)}
    assert error_rates(own, ["Acorn", "Acorn"], [Head("pond", "wild")]) == ()


def test_another_axis_is_not_the_other_pole() -> None:
    own = {
        (h.axis, h.pole): np.array([row], dtype=np.int64)
        for h, row in [
            (FELLED, FP),
            (REMOVED, NONE),
            (Head("pond", "wild"), FN),
            (Head("pond", "murky"), NONE),
        ]
    }
    heads = [FELLED, Head("pond", "wild"), REMOVED, Head("pond", "murky")]
    found = {(r.pole, r.kind): r for r in error_rates(own, ["Acorn"], heads)}
    assert (found["felled", "confused"].rate, found["felled", "invented"].rate) == (0, 1)


def test_without_sentences_there_are_no_rates() -> None:
    assert rates([]) == {}


# ---------------------------------------------------------------- the range: transcribed again


def posterior(outlets: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """The limits from draws: μ and ρ on another grid by weight of scipy's beta-binomial, then a rate of an outlet not seen."""
    rho = np.linspace(0.02, 0.985, 97)
    mu = (np.arange(331) + 0.5) / 331
    a, b = np.outer(mu, (1 - rho) / rho), np.outer(1 - mu, (1 - rho) / rho)
    log = np.log(stats.beta.pdf(rho, 1, 1.5))[None, :] + sum(
        stats.betabinom.logpmf(y, n, a, b) for y, n in outlets
    )
    weight = np.exp(log - log.max()).ravel()
    rng = np.random.default_rng(3)
    cells = rng.choice(len(weight), 200_000, p=weight / weight.sum())
    rates = rng.beta(a.ravel()[cells], b.ravel()[cells])
    low, high = np.quantile(rates, [0.025, 0.975])
    return float(low), float(high)


@pytest.mark.parametrize(
    "outlets",
    [
        [(3, 20), (1, 20), (6, 20), (2, 20)],
        [(0, 5), (2, 3), (1, 1), (0, 8), (4, 9)],
        [(1, 30)] * 12,
        [(0, 1), (1, 1), (0, 1)],
        [(9, 10), (10, 10), (7, 10)],
    ],
)
def test_range_is_that_of_the_posterior(outlets: list[tuple[int, int]]) -> None:
    _, low, high = spread_of(outlets)
    assert (low, high) == pytest.approx(posterior(outlets), abs=0.015)


@settings(max_examples=300, deadline=None)
@given(OUTLETS)
def test_a_range_holds_its_rate(outlets: list[tuple[int, int]]) -> None:
    rate, low, high = spread_of(outlets)
    assert all(isfinite(x) for x in (rate, low, high))
    assert 0 <= low <= rate <= high <= 1


@settings(max_examples=200, deadline=None)
@given(OUTLETS)
def test_rates_of_what_is_no_error_are_the_mirror_image(outlets: list[tuple[int, int]]) -> None:
    rate, low, high = spread_of(outlets)
    right = spread_of([(n - y, n) for y, n in outlets])
    assert right == pytest.approx((1 - rate, 1 - high, 1 - low), abs=1e-3)  # the mass that is left out


@settings(max_examples=100, deadline=None)
@given(OUTLETS, st.randoms(use_true_random=False))
def test_order_of_outlets_changes_nothing(outlets: list[tuple[int, int]], random: object) -> None:
    shuffled = list(outlets)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert spread_of(shuffled) == pytest.approx(spread_of(outlets), abs=1e-6)


# ---------------------------------------------------------------- the range: extremes


@pytest.mark.parametrize("outlets", [[(0, 1)], [(1, 1)], [(0, 1), (1, 1)], [(0, 1), (0, 1)]])
def test_one_sentence_an_outlet_may_be_anything(outlets: list[tuple[int, int]]) -> None:
    """A few sentences, one in each outlet: the range is nearly everything."""
    _, low, high = spread_of(outlets)
    assert high - low > 0.85


def test_a_mixed_outlet_alone_says_little_of_others() -> None:
    _, low, high = spread_of([(20, 50)])
    assert low < 0.05
    assert high > 0.9


def test_no_error_in_many_outlets_is_a_small_range_that_is_not_nothing() -> None:
    rate, low, high = spread_of([(0, 20)] * 100)
    assert rate == low == 0
    assert 0 < high < 0.01


def test_only_errors_in_many_outlets() -> None:
    rate, low, high = spread_of([(20, 20)] * 100)
    assert 0.99 < low < rate == high == 1


def test_outlets_that_err_always_or_never() -> None:
    _, low, high = spread_of([(0, 20), (20, 20)] * 50)
    assert low < 0.001
    assert high > 0.999


def test_outlets_alike_to_the_last_sentence_leave_the_smallest_spread_of_the_prior() -> None:
    """ρ is .02 at least: a standard deviation of .057 at a rate of .2."""
    rate, low, high = spread_of([(4, 20)] * 50)
    sd = (0.02 * rate * (1 - rate)) ** 0.5
    assert (low, high) == pytest.approx((rate - 1.8 * sd, rate + 2.3 * sd), abs=0.025)


def test_the_same_outlets_again_leave_the_spread_between_them_as_it_is() -> None:
    once, often = spread_of([(1, 20), (9, 20), (3, 20)] * 10), spread_of([(1, 20), (9, 20), (3, 20)] * 300)
    assert often[1] == pytest.approx(once[1], abs=0.02)
    assert often[2] == pytest.approx(once[2], abs=0.08)


@pytest.mark.parametrize("n", [50, 100, 1000])
def test_one_outlet_says_no_more_than_ten(n: int) -> None:
    """No error among n sentences: from one outlet they cannot tell more about others than from ten."""
    assert spread_of([(0, n)])[2] >= spread_of([(0, n // 10)] * 10)[2]


def test_rare_errors_in_outlets_of_one_sentence() -> None:
    rate, _, high = spread_of([(1, 1)] + [(0, 1)] * 99)
    assert high > 2 * rate


# ---------------------------------------------------------------- the range: drawn outlets


def held(p: float, rho: float, sizes: Sequence[int], draws: int = 100) -> NDArray[np.float64]:
    """Per draw, the part of all outlets whose rate lies in the range: rates from a beta distribution with that ρ."""
    rng = np.random.default_rng(7)
    a, b = p * (1 / rho - 1), (1 - p) * (1 / rho - 1)
    n = ints(sizes)
    found = []
    for _ in range(draws):
        _, low, high = spread(rng.binomial(n, rng.beta(a, b, len(n))).astype(np.int64), n)
        found.append(float(stats.beta.cdf(high, a, b) - stats.beta.cdf(low, a, b)))
    return np.array(found)


@pytest.mark.parametrize("p", [0.1, 0.2, 0.5])
@pytest.mark.parametrize("rho", [0.05, 0.1, 0.3])
def test_a_hundred_outlets_of_twenty_sentences_hold_the_middle_of_outlets(p: float, rho: float) -> None:
    """95 % on average, or a little more; in nine draws of ten more than 80 %."""
    coverage = held(p, rho, [20] * 100)
    assert 0.92 <= coverage.mean() <= 0.985
    assert np.quantile(coverage, 0.1) >= 0.8


@pytest.mark.parametrize("rho", [0.05, 0.1, 0.3])
def test_rare_errors_in_a_hundred_outlets_are_held_too(rho: float) -> None:
    """At a rate of 2 % there are 40 errors to tell the outlets apart by: the range is rather too wide."""
    assert 0.95 <= held(0.02, rho, [20] * 100).mean() <= 0.995


def test_the_control_with_no_spread_between_outlets_would_be_noticed() -> None:
    """The binomial range alone, as if outlets were alike, holds few of them."""
    sentences, p, rho = 2000, 0.2, 0.1
    reach = 1.96 * (p * (1 - p) / sentences) ** 0.5
    a, b = p * (1 / rho - 1), (1 - p) * (1 / rho - 1)
    assert stats.beta.cdf(p + reach, a, b) - stats.beta.cdf(p - reach, a, b) < 0.2


@pytest.mark.parametrize(
    ("p", "rho", "sizes"),
    [
        (0.1, 0.1, [10] * 10),
        (0.05, 0.3, [20] * 20),
        (0.2, 0.01, [20] * 100),
        (0.1, 0.1, [1] * 180 + [2] * 30 + [5] * 18),  # many outlets, most with one sentence
    ],
)
def test_few_outlets_or_few_sentences_in_each_hold_the_middle_too(
    p: float, rho: float, sizes: list[int]
) -> None:
    assert held(p, rho, sizes).mean() >= 0.92
