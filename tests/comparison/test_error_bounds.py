"""Bounds from error rates: a confusion table undone, what holds for every range, and ranges that are not known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from framing.comparison.error_bounds import (
    MOST_MISSED,
    AxisErrors,
    PoleErrors,
    Range,
    Toward,
    Weighted,
    axis_errors,
    hostile,
)
from framing.learning.error_rates import ErrorKind, ErrorRate

POLES = ("felled", "removed")
TOWARD: tuple[Toward, Toward] = ("first", "second")
RANGE = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(lambda r: (min(r), max(r)))
LOW_RANGE = st.tuples(st.floats(0, 0.5), st.floats(0, 1)).map(lambda r: (min(r), max(r)))
"""Lower limits of confused and invented of one pole do not exceed 1 together: they are parts of the same mentions."""
POLE = st.builds(PoleErrors, confused=LOW_RANGE, invented=LOW_RANGE, missed=RANGE)
MENTIONS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=6)


def mentions(rows: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    return np.array(rows, dtype=np.int64).reshape(-1, 2)


def known(confused: float, invented: float, missed: float) -> PoleErrors:
    """Rates that are the same in every outlet."""
    return PoleErrors((confused, confused), (invented, invented), (missed, missed))


NO_ERRORS = known(0, 0, 0)


def mean(found: Weighted) -> float | None:
    """The weighted mean share, as the comparison takes it."""
    total = float(found.weight.sum())
    return float(found.share @ found.weight) / total if total > 1e-9 else None


def pooled(found: Weighted, counts: NDArray[np.int64]) -> float | None:
    """The share over all mentions."""
    standing_for = found.weight * counts.sum(axis=1)
    total = float(standing_for.sum())
    return float(found.share @ standing_for) / total if total > 1e-9 else None


# ---------------------------------------------------------------- rates that are known are undone

ARTICLE = st.tuples(*[st.integers(0, 9)] * 8)
"""Of the felled those coded felled, removed, not at all; of the removed likewise; coded felled and removed from nothing."""


def undone(articles: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], AxisErrors, int, int]:
    """Coded mentions of each article, the rates of the whole table, and how many mentions there truly are."""
    ff, fr, f0, rf, rr, r0, of, orr = (sum(column) for column in zip(*articles, strict=True))
    coded_f, coded_r, true_f, true_r = ff + rf + of, fr + rr + orr, ff + fr + f0, rf + rr + r0
    assume(min(coded_f, coded_r, true_f, true_r) > 0)
    assume(max(f0 / true_f, r0 / true_r) <= MOST_MISSED)
    errors = (
        known(rf / coded_f, of / coded_f, f0 / true_f),
        known(fr / coded_r, orr / coded_r, r0 / true_r),
    )
    counts = mentions([(a[0] + a[3] + a[6], a[1] + a[4] + a[7]) for a in articles])
    return counts, errors, true_f, true_r


def test_a_confusion_table_by_hand() -> None:
    """40 felled of which 30 are coded so, 6 as removed, 4 not; 20 removed: 2, 14, 4; and 8 and 5 that are nothing.

    Coded felled 30 + 2 + 8 = 40, coded removed 6 + 14 + 5 = 25; the true share of removed is 20/60.
    """
    errors = known(2 / 40, 8 / 40, 4 / 40), known(6 / 25, 5 / 25, 4 / 20)
    for toward in TOWARD:
        found = hostile(mentions([(40, 25)]), errors, toward)
        assert found.share[0] == pytest.approx(1 / 3)
        assert found.weight[0] == pytest.approx(60 / 65)


@settings(max_examples=300, deadline=None)
@given(st.lists(ARTICLE, min_size=1, max_size=5), st.sampled_from(TOWARD))
def test_true_rates_give_the_true_pooled_share(articles: list[tuple[int, ...]], toward: Toward) -> None:
    counts, errors, true_f, true_r = undone(articles)
    found = hostile(counts, errors, toward)
    assert pooled(found, counts) == pytest.approx(true_r / (true_f + true_r))
    assert float(found.weight @ counts.sum(axis=1)) == pytest.approx(true_f + true_r)


def test_no_errors_change_nothing() -> None:
    counts = mentions([(3, 1), (0, 2), (5, 0), (0, 0)])
    for toward in TOWARD:
        found = hostile(counts, (NO_ERRORS, NO_ERRORS), toward)
        assert found.share.tolist() == [0.25, 1.0, 0.0, 0.0]
        assert found.weight.tolist() == [1.0, 1.0, 1.0, 0.0]


# ---------------------------------------------------------------- what holds for every range


@settings(max_examples=300, deadline=None)
@given(MENTIONS, POLE, POLE, st.sampled_from(TOWARD))
def test_shares_are_shares_and_weights_are_finite(
    rows: list[tuple[int, int]], first: PoleErrors, second: PoleErrors, toward: Toward
) -> None:
    found = hostile(mentions(rows), (first, second), toward)
    assert found.share.shape == found.weight.shape == (len(rows),)
    assert ((found.share >= 0) & (found.share <= 1)).all()
    assert ((found.weight >= 0) & (found.weight <= 1 / (1 - MOST_MISSED) + 1e-9)).all()
    assert [w for w, row in zip(found.weight.tolist(), rows, strict=True) if not sum(row)] == [0.0] * rows.count(
        (0, 0)
    )  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(MENTIONS, POLE, POLE)
def test_poles_swapped_are_shares_swapped(
    rows: list[tuple[int, int]], first: PoleErrors, second: PoleErrors
) -> None:
    counts = mentions(rows)
    for toward, back in (TOWARD, TOWARD[::-1]):
        found = hostile(counts, (first, second), toward)
        swapped = hostile(counts[:, ::-1], (second, first), back)
        assert swapped.weight == pytest.approx(found.weight)
        has = found.weight > 0
        assert swapped.share[has] == pytest.approx(1 - found.share[has])


@settings(max_examples=300, deadline=None)
@given(MENTIONS, POLE, POLE, st.lists(st.floats(0, 1), min_size=12, max_size=12))
def test_a_wider_range_never_moves_the_share_back(
    rows: list[tuple[int, int]], first: PoleErrors, second: PoleErrors, reach: list[float]
) -> None:
    """Pooled and as a mean over articles; every limit moves outwards by a part of the room that it has."""
    parts = iter(reach)

    def wider(r: Range) -> Range:
        low, high = next(parts), next(parts)
        return r[0] * (1 - low), r[1] + (1 - r[1]) * high

    def pole(p: PoleErrors) -> PoleErrors:
        return PoleErrors(*map(wider, p))

    counts = mentions(rows)
    wide = pole(first), pole(second)
    for take in (mean, lambda found: pooled(found, counts)):
        for toward, sign in (("first", 1), ("second", -1)):
            narrow_share = take(hostile(counts, (first, second), toward))  # type: ignore[arg-type]
            wide_share = take(hostile(counts, wide, toward))  # type: ignore[arg-type]
            if narrow_share is not None and wide_share is not None:
                assert sign * wide_share <= sign * narrow_share + 1e-9


@settings(max_examples=300, deadline=None)
@given(MENTIONS, POLE, POLE)
def test_the_plain_share_lies_between_the_corners_where_there_may_be_no_error(
    rows: list[tuple[int, int]], first: PoleErrors, second: PoleErrors
) -> None:
    def from_none(p: PoleErrors) -> PoleErrors:
        return PoleErrors(*((0.0, r[1]) for r in p))

    counts = mentions([r for r in rows if sum(r)])
    assume(len(counts))
    errors = from_none(first), from_none(second)
    plain = mean(hostile(counts, (NO_ERRORS, NO_ERRORS), "first"))
    low, high = (mean(hostile(counts, errors, t)) for t in TOWARD)
    assert plain is not None
    assert low is None or low <= plain + 1e-9
    assert high is None or plain <= high + 1e-9


@settings(max_examples=300, deadline=None)
@given(MENTIONS, POLE, POLE)
def test_toward_the_first_pole_is_never_above_toward_the_second(
    rows: list[tuple[int, int]], first: PoleErrors, second: PoleErrors
) -> None:
    low, high = (mean(hostile(mentions(rows), (first, second), t)) for t in TOWARD)
    assert low is None or high is None or low <= high + 1e-9


def test_errors_that_are_certain_move_both_corners_past_the_plain_share() -> None:
    """Of the felled at least a third are invented: the plain share is outside, for both corners then correct it."""
    errors = PoleErrors((0, 0), (0.3, 0.4), (0, 0)), NO_ERRORS
    low, high = (hostile(mentions([(10, 10)]), errors, t).share[0] for t in TOWARD)
    assert (low, high) == pytest.approx((10 / 17, 10 / 16))
    assert low > 0.5


@pytest.mark.parametrize("times", [2, 1000])
def test_an_article_with_more_of_the_same_stands_for_more_of_the_same(times: int) -> None:
    """A weight is true mentions for each coded one."""
    errors = PoleErrors((0.02, 0.2), (0.1, 0.3), (0.1, 0.4)), PoleErrors((0.0, 0.1), (0.2, 0.5), (0.0, 0.6))
    counts = mentions([(1, 2), (3, 0), (0, 1)])
    for toward in TOWARD:
        found, more = hostile(counts, errors, toward), hostile(times * counts, errors, toward)
        assert more.share == pytest.approx(found.share)
        assert more.weight == pytest.approx(found.weight)


# ---------------------------------------------------------------- edges


def test_no_articles() -> None:
    found = hostile(mentions([]), (NO_ERRORS, NO_ERRORS), "first")
    assert (found.share.shape, found.weight.shape) == ((0,), (0,))


def test_an_article_of_which_all_may_be_invented_has_no_weight() -> None:
    errors = NO_ERRORS, PoleErrors((0, 0), (0, 1), (0, 0))
    low, high = (hostile(mentions([(0, 2), (1, 1), (2, 0)]), errors, t) for t in TOWARD)
    assert low.weight.tolist() == [0.0, 0.5, 1.0]
    assert low.share.tolist() == [0.0, 0.0, 0.0]
    assert high.weight.tolist() == [1.0, 1.0, 1.0]
    assert high.share.tolist() == [1.0, 0.5, 0.0]


def test_confused_and_invented_beyond_all_mentions_leave_none() -> None:
    """Each at its upper limit they would be more than there are: what is confused counts for the other pole."""
    errors = NO_ERRORS, PoleErrors((0, 0.8), (0, 0.8), (0, 0))
    found = hostile(mentions([(1, 1)]), errors, "first")
    assert found.share.tolist() == [0.0]
    assert found.weight[0] == pytest.approx(1.8 / 2)


def test_no_mention_stands_for_more_than_a_hundred() -> None:
    missed = [PoleErrors((0, 0), (0, 0), (0, high)) for high in (MOST_MISSED, 0.995, 1.0)]
    capped, *others = (hostile(mentions([(1, 3)]), (m, m), "first") for m in missed)
    assert capped.share[0] == pytest.approx(3 / 103)
    assert capped.weight[0] == pytest.approx(103 / 4)
    for other in others:
        assert (other.share[0], other.weight[0]) == (capped.share[0], capped.weight[0])


# ---------------------------------------------------------------- ranges that are known


def rate(
    pole: str, kind: ErrorKind, low: float, high: float, n: int = 100, axis: str = "tree-work"
) -> ErrorRate:
    return ErrorRate(axis, pole, kind, (low + high) / 2, low, high, n, 20)


KINDS: tuple[ErrorKind, ...] = ("confused", "invented", "missed")
RATES = [rate(p, kind, 0.01 * (3 * i + j), 0.5) for i, p in enumerate(POLES) for j, kind in enumerate(KINDS)]


def test_ranges_go_to_the_pole_and_kind_that_they_are_of() -> None:
    assert axis_errors(RATES[::-1], "tree-work", POLES) == (
        PoleErrors((0.0, 0.5), (0.01, 0.5), (0.02, 0.5)),
        PoleErrors((0.03, 0.5), (0.04, 0.5), (0.05, 0.5)),
    )
    forwards, backwards = (axis_errors(RATES, "tree-work", p) for p in (POLES, POLES[::-1]))
    assert forwards is not None
    assert backwards == forwards[::-1]


@pytest.mark.parametrize("missing", range(6))
def test_a_kind_that_is_not_known_makes_the_axis_unknown(missing: int) -> None:
    assert axis_errors([*RATES[:missing], *RATES[missing + 1 :]], "tree-work", POLES) is None
    nothing = rate(RATES[missing].pole, RATES[missing].kind, 0.0, 1.0, n=0)
    assert axis_errors([*RATES[:missing], nothing, *RATES[missing + 1 :]], "tree-work", POLES) is None


def test_rates_of_another_axis_are_not_taken() -> None:
    assert axis_errors(RATES, "pond", POLES) is None
    assert axis_errors([], "tree-work", POLES) is None
    other = [rate(r.pole, r.kind, 0.9, 1.0, axis="pond") for r in RATES]
    assert axis_errors([*RATES, *other], "tree-work", POLES) == axis_errors(RATES, "tree-work", POLES)
