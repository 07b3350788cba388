"""Measure how news outlets word the same story.

The journeys, as plain functions:

    train(labels, codebook)      label files → a model
    evaluate(model, labels)      how good it is on sentences that it has not seen
    read(sources)                files and folders → articles
    score(model, articles)       articles → mentions, shares and the words behind them
    classify(model, sentences)   sentences → codings
    compare(model, articles)     outlets side by side, with intervals and refusals → a summary
    diff(old, new, articles)     what another model changes, and by which terms

Reading order of the source: :mod:`framing.units`, :mod:`framing.text`, :mod:`framing.coding`, :mod:`framing.learning`,
:mod:`framing.scoring`, :mod:`framing.comparison`, :mod:`framing.report`, :mod:`framing.web`,
:mod:`framing.cli`. Imports point down that list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from framing.errors import DataError, FramingError

if TYPE_CHECKING:
    from framing.coding.codebook import Codebook
    from framing.coding.contrasts import ContrastPair
    from framing.comparison.model_changes import ModelChanges
    from framing.learning.evaluation import Evaluation
    from framing.learning.model_folder import Model
    from framing.report.summary import Summary
    from framing.scoring.articles import ScoredArticle
    from framing.scoring.codings import SentenceCodings
    from framing.units import Article

__all__ = [
    "FramingError",
    "classify",
    "compare",
    "default_model",
    "diff",
    "evaluate",
    "load_codebook",
    "load_model",
    "read",
    "save_model",
    "score",
    "train",
]

_Paths = Sequence[str | Path]


def _quiet(_: str) -> None:
    return None


def load_codebook(path: str | Path | None = None) -> Codebook:
    """Read a codebook; without a path the bundled one. Raises ``CodebookError`` with every defect."""
    from framing.coding import codebook

    return codebook.load(path)


def default_model() -> Path:
    """The folder of the model that ships: in the wheel, or in the project's ``models/default``."""
    inside = Path(__file__).parent / "_default" / "model"
    return inside if inside.is_dir() else Path(__file__).parents[1] / "models" / "default"


def load_model(folder: str | Path | None = None) -> Model:
    """Load and check a model folder; without one, the model that ships. Raises ``ModelError``."""
    from framing.learning import model_folder

    return model_folder.load(folder if folder is not None else default_model())


def save_model(model: Model, folder: str | Path) -> None:
    """Write a model folder with its card; what was there is replaced only when the new one is complete and sound."""
    from framing.learning import model_folder
    from framing.learning.card import card

    model_folder.save(model, card(model), folder)


def train(
    labels: _Paths,
    codebook: str | Path | Codebook | None = None,
    *,
    seed: int = 0,
    name: str = "model",
    outlets_out: bool = True,
    say: Callable[[str], None] = _quiet,
) -> Model:
    """Train a model on label files and folders. Same files, seed and versions give the same model to the byte.

    *codebook*: a file, or the codebook of another model; without it the bundled one.
    ``outlets_out=False`` leaves out the evaluation on left-out outlets, which takes most of the time; comparisons between
    outlets are then refused. Raises ``LabelsError`` or ``CodebookError`` with every defect.
    """
    from framing.coding import agreement, gold
    from framing.coding import labels as label_files
    from framing.learning import ceiling as ceilings
    from framing.learning import training
    from framing.learning.fitting import Settings

    book = load_codebook(codebook) if codebook is None or isinstance(codebook, str | Path) else codebook
    rows = label_files.load(labels, book)
    return training.train(
        gold.gold(rows, book), book, name=name, settings=Settings(seed=seed), label_sha256=training.label_hashes(labels),
        contrasts=_contrasts(labels, book), agreement=agreement.agreements(rows, book, seed=seed),
        ceiling=ceilings.ceiling(rows, book), evaluate=outlets_out, say=say,
    )  # fmt: skip


def _contrasts(labels: _Paths, codebook: Codebook) -> list[ContrastPair]:
    from framing.coding import contrasts
    from framing.coding.labels import CONTRASTS_FILE

    files = [Path(p) / CONTRASTS_FILE for p in labels if (Path(p) / CONTRASTS_FILE).is_file()]
    return [pair for f in files for pair in contrasts.load(f, codebook)]


def evaluate(model: Model, labels: _Paths, *, say: Callable[[str], None] = _quiet) -> Evaluation:
    """Evaluate a model on label files. Sentences that it was trained with are left out, or cross-validated if there are no others."""
    from framing.coding import gold
    from framing.coding import labels as label_files
    from framing.learning import ceiling as ceilings
    from framing.learning import training

    rows, book = label_files.load(labels, model.codebook), model.codebook
    return training.evaluate(
        model,
        gold.gold(rows, book),
        contrasts=_contrasts(labels, book),
        ceiling=ceilings.ceiling(rows, book),
        say=say,
    )


def read(sources: _Paths, *, outlet: str = "", defects: list[DataError] | None = None) -> Iterator[Article]:
    """The articles of files, folders and ``-``. With *defects*, what cannot be read is collected there instead of raised."""
    from framing.text import sources as files

    return files.read(sources, outlet=outlet, defects=defects)


def score(model: Model, articles: Iterable[Article]) -> Iterator[ScoredArticle]:
    """Score articles one by one."""
    from framing.scoring.articles import score_article

    return (score_article(model, a) for a in articles)


def classify(model: Model, sentences: Iterable[tuple[str | int, str, str]]) -> Iterator[SentenceCodings]:
    """Code sentences given as (id, text, sentence before), in order."""
    from framing.scoring import codings

    return codings.classify(model, sentences)


def compare(
    model: Model,
    articles: Iterable[Article],
    *,
    gold: _Paths = (),
    background: _Paths = (),
    by: Literal["week", "month"] | None = None,
    corpus: Sequence[str] = (),
    command: str = "",
    made: str = "",
    seed: int = 0,
    progress: Callable[[str], None] = _quiet,
) -> Summary:
    """Score articles and compare their outlets.

    *gold*: label files with hand codings of whole articles, drawn at random within each outlet (``framing labels suggest
    --sample``); their ``source`` is the article's id. They correct the shares for the classifier's errors. *background*:
    files and folders of articles that each outlet's words are held against, instead of the other outlets. *by*: the unit of
    the course over time; without it, weeks for half a year, else months.
    """
    from framing.coding import gold as golds
    from framing.coding import labels as label_files
    from framing.comparison.study import Background
    from framing.report.summary import summarise

    rows = label_files.load(gold, model.codebook) if gold else []

    return summarise(
        list(score(model, articles)),
        model,
        gold=golds.gold(rows, model.codebook),
        background=Background(", ".join(Path(b).name for b in background), list(read(background)))
        if background
        else None,
        by=by,
        corpus=corpus,
        command=command,
        made=made,
        seed=seed,
        progress=progress,
    )


def diff(old: Model, new: Model, articles: Iterable[Article] = ()) -> ModelChanges:
    """Compare two models: figures of their evaluations and, on *articles*, counts and codings with the terms behind them."""
    from framing.comparison.model_changes import model_changes

    return model_changes(old, new, articles)
