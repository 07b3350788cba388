"""What a classifier has to beat: the majority, an indicator list, and a lookup of the outlet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from framing.learning.examples import Examples


def majority(targets: NDArray[np.int8]) -> NDArray[np.bool_]:
    """The more frequent answer of each head, for every segment, shape (segments, heads)."""
    known = np.maximum((targets >= 0).sum(axis=0), 1)
    return np.tile((targets == 1).sum(axis=0) / known > 0.5, (len(targets), 1))


def indicator_list(corpus: Examples, names: Sequence[str]) -> NDArray[np.bool_]:
    """The codebook's indicator expressions with its exceptions, in the voice of their segment, shape (segments, heads)."""
    return np.array(
        [[name in row.indicated for name in names] for row in corpus.segments], dtype=bool
    ).reshape(len(corpus.segments), len(names))


def outlet_prior(corpus: Examples, folds: NDArray[np.int64]) -> NDArray[np.bool_]:
    """A lookup of how often the outlet uses each pole in the other folds; an outlet not seen there gets the overall rate.

    *folds* has the fold of each sentence; the result is over segments, shape (segments, heads).

    The rate from which a pole is predicted is the one that is best for F1 in the other folds: a lookup at its strongest.
    """
    targets = corpus.segment_targets
    outlets = np.array(corpus.outlets)[corpus.segment_sentences]
    folds = folds[corpus.segment_sentences]
    verdicts = np.zeros(targets.shape, dtype=bool)
    for k in sorted(set(folds.tolist())):
        test = folds == k
        rates = _rates(targets[~test], outlets[~test])
        overall = rates[""]
        trained = np.array([rates.get(o, overall) for o in outlets[~test]]).reshape(-1, targets.shape[1])
        for h in range(targets.shape[1]):
            known = targets[~test, h] >= 0
            cut = _best_cut(trained[known, h], targets[~test, h][known] == 1)
            verdicts[test, h] = [rates.get(o, overall)[h] >= cut for o in outlets[test]]
    return verdicts


def _rates(targets: NDArray[np.int8], outlets: NDArray[np.str_]) -> dict[str, NDArray[np.float64]]:
    members: dict[str, list[int]] = defaultdict(list)
    for i, outlet in enumerate(outlets):
        if outlet:
            members[str(outlet)].append(i)
    rates = {o: _rate(targets[rows]) for o, rows in members.items()}
    rates[""] = _rate(targets)
    return rates


def _rate(targets: NDArray[np.int8]) -> NDArray[np.float64]:
    known = np.maximum((targets >= 0).sum(axis=0), 1)
    return np.asarray((targets == 1).sum(axis=0) / known, dtype=np.float64)


def _best_cut(rates: NDArray[np.float64], truth: NDArray[np.bool_]) -> float:
    best, cut = -1.0, 2.0
    for value in sorted(set(rates.tolist())):
        found = rates >= value
        tp = int((found & truth).sum())
        f1 = 2 * tp / (int(found.sum()) + int(truth.sum())) if tp else 0.0
        if f1 > best:
            best, cut = f1, value
    return cut
