"""The inventory of a label corpus as a table for the terminal."""

from __future__ import annotations

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from framing.coding.codebook import Codebook
from framing.coding.inventory import Inventory
from framing.coding.labels import MIN_POLE
from framing.units import VOICES


def inventory(found: Inventory, codebook: Codebook) -> RenderableType:
    """Counts, then mentions per pole and voice, then what to look at."""
    share = found.untouched / found.sentences if found.sentences else 0.0
    lines = [
        f"{found.sentences} sentences in {found.rows} rows, {found.articles} articles, {found.outlets} outlets; median length {found.median_words:.0f} words",
        f"{found.untouched} touch no axis ({share:.0%}), {found.near_misses} near misses",
        f"{found.double_coded} coded by two coders, {found.adjudicated} adjudicated, {found.disputed} with an axis in dispute",
        "genres: " + ", ".join(f"{g} {n}" for g, n in found.genres.items()),
        "distinct words: " + ", ".join(f"{v} in the first {n}" for n, v in found.vocabulary.items()),
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
        + "".join(f"\n  {a} ~ {b}" for a, b in found.near_duplicates[:20])
    )
    return Group(*(Text(line) for line in lines), table, *(Text(n) for n in notes))
