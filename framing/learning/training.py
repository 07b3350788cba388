"""Training from start to model: gold → examples → matrix → cross-validation → calibration → final fit → record."""

from __future__ import annotations

import hashlib
import platform
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import msgspec
import numpy as np

from framing.coding import labels as label_files
from framing.coding.agreement import Agreement
from framing.coding.codebook import Codebook
from framing.coding.contrasts import ContrastPair
from framing.coding.gold import GoldSentence
from framing.errors import DataError, LabelsError
from framing.learning import evaluation as evaluations
from framing.learning import probes
from framing.learning.ceiling import Ceiling
from framing.learning.classifier import Linear
from framing.learning.coder import Coder
from framing.learning.examples import Examples, examples, require_codings
from framing.learning.fitting import (
    NEVER,
    Decider,
    Matrix,
    Settings,
    decider,
    fit_heads,
    matrix,
)
from framing.learning.learning_curve import learning_curve
from framing.learning.model_folder import FORMAT, Manifest, Model, Probe, probe, text_hash
from framing.learning.terms import TermReader
from framing.text.segments import sentence

FLOOR = 5e-3
"""A term that would add less to a decision (log-odds) adds nothing: ``terms.tsv`` would hardly show it."""
_VERSIONS = ("numpy", "scipy", "scikit-learn", "nltk", "ftfy")
Say = Callable[[str], None]


def _silent(_: str) -> None:
    return None


def label_hashes(paths: Sequence[str | Path]) -> dict[str, str]:
    """File name → SHA-256 of its bytes, for every label file that *paths* stand for; a name that recurs gets a number."""
    hashes: dict[str, str] = {}
    times: Counter[str] = Counter()
    for p in label_files.label_files(paths, []):
        times[p.name] += 1
        name = p.name if times[p.name] == 1 else f"{p.name} ({times[p.name]})"
        hashes[name] = hashlib.sha256(p.read_bytes()).hexdigest()
    return hashes


def train(
    gold: Sequence[GoldSentence], codebook: Codebook, *, name: str = "model", settings: Settings | None = None, label_sha256: dict[str, str] | None = None,
    contrasts: Sequence[ContrastPair] = (), agreement: Sequence[Agreement] = (), ceiling: Ceiling | None = None,
    evaluate: bool = True, say: Say = _silent, jobs: int = 2,
) -> Model:  # fmt: skip
    """Train and cross-validate a model. Same gold, settings and versions give the same model to the byte.

    Raises :class:`~framing.errors.LabelsError` where no pole has enough codings to learn from.
    """
    settings = settings or Settings()
    say(f"reading {len(gold)} sentences")
    reader = TermReader(codebook)
    corpus = examples(gold, codebook, reader)
    require_codings(corpus, codebook)
    vectors = matrix([r.terms for r in corpus.rows], settings.min_df)
    say(f"{len(corpus.rows)} candidates, {len(vectors.vocabulary)} terms; cross-validating")
    evaluation, held_out = _cross_validated(corpus, vectors, codebook, settings, evaluate, say, jobs)
    rule = decider(held_out.decisions, corpus.targets)
    _require_decisions(rule, corpus)
    say("fitting the model on all sentences")
    coefficients, intercepts = fit_heads(vectors.values, corpus.targets, settings, tolerance=1e-10)
    weights = coefficients * vectors.idf[:, None]
    weights = np.where(np.abs(weights) >= FLOOR, weights, 0.0).astype(np.float16)
    used = np.asarray(weights.any(axis=1))
    vocabulary = [t for t, u in zip(vectors.vocabulary, used, strict=True) if u]
    linear = Linear(
        codebook.heads,
        vocabulary,
        weights[used].astype(np.float64),
        intercepts,
        rule.thresholds,
        rule.slopes,
        rule.offsets,
    )
    coder = Coder(linear, reader, corpus.triggers)
    scores = evaluations.contrast_scores(contrasts, _contrast_codings(contrasts, coder)) if contrasts else ()
    evaluation = msgspec.structs.replace(
        evaluation, contrasts=scores, agreement=tuple(agreement), ceiling=ceiling
    )
    manifest = Manifest(
        format=FORMAT, name=name, codebook=codebook.toml_dict(), codebook_sha256=codebook.sha256, labels_sha256=dict(sorted((label_sha256 or {}).items())),
        n_sentences=len(gold), n_candidates=len(corpus.rows), triggers={a: tuple(sorted(t)) for a, t in corpus.triggers.items()}, settings=settings, versions=_versions(), files_sha256={},
        probes=tuple(Probe(t, probe(coder, t)) for t in _probe_texts(codebook)),
    )  # fmt: skip
    return Model(linear, codebook, manifest, evaluation, frozenset(text_hash(g.text) for g in gold), "")


