"""From a text to sentences cut into segments, each in one voice. Rules and their reasons: docs/voice.md.

The order of the rules: quotation marks win over paraphrase, paraphrase over narration; a quotation of at most four
words without a verb and without a speaker is a scare quote; a paragraph that ends in a colon after an attribution
makes the paragraphs after it quoted until narration resumes.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from framing.text.attribution import Attribution, attributions, is_speech_verb
from framing.text.boilerplate import lines
from framing.text.canonical import Canonical
from framing.text.quotation import Quotation, quotations
from framing.text.sentences import sentence_spans
from framing.text.tokens import CLAUSE_MARKS, Token, tokens
from framing.units import Line, Voice

SCARE_TOKENS = 4
"""The most words that a scare quote may have; what is longer is speech or writing."""

_FINITE = frozenset(
    "is are was were am has have had will would can could may might must should do does did don't won't can't isn't aren't wasn't "
    "i'm we're it's he's they're we'll i'll you're i we they he she it".split()
)
_BACK_REFERENCE = re.compile(r"\b(?:the|these|those) (?:\w+ )?(?:officials?|sources?|spokes\w+|ministers?|statement|report|letter|paper|official)\b[^.]{0,20}\b(?:said|added|say|says|noted|told)\b", re.I)
_CUE_BEFORE_COLON = re.compile(r"\b(?:according to|via|said|says|wrote|writes|reported|reports|told|stated|statement|read|reads|added|quoted|cited|as follows|announced|explained)\b", re.I)


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

    >>> d = document("Aid reaches port\\n\\n“It is late,” the mayor said. The army says it hit 'a base'.")
    >>> [(d.canonical.text[p.start : p.end], p.voice) for u in d.units for p in u.parts]
    [('Aid reaches port', 'own'), ('“It is late,”', 'quoted'), ('the mayor said.', 'own'), ('The army says', 'own'), ("it hit 'a base'.", 'reported')]
    """
    canonical = Canonical(text)
    all_lines = lines(canonical)
    kept = [line for line in all_lines if not line.dropped]
    paragraphs = [(line.start, line.end) for line in kept]
    quotes = quotations(canonical.text, paragraphs)
    blocks = _block_quotations(canonical.text, paragraphs)
    warnings = list(canonical.warnings)
    if any(not q.closed for q in quotes):
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


def _ends_open(before: str) -> bool:
    """Whether a text ends inside a quotation in double marks."""
    if not before:
        return False
    text = Canonical(before).text
    last = quotations(text, [(0, len(text))])
    return bool(last) and last[-1].kind == "double" and not last[-1].closed and last[-1].end == len(text) and text[-1] not in '”"'


def _is_headline(text: str) -> bool:
    return not re.search(r"[.!?…][\"'”’)\]]*$", text.rstrip()) and len(text.split()) >= 3


def _block_quotations(text: str, paragraphs: Sequence[tuple[int, int]]) -> set[int]:
    """The paragraphs that are block quotations: after "…, via PAPER:" until narration resumes."""
    quoted: set[int] = set()
    inside = False
    for n, (start, end) in enumerate(paragraphs):
        paragraph = text[start:end]
        if inside:
            first = n - 1 not in quoted
            if (first and not re.match(r"[\"“‘']", paragraph)) or (not first and _BACK_REFERENCE.search(paragraph)):
                quoted.add(n)
                continue
            inside = False
        if paragraph.endswith(":") and _CUE_BEFORE_COLON.search(paragraph):
            inside = True
    return quoted


def _unit(text: str, start: int, end: int, quotes: Sequence[Quotation], *, block: bool, headline: bool) -> Unit:
    found = tokens(text, start, end)
    inside = [_covering(quotes, t.start) for t in found]
    credited = attributions(found, [q is not None for q in inside], headline=headline)
    if block:
        return Unit(start, end, tuple(found), (Part(start, end, "quoted"),), tuple(credited), headline)
    voices: list[Voice] = ["own"] * len(found)
    for attribution in credited:
        for a, b in attribution.contents:
            for k in range(a, min(b, len(found))):
                voices[k] = "reported"
    for attribution in credited:  # the speaker and the verb stay the outlet's, unless inside somebody's paraphrase
        if not _nested(attribution, credited, found):
            for k in range(attribution.cue[0], attribution.cue[1]):
                voices[k] = "own"
            for k in range(*_within_clause(attribution, credited)):
                voices[k] = "own"
    for k, quote in enumerate(inside):
        if quote is not None:
            voices[k] = "scare" if _is_scare(text, quote, found, inside, credited) else "quoted"
    return Unit(start, end, tuple(found), _parts(text, start, end, found, voices), tuple(credited), headline)


