"""``framing evaluate``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from framing.cli.terminal import LabelsOption, ModelOption, OutOption, say, show, write


class Format(StrEnum):
    """Forms of output of an evaluation."""

    table = "table"
    json = "json"
    html = "html"
    markdown = "markdown"


def evaluate(
    model: ModelOption = None,
    labels: LabelsOption = None,
    format: Annotated[Format, typer.Option("--format", help="Form of the output.")] = Format.table,
    output: OutOption = "-",
) -> None:
    """Evaluate a model on labels, never on sentences that it was trained with.

    Without --labels, prints the evaluation that was made in training: folds that keep events and articles whole, and
    folds that leave whole outlets out. Labels that the model was trained with are cross-validated, not scored.

    Examples:

      framing evaluate

      framing evaluate --labels coded-by-hand.csv --format json

      framing evaluate --format html -o evaluation.html
    """
    import msgspec

    import framing
    from framing.learning.card import scheme_table
    from framing.learning.evaluation import Evaluation
    from framing.report import terminal

    if format is Format.table and output != "-":
        raise typer.BadParameter(
            "a table goes to the terminal; for a file use --format html, json or markdown", param_hint="-o"
        )
    loaded = framing.load_model(model)
    found = framing.evaluate(loaded, list(labels), say=say) if labels else loaded.evaluation or Evaluation(())
    if format is Format.json:
        write(msgspec.json.format(msgspec.json.encode(found), indent=1).decode() + "\n", output)
    elif format is Format.html:
        from framing.report.evaluation_page import evaluation_page

        write(evaluation_page(found, loaded), output)
    elif format is Format.markdown:
        write("\n".join(scheme_table(s) for s in found.schemes), output)
    else:
        show(terminal.evaluation(found))
    if output != "-":
        say(f"evaluation: {Path(output)}")
