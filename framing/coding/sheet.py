"""A label file ready to be filled in: sentences and the axis to look at, with the pole left empty.

What somebody coded before is not in it, so that a second look is not led by the first.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from framing.coding.gold import GoldSentence
from framing.coding.labels import OPTIONAL, REQUIRED

COLUMNS = ("id", "before", *REQUIRED, *(c for c in OPTIONAL if c not in {"id", "before", "start"}))
"""Those of a label file, what a coder reads first."""


def write_sheet(rows: Iterable[tuple[GoldSentence, str]], path: str | Path, *, coder: str = "") -> int:
    """Write one row for each (sentence, axis), each pair once, in their order; returns how many.

    An empty pole is a defect to ``labels check``, with its line: what is not filled in yet cannot be trained on by mistake.
    """
    unique = {(s.id, s.text, s.before, axis): (s, axis) for s, axis in rows}
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with Path(path).open("w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, COLUMNS, lineterminator="\n", quoting=csv.QUOTE_ALL, restval="")
        out.writeheader()
        for s, axis in unique.values():
            out.writerow(
                {
                    "id": s.id, "before": s.before, "text": s.text, "axis": axis, "coder": coder, "source": s.source,
                    "event": s.event, "outlet": s.outlet, "genre": s.genre,
                }
            )  # fmt: skip
    return len(unique)
