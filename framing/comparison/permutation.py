"""Is the difference between two outlets more than chance? Permutation of outlet labels within strata, and Benjamini–Hochberg.

    T = Σ_e w_e (θ̂_ae − θ̂_be) / Σ_e w_e      w_e = m_a m_b / (m_a + m_b), articles with a mention in stratum e
    p = (1 + #{|T*| ≥ |T|}) / (B + 1)

Labels move only within a stratum, so a difference in what outlets report on is not taken for one in wording. Sources: methods
of stratified randomisation tests; Phipson & Smyth (2010) for the + 1; Benjamini & Hochberg (1995). With B = 2,000 no p is below
1/2001; where an adjustment over many comparisons asks for less, :mod:`framing.comparison.more_draws` goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

DRAWS = 2000
Floats = NDArray[np.float64]
Row = tuple[str, float, float]
"""Stratum, share and weight of an article."""


class Difference(msgspec.Struct, frozen=True):
    """The stratified difference of shares, a − b, in −1 to 1, with its permutation p and the strata that both share."""

    value: float | None
    p: float | None
    n_strata: int
    n_as_far: int = 0
    """Draws at least as far from 0 as ``value``: p = (1 + n_as_far) / (1 + draws)."""


def difference(
    a: Sequence[tuple[str, float]], b: Sequence[tuple[str, float]], *, draws: int = DRAWS, seed: int = 0
) -> Difference:
    """Compare two outlets from (stratum, share) of each of their articles with a mention.

    Strata in which only one of the two has an article carry nothing and are left out; without a shared one there is no value.
    Neither the order of articles nor which of the two is called a changes p.

    >>> difference([("e", 1.0), ("e", 1.0), ("e", 1.0)], [("e", 0.0), ("e", 0.0), ("e", 0.0)]).value
    1.0
    >>> difference([("e", 1.0)], [("f", 0.0)]).value is None
    True
    """
    return weighted_difference(
        [(name, share, 1.0) for name, share in a], [(name, share, 1.0) for name, share in b], draws=draws, seed=seed
    )  # fmt: skip


def weighted_difference(
    a: Sequence[Row], b: Sequence[Row], *, draws: int = DRAWS, seed: int = 0
) -> Difference:
    """As :func:`difference`, from (stratum, share, weight): θ̂ is the weighted mean; an article moves with its weight."""
    arranged = arrange(a, b)
    if arranged is None:
        return Difference(None, None, 0)
    rng = np.random.default_rng(seed)
    drawn = np.zeros(draws)
    for w, (x, y) in zip(arranged.sizes, arranged.strata, strict=True):
        both = np.concatenate([x, y])
        weights, parts = both[:, 1], both[:, 0] * both[:, 1]
        moved = rng.permuted(np.tile(np.arange(len(both)), (draws, 1)), axis=1)[:, : len(x)]
        part = parts[moved].sum(axis=1)
        weight = weights[moved].sum(axis=1) if np.ptp(weights) else len(x) * weights[0]
        drawn += w * (part / weight - (parts.sum() - part) / (weights.sum() - weight))
    extreme = int(as_far(drawn, arranged.observed).sum())
    value = arranged.sign * arranged.observed + 0.0
    return Difference(value, (1 + extreme) / (draws + 1), len(arranged.strata), extreme)


class Arranged(NamedTuple):
    """The articles of two outlets in the strata that both share, in an order that depends neither on theirs nor on names.

    ``strata``: share and weight of each article on either side, shapes (articles, 2); ``sizes``: the part that each stratum has in
    the difference, sum 1; ``observed``: the difference of the first side less the second; ``sign``: −1 where the first side is b.
    """

    strata: list[tuple[Floats, Floats]]
    sizes: Floats
    observed: float
    sign: float


def arrange(a: Sequence[Row], b: Sequence[Row]) -> Arranged | None:
    """What is compared of two outlets; None without a stratum in which both have an article with weight."""
    shared = frozenset(name for name, _, weight in a if weight) & {name for name, _, weight in b if weight}
    if not shared:
        return None
    first, second = (sorted(row for row in side if row[0] in shared and row[2]) for side in (a, b))
    sign = 1.0
    if second < first:  # one order for the draws, so that they do not depend on names
        first, second, sign = second, first, -1.0
    strata = list(zip(_by_stratum(first), _by_stratum(second), strict=True))
    sizes = np.array([len(x) * len(y) / (len(x) + len(y)) for x, y in strata])
    sizes /= sizes.sum()
    observed = float(sum(w * (_mean(x) - _mean(y)) for w, (x, y) in zip(sizes, strata, strict=True)))
    return Arranged(strata, sizes, observed, sign)


def as_far(drawn: Floats, observed: float) -> NDArray[np.bool_]:
    """Whether differences are at least as far from 0 as the one that was seen; equal ones may differ in their last digits."""
    found: NDArray[np.bool_] = np.abs(drawn) >= abs(observed) - 1e-12
    return found


def _by_stratum(rows: Sequence[Row]) -> list[Floats]:
    """Share and weight of the articles of each stratum, shape (articles, 2); *rows* are sorted."""
    return [np.array([row[1:] for row in mine]) for _, mine in groupby(rows, key=lambda row: row[0])]


def _mean(rows: Floats) -> Floats:
    """The weighted mean share over the last but one axis of (…, articles, 2)."""
    weight = rows[..., 1]
    mean: Floats = (rows[..., 0] * weight).sum(axis=-1) / weight.sum(axis=-1)
    return mean


def benjamini_hochberg(p: Sequence[float | None]) -> list[float | None]:
    """Adjusted p-values over all tests that have one; the others stay None.

    >>> benjamini_hochberg([0.01, None, 0.04, 0.03])
    [0.03, None, 0.04, 0.04]
    """
    known = sorted((v, i) for i, v in enumerate(p) if v is not None)
    adjusted: list[float | None] = [None] * len(p)
    smallest = 1.0
    for rank in range(len(known), 0, -1):
        value, i = known[rank - 1]
        smallest = min(smallest, value * len(known) / rank)
        adjusted[i] = smallest
    return adjusted
