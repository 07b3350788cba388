"""Which format a file is in, seen from the file itself.

What is not recognised is read as coded sentences or label rows, whose errors say what they lack.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum
from itertools import islice
from pathlib import Path

from framing.coding.exchange.doccano import LABELS
from framing.coding.exchange.records import UnfitError, pieces, strict, tasks
from framing.errors import DataError, LabelsError


class Format(StrEnum):
    """The formats that label files are exchanged in."""

    CODED = "coded"
    LABEL_STUDIO = "label-studio"
    LABEL_STUDIO_MIN = "label-studio-min"
    DOCCANO = "doccano"
    PRODIGY = "prodigy"
    HUGGING_FACE = "hugging-face"

    @property
    def known_as(self) -> str:
        """What people call it."""
        return _TITLES[self]


_TITLES = {
    Format.CODED: "coded sentences",
    Format.LABEL_STUDIO: "Label Studio JSON",
    Format.LABEL_STUDIO_MIN: "Label Studio JSON_MIN or CSV",
    Format.DOCCANO: "doccano",
    Format.PRODIGY: "Prodigy",
    Format.HUGGING_FACE: "a Hugging Face data set",
}
_LOOKED_AT = 20
"""Records that are looked at: the first ones may be damaged."""
_PRODIGY = frozenset({"answer", "_input_hash", "_task_hash", "_session_id", "_annotator_id", "_view_id"})


def recognise(path: Path) -> Format:
    """The format of a file or folder."""
    if path.is_dir():
        return Format.HUGGING_FACE if any(path.rglob("*.parquet")) else Format.CODED
    try:
        if zipfile.is_zipfile(path):
            return Format.DOCCANO
        with path.open("rb") as f:
            if f.read(4) == b"PAR1":
                return Format.HUGGING_FACE
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return Format.CODED
    if path.suffix.lower() == ".csv":
        return _of_columns(text)
    found = next((f for f in map(_of_record, _records(text)) if f is not None), None)
    if found is None and path.suffix.lower() == ".json":
        raise LabelsError(
            [DataError(path, None, "not a file of a tool that is known; say its format with --from")]
        )
    return found or Format.CODED


def _of_columns(text: str) -> Format:
    try:
        header = {c.strip().lower() for c in next(csv.reader(io.StringIO(text)), [])}
    except csv.Error:
        return Format.CODED
    if "annotation_id" in header:
        return Format.LABEL_STUDIO_MIN
    if "axis" not in header and header & {"text", "data"} and header & set(LABELS):
        return Format.DOCCANO
    return Format.CODED


def _records(text: str) -> list[Mapping[str, object]]:
    """The first records of an array, of lines, or the only one of a file."""
    alone = text.split("\n", 1)[0].strip() == "{"
    records: list[Mapping[str, object]] = []
    try:
        for _, piece in islice(tasks(text, "") if alone else pieces(text, ""), _LOOKED_AT):
            with suppress(UnfitError):
                records.append(strict(piece))
    except LabelsError:  # the array breaks off; what it is shows before
        pass
    return records


def _of_record(record: Mapping[str, object]) -> Format | None:
    names = record.keys()
    if "codings" in names or {"axis", "pole"} <= names:
        return Format.CODED
    if "data" in names and names & {"annotations", "completions"} and isinstance(record["data"], dict):
        return Format.LABEL_STUDIO
    if "annotation_id" in names:
        return Format.LABEL_STUDIO_MIN
    if names & _PRODIGY:
        return Format.PRODIGY
    if names & {"text", "data"} and names & set(LABELS):
        return Format.DOCCANO
    return None
