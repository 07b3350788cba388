"""Folds that never split a group: an event, an article, an outlet. A group that stands in two folds would leak."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def group_folds(groups: Sequence[str], n_folds: int, seed: int = 0) -> NDArray[np.int64]:
    """The fold of each row, 0 to *n_folds* − 1, shape (rows,): whole groups, the largest first, into the smallest fold.

    Deterministic: ties are broken by a hash of the group's name with the seed, never by the order of rows.

    >>> group_folds(["a", "a", "b", "c"], 2).tolist() in ([0, 0, 1, 1], [1, 1, 0, 0])
    True
    """
    sizes = Counter(groups)
    order = sorted(sizes, key=lambda g: (-sizes[g], hashlib.sha256(f"{seed}:{g}".encode()).hexdigest()))
    loads = [0] * max(1, min(n_folds, len(sizes)))
    fold_of: dict[str, int] = {}
    for group in order:
        k = loads.index(min(loads))
        fold_of[group] = k
        loads[k] += sizes[group]
    return np.array([fold_of[g] for g in groups], dtype=np.int64)
