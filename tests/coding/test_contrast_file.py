"""The file of contrast pairs: what is read, and every defect with its whole message."""

from __future__ import annotations

from pathlib import Path

import pytest

import framing
from framing.coding import contrasts
from framing.coding.codebook import Codebook
from framing.coding.contrasts import COLUMNS, KINDS, ContrastPair
from framing.errors import LabelsError

HEAD = ",".join(COLUMNS) + "\n"
SOUND = "p1,tree-work,term-swap,a,It was felled.,tree-work felled own\np1,tree-work,term-swap,b,It was removed.,tree-work removed own\n"


def lines(content: str | bytes, book: Codebook) -> list[str]:
    Path("c.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(LabelsError) as caught:
        contrasts.load("c.csv", book)
    return caught.value.lines


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_pairs_are_read(park_book: Codebook) -> None:
    Path("c.csv").write_text(
        HEAD
        + SOUND
        + 'p2,visitors,own-quoted,b,"Rain\nfell.",\np2,visitors,own-quoted,a,“Crowds and guests”,visitors crowds quoted; visitors guests quoted;\n'
    )
    assert contrasts.load("c.csv", park_book) == [
        ContrastPair(
            "p1",
            "tree-work",
            "term-swap",
            ("It was felled.", "It was removed."),
            (frozenset({("tree-work", "felled", "own")}), frozenset({("tree-work", "removed", "own")})),
        ),
        ContrastPair(
            "p2",
            "visitors",
            "own-quoted",
            ("“Crowds and guests”", "Rain\nfell."),
            (
                frozenset({("visitors", "crowds", "quoted"), ("visitors", "guests", "quoted")}),
                frozenset(),
            ),
        ),
    ]


def test_the_pairs_that_ship_are_sound() -> None:
    book = framing.load_codebook()
    pairs = contrasts.load(Path(__file__).parents[2] / "labels" / "contrasts.csv", book)
    assert len(pairs) >= 100
    assert {p.axis for p in pairs} == {a.id for a in book.axes}
    assert {p.kind for p in pairs} == set(KINDS)
    assert all(p.texts[0] != p.texts[1] for p in pairs)


DEFECTS = {
    "axis": (
        SOUND.replace(",tree-work,", ",trees,"),
        ['c.csv:2: axis "trees" is not in the codebook', 'c.csv:3: axis "trees" is not in the codebook'],
    ),
    "kind": (
        SOUND.replace("term-swap", "swap"),
        [
            'c.csv:2: kind "swap" is not one of term-swap, referent-swap, own-quoted, active-passive, negation-neutral',
            'c.csv:3: kind "swap" is not one of term-swap, referent-swap, own-quoted, active-passive, negation-neutral',
        ],
    ),
    "coding without voice": (
        SOUND.replace("felled own", "felled"),
        ['c.csv:2: "tree-work felled" is not "axis pole voice" with names of the codebook'],
    ),
    "coding of too many words": (
        SOUND.replace("felled own", "felled own own"),
        ['c.csv:2: "tree-work felled own own" is not "axis pole voice" with names of the codebook'],
    ),
    "pole of another axis": (
        SOUND.replace("felled own", "wild own"),
        ['c.csv:2: "tree-work wild own" is not "axis pole voice" with names of the codebook'],
    ),
    "voice": (
        SOUND.replace("felled own", "felled loud"),
        ['c.csv:2: "tree-work felled loud" is not "axis pole voice" with names of the codebook'],
    ),
    "empty text": (SOUND.replace("It was felled.", " "), ["c.csv:2: the text is empty"]),
    "a lonely side": (
        SOUND.split("\n")[0] + "\n",
        ['c.csv:2: pair "p1" needs exactly the sides a and b'],
    ),
    "a third side": (
        SOUND + "p1,tree-work,term-swap,c,It stands.,\n",
        ['c.csv:2: pair "p1" needs exactly the sides a and b'],
    ),
    "a side twice": (
        SOUND + "p1,tree-work,term-swap,b,It stands.,\n",
        ['c.csv:2: pair "p1" needs exactly the sides a and b'],
    ),
    "two axes": (
        SOUND.replace("p1,tree-work,term-swap,b", "p1,pond,term-swap,b"),
        ['c.csv:2: pair "p1" has two axes or two kinds'],
    ),
    "short row": (
        SOUND + "p2,pond,term-swap\n",
        ["c.csv:4: 3 cells where the header has 6"],
    ),
    "long row": (
        SOUND + "p2,pond,term-swap,a,Yes, no.,\n",
        [
            "c.csv:4: 7 cells where the header has 6; a comma inside a text needs quotation marks around the text"
        ],
    ),
    "unclosed quotation mark": (
        SOUND + 'p2,pond,term-swap,a,"Yes.\n',
        ["c.csv:4: not valid CSV: unexpected end of data; a quotation mark inside a cell is written twice"],
    ),
}


@pytest.mark.parametrize(("rows", "expected"), DEFECTS.values(), ids=DEFECTS)
def test_every_defect_is_told(park_book: Codebook, rows: str, expected: list[str]) -> None:
    assert lines(HEAD + rows, park_book) == expected


def test_all_defects_are_told_at_once_in_order(park_book: Codebook) -> None:
    content = (
        HEAD
        + "p0,pond,term-swap,a,Lonely.,\n"
        + SOUND.replace("felled own", "felled").replace("term-swap,b", "swap,b")
    )
    assert lines(content, park_book) == [
        'c.csv:2: pair "p0" needs exactly the sides a and b',
        'c.csv:3: "tree-work felled" is not "axis pole voice" with names of the codebook',
        'c.csv:3: pair "p1" has two axes or two kinds',
        'c.csv:4: kind "swap" is not one of term-swap, referent-swap, own-quoted, active-passive, negation-neutral',
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("text,axis,pole\n", ["c.csv:1: the header must be pair,axis,kind,side,text,expected"]),
        (b"", ["c.csv: the file is empty"]),
        (b"pair\0", ["c.csv:1: a NUL byte: this is not a text file"]),
        (HEAD.encode() + b"caf\xe9", ["c.csv:2: not UTF-8 (byte 0xe9); save the file as UTF-8 (in Excel: CSV UTF-8)"]),
    ],
)  # fmt: skip
def test_files_that_are_no_pairs(park_book: Codebook, content: str | bytes, expected: list[str]) -> None:
    assert lines(content, park_book) == expected


def test_a_file_that_is_not_there(park_book: Codebook) -> None:
    with pytest.raises(LabelsError) as caught:
        contrasts.load("nowhere.csv", park_book)
    assert caught.value.lines == ["nowhere.csv: no such file or directory"]
