"""Label Studio's JSON: an array of tasks, each with its annotations; every coder's is one.

Marked words are regions of the control ``mention`` with the voice as a choice of each region. For the sentence as a whole
there are ``axes`` (those looked at), ``sentence`` (codings without words), ``note`` and ``coder``. Label Studio keeps a
coder in ``completed_by`` only when it knows the person; the control ``coder`` keeps the name otherwise, and comes first.

Not read: predictions, drafts and cancelled annotations, which are no codings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from framing.coding.exchange.intake import Intake
from framing.coding.exchange.names import Code, voice
from framing.coding.exchange.records import (
    UnfitError,
    Where,
    as_list,
    as_object,
    as_offset,
    as_words,
    strict,
    tasks,
)
from framing.coding.exchange.sentences import (
    Coded,
    Mark,
    Sentence,
    about,
    axes_looked_at,
    name,
    note_lines,
    rows,
    sentence,
)
from framing.coding.exchange.spans import place
from framing.coding.labels import Label
from framing.units import Voice

MENTION, VOICE, AXES, SENTENCE, NOTE, CODER, TEXT = (
    "mention", "voice", "axes", "sentence", "note", "coder", "text",
)  # fmt: skip
"""The names of the controls, and of the text that they are about."""


def read(text: str, path: str, intake: Intake) -> None:
    """Read a file of tasks, or of one task."""
    for where, raw in tasks(text, path):
        with intake.record(where, raw):
            task = strict(raw)
            with intake.record(where, task):
                _task(task, where, intake)


def _task(task: dict[str, object], where: Where, intake: Intake) -> None:
    # Before version 1.0 annotations were called completions.
    key = "annotations" if "annotations" in task or "completions" not in task else "completions"
    annotations = as_list(task.get(key), key)
    if "data" not in task:
        raise UnfitError(f'no task: it has no "data" but {", ".join(task)[:120]}')
    if not annotations:
        intake.count("not_coded")
        return
    coded = sentence_of(as_object(task["data"], "data"))
    for annotation in annotations:
        with intake.record(where, {**task, key: [annotation]}):
            _annotation(as_object(annotation, "an annotation"), coded, where, intake)


def sentence_of(data: dict[str, object]) -> Sentence:
    """The sentence of a task's data: ``text``, or the only text that there is."""
    key = TEXT if TEXT in data else f"_data_{TEXT}"
    texts = [k for k, v in data.items() if isinstance(v, str)]
    if key not in data and len(texts) != 1:
        raise UnfitError(f'the data have no "text" but {", ".join(data)[:120] or "nothing"}')
    own_id = data.get("_data_id", data.get("id"))
    return sentence(data[key if key in data else texts[0]], data, as_words(own_id, "id"))


def coder_of(person: object) -> str:
    """The name of ``completed_by``, a number or an object: the address, else the name, else the number."""
    if not isinstance(person, dict):
        return as_words(person, "completed_by").strip()
    whole = " ".join(as_words(person.get(k), k) for k in ("first_name", "last_name")).strip()
    return as_words(person.get("email"), "email").strip() or whole or as_words(person.get("id"), "id")


class _Region:
    """What an annotation says of one span, gathered from the results that share its id."""

    def __init__(self) -> None:
        self.labels: list[object] = []
        self.voices: dict[Voice, None] = {}
        self.notes: list[str] = []
        self.value: dict[str, object] = {}


class _Whole:
    """What an annotation says of the sentence as a whole."""

    def __init__(self) -> None:
        self.choices: list[object] = []
        self.notes: list[str] = []
        self.coder = ""


def _annotation(annotation: dict[str, object], coded: Sentence, where: Where, intake: Intake) -> None:
    if annotation.get("was_cancelled") or annotation.get("skipped"):
        intake.count("skipped")
        return
    results = [as_object(r, "a result") for r in as_list(annotation.get("result"), "result")]
    regions = {id_: _Region() for id_ in _region_ids(results)}
    whole = _Whole()
    for n, result in enumerate(results):
        _gather(result, regions.get(_id(result, n)), whole)
    marks = [m for region in regions.values() for m in _marks(region, coded.text, intake)]
    axes: list[str] = []
    for choice in whole.choices:
        if voice(choice):
            raise UnfitError(f'the voice "{choice}" belongs to no marked words')
        if intake.names.is_known(choice):
            marks.append(Mark(intake.names.code(choice)))
        else:
            axes.append(intake.names.axis(choice))
    coder = whole.coder or coder_of(annotation.get("completed_by")) or intake.asked.coder
    looked_at = axes_looked_at(marks, axes or None, intake.asked.axes)
    intake.take(rows(coded, coder, marks, looked_at, whole.notes), where)


