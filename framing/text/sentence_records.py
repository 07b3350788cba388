"""Sentences to classify: JSONL or CSV records with ``id`` and ``text``, and ``before`` where the sentence before is known."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import msgspec

from framing.errors import SourceError


class SentenceRecord(msgspec.Struct, frozen=True):
    """One sentence to code. An ``id`` may be written as a number; it stays what was written."""

    text: str
    id: str | int = ""
    before: str | None = None


def read_sentences(source: str | Path) -> list[tuple[str | int, str, str]]:
    """The records as (id, text, before), in order; a record without id gets its line number.

    ``-`` is JSONL on standard input. Raises :class:`~framing.errors.SourceError` at the first line that cannot be read:
    output is one line for each input line, so that none may be left out.
    """
    name = "<stdin>" if str(source) == "-" else str(source)
    try:
        data = sys.stdin.buffer.read() if str(source) == "-" else Path(source).read_bytes()
    except FileNotFoundError:
        raise SourceError(name, None, "no such file") from None
    except OSError as e:
        raise SourceError(name, None, (e.strerror or str(e)).lower()) from None
    if not data.strip():
        raise SourceError(name, None, "the file is empty")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = data[: e.start].count(b"\n") + 1
        reason = (
            "a binary file, not text"
            if b"\0" in data[:8192]
            else f"not UTF-8 (byte 0x{data[e.start]:02x}); save the file as UTF-8"
        )
        raise SourceError(name, line, reason) from None
    return _csv(text, name) if name.lower().endswith(".csv") else _jsonl(text, name)


def _jsonl(text: str, name: str) -> list[tuple[str | int, str, str]]:
    rows = []
    decoder = msgspec.json.Decoder(SentenceRecord)
    for line, row in enumerate(text.split("\n"), 1):
        if not row.strip():
            continue
        try:
            record = decoder.decode(row)
        except (msgspec.DecodeError, RecursionError) as e:
            raise SourceError(name, line, f'not a record with "id" and "text": {e}') from None
        rows.append((record.id if record.id != "" else str(line), record.text, record.before or ""))
    return rows


def _csv(text: str, name: str) -> list[tuple[str | int, str, str]]:
    rows: list[tuple[str | int, str, str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    line = 1
    try:
        for cells in reader:
            at, line = line, reader.line_num + 1
            if not header:
                header = [c.strip().lower() for c in cells]
                if "text" not in header:
                    raise SourceError(
                        name, at, f"the header lacks the column text; it is {', '.join(header)}"
                    )
            elif len(cells) != len(header):
                raise SourceError(name, at, f"{len(cells)} cells where the header has {len(header)}")
            else:
                row = dict(zip(header, cells, strict=True))
                rows.append((row.get("id") or str(at), row["text"], row.get("before", "")))
    except csv.Error as e:
        raise SourceError(name, line, f"not valid CSV: {e}") from None
    return rows
