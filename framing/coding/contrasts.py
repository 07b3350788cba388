"""Contrast pairs: two sentences that differ as little as possible, with what each must be coded as on one axis.

File ``labels/contrasts.csv``: columns ``pair, axis, kind, side, text, expected``; two rows a pair; ``expected`` lists every
coding of the sentence as ``axis pole voice``, separated by semicolons. Source of the idea: Gardner et al. (2020),
Evaluating Models' Local Decision Boundaries via Contrast Sets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import msgspec

from framing.coding.codebook import Codebook
from framing.coding.labels import csv_rows, read_text
from framing.errors import DataError, LabelsError
from framing.units import VOICES

KINDS = ("term-swap", "referent-swap", "own-quoted", "active-passive", "negation-neutral")
COLUMNS = ("pair", "axis", "kind", "side", "text", "expected")


class ContrastPair(msgspec.Struct, frozen=True):
    """A pair: texts and expected codings (axis, pole, voice) of its sides a and b."""

    id: str
    axis: str
    kind: str
    texts: tuple[str, str]
    expected: tuple[frozenset[tuple[str, str, str]], frozenset[tuple[str, str, str]]]


def load(path: str | Path, codebook: Codebook) -> list[ContrastPair]:
    """Read a file of pairs; :class:`~framing.errors.LabelsError` carries every defect."""
    where = Path(path)
    defects: list[DataError] = []
    text = read_text(where, defects)
    sides: dict[str, list[tuple[int, dict[str, str]]]] = defaultdict(list)
    if text is not None:
        for line, row in csv_rows(text, where, defects, _header_is_sound):
            _check(row, where, line, codebook, defects)
            sides[row["pair"]].append((line, row))
    for name, rows in sides.items():
        line = rows[0][0]
        if sorted(row["side"] for _, row in rows) != ["a", "b"]:
            defects.append(DataError(where, line, f'pair "{name}" needs exactly the sides a and b'))
        elif len({(row["axis"], row["kind"]) for _, row in rows}) > 1:
            defects.append(DataError(where, line, f'pair "{name}" has two axes or two kinds'))
    if defects:
        raise LabelsError(sorted(defects, key=lambda d: d.line or 0))
    return [_pair(name, [row for _, row in rows]) for name, rows in sides.items()]


def _pair(name: str, rows: Sequence[dict[str, str]]) -> ContrastPair:
    a, b = sorted(rows, key=lambda row: row["side"])
    return ContrastPair(
        name,
        a["axis"],
        a["kind"],
        (a["text"], b["text"]),
        (_expected(a["expected"]), _expected(b["expected"])),
    )


def _header_is_sound(header: Sequence[str], path: Path, line: int, defects: list[DataError]) -> bool:
    if tuple(header) == COLUMNS:
        return True
    defects.append(DataError(path, line, f"the header must be {','.join(COLUMNS)}"))
    return False


def _expected(cell: str) -> frozenset[tuple[str, str, str]]:
    found = [tuple(item.split()) for item in cell.split(";") if item.strip()]
    return frozenset((i[0], i[1], i[2]) for i in found)


def _check(row: dict[str, str], path: Path, line: int, codebook: Codebook, defects: list[DataError]) -> None:
    if not row["text"].strip():
        defects.append(DataError(path, line, "the text is empty"))
    if row["axis"] not in codebook:
        defects.append(DataError(path, line, f'axis "{row["axis"]}" is not in the codebook'))
    if row["kind"] not in KINDS:
        defects.append(DataError(path, line, f'kind "{row["kind"]}" is not one of {", ".join(KINDS)}'))
    for item in row["expected"].split(";"):
        words = item.split()
        if not words:
            continue
        known = (
            len(words) == 3
            and words[0] in codebook
            and words[1] in {p.id for p in codebook.axis(words[0]).poles}
            and words[2] in VOICES
        )
        if not known:
            defects.append(
                DataError(path, line, f'"{item.strip()}" is not "axis pole voice" with names of the codebook')
            )
