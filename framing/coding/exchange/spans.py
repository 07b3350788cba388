"""Spans checked against their text, and mended where that can be done without guessing.

A label file counts code points. Tools that run in a browser have counted UTF-16 units, in which an emoji is two: every
span after it is off by one. Where a span carries its words they decide; where it carries none, only what admits no
other reading is moved.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from framing.coding.exchange.records import UnfitError

How = Literal["as written", "utf16", "searched", "unchecked"]
_LINE_END = r"(?:\r\n|[\r\n]|\\n)"  # one tool writes the line ends of the words as a backslash and an n
_LINE_ENDS = re.compile(_LINE_END)


class Span(NamedTuple):
    """A span of a text in code points, and how it was come by."""

    start: int
    end: int
    how: How


def place(text: str, start: int, end: int, words: str | None = None) -> Span:
    """The span that is meant, or :class:`UnfitError`.

    With *words*: the span as written where it holds them; else read as UTF-16 units; else the one place where they stand.

    >>> place("🌳 The oak fell.", 6, 9, "oak")
    Span(start=6, end=9, how='as written')
    >>> place("🌳 The oak fell.", 7, 10, "oak")
    Span(start=6, end=9, how='utf16')
    >>> place("The oak fell.", 0, 3, "oak")
    Span(start=4, end=7, how='searched')

    Without words, a span that only one of the two countings allows is read so. Where both do, a span of whole words holds
    when it is counted in code points; when only UTF-16 units make whole words of it, it is refused.

    >>> place("🌳 The oak fell.", 6, 9)
    Span(start=6, end=9, how='as written')
    >>> place("🌳 oaks", 2, 4)
    Span(start=2, end=4, how='unchecked')
    >>> place("🌳 The oak fell.", 7, 10)
    Traceback (most recent call last):
    framing.coding.exchange.records.UnfitError: ...
    """
    units = _from_utf16(text, start, end)
    if words is None:
        return _without_words(text, start, end, units)
    if not words.strip():
        raise UnfitError(f"the span {start}–{end} holds no words")
    if _inside(text, start, end) and _same(text[start:end], words):
        return Span(start, end, "as written")
    if units is not None and _same(text[units[0] : units[1]], words):
        return Span(*units, "utf16")
    return _found(text, start, end, words)


def _inside(text: str, start: int, end: int) -> bool:
    return 0 <= start < end <= len(text)


def _same(a: str, b: str) -> bool:
    return a == b or _LINE_ENDS.sub("\n", a) == _LINE_ENDS.sub("\n", b)


def _from_utf16(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span in code points when its numbers count UTF-16 units; None where they stand outside or inside of a pair."""
    data = text.encode("utf-16-le")
    if not 0 <= start < end <= len(data) // 2:
        return None
    try:
        before = data[: 2 * start].decode("utf-16-le")
        inside = data[2 * start : 2 * end].decode("utf-16-le")
    except UnicodeDecodeError:
        return None
    return len(before), len(before) + len(inside)


def _found(text: str, start: int, end: int, words: str) -> Span:
    pattern = _LINE_END.join(map(re.escape, _LINE_ENDS.split(words)))
    places = [(m.start(), m.start() + len(m[1])) for m in re.finditer(f"(?=({pattern}))", text)]
    if len(places) == 1:
        return Span(*places[0], "searched")
    how_often = f"stand {len(places)} times in the text" if places else "do not stand in the text"
    raise UnfitError(
        f'the span {start}–{end} reads "{text[max(start, 0) : max(end, 0)][:40]}"; its words "{words[:40]}" {how_often}'
    )


def _without_words(text: str, start: int, end: int, units: tuple[int, int] | None) -> Span:
    if not _inside(text, start, end) or not text[start:end].strip():
        if units is None or units == (start, end) or not text[units[0] : units[1]].strip():
            raise UnfitError(f"the span {start}–{end} holds no words of a text of {len(text)} characters")
        return Span(*units, "utf16")
    if units is None or units == (start, end):
        return Span(start, end, "as written")
    by_units, by_points = _whole(text, *units), _whole(text, start, end)
    if by_units and not by_points:
        raise UnfitError(
            f'the span {start}–{end} carries no words to check; it reads "{text[start:end][:40]}", or '
            f'"{text[units[0] : units[1]][:40]}" if an emoji counts as two; add "text" to it'
        )
    return Span(start, end, "unchecked" if by_points == by_units else "as written")


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a span begins and ends with a word or mark, and cuts no word."""
    cut = any(0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum() for at in (start, end))
    return not cut and text[start:end] == text[start:end].strip()
