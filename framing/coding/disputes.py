"""Sentences that coders coded differently, axis by axis, with what each of them said.

A dispute is about the ``pole`` where coders found different sets of poles: gold leaves such an axis out
(:mod:`framing.coding.gold`). It is about the ``voice`` where they found the same poles in different voices: gold then takes
the first coder's. How often a pole was marked, and on which words, makes no dispute.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import msgspec

from framing.coding.codebook import Codebook
from framing.coding.gold import ADJUDICATED
from framing.coding.revisions import Mark, Revision


class Said(msgspec.Struct, frozen=True):
    """What one coder marked on the axis of a dispute; no marks: looked and found nothing."""

    coder: str
    marks: tuple[Mark, ...]

    @property
    def poles(self) -> frozenset[str]:
        """The poles found."""
        return frozenset(m.pole for m in self.marks)


class Dispute(msgspec.Struct, frozen=True):
    """An axis of an item that coders coded differently and the adjudicator has not settled."""

    item: str
    axis: str
    about: Literal["pole", "voice"]
    said: tuple[Said, ...]


class Looked(NamedTuple):
    """A coded revision, with the axes that its coder looked at."""

    revision: Revision
    axes: frozenset[str]


def disputes(items: Iterable[Sequence[Looked]], codebook: Codebook) -> list[Dispute]:
    """The disputes in the order of *items* (each: the latest codings of one item) and of the codebook's axes."""
    found = []
    for codings in items:
        settled = frozenset[str]().union(*(c.axes for c in codings if c.revision.coder == ADJUDICATED))
        for axis in codebook.axes:
            if axis.id in settled:
                continue
            said = tuple(
                Said(c.revision.coder, tuple(m for m in c.revision.marks if m.axis == axis.id))
                for c in codings
                if axis.id in c.axes
            )
            if len({s.poles for s in said}) > 1:
                found.append(Dispute(codings[0].revision.item, axis.id, "pole", said))
            elif len({frozenset((m.pole, m.voice) for m in s.marks) for s in said}) > 1:
                found.append(Dispute(codings[0].revision.item, axis.id, "voice", said))
    return found
