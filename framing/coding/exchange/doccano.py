"""doccano's files: a zip with a JSONL file of each coder, or such a file by itself; CSV and older forms are read too.

A record has ``text`` and ``label``: names, or spans as ``[start, end, name]``. Other fields are metadata, which doccano
keeps. What it has no place for stands in the field ``coded`` of the metadata, with the name of the coder: doccano shows
one record to all coders.

doccano does not say whether a record without a label was looked at. Such a record is set aside unless whoever imports
says that all were.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

import msgspec

from framing.coding.exchange import file_names
from framing.coding.exchange.intake import Intake
from framing.coding.exchange.marks import marks
from framing.coding.exchange.records import (
    UnfitError,
    Where,
    as_list,
    as_object,
    as_offset,
    as_words,
    decoded,
    pieces,
    strict,
    table,
)
from framing.coding.exchange.sentences import (
    ASIDE,
    Coded,
    Mark,
    about,
    aside,
    axes_looked_at,
    name,
    read_aside,
    rows,
    sentence,
)
from framing.errors import DataError, LabelsError, SourceError
from framing.text.archive import Archive

LABELS = ("label", "labels", "entities", "cats", "annotations")
"""Fields that hold labels; ``labels`` and ``annotations`` in older versions, ``cats`` beside ``entities``."""
NOTES = "Comments"
_SUFFIXES = {".jsonl", ".json", ".csv"}

_Record = dict[str, object]


def read(path: Path, intake: Intake) -> None:
    """Read a zip, or one file of JSONL, JSON or CSV."""
    if not zipfile.is_zipfile(path):
        named = intake.asked.coder or file_names.coder(path.stem)
        if named and not intake.asked.coder:
            intake.named_by_file[named] = None
        _file(decoded(path), str(path), named, intake)
        return
    try:
        archive = Archive(path.read_bytes(), path)
    except SourceError as e:
        raise LabelsError([e]) from None
    for member, fault in archive.faults.items():
        intake.set_aside(Where(str(archive.where(member)), 1), fault, None)
    for member in sorted(archive.names):
        inside = str(archive.where(member))
        stem = PurePosixPath(member)
        if stem.suffix.lower() not in _SUFFIXES:
            intake.set_aside(Where(inside, 1), "not a file of doccano: .jsonl, .json or .csv", None)
            continue
        try:
            contents = archive.read(member)
        except SourceError as e:
            intake.set_aside(Where(inside, 1), e.reason, None)
            continue
        try:
            text = contents.decode("utf-8-sig")
        except UnicodeDecodeError as e:
            reason = f"not UTF-8 (byte 0x{contents[e.start]:02x})"
            intake.set_aside(Where(inside, contents[: e.start].count(b"\n") + 1), reason, None)
            continue
        _file(text, inside, file_names.coder(stem.stem) or intake.asked.coder, intake)


def _file(text: str, path: str, coder: str, intake: Intake) -> None:
    if path.lower().endswith(".csv"):
        for where, row in table(text, path, intake.set_aside):
            with intake.record(where, row):
                _record(row, coder, where, intake)
        return
    for where, raw in pieces(text, path):
        with intake.record(where, raw):
            record = strict(raw)
            for one in _by_coder(record):
                with intake.record(where, one):
                    _record(one, coder, where, intake)


def _by_coder(record: _Record) -> list[_Record]:
    """The records that an old one stands for: its annotations name their coders, several to a record."""
    annotations = [as_object(a, "an annotation") for a in as_list(record.get("annotations"), "annotations")]
    coders = dict.fromkeys(as_words(a.get("user"), "user") for a in annotations)
    if not any(coders):
        return [record]
    return [
        {**record, "annotations": [a for a in annotations if as_words(a.get("user"), "user") == c], "user": c}
        for c in coders
    ]


def _record(record: _Record, coder: str, where: Where, intake: Intake) -> None:
    if not any(k in record for k in LABELS):
        raise UnfitError(f"no label; it has {', '.join(record)[:120]}")
    if as_list(record.get("relations"), "relations"):
        raise UnfitError("relations between spans have no place in a label file")
    # A number is doccano's own: two installations number the same sentences differently.
    own_id = record.get("id")
    own_id = own_id if isinstance(own_id, str) and not own_id.isdecimal() else ""
    fields = {**as_object(record.get("meta"), "meta"), **record}
    coded = sentence(record.get("text", record.get("data")), fields, own_id)
    beside = as_object(record.get(ASIDE), ASIDE)
    coder = as_words(record.get("user"), "user") or coder or as_words(beside.get("coder"), "coder").strip()
    said = read_aside(beside, intake.names, coder)
    found = [*_marks(record, coded.text, _evidence(beside), intake), *said.marks]
    if not found and said.looked_at is None and not intake.asked.complete:
        # Every coder's file holds every record: one that another coder's labels came in with is not this one's.
        if beside or ("annotation_approver" in record and record["annotation_approver"] is None):
            intake.count("not_coded")
            return
        if not record.get("annotation_approver"):
            raise UnfitError(
                "no label, and doccano does not say whether anybody looked; if every record was looked at, say --complete"
            )
    looked_at = axes_looked_at(found, said.looked_at, intake.asked.axes)
    intake.take(rows(coded, coder, found, looked_at, [*said.notes, *_comments(record)]), where)


def _marks(
    record: _Record, text: str, words: Mapping[tuple[int, int], str], intake: Intake
) -> Iterator[Mark]:
    for field in LABELS:
        value = record.get(field)
        if isinstance(value, str) and not intake.names.is_known(value):
            value = [part for part in value.split("#") if part]  # as CSV joins them
        yield from marks(value, field, text, intake, words)


def _evidence(beside: Mapping[str, object]) -> dict[tuple[int, int], str]:
    """The words of spans as they were exported: a triple has no place for them."""
    found = {}
    for item in as_list(beside.get("evidence"), "evidence"):
        if not isinstance(item, list) or len(item) != 3:
            raise UnfitError("evidence is no list of [start, end, words]")
        at = as_offset(item[0], "start"), as_offset(item[1], "end")
        found[at] = as_words(item[2], "evidence")
    return found


def _comments(record: _Record) -> list[str]:
    value = record.get(NOTES, record.get(NOTES.lower()))
    return [as_words(v, "a comment") for v in (value if isinstance(value, list) else [value])]


# ---------------------------------------------------------------- writing


def line(coded: Coded) -> dict[str, object]:
    """The record of one coder's coding of one sentence. Every record has the same fields: doccano makes a table of them."""
    evidence = [[r.start, r.start + len(r.evidence), r.evidence] for r in coded.placed]
    return {
        "text": coded.sentence.text,
        "label": [[start, end, name(r)] for r, (start, end, _) in zip(coded.placed, evidence, strict=True)],
        **about(coded.sentence),
        ASIDE: {**aside(coded), "evidence": evidence},
    }


def write(coded: Iterable[Coded], path: Path, target: Path) -> None:
    """Write to *path* what is to become *target*: a zip with a file of each coder, or for one coder the file itself."""
    files: dict[str, list[bytes]] = {}
    for c in coded:
        files.setdefault(c.coder, []).append(msgspec.json.encode(line(c)) + b"\n")
    if target.suffix.lower() != ".zip":
        names = [f"{file_names.file_name(coder)}.jsonl" for coder in files]
        if names != [target.name]:
            should = f"for these labels write a .zip, or {names[0]}" if len(names) == 1 else "write a .zip"
            reason = f"doccano keeps the coder only as the name of a file; {should}"
            raise LabelsError([DataError(target, None, reason)])
        path.write_bytes(b"".join(*files.values()))
        return
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive_file:
        for coder, records in files.items():
            # A fixed date: the same labels make the same bytes.
            info = zipfile.ZipInfo(f"{file_names.file_name(coder)}.jsonl", (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive_file.writestr(info, b"".join(records))
    path.write_bytes(buffer.getvalue())
