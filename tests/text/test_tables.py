from __future__ import annotations

import csv
import datetime
import io
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.errors import DataError, SourceError
from framing.text import decoding, tables
from framing.text.rejects import Rejects
from framing.text.tables import csv_rows, from_csv, from_jsonl, from_parquet
from framing.units import Article

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

READERS = {"csv": from_csv, "jsonl": from_jsonl, "parquet": from_parquet}


def read(kind: str, data: bytes) -> tuple[list[Article], list[str]]:
    """Articles and reasons; a defect of the whole file is the last reason."""
    articles: list[Article] = []
    defects: list[DataError] = []
    try:
        articles.extend(READERS[kind](Path(f"x.{kind}"), data, Rejects(defects)))
    except SourceError as e:
        defects.append(e)
    return articles, [str(d) for d in defects]


def parquet(columns: dict[str, Any], **options: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, **options)
    return out.getvalue()


# CSV


def test_csv_rows_become_articles_as_they_are_written() -> None:
    data = (
        "\ufeffID, Text ,outlet,mood\r\n"
        'a1,"He said ""no"", and\r\nleft.",Coast,x\r\n'
        ",NA,null,\r\n"
        " , 007 ,None,\r\n"
        "\r\n"
    )
    assert read("csv", data.encode()) == (
        [
            Article("a1", 'He said "no", and\r\nleft.', outlet="Coast"),
            Article("x:4", "NA", outlet="null"),
            Article(" ", " 007 ", outlet="None"),
        ],
        [],
    )


def test_a_headline_is_its_own_text() -> None:
    articles = [Article("x:2", "Wall falls", title="Wall falls"), Article("x:3", "It fell.", title="Wall")]
    assert read("csv", b"title\nWall falls\n") == (articles[:1], [])
    assert read("csv", b"title,text\nWall falls, \nWall,It fell.\n") == (articles, [])
    assert read("jsonl", b'{"title": "Wall falls"}\n{"title": "Wall", "text": "It fell."}') == (
        [Article("x:1", "Wall falls", title="Wall falls"), Article("x:2", "It fell.", title="Wall")],
        [],
    )


def test_a_csv_field_may_be_longer_than_pythons_own_limit() -> None:
    assert read("csv", b"text\n" + b"x" * 131_073 + b"\n") == ([Article("x:2", "x" * 131_073)], [])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("text\n", None),
        ("", "x.csv: the file is empty"),
        ("body\na\n", "x.csv:1: the header lacks the column text; it is body"),
        ("\n\ntexts\na\n", "x.csv:3: the header lacks the column text; it is texts"),
        ("text,id,text\na,b,c\n", 'x.csv:1: the header has the column "text" twice; it is text, id, text'),
        ("text,id,id\na,b,c\n", 'x.csv:1: the header has the column "id" twice; it is text, id, id'),
        (
            "text;id\na;b\n",
            "x.csv:1: the header lacks the column text: cells are separated by ';' and not by commas; it is text;id",
        ),
        (
            "text,id\na,b,c\n",
            "x.csv:2: 3 cells where the header has 2; a comma inside a text needs quotation marks around the text",
        ),
        (
            'text,id\n"a\nb",c\nd\n',
            "x.csv:4: 1 cells where the header has 2; a comma inside a text needs quotation marks around the text",
        ),
        ("text,id\n ,b\n", "x.csv:2: no text"),
        (
            'text\na\n"b\nc\n',
            "x.csv:3: not valid CSV: unexpected end of data; a quotation mark inside a cell is written twice; "
            "reading ends here",
        ),
        (
            'text\n"a" b\n',
            "x.csv:2: not valid CSV: ',' expected after '\"'; a quotation mark inside a cell is written twice; "
            "reading ends here",
        ),
    ],
)
def test_csv_defects(data: str, reason: str | None) -> None:
    assert read("csv", data.encode())[1] == ([reason] if reason else [])


def test_a_bad_row_is_rejected_by_itself() -> None:
    data = b"id,text\n1,good\n2,it\x92s\n3,a,b\n4,good\n5,\n6,good\n"
    articles, reasons = read("csv", data)
    assert [a.id for a in articles] == ["1", "4", "6"]
    assert [r.split(";")[0] for r in reasons] == [
        "x.csv:3: not UTF-8 (byte 0x92)",
        "x.csv:4: 3 cells where the header has 2",
        "x.csv:6: no text",
    ]


def test_without_a_place_for_defects_the_first_is_raised() -> None:
    with pytest.raises(SourceError, match=r"^x.csv:3: no text$"):
        list(from_csv(Path("x.csv"), b"text,id\na,1\n,2\n", Rejects(None)))


def test_csv_rows_know_their_columns() -> None:
    rejects = Rejects(None)
    data = b"file,date\na.txt,2024-03-04\n"
    rows = csv_rows(Path("x.csv"), data, rejects, need=("file",), known=("file", "date"))
    assert list(rows) == [(2, {"file": "a.txt", "date": "2024-03-04"})]
    with pytest.raises(SourceError, match=r'has the column "date" that is not known here; it is file, date$'):
        list(csv_rows(Path("x.csv"), data, rejects, need=("file",), known=("file",)))


