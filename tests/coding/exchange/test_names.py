"""Names of codings in a tool, and files that say what other names mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from framing.coding.codebook import Codebook
from framing.coding.exchange.names import Code, Names, read_map
from framing.coding.exchange.records import UnfitError
from framing.errors import LabelsError

HEADS = "tree-work/felled, tree-work/removed, visitors/guests, visitors/crowds, pond/murky, pond/wild"


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("pond/wild", Code("pond", "wild")),
        (" pond / wild ", Code("pond", "wild")),
        ("pond/wild/scare", Code("pond", "wild", "scare")),
        ("pond/none", Code("pond", "none")),
        ("*/none", Code("*", "none")),
    ],
)
def test_a_name_says_axis_pole_and_voice(park_book: Codebook, name: str, code: Code) -> None:
    assert Names(park_book).code(name) == code
    assert code.name == "".join(name.split())


@pytest.mark.parametrize(
    "name",
    ["terror", "", "pond", "pond/", "/wild", "pond/dirty", "Pond/wild", "pond/wild/loud", "pond/wild/own/x",
     "*/wild", "pond/none/own", "*", "wild/pond", None, True, 1.5, ["pond/wild"]],
)  # fmt: skip
def test_any_other_name_is_unknown_and_those_known_are_said(park_book: Codebook, name: object) -> None:
    with pytest.raises(UnfitError) as caught:
        Names(park_book).code(name)
    assert str(caught.value).endswith(f"or use AXIS/POLE or AXIS/POLE/VOICE: {HEADS}")
    assert not Names(park_book).is_known(name)


def test_an_axis_is_named_by_its_id_or_by_none_on_it(park_book: Codebook) -> None:
    names = Names(park_book)
    assert [names.axis(a) for a in ("pond", "*", "pond/none", "*/none")] == ["pond", "*", "pond", "*"]
    with pytest.raises(UnfitError, match='"pond/wild" is no axis; use \\*, tree-work, visitors, pond'):
        names.axis("pond/wild")


def test_a_map_in_csv(park_book: Codebook) -> None:
    Path("m.csv").write_text("label,axis,pole,voice\nswamp,pond,murky,\n3,pond,wild,own\nnothing,*,none,\n")
    names = Names(park_book, read_map(Path("m.csv"), park_book))
    assert [names.code(n) for n in ("swamp", 3, "3", "nothing", "pond/wild")] == [
        Code("pond", "murky"),
        Code("pond", "wild", "own"),
        Code("pond", "wild", "own"),
        Code("*", "none"),
        Code("pond", "wild"),
    ]


def test_a_map_in_toml(park_book: Codebook) -> None:
    Path("m.toml").write_text('swamp = "pond/murky"\n"the crowd" = "visitors/crowds/own"\n')
    assert read_map(Path("m.toml"), park_book) == {
        "swamp": Code("pond", "murky"),
        "the crowd": Code("visitors", "crowds", "own"),
    }


def test_the_axes_of_a_map_are_those_that_coders_were_asked_about(park_book: Codebook) -> None:
    murky, guests, lime = Code("pond", "murky"), Code("visitors", "guests"), Code("tree-work", "none")
    assert Names(park_book).axes == ("*",)
    assert Names(park_book, {"a": murky, "b": guests}).axes == ("visitors", "pond")
    assert Names(park_book, {"a": murky, "b": guests, "c": lime}).axes == ("*",)
    assert Names(park_book, {"a": murky, "no": Code("*", "none")}).axes == ("*",)


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        (
            "m.csv",
            "label,axis,pole\nswamp,pond,dirty\nswamp,pond,murky\nswamp,pond,wild\n",
            [f'm.csv:2: "swamp": "pond/dirty" is not in the codebook; use {HEADS}', 'm.csv:4: "swamp" stands twice'],
        ),
        ("m.csv", "name,axis,pole\nx,pond,wild\n", ["m.csv:1: the header is name, axis, pole; it should be label,axis,pole,voice"]),
        ("m.csv", "label,axis,pole\n", ['m.csv: names no label; write label,axis,pole or "label" = "axis/pole"']),
        ("m.csv", "label,axis,pole\nx,pond\n", ["m.csv:2: 2 cells where the header has 3"]),
        ("m.toml", "swamp = 3\n", ['m.toml: "swamp" is no text such as "axis/pole"']),
        ("m.toml", "swamp\n", ["m.toml: not valid TOML: Expected '=' after a key in a key/value pair (at line 1, column 6)"]),
    ],
)  # fmt: skip
def test_defects_of_a_map(park_book: Codebook, name: str, text: str, lines: list[str]) -> None:
    Path(name).write_text(text)
    with pytest.raises(LabelsError) as caught:
        read_map(Path(name), park_book)
    assert caught.value.lines == lines
