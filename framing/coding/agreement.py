"""How far coders agree: Krippendorff's alpha per axis, and for voice, with an interval from resampling articles.

alpha = 1 − D_o / D_e for nominal data, from the coincidence matrix, so that missing codings and any number of coders are
allowed. Source: Krippendorff (2019), Content Analysis, 4th ed., ch. 12. Reading: ≥ .80 normal, .667 to .80 tentative,
below exploratory. Without variation alpha is undefined; it is reported as such, never as 0 or 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from framing.coding.codebook import Codebook
from framing.coding.gold import ADJUDICATED, GoldMention, coders_view
from framing.coding.labels import Label

TENTATIVE = 0.667
NORMAL = 0.80


class Agreement(msgspec.Struct, frozen=True):
    """Alpha of one axis or of voice. ``alpha`` and ``interval`` are None where ``undefined`` says why."""

    what: str
    alpha: float | None
    interval: tuple[float, float] | None
    n_units: int
    n_coders: int
    undefined: str = ""

    @property
    def reading(self) -> str:
        """``normal``, ``tentative``, ``exploratory`` or ``undefined``."""
        if self.alpha is None:
            return "undefined"
        return "normal" if self.alpha >= NORMAL else "tentative" if self.alpha >= TENTATIVE else "exploratory"


def alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Krippendorff's alpha for nominal codes; None where every code is the same or nothing can be compared.

    ``units``: for each unit the codes that its coders gave, in any order; a unit with fewer than two is left out.

    >>> round(alpha([["a", "a"], ["a", "b"], ["b", "b"], ["b", "b"]]), 4)
    0.5333
    >>> alpha([["a", "a"], ["a", "a"]]) is None
    True
    """
    coincidences: dict[tuple[Hashable, Hashable], float] = defaultdict(float)
    for codes in units:
        m = len(codes)
        for i in range(m):
            for j in range(m):
                if i != j:
                    coincidences[codes[i], codes[j]] += 1 / (m - 1)
    index = {code: k for k, code in enumerate(dict.fromkeys(a for a, _ in coincidences))}
    table = np.zeros((len(index), len(index)))
    for (a, b), weight in coincidences.items():
        table[index[a], index[b]] = weight
    return _of_table(table)


def _of_table(coincidences: NDArray[np.float64]) -> float | None:
    """Alpha from a coincidence matrix (codes × codes)."""
    totals = coincidences.sum(axis=1)
    n = totals.sum()
    expected = n * n - (totals * totals).sum()
    if n <= 1 or expected < 1e-12:
        return None
    observed = coincidences.sum() - np.trace(coincidences)
    return float(1 - (n - 1) * observed / expected)


def _resampled(
    units: Sequence[tuple[str, Sequence[Hashable]]], resamples: int, rng: np.random.Generator
) -> Iterator[float | None]:
    """Alpha with whole groups drawn with replacement: the coincidences of a group are counted once and added as often as it is drawn."""
    codes = {code: k for k, code in enumerate(dict.fromkeys(c for _, row in units for c in row))}
    groups = {name: g for g, name in enumerate(dict.fromkeys(name for name, _ in units))}
    tables = np.zeros((len(groups), len(codes), len(codes)))
    for name, row in units:
        m = len(row)
        for i in range(m):
            for j in range(m):
                if i != j:
                    tables[groups[name], codes[row[i]], codes[row[j]]] += 1 / (m - 1)
    flat = tables.reshape(len(groups), -1)
    for _ in range(resamples):
        times = np.bincount(rng.integers(0, len(groups), len(groups)), minlength=len(groups))
        yield _of_table((times @ flat).reshape(len(codes), len(codes)))


def agreements(
    labels: Sequence[Label], codebook: Codebook, *, resamples: int = 1000, seed: int = 0
) -> list[Agreement]:
    """Agreement per axis on what the sentence says (no pole, one of the two, both), then on voice.

    Voice is compared on mentions that two coders marked alike (axis and pole). Adjudicated rows are no coder's.
    """
    by_sentence: dict[tuple[str, str, str], list[Label]] = defaultdict(list)
    for label in labels:
        if label.coder != ADJUDICATED:
            by_sentence[label.id, label.text, label.before].append(label)
    per_axis: dict[str, list[tuple[str, tuple[Hashable, ...]]]] = {a.id: [] for a in codebook.axes}
    voice: list[tuple[str, tuple[Hashable, ...]]] = []
    coders: set[str] = set()
    for rows in by_sentence.values():
        views = coders_view(rows, codebook)
        if len(views) < 2:
            continue
        coders |= set(views)
        group = rows[0].source or rows[0].text
        for axis in per_axis:
            codes = tuple(
                frozenset(m.pole for m in mentions if m.axis == axis)
                for looked, mentions in views.values()
                if axis in looked
            )
            per_axis[axis].append((group, codes))
        voice += [(group, codes) for codes in _voices([v[1] for v in views.values()])]
    rng = np.random.default_rng(seed)
    found = [_agreement(axis, units, len(coders), resamples, rng) for axis, units in per_axis.items()]
    return [*found, _agreement("voice", voice, len(coders), resamples, rng)]


def _voices(views: Sequence[Sequence[GoldMention]]) -> list[tuple[Hashable, ...]]:
    """For each (axis, pole) that every coder marked equally often: the voices, matched in the order of the text."""
    tables = []
    for mentions in views:
        table: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        for m in mentions:
            if m.voice is not None:
                table[m.axis, m.pole].append((m.start, m.voice))
        tables.append(table)
    shared = set(tables[0]).intersection(*tables[1:])
    pairs: list[tuple[Hashable, ...]] = []
    for key in sorted(shared):
        columns = [[v for _, v in sorted(t[key])] for t in tables]
        if len({len(c) for c in columns}) == 1:
            pairs += list(zip(*columns, strict=True))
    return pairs


def _agreement(
    what: str,
    units: Sequence[tuple[str, tuple[Hashable, ...]]],
    coders: int,
    resamples: int,
    rng: np.random.Generator,
) -> Agreement:
    usable = [(g, c) for g, c in units if len(c) >= 2]
    if not usable:
        return Agreement(what, None, None, 0, coders, "no unit was coded by two coders")
    value = alpha(c for _, c in usable)
    if value is None:
        return Agreement(
            what,
            None,
            None,
            len(usable),
            coders,
            "every code is the same: without variation there is nothing to agree on",
        )
    drawn = [a for a in _resampled(usable, resamples, rng) if a is not None]
    interval = (
        (float(np.quantile(drawn, 0.025)), float(np.quantile(drawn, 0.975)))
        if len(drawn) > resamples / 2
        else None
    )
    return Agreement(what, value, interval, len(usable), coders)
