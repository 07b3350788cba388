"""Sentences to classify: JSONL or CSV records with ``id`` and ``text``, and ``before`` where the sentence before is known."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from framing.errors import SourceError
from framing.text.rejects import Rejects
from framing.text.tables import csv_rows, json_rows


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
    path = Path("<stdin>") if str(source) == "-" else Path(source)
    try:
        data = sys.stdin.buffer.read() if str(source) == "-" else path.read_bytes()
    except FileNotFoundError:
        raise SourceError(path, None, "no such file") from None
    except OSError as e:
        raise SourceError(path, None, (e.strerror or str(e)).lower()) from None
    raising = Rejects(None)
    if path.suffix.lower() == ".csv":
        return [_sentence(row, path, line) for line, row in csv_rows(path, data, raising, need=("text",))]
    return [_sentence(row, path, line) for line, row in json_rows(path, data, raising)]


def _sentence(row: Mapping[str, object], path: Path, line: int) -> tuple[str | int, str, str]:
    try:
        record = msgspec.convert(row, SentenceRecord)
    except msgspec.ValidationError as e:
        raise SourceError(path, line, f'not a record with "id" and "text": {e}') from None
    return record.id if record.id != "" else str(line), record.text, record.before or ""