# JSONL


def test_jsonl_lines_become_articles_as_they_are_written() -> None:
    data = (
        '\ufeff{"id": 7.10, "text": "a\u2028b\\n", "outlet": null, "mood": [1]}\r\n'
        "\n"
        '{"text": 123456789012345678901234567890, "date": "2024-03-04"}\n'
        '{"text": "\\ud83d\\ude00\\u0000"}'
    )
    assert read("jsonl", data.encode()) == (
        [
            Article("7.10", "a\u2028b\n"),
            Article("x:3", "123456789012345678901234567890", date="2024-03-04"),
            Article("x:4", "😀\0"),
        ],
        [],
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "a"', "not valid JSON: Expecting ',' delimiter at column 13"),
        (b'{"text": "a",}', "not valid JSON: "),
        (b"{'text': 'a'}", "not valid JSON: Expecting property name enclosed in double quotes at column 2"),
        (b'{"text": "a\tb"}', "not valid JSON: Invalid control character at column 12"),
        (b'{"text": 007}', "not valid JSON: Expecting ',' delimiter at column 11"),
        (b'{"text": NaN}', "not valid JSON: NaN is no JSON value"),
        (b'{"text": "a", "event": -Infinity}', "not valid JSON: -Infinity is no JSON value"),
        (b'{"text": "a", "text": "b"}', 'not valid JSON: the key "text" stands twice'),
        (b'{"text": "a", "x": {"b": 1, "b": 2}}', 'not valid JSON: the key "b" stands twice'),
        (b"[" * 100_000, "not valid JSON: maximum recursion depth exceeded"),
        (b'{"a":' * 100_000, "not valid JSON: maximum recursion depth exceeded"),
        (b'["text"]', 'a line must be an object such as {"id": …, "text": …}'),
        (b'"text"', 'a line must be an object such as {"id": …, "text": …}'),
        (b'{"text": "it\x92s"}', "not UTF-8 (byte 0x92); save the file as UTF-8"),
        (b'{"text": "\\ud800"}', "text holds half of a surrogate pair; it cannot be written as UTF-8"),
        (
            b'{"text": "a", "id": "\\udc80"}',
            "id holds half of a surrogate pair; it cannot be written as UTF-8",
        ),
        (b'{"text": true}', "text must be text, not bool"),
        (b'{"text": ["a"]}', "text must be text, not list"),
        (b'{"text": "a", "outlet": {}}', "outlet must be text, not dict"),
        (b'{"text": " "}', "no text"),
        (b'{"id": 1}', "no text"),
    ],
)
def test_a_bad_line_is_rejected_by_itself(line: bytes, reason: str) -> None:
    articles, (rejected,) = read("jsonl", b'{"text": "before"}\n' + line + b'\n{"text": "after"}\n')
    assert [a.text for a in articles] == ["before", "after"]
    assert rejected.startswith(f"x.jsonl:2: {reason}")


# Parquet


def test_parquet_rows_become_articles_as_they_are_written() -> None:
    data = parquet(
        {
            "id": [1, 2],
            "text": pa.array(["NA", "It fell."], pa.large_string()),
            "outlet": pa.array(["Coast", "Coast"]).dictionary_encode(),
            "date": [datetime.date(2024, 3, 4), None],
            "title": pa.nulls(2),
            "mood": [0.5, 0.7],
        }
    )
    assert read("parquet", data) == (
        [Article("1", "NA", outlet="Coast", date="2024-03-04"), Article("2", "It fell.", outlet="Coast")],
        [],
    )


def test_parquet_rows_without_id_are_named_by_their_number() -> None:
    data = parquet({"text": ["a", "", "c"]}, row_group_size=2)
    assert read("parquet", data) == (
        [Article("x:1", "a"), Article("x:3", "c")],
        ["x.parquet: row 2 (row group 1): no text"],
    )


def test_a_text_that_is_not_utf8_is_rejected_by_itself() -> None:
    offsets = pa.array([0, 2, 4], pa.int32()).buffers()[1]
    texts = pa.StringArray.from_buffers(2, offsets, pa.py_buffer(b"\xff\xfeok"))
    assert read("parquet", parquet({"text": texts})) == (
        [Article("x:2", "ok")],
        ["x.parquet: row 1 (row group 1): text is not UTF-8"],
    )


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"body": ["a"]}, "x.parquet: has no column text; it has body"),
        ({"text": [1.5]}, "x.parquet: column text is double, not text"),
        ({"text": [b"a"]}, "x.parquet: column text is binary, not text"),
        ({"text": ["a"], "id": [True]}, "x.parquet: column id is bool, not text"),
        ({"text": [["a"]]}, "x.parquet: column text is list<element: string>, not text"),
    ],
)
def test_columns_that_are_not_text_are_refused(columns: dict[str, Any], reason: str) -> None:
    assert read("parquet", parquet(columns)) == ([], [reason])


