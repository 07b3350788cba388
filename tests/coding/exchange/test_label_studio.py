"""Label Studio's JSON, of today and of before version 1.0."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from framing.coding import exchange
from framing.coding.codebook import Codebook
from framing.errors import LabelsError

Importing = Callable[..., Any]
HEADS = "tree-work/felled, tree-work/removed, visitors/guests, visitors/crowds, pond/murky, pond/wild"


def task(text: str, *annotations: dict[str, object], **data: object) -> dict[str, object]:
    return {"id": 1, "data": {"text": text, **data}, "annotations": list(annotations)}


def marked(words: str, start: int, *labels: str, **more: object) -> dict[str, object]:
    value = {"start": start, "end": start + len(words), "text": words, "labels": list(labels)}
    return {"id": f"r{start}", "from_name": "l", "to_name": "text", "type": "labels", "value": value, **more}


def chosen(*choices: str, **more: object) -> dict[str, object]:
    return {
        "from_name": "c",
        "to_name": "text",
        "type": "choices",
        "value": {"choices": list(choices)},
        **more,
    }


def by(coder: object, *results: dict[str, object]) -> dict[str, object]:
    return {"completed_by": coder, "result": list(results)}


def test_a_file_of_all_that_there_is(importing: Importing, fixtures: Path) -> None:
    found = importing(fixtures / "label_studio.json")
    assert found.rows == [
        "id,text,axis,pole,voice,evidence,start,before,coder,outlet,note",
        'p-1,"🌳🌳 Wardens felled the lime, then felled the oak.",tree-work,felled,own,felled,,Rain had soaked the lawn.,7,Elm Gazette,Two trees; is that two events?',
        'p-1,"🌳🌳 Wardens felled the lime, then felled the oak.",tree-work,felled,,felled,33,Rain had soaked the lawn.,7,Elm Gazette,of the oak; Two trees; is that two events?',
        'p-1,"🌳🌳 Wardens felled the lime, then felled the oak.",*,none,,,,Rain had soaked the lawn.,7,Elm Gazette,Two trees; is that two events?',
        'p-1,"🌳🌳 Wardens felled the lime, then felled the oak.",tree-work,removed,reported,lime,,Rain had soaked the lawn.,bob@elm.example,Elm Gazette,',
        'p-1,"🌳🌳 Wardens felled the lime, then felled the oak.",pond,none,,,,Rain had soaked the lawn.,bob@elm.example,Elm Gazette,',
        ",Families and crowds shared the lawn.,visitors,guests,,Families,,,,,",
        ",Families and crowds shared the lawn.,visitors,crowds,,crowds,,,,,",
        ",Families and crowds shared the lawn.,*,none,,,,,,,",
        ",The gate opens at dawn.,*,none,,,,,7,,",
        ",The pond and the pond house were murky.,pond,murky,,murky,,,Cleo,,",
        ",The pond and the pond house were murky.,*,none,,,,,Cleo,,",
    ]
    assert found.told == [
        "read as Label Studio JSON",
        "11 rows: out.csv; 2 set aside: out.rejects.jsonl",
        "2 spans were counted in UTF-16 units: now in code points",
        "2 spans did not hold their words: moved to the one place where these stand",
        "2 annotations were skipped, ignored or cancelled: no coding",
        "1 records without an annotation: no coding",
    ]
    assert found.reasons == [
        (5, f'label "pond/dirty" is not known; say with --map what it means, or use AXIS/POLE or AXIS/POLE/VOICE: {HEADS}'),
        (5, 'the span 30–34 reads "re m"; its words "pond" stand 2 times in the text'),
    ]  # fmt: skip


def test_what_is_set_aside_is_the_task_with_that_annotation_alone(
    importing: Importing, fixtures: Path
) -> None:
    aside = importing(fixtures / "label_studio.json").rejects
    whole = json.loads((fixtures / "label_studio.json").read_text())[4]
    assert [r["file"] for r in aside] == [str(fixtures / "label_studio.json")] * 2
    assert [r["record"] for r in aside] == [{**whole, "annotations": [a]} for a in whole["annotations"][:2]]
    mended = (
        json.dumps([r["record"] for r in aside]).replace("pond/dirty", "pond/murky").replace(": 30", ": 17")
    )
    again = importing(("again.json", mended.replace('"end": 34', '"end": 21')))
    assert (len(again.rows), again.rejects) == (5, [])


@pytest.mark.parametrize(
    ("person", "coder"),
    [
        (7, "7"),
        ({"id": 7, "email": "ada@elm.example", "first_name": "Ada"}, "ada@elm.example"),
        ({"id": 7, "email": "", "first_name": "Ada", "last_name": "Quill"}, "Ada Quill"),
        ({"id": 7}, "7"),
        (None, "cleo"),
        ({}, "cleo"),
    ],
)
def test_who_coded(importing: Importing, person: object, coder: str) -> None:
    found = importing(("t.json", [task("Rain.", by(person))]), coder="cleo")
    assert found.rows[1:] == [f"Rain.,*,none,{coder}"]


def test_a_coder_written_into_the_annotation_comes_first(importing: Importing) -> None:
    name = {"from_name": "coder", "to_name": "text", "type": "textarea", "value": {"text": ["bob"]}}
    assert importing(("t.json", [task("Rain.", by(7, name))])).rows[1:] == ["Rain.,*,none,bob"]


def test_a_span_of_two_labels_is_two_codings_in_one_voice(importing: Importing) -> None:
    voice = chosen("quoted", id="r0")
    found = importing(
        ("t.json", [task("Crowds", by("a", marked("Crowds", 0, "visitors/crowds", "pond/wild"), voice))])
    )
    assert found.rows[1:] == ["Crowds,visitors,crowds,quoted,Crowds,a", "Crowds,pond,wild,quoted,Crowds,a", "Crowds,*,none,,,a"]  # fmt: skip


def test_choices_of_the_sentence_name_codings_and_the_axes_looked_at(importing: Importing) -> None:
    rows = importing(
        ("t.json", [task("Rain.", by("a", chosen("pond/wild/own"), chosen("visitors", "pond")))])
    ).rows
    assert rows[1:] == ["Rain.,pond,wild,own,a", "Rain.,visitors,none,,a"]
    rows = importing(("t.json", [task("Rain.", by("a", chosen("visitors/none")))])).rows
    assert rows[1:] == ["Rain.,visitors,none,a"]
    rows = importing(("t.json", [task("Rain.", by("a", chosen("visitors", "*")))])).rows
    assert rows[1:] == ["Rain.,visitors,none,a", "Rain.,*,none,a"]


def test_axes_that_coders_were_not_asked_about_are_not_looked_at(importing: Importing) -> None:
    tasks = (
        "t.json",
        [task("Rain.", by("a")), task("Crowds", by("a", marked("Crowds", 0, "visitors/crowds")))],
    )
    assert importing(tasks, axes=["pond", "visitors"]).rows[1:] == [
        "Rain.,pond,none,,a",
        "Rain.,visitors,none,,a",
        "Crowds,visitors,crowds,Crowds,a",
        "Crowds,pond,none,,a",
    ]
    Path("m.csv").write_text("label,axis,pole\nmob,visitors,crowds\n")
    mapped = ("t.json", [task("Rain.", by("a")), task("Crowds", by("a", marked("Crowds", 0, "mob")))])
    assert importing(mapped, names="m.csv").rows[1:] == [
        "Rain.,visitors,none,,a",
        "Crowds,visitors,crowds,Crowds,a",
    ]


def test_notes_of_a_region_stay_with_it(importing: Importing) -> None:
    note = {
        "id": "r0",
        "from_name": "n",
        "to_name": "text",
        "type": "textarea",
        "value": {"text": ["hm", "well"]},
    }
    first = marked("Crowds", 0, "visitors/crowds", meta={"text": ["odd"]})
    rows = importing(("t.json", [task("Crowds", by("a", first, note))])).rows
    assert rows[1:] == ["Crowds,visitors,crowds,Crowds,a,odd; hm; well", "Crowds,*,none,,a,"]


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ({"type": "relation", "from_id": "a", "to_id": "b"}, 'a result of the type "relation" has no place in a label file'),
        (chosen("own"), 'the voice "own" belongs to no marked words'),
        (chosen("maybe", id="r0"), 'the choice "maybe" of marked words is no voice'),
        (chosen("own", "quoted", id="r0"), "marked words have one voice, not own and quoted"),
        (marked("Rain", 0), 'the words "Rain" are marked without a label'),
        (marked("Rain", 0, "pond/none"), 'a label with "none" says that nothing was found, and cannot mark words'),
        ({**marked("Rain", 0, "pond/wild"), "value": {"start": "0", "end": 4, "labels": ["pond/wild"]}}, "start of a span is no whole number"),
        ({**marked("Rain", 0, "pond/wild"), "value": {"start": 0, "end": 4.0, "labels": ["pond/wild"]}}, "end of a span is no whole number"),
        ({**marked("Rain", 0, "pond/wild"), "value": {"start": 0, "end": True, "labels": ["pond/wild"]}}, "end of a span is no whole number"),
        ({**marked("Rain", 0, "pond/wild"), "value": []}, "value is no object"),
        ({**marked("Rain", 0, "pond/wild"), "value": {"labels": "pond/wild"}}, "labels is no list"),
        ("words", "a result is no object"),
    ],
)  # fmt: skip
def test_what_has_no_place_in_a_label_file(importing: Importing, result: object, reason: str) -> None:
    rest = marked("Rain", 0, "pond/wild")
    results = [result] if isinstance(result, dict) and result.get("type") == "labels" else [rest, result]
    found = importing(
        ("t.json", [task("Rain fell."), task("Rain fell.", by("a", *results)), task("Sun.", by("a"))])
    )  # type: ignore[arg-type]
    assert found.reasons == [(2, reason)]
    assert found.rows[1:] == ["Sun.,*,none,a"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"text": ""}, "the text is empty"),
        ({"text": None}, "the text is empty"),
        ({"text": ["Rain."]}, "the text is no text"),
        ({"text": "a\0b"}, "the text holds a NUL character"),
        ({"text": "a\ud800b"}, "the text holds half of a surrogate pair; it cannot be written as UTF-8"),
        ({"text": "a" * 5001}, "the text has 5001 characters; a label belongs to a sentence or a headline (at most 5000)"),
        ({"text": "Rain.", "source": {"a": 1}}, "source is no text"),
        ({"head": "Rain.", "body": "It fell."}, 'the data have no "text" but head, body'),
        ({}, 'the data have no "text" but nothing'),
    ],
)  # fmt: skip
def test_a_sentence_that_cannot_be_one(importing: Importing, data: dict[str, object], reason: str) -> None:
    bad = {"data": data, "annotations": [by("a")]}
    content = json.dumps([bad, task("Sun.", by("a"))])
    found = importing(("t.json", content))
    assert found.reasons == [(1, reason)]
    assert found.rejects[0]["record"] == bad


def test_the_only_text_of_a_task_is_its_text(importing: Importing) -> None:
    found = importing(("t.json", [{"data": {"headline": "Rain.", "page": 3}, "annotations": [by("a")]}]))
    assert found.rows == ["text,axis,pole,coder", "Rain.,*,none,a"]


def test_the_number_of_a_task_is_no_id_and_that_of_the_data_is(importing: Importing) -> None:
    tasks = [
        task("Rain.", by("a")),
        task("Sun.", by("a"), id=5),
        task("Fog.", by("a"), id=6, sentence_id="f"),
    ]
    assert importing(("t.json", tasks)).rows[1:] == [",Rain.,*,none,a", "5,Sun.,*,none,a", "f,Fog.,*,none,a"]


def test_one_task_by_itself(importing: Importing) -> None:
    assert importing(("t.json", json.dumps(task("Rain.", by("a")), indent=2))).rows[1:] == ["Rain.,*,none,a"]


def test_a_coder_who_coded_a_sentence_twice(importing: Importing) -> None:
    """The same twice is once; two different codings contradict each other."""
    crowds = marked("Crowds", 0, "visitors/crowds")
    same = importing(("t.json", [task("Crowds", by("a", crowds), by("a", {**crowds, "id": "x"}))]))
    assert (len(same.rows), same.rejects) == (3, [])
    assert "2 rows say what an earlier one says: left out" in same.told
    other = importing(("t.json", [task("Crowds", by("a", crowds)), task("Crowds", by("a"))]))
    assert other.reasons == [
        (2, 'coder "a" coded this sentence in another way at t.json: task 1; keep one of the two')
    ]
    noted = {**crowds, "meta": {"text": ["?"]}}
    noted_twice = importing(("t.json", [task("Crowds", by("a", crowds)), task("Crowds", by("a", noted))]))
    assert noted_twice.reasons == [
        (2, "t.json: task 1 has the same coding with another note, source, event, outlet or genre")
    ]


def test_one_id_for_two_texts(importing: Importing) -> None:
    tasks = [task("Rain.", by("a"), sentence_id="s"), task("Sun.", by("a"), sentence_id="s")]
    assert importing(("t.json", tasks)).reasons == [(2, 'id "s" has another text at t.json: task 1')]


def test_a_pole_here_and_none_there(importing: Importing) -> None:
    tasks = [
        task("Crowds", by("a", marked("Crowds", 0, "visitors/crowds"), chosen("visitors"))),
        task("Crowds", by("a", chosen("visitors/none"))),
    ]
    (reason,) = importing(("t.json", tasks)).reasons
    assert reason == (2, 'coder "a" has a pole on axis "visitors" here or at t.json: task 1, and "none" at the other place')  # fmt: skip


# ---------------------------------------------------------------- writing


@pytest.fixture
def labelled() -> Path:
    """Rows of every kind: two coders, a note on each kind of row, codings without words, sentences coded in part."""
    path = Path("in.csv")
    path.write_text(
        "id,text,axis,pole,voice,evidence,start,before,coder,note\n"
        's1,"🌳 felled, “felled”",tree-work,felled,quoted,felled,11,Rain.,ada,why?\n'
        's1,"🌳 felled, “felled”",pond,wild,own,,,Rain.,ada,unclear\n'
        's1,"🌳 felled, “felled”",visitors,none,,,,Rain.,ada,\n'
        's1,"🌳 felled, “felled”",*,none,,,,Rain.,bob@elm.example,\n'
    )
    return path


def test_a_task_holds_an_annotation_of_each_coder(
    importing: Importing, park_book: Codebook, labelled: Path
) -> None:
    done = exchange.export_labels([labelled], "t.json", park_book, form="label-studio")
    assert done.lines == ["1 sentences, 2 coders: t.json; labelling configuration: t.xml"]
    (written,) = json.loads(Path("t.json").read_text())
    assert written["data"] == {
        "text": "🌳 felled, “felled”", "sentence_id": "s1", "before": "Rain.", "source": "", "event": "", "outlet": "", "genre": "",
    }  # fmt: skip
    ada, bob = written["annotations"]
    common = {"to_name": "text", "origin": "manual"}
    span = {"start": 11, "end": 17, "text": "felled"}
    assert ada == {
        "was_cancelled": False,
        "ground_truth": False,
        "result": [
            {"id": "m1", "from_name": "mention", "type": "labels", "value": {**span, "labels": ["tree-work/felled"]}, "meta": {"text": ["why?"]}, **common},
            {"id": "m1", "from_name": "voice", "type": "choices", "value": {**span, "choices": ["quoted"]}, **common},
            {"id": "s1", "from_name": "axes", "type": "choices", "value": {"choices": ["tree-work", "pond", "visitors"]}, **common},
            {"id": "s2", "from_name": "sentence", "type": "choices", "value": {"choices": ["pond/wild/own"]}, **common},
            {"id": "s3", "from_name": "note", "type": "textarea", "value": {"text": ["pond/wild/own: unclear"]}, **common},
            {"id": "s4", "from_name": "coder", "type": "textarea", "value": {"text": ["ada"]}, **common},
        ],
    }  # fmt: skip
    assert bob["completed_by"] == {"email": "bob@elm.example"}
    assert len(importing(Path("t.json")).rows) == 5


def test_the_configuration_has_every_control_and_choice_that_the_tasks_use(
    importing: Importing, park_book: Codebook, labelled: Path
) -> None:
    exchange.export_labels([labelled], "t.json", park_book, form="label-studio")
    root = ET.parse("t.xml").getroot()
    controls = {e.get("name"): e for e in root.iter() if e.get("toName")}
    objects = {e.get("name"): e.get("value") for e in root.iter("Text")}
    assert objects == {"before": "$before", "text": "$text"}
    (written,) = json.loads(Path("t.json").read_text())
    assert {v.removeprefix("$") for v in objects.values() if v} <= written["data"].keys()
    kinds = {"labels": "Labels", "choices": "Choices", "textarea": "TextArea"}
    for result in (r for a in written["annotations"] for r in a["result"]):
        control = controls[result["from_name"]]
        assert (control.tag, control.get("toName")) == (kinds[result["type"]], result["to_name"])
        if result["type"] != "textarea":
            offered = {e.get("value") for e in control}
            assert set(result["value"][result["type"]]) <= offered
    assert [e.get("value") for e in controls["mention"]] == HEADS.split(", ")


def test_a_title_cannot_break_out_of_the_configuration(park_book: Codebook, tmp_path: Path) -> None:
    from framing.coding.exchange.label_studio_config import config

    text = (Path(__file__).parents[2] / "fixtures" / "park" / "codebook.toml").read_text()
    book = Codebook.parse(text.replace("coverage of a park", "<a> & 'b' \\\"c\\\""))
    header = ET.fromstring(config(book, [])).find("Header")
    assert header is not None
    assert header.get("value") == "Wording in <a> & 'b' \"c\""


def test_json_min_is_only_read(park_book: Codebook, importing: Importing, labelled: Path) -> None:
    with pytest.raises(LabelsError) as caught:
        exchange.export_labels([labelled], "t.json", park_book, form="label-studio-min")
    assert caught.value.lines == ["t.json: Label Studio JSON_MIN or CSV is only read; write label-studio"]
    assert not Path("t.json").exists()
