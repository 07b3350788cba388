"""The page, the Markdown and the CSV say what the JSON says: one summary, read back from each of them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from html_reader import Reader

import framing
from framing.learning.model_folder import Model
from framing.report import records
from framing.report.comparison_page import comparison_page
from framing.report.markdown import comparison_markdown, escaped
from framing.report.summary import Summary

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def summary(shipped: Model) -> Summary:
    return framing.compare(shipped, framing.read([SEEDS]), made="2025-01-01")


@pytest.fixture(scope="module")
def written(summary: Summary) -> Any:
    return json.loads(records.summary_json(summary))


@pytest.fixture(scope="module")
def cells(summary: Summary) -> list[list[str]]:
    return Reader(comparison_page(summary)).cells()


def two(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def signed(value: float) -> str:
    text = f"{value:+.2f}".replace("-", "−")
    return "0.00" if text in {"+0.00", "−0.00"} else text


def test_every_share_of_the_json_stands_in_the_page(written: Any, cells: list[list[str]]) -> None:
    by_key = {(e["outlet"], e["axis"], e["voice"]): e for e in written["outlets"]}
    expected = []
    for (outlet, axis, voice), e in by_key.items():
        if voice != "own":
            continue
        counts = [
            " : ".join(str(n) for n in by_key[outlet, axis, v]["mentions"].values())
            for v in ("own", "reported", "quoted")
        ]
        figures = (
            ["no mention"]
            if e["share"] is None
            else [two(e["share"]), f"{two(e['interval'][0])} to {two(e['interval'][1])}", two(e["pooled"])]
        )
        expected.append([outlet, f"{e['n_articles']} of {e['articles']}", *counts, *figures, f"{e['salience']:.1f}"])  # fmt: skip
    assert len(expected) == 45
    for row in expected:
        assert cells.count(row) == expected.count(row), row


def test_every_pair_of_the_json_stands_in_the_page(written: Any, cells: list[list[str]]) -> None:
    rows = [row for row in cells if row and " and " in row[0] and "refused" in row[-1]]
    assert len(rows) == len(written["pairs"]) == 90
    left = sorted((r[0], r[1].split(" ")[0], r[2]) for r in rows)
    right = sorted(
        (f"{p['a']} and {p['b']}", signed(p["difference"]) if p["difference"] is not None else "–",
         f"{signed(p['interval'][0])} to {signed(p['interval'][1])}" if p["interval"] else "–")
        for p in written["pairs"]
    )  # fmt: skip
    assert left == right


def test_every_mention_of_a_speaker_stands_in_the_csv(written: Any, summary: Summary, tmp_path: Path) -> None:
    files = {p.name: p for p in records.write_csv_folder(summary, tmp_path)}
    with files["sources.csv"].open(newline="") as f:
        rows = list(csv.DictReader(f))
    assert sum(int(r["mentions"]) for r in rows) == sum(
        e["n_mentions"] for e in written["outlets"] if e["voice"] != "own"
    )
    with files["stories.csv"].open(newline="") as f:
        assert [r["outlet"] for r in csv.DictReader(f)] == [
            a["outlet"] for s in written["stories"] for a in s["articles"]
        ]


def test_matched_stories_add_up_to_the_counts(written: Any) -> None:
    """One event and no copies: side by side stands every mention in own voice of an axis that two outlets make."""
    own = {(e["outlet"], e["axis"]): e for e in written["outlets"] if e["voice"] == "own"}
    for m in written["matched"]:
        assert len(m["sides"]) >= 2
        for side in m["sides"]:
            assert side["mentions"] == own[side["outlet"], m["axis"]]["mentions"]
            assert all(s["axis"] == m["axis"] and s["voice"] == "own" for s in side["sentences"])
    assert {m["axis"] for m in written["matched"]} == {
        axis for _, axis in own if sum(e["n_mentions"] > 0 for (_, a), e in own.items() if a == axis) > 1
    }


def test_the_markdown_has_the_same_shares(written: Any, summary: Summary) -> None:
    text = comparison_markdown(summary)
    for e in written["outlets"]:
        if e["voice"] == "own" and e["n_mentions"]:
            low, high = e["interval"]
            row = f"| {escaped(e['outlet'])} | {' : '.join(map(str, e['mentions'].values()))} | {two(e['share'])} | {two(low)} to {two(high)} |"
            assert row in text
    assert all(escaped(f["text"]) in text for f in written["findings"])
    assert text.count("\n## ") == 9 + 4  # axes; findings, pairs, limits, provenance
