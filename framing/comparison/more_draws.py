"""More draws where 2,000 are too few: p of the pairs that stand at the floor of a permutation test, among very many comparisons.

With m comparisons the correction of Benjamini & Hochberg can ask one of them for p ≤ .05 / m, and 2,000 draws give none below
1/2001: beyond m = 100 a single pair could never pass, whatever its articles say. There draws go on, for k open pairs:

    open    no rule refuses the pair, and p ≤ 11 / (1 + n): none of its tests has seen 11 of n draws as far from 0
    n       10 · m / (.05 k) in all, in batches of 2,000; again for those still open, as long as n at least doubles
    p       11 / L where one of the pair's tests saw its 11th at draw L, else (1 + b) / (1 + n), b the larger count

Those are the sequential p-values of Besag & Clifford (1991), with the first 2,000 draws counted in. They stay valid: a p of
11/2001 or more is decided by the first 2,000 draws alone, a smaller one by the sequence up to n; and n depends on how many
other pairs are open, never on what a pair itself has seen. Where a pair closes before n, because another of its tests has seen
enough or has a larger p, it gets a p no smaller than the one that the sequence would have come to.

About ten draws as far from 0 are expected at the limit that k pairs have to pass together: n is what the correction needs
and no more. A round takes 10 m / .05 draws whatever k is, a tenth of the first draws of all pairs.

Articles of the same share and weight are of one kind. A draw is then how many of each kind fall to the first side, from the
multivariate hypergeometric distribution: the same as of relabelled articles, without moving them. Nothing is kept of a batch
of 2,000 but its count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from framing.comparison.permutation import DRAWS, Floats, Row, arrange, as_far

ENOUGH = 11
"""Draws as far from 0 after which a test goes no further."""
FACTOR = 10
"""Draws as far from 0 that are expected at the limit."""


class Kinds(NamedTuple):
    """The articles of a stratum by share and weight, shapes (kinds,): how many there are on both sides, ``first`` of all on the
    first; the ``parts`` (share × weight) and ``weights`` of one; ``size``: the part of the stratum in the difference, 0–1.
    """

    numbers: NDArray[np.int64]
    parts: Floats
    weights: Floats
    first: int
    size: float


class Relabelled(NamedTuple):
    """A permutation test that can be drawn on: its strata, the distance from 0 that was seen, and how many of the first 2,000 draws
    were as far.
    """

    strata: tuple[Kinds, ...]
    observed: float
    n_as_far: int


def relabelled(a: Sequence[Row], b: Sequence[Row], n_as_far: int) -> Relabelled:
    """The test of two outlets from (stratum, share, weight) of their articles; *n_as_far*: of the first 2,000 draws.

    Raises ValueError where they share no stratum.

    >>> test = relabelled([("e", 1.0, 1.0)] * 3, [("e", 0.0, 1.0)] * 2, 0)
    >>> test.observed, test.strata[0].numbers.tolist(), test.strata[0].first
    (1.0, [2, 3], 2)
    """
    arranged = arrange(a, b)
    if arranged is None:
        raise ValueError("no stratum in which both have an article: there is nothing to draw")
    strata = []
    for size, (x, y) in zip(arranged.sizes.tolist(), arranged.strata, strict=True):
        kinds, numbers = np.unique(np.concatenate([x, y]), axis=0, return_counts=True)
        strata.append(Kinds(numbers, kinds[:, 0] * kinds[:, 1], kinds[:, 1], len(x), size))
    return Relabelled(tuple(strata), abs(arranged.observed), n_as_far)


class Open(NamedTuple):
    """A pair that more draws could decide: its permutation tests, and the p of any other test that has to agree, else 0."""

    name: str
    tests: tuple[Relabelled, ...]
    beside: float = 0.0


class Drawn(NamedTuple):
    """How many of the draws were as far from 0, for each test of a pair."""

    n_as_far: tuple[int, ...]
    draws: int

    def p(self, test: int) -> float:
        """p of one test, above 0 and at most 1."""
        n = self.n_as_far[test]
        return (1 + n) / (1 + self.draws) if n < ENOUGH else ENOUGH / self.draws

    @property
    def largest(self) -> float:
        """The larger p of the pair's tests."""
        return max(self.p(i) for i in range(len(self.n_as_far)))


def draw_on(
    pairs: Sequence[Open], comparisons: int, level: float, *, seed: int = 0, progress: Callable[[str], None] = lambda _: None
) -> list[Drawn]:  # fmt: skip
    """Draw on for each pair as far as an adjustment over so many *comparisons* at *level* needs it.

    *pairs*: those that are open after the first 2,000. Up to level × 2,000 comparisons nothing more is drawn. A result is for the
    pair at its place.
    """
    found = [Drawn(tuple(t.n_as_far for t in pair.tests), DRAWS) for pair in pairs]
    if comparisons <= level * DRAWS:
        return found
    n = DRAWS
    while still := [i for i, pair in enumerate(pairs) if is_open(max(found[i].largest, pair.beside), n)]:
        needed = ceil(FACTOR * comparisons / (level * len(still) * DRAWS)) * DRAWS
        if needed < 2 * n:
            break
        for i in still:
            progress(f"{pairs[i].name}: {needed:,} draws")
            found[i] = _go_on(pairs[i].tests, found[i], needed, seed)
        n = needed
    return found


def is_open(p: float, draws: int = DRAWS) -> bool:
    """Whether more than so many draws could tell more of a pair with this p, the larger of its tests."""
    return p <= ENOUGH / (1 + draws)


def _go_on(tests: Sequence[Relabelled], so_far: Drawn, until: int, seed: int) -> Drawn:
    """All tests of a pair in step, until one has seen enough."""
    counts = np.array(so_far.n_as_far)
    for batch in range(so_far.draws // DRAWS, until // DRAWS):
        further = [np.cumsum(as_far(_differences(t, seed, batch), t.observed)) for t in tests]
        running = counts[:, None] + np.array(further)
        seen = np.flatnonzero((running >= ENOUGH).any(axis=0))
        if len(seen):
            return Drawn(tuple(running[:, seen[0]].tolist()), batch * DRAWS + int(seen[0]) + 1)
        counts = running[:, -1]
    return Drawn(tuple(counts.tolist()), until)


def _differences(test: Relabelled, seed: int, batch: int) -> Floats:
    """2,000 differences between relabelled sides. Each batch has a stream of its own; that of batch 0 is another."""
    rng = np.random.default_rng((seed, batch))
    drawn = np.zeros(DRAWS)
    for s in test.strata:
        first = rng.multivariate_hypergeometric(s.numbers, s.first, size=DRAWS, method="marginals")
        part, weight = first @ s.parts, first @ s.weights
        drawn += s.size * (part / weight - (s.numbers @ s.parts - part) / (s.numbers @ s.weights - weight))
    return drawn
