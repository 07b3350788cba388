"""Every pair of outlets on every axis: difference, interval, p, verdict, and the rules that refuse an order.

Verdicts: ``distinguishable`` (with hand codings), ``distinguishable unless error rates leave the range seen`` (without), ``not
distinguishable``, ``refused``. Orders are partial: nothing here ranks outlets, and nothing adds axes up.

With hand codings of a sample of articles of both outlets, a pair is ``distinguishable`` where two tests agree on it: the
permutation of article shares (by hand where coded, else as the classifier counts), and the t-test on the difference of the corrected shares. p is the larger of
the two (an intersection–union test; Berger 1982), so that neither an unlucky sample nor an erring classifier decides alone.

Without hand codings, or with too few of one of the two, the tests are the permutation of the shares as counted, and that of the shares at the corner of the
classifier's error rates which speaks most against the difference (:mod:`error_bounds`).

A permutation makes 2,000 draws. Among more than a hundred comparisons it goes on for the pairs that stand at the floor of these
(:mod:`more_draws`), because the correction for their number asks for a smaller p.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Literal, NamedTuple

import msgspec

from framing.coding.codebook import Codebook
from framing.comparison.correction import MIN_SAMPLE
from framing.comparison.counts import Ints, count
from framing.comparison.difference_intervals import (
    CorrectedDifference,
    corrected_difference,
    difference_interval,
)
from framing.comparison.error_bounds import AxisErrors, Weighted, axis_errors
from framing.comparison.estimates import OutletEstimate
from framing.comparison.hand_coded import HandCoded
from framing.comparison.more_draws import Open, draw_on, is_open, relabelled
from framing.comparison.permutation import Difference, Row, benjamini_hochberg, weighted_difference
from framing.comparison.refusals import Grounds, refusals
from framing.comparison.sides import Side, sides
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
    """Difference of the corrected shares, where both outlets have enough hand codings; ``corrected_interval`` is its own."""
    corrected_interval: tuple[float, float] | None = None
    hostile: float | None = None
    """Difference at the corner of the error rates that speaks most against it, where a test on it was due."""
    p_chance: float | None = None
    """p of the permutation of the shares as counted, of this pair by itself: chance without the classifier's errors.
    Not adjusted for the number of comparisons."""
    n_strata: int = 0
    n_compared: tuple[int, int] = (0, 0)
    """Strata that both share, and the articles with a mention that each has in them."""
    few_coded: bool = False
    """Whether there are hand codings that correct nothing, because in one of the two fewer than
    :data:`~framing.comparison.correction.MIN_SAMPLE` articles with a mention were coded."""

    @property
    def doubtful(self) -> bool:
        """Whether the difference, by itself, is more than chance, and the classifier's errors could account for it."""
        return self.verdict == "not distinguishable" and self.hostile is not None

    @property
    def remark(self) -> str:
        """Why hand codings that there are do not count, where that is what keeps the pair from ``distinguishable``."""
        if not self.few_coded or (self.refusals and "uncorrected" not in self.refusals):
            return ""
        return f"hand codings not used: in one of the two, fewer than {MIN_SAMPLE} articles with a mention are coded"


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
    by_axis = [
        sides(counted, k, by_hand or {}, _errors(evaluation, codebook, name))
        for k, name in enumerate(counted.axes)
    ]
    drafts = []
    for i, j in combinations(range(len(counted.outlets)), 2):
        a, b = counted.outlets[i], counted.outlets[j]
        progress(f"{a} – {b}")
        copied = duplicated[a], duplicated[b]
        for axis, of in zip(counted.axes, by_axis, strict=True):
            drafts.append(_draft(own[a, axis], own[b, axis], of[i], of[j], strata, evaluation, copied, seed))
    drafts = _drawn_on(drafts, seed, progress)
    adjusted = benjamini_hochberg([d.p for d in drafts])
    return [_pair(d, p) for d, p in zip(drafts, adjusted, strict=True)]


Corner = tuple[Weighted, Weighted]
"""Share and weight of every article, as the first outlet's count and as the second's."""


class _Draft(NamedTuple):
    """A pair before the correction for the number of comparisons. ``open``: where more draws could decide it, its tests."""

    a: OutletEstimate
    b: OutletEstimate
    plain: Difference
    interval: tuple[float, float] | None
    hostile: float | None
    p: float | None
    p_chance: float | None
    strata: Kind
    compared: tuple[int, int]
    rules: tuple[str, ...]
    corrected: CorrectedDifference | None
    open: Open | None


