"""How often a model errs about a pole in own voice, and how far that differs between outlets that it has not seen.

    confused   of the sentences coded as the pole, those that have the other pole instead, which is not coded
    invented   of the sentences coded as the pole, the others that do not have it
    missed     of the sentences that have the pole, those coded neither as it nor, instead, as the other

A voice taken wrongly is an error too: a quoted mention coded as own is invented in own voice.

``low`` and ``high`` hold the middle 95 % of outlets not seen. An outlet's few sentences scatter by chance as well, so the spread
between outlets is taken apart from it: with y_o errors among n_o sentences of outlet o

    y_o ~ BetaBin(n_o, μ, ρ),   μ flat on 0–1,   ρ ~ Beta(1, 1.5) on [.02, .985]

and the limits are quantiles of the posterior predictive distribution of another outlet's rate, so that what the labels leave open
about μ and ρ widens them. It is the model of :mod:`framing.comparison.intervals`, with outlets in place of articles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaln

from framing.coding.codebook import Head

ErrorKind = Literal["confused", "invented", "missed"]
_TAIL = 0.025
_EDGES = np.sin(np.linspace(0, np.pi / 2, 121)) ** 2
"""Of the cells of μ, and where the predictive distribution is read off: closer together towards 0 and 1."""
_MU = np.sin((np.arange(120) + 0.5) * np.pi / 240) ** 2
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(24)
_RHO = 0.02 + (0.985 - 0.02) * (_NODES + 1) / 2
_NEGLIGIBLE = 5e-4
"""Posterior mass that may be left out, in the lightest cells of the grid."""
Counts = NDArray[np.int64]


class ErrorRate(msgspec.Struct, frozen=True):
    """One kind of error about one pole in own voice: rate (y / n over all sentences) and range over outlets, 0–1.

    ``n`` sentences of ``n_outlets`` outlets are what it is a part of.
    """

    axis: str
    pole: str
    kind: ErrorKind
    rate: float
    low: float
    high: float
    n: int
    n_outlets: int


def error_rates(
    own: Mapping[tuple[str, str], Counts], outlets: Sequence[str], heads: Sequence[Head]
) -> tuple[ErrorRate, ...]:
    """The three rates of every pole of an axis with two, from tables of tp, fp, fn per sentence in own voice.

    A rate of nothing, as where no sentence has the pole, is left out.

    *own*: (axis, pole) → shape (sentences, 3); *outlets*: of each sentence.
    """
    names, outlet = np.unique(np.array(outlets, dtype=object).astype(str), return_inverse=True)
    found = []
    for head in heads:
        other = next((h for h in heads if h.axis == head.axis and h.pole != head.pole), None)
        if other is None:
            continue
        right, extra, lost = own[head.axis, head.pole].T > 0
        _, other_extra, other_lost = own[other.axis, other.pole].T > 0
        confused = extra & other_lost
        kinds: tuple[tuple[ErrorKind, NDArray[np.bool_], NDArray[np.bool_]], ...] = (
            ("confused", confused, right | extra),
            ("invented", extra & ~confused, right | extra),
            ("missed", lost & ~other_extra, right | lost),
        )
        for kind, errors, base in kinds:
            y = np.bincount(outlet[errors], minlength=len(names))
            n = np.bincount(outlet[base], minlength=len(names))
            if not n.any():
                continue
            rate, low, high = spread(y[n > 0], n[n > 0])
            found.append(
                ErrorRate(head.axis, head.pole, kind, rate, low, high, int(n.sum()), int(np.count_nonzero(n)))
            )
    return tuple(found)


def spread(y: Counts, n: Counts) -> tuple[float, float, float]:
    """Rate, and the limits that hold the middle 95 % of outlets; *y* of *n* ≥ 1 in each outlet.

    >>> [round(x, 2) for x in spread(np.array([5] * 40), np.array([50] * 40))]
    [0.1, 0.03, 0.22]
    >>> [round(x, 2) for x in spread(np.array([0, 20, 0, 20]), np.array([50, 50, 50, 50]))]
    [0.2, 0.0, 1.0]
    >>> [round(x, 2) for x in spread(np.array([0]), np.array([100]))]
    [0.0, 0.0, 1.0]
    """
    size = (1 - _RHO) / _RHO
    a, b = np.outer(_MU, size), np.outer(1 - _MU, size)  # (μ, ρ)
    log_prior = np.log(np.diff(_EDGES))[:, None] + np.log(_WEIGHTS) + 0.5 * np.log1p(-_RHO)
    log_posterior = log_prior - len(y) * betaln(a, b)
    pairs, outlets = np.unique(np.stack([y, n - y]), axis=1, return_counts=True)
    for (errors, right), times in zip(pairs.T.tolist(), outlets.tolist(), strict=True):
        log_posterior += times * betaln(a + errors, b + right)
    mass = np.exp(log_posterior - log_posterior.max())
    mass /= mass.sum()
    order = np.argsort(mass, axis=None)
    kept = np.ones(mass.size, dtype=bool)
    kept[order[np.cumsum(mass.ravel()[order]) < _NEGLIGIBLE]] = False
    kept = kept.reshape(mass.shape)
    below = betainc(a[kept][:, None], b[kept][:, None], _EDGES[None, :])  # (cells, edges)
    cumulated = mass[kept] @ below / mass[kept].sum()
    low, high = np.interp([_TAIL, 1 - _TAIL], cumulated, _EDGES)
    # Within the outermost cells the distribution may rise without bound: the limit is then 0 or 1.
    low, high = (0.0 if low < _EDGES[1] else float(low)), (1.0 if high > _EDGES[-2] else float(high))
    rate = float(y.sum()) / float(n.sum())
    return rate, min(rate, low), max(rate, high)
