"""``framing labels check|agree|suggest|import|export``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from framing.cli.terminal import say, show

app = typer.Typer(
    no_args_is_help=True, help="Check label files, measure agreement, exchange with other tools."
)

Paths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[PATH]...", help="Label files and folders; without one, labels/."),
]
CodebookOption = Annotated[
    Path | None,
    typer.Option(
        "--codebook",
        metavar="FILE",
        help="Codebook; without it codebook.toml in the label folder, else the bundled one.",
    ),
]


@app.command()
def check(
    paths: Paths = None,
    codebook: CodebookOption = None,
    beside_: Annotated[
        Path | None,
        typer.Option(
            "--beside",
            metavar="FILE",
            help="Sentences (JSONL or CSV with text) whose vocabulary to set beside.",
        ),
    ] = None,
) -> None:
    """Read label files strictly, report every defect with file and line, then counts, variety and near-duplicates.

    Example:

      framing labels check labels/ my-labels.csv

      framing labels check labels/ --beside real-news.jsonl
    """
    import framing
    from framing.cli.train import beside
    from framing.coding import inventory, labels
    from framing.report import labelled
    from framing.text.sentence_records import read_sentences

    where = paths or [Path("labels")]
    book = framing.load_codebook(codebook or beside(where))
    other = [text for _, text, _ in read_sentences(beside_)] if beside_ else []
    found = inventory.inventory(labels.load(where, book), book, other)
    show(labelled.inventory(found, book))


@app.command()
def agree(paths: Paths = None, codebook: CodebookOption = None) -> None:
    """Krippendorff's alpha per axis and for voice, with intervals, over sentences that several coders coded.

    Example:

      framing labels agree labels/
    """
    import framing
    from framing.cli.train import beside
    from framing.coding import agreement, labels
    from framing.report import terminal

    where = paths or [Path("labels")]
    book = framing.load_codebook(codebook or beside(where))
    show(terminal.agreement(agreement.agreements(labels.load(where, book), book)))


@app.command()
def suggest(
    paths: Paths = None,
    errors: Annotated[
        bool,
        typer.Option(
            "--errors", help="Codings that a model which has not seen their article finds unlikely."
        ),
    ] = False,
    sample: Annotated[
        int,
        typer.Option(
            "--sample", metavar="N", min=0, help="Draw N articles of each outlet; PATH are articles then."
        ),
    ] = 0,
    axis: Annotated[str, typer.Option(metavar="AXIS", help="Only this axis.")] = "",
    number: Annotated[
        int, typer.Option("-n", "--number", min=1, help="How many, the most doubtful first.")
    ] = 50,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Write a sheet for a second look, without the codes."
        ),
    ] = None,
    coder: Annotated[
        str,
        typer.Option(help="Name to put into the sheet; rows of the coder adjudicated decide over others."),
    ] = "",
    codebook: CodebookOption = None,
    seed: Annotated[int, typer.Option(help="Seed of the folds and of the order of the sheet.")] = 0,
) -> None:
    """List what to look at next: doubtful labels, or articles to code by hand.

    --errors prints the codings with the lowest out-of-fold probability, and poles that nobody coded with the highest: either
    the label is wrong or the sentence is hard. With -o the same sentences are written, in random order and without their
    codes, as a label file to fill in.

    Examples:

      framing labels suggest labels/ --errors -n 100

      framing labels suggest labels/ --errors --axis talks-impasse -o again.csv --coder ada

      framing labels suggest corpus.jsonl --sample 20 -o to-code.csv
    """
    import random

    import framing
    from framing.cli.train import beside
    from framing.coding import gold, labels
    from framing.coding.sheet import write_sheet
    from framing.learning.fitting import Settings
    from framing.learning.suspects import suspects
    from framing.report import labelled

    if errors == bool(sample):
        raise typer.BadParameter("say what to suggest: --errors or --sample N", param_hint="--errors")
    if sample:
        _sample(paths, sample, output, axis, coder, seed)
        return
    where = paths or [Path("labels")]
    book = framing.load_codebook(codebook or beside(where))
    if axis and axis not in book:
        raise typer.BadParameter(
            f'no axis "{axis}"; there are: {", ".join(a.id for a in book.axes)}', param_hint="--axis"
        )
    if output is not None and output.exists():
        raise typer.BadParameter(
            "the file is there already; a filled-in sheet would be lost", param_hint="-o"
        )
    sentences = gold.gold(labels.load(where, book), book)
    say("cross-validating")
    found = suspects(sentences, book, Settings(seed=seed))
    queue = [s for s in found.queue if not axis or s.axis == axis][:number]
    if output is None:
        show(labelled.queue(queue))
        say(
            f"{found.unproposed} codings cannot be judged: no word of them proposes their axis, or their pole is too rare"
        )
        return
    random.Random(seed).shuffle(queue)
    n = write_sheet(((s.sentence, s.axis) for s in queue), output, coder=coder)
    say(f"{n} rows to fill in: {output}")


def _sample(
    paths: list[Path] | None, number: int, output: Path | None, axis: str, coder: str, seed: int
) -> None:
    import framing
    from framing.coding.codebook import ANY_AXIS
    from framing.coding.sheet import write_sheet
    from framing.comparison import sampling

    if not paths or output is None:
        raise typer.BadParameter("--sample needs articles and -o FILE", param_hint="--sample")
    if output.exists():
        raise typer.BadParameter(
            "the file is there already; a filled-in sheet would be lost", param_hint="-o"
        )
    drawn = sampling.sample(framing.read([str(p) for p in paths]), number, seed)
    n = write_sheet(((s, axis or ANY_AXIS) for s in sampling.sentences(drawn)), output, coder=coder)
    outlets = {d.article.outlet or d.article.id: d for d in drawn}
    for name, d in outlets.items():
        say(
            f"{name}: {d.n_drawn} of {d.n_articles} articles, each with probability {d.n_drawn / d.n_articles:.3f}"
        )
    say(f"{n} sentences to code: {output}")


class ToolFormat(StrEnum):
    """Formats that label files are exported in."""

    coded = "coded"
    label_studio = "label-studio"
    doccano = "doccano"
    prodigy = "prodigy"
    hugging_face = "hugging-face"


class SourceFormat(StrEnum):
    """Formats that label files are imported from."""

    coded = "coded"
    label_studio = "label-studio"
    label_studio_min = "label-studio-min"
    doccano = "doccano"
    prodigy = "prodigy"
    hugging_face = "hugging-face"


@app.command("import")
def import_(
    sources: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="Files that a tool has exported, or coded sentences as JSONL."
        ),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Label file to write, .csv")],
    codebook: CodebookOption = None,
    coder: Annotated[str, typer.Option(help="Name of the coder, where the records name none.")] = "",
    form: Annotated[
        SourceFormat | None, typer.Option("--from", help="Format; without it, seen from the file.")
    ] = None,
    names: Annotated[
        Path | None,
        typer.Option(
            "--map",
            metavar="FILE",
            help="What other names of labels mean: CSV with label, axis, pole, voice, or TOML.",
        ),
    ] = None,
    axes: Annotated[
        list[str] | None,
        typer.Option(
            "--axis",
            metavar="AXIS",
            help="An axis that coders were asked about, if not all; may be given several times.",
        ),
    ] = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="Records of doccano without a label were looked at.")
    ] = False,
) -> None:
    """Turn the files of an annotation tool, or coded sentences, into a label file.

    Label Studio, doccano, Prodigy and Hugging Face data sets are read. Labels are called axis/pole or axis/pole/voice; --map
    says what other names mean. What cannot be read is set aside with its reason in NAME.rejects.jsonl.

    Examples:

      framing labels import coded.jsonl -o labels/coded.csv --coder ada

      framing labels import doccano.zip -o labels/doccano.csv --map names.csv --complete
    """
    import framing
    from framing.coding import exchange

    book = framing.load_codebook(codebook)
    for axis in axes or []:
        if axis not in book:
            raise typer.BadParameter(
                f'no axis "{axis}"; there are: {", ".join(a.id for a in book.axes)}', param_hint="--axis"
            )
    done = exchange.import_labels(
        sources, output, book, form=form, coder=coder, names=names, axes=axes or [], complete=complete
    )
    for line in done.lines:
        say(line)


@app.command()
def export(
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="File to write; a folder for hugging-face.")
    ],
    paths: Paths = None,
    codebook: CodebookOption = None,
    form: Annotated[ToolFormat, typer.Option("--to", help="Format.")] = ToolFormat.coded,
) -> None:
    """Write label files as coded sentences, or as a file that an annotation tool imports.

    Coded sentences are one JSON line a sentence and coder, with the codings as a list. Every format keeps every coder.

    Examples:

      framing labels export labels/ -o coded.jsonl

      framing labels export labels/ --to label-studio -o tasks.json
    """
    import framing
    from framing.cli.train import beside
    from framing.coding import exchange

    where = paths or [Path("labels")]
    book = framing.load_codebook(codebook or beside(where))
    for line in exchange.export_labels(where, output, book, form=form).lines:
        say(line)
