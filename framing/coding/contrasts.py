"""Contrast pairs: two sentences that differ as little as possible, with what each must be coded as on one axis.

File ``labels/contrasts.csv``: columns ``pair, axis, kind, side, text, expected``; two rows a pair; ``expected`` lists every
coding of the sentence as ``axis pole voice``, separated by semicolons. Source of the idea: Gardner et al. (2020),
Evaluating Models' Local Decision Boundaries via Contrast Sets.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import msgspec

from framing.coding.codebook import Codebook
from framing.coding.labels import read_text
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
    sides: dict[str, dict[str, tuple[int, dict[str, str]]]] = {}
    if text is not None:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise LabelsError([DataError(where, 1, f"the header must be {','.join(COLUMNS)}")])
        for row in reader:
            _check(row, where, reader.line_num, codebook, defects)
            sides.setdefault(row["pair"], {})[row["side"]] = (reader.line_num, row)
    pairs = []
    for name, both in sides.items():
        if set(both) != {"a", "b"}:
            line = next(iter(both.values()))[0]
            defects.append(DataError(where, line, f'pair "{name}" needs exactly the sides a and b'))
            continue
        a, b = both["a"][1], both["b"][1]
        pairs.append(
            ContrastPair(
                name,
                a["axis"],
                a["kind"],
                (a["text"], b["text"]),
                (_expected(a["expected"]), _expected(b["expected"])),
            )
        )
    if defects:
        raise LabelsError(defects)
    return pairs


def _expected(cell: str) -> frozenset[tuple[str, str, str]]:
    found = [tuple(item.split()) for item in cell.split(";") if item.strip()]
    return frozenset((i[0], i[1], i[2]) for i in found)


def _check(row: dict[str, str], path: Path, line: int, codebook: Codebook, defects: list[DataError]) -> None:
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
