"""Records from CSV, JSONL and Parquet: one article a row, every value as it was written.

Columns: ``text`` and, where known, ``id, outlet, date, title, url, event``; others are left alone. A record without
``text`` but with ``title`` is a headline: the title is its text. Nothing is guessed or converted: ``NA``, ``null``
and ``007`` in a CSV stay what they are, and a number in JSON keeps its digits.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from framing.errors import MissingExtra, SourceError
from framing.text.decoding import MAX_ARTICLE, as_utf8, expansion_limit, not_utf8, overlong_line, too_long
from framing.text.rejects import Rejects
from framing.units import Article

FIELDS = ("id", "text", "outlet", "date", "title", "url", "event")

# A limit of the whole process: Python's own, 131,072 characters, is less than a long article has.
csv.field_size_limit(2 * MAX_ARTICLE)


class _UnfitError(Exception):
    """Why a record is no article."""


def from_csv(path: Path, data: bytes, rejects: Rejects) -> Iterator[Article]:
    """The articles of a CSV file."""
    for line, row in csv_rows(path, data, rejects, need=("text", "title")):
        yield from _kept(row, path, line, rejects)


def from_jsonl(path: Path, data: bytes, rejects: Rejects) -> Iterator[Article]:
    """The articles of a file with one JSON object a line; numbers keep their digits."""
    for line, record in json_rows(path, data, rejects, number=str):
        yield from _kept(record, path, line, rejects)


def json_rows(
    path: Path, data: bytes, rejects: Rejects, *, number: Callable[[str], object] | None = None
) -> Iterator[tuple[int, dict[str, object]]]:
    """The objects of a file with one JSON object a line, each with its line; *number* reads whole and other numbers.

    Lines end at ``\\n`` only: U+2028 may stand in a text. A name that stands twice in an object is a defect.
    """
    data = as_utf8(data, path)
    if (overlong := overlong_line(data)) is not None:
        raise SourceError(path, overlong, "the line is too long for one article")
    for line, ended in enumerate(io.BytesIO(data), 1):
        raw = ended.rstrip(b"\r\n")
        if not raw.strip():
            continue
        try:
            record = json.loads(
                raw.decode(),
                object_pairs_hook=_once,
                parse_constant=_no_number,
                parse_int=number,
                parse_float=number,
            )
        except UnicodeDecodeError as e:
            rejects.add(path, line, not_utf8(raw[e.start]))
        except json.JSONDecodeError as e:
            rejects.add(path, line, f"not valid JSON: {e.msg.removesuffix(' at')} at column {e.colno}")
        except (ValueError, RecursionError) as e:
            rejects.add(path, line, f"not valid JSON: {e}")
        else:
            if isinstance(record, dict):
                yield line, record
            else:
                rejects.add(path, line, 'a line must be an object such as {"id": …, "text": …}')


def from_parquet(path: Path, data: bytes, rejects: Rejects) -> Iterator[Article]:
    """The articles of a Parquet file; dates and whole numbers are written out, other types are refused."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingExtra("reading Parquet", "pyarrow", "bulk") from None
    try:
        file = pq.ParquetFile(pa.BufferReader(data), page_checksum_verification=True)
        schema = file.schema_arrow
        columns = [c for c in FIELDS if c in schema.names]
        if "text" not in columns and "title" not in columns:
            names = ", ".join(schema.names)[:120]
            raise SourceError(path, None, f"has no column text; it has {names}")
        for name in columns:
            if schema.names.count(name) > 1:
                raise SourceError(path, None, f'has the column "{name}" twice')
            if not _is_text(schema.field(name).type, pa.types):
                raise SourceError(path, None, f"column {name} is {schema.field(name).type}, not text")
        room = expansion_limit(len(data))
        row = 0
        for group in range(file.num_row_groups):
            for batch in file.iter_batches(batch_size=250, row_groups=[group], columns=columns):
                room -= batch.nbytes
                if room < 0:
                    raise SourceError(path, None, "expands to more than 100 times its size")
                for record in _records(batch, pa.string()):
                    row += 1
                    where = f"row {row} (row group {group + 1}): "
                    yield from _kept(record, path, None, rejects, where=where, number=row)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as e:  # the last: names in a damaged schema
        raise SourceError(path, None, f"not a sound Parquet file: {str(e).splitlines()[0][:150]}") from None


def _is_text(kind: Any, types: Any) -> bool:
    """Whether a column holds text, or what is written out as text in one way only."""
    if types.is_dictionary(kind):
        kind = kind.value_type
    return any(
        test(kind)
        for test in (
            types.is_string, types.is_large_string, types.is_string_view, types.is_integer, types.is_date,
            types.is_timestamp, types.is_null,
        )
    )  # fmt: skip


