"""Folds keep groups whole, whatever the groups are."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from framing.learning.folds import group_folds

GROUPS = st.lists(st.sampled_from("abcdefghij"), max_size=60)


@given(GROUPS, st.integers(1, 7), st.integers(0, 3))
def test_no_group_stands_in_two_folds(groups: list[str], n: int, seed: int) -> None:
    folds = group_folds(groups, n, seed)
    assert len(folds) == len(groups)
    assert len(set(zip(groups, folds.tolist(), strict=True))) == len(set(groups))
    assert set(folds.tolist()) == set(range(min(n, len(set(groups)))))


@given(GROUPS, st.integers(1, 7), st.randoms())
def test_order_of_rows_does_not_matter(groups: list[str], n: int, random: Random) -> None:
    shuffled = list(groups)
    random.shuffle(shuffled)
    assert dict(zip(groups, group_folds(groups, n).tolist(), strict=True)) == dict(
        zip(shuffled, group_folds(shuffled, n).tolist(), strict=True)
    )


@given(GROUPS, st.integers(1, 7))
def test_no_fold_outweighs_another_by_more_than_one_group(groups: list[str], n: int) -> None:
    loads = Counter(group_folds(groups, n).tolist())
    if loads:
        assert max(loads.values()) - min(loads.values()) <= max(Counter(groups).values())


def test_seed_breaks_ties() -> None:
    groups = [f"article {i}" for i in range(30)]
    assert group_folds(groups, 5, 0).tolist() != group_folds(groups, 5, 1).tolist()
    assert group_folds(groups, 5, 1).tolist() == group_folds(groups, 5, 1).tolist()
