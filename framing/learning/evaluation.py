"""How good a model is, beside what it has to beat, on text that it has not seen.

Two schemes on the labels that it is trained with – folds that keep events and articles whole, and folds that leave whole
outlets out – and one for labels that it never saw. The four rows are always printed together; macro-F1 is over poles.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from framing.coding.agreement import Agreement
from framing.coding.codebook import Head
from framing.coding.contrasts import ContrastPair
from framing.learning import baselines, calibration, metrics
from framing.learning.calibration import Bin, RiskPoint
from framing.learning.ceiling import Ceiling
from framing.learning.error_rates import ErrorRate, error_rates
from framing.learning.examples import Examples
from framing.learning.fitting import Matrix, Settings, cross_fitted, out_of_fold
from framing.learning.folds import group_folds
from framing.learning.learning_curve import CurvePoint
from framing.learning.metrics import VoiceRule
from framing.learning.probes import MaskedAxis, OutletProbe
from framing.learning.resampling import (
    Interval,
    Resampling,
    average_precision_interval,
    macro_interval,
    score_intervals,
)
from framing.learning.tally import places, tally

RULES: tuple[VoiceRule, ...] = ("any", "own", "agree")
MODEL, INDICATORS, OUTLET, MAJORITY = "model", "indicator list", "outlet prior", "majority"


class Row(msgspec.Struct, frozen=True):
    """One of the four rows: macro-F1 (0–1) by voice rule, each with its interval from resampling groups."""

    name: str
    macro_f1: dict[str, float]
    interval: dict[str, tuple[float, float]]


class PoleScore(msgspec.Struct, frozen=True):
    """One pole of one scheme, any voice: precision, recall, F1 and average precision, 0–1, with the indicator list's F1.

    ``own_f1`` is over mentions in own voice, ``agree_f1`` counts a coding only when its voice is right as well.
    ``intervals``: of precision, recall, f1 and average_precision, from resampling groups; None where undefined.
    """

    axis: str
    pole: str
    n_gold: int
    precision: float | None
    recall: float | None
    f1: float
    average_precision: float | None
    indicator_f1: float
    own_f1: float
    agree_f1: float
    intervals: dict[str, Interval | None]


class Scheme(msgspec.Struct, frozen=True):
    """An evaluation under one scheme of folds: what was left out, the four rows, each pole, calibration."""

    name: str
    n_sentences: int
    n_groups: int
    rows: tuple[Row, ...]
    poles: tuple[PoleScore, ...]
    ece: float
    reliability: tuple[Bin, ...]
    risk_coverage: tuple[RiskPoint, ...]
    errors: tuple[ErrorRate, ...] = ()
    """Rates and their range over outlets, where every sentence names its outlet."""

    def row(self, name: str) -> Row:
        """The row of that name."""
        return next(r for r in self.rows if r.name == name)


class ContrastScore(msgspec.Struct, frozen=True):
    """Contrast pairs of one axis: how many, and the share with both sides right (pole and voice on that axis)."""

    axis: str
    n_pairs: int
    both_right: int

    @property
    def share(self) -> float | None:
        """both_right / n_pairs, 0–1."""
        return self.both_right / self.n_pairs if self.n_pairs else None


class Evaluation(msgspec.Struct, frozen=True):
    """Every scheme that was run, and beside it what was asked of the labels: contrast pairs, agreement, probes, curve."""

    schemes: tuple[Scheme, ...]
    contrasts: tuple[ContrastScore, ...] = ()
    agreement: tuple[Agreement, ...] = ()
    ceiling: Ceiling | None = None
    masking: tuple[MaskedAxis, ...] = ()
    outlet_probe: OutletProbe | None = None
    learning_curve: tuple[CurvePoint, ...] = ()
    notes: tuple[str, ...] = ()

    def scheme(self, name: str) -> Scheme | None:
        """The scheme of that name, or None."""
        return next((s for s in self.schemes if s.name == name), None)


GROUP_FOLDS = "group folds"
OUTLETS_OUT = "leave outlets out"
UNSEEN = "unseen labels"
MAX_OUTLET_FOLDS = 100
"""Up to so many outlets are left out one at a time; more of them in so many folds of whole outlets."""


class CrossValidation(msgspec.Struct, frozen=True):
    """What the group folds gave: decision values, probabilities and verdicts, each of shape (candidates, heads)."""

    decisions: NDArray[np.float64]
    probabilities: NDArray[np.float64]
    verdicts: NDArray[np.bool_]


def cross_validate(
    corpus: Examples, vectors: Matrix, heads: Sequence[Head], settings: Settings, jobs: int = 2
) -> tuple[Scheme, CrossValidation]:
    """The group folds: events and articles whole."""
    folds = group_folds(corpus.groups, settings.folds, settings.seed)
    decisions = out_of_fold(vectors.values, corpus.targets, folds[corpus.row_sentences], settings, jobs)
    probabilities, verdicts = cross_fitted(decisions, corpus.targets, folds[corpus.row_sentences])
    prior = baselines.outlet_prior(corpus, folds)
    n_groups = len(set(corpus.groups))
    scheme = _score(GROUP_FOLDS, corpus, heads, verdicts, probabilities, prior, n_groups)
    return scheme, CrossValidation(decisions, probabilities, verdicts)


def outlets_out(
    corpus: Examples, vectors: Matrix, heads: Sequence[Head], settings: Settings, jobs: int = 2
) -> Scheme | None:
    """Whole outlets left out, each decision from a model that has not seen its outlet.

    One at a time, where there are at most :data:`MAX_OUTLET_FOLDS`. None where the labels name fewer than three outlets, or
    leave it open for some sentence.
    """
    outlets = corpus.outlets
    n_outlets = len(set(outlets))
    if n_outlets < 3 or not all(outlets):
        return None
    folds = group_folds(outlets, min(n_outlets, MAX_OUTLET_FOLDS), settings.seed)
    decisions = out_of_fold(vectors.values, corpus.targets, folds[corpus.row_sentences], settings, jobs)
    probabilities, verdicts = cross_fitted(decisions, corpus.targets, folds[corpus.row_sentences])
    prior = baselines.outlet_prior(corpus, folds)
    return _score(OUTLETS_OUT, corpus, heads, verdicts, probabilities, prior, n_outlets)


def on_unseen(
    corpus: Examples,
    heads: Sequence[Head],
    verdicts: NDArray[np.bool_],
    probabilities: NDArray[np.float64],
    settings: Settings,
) -> Scheme:
    """A model's verdicts on labels that it was not trained with. The outlet lookup is cross-validated within them."""
    folds = group_folds(corpus.groups, settings.folds, settings.seed)
    prior = baselines.outlet_prior(corpus, folds)
    return _score(UNSEEN, corpus, heads, verdicts, probabilities, prior, len(set(corpus.groups)))


