"""Damaged files: a clean error, or what is whole is taken and the rest set aside. Never a traceback, never a silent loss."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framing.coding import exchange, labels
from framing.coding.codebook import Codebook
from framing.coding.exchange.records import MAX_DEPTH
from framing.errors import LINE_LIMIT, FramingError, LabelsError

Importing = Callable[..., Any]
JSON_FORMATS = {
    "label-studio": "t.json",
    "label-studio-min": "m.json",
    "doccano": "ada.jsonl",
    "prodigy": "p.jsonl",
}
WHOLE: dict[str, Any] = {
    "label-studio": {"data": {"text": "Sun."}, "annotations": [{"completed_by": 1, "result": []}]},
    "label-studio-min": {"text": "Sun.", "annotator": 1, "annotation_id": 2},
    "doccano": {"text": "Sun.", "label": ["pond/wild"]},
    "prodigy": {"text": "Sun.", "spans": [], "answer": "accept", "_annotator_id": "1"},
}
BROKEN = {
    '{"text": "Rain.", "text": "Fog.", "label": [], "answer": "accept"}': 'not valid JSON: the name "text" stands twice',
    '{"text": "Rain.", "label": [], "answer": "accept", "score": NaN}': "not valid JSON: NaN is no JSON value",
    '{"text": "Rain.", "label": [], "answer": "accept", "n": -Infinity}': "not valid JSON: -Infinity is no JSON value",
    "[1, 2]": 'not an object such as {"text": …}',
    "null": 'not an object such as {"text": …}',
    '{"x": ' + "[" * MAX_DEPTH + "]" * MAX_DEPTH + "}": "lists and objects inside of each other, more than 100 levels",
    '{"x": ' + "1" * 5000 + "}": "not valid JSON: Exceeds the limit (4300 digits) for integer string conversion",
}  # fmt: skip


@pytest.mark.parametrize("form", JSON_FORMATS)
@pytest.mark.parametrize("broken", BROKEN, ids=lambda b: b[:40])
def test_a_record_that_is_no_json_is_set_aside_as_it_is(importing: Importing, form: str, broken: str) -> None:
    name, whole = JSON_FORMATS[form], json.dumps(WHOLE[form])
    text = f"[{broken},\n{whole}]" if name.endswith(".json") else f"{broken}\n{whole}"
    found = importing((name, text), form=form)
    ((number, reason),) = found.reasons
    assert (number, reason[: len(BROKEN[broken])]) == (1, BROKEN[broken])
    assert found.rejects[0]["record"] == broken
    assert found.rows[1].startswith("Sun.")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[{"a": 1},\n {"b": }]', "t.json:2: not valid JSON: Expecting value at column 8"),
        ('[{"a": 1}\n', "t.json:2: not valid JSON: expected a comma or ] at column 1"),
        ('[{"a": 1},\n', "t.json:2: not valid JSON: Expecting value at column 1"),
        ('[{"a": 1} {"b": 1}]', "t.json:1: not valid JSON: expected a comma or ] at column 11"),
        ('{"a": 1} {"b": 1}', "t.json:1: not valid JSON: expected the end of the file at column 10"),
        ("[" * 100_000, "t.json:1: not valid JSON: maximum recursion depth exceeded while decoding a JSON array from a unicode string at column 2"),
        ("", "t.json: the file is empty"),
        ("\0[]", "t.json:1: a NUL byte: this is not a text file"),
        ("[]", "t.json: no coding found, read as Label Studio JSON"),
        ("[] []", "t.json:1: not valid JSON: expected the end of the file at column 4"),
        ('[{"a": 1}]\nx', "t.json:2: not valid JSON: expected the end of the file at column 1"),
        ('[{"a": 1},]', "t.json:1: not valid JSON: Expecting value at column 11"),
    ],
    ids=lambda t: t[:20],
)  # fmt: skip
def test_an_array_that_breaks_off_is_an_error_with_its_line(
    importing: Importing, text: str, line: str
) -> None:
    with pytest.raises(LabelsError) as caught:
        importing(("t.json", text), form="label-studio")
    assert caught.value.lines[-1] == line
    assert not Path("out.csv").exists()


def test_half_of_a_surrogate_pair_in_a_record_that_is_set_aside(importing: Importing) -> None:
    text = '{"text": "a\\ud800", "label": ["pond/wild"]}\n{"text": "Sun.", "label": ["pond/\\udfff"]}\n{"text": "Fog.", "label": ["pond/wild"]}'
    found = importing(("ada.jsonl", text))
    assert [r["record"]["text"] for r in found.rejects] == ["a\ud800", "Sun."]
    assert found.rejects[1]["reason"].startswith('label "pond/\udfff" is not known')
    with pytest.raises(LabelsError) as caught:
        importing(("ada.jsonl", "\n".join(text.split("\n")[:2])))
    assert all(line.encode() for line in caught.value.lines)


def test_when_nothing_can_be_read_every_reason_is_an_error_and_nothing_is_written(
    importing: Importing,
) -> None:
    with pytest.raises(LabelsError) as caught:
        importing(("ada.jsonl", 'x\n{"text": "Rain.", "label": ["' + "y" * 1000 + '"]}\n'), form="doccano")
    first, second = caught.value.lines
    assert first == "ada.jsonl:1: not valid JSON: Expecting value at column 1"
    assert second.startswith('ada.jsonl:2: label "yyyy')
    assert len(second) + len("error: ") <= LINE_LIMIT
    assert sorted(p.name for p in Path().iterdir()) == ["ada.jsonl"]


def test_files_of_two_formats_are_imported_one_by_one(importing: Importing) -> None:
    with pytest.raises(LabelsError) as caught:
        importing(("ada.jsonl", [WHOLE["doccano"]]), ("p.jsonl", [WHOLE["prodigy"]]))
    assert caught.value.lines == ["p.jsonl: is Prodigy, and ada.jsonl is doccano; import them one by one"]


def test_a_file_that_is_not_there(importing: Importing) -> None:
    for form in (None, *JSON_FORMATS, "hugging-face"):
        with pytest.raises(LabelsError) as caught:
            importing(Path("nowhere.jsonl"), form=form)
        assert caught.value.lines == ["nowhere.jsonl: no such file or folder"]


# ---------------------------------------------------------------- any damage

_SETTINGS = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_WORDS = [
    "Rain.",
    "🌳 Rain",
    "pond/wild",
    "pond/none",
    "*",
    "*/none",
    "own",
    "labels",
    "choices",
    "textarea",
    "accept",
    "reject",
    "",
    "coder",
]
_KEYS = [
    "text", "data", "annotations", "completions", "result", "value", "type", "labels", "choices", "start", "end", "id", "from_name",
    "label", "entities", "coded", "looked_at", "unplaced", "notes", "evidence", "spans", "tokens", "options", "accept", "answer",
    "meta", "was_cancelled", "completed_by", "annotation_id", "voice", "axes", "note", "user", "start_offset", "Comments", "token_start",
]  # fmt: skip
_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.floats(allow_nan=False) | st.sampled_from(_WORDS) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=5),
    max_leaves=25,
)  # fmt: skip


@st.composite
def _changed(draw: st.DrawFn, value: Any) -> Any:
    """A record with some part of it replaced by anything."""
    if draw(st.integers(0, 3)) == 0 or not isinstance(value, dict | list) or not value:
        return draw(_JSON)
    at = draw(st.sampled_from(list(value) if isinstance(value, dict) else range(len(value))))
    inside = draw(_changed(value[at]))
    if isinstance(value, dict):
        return {**value, at: inside}
    return [*value[:at], inside, *value[at + 1 :]]


def rich(form: str, fixtures: Path) -> list[Any]:
    name = {
        "label-studio": "label_studio.json",
        "label-studio-min": "label_studio_min.json",
        "doccano": "doccano_ada.jsonl",
    }.get(form, "prodigy.jsonl")
    text = (fixtures / name).read_text(encoding="utf-8")
    if name.endswith(".json"):
        return list(json.loads(text))
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


@pytest.mark.parametrize("form", JSON_FORMATS)
@given(data=st.data())
@_SETTINGS
def test_any_change_of_a_record(
    tmp_path: Path, fixtures: Path, park_book: Codebook, form: str, data: st.DataObject
) -> None:
    """The records that are whole stay; each other one is taken, told, or set aside with what it was."""
    records = rich(form, fixtures)
    at = data.draw(st.integers(0, len(records) - 1))
    changed = data.draw(_changed(records[at]))
    records[at] = changed
    path = tmp_path / JSON_FORMATS[form]
    pieces = [json.dumps(r) for r in [*records, WHOLE[form]]]
    path.write_text(f"[{','.join(pieces)}]" if path.suffix == ".json" else "\n".join(pieces))
    done = exchange.import_labels([path], tmp_path / "out.csv", park_book, form=form)
    rows = labels.load([tmp_path / "out.csv"], park_book)
    assert any(r.text == "Sun." for r in rows)
    kept = (
        (tmp_path / "out.rejects.jsonl").read_text(encoding="utf-8").split("\n")[:-1] if done.rejects else []
    )
    (tmp_path / "out.rejects.jsonl").unlink(missing_ok=True)
    assert len(kept) == done.aside


@pytest.mark.parametrize("form", [*JSON_FORMATS, "hugging-face", "zip"])
@given(data=st.data())
@settings(_SETTINGS, max_examples=80)
def test_any_change_of_bytes(
    tmp_path_factory: pytest.TempPathFactory,
    fixtures: Path,
    park_book: Codebook,
    form: str,
    data: st.DataObject,
) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    whole = _file(form, folder, fixtures, park_book)
    content = bytearray(whole.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    whole.write_bytes(bytes(content))
    try:
        exchange.import_labels(
            [whole], folder / "out.csv", park_book, form="doccano" if form == "zip" else form
        )
        refused = None
    except FramingError as e:
        refused = e.lines
    if refused is None:
        assert labels.load([folder / "out.csv"], park_book)
    else:
        assert all(len(line) < LINE_LIMIT for line in refused)
        assert not (folder / "out.csv").exists()
    assert not list(folder.glob(".*"))


def _file(form: str, folder: Path, fixtures: Path, book: Codebook) -> Path:
    if form == "zip":
        path = folder / "d.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
            z.write(fixtures / "doccano_ada.jsonl", "ada.jsonl")
            z.write(fixtures / "doccano_bob.jsonl", "bob.jsonl")
        return path
    if form == "hugging-face":
        (folder / "in.csv").write_text(
            "text,axis,pole,evidence\nA wild pond.,pond,wild,wild\nRain.,*,none,\n"
        )
        exchange.export_labels([folder / "in.csv"], folder / "set", book, form=form)
        return next((folder / "set").rglob("*.parquet"))
    path = folder / JSON_FORMATS[form]
    pieces = [json.dumps(r, ensure_ascii=False) for r in rich(form, fixtures)]
    path.write_text(
        f"[{','.join(pieces)}]" if path.suffix == ".json" else "\n".join(pieces), encoding="utf-8"
    )
    return path
