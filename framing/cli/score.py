"""``framing score``."""

from __future__ import annotations

import shlex
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from framing.cli.terminal import ModelOption, OutOption, say, show, watched, write


class Format(StrEnum):
    """Forms of output of a score."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    html = "html"


def score(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="Articles: .txt, .html, .jsonl, .csv, .parquet, a folder or .zip of these, or - for standard input.",
        ),
    ],
    model: ModelOption = None,
    outlet: Annotated[str, typer.Option(metavar="NAME", help="Outlet of articles that state none.")] = "",
    format: Annotated[Format, typer.Option("--format", help="Form of the output.")] = Format.table,
    output: OutOption = "-",
) -> None:
    """Score articles: which wordings their own voice uses, which it quotes, and the words behind every number.

    Examples:

      framing score article.txt

      framing score page.html --format html -o page-report.html

      framing score corpus.jsonl --format csv -o scores.csv

      pbpaste | framing score - --outlet "My paper"
    """
    import framing
    from framing.report import records

    if format is Format.table and output != "-":
        raise typer.BadParameter(
            "a table goes to the terminal; for a file use --format json, jsonl, csv or html", param_hint="-o"
        )
    loaded = framing.load_model(model)
    articles = list(framing.read([Path(s) if s != "-" else s for s in sources], outlet=outlet))
    scored = list(watched(framing.score(loaded, articles), "scoring", len(articles)))
    if format is Format.table:
        from framing.report import terminal

        show(terminal.legend(loaded.codebook), *(terminal.article(s, loaded.codebook) for s in scored))
    elif format is Format.json:
        write(
            records.dump(
                {
                    "model": records.model_record(loaded),
                    "articles": [records.article_record(s) for s in scored],
                }
            )
            + "\n",
            output,
        )
    elif format is Format.jsonl:
        write("".join(records.dump(records.article_record(s)) + "\n" for s in scored), output)
    elif format is Format.csv:
        write(records.scores_csv(scored), output)
    else:
        from framing.report.article_page import article_page
        from framing.report.summary import axis_texts, provenance

        if len(scored) != 1:
            raise typer.BadParameter(
                f"an HTML page shows one article, not {len(scored)}; use framing compare for several",
                param_hint="--format",
            )
        write(
            article_page(
                scored[0],
                axis_texts(loaded),
                provenance(loaded, scored, command=shlex.join(["framing", "score", *sources])),
            ),
            output,
        )
    if output != "-":
        say(f"{len(scored)} articles scored: {output}")
