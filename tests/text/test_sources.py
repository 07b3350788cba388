from __future__ import annotations

import gzip
import io
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framing.errors import DataError, FramingError, SourceError
from framing.text import decoding, sources
from framing.text.page import Page
from framing.text.sources import read
from framing.units import Article

Found = tuple[list[Article], list[str]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the working folder: paths in messages are short."""
    monkeypatch.chdir(tmp_path)
    return Path()


def read_all(*names: str | Path, outlet: str = "") -> Found:
    defects: list[DataError] = []
    return list(read(names, outlet=outlet, defects=defects)), [str(d) for d in defects]


GOLDEN: dict[str, tuple[str, bytes, list[Article], list[str]]] = {
    "text": ("a.txt", b"It fell.\n", [Article("a", "It fell.\n")], []),
    "no suffix": ("a", b"It fell.", [Article("a", "It fell.")], []),
    "a name with stops": ("v1.2 of a.TXT", b"It fell.", [Article("v1.2 of a", "It fell.")], []),
    "UTF-8 with mark": ("a.txt", b"\xef\xbb\xbfIt fell.", [Article("a", "It fell.")], []),
    "UTF-16": ("a.txt", "It fell.".encode("utf-16"), [Article("a", "It fell.")], []),
    "UTF-16 JSONL": ("a.jsonl", '{"text": "é"}'.encode("utf-16"), [Article("a:1", "é")], []),
    "mixed line ends": ("a.txt", b"a\r\nb\rc\n", [Article("a", "a\r\nb\rc\n")], []),
    "NUL": ("a.txt", b"It fe\0ll.", [Article("a", "It fe\0ll.")], []),
    "right to left override": ("a.txt", "a \u202eb".encode(), [Article("a", "a \u202eb")], []),
    "decomposed": ("a.txt", "e\u0301".encode(), [Article("a", "e\u0301")], []),
    "U+2028 in JSONL": ("a.jsonl", '{"text":"a\u2028b"}'.encode(), [Article("a:1", "a\u2028b")], []),
    "old Mac CSV": ("a.csv", b"text,id\ra,1\rb,2\r", [Article("1", "a"), Article("2", "b")], []),
    "NDJSON": ("a.ndjson", b'{"text":"a"}', [Article("a:1", "a")], []),
    "gzipped text": ("a.txt.gz", gzip.compress(b"It fell."), [Article("a", "It fell.")], []),
    "gzipped table": ("a.csv.gz", gzip.compress(b"text,id\na,1\n"), [Article("1", "a")], []),
    "empty": ("a.txt", b"", [], ["a.txt: the file is empty"]),
    "blank": ("a.jsonl", b" \n\n", [], ["a.jsonl: the file is empty"]),
    "blank behind a mark": ("a.csv", b"\xef\xbb\xbf\n", [], []),
    "empty gzip": ("a.txt.gz", gzip.compress(b""), [], ["a.txt.gz: the file is empty"]),
    "cp1252": ("a.txt", b"It\x92s", [], ["a.txt:1: not UTF-8 (byte 0x92); save the file as UTF-8"]),
    "binary": (
        "a.txt",
        bytes(range(32)) * 100,
        [],
        ["a.txt: a binary file, not text; articles are .txt, .html, .jsonl, .csv or .parquet"],
    ),
    "a Word file": (
        "a.docx",
        b"PK\x03\x04abc",
        [],
        ["a.docx: a Word, Excel or zip file; articles are .txt, .html, .jsonl, .csv or .parquet"],
    ),
    "no gzip": ("a.txt.gz", b"ab", [], ["a.txt.gz: not a sound gzip file: Not a gzipped file (b'ab')"]),
    "short row": (
        "a.csv",
        b"text,id\na\nb,2\n",
        [Article("2", "b")],
        [
            "a.csv:2: 1 cells where the header has 2; a comma inside a text needs quotation marks around the text"
        ],
    ),
    "NaN": ("a.jsonl", b'{"text":NaN}', [], ["a.jsonl:1: not valid JSON: NaN is no JSON value"]),
}


@pytest.mark.parametrize("case", GOLDEN)
def test_golden_files(here: Path, case: str) -> None:
    name, data, articles, reasons = GOLDEN[case]
    (here / name).write_bytes(data)
    assert read_all(name) == (articles, reasons)


def test_what_cannot_be_opened(here: Path) -> None:
    (here / "a.txt").write_bytes(b"a")
    assert read_all("none.txt", "a\0b.txt", "x" * 300, "a.txt/b.txt") == (
        [],
        [
            "none.txt: no such file or folder",
            "a\0b.txt: embedded null byte",
            f"{'x' * 300}: file name too long",
            "a.txt/b.txt: not a directory",
        ],
    )


def test_without_a_place_for_defects_the_first_is_raised(here: Path) -> None:
    (here / "a.txt").write_bytes(b"a")
    articles = read(["a.txt", "none.txt"])
    assert next(articles) == Article("a", "a")
    with pytest.raises(SourceError, match=r"^none.txt: no such file or folder$"):
        next(articles)


def test_an_outlet_is_given_to_articles_that_state_none(here: Path) -> None:
    (here / "a.csv").write_bytes(b"text,id,outlet\na,1,Coast\nb,2,\n")
    assert read_all("a.csv", outlet="Wire") == (
        [Article("1", "a", outlet="Coast"), Article("2", "b", outlet="Wire")],
        [],
    )


def test_a_file_that_is_too_large_is_not_opened(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "a.txt").write_bytes(b"abcd")
    monkeypatch.setattr(sources, "MAX_EXPANDED", 3)
    assert read_all("a.txt") == ([], ["a.txt: larger than 0 GB; split it"])


def test_a_gzip_bomb_is_refused(here: Path) -> None:
    (here / "a.txt.gz").write_bytes(gzip.compress(bytes(20_000_000)))
    assert read_all("a.txt.gz") == ([], ["a.txt.gz: expands to more than 10 MB; expand it first"])


def test_a_line_of_more_than_20_mb_is_refused(here: Path) -> None:
    (here / "a.jsonl").write_bytes(b'{"text": "' + b"x" * decoding.MAX_LINE + b'"}')
    assert read_all("a.jsonl") == ([], ["a.jsonl:1: the line is too long for one article"])


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.xhtml", "a.txt", "a", "a.html.gz"])
def test_pages_are_known_by_name_or_beginning(here: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    data = b"\n <!DOCTYPE HTML><title>x</title>"
    (here / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    monkeypatch.setattr(
        sources, "extract", lambda found, path: Page(f"{path}: {len(found)}", "Wall", "2024-03-04")
    )
    assert read_all(name) == ([Article("a", f"{name}: {len(data)}", date="2024-03-04", title="Wall")], [])


class _Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def test_standard_input_is_one_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", _Stdin(b"It fell.\n"))
    assert read_all("-") == ([Article("<stdin>", "It fell.\n")], [])
    monkeypatch.setattr(sys, "stdin", _Stdin(b"a\n\xff"))
    assert read_all("-") == ([], ["<stdin>:2: not UTF-8 (byte 0xff); save the file as UTF-8"])


# Folders


def test_a_folder_without_a_manifest_gives_its_texts_in_order(here: Path) -> None:
    for name in ("b.txt", "a.TXT", "README.txt", "c.md", "d.csv"):
        (here / name).write_bytes(name.encode())
    (here / "sub").mkdir()
    assert read_all(here) == ([Article("a", "a.TXT"), Article("b", "b.txt")], [])
    assert read_all("sub") == ([], ["sub: holds no .txt or .html articles and no articles.csv"])


def test_a_folder_with_a_manifest_gives_what_it_lists(here: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (here / name).write_bytes(name.encode())
    (here / "articles.csv").write_text(
        "file,outlet,date,event,id\nb.txt,Coast,2024-03-04,flood,b-1\na.txt,,,,\n"
    )
    assert read_all(here) == (
        [Article("b-1", "b.txt", outlet="Coast", date="2024-03-04", event="flood"), Article("a", "a.txt")],
        [],
    )


def test_a_manifest_reaches_nothing_outside_its_folder(here: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_bytes(b"secret")
    folder = here / "corpus"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "b.txt").write_bytes(b"b")
    (folder / "a.txt").write_bytes(b"a")
    names = [
        "../secret.txt",
        str(tmp_path / "secret.txt"),
        "sub/b.txt",
        "sub",
        "none.txt",
        "a.txt",
        "a.txt",
        ".",
        "x" * 300,
        "",
    ]
    (folder / "articles.csv").write_text("file,date\n" + "".join(f"{name},2024\n" for name in names))
    articles, reasons = read_all(folder)
    assert articles == [Article("a", "a", date="2024")]
    expected = [
        f'corpus/articles.csv:{n}: "{name}" is not a file in this folder' for n, name in enumerate(names, 2)
    ]
    expected[5:7] = ['corpus/articles.csv:8: "a.txt" is listed twice']
    assert reasons == expected


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        (b"name\na.txt\n", "articles.csv:1: the header lacks the column file; it is name"),
        (
            b"file,author\na.txt,x\n",
            'articles.csv:1: the header has the column "author" that is not known here; it is file, author',
        ),
        (b"file\na.txt\n\x92\n", "articles.csv:3: not UTF-8 (byte 0x92); save the file as UTF-8"),
        (b"", "articles.csv: the file is empty"),
    ],
)
def test_defects_of_a_manifest(here: Path, manifest: bytes, reason: str) -> None:
    (here / "a.txt").write_bytes(b"a")
    (here / "articles.csv").write_bytes(manifest)
    assert read_all(here)[1] == [reason]


def test_a_bad_file_of_a_folder_does_not_stop_the_others(here: Path) -> None:
    (here / "a.txt").write_bytes(b"\xff")
    (here / "b.txt").write_bytes(b"b")
    assert read_all(here) == ([Article("b", "b")], ["a.txt:1: not UTF-8 (byte 0xff); save the file as UTF-8"])


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.jsonl", "a.parquet", "a.txt.gz", "articles.csv"])
@given(data=st.binary(max_size=200))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_errors_of_this_package_come_out(here: Path, name: str, data: bytes) -> None:
    (here / name).write_bytes(data)
    lines: list[str] = []
    try:
        list(read([here if name == "articles.csv" else name]))
    except FramingError as e:
        lines = e.lines
    assert all(len(line) <= 300 - len("error: ") for line in lines)
