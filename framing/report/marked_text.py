"""A sentence cut into pieces: which words are marked, and in whose voice they stand."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from framing.report.summary import Marked
from framing.units import Voice


class Piece(NamedTuple):
    """A run of text that is shown alike: its voice, whether it is marked, and the codings that end with it.

    ``voice`` is None in an evidence sentence outside the segment that was coded. ``unsure``: every coding that marks it is more
    likely wrong than right.
    """

    text: str
    voice: Voice | None
    marked: bool
    ends: tuple[int, ...] = ()
    unsure: bool = False


def sentence_pieces(m: Marked) -> list[Piece]:
    """An evidence sentence cut at its segment and at its marked words.

    >>> m = Marked("O", "1", "", "", "a", "p", "own", "The army hit it", 4, 8, (0, 8), 0.9, ())
    >>> [(p.text, p.voice, p.marked) for p in sentence_pieces(m)]
    [('The ', 'own', False), ('army', 'own', True), (' hit it', None, False)]
    """
    n = len(m.text)
    start, end = _within(m.start, m.end, n)
    low, high = _within(m.segment[0], m.segment[1], n)
    cuts = sorted({0, start, end, low, high, n})
    return [
        Piece(m.text[a:b], m.voice if low <= a < high else None, start <= a < end) for a, b in pairwise(cuts)
    ]


def _within(start: int, end: int, n: int) -> tuple[int, int]:
    low = min(max(start, 0), n)
    return low, min(max(end, low), n)
