"""Share and salience of an outlet by week or month, own voice, each period on its own.

Nothing is smoothed and nothing is filled in: a period without an article has no row, one without a mention has no share; an
outlet that never makes the choice has no rows.
Intervals are those of :mod:`intervals`, for the articles of the period alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

import msgspec
import numpy as np

from framing.comparison.counts import Counted
from framing.comparison.dates import day
from framing.comparison.intervals import estimate_share

Unit = Literal["week", "month"]
WEEKS_UP_TO = 183
"""Days of a corpus up to which its periods are weeks."""


class Period(msgspec.Struct, frozen=True):
    """One outlet on one axis in one week or month. ``start``: its first day; ``salience``: mentions per 1,000 words."""

    outlet: str
    axis: str
    start: str
    articles: int
    n_articles: int
    n_mentions: int
    share: float | None
    interval: tuple[float, float] | None
    salience: float


class Course(msgspec.Struct, frozen=True):
    """All periods, and how many articles have no date that can be read and stand in none."""

    unit: Unit
    periods: tuple[Period, ...]
    undated: int


def course(counted: Counted, dates: Sequence[str], unit: Unit | None = None) -> Course | None:
    """The course over time; *dates* of the articles as ISO texts. Without *unit*: weeks for half a year, else months.

    None where the articles span fewer than two periods.
    """
    days = [day(d) for d in dates]
    known = [d for d in days if d is not None]
    if not known:
        return None
    unit = unit or ("week" if (max(known) - min(known)).days <= WEEKS_UP_TO else "month")
    starts = np.array([_start(d, unit) if d is not None else "" for d in days])
    if len(set(starts.tolist()) - {""}) < 2:
        return None
    rows = []
    for o, outlet in enumerate(counted.outlets):
        mine = counted.of(o)
        present = Counter(s for s in starts[mine].tolist() if s)
        for k, axis in enumerate(counted.axes):
            own = counted.voice(k, "own")
            if not own[mine][starts[mine] != ""].any():
                continue
            for start in sorted(present):
                inside = mine[starts[mine] == start]
                found = estimate_share(own[inside, 1], own[inside].sum(axis=1))
                words = int(counted.words[inside].sum())
                rows.append(
                    Period(
                        outlet, axis, start, present[start], found.n_articles, found.n_mentions, found.share,
                        (found.interval.low, found.interval.high) if found.interval else None,
                        1000 * found.n_mentions / words if words else 0.0,
                    )
                )  # fmt: skip
    return Course(unit, tuple(rows), sum(d is None for d in days))


def _start(of: date, unit: Unit) -> str:
    """The first day of the week (Monday) or month.

    >>> _start(date(2024, 2, 29), "week"), _start(date(2024, 2, 29), "month")
    ('2024-02-26', '2024-02-01')
    """
    return (of - timedelta(days=of.weekday()) if unit == "week" else of.replace(day=1)).isoformat()
