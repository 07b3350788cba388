from __future__ import annotations

import codecs
import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.errors import SourceError
from framing.text import decoding
from framing.text.decoding import article_text, as_utf8, expanded, expansion_limit, overlong_line

NAME = Path("x.txt")
READ = "articles are .txt, .html, .jsonl, .csv or .parquet"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Aïe".encode(), "Aïe"),
        (codecs.BOM_UTF8 + "Aïe".encode(), "Aïe"),
        ("Aïe".encode("utf-16"), "Aïe"),
        (codecs.BOM_UTF16_BE + "Aïe".encode("utf-16-be"), "Aïe"),
        (b"one\r\ntwo\rthree", "one\r\ntwo\rthree"),
        (b"a NUL \0 here", "a NUL \0 here"),
        ("line\u2028end".encode(), "line\u2028end"),
    ],
)
def test_text(data: bytes, text: str) -> None:
    assert article_text(data, NAME) == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "x.txt: the file is empty"),
        (b" \r\n\t", "x.txt: the file is empty"),
        (b"one\ntwo \x92three", "x.txt:2: not UTF-8 (byte 0x92); save the file as UTF-8"),
        (b"\xff\xfea\0\0\xd8", "x.txt: neither UTF-8 nor sound UTF-16; save the file as UTF-8"),
        (b"\xff\xfea", "x.txt: neither UTF-8 nor sound UTF-16; save the file as UTF-8"),
        ("wide".encode("utf-32"), f"x.txt: a binary file, not text; {READ}"),
        ("no mark".encode("utf-16-le"), f"x.txt: a binary file, not text; {READ}"),
        (b"%PDF-1.7", f"x.txt: a PDF file; {READ}"),
        (b"PK\x03\x04\x14", f"x.txt: a Word, Excel or zip file; {READ}"),
        (b"\x1f\x8b\x08", f"x.txt: a gzip file without .gz in its name; {READ}"),
        (b"\x89PNG\r\n", f"x.txt: a picture; {READ}"),
    ],
)
def test_what_is_not_text_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(SourceError) as e:
        article_text(data, NAME)
    assert str(e.value) == reason


def test_an_article_has_a_longest_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_ARTICLE", 10)
    monkeypatch.setattr(decoding, "MAX_LINE", 40)
    assert article_text(b"x" * 10, NAME) == "x" * 10
    with pytest.raises(SourceError, match=r"^x.txt: 11 characters; one article may have 10$"):
        article_text(b"x" * 11, NAME)
    with pytest.raises(SourceError, match=r"^x.txt: 0 MB; one article may have 10 characters$"):
        article_text(b"x" * 41, NAME)


def test_gzip() -> None:
    assert expanded(gzip.compress(b"text"), NAME) == b"text"
    assert expanded(gzip.compress(b"text, ") + gzip.compress(b"more"), NAME) == b"text, more"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"text", "not a sound gzip file: Not a gzipped file (b'te')"),
        (
            gzip.compress(b"text" * 99)[:-9],
            "not a sound gzip file: Compressed file ended before the end-of-stream",
        ),
        (gzip.compress(b"text")[:5], "not a sound gzip file: Compressed file ended before the end-of-stream"),
        (gzip.compress(b"text") + b"junk", "not a sound gzip file: Not a gzipped file (b'ju')"),
        (gzip.compress(bytes(20_000_000)), "expands to more than 10 MB; expand it first"),
    ],
    ids=["no gzip", "cut off", "cut off in its head", "with junk", "a bomb"],
)
def test_unsound_gzip(data: bytes, reason: str) -> None:
    with pytest.raises(SourceError) as e:
        expanded(data, NAME)
    assert str(e.value).startswith(f"x.txt: {reason}")


def test_limits_of_expansion() -> None:
    assert [expansion_limit(size) for size in (0, 10**5, 10**6, 10**9)] == [10**7, 10**7, 10**8, 2 * 10**9]


def test_overlong_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_LINE", 4)
    lines = [b"", b"\n", b"1234\n1234", b"12345", b"1\n12345\n", b"1\n\n1234\n12345"]
    assert [overlong_line(data) for data in lines] == [None, None, None, 1, 2, 4]


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda t: t.encode("utf-16", "surrogatepass")))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        text = article_text(data, NAME)
    except SourceError:
        return
    assert text.encode() == as_utf8(data, NAME)


@given(st.binary(max_size=60), st.integers(0, 40), st.binary(max_size=4))
@settings(max_examples=300, deadline=None)
def test_any_gzip_is_read_or_refused(data: bytes, at: int, damage: bytes) -> None:
    packed = gzip.compress(data, mtime=0)
    damaged = packed[:at] + damage + packed[at + len(damage) :]
    try:
        contents = expanded(damaged, NAME)
    except SourceError:
        return
    assert damaged[:4] != packed[:4] or contents == data or damaged != packed
