"""Intervals against a plain loop that builds the drawn data, and against scikit-learn on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score, precision_score, recall_score

from framing.learning import metrics
from framing.learning.resampling import (
    Resampling,
    average_precision_interval,
    macro_interval,
    percentile_interval,
    score_intervals,
)

GROUPS = st.lists(st.sampled_from("abcde"), min_size=1, max_size=25)


def drawn(groups: Sequence[str], resampling: Resampling, k: int) -> NDArray[np.int64]:
    """The sentences of resample *k*, each as often as its group was drawn."""
    names = list(dict.fromkeys(groups))
    times = [int(resampling.weights[k, names.index(g)]) for g in groups]
    return np.repeat(np.arange(len(groups)), times)


def interval(values: Sequence[float]) -> tuple[float, float]:
    return float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975))


def table(gold: NDArray[np.bool_], found: NDArray[np.bool_]) -> NDArray[np.int64]:
    """One pole: tp, fp, fn of each sentence."""
    return np.column_stack([gold & found, ~gold & found, gold & ~found]).astype(np.int64)


# ---------------------------------------------------------------- draws


@given(GROUPS, st.integers(0, 3))
def test_every_resample_draws_as_many_groups_as_there_are(groups: list[str], seed: int) -> None:
    found = Resampling(groups, resamples=20, seed=seed).weights
    assert found.shape == (20, len(set(groups)))
    assert (found >= 0).all()
    assert (found == np.round(found)).all()
    assert (found.sum(axis=1) == len(set(groups))).all()


@settings(max_examples=50)
@given(GROUPS, st.integers(0, 1000))
def test_totals_are_those_of_the_drawn_sentences(groups: list[str], seed: int) -> None:
    rows = np.random.default_rng(seed).integers(0, 5, (len(groups), 3))
    resampling = Resampling(groups, resamples=10)
    by_hand = [rows[drawn(groups, resampling, k)].sum(axis=0) for k in range(10)]
    assert resampling.totals(rows).tolist() == np.array(by_hand).tolist()


def test_sentences_of_a_group_are_drawn_together() -> None:
    """Each group's sentences say +1 and −1: drawn together they cancel, drawn one by one they would not."""
    groups = [f"article {i // 2}" for i in range(40)]
    signs = np.array([[1], [-1]] * 20)
    assert not Resampling(groups).totals(signs).any()
    assert Resampling([f"sentence {i}" for i in range(40)]).totals(signs).any()


def test_every_group_is_drawn_once_on_average() -> None:
    weights = Resampling([f"article {i}" for i in range(10)], resamples=4000).weights
    assert weights.mean(axis=0) == pytest.approx(np.ones(10), abs=0.06)  # four standard errors


def test_the_seed_makes_the_draws() -> None:
    groups = [f"article {i}" for i in range(10)]
    assert Resampling(groups).weights.tolist() == Resampling(groups).weights.tolist()
    assert Resampling(groups).weights.tolist() != Resampling(groups, seed=1).weights.tolist()


# ---------------------------------------------------------------- percentiles


def test_percentiles_by_hand() -> None:
    assert percentile_interval(np.arange(201.0)) == (5.0, 195.0)
    assert percentile_interval(np.arange(201.0)[::-1]) == (5.0, 195.0)
    assert percentile_interval(np.array([0.4])) == (0.4, 0.4)


def test_what_could_not_be_computed_is_left_out() -> None:
    values = np.append(np.arange(201.0), np.full(100, np.nan))
    assert percentile_interval(values) == (5.0, 195.0)


@pytest.mark.parametrize(
    ("known", "missing", "defined"), [(6, 4, True), (4, 6, False), (0, 3, False), (0, 0, False)]
)
def test_there_is_no_interval_where_most_values_are_missing(known: int, missing: int, defined: bool) -> None:
    values = np.append(np.full(known, 0.5), np.full(missing, np.nan))
    assert percentile_interval(values) == ((0.5, 0.5) if defined else None)


# ---------------------------------------------------------------- macro-F1


def test_interval_of_macro_f1_resamples_groups() -> None:
    rng = np.random.default_rng(3)
    right = rng.random(80) < 0.7
    tables = {("a", "x"): np.column_stack([right, np.zeros(80), ~right]).astype(int)}
    alone = macro_interval(tables, Resampling([f"s{i}" for i in range(80)]))
    in_four = macro_interval(tables, Resampling([f"g{i % 4}" for i in range(80)]))
    assert alone[0] < metrics.macro_f1(tables) < alone[1]
    assert alone == macro_interval(tables, Resampling([f"s{i}" for i in range(80)]))
    assert in_four != alone
    one = macro_interval(tables, Resampling(["g"] * 80))
    assert one == pytest.approx((metrics.macro_f1(tables),) * 2)


def test_interval_of_macro_f1_is_that_of_a_plain_loop() -> None:
    rng = np.random.default_rng(8)
    groups = [f"article {i // 4}" for i in range(120)]
    gold, found = rng.random((2, 120, 2)) < 0.4
    resampling = Resampling(groups, resamples=200)
    tables = {("a", p): table(gold[:, k], found[:, k]) for k, p in enumerate("xy")}
    values = []
    for k in range(200):
        at = drawn(groups, resampling, k)
        values.append(np.mean([f1_score(gold[at, h], found[at, h]) for h in range(2)]))
    assert macro_interval(tables, resampling) == pytest.approx(interval(values))


