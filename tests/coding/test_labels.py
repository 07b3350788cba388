"""Label files: what is read, and every defect with its whole message."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framing.coding import labels
from framing.coding.codebook import Codebook
from framing.coding.labels import MAX_TEXT, Label
from framing.errors import LINE_LIMIT, LabelsError
from framing.units import VOICES

KNOWN = "text, axis, pole, voice, evidence, start, id, before, coder, source, event, outlet, genre, note"
Read = Callable[..., list[Label]]
Defects = Callable[..., list[str]]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, park_book: Codebook) -> Read:
    """Write a file of that content and load it; its path in messages is the bare name."""
    monkeypatch.chdir(tmp_path)

    def load(content: str | bytes, name: str = "x.csv") -> list[Label]:
        Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return labels.load([name], park_book)

    return load


@pytest.fixture
def defects(read: Read) -> Defects:
    """The lines that a file of that content is reported with."""

    def report(content: str | bytes, name: str = "x.csv") -> list[str]:
        with pytest.raises(LabelsError) as caught:
            read(content, name)
        return caught.value.lines

    return report


def clean(line: str) -> bool:
    """Whether a line is short, and a terminal prints it as it stands."""
    return len(f"error: {line}") <= LINE_LIMIT and not any(
        unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in line
    )


# ---------------------------------------------------------------- what is read


def test_a_row_becomes_a_label(read: Read) -> None:
    rows = read(
        "text,axis,pole,voice,evidence,id,before,coder,source,event,outlet,genre,note\n"
        '"The lime, old, was felled.",tree-work,felled,own,felled,s1,Rain fell.,ada,a1,storm,Elm Gazette,wire,a note\n'
    )
    assert rows == [
        Label(
            text="The lime, old, was felled.",
            axis="tree-work",
            pole="felled",
            voice="own",
            evidence="felled",
            start=19,
            id="s1",
            before="Rain fell.",
            coder="ada",
            source="a1",
            event="storm",
            outlet="Elm Gazette",
            genre="wire",
            note="a note",
            path="x.csv",
            line=2,
        )
    ]


def test_three_columns_are_enough(read: Read) -> None:
    assert read("text,axis,pole\nRain fell.,*,none\n") == [
        Label("Rain fell.", "*", "none", path="x.csv", line=2)
    ]


@pytest.mark.parametrize(
    "content",
    [
        "\ufefftext,axis,pole\nRain fell.,*,none\n",
        "text,axis,pole\r\nRain fell.,*,none\r\n",
        "text,axis,pole\rRain fell.,*,none\r",
        "\n\n Text , AXIS,Pole\n,,\nRain fell., * , none \n\n",
        '"text","axis","pole"\n"Rain fell.","*","none"',
        "pole,text,axis\nnone,Rain fell.,*\n",
    ],
    ids=["BOM", "CRLF", "CR", "blank lines and spaces", "all quoted", "other order"],
)
def test_forms_of_csv_that_programs_save(read: Read, content: str) -> None:
    assert [(r.text, r.axis, r.pole) for r in read(content)] == [("Rain fell.", "*", "none")]


def test_a_row_of_several_lines_has_the_line_it_begins_at(read: Read) -> None:
    rows = read('text,axis,pole\n"Rain\nfell\r\nall day.",*,none\n\nThe sun shone.,*,none\n')
    assert [(r.text, r.line) for r in rows] == [("Rain\nfell\r\nall day.", 2), ("The sun shone.", 6)]


def test_words_that_look_like_missing_values_or_numbers_stay_text(read: Read) -> None:
    rows = read("text,axis,pole,id,note\nNA,*,none,007,null\nNaN,*,none,1e5,None\n")
    assert [(r.text, r.id, r.note) for r in rows] == [("NA", "007", "null"), ("NaN", "1e5", "None")]


def test_start_says_which_of_two_places_is_meant(read: Read) -> None:
    rows = read(
        "text,axis,pole,evidence,start\n"
        "felled and felled,tree-work,felled,felled,11\n"
        "felled or felled,tree-work,felled,felled,\n"
    )
    assert [r.start for r in rows] == [11, 0]


def test_offsets_count_characters_not_bytes(read: Read) -> None:
    (row,) = read("text,axis,pole,evidence\n🌳 Die Größe: felled.,tree-work,felled,felled\n")
    assert row.start == 13
    assert row.text[row.start : row.start + 6] == "felled"


def test_jsonl_with_a_row_a_line(read: Read) -> None:
    rows = read(
        '{"text": "Rain\\nfell \\ud83c\\udf33", "axis": "*", "pole": "none", "id": "s1"}\r\n\n'
        '{"text": "felled, felled", "axis": "tree-work", "pole": "felled", "evidence": "felled", "start": 8}\n',
        "x.jsonl",
    )
    assert [(r.text, r.axis, r.id, r.start, r.line) for r in rows] == [
        ("Rain\nfell 🌳", "*", "s1", -1, 1),
        ("felled, felled", "tree-work", "", 8, 3),
    ]


def test_jsonl_with_a_sentence_a_line_says_that_all_axes_were_looked_at(read: Read) -> None:
    record = {
        "id": "s1",
        "text": "Guests said the lime was felled.",
        "before": None,
        "article": "a1",
        "kind": "wire",
        "codings": [
            {
                "axis": "visitors",
                "pole": "guests",
                "voice": "own",
                "evidence": "Guests",
                "start": 0,
                "end": 6,
            },
            {"axis": "tree-work", "pole": "felled", "voice": "reported", "evidence": "felled"},
        ],
    }
    rows = read(json.dumps(record), "x.ndjson")
    assert [(r.axis, r.pole, r.voice, r.start) for r in rows] == [
        ("visitors", "guests", "own", 0),
        ("tree-work", "felled", "reported", 25),
        ("*", "none", None, -1),
    ]
    assert {(r.id, r.source, r.genre, r.before, r.line) for r in rows} == {("s1", "a1", "wire", "", 1)}


def test_a_folder_is_its_label_files_in_order_without_contrasts(
    tmp_path: Path, park_book: Codebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    row = '{"text": "%s", "axis": "*", "pole": "none"}\n'
    Path("c.jsonl").write_text(row % "third")
    Path("a.csv").write_text("text,axis,pole\nfirst,*,none\n")
    Path("B.CSV").write_text("text,axis,pole\nupper case,*,none\n")
    Path("contrasts.csv").write_text("pair,axis,kind,side,text,expected\n")
    Path("notes.txt").write_text("not a label file")
    Path("a.rejects.jsonl").write_text('{"reason": "not read when a.csv was imported"}\n')
    assert [r.text for r in labels.load(["."], park_book)] == ["upper case", "first", "third"]


def test_a_file_that_is_named_twice_is_read_once(
    tmp_path: Path, park_book: Codebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("text,axis,pole\nRain fell.,*,none\n")
    assert len(labels.load([".", "a.csv", tmp_path / "a.csv"], park_book)) == 1


# ---------------------------------------------------------------- defects of a row

HEAD = "text,axis,pole,voice,evidence,start,id,coder\n"
ROWS = {
    "unknown axis": (
        "It fell.,trees,felled,,,,,",
        'axis "trees" is not in the codebook; use tree-work, visitors, pond or *',
    ),
    "empty axis": (
        "It fell.,,felled,,,,,",
        'axis "" is not in the codebook; use tree-work, visitors, pond or *',
    ),
    "unknown pole": (
        "It fell.,tree-work,fallen,,,,,",
        'pole "fallen" is not in axis "tree-work"; use felled, removed or none',
    ),
    "pole of another axis": (
        "It fell.,pond,felled,,,,,",
        'pole "felled" is not in axis "pond"; use murky, wild or none',
    ),
    "pole in capitals": (
        "It fell.,tree-work,Felled,,,,,",
        'pole "Felled" is not in axis "tree-work"; use felled, removed or none',
    ),
    "pole on any axis": (
        "It fell.,*,felled,,,,,",
        'axis "*" goes with pole "none" only, not "felled"',
    ),
    "bad voice": (
        "It was felled.,tree-work,felled,narrator,,,,",
        'voice "narrator" is not one of own, reported, quoted, scare',
    ),
    "evidence not in the text": (
        "It was felled.,tree-work,felled,own,Felled,,,",
        'the evidence "Felled" does not stand in the text',
    ),
    "blank evidence": (
        "It was felled.,tree-work,felled,own,  ,,,",
        "the evidence is blank; give the words, or leave the cell empty",
    ),
    "start points elsewhere": (
        "It was felled.,tree-work,felled,own,felled,6,,",
        'start 6 does not point at the evidence "felled"',
    ),
    "start beyond the text": (
        "It was felled.,tree-work,felled,own,felled,700,,",
        'start 700 does not point at the evidence "felled"',
    ),
    "start is a word": (
        "It was felled.,tree-work,felled,own,felled,seven,,",
        'start "seven" is not a whole number, 0 or more',
    ),
    "start is a raised digit": (
        "It was felled.,tree-work,felled,own,felled,²,,",
        'start "²" is not a whole number, 0 or more',
    ),
    "start is negative": (
        "It was felled.,tree-work,felled,own,felled,-7,,",
        'start "-7" is not a whole number, 0 or more',
    ),
    "start has too many digits": (
        f"It was felled.,tree-work,felled,own,felled,{'9' * 5000},,",
        f'start "{"9" * 60}" is not a whole number, 0 or more',
    ),
    "start without evidence": (
        "It was felled.,tree-work,felled,own,,7,,",
        "start 7 has no evidence that it could point at; give the words, or leave start empty",
    ),
    "none with evidence": (
        "It was felled.,tree-work,none,,felled,,,",
        'pole "none" says that nothing was found; leave voice and evidence empty',
    ),
    "none with a voice": (
        "It was felled.,*,none,own,,,,",
        'pole "none" says that nothing was found; leave voice and evidence empty',
    ),
    "empty text": ('" ",tree-work,felled,,,,,', "the text is empty"),
    "too long text": (
        f"{'a' * (MAX_TEXT + 1)},*,none,,,,,",
        f"the text has {MAX_TEXT + 1} characters; a label belongs to a sentence or a headline (at most {MAX_TEXT})",
    ),
    "short row": ("It fell.,*,none", "3 cells where the header has 8"),
    "long row": (
        "It fell, hard.,*,none,,,,,",
        "9 cells where the header has 8; a comma inside a text needs quotation marks around the text",
    ),
}


@pytest.mark.parametrize(("row", "message"), ROWS.values(), ids=ROWS)
def test_every_defect_of_a_row_is_told(defects: Defects, row: str, message: str) -> None:
    assert defects(HEAD + row + "\nRain fell.,*,none,,,,,\n") == [f"x.csv:2: {message}"]


def test_the_longest_text_that_is_allowed(read: Read) -> None:
    assert len(read(f"text,axis,pole\n{'a' * MAX_TEXT},*,none\n")) == 1


TOGETHER = {
    "doubled row": (
        "It fell.,*,none,,,,,ada\nIt fell.,*,none,,,,,ada\n",
        ["x.csv:3: the same row stands at x.csv:2; delete one"],
    ),
    "trebled row": (
        "It fell.,*,none,,,,,ada\n" * 3,
        [
            "x.csv:3: the same row stands at x.csv:2; delete one",
            "x.csv:4: the same row stands at x.csv:2; delete one",
        ],
    ),
    "a pole and none by one coder": (
        "It was felled.,tree-work,felled,own,,,,ada\nIt was felled.,tree-work,none,,,,,ada\n",
        ['x.csv:3: coder "ada" has both a pole and "none" for this text on axis "tree-work"; delete one'],
    ),
    "none and then a pole": (
        "It was felled.,tree-work,none,,,,,\nIt was felled.,tree-work,felled,own,,,,\n",
        ['x.csv:3: coder "" has both a pole and "none" for this text on axis "tree-work"; delete one'],
    ),
    "one id with two texts": (
        "It fell.,*,none,,,,s1,\nIt rose.,*,none,,,,s1,\n",
        ['x.csv:3: id "s1" has another text at x.csv:2'],
    ),
}


@pytest.mark.parametrize(("rows", "expected"), TOGETHER.values(), ids=TOGETHER)
def test_what_only_shows_when_rows_are_seen_together(
    defects: Defects, rows: str, expected: list[str]
) -> None:
    assert defects(HEAD + rows) == expected


def test_what_is_no_contradiction(read: Read) -> None:
    rows = read(
        HEAD + "It was felled.,tree-work,felled,own,,,s1,ada\n"
        "It was felled.,tree-work,felled,quoted,,,s1,ada\n"
        "It was felled.,*,none,,,,s1,ada\n"
        "It was felled.,tree-work,none,,,,s1,bob\n"
        "It was felled.,tree-work,removed,own,,,s1,ada\n"
    )
    assert len(rows) == 5


def test_a_doubled_row_in_another_file(
    tmp_path: Path, park_book: Codebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("text,axis,pole\nIt fell.,*,none\n")
    Path("b.csv").write_text("text,axis,pole\nRain.,*,none\nIt fell.,*,none\n")
    with pytest.raises(LabelsError) as caught:
        labels.load(["a.csv", "b.csv"], park_book)
    assert caught.value.lines == ["b.csv:3: the same row stands at a.csv:2; delete one"]


def test_five_different_defects_are_five_lines_in_order(defects: Defects) -> None:
    content = (
        HEAD + "It was felled.,tree-work,felled,own,felled,,s1,ada\n"
        "It was felled.,trees,felled,own,felled,,s1,ada\n"
        "It was felled.,tree-work,fallen,own,felled,,s1,ada\n"
        "It was felled.,tree-work,felled,loud,felled,,s1,ada\n"
        "It was felled.,tree-work,felled,own,chopped,,s1,ada\n"
        "Rain fell.,*,none,,,,s2,ada\n"
        "Other words.,*,none,,,,s1,ada\n"
    )
    assert defects(content) == [
        'x.csv:3: axis "trees" is not in the codebook; use tree-work, visitors, pond or *',
        'x.csv:4: pole "fallen" is not in axis "tree-work"; use felled, removed or none',
        'x.csv:5: voice "loud" is not one of own, reported, quoted, scare',
        'x.csv:6: the evidence "chopped" does not stand in the text',
        'x.csv:8: id "s1" has another text at x.csv:2',
    ]


def test_two_defects_of_one_row_are_two_lines(defects: Defects) -> None:
    assert defects(HEAD + ",trees,felled,,,,,\n") == [
        "x.csv:2: the text is empty",
        'x.csv:2: axis "trees" is not in the codebook; use tree-work, visitors, pond or *',
    ]


# ---------------------------------------------------------------- defects of a header

HEADERS = {
    "missing column": ("text,axis,voice\n", ["x.csv:1: the header lacks pole; it has text, axis, voice"]),
    "missing columns and an empty one": (
        "text,,note\n",
        [
            "x.csv:1: the header lacks axis, pole; it has text, (empty), note",
            f'x.csv:1: unknown column ""; known: {KNOWN}',
        ],
    ),
    "unknown column": ("text,axis,pole,color\n", [f'x.csv:1: unknown column "color"; known: {KNOWN}']),
    "doubled column": ("text,axis,pole,Text\n", ['x.csv:1: the column "text" stands 2 times']),
    "no header": (
        "Rain fell.,*,none\n",
        [
            "x.csv:1: the header lacks text, axis, pole; it has rain fell., *, none",
            f'x.csv:1: unknown column "*"; known: {KNOWN}',
            f'x.csv:1: unknown column "none"; known: {KNOWN}',
            f'x.csv:1: unknown column "rain fell."; known: {KNOWN}',
        ],
    ),
    "semicolons": (
        "text;axis;pole\n",
        ["x.csv:1: the columns are not separated by commas; save the file as CSV with commas"],
    ),
    "tabs": (
        "text\taxis\tpole\n",
        ["x.csv:1: the columns are not separated by commas; save the file as CSV with commas"],
    ),
}


@pytest.mark.parametrize(("header", "expected"), HEADERS.values(), ids=HEADERS)
def test_every_defect_of_a_header_is_told_and_rows_are_not(
    defects: Defects, header: str, expected: list[str]
) -> None:
    assert defects(header + "Rain fell.,trees,none\n") == expected


def test_a_header_alone_holds_no_labels(defects: Defects) -> None:
    assert defects("text,axis,pole\n") == [
        "x.csv: no labels found; a label file has the columns text, axis, pole"
    ]


# ---------------------------------------------------------------- defects of a file

FILES = {
    "empty": (b"", ["x.csv: the file is empty"]),
    "white space": (b" \n\t\n", ["x.csv: the file is empty"]),
    "BOM only": (b"\xef\xbb\xbf\r\n", ["x.csv: the file is empty"]),
    "cp1252": (
        b"text,axis,pole\nRain fell.,*,none\nCaf\xe9,*,none\n",
        ["x.csv:3: not UTF-8 (byte 0xe9); save the file as UTF-8 (in Excel: CSV UTF-8)"],
    ),
    "UTF-16 little": (
        "text,axis,pole\n".encode("utf-16"),
        ["x.csv:1: saved as UTF-16; save it as UTF-8 (in Excel: CSV UTF-8)"],
    ),
    "UTF-16 big": (
        b"\xfe\xff" + "text".encode("utf-16-be"),
        ["x.csv:1: saved as UTF-16; save it as UTF-8 (in Excel: CSV UTF-8)"],
    ),
    "NUL": (
        b"text,axis,pole\nRain,*,none\nRa\0in,*,none\n",
        ["x.csv:3: a NUL byte: this is not a text file"],
    ),
    "workbook": (b"PK\x03\x04\x00\x00", ["x.csv:1: a NUL byte: this is not a text file"]),
    "surrogates": (
        b"text,axis,pole\n\xed\xa0\x80,*,none\n",
        ["x.csv:2: not UTF-8 (byte 0xed); save the file as UTF-8 (in Excel: CSV UTF-8)"],
    ),
    "unclosed quotation mark": (
        b'text,axis,pole\nRain fell.,*,none\n"Rain fell.,*,none\nRain fell again.,*,none\n',
        [
            "x.csv:3: not valid CSV: unexpected end of data; a quotation mark inside a cell is written twice",
        ],
    ),
    "bare quotation mark": (
        b'text,axis,pole\n"Rain "fell".",*,none\n',
        [
            "x.csv:2: not valid CSV: ',' expected after '\"'; a quotation mark inside a cell is written twice",
        ],
    ),
}


@pytest.mark.parametrize(("content", "expected"), FILES.values(), ids=FILES)
def test_every_defect_of_a_file_is_told(defects: Defects, content: bytes, expected: list[str]) -> None:
    assert defects(content) == expected


def test_a_huge_field_is_refused(defects: Defects) -> None:
    assert defects("text,axis,pole\n" + "a" * 10_000_001 + ",*,none\n") == [
        "x.csv:2: not valid CSV: field larger than field limit (10000000); a quotation mark inside a cell is written twice"
    ]


def test_files_that_are_not_there(
    tmp_path: Path, park_book: Codebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    Path("folder.csv").mkdir()
    Path("odd").mkdir()
    Path("odd/sub.csv").mkdir()
    with pytest.raises(LabelsError) as caught:
        labels.load(["nowhere.csv", "empty", "odd"], park_book)
    assert caught.value.lines == [
        "empty: no label files in this folder; it should hold .csv or .jsonl files",
        "nowhere.csv: no such file or folder",
        "odd/sub.csv: is a directory",
    ]


def test_no_files_at_all(park_book: Codebook) -> None:
    with pytest.raises(LabelsError) as caught:
        labels.load([], park_book)
    assert caught.value.lines == ["labels: no labels found; a label file has the columns text, axis, pole"]


def test_an_exception_that_is_printed_names_everything(defects: Defects, read: Read) -> None:
    with pytest.raises(LabelsError, match=r'(?s)x\.csv:2: axis "a" .*\nx\.csv:3: axis "b" '):
        read("text,axis,pole\nRain.,a,none\nSun.,b,none\n")


def test_a_line_is_short_and_printable_whatever_is_in_the_file(defects: Defects) -> None:
    (line,) = defects(f"text,axis,pole\nRain.,\x1b[31m\u202e{'a' * 1000},none\n")
    assert line.startswith('x.csv:2: axis "\\x1b[31m\\u202eaaaa')
    assert clean(line)


# ---------------------------------------------------------------- defects of JSONL

JSONL = {
    "not JSON": ("{text: 1}", "not valid JSON: JSON is malformed: object keys must be strings (byte 1)"),
    "cut short": ('{"text": "Rain', "not valid JSON: Input data was truncated"),
    "two objects": (
        '{"text": "a", "axis": "*", "pole": "none"} {}',
        "not valid JSON: JSON is malformed: trailing characters (byte 44)",
    ),
    "NaN": (
        '{"text": NaN, "axis": "*", "pole": "none"}',
        "not valid JSON: JSON is malformed: invalid character (byte 9)",
    ),
    "half a surrogate pair": (
        '{"text": "\\ud83c", "axis": "*", "pole": "none"}',
        "not valid JSON: JSON is malformed: unexpected end of escaped utf-16 surrogate pair (byte 16)",
    ),
    "too deep": (
        "[" * 100_000,
        "not valid JSON: maximum recursion depth exceeded while deserializing an object",
    ),
    "a list": ('["Rain"]', 'a line must be an object such as {"text": …, "axis": …, "pole": …}'),
    "a string": ('"Rain"', 'a line must be an object such as {"text": …, "axis": …, "pole": …}'),
    "null": ("null", 'a line must be an object such as {"text": …, "axis": …, "pole": …}'),
    "a name that is missing": ('{"text": "Rain", "axis": "*"}', f"lacks pole; known: {KNOWN}"),
    "a name that is unknown": (
        '{"text": "Rain", "axis": "*", "pole": "none", "colour": "red"}',
        f'has the unknown name "colour"; known: {KNOWN}',
    ),
    "a name twice": (
        '{"text": "Rain", "axis": "tree-work", "pole": "felled", "pole": "none"}',
        'the name "pole" stands twice in one object',
    ),
    "a name twice, spelt otherwise": (
        '{"text": "Rain", "axis": "*", "pole": "none", "p\\u006fle": "felled"}',
        'the name "pole" stands twice in one object',
    ),
    "a name twice inside": (
        '{"text": "Rain", "codings": [{"axis": "pond", "pole": "wild", "axis": "visitors"}]}',
        'the name "axis" stands twice in one object',
    ),
    "a number for a text": ('{"text": 7, "axis": "*", "pole": "none"}', "text must be text, not a number"),
    "a fraction for an id": (
        '{"text": "Rain", "axis": "*", "pole": "none", "id": 1.5}',
        "id must be text, not a number",
    ),
    "null for a coder": (
        '{"text": "Rain", "axis": "*", "pole": "none", "coder": null}',
        "coder must be text, not null",
    ),
    "truth for a note": (
        '{"text": "Rain", "axis": "*", "pole": "none", "note": true}',
        "note must be text, not true or false",
    ),
    "a list for an axis": (
        '{"text": "Rain", "axis": ["*"], "pole": "none"}',
        "axis must be text, not a list",
    ),
    "an object for a pole": ('{"text": "Rain", "axis": "*", "pole": {}}', "pole must be text, not an object"),
    "truth for a start": (
        '{"text": "felled", "axis": "tree-work", "pole": "felled", "evidence": "felled", "start": true}',
        "start must be text, not true or false",
    ),
    "NUL": ('{"text": "Ra\\u0000in", "axis": "*", "pole": "none"}', "text holds a NUL character"),
    "a number in a coding": (
        '{"text": "Rain", "codings": [{"axis": 3, "pole": "wild"}]}',
        "Expected `str`, got `int` - at `$.codings[0].axis`",
    ),
    "a coding without pole": (
        '{"text": "Rain", "codings": [{"axis": "pond"}]}',
        "Object missing required field `pole` - at `$.codings[0]`",
    ),
    "an unknown name in a coding": (
        '{"text": "Rain", "codings": [{"axis": "pond", "pole": "wild", "voise": "quoted"}]}',
        "Object contains unknown field `voise` - at `$.codings[0]`",
    ),
    "codings that are no list": (
        '{"text": "Rain", "codings": {}}',
        "Expected `array`, got `object` - at `$.codings`",
    ),
    "an end elsewhere": (
        '{"text": "It was felled.", "codings": [{"axis": "tree-work", "pole": "felled", "evidence": "felled", "start": 7, "end": 14}]}',
        'start 7 and end 14 do not hold the evidence "felled"; leave end out, or give the words that stand there',
    ),
    "a place without words": (
        '{"text": "It was felled.", "codings": [{"axis": "tree-work", "pole": "felled", "start": 7, "end": 13}]}',
        'start 7 and end 13 do not hold the evidence ""; leave end out, or give the words that stand there',
    ),
    "an unknown pole in a coding": (
        '{"text": "Rain", "codings": [{"axis": "pond", "pole": "tame"}]}',
        'pole "tame" is not in axis "pond"; use murky, wild or none',
    ),
}


@pytest.mark.parametrize(("row", "message"), JSONL.values(), ids=JSONL)
def test_every_defect_of_a_json_line_is_told(defects: Defects, row: str, message: str) -> None:
    content = '{"text": "It fell.", "axis": "*", "pole": "none"}\n' + row + "\n"
    assert defects(content, "x.jsonl") == [f"x.jsonl:2: {message}"]


def test_jsonl_is_cut_at_line_feeds_only(read: Read) -> None:
    rows = read('{"text": "Rain\u2028fell\u0085.", "axis": "*", "pole": "none"}\n', "x.jsonl")
    assert [r.text for r in rows] == ["Rain\u2028fell\u0085."]


# ---------------------------------------------------------------- there and back

_TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    | st.sampled_from('\n\r\t",;=🌳\u2028\u200d\ufeff'),
    min_size=1,
    max_size=40,
).filter(lambda t: bool(t.strip()))
_WORD = _TEXT.map(str.strip)


@st.composite
def _labels(draw: st.DrawFn) -> list[Label]:
    """Labels as :func:`labels.load` gives them: each sentence with its own id, so that no two rows contradict."""
    rows = []
    for n, text in enumerate(draw(st.lists(_TEXT, min_size=1, max_size=5))):
        common = {
            "text": text,
            "id": f"s{n}",
            "before": draw(st.just("") | _TEXT),
            **{k: draw(st.just("") | _WORD) for k in ("coder", "source", "event", "outlet", "genre", "note")},
        }
        if draw(st.booleans()):
            a = draw(st.integers(0, len(text) - 1))
            b = draw(st.integers(a + 1, len(text)))
            evidence = text[a:b] if text[a:b].strip() else ""
            start = a if evidence else -1
            voice = draw(st.sampled_from([None, *VOICES]))
            rows.append(
                Label(axis="pond", pole="wild", voice=voice, evidence=evidence, start=start, **common)
            )
        rows.append(Label(axis="*", pole="none", **common))
    return rows


def _bare(rows: list[Label]) -> list[tuple[object, ...]]:
    return [tuple(getattr(r, f) for f in Label.__struct_fields__ if f not in {"path", "line"}) for r in rows]


@given(rows=_labels())
@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_write_csv_is_read_back(tmp_path: Path, park_book: Codebook, rows: list[Label]) -> None:
    file = tmp_path / "x.csv"
    labels.write_csv(rows, file)
    assert _bare(labels.load([file], park_book)) == _bare(rows)


def test_start_is_written_only_where_a_person_could_not_tell(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    labels.write_csv(
        [
            Label("felled, felled", "tree-work", "felled", "own", "felled", 0),
            Label("felled, felled", "tree-work", "felled", "own", "felled", 8),
        ],
        file,
    )
    with file.open(newline="") as f:
        assert list(csv.reader(f)) == [
            ["text", "axis", "pole", "voice", "evidence", "start"],
            ["felled, felled", "tree-work", "felled", "own", "felled", ""],
            ["felled, felled", "tree-work", "felled", "own", "felled", "8"],
        ]


@given(
    data=st.binary(max_size=200)
    | st.text(max_size=200).map(str.encode)
    | st.lists(
        st.sampled_from(["text", "axis", "pole", ",", "\n", '"', "*", "none", "\0", "{", "}", ":", "é"])
    ).map(lambda x: "".join(x).encode()),
    name=st.sampled_from(["x.csv", "x.jsonl"]),
)
@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_the_bytes_there_are_labels_or_clean_lines(
    tmp_path: Path, park_book: Codebook, data: bytes, name: str
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    said: list[str] = []
    try:
        assert labels.load([file], park_book)
    except LabelsError as e:
        said = e.lines or ["nothing"]
    assert all(clean(line) for line in said)
