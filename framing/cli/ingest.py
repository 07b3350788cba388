"""``framing ingest``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framing.cli.terminal import say, watched


def ingest(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE...", help="Articles in any form that score reads, .zip among them."),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="corpus.parquet or corpus.jsonl")
    ],
    outlet: Annotated[str, typer.Option(metavar="NAME", help="Outlet of articles that state none.")] = "",
) -> None:
    """Gather articles into one corpus file; what cannot be read is set aside with its reason.

    Example:

      framing ingest pages/ export.csv download.zip -o corpus.parquet
    """
    from framing.errors import DataError
    from framing.text.corpus import write_corpus
    from framing.text.sources import read

    defects: list[DataError] = []
    articles = watched(
        read([Path(s) if s != "-" else s for s in sources], outlet=outlet, defects=defects), "reading"
    )
    n, rejects = write_corpus(articles, output, defects)
    say(f"{n} articles: {output}" + (f"; {len(defects)} set aside: {rejects}" if rejects else ""))
