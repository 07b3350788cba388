"""Which format a file is in, seen from what stands in it, whatever it is called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from framing.coding.exchange.recognition import Format, recognise
from framing.errors import LabelsError


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("label_studio.json", "label-studio"),
        ("label_studio_min.json", "label-studio-min"),
        ("label_studio.csv", "label-studio-min"),
        ("doccano_ada.jsonl", "doccano"),
        ("doccano_old.jsonl", "doccano"),
        ("doccano.csv", "doccano"),
        ("prodigy.jsonl", "prodigy"),
    ],
)
def test_each_file_of_a_tool(fixtures: Path, name: str, form: str) -> None:
    assert recognise(fixtures / name) == form


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ('{"text": "Rain.", "codings": []}', "coded"),
        ('{"text": "Rain.", "axis": "pond", "pole": "wild"}', "coded"),
        ('{"text": "Rain.", "answer": "accept"}', "prodigy"),
        ('{"text": "Rain.", "label": "x", "_input_hash": 3}', "prodigy"),
        ('{"text": "Rain.", "label": ["x"]}', "doccano"),
        ('{"data": "Rain.", "label": ["x"]}', "doccano"),
        ('{"data": {"text": "Rain."}, "annotations": []}', "label-studio"),
        ('{"data": {"text": "Rain."}, "completions": []}', "label-studio"),
        ('{\n"data": {"text": "Rain."},\n"annotations": []}', "label-studio"),
        ('[{"text": "Rain.", "label": []}]', "doccano"),
        ('[{}]\n{"text": "Rain.", "label": []}\n', "doccano"),
        ('[\n{"text": "Rain.", "label": []},\n{}]\n', "doccano"),
        ('[{"text": "Rain.", "annotation_id": 3}]', "label-studio-min"),
        ('nonsense\n\n{"text": 1, "text": 2}\n{"text": "Rain.", "answer": "accept"}', "prodigy"),
        ('[{"text": "Rain.", "annotation_id": 3}, {"breaks', "label-studio-min"),
        ("\ufeff" '{"text": "Rain.", "answer": "accept"}', "prodigy"),
        ("text,axis,pole\nRain.,pond,wild\n", "coded"),
        ("", "coded"),
        ("[" * 100_000, "coded"),
        ("\xff\xfe", "coded"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["x.jsonl", "x"])
def test_contents(tmp_path: Path, name: str, content: str, form: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert recognise(path) == form


@pytest.mark.parametrize("content", ["[]", '[{"a": 1}]', "{}", "[" * 100_000])
def test_a_json_file_of_something_else(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content)
    with pytest.raises(LabelsError) as caught:
        recognise(path)
    assert caught.value.lines[0].endswith(
        "x.json: not a file of a tool that is known; say its format with --from"
    )


def test_files_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"PAR1....")
    (tmp_path / "b").write_bytes(b"PK\x05\x06" + b"\0" * 18)
    (tmp_path / "c").write_bytes(bytes(range(256)))
    assert [recognise(tmp_path / n) for n in "abc"] == ["hugging-face", "doccano", "coded"]
    assert recognise(tmp_path / "nowhere") == "coded"
    assert recognise(tmp_path) == "coded"
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "x.parquet").write_bytes(b"PAR1")
    assert recognise(tmp_path) == "hugging-face"


def test_the_command_line_offers_each_format() -> None:
    from framing.cli.labels import SourceFormat, ToolFormat

    assert {f.value for f in SourceFormat} == {f.value for f in Format}
    assert {f.value for f in ToolFormat} == {f.value for f in Format} - {"label-studio-min"}
    assert len({f.known_as for f in Format}) == len(Format)


def test_json_is_json_however_it_is_spaced(tmp_path: Path) -> None:
    record = {"data": {"text": "Rain."}, "annotations": []}
    for n, text in enumerate(
        [json.dumps([record], indent=k) for k in (None, 0, 1, 4)] + [f"\n\t [{json.dumps(record)}]"]
    ):
        path = tmp_path / f"{n}.json"
        path.write_text(text)
        assert recognise(path) == "label-studio"
