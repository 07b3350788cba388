"""What another model changes, for the terminal."""

from __future__ import annotations

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from framing.comparison.model_changes import CodingChange, CountChange, ModelChanges
from framing.errors import printable
from framing.report.terminal import number as two_decimals


def changes(found: ModelChanges, codings: int) -> RenderableType:
    """Figures, then outlets, then articles, then *codings* of the codings that only one model makes."""
    parts: list[RenderableType] = [Text(printable(f"{found.old} → {found.new}", 300), style="bold")]
    for axes, verb in ((found.added_axes, "new"), (found.removed_axes, "gone")):
        if axes:
            parts.append(Text(f"axes that are {verb}: {', '.join(axes)}"))
    if found.figures:
        parts.append(_figures(found))
    if not found.n_articles:
        parts.append(Text("No articles to compare on; give some with --on.", style="dim"))
        return Group(*parts)
    parts.append(
        Text(f"{found.n_articles} articles; codings {found.n_codings[0]} → {found.n_codings[1]}, {len(found.codings)} differ")
    )  # fmt: skip
    if found.outlets:
        parts.append(_counts("outlet", [(c.outlet or "–", c) for c in found.outlets]))
    if found.articles:
        parts.append(_counts("article", [(c.article, c) for c in found.articles]))
    for c in found.codings[:codings]:
        parts += _coding(c)
    if len(found.codings) > codings:
        parts.append(
            Text(f"and {len(found.codings) - codings} more codings: --format json has them all", style="dim")
        )
    return Group(*parts)


def _figures(found: ModelChanges) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False, title="F1", title_justify="left")
    for column in ("scheme", "axis", "pole"):
        table.add_column(column)
    for column in ("old", "new", "change"):
        table.add_column(column, justify="right")
    shown = [f for f in found.figures if not f.pole or two_decimals(f.old) != two_decimals(f.new)]
    for f in shown:
        change = "" if f.old is None or f.new is None else f"{f.new - f.old:+.2f}"
        style = "bold" if not f.pole else ""
        table.add_row(
            *(Text(printable(name, 60)) for name in (f.scheme, f.axis or "macro", f.pole)),
            two_decimals(f.old),
            two_decimals(f.new),
            change,
            style=style,
        )
    if len(shown) < len(found.figures):
        table.caption = f"{len(found.figures) - len(shown)} figures are the same"
    return table


def _counts(what: str, rows: list[tuple[str, CountChange]]) -> Table:
    table = Table(
        box=box.SIMPLE,
        pad_edge=False,
        title="Mentions in own voice, first : second pole",
        title_justify="left",
    )
    table.add_column(what, overflow="fold")
    table.add_column("axis")
    for column in ("old", "new"):
        table.add_column(column, justify="right", no_wrap=True)
    for name, c in rows:
        table.add_row(
            Text(printable(name, 60)), c.axis, f"{c.old[0]} : {c.old[1]}", f"{c.new[0]} : {c.new[1]}"
        )
    return table


def _coding(c: CodingChange) -> list[RenderableType]:
    head = Text("+ " if c.appeared else "− ", style="bold")
    head.append(printable(f"{c.axis}/{c.pole}, {c.voice}, “{c.words}”", 200), style="bold")
    head.append(f"  probability {_probability(c.old)} → {_probability(c.new)}  ")
    head.append(printable(f"{c.outlet} {c.article}".strip(), 120), style="dim")
    terms = ", ".join(f"{t.term} {t.old:+.2f} → {t.new:+.2f}" for t in c.terms)
    return [head, Text("  " + printable(c.sentence, 400)), Text("  " + printable(terms, 600), style="dim")]


def _probability(value: float | None) -> str:
    return "not considered" if value is None else f"{value:.2f}"
