"""The scores of a corpus as arrays: what estimates, contrasts and the course over time are all computed from."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from framing.coding.codebook import Codebook
from framing.comparison.hand_coded import HandCoded
from framing.scoring.articles import ArticleScore
from framing.units import COUNTED_VOICES, Voice

Ints = NDArray[np.int64]


class Counted(msgspec.Struct, frozen=True):
    """Mentions of every article. ``outlet``, ``words``: shape (articles,); ``mentions``: (articles, axes, voices, 2 poles).

    Outlets are in alphabetical order and ``outlet`` is an index into them; an article without an outlet is one of its own id.
    """

    outlets: tuple[str, ...]
    axes: tuple[str, ...]
    ids: tuple[str, ...]
    outlet: Ints
    words: Ints
    mentions: Ints

    def of(self, outlet: int) -> Ints:
        """The articles of an outlet, as indices."""
        return np.flatnonzero(self.outlet == outlet)

    def voice(self, axis: int, voice: Voice) -> Ints:
        """Mentions of the first and of the second pole in one voice, shape (articles, 2)."""
        return self.mentions[:, axis, COUNTED_VOICES.index(voice)]


def count(scores: Sequence[ArticleScore], codebook: Codebook) -> Counted:
    """The counts of scored articles, in the order given."""
    names = [s.outlet or s.id for s in scores]
    outlets = sorted(set(names))
    index = {name: i for i, name in enumerate(outlets)}
    axes = tuple(a.id for a in codebook.axes)
    poles = [(a.id, a.poles[0].id, a.poles[1].id) for a in codebook.axes]
    scored = ((s.axes[axis], first, second) for s in scores for axis, first, second in poles)
    voices = ((x, p, q) for score, p, q in scored for x in (score.own, score.reported, score.quoted))
    mentions = np.fromiter((x.mentions[p] for x, *both in voices for p in both), dtype=np.int64)
    return Counted(
        tuple(outlets),
        axes,
        tuple(s.id for s in scores),
        np.array([index[n] for n in names], dtype=np.int64),
        np.array([s.words for s in scores], dtype=np.int64),
        mentions.reshape(len(scores), len(axes), len(COUNTED_VOICES), 2),
    )


def by_hand_or_counted(counted: Counted, axis: int, by_hand: HandCoded) -> tuple[Ints, NDArray[np.bool_]]:
    """Own-voice mentions by hand where an article was coded, else as the classifier counts; and which are by hand.

    Shapes (articles, 2), first and second pole, and (articles,).
    """
    own = counted.voice(axis, "own").copy()
    coded = np.zeros(len(own), dtype=bool)
    name = counted.axes[axis]
    if by_hand:
        for i, article in enumerate(counted.ids):
            hand = by_hand.get(article, {}).get(name)
            if hand is not None:
                own[i] = hand[1] - hand[0], hand[0]
                coded[i] = True
    return own, coded
