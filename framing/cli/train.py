"""``framing train``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framing.cli.terminal import LabelsOption, say, show


def train(
    labels: LabelsOption = None,
    codebook: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Codebook; without it codebook.toml beside the first label folder, else the bundled one.",
        ),
    ] = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="Model folder to write.")
    ] = Path("models/new"),
    seed: Annotated[
        int, typer.Option(help="Seed; the same seed, labels and versions give the same bytes.")
    ] = 0,
    fast: Annotated[
        bool,
        typer.Option(
            "--fast",
            help="Skip the evaluation on left-out outlets; comparisons with this model are then refused.",
        ),
    ] = False,
) -> None:
    """Train a model on label files and write its folder, with card and evaluation.

    Examples:

      framing train --labels labels/ -o models/mine

      framing train --labels labels/ --labels my-labels.csv -o models/mine
    """
    import framing
    from framing.report import terminal

    paths = labels or [Path("labels")]
    model = framing.train(
        paths, codebook or beside(paths), seed=seed, name=output.name, outlets_out=not fast, say=say
    )
    framing.save_model(model, output)
    if model.evaluation is not None:
        show(terminal.evaluation(model.evaluation))
    say(f"model: {output}")


def beside(labels: list[Path]) -> Path | None:
    """The codebook that lies in one of the label folders, or None."""
    return next((p / "codebook.toml" for p in labels if (p / "codebook.toml").is_file()), None)
