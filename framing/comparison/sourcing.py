"""Voice profile: whom an outlet quotes or reports on which pole, and whether its share hangs on the voice that is counted.

Speakers are those of :func:`framing.learning.speakers.credited`: by rule, from the sentence alone. They describe sourcing; no test
and no verdict is made of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from framing.coding.codebook import Codebook
from framing.comparison.counts import Counted
from framing.scoring.articles import ArticleScore
from framing.scoring.codings import SPOKEN
from framing.units import Voice

HALF = 0.5


class Sourced(msgspec.Struct, frozen=True):
    """Mentions of both poles in the words of one speaker: an actor, ``other``, or empty where the sentence names nobody."""

    voice: Voice
    speaker: str
    mentions: dict[str, int]


class VoiceProfile(msgspec.Struct, frozen=True):
    """One outlet on one axis. Shares are pooled, 0–1; None without a mention.

    ``voice_sensitive``: the share lies on the other side of one half when reported speech, or all voices, are counted as well.
    """

    outlet: str
    axis: str
    own: float | None
    with_reported: float | None
    all_voices: float | None
    voice_sensitive: bool
    sources: tuple[Sourced, ...]


def voice_profiles(
    scores: Sequence[ArticleScore], counted: Counted, codebook: Codebook
) -> list[VoiceProfile]:
    """The profiles of every outlet × axis with a mention in any voice; sources with most mentions first."""
    said: dict[tuple[int, str], Counter[tuple[Voice, str, str]]] = {}
    for s, outlet in zip(scores, counted.outlet.tolist(), strict=True):
        for c in s.codings:
            if c.voice in SPOKEN:
                said.setdefault((outlet, c.axis), Counter())[c.voice, c.speaker, c.pole] += 1
    rows = []
    for o, outlet in enumerate(counted.outlets):
        mine = counted.of(o)
        for k, axis in enumerate(codebook.axes):
            by_voice = counted.mentions[mine, k].sum(axis=0)  # (voices, 2)
            if not by_voice.any():
                continue
            own, wider, everything = (_share(by_voice[:n].sum(axis=0).tolist()) for n in (1, 2, 3))
            turned = [x for x in (wider, everything) if x is not None and own is not None]
            rows.append(
                VoiceProfile(
                    outlet, axis.id, own, wider, everything,
                    own is not None and any((own - HALF) * (x - HALF) < 0 for x in turned),
                    _sources(said.get((o, axis.id), Counter()), [p.id for p in axis.poles]),
                )
            )  # fmt: skip
    return rows


def _share(mentions: Sequence[int]) -> float | None:
    first, second = mentions
    return second / (first + second) if first + second else None


def _sources(said: Counter[tuple[Voice, str, str]], poles: Sequence[str]) -> tuple[Sourced, ...]:
    speakers = {(voice, speaker) for voice, speaker, _ in said}
    rows = [Sourced(v, s, {p: said[v, s, p] for p in poles}) for v, s in speakers]
    return tuple(sorted(rows, key=lambda r: (-sum(r.mentions.values()), r.voice, r.speaker)))
