"""Metrics against scikit-learn, by hand and by brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, f1_score, precision_score, recall_score

from framing.learning import metrics
from framing.learning.metrics import Counts

# Few distinct scores, so that ties are the rule and not the exception.
SCORED = st.lists(
    st.tuples(st.booleans(), st.sampled_from([0.05, 0.1, 0.25, 0.3, 0.5, 0.75, 0.9, 1.0])),
    min_size=1,
    max_size=40,
)


def columns(pairs: list[tuple[bool, float]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])


# ---------------------------------------------------------------- counts


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=50))
def test_precision_recall_f1_are_those_of_scikit_learn(pairs: list[tuple[bool, bool]]) -> None:
    head = ("tree-work", "felled")
    gold, found = ([frozenset([head]) if p[k] else frozenset() for p in pairs] for k in (0, 1))
    got = metrics.counts(metrics.table(gold, found, [frozenset(["tree-work"])] * len(pairs), head))
    truth, guess = zip(*pairs, strict=True)
    assert got.f1 == pytest.approx(f1_score(truth, guess, zero_division=0))
    assert (got.precision or 0) == pytest.approx(precision_score(truth, guess, zero_division=0))
    assert (got.recall or 0) == pytest.approx(recall_score(truth, guess, zero_division=0))


def test_nothing_found_is_missing_and_not_zero() -> None:
    assert Counts(0, 0, 3).precision is None
    assert Counts(0, 3, 0).recall is None
    assert Counts(0, 0, 0).f1 == 0.0


def test_macro_f1_is_the_mean_over_poles_that_stand_in_the_gold() -> None:
    tables = {
        ("a", "x"): np.array([[1, 0, 0], [0, 0, 1]]),  # F1 2/3
        ("a", "y"): np.array([[1, 0, 0], [0, 0, 0]]),  # F1 1
        ("b", "z"): np.array([[0, 5, 0], [0, 0, 0]]),  # not in the gold
    }
    assert metrics.macro_f1(tables) == pytest.approx((2 / 3 + 1) / 2)
    assert metrics.macro_f1({}) == 0.0


CODINGS = [("a", "x", "own"), ("a", "y", "quoted"), ("a", "x", "scare"), ("b", "z", None)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("any", {("a", "x"), ("a", "y"), ("b", "z")}),
        ("own", {("a", "x"), ("b", "z")}),
        ("agree", {("a", "x", "own"), ("a", "y", "quoted"), ("b", "z", "own")}),
    ],
)
def test_voice_rules(rule: metrics.VoiceRule, expected: set[tuple[str, ...]]) -> None:
    assert metrics.keys(CODINGS, rule) == expected


def test_scare_quotes_count_for_nobody() -> None:
    assert metrics.keys([("a", "x", "scare")], "any") == frozenset()


def test_sentences_that_nobody_looked_at_count_for_nothing() -> None:
    head = ("a", "x")
    rows = metrics.table(
        [frozenset(), frozenset()], [frozenset([head])] * 2, [frozenset(), frozenset("a")], head
    )
    assert rows.tolist() == [[0, 0, 0], [0, 1, 0]]


# ---------------------------------------------------------------- ranking


@given(SCORED)
def test_average_precision_is_that_of_scikit_learn(pairs: list[tuple[bool, float]]) -> None:
    truth, scores = columns(pairs)
    found = metrics.average_precision(truth, scores)
    if truth.any():
        assert found == pytest.approx(average_precision_score(truth, scores))
    else:
        assert found is None


@settings(max_examples=200)
@given(st.lists(st.integers(1, 10**6).map(lambda n: n / 10**6), min_size=1, max_size=40))
def test_f1_threshold_is_that_of_the_cut_with_the_highest_expected_f1(values: list[float]) -> None:
    """Every cut between two probabilities, by hand: at the best of them nothing above half the F1 stands below it."""
    p = np.array(values)
    cuts = {t: 2 * p[p >= t].sum() / ((p >= t).sum() + p.sum()) for t in values}
    found = metrics.f1_threshold(p)
    assert found == pytest.approx(max(cuts.values()) / 2)
    above = p[p >= found - 1e-12]
    assert 2 * above.sum() / (len(above) + p.sum()) == pytest.approx(max(cuts.values()))


def test_f1_threshold_of_certain_answers_is_one_half() -> None:
    assert metrics.f1_threshold(np.array([1.0, 0.0, 1.0])) == 0.5
