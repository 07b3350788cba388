"""Verdicts on candidates or segments, counted by sentence against gold: what every figure of an evaluation is made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from framing.coding.codebook import Head
from framing.learning import metrics
from framing.learning.examples import Examples
from framing.learning.metrics import VoiceRule

Place = tuple[int, str]
"""Index of a sentence, and the voice of the words that a verdict is about."""
Tables = dict[tuple[str, str], NDArray[np.int64]]
"""(axis, pole) → tp, fp, fn of each sentence, shape (sentences, 3)."""


def places(corpus: Examples) -> list[Place]:
    """The places of the candidates of a corpus."""
    return [(r.sentence, r.voice) for r in corpus.rows]


def tally(
    corpus: Examples,
    heads: Sequence[Head],
    at: Sequence[Place],
    verdicts: NDArray[np.bool_],
    rule: VoiceRule,
) -> Tables:
    """Tables of all heads from verdicts, shape (places, heads)."""
    looked = [s.looked_at for s in corpus.sentences]
    gold = [metrics.keys([(m.axis, m.pole, m.voice) for m in s.mentions], rule) for s in corpus.sentences]
    codings: list[list[tuple[str, str, str | None]]] = [[] for _ in corpus.sentences]
    for (sentence, voice), verdict in zip(at, verdicts, strict=True):
        codings[sentence] += [(heads[k].axis, heads[k].pole, voice) for k in np.flatnonzero(verdict).tolist()]
    found = [metrics.keys(c, rule) for c in codings]
    return {(h.axis, h.pole): metrics.table(gold, found, looked, (h.axis, h.pole)) for h in heads}
