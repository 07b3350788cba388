"""Every pair of outlets on every axis: difference, interval, p, verdict, and the rules that refuse an order.

Verdicts: ``distinguishable`` (with hand codings), ``distinguishable unless error rates leave the range seen`` (without), ``not
distinguishable``, ``refused``. Orders are partial: nothing here ranks outlets, and nothing adds axes up.

With hand codings of a sample of articles of both outlets, a pair is ``distinguishable`` where two tests agree on it: the
permutation of article shares (by hand where coded, else as the classifier counts), and the t-test on the difference of the corrected shares. p is the larger of
the two (an intersection–union test; Berger 1982), so that neither an unlucky sample nor an erring classifier decides alone.

Without hand codings the two tests are the permutation of the shares as counted, and that of the shares at the corner of the
classifier's error rates which speaks most against the difference (:mod:`error_bounds`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from math import hypot
from typing import Literal, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from framing.coding.codebook import Codebook
from framing.comparison.counts import Counted, by_hand_or_counted, count
from framing.comparison.error_bounds import AxisErrors, Toward, Weighted, axis_errors, hostile
from framing.comparison.estimates import OutletEstimate
from framing.comparison.hand_coded import HandCoded
from framing.comparison.intervals import ShareEstimate, estimate_share
from framing.comparison.permutation import Difference, benjamini_hochberg, weighted_difference
from framing.comparison.refusals import Grounds, refusals
from framing.comparison.strata import Kind, Level, choose, levels
from framing.learning.evaluation import OUTLETS_OUT, Evaluation
from framing.scoring.articles import ArticleScore

LEVEL = 0.05

Verdict = Literal[
    "distinguishable",
    "distinguishable unless error rates leave the range seen",
    "not distinguishable",
    "refused",
]
Ints = NDArray[np.int64]


class Pair(msgspec.Struct, frozen=True):
    """Two outlets on one axis, own voice. ``difference`` is share of a − share of b within strata, −1 to 1."""

    a: str
    b: str
    axis: str
    difference: float | None
    interval: tuple[float, float] | None
    p: float | None
    p_adjusted: float | None
    strata: Kind
    verdict: Verdict
    refusals: tuple[str, ...]
    corrected: float | None = None
    """Difference of the corrected shares, where both outlets have hand codings; ``corrected_interval`` is its own."""
    corrected_interval: tuple[float, float] | None = None
    hostile: float | None = None
    """Difference at the corner of the error rates that speaks most against it, where a test on it was due."""
    p_chance: float | None = None
    """p of the permutation of the shares as counted, of this pair by itself: chance without the classifier's errors.
    Not adjusted: 2,000 draws are too few for thousands of comparisons."""
    n_strata: int = 0
    n_compared: tuple[int, int] = (0, 0)
    """Strata that both share, and the articles with a mention that each has in them."""

    @property
    def doubtful(self) -> bool:
        """Whether the difference, by itself, is more than chance, and the classifier's errors could account for it."""
        return self.verdict == "not distinguishable" and self.hostile is not None


def pairs(
    scores: Sequence[ArticleScore], duplicated: Mapping[str, float], found: Sequence[OutletEstimate], codebook: Codebook,
    evaluation: Evaluation | None, by_hand: HandCoded | None = None, *, stories: Sequence[int] = (), seed: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Pair]:  # fmt: skip
    """All pairs × axes.

    *duplicated*: outlet → share of its articles that are near-duplicates; *evaluation* is the model's; *by_hand*: the hand
    codings that corrected the estimates *found*; *stories*: of each article the number of its story, −1 for none.
    """
    counted = count(scores, codebook)
    own = {(e.outlet, e.axis): e for e in found if e.voice == "own"}
    strata = levels(scores, stories)
    sides = [
        _sides(counted, k, by_hand or {}, _errors(evaluation, codebook, name))
        for k, name in enumerate(counted.axes)
    ]
    drafts = []
    for i, j in combinations(range(len(counted.outlets)), 2):
        a, b = counted.outlets[i], counted.outlets[j]
        progress(f"{a} – {b}")
        for axis, of in zip(counted.axes, sides, strict=True):
            drafts.append(
                _draft(
                    own[a, axis],
                    own[b, axis],
                    of[i],
                    of[j],
                    strata,
                    evaluation,
                    (duplicated[a], duplicated[b]),
                    seed,
                )
            )
    adjusted = benjamini_hochberg([d.p for d in drafts])
    return [_pair(d, p) for d, p in zip(drafts, adjusted, strict=True)]


