"""``framing model show|verify|diff``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from framing.cli.terminal import OutOption, say, show, write

app = typer.Typer(no_args_is_help=True, help="Read, verify and compare model folders.")

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


class Format(StrEnum):
    """Forms of output of a comparison of models."""

    table = "table"
    json = "json"


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="Model folder.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Model folder to set against it.")],
    on: Annotated[
        list[Path] | None,
        typer.Option(
            "--on", metavar="CORPUS", help="Articles on which to compare; may be given several times."
        ),
    ] = None,
    number: Annotated[int, typer.Option("-n", "--number", min=0, help="Codings to show in the table.")] = 20,
    format: Annotated[Format, typer.Option("--format", help="Form of the output.")] = Format.table,
    output: OutOption = "-",
) -> None:
    """Show what another model changes: figures and, on articles, outlets, articles and codings with the terms behind them.

    Examples:

      framing model diff models/default models/mine --on seeds/

      framing model diff models/default models/mine --on seeds/ --format json -o changes.json
    """
    import msgspec

    import framing
    from framing.cli.terminal import watched
    from framing.report.changes import changes

    if format is Format.table and output != "-":
        raise typer.BadParameter(
            "a table goes to the terminal; for a file use --format json", param_hint="-o"
        )
    found = framing.diff(
        framing.load_model(old),
        framing.load_model(new),
        watched(framing.read([str(p) for p in on]), "scoring") if on else (),
    )
    if format is Format.json:
        write(msgspec.json.format(msgspec.json.encode(found), indent=1).decode() + "\n", output)
    else:
        show(changes(found, number))
