"""Where output goes: standard output for data, standard error for talk; bars only when somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO, TypeVar

import typer

from framing.errors import printable

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

T = TypeVar("T")

ModelOption = Annotated[
    Path | None,
    typer.Option("--model", metavar="DIR", help="Model folder; without it, the model that ships."),
]
LabelsOption = Annotated[
    list[Path] | None,
    typer.Option("--labels", metavar="PATH", help="Label file or folder; may be given several times."),
]
OutOption = Annotated[
    str, typer.Option("-o", "--output", metavar="FILE", help="Where to write; - is standard output.")
]
PIPE_WIDTH = 140
"""Columns that a table may have when standard output is not a terminal."""


def say(message: str) -> None:
    """One line on standard error, control characters of names escaped."""
    print(printable(message, 1_000), file=sys.stderr)


def console() -> Console:
    """Standard output for tables: as wide as the terminal, plain and wide where it is none."""
    from rich.console import Console

    return Console(
        file=sys.stdout, width=None if sys.stdout.isatty() else PIPE_WIDTH, highlight=False, soft_wrap=False
    )


def show(*parts: RenderableType) -> None:
    """Print tables and text to standard output."""
    out = console()
    for part in parts:
        out.print(part)


@contextmanager
def opened(output: str) -> Iterator[TextIO]:
    """A file to write to, in a folder that is made where it is missing; standard output for ``-``."""
    if output == "-":
        yield sys.stdout
        sys.stdout.flush()
        return
    Path(output).parent.mkdir(parents=True, exist_ok=True)
    try:
        with Path(output).open("w", encoding="utf-8", newline="") as f:
            yield f
    except OSError as e:
        e.filename = e.filename or output  # a full disk does not say which file it is about
        raise


def write(text: str, output: str) -> None:
    """Write text to a file, or to standard output for ``-``."""
    with opened(output) as f:
        f.write(text)


def watched(items: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
    """Pass items through, with a progress bar on standard error when that is a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(items, description=what, total=total, console=Console(file=sys.stderr), transient=True)


@contextmanager
def steps() -> Iterator[Callable[[str], None]]:
    """A function to say which step is being worked on, with the time it takes, on standard error when that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as progress:
        task = progress.add_task("")
        yield lambda step: progress.update(task, description=escape(printable(step, 60)))
