"""One form of a text to work on, with the way back to every original offset.

Straight and curly quotes, NFC and NFD, no-break spaces, CRLF, soft hyphens and mojibake are accidents of
typing, saving and copying. They must not change a score. They must not be lost either: whatever is found in
the canonical form is reported at its place in the text as it came.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cached_property

_ZWNJ = "\u200c"  # tells words apart in Persian and other scripts: kept
_DROPPED_CATEGORIES = {"Cf", "Cs", "Co", "Cn"}
_SPACES = {"\t": " ", "\v": " ", "\f": " ", "\x85": "\n", "\u2028": "\n", "\u2029": "\n\n"}
_NON_ASCII = re.compile(r"[^\x00-\x7f]+")
# An apostrophe after a letter, or a quotation mark of any make: one code point for each role.
_MARKS = {
    "\u2018": "‘", "\u201b": "‘", "\u2019": "’", "\u02bc": "’", "\u2032": "’", "\u00b4": "’", "`": "’",
    "\u201c": "“", "\u201d": "”", "\u201f": "“", "\u201e": "“", "\u00ab": "“", "\u00bb": "”", "\u2033": '"', "\uff02": '"',
}  # fmt: skip


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
        self.text, self._starts, self._ends = _canonical(source)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The original span of the canonical span [start, end)."""
        if end <= start:
            at = self._starts[start] if start < len(self._starts) else len(self.source)
            return at, at
        return self._starts[start], self._ends[end - 1]

    def position(self, offset: int) -> int:
        """The canonical offset of an original offset (of the next character kept, where that one was dropped)."""
        if offset >= len(self.source):
            return len(self.text)
        return bisect_right(self._ends, offset)

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What a person should look at: repaired mojibake, look-alike letters of another script."""
        found = []
        if any(run != fixed for run, fixed in _mojibake(self.source)):
            found.append("mojibake repaired")
        if _LOOKALIKE.search(self.text):
            found.append("letters of two scripts in one word")
        return tuple(found)


_LOOKALIKE = re.compile(r"[A-Za-z][\u0370-\u052f]|[\u0370-\u052f][A-Za-z]")


def _mojibake(source: str) -> list[tuple[str, str]]:
    """Every run of non-ASCII characters with its repair (mostly itself)."""
    if source.isascii():
        return []
    import ftfy  # here, not above: most texts never need it and it costs start-up time

    return [(m[0], ftfy.fix_encoding(m[0]) if len(m[0]) > 1 else m[0]) for m in _NON_ASCII.finditer(source)]


def _canonical(source: str) -> tuple[str, list[int], list[int]]:
    if source.isascii() and not re.search(r"[\x00-\x09\x0b-\x1f\x7f`]", source):
        return source, list(range(len(source))), list(range(1, len(source) + 1))
    pieces: list[tuple[str, int, int]] = []  # (canonical characters, original start, original end)
    position = 0
    for run, fixed in _mojibake(source):
        at = source.index(run, position)
        pieces.extend((c, i, i + 1) for i, c in enumerate(source[position:at], position))
        if run == fixed:
            pieces.extend((c, at + i, at + i + 1) for i, c in enumerate(run))
        else:  # the repaired run stands for the damaged one as a whole
            pieces.extend((c, at, at + len(run)) for c in fixed)
        position = at + len(run)
    pieces.extend((c, i, i + 1) for i, c in enumerate(source[position:], position))

    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    i = 0
    while i < len(pieces):
        # A base character and the marks that combine with it are composed together.
        j = i + 1
        while j < len(pieces) and unicodedata.combining(pieces[j][0]):
            j += 1
        cluster = "".join(p[0] for p in pieces[i:j])
        for c in _normalised(cluster):
            if c == "\n" and out and out[-1] == "\n" and source[starts[-1]] == "\r" and ends[-1] == pieces[i][1]:
                ends[-1] = pieces[j - 1][2]  # \r\n is one line end
                continue
            out.append(c)
            starts.append(pieces[i][1])
            ends.append(pieces[j - 1][2])
        i = j
    return "".join(out), starts, ends


def _normalised(cluster: str) -> str:
    if cluster in _MARKS:
        return _MARKS[cluster]
    if cluster == "\u2026":
        return cluster  # NFKC would make it three full stops, which end a sentence
    result = []
    for c in unicodedata.normalize("NFKC", cluster):
        if c == "\r":
            c = "\n"
        c = _SPACES.get(c, _MARKS.get(c, c))
        if c == _ZWNJ or not (unicodedata.category(c[0]) in _DROPPED_CATEGORIES or (c < " " and c != "\n") or c == "\x7f"):
            result.append(c)
    return "".join(result)
