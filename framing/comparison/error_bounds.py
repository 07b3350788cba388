"""How far a difference between two outlets could be the classifier's doing, where nobody has coded a sample by hand.

Three rates for each pole, of the coded mentions the part that is of the other pole (c, confused) or of none (i, invented), and of
the true mentions the part that is not coded (m, missed), turn the counts f of an article into what they stand for:

    true₂ = [f₂ (1 − c₂ − i₂) + f₁ c₁] / (1 − m₂)        true₁ = [f₁ (1 − c₁ − i₁) + f₂ c₂] / (1 − m₁)

The rates differ between outlets. Their range is that of outlets which the model had not seen (:mod:`framing.learning.error_rates`);
within it, :func:`hostile` takes for one outlet the corner that lowers its share most, for the other the one that raises it most.
An article then counts with its expected share and with its expected number of true mentions for each coded one, because an article
whose only mention is invented does not belong to the mean, and one whose only mention is missed does.
A difference that keeps its sign and its significance there is ``distinguishable unless error rates leave the range seen``.

The rates are of sentences and are applied to mentions. What this does not do: correct a share. Nobody knows where in the ranges an
outlet stands; a range that leaves out 0 moves a share even at the corner that moves it least.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from framing.learning.error_rates import ErrorKind, ErrorRate

Range = tuple[float, float]
Toward = Literal["first", "second"]
MOST_MISSED = 0.99
"""A range that goes on to 1 ends here: one coded mention cannot stand for more than a hundred."""


class PoleErrors(NamedTuple):
    """The ranges of the three rates of one pole, 0–1."""

    confused: Range
    invented: Range
    missed: Range


AxisErrors = tuple[PoleErrors, PoleErrors]
"""Of the first and of the second pole."""


def axis_errors(rates: Sequence[ErrorRate], axis: str, poles: Sequence[str]) -> AxisErrors | None:
    """The ranges of an axis; None where they are not known for both poles."""
    known: Mapping[tuple[str, ErrorKind], Range] = {
        (r.pole, r.kind): (r.low, r.high) for r in rates if r.axis == axis and r.n
    }
    try:
        first, second = (
            PoleErrors(known[p, "confused"], known[p, "invented"], known[p, "missed"]) for p in poles
        )
    except KeyError:
        return None
    return first, second


class Weighted(NamedTuple):
    """Share of each article, 0–1, and its weight: true mentions that one coded mention stands for. Shapes (articles,)."""

    share: NDArray[np.float64]
    weight: NDArray[np.float64]


def hostile(mentions: NDArray[np.int64], errors: AxisErrors, toward: Toward) -> Weighted:
    """Articles at the corner of the rates that moves their mean share most *toward* a pole.

    *mentions*: counts of the first and of the second pole, shape (articles, 2). An article in which every mention may be
    invented has no weight.

    >>> seen = PoleErrors(confused=(0.0, 0.1), invented=(0.0, 0.2), missed=(0.0, 0.5))
    >>> found = hostile(np.array([[0, 2], [1, 1], [2, 0]]), (seen, seen), "first")
    >>> found.share.round(2).tolist(), found.weight.round(2).tolist()
    ([0.78, 0.24, 0.0], [0.9, 1.45, 2.0])
    """
    kept, other = (0, 1) if toward == "first" else (1, 0)
    gains, loses = errors[kept], errors[other]
    f, g = mentions[:, kept].astype(float), mentions[:, other].astype(float)
    confused = loses.confused[1]
    still = max(0.0, 1 - confused - loses.invented[1])
    more = (f * (1 - gains.confused[0] - gains.invented[0]) + g * confused) / _coded(gains.missed[1])
    less = (g * still + f * gains.confused[0]) / _coded(loses.missed[0])
    total = more + less
    part = np.divide(less if toward == "first" else more, total, out=np.zeros(len(f)), where=total > 0)
    return Weighted(part, np.divide(total, f + g, out=np.zeros(len(f)), where=f + g > 0))


def _coded(missed: float) -> float:
    return 1 - min(missed, MOST_MISSED)
