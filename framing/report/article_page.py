"""One article as one HTML file: its text with the coded words marked, and the table of its axes."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from framing.report.marked_text import Piece
from framing.report.rendering import render
from framing.report.summary import AxisText, Provenance, marked
from framing.scoring.articles import AxisScore, ScoredArticle
from framing.units import Coding, Line, Voice

MOST, MOST_FROM = 3, 2
"""So many axes are told in words, each with so many mentions in own voice at least."""


def article_page(scored: ScoredArticle, model_axes: tuple[AxisText, ...], provenance: Provenance) -> str:
    """One article as one HTML file: its text with the coded words marked, and the table of its axes.

    Raises :class:`~framing.errors.MissingExtra` without Jinja2.
    """
    return render("article.html", **article_values(scored, model_axes, provenance))


def article_values(
    scored: ScoredArticle, model_axes: tuple[AxisText, ...], provenance: Provenance
) -> dict[str, Any]:
    """What ``article.html`` and the part of it that other pages hold, ``article_body.html``, are filled with."""
    rows = [AxisRow(a, scored.score.axes[a.id]) for a in model_axes if a.id in scored.score.axes]
    return {
        "s": scored.score,
        "rows": rows,
        "most": sorted((r for r in rows if r.score.own.n >= MOST_FROM), key=lambda r: -r.score.own.n)[:MOST],
        "blocks": _blocks(scored, {a.id: a for a in model_axes}),
        "poles": {(a.id, p.id): p.name for a in model_axes for p in a.poles},
        "provenance": provenance,
    }


class AxisRow(NamedTuple):
    """One axis with its score in the article."""

    axis: AxisText
    score: AxisScore


class Note(NamedTuple):
    """A coding as the margin tells of it, under the number that its words carry."""

    number: int
    axis: AxisText
    pole: str
    coding: Coding
    words: str

    @property
    def uncertain(self) -> bool:
        """Whether the coding is more likely wrong than right; thresholds may lie below one half."""
        return self.coding.probability < 0.5


class Block(NamedTuple):
    """A paragraph with its notes, or a run of lines that were left out (``dropped``: reason and text)."""

    pieces: list[Piece]
    notes: list[Note]
    headline: bool = False
    dropped: tuple[tuple[str, str], ...] = ()


class _Span(NamedTuple):
    start: int
    end: int
    number: int


def _blocks(scored: ScoredArticle, axes: Mapping[str, AxisText]) -> list[Block]:
    """The lines of an article in order: paragraphs with notes, and what was left out between them."""
    text = scored.article.text
    spans, codings = _spans(scored)
    segments = [(g.start, g.end, g.voice) for s in scored.sentences for g in s.segments]
    headlines = {s.start for s in scored.sentences if s.headline}
    segment_starts = [g[0] for g in segments]
    blocks: list[Block] = []
    left_out: list[tuple[str, str]] = []
    at = 0
    for line in scored.lines:
        if line.dropped:
            left_out.append((line.dropped, text[line.start : line.end]))
            continue
        if left_out:
            blocks.append(Block([], [], dropped=tuple(left_out)))
            left_out = []
        here: list[_Span] = []
        while at < len(spans) and spans[at].start < line.end:
            here.append(spans[at])
            at += 1
        first = max(0, bisect_right(segment_starts, line.start) - 1)
        last = bisect_right(segment_starts, line.end)
        notes = [_note(s, codings[s.number], axes, text) for s in here]
        unsure = {n.number for n in notes if n.uncertain}
        blocks.append(
            Block(_pieces(text, line, segments[first:last], here, unsure), notes, any(line.start <= h < line.end for h in headlines))
        )  # fmt: skip
    if left_out:
        blocks.append(Block([], [], dropped=tuple(left_out)))
    return blocks


def _spans(scored: ScoredArticle) -> tuple[list[_Span], dict[int, Coding]]:
    """The words that carry each coding, numbered by where they end, which is where the number stands."""
    found = []
    for m, coding in zip(marked(scored), scored.score.codings, strict=True):
        base = scored.sentences[coding.sentence].start
        found.append((base + m.start, base + m.end, coding))
    found.sort(key=lambda f: (f[1], f[0]))
    spans = [_Span(start, end, i) for i, (start, end, _) in enumerate(found, 1)]
    return spans, {i: c for i, (_, _, c) in enumerate(found, 1)}


def _note(span: _Span, coding: Coding, axes: Mapping[str, AxisText], text: str) -> Note:
    axis = axes[coding.axis]
    pole = next((p.name for p in axis.poles if p.id == coding.pole), coding.pole)
    return Note(span.number, axis, pole, coding, text[span.start : span.end])


def _pieces(
    text: str,
    line: Line,
    segments: Iterable[tuple[int, int, Voice]],
    spans: Sequence[_Span],
    unsure: AbstractSet[int],
) -> list[Piece]:
    """A line cut wherever the voice changes or marked words begin or end."""
    edges: dict[int, list[tuple[str, Any]]] = defaultdict(list)
    for start, end, voice in segments:
        low, high = max(start, line.start), min(end, line.end)
        if low < high:
            edges[high].append(("voice", None))
            edges[low].append(("voice", voice))
    for span in spans:
        edges[max(span.start, line.start)].append(("open", span.number))
        edges[min(max(span.end, span.start), line.end)].append(("close", span.number))
    pieces: list[Piece] = []
    voice_now: Voice = "own"
    open_now: set[int] = set()
    position = line.start
    for edge in sorted({*edges, line.end}):
        if edge > position:
            pieces.append(
                Piece(
                    text[position:edge],
                    voice_now,
                    bool(open_now),
                    unsure=bool(open_now) and open_now <= unsure,
                )
            )
        position = edge
        closed = sorted(n for what, n in edges[edge] if what == "close")
        if closed and pieces:
            pieces[-1] = pieces[-1]._replace(ends=tuple(closed))
        open_now.difference_update(closed)
        open_now.update(n for what, n in edges[edge] if what == "open" and n not in closed)
        # A segment that ends here is followed, where one begins here, by that one's voice.
        voices = [v for what, v in edges[edge] if what == "voice"]
        if voices:
            voice_now = next((v for v in voices if v), "own")
    return pieces
