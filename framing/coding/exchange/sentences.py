"""One coder's coding of one sentence, between the rows of a label file and the records of a tool.

A tool has a place for marked words, and most have one for the coder. What else a row says (an axis on which nothing was
found, a coding without words, a note) goes beside: :func:`aside` writes it, :func:`rows` puts both together again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from framing.coding.codebook import ANY_AXIS, NONE
from framing.coding.exchange.names import Code, Names
from framing.coding.exchange.records import UnfitError, as_list, as_object, as_words
from framing.coding.labels import MAX_TEXT, Label

ABOUT = ("before", "source", "event", "outlet", "genre")
"""What a tool keeps of a sentence beside its text and its id."""
SENTENCE_ID = "sentence_id"
"""The name of the id in a tool: most tools number records themselves and call that ``id``."""
ASIDE = "coded"
"""The name under which a record keeps what the tool has no place for."""


class Mark(NamedTuple):
    """A coding found: what it says, the span of its words in the text (−1, −1 without) and its note."""

    code: Code
    start: int = -1
    end: int = -1
    note: str = ""


class Sentence(NamedTuple):
    """What is known of a sentence; two rows of one sentence have all of it in common."""

    text: str
    id: str = ""
    before: str = ""
    source: str = ""
    event: str = ""
    outlet: str = ""
    genre: str = ""


class Coded(NamedTuple):
    """What one coder said of one sentence: the rows, all of them with the same sentence and coder."""

    sentence: Sentence
    coder: str
    rows: tuple[Label, ...]

    @property
    def placed(self) -> tuple[Label, ...]:
        """The codings that mark words."""
        return tuple(r for r in self.rows if r.start >= 0)

    @property
    def unplaced(self) -> tuple[Label, ...]:
        """The codings that mark none."""
        return tuple(r for r in self.rows if r.start < 0 and not r.is_none)

    @property
    def looked_at(self) -> tuple[str, ...]:
        """The axes looked at: ``*`` and those named with it, or each one where the coder did not look at all."""
        partly = all(r.axis != ANY_AXIS for r in self.rows)
        return tuple(dict.fromkeys(r.axis for r in self.rows if r.is_none or partly))


def by_coder(labels: Iterable[Label]) -> list[Coded]:
    """The rows by sentence and coder, in the order of first appearance."""
    groups: dict[tuple[Sentence, str], list[Label]] = {}
    for r in labels:
        sentence = Sentence(r.text, r.id, r.before, r.source, r.event, r.outlet, r.genre)
        groups.setdefault((sentence, r.coder), []).append(r)
    return [Coded(sentence, coder, tuple(rows)) for (sentence, coder), rows in groups.items()]


def name(row: Label) -> str:
    """What a row is called in a tool: ``axis/pole`` or ``axis/pole/voice``."""
    return Code(row.axis, row.pole, row.voice).name


def about(sentence: Sentence) -> dict[str, str]:
    """The fields of a sentence under the names that tools keep them by; each is there, also when it is empty."""
    return {SENTENCE_ID: sentence.id, **{k: getattr(sentence, k) for k in ABOUT}}


def sentence(text: object, fields: Mapping[str, object], own_id: str = "") -> Sentence:
    """A sentence from the fields of a tool; :class:`UnfitError` where it is none. *own_id* is used when there is no other."""
    words = as_words(text, "the text")
    if not words.strip():
        raise UnfitError("the text is empty")
    if len(words) > MAX_TEXT:
        raise UnfitError(
            f"the text has {len(words)} characters; a label belongs to a sentence or a headline (at most {MAX_TEXT})"
        )
    values = {k: as_words(fields.get(k), k) for k in ABOUT}
    before = values.pop("before")
    identity = as_words(fields.get(SENTENCE_ID), SENTENCE_ID).strip() or own_id.strip()
    return Sentence(words, identity, before, **{k: v.strip() for k, v in values.items()})


def note_lines(rows: Iterable[Label]) -> list[str]:
    """The notes of rows, each behind the name of its coding: ``pond/wild@4-9: …``."""
    return [f"{_place(name(r), r.start, r.start + len(r.evidence))}: {r.note}" for r in rows if r.note]


def _place(code: str, start: int, end: int) -> str:
    return f"{code}@{start}-{end}" if start >= 0 else code


def aside(coded: Coded) -> dict[str, object]:
    """What a tool has no place for. It names the coder, for some tools show one record to several."""
    return {
        "coder": coded.coder,
        "looked_at": list(coded.looked_at),
        "unplaced": [name(r) for r in coded.unplaced],
        "notes": note_lines(coded.rows),
    }


class Aside(NamedTuple):
    """:func:`aside`, read again: None for ``looked_at`` when the record does not say."""

    looked_at: tuple[str, ...] | None = None
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()


def read_aside(record: object, names: Names, coder: str) -> Aside:
    """What was written beside a record for *coder*; nothing where there is none, or where it is another coder's."""
    beside = as_object(record, ASIDE)
    if not beside or as_words(beside.get("coder"), "coder").strip() != coder:
        return Aside()
    return Aside(
        tuple(names.axis(a) for a in as_list(beside.get("looked_at"), "looked_at")),
        tuple(Mark(names.code(n)) for n in as_list(beside.get("unplaced"), "unplaced")),
        tuple(as_words(n, "a note") for n in as_list(beside.get("notes"), "notes")),
    )


