"""Matched stories: sides and differences by hand, and what they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.comparison.counts import Counted
from framing.comparison.matched import Matched, OutletSide, StoryDifference, matched
from framing.comparison.permutation import difference

Row = tuple[str, int, tuple[int, int], tuple[int, int]]
"""Outlet, stratum, mentions of both poles on trees and on the pond, in own voice."""


def corpus(rows: Sequence[Row]) -> Counted:
    outlets = sorted({r[0] for r in rows})
    mentions = [[[trees, (8, 9), (9, 8)], [pond, (5, 0), (0, 5)]] for _, _, trees, pond in rows]
    return Counted(
        tuple(outlets),
        ("tree-work", "pond"),
        tuple(f"a{i}" for i in range(len(rows))),
        np.array([outlets.index(r[0]) for r in rows], dtype=np.int64),
        np.full(len(rows), 100, dtype=np.int64),
        np.array(mentions, dtype=np.int64).reshape(len(rows), 2, 3, 2),
    )


def found(rows: Sequence[Row]) -> list[Matched]:
    return matched(corpus(rows), [r[1] for r in rows])


NO = (0, 0)
ROWS: list[Row] = [
    ("Elm Gazette", 4, (0, 1), NO),
    ("Acorn", 4, (3, 1), NO),
    ("Acorn", 4, (0, 2), NO),
    ("Riverside Post", 4, NO, NO),  # covers the story and says nothing of trees
    ("Acorn", 7, (1, 0), (1, 1)),
    ("Elm Gazette", 7, (1, 1), (0, 2)),
    ("Riverside Post", 7, (0, 5), NO),
    ("Acorn", 9, (9, 9), NO),  # alone with its story
    ("Acorn", 9, (9, 9), NO),
    ("Elm Gazette", -1, (9, 9), (9, 9)),
    ("Riverside Post", -1, (9, 9), (9, 9)),
]


def test_by_hand() -> None:
    """Three outlets on the trees of story 7, two on those of story 4 and on the pond of story 7."""
    three, trees, pond = found(ROWS)
    assert (three.stratum, three.axis) == (7, "tree-work")
    assert three.sides == (
        OutletSide("Acorn", (4,), 1, 0, 0.0),
        OutletSide("Elm Gazette", (5,), 1, 1, 0.5),
        OutletSide("Riverside Post", (6,), 0, 5, 1.0),
    )
    assert three.differences == (
        StoryDifference("Acorn", "Elm Gazette", -0.5),
        StoryDifference("Acorn", "Riverside Post", -1.0),
        StoryDifference("Elm Gazette", "Riverside Post", -0.5),
    )
    assert trees == Matched(
        4, "tree-work",
        (OutletSide("Acorn", (1, 2), 3, 3, 0.625), OutletSide("Elm Gazette", (0,), 0, 1, 1.0)),
        (StoryDifference("Acorn", "Elm Gazette", -0.375),),
    )  # fmt: skip
    assert pond == Matched(
        7, "pond",
        (OutletSide("Acorn", (4,), 1, 1, 0.5), OutletSide("Elm Gazette", (5,), 0, 2, 1.0)),
        (StoryDifference("Acorn", "Elm Gazette", -0.5),),
    )  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("Acorn", 0, (1, 0), NO)],
        [("Acorn", 0, (1, 0), NO), ("Acorn", 0, (0, 1), NO)],
        [("Acorn", 0, (1, 0), NO), ("Elm Gazette", 1, (0, 1), NO)],
        [("Acorn", 0, (1, 0), NO), ("Elm Gazette", 0, NO, (0, 1))],
        [("Acorn", -1, (1, 0), NO), ("Elm Gazette", -1, (0, 1), NO)],
    ],
)
def test_nothing_is_matched(rows: list[Row]) -> None:
    assert found(rows) == []


def test_stories_that_tie_come_by_number_then_axis() -> None:
    rows: list[Row] = [
        (o, s, (1, 0), (1, 0)) for s in (5, 0, 3) for o in ("Elm Gazette", "Acorn")
    ]  # fmt: skip
    assert [(m.stratum, m.axis) for m in found(rows)] == [
        (s, axis) for s in (0, 3, 5) for axis in ("tree-work", "pond")
    ]


def test_one_stratum_for_each_article() -> None:
    with pytest.raises(ValueError, match="longer"):
        matched(corpus(ROWS), [0])


# ---------------------------------------------------------------- for any corpus

PAIR = st.tuples(st.integers(0, 3), st.integers(0, 3))
CORPORA = st.lists(
    st.tuples(st.sampled_from(["Acorn", "Elm Gazette", "Riverside Post", "Zeta"]), st.integers(-1, 4), PAIR, PAIR),
    max_size=25,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(CORPORA)
def test_sides_are_the_articles_of_their_story(rows: list[Row]) -> None:
    seen = found(rows)
    assert len({(m.stratum, m.axis) for m in seen}) == len(seen)
    for m in seen:
        own = [trees if m.axis == "tree-work" else pond for _, _, trees, pond in rows]
        assert m.stratum >= 0
        assert len(m.sides) > 1
        names = [s.outlet for s in m.sides]
        assert names == sorted(set(names))
        for s in m.sides:
            mine = [i for i, r in enumerate(rows) if r[:2] == (s.outlet, m.stratum) and any(own[i])]
            counts = [own[i] for i in mine]
            assert s.articles == tuple(mine)
            assert (s.first, s.second) == (sum(c[0] for c in counts), sum(c[1] for c in counts))
            assert s.share == pytest.approx(np.mean([c[1] / sum(c) for c in counts]))
    order = [(-len(m.sides), -sum(s.first + s.second for s in m.sides), m.stratum) for m in seen]
    assert order == sorted(order)


@settings(max_examples=200, deadline=None)
@given(CORPORA)
def test_every_two_sides_have_one_difference(rows: list[Row]) -> None:
    for m in found(rows):
        share = {s.outlet: s.share for s in m.sides}
        assert [(d.a, d.b) for d in m.differences] == list(combinations(share, 2))
        for d in m.differences:
            assert d.difference == share[d.a] - share[d.b]
            assert -1 <= d.difference <= 1


@settings(max_examples=200, deadline=None)
@given(CORPORA)
def test_outlets_that_change_names_change_the_sign(rows: list[Row]) -> None:
    names = ["Acorn", "Elm Gazette", "Riverside Post", "Zeta"]
    turned = dict(zip(names, names[::-1], strict=True))
    before = {(m.stratum, m.axis, d.a, d.b): d.difference for m in found(rows) for d in m.differences}
    after = {
        (m.stratum, m.axis, turned[d.b], turned[d.a]): -d.difference
        for m in found([(turned[o], s, trees, pond) for o, s, trees, pond in rows])
        for d in m.differences
    }
    assert after == before


@settings(max_examples=100, deadline=None)
@given(CORPORA, st.randoms(use_true_random=False))
def test_order_of_articles_changes_their_numbers_alone(rows: list[Row], random: Random) -> None:
    order = random.sample(range(len(rows)), len(rows))
    expected, mixed = found(rows), found([rows[i] for i in order])
    assert [(m.stratum, m.axis) for m in mixed] == [(m.stratum, m.axis) for m in expected]
    for m, e in zip(mixed, expected, strict=True):
        for s, t in zip(m.sides, e.sides, strict=True):
            assert sorted(order[i] for i in s.articles) == list(t.articles)
            assert (s.outlet, s.first, s.second) == (t.outlet, t.first, t.second)
            assert s.share == pytest.approx(t.share)
        assert [d.difference for d in m.differences] == pytest.approx(
            [d.difference for d in e.differences], abs=1e-12
        )


@settings(max_examples=100, deadline=None)
@given(CORPORA)
def test_over_all_stories_they_add_up_to_the_difference_of_the_pair(rows: list[Row]) -> None:
    """Each story with m_a m_b / (m_a + m_b), articles with a mention."""
    seen = [m for m in found(rows) if m.axis == "tree-work"]
    shares: dict[str, list[tuple[str, float]]] = {}
    for o, s, trees, _ in rows:
        if s >= 0 and any(trees):
            shares.setdefault(o, []).append((str(s), trees[1] / sum(trees)))
    for a, b in combinations(sorted(shares), 2):
        above = below = 0.0
        for m in seen:
            n = {s.outlet: len(s.articles) for s in m.sides}
            for d in m.differences:
                if (d.a, d.b) == (a, b):
                    weight = n[a] * n[b] / (n[a] + n[b])
                    above += weight * d.difference
                    below += weight
        expected = difference(shares[a], shares[b], draws=1).value
        assert (above / below if below else None) == (pytest.approx(expected) if below else expected)
