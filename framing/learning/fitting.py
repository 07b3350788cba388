"""The matrix of TF-IDF terms, made once, and the logistic regressions that share it.

Cross-validation slices rows of the one matrix. Vocabulary and idf therefore come from all texts, also those of the fold
that is left out. So does the list of words that propose candidates, which is learned from labels: docs/evaluation.md says
what that is worth. Weights, calibration and thresholds never see the fold.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import msgspec
import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from framing.learning.metrics import f1_threshold

Floats = NDArray[np.float64]

MIN_POSITIVES = 8
"""Codings that a pole needs to be learned at all, and to get a calibration and a threshold of its own."""
_TOLERANCE = 1e-4
"""Largest gradient at which a fit of cross-validation stops.

Every such fit begins at zero. Begun from the weights of all folds it would stop there where a fold is small, and its
decisions would come from weights that have seen it.
"""
NEVER = 2.0
"""The threshold of a head that could not be learned: no probability reaches it."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What can be set about training. ``penalty`` is C of the logistic regression: smaller is stronger."""

    seed: int = 0
    penalty: float = 0.03
    min_df: int = 4
    folds: int = 5


class Matrix(msgspec.Struct, frozen=True):
    """TF-IDF of all examples: ``values`` (examples, terms), the terms, and their idf (terms,)."""

    values: sparse.csr_matrix
    vocabulary: tuple[str, ...]
    idf: Floats


ONE_IN = 5_000
"""In a large corpus terms that are rarer than one in so many examples are left out, for a model that can be mailed."""


def _same(terms: tuple[str, ...]) -> tuple[str, ...]:
    return terms