def _records(batch: Any, text_type: Any) -> Iterator[dict[str, object]]:
    """The rows of an Arrow batch; a text that is not UTF-8 comes as the bytes that it is."""
    columns = [column.cast(text_type, safe=False) for column in batch.columns]
    for row in range(batch.num_rows):
        record: dict[str, object] = {}
        for name, column in zip(batch.schema.names, columns, strict=True):
            try:
                record[name] = column[row].as_py()
            except UnicodeDecodeError as e:
                record[name] = e.object
        yield record


def csv_rows(
    path: Path, data: bytes, rejects: Rejects, *, need: Sequence[str], known: Sequence[str] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file under its header, each with the line that it begins in.

    The header must name one of *need*; with *known*, it may name nothing else. A row that does not fit the header,
    or is not UTF-8, is rejected by itself; after a broken quotation nothing can be told apart, and reading ends.
    """
    data = as_utf8(data, path)
    if (overlong := overlong_line(data)) is not None:
        raise SourceError(path, overlong, "the line is too long for one article")
    text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", errors="surrogateescape", newline="")
    reader = csv.reader(text, strict=True)
    header: list[str] = []
    line = 1
    try:
        for cells in reader:
            at, line = line, reader.line_num + 1
            if not any(c.strip() for c in cells):
                continue
            if not header:
                header = [c.strip().lower() for c in cells]
                if fault := _header_fault(header, need, known):
                    raise SourceError(path, at, f"{fault}; it is {', '.join(header)}")
            elif len(cells) != len(header):
                hint = "a comma inside a text needs quotation marks around the text"
                rejects.add(path, at, f"{len(cells)} cells where the header has {len(header)}; {hint}")
            elif (byte := _escaped_byte("".join(cells))) is not None:
                rejects.add(path, at, not_utf8(byte))
            else:
                yield at, dict(zip(header, cells, strict=True))
    except csv.Error as e:
        hint = "a quotation mark inside a cell is written twice; reading ends here"
        raise SourceError(path, line, f"not valid CSV: {e}; {hint}") from None


def _header_fault(header: Sequence[str], need: Sequence[str], known: Sequence[str]) -> str:
    if not any(n in header for n in need):
        fault = f"the header lacks the column {need[0]}"
        separator = next((s for s in ";\t|" if s in "".join(header)), "")
        return f"{fault}: cells are separated by {separator!r} and not by commas" if separator else fault
    twice = next((h for h in header if header.count(h) > 1), None)
    if twice is not None:
        return f'the header has the column "{twice}" twice'
    unknown = next((h for h in header if known and h not in known), None)
    return "" if unknown is None else f'the header has the column "{unknown}" that is not known here'


def _escaped_byte(text: str) -> int | None:
    """The first byte that was not UTF-8, as ``surrogateescape`` leaves it."""
    return next((ord(c) - 0xDC00 for c in text if "\udc80" <= c <= "\udcff"), None)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object whose keys stand once; the standard library would let the last one win."""
    record = dict(pairs)
    if len(record) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f'the key "{next(n for n in names if names.count(n) > 1)}" stands twice')
    return record


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no JSON value")


def _kept(
    record: Mapping[str, object],
    path: Path,
    line: int | None,
    rejects: Rejects,
    *,
    where: str = "",
    number: int | None = None,
) -> Iterator[Article]:
    """The article of a record, or nothing when it is rejected; without an id it is named by file and number."""
    try:
        article = _article(record, f"{path.stem}:{number or line}")
    except _UnfitError as e:
        rejects.add(path, line, f"{where}{e}")
    else:
        yield article


def _article(record: Mapping[str, object], default_id: str) -> Article:
    values: dict[str, str] = {}
    for name in FIELDS:
        value = record.get(name)
        if value is None:
            continue
        if isinstance(value, bytes):
            raise _UnfitError(f"{name} is not UTF-8")
        if not isinstance(value, str):
            raise _UnfitError(f"{name} must be text, not {type(value).__name__}")
        if any("\ud800" <= c <= "\udfff" for c in value):
            raise _UnfitError(f"{name} holds half of a surrogate pair; it cannot be written as UTF-8")
        values[name] = value
    text = values.pop("text", "")
    if not text.strip():
        text = values.get("title", "")
    if not text.strip():
        raise _UnfitError("no text")
    if len(text) > MAX_ARTICLE:
        raise _UnfitError(too_long(text))
    identity = values.pop("id", "") or default_id
    return Article(identity, text, **values)
