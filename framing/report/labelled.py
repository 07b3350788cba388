"""What a label corpus holds, and what of it to look at next, for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from framing.coding.codebook import Codebook
from framing.coding.inventory import Inventory
from framing.coding.labels import MIN_POLE
from framing.errors import printable
from framing.learning.suspects import Suspect
from framing.units import VOICES


def _shares(counts: Mapping[str, int]) -> str:
    total = sum(counts.values()) or 1
    return ", ".join(f"{printable(name, 60)} {n} ({n / total:.0%})" for name, n in counts.items())


def inventory(found: Inventory, codebook: Codebook) -> RenderableType:
    """Counts, then mentions per pole and voice, then what to look at."""
    share = found.untouched / found.sentences if found.sentences else 0.0
    lines = [
        f"{found.sentences} sentences in {found.rows} rows, {found.articles} articles, {found.outlets} outlets; median length {found.median_words:.0f} words",
        f"{found.untouched} touch no axis ({share:.0%}), {found.near_misses} near misses",
        f"{found.double_coded} coded by two coders, {found.adjudicated} adjudicated, {found.disputed} with an axis in dispute",
        "genres: " + _shares(found.genres),
        "voices: " + _shares({v: sum(n for k, n in found.mentions.items() if k[2] == v) for v in VOICES}),
    ]
    table = Table(box=box.SIMPLE, pad_edge=False)
    for column in ("axis", "pole"):
        table.add_column(column)
    for voice in VOICES:
        table.add_column(voice, justify="right")
    notes = []
    for axis in codebook.axes:
        for pole in axis.poles:
            counts = [found.mentions.get((axis.id, pole.id, v), 0) for v in VOICES]
            table.add_row(axis.id, pole.id, *map(str, counts))
            if sum(counts) < MIN_POLE:
                notes.append(f"{axis.id}/{pole.id} has {sum(counts)} mentions: too few to learn from")
    notes.append(
        f"{len(found.near_duplicates)} pairs of near-duplicates"
        + "".join(f"\n  {printable(a, 100)} ~ {printable(b, 100)}" for a, b in found.near_duplicates[:20])
    )
    return Group(*(Text(line) for line in lines), _vocabulary(found), table, *(Text(n) for n in notes))


def _vocabulary(found: Inventory) -> Table:
    """Distinct words as the corpus grows, beside other text where that was given."""
    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column("distinct words in the first")
    rows = [("these labels", found.vocabulary)] + (
        [("the text beside", found.beside)] if found.beside else []
    )
    points = sorted({n for _, growth in rows for n in growth})
    for n in points:
        table.add_column(f"{n:,}", justify="right")
    for name, growth in rows:
        table.add_row(name, *(f"{growth[n]:,}" if n in growth else "–" for n in points))
    return table


def queue(found: Sequence[Suspect]) -> RenderableType:
    """Doubtful decisions, the most doubtful first: what the label says, what a left-out model says, the sentence."""
    parts: list[RenderableType] = []
    for s in found:
        label = (
            f"coded {s.axis}/{s.pole}, {s.voice or 'no voice'}, “{s.evidence}”"
            if s.coded
            else f"not coded {s.axis}/{s.pole}"
        )
        line = Text(f"{s.probability:.2f}  ", style="bold")
        line.append(printable(f"{s.sentence.id or '(no id)'}  {label}", 400), style="bold")
        parts.append(line)
        parts.append(Text("      " + printable(s.sentence.text, 2_000)))
    parts.append(
        Text(
            f"{len(found)} decisions; the number is the probability of that pole from a model that has not seen the article.",
            style="dim",
        )
    )
    return Group(*parts)
