"""A corpus file from articles: JSONL or Parquet, every column text; what could not be read is kept beside it with its reason."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from framing.errors import DataError, MissingExtra, SourceError
from framing.text.sources import FIELDS
from framing.units import Article


def write_corpus(
    articles: Iterable[Article], output: str | Path, defects: Sequence[DataError]
) -> tuple[int, Path | None]:
    """Write articles; the number written and the file of rejects (``NAME.rejects.jsonl``), or None when there are none.

    The file appears when it is complete. *defects* may grow while *articles* are read.
    """
    target = Path(output)
    working = target.with_name(f".{target.name}.part")
    rows = list(articles)
    if target.suffix == ".parquet":
        _parquet(rows, working)
    elif target.suffix == ".jsonl":
        with working.open("wb") as f:
            for a in rows:
                f.write(msgspec.json.encode(a) + b"\n")
    else:
        raise SourceError(target, None, "a corpus is written as .parquet or .jsonl")
    if not rows and defects:
        working.unlink()
        raise defects[0]
    os.replace(working, target)
    if not defects:
        return len(rows), None
    rejects = target.with_suffix(".rejects.jsonl")
    lines = [msgspec.json.encode({"file": d.path, "line": d.line, "reason": d.reason}) for d in defects]
    rejects.write_bytes(b"\n".join(lines) + b"\n")
    return len(rows), rejects


def _parquet(rows: Sequence[Article], path: Path) -> None:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingExtra("writing Parquet", "pyarrow", "bulk") from None
    table = pa.table({name: pa.array([getattr(a, name) for a in rows], pa.string()) for name in FIELDS})
    pq.write_table(table, path, compression="zstd", write_page_checksum=True)
