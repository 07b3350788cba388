"""How macro-F1 grows with the labels: the same folds, with only a part of the other folds' articles to learn from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from framing.coding.codebook import Head
from framing.learning import metrics
from framing.learning.examples import Examples
from framing.learning.fitting import Matrix, Settings, cross_fitted, out_of_fold
from framing.learning.folds import group_folds
from framing.learning.resampling import Resampling, macro_interval
from framing.learning.tally import places, tally

SHARES = (0.125, 0.25, 0.5)


class CurvePoint(msgspec.Struct, frozen=True):
    """Macro-F1 (any voice, 0–1) when learning from a share of the articles; sentences and articles are means over folds."""

    share: float
    n_sentences: int
    n_groups: int
    macro_f1: float
    interval: tuple[float, float]


def learning_curve(
    corpus: Examples,
    vectors: Matrix,
    heads: Sequence[Head],
    settings: Settings,
    verdicts: NDArray[np.bool_],
    jobs: int = 2,
) -> tuple[CurvePoint, ...]:
    """Points at :data:`SHARES` of the groups that may not be split, and at all of them, whose *verdicts* are given.

    Smaller parts lie inside larger ones.

    The words that propose candidates, and the vocabulary, come from all labels: the curve is about the weights.
    """
    groups = corpus.groups
    of = corpus.row_sentences
    folds = group_folds(groups, settings.folds, settings.seed)
    rank = {g: _rank(g, settings.seed) for g in set(groups)}
    position = np.array([rank[g] for g in groups])
    resampling = Resampling(groups)
    points = []
    for share in (*SHARES, 1.0):
        kept = position < share
        found = verdicts
        if share < 1:
            decisions = out_of_fold(vectors.values, corpus.targets, folds[of], settings, jobs, kept[of])
            _, found = cross_fitted(decisions, corpus.targets, folds[of])
        tables = tally(corpus, heads, places(corpus), found & corpus.own_axis, "any")
        left = 1 - 1 / (folds.max() + 1)
        points.append(
            CurvePoint(
                share,
                round(kept.sum() * left),
                round(sum(r < share for r in rank.values()) * left),
                metrics.macro_f1(tables),
                macro_interval(tables, resampling),
            )
        )
    return tuple(points)


def _rank(group: str, seed: int) -> float:
    """A place in [0, 1) that depends on nothing but the name of the group and the seed."""
    return int.from_bytes(hashlib.sha256(f"{seed}:curve:{group}".encode()).digest()[:6], "big") / 2**48
