"""What an import or export has done, as a person is told; and the file of what was set aside."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from framing.coding.exchange.intake import Aside, Counts
from framing.coding.exchange.recognition import Format
from framing.coding.labels import REJECTS


class Imported(NamedTuple):
    """What an import has done. ``recognised``: the format, where nobody had named it."""

    rows: int
    output: Path
    recognised: Format | None = None
    counts: Counts = Counts()
    named_by_file: tuple[str, ...] = ()
    aside: int = 0
    rejects: Path | None = None

    @property
    def lines(self) -> list[str]:
        """What is told, a line for each matter; nothing of what did not happen."""
        c = self.counts
        told = [f"read as {self.recognised.known_as}"] if self.recognised else []
        told.append(
            f"{self.rows} rows: {self.output}"
            + (f"; {self.aside} set aside: {self.rejects}" if self.rejects else "")
        )
        for n, what in [
            (c.utf16, "spans were counted in UTF-16 units: now in code points"),
            (
                c.searched,
                "spans did not hold their words: moved to the one place where these stand",
            ),
            (c.unchecked, "spans behind an emoji carry no words to check: taken as they are"),
            (c.said_twice, "rows say what an earlier one says: left out"),
            (c.skipped, "annotations were skipped, ignored or cancelled: no coding"),
            (c.not_coded, "records without an annotation: no coding"),
        ]:
            if n:
                told.append(f"{n} {what}")
        if self.named_by_file:
            told.append(f"coders named after their files: {', '.join(self.named_by_file)}")
        return told


class Exported(NamedTuple):
    """What an export has done. ``coders``: how many have a name. ``beside``: what was written beside the output."""

    sentences: int
    output: Path
    coders: int = 0
    beside: str = ""

    @property
    def lines(self) -> list[str]:
        """What is told."""
        told = f"{self.sentences} sentences" + (f", {self.coders} coders" if self.coders else "")
        return [f"{told}: {self.output}" + (f"; {self.beside}" if self.beside else "")]


def rejects_file(output: Path) -> Path:
    """Where the records go that were set aside: ``NAME.rejects.jsonl`` beside ``NAME.csv``."""
    return output.with_suffix(REJECTS)


def write_rejects(aside: Sequence[Aside], path: Path) -> None:
    """Write records that were set aside: where each stood, why, and the record itself."""
    with path.open("w", encoding="utf-8", newline="") as f:
        for where, reason, record in aside:
            line = {"file": where.path, where.unit: where.number, "reason": reason, "record": record}
            written = json.dumps(line, ensure_ascii=False)
            if any("\ud800" <= c <= "\udfff" for c in written):
                written = json.dumps(line)  # half of a surrogate pair can be written as its number only
            f.write(written + "\n")
