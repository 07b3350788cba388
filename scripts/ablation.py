"""What each part of the classifier is worth: the table of docs/ablation.md. Run with: scripts/ablation.py [UNSEEN_LABELS]

Every variant sees the same labels, folds, candidates and scoring; only what its row says differs. With a file of labels that
nothing was trained on, each variant is also fitted on all labels and scored there.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from framing.coding import codebook, gold, labels
from framing.coding.codebook import Codebook
from framing.learning import baselines, metrics
from framing.learning.examples import Examples, examples
from framing.learning.fitting import NEVER, ONE_IN, Settings, decider
from framing.learning.folds import group_folds
from framing.learning.tally import Place, places, tally
from framing.learning.terms import TermReader
from framing.text.segments import sentence

ROOT = Path(__file__).parents[1]
SETTINGS = Settings()
_ROLES = ("subject ", "object ", "antecedent ", "no subject")

Terms = Sequence[tuple[str, ...]]
Fit = Callable[[sparse.csr_matrix, NDArray[np.bool_]], tuple[NDArray[np.float64], float]]
Cut = Callable[[NDArray[np.bool_], NDArray[np.float64], float], float]


class Side(NamedTuple):
    """Examples of one corpus: terms, targets and places of what is classified."""

    corpus: Examples
    terms: Terms
    targets: NDArray[np.int8]
    at: list[Place]


def logistic(
    values: sparse.csr_matrix, y: NDArray[np.bool_], **options: str
) -> tuple[NDArray[np.float64], float]:
    """What ships: L2-penalised logistic regression; coefficients and intercept."""
    model = LogisticRegression(C=SETTINGS.penalty, solver="newton-cg", tol=1e-4, max_iter=500, **options).fit(
        values, y
    )
    return model.coef_[0], float(model.intercept_[0])


def balanced(values: sparse.csr_matrix, y: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    """Logistic regression in which both classes weigh alike."""
    return logistic(values, y, class_weight="balanced")


def svm(values: sparse.csr_matrix, y: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    """A linear support vector machine."""
    model = LinearSVC(C=0.003, tol=1e-3, max_iter=20_000, random_state=0).fit(values, y)
    return model.coef_[0], float(model.intercept_[0])


def expected(_: NDArray[np.bool_], probabilities: NDArray[np.float64], threshold: float) -> float:
    """What ships: the threshold that the decider gives."""
    return threshold


def half(_: NDArray[np.bool_], probabilities: NDArray[np.float64], threshold: float) -> float:
    """Always one half."""
    return 0.5


def empirical(y: NDArray[np.bool_], probabilities: NDArray[np.float64], threshold: float) -> float:
    """The cut that is best on the other folds."""
    order = np.argsort(-probabilities)
    tp = np.cumsum(y[order])
    at = int((2 * tp / (np.arange(1, len(y) + 1) + y.sum())).argmax())
    return float(probabilities[order][at : at + 2].mean())


class Variant(NamedTuple):
    """A row of the table."""

    name: str
    keep: Callable[[str], bool] | None = None
    fit: Fit = logistic
    cut: Cut = expected
    norm: str | None = None
    segments: str = ""
    """Classify segments by ``words`` or ``characters`` instead of candidates by their terms."""


def drop(*starts: str) -> Callable[[str], bool]:
    """Keep terms that begin with none of these."""
    return lambda t: not t.startswith(starts)


VARIANTS = (
    Variant("segments: words and pairs of words", segments="words"),
    Variant("segments: characters, 3 to 5", segments="characters"),
    Variant("candidates: only which words stand there", keep=lambda t: bool(re.fullmatch(r"\[[^\]]+\]|[+~][^ ]+", t))),
    Variant("**candidates: all terms** (what ships)"),
    Variant("without indicator expressions", keep=drop("=", "near=")),
    Variant("without actors", keep=lambda t: "<" not in re.sub(r"\S <+ |<$", "", t)),
    Variant("without subject and object", keep=drop(*_ROLES)),
    Variant("without speakers", keep=drop("says")),
    Variant("without the rest of the sentence", keep=drop("~", "near=")),
    Variant("without the sentence before", keep=drop("^")),
    Variant("without neighbours", keep=lambda t: not re.fullmatch(r"\S+( …)? \[[^\]]+\]|\[[^\]]+\]( …)? \S+", t)),
    Variant("without the voice", keep=drop("#own", "#reported", "#quoted", "#scare")),
    Variant("vectors of length one", norm="l2"),
    Variant("classes weighted alike", fit=balanced),
    Variant("linear support vector machine, calibrated", fit=svm),
    Variant("threshold .5", cut=half),
    Variant("threshold that is best on the other folds", cut=empirical),
)  # fmt: skip


def sides(corpora: Sequence[Examples], variant: Variant) -> list[Side]:
    """What a variant classifies, in each corpus."""
    if not variant.segments:
        keep = variant.keep or (lambda t: True)
        return [
            Side(c, [tuple(t for t in r.terms if keep(t)) for r in c.rows], c.targets, places(c))
            for c in corpora
        ]
    found = []
    for c in corpora:
        texts = segment_texts(c)
        if variant.segments == "words":
            terms = [(*w, *(f"{a} {b}" for a, b in pairwise(w))) for w in texts]
        else:
            joined = [f" {' '.join(w)} " for w in texts]
            terms = [tuple(t[i : i + n] for n in (3, 4, 5) for i in range(len(t) - n + 1)) for t in joined]
        found.append(Side(c, terms, c.segment_targets, [(r.sentence, r.voice) for r in c.segments]))
    return found


def segment_texts(corpus: Examples) -> list[list[str]]:
    """The stems of each segment, cut as the examples were."""
    parts: list[list[str]] = []
    counts = np.bincount(corpus.segment_sentences, minlength=len(corpus.sentences))
    for s, n in zip(corpus.sentences, counts, strict=True):
        unit = sentence(s.text, s.before).units[0]
        spans = [(p.start, p.end) for p in unit.parts] if len(unit.parts) == n else [(unit.start, unit.end)]
        parts += [[t.stem for t in unit.tokens if a <= t.start < b] for a, b in spans]
    return parts


def decisions(
    values: sparse.csr_matrix, side: Side, train: NDArray[np.bool_], fit: Fit
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coefficients and intercepts of all heads on the rows of *train*."""
    n = side.targets.shape[1]
    weights, intercepts = np.zeros((values.shape[1], n)), np.full(n, -20.0)
    for h in range(n):
        rows = train & (side.targets[:, h] >= 0)
        y = side.targets[rows, h] == 1
        if y.sum() >= 2:
            weights[:, h], intercepts[h] = fit(values[rows], y)
    return weights, intercepts


