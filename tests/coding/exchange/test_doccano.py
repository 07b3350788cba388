"""doccano's zips, lines and tables, of today and of older versions."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from framing.coding import exchange
from framing.coding.codebook import Codebook
from framing.errors import LabelsError

Importing = Callable[..., Any]


def zipped(files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as z:
        for name, content in files.items():
            z.writestr(name, content)
    return buffer.getvalue()


def test_a_zip_has_a_file_of_each_coder(importing: Importing, fixtures: Path) -> None:
    files = {f"{n}.jsonl": (fixtures / f"doccano_{n}.jsonl").read_bytes() for n in ("ada", "bob")}
    found = importing(("d.zip", zipped(files)), coder="nobody")
    assert found.rows == [
        "text,axis,pole,voice,evidence,coder,outlet,note",
        "Wardens felled the lime on Monday.,tree-work,felled,own,felled,ada,Elm Gazette,Which lime?",
        "Wardens felled the lime on Monday.,*,none,,,ada,Elm Gazette,Which lime?",
        "🌳 Crowds sat by the pond.,visitors,crowds,,Crowds,ada,,",
        "🌳 Crowds sat by the pond.,*,none,,,ada,,",
        "Families sat by the fountain.,visitors,guests,,,ada,,",
        "Families sat by the fountain.,*,none,,,ada,,",
        "Guests came.,visitors,guests,,Guests,ada,,",
        "Guests came.,*,none,,,ada,,",
        "Wardens felled the lime on Monday.,tree-work,removed,quoted,lime,bob,Elm Gazette,",
        "Wardens felled the lime on Monday.,*,none,,,bob,Elm Gazette,",
    ]
    assert [(r["file"], r["line"], r["reason"].split(";")[0][:60]) for r in found.rejects] == [
        ("d.zip/ada.jsonl", 2, "the span 7–12 carries no words to check"),
        ("d.zip/ada.jsonl", 4, "no label, and doccano does not say whether anybody looked"),
        ("d.zip/ada.jsonl", 6, 'label "tea" is not known'),
        ("d.zip/ada.jsonl", 8, "relations between spans have no place in a label file"),
        ("d.zip/ada.jsonl", 9, "not valid JSON: Expecting value at column 1"),
        ("d.zip/bob.jsonl", 2, "the span 900–904 holds no words of a text of 28 characters"),
    ]
    assert found.rejects[4]["record"] == "not a record"


def test_a_file_by_itself_names_its_coder_unless_somebody_does(importing: Importing) -> None:
    record = [{"text": "Rain.", "label": ["pond/wild"]}]
    found = importing(("%C3%85sa.jsonl", record))
    assert found.rows[1] == "Rain.,pond,wild,Åsa"
    assert found.told[-1] == "coders named after their files: Åsa"
    assert importing(("x.jsonl", record), coder="bob").rows[1] == "Rain.,pond,wild,bob"
    nobody = importing(("all.jsonl", record))
    assert nobody.rows[:2] == ["text,axis,pole", "Rain.,pond,wild"]
    assert not any("named after" in line for line in nobody.told)
    assert importing(("all.jsonl", record), coder="bob").rows[1] == "Rain.,pond,wild,bob"


def test_a_record_without_a_label_needs_somebody_to_say_that_it_was_looked_at(importing: Importing) -> None:
    records = [{"text": "Rain.", "label": []}, {"text": "Sun.", "label": ["pond/wild"]}]
    careful = importing(("a.jsonl", records))
    assert [r.split(",")[0] for r in careful.rows[1:]] == ["Sun.", "Sun."]
    assert careful.reasons == [
        (1, "no label, and doccano does not say whether anybody looked; if every record was looked at, say --complete")
    ]  # fmt: skip
    told = importing(("a.jsonl", records), complete=True)
    assert (told.rows[1], told.rejects) == ("Rain.,*,none,a", [])


def test_older_records_name_coders_by_numbers_and_say_what_was_approved(
    importing: Importing, fixtures: Path
) -> None:
    Path("m.csv").write_text(
        "label,axis,pole,voice\n3,tree-work,felled,own\n4,tree-work,removed,\n9,visitors,crowds,\n"
    )
    found = importing(
        fixtures / "doccano_old.jsonl", names="m.csv", coder="cleo", axes=["tree-work", "visitors"]
    )
    assert found.rows == [
        "text,axis,pole,voice,evidence,coder,outlet",
        "Wardens felled the lime on Monday.,tree-work,felled,own,felled,1,Elm Gazette",
        "Wardens felled the lime on Monday.,visitors,none,,,1,Elm Gazette",
        "Wardens felled the lime on Monday.,tree-work,removed,,lime,2,Elm Gazette",
        "Wardens felled the lime on Monday.,visitors,none,,,2,Elm Gazette",
        "The gate opens at dawn.,tree-work,none,,,cleo,",
        "The gate opens at dawn.,visitors,none,,,cleo,",
        "The murky pond smelt of leaves.,pond,murky,,murky,cleo,",
        "The murky pond smelt of leaves.,tree-work,none,,,cleo,",
        "The murky pond smelt of leaves.,visitors,none,,,cleo,",
        "Crowds came.,visitors,crowds,,,1,",
        "Crowds came.,tree-work,none,,,1,",
    ]
    assert found.told == ["read as doccano", "11 rows: out.csv", "1 records without an annotation: no coding"]


def test_csv_joins_labels_with_a_hash(importing: Importing, fixtures: Path) -> None:
    found = importing(fixtures / "doccano.csv", coder="ada", complete=True)
    assert found.rows == [
        "text,axis,pole,voice,coder,note",
        "Families and guests shared the pond.,visitors,guests,,ada,",
        "Families and guests shared the pond.,pond,wild,,ada,",
        "Families and guests shared the pond.,*,none,,ada,",
        '"Crowds, they said.",visitors,crowds,reported,ada,unsure',
        '"Crowds, they said.",*,none,,ada,unsure',
        "The kiosk sells tea.,*,none,,ada,",
    ]
    Path("m.csv").write_text("label,axis,pole\na#b,pond,wild\n")
    joined = importing(("x.csv", "text,label\nRain.,a#b\n"), names="m.csv", coder="ada")
    assert joined.rows[1:] == ["Rain.,pond,wild,ada"]


def test_an_array_and_several_fields_of_labels(importing: Importing) -> None:
    records = [{"text": "Wild crowds.", "entities": [{"label": "visitors/crowds", "start_offset": 5, "end_offset": 11}], "cats": ["pond/wild"]}]  # fmt: skip
    rows = importing(("ada.json", records)).rows
    assert rows[1:] == [
        "Wild crowds.,visitors,crowds,crowds,ada",
        "Wild crowds.,pond,wild,,ada",
        "Wild crowds.,*,none,,ada",
    ]


def test_its_own_numbers_are_no_ids(importing: Importing) -> None:
    records = [{"id": 1, "text": "Rain.", "label": ["pond/wild"]}, {"id": "s2", "text": "Sun.", "label": ["pond/wild"]}]  # fmt: skip
    records.append({"id": 3, "sentence_id": "s3", "text": "Fog.", "label": ["pond/wild"]})
    rows = importing(("ada.jsonl", records)).rows
    assert [r.split(",")[0] for r in rows] == ["id", "", "", "s2", "s2", "s3", "s3"]


def test_what_is_beside_a_record_belongs_to_one_coder(importing: Importing) -> None:
    """Every coder's file holds every record, with what came in with another's labels."""
    ada = {"coder": "ada", "looked_at": ["pond"], "unplaced": ["pond/wild"], "notes": ["pond/wild: mine"]}
    found = importing(
        ("d.zip", zipped({
            "ada.jsonl": json.dumps({"text": "Rain.", "label": [], "coded": ada}),
            "bob.jsonl": json.dumps({"text": "Rain.", "label": [], "coded": ada}),
            "cleo.jsonl": json.dumps({"text": "Rain.", "label": ["visitors/crowds"], "coded": ada}),
        })),
    )  # fmt: skip
    assert found.rows[1:] == ["Rain.,pond,wild,ada,mine", "Rain.,visitors,crowds,cleo,", "Rain.,*,none,cleo,"]
    assert found.told[-1] == "1 records without an annotation: no coding"


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"text": "Rain.", "label": [[0, 4]]}, "label holds neither names nor spans such as [start, end, name]"),
        ({"text": "Rain.", "label": [[0.0, 4, "pond/wild"]]}, "start of a span is no whole number"),
        ({"text": "Rain.", "label": [[0, 0, "pond/wild"]]}, "the span 0–0 holds no words of a text of 5 characters"),
        ({"text": "Rain.", "label": {"a": 1}}, "label is no list"),
        ({"text": "Rain.", "label": [None]}, "label holds neither names nor spans such as [start, end, name]"),
        ({"text": "Rain.", "annotations": [3]}, "an annotation is no object"),
        ({"text": "Rain.", "meta": []}, "no label; it has text, meta"),
        ({"text": "Rain.", "label": ["pond/wild"], "meta": []}, "meta is no object"),
        ({"text": "Rain.", "label": ["pond/wild"], "coded": "x"}, "coded is no object"),
        ({"text": "Rain.", "label": ["pond/wild"], "coded": {"coder": "ada", "evidence": [[1, 2]]}}, "evidence is no list of [start, end, words]"),
        ({"text": "Rain.", "label": ["pond/wild"], "Comments": [{"a": 1}]}, "a comment is no text"),
        ({"label": ["pond/wild"]}, "the text is empty"),
    ],
)  # fmt: skip
def test_what_is_no_record(importing: Importing, record: object, reason: str) -> None:
    good = {"text": "Sun.", "label": ["pond/wild"]}
    found = importing(("ada.jsonl", [record, good]), form="doccano")
    assert found.reasons == [(1, reason)]
    assert found.rejects[0]["record"] == record or json.loads(found.rejects[0]["record"]) == record


# ---------------------------------------------------------------- zips that mean harm

GOOD = json.dumps({"text": "Rain.", "label": ["pond/wild"]})


def test_a_name_in_a_zip_leads_nowhere(importing: Importing, tmp_path: Path) -> None:
    names = ["../../ada.jsonl", "/etc/bob.jsonl", "C:\\cleo.jsonl", "a/b/dora.jsonl"]
    found = importing(("d.zip", zipped(dict.fromkeys([*names, "eve.jsonl"], GOOD))))
    assert [r.split(",")[3] for r in found.rows[1::2]] == ["eve"]
    assert len(found.rejects) == len(names)
    assert [p.name for p in tmp_path.parent.glob("*.jsonl")] == []


def test_what_a_mac_adds_is_left_out_and_other_files_are_set_aside(importing: Importing) -> None:
    files = {
        "__MACOSX/._ada.jsonl": b"\xff",
        "._ada.jsonl": b"\xff",
        "d/": b"",
        "read.me": b"x",
        "ada.jsonl": GOOD,
    }
    found = importing(("d.zip", zipped({**files, "bob.jsonl": b'{"text": "caf\xe9"}'})))
    assert [(r["file"], r["line"], r["reason"]) for r in found.rejects] == [
        ("d.zip/bob.jsonl", 1, "not UTF-8 (byte 0xe9)"),
        ("d.zip/read.me", 1, "not a file of doccano: .jsonl, .json or .csv"),
    ]
    assert len(found.rows) == 3


def test_a_bomb_is_refused_before_it_fills_the_memory(importing: Importing) -> None:
    for files in ({"a.jsonl": b" " * 50_000_000}, {f"{n}.jsonl": b" " * 2_000_000 for n in range(20)}):
        with pytest.raises(LabelsError) as caught:
            importing(("d.zip", zipped(files)))
        assert "expands beyond 10 MB for the archive; unpack it first" in caught.value.lines[-1]


def test_a_damaged_or_locked_zip(importing: Importing) -> None:
    whole = zipped({"ada.jsonl": GOOD * 50}, zipfile.ZIP_STORED)
    locked = bytearray(whole)
    for sign in (b"PK\x03\x04", b"PK\x01\x02"):
        at = locked.index(sign) + (6 if sign[2] == 3 else 8)
        locked[at] |= 1
    for data, said in (
        (whole[:40] + b"X" + whole[41:], "d.zip/ada.jsonl:1: damaged: "),
        (bytes(locked), "d.zip/ada.jsonl:1: encrypted; "),
        (whole.replace(b"PK\x01\x02", b"PK\x01\x03"), "d.zip: not a sound zip archive: "),
    ):
        with pytest.raises(LabelsError) as caught:
            importing(("d.zip", data), form="doccano")
        (line,) = caught.value.lines
        assert line.startswith(said)


# ---------------------------------------------------------------- writing


def test_a_zip_is_written_with_a_file_of_each_coder(importing: Importing, park_book: Codebook) -> None:
    Path("in.csv").write_text(
        "text,axis,pole,voice,evidence,coder,note\nFelled.,tree-work,felled,own,Felled,ada,why\nFelled.,*,none,,,../b c,\n"
        "Felled.,pond,wild,,,ada,\nRain.,*,none,,,,\n"
    )
    done = exchange.export_labels(["in.csv"], "d.zip", park_book, form="doccano")
    assert done.lines == ["2 sentences, 2 coders: d.zip"]
    with zipfile.ZipFile("d.zip") as z:
        assert z.namelist() == ["ada.jsonl", "%2E%2E%2Fb%20c.jsonl", "all.jsonl"]
        (ada,) = map(json.loads, z.read("ada.jsonl").splitlines())
    assert ada == {
        "text": "Felled.", "label": [[0, 6, "tree-work/felled/own"]], "sentence_id": "", "before": "", "source": "", "event": "",
        "outlet": "", "genre": "",
        "coded": {
            "coder": "ada", "looked_at": ["tree-work", "pond"], "unplaced": ["pond/wild"],
            "notes": ["tree-work/felled/own@0-6: why"], "evidence": [[0, 6, "Felled"]],
        },
    }  # fmt: skip
    first = Path("d.zip").read_bytes()
    exchange.export_labels(["in.csv"], "d.zip", park_book, form="doccano")
    assert Path("d.zip").read_bytes() == first


def test_a_file_by_itself_must_be_named_after_its_coder(importing: Importing, park_book: Codebook) -> None:
    Path("in.csv").write_text("text,axis,pole,coder\nRain.,*,none,ada\n")
    with pytest.raises(LabelsError) as caught:
        exchange.export_labels(["in.csv"], "x.jsonl", park_book, form="doccano")
    assert caught.value.lines == [
        "x.jsonl: doccano keeps the coder only as the name of a file; for these labels write a .zip, or ada.jsonl"
    ]
    assert not Path("x.jsonl").exists()
    exchange.export_labels(["in.csv"], "ada.jsonl", park_book, form="doccano")
    assert importing(Path("ada.jsonl")).rows[1:] == ["Rain.,*,none,ada"]
    Path("in.csv").write_text("text,axis,pole,coder\nRain.,*,none,ada\nRain.,*,none,bob\n")
    with pytest.raises(LabelsError, match=r"write a \.zip$"):
        exchange.export_labels(["in.csv"], "ada.jsonl", park_book, form="doccano")