def axes_looked_at(
    marks: Sequence[Mark], stated: Sequence[str] | None, otherwise: Sequence[str]
) -> Sequence[str]:
    """The axes that a record says were looked at; where it says of none, those that coders were asked about.

    A coder who says by a label that nothing was found on an axis has said which ones were looked at.
    """
    if stated is not None:
        return stated
    return () if any(m.code.pole == NONE for m in marks) else otherwise


def rows(
    sentence: Sentence, coder: str, marks: Sequence[Mark], looked_at: Sequence[str], notes: Sequence[str] = ()
) -> list[Label]:
    """The rows of a label file that say what one coder said of one sentence; :class:`UnfitError` where they say nothing.

    A mark of the pole ``none`` says that its axis was looked at. What was found on an axis beats that nothing was. A note
    that begins with the name of a coding belongs to it; any other belongs to every row.
    """
    found = _each_once(m for m in marks if m.code.pole != NONE)
    if any(m.start >= 0 for m in marks if m.code.pole == NONE):
        raise UnfitError('a label with "none" says that nothing was found, and cannot mark words')
    axes = dict.fromkeys([*(m.code.axis for m in marks if m.code.pole == NONE), *looked_at])
    empty = [a for a in axes if a not in {m.code.axis for m in found}]
    marks = [*found, *(Mark(Code(a, NONE), note=_note_of_none(marks, a)) for a in empty)]
    if not marks:
        raise UnfitError("no label, and no axis that was looked at")
    own, common = _shared_out(marks, notes)
    labels = []
    for mark, mine in zip(marks, own, strict=True):
        words = sentence.text[mark.start : mark.end] if mark.start >= 0 else ""
        labels.append(
            Label(
                text=sentence.text, axis=mark.code.axis, pole=mark.code.pole, voice=mark.code.voice, evidence=words,
                start=mark.start, id=sentence.id, before=sentence.before, coder=coder, source=sentence.source,
                event=sentence.event, outlet=sentence.outlet, genre=sentence.genre,
                note=_joined([*mine, *common]),
            )
        )  # fmt: skip
    return labels


def _each_once(marks: Iterable[Mark]) -> list[Mark]:
    """Marks that a coder made twice, once, with the notes of both."""
    notes: dict[Mark, list[str]] = {}
    for m in marks:
        notes.setdefault(m._replace(note=""), []).append(m.note)
    return [m._replace(note=_joined(n)) for m, n in notes.items()]


def _joined(notes: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(n for n in map(str.strip, notes) if n))


def _note_of_none(marks: Sequence[Mark], axis: str) -> str:
    return _joined(m.note for m in marks if m.code == Code(axis, NONE))


def _shared_out(marks: Sequence[Mark], notes: Sequence[str]) -> tuple[list[list[str]], list[str]]:
    """The notes of each mark, and those of the record as a whole."""
    places = {_place(m.code.name, m.start, m.end): n for n, m in enumerate(marks)}
    own = [[m.note] for m in marks]
    common = []
    for note in notes:
        place, colon, rest = note.partition(": ")
        if colon and place in places:
            own[places[place]].append(rest)
        else:
            common.append(note)
    return own, common
