"""Articles from files: .txt, .html, .jsonl, .csv, .parquet (text formats also gzipped), folders with ``articles.csv``, standard input.

Names of columns: ``text`` and, where known, ``id, outlet, date, title, url, event``. A record without ``text`` but with
``title`` is a headline: the title is its text. Every value is text; nothing is guessed or converted. What cannot be read
becomes a defect with file and line; the caller decides whether to go on without it.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from framing.errors import DataError, MissingExtra, SourceError
from framing.text.page import extract
from framing.units import Article

FIELDS = ("id", "text", "outlet", "date", "title", "url", "event")
MANIFEST = "articles.csv"
MAX_EXPANDED = 2_000_000_000
MAX_ARTICLE = 5_000_000
"""Characters that one article may have."""

csv.field_size_limit(10_000_000)


def read(sources: Sequence[str | Path], *, outlet: str = "", defects: list[DataError] | None = None) -> Iterator[Article]:
    """The articles of files, folders and ``-`` (standard input, as text), in order.

    With *defects*, rows that cannot be read are appended to it and left out; without, the first one is raised as
    :class:`~framing.errors.SourceError`. *outlet* is given to articles that state none.
    """
    for source in sources:
        for article in _one(source, defects):
            yield msgspec.structs.replace(article, outlet=outlet) if outlet and not article.outlet else article


def _fault(defects: list[DataError] | None, path: str | Path, line: int | None, reason: str) -> None:
    fault = SourceError(path, line, reason)
    if defects is None:
        raise fault
    defects.append(fault)


def _one(source: str | Path, defects: list[DataError] | None) -> Iterator[Article]:
    if str(source) == "-":
        text = _decode(sys.stdin.buffer.read(), "<stdin>", defects)
        if text is not None:
            yield Article("<stdin>", text)
        return
    path = Path(source)
    if path.is_dir():
        yield from _folder(path, defects)
        return
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        _fault(defects, path, None, "no such file or folder")
        return
    except OSError as e:
        _fault(defects, path, None, (e.strerror or str(e)).lower())
        return
    yield from _file(path, data, defects)


def _file(path: Path, data: bytes, defects: list[DataError] | None) -> Iterator[Article]:
    suffixes = [s.lower() for s in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        expanded = _expand(data, path, defects)
        if expanded is None:
            return
        data, suffixes = expanded, suffixes[:-1]
    kind = suffixes[-1] if suffixes else ""
    if not data.strip():
        _fault(defects, path, None, "the file is empty")
    elif kind == ".parquet":
        yield from _parquet(path, data, defects)
    elif kind in {".jsonl", ".ndjson"}:
        yield from _jsonl(path, data, defects)
    elif kind == ".csv":
        yield from _csv(path, data, defects)
    elif kind in {".html", ".htm", ".xhtml"}:
        page = _page(path, data, defects)
        if page is not None:
            yield page
    else:
        text = _decode(data, path, defects)
        if text is not None:
            if text.lstrip()[:15].lower().startswith(("<!doctype html", "<html")):
                page = _page(path, data, defects)
                if page is not None:
                    yield page
            else:
                yield Article(path.stem, text)


def _page(path: Path, data: bytes, defects: list[DataError] | None) -> Article | None:
    try:
        page = extract(data, str(path))
    except SourceError as e:
        _fault(defects, e.path, e.line, e.reason)
        return None
    return Article(path.stem, page.text, date=page.date, title=page.title)


def _expand(data: bytes, path: Path, defects: list[DataError] | None) -> bytes | None:
    limit = min(MAX_EXPANDED, max(100 * len(data), 10_000_000))
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as f:
            expanded = f.read(limit + 1)
    except (OSError, EOFError, zlib.error) as e:
        _fault(defects, path, None, f"not a sound gzip file: {e}")
        return None
    if len(expanded) > limit:
        _fault(defects, path, None, f"expands to more than {limit / 1e6:.0f} MB; expand it first")
        return None
    return expanded


def _decode(data: bytes, path: str | Path, defects: list[DataError] | None) -> str | None:
    """Bytes as text: UTF-8, or UTF-16 with its mark. Anything else is named, not guessed."""
    if not data.strip():
        _fault(defects, path, None, "the file is empty")
        return None
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            _fault(defects, path, None, "neither UTF-8 nor sound UTF-16")
            return None
    if b"\0" in data[:8192] or data.count(b"\0") > len(data) // 1000:
        _fault(defects, path, None, "a binary file, not text; articles are .txt, .html, .jsonl, .csv or .parquet")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = data[: e.start].count(b"\n") + 1
        _fault(defects, path, line, f"not UTF-8 (byte 0x{data[e.start]:02x}); save the file as UTF-8")
        return None
    if len(text) > MAX_ARTICLE and Path(str(path)).suffix not in {".csv", ".jsonl", ".ndjson", ".gz"}:
        _fault(defects, path, None, f"{len(text)} characters; one article may have {MAX_ARTICLE}")
        return None
    return text


def _folder(path: Path, defects: list[DataError] | None) -> Iterator[Article]:
    manifest = path / MANIFEST
    if not manifest.exists():
        files = sorted(p for p in path.iterdir() if p.suffix.lower() in {".txt", ".html", ".htm"} and not p.name.lower().startswith("readme"))
        if not files:
            _fault(defects, path, None, f"holds no .txt or .html articles and no {MANIFEST}")
        for file in files:
            yield from _one(file, defects)
        return
    text = _decode(_bytes(manifest, defects), manifest, defects)
    if text is None:
        return
    rows = list(_csv_rows(text, manifest, defects, required=("file",), known=("file", *FIELDS)))
    listed: set[str] = set()
    for line, row in rows:
        name = row["file"]
        if name in listed:
            _fault(defects, manifest, line, f'"{name}" is listed twice')
            continue
        listed.add(name)
        file = path / name
        if file.resolve().parent != path.resolve():
            _fault(defects, manifest, line, f'"{name}" is not a file in this folder')
            continue
        if not file.exists():
            _fault(defects, manifest, line, f'"{name}" is not in this folder')
            continue
        for article in _one(file, defects):
            stated = {k: v for k, v in row.items() if k != "file" and v}
            yield msgspec.structs.replace(article, **stated)


def _bytes(path: Path, defects: list[DataError] | None) -> bytes:
    try:
        return path.read_bytes()
    except OSError as e:
        _fault(defects, path, None, (e.strerror or str(e)).lower())
        return b""


def _csv_rows(text: str, path: Path, defects: list[DataError] | None, *, required: Sequence[str], known: Sequence[str] = ()) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            at, line = line, reader.line_num + 1
            if not any(c.strip() for c in cells):
                continue
            if header is None:
                header = [c.strip().lower() for c in cells]
                missing = [r for r in required if r not in header]
                twice = sorted({h for h in header if header.count(h) > 1})
                unknown = [h for h in header if known and h not in known]
                if missing or twice or unknown:
                    what = f"lacks the column {missing[0]}" if missing else f'has the column "{(twice or unknown)[0]}" {"twice" if twice else "that is not known here"}'
                    _fault(defects, path, at, f"the header {what}; it is {', '.join(header)}")
                    return
            elif len(cells) != len(header):
                _fault(defects, path, at, f"{len(cells)} cells where the header has {len(header)}; a comma inside a text needs quotation marks around the text")
            else:
                yield at, dict(zip(header, cells, strict=True))
    except csv.Error as e:
        _fault(defects, path, line, f"not valid CSV: {e}; a quotation mark inside a cell is written twice")


def _csv(path: Path, data: bytes, defects: list[DataError] | None) -> Iterator[Article]:
    text = _decode(data, path, defects)
    if text is None:
        return
    first = text.split("\n", 1)[0].lower()
    required = ("text",) if "text" in first or "title" not in first else ("title",)
    for line, row in _csv_rows(text, path, defects, required=required):
        article = _article(row, path, line, defects)
        if article is not None:
            yield article


def _jsonl(path: Path, data: bytes, defects: list[DataError] | None) -> Iterator[Article]:
    text = _decode(data, path, defects)
    if text is None:
        return
    for line, row in enumerate(text.split("\n"), 1):
        if not row.strip():
            continue
        try:
            record = msgspec.json.decode(row)
        except (msgspec.DecodeError, RecursionError) as e:
            _fault(defects, path, line, f"not valid JSON: {e}")
            continue
        if not isinstance(record, dict):
            _fault(defects, path, line, 'a line must be an object such as {"id": …, "text": …}')
            continue
        article = _article(record, path, line, defects)
        if article is not None:
            yield article


def _parquet(path: Path, data: bytes, defects: list[DataError] | None) -> Iterator[Article]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingExtra("reading Parquet", "pyarrow", "bulk") from None
    try:
        file = pq.ParquetFile(pa.BufferReader(data), page_checksum_verification=True)
        expanded = sum(file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups))
        if expanded > min(MAX_EXPANDED, max(100 * len(data), 10_000_000)):
            _fault(defects, path, None, f"expands to {expanded / 1e6:.0f} MB, more than 100 times its size")
            return
        columns = [c for c in FIELDS if c in file.schema_arrow.names]
        if "text" not in columns and "title" not in columns:
            _fault(defects, path, None, f"has no column text; it has {', '.join(file.schema_arrow.names)[:120]}")
            return
        line = 0
        for batch in file.iter_batches(batch_size=250, columns=columns):
            for record in batch.to_pylist():
                line += 1
                article = _article({k: v for k, v in record.items() if v is not None}, path, line, defects)
                if article is not None:
                    yield article
    except (pa.ArrowException, OSError, UnicodeDecodeError) as e:
        _fault(defects, path, None, f"not a sound Parquet file: {str(e).splitlines()[0][:150]}")


def _article(record: Mapping[str, object], path: Path, line: int, defects: list[DataError] | None) -> Article | None:
    values: dict[str, str] = {}
    for name in FIELDS:
        value = record.get(name)
        if value is None:
            continue
        if isinstance(value, bool | dict | list):
            _fault(defects, path, line, f"{name} must be text, not {type(value).__name__}")
            return None
        values[name] = value if isinstance(value, str) else str(value)
    text = values.pop("text", "") or values.get("title", "")
    if not text.strip():
        _fault(defects, path, line, "no text")
        return None
    if any("\ud800" <= c <= "\udfff" for c in text):
        _fault(defects, path, line, "the text holds half of a surrogate pair; it cannot be written as UTF-8")
        return None
    return Article(text=text, **{"id": values.pop("id", "") or f"{path.stem}:{line}", **values})
