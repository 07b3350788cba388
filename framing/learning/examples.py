"""From gold sentences to training examples: one per segment, cut by the same rules that cut an article.

A mention with evidence belongs to the segment that its evidence begins in. A mention without evidence belongs to the
segments in its voice, or where no voice is given or found, to the whole sentence taken as one segment.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from framing.coding.codebook import Codebook
from framing.coding.gold import GoldSentence
from framing.learning.terms import TermReader
from framing.text.segments import Document, Part, part_at, sentence
from framing.units import Voice

UNKNOWN = -1
"""A cell of the target table where nobody looked."""


class Example(msgspec.Struct, frozen=True):
    """A segment to learn from: index of its sentence, voice as cut, terms, and the pole codes of each head."""

    sentence: int
    part: int
    voice: str
    terms: tuple[str, ...]
    indicated: frozenset[str]
    targets: tuple[int, ...]


class Examples(msgspec.Struct, frozen=True):
    """All examples of a corpus. ``targets``: examples × heads, 1 coded, 0 looked at and not there, −1 nobody looked."""

    sentences: tuple[GoldSentence, ...]
    rows: tuple[Example, ...]

    @property
    def targets(self) -> NDArray[np.int8]:
        """Shape (examples, heads)."""
        return np.array([r.targets for r in self.rows], dtype=np.int8)

    @property
    def groups(self) -> list[str]:
        """For each example what a fold may not split."""
        return [self.sentences[r.sentence].group for r in self.rows]

    @property
    def outlets(self) -> list[str]:
        """For each example the outlet, or an empty string."""
        return [self.sentences[r.sentence].outlet for r in self.rows]


def examples(gold: Sequence[GoldSentence], codebook: Codebook, reader: TermReader | None = None) -> Examples:
    """Cut every gold sentence into segments and attach what was coded in them."""
    reader = reader or TermReader(codebook)
    rows = []
    for n, g in enumerate(gold):
        cut = sentence(g.text, g.before)
        targets = _targets(g, cut, codebook)
        if targets is None:  # a mention that no segment can take: the sentence as one segment
            unit = cut.units[0]
            voice: Voice = next((m.voice for m in g.mentions if m.voice), "own")
            cut = cut._replace(units=(unit._replace(parts=(Part(unit.start, unit.end, voice),)),))
            targets = _targets(g, cut, codebook) or []
        unit = cut.units[0]
        reading = reader.read(cut, unit, g.before)
        for part in range(len(unit.parts)):
            terms = reader.terms(reading, part)
            rows.append(
                Example(
                    n, part, unit.parts[part].voice, tuple(t.text for t in terms),
                    frozenset(t.text[1:] for t in terms if t.text[0] == "="), tuple(targets[part]),
                )
            )  # fmt: skip
    return Examples(tuple(gold), tuple(rows))


def _targets(g: GoldSentence, cut: Document, codebook: Codebook) -> list[list[int]] | None:
    """Targets of each segment (segments × heads), or None where a mention fits no segment."""
    parts = cut.units[0].parts
    heads = codebook.heads
    table = [[0 if h.axis in g.looked_at else UNKNOWN for h in heads] for _ in parts]
    index = {(h.axis, h.pole): k for k, h in enumerate(heads)}
    for m in g.mentions:
        if m.axis not in g.looked_at:
            continue
        if m.start >= 0:
            at = [part_at(parts, cut.canonical.position(m.start))]
        elif len(parts) == 1:
            at = [0]
        else:
            at = [i for i, p in enumerate(parts) if p.voice == m.voice]
            if len(at) != 1:
                return None
        for i in at:
            table[i][index[m.axis, m.pole]] = 1
    return table
