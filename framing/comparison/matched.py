"""Matched stories: how the outlets that cover one event or story word it, side by side.

One story is an example and no test: the pairs' differences within it carry no interval. Averaged over all
stories that two outlets share they are the difference in :mod:`contrasts`, where the pair is compared within stories.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

import msgspec

from framing.comparison.counts import Counted


class OutletSide(msgspec.Struct, frozen=True):
    """One outlet in one story: its articles with a mention (indices), mentions of both poles, mean share of the articles."""

    outlet: str
    articles: tuple[int, ...]
    first: int
    second: int
    share: float


class StoryDifference(msgspec.Struct, frozen=True):
    """Share of a − share of b within one story, −1 to 1."""

    a: str
    b: str
    difference: float


class Matched(msgspec.Struct, frozen=True):
    """One stratum on one axis, own voice; outlets in alphabetical order, at least two."""

    stratum: int
    axis: str
    sides: tuple[OutletSide, ...]
    differences: tuple[StoryDifference, ...]


def matched(counted: Counted, stratum: Sequence[int]) -> list[Matched]:
    """Every stratum × axis that at least two outlets mention. *stratum*: of each article its number, −1 for none.

    Those that most outlets mention come first, then those with most mentions.
    """
    rows = []
    for k, axis in enumerate(counted.axes):
        own = counted.voice(k, "own").tolist()
        inside: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for i, (s, o) in enumerate(zip(stratum, counted.outlet.tolist(), strict=True)):
            if s >= 0 and sum(own[i]):
                inside[s][o].append(i)
        for s, outlets in inside.items():
            if len(outlets) > 1:
                sides = tuple(_side(counted.outlets[o], outlets[o], own) for o in sorted(outlets))
                apart = [
                    StoryDifference(a.outlet, b.outlet, a.share - b.share) for a, b in combinations(sides, 2)
                ]
                rows.append(Matched(s, axis, sides, tuple(apart)))
    return sorted(rows, key=lambda m: (-len(m.sides), -sum(x.first + x.second for x in m.sides), m.stratum))


def _side(outlet: str, articles: Sequence[int], own: Sequence[Sequence[int]]) -> OutletSide:
    shares = [own[i][1] / sum(own[i]) for i in articles]
    return OutletSide(
        outlet,
        tuple(articles),
        sum(own[i][0] for i in articles),
        sum(own[i][1] for i in articles),
        sum(shares) / len(shares),
    )
