"""A sheet to fill in: what was coded before is not in it, and what is filled in belongs to the sentence that it came from."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.coding import labels
from framing.coding.agreement import agreements
from framing.coding.codebook import Codebook
from framing.coding.gold import GoldMention, GoldSentence, gold
from framing.coding.labels import OPTIONAL, REQUIRED
from framing.coding.sheet import COLUMNS, write_sheet
from framing.errors import LabelsError

AXES = ("tree-work", "visitors", "pond")


def sentence(text: str, name: str = "s1", before: str = "") -> GoldSentence:
    mention = GoldMention("tree-work", "felled", "reported", 0, 4)
    return GoldSentence(
        name, text, before, "a1", "storm week", "Elm Gazette", "wire", frozenset(AXES), (mention,), frozenset({"pond"})
    )  # fmt: skip


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, strict=True))


def fill(file: Path, code: Callable[[dict[str, str]], dict[str, str]]) -> None:
    """Put what *code* says of each row into it, as a person does."""
    filled = [r | code(r) for r in rows(file)]
    with file.open("w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, COLUMNS, quoting=csv.QUOTE_ALL)
        out.writeheader()
        out.writerows(filled)


@pytest.fixture
def original(park: Path, park_book: Codebook) -> list[GoldSentence]:
    return gold(labels.load([park], park_book), park_book)


# ---------------------------------------------------------------- what is in it


def test_the_columns_are_those_of_a_label_file() -> None:
    assert set(COLUMNS) == {*REQUIRED, *OPTIONAL} - {"start"}
    assert len(set(COLUMNS)) == len(COLUMNS)


def test_a_row_has_the_sentence_and_the_axis_and_no_code(tmp_path: Path) -> None:
    file = tmp_path / "again.csv"
    assert (
        write_sheet([(sentence("Ada felled it.", before="Rain fell."), "tree-work")], file, coder="eve") == 1
    )
    assert rows(file) == [
        {
            "id": "s1", "before": "Rain fell.", "text": "Ada felled it.", "axis": "tree-work", "pole": "", "voice": "",
            "evidence": "", "coder": "eve", "source": "a1", "event": "storm week", "outlet": "Elm Gazette", "genre": "wire",
            "note": "",
        }
    ]  # fmt: skip


def test_codes_are_not_in_the_sheet(
    tmp_path: Path, original: list[GoldSentence], park_book: Codebook
) -> None:
    """The sheets of two corpora that differ in nothing but their codes are the same to the byte."""
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    write_sheet(((s, a) for s in original for a in AXES), first)
    bare = [
        GoldSentence(s.id, s.text, s.before, s.source, s.event, s.outlet, s.genre, frozenset(), ())
        for s in original
    ]
    write_sheet(((s, a) for s in bare for a in AXES), second)
    assert sum(len(s.mentions) for s in original) > 40
    assert first.read_bytes() == second.read_bytes()
    assert {(r["pole"], r["voice"], r["evidence"], r["note"]) for r in rows(first)} == {("", "", "", "")}


def test_a_sentence_and_axis_stand_once_in_the_order_they_came(tmp_path: Path) -> None:
    a, b = sentence("Ada felled it.", "a"), sentence("Bo felled it.", "b")
    file = tmp_path / "again.csv"
    wanted = [(b, "pond"), (a, "tree-work"), (b, "pond"), (b, "tree-work"), (a, "tree-work")]
    assert write_sheet(wanted, file) == 3
    assert [(r["id"], r["axis"]) for r in rows(file)] == [
        ("b", "pond"), ("a", "tree-work"), ("b", "tree-work"),
    ]  # fmt: skip


def test_one_text_after_two_others_is_two_sentences(tmp_path: Path) -> None:
    twice = [sentence("He felled it.", "", before) for before in ("Bo came.", "Di came.")]
    assert write_sheet(((s, "tree-work") for s in twice), tmp_path / "again.csv") == 2
    assert [r["before"] for r in rows(tmp_path / "again.csv")] == ["Bo came.", "Di came."]


def test_nothing_to_look_at_is_a_header(tmp_path: Path) -> None:
    file = tmp_path / "again.csv"
    assert write_sheet([], file) == 0
    assert (len(file.read_text().splitlines()), rows(file)) == (1, [])


# ---------------------------------------------------------------- filled in, or not


def test_a_sheet_that_is_not_filled_in_is_refused_with_its_lines(tmp_path: Path, park_book: Codebook) -> None:
    """A line break in a text does not shift the line of the next row."""
    file = tmp_path / "again.csv"
    write_sheet([(sentence("Ada\nfelled it.", "a"), "tree-work"), (sentence("Bo.", "b"), "pond")], file)
    with pytest.raises(LabelsError) as caught:
        labels.load([file], park_book)
    assert caught.value.lines == [
        f'{file}:2: pole "" is not in axis "tree-work"; use felled, removed or none',
        f'{file}:4: pole "" is not in axis "pond"; use murky, wild or none',
    ]


def test_of_a_sheet_filled_in_by_half_the_other_half_is_named(tmp_path: Path, park_book: Codebook) -> None:
    file = tmp_path / "again.csv"
    write_sheet([(sentence("Ada felled it.", "a"), axis) for axis in AXES], file)
    fill(file, lambda r: {"pole": "none"} if r["axis"] == "visitors" else {})
    with pytest.raises(LabelsError) as caught:
        labels.load([file], park_book)
    assert [d.line for d in caught.value.defects] == [2, 4]


def test_a_filled_in_sheet_is_a_second_coding_of_the_same_sentences(
    tmp_path: Path, park: Path, park_book: Codebook, original: list[GoldSentence]
) -> None:
    """Eve codes work on trees as it was coded before: no sentence is new, and she agrees with Ada wholly."""
    file = tmp_path / "again.csv"
    codes = {
        s.id: next((m for m in s.mentions if m.axis == "tree-work"), None)
        for s in original
        if "tree-work" in s.looked_at
    }
    n = write_sheet(((s, "tree-work") for s in original if s.id in codes), file, coder="eve")

    def code(row: dict[str, str]) -> dict[str, str]:
        m = codes[row["id"]]
        if m is None:
            return {"pole": "none"}
        return {"pole": m.pole, "voice": m.voice or "", "evidence": row["text"][m.start : m.end]}

    fill(file, code)
    both = labels.load([park, file], park_book)
    assert sum(r.coder == "eve" for r in both) == n == len(codes) > 30
    assert [s.id for s in gold(both, park_book)] == [s.id for s in original]
    assert {s.id: s.mentions for s in gold(both, park_book)} == {s.id: s.mentions for s in original}
    first = next(a for a in agreements(both, park_book, resamples=10) if a.what == "tree-work")
    assert (first.n_units, first.alpha) == (n, 1.0)


def test_a_filled_in_sheet_of_the_adjudicator_decides(
    tmp_path: Path, park: Path, park_book: Codebook, original: list[GoldSentence]
) -> None:
    (s,) = (s for s in original if s.id == "eg1-1")
    file = tmp_path / "again.csv"
    write_sheet([(s, "tree-work")], file, coder="adjudicated")
    fill(file, lambda _: {"pole": "none"})
    again = {s.id: s for s in gold(labels.load([park, file], park_book), park_book)}
    assert [m.axis for m in s.mentions] == ["tree-work"]
    assert again["eg1-1"].mentions == ()
    assert again["eg1-1"].looked_at == s.looked_at


TEXTS = st.text(
    st.one_of(st.sampled_from(",;\"'“”\n\r\t =@+-|é\u0301🌳\u2028\ufeff"), st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    min_size=1, max_size=40,
).filter(lambda t: bool(t.strip()))  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(text=TEXTS, before=TEXTS)
def test_commas_quotes_and_line_breaks_survive(park_book: Codebook, text: str, before: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "again.csv"
        write_sheet([(sentence(text, before=before), "tree-work")], file, coder="eve")
        fill(file, lambda _: {"pole": "felled", "voice": "own"})
        (row,) = labels.load([file], park_book)
    assert (row.text, row.before) == (text, before)
    assert (row.id, row.axis, row.pole, row.voice) == ("s1", "tree-work", "felled", "own")
    assert (row.source, row.event, row.outlet, row.genre) == ("a1", "storm week", "Elm Gazette", "wire")


def test_the_file_is_one_that_spreadsheets_open(tmp_path: Path) -> None:
    """UTF-8, commas, every cell in quotation marks, those inside doubled."""
    file = tmp_path / "again.csv"
    write_sheet([(sentence('A "lime", felled.', "ü"), "pond")], file)
    header, row, rest = file.read_bytes().decode("utf-8").split("\n")
    assert header == ",".join(f'"{c}"' for c in COLUMNS)
    assert row.startswith('"ü","","A ""lime"", felled.","pond","","",')
    assert rest == ""
    assert next(csv.reader(io.StringIO(row)))[2] == 'A "lime", felled.'
