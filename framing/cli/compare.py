"""``framing compare``."""

from __future__ import annotations

import shlex
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framing.cli.terminal import ModelOption, say, show, steps, watched, write

if TYPE_CHECKING:
    from framing.report.summary import Summary


class Unit(StrEnum):
    """The periods of the course over time."""

    week = "week"
    month = "month"


def compare(
    corpus: Annotated[
        list[Path],
        typer.Argument(
            metavar="CORPUS",
            help="Articles of several outlets: a folder or .zip with articles.csv, .jsonl, .csv or .parquet.",
        ),
    ],
    model: ModelOption = None,
    output: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Write the report: an HTML page, or Markdown where FILE ends in .md.",
        ),
    ] = "",
    json: Annotated[
        str,
        typer.Option("--json", metavar="FILE", help="Write the whole summary as JSON; - is standard output."),
    ] = "",
    csv: Annotated[
        Path | None,
        typer.Option(
            "--csv", metavar="DIR", help="Write the tables as CSV: outlets, pairs, stories, words and more."
        ),
    ] = None,
    figures: Annotated[
        Path | None,
        typer.Option("--figures", metavar="DIR", help="Write the charts as SVG and PNG."),
    ] = None,
    gold: Annotated[
        list[Path] | None,
        typer.Option(
            "--gold",
            metavar="LABELS",
            help="Hand codings of articles drawn at random within each outlet; they correct the shares.",
        ),
    ] = None,
    background: Annotated[
        list[Path] | None,
        typer.Option(
            "--background",
            metavar="CORPUS",
            help="Articles to hold the outlets' words against; without it, each against the others.",
        ),
    ] = None,
    by: Annotated[
        Unit | None,
        typer.Option(help="Unit of the course over time; without it, weeks for half a year, else months."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the permutation tests.")] = 0,
) -> None:
    """Compare outlets: shares with intervals, pairs with verdicts, refusals with reasons, the sentences behind them.

    Examples:

      framing compare seeds/ -o report.html

      framing compare corpus.parquet --json summary.json --csv tables/ --figures charts/

      framing compare corpus.jsonl --gold hand-coded.csv -o report.html

      framing compare corpus.parquet --background all-news.parquet --by month -o report.html
    """
    import framing
    from framing.report import records

    if json == "-" and output == "-":
        raise typer.BadParameter(
            "standard output takes the report or the JSON, not both", param_hint="--json"
        )
    loaded = framing.load_model(model)
    articles = list(framing.read(corpus))
    command = shlex.join(
        [
            "framing",
            "compare",
            *(str(c) for c in corpus),
            *(("--model", str(model)) if model else ()),
            *(x for g in gold or () for x in ("--gold", str(g))),
            *(x for b in background or () for x in ("--background", str(b))),
            *(("--by", by.value) if by else ()),
            *(("--seed", str(seed)) if seed else ()),
        ]
    )
    with steps() as step:
        summary = framing.compare(
            loaded,
            watched(articles, "scoring", len(articles)),
            gold=gold or (),
            background=background or (),
            by=by.value if by else None,
            corpus=[c.name for c in corpus],
            command=command,
            made=date.today().isoformat(),
            seed=seed,
            progress=step,
        )
    if json:
        write(records.summary_json(summary), json)
    if csv is not None:
        for path in records.write_csv_folder(summary, csv):
            say(f"table: {path}")
    if figures is not None:
        from framing.report.figure_files import write_figures

        say(f"figures: {figures} ({len(write_figures(summary, figures))} files)")
    if output:
        write(_report(summary, output), output)
        if output != "-":
            say(f"report: {output}")
    if json != "-" and output != "-":
        from framing.report import terminal

        show(terminal.comparison(summary))


def _report(summary: Summary, output: str) -> str:
    if output.endswith(".md"):
        from framing.report.markdown import comparison_markdown

        return comparison_markdown(summary)
    from framing.report.comparison_page import comparison_page

    return comparison_page(summary)
