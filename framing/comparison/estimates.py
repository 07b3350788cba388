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

from framing.coding.codebook import Codebook
from framing.comparison.correction import CorrectedShare, corrected_share
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
    return [
        _estimate(outlet, mine, axis.id, (axis.poles[0].id, axis.poles[1].id), voice, by_hand or {})
        for outlet, mine in by_outlet(scores).items()
        for axis in codebook.axes
        for voice in COUNTED_VOICES
    ]


def pole_counts(score: ArticleScore, axis: str, voice: Voice) -> tuple[int, int]:
    """Mentions of the first and of the second pole in one article."""
    first, second = score.axes[axis].voice(voice).mentions.values()
    return first, second


def _estimate(
    outlet: str,
    scores: Sequence[ArticleScore],
    axis: str,
    poles: tuple[str, str],
    voice: Voice,
    by_hand: HandCoded,
) -> OutletEstimate:
    counts = [pole_counts(s, axis, voice) for s in scores]
    found = estimate_share([b for _, b in counts], [a + b for a, b in counts])
    words = sum(s.words for s in scores)
    return OutletEstimate(
        outlet, axis, voice, found.n_articles, found.n_mentions, found.share,
        (found.interval.low, found.interval.high) if found.interval else None,
        1000 * found.n_mentions / words if words else 0.0, found.pooled,
        {poles[0]: sum(a for a, _ in counts), poles[1]: sum(b for _, b in counts)}, len(scores), words,
        found.interval.method if found.interval else "",
        (found.check.low, found.check.high) if found.check else None,
        _corrected(scores, counts, axis, by_hand) if voice == "own" else None,
    )  # fmt: skip


def _corrected(
    scores: Sequence[ArticleScore], counts: Sequence[tuple[int, int]], axis: str, by_hand: HandCoded
) -> CorrectedShare | None:
    coded = [by_hand.get(s.id, {}).get(axis) for s in scores]
    return (
        corrected_share([(b, a + b) for a, b in counts], coded) if any(c is not None for c in coded) else None
    )
