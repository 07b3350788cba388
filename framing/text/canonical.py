"""One form of a text to work on, with the way back to every original offset.

Straight and curly quotes, NFC and NFD, no-break spaces, CRLF, soft hyphens and mojibake are accidents of
typing, saving and copying. They must not change a score. They must not be lost either: whatever is found in
the canonical form is reported at its place in the text as it came.

What this does not do: make straight and curly marks one. They are told apart here and mean the same in
:mod:`framing.text.quotation`, because a curly mark says whether it opens or closes and a straight one does.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal, NamedTuple

_ZWNJ = "\u200c"  # tells words apart in Persian and other scripts: kept
_ELLIPSIS = "\u2026"  # NFKC would make it three full stops, which end a sentence: kept
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_DROPPED_MARKS = frozenset(map(chr, (0x34F, *range(0xFE00, 0xFE10))))  # joiner and variation selectors
_LINE_ENDS = {"\x85": "\n", "\u2028": "\n", "\u2029": "\n\n", "\t": " ", "\v": " ", "\f": " "}
# Every make of quotation mark or apostrophe: one code point for each role.
_MARKS = {
    "\u2018": "‘", "\u201b": "‘", "\u2019": "’", "\u02bc": "’", "\u2032": "’", "\u00b4": "’", "`": "’",
    "\u201c": "“", "\u201d": "”", "\u201f": "“", "\u201e": "“", "\u00ab": "“", "\u00bb": "”", "\u2033": '"',
    "\uff02": '"', "\uff07": "'",
}  # fmt: skip
_NON_ASCII = re.compile(r"[^\x00-\x7f]+")
# A stretch that canonical form may change, with the letters that combining marks in it would join.
_KNOT = re.compile(r"[ -_a-~]?[^\n -_a-~]+(?:[ -_a-~][^\n -_a-~]+)*\n?")
_LOOKALIKE = re.compile(r"[A-Za-z][\u0370-\u03bb\u03bd-\u052f]|[\u0370-\u03bb\u03bd-\u052f][A-Za-z]")
_MAX_MARKS = 30
"""Marks that may join one character: the stream-safe limit of UAX 15, which bounds the time to sort them."""


class Cell(NamedTuple):
    """A canonical character and the original span that it stands for."""

    character: str
    start: int
    end: int


class Canonical:
    """A text in canonical form.

    ``text``: NFKC, mojibake repaired, no format characters, line ends as ``\\n``, no-break spaces as spaces.
    ``original(start, end)``: the span of the text as it came that a span of ``text`` stands for.

    >>> c = Canonical("caf\\u0065\\u0301\\u00a0\\u00adbar\\r\\nx")
    >>> c.text
    'café bar\\nx'
    >>> c.original(5, 8), c.source[7:10]
    ((7, 10), 'bar')
    """

    def __init__(self, source: str) -> None:
        self.source = source
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        position = 0
        for knot in _KNOT.finditer(source):
            pieces.append(source[position : knot.start()])
            starts.extend(range(position, knot.start()))
            ends.extend(range(position + 1, knot.start() + 1))
            for cell in _canonical(knot):
                pieces.append(cell.character)
                starts.append(cell.start)
                ends.append(cell.end)
            position = knot.end()
        pieces.append(source[position:])
        starts.extend(range(position, len(source)))
        ends.extend(range(position + 1, len(source) + 1))
        self.text = "".join(pieces)
        self._starts = starts
        self._ends = ends

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The original span of the canonical span [start, end)."""
        if end <= start:
            at = self._starts[start] if start < len(self._starts) else len(self.source)
            return at, at
        return self._starts[start], self._ends[end - 1]

    def position(self, offset: int) -> int:
        """The canonical offset of an original one (of the next character kept where that one was dropped)."""
        if offset >= len(self.source):
            return len(self.text)
        return bisect_right(self._ends, offset)

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What a person should look at: repaired mojibake, look-alike letters of another script."""
        found = []
        if any(_repaired(run[0]) != run[0] for run in _NON_ASCII.finditer(self.source)):
            found.append("mojibake repaired")
        if _LOOKALIKE.search(self.text):
            found.append("letters of two scripts in one word")
        return tuple(found)


def _canonical(knot: re.Match[str]) -> list[Cell]:
    """A knot in canonical form; repeated, for what was dropped may have kept apart what belongs together."""
    cells = [Cell(c, i, i + 1) for i, c in enumerate(knot[0], knot.start())]
    text, before = knot[0], ""
    while text != before:
        before = text
        cells = list(_composed(cells, "NFC"))  # an accent may be half of what was damaged
        cells = list(_composed(_mapped(_mended(cells)), "NFKC"))
        text = "".join(c.character for c in cells)
    return cells


def _mended(cells: list[Cell]) -> Iterator[Cell]:
    """Mojibake repaired; a repaired run stands for the damaged one as a whole."""
    position = 0
    for run in _NON_ASCII.finditer("".join(c.character for c in cells)):
        fixed = _repaired(run[0])
        if fixed != run[0]:
            yield from cells[position : run.start()]
            yield from (Cell(c, cells[run.start()].start, cells[run.end() - 1].end) for c in fixed)
            position = run.end()
    yield from cells[position:]


def _repaired(run: str) -> str:
    """A run of non-ASCII characters without mojibake: mostly itself."""
    if len(run) < 2:
        return run
    import ftfy  # here, not above: most texts never need it and it costs start-up time

    return str(ftfy.fix_encoding(run))


def _mapped(cells: Iterator[Cell]) -> Iterator[Cell]:
    """Line ends, spaces, quotation marks in one code point each; format and control characters left out."""
    waiting: Cell | None = None  # a \r, until it is known whether \r\n is one line end
    for cell in cells:
        c = cell.character
        if waiting:
            yield Cell("\n", waiting.start, cell.end if c == "\n" else waiting.end)
            waiting = None
            if c == "\n":
                continue
        if c == "\r":
            waiting = cell
        elif c in _LINE_ENDS:
            yield from (cell._replace(character=mapped) for mapped in _LINE_ENDS[c])
        elif c in _MARKS:
            yield cell._replace(character=_MARKS[c])
        elif c in {"\n", _ZWNJ} or not (
            unicodedata.category(c) in _DROPPED_CATEGORIES or c in _DROPPED_MARKS
        ):
            yield cell
    if waiting:
        yield waiting._replace(character="\n")


def _composed(cells: Iterable[Cell], form: Literal["NFC", "NFKC"]) -> Iterator[Cell]:
    """A character and the marks that combine with it in a normal form; together they stand for their span."""
    cluster: list[Cell] = []
    for cell in cells:
        if cluster and not (_combines(cell.character) and len(cluster) <= _MAX_MARKS):
            yield from _joined(cluster, form)
            cluster = []
        cluster.append(cell)
    if cluster:
        yield from _joined(cluster, form)


def _combines(c: str) -> bool:
    return (
        unicodedata.category(c)[0] == "M" or "\u1160" <= c <= "\u11ff"
    )  # marks; vowels and finals of Hangul


def _joined(cluster: list[Cell], form: Literal["NFC", "NFKC"]) -> Iterator[Cell]:
    text = "".join(c.character for c in cluster)
    kept = _ELLIPSIS if text[0] == _ELLIPSIS else ""
    for c in kept + unicodedata.normalize(form, text[len(kept) :]):
        yield Cell(c, cluster[0].start, cluster[-1].end)
