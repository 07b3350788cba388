"""Data sets of Hugging Face: a folder with Parquet files, and a README whose YAML says what they hold.

Written: a row for each sentence and coder, with a list ``codings``, among them the axes on which nothing was found.
Read as well: rows of a label file (``axis`` and ``pole``), and ``label``, ``labels``, ``spans`` or ``entities`` as names,
class numbers or spans.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from framing.coding.codebook import Codebook
from framing.coding.exchange.intake import Intake
from framing.coding.exchange.marks import marks, placed
from framing.coding.exchange.records import UnfitError, Where, as_list, as_object, as_offset, as_words
from framing.coding.exchange.sentences import ABOUT, Coded, Mark, axes_looked_at, rows, sentence
from framing.errors import DataError, LabelsError, MissingExtra
from framing.text.decoding import expansion_limit

SHARD = "data/train-00000-of-00001.parquet"
LABELS = ("label", "labels", "spans", "entities")
_FIELDS = ("text", "id", *ABOUT, "coder")
_CODING = ("axis", "pole", "voice", "evidence", "start", "end", "note")

_Record = dict[str, object]


def files(path: Path) -> list[Path]:
    """The Parquet files of a folder, or the file itself."""
    if not path.is_dir():
        return [path]
    inside = (
        p for p in path.rglob("*.parquet") if not any(d.startswith(".") for d in p.relative_to(path).parts)
    )
    return sorted(inside)


def read(path: Path, intake: Intake) -> None:
    """Read a folder or a Parquet file."""
    for file in files(path):
        flat: dict[tuple[object, ...], list[tuple[Where, _Record]]] = {}
        for where, record in _parquet(file):
            if "axis" in record and "codings" not in record:
                flat.setdefault(tuple(record.get(f) for f in _FIELDS), []).append((where, record))
                continue
            with intake.record(where, record):
                _sentence(record, where, intake)
        for together in flat.values():
            where, head = together[0]
            record = {**head, "codings": [{k: r[k] for k in _CODING if k in r} for _, r in together]}
            with intake.record(where, record):
                _sentence(record, where, intake)


def _sentence(record: _Record, where: Where, intake: Intake) -> None:
    coded = sentence(record.get("text"), record, as_words(record.get("id"), "id"))
    coder = as_words(record.get("coder"), "coder").strip() or intake.asked.coder
    if "codings" in record:
        found = [
            _mark(as_object(c, "a coding"), coded.text, intake) for c in as_list(record["codings"], "codings")
        ]
        intake.take(rows(coded, coder, found, ()), where)
        return
    fields = [f for f in LABELS if f in record]
    if not fields:
        raise UnfitError(f"no column codings, axis or label; it has {', '.join(record)[:120]}")
    if all(record[f] is None for f in fields):
        intake.count("not_coded")
        return
    found = [m for f in fields for m in marks(record[f], f, coded.text, intake, {})]
    notes = [as_words(record.get("note"), "note")]
    intake.take(rows(coded, coder, found, axes_looked_at(found, None, intake.asked.axes), notes), where)


def _mark(coding: _Record, text: str, intake: Intake) -> Mark:
    names = (as_words(coding.get(k), k).strip() for k in ("axis", "pole", "voice"))
    said = "/".join(n for n in names if n)
    evidence, note = as_words(coding.get("evidence"), "evidence"), as_words(coding.get("note"), "note")
    if not evidence:
        return Mark(intake.names.code(said), note=note)
    start, end = _offset(coding.get("start")), _offset(coding.get("end"))
    start = text.find(evidence) if start is None else start
    end = start + len(evidence) if end is None else end
    return placed(said, start, end, evidence, text, intake, {})._replace(note=note)


def _offset(value: object) -> int | None:
    """An offset, None where there is none; a column of text holds it as digits."""
    if value is None or value in ("", -1, "-1"):
        return None
    return int(value) if isinstance(value, str) and value.isdecimal() else as_offset(value, "start or end")


def _parquet(path: Path) -> Iterator[tuple[Where, _Record]]:
    """The rows of a Parquet file; class numbers as the names that the file gives them."""
    pa, pq = _arrow("reading Parquet")
    try:
        data = path.read_bytes()
        file = pq.ParquetFile(pa.BufferReader(data), page_checksum_verification=True)
        schema = file.schema_arrow
        twice = next((n for n in schema.names if schema.names.count(n) > 1), None)
        if twice is not None or "text" not in schema.names:
            fault = (
                f'has the column "{twice}" twice'
                if twice
                else f"has no column text; it has {', '.join(schema.names)[:120]}"
            )
            raise LabelsError([DataError(path, None, fault)])
        columns = [n for n in schema.names if n in {*_FIELDS, *_CODING, *LABELS, "codings"}]
        classes = _classes(schema)
        room, row = expansion_limit(len(data)), 0
        for batch in file.iter_batches(batch_size=1000, columns=columns):
            room -= batch.nbytes
            if room < 0:
                raise LabelsError([DataError(path, None, "expands to more than 100 times its size")])
            for record in batch.to_pylist():
                row += 1
                yield (
                    Where(str(path), row, "row"),
                    {k: _named(v, classes.get(k, ())) for k, v in record.items()},
                )
    except (pa.ArrowException, OSError, UnicodeDecodeError) as e:
        reason = f"not a sound Parquet file: {str(e).splitlines()[0][:150]}"
        raise LabelsError([DataError(path, None, reason)]) from None


def _classes(schema: Any) -> dict[str, Sequence[str]]:
    """The names of the classes of each column that holds their numbers, as the library writes them into the file."""
    try:
        features = json.loads((schema.metadata or {}).get(b"huggingface", b"{}"))["info"]["features"]
        return {k: (f.get("feature") or f).get("names", ()) for k, f in features.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _named(value: object, classes: Sequence[str]) -> object:
    if isinstance(value, list):
        return [_named(v, classes) for v in value]
    if isinstance(value, int) and 0 <= value < len(classes):
        return classes[value]
    return value


def _arrow(purpose: str) -> tuple[Any, Any]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingExtra(purpose, "pyarrow", "bulk") from None
    return pa, pq


# ---------------------------------------------------------------- writing


def record(coded: Coded) -> _Record:
    """The row of one coder's coding of one sentence."""
    codings = [
        {
            "axis": r.axis, "pole": r.pole, "voice": r.voice or "", "evidence": r.evidence, "start": r.start,
            "end": r.start + len(r.evidence) if r.start >= 0 else -1, "note": r.note,
        }
        for r in coded.rows
    ]  # fmt: skip
    return {**coded.sentence._asdict(), "coder": coded.coder, "codings": codings}


