"""Label files, read strictly: one row per coding, every defect reported with file and line, none guessed.

CSV with a header (what Excel saves), or JSONL with the same names. Required: ``text, axis, pole``. Optional:
``voice, evidence, start, id, before, coder, source, event, outlet, genre, note``. JSONL may also hold one record a
sentence, with ``text`` and a list ``codings`` of ``axis, pole, voice, evidence, start``: such a record says that all axes
were looked at.

``pole`` may be ``none``: the coder looked at this axis and found nothing. ``axis`` ``*`` with pole ``none`` says so for all
axes on which the same coder has no other row for the sentence.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from framing.coding.codebook import ANY_AXIS, NONE, Codebook
from framing.errors import DataError, LabelsError
from framing.units import VOICES, Voice

REQUIRED = ("text", "axis", "pole")
OPTIONAL = (
    "voice",
    "evidence",
    "start",
    "id",
    "before",
    "coder",
    "source",
    "event",
    "outlet",
    "genre",
    "note",
)
CONTRASTS_FILE = "contrasts.csv"
"""The file in a label folder that holds contrast pairs, not labels."""
REJECTS = ".rejects.jsonl"
"""How files end that hold what could not be read when labels were imported."""
MAX_TEXT = 5_000
"""Characters that a labelled text may have: a sentence or a headline, not an article."""
MIN_POLE = 5
"""A pole with fewer codings than this is reported: a classifier cannot learn it."""

_JSON_SUFFIXES = {".jsonl", ".ndjson"}

csv.field_size_limit(10_000_000)


class Label(msgspec.Struct, frozen=True, gc=False):
    """One row: a coder's coding of a text on an axis, or that there was nothing to code."""

    text: str
    axis: str
    pole: str
    voice: Voice | None = None
    evidence: str = ""
    start: int = -1
    id: str = ""
    before: str = ""
    coder: str = ""
    source: str = ""
    event: str = ""
    outlet: str = ""
    genre: str = ""
    note: str = ""
    path: str = ""
    line: int = 0

    @property
    def is_none(self) -> bool:
        """Whether the row says that nothing was found."""
        return self.pole == NONE


def load(paths: Sequence[str | Path], codebook: Codebook) -> list[Label]:
    """Read label files and folders of them; :class:`~framing.errors.LabelsError` carries every defect.

    A folder stands for its ``*.csv`` and ``*.jsonl`` files in the order of their names, without ``contrasts.csv``.
    """
    labels: list[Label] = []
    defects: list[DataError] = []
    for file in label_files(paths, defects):
        for row in _rows(file, defects):
            label = _label(row, file, codebook, defects)
            if label is not None:
                labels.append(label)
    check_together(labels, defects)
    if defects:
        raise LabelsError(sorted(defects, key=lambda d: (d.path, d.line or 0)))
    if not labels:
        where = ", ".join(str(p) for p in paths)
        raise LabelsError(
            [
                DataError(
                    where or "labels", None, "no labels found; a label file has the columns text, axis, pole"
                )
            ]
        )
    return labels


def label_files(paths: Sequence[str | Path], defects: list[DataError]) -> list[Path]:
    """The files that *paths* stand for, each once; a path that is not there becomes a defect."""
    files: dict[Path, Path] = {}
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(
                p
                for p in path.iterdir()
                if p.suffix.lower() in {".csv", *_JSON_SUFFIXES}
                and p.name != CONTRASTS_FILE
                and not p.name.endswith(REJECTS)
            )
            if not inside:
                defects.append(
                    DataError(
                        path, None, "no label files in this folder; it should hold .csv or .jsonl files"
                    )
                )
        elif path.exists():
            inside = [path]
        else:
            defects.append(DataError(path, None, "no such file or folder"))
            continue
        for file in inside:
            files.setdefault(file.resolve(), file)
    return list(files.values())


