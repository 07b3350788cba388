"""The JSON and CSV that others script against: the fields of the command-line contract, from the records.

CSV text cells never begin with = + - @, a tab or a line end: a spreadsheet would run them as a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from framing.learning.model_folder import Model
from framing.report.csv_tables import spread, tables
from framing.report.summary import Summary
from framing.scoring.articles import ScoredArticle
from framing.scoring.codings import SentenceCodings
from framing.units import COUNTED_VOICES, Coding

_FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")


def model_record(model: Model) -> dict[str, object]:
    """How a model names itself in outputs."""
    m = model.manifest
    return {
        "name": m.name,
        "sha256": model.sha256,
        "codebook": model.codebook.title,
        "codebook_version": model.codebook.version,
        "codebook_sha256": m.codebook_sha256,
    }


def coding_record(coding: Coding) -> dict[str, object]:
    """A coding as the contract has it; ``start`` and ``end`` are the segment's offsets in the text."""
    return {
        "axis": coding.axis, "pole": coding.pole, "voice": coding.voice, "start": coding.start, "end": coding.end, "probability": coding.probability,
        "decision": coding.decision, "mention": list(coding.mention), "speaker": coding.speaker,
        "evidence": [{"term": e.term, "start": e.start, "end": e.end, "weight": e.weight} for e in coding.evidence],
    }  # fmt: skip


def classified(record: SentenceCodings) -> dict[str, object]:
    """The line of ``framing classify`` for one sentence."""
    line: dict[str, object] = {"id": record.id, "codings": [coding_record(c) for c in record.codings]}
    if record.no_features:
        line["no_features"] = True
    return line


def article_record(scored: ScoredArticle) -> dict[str, object]:
    """An article as ``framing score --format json`` has it; a coding's ``sentence`` is the sentence's text."""
    s = scored.score
    axes = {
        axis: {"salience": a.salience, **{v: msgspec.to_builtins(a.voice(v)) for v in COUNTED_VOICES}}
        for axis, a in s.axes.items()
    }
    record: dict[str, object] = {
        "id": s.id, "outlet": s.outlet, "date": s.date, "title": s.title, "event": s.event, "words": s.words, "sentences": s.sentences, "axes": axes,
        "codings": [{**coding_record(c), "sentence": scored.sentences[c.sentence].text} for c in s.codings],
        "dropped": [{"start": line.start, "end": line.end, "reason": line.dropped} for line in scored.lines if line.dropped],
        "warnings": list(s.warnings),
    }  # fmt: skip
    if s.no_features:
        record["no_features"] = True
    return record


def dump(record: object) -> str:
    """One JSON line, UTF-8 text."""
    return msgspec.json.encode(record).decode()


def inert(cell: object) -> str:
    """A CSV cell that no spreadsheet takes for a formula.

    >>> inert("=1+1"), inert(-0.5), inert(None)
    ("'=1+1", '-0.5', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool | int):
        return str(cell)
    if isinstance(cell, float):
        return repr(float(cell))  # a number of numpy would write its type as well
    text = str(cell)
    return "'" + text if text.startswith(_FORMULA) else text


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO(newline="")
    plain = csv.writer(out, lineterminator="\n")
    quoted = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    plain.writerow(header)
    for row in rows:
        cells = [inert(c) for c in row]
        # Before Python 3.13 the plain writer leaves a lone carriage return bare, which then ends the row.
        (quoted if any("\r" in c for c in cells) else plain).writerow(cells)
    return out.getvalue()


def scores_csv(scored: Sequence[ScoredArticle]) -> str:
    """One row per article × axis × voice × pole."""
    header = [
        "id",
        "outlet",
        "date",
        "event",
        "words",
        "axis",
        "voice",
        "pole",
        "mentions",
        "share_of_second_pole",
        "interval_low",
        "interval_high",
        "salience",
    ]
    rows = [
        [
            s.score.id,
            s.score.outlet,
            s.score.date,
            s.score.event,
            s.score.words,
            axis,
            v,
            pole,
            n,
            *spread(a.voice(v).share, a.voice(v).interval),
            a.salience,
        ]
        for s in scored
        for axis, a in s.score.axes.items()
        for v in COUNTED_VOICES
        for pole, n in a.voice(v).mentions.items()
    ]
    return _csv(header, rows)


def summary_json(summary: Summary) -> str:
    """The whole summary; its ``outlets`` and ``pairs`` are the core of the contract."""
    return msgspec.json.format(msgspec.json.encode(summary), indent=1).decode() + "\n"


def write_csv_folder(summary: Summary, folder: str | Path) -> list[Path]:
    """Write the tables of a comparison: ``outlets.csv``, ``pairs.csv``, ``evidence.csv`` and those that are not empty of
    ``stories.csv``, ``matched.csv``, ``words.csv``, ``sources.csv``, ``over_time.csv``.
    """
    where = Path(folder)
    where.mkdir(parents=True, exist_ok=True)
    written = []
    for name, (header, rows) in tables(summary).items():
        (where / name).write_text(_csv(header, rows), encoding="utf-8", newline="")
        written.append(where / name)
    return written