def _draft(
    a: OutletEstimate, b: OutletEstimate, x: Side, y: Side, strata: Sequence[Level], evaluation: Evaluation | None,
    duplicates: tuple[float, float], seed: int,
) -> _Draft:  # fmt: skip
    kind, mine, theirs, stratum = choose(strata, x.articles, y.articles)

    def rows(at: Corner) -> tuple[list[Row], list[Row]]:
        return _rows(mine, stratum, at[0]), _rows(theirs, stratum, at[1])

    counted = x.plain, y.plain
    plain = weighted_difference(*rows(counted), seed=seed)
    corrected = corrected_difference(a.corrected, b.corrected, LEVEL)
    bounded = x.lowest is not None
    rules = refusals(
        _grounds(
            a, b, plain.n_strata, (len(mine), len(theirs)), evaluation, duplicates,
            (x.with_reported, y.with_reported), bounded=bounded, corrected=corrected is not None,
        )
    )  # fmt: skip
    p, beside, worst = plain.p, 0.0, None
    tests = [(counted, plain)]
    if corrected is not None:
        p, beside = _both(plain, corrected.value, corrected.p), corrected.p
    elif bounded and plain.p is not None and plain.p <= LEVEL and not rules:
        corners = (x.lowest, y.highest) if (plain.value or 0) > 0 else (x.highest, y.lowest)
        at = corners[0] or x.plain, corners[1] or y.plain
        against = weighted_difference(*rows(at), seed=seed)
        worst = against.value
        p = _both(plain, against.value, against.p)
        tests.append((at, against))
    undecided = None
    if p is not None and is_open(p) and not rules:
        relabellings = tuple(relabelled(*rows(at), found.n_as_far) for at, found in tests)
        undecided = Open(f"{a.outlet} – {b.outlet}", relabellings, beside)
    interval = difference_interval(plain.value, x.mentions, mine, theirs, stratum)
    compared = len(mine), len(theirs)
    return _Draft(a, b, plain, interval, worst, p, plain.p, kind, compared, rules, corrected, undecided)


def _drawn_on(drafts: Sequence[_Draft], seed: int, progress: Callable[[str], None]) -> list[_Draft]:
    """With the p of more draws, where the number of comparisons asks for them."""
    comparisons = sum(d.p is not None for d in drafts)
    waiting = [(i, d.open) for i, d in enumerate(drafts) if d.open is not None]
    further = draw_on([pair for _, pair in waiting], comparisons, LEVEL, seed=seed, progress=progress)
    after = list(drafts)
    for (i, pair), drawn in zip(waiting, further, strict=True):
        after[i] = after[i]._replace(p=max(drawn.largest, pair.beside), p_chance=drawn.p(0))
    return after


def _rows(articles: Ints, stratum: Ints, at: Weighted) -> list[Row]:
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
        d.a.outlet, d.b.outlet, d.a.axis, d.plain.value, d.interval,
        d.p, p_adjusted, d.strata, verdict, d.rules,
        d.corrected.value if d.corrected else None, d.corrected.interval if d.corrected else None,
        d.hostile, d.p_chance, d.plain.n_strata, d.compared,
        d.corrected is None and (d.a.corrected is not None or d.b.corrected is not None),
    )  # fmt: skip


def _errors(evaluation: Evaluation | None, codebook: Codebook, axis: str) -> AxisErrors | None:
    """The range of error rates over outlets that the model had not seen."""
    scheme = evaluation.scheme(OUTLETS_OUT) if evaluation else None
    if scheme is None:
        return None
    return axis_errors(scheme.errors, axis, [p.id for p in codebook.axis(axis).poles])


def _grounds(
    a: OutletEstimate, b: OutletEstimate, shared: int, compared: tuple[int, int], evaluation: Evaluation | None,
    duplicates: tuple[float, float], with_reported: tuple[float | None, float | None], *, bounded: bool, corrected: bool,
) -> Grounds:  # fmt: skip
    model_f1, indicator_f1 = _axis_f1(evaluation, a.axis)
    agreement = next((g for g in evaluation.agreement if g.what == a.axis), None) if evaluation else None
    own = a.share - b.share if a.share is not None and b.share is not None else None
    x, y = with_reported
    return Grounds(
        articles=compared if shared else (a.n_articles, b.n_articles), mentions=(a.n_mentions, b.n_mentions),
        half_widths=(_half(a, corrected), _half(b, corrected)), shared_strata=shared,
        alpha=agreement.alpha if agreement else None, alpha_known=agreement is not None and agreement.alpha is not None,
        model_f1=model_f1, indicator_f1=indicator_f1, own=own,
        with_reported=x - y if x is not None and y is not None else None, duplicates=duplicates,
        corrected=corrected or bounded,
    )  # fmt: skip


def _both(test: Difference, value: float | None, p: float | None) -> float | None:
    """The larger p of both tests; 1 where they point in opposite directions, or the second has nothing to test."""
    if test.p is None or test.value is None:
        return None
    return max(test.p, p) if value is not None and p is not None and test.value * value > 0 else 1.0


def _half(e: OutletEstimate, corrected: bool) -> float | None:
    """Half the width of the interval that the verdict rests on."""
    interval = e.corrected.interval if corrected and e.corrected else e.interval
    return (interval[1] - interval[0]) / 2 if interval else None


def _axis_f1(evaluation: Evaluation | None, axis: str) -> tuple[float | None, float | None]:
    """Mean F1 over the poles of an axis, of the model and of the indicator list, on outlets left out."""
    scheme = evaluation.scheme(OUTLETS_OUT) if evaluation else None
    poles = [p for p in scheme.poles if p.axis == axis] if scheme else []
    if not poles:
        return None, None
    return sum(p.f1 for p in poles) / len(poles), sum(p.indicator_f1 for p in poles) / len(poles)