def read_text(path: Path, defects: list[DataError]) -> str | None:
    """A file as text, or None with a defect that names the line of what cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as e:
        defects.append(DataError(path, None, (e.strerror or str(e)).lower()))
        return None
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        defects.append(DataError(path, None, "the file is empty"))
        return None
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        defects.append(DataError(path, 1, "saved as UTF-16; save it as UTF-8 (in Excel: CSV UTF-8)"))
        return None
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        defects.append(DataError(path, line, "a NUL byte: this is not a text file"))
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = data[: e.start].count(b"\n") + 1
        defects.append(
            DataError(
                path,
                line,
                f"not UTF-8 (byte 0x{data[e.start]:02x}); save the file as UTF-8 (in Excel: CSV UTF-8)",
            )
        )
        return None


_Row = tuple[int, Mapping[str, object]]


def _rows(path: Path, defects: list[DataError]) -> Iterator[_Row]:
    text = read_text(path, defects)
    if text is None:
        return
    if path.suffix.lower() in _JSON_SUFFIXES:
        yield from _jsonl_rows(text, path, defects)
    else:
        yield from csv_rows(text, path, defects, _header_is_sound)


def csv_rows(
    text: str,
    path: Path,
    defects: list[DataError],
    sound: Callable[[Sequence[str], Path, int, list[DataError]], bool],
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV text with the line each begins at, by column; *sound* judges the header and says what is wrong."""
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
                if not sound(header, path, at, defects):
                    return
            elif len(cells) != len(header):
                hint = (
                    "; a comma inside a text needs quotation marks around the text"
                    if len(cells) > len(header)
                    else ""
                )
                defects.append(
                    DataError(path, at, f"{len(cells)} cells where the header has {len(header)}{hint}")
                )
            else:
                yield at, dict(zip(header, cells, strict=True))
    except csv.Error as e:
        defects.append(
            DataError(path, line, f"not valid CSV: {e}; a quotation mark inside a cell is written twice")
        )


def _header_is_sound(header: Sequence[str], path: Path, line: int, defects: list[DataError]) -> bool:
    sound = True
    if len(header) == 1 and ("\t" in header[0] or ";" in header[0]):
        defects.append(
            DataError(path, line, "the columns are not separated by commas; save the file as CSV with commas")
        )
        return False
    missing = [c for c in REQUIRED if c not in header]
    if missing:
        defects.append(
            DataError(
                path,
                line,
                f"the header lacks {', '.join(missing)}; it has {', '.join(h or '(empty)' for h in header)}",
            )
        )
        sound = False
    for name in sorted(set(header)):
        if header.count(name) > 1:
            defects.append(DataError(path, line, f'the column "{name}" stands {header.count(name)} times'))
            sound = False
        elif name not in REQUIRED + OPTIONAL:
            defects.append(
                DataError(path, line, f'unknown column "{name}"; known: {", ".join(REQUIRED + OPTIONAL)}')
            )
            sound = False
    return sound


class _CodingRecord(msgspec.Struct, forbid_unknown_fields=True):
    axis: str
    pole: str
    voice: str = ""
    evidence: str = ""
    start: int = -1
    end: int = -1


class _SentenceRecord(msgspec.Struct):
    text: str
    codings: list[_CodingRecord]
    id: str = ""
    before: str | None = ""
    outlet: str = ""
    article: str = ""
    source: str = ""
    event: str = ""
    coder: str = ""
    genre: str = ""
    kind: str = ""
    note: str = ""


def _jsonl_rows(text: str, path: Path, defects: list[DataError]) -> Iterator[_Row]:
    for at, row in enumerate(text.split("\n"), 1):
        if not row.strip():
            continue
        try:
            record = msgspec.json.decode(row)
            # Each name is a string before a colon. Where there are no more of these than names that were read, none is doubled.
            doubled = _doubled_name(row) if len(_NAMES.findall(row)) > _names(record) else None
        except (msgspec.DecodeError, RecursionError) as e:
            defects.append(DataError(path, at, f"not valid JSON: {e}"))
            continue
        if doubled is not None:
            defects.append(DataError(path, at, f'the name "{doubled}" stands twice in one object'))
        elif not isinstance(record, dict):
            defects.append(
                DataError(path, at, 'a line must be an object such as {"text": …, "axis": …, "pole": …}')
            )
        elif "codings" in record:
            yield from _sentence_rows(row, path, at, defects)
        else:
            unknown = sorted(set(record) - set(REQUIRED + OPTIONAL))
            missing = [c for c in REQUIRED if c not in record]
            if unknown or missing:
                what = f"lacks {', '.join(missing)}" if missing else f'has the unknown name "{unknown[0]}"'
                defects.append(DataError(path, at, f"{what}; known: {', '.join(REQUIRED + OPTIONAL)}"))
            else:
                yield at, record


