"""A share corrected for the errors of the classifier, from hand codings of a random sample of an outlet's articles.

    F = Σ f / Σ m                                over all N articles: f predicted mentions of the second pole, m of both
    D = Σ_g [(y − f) − F (n − m)] / Σ_g n        over the G hand-coded articles: y and n are the same counts by hand
    θ̂ = F + D

θ̂ estimates the pooled share that hand-coding every article would give: it is unbiased whatever the classifier does, for its
errors are measured and taken off. Its interval is for the outlet's articles at large, of which these are a sample: it has a width
also where every one was coded. With n = m it is the prediction-powered estimate of Angelopoulos et al. (2023) and the
design-based one of Egami, Hinck, Stewart & Wei (2023), as a ratio; the second term of D is there because a classifier also
finds mentions that are none, and misses some.

Influence of article i, with R_i = 1 where it was hand-coded, m̄ and n̄ means per article, δ = Σ_g (n − m) / Σ_g n:

    (1 − δ)(f_i − F m_i) / (N m̄) + R_i [(y_i − f_i) − F (n_i − m_i) − D n_i] / (G n̄_g)

Variance G / (G − 1) · Σ influence²; the interval uses Student's t with G − 1 degrees of freedom. The sample has to be a simple
random one within the outlet; ``framing labels suggest --sample`` draws it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

MIN_SAMPLE = 8
"""Hand-coded articles with a mention that an interval needs. A few that the classifier happens to have right would say that it
makes no errors at all."""


class CorrectedShare(msgspec.Struct, frozen=True):
    """θ̂ with its standard error and interval (0–1), beside the uncorrected share; ``n_gold`` articles were hand-coded.

    ``share`` is None where the sample has no mention at all; ``interval`` where it is too small to say how sure that is.
    """

    share: float | None
    interval: tuple[float, float] | None
    standard_error: float | None
    uncorrected: float | None
    n_articles: int
    n_gold: int


def corrected_share(
    predicted: Sequence[tuple[int, int]],
    by_hand: Sequence[tuple[int, int] | None],
    level: float = 0.95,
) -> CorrectedShare:
    """Correct the share of one outlet on one axis.

    *predicted*: for each article the mentions of the second pole and of both poles that the classifier found; *by_hand*: the
    same by hand, None where the article was not drawn.

    >>> corrected_share([(1, 2)] * 10, [(0, 2)] * 10).share
    0.0
    """
    f, m = np.array(predicted, dtype=float).reshape(-1, 2).T
    drawn = np.array([g is not None for g in by_hand], dtype=bool)
    y, n = np.array([g or (0, 0) for g in by_hand], dtype=float).reshape(-1, 2).T
    total, size = len(f), int(drawn.sum())
    uncorrected = float(f.sum() / m.sum()) if m.sum() else None
    if not n[drawn].sum():
        return CorrectedShare(None, None, None, uncorrected, total, size)
    base = uncorrected or 0.0
    rest = np.where(drawn, (y - f) - base * (n - m), 0.0)
    shift = float(rest.sum() / n[drawn].sum())
    share = base + shift
    inside = float(np.clip(share, 0.0, 1.0))
    if size < MIN_SAMPLE or int((n[drawn] > 0).sum()) < MIN_SAMPLE:
        return CorrectedShare(inside, None, None, uncorrected, total, size)
    missed = float((n - m)[drawn].sum() / n[drawn].sum())
    influence = _influence(f, m, n, rest, drawn, base, shift, missed)
    error = float(np.sqrt(size / (size - 1) * (influence**2).sum()))
    reach = float(student.ppf((1 + level) / 2, size - 1)) * error
    interval = (max(0.0, share - reach), min(1.0, share + reach))
    return CorrectedShare(inside, interval, error, uncorrected, total, size)


Floats = NDArray[np.float64]


def _influence(
    f: Floats,
    m: Floats,
    n: Floats,
    rest: Floats,
    drawn: NDArray[np.bool_],
    base: float,
    shift: float,
    missed: float,
) -> Floats:
    found = (1 - missed) * (f - base * m) / m.sum() if m.sum() else np.zeros_like(f)
    return found + np.where(drawn, (rest - shift * n) / n[drawn].sum(), 0.0)
