"""How sure a difference between two outlets is: the interval of shares as counted, and the t-test on corrected shares.

What this does not do: decide anything. The verdict rests on p-values (:mod:`framing.comparison.contrasts`).
"""

from __future__ import annotations

from functools import lru_cache
from math import hypot
from typing import NamedTuple

import numpy as np
from scipy.stats import t as student

from framing.comparison.correction import CorrectedShare
from framing.comparison.counts import Ints
from framing.comparison.intervals import ShareEstimate, estimate_share

Interval = tuple[float, float]


def difference_interval(
    difference: float | None, mentions: Ints, a: Ints, b: Ints, stratum: Ints
) -> Interval | None:
    """Interval of a *difference*, −1 to 1, from those of both shares in the articles compared (MOVER; Zou & Donner 2008).

    *mentions* and *stratum* are of all articles, shapes (articles, 2) and (articles,); *a* and *b* those of the two outlets, as
    indices. None where there is no difference or a share has no interval.
    """
    x, y = _share(mentions, a), _share(mentions, b)
    if difference is None or x.share is None or y.share is None or x.interval is None or y.interval is None:
        return None
    wider = _design_effects(stratum[a], stratum[b])
    low = difference - hypot(wider[0] * (x.share - x.interval.low), wider[1] * (y.interval.high - y.share))
    high = difference + hypot(wider[0] * (x.interval.high - x.share), wider[1] * (y.share - y.interval.low))
    return max(-1.0, low), min(1.0, high)


def _share(mentions: Ints, articles: Ints) -> ShareEstimate:
    """The share of these articles, with its interval. Many pairs compare the same articles of an outlet."""
    return _estimated(mentions[articles].tobytes(), mentions.dtype.str)


@lru_cache(maxsize=4096)
def _estimated(mentions: bytes, dtype: str) -> ShareEstimate:
    counts = np.frombuffer(mentions, dtype=dtype).reshape(-1, 2)
    return estimate_share(counts[:, 1], counts.sum(axis=1))


def _design_effects(a: Ints, b: Ints) -> tuple[float, float]:
    """By how much the standard errors of the two shares grow where the strata weigh otherwise than their articles (Kish 1965).

    √(n Σ_e W_e² / n_e) for each outlet: n articles, n_e of them in stratum e, W_e the weight of e in the difference, ΣW = 1.
    """
    _, x = np.unique(a, return_counts=True)
    _, y = np.unique(b, return_counts=True)
    weights = x * y / (x + y)
    weights = weights / weights.sum()
    first, second = (float(np.sqrt(n.sum() * (weights**2 / n).sum())) for n in (x, y))
    return first, second


class CorrectedDifference(NamedTuple):
    """Difference of two corrected shares, a − b, its interval and the p of Welch's t."""

    value: float
    interval: Interval
    p: float


def corrected_difference(
    a: CorrectedShare | None, b: CorrectedShare | None, level: float
) -> CorrectedDifference | None:
    """None where one of the two has no hand codings, or too few to say how sure its share is; *level* is that of the test."""
    if a is None or b is None or a.share is None or b.share is None:
        return None
    if a.standard_error is None or b.standard_error is None:
        return None
    value = a.share - b.share
    error = hypot(a.standard_error, b.standard_error)
    if not error:
        return CorrectedDifference(value, (value, value), 1.0 if value == 0 else 0.0)
    terms = [(e**2, n - 1) for e, n in ((a.standard_error, a.n_gold), (b.standard_error, b.n_gold))]
    freedom = error**4 / sum(v**2 / df for v, df in terms)
    reach = float(student.ppf(1 - level / 2, freedom)) * error
    p = 2 * float(student.sf(abs(value) / error, freedom))
    return CorrectedDifference(value, (max(-1.0, value - reach), min(1.0, value + reach)), p)
