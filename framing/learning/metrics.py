"""Precision, recall, F1 over sentences; average precision; calibration error; intervals from resampling groups.

A sentence counts as having a pole when any of its codings has it; words in scare quotes count for nobody. ``voice``
decides what has to agree: ``any`` (axis and pole), ``own`` (codings in own voice only), ``agree`` (voice as well).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

VoiceRule = Literal["any", "own", "agree"]
Key = tuple[str, ...]
"""(axis, pole), with the voice behind it where voices have to agree."""


class Counts(msgspec.Struct, frozen=True):
    """True positives, false positives and false negatives of one pole, with what follows from them."""

    tp: int
    fp: int
    fn: int

    @property
    def precision(self) -> float | None:
        """tp / (tp + fp); None where nothing was found."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else None

    @property
    def recall(self) -> float | None:
        """tp / (tp + fn); None where there is nothing to find."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else None

    @property
    def f1(self) -> float:
        """2 tp / (2 tp + fp + fn); 0 where there is no true positive."""
        return 2 * self.tp / (2 * self.tp + self.fp + self.fn) if self.tp else 0.0


def keys(codings: Sequence[tuple[str, str, str | None]], rule: VoiceRule) -> frozenset[Key]:
    """What a sentence says, from (axis, pole, voice) triples."""
    kept = [c for c in codings if c[2] != "scare" and (rule != "own" or c[2] in {"own", None})]
    return frozenset((a, p, v or "own") if rule == "agree" else (a, p) for a, p, v in kept)


def table(
    gold: Sequence[frozenset[Key]],
    found: Sequence[frozenset[Key]],
    looked_at: Sequence[frozenset[str]],
    head: tuple[str, str],
) -> NDArray[np.int64]:
    """Shape (sentences, 3): tp, fp, fn of one head in each sentence; zeros where nobody looked at its axis."""
    rows = np.zeros((len(gold), 3), dtype=np.int64)
    for i, (g, f, looked) in enumerate(zip(gold, found, looked_at, strict=True)):
        if head[0] not in looked:
            continue
        a = {k for k in g if k[:2] == head}
        b = {k for k in f if k[:2] == head}
        rows[i] = len(a & b), len(b - a), len(a - b)
    return rows


def counts(rows: NDArray[np.int64]) -> Counts:
    """The sum of a :func:`table`."""
    tp, fp, fn = (int(x) for x in rows.sum(axis=0))
    return Counts(tp, fp, fn)


def macro_f1(tables: Mapping[tuple[str, str], NDArray[np.int64]]) -> float:
    """The mean of F1 over poles that stand in the gold."""
    scores = [c.f1 for c in map(counts, tables.values()) if c.tp + c.fn]
    return float(np.mean(scores)) if scores else 0.0


def macro_interval(
    tables: Mapping[tuple[str, str], NDArray[np.int64]],
    groups: Sequence[str],
    *,
    resamples: int = 500,
    seed: int = 0,
) -> tuple[float, float]:
    """Percentile interval (.95) of macro-F1 from resampling groups (articles or events) with replacement."""
    names = {g: i for i, g in enumerate(dict.fromkeys(groups))}
    member = np.array([names[g] for g in groups])
    sums = {}
    for head, rows in tables.items():
        per_group = np.zeros((len(names), 3))
        np.add.at(per_group, member, rows)
        if rows[:, 0].sum() + rows[:, 2].sum():
            sums[head] = per_group
    if not sums:
        return 0.0, 0.0
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=resamples).astype(float)
    scores = np.zeros(resamples)
    for per_group in sums.values():
        drawn = weights @ per_group
        tp, fp, fn = drawn.T
        scores += np.divide(2 * tp, 2 * tp + fp + fn, out=np.zeros(resamples), where=tp > 0)
    scores /= len(sums)
    return float(np.quantile(scores, 0.025)), float(np.quantile(scores, 0.975))


def average_precision(truth: NDArray[np.bool_], scores: NDArray[np.float64]) -> float | None:
    """Area under the precision–recall curve as a step sum, Σ (R_k − R_{k−1}) P_k; None without positives.

    Tied scores enter together. Source: the definition that scikit-learn's ``average_precision_score`` states.

    >>> average_precision(np.array([True, False, True]), np.array([0.9, 0.8, 0.7]))
    0.8333333333333333
    """
    total = int(truth.sum())
    if not total:
        return None
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(truth[order])
    last = np.append(np.diff(scores[order]) != 0, True)
    tp = hits[last].astype(float)
    seen = np.nonzero(last)[0] + 1
    recall_steps = np.diff(np.concatenate([[0.0], tp / total]))
    return float((recall_steps * tp / seen).sum())


class Bin(msgspec.Struct, frozen=True):
    """One bin of a reliability diagram: mean probability, observed share, number of decisions."""

    mean_probability: float
    observed: float
    n: int


def reliability(truth: NDArray[np.bool_], probabilities: NDArray[np.float64], bins: int = 10) -> list[Bin]:
    """Equal-width bins of probability; empty bins are left out."""
    at = np.minimum((probabilities * bins).astype(int), bins - 1)
    return [
        Bin(float(probabilities[at == b].mean()), float(truth[at == b].mean()), int((at == b).sum()))
        for b in range(bins)
        if (at == b).any()
    ]


def expected_calibration_error(bins: Sequence[Bin]) -> float:
    """ECE: Σ n_b / N · |observed_b − mean probability_b|, 0–1. Source: Naeini, Cooper & Hauskrecht (2015)."""
    n = sum(b.n for b in bins)
    return sum(b.n * abs(b.observed - b.mean_probability) for b in bins) / n if n else 0.0


def best_threshold(truth: NDArray[np.bool_], scores: NDArray[np.float64]) -> float:
    """The score from which F1 is highest, halfway to the next lower score. Tied scores enter together.

    >>> best_threshold(np.array([True, True, False]), np.array([0.9, 0.6, 0.2]))
    0.4
    """
    order = np.argsort(-scores, kind="stable")
    tp = np.cumsum(truth[order])
    f1 = 2 * tp / (np.arange(1, len(order) + 1) + truth.sum())
    last = np.append(np.diff(scores[order]) != 0, True)  # a cut inside a run of equal scores cannot be made
    at = int(np.where(last, f1, -1.0).argmax())
    below = min(at + 1, len(order) - 1)
    return float((scores[order[at]] + scores[order[below]]) / 2)