def _score(
    name: str,
    corpus: Examples,
    heads: Sequence[Head],
    verdicts: NDArray[np.bool_],
    probabilities: NDArray[np.float64],
    prior: NDArray[np.bool_],
    n_groups: int,
) -> Scheme:
    names = [h.name for h in heads]
    segments = [(r.sentence, r.voice) for r in corpus.segments]
    found = {
        MODEL: (places(corpus), verdicts & corpus.own_axis),
        INDICATORS: (segments, baselines.indicator_list(corpus, names)),
        OUTLET: (segments, prior),
        MAJORITY: (segments, baselines.majority(corpus.segment_targets)),
    }
    resampling = Resampling(corpus.groups)
    tables = {n: {rule: tally(corpus, heads, p, v, rule) for rule in RULES} for n, (p, v) in found.items()}
    rows = tuple(
        Row(
            n,
            {rule: metrics.macro_f1(t[rule]) for rule in RULES},
            {rule: macro_interval(t[rule], resampling) for rule in RULES},
        )
        for n, t in tables.items()
    )
    poles = tuple(_pole(corpus, h, k, tables, probabilities, resampling) for k, h in enumerate(heads))
    known = corpus.targets >= 0
    bins = calibration.reliability((corpus.targets == 1)[known], probabilities[known])
    made = known & verdicts & corpus.own_axis
    risk = calibration.risk_coverage((corpus.targets == 1)[made], probabilities[made])
    return Scheme(
        name,
        len(corpus.sentences),
        n_groups,
        rows,
        poles,
        calibration.expected_calibration_error(bins),
        tuple(bins),
        tuple(risk),
        error_rates(tables[MODEL]["own"], corpus.outlets, heads) if all(corpus.outlets) else (),
    )


def _pole(
    corpus: Examples,
    head: Head,
    k: int,
    tables: dict[str, dict[VoiceRule, dict[tuple[str, str], NDArray[np.int64]]]],
    probabilities: NDArray[np.float64],
    resampling: Resampling,
) -> PoleScore:
    key = (head.axis, head.pole)
    counted = {rule: metrics.counts(tables[MODEL][rule][key]) for rule in RULES}
    found = counted["any"]
    known = corpus.targets[:, k] >= 0
    truth, scores = corpus.targets[known, k] == 1, probabilities[known, k]
    intervals = score_intervals(tables[MODEL]["any"][key], resampling)
    intervals["average_precision"] = average_precision_interval(
        truth, scores, corpus.row_sentences[known], resampling
    )
    return PoleScore(
        head.axis,
        head.pole,
        found.tp + found.fn,
        found.precision,
        found.recall,
        found.f1,
        metrics.average_precision(truth, scores) if known.any() else None,
        metrics.counts(tables[INDICATORS]["any"][key]).f1,
        counted["own"].f1,
        counted["agree"].f1,
        intervals,
    )


def contrast_scores(
    pairs: Sequence[ContrastPair],
    found: Sequence[tuple[frozenset[tuple[str, str, str]], frozenset[tuple[str, str, str]]]],
) -> tuple[ContrastScore, ...]:
    """Pairs with both sides right, per axis; *found* has the codings (axis, pole, voice) of both sides of each pair."""
    right: dict[str, list[bool]] = {}
    for pair, sides in zip(pairs, found, strict=True):
        same = all(
            {c for c in expected if c[0] == pair.axis} == {c for c in got if c[0] == pair.axis}
            for expected, got in zip(pair.expected, sides, strict=True)
        )
        right.setdefault(pair.axis, []).append(same)
    return tuple(ContrastScore(axis, len(r), sum(r)) for axis, r in right.items())
