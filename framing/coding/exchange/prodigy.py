"""Prodigy's JSONL: a record for each answer of each coder, with spans, a choice among options, or one label to accept.

``accept`` of spans is a coding of the whole sentence, also without a span. ``ignore`` is none. ``reject`` of one label says
that this pole is not there. A label file has no row for that; it has one for an axis with neither pole. So a pole that
was rejected is taken together with the answers to the other one, and set aside where they do not decide the axis.
What was rejected together with its spans is set aside: it does not say what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from framing.coding.codebook import ANY_AXIS, NONE
from framing.coding.exchange.intake import Intake
from framing.coding.exchange.marks import placed
from framing.coding.exchange.names import Code
from framing.coding.exchange.records import (
    UnfitError,
    Where,
    as_list,
    as_object,
    as_offset,
    as_words,
    lines,
    strict,
)
from framing.coding.exchange.sentences import (
    ASIDE,
    Coded,
    Mark,
    Sentence,
    about,
    aside,
    axes_looked_at,
    name,
    read_aside,
    rows,
    sentence,
)
from framing.units import VOICES, Voice

_UNNAMED = re.compile(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d")
"""How Prodigy calls a session that nobody gave a name: no coder."""
_ONE_BY_ONE = ("ner", "spans", "classification")
"""Interfaces in which a single label is accepted or rejected."""
_NOTES = ("user_input", "comment", "note", "notes")

_Record = dict[str, object]


class _Denied(NamedTuple):
    """Poles of an axis that a coder rejected in a sentence, with the record of each and the notes on them."""

    poles: dict[str, tuple[Where, _Record]]
    notes: list[str]


_Denials = dict[tuple[Sentence, str, str], _Denied]


def read(text: str, path: str, intake: Intake) -> None:
    """Read a file of answers."""
    denied: _Denials = {}
    first = len(intake.rows)
    for where, raw in lines(text, path):
        with intake.record(where, raw):
            record = strict(raw)
            with intake.record(where, record):
                _answer(record, denied, where, intake)
    _settle(denied, first, intake)


def _answer(record: _Record, denied: _Denials, where: Where, intake: Intake) -> None:
    answer = record.get("answer")
    if answer == "ignore":
        intake.count("skipped")
        return
    if answer is None:
        intake.count("not_coded")
        return
    if answer not in ("accept", "reject"):
        raise UnfitError(f'answer "{as_words(answer, "answer")}" is none of accept, reject and ignore')
    fields = {**record, **as_object(record.get("meta"), "meta")}
    coded = sentence(record.get("text"), fields, as_words(fields.get("id"), "id"))
    coder = _coder(record) or intake.asked.coder
    said = read_aside(record.get(ASIDE), intake.names, coder)
    notes = [*said.notes, *_notes(record)]
    spans = list(_spans(record, coded.text, intake))
    chosen, left = _options(record, intake)
    single = _single(record, spans, intake)
    if answer == "reject":
        if single is None or spans:
            raise UnfitError("rejected as a whole: this does not say which label would be right")
        if single.axis == ANY_AXIS or single.pole == NONE or single.voice:
            raise UnfitError(f"{single.name} was rejected: this does not say that a pole is not there")
        _deny(denied, coded, coder, [single], notes, (where, record))
        return
    marks = [*spans, *([] if single is None or spans else [Mark(single)]), *map(Mark, chosen), *said.marks]
    whole = "options" not in record or "spans" in record
    asked = (
        intake.asked.axes if whole and single is None and record.get("_view_id") not in _ONE_BY_ONE else ()
    )
    looked_at = axes_looked_at(marks, said.looked_at, asked)
    if marks or looked_at:
        intake.take(rows(coded, coder, marks, looked_at, notes), where)
    elif not left:
        raise UnfitError("no label, and no question to which a label file has an answer")
    _deny(denied, coded, coder, left, notes, (where, record))


def _coder(record: _Record) -> str:
    """The coder of a named session; who began one without a name is not known."""
    own = as_words(as_object(record.get(ASIDE), ASIDE).get("coder"), "coder").strip()
    for key in ("_annotator_id", "_session_id"):
        person = as_words(record.get(key), key).strip()
        if person and (person == own or not _UNNAMED.fullmatch(person)):
            return person
    return ""


def _notes(record: _Record) -> Iterator[str]:
    for key in _NOTES:
        value = record.get(key)
        yield from (as_words(v, key) for v in (value if isinstance(value, list) else [value]))


def _spans(record: _Record, text: str, intake: Intake) -> Iterator[Mark]:
    tokens = _standing(record.get("tokens"), text)
    for item in as_list(record.get("spans"), "spans"):
        span = as_object(item, "a span")
        words = span.get("text")
        if words is None:
            words = _on_tokens(span, tokens, text)
        yield placed(span.get("label"), span.get("start"), span.get("end"), words, text, intake, {})


def _standing(tokens: object, text: str) -> list[tuple[int, int]]:
    """The spans of the tokens, when each stands in the text where it says; else none."""
    spans = []
    for item in as_list(tokens, "tokens"):
        token = as_object(item, "a token")
        start, end = as_offset(token.get("start"), "start"), as_offset(token.get("end"), "end")
        if start < 0 or text[start:end] != token.get("text"):
            return []
        spans.append((start, end))
    return spans


def _on_tokens(span: _Record, tokens: Sequence[tuple[int, int]], text: str) -> str | None:
    """The words of a span that lies within its tokens: it counts as they do, in code points."""
    first, last, start, end = (span.get(k) for k in ("token_start", "token_end", "start", "end"))
    if not (
        isinstance(first, int) and isinstance(last, int) and isinstance(start, int) and isinstance(end, int)
    ):
        return None
    if not (0 <= first <= last < len(tokens) and tokens[first][0] <= start < end <= tokens[last][1]):
        return None
    return text[start:end]


def _options(record: _Record, intake: Intake) -> tuple[list[Code], list[Code]]:
    """The options that were chosen, and the poles that were offered and not chosen.

    A pole that is offered voice by voice was not chosen when none of the four was.
    """
    options: dict[str, Code | None] = {}
    for item in as_list(record.get("options"), "options"):
        option = as_object(item, "an option")
        called = next((option[k] for k in ("id", "text") if intake.names.is_known(option.get(k))), None)
        options[as_words(option.get("id"), "id")] = None if called is None else intake.names.code(called)
    accepted = record.get("accept")
    chosen = []
    for item in accepted if isinstance(accepted, list) else [] if accepted is None else [accepted]:
        code = options.get(as_words(item, "accept"))
        chosen.append(intake.names.code(item) if code is None else code)
    offered: dict[Code, set[Voice | None]] = {}
    for code in options.values():
        if code is not None and code.pole != NONE:
            offered.setdefault(code._replace(voice=None), set()).add(code.voice)
    there = {c._replace(voice=None) for c in chosen}
    left = [
        c for c, voices in offered.items() if c not in there and (None in voices or voices >= set(VOICES))
    ]
    return chosen, left


def _single(record: _Record, spans: Sequence[Mark], intake: Intake) -> Code | None:
    """The one label that was asked about, or None where the question was another."""
    if "options" in record or record.get("label") is None:
        return None
    return spans[0].code if spans else intake.names.code(record["label"])


def _deny(
    denied: _Denials,
    coded: Sentence,
    coder: str,
    codes: Sequence[Code],
    notes: Sequence[str],
    by: tuple[Where, _Record],
) -> None:
    for code in codes:
        known = denied.setdefault((coded, coder, code.axis), _Denied({}, []))
        known.poles[code.pole] = by
        known.notes.extend(notes)


def _settle(denied: _Denials, first: int, intake: Intake) -> None:
    """Make rows of what was rejected, where all answers to an axis together allow one."""
    found: dict[tuple[Sentence, str, str], set[str]] = {}
    for r in intake.rows[first:]:
        of = Sentence(r.text, r.id, r.before, r.source, r.event, r.outlet, r.genre)
        found.setdefault((of, r.coder, r.axis), set()).add(r.pole)
    for (coded, coder, axis), (poles, notes) in denied.items():
        there = found.get((coded, coder, axis), set())
        looked = there or (coded, coder, ANY_AXIS) in found
        every = intake.names.poles(axis)
        both = sorted(there & poles.keys())
        if not looked and poles.keys() >= every:
            where, record = next(iter(poles.values()))
            with intake.record(where, record):
                intake.take(rows(coded, coder, [Mark(Code(axis, NONE))], (), notes), where)
            continue
        for pole, (where, record) in poles.items():
            if pole in both:
                intake.set_aside(
                    where, f"{axis}/{pole} was rejected here and accepted elsewhere; keep one", record
                )
            elif not looked:
                others = " and ".join(f"{axis}/{p}" for p in sorted(every - poles.keys()))
                intake.set_aside(
                    where,
                    f"{axis}/{pole} was rejected; a label file can say that an axis has neither pole, and {others} was not asked",
                    record,
                )


# ---------------------------------------------------------------- writing


def line(coded: Coded) -> dict[str, object]:
    """The record of one coder's coding of one sentence, as the interface ``spans_manual`` shows it."""
    text = coded.sentence.text
    edges = {e for r in coded.placed for e in (r.start, r.start + len(r.evidence))}
    tokens = _tokens(text, edges)
    spans = []
    for r in coded.placed:
        end = r.start + len(r.evidence)
        on = [n for n, (a, b) in enumerate(tokens) if r.start <= a and b <= end]
        spans.append(
            {
                "start": r.start, "end": end, "token_start": on[0], "token_end": on[-1], "label": name(r),
                "text": r.evidence,
            }
        )  # fmt: skip
    record: dict[str, object] = {
        "text": text,
        "meta": about(coded.sentence),
        "tokens": [
            {"text": text[a:b], "start": a, "end": b, "id": n, "ws": text[b : b + 1] == " "}
            for n, (a, b) in enumerate(tokens)
        ],
        "spans": spans,
        "answer": "accept",
        "_view_id": "spans_manual",
    }
    if coded.coder:
        record |= {"_annotator_id": coded.coder, "_session_id": coded.coder}
    return {**record, ASIDE: aside(coded)}


def _tokens(text: str, edges: set[int]) -> list[tuple[int, int]]:
    """Words and marks, cut also where a span begins or ends: Prodigy shows no span that cuts a token."""
    tokens: list[tuple[int, int]] = []
    for m in re.finditer(r"\w+|[^\w\s]", text):
        cuts = [m.start(), *sorted(e for e in edges if m.start() < e < m.end()), m.end()]
        tokens += pairwise(cuts)
    return tokens
