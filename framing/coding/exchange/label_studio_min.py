"""Label Studio's JSON_MIN and CSV: one flat record an annotation, a field for each control. Read only.

The form does not say which fields are controls and which are data, nor to which words a voice or a note belongs. A field
is a control when some record of the file holds labels in it; voices are matched to words only when there is one for each.
Notes are read from the fields ``note``; where a project has others, JSON keeps them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from framing.coding.exchange.intake import Intake
from framing.coding.exchange.label_studio import AXES, CODER, NOTE, VOICE, coder_of, sentence_of, voiced
from framing.coding.exchange.names import voice
from framing.coding.exchange.records import (
    UnfitError,
    Where,
    as_list,
    as_object,
    as_offset,
    as_words,
    strict,
    table,
    tasks,
)
from framing.coding.exchange.sentences import ABOUT, SENTENCE_ID, Mark, axes_looked_at, rows
from framing.coding.exchange.spans import place
from framing.units import Voice

OWN = frozenset({"id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement"})
"""The columns of Label Studio's own; a field of the data that is called so becomes ``_data_id`` and so on."""
_DATA = frozenset({"text", SENTENCE_ID, *ABOUT})

_Record = dict[str, object]


def read(text: str, path: str, intake: Intake) -> None:
    """Read a file of annotations, JSON or CSV."""
    records: list[tuple[Where, _Record]] = []
    if path.lower().endswith(".csv"):
        for where, row in table(text, path, intake.set_aside):
            records.append((where, {k: _cell(v) for k, v in row.items() if v}))
    else:
        for where, raw in tasks(text, path):
            with intake.record(where, raw):
                records.append((where, strict(raw)))
    controls = {k for _, r in records for k, v in r.items() if _is_control(k, v, intake)}
    for where, record in records:
        with intake.record(where, record):
            _annotation(record, controls, where, intake)


def _cell(value: object) -> object:
    """What a cell holds: lists and objects are written as JSON."""
    if isinstance(value, str) and value[:1] in {"[", "{"}:
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value  # a text that begins with a bracket
    return value


def _is_control(key: str, value: object, intake: Intake) -> bool:
    """Whether a field holds labels: spans, a list of choices, or one choice that is known."""
    if key in OWN | _DATA or key.startswith("_data_"):
        return False
    parts = value if isinstance(value, list) else [value]
    return key in (VOICE, AXES) or any(
        intake.names.is_known(p)
        if isinstance(p, str)
        else isinstance(p, dict) and ("labels" in p or "choices" in p)
        for p in parts
    )


def _choices(value: object) -> list[object] | None:
    return (
        as_list(value.get("choices"), "choices") if isinstance(value, dict) and "choices" in value else None
    )


def _annotation(record: _Record, controls: set[str], where: Where, intake: Intake) -> None:
    data = {k: v for k, v in record.items() if k not in OWN | controls | {NOTE, CODER}}
    coded = sentence_of(data)
    spans: list[_Record] = []
    choices: list[object] = []
    for key, value in record.items():
        if key not in controls:
            continue
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict) and "labels" in part:
                spans.append(part)
            else:
                choices += _choices(part) or ([part] if isinstance(part, str) else [])
    said = [v for c in choices if (v := voice(c)) is not None]
    marks = _marks(spans, said, coded.text, intake)
    axes: list[str] = []
    for choice in choices:
        if voice(choice) is None:
            if intake.names.is_known(choice):
                marks.append(Mark(intake.names.code(choice)))
            else:
                axes.append(intake.names.axis(choice))
    coder = _words(record.get(CODER)) or coder_of(record.get("annotator")) or intake.asked.coder
    looked_at = axes_looked_at(marks, axes or None, intake.asked.axes)
    intake.take(rows(coded, coder, marks, looked_at, _texts(record.get(NOTE))), where)


def _marks(spans: Sequence[_Record], voices: Sequence[Voice], text: str, intake: Intake) -> list[Mark]:
    if voices and len(voices) != len(spans):
        raise UnfitError(
            f"{len(voices)} voices for {len(spans)} marked spans: this form does not say which; export JSON instead"
        )
    marks = []
    for n, value in enumerate(spans):
        words = value.get("text")
        span = place(
            text,
            as_offset(value.get("start"), "start"),
            as_offset(value.get("end"), "end"),
            None if words is None else as_words(words, "the text of a span"),
        )
        if span.how != "as written":
            intake.count(span.how)
        for label in as_list(value.get("labels"), "labels"):
            marks.append(Mark(voiced(intake.names.code(label), voices[n : n + 1]), span.start, span.end))
    return marks


def _texts(value: object) -> list[str]:
    """A note, or several: one alone is bare text."""
    inside = as_object(value, NOTE).get("text") if isinstance(value, dict) else value
    return [as_words(v, "a note") for v in (inside if isinstance(inside, list) else [inside])]


def _words(value: object) -> str:
    return " ".join(_texts(value)).strip()
