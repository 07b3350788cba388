"""What two outlets are compared within, so that a difference in what they report on is not taken for one in wording.

    event   given in the data
    story   found: articles that tell the same story within a few days (:mod:`framing.comparison.stories`)
    month   of the date

Best first. Where every article states its event, nothing else is used. Otherwise a pair is compared at the best level at which
both have :data:`~framing.comparison.refusals.MIN_ARTICLES` articles in strata that they share; where no level has so many, at the
level that has most. The choice looks at where articles stand and never at their wording.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from framing.comparison.dates import month
from framing.comparison.refusals import MIN_ARTICLES
from framing.scoring.articles import ArticleScore

Kind = Literal["event", "story", "month", "none shared"]


class Level(NamedTuple):
    """One way to cut a corpus: the stratum of each article as a number, −1 for an article that belongs to none."""

    kind: Kind
    stratum: NDArray[np.int64]


def levels(scores: Sequence[ArticleScore], stories: Sequence[int] = ()) -> list[Level]:
    """The levels that these articles have, best first. *stories*: of each article the number of its story, −1 for none."""
    if stories and len(stories) != len(scores):
        raise ValueError(
            f"{len(stories)} stories for {len(scores)} articles; give one number for each, −1 for none"
        )
    events = [s.event for s in scores]
    if scores and all(events):
        return [Level("event", _numbered(events))]
    found = [Level("event", _numbered(events))] if any(events) else []
    if any(s >= 0 for s in stories):
        found.append(Level("story", np.array(stories, dtype=np.int64)))
    return [*found, Level("month", _numbered([month(s.date) for s in scores]))]


def _numbered(names: Sequence[str]) -> NDArray[np.int64]:
    order = {name: i for i, name in enumerate(sorted({n for n in names if n}))}
    return np.array([order.get(n, -1) for n in names], dtype=np.int64)


def choose(
    levels: Sequence[Level], a: NDArray[np.int64], b: NDArray[np.int64]
) -> tuple[Kind, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The level for two outlets, given the articles of each with a mention, as indices.

    Returns its kind, the articles of both that stand in shared strata, and the stratum of every article at that level.
    """
    best: tuple[int, Level, NDArray[np.int64], NDArray[np.int64]] | None = None
    for level in levels:
        x, y = level.stratum[a], level.stratum[b]
        shared = np.intersect1d(x[x >= 0], y[y >= 0])
        within = a[np.isin(x, shared)], b[np.isin(y, shared)]
        reach = min(len(within[0]), len(within[1]))
        if reach and (best is None or reach > best[0]):
            best = reach, level, *within
        if best is not None and best[0] >= MIN_ARTICLES:
            break
    if best is None:
        nothing = np.zeros(0, dtype=np.int64)
        return "none shared", nothing, nothing, nothing
    return best[1].kind, best[2], best[3], best[1].stratum