def test_a_column_that_stands_twice_is_refused() -> None:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["text", "text"]), out)
    assert read("parquet", out.getvalue())[1] == ['x.parquet: has the column "text" twice']


def test_a_parquet_bomb_is_refused() -> None:
    data = parquet({"text": ["x" * 1000] * 30_000})
    assert len(data) < 10_000
    articles, reasons = read("parquet", data)
    assert len(articles) < 30_000
    assert reasons == ["x.parquet: expands to more than 100 times its size"]


@pytest.mark.parametrize("data", [b"PAR1", b"PAR1aaaaPAR1", b"junk", parquet({"text": ["a"]})[:-4]])
def test_unsound_parquet(data: bytes) -> None:
    articles, (reason,) = read("parquet", data)
    assert articles == []
    assert reason.startswith("x.parquet: not a sound Parquet file: ")


def test_a_flipped_bit_in_a_page_is_seen() -> None:
    data = parquet(
        {"text": ["The wall fell."]},
        compression="none",
        use_dictionary=False,
        write_statistics=False,
        write_page_checksum=True,
    )
    at = data.index(b"wall")
    assert read("parquet", data)[0] == [Article("x:1", "The wall fell.")]
    articles, (reason,) = read("parquet", data[:at] + b"W" + data[at + 1 :])
    assert articles == []
    assert "CRC checksum verification failed" in reason


# All of them


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_line_that_is_too_long_is_refused_before_it_is_copied(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(decoding, "MAX_LINE", 30)
    articles, reasons = read(kind, b'{"text": "a"}\n' + b"x" * 31)
    assert (articles, reasons) == ([], [f"x.{kind}:2: the line is too long for one article"])


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_an_article_that_is_too_long_is_rejected_by_itself(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(tables, "MAX_ARTICLE", 3)
    monkeypatch.setattr(decoding, "MAX_ARTICLE", 3)
    data = {
        "csv": b"text\nabc\nabcd\n",
        "jsonl": b'{"text": "abc"}\n{"text": "abcd"}',
        "parquet": parquet({"text": ["abc", "abcd"]}),
    }[kind]
    articles, (reason,) = read(kind, data)
    assert [a.text for a in articles] == ["abc"]
    assert reason.endswith("4 characters; one article may have 3")


CELLS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20
) | st.sampled_from(
    ["NA", "null", "007", "1e5", "true", "=1+1", '"', ",", "\r\n", "\u2028", "\ufeff", " ", "é", "e\u0301"]
)


@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS).filter(lambda row: row[1].strip() != ""), min_size=1, max_size=8)
)
@settings(max_examples=200, deadline=None)
def test_a_table_reads_alike_from_every_format(rows: list[tuple[str, str, str]]) -> None:
    names = ("id", "text", "outlet")
    table = io.StringIO(newline="")
    csv.writer(table, quoting=csv.QUOTE_ALL).writerows([names, *rows])
    lines = "\n".join(json.dumps(dict(zip(names, row, strict=True))) for row in rows)
    columns = parquet({name: [row[k] for row in rows] for k, name in enumerate(names)})
    found = [
        [(a.text, a.outlet) for a in READERS[kind](Path(f"x.{kind}"), data, Rejects(None))]
        for kind, data in (
            ("csv", table.getvalue().encode()),
            ("jsonl", lines.encode()),
            ("parquet", columns),
        )
    ]
    assert found == [[(text, outlet) for _, text, outlet in rows]] * 3


SOUND = {
    "csv": b'id,text,title\n1,"a, ""b""\nc",t\n2,d,\n\xc3\xa9,f,g\n',
    "jsonl": b'{"id": 1, "text": "a", "x": [1, {"y": null}]}\n{"title": "\\u00e9\\ud83d\\ude00"}\n',
    "parquet": parquet({"text": ["a", "b", None], "id": [1, 2, 3]}, write_page_checksum=True),
}


@pytest.mark.parametrize("kind", list(READERS))
@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_rejected(kind: str, data: bytes) -> None:
    check_clean(kind, data)


@pytest.mark.parametrize("kind", list(READERS))
@given(st.data())
@settings(max_examples=300, deadline=None)
def test_any_damage_is_read_or_rejected(kind: str, data: st.DataObject) -> None:
    sound = SOUND[kind]
    at = data.draw(st.integers(0, len(sound)))
    damage = data.draw(st.binary(max_size=6))
    check_clean(kind, sound[:at] + damage + sound[at + data.draw(st.integers(0, 8)) :])


def test_a_parquet_file_with_a_damaged_name_in_its_schema() -> None:
    check_clean("parquet", SOUND["parquet"][:229] + b"\x80" + SOUND["parquet"][230:])


def check_clean(kind: str, data: bytes) -> None:
    """Only defects come out, and articles that can be written as UTF-8."""
    defects: list[DataError] = []
    try:
        for article in READERS[kind](Path("x"), data, Rejects(defects)):
            assert article.text.strip()
            article.text.encode()
    except SourceError as e:
        defects.append(e)
    for line in (line for d in defects for line in d.lines):
        assert len(line) <= 300 - len("error: ")
        assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in line)
