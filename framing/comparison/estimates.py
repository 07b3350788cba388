"""Share and salience per outlet, axis and voice, each with its n.

    share      mean over articles with at least one mention of (mentions of the second pole / mentions of both), 0–1
    pooled     mentions of the second pole / mentions of both, over all articles, 0–1
    salience   mentions of both poles per 1,000 words; articles without a mention count

Without a mention the share is missing with n = 0: never 0, never 0.5.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import msgspec

from framing.coding.codebook import Axis, Codebook
from framing.comparison.correction import CorrectedShare, corrected_share
from framing.comparison.counts import Ints, count
from framing.comparison.hand_coded import HandCoded
from framing.comparison.intervals import estimate_share
from framing.scoring.articles import ArticleScore
from framing.units import COUNTED_VOICES, Voice


class OutletEstimate(msgspec.Struct, frozen=True):
    """One outlet on one axis in one voice."""

    outlet: str
    axis: str
    voice: Voice
    n_articles: int
    """Articles with at least one mention."""
    n_mentions: int
    share: float | None
    interval: tuple[float, float] | None
    salience: float
    pooled: float | None
    mentions: dict[str, int]
    articles: int
    words: int
    interval_method: str = ""
    check: tuple[float, float] | None = None
    """The Korn–Graubard interval of the pooled share, as a cross-check."""
    corrected: CorrectedShare | None = None
    """The pooled share in own voice, corrected by hand codings of a sample of the outlet's articles, where there are any."""


def by_outlet(scores: Sequence[ArticleScore]) -> dict[str, list[ArticleScore]]:
    """Scores grouped by outlet, outlets in alphabetical order. An article without an outlet is an outlet of its own id."""
    groups: dict[str, list[ArticleScore]] = defaultdict(list)
    for s in scores:
        groups[s.outlet or s.id].append(s)
    return dict(sorted(groups.items()))


def estimates(
    scores: Sequence[ArticleScore], codebook: Codebook, by_hand: HandCoded | None = None
) -> list[OutletEstimate]:
    """Every outlet × axis × counted voice, in that order; *by_hand* corrects own voice."""
    counted = count(scores, codebook)
    rows = []
    for o, outlet in enumerate(counted.outlets):
        mine = counted.of(o)
        coded = [(by_hand or {}).get(counted.ids[i], {}) for i in mine]
        words = int(counted.words[mine].sum())
        for k, axis in enumerate(codebook.axes):
            for voice in COUNTED_VOICES:
                mentions = counted.voice(k, voice)[mine]
                corrected = _corrected(mentions, [c.get(axis.id) for c in coded]) if voice == "own" else None
                rows.append(_estimate(outlet, axis, voice, mentions, words, corrected))
    return rows


def _estimate(
    outlet: str, axis: Axis, voice: Voice, mentions: Ints, words: int, corrected: CorrectedShare | None
) -> OutletEstimate:
    both = mentions.sum(axis=1)
    found = estimate_share(mentions[:, 1], both)
    poles = dict(zip((p.id for p in axis.poles), mentions.sum(axis=0).tolist(), strict=True))
    return OutletEstimate(
        outlet, axis.id, voice, found.n_articles, found.n_mentions, found.share,
        (found.interval.low, found.interval.high) if found.interval else None,
        1000 * found.n_mentions / words if words else 0.0, found.pooled, poles, len(mentions), words,
        found.interval.method if found.interval else "",
        (found.check.low, found.check.high) if found.check else None,
        corrected,
    )  # fmt: skip


def _corrected(mentions: Ints, coded: Sequence[tuple[int, int] | None]) -> CorrectedShare | None:
    if all(c is None for c in coded):
        return None
    return corrected_share([(b, a + b) for a, b in mentions.tolist()], coded)
