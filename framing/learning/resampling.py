"""Intervals of figures of an evaluation, from drawing whole groups (articles or events) with replacement.

Sentences of one article are alike, so that drawing sentences would give intervals that are too narrow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray


class Resampling:
    """Groups (articles or events) drawn with replacement, the same draws for every figure of one evaluation."""

    def __init__(self, groups: Sequence[str], *, resamples: int = 500, seed: int = 0) -> None:
        names = {g: i for i, g in enumerate(dict.fromkeys(groups))}
        self.member = np.array([names[g] for g in groups], dtype=np.int64)
        rng = np.random.default_rng(seed)
        n = max(len(names), 1)
        self.weights = rng.multinomial(n, np.full(n, 1 / n), size=resamples).astype(float)

    def totals(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Sums of *rows* (sentences, k) in each resample, shape (resamples, k)."""
        per_group: NDArray[np.float64] = np.zeros((self.weights.shape[1], rows.shape[1]))
        np.add.at(per_group, self.member, rows)
        return np.asarray(self.weights @ per_group, dtype=np.float64)


Interval = tuple[float, float]


def percentile_interval(values: NDArray[np.float64]) -> Interval | None:
    """The .025 and .975 quantiles of resampled values; None where half of them or more could not be computed."""
    known = values[~np.isnan(values)]
    if len(known) <= len(values) / 2:
        return None
    return float(np.quantile(known, 0.025)), float(np.quantile(known, 0.975))


def macro_interval(
    tables: Mapping[tuple[str, str], NDArray[np.int64]], resampling: Resampling
) -> tuple[float, float]:
    """Percentile interval (.95) of macro-F1 from resampling groups."""
    totals = [resampling.totals(rows) for rows in tables.values() if rows[:, 0].sum() + rows[:, 2].sum()]
    if not totals:
        return 0.0, 0.0
    found = percentile_interval(np.mean([_f1s(t) for t in totals], axis=0))
    return found or (0.0, 0.0)


def score_intervals(rows: NDArray[np.int64], resampling: Resampling) -> dict[str, Interval | None]:
    """Intervals of ``precision``, ``recall`` and ``f1`` of one pole from its :func:`table`."""
    totals = resampling.totals(rows)
    tp, fp, fn = totals.T
    nothing = np.full(len(tp), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        precision = np.where(tp + fp > 0, tp / (tp + fp), nothing)
        recall = np.where(tp + fn > 0, tp / (tp + fn), nothing)
    return {
        "precision": percentile_interval(precision),
        "recall": percentile_interval(recall),
        "f1": percentile_interval(_f1s(totals)),
    }


def _f1s(totals: NDArray[np.float64]) -> NDArray[np.float64]:
    tp, fp, fn = totals.T
    scores: NDArray[np.float64] = np.zeros(len(tp))
    np.divide(2 * tp, 2 * tp + fp + fn, out=scores, where=tp > 0)
    return scores


def average_precision_interval(
    truth: NDArray[np.bool_],
    scores: NDArray[np.float64],
    sentences: NDArray[np.int64],
    resampling: Resampling,
) -> Interval | None:
    """Interval of :func:`average_precision` from resampling groups; *sentences* is the sentence of each decision."""
    if not truth.any():
        return None
    order = np.argsort(-scores, kind="stable")
    last = np.append(np.diff(scores[order]) != 0, True)
    ends = np.nonzero(last)[0][np.cumsum(last) - last]  # for each decision the end of its run of equal scores
    weights = resampling.weights[:, resampling.member[sentences[order]]]
    hits = weights * truth[order]
    tp, seen = np.cumsum(hits, axis=1)[:, ends], np.cumsum(weights, axis=1)[:, ends]
    precision = np.divide(tp, seen, out=np.zeros_like(tp), where=seen > 0)
    total = hits.sum(axis=1)
    found = np.divide((hits * precision).sum(axis=1), total, out=np.full(len(total), np.nan), where=total > 0)
    return percentile_interval(found)