def _covering(quotes: Sequence[Quotation], offset: int) -> Quotation | None:
    at = bisect_right([q.start for q in quotes], offset) - 1 if len(quotes) > 8 else -2
    if at == -2:
        return next((q for q in quotes if q.start <= offset < q.end), None)
    return quotes[at] if at >= 0 and offset < quotes[at].end else None


def _nested(attribution: Attribution, others: Sequence[Attribution], found: Sequence[Token]) -> bool:
    """Whether an attribution is itself credited to somebody ("The paper said that the army claimed …").

    A second verb of the same speaker is not: "…, saying", "and added", "which it said".
    """
    at = attribution.cue[0]
    for other in others:
        if other is attribution:
            continue
        for a, b in other.contents:
            if not a <= at < b:
                continue
            if other.trails:
                return True
            before = [t.form for t in found[max(a, at - 3) : at]]
            same_speaker = (
                found[at].form.endswith("ing")
                or before[-1:] == ["and"]
                or (before[-1:] and before[-1] in {"it", "he", "she", "they"} and len(before) > 1 and before[-2] in {"which", "what", "who", "that", "as", "and"})
                or "as" in before
            )
            if not same_speaker:
                return True
    return False


def _within_clause(attribution: Attribution, others: Sequence[Attribution]) -> tuple[int, int]:
    """The speaker's noun phrase, cut where it would reach back over another attribution's verb."""
    start, end = attribution.source
    for other in others:
        if other is not attribution and start <= other.cue[0] < end:
            start = other.cue[1]
    return start, end


def _is_scare(text: str, quote: Quotation, found: Sequence[Token], inside: Sequence[Quotation | None], credited: Sequence[Attribution]) -> bool:
    """At most four words, no finite verb, nobody who says them."""
    members = [k for k, q in enumerate(inside) if q == quote and found[k].form not in CLAUSE_MARKS and found[k].form != "'s"]
    if not members or len(members) > SCARE_TOKENS or not quote.closed:
        return False
    if any(found[k].form in _FINITE for k in members):
        return False
    first, last = members[0], members[-1]
    for attribution in credited:
        if any(a <= first < b for a, b in attribution.contents):
            return False
        if attribution.cue[1] <= first and first - attribution.cue[1] <= 8:
            return False
    low = first
    while low > 0 and found[low - 1].form not in {",", ";", ":", "—", "–"}:
        low -= 1
    high = last
    while high < len(found) - 1 and found[high + 1].form not in {";", ":", "—", "–"} and high - last < 6:
        high += 1
    near = [found[k].form for k in range(low, high + 1) if inside[k] is None]
    return not any(is_speech_verb(f) or f in {"calls", "called", "dubbed", "branded", "labelled", "labeled", "as"} and f != "as" for f in near)


def _parts(text: str, start: int, end: int, found: Sequence[Token], voices: Sequence[Voice]) -> tuple[Part, ...]:
    """Runs of one voice as spans that cover the sentence; marks at a run's edge go with the words they touch."""
    if not found:
        return (Part(start, end, "own"),)
    words = [k for k, t in enumerate(found) if t.form not in CLAUSE_MARKS]
    if not words:
        return (Part(start, end, voices[0]),)
    runs: list[list[int]] = [[words[0], words[0]]]
    for k in words[1:]:
        if voices[k] == voices[runs[-1][0]]:
            runs[-1][1] = k
        else:
            runs.append([k, k])
    parts = []
    for n, (a, b) in enumerate(runs):
        low = start if n == 0 else parts[-1].end
        high = end if n == len(runs) - 1 else _cut(text, found[b].end, found[runs[n + 1][0]].start)
        while low < high and text[low].isspace():
            low += 1
        top = high
        while top > low and text[top - 1].isspace():
            top -= 1
        parts.append(Part(low, top, voices[a]))
    return tuple(parts)


_OPENING = re.compile(r"[\"'“‘(\[]+$")


def _cut(text: str, low: int, high: int) -> int:
    """Where to cut between two words: closing marks stay left, opening ones go right."""
    gap = text[low:high]
    m = _OPENING.search(gap)
    if m and (m.start() > 0 or not gap.strip("\"'“”‘’")):
        return low + m.start() if m.start() > 0 else high - len(gap.lstrip())
    space = gap.rfind(" ")
    return low + space + 1 if space >= 0 else high


def part_at(parts: Sequence[Part], offset: int) -> int:
    """The index of the segment that an offset falls into (the nearest one, between segments)."""
    at = bisect_right([p.start for p in parts], offset) - 1
    return min(max(at, 0), len(parts) - 1)


__all__ = ["Document", "Part", "Unit", "bisect_left", "document", "part_at", "sentence"]
