"""TF-IDF over terms, and one logistic regression per pole on the same matrix. Readable: every score is a sum of named terms.

    decision(candidate, pole) = intercept + Σ over the terms of the candidate of idf(term) · weight(term, pole)

    idf(t) = ln((1 + n) / (1 + df(t))) + 1         n candidates in training, df(t) of them with the term
    weight   L2-penalised logistic regression, fitted on the candidates of the axis, where somebody looked at it
    probability = expit(slope · decision + offset)  fitted on out-of-fold decisions (Platt 1999)

Term frequency is binary: a repetition is no stronger decision. Vectors are not normalised to length one: in a long
sentence a word makes the same decision as in a short one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from framing.coding.codebook import Head
from framing.learning.reading import Term

Floats = NDArray[np.float64]


class Linear:
    """A fitted linear model over terms for all heads.

    ``weights``: (terms, heads), already multiplied by idf; ``intercepts``, ``thresholds``, ``slopes``, ``offsets``: (heads,).
    ``thresholds`` are probabilities, 0–1. A head that could not be learned has the threshold 2: it never decides.
    """

    def __init__(
        self, heads: Sequence[Head], vocabulary: Sequence[str], weights: Floats, intercepts: Floats,
        thresholds: Floats, slopes: Floats, offsets: Floats,
    ) -> None:  # fmt: skip
        self.heads = tuple(heads)
        self.vocabulary = tuple(vocabulary)
        self.weights = weights
        self.intercepts = intercepts
        self.thresholds = thresholds
        self.slopes = slopes
        self.offsets = offsets

    @cached_property
    def index(self) -> dict[str, int]:
        """Term → row of ``weights``."""
        return {term: i for i, term in enumerate(self.vocabulary)}

    def rows(self, terms: Sequence[str]) -> list[int]:
        """The known terms among *terms*, each once, in ascending order of the vocabulary."""
        index = self.index
        return sorted({i for t in terms if (i := index.get(t)) is not None})

    def decisions(self, rows: Sequence[int]) -> Floats:
        """Decision values (log-odds before calibration), shape (heads,)."""
        total: Floats = self.intercepts.copy()
        if rows:
            total += self.weights[np.asarray(rows)].sum(axis=0)
        return total

    def probabilities(self, decisions: Floats) -> Floats:
        """Calibrated probabilities 0–1, the shape of *decisions*."""
        z = self.slopes * decisions + self.offsets
        return 1.0 / (1.0 + np.exp(-np.clip(z, -700, 700)))

    def probabilities_of(self, values: Mapping[int, float]) -> dict[int, float]:
        """Calibrated probabilities of decision values by head index."""
        heads = list(values)
        z = self.slopes[heads] * np.array([values[h] for h in heads]) + self.offsets[heads]
        return dict(zip(heads, (1.0 / (1.0 + np.exp(-np.clip(z, -700, 700)))).tolist(), strict=True))

    def contributions(self, terms: Sequence[Term], head: int) -> list[tuple[Term, float]]:
        """Each known term of a candidate with what it adds to one decision, the first place of a repeated term."""
        seen: set[int] = set()
        found = []
        for term in terms:
            i = self.index.get(term.text)
            if i is not None and i not in seen:
                seen.add(i)
                found.append((term, float(self.weights[i, head])))
        return found
