"""The human ceiling: one coder scored against another as if he were the model, on the sentences that both coded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from framing.coding.codebook import Codebook
from framing.coding.gold import ADJUDICATED, coders_view
from framing.coding.labels import Label
from framing.learning import metrics
from framing.learning.metrics import VoiceRule
from framing.learning.resampling import Resampling, macro_interval

_RULES: tuple[VoiceRule, ...] = ("any", "own", "agree")


class Ceiling(msgspec.Struct, frozen=True):
    """Macro-F1 over the poles that either coder used, one coder against the other, by voice rule, with intervals.

    It is the same whichever of the two is taken for gold.
    """

    n_sentences: int
    macro_f1: dict[str, float]
    interval: dict[str, tuple[float, float]]


def ceiling(labels: Sequence[Label], codebook: Codebook) -> Ceiling | None:
    """The ceiling of label rows; None where no sentence was coded by two coders. Adjudicated rows are no coder's."""
    by_sentence: dict[tuple[str, str, str], list[Label]] = defaultdict(list)
    for label in labels:
        if label.coder != ADJUDICATED:
            by_sentence[label.id, label.text, label.before].append(label)
    pairs = []
    for rows in by_sentence.values():
        views = list(coders_view(rows, codebook).values())
        if len(views) >= 2 and views[0][0] & views[1][0]:
            group = next((r.event or r.source for r in rows if r.event or r.source), rows[0].text)
            pairs.append((group, views[0], views[1]))
    if not pairs:
        return None
    resampling = Resampling([group for group, _, _ in pairs])
    macro: dict[str, float] = {}
    intervals: dict[str, tuple[float, float]] = {}
    for rule in _RULES:
        first, second = (
            [metrics.keys([(m.axis, m.pole, m.voice) for m in view[1]], rule) for view in views]
            for views in ([p[1] for p in pairs], [p[2] for p in pairs])
        )
        looked = [p[1][0] & p[2][0] for p in pairs]
        tables = {
            (h.axis, h.pole): _either(metrics.table(first, second, looked, (h.axis, h.pole)))
            for h in codebook.heads
        }
        macro[rule], intervals[rule] = metrics.macro_f1(tables), macro_interval(tables, resampling)
    return Ceiling(len(pairs), macro, intervals)


def _either(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """A table of a pole that only the second coder used, seen from his side: F1 is the same, and the pole counts."""
    return rows if rows[:, 0].sum() + rows[:, 2].sum() else rows[:, [0, 2, 1]]
