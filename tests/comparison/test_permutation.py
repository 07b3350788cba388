"""The permutation test against enumeration, the correction against scipy, and a control that must fail."""

from __future__ import annotations

from itertools import combinations, product
from math import sqrt
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from framing.comparison.permutation import DRAWS, benjamini_hochberg, difference

Shares = list[tuple[str, float]]
ARTICLES = st.lists(st.tuples(st.sampled_from("ef"), st.sampled_from([0.0, 0.25, 0.5, 1.0])), max_size=8)


def by_enumeration(a: Shares, b: Shares) -> tuple[float, float]:
    """T, and the share of all relabellings within strata that are at least as far from 0; as it stands in the formula."""
    strata = sorted({s for s, _ in a} & {s for s, _ in b})
    cells = [([x for s, x in a if s == e], [x for s, x in b if s == e]) for e in strata]
    weights = [len(x) * len(y) / (len(x) + len(y)) for x, y in cells]

    def statistic(split: list[tuple[list[float], list[float]]]) -> float:
        return sum(
            w * (sum(x) / len(x) - sum(y) / len(y)) for w, (x, y) in zip(weights, split, strict=True)
        ) / sum(weights)

    options = []
    for x, y in cells:
        both = x + y
        chosen = [set(c) for c in combinations(range(len(both)), len(x))]
        options.append(
            [
                ([both[i] for i in sorted(c)], [both[i] for i in range(len(both)) if i not in c])
                for c in chosen
            ]
        )
    observed = statistic(cells)
    values = [statistic(list(split)) for split in product(*options)]
    return observed, sum(abs(v) >= abs(observed) - 1e-12 for v in values) / len(values)


CASES: list[tuple[Shares, Shares]] = [
    ([("e", 1.0)] * 4, [("e", 0.0)] * 4),
    ([("e", 1.0), ("e", 0.5), ("e", 1.0)], [("e", 0.0), ("e", 0.5), ("e", 0.0), ("e", 0.25)]),
    ([("e", 1.0), ("e", 1.0), ("f", 0.5)], [("e", 0.0), ("e", 0.5), ("f", 0.5), ("f", 0.0), ("f", 0.25)]),
    ([("e", 0.2), ("f", 0.4), ("g", 0.6)], [("e", 0.2), ("f", 0.4), ("g", 0.6)]),
    ([("e", 1.0), ("e", 0.75), ("x", 1.0)], [("e", 0.25), ("e", 0.0), ("y", 0.0)]),
]


@pytest.mark.parametrize(("a", "b"), CASES)
def test_p_is_that_of_all_relabellings(a: Shares, b: Shares) -> None:
    """Drawn and not enumerated, so that it lies within four standard errors."""
    draws = 20_000
    value, exact = by_enumeration(a, b)
    found = difference(a, b, draws=draws)
    assert found.value == pytest.approx(value)
    assert found.p == pytest.approx(
        (1 + draws * exact) / (draws + 1), abs=4 * sqrt(max(exact * (1 - exact), 1e-9) / draws)
    )


def test_p_is_never_zero() -> None:
    far = difference([("e", 1.0)] * 30, [("e", 0.0)] * 30)
    assert far.value == 1.0
    assert far.p == 1 / (DRAWS + 1)


def test_weights_are_those_of_the_formula() -> None:
    """1 × 1 / 2 in the first stratum, 2 × 2 / 4 in the second."""
    found = difference([("e", 1.0), ("f", 0.5), ("f", 0.5)], [("e", 0.0), ("f", 0.0), ("f", 0.5)])
    assert found.value == pytest.approx((0.5 * 1.0 + 1.0 * 0.25) / 1.5)
    assert found.n_strata == 2


@given(ARTICLES, ARTICLES)
def test_only_shared_strata_count(a: Shares, b: Shares) -> None:
    shared = {s for s, _ in a} & {s for s, _ in b}
    found = difference(a, b, draws=50)
    assert found.n_strata == len(shared)
    assert (found.value is None) == (found.p is None) == (not shared)
    assert found == difference([x for x in a if x[0] in shared], [x for x in b if x[0] in shared], draws=50)


@given(ARTICLES, ARTICLES, st.randoms())
def test_neither_the_order_of_articles_nor_that_of_the_two_changes_p(
    a: Shares, b: Shares, random: Random
) -> None:
    found = difference(a, b, draws=50)
    random.shuffle(a)
    random.shuffle(b)
    assert difference(a, b, draws=50) == found
    turned = difference(b, a, draws=50)
    assert turned.p == found.p
    assert turned.value == (None if found.value is None else pytest.approx(-found.value))


def test_no_difference_is_a_plain_zero() -> None:
    for a, b in ([0.5, 0.5], [0.5]), ([0.5], [0.5, 0.5]), ([0.25, 0.75], [0.75, 0.25]):
        found = difference([("e", x) for x in a], [("e", x) for x in b])
        assert str(found.value) == "0.0"
        assert found.p == 1.0


def test_the_seed_decides_the_draws() -> None:
    a, b = [("e", 1.0), ("e", 0.5), ("e", 1.0)], [("e", 0.0), ("e", 0.5), ("e", 0.25)]
    assert difference(a, b, seed=1) == difference(a, b, seed=1)
    assert len({difference(a, b, seed=s).p for s in range(5)}) > 1


def test_what_outlets_report_on_is_not_taken_for_wording() -> None:
    """The same shares within each event, another mix of events. The control: without strata it looks like a difference."""
    fires, fairs = [0.9, 1.0, 0.8, 1.0], [0.0, 0.1, 0.2, 0.0]
    a = [("fire", x) for x in fires * 5] + [("fair", x) for x in fairs]
    b = [("fire", x) for x in fires] + [("fair", x) for x in fairs * 5]
    within = difference(a, b)
    assert within.value == pytest.approx(0)
    assert within.p == 1.0
    across = difference([("all", x) for _, x in a], [("all", x) for _, x in b])
    assert across.p is not None
    assert across.p < 0.001


# ---------------------------------------------------------------- Benjamini and Hochberg


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=30))
def test_adjusted_p_is_that_of_scipy(values: list[float | None]) -> None:
    known = [v for v in values if v is not None]
    expected = iter(stats.false_discovery_control(known).tolist() if known else [])
    found = benjamini_hochberg(values)
    for before, after in zip(values, found, strict=True):
        assert (after is None) == (before is None)
        assert after is None or after == pytest.approx(next(expected))


def test_more_tests_make_it_harder() -> None:
    alone, among = benjamini_hochberg([0.04]), benjamini_hochberg([0.04, *np.linspace(0.5, 1, 9).tolist()])
    assert (alone[0], among[0]) == (0.04, pytest.approx(0.4))
    assert benjamini_hochberg([]) == []
