"""What an import has found so far: rows, what was set aside with its reason, and what else has to be told.

A record is one coder's coding of one sentence. It is taken as a whole or set aside as a whole; nothing of it is guessed.
This file does not know any tool's format.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal, NamedTuple

import msgspec

from framing.coding.codebook import ANY_AXIS
from framing.coding.exchange.names import Names
from framing.coding.exchange.records import UnfitError, Where
from framing.coding.labels import Label


class Aside(NamedTuple):
    """A record that was set aside; ``record`` as it was read, or its text where it is no JSON."""

    where: Where
    reason: str
    record: object


class Asked(NamedTuple):
    """What the person who imports has said.

    ``coder``: the coder of records that name none. ``axes``: those that coders were asked about where a record does not
    say; ``*`` for all. ``complete``: records without a label were looked at also where the tool does not say so.
    """

    coder: str = ""
    axes: tuple[str, ...] = (ANY_AXIS,)
    complete: bool = False


class Counts(NamedTuple):
    """What is told beside rows and rejects.

    Records ``skipped`` by their coder or ``not_coded`` by anybody; spans counted in ``utf16`` units, ``searched`` for by
    their words, or taken ``unchecked``; rows ``said_twice``.
    """

    skipped: int = 0
    not_coded: int = 0
    utf16: int = 0
    searched: int = 0
    unchecked: int = 0
    said_twice: int = 0


Count = Literal["skipped", "not_coded", "utf16", "searched", "unchecked", "said_twice"]

_Sentence = tuple[str, ...]
_Finding = tuple[str, str, str | None, int, str]


class Intake:
    """Takes records one after another. What contradicts an earlier record is set aside, what repeats it is counted."""

    def __init__(self, names: Names, asked: Asked) -> None:
        self.names = names
        self.asked = asked
        self.rows: list[Label] = []
        self.aside: list[Aside] = []
        self.named_by_file: dict[str, None] = {}
        self._counts: Counter[str] = Counter()
        self._where: dict[tuple[str, int], Where] = {}
        self._seen: dict[tuple[object, ...], Label] = {}
        self._texts: dict[str, Label] = {}
        self._none: dict[tuple[str, ...], Label] = {}
        self._whole: dict[_Sentence, tuple[frozenset[_Finding], Label]] = {}
        self._parts: dict[_Sentence, dict[_Finding, Label]] = {}

    @property
    def counts(self) -> Counts:
        """What has been counted so far."""
        return Counts(**self._counts)

    def count(self, what: Count) -> None:
        """Count one more; undone when the record that it belongs to is set aside."""
        self._counts[what] += 1

    @contextmanager
    def record(self, where: Where, record: object) -> Iterator[None]:
        """Read a record: an :class:`UnfitError` inside sets it aside and reading goes on with the next one."""
        before = self._counts.copy()
        try:
            yield
        except UnfitError as e:
            self._counts = before
            self.set_aside(where, str(e), record)

    def set_aside(self, where: Where, reason: str, record: object) -> None:
        """Keep a record with the reason why it is not taken."""
        self.aside.append(Aside(where, reason, record))

    def take(self, rows: Sequence[Label], where: Where) -> None:
        """Take the rows of one record, or raise :class:`UnfitError` and take none of them."""
        self._where.setdefault((where.path, where.number), where)
        rows = [msgspec.structs.replace(r, path=where.path, line=where.number) for r in rows]
        new = self._unseen(rows)
        self._check_texts(rows)
        self._check_findings(rows)
        for r in new:
            self._seen[_key(r)] = r
            if r.id:
                self._texts.setdefault(r.id, r)
            if r.axis != ANY_AXIS:
                self._none.setdefault(_axis_of(r), r)
        self._counts["said_twice"] += len(rows) - len(new)
        self.rows += new

    def _unseen(self, rows: Sequence[Label]) -> list[Label]:
        """The rows that no earlier record has; a row that differs from an earlier one only in its note is a contradiction."""
        new: dict[tuple[object, ...], Label] = {}
        for r in rows:
            earlier = self._seen.get(_key(r)) or new.get(_key(r))
            if earlier is None:
                new[_key(r)] = r
            elif _bare(earlier) != _bare(r):
                raise UnfitError(
                    f"{self._at(earlier)} has the same coding with another note, source, event, outlet or genre"
                )
        return list(new.values())

    def _check_texts(self, rows: Sequence[Label]) -> None:
        for r in rows:
            other = self._texts.get(r.id) if r.id else None
            if other is not None and other.text != r.text:
                raise UnfitError(f'id "{r.id}" has another text at {self._at(other)}')
            same = self._none.get(_axis_of(r))
            if same is not None and same.is_none != r.is_none:
                raise UnfitError(
                    f'coder "{r.coder}" has a pole on axis "{r.axis}" here or at {self._at(same)}, and "none" at the other place'
                )

    def _check_findings(self, rows: Sequence[Label]) -> None:
        """A coder who looked at every axis has found everything: a second record of the sentence must say the same."""
        sentence = _sentence_of(rows[0])
        found = frozenset(map(_finding, (r for r in rows if not r.is_none)))
        whole = self._whole.get(sentence)
        parts = self._parts.get(sentence, {})
        if any(r.axis == ANY_AXIS for r in rows):
            other = whole[1] if whole and whole[0] != found else None
            other = other or next((r for f, r in parts.items() if f not in found), None)
        else:
            other = whole[1] if whole and not found <= whole[0] else None
        if other is not None:
            raise UnfitError(
                f'coder "{rows[0].coder}" coded this sentence in another way at {self._at(other)}; keep one of the two'
            )
        if any(r.axis == ANY_AXIS for r in rows):
            self._whole.setdefault(sentence, (found, rows[0]))
        else:
            known = self._parts.setdefault(sentence, {})
            for r in rows:
                if not r.is_none:
                    known.setdefault(_finding(r), r)

    def _at(self, row: Label) -> str:
        return str(self._where[row.path, row.line])


def _key(r: Label) -> tuple[object, ...]:
    """What makes two rows the same row to :func:`framing.coding.labels.check_together`."""
    return r.id, r.text, r.before, r.coder, r.axis, r.pole, r.voice, r.start, r.evidence


def _bare(r: Label) -> Label:
    return msgspec.structs.replace(r, path="", line=0)


def _axis_of(r: Label) -> tuple[str, ...]:
    return r.id, r.text, r.coder, r.axis


def _sentence_of(r: Label) -> _Sentence:
    return r.text, r.id, r.before, r.source, r.event, r.outlet, r.genre, r.coder


def _finding(r: Label) -> _Finding:
    return r.axis, r.pole, r.voice, r.start, r.evidence