class _Side(NamedTuple):
    """One outlet on one axis: its articles with a mention (indices); of all articles the mentions, shares as counted and at both corners."""

    articles: Ints
    mentions: Ints
    plain: Weighted
    lowest: Weighted | None
    highest: Weighted | None
    with_reported: float | None


def _sides(counted: Counted, axis: int, by_hand: HandCoded, errors: AxisErrors | None) -> list[_Side]:
    """Every outlet on one axis."""
    own, coded = by_hand_or_counted(counted, axis, by_hand)
    both = own.sum(axis=1)
    plain = Weighted(own[:, 1] / np.maximum(both, 1), (both > 0).astype(np.float64))
    lowest = _corner(own, coded, plain, errors, "first") if errors else None
    highest = _corner(own, coded, plain, errors, "second") if errors else None
    spoken = counted.voice(axis, "own") + counted.voice(axis, "reported")
    spoken_both = spoken.sum(axis=1)
    sides = []
    for o in range(len(counted.outlets)):
        mine = counted.of(o)
        heard = mine[spoken_both[mine] > 0]
        with_reported = float(np.mean(spoken[heard, 1] / spoken_both[heard])) if len(heard) else None
        sides.append(_Side(mine[both[mine] > 0], own, plain, lowest, highest, with_reported))
    return sides


def _corner(
    own: Ints, coded: NDArray[np.bool_], plain: Weighted, errors: AxisErrors, toward: Toward
) -> Weighted:
    """Shares at a corner of the error rates; what was coded by hand is no classifier's error."""
    found = hostile(own, errors, toward)
    return Weighted(np.where(coded, plain.share, found.share), np.where(coded, plain.weight, found.weight))


class _Draft(NamedTuple):
    """A pair before the correction for the number of comparisons."""

    a: OutletEstimate
    b: OutletEstimate
    test: Difference
    interval: tuple[float, float] | None
    hostile: float | None
    p: float | None
    strata: Kind
    compared: tuple[int, int]
    rules: tuple[str, ...]
    corrected: _Corrected | None


def _draft(
    a: OutletEstimate, b: OutletEstimate, x: _Side, y: _Side, strata: Sequence[Level], evaluation: Evaluation | None,
    duplicates: tuple[float, float], seed: int,
) -> _Draft:  # fmt: skip
    kind, mine, theirs, stratum = choose(strata, x.articles, y.articles)

    def test(first: Weighted, second: Weighted) -> Difference:
        return weighted_difference(_rows(mine, stratum, first), _rows(theirs, stratum, second), seed=seed)

    plain = test(x.plain, y.plain)
    corrected = _corrected(a, b)
    bounded = x.lowest is not None
    rules = refusals(
        _grounds(
            a, b, plain.n_strata, (len(mine), len(theirs)), evaluation, duplicates,
            (x.with_reported, y.with_reported), corrected=corrected is not None or bounded,
        )
    )  # fmt: skip
    p, worst = plain.p, None
    if corrected is not None:
        p = _both(plain, corrected.value, corrected.p)
    elif bounded and plain.p is not None and plain.p <= LEVEL and not rules:
        corners = (x.lowest, y.highest) if (plain.value or 0) > 0 else (x.highest, y.lowest)
        against = test(corners[0] or x.plain, corners[1] or y.plain)
        worst = against.value
        p = _both(plain, against.value, against.p)
    widened = _design_effects(stratum[mine], stratum[theirs])
    interval = _interval(plain.value, _shares(x.mentions, mine), _shares(y.mentions, theirs), widened)
    return _Draft(a, b, plain, interval, worst, p, kind, (len(mine), len(theirs)), rules, corrected)


def _rows(articles: Ints, stratum: Ints, at: Weighted) -> list[tuple[str, float, float]]:
    columns = stratum[articles].tolist(), at.share[articles].tolist(), at.weight[articles].tolist()
    return [(f"{s:08}", share, weight) for s, share, weight in zip(*columns, strict=True)]


def _pair(d: _Draft, p_adjusted: float | None) -> Pair:
    significant = p_adjusted is not None and p_adjusted <= LEVEL
    verdict: Verdict = "not distinguishable"
    if d.rules:
        verdict = "refused"
    elif significant and d.corrected is not None:
        verdict = "distinguishable"
    elif significant:
        verdict = "distinguishable unless error rates leave the range seen"
    return Pair(
        d.a.outlet, d.b.outlet, d.a.axis, d.test.value, d.interval,
        d.p, p_adjusted, d.strata, verdict, d.rules,
        d.corrected.value if d.corrected else None, d.corrected.interval if d.corrected else None,
        d.hostile, d.test.p, d.test.n_strata, d.compared,
    )  # fmt: skip