def _region_ids(results: Sequence[dict[str, object]]) -> list[str]:
    return [_id(r, n) for n, r in enumerate(results) if r.get("type") == "labels"]


def _id(result: dict[str, object], n: int) -> str:
    """The id of a region; a result written by hand may have none, and is a region of its own."""
    return as_words(result.get("id"), "id") or f"without id {n}"


def _gather(result: dict[str, object], region: _Region | None, whole: _Whole) -> None:
    value = as_object(result.get("value"), "value")
    kind = result.get("type")
    if kind == "labels" and region is not None:
        region.labels += as_list(value.get("labels"), "labels")
        region.value = region.value or value
        region.notes += _texts(as_object(result.get("meta"), "meta").get("text"))
    elif kind == "choices":
        choices = as_list(value.get("choices"), "choices")
        if region is None:
            whole.choices += choices
        else:
            region.voices.update(dict.fromkeys(map(_voice, choices)))
    elif kind == "textarea":
        texts = _texts(value.get("text"))
        if region is not None:
            region.notes += texts
        elif result.get("from_name") == CODER:
            whole.coder = " ".join(texts).strip()
        else:
            whole.notes += texts
    else:
        raise UnfitError(f'a result of the type "{as_words(kind, "type")}" has no place in a label file')


def _texts(value: object) -> list[str]:
    return [as_words(v, "a note") for v in (value if isinstance(value, list) else [value])]


def _voice(choice: object) -> Voice:
    found = voice(choice)
    if found is None:
        raise UnfitError(f'the choice "{choice}" of marked words is no voice')
    return found


def _marks(region: _Region, text: str, intake: Intake) -> Iterator[Mark]:
    words = region.value.get("text")
    span = place(
        text,
        as_offset(region.value.get("start"), "start"),
        as_offset(region.value.get("end"), "end"),
        None if words is None else as_words(words, "the text of a span"),
    )
    if span.how != "as written":
        intake.count(span.how)
    if not region.labels:
        raise UnfitError(f'the words "{text[span.start : span.end][:60]}" are marked without a label')
    for label in region.labels:
        code = voiced(intake.names.code(label), region.voices)
        yield Mark(code, span.start, span.end, "; ".join(filter(None, region.notes)))


def voiced(code: Code, voices: Iterable[Voice]) -> Code:
    """A coding with the voice that was chosen for its words; :class:`UnfitError` where two were."""
    said = dict.fromkeys([*([code.voice] if code.voice else []), *voices])
    if len(said) > 1:
        raise UnfitError(f"marked words have one voice, not {' and '.join(said)}")
    return code._replace(voice=next(iter(said), None))


# ---------------------------------------------------------------- writing


def written(of_one_sentence: Sequence[Coded]) -> dict[str, object]:
    """The task of one sentence, with an annotation of each coder."""
    head = of_one_sentence[0].sentence
    return {
        "data": {TEXT: head.text, **about(head)},
        "annotations": [_written(c) for c in of_one_sentence],
        "predictions": [],
    }


def _written(coded: Coded) -> dict[str, object]:
    results: list[dict[str, object]] = []
    for n, row in enumerate(coded.placed, 1):
        results += _region(row, f"m{n}")
    apart = [
        (AXES, "choices", list(coded.looked_at)),
        (SENTENCE, "choices", [name(r) for r in coded.unplaced]),
        (NOTE, "text", note_lines(r for r in coded.rows if r.start < 0)),
        (CODER, "text", [coded.coder] if coded.coder else []),
    ]
    for n, (control, key, values) in enumerate(apart, 1):
        if values:
            kind = "textarea" if key == "text" else key
            results.append(_result(f"s{n}", control, kind, {key: values}))
    annotation: dict[str, object] = {"result": results, "was_cancelled": False, "ground_truth": False}
    if "@" in coded.coder:
        # Label Studio refuses a whole file for one address that it does not know, and takes no other name.
        annotation["completed_by"] = {"email": coded.coder}
    return annotation


def _region(row: Label, id_: str) -> list[dict[str, object]]:
    span = {"start": row.start, "end": row.start + len(row.evidence), "text": row.evidence}
    marked = _result(id_, MENTION, "labels", {**span, "labels": [Code(row.axis, row.pole).name]})
    if row.note:
        marked["meta"] = {"text": [row.note]}
    if row.voice is None:
        return [marked]
    return [marked, _result(id_, VOICE, "choices", {**span, "choices": [row.voice]})]


def _result(id_: str, control: str, kind: str, value: dict[str, object]) -> dict[str, object]:
    return {
        "id": id_, "from_name": control, "to_name": TEXT, "type": kind, "value": value, "origin": "manual",
    }  # fmt: skip
