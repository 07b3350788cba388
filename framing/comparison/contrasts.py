"""Every pair of outlets on every axis: difference, interval, p, verdict, and the rules that refuse an order.

Verdicts: ``distinguishable`` (with gold codings), ``distinguishable unless error rates leave the range seen``, ``not
distinguishable``, ``refused``. Orders are partial: nothing here ranks outlets, and nothing adds axes up.

What this does not do yet: correct for classifier error with gold codings, or bound it by the error rates seen across
outlets. Until then the rule ``uncorrected`` refuses every pair that no other rule refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import hypot
from typing import Literal

import msgspec

from framing.coding.codebook import Codebook
from framing.comparison.estimates import OutletEstimate, by_outlet, pole_counts
from framing.comparison.permutation import benjamini_hochberg, difference
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


def pairs(
    scores: Sequence[ArticleScore], duplicated: Mapping[str, float], found: Sequence[OutletEstimate], codebook: Codebook,
    evaluation: Evaluation | None, *, seed: int = 0, progress: Callable[[str], None] = lambda _: None,
) -> list[Pair]:  # fmt: skip
    """All pairs × axes. *duplicated*: outlet → share of its articles that are near-duplicates; *evaluation* is the model's."""
    groups = by_outlet(scores)
    own = {(e.outlet, e.axis): e for e in found if e.voice == "own"}
    stratum, kind = _strata(scores)
    drafts = []
    for a, b in combinations(groups, 2):
        progress(f"{a} – {b}")
        for axis in codebook.axes:
            test = difference(
                _shares(groups[a], axis.id, stratum), _shares(groups[b], axis.id, stratum), seed=seed
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
    adjusted = benjamini_hochberg([d[3].p for d in drafts])
    result = []
    for (a, b, axis_id, test, grounds), p_adjusted in zip(drafts, adjusted, strict=True):
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
                test.p,
                p_adjusted,
                kind if test.n_strata else "none shared",
                verdict,
                rules,
            )
        )
    return result


def _strata(scores: Sequence[ArticleScore]) -> tuple[Callable[[ArticleScore], str], str]:
    """What articles are compared within: the event where every article states one, else the month."""
    if all(s.event for s in scores):
        return (lambda s: s.event), "event"
    return (lambda s: s.date[:7]), "month"


def _shares(
    scores: Sequence[ArticleScore], axis: str, stratum: Callable[[ArticleScore], str]
) -> list[tuple[str, float]]:
    rows = []
    for s in scores:
        first, second = pole_counts(s, axis, "own")
        if first + second and stratum(s):
            rows.append((stratum(s), second / (first + second)))
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
        with_reported=_with_reported(articles_a, articles_b, a.axis), duplicates=duplicates, corrected=False,
    )  # fmt: skip


def _half(e: OutletEstimate) -> float | None:
    return (e.interval[1] - e.interval[0]) / 2 if e.interval else None


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
