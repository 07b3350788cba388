"""``framing labels check|agree|import|export``."""

from __future__ import annotations

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
def check(paths: Paths = None, codebook: CodebookOption = None) -> None:
    """Read label files strictly, report every defect with file and line, then counts, variety and near-duplicates.

    Example:

      framing labels check labels/ my-labels.csv
    """
    import framing
    from framing.cli.train import beside
    from framing.coding import inventory, labels
    from framing.report import labelled

    where = paths or [Path("labels")]
    book = framing.load_codebook(codebook or beside(where))
    found = inventory.inventory(labels.load(where, book), book)
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


@app.command("import")
def import_(
    sources: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Coded sentences as JSONL: text and a list of codings."),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Label file to write, .csv")],
    codebook: CodebookOption = None,
    coder: Annotated[str, typer.Option(help="Name of the coder, where the records name none.")] = "",
) -> None:
    """Turn coded sentences (JSONL with a list of codings each) into a label file.

    Example:

      framing labels import coded.jsonl -o labels/coded.csv --coder ada
    """
    import framing
    from framing.coding import exchange

    n = exchange.import_coded(sources, output, framing.load_codebook(codebook), coder=coder)
    say(f"{n} rows: {output}")


@app.command()
def export(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="JSONL file to write.")],
    paths: Paths = None,
    codebook: CodebookOption = None,
) -> None:
    """Write label files as coded sentences: one JSON line a sentence and coder, with the codings as a list.

    Example:

      framing labels export labels/ -o coded.jsonl
    """
    import framing
    from framing.cli.train import beside
    from framing.coding import exchange

    where = paths or [Path("labels")]
    n = exchange.export_coded(where, output, framing.load_codebook(codebook or beside(where)))
    say(f"{n} sentences: {output}")
