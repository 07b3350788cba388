"""Where quotation marks open and close, tracked through a text paragraph by paragraph.

What is told apart: double marks (curly, straight, or two single ones), single marks used as quotation marks,
and apostrophes, which open nothing (rebels’, generals’, '90s). A quotation that is not closed goes on only
when the next paragraph opens with a mark; else it ends with its paragraph and is flagged.

What this does not do: quotations inside quotations. The outermost pair decides whose words these are.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import Literal, NamedTuple

_MARK = re.compile(r"''|’’|[“”\"]|[‘’']")
_DOUBLE = frozenset({"“", "”", '"', "''", "’’"})
_SINGLE = re.compile(r"['’‘]")
_ELISION = re.compile(r"['’‘](?:\d0s\b|\d\d\b|[Tt]is\b|[Tt]was\b|em\b|til\b|cause\b|n['’])")
_OPENER_BEFORE = frozenset(" \n([—–-/:“\"‘'")
_QUOTABLE_AFTER = frozenset('“"[(£$€…')
_MIN_HEADLINE_QUOTE = 8
"""Characters that words quoted at the head of a headline have at least, when only their end is marked."""

Kind = Literal["double", "single"]
Role = Literal["open", "close", "apostrophe"]


class Quotation(NamedTuple):
    """A quotation with its marks, in canonical offsets.

    ``closed``: whether both of its ends were marked. ``continued``: whether it is one paragraph of a
    quotation that runs over several.
    """

    start: int
    end: int
    kind: Kind
    closed: bool
    continued: bool = False


def quotations(text: str, paragraphs: Sequence[tuple[int, int]], opened: bool = False) -> list[Quotation]:
    """The outermost quotations of *text*, in order; none crosses a paragraph.

    ``paragraphs`` are the spans to look at, in order. ``opened`` says that the text before ended inside a
    quotation.

    >>> text = "The rebels’ reply to the “offer (of 2019)” was ‘no’, 'never' in the '90s."
    >>> [text[q.start : q.end] for q in quotations(text, [(0, len(text))])]
    ['“offer (of 2019)”', '‘no’', "'never'"]
    """
    found: list[Quotation] = []
    carried: Kind | None = "double" if opened else None
    read = [_Paragraph(text, start, end) for start, end in paragraphs]
    for n, paragraph in enumerate(read):
        if carried and n and paragraph.opening_mark is None:
            carried = None
        spans, carried = paragraph.quotations(carried)
        if carried and n + 1 < len(read) and read[n + 1].opening_mark:
            spans[-1] = spans[-1]._replace(closed=True, continued=True)
        found.extend(spans)
    return found


class _Paragraph:
    """One paragraph, read for marks."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.start = start
        self.end = end

    @cached_property
    def opening_mark(self) -> re.Match[str] | None:
        """The mark that the paragraph begins with, where that can be a quotation mark."""
        m = _MARK.match(self.text, self.start, self.end)
        return m if m and self.role(m, None) != "apostrophe" else None

    def quotations(self, carried: Kind | None) -> tuple[list[Quotation], Kind | None]:
        """The quotations of the paragraph, and the kind of the one that is still open at its end.

        *carried* is the kind of the quotation that was open when the paragraph began.
        """
        if carried == "double" and self.reopens():
            carried = None  # what was open had ended: a new quotation begins further on
        spans: list[Quotation] = []
        open_at = self.start if carried else None
        kind: Kind = carried or "double"
        repeated = (
            self.opening_mark if carried else None
        )  # each paragraph of a long quotation begins with a mark
        for m in _MARK.finditer(self.text, repeated.end() if repeated else self.start, self.end):
            role = self.role(m, kind if open_at is not None else None)
            if role == "apostrophe":
                continue
            mark_kind: Kind = "double" if m[0] in _DOUBLE else "single"
            if open_at is None:
                if role == "open":
                    open_at, kind = m.start(), mark_kind
                elif (
                    not spans
                    and m.start() > self.start
                    and (mark_kind == "double" or self.closes_headline(m))
                ):
                    spans.append(
                        Quotation(self.start, m.end(), mark_kind, False)
                    )  # its beginning is not marked
            elif mark_kind == kind and role == "close":
                continues = carried is not None and not spans
                spans.append(
                    Quotation(open_at, m.end(), kind, not continues or repeated is not None, continues)
                )
                open_at = None
        if open_at is None:
            return spans, None
        spans.append(Quotation(open_at, self.end, kind, False, carried is not None and not spans))
        return spans, kind

    def role(self, m: re.Match[str], inside: Kind | None) -> Role:
        """What a mark does, from its neighbours and from the kind of quotation that it stands in."""
        mark = m[0]
        before = self.text[m.start() - 1] if m.start() > self.start else " "
        after = self.text[m.end()] if m.end() < self.end else " "
        if mark == "“":
            return "open"
        if mark == "”":
            return "close"
        opens = before in _OPENER_BEFORE and not after.isspace()
        if mark in _DOUBLE:
            return "open" if opens and inside != "double" else "close"
        # A single mark: an apostrophe unless its surroundings say otherwise.
        if before.isalnum() and after.isalnum():
            return "apostrophe"
        if mark == "‘" and not after.isspace():
            return "apostrophe" if inside != "single" and _ELISION.match(self.text, m.start()) else "open"
        if inside is None:
            return self.role_outside(m, before, after, opens)
        if inside == "single" and not before.isspace() and not after.isalnum():
            # A possessive inside the quotation, when the closing mark comes later.
            return "apostrophe" if before == "s" and after == " " and self.closes_after(m.end()) else "close"
        return "apostrophe"

    def role_outside(self, m: re.Match[str], before: str, after: str, opens: bool) -> Role:
        """What a single mark does outside any quotation: ’ opens only when a mark that closes follows."""
        if (
            opens
            and (after.isalnum() or after in _QUOTABLE_AFTER)
            and not _ELISION.match(self.text, m.start())
        ):
            return "open" if m[0] == "'" or before != " " or self.closes_after(m.end()) else "apostrophe"
        closes = not opens and not before.isspace() and not after.isalnum() and before != "s"
        return "close" if closes else "apostrophe"

    def closes_headline(self, m: re.Match[str]) -> bool:
        """Whether a single mark closes what a headline began without a mark: ``We are ready': minister``."""
        following = self.text[m.end() : min(m.end() + 3, self.end)].lstrip()
        return m.start() - self.start > _MIN_HEADLINE_QUOTE and following[:1] in {":", ",", "–", "—", "-"}

    def reopens(self) -> bool:
        """Whether the first double mark of the paragraph, further on than its start, is one that opens."""
        for m in _MARK.finditer(self.text, self.start, self.end):
            if m[0] in _DOUBLE:
                return m.start() > self.start and self.role(m, None) == "open"
        return False

    def closes_after(self, at: int) -> bool:
        """Whether a closing single mark follows *at* before another one opens."""
        offsets, closes = self.single_marks
        k = bisect_left(offsets, at)
        return k < len(offsets) and closes[k]

    @cached_property
    def single_marks(self) -> tuple[list[int], list[bool]]:
        """Each single mark, and whether it, or the next one that is no apostrophe, closes; read once, backwards."""
        offsets = [m.start() for m in _SINGLE.finditer(self.text, self.start, self.end)]
        closes = [False] * len(offsets)
        for k in range(len(offsets) - 1, -1, -1):
            before = self.text[offsets[k] - 1] if offsets[k] > self.start else " "
            after = self.text[offsets[k] + 1] if offsets[k] + 1 < self.end else " "
            if before.isspace() and not after.isspace():
                closes[k] = False
            elif not before.isspace() and not after.isalnum():
                closes[k] = before != "s" or after != " "
            else:
                closes[k] = k + 1 < len(offsets) and closes[k + 1]
        return offsets, closes