_NAMES = re.compile(r'"\s*:')


def _names(value: object) -> int:
    """How many names the objects of a JSON value hold, all taken together."""
    if isinstance(value, dict):
        return len(value) + sum(_names(v) for v in value.values() if isinstance(v, dict | list))
    return sum(map(_names, value)) if isinstance(value, list) else 0


def _doubled_name(row: str) -> str | None:
    """The first name that an object of a JSON line holds twice: readers of JSON take the last one without a word."""
    doubled: list[str] = []

    def look(pairs: list[tuple[str, object]]) -> None:
        counts = Counter(name for name, _ in pairs)
        doubled.extend(name for name, n in counts.items() if n > 1)

    json.loads(row, object_pairs_hook=look)
    return doubled[0] if doubled else None


def _sentence_rows(row: str, path: Path, at: int, defects: list[DataError]) -> Iterator[_Row]:
    try:
        record = msgspec.json.decode(row, type=_SentenceRecord)
    except msgspec.ValidationError as e:
        defects.append(DataError(path, at, str(e)))
        return
    common = {
        "text": record.text, "id": record.id, "before": record.before or "", "coder": record.coder, "source": record.source or record.article,
        "event": record.event, "outlet": record.outlet, "genre": record.genre or record.kind, "note": record.note,
    }  # fmt: skip
    for c in record.codings:
        if c.end >= 0 and c.start >= 0 and c.end != c.start + len(c.evidence):
            defects.append(
                DataError(
                    path,
                    at,
                    f'start {c.start} and end {c.end} do not hold the evidence "{c.evidence[:60]}"; '
                    "leave end out, or give the words that stand there",
                )
            )
            continue
        yield (
            at,
            {
                **common,
                "axis": c.axis,
                "pole": c.pole,
                "voice": c.voice,
                "evidence": c.evidence,
                "start": c.start,
            },
        )
    yield at, {**common, "axis": ANY_AXIS, "pole": NONE}


_VOICES: dict[str, Voice] = {v: v for v in VOICES}
_PLAIN = frozenset(OPTIONAL) - {"voice", "start"}
_AS_WRITTEN = frozenset({"text", "before", "evidence"})
_JSON_WORDS: dict[type, str] = {type(None): "null", bool: "true or false", list: "a list", dict: "an object"}


def _label(row: _Row, path: Path, codebook: Codebook, defects: list[DataError]) -> Label | None:
    line, cells = row
    before = len(defects)

    def say(reason: str) -> None:
        defects.append(DataError(path, line, reason))

    values: dict[str, str] = {}
    for name, value in cells.items():
        if name == "start" and isinstance(value, int) and not isinstance(value, bool):
            values[name] = str(value)
        elif not isinstance(value, str):
            say(f"{name} must be text, not {_JSON_WORDS.get(type(value), 'a number')}")
        elif "\0" in value:
            say(f"{name} holds a NUL character")
        else:
            # Names and places stand in many rows: each is kept in memory once.
            values[name] = value if name in _AS_WRITTEN else sys.intern(value.strip())
    if len(defects) > before:
        return None
    text = values["text"]
    if not text.strip():
        say("the text is empty")
    elif len(text) > MAX_TEXT:
        say(
            f"the text has {len(text)} characters; a label belongs to a sentence or a headline (at most {MAX_TEXT})"
        )
    axis, pole = values["axis"], values["pole"]
    _check_pole(axis, pole, codebook, say)
    written = values.get("voice", "")
    voice = _VOICES.get(written)
    if written and voice is None:
        say(f'voice "{written}" is not one of {", ".join(VOICES)}')
    start = _evidence_start(values, say)
    if pole == NONE and (values.get("evidence") or written):
        say('pole "none" says that nothing was found; leave voice and evidence empty')
    if len(defects) > before:
        return None
    extra = {k: v for k, v in values.items() if k in _PLAIN}
    return Label(
        text=text, axis=axis, pole=pole, voice=voice, start=start, path=str(path), line=line, **extra
    )


