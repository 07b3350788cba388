"""The CSV that goes out: no cell that a spreadsheet runs, no row that a line end inside a cell breaks."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.report import records
from framing.report.records import inert

Run = Callable[..., Any]


@pytest.mark.parametrize("first", "=+-@\t\r\n\0＝＋－＠")
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(first: str) -> None:
    assert inert(first + "cmd|'/c calc'!A1") == "'" + first + "cmd|'/c calc'!A1"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (None, ""),
        (0, "0"),
        (-3, "-3"),
        (-0.5, "-0.5"),
        (1e-9, "1e-09"),
        (np.float64(-0.5), "-0.5"),
        (True, "True"),
        ("", ""),
        ("a=b", "a=b"),
        ("“Quoted”", "“Quoted”"),
    ],
)
def test_numbers_and_other_texts_stay_as_they_are(cell: object, written: str) -> None:
    assert inert(cell) == written


@given(
    cells=st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2, max_size=4
    )
)
def test_what_is_written_is_read_back(cells: list[str]) -> None:
    """Against Python's strict reader; an apostrophe is all that may be added."""
    text = records._csv(["x"] * len(cells), [cells])
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert header == ["x"] * len(cells)
    assert rows == [[inert(c) for c in cells]]
    assert not any(c.startswith(records._FORMULA) for c in rows[0])


def test_article_names_and_texts_cannot_run_in_the_tables_of_a_comparison(run: Run, tmp_path: Path) -> None:
    corpus, tables = tmp_path / "c.jsonl", tmp_path / "tables"
    rows = [
        {"id": "=HYPERLINK(1)", "outlet": "+Harbour", "date": "@2024", "event": "-e", "text": "=The terror group\rsaid no."},
        {"id": "\t=2", "outlet": "＝Tide", "text": "The terror group said no."},
    ]  # fmt: skip
    corpus.write_text("".join(json.dumps(r) + "\n" for r in rows))
    assert run("compare", corpus, "--csv", tables).code == 0
    (tables / "scores.csv").write_text(run("score", corpus, "--format", "csv").out, newline="")
    for file in tables.iterdir():
        with file.open(newline="", encoding="utf-8") as f:
            header, *found = csv.reader(f, strict=True)
        assert found, file.name
        assert {len(r) for r in found} == {len(header)}
        # A number may begin with a minus; nothing else may begin with what a spreadsheet runs.
        assert [c for r in found for c in r if c.startswith(records._FORMULA) and not number(c)] == []


def number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