def _cross_validated(
    corpus: Examples, vectors: Matrix, codebook: Codebook, settings: Settings, full: bool, say: Say, jobs: int
) -> tuple[evaluations.Evaluation, evaluations.CrossValidation]:
    """Group folds; with *full* also left-out outlets, the probes and the learning curve. Features are made once for all."""
    heads = codebook.heads
    scheme, held_out = evaluations.cross_validate(corpus, vectors, heads, settings, jobs)
    if not full:
        return evaluations.Evaluation((scheme,)), held_out
    say("probes and learning curve")
    masked = probes.masking(corpus, vectors, codebook, settings, held_out.verdicts, jobs)
    outlet = probes.outlet_probe(corpus, vectors, settings)
    curve = learning_curve(corpus, vectors, heads, settings, held_out.verdicts, jobs)
    say("leaving outlets out")
    left_out = evaluations.outlets_out(corpus, vectors, heads, settings, jobs)
    schemes = (scheme,) if left_out is None else (scheme, left_out)
    found = evaluations.Evaluation(schemes, masking=masked, outlet_probe=outlet, learning_curve=curve)
    return found, held_out


def _require_decisions(rule: Decider, corpus: Examples) -> None:
    if (rule.thresholds >= NEVER).all():
        n = len(set(corpus.groups))
        reason = f"no pole can be told apart in sentences that were left out ({n} group{'s' * (n != 1)} of events, articles or single sentences); label more sentences, from more events"
        raise LabelsError([DataError("labels", None, reason)])


def _versions() -> dict[str, str]:
    return {
        "framing": version("framing"),
        "python": ".".join(platform.python_version_tuple()[:2]),
        "unicode": unicodedata.unidata_version,
        **{p: version(p) for p in _VERSIONS},
    }


def _probe_texts(codebook: Codebook) -> list[str]:
    return [e.replace("*", "") for a in codebook.axes for p in a.poles for e in p.examples]


def _contrast_codings(
    pairs: Sequence[ContrastPair], coder: Coder
) -> list[tuple[frozenset[tuple[str, str, str]], frozenset[tuple[str, str, str]]]]:
    return [(_codings(coder, p.texts[0]), _codings(coder, p.texts[1])) for p in pairs]


def _codings(coder: Coder, text: str) -> frozenset[tuple[str, str, str]]:
    """What a model finds in one sentence, as (axis, pole, voice); words in scare quotes left out."""
    cut = sentence(text)
    reading = coder.reader.read(cut, cut.units[0])
    found = {
        (d.head.axis, d.head.pole, cut.units[0].parts[d.candidate.part].voice) for d in coder.decide(reading)
    }
    return frozenset(c for c in found if c[2] != "scare")


def evaluate(
    model: Model,
    gold: Sequence[GoldSentence],
    *,
    contrasts: Sequence[ContrastPair] = (),
    ceiling: Ceiling | None = None,
    say: Say = _silent,
    jobs: int = 2,
) -> evaluations.Evaluation:
    """Evaluate a model on labels, never on sentences that it was trained with.

    Sentences that it has not seen are scored by it. If there are none, its own labels are cross-validated instead.
    The notes say which, and how many sentences were left out.
    """
    unseen = [g for g in gold if text_hash(g.text) not in model.trained_on]
    notes = []
    found = evaluations.Evaluation(())
    if not unseen:
        corpus = examples(gold, model.codebook, model.reader)
        require_codings(corpus, model.codebook)
        vectors = matrix([r.terms for r in corpus.rows], model.manifest.settings.min_df)
        found, _ = _cross_validated(corpus, vectors, model.codebook, model.manifest.settings, True, say, jobs)
        notes.append(
            f"all {len(gold)} sentences were in the training labels: cross-validated, each scored by models that did not see its group"
        )
    else:
        if len(unseen) < len(gold):
            notes.append(
                f"{len(gold) - len(unseen)} of {len(gold)} sentences were in the training labels and are left out"
            )
        corpus = examples(unseen, model.codebook, model.reader, model.coder.triggers)
        linear = model.linear
        values = np.array([linear.decisions(linear.rows(r.terms)) for r in corpus.rows]).reshape(
            -1, len(linear.heads)
        )
        probabilities = linear.probabilities(values)
        verdicts = probabilities >= linear.thresholds
        scheme = evaluations.on_unseen(corpus, linear.heads, verdicts, probabilities, model.manifest.settings)
        found = evaluations.Evaluation((scheme,))
    scores = (
        evaluations.contrast_scores(contrasts, _contrast_codings(contrasts, model.coder)) if contrasts else ()
    )
    return msgspec.structs.replace(found, contrasts=scores, ceiling=ceiling, notes=tuple(notes))
