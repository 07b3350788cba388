"""From gold sentences to training examples: segments as the baselines see them, candidates as the classifier does.

A mention with evidence belongs to the segment that its evidence begins in, and to the candidates that its evidence
overlaps. A mention without evidence belongs to the segments in its voice (where no voice is given or found, to the sentence
taken as one segment), and to every candidate of its axis there.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from framing.coding.codebook import Codebook
from framing.coding.gold import GoldMention, GoldSentence
from framing.errors import DataError, LabelsError
from framing.learning.candidates import Candidate, Triggers, learn, propose
from framing.learning.fitting import MIN_POSITIVES
from framing.learning.reading import Reading
from framing.learning.terms import TermReader
from framing.text.segments import Document, Part, part_at, sentence
from framing.units import Voice

UNKNOWN = -1
"""A cell of a target table where nobody looked, or that does not concern the row."""


class SegmentRow(msgspec.Struct, frozen=True):
    """A segment: index of its sentence, voice as cut, indicated heads, and the targets of each head."""

    sentence: int
    voice: str
    indicated: frozenset[str]
    targets: tuple[int, ...]


class Example(msgspec.Struct, frozen=True):
    """A candidate to learn from: index of its sentence, its axis, voice of its segment, terms, targets of each head.

    ``mentions``: which mentions of its sentence it is a part of, as indices.
    """

    sentence: int
    axis: str
    voice: str
    terms: tuple[str, ...]
    targets: tuple[int, ...]
    concerns: tuple[bool, ...]
    mentions: tuple[int, ...]


class Examples(msgspec.Struct, frozen=True):
    """All examples of a corpus. Targets: 1 coded, 0 looked at and not there, −1 nobody looked or another axis."""

    sentences: tuple[GoldSentence, ...]
    segments: tuple[SegmentRow, ...]
    rows: tuple[Example, ...]
    triggers: dict[str, frozenset[str]]

    @property
    def targets(self) -> NDArray[np.int8]:
        """Of the candidates, shape (candidates, heads)."""
        return np.array([r.targets for r in self.rows], dtype=np.int8).reshape(len(self.rows), self._n_heads)

    @property
    def segment_targets(self) -> NDArray[np.int8]:
        """Of the segments, shape (segments, heads)."""
        return np.array([r.targets for r in self.segments], dtype=np.int8)

    @property
    def own_axis(self) -> NDArray[np.bool_]:
        """For each candidate and head whether the head decides about its axis, shape (candidates, heads)."""
        return np.array([r.concerns for r in self.rows], dtype=bool).reshape(len(self.rows), self._n_heads)

    @property
    def _n_heads(self) -> int:
        return len(self.segments[0].targets) if self.segments else 0

    @property
    def groups(self) -> list[str]:
        """For each sentence what a fold may not split."""
        return [s.group for s in self.sentences]

    @property
    def outlets(self) -> list[str]:
        """For each sentence the outlet, or an empty string."""
        return [s.outlet for s in self.sentences]

    @property
    def row_sentences(self) -> NDArray[np.int64]:
        """For each candidate the index of its sentence."""
        return np.array([r.sentence for r in self.rows], dtype=np.int64)

    @property
    def segment_sentences(self) -> NDArray[np.int64]:
        """For each segment the index of its sentence."""
        return np.array([r.sentence for r in self.segments], dtype=np.int64)


def require_codings(corpus: Examples, codebook: Codebook) -> None:
    """Raise :class:`~framing.errors.LabelsError` where no pole has enough codings to learn from."""
    counts = (corpus.targets == 1).sum(axis=0)
    if not (counts >= MIN_POSITIVES).any():
        most = ", ".join(f"{h.name} {n}" for h, n in zip(codebook.heads, counts, strict=True) if n)
        raise LabelsError(
            [
                DataError(
                    "labels",
                    None,
                    f"no pole has {MIN_POSITIVES} codings to learn from ({most or 'none at all'}); label more sentences",
                )
            ]
        )


class _Cut(msgspec.Struct, frozen=True):
    """A gold sentence, cut and read, with the symbols behind each of its mentions."""

    gold: GoldSentence
    document: Document
    reading: Reading
    places: tuple[tuple[GoldMention, frozenset[int], frozenset[int]], ...]
    """Mention, its segments, its symbols (empty without evidence)."""


def examples(
    gold: Sequence[GoldSentence],
    codebook: Codebook,
    reader: TermReader | None = None,
    triggers: Triggers | None = None,
) -> Examples:
    """Cut every gold sentence, learn what proposes candidates unless *triggers* are given, and attach what was coded."""
    reader = reader or TermReader(codebook)
    cuts = [_cut(g, codebook, reader) for g in gold]
    if triggers is None:
        triggers = learn([c.reading for c in cuts], [_evidence(c) for c in cuts], codebook)
    heads = codebook.heads
    index = {(h.axis, h.pole): k for k, h in enumerate(heads)}
    segments, rows = [], []
    for n, c in enumerate(cuts):
        parts = c.reading.unit.parts
        table = [[0 if h.axis in c.gold.looked_at else UNKNOWN for h in heads] for _ in parts]
        for mention, where, _ in c.places:
            for i in where:
                table[i][index[mention.axis, mention.pole]] = 1
        for i, part in enumerate(parts):
            indicated = frozenset(
                name for name, first, _ in c.reading.indicators if c.reading.parts[first] == i
            )
            segments.append(SegmentRow(n, part.voice, indicated, tuple(table[i])))
        for candidate in propose(
            c.reading, triggers, (a.id for a in codebook.axes if a.id in c.gold.looked_at)
        ):
            targets = tuple(_target(h.axis, h.pole, candidate, c) for h in heads)
            terms = tuple(t.text for t in reader.terms(c.reading, candidate))
            concerns = tuple(h.axis == candidate.axis for h in heads)
            voice = parts[candidate.part].voice
            mine = tuple(
                c.gold.mentions.index(m)
                for m, where, symbols in c.places
                if _is_inside(m, candidate, where, symbols)
            )
            rows.append(Example(n, candidate.axis, voice, terms, targets, concerns, mine))
    return Examples(tuple(gold), tuple(segments), tuple(rows), dict(triggers))


def _target(axis: str, pole: str, candidate: Candidate, c: _Cut) -> int:
    if axis != candidate.axis:
        return UNKNOWN
    return int(
        any(m.pole == pole and _is_inside(m, candidate, where, symbols) for m, where, symbols in c.places)
    )


def _is_inside(
    mention: GoldMention, candidate: Candidate, where: frozenset[int], symbols: frozenset[int]
) -> bool:
    if mention.axis != candidate.axis:
        return False
    return candidate.at in symbols if symbols else candidate.part in where


def _evidence(c: _Cut) -> dict[str, set[int]]:
    marked: dict[str, set[int]] = {axis: set() for axis in c.gold.looked_at}
    for mention, _, symbols in c.places:
        marked[mention.axis].update(symbols)
    return marked


def _cut(g: GoldSentence, codebook: Codebook, reader: TermReader) -> _Cut:
    document = sentence(g.text, g.before)
    mentions = [m for m in g.mentions if m.axis in g.looked_at and m.axis in codebook]
    where = _segments(mentions, document)
    if where is None:  # a mention that no segment can take: the sentence as one segment
        unit = document.units[0]
        voice: Voice = next((m.voice for m in mentions if m.voice), "own")
        document = document._replace(units=(unit._replace(parts=(Part(unit.start, unit.end, voice),)),))
        where = [frozenset([0]) for _ in mentions]
    reading = reader.read(document, document.units[0], g.before)
    places = tuple((m, w, _symbols(m, document, reading)) for m, w in zip(mentions, where, strict=True))
    return _Cut(g, document, reading, places)


def _segments(mentions: Sequence[GoldMention], document: Document) -> list[frozenset[int]] | None:
    """The segments of each mention, or None where one fits no segment."""
    parts = document.units[0].parts
    found = []
    for m in mentions:
        if m.start >= 0:
            found.append(frozenset([part_at(parts, document.canonical.position(m.start))]))
        elif len(parts) == 1:
            found.append(frozenset([0]))
        else:
            at = frozenset(i for i, p in enumerate(parts) if p.voice == m.voice)
            if len(at) != 1:
                return None
            found.append(at)
    return found


def _symbols(m: GoldMention, document: Document, reading: Reading) -> frozenset[int]:
    if m.start < 0:
        return frozenset()
    start, end = document.canonical.position(m.start), document.canonical.position(m.end)
    spans = (reading.span(k, k) for k in range(len(reading.symbols)))
    return frozenset(k for k, (a, b) in enumerate(spans) if a < end and b > start)