def _check_pole(axis: str, pole: str, codebook: Codebook, say: Callable[[str], None]) -> None:
    if axis == ANY_AXIS:
        if pole != NONE:
            say(f'axis "*" goes with pole "none" only, not "{pole}"')
    elif axis not in codebook:
        say(f'axis "{axis}" is not in the codebook; use {", ".join(a.id for a in codebook.axes)} or *')
    else:
        poles = [p.id for p in codebook.axis(axis).poles]
        if pole not in poles and pole != NONE:
            say(f'pole "{pole}" is not in axis "{axis}"; use {", ".join(poles)} or none')


def _evidence_start(values: Mapping[str, str], say: Callable[[str], None]) -> int:
    """Where the evidence stands in the text; −1 without evidence."""
    text, evidence, written = values.get("text", ""), values.get("evidence", ""), values.get("start", "")
    if evidence and not evidence.strip():
        say("the evidence is blank; give the words, or leave the cell empty")
        return -1
    if written in {"", "-1"}:
        if evidence and evidence not in text:
            say(f'the evidence "{evidence[:60]}" does not stand in the text')
        return text.find(evidence) if evidence else -1
    if not re.fullmatch("[0-9]{1,9}", written):
        say(f'start "{written[:60]}" is not a whole number, 0 or more')
        return -1
    start = int(written)
    if not evidence:
        say(f"start {start} has no evidence that it could point at; give the words, or leave start empty")
    elif text[start : start + len(evidence)] != evidence:
        say(f'start {start} does not point at the evidence "{evidence[:60]}"')
    return start


def check_together(labels: Iterable[Label], defects: list[DataError]) -> None:
    """What only shows when rows are seen together: doubled rows, contradictions, one id for two texts."""
    seen: dict[tuple[object, ...], Label] = {}
    texts: dict[str, Label] = {}
    none: dict[tuple[str, str, str, str], bool] = {}
    for label in labels:
        key = (
            label.id,
            label.text,
            label.before,
            label.coder,
            label.axis,
            label.pole,
            label.voice,
            label.start,
            label.evidence,
        )
        if key in seen:
            first = seen[key]
            defects.append(
                DataError(
                    label.path, label.line, f"the same row stands at {first.path}:{first.line}; delete one"
                )
            )
        seen.setdefault(key, label)
        if label.id:
            other = texts.setdefault(label.id, label)
            if other.text != label.text:
                defects.append(
                    DataError(
                        label.path,
                        label.line,
                        f'id "{label.id}" has another text at {other.path}:{other.line}',
                    )
                )
        if label.axis != ANY_AXIS:
            first_said = none.setdefault((label.id, label.text, label.coder, label.axis), label.is_none)
            if first_said != label.is_none:
                defects.append(
                    DataError(
                        label.path,
                        label.line,
                        f'coder "{label.coder}" has both a pole and "none" for this text on axis "{label.axis}"; delete one',
                    )
                )


def write_csv(labels: Iterable[Label], path: str | Path) -> None:
    """Write labels as a CSV file that :func:`load` reads back to the same labels."""
    rows = list(labels)
    optional = [c for c in OPTIONAL if any(_cell(r, c) for r in rows)]
    columns = (
        ["id", *REQUIRED, *[c for c in optional if c != "id"]] if "id" in optional else [*REQUIRED, *optional]
    )
    with Path(path).open("w", encoding="utf-8", newline="") as f:
        plain = csv.writer(f, lineterminator="\n")
        quoted = csv.writer(f, lineterminator="\n", quoting=csv.QUOTE_ALL)
        plain.writerow(columns)
        for r in rows:
            cells = [_cell(r, c) for c in columns]
            # Before Python 3.13 the plain writer leaves a lone carriage return bare, which then ends the row.
            (quoted if any("\r" in c for c in cells) else plain).writerow(cells)


def _cell(label: Label, column: str) -> str:
    value = getattr(label, column)
    if column == "start":
        # Written only where the evidence stands more than once: a person would have to count characters.
        return str(value) if label.evidence and label.text.find(label.evidence) != value else ""
    return value or ""
