"""``framing model show|verify``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framing.cli.terminal import say, write

app = typer.Typer(no_args_is_help=True, help="Read and verify model folders.")

FolderArgument = Annotated[
    Path | None, typer.Argument(metavar="[DIR]", help="Model folder; without one, the model that ships.")
]


@app.command("show")
def show_(folder: FolderArgument = None) -> None:
    """Print a model's card: what it is, what it was trained on, how good it is.

    Example:

      framing model show models/default
    """
    import framing
    from framing.learning.card import card

    write(card(framing.load_model(folder)), "-")


@app.command()
def verify(folder: FolderArgument = None) -> None:
    """Check a model folder: hashes, shapes, finite values, and that its probe texts give the stored decisions here.

    A hash shows damage, not forgery: whoever can change a file can change the manifest as well.

    Example:

      framing model verify models/default
    """
    import framing

    loaded = framing.load_model(folder)
    m = loaded.manifest
    say(
        f"{loaded.path}: sound. {len(loaded.linear.vocabulary)} terms, {len(m.probes)} probes replayed, sha256 {loaded.sha256[:12]}"
    )
