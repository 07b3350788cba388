"""What one coder says of one sentence: the records of a coding project, and what is refused before it is stored.

Whatever passes here can be exported: the checks are those of label files (:mod:`framing.coding.labels`), made while the
coder is still there to answer.

The name ``adjudicated`` may be used, deliberately: codings under it settle what other coders dispute, as in label files
(:mod:`framing.coding.gold`). Other spellings of it, such as ``Adjudicated``, are refused: they would look the same and
settle nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Literal

import msgspec

from framing.coding.codebook import ANY_AXIS, NONE, Codebook
from framing.coding.gold import ADJUDICATED
from framing.coding.labels import MAX_TEXT, Label
from framing.errors import FramingError
from framing.units import VOICES, Voice

MAX_NAME = 80
"""Characters that the name of a coder may have."""
MAX_COMMENT = 2_000
"""Characters that a comment may have."""
AFTER_MODEL = "after the model's suggestion"
"""What the note of a label row says where the coder had seen what the model makes of the sentence."""

State = Literal["coded", "skipped", "withdrawn"]
"""``coded`` without marks: nothing on any axis. ``withdrawn``: taken back, as if never looked at."""
STATES: tuple[State, ...] = ("coded", "skipped", "withdrawn")


class Item(msgspec.Struct, frozen=True):
    """A sentence to code, with its place. ``id`` is unique in a project and what a label file calls it.

    ``before`` and ``after`` are its neighbours, for reading only; ``source``, ``event``, ``outlet`` and ``genre`` are not for
    coders' eyes.
    """

    id: str
    text: str
    before: str = ""
    after: str = ""
    source: str = ""
    event: str = ""
    outlet: str = ""
    genre: str = ""


class Mark(msgspec.Struct, frozen=True):
    """One coding. Its evidence is ``text[start:end]``, code points; −1, −1 without evidence."""

    axis: str
    pole: str
    voice: Voice
    start: int = -1
    end: int = -1


class Revision(msgspec.Struct, frozen=True):
    """What a coder said of an item, the ``number``-th time (1, 2, …). ``at``: ISO 8601, UTC, to the second."""

    item: str
    coder: str
    number: int
    state: State
    marks: tuple[Mark, ...] = ()
    comment: str = ""
    at: str = ""
    saw_model: bool = False


class InvalidItem(FramingError, ValueError):
    """A sentence or an order that a project cannot take; nothing was stored."""


class InvalidCoding(FramingError, ValueError):
    """A coding that a project cannot take: what was found and what to give instead; nothing was stored."""


class Conflict(FramingError):
    """Somebody saved under the same name in between: ``current`` is what stands there. Nothing was stored."""

    def __init__(self, current: Revision) -> None:
        self.current = current
        super().__init__(
            f'"{current.item}" has been saved as revision {current.number} under the name "{current.coder}" '
            "in between; look at it, then save again"
        )


def coder_name(name: str) -> str:
    """A coder's name as it is kept: NFC, without white space around it. Raises :class:`InvalidCoding`.

    >>> coder_name(" Zoe\\u0308 ") == "Zo\\u00eb"
    True
    """
    kept = unicodedata.normalize("NFC", name).strip()
    if not kept:
        raise InvalidCoding("the name of the coder is empty; say who codes")
    if len(kept) > MAX_NAME:
        raise InvalidCoding(f"the name of the coder has {len(kept)} characters; at most {MAX_NAME}")
    if any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in kept):
        raise InvalidCoding(f'the name of the coder "{kept}" holds a control character; leave it out')
    if kept != ADJUDICATED and kept.casefold() == ADJUDICATED:
        raise InvalidCoding(
            f'"{kept}" is not the name of the adjudicator; that is "{ADJUDICATED}", as written here'
        )
    return kept


def check_item(item: Item) -> None:
    """Raise :class:`InvalidItem` where an item could not stand in a label file."""
    if not item.id or item.id != item.id.strip():
        raise InvalidItem(f'an item has the id "{item.id}"; give one without white space around it')
    for field in Item.__struct_fields__:
        if (found := _unstorable(getattr(item, field))) is not None:
            raise InvalidItem(f'"{item.id}": {field} holds {found}; leave it out')
    if not item.text.strip():
        raise InvalidItem(f'"{item.id}": the text is empty')
    if len(item.text) > MAX_TEXT:
        raise InvalidItem(
            f'"{item.id}": the text has {len(item.text)} characters; an item is a sentence or a headline (at most {MAX_TEXT})'
        )


def check_coding(text: str, state: State, marks: Sequence[Mark], comment: str, codebook: Codebook) -> None:
    """Raise :class:`InvalidCoding` where a coding of *text* says what the codebook or a label file has no place for."""
    if state not in STATES:
        raise InvalidCoding(f'state "{state}" is not one of {", ".join(STATES)}')
    if marks and state != "coded":
        raise InvalidCoding(f"what is {state} has no marks, but {len(marks)} were given")
    if len(comment) > MAX_COMMENT:
        raise InvalidCoding(f"the comment has {len(comment)} characters; at most {MAX_COMMENT}")
    if (found := _unstorable(comment)) is not None:
        raise InvalidCoding(f"the comment holds {found}; leave it out")
    for n, mark in enumerate(marks, 1):
        if (wrong := _wrong(mark, text, codebook)) is not None:
            raise InvalidCoding(f"mark {n}: {wrong}")
        if mark in marks[: n - 1]:
            raise InvalidCoding(f"mark {n} is the same as mark {marks.index(mark) + 1}; leave one out")


def _wrong(mark: Mark, text: str, codebook: Codebook) -> str | None:
    if mark.axis not in codebook:
        return f'axis "{mark.axis}" is not in the codebook; use {", ".join(a.id for a in codebook.axes)}'
    poles = [p.id for p in codebook.axis(mark.axis).poles]
    if mark.pole not in poles:
        return f'pole "{mark.pole}" is not in axis "{mark.axis}"; use {" or ".join(poles)}'
    if mark.voice not in VOICES:
        return f'voice "{mark.voice}" is not one of {", ".join(VOICES)}'
    if (mark.start, mark.end) == (-1, -1):
        return None
    if not 0 <= mark.start < mark.end <= len(text):
        return (
            f"evidence from {mark.start} to {mark.end} does not lie in the text of {len(text)} characters; "
            "−1 and −1 without evidence"
        )
    return (
        None if text[mark.start : mark.end].strip() else f"evidence from {mark.start} to {mark.end} is blank"
    )


def _unstorable(text: str) -> str | None:
    """What a label file in UTF-8 cannot hold."""
    if "\0" in text:
        return "a NUL character"
    return "half of a surrogate pair" if any("\ud800" <= c <= "\udfff" for c in text) else None


def label_rows(item: Item, said: Revision, looked_at: frozenset[str], codebook: Codebook) -> list[Label]:
    """A coded revision as rows of a label file: its marks, then where the coder looked and found nothing.

    *looked_at*: the axes that the codebook had when it was coded. Where that is every axis of today's, one row ``*`` says it;
    an axis that came later gets no row, for nobody looked at it. The comment is the note of the first row.
    """
    rows: list[tuple[str, str, Voice | None, int, str]] = [
        (m.axis, m.pole, m.voice, m.start, item.text[m.start : m.end] if m.start >= 0 else "")
        for m in said.marks
    ]
    axes = [a.id for a in codebook.axes]
    found = {m.axis for m in said.marks}
    empty = [ANY_AXIS] if looked_at >= set(axes) else [a for a in axes if a in looked_at and a not in found]
    rows += [(axis, NONE, None, -1, "") for axis in empty]
    note = "; ".join(part for part in (said.comment, AFTER_MODEL if said.saw_model else "") if part)
    return [
        Label(
            text=item.text, axis=axis, pole=pole, voice=voice, evidence=evidence, start=start, id=item.id,
            before=item.before, coder=said.coder, source=item.source.strip(), event=item.event.strip(),
            outlet=item.outlet.strip(), genre=item.genre.strip(), note=note if n == 0 else "",
        )
        for n, (axis, pole, voice, start, evidence) in enumerate(rows)
    ]  # fmt: skip
