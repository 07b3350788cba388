"""Which outlets cannot be told apart on an axis: the sets in which no two are distinguishable and to which no outlet can be added.

An outlet may stand in several sets: A and C can be apart while neither can be told from B. That is a partial order, and there is
no ranking in it. Where everything is refused there is one set of all.

The sets are those of the letter displays of multiple comparisons, by insertion and absorption: Piepho (2004), Journal of
Computational and Graphical Statistics 13, 456–466.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from framing.comparison.contrasts import Pair
from framing.comparison.estimates import OutletEstimate

MOST = 200
"""Sets beyond which they are not listed: nobody reads them."""
_WORKED = 2000
"""Sets on the way beyond which the search is given up: their number can double with every pair."""


class Groups(msgspec.Struct, frozen=True):
    """The sets of one axis, each in alphabetical order, larger ones first. None where there are more than :data:`MOST`."""

    axis: str
    sets: tuple[tuple[str, ...], ...] | None


def groups(pairs: Sequence[Pair], estimates: Sequence[OutletEstimate]) -> list[Groups]:
    """The sets of every axis, over the outlets with a mention in own voice."""
    named: dict[str, list[str]] = {}
    for e in estimates:
        if e.voice == "own":
            named.setdefault(e.axis, [])
            if e.n_mentions:
                named[e.axis].append(e.outlet)
    apart: dict[str, list[tuple[str, str]]] = {axis: [] for axis in named}
    for p in pairs:
        if p.verdict.startswith("distinguishable"):
            apart[p.axis].append((p.a, p.b))
    return [Groups(axis, inseparable(outlets, apart[axis])) for axis, outlets in named.items()]


def inseparable(
    outlets: Sequence[str], apart: Sequence[tuple[str, str]]
) -> tuple[tuple[str, ...], ...] | None:
    """The maximal sets of *outlets* that hold no pair of *apart*; None where there are more than :data:`MOST`.

    >>> inseparable(["A", "B", "C"], [("A", "C")])
    (('A', 'B'), ('B', 'C'))
    >>> inseparable(["A", "B"], [])
    (('A', 'B'),)
    """
    sets = [frozenset(outlets)] if outlets else []
    for a, b in sorted(apart):
        split = [s for s in sets if a in s and b in s]
        whole = [s for s in sets if not (a in s and b in s)]
        halves = {s - {x} for s in split for x in (a, b)}
        sets = [*whole, *(h for h in halves if not any(h <= s for s in whole))]
        if len(sets) > _WORKED:
            return None
    if len(sets) > MOST:
        return None
    return tuple(sorted((tuple(sorted(s)) for s in sets), key=lambda s: (-len(s), s)))
