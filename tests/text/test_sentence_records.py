"""Sentences to classify: what is read, and what is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from framing.errors import SourceError
from framing.text.sentence_records import read_sentences


def test_ids_stay_what_was_written_and_missing_ones_are_line_numbers(tmp_path: Path) -> None:
    file = tmp_path / "s.jsonl"
    file.write_text('{"id": 7, "text": "Rain."}\n\n{"text": "Snow.", "before": "Rain."}\n', encoding="utf-8")
    assert read_sentences(file) == [(7, "Rain.", ""), ("3", "Snow.", "Rain.")]


def test_a_blank_line_at_the_end_of_a_csv_is_no_row(tmp_path: Path) -> None:
    file = tmp_path / "s.csv"
    file.write_text("id,text,before\n007,Rain.,\n\n", encoding="utf-8")
    assert read_sentences(file) == [("007", "Rain.", "")]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("s.jsonl", '{"id": 1, "text": "a", "text": "b"}', '1: not valid JSON: the key "text" stands twice'),
        ("s.csv", "id,text,text\n1,a,b\n", '1: the header has the column "text" twice; it is id, text, text'),
        ("s.jsonl", '{"id": 1, "text": 5}', '1: not a record with "id" and "text": Expected `str`, got `int` - at `$.text`'),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_line(
    tmp_path: Path, name: str, content: str, reason: str
) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    with pytest.raises(SourceError) as e:
        read_sentences(file)
    assert str(e.value) == f"{file}:{reason}"
