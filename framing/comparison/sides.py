"""One outlet on one axis as the tests of a pair see it: its articles with a mention, and what each counts for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from framing.comparison.counts import Counted, Ints, by_hand_or_counted
from framing.comparison.error_bounds import AxisErrors, Toward, Weighted, hostile
from framing.comparison.hand_coded import HandCoded


class Side(NamedTuple):
    """``articles``: those with a mention, as indices; of all articles of the corpus the ``mentions``, shape (articles, 2), and
    share and weight as counted (``plain``) and at both corners of the error rates, None where these are not known;
    ``with_reported``: the outlet's mean share when reported speech counts as well, 0–1.
    """

    articles: Ints
    mentions: Ints
    plain: Weighted
    lowest: Weighted | None
    highest: Weighted | None
    with_reported: float | None


def sides(counted: Counted, axis: int, by_hand: HandCoded, errors: AxisErrors | None) -> list[Side]:
    """Every outlet on one axis, in the order of the outlets. Where an article was coded by hand, that is what it counts for."""
    own, coded = by_hand_or_counted(counted, axis, by_hand)
    both = own.sum(axis=1)
    plain = Weighted(own[:, 1] / np.maximum(both, 1), (both > 0).astype(np.float64))
    lowest = _corner(own, coded, plain, errors, "first") if errors else None
    highest = _corner(own, coded, plain, errors, "second") if errors else None
    spoken = counted.voice(axis, "own") + counted.voice(axis, "reported")
    spoken_both = spoken.sum(axis=1)
    found = []
    for o in range(len(counted.outlets)):
        mine = counted.of(o)
        heard = mine[spoken_both[mine] > 0]
        with_reported = float(np.mean(spoken[heard, 1] / spoken_both[heard])) if len(heard) else None
        found.append(Side(mine[both[mine] > 0], own, plain, lowest, highest, with_reported))
    return found


def _corner(
    own: Ints, coded: NDArray[np.bool_], plain: Weighted, errors: AxisErrors, toward: Toward
) -> Weighted:
    """Shares at a corner of the error rates; what was coded by hand is no classifier's error."""
    found = hostile(own, errors, toward)
    return Weighted(np.where(coded, plain.share, found.share), np.where(coded, plain.weight, found.weight))
