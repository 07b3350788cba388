"""The toolkit against five real documents, whose records without their text are in seeds/sources.toml.

The documents themselves are not part of the project. Whoever has them names their folder in FRAMING_SEED_DOCUMENTS.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from framing.text.segments import Document, document, part_at

VARIABLE = "FRAMING_SEED_DOCUMENTS"
FOLDER = os.environ.get(VARIABLE, "")
SOURCES = Path(__file__).parents[2] / "seeds" / "sources.toml"
RECORDS: list[dict[str, Any]] = tomllib.loads(SOURCES.read_text(encoding="utf-8"))["document"]
NAMES = [record["file"] for record in RECORDS]

pytestmark = [
    pytest.mark.documents,
    pytest.mark.skipif(not FOLDER, reason=f"{VARIABLE} does not name the folder with the five documents"),
]

Span = tuple[int, int]


@cache
def source(name: str) -> str:
    return (Path(FOLDER) / name).read_bytes().decode("utf-8")


@cache
def cut(name: str) -> Document:
    return document(source(name))


def spans(pairs: list[list[int]]) -> list[Span]:
    return [(start, end) for start, end in pairs]


def f1(right: int, found: int, gold: int) -> float:
    return 2 * right / (found + gold)


@pytest.mark.parametrize("record", RECORDS, ids=NAMES)
def test_a_document_is_the_one_that_was_coded(record: dict[str, Any]) -> None:
    data = (Path(FOLDER) / record["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == record["sha256"]
    assert len(data.decode("utf-8")) == record["characters"]


@pytest.mark.parametrize("record", RECORDS, ids=NAMES)
def test_segments_lead_back_to_the_document(record: dict[str, Any]) -> None:
    d = cut(record["file"])
    for unit in d.units:
        start, end = d.canonical.original(unit.start, unit.end)
        assert 0 <= start < end <= record["characters"]
        assert all(start <= d.canonical.original(p.start, p.end)[0] for p in unit.parts)


def test_boilerplate_lines() -> None:
    right = found = gold = 0
    for record in RECORDS:
        d = cut(record["file"])
        expected = spans(record["boilerplate"])
        for line in d.lines:
            start, end = d.canonical.original(line.start, line.end)
            is_gold = any(a < end and start < b for a, b in expected)
            right += is_gold and line.dropped != ""
            found += line.dropped != ""
            gold += is_gold
    assert f1(right, found, gold) >= 0.95


def test_sentences() -> None:
    right = found = gold = 0
    for record in RECORDS:
        d = cut(record["file"])
        cuts = {d.canonical.original(u.start, u.end) for u in d.units}
        expected = set(spans(record["sentences"]))
        right += len(cuts & expected)
        found += len(cuts)
        gold += len(expected)
    assert f1(right, found, gold) >= 0.97


def test_voices() -> None:
    right = total = 0
    for record in RECORDS:
        d = cut(record["file"])
        for start, _, _, _, voice in record["codings"]:
            at = d.canonical.position(start)
            units = [u for u in d.units if u.start <= at < u.end]
            right += bool(units) and units[0].parts[part_at(units[0].parts, at)].voice == voice
            total += 1
    assert right / total >= 0.85
