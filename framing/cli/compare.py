"""``framing compare``."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from framing.cli.terminal import ModelOption, say, show, watched, write


def compare(
    corpus: Annotated[
        list[Path],
        typer.Argument(
            metavar="CORPUS",
            help="Articles of several outlets: a folder with articles.csv, .jsonl, .csv or .parquet.",
        ),
    ],
    model: ModelOption = None,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE", help="Write the report as an HTML page.")
    ] = "",
    json: Annotated[
        str,
        typer.Option("--json", metavar="FILE", help="Write the whole summary as JSON; - is standard output."),
    ] = "",
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="DIR", help="Write outlets.csv, pairs.csv and evidence.csv."),
    ] = None,
    gold: Annotated[
        list[Path] | None,
        typer.Option(
            "--gold",
            metavar="LABELS",
            help="Hand codings of articles drawn at random within each outlet; they correct the shares.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the permutation tests.")] = 0,
) -> None:
    """Compare outlets: shares with intervals, pairs with verdicts, refusals with reasons, the sentences behind them.

    Examples:

      framing compare seeds/ -o report.html

      framing compare corpus.parquet --json summary.json --csv tables/

      framing compare corpus.jsonl --gold hand-coded.csv -o report.html
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
            *(x for g in gold or () for x in ("--gold", str(g))),
        ]
    )
    summary = framing.compare(
        loaded,
        watched(articles, "scoring", len(articles)),
        gold=gold or (),
        corpus=[c.name for c in corpus],
        command=command,
        made=date.today().isoformat(),
        seed=seed,
    )
    if json:
        write(records.summary_json(summary), json)
    if csv is not None:
        for path in records.write_csv_folder(summary, csv):
            say(f"table: {path}")
    if output:
        from framing.report.comparison_page import comparison_page

        write(comparison_page(summary), output)
        if output != "-":
            say(f"report: {output}")
    if json != "-" and output != "-":
        from framing.report import terminal

        show(terminal.comparison(summary))
