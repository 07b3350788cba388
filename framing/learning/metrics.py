"""Precision, recall, F1 over sentences; average precision; the threshold that F1 asks for.

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


def f1_threshold(probabilities: NDArray[np.float64]) -> float:
    """The probability from which on a yes gives the highest expected F1: half of that F1, 0–0.5.

    *probabilities* are calibrated, shape (decisions,). The expected F1 of saying yes to the k most probable is
    2 Σ p / (k + Σ all p). Taken from all probabilities, not from one cut between two labelled examples, it varies little
    with the sample. Source: Lipton, Elkan & Naryanaswamy (2014), Optimal thresholding of classifiers to maximize F1.

    >>> f1_threshold(np.array([1.0, 1.0, 0.0])), f1_threshold(np.array([0.5, 0.0]))
    (0.5, 0.3333333333333333)
    """
    ranked = np.sort(probabilities)[::-1]
    expected = 2 * np.cumsum(ranked) / (np.arange(1, len(ranked) + 1) + ranked.sum())
    return float(expected.max() / 2)
