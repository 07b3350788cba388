"""From label rows to gold: one record per sentence, with the axes that were looked at and the mentions found.

Where several coders coded a sentence, rows of the coder ``adjudicated`` win on the axes that the adjudicator looked at;
elsewhere the coders must agree on an axis for it to count there. What they disagree on is left out of gold and listed,
never averaged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from framing.coding.codebook import ANY_AXIS, Codebook
from framing.coding.labels import Label
from framing.units import Voice

ADJUDICATED = "adjudicated"


class GoldMention(msgspec.Struct, frozen=True):
    """A coding that stands: axis, pole, voice (None where the coder gave none), span in the text (−1, −1 without)."""

    axis: str
    pole: str
    voice: Voice | None
    start: int
    end: int


class GoldSentence(msgspec.Struct, frozen=True):
    """A sentence with what was found (``mentions``) and where somebody looked (``looked_at``)."""

    id: str
    text: str
    before: str
    source: str
    event: str
    outlet: str
    genre: str
    looked_at: frozenset[str]
    mentions: tuple[GoldMention, ...]
    disputed: frozenset[str] = frozenset()

    @property
    def group(self) -> str:
        """What a fold may not split: the event, else the article, else the sentence itself."""
        return self.event or self.source or self.id or self.text

    def poles(self, axis: str) -> frozenset[str]:
        """The poles found on an axis, words in scare quotes left out."""
        return frozenset(m.pole for m in self.mentions if m.axis == axis and m.voice != "scare")


def gold(labels: Iterable[Label], codebook: Codebook) -> list[GoldSentence]:
    """One record per sentence, in the order of first appearance."""
    by_sentence: dict[tuple[str, str, str], list[Label]] = defaultdict(list)
    for label in labels:
        by_sentence[label.id, label.text, label.before].append(label)
    return [_sentence(rows, codebook) for rows in by_sentence.values()]


def coders_view(
    rows: Sequence[Label], codebook: Codebook
) -> dict[str, tuple[frozenset[str], tuple[GoldMention, ...]]]:
    """For each coder of one sentence: the axes looked at, and the mentions found."""
    all_axes = frozenset(a.id for a in codebook.axes)
    by_coder: dict[str, list[Label]] = defaultdict(list)
    for row in rows:
        by_coder[row.coder].append(row)
    views = {}
    for coder, mine in by_coder.items():
        looked = all_axes if any(r.axis == ANY_AXIS for r in mine) else frozenset(r.axis for r in mine)
        mentions = tuple(
            GoldMention(r.axis, r.pole, r.voice, r.start, r.start + len(r.evidence) if r.start >= 0 else -1)
            for r in mine
            if not r.is_none
        )
        views[coder] = (looked, mentions)
    return views


def _sentence(rows: Sequence[Label], codebook: Codebook) -> GoldSentence:
    views = coders_view(rows, codebook)
    settled, mentions = views.pop(ADJUDICATED, (frozenset(), ()))
    open_axes = frozenset().union(*(looked for looked, _ in views.values())) - settled
    disputed = frozenset(
        a
        for a in open_axes
        if len({frozenset(m.pole for m in v[1] if m.axis == a) for v in views.values() if a in v[0]}) > 1
    )
    speaks: dict[
        str, str
    ] = {}  # for each axis the first coder who looked at it: the one whose voice and span stand
    for coder, (looked, _) in views.items():
        for axis in looked - settled - disputed:
            speaks.setdefault(axis, coder)
    mentions += tuple(m for c, (_, found) in views.items() for m in found if speaks.get(m.axis) == c)
    head = rows[0]
    return GoldSentence(
        id=head.id, text=head.text, before=head.before,
        source=_first(r.source for r in rows), event=_first(r.event for r in rows),
        outlet=_first(r.outlet for r in rows), genre=_first(r.genre for r in rows),
        looked_at=settled | open_axes - disputed, mentions=mentions, disputed=disputed,
    )  # fmt: skip


def _first(values: Iterable[str]) -> str:
    return next((v for v in values if v), "")
