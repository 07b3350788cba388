"""How good a model is, beside what it has to beat, on text that it has not seen.

Two schemes on the labels that it is trained with – folds that keep events and articles whole, and folds that leave one
outlet out – and one for labels that it never saw. The four rows are always printed together; macro-F1 is over poles.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from framing.coding.agreement import Agreement
from framing.coding.codebook import Head
from framing.coding.contrasts import ContrastPair
from framing.learning import baselines, metrics
from framing.learning.examples import Examples
from framing.learning.fitting import Matrix, Settings, cross_fitted, out_of_fold
from framing.learning.folds import group_folds
from framing.learning.metrics import Bin, VoiceRule

RULES: tuple[VoiceRule, ...] = ("any", "own", "agree")
MODEL, INDICATORS, OUTLET, MAJORITY = "model", "indicator list", "outlet prior", "majority"


class Row(msgspec.Struct, frozen=True):
    """One of the four rows: macro-F1 (0–1) by voice rule, each with its interval from resampling groups."""

    name: str
    macro_f1: dict[str, float]
    interval: dict[str, tuple[float, float]]


class PoleScore(msgspec.Struct, frozen=True):
    """One pole of one scheme, any voice: precision, recall, F1 and average precision, 0–1, with the indicator list's F1."""

    axis: str
    pole: str
    n_gold: int
    precision: float | None
    recall: float | None
    f1: float
    average_precision: float | None
    indicator_f1: float


class Scheme(msgspec.Struct, frozen=True):
    """An evaluation under one scheme of folds: what was left out, the four rows, each pole, calibration."""

    name: str
    n_sentences: int
    n_groups: int
    rows: tuple[Row, ...]
    poles: tuple[PoleScore, ...]
    ece: float
    reliability: tuple[Bin, ...]

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
    """Every scheme that was run, contrast pairs where there are any, and how far the coders of the labels agree."""

    schemes: tuple[Scheme, ...]
    contrasts: tuple[ContrastScore, ...] = ()
    agreement: tuple[Agreement, ...] = ()
    notes: tuple[str, ...] = ()

    def scheme(self, name: str) -> Scheme | None:
        """The scheme of that name, or None."""
        return next((s for s in self.schemes if s.name == name), None)


GROUP_FOLDS = "group folds"
OUTLETS_OUT = "leave one outlet out"
UNSEEN = "unseen labels"


def cross_validate(
    corpus: Examples,
    vectors: Matrix,
    heads: Sequence[Head],
    settings: Settings,
    *,
    outlets_out: bool = True,
    jobs: int = 2,
) -> tuple[Evaluation, NDArray[np.float64]]:
    """Both schemes on a training corpus, and the out-of-fold decisions of the group folds (candidates, heads)."""
    targets, of = corpus.targets, corpus.row_sentences
    folds = group_folds(corpus.groups, settings.folds, settings.seed)
    decisions = out_of_fold(vectors.values, targets, folds[of], settings, jobs)
    schemes = [_scheme(GROUP_FOLDS, corpus, heads, folds, decisions, len(set(corpus.groups)))]
    outlets = corpus.outlets
    if outlets_out and len(set(outlets)) >= 3 and all(outlets):
        outlet_folds = group_folds(outlets, len(set(outlets)), settings.seed)
        left_out = out_of_fold(vectors.values, targets, outlet_folds[of], settings, jobs)
        schemes.append(_scheme(OUTLETS_OUT, corpus, heads, outlet_folds, left_out, len(set(outlets))))
    return Evaluation(tuple(schemes)), decisions


def _scheme(
    name: str,
    corpus: Examples,
    heads: Sequence[Head],
    folds: NDArray[np.int64],
    decisions: NDArray[np.float64],
    n_groups: int,
) -> Scheme:
    probabilities, verdicts = cross_fitted(decisions, corpus.targets, folds[corpus.row_sentences])
    return _score(
        name, corpus, heads, verdicts, probabilities, baselines.outlet_prior(corpus, folds), n_groups
    )


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
        MODEL: ([(r.sentence, r.voice) for r in corpus.rows], verdicts & corpus.own_axis),
        INDICATORS: (segments, baselines.indicator_list(corpus, names)),
        OUTLET: (segments, prior),
        MAJORITY: (segments, baselines.majority(corpus.segment_targets)),
    }
    groups = [s.group for s in corpus.sentences]
    tables = {n: {rule: _tables(corpus, heads, p, v, rule) for rule in RULES} for n, (p, v) in found.items()}
    rows = tuple(
        Row(
            n,
            {rule: metrics.macro_f1(t[rule]) for rule in RULES},
            {rule: metrics.macro_interval(t[rule], groups) for rule in RULES},
        )
        for n, t in tables.items()
    )
    poles = tuple(_pole(corpus, h, k, tables, probabilities) for k, h in enumerate(heads))
    known = corpus.targets >= 0
    bins = metrics.reliability((corpus.targets == 1)[known], probabilities[known])
    return Scheme(
        name,
        len(corpus.sentences),
        n_groups,
        rows,
        poles,
        metrics.expected_calibration_error(bins),
        tuple(bins),
    )


def _tables(
    corpus: Examples,
    heads: Sequence[Head],
    places: Sequence[tuple[int, str]],
    verdicts: NDArray[np.bool_],
    rule: VoiceRule,
) -> dict[tuple[str, str], NDArray[np.int64]]:
    """Tables per head from verdicts (places, heads); a place is (sentence, voice)."""
    looked = [s.looked_at for s in corpus.sentences]
    gold = [metrics.keys([(m.axis, m.pole, m.voice) for m in s.mentions], rule) for s in corpus.sentences]
    codings: list[list[tuple[str, str, str | None]]] = [[] for _ in corpus.sentences]
    for (at, voice), verdict in zip(places, verdicts, strict=True):
        codings[at] += [(heads[k].axis, heads[k].pole, voice) for k in np.flatnonzero(verdict).tolist()]
    found = [metrics.keys(c, rule) for c in codings]
    return {(h.axis, h.pole): metrics.table(gold, found, looked, (h.axis, h.pole)) for h in heads}


def _pole(
    corpus: Examples,
    head: Head,
    k: int,
    tables: dict[str, dict[VoiceRule, dict[tuple[str, str], NDArray[np.int64]]]],
    probabilities: NDArray[np.float64],
) -> PoleScore:
    counted = metrics.counts(tables[MODEL]["any"][head.axis, head.pole])
    listed = metrics.counts(tables[INDICATORS]["any"][head.axis, head.pole])
    known = corpus.targets[:, k] >= 0
    ap = (
        metrics.average_precision(corpus.targets[known, k] == 1, probabilities[known, k])
        if known.any()
        else None
    )
    return PoleScore(
        head.axis,
        head.pole,
        counted.tp + counted.fn,
        counted.precision,
        counted.recall,
        counted.f1,
        ap,
        listed.f1,
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
