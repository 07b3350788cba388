"""``framing serve``."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from framing.cli.terminal import LabelsOption, ModelOption, say


def serve(
    project: Annotated[
        Path,
        typer.Option("--project", metavar="DIR", help="Where codings, models and reports are kept."),
    ] = Path("framing-project"),
    model: ModelOption = None,
    codebook: Annotated[
        Path | None,
        typer.Option("--codebook", metavar="FILE", help="Codebook to code by; without it, the model's."),
    ] = None,
    labels: LabelsOption = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8765,
    no_open: Annotated[bool, typer.Option("--no-open", help="Print the link and open no browser.")] = False,
) -> None:
    """Open pages to work in: score, compare, label, train. They are served on this machine only.

    The link carries a token; whoever has it may do everything. Stop with Ctrl-C.

    Examples:

      framing serve

      framing serve --project storm-coverage --labels labels/ --no-open

      framing serve --codebook migration/codebook.toml --labels migration/ --port 8800
    """
    from framing.web.server import serve as run
    from framing.web.workbench import Workbench

    def ready(link: str) -> None:
        say(f"framing: {link}")
        say(f"project: {project} · Ctrl-C ends it")
        if not no_open:
            webbrowser.open(link)

    run(Workbench(project, model=model, codebook=codebook, labels=labels or ()), port, ready)