def write(coded: Sequence[Coded], folder: Path, codebook: Codebook) -> None:
    """Write the folder: one Parquet file, and the README."""
    pa, pq = _arrow("writing Parquet")
    coding = pa.struct([(k, pa.int64() if k in {"start", "end"} else pa.string()) for k in _CODING])
    schema = pa.schema([*((k, pa.string()) for k in _FIELDS), ("codings", pa.list_(coding))])
    table = pa.Table.from_pylist([record(c) for c in coded], schema=schema)
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd", write_page_checksum=True)
    (folder / SHARD).parent.mkdir(parents=True)
    (folder / SHARD).write_bytes(buffer.getvalue())
    (folder / "README.md").write_text(readme(coded, codebook), encoding="utf-8")


def readme(coded: Sequence[Coded], codebook: Codebook) -> str:
    """The README: YAML that tells the library where the rows are and what they hold, then the same for people."""
    sentences = {c.sentence for c in coded}
    coders = sorted({c.coder for c in coded if c.coder})
    features = [*(f"  - name: {k}\n    dtype: string" for k in _FIELDS), "  - name: codings\n    list:"]
    features += [
        f"    - name: {k}\n      dtype: {'int64' if k in {'start', 'end'} else 'string'}" for k in _CODING
    ]
    axes = "\n".join(
        f"| `{a.id}` | {_cell(a.question)} | {', '.join(f'`{p.id}`' for p in a.poles)} |"
        for a in codebook.axes
    )
    return f"""---
pretty_name: {json.dumps(codebook.title)}
language:
- {json.dumps(codebook.toml_dict()["language"])}
task_categories:
- text-classification
- token-classification
size_categories:
- {_size(len(coded))}
configs:
- config_name: default
  data_files:
  - split: train
    path: {json.dumps("data/train-*")}
dataset_info:
  features:
{chr(10).join(features)}
---

# {_cell(codebook.title)}

{len(sentences)} sentences, coded by {len(coders) or "unnamed"} coders: {len(coded)} rows, one for each sentence and coder.

`codings` lists what the coder found: `axis` and `pole`; `voice`, whose words they are, empty where the coder did not say;
`evidence`, the words themselves, with `start` and `end` in code points of `text`, or empty with −1, −1; and a `note`. The pole
`none` says that the coder looked at the axis and found nothing, the axis `*` that this holds for every axis without another
coding. Of an axis that is not listed nobody can say whether the coder looked at it.

| axis | question | poles |
|---|---|---|
{axes}

Codebook version {_cell(codebook.version)}, SHA-256 `{codebook.sha256}`.
"""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _size(n: int) -> str:
    """The class of sizes that Hugging Face puts a data set into."""
    return next(c for limit, c in _SIZES.items() if n < limit)


_SIZES: Mapping[float, str] = {
    1_000: "n<1K", 10_000: "1K<n<10K", 100_000: "10K<n<100K", 1_000_000: "100K<n<1M", float("inf"): "1M<n<10M",
}  # fmt: skip
