"""Every pair of outlets on every axis: difference, interval, p, verdict, and the rules that refuse an order.

Verdicts: ``distinguishable`` (with gold codings), ``distinguishable unless error rates leave the range seen``, ``not
distinguishable``, ``refused``. Orders are partial: nothing here ranks outlets, and nothing adds axes up.

With hand codings of a sample of articles of both outlets, a pair is ``distinguishable`` where two tests agree on it: the
permutation of article shares (by hand where coded, else as the classifier counts), and the t-test on the difference of the corrected shares. p is the larger of
the two (an intersection–union test; Berger 1982), so that neither an unlucky sample nor an erring classifier decides alone.

What this does not do yet: bound the error by the rates seen across outlets where there are no hand codings. Until then the
rule ``uncorrected`` refuses every such pair that no other rule refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import hypot
from typing import Literal, NamedTuple

import msgspec
from scipy.stats import t as student

from framing.coding.codebook import Codebook
from framing.comparison.estimates import OutletEstimate, by_outlet, pole_counts
from framing.comparison.hand_coded import HandCoded
from framing.comparison.permutation import Difference, benjamini_hochberg, difference
from framing.comparison.refusals import Grounds, refusals
from framing.learning.evaluation import OUTLETS_OUT, Evaluation
from framing.scoring.articles import ArticleScore

LEVEL = 0.05

Verdict = Literal[
    "distinguishable",
    "distinguishable unless error rates leave the range seen",
    "not distinguishable",
    "refused",
]


class Pair(msgspec.Struct, frozen=True):
    """Two outlets on one axis, own voice. ``difference`` is share of a − share of b within strata, −1 to 1."""

    a: str
    b: str
    axis: str
    difference: float | None
    interval: tuple[float, float] | None
    p: float | None
    p_adjusted: float | None
    strata: str
    verdict: Verdict
    refusals: tuple[str, ...]
    corrected: float | None = None
    """Difference of the corrected shares, where both outlets have hand codings; ``corrected_interval`` is its own."""
    corrected_interval: tuple[float, float] | None = None


def pairs(
    scores: Sequence[ArticleScore], duplicated: Mapping[str, float], found: Sequence[OutletEstimate], codebook: Codebook,
    evaluation: Evaluation | None, by_hand: HandCoded | None = None, *, seed: int = 0, progress: Callable[[str], None] = lambda _: None,
) -> list[Pair]:  # fmt: skip
    """All pairs × axes.

    *duplicated*: outlet → share of its articles that are near-duplicates; *evaluation* is the model's; *by_hand*: the hand
    codings that corrected the estimates *found*.
    """
    groups = by_outlet(scores)
    own = {(e.outlet, e.axis): e for e in found if e.voice == "own"}
    stratum, kind = _strata(scores)
    drafts = []
    for a, b in combinations(groups, 2):
        progress(f"{a} – {b}")
        for axis in codebook.axes:
            test = difference(
                _shares(groups[a], axis.id, stratum, by_hand or {}),
                _shares(groups[b], axis.id, stratum, by_hand or {}),
                seed=seed,
            )
            grounds = _grounds(
                own[a, axis.id],
                own[b, axis.id],
                groups[a],
                groups[b],
                test.n_strata,
                evaluation,
                (duplicated[a], duplicated[b]),
            )
            drafts.append((a, b, axis.id, test, grounds))
    corrected = [_corrected(own[a, axis], own[b, axis]) for a, b, axis, _, _ in drafts]
    p_values = [_both(d[3], c) for d, c in zip(drafts, corrected, strict=True)]
    adjusted = benjamini_hochberg(p_values)
    result = []
    for (a, b, axis_id, test, grounds), c, p, p_adjusted in zip(
        drafts, corrected, p_values, adjusted, strict=True
    ):
        rules = refusals(grounds)
        significant = p_adjusted is not None and p_adjusted <= LEVEL
        verdict: Verdict = "refused" if rules else "distinguishable" if significant else "not distinguishable"
        interval = _interval(own[a, axis_id], own[b, axis_id]) if test.value is not None else None
        result.append(
            Pair(
                a,
                b,
                axis_id,
                test.value,
                interval,
                p,
                p_adjusted,
                kind if test.n_strata else "none shared",
                verdict,
                rules,
                c.value if c else None,
                c.interval if c else None,
            )
        )
    return result


def _strata(scores: Sequence[ArticleScore]) -> tuple[Callable[[ArticleScore], str], str]:
    """What articles are compared within: the event where every article states one, else the month."""
    if all(s.event for s in scores):
        return (lambda s: s.event), "event"
    return (lambda s: s.date[:7]), "month"


def _shares(
    scores: Sequence[ArticleScore], axis: str, stratum: Callable[[ArticleScore], str], by_hand: HandCoded
) -> list[tuple[str, float]]:
    """Stratum and share of each article with a mention: by hand where it was coded, else as the classifier counts."""
    rows = []
    for s in scores:
        first, second = pole_counts(s, axis, "own")
        second, both = by_hand.get(s.id, {}).get(axis, (second, first + second))
        if both and stratum(s):
            rows.append((stratum(s), second / both))
    return rows


def _interval(a: OutletEstimate, b: OutletEstimate) -> tuple[float, float] | None:
    """Interval of a difference from the intervals of both shares (MOVER; Zou & Donner 2008)."""
    if a.share is None or b.share is None or a.interval is None or b.interval is None:
        return None
    d = a.share - b.share
    low = d - hypot(a.share - a.interval[0], b.interval[1] - b.share)
    high = d + hypot(a.interval[1] - a.share, b.share - b.interval[0])
    return max(-1.0, low), min(1.0, high)


def _grounds(
    a: OutletEstimate, b: OutletEstimate, articles_a: Sequence[ArticleScore], articles_b: Sequence[ArticleScore], shared: int,
    evaluation: Evaluation | None, duplicates: tuple[float, float],
) -> Grounds:  # fmt: skip
    model_f1, indicator_f1 = _axis_f1(evaluation, a.axis)
    agreement = next((g for g in evaluation.agreement if g.what == a.axis), None) if evaluation else None
    own = a.share - b.share if a.share is not None and b.share is not None else None
    return Grounds(
        articles=(a.n_articles, b.n_articles), mentions=(a.n_mentions, b.n_mentions),
        half_widths=(_half(a), _half(b)), shared_strata=shared,
        alpha=agreement.alpha if agreement else None, alpha_known=agreement is not None and agreement.alpha is not None,
        model_f1=model_f1, indicator_f1=indicator_f1, own=own,
        with_reported=_with_reported(articles_a, articles_b, a.axis), duplicates=duplicates,
        corrected=_corrected(a, b) is not None,
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


def _both(test: Difference, corrected: _Corrected | None) -> float | None:
    """The larger p of both tests; 1 where they point in opposite directions."""
    if test.p is None or test.value is None or corrected is None:
        return test.p
    return max(test.p, corrected.p) if test.value * corrected.value > 0 else 1.0


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


def _with_reported(a: Sequence[ArticleScore], b: Sequence[ArticleScore], axis: str) -> float | None:
    """The difference of article-weighted shares with own and reported mentions counted alike."""
    means = []
    for scores in (a, b):
        shares = []
        for s in scores:
            counts = [pole_counts(s, axis, v) for v in ("own", "reported")]
            total = sum(x + y for x, y in counts)
            if total:
                shares.append(sum(y for _, y in counts) / total)
        means.append(sum(shares) / len(shares) if shares else None)
    return means[0] - means[1] if means[0] is not None and means[1] is not None else None
