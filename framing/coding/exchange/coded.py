"""Coded sentences, the form of this package's own: JSONL with one record a sentence and coder, its codings as a list.

    {"id": …, "text": …, "before": …, "codings": [{"axis", "pole", "voice", "start", "end", "evidence"}], "coder": …}

Such a record says that every axis was looked at; partly coded sentences stay rows (:mod:`framing.coding.labels`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from framing.coding import labels as label_files
from framing.coding.codebook import ANY_AXIS, Codebook
from framing.coding.labels import Label
from framing.errors import DataError, LabelsError


def import_coded(
    sources: Sequence[str | Path], output: str | Path, codebook: Codebook, *, coder: str = ""
) -> int:
    """Read coded sentences and write them as a label file; the number of rows written."""
    rows = [
        r if r.coder else msgspec.structs.replace(r, coder=coder) for r in label_files.load(sources, codebook)
    ]
    defects: list[DataError] = []
    label_files.check_together(rows, defects)  # again: the name may make rows of one coder out of rows of two
    if defects:
        raise LabelsError(defects)
    label_files.write_csv(rows, output)
    return len(rows)


def export_coded(sources: Sequence[str | Path], output: str | Path, codebook: Codebook) -> int:
    """Write label files as coded sentences; the number of records written.

    Raises :class:`~framing.errors.LabelsError` for a sentence that a coder coded in part: the form has no place for that.
    """
    groups: dict[tuple[str, str, str, str], list[Label]] = {}
    for label in label_files.load(sources, codebook):
        groups.setdefault((label.id, label.text, label.before, label.coder), []).append(label)
    every = {a.id for a in codebook.axes}
    partial = [
        rows[0]
        for rows in groups.values()
        if not any(r.axis == ANY_AXIS for r in rows) and {r.axis for r in rows} != every
    ]
    if partial:
        raise LabelsError(
            [
                DataError(
                    r.path,
                    r.line,
                    'coded on some axes only; add a row with axis "*" and pole "none", or keep it as CSV',
                )
                for r in partial
            ]
        )
    with Path(output).open("wb") as f:
        for rows in groups.values():
            f.write(msgspec.json.encode(_record(rows)) + b"\n")
    return len(groups)


def _record(rows: Sequence[Label]) -> dict[str, object]:
    head = rows[0]
    record: dict[str, object] = {"id": head.id, "text": head.text, "before": head.before}
    record["codings"] = [
        {
            "axis": r.axis,
            "pole": r.pole,
            "voice": r.voice or "",
            "start": r.start,
            "end": r.start + len(r.evidence) if r.start >= 0 else -1,
            "evidence": r.evidence,
        }
        for r in rows
        if not r.is_none
    ]
    for name in ("coder", "source", "event", "outlet", "genre", "note"):
        # Rows of one sentence may carry notes of their own; a record has one place for them.
        value = "; ".join(dict.fromkeys(v for r in rows if (v := getattr(r, name))))
        if value:
            record[name] = value
    return record
