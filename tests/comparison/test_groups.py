"""Sets of outlets that cannot be told apart, against every subset."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.comparison.contrasts import Pair, Verdict
from framing.comparison.estimates import OutletEstimate
from framing.comparison.groups import MOST, Groups, groups, inseparable
from framing.units import Voice

Edge = tuple[str, str]
NAMES = "ABCDEFG"


def every_subset(outlets: Sequence[str], apart: Iterable[Edge]) -> tuple[tuple[str, ...], ...]:
    """All subsets without a pair that is apart, those left out that lie in another."""
    edges = [frozenset(e) for e in apart]
    subsets = chain.from_iterable(combinations(sorted(outlets), k) for k in range(1, len(outlets) + 1))
    free = [set(s) for s in subsets if not any(e <= set(s) for e in edges)]
    largest = [tuple(sorted(s)) for s in free if not any(s < t for t in free)]
    return tuple(sorted(largest, key=lambda s: (-len(s), s)))


@st.composite
def graphs(draw: st.DrawFn) -> tuple[str, list[Edge]]:
    outlets = NAMES[: draw(st.integers(0, len(NAMES)))]
    return outlets, [e for e in combinations(outlets, 2) if draw(st.booleans())]


@settings(max_examples=400, deadline=None)
@given(graphs())
def test_sets_are_those_found_among_all_subsets(graph: tuple[str, list[Edge]]) -> None:
    outlets, apart = graph
    assert inseparable(list(outlets), apart) == every_subset(outlets, apart)


@settings(max_examples=200, deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_order_changes_nothing(graph: tuple[str, list[Edge]], random: Random) -> None:
    outlets, apart = list(graph[0]), [random.choice((e, (e[1], e[0]))) for e in graph[1]]
    expected = inseparable(outlets, graph[1])
    random.shuffle(outlets)
    random.shuffle(apart)
    assert inseparable(outlets, apart) == expected


def test_every_two_outlets_stand_together_unless_they_are_apart() -> None:
    random = Random(3)
    outlets = [f"outlet {i}" for i in range(10)]
    apart = random.sample(list(combinations(outlets, 2)), 20)
    sets = inseparable(outlets, apart)
    assert sets is not None
    for pair in combinations(outlets, 2):
        assert any(set(pair) <= set(s) for s in sets) == (pair not in apart)


@pytest.mark.parametrize(
    ("outlets", "apart", "sets"),
    [
        ([], [], ()),
        (["A"], [], (("A",),)),
        (["C", "A", "B"], [], (("A", "B", "C"),)),
        (["A", "B"], [("A", "B")], (("A",), ("B",))),
        (["A", "B", "C"], [("A", "B"), ("A", "C"), ("B", "C")], (("A",), ("B",), ("C",))),
        (["A", "B", "C", "D"], [("A", "D")], (("A", "B", "C"), ("B", "C", "D"))),
        # a path of outlets, each apart from the next: what is left is no order
        (["A", "B", "C", "D"], [("A", "B"), ("B", "C"), ("C", "D")], (("A", "C"), ("A", "D"), ("B", "D"))),
    ],
)
def test_by_hand(outlets: list[str], apart: list[Edge], sets: tuple[tuple[str, ...], ...]) -> None:
    assert inseparable(outlets, apart) == sets


def test_a_pair_with_an_outlet_that_is_not_listed_parts_nothing() -> None:
    assert inseparable(["A", "B"], [("A", "Z"), ("Y", "Z")]) == (("A", "B"),)


def test_a_pair_given_twice_or_turned_round_parts_once() -> None:
    assert inseparable(["A", "B", "C"], [("A", "C"), ("C", "A"), ("A", "C")]) == (("A", "B"), ("B", "C"))


# ---------------------------------------------------------------- more than anybody reads


def cliques(sizes: Sequence[int]) -> tuple[list[str], list[Edge]]:
    """Groups of outlets that are apart within each and nowhere else: a set holds one of each."""
    of = [[f"{k}-{i}" for i in range(n)] for k, n in enumerate(sizes)]
    return list(chain(*of)), list(chain(*(combinations(names, 2) for names in of)))


def test_as_many_sets_as_are_listed() -> None:
    assert MOST == 200
    sets = inseparable(*cliques([5, 5, 8]))
    assert sets is not None
    assert len(sets) == len(set(sets)) == 200
    assert {len(s) for s in sets} == {3}


@pytest.mark.parametrize("sizes", [[3, 67], [2] * 8, [2] * 30])
def test_more_are_not_listed(sizes: list[int]) -> None:
    assert inseparable(*cliques(sizes)) is None


def test_forty_outlets_all_apart() -> None:
    outlets = [f"{i:02}" for i in range(40)]
    assert inseparable(outlets, list(combinations(outlets, 2))) == tuple((o,) for o in outlets)


DENSE = "ABCDEFGHIJKLMNOP"
FEW: list[Edge] = [*zip(DENSE[:8], DENSE[8:], strict=True), *combinations(DENSE[8:], 2)]
"""A–H each apart from one of I–P, and I–P all apart: A–H, and each of I–P with seven of A–H, are nine sets."""


def test_nine_sets_of_sixteen_outlets() -> None:
    sets = inseparable(DENSE, FEW[::-1])
    assert sets is not None
    assert len(sets) == 9
    assert {len(s) for s in sets} == {8}


@pytest.mark.parametrize("seed", [None, 1])
def test_nine_sets_whatever_the_order_of_pairs(seed: int | None) -> None:
    """Alphabetical order is the order that pairs come in; a name that sorts elsewhere must not decide."""
    apart = sorted(FEW) if seed is None else [*FEW[:8], *Random(seed).sample(FEW[8:], len(FEW) - 8)]
    assert inseparable(DENSE, apart) == inseparable(DENSE, FEW[::-1])


# ---------------------------------------------------------------- from pairs and estimates


def estimate(outlet: str, axis: str = "pond", n: int = 5, voice: Voice = "own") -> OutletEstimate:
    return OutletEstimate(outlet, axis, voice, n, n, 0.5 if n else None, None, 0.0, None, {}, 9, 900)


def pair(a: str, b: str, verdict: Verdict, axis: str = "pond") -> Pair:
    return Pair(a, b, axis, None, None, None, None, "event", verdict, ())


UNLESS: Verdict = "distinguishable unless error rates leave the range seen"


def test_either_way_of_being_distinguishable_parts_and_nothing_else() -> None:
    estimates = [estimate(o) for o in "ABCD"]
    pairs = [
        pair("A", "B", "distinguishable"),
        pair("A", "C", UNLESS),
        pair("A", "D", "refused"),
        pair("B", "C", "not distinguishable"),
    ]
    assert groups(pairs, estimates) == [Groups("pond", (("B", "C", "D"), ("A", "D")))]


def test_where_everything_is_refused_there_is_one_set() -> None:
    estimates = [estimate(o) for o in "CAB"]
    assert groups([pair("A", "B", "refused")], estimates) == [Groups("pond", (("A", "B", "C"),))]
    assert groups([], estimates) == [Groups("pond", (("A", "B", "C"),))]


def test_outlets_without_a_mention_in_own_voice_stand_in_no_set() -> None:
    estimates = [estimate("A"), estimate("B", n=0), estimate("B", n=7, voice="quoted"), estimate("C")]
    assert groups([], estimates) == [Groups("pond", (("A", "C"),))]
    assert groups([pair("A", "B", "distinguishable")], estimates) == [Groups("pond", (("A", "C"),))]


def test_axes_stay_apart_and_in_order() -> None:
    estimates = [estimate(o, axis) for o in "AB" for axis in ("visitors", "pond", "tree-work")]
    silent = [estimate(o, "gates", 0) for o in "AB"]
    found = groups([pair("A", "B", UNLESS, "pond")], [*estimates, *silent])
    assert found == [
        Groups("visitors", (("A", "B"),)),
        Groups("pond", (("A",), ("B",))),
        Groups("tree-work", (("A", "B"),)),
        Groups("gates", ()),
    ]


def test_nothing() -> None:
    assert groups([], []) == []
