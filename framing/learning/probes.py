"""Two questions to the features: what is left when the telling words are hidden, and how well do they give the outlet away?

Masking: an axis that is about the choice of a word must fall to what saying yes to every candidate gives, for nothing
but that word decides it. What stays is topic or house style, which the model would then mistake for the choice, or
whether the word is in scope at all. An axis
about who acts should stay above it. Outlet probe: features that tell the outlet let a model learn the outlet.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import RidgeClassifier

from framing.coding.codebook import Codebook, Head
from framing.learning import metrics
from framing.learning.examples import Examples
from framing.learning.fitting import Matrix, Settings, cross_fitted, out_of_fold
from framing.learning.folds import group_folds
from framing.learning.reading import coded_stems
from framing.learning.tally import places, tally

MIN_GROUPS = 5
"""Articles or events that an outlet needs for the probe: fewer cannot stand both in a fold and outside it."""
_CANDIDATE = re.compile(r"\[[^\]·]+\]")
_KEYS = re.compile(r"<[^<>\s]+>|[^\s\[\]~+^:=&<>…|·,]+")


class MaskedAxis(msgspec.Struct, frozen=True):
    """F1 of an axis (mean of its poles, any voice, 0–1): with all terms, with the telling words hidden, saying always yes."""

    axis: str
    f1: float
    masked_f1: float
    always_f1: float


class OutletProbe(msgspec.Struct, frozen=True):
    """How often a linear classifier names the right outlet from the features of a sentence, in articles that it has not seen.

    ``accuracy`` beside ``most_frequent``, the share of the commonest outlet (0–1).
    """

    n_outlets: int
    n_sentences: int
    accuracy: float
    most_frequent: float


def masking(
    corpus: Examples,
    vectors: Matrix,
    codebook: Codebook,
    settings: Settings,
    verdicts: NDArray[np.bool_],
    jobs: int = 2,
) -> tuple[MaskedAxis, ...]:
    """The masking probe of every axis on group folds; *verdicts* are those with all terms, shape (candidates, heads)."""
    heads = codebook.heads
    folds = group_folds(corpus.groups, settings.folds, settings.seed)[corpus.row_sentences]
    decisions = np.zeros(corpus.targets.shape)
    keys = [frozenset(_KEYS.findall(t)) for t in vectors.vocabulary]
    names = np.array([_names_its_word(t) for t in vectors.vocabulary])
    for axis in codebook.axes:
        of_axis = [k for k, h in enumerate(heads) if h.axis == axis.id]
        telling = corpus.triggers.get(axis.id, frozenset()) | coded_stems(codebook, axis)
        shown = ~names & np.array([telling.isdisjoint(k) for k in keys])
        masked = sparse.csr_matrix(vectors.values @ sparse.diags(shown.astype(float)))
        masked.eliminate_zeros()
        decisions[:, of_axis] = out_of_fold(masked, corpus.targets[:, of_axis], folds, settings, jobs)
    _, hidden = cross_fitted(decisions, corpus.targets, folds)
    by_axis = [_f1_by_axis(corpus, heads, v & corpus.own_axis) for v in (verdicts, hidden, corpus.own_axis)]
    return tuple(MaskedAxis(a.id, *(f[a.id] for f in by_axis)) for a in codebook.axes)


def _names_its_word(term: str) -> bool:
    return term.startswith(("=", "near=")) or _CANDIDATE.search(term) is not None


def _f1_by_axis(corpus: Examples, heads: Sequence[Head], verdicts: NDArray[np.bool_]) -> dict[str, float]:
    scores = defaultdict(list)
    for (axis, _), rows in tally(corpus, heads, places(corpus), verdicts, "any").items():
        scores[axis].append(metrics.counts(rows).f1)
    return {axis: float(np.mean(s)) for axis, s in scores.items()}


def outlet_probe(corpus: Examples, vectors: Matrix, settings: Settings) -> OutletProbe | None:
    """The outlet probe over sentences with a candidate; None where fewer than two outlets have enough articles."""
    seen = sorted(set(corpus.row_sentences.tolist()))
    groups_of: dict[str, set[str]] = defaultdict(set)
    for n in seen:
        if corpus.sentences[n].outlet:
            groups_of[corpus.sentences[n].outlet].add(corpus.sentences[n].group)
    kept = {o for o, g in groups_of.items() if len(g) >= MIN_GROUPS}
    if len(kept) < 2:
        return None
    rows = [n for n in seen if corpus.sentences[n].outlet in kept]
    at = {n: k for k, n in enumerate(rows)}
    inside = np.array([n in at for n in corpus.row_sentences.tolist()])
    places_ = [at[n] for n in corpus.row_sentences[inside].tolist()]
    pool = sparse.csr_matrix(
        (np.ones(len(places_)), (places_, np.flatnonzero(inside))), shape=(len(rows), len(corpus.rows))
    )
    features = sparse.csr_matrix(pool @ vectors.values)
    features.data = np.log1p(features.data)
    outlets = np.array([corpus.sentences[n].outlet for n in rows])
    folds = group_folds([corpus.sentences[n].group for n in rows], settings.folds, settings.seed)
    right = 0
    for k in range(folds.max() + 1):
        test = folds == k
        # An iterative solver with a fixed seed: a dense one would need the square of the vocabulary.
        probe = RidgeClassifier(alpha=100.0, solver="lsqr", random_state=settings.seed)
        right += int(
            (probe.fit(features[~test], outlets[~test]).predict(features[test]) == outlets[test]).sum()
        )
    commonest = Counter(outlets.tolist()).most_common(1)[0][1]
    return OutletProbe(len(kept), len(rows), right / len(rows), commonest / len(rows))