def verdicts(
    variant: Variant, known: NDArray[np.float64], targets: NDArray[np.int8], new: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Verdicts on *new* decisions, calibrated and cut on *known* ones."""
    rule = decider(known, targets)
    p, q = rule.probabilities(known), rule.probabilities(new)
    cuts = [
        t if t >= NEVER else variant.cut(targets[targets[:, h] >= 0, h] == 1, p[targets[:, h] >= 0, h], t)
        for h, t in enumerate(rule.thresholds)
    ]
    return q >= np.array(cuts)


def score(
    side: Side, found: NDArray[np.bool_], book: Codebook, own_axis: NDArray[np.bool_] | None
) -> tuple[float, float]:
    """Macro-F1 in any voice, and with the voice right."""
    kept = found if own_axis is None else found & own_axis
    any_voice, agree = (
        metrics.macro_f1(tally(side.corpus, book.heads, side.at, kept, rule)) for rule in ("any", "agree")
    )
    return any_voice, agree


def row(variant: Variant, corpora: Sequence[Examples], book: Codebook) -> list[float]:
    """The figures of a variant: group folds, then each unseen corpus."""
    train, *unseen = sides(corpora, variant)
    vectoriser = TfidfVectorizer(
        analyzer=lambda t: t,
        binary=True,
        norm=variant.norm,
        min_df=max(SETTINGS.min_df, len(train.terms) // ONE_IN),
    )
    values = sparse.csr_matrix(vectoriser.fit_transform(train.terms))
    if variant.norm:
        values *= 10  # the penalty was chosen for vectors that are longer than one
    folds = group_folds(train.corpus.groups, SETTINGS.folds, SETTINGS.seed)[[n for n, _ in train.at]]
    held_out = np.zeros(train.targets.shape)
    for k in range(SETTINGS.folds):
        weights, intercepts = decisions(values, train, folds != k, variant.fit)
        held_out[folds == k] = values[folds == k] @ weights + intercepts
    found = np.zeros(train.targets.shape, dtype=bool)
    for k in range(SETTINGS.folds):
        test = folds == k
        found[test] = verdicts(variant, held_out[~test], train.targets[~test], held_out[test])
    own = [None, None] if variant.segments else [c.own_axis for c in corpora]
    scores = [*score(train, found, book, own[0])]
    for side, axis in zip(unseen, own[1:], strict=False):
        weights, intercepts = decisions(values, train, np.ones(len(folds), dtype=bool), variant.fit)
        new = (
            sparse.csr_matrix(vectoriser.transform(side.terms)) * (10 if variant.norm else 1) @ weights
            + intercepts
        )
        scores += score(side, verdicts(variant, held_out, train.targets, new), book, axis)
    return scores


def main(unseen: str | None) -> None:
    """Print the table as Markdown, row by row."""
    book = codebook.load(ROOT / "labels" / "codebook.toml")
    reader = TermReader(book)
    corpus = examples(gold.gold(labels.load([ROOT / "labels"], book), book), book, reader)
    corpora = [corpus]
    if unseen:
        corpora.append(examples(gold.gold(labels.load([unseen], book), book), book, reader, corpus.triggers))
    head = ["", "group folds", "with the voice"] + (["unseen labels", "with the voice"] if unseen else [])
    print("| " + " | ".join(head) + " |\n|" + "---|" * len(head), flush=True)
    names = [h.name for h in book.heads]
    listed: list[float] = []
    for c in corpora:
        side = Side(c, (), c.segment_targets, [(r.sentence, r.voice) for r in c.segments])
        listed += score(side, baselines.indicator_list(c, names), book, None)
    print("| indicator list, nothing learned | " + " | ".join(f"{x:.3f}" for x in listed) + " |", flush=True)
    for variant in VARIANTS:
        scores = row(variant, corpora, book)
        print(f"| {variant.name} | " + " | ".join(f"{x:.3f}" for x in scores) + " |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
