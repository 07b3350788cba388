"""Exchange with annotation tools: label files to coded sentences and back, without a loss."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framing.coding import exchange, labels
from framing.coding.codebook import Codebook
from framing.coding.labels import Label
from framing.errors import LabelsError
from framing.units import VOICES


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def bare(rows: list[Label]) -> set[Label]:
    return {msgspec.structs.replace(r, path="", line=0) for r in rows}


def test_a_record_holds_what_its_rows_hold(park_book: Codebook) -> None:
    Path("x.csv").write_text(
        "text,axis,pole,voice,evidence,start,id,before,coder,source,event,outlet,genre,note\n"
        '"felled, “felled”",tree-work,felled,quoted,felled,9,s1,Rain.,ada,a1,storm,Elm,wire,\n'
        '"felled, “felled”",pond,wild,,,,s1,Rain.,ada,a1,storm,Elm,wire,why\n'
        '"felled, “felled”",visitors,none,,,,s1,Rain.,ada,a1,storm,Elm,wire,how\n'
        '"felled, “felled”",*,none,,,,s1,Rain.,ada,a1,storm,Elm,wire,why\n'
    )
    assert exchange.export_coded(["x.csv"], "x.jsonl", park_book) == 1
    assert [json.loads(line) for line in Path("x.jsonl").read_text().splitlines()] == [
        {
            "id": "s1",
            "text": "felled, “felled”",
            "before": "Rain.",
            "codings": [
                {"axis": "tree-work", "pole": "felled", "voice": "quoted", "start": 9, "end": 15, "evidence": "felled"},
                {"axis": "pond", "pole": "wild", "voice": "", "start": -1, "end": -1, "evidence": ""},
            ],
            "coder": "ada",
            "source": "a1",
            "event": "storm",
            "outlet": "Elm",
            "genre": "wire",
            "note": "why; how",
        }
    ]  # fmt: skip


def test_each_coder_of_a_sentence_has_a_record(park_book: Codebook) -> None:
    Path("x.csv").write_text("text,axis,pole,coder\nRain.,*,none,ada\nRain.,*,none,bob\nSun.,*,none,ada\n")
    assert exchange.export_coded(["x.csv"], "x.jsonl", park_book) == 3
    records = [json.loads(line) for line in Path("x.jsonl").read_text().splitlines()]
    assert [(r["text"], r["coder"]) for r in records] == [("Rain.", "ada"), ("Rain.", "bob"), ("Sun.", "ada")]


def test_a_sentence_coded_in_part_has_no_place_in_the_form(park_book: Codebook) -> None:
    Path("x.csv").write_text("text,axis,pole\nRain.,pond,wild\nSun.,*,none\nFog.,pond,none\n")
    with pytest.raises(LabelsError) as caught:
        exchange.export_coded(["x.csv"], "x.jsonl", park_book)
    remedy = 'coded on some axes only; add a row with axis "*" and pole "none", or keep it as CSV'
    assert caught.value.lines == [f"x.csv:2: {remedy}", f"x.csv:4: {remedy}"]
    assert not Path("x.jsonl").exists()


def test_a_sentence_coded_on_every_axis_by_name_is_coded_in_full(park_book: Codebook) -> None:
    Path("x.csv").write_text("text,axis,pole\nRain.,pond,wild\nRain.,tree-work,none\nRain.,visitors,none\n")
    assert exchange.export_coded(["x.csv"], "x.jsonl", park_book) == 1


def test_import_names_the_coder_where_the_records_do_not(park_book: Codebook) -> None:
    Path("x.jsonl").write_text(
        '{"text": "Rain.", "codings": []}\n{"text": "It was felled.", "coder": "bob", "codings": [{"axis": "tree-work", "pole": "felled"}]}\n'
    )
    assert exchange.import_coded(["x.jsonl"], "x.csv", park_book, coder="ada") == 3
    assert Path("x.csv").read_text() == (
        "text,axis,pole,coder\nRain.,*,none,ada\nIt was felled.,tree-work,felled,bob\nIt was felled.,*,none,bob\n"
    )


def test_import_reports_what_the_name_of_the_coder_makes_double(park_book: Codebook) -> None:
    Path("x.jsonl").write_text(
        '{"text": "Rain.", "codings": []}\n{"text": "Rain.", "codings": [], "coder": "ada"}\n'
    )
    with pytest.raises(LabelsError) as caught:
        exchange.import_coded(["x.jsonl"], "x.csv", park_book, coder="ada")
    assert caught.value.lines == ["x.jsonl:2: the same row stands at x.jsonl:1; delete one"]
    assert not Path("x.csv").exists()


def test_import_reports_every_defect(park_book: Codebook) -> None:
    Path("x.jsonl").write_text('{"text": "Rain.", "codings": [{"axis": "a", "pole": "b"}]}\nnope\n')
    with pytest.raises(LabelsError) as caught:
        exchange.import_coded(["x.jsonl"], "x.csv", park_book)
    assert caught.value.lines == [
        'x.jsonl:1: axis "a" is not in the codebook; use tree-work, visitors, pond or *',
        "x.jsonl:2: not valid JSON: JSON is malformed: invalid character (byte 4)",
    ]
    assert not Path("x.csv").exists()


# ---------------------------------------------------------------- there and back

_TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    | st.sampled_from('\n\r\t",;🌳👩‍🌾\u2028\u200d'),
    min_size=1,
    max_size=30,
).filter(lambda t: bool(t.strip()))
_AXES = {"tree-work": ["felled", "removed"], "visitors": ["guests", "crowds"], "pond": ["murky", "wild"]}


@st.composite
def _coded(draw: st.DrawFn) -> list[Label]:
    """Sentences of one or two coders, each coded in full."""
    rows = []
    for n, text in enumerate(draw(st.lists(_TEXT, min_size=1, max_size=4))):
        about = {
            k: draw(st.just("") | _TEXT.map(str.strip))
            for k in ("source", "event", "outlet", "genre", "note")
        }
        before = draw(st.just("") | _TEXT)
        for coder in draw(st.sampled_from([["ada"], ["ada", "bob"], [""]])):
            common = {"text": text, "id": f"s{n}", "before": before, "coder": coder, **about}
            for axis in draw(st.lists(st.sampled_from(list(_AXES)), unique=True)):
                a = draw(st.integers(0, len(text) - 1))
                evidence = text[a : draw(st.integers(a + 1, len(text)))]
                if not evidence.strip():
                    a, evidence = -1, ""
                pole, voice = draw(st.sampled_from(_AXES[axis])), draw(st.sampled_from([None, *VOICES]))
                rows.append(Label(axis=axis, pole=pole, voice=voice, evidence=evidence, start=a, **common))
            rows.append(Label(axis="*", pole="none", **common))
    return rows


@given(rows=_coded())
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_there_and_back(park_book: Codebook, rows: list[Label]) -> None:
    labels.write_csv(rows, "a.csv")
    exchange.export_coded(["a.csv"], "b.jsonl", park_book)
    assert exchange.import_coded(["b.jsonl"], "c.csv", park_book) == len(rows)
    assert bare(labels.load(["c.csv"], park_book)) == set(rows)
    exchange.export_coded(["c.csv"], "d.jsonl", park_book)
    assert Path("d.jsonl").read_bytes() == Path("b.jsonl").read_bytes()