def _errors(evaluation: Evaluation | None, codebook: Codebook, axis: str) -> AxisErrors | None:
    """The range of error rates over outlets that the model had not seen."""
    scheme = evaluation.scheme(OUTLETS_OUT) if evaluation else None
    if scheme is None:
        return None
    return axis_errors(scheme.errors, axis, [p.id for p in codebook.axis(axis).poles])


def _shares(mentions: Ints, articles: Ints) -> ShareEstimate:
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
    if not len(x):
        return 1.0, 1.0
    weights = x * y / (x + y)
    weights = weights / weights.sum()
    first, second = (float(np.sqrt(n.sum() * (weights**2 / n).sum())) for n in (x, y))
    return first, second


def _interval(
    d: float | None, a: ShareEstimate, b: ShareEstimate, widened: tuple[float, float]
) -> tuple[float, float] | None:
    """Interval of a difference from those of both shares, in the articles that are compared (MOVER; Zou & Donner 2008)."""
    if d is None or a.share is None or b.share is None or a.interval is None or b.interval is None:
        return None
    x, y = widened
    low = d - hypot(x * (a.share - a.interval.low), y * (b.interval.high - b.share))
    high = d + hypot(x * (a.interval.high - a.share), y * (b.share - b.interval.low))
    return max(-1.0, low), min(1.0, high)


def _grounds(
    a: OutletEstimate, b: OutletEstimate, shared: int, compared: tuple[int, int], evaluation: Evaluation | None,
    duplicates: tuple[float, float], with_reported: tuple[float | None, float | None], *, corrected: bool,
) -> Grounds:  # fmt: skip
    model_f1, indicator_f1 = _axis_f1(evaluation, a.axis)
    agreement = next((g for g in evaluation.agreement if g.what == a.axis), None) if evaluation else None
    own = a.share - b.share if a.share is not None and b.share is not None else None
    x, y = with_reported
    return Grounds(
        articles=compared if shared else (a.n_articles, b.n_articles), mentions=(a.n_mentions, b.n_mentions),
        half_widths=(_half(a), _half(b)), shared_strata=shared,
        alpha=agreement.alpha if agreement else None, alpha_known=agreement is not None and agreement.alpha is not None,
        model_f1=model_f1, indicator_f1=indicator_f1, own=own,
        with_reported=x - y if x is not None and y is not None else None, duplicates=duplicates,
        corrected=corrected,
    )  # fmt: skip


class _Corrected(NamedTuple):
    """Difference of two corrected shares, its interval and the p of Welch's t."""

    value: float
    interval: tuple[float, float]
    p: float


def _corrected(a: OutletEstimate, b: OutletEstimate) -> _Corrected | None:
    x, y = a.corrected, b.corrected
    if x is None or y is None or x.share is None or y.share is None:
        return None
    if x.standard_error is None or y.standard_error is None:
        return None
    value = x.share - y.share
    error = hypot(x.standard_error, y.standard_error)
    if not error:
        return _Corrected(value, (value, value), 1.0 if value == 0 else 0.0)
    terms = [(e**2, n - 1) for e, n in ((x.standard_error, x.n_gold), (y.standard_error, y.n_gold))]
    freedom = error**4 / sum(v**2 / df for v, df in terms)
    reach = float(student.ppf(1 - LEVEL / 2, freedom)) * error
    p = 2 * float(student.sf(abs(value) / error, freedom))
    return _Corrected(value, (max(-1.0, value - reach), min(1.0, value + reach)), p)


def _both(test: Difference, value: float | None, p: float | None) -> float | None:
    """The larger p of both tests; 1 where they point in opposite directions, or the second has nothing to test."""
    if test.p is None or test.value is None:
        return None
    return max(test.p, p) if value is not None and p is not None and test.value * value > 0 else 1.0


def _half(e: OutletEstimate) -> float | None:
    interval = e.corrected.interval if e.corrected else e.interval
    return (interval[1] - interval[0]) / 2 if interval else None


def _axis_f1(evaluation: Evaluation | None, axis: str) -> tuple[float | None, float | None]:
    """Mean F1 over the poles of an axis, of the model and of the indicator list, on outlets left out."""
    scheme = evaluation.scheme(OUTLETS_OUT) if evaluation else None
    poles = [p for p in scheme.poles if p.axis == axis] if scheme else []
    if not poles:
        return None, None
    return sum(p.f1 for p in poles) / len(poles), sum(p.indicator_f1 for p in poles) / len(poles)
