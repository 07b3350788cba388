"""Label Studio's JSON_MIN and CSV, which leave out what belongs to what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Importing = Callable[..., Any]
OWN = {"annotator": "a", "annotation_id": 1, "created_at": "", "updated_at": "", "lead_time": 1.0}


def test_a_file_of_all_that_there_is(importing: Importing, fixtures: Path) -> None:
    found = importing(fixtures / "label_studio_min.json")
    assert found.rows == [
        "id,text,axis,pole,voice,evidence,start,coder,note",
        'p-1,"🌳🌳 Wardens felled the lime, then felled the oak.",tree-work,felled,own,felled,,7,Two trees.',
        'p-1,"🌳🌳 Wardens felled the lime, then felled the oak.",tree-work,felled,quoted,felled,33,7,Two trees.',
        'p-1,"🌳🌳 Wardens felled the lime, then felled the oak.",*,none,,,,7,Two trees.',
        'p-1,"🌳🌳 Wardens felled the lime, then felled the oak.",tree-work,felled,,,,bob@elm.example,',
        'p-1,"🌳🌳 Wardens felled the lime, then felled the oak.",pond,none,,,,bob@elm.example,',
        ",Families and crowds shared the lawn.,visitors,none,,,,7,",
        "p-6,The kiosk sells tea.,*,none,,,,7,",
    ]
    assert found.told == [
        "read as Label Studio JSON_MIN or CSV",
        "7 rows: out.csv; 2 set aside: out.rejects.jsonl",
    ]
    (four, voices), (five, unknown) = found.reasons
    assert (four, voices) == (
        4,
        "1 voices for 2 marked spans: this form does not say which; export JSON instead",
    )
    assert (five, unknown[:36]) == (5, 'label "gate/open" is not known; say ')


def test_csv_has_json_in_its_cells(importing: Importing, fixtures: Path) -> None:
    found = importing(fixtures / "label_studio.csv")
    assert found.rows == [
        "id,text,axis,pole,evidence,coder",
        "p-1,[Caption] Wardens felled the lime.,tree-work,felled,felled,ada@elm.example",
        "p-1,[Caption] Wardens felled the lime.,*,none,,ada@elm.example",
        "p-2,The gate opens at dawn.,pond,none,,bob@elm.example",
        "p-2,The gate opens at dawn.,visitors,none,,bob@elm.example",
    ]
    assert [(r["line"], r["reason"], r["record"]) for r in found.rejects] == [
        (4, "2 cells where the header has 10", "A row that is too short,p-3")
    ]


def test_a_field_is_a_control_when_it_holds_labels_somewhere(importing: Importing) -> None:
    """What is a choice in one record is one in all; what never is a label is data, whatever it says."""
    records = [
        {"text": "Crowds came.", "who": "visitors/crowds", "page": "front", **OWN},
        {"text": "Somebody came.", "who": "unclear", "page": "front", **OWN},
        {"text": "Guests came.", "page": "front", **OWN},
    ]
    found = importing(("m.json", records))
    assert found.rows[1:] == [
        "Crowds came.,visitors,crowds,a",
        "Crowds came.,*,none,a",
        "Guests came.,*,none,a",
    ]
    ((number, reason),) = found.reasons
    assert (number, reason[:34]) == (2, 'label "unclear" is not known; say ')


def test_a_field_of_choices_that_nobody_knows_is_not_data(importing: Importing) -> None:
    records = [{"text": "Rain.", "mood": {"choices": ["glad", "sad"]}, **OWN}, {"text": "Sun.", **OWN}]
    ((_, reason),) = importing(("m.json", records)).reasons
    assert reason.startswith('label "glad" is not known')


@pytest.mark.parametrize(
    ("note", "written"),
    [
        ("one", "one"),
        (["one", "two"], "one; two"),
        ({"text": ["one", "*/none: two"]}, "two; one"),
        (None, ""),
    ],
)
def test_notes_in_each_of_their_shapes(importing: Importing, note: object, written: str) -> None:
    (row,) = importing(("m.json", [{"text": "Rain.", "note": note, **OWN}])).rows[1:]
    assert row == f"Rain.,*,none,a{',' + written if written else ''}"


def test_several_files_at_once_and_a_map(importing: Importing) -> None:
    Path("m.toml").write_text('mob = "visitors/crowds"\nswamp = "pond/murky"\n')
    one = ("a.json", [{"text": "Crowds came.", "who": "mob", **OWN}])
    two = ("b.json", [{"text": "The swamp.", "what": {"choices": ["swamp", "mob"]}, **OWN}])
    found = importing(one, two, names="m.toml", form="label-studio-min")
    assert found.rows[1:] == [
        "Crowds came.,visitors,crowds,a",
        "Crowds came.,pond,none,a",
        "The swamp.,pond,murky,a",
        "The swamp.,visitors,crowds,a",
    ]
    assert found.told == ["4 rows: out.csv"]
