"""From a text to sentences cut into segments, each in one voice. Rules and their reasons: docs/voice.md.

A paragraph that ends in a colon after an attribution makes the paragraphs after it quoted, until narration resumes;
all other voices are told word by word (:mod:`framing.text.voices`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from framing.text.attribution import Attribution
from framing.text.boilerplate import lines
from framing.text.canonical import Canonical
from framing.text.quotation import Quotation, quotations
from framing.text.sentences import sentence_spans
from framing.text.tokens import CLAUSE_MARKS, Token, tokens
from framing.text.voices import voices
from framing.units import Line, Voice

_BACK_REFERENCE = re.compile(
    r"\b(?:the|these|those) (?:\w+ )?(?:officials?|sources?|spokes\w+|ministers?|statement|report|letter|paper)\b"
    r"[^.]{0,20}\b(?:said|added|say|says|noted|told)\b",
    re.IGNORECASE,
)
_CUE_BEFORE_COLON = re.compile(
    r"\b(?:according to|via|said|says|wrote|writes|reported|reports|told|stated|statement|reads?|added|quoted|cited"
    r"|as follows|announced|explained)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(r"[\"'“‘(\[]+$")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")


class Part(NamedTuple):
    """A segment in canonical offsets."""

    start: int
    end: int
    voice: Voice


class Unit(NamedTuple):
    """A sentence in canonical offsets, with its tokens, segments and attributions (token index ranges)."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    parts: tuple[Part, ...]
    attributions: tuple[Attribution, ...]
    headline: bool = False


class Document(NamedTuple):
    """A text, cut: every line with what became of it, and the sentences of the lines that were kept."""

    canonical: Canonical
    lines: tuple[Line, ...]
    units: tuple[Unit, ...]
    warnings: tuple[str, ...]


def document(text: str) -> Document:
    """Cut an article into lines, sentences and segments.

    >>> d = document("Aid reaches port\\n\\n“It is late,” the mayor said. The army says it hit a base.")
    >>> for unit in d.units:
    ...     print([(d.canonical.text[p.start : p.end], p.voice) for p in unit.parts])
    [('Aid reaches port', 'own')]
    [('“It is late,”', 'quoted'), ('the mayor said.', 'own')]
    [('The army says', 'own'), ('it hit a base.', 'reported')]
    """
    canonical = Canonical(text)
    all_lines = lines(canonical)
    paragraphs = [(line.start, line.end) for line in all_lines if not line.dropped]
    quotes = quotations(canonical.text, paragraphs)
    blocks = _block_quotations(canonical.text, paragraphs)
    warnings = list(canonical.warnings)
    if not all(q.closed for q in quotes):
        warnings.append("a quotation is not closed")
    units = []
    for n, (start, end) in enumerate(paragraphs):
        headline = n == 0 and _is_headline(canonical.text[start:end])
        for a, b in sentence_spans(canonical.text, start, end):
            units.append(_unit(canonical.text, a, b, quotes, block=n in blocks, headline=headline))
    return Document(canonical, tuple(all_lines), tuple(units), tuple(warnings))


def sentence(text: str, before: str = "") -> Document:
    """Cut one sentence that a coder or a caller gives as it is: nothing is dropped, nothing is split.

    ``before`` is the sentence before it; it tells whether a quotation is open where the text begins.
    """
    canonical = Canonical(text)
    inside = canonical.text
    end = len(inside)
    quotes = quotations(inside, [(0, end)] if inside else [], opened=_ends_open(before))
    unit = _unit(inside, 0, end, quotes, block=False, headline=_is_headline(inside))
    return Document(canonical, (Line(0, end),), (unit,), canonical.warnings)


def part_at(parts: Sequence[Part], offset: int) -> int:
    """The index of the segment that an offset falls into (the one before it, between segments)."""
    return max(bisect_right(parts, offset, key=lambda p: p.start) - 1, 0)


def _ends_open(before: str) -> bool:
    """Whether a text ends inside a quotation in double marks."""
    if not before:
        return False
    text = Canonical(before).text
    last = quotations(text, [(0, len(text))])[-1:]
    return any(
        q.kind == "double" and not q.closed and q.end == len(text) and text[-1] not in '”"' for q in last
    )


def _is_headline(text: str) -> bool:
    return not _SENTENCE_END.search(text.rstrip()) and len(text.split()) >= 3


def _block_quotations(text: str, paragraphs: Sequence[tuple[int, int]]) -> set[int]:
    """The paragraphs that are block quotations: after "…, via PAPER:" until narration resumes."""
    quoted: set[int] = set()
    inside = False
    for n, (start, end) in enumerate(paragraphs):
        paragraph = text[start:end]
        if inside:
            first = n - 1 not in quoted
            if (first and paragraph[0] not in "\"“‘'") or (not first and _BACK_REFERENCE.search(paragraph)):
                quoted.add(n)
                continue
            inside = False
        if paragraph.endswith(":") and _CUE_BEFORE_COLON.search(paragraph):
            inside = True
    return quoted


def _unit(
    text: str, start: int, end: int, quotes: Sequence[Quotation], *, block: bool, headline: bool
) -> Unit:
    found = tokens(text, start, end)
    spoken, credited = voices(found, quotes, headline=headline)
    parts = (Part(start, end, "quoted"),) if block else _parts(text, start, end, found, spoken)
    return Unit(start, end, tuple(found), parts, credited, headline)


def _parts(
    text: str, start: int, end: int, found: Sequence[Token], spoken: Sequence[Voice]
) -> tuple[Part, ...]:
    """Runs of one voice as spans of the sentence; marks at a run's edge go with the words that they touch."""
    words = [k for k, t in enumerate(found) if t.form not in CLAUSE_MARKS]
    if not words:
        return (Part(start, end, spoken[0] if spoken else "own"),)
    runs: list[list[int]] = []
    for k in words:
        if runs and spoken[k] == spoken[runs[-1][0]]:
            runs[-1][1] = k
        else:
            runs.append([k, k])
    parts: list[Part] = []
    low = start
    for n, (first, last) in enumerate(runs):
        high = end if n == len(runs) - 1 else _cut(text, found[last].end, found[runs[n + 1][0]].start)
        piece = text[low:high]
        inner = piece.strip()
        at = low + piece.index(inner)
        parts.append(Part(at, at + len(inner), spoken[first]))
        low = high
    return tuple(parts)


def _cut(text: str, low: int, high: int) -> int:
    """Where to cut between two words: closing marks stay left, opening ones go right."""
    gap = text[low:high]
    m = _OPENING.search(gap)
    if m and m.start() > 0:
        return low + m.start()
    if m and not gap.strip("\"'“”‘’"):
        return high - len(gap.lstrip())
    space = gap.rfind(" ")
    return low + space + 1 if space >= 0 else high
