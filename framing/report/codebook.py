"""A codebook for reading in a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from framing.coding.codebook import Codebook


def codebook(book: Codebook) -> RenderableType:
    """Title, axes with question, rule, poles and examples, rulings, voices."""
    parts: list[RenderableType] = [
        Text(f"{book.title}, version {book.version}", style="bold"),
        Text(f"sha256 {book.sha256}\n", style="dim"),
    ]
    for n, axis in enumerate(book.axes, 1):
        parts += [Text(f"{n}. {axis.id}: {axis.question}", style="bold"), Text(axis.rule.strip())]
        for pole in axis.poles:
            parts.append(Text(f"   {pole.id} ({pole.name}): " + "  ".join(pole.examples)))
        parts.append(Text(""))
    parts += [Text(f"• {r}") for r in book.rulings]
    parts += [Text(f"{voice}: {meaning}") for voice, meaning in book.voices.items()]
    return Group(*parts)