def test_a_pole_that_does_not_stand_in_the_gold_moves_no_interval() -> None:
    rng = np.random.default_rng(8)
    gold, found = rng.random((2, 40)) < 0.5
    resampling = Resampling([str(i) for i in range(40)])
    tables = {("a", "x"): table(gold, found)}
    absent = {**tables, ("a", "y"): table(np.zeros(40, dtype=bool), found)}
    assert macro_interval(absent, resampling) == macro_interval(tables, resampling)
    assert macro_interval({("a", "y"): absent["a", "y"]}, resampling) == (0.0, 0.0)
    assert macro_interval({}, resampling) == (0.0, 0.0)


def test_alike_sentences_of_an_article_widen_the_interval() -> None:
    """The reason for drawing articles: ten sentences that say the same are one piece of evidence."""
    right = np.repeat(np.random.default_rng(2).random(20) < 0.7, 10)
    tables = {("a", "x"): table(np.ones(200, dtype=bool), right)}
    by_article = macro_interval(tables, Resampling([f"article {i // 10}" for i in range(200)]))
    by_sentence = macro_interval(tables, Resampling([f"sentence {i}" for i in range(200)]))
    assert by_article[1] - by_article[0] > 2 * (by_sentence[1] - by_sentence[0])


# ---------------------------------------------------------------- one pole


def test_intervals_of_a_pole_are_those_of_a_plain_loop() -> None:
    """Few positives, so that some resamples hold none, or find none: there the share is missing and F1 is 0."""
    rng = np.random.default_rng(4)
    groups = [f"article {i // 3}" for i in range(60)]
    gold, found = rng.random(60) < 0.08, rng.random(60) < 0.08
    gold[0] = found[0] = True
    resampling = Resampling(groups, resamples=300)
    precisions, recalls, f1s = [], [], []
    for k in range(300):
        at = drawn(groups, resampling, k)
        if found[at].any():
            precisions.append(precision_score(gold[at], found[at]))
        if gold[at].any():
            recalls.append(recall_score(gold[at], found[at]))
        f1s.append(f1_score(gold[at], found[at], zero_division=0))
    assert min(len(precisions), len(recalls)) < 300
    got = score_intervals(table(gold, found), resampling)
    assert got["precision"] == pytest.approx(interval(precisions))
    assert got["recall"] == pytest.approx(interval(recalls))
    assert got["f1"] == pytest.approx(interval(f1s))


def test_a_share_that_is_undefined_has_no_interval() -> None:
    resampling = Resampling([str(i) for i in range(20)])
    nothing, everything = np.zeros(20, dtype=bool), np.ones(20, dtype=bool)
    assert score_intervals(table(everything, nothing), resampling) == {
        "precision": None,
        "recall": (0.0, 0.0),
        "f1": (0.0, 0.0),
    }
    assert score_intervals(table(nothing, everything), resampling)["recall"] is None
    assert score_intervals(table(everything, everything), resampling) == {
        "precision": (1.0, 1.0),
        "recall": (1.0, 1.0),
        "f1": (1.0, 1.0),
    }


# ---------------------------------------------------------------- average precision


def average_precisions(
    truth: NDArray[np.bool_], scores: NDArray[np.float64], of: NDArray[np.int64], groups: Sequence[str]
) -> list[float]:
    """Of each resample of 100, from scikit-learn on the decisions drawn; resamples without positives are left out."""
    resampling, values = Resampling(groups, resamples=100), []
    for k in range(100):
        times = Counter(drawn(groups, resampling, k).tolist())
        at = np.repeat(np.arange(len(of)), [times[s] for s in of.tolist()])
        if truth[at].any():
            values.append(float(average_precision_score(truth[at], scores[at])))
    return values


@settings(max_examples=25, deadline=None)
@given(GROUPS, st.integers(0, 10_000), st.sampled_from([0.1, 0.5, 0.9]))
def test_interval_of_average_precision_is_that_of_scikit_learn(
    groups: list[str], seed: int, rate: float
) -> None:
    """Scores are few, so that ties are the rule; sentences have several decisions, or none; rows in any order."""
    rng = np.random.default_rng(seed)
    of = rng.integers(0, len(groups), 40)
    truth, scores = rng.random(40) < rate, rng.integers(1, 6, 40) / 5
    values = average_precisions(truth, scores, of, groups)
    got = average_precision_interval(truth, scores, of, Resampling(groups, resamples=100))
    if len(values) > 50:
        assert got == pytest.approx(interval(values))
    elif len(values) < 50:
        assert got is None


def test_interval_of_average_precision_without_ties() -> None:
    rng = np.random.default_rng(6)
    groups, of = [f"article {i // 5}" for i in range(50)], np.repeat(np.arange(50), 2)
    truth = rng.random(100) < 0.3
    scores = rng.random(100) + 0.3 * truth
    found = average_precision_interval(truth, scores, of, Resampling(groups, resamples=100))
    assert found == pytest.approx(interval(average_precisions(truth, scores, of, groups)))
    assert found is not None
    assert found[0] < average_precision_score(truth, scores) < found[1]


def test_average_precision_without_positives_has_no_interval() -> None:
    resampling = Resampling(["a", "b", "c"])
    nothing = np.zeros(3, dtype=bool)
    assert average_precision_interval(nothing, np.array([0.1, 0.2, 0.3]), np.arange(3), resampling) is None


def test_average_precision_of_no_decisions_has_no_interval() -> None:
    none = np.zeros(0)
    found = average_precision_interval(none.astype(bool), none, none.astype(int), Resampling(["a", "b"]))
    assert found is None
