"""The matrix and the regressions against scikit-learn; what a fold, a missing look and a rare pole may not do."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from framing.learning.fitting import (
    MIN_POSITIVES,
    NEVER,
    Decider,
    Settings,
    cross_fitted,
    decider,
    fit_heads,
    matrix,
    out_of_fold,
)

WEAK = Settings(penalty=1.0)  # a penalty under which a small example shows a difference
Table = NDArray[np.int8]


@pytest.fixture(scope="module")
def data() -> tuple[sparse.csr_matrix, Table, NDArray[np.int64]]:
    """120 examples of 12 terms, two heads that follow terms 0 and 1, a third that nothing can learn; four folds."""
    rng = np.random.default_rng(5)
    values = sparse.csr_matrix((rng.random((120, 12)) < 0.3).astype(float))
    noise = rng.random((120, 2)) < 0.1
    targets = np.zeros((120, 3), dtype=np.int8)
    targets[:, :2] = (values[:, :2].toarray() > 0) ^ noise
    targets[::5, 1] = -1
    return values, targets, np.arange(120) % 4


# ---------------------------------------------------------------- matrix


def test_idf_by_hand() -> None:
    terms = [("lime", "felled"), ("lime",), ("lime", "lime", "pond"), ("felled", "pond")]
    found = matrix(terms, 2)
    assert found.vocabulary == ("felled", "lime", "pond")
    assert found.idf == pytest.approx([math.log(5 / 3) + 1, math.log(5 / 4) + 1, math.log(5 / 3) + 1])
    assert (found.values.toarray() > 0).tolist() == [[1, 1, 0], [0, 1, 0], [0, 1, 1], [1, 0, 1]]
    assert found.values[2, 1] == pytest.approx(found.idf[1])  # binary: a repetition is no stronger


def test_rare_terms_are_left_out() -> None:
    assert matrix([("a", "b"), ("a", "c"), ("a",)], 2).vocabulary == ("a",)


# ---------------------------------------------------------------- regressions


def test_coefficients_are_those_of_another_solver(
    data: tuple[sparse.csr_matrix, Table, NDArray[np.int64]],
) -> None:
    values, targets, _ = data
    coefficients, intercepts = fit_heads(values, targets, WEAK, tolerance=1e-10)
    for h in range(2):
        known = targets[:, h] >= 0
        oracle = LogisticRegression(C=WEAK.penalty, solver="lbfgs", tol=1e-10, max_iter=10_000)
        oracle.fit(values[known], targets[known, h])
        assert coefficients[:, h] == pytest.approx(oracle.coef_[0], abs=1e-5)
        assert intercepts[h] == pytest.approx(oracle.intercept_[0], abs=1e-5)


def test_a_head_without_codings_has_nothing(data: tuple[sparse.csr_matrix, Table, NDArray[np.int64]]) -> None:
    coefficients, intercepts = fit_heads(data[0], data[1], WEAK)
    assert not coefficients[:, 2].any()
    assert intercepts[2] == -20


def test_where_nobody_looked_is_no_negative(data: tuple[sparse.csr_matrix, Table, NDArray[np.int64]]) -> None:
    """Rows with −1 may hold anything; and as zeros they would change the fit."""
    values, targets, _ = data
    unlooked = targets[:, 1] < 0
    other = values.toarray()
    other[unlooked] = 1 - other[unlooked]
    again = fit_heads(sparse.csr_matrix(other), targets, WEAK, tolerance=1e-10)[0][:, 1]
    first = fit_heads(values, targets, WEAK, tolerance=1e-10)[0][:, 1]
    assert again == pytest.approx(first, abs=1e-9)
    as_negatives = fit_heads(values, np.maximum(targets, 0), WEAK, tolerance=1e-10)[0][:, 1]
    assert np.abs(as_negatives - first).max() > 0.1


# ---------------------------------------------------------------- out of fold


def plain(values: sparse.csr_matrix, y: NDArray[np.int8], settings_: Settings) -> LogisticRegression:
    """A regression that begins from nothing, to the last digit."""
    return LogisticRegression(C=settings_.penalty, solver="lbfgs", tol=1e-12, max_iter=20_000).fit(values, y)


def test_decisions_are_those_of_plain_fits_on_the_other_folds(
    data: tuple[sparse.csr_matrix, Table, NDArray[np.int64]],
) -> None:
    values, targets, folds = data
    found = out_of_fold(values, targets, folds, Settings(), jobs=1)
    for h in range(2):
        known = targets[:, h] >= 0
        for k in range(4):
            test, train = known & (folds == k), known & (folds != k)
            oracle = plain(values[train], targets[train, h], Settings())
            assert found[test, h] == pytest.approx(oracle.decision_function(values[test]), abs=1e-3)


def test_decisions_of_a_fold_do_not_know_its_labels(
    data: tuple[sparse.csr_matrix, Table, NDArray[np.int64]],
) -> None:
    values, targets, folds = data
    before = out_of_fold(values, targets, folds, WEAK, jobs=1)
    changed = turned(targets, folds == 2)
    after = out_of_fold(values, changed, folds, WEAK, jobs=1)
    assert after[folds == 2] == pytest.approx(before[folds == 2], abs=3e-3)  # the start is not the same
    assert np.abs(after[folds != 2] - before[folds != 2]).max() > 0.1


def test_a_small_fold_of_a_large_corpus_is_not_decided_by_weights_that_saw_it() -> None:
    """Ten folds of one example beside five large ones. What the fit has to forget is at least nine tenths forgotten."""
    rng = np.random.default_rng(5)
    n = 6000
    values = sparse.csr_matrix((rng.random((n, 400)) < 0.05) * 5.0)
    y = (values @ rng.normal(size=400) * 0.3 + 3 * rng.normal(size=n) > 0).astype(np.int8)
    folds = np.where(np.arange(n) < 10, 5 + np.arange(n), np.arange(n) % 5)
    found = out_of_fold(values, y[:, None], folds, Settings(), jobs=1)[:10, 0]
    seen = plain(values, y, Settings()).decision_function(values[:10])
    others = [np.arange(n) != k for k in range(10)]
    unseen = [
        plain(values[o], y[o], Settings()).decision_function(values[k])[0] for k, o in enumerate(others)
    ]
    assert (np.abs(found - unseen) < 0.1 * np.abs(seen - unseen) + 1e-3).all()


def turned(targets: Table, rows: NDArray[np.bool_]) -> Table:
    """The opposite answers in some rows; where nobody looked, nobody does."""
    changed = targets.copy()
    changed[rows] = np.where(targets[rows] < 0, targets[rows], 1 - targets[rows])
    return changed


def test_where_nobody_looked_there_is_no_decision(
    data: tuple[sparse.csr_matrix, Table, NDArray[np.int64]],
) -> None:
    values, targets, folds = data
    found = out_of_fold(values, targets, folds, WEAK, jobs=1)
    assert (found[targets < 0] == 0).all()
    assert (found[:, :2][targets[:, :2] >= 0] != 0).all()


def test_what_nobody_looked_at_teaches_no_fold(
    data: tuple[sparse.csr_matrix, Table, NDArray[np.int64]],
) -> None:
    """Not even through the terms that stand in it alone."""
    values, targets, folds = data
    unlooked = targets[:, 1] < 0
    other = values.toarray()
    other[unlooked] = 1 - other[unlooked]
    before = out_of_fold(values, targets, folds, WEAK, jobs=1)
    after = out_of_fold(sparse.csr_matrix(other), targets, folds, WEAK, jobs=1)
    assert (after[:, 1] == before[:, 1]).all()
    assert np.abs(after[:, 0] - before[:, 0]).max() > 0.1


def test_a_head_nobody_looked_at_has_no_decisions(
    data: tuple[sparse.csr_matrix, Table, NDArray[np.int64]],
) -> None:
    """And the heads beside it have theirs."""
    values, targets, folds = data
    unlooked = targets.copy()
    unlooked[:, 2] = -1
    found = out_of_fold(values, unlooked, folds, WEAK, jobs=1)
    assert not found[:, 2].any()
    assert (found[:, :2] == out_of_fold(values, targets, folds, WEAK, jobs=1)[:, :2]).all()
    coefficients, intercepts = fit_heads(values, unlooked, WEAK)
    assert not coefficients[:, 2].any()
    assert intercepts[2] == -20
    rule = decider(found, unlooked)
    assert rule.thresholds[2] == NEVER
    assert not cross_fitted(found, unlooked, folds)[1][:, 2].any()


def test_a_head_that_stands_in_one_fold_only_is_not_known_there(
    data: tuple[sparse.csr_matrix, Table, NDArray[np.int64]],
) -> None:
    values, targets, folds = data
    one = np.where((targets == 1) & (folds[:, None] != 1), 0, targets)
    found = out_of_fold(values, one, folds, WEAK, jobs=1)
    assert (found[folds == 1, 0] == -20).all()
    assert (found[folds != 1, 0] > -20).all()


# ---------------------------------------------------------------- a part to learn from


def test_a_part_to_learn_from_is_what_plain_fits_on_it_give(
    data: tuple[sparse.csr_matrix, Table, NDArray[np.int64]],
) -> None:
    values, targets, folds = data
    part = np.arange(120) < 70
    found = out_of_fold(values, targets, folds, Settings(), jobs=1, learn_from=part)
    for h in range(2):
        known = targets[:, h] >= 0
        for k in range(4):
            test, train = known & (folds == k), known & (folds != k) & part
            oracle = plain(values[train], targets[train, h], Settings())
            assert found[test, h] == pytest.approx(oracle.decision_function(values[test]), abs=1e-3)


def test_labels_outside_the_part_change_no_decision(
    data: tuple[sparse.csr_matrix, Table, NDArray[np.int64]],
) -> None:
    """Examples outside it get decisions all the same."""
    values, targets, folds = data
    part = np.arange(120) < 70
    before = out_of_fold(values, targets, folds, WEAK, jobs=1, learn_from=part)
    after = out_of_fold(values, turned(targets, ~part), folds, WEAK, jobs=1, learn_from=part)
    assert (after[:, :2] == before[:, :2]).all()
    assert (before[~part][:, :2][targets[~part][:, :2] >= 0] != 0).all()
    inside = out_of_fold(values, turned(targets, part), folds, WEAK, jobs=1, learn_from=part)
    assert np.abs(inside[:, :2] - before[:, :2]).max() > 0.1


def test_all_of_them_is_no_restriction(data: tuple[sparse.csr_matrix, Table, NDArray[np.int64]]) -> None:
    everything = out_of_fold(*data, WEAK, jobs=1, learn_from=np.ones(120, dtype=bool))
    assert everything.tobytes() == out_of_fold(*data, WEAK, jobs=1).tobytes()


def test_nothing_to_learn_from_finds_nothing(
    data: tuple[sparse.csr_matrix, Table, NDArray[np.int64]],
) -> None:
    values, targets, folds = data
    found = out_of_fold(values, targets, folds, WEAK, jobs=1, learn_from=np.zeros(120, dtype=bool))
    assert set(found[targets >= 0].tolist()) == {-20.0}
    assert not cross_fitted(found, targets, folds)[1].any()


# ---------------------------------------------------------------- other folds, other bytes


def test_one_job_and_two_give_the_same_bytes(
    data: tuple[sparse.csr_matrix, Table, NDArray[np.int64]],
) -> None:
    one, two = (out_of_fold(*data, WEAK, jobs=j).tobytes() for j in (1, 2))
    assert one == two


def test_calibration_and_threshold_of_a_fold_come_from_the_others(
    data: tuple[sparse.csr_matrix, Table, NDArray[np.int64]],
) -> None:
    values, targets, folds = data
    decisions = out_of_fold(values, targets, folds, WEAK, jobs=1)
    before = cross_fitted(decisions, targets, folds)
    changed = turned(targets, folds == 2)
    after = cross_fitted(decisions, changed, folds)
    assert (after[0][folds == 2] == before[0][folds == 2]).all()
    assert (after[1][folds == 2] == before[1][folds == 2]).all()
    assert (after[0][folds != 2] != before[0][folds != 2]).any()


# ---------------------------------------------------------------- calibration


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 1000), st.floats(-3, 3))
def test_calibration_is_monotone(seed: int, lean: float) -> None:
    """A higher decision never gets a lower probability, not even where the decisions point the wrong way."""
    rng = np.random.default_rng(seed)
    decisions = rng.normal(size=(60, 1))
    targets = (rng.random((60, 1)) < 1 / (1 + np.exp(-lean * decisions))).astype(np.int8)
    rule = decider(decisions, targets)
    steps = rule.probabilities(np.linspace(-50, 50, 500)[:, None])
    assert (np.diff(steps[:, 0]) >= 0).all()
    assert ((steps >= 0) & (steps <= 1)).all()
    assert (rule.slopes > 0).all()


@pytest.mark.parametrize(
    ("positives", "decides"), [(0, False), (1, False), (MIN_POSITIVES - 1, False), (MIN_POSITIVES, True)]
)
def test_a_pole_with_too_few_codings_never_decides(positives: int, decides: bool) -> None:
    targets = np.zeros((60, 1), dtype=np.int8)
    targets[:positives] = 1
    decisions = np.where(targets == 1, 5.0, -5.0)
    rule = decider(decisions, targets)
    found = (rule.probabilities(decisions) >= rule.thresholds)[:, 0]
    assert found.sum() == (positives if decides else 0)
    assert decides or rule.thresholds[0] == NEVER


def test_decisions_that_do_not_point_at_a_pole_never_decide() -> None:
    """A pole of a single event: left out, nothing is known of it. The best threshold there would take in everything."""
    targets = np.repeat([[1], [0]], [20, 60], axis=0).astype(np.int8)
    for decisions in (np.where(targets == 1, -20.0, -2.0), np.full((80, 1), -20.0)):
        rule = decider(decisions, targets)
        assert rule.thresholds.tolist() == [NEVER]
        assert (rule.slopes > 0).all()


def test_extreme_decisions_do_not_overflow() -> None:
    rule = Decider(np.ones(1), np.zeros(1), np.ones(1))
    assert rule.probabilities(np.array([[-1e9], [1e9]])).ravel().tolist() == pytest.approx([0, 1])
