"""Where quotation marks open and close, tracked through a text paragraph by paragraph.

What is told apart: double marks (curly, straight, or two single ones), single marks used as quotation marks,
and apostrophes, which open nothing (Hamas’, Generals’, '90s). A quotation that is not closed goes on only when the
next paragraph opens with a mark; else it ends with its paragraph and is flagged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

_MARK = re.compile(r"''|’’|[“”\"]|[‘’']")
_ELISION = re.compile(r"['’‘](?:\d0s\b|\d\d\b|[Tt]is\b|[Tt]was\b|em\b|til\b|cause\b|n['’])")
_OPENER_BEFORE = frozenset(" \n([—–-/:“\"‘'")

Kind = Literal["double", "single"]


class Quotation(NamedTuple):
    """A quotation with its marks: span in canonical offsets, and whether both of its ends were marked."""

    start: int
    end: int
    kind: Kind
    closed: bool


def quotations(text: str, paragraphs: Sequence[tuple[int, int]], opened: bool = False) -> list[Quotation]:
    """The outermost quotations of *text*, in order; one quotation never crosses a paragraph.

    ``paragraphs`` are the spans to look at, in order. ``opened`` says that the text before ended inside a
    quotation.

    >>> text = "Hamas’ reply to the “offer (Israel)” was ‘no’, 'never' in the '90s."
    >>> [text[q.start : q.end] for q in quotations(text, [(0, len(text))])]
    ['“offer (Israel)”', '‘no’', "'never'"]
    """
    found: list[Quotation] = []
    carried: Kind | None = "double" if opened else None
    for n, (start, end) in enumerate(paragraphs):
        if carried and n and not _opens_with_mark(text, start, end):
            carried = None
        spans, carried = _paragraph(text, start, end, carried)
        following = paragraphs[n + 1] if n + 1 < len(paragraphs) else None
        if carried and following and _opens_with_mark(text, *following):
            spans[-1] = spans[-1]._replace(closed=True)  # it goes on in the next paragraph, as it should
        elif carried and following:
            carried = None
        found.extend(spans)
    return found


def _opens_with_mark(text: str, start: int, end: int) -> bool:
    m = _MARK.match(text, start, end)
    return bool(m) and _role(text, start, end, m.start(), m[0], None) != "apostrophe"


def _paragraph(text: str, start: int, end: int, carried: Kind | None) -> tuple[list[Quotation], Kind | None]:
    """The quotations of one paragraph, and the kind of the one that is still open at its end."""
    spans: list[Quotation] = []
    open_at: int | None = start if carried else None
    kind: Kind = carried or "double"
    position = start
    if carried == "double" and _reopens(text, start, end):
        open_at = carried = None  # what was open had ended: here a new quotation begins further on
    if open_at is not None and _opens_with_mark(text, start, end):  # the repeated mark of a quotation in several paragraphs
        m = _MARK.match(text, start)
        position = m.end() if m else start
    for m in _MARK.finditer(text, position, end):
        role = _role(text, start, end, m.start(), m[0], kind if open_at is not None else None)
        mark_kind: Kind = "double" if m[0] in {"“", "”", '"', "''", "’’"} else "single"
        if role == "apostrophe":
            continue
        if open_at is None:
            if role == "open":
                open_at, kind = m.start(), mark_kind
            elif mark_kind == "double" and not spans and m.start() > start:
                spans.append(Quotation(start, m.end(), "double", False))  # opened before this text begins
            elif mark_kind == "single" and not spans and _closes_headline(text, start, end, m):
                spans.append(Quotation(start, m.end(), "single", False))
        elif mark_kind == kind and role == "close":
            spans.append(Quotation(open_at, m.end(), kind, open_at != start or carried is None))
            open_at = None
    if open_at is None:
        return spans, None
    spans.append(Quotation(open_at, end, kind, False))
    return spans, kind


def _closes_headline(text: str, start: int, end: int, m: re.Match[str]) -> bool:
    """Whether a single mark closes what a headline began without its opening mark: ``We are ready': minister``."""
    return bool(re.match(r"\s*[:,–—-]", text[m.end() : m.end() + 3])) and m.start() - start > 8


def _role(text: str, start: int, end: int, at: int, mark: str, inside: Kind | None) -> Literal["open", "close", "apostrophe"]:
    """What a mark does, from its neighbours and from the kind of quotation it stands in."""
    before = text[at - 1] if at > start else " "
    after_at = at + len(mark)
    after = text[after_at] if after_at < end else " "
    if mark == "“":
        return "open"
    if mark == "”":
        return "close"
    opens = before in _OPENER_BEFORE and not after.isspace()
    if mark in {'"', "''", "’’"}:
        if inside == "double":
            return "close"
        return "open" if opens else "close"
    # A single mark: an apostrophe unless its surroundings say otherwise.
    if before.isalnum() and after.isalnum():
        return "apostrophe"
    if mark == "‘" and not after.isspace():
        return "apostrophe" if _ELISION.match(text, at) and inside != "single" else "open"
    if inside is None:
        if opens and (after.isalnum() or after in "“\"[(£$€…") and not _ELISION.match(text, at):
            return "open" if mark == "‘" or _single_closes(text, after_at, end) or before != " " or mark == "'" else "apostrophe"
        return "close" if not opens and not before.isspace() and not after.isalnum() and before not in "s" else "apostrophe"
    if inside == "single" and not before.isspace() and not after.isalnum():
        if before == "s" and after == " " and _single_closes(text, after_at, end):
            return "apostrophe"  # a possessive inside the quotation: the closing mark comes later
        return "close"
    return "apostrophe"


def _reopens(text: str, start: int, end: int) -> bool:
    """Whether the first double mark of a paragraph, further on than its start, is one that opens."""
    m = re.search(r"[“”\"]|''|’’", text[start:end])
    return bool(m) and m.start() > 0 and _role(text, start, end, start + m.start(), m[0], None) == "open"


def _single_closes(text: str, at: int, end: int) -> bool:
    """Whether a closing single mark follows before another one opens."""
    for m in re.finditer(r"['’‘]", text[at:end]):
        i = at + m.start()
        before = text[i - 1]
        after = text[i + 1] if i + 1 < end else " "
        if before.isspace() and not after.isspace():
            return False
        if not before.isspace() and not after.isalnum():
            return before != "s" or after != " "
    return False
