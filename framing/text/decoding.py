"""Bytes as text: gzip expanded within limits, UTF-8 or marked UTF-16 decoded. Anything else is named, not guessed."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from pathlib import Path

from framing.errors import SourceError

MAX_EXPANDED = 2_000_000_000
"""Bytes that a compressed file may expand to; nor more than 100 times its size."""
MAX_ARTICLE = 5_000_000
"""Characters that one article may have."""
MAX_LINE = 4 * MAX_ARTICLE
"""Bytes that one line of a table may have."""

_KINDS = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a Word, Excel or zip file",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"\x1f\x8b": "a gzip file without .gz in its name",
    b"PAR1": "a Parquet file without .parquet in its name",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_READ = "articles are .txt, .html, .jsonl, .csv or .parquet"


def expansion_limit(size: int) -> int:
    """Bytes that *size* compressed bytes may expand to; small files may always expand to 10 MB."""
    return min(MAX_EXPANDED, max(100 * size, 10_000_000))


def expanded(data: bytes, path: Path) -> bytes:
    """The contents of a gzip file. Raises :class:`~framing.errors.SourceError`."""
    limit = expansion_limit(len(data))
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as f:
            contents = f.read(limit + 1)
    except (OSError, EOFError, zlib.error) as e:
        raise SourceError(path, None, f"not a sound gzip file: {e}") from None
    if len(contents) > limit:
        raise SourceError(path, None, f"expands to more than {limit / 1e6:.0f} MB; expand it first")
    return contents


def as_utf8(data: bytes, path: str | Path) -> bytes:
    """Text as UTF-8 bytes without a byte order mark; they may still hold bytes that are not UTF-8.

    UTF-16 is converted, whole binary files are refused with :class:`~framing.errors.SourceError`.
    """
    if not data.strip():
        raise SourceError(path, None, "the file is empty")
    kind = next((name for magic, name in _KINDS.items() if data.startswith(magic)), "")
    if kind:
        raise SourceError(path, None, f"{kind}; {_READ}")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeError:
            raise SourceError(path, None, "neither UTF-8 nor sound UTF-16; save the file as UTF-8") from None
    if data.count(b"\0") > max(3, len(data) // 1000):
        raise SourceError(path, None, f"a binary file, not text; {_READ}")
    return data.removeprefix(codecs.BOM_UTF8)


def article_text(data: bytes, path: str | Path) -> str:
    """The text of a file that is one article. Raises :class:`~framing.errors.SourceError`."""
    data = as_utf8(data, path)
    if len(data) > MAX_LINE:  # seen before decoding, which takes up to four times the space
        raise SourceError(
            path, None, f"{len(data) / 1e6:.0f} MB; one article may have {MAX_ARTICLE} characters"
        )
    try:
        text = data.decode()
    except UnicodeDecodeError as e:
        line = data[: e.start].count(b"\n") + 1
        raise SourceError(path, line, not_utf8(data[e.start])) from None
    if len(text) > MAX_ARTICLE:
        raise SourceError(path, None, too_long(text))
    return text


def not_utf8(byte: int) -> str:
    """The reason why a text with a byte that is not UTF-8 is not read."""
    return f"not UTF-8 (byte 0x{byte:02x}); save the file as UTF-8"


def too_long(text: str) -> str:
    """The reason why a text over :data:`MAX_ARTICLE` is not read."""
    return f"{len(text)} characters; one article may have {MAX_ARTICLE}"


def overlong_line(data: bytes) -> int | None:
    """The number of the first line of more than :data:`MAX_LINE` bytes, found without copying it."""
    start = number = 0
    while start < len(data):
        number += 1
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        if end - start > MAX_LINE:
            return number
        start = end + 1
    return None