def matrix(terms: Sequence[tuple[str, ...]], min_df: int) -> Matrix:
    """Binary TF-IDF without length normalisation.

    Terms in fewer than *min_df* examples are left out, in a large corpus those in fewer than one of :data:`ONE_IN`.
    """
    least = max(min_df, len(terms) // ONE_IN)
    vectoriser = TfidfVectorizer(analyzer=_same, binary=True, norm=None, min_df=least)
    values = vectoriser.fit_transform(terms)
    values.sort_indices()
    return Matrix(
        sparse.csr_matrix(values),
        tuple(vectoriser.get_feature_names_out()),
        np.asarray(vectoriser.idf_, dtype=np.float64),
    )


class _Block(msgspec.Struct, frozen=True):
    """The examples that concern some heads (those of one axis), with only the terms that occur in them."""

    heads: tuple[int, ...]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: sparse.csr_matrix
    positive: NDArray[np.bool_]
    """Shape (rows, heads of the block)."""


def _blocks(values: sparse.csr_matrix, targets: NDArray[np.int8]) -> list[_Block]:
    heads_of: dict[bytes, list[int]] = {}
    for h in range(targets.shape[1]):
        heads_of.setdefault((targets[:, h] >= 0).tobytes(), []).append(h)
    blocks = []
    for heads in heads_of.values():
        rows = np.flatnonzero(targets[:, heads[0]] >= 0)
        own = values[rows]
        columns = np.unique(own.indices)
        blocks.append(
            _Block(tuple(heads), rows, columns, own[:, columns].tocsr(), targets[rows][:, heads] == 1)
        )
    return blocks


Fitted = tuple[Floats, float]
"""Coefficients (columns of a block,) and intercept."""


def _fit(
    values: sparse.csr_matrix,
    y: NDArray[np.bool_],
    settings: Settings,
    tolerance: float,
) -> Fitted:
    """One logistic regression. Where there is next to nothing to tell apart: zeros and −20."""
    if y.sum() < 2 or y.all():
        return np.zeros(values.shape[1]), -20.0
    model = LogisticRegression(
        C=settings.penalty,
        solver="newton-cg",
        tol=tolerance,
        max_iter=500,
        random_state=settings.seed,
    )
    # One thread: sums in another order are other bytes.
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        model.fit(values, y)
    return model.coef_[0], float(model.intercept_[0])


def fit_heads(
    values: sparse.csr_matrix, targets: NDArray[np.int8], settings: Settings, tolerance: float = 1e-6
) -> tuple[Floats, Floats]:
    """Coefficients (terms, heads) on TF-IDF values, and intercepts (heads,). A head with one class has zeros and −20."""
    coefficients = np.zeros((values.shape[1], targets.shape[1]))
    intercepts = np.full(targets.shape[1], -20.0)
    for block in _blocks(values, targets):
        for k, h in enumerate(block.heads):
            coefficients[block.columns, h], intercepts[h] = _fit(
                block.values, block.positive[:, k], settings, tolerance
            )
    return coefficients, intercepts


def out_of_fold(
    values: sparse.csr_matrix,
    targets: NDArray[np.int8],
    folds: NDArray[np.int64],
    settings: Settings,
    jobs: int = 2,
    learn_from: NDArray[np.bool_] | None = None,
) -> Floats:
    """Decision values (examples, heads), each from a model that has not seen the example's fold; 0 where nobody looked.

    *learn_from*: the examples that may be learned from at all; without it, all of them.
    """
    usable = np.ones(len(folds), dtype=bool) if learn_from is None else learn_from

    def one(block: _Block, k: int) -> Floats:
        """Decisions of one head of a block."""
        fold, y, may = folds[block.rows], block.positive[:, k], usable[block.rows]
        found = np.zeros(len(y))
        for name in np.unique(fold):
            test = fold == name
            train = ~test & may
            weights, intercept = _fit(block.values[train], y[train], settings, _TOLERANCE)
            found[test] = block.values[test] @ weights + intercept
        return found

    tasks = [(b, k) for b in _blocks(values, targets) for k in range(len(b.heads))]
    decisions = np.zeros(targets.shape)
    for (block, k), found in zip(
        tasks, Parallel(n_jobs=jobs)(delayed(one)(b, k) for b, k in tasks), strict=True
    ):
        decisions[block.rows, block.heads[k]] = found
    return decisions


class Decider(msgspec.Struct, frozen=True):
    """Platt slopes and offsets, and thresholds on the probability, each of shape (heads,)."""

    slopes: Floats
    offsets: Floats
    thresholds: Floats

    def probabilities(self, decisions: Floats) -> Floats:
        """Calibrated probabilities, the shape of *decisions* (…, heads)."""
        return 1.0 / (1.0 + np.exp(-np.clip(self.slopes * decisions + self.offsets, -700, 700)))


def decider(decisions: Floats, targets: NDArray[np.int8]) -> Decider:
    """Calibrate and choose thresholds on out-of-fold decisions.

    A pole with too few codings never decides. Nor does one whose decisions on left-out groups do not point at it, such as
    a pole that stands in a single event: the threshold that is best there would let it decide everywhere.
    """
    n_heads = targets.shape[1]
    slopes, offsets, thresholds = np.ones(n_heads), np.zeros(n_heads), np.full(n_heads, NEVER)
    with threadpool_limits(1):
        for h in range(n_heads):
            known = targets[:, h] >= 0
            y = targets[known, h] == 1
            if y.sum() < MIN_POSITIVES or y.all():
                continue
            x = decisions[known, h]
            if x[y].mean() - x[~y].mean() < 1e-9:
                continue
            platt = LogisticRegression(C=1e4, solver="newton-cg", tol=1e-8).fit(x[:, None], y)
            slopes[h], offsets[h] = max(float(platt.coef_[0, 0]), 1e-3), float(platt.intercept_[0])
            p = 1.0 / (1.0 + np.exp(-np.clip(slopes[h] * x + offsets[h], -700, 700)))
            thresholds[h] = f1_threshold(p)
    return Decider(slopes, offsets, thresholds)


def cross_fitted(
    decisions: Floats, targets: NDArray[np.int8], folds: NDArray[np.int64]
) -> tuple[Floats, NDArray[np.bool_]]:
    """Probabilities and verdicts (examples, heads): calibration and threshold of a fold come from the other folds."""
    probabilities = np.zeros_like(decisions)
    verdicts = np.zeros(decisions.shape, dtype=bool)
    for k in sorted(set(folds.tolist())):
        test = folds == k
        rule = decider(decisions[~test], targets[~test]) if (~test).any() else decider(decisions, targets)
        probabilities[test] = rule.probabilities(decisions[test])
        verdicts[test] = probabilities[test] >= rule.thresholds
    return probabilities, verdicts
