"""``framing codebook check|show|new``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framing.cli.terminal import say, show

app = typer.Typer(no_args_is_help=True, help="Check, read and start codebooks.")

FileArgument = Annotated[
    Path | None, typer.Argument(metavar="[FILE]", help="Codebook file; without one, the bundled codebook.")
]


@app.command()
def check(file: FileArgument = None) -> None:
    """Check a codebook: ids, poles, actors, every expression; report all defects with their lines.

    Example:

      framing codebook check labels/codebook.toml
    """
    import framing

    book = framing.load_codebook(file)
    say(
        f"{book.title}, version {book.version}: {len(book.axes)} axes, {len(book.actor_names)} actors; sha256 {book.sha256[:12]}; no defects"
    )


@app.command("show")
def show_(file: FileArgument = None) -> None:
    """Print a codebook for reading: each axis with its question, rule, poles and examples.

    Example:

      framing codebook show
    """
    import framing
    from framing.report import codebook as renderer

    show(renderer.codebook(framing.load_codebook(file)))


@app.command()
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Codebook file to begin; must not exist.")],
) -> None:
    """Begin a codebook with one example axis, ready to edit.

    Example:

      framing codebook new migration/codebook.toml
    """
    from framing.coding.codebook import begin

    begin(file)
    say(f"codebook: {file} (edit it, then: framing codebook check {file})")
