"""Hand codings of whole articles: what a person counted in each, on every axis that he looked at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from framing.coding.codebook import Codebook
from framing.coding.gold import GoldSentence
from framing.errors import DataError, LabelsError
from framing.scoring.articles import ArticleScore

Counts = tuple[int, int]
"""Own-voice mentions of the second pole, and of both."""
HandCoded = dict[str, dict[str, Counts]]
"""Article id → axis → counts."""


def hand_coded(gold: Sequence[GoldSentence], scores: Sequence[ArticleScore], codebook: Codebook) -> HandCoded:
    """The counts of every article that label rows name as their ``source``.

    Raises :class:`~framing.errors.LabelsError` where a source is no article of the corpus, where its id belongs to several,
    and where some sentences of an article were coded on an axis and others were not.
    """
    ids = Counter(s.id for s in scores)
    sentences = {s.id: s.sentences for s in scores}
    by_article: dict[str, list[GoldSentence]] = defaultdict(list)
    for g in gold:
        by_article[g.source].append(g)
    defects: list[DataError] = []
    found: HandCoded = {}
    for article, coded in by_article.items():
        if ids[article] != 1:
            reason = (
                "no article of the corpus has this id"
                if not ids[article]
                else f"{ids[article]} articles have it"
            )
            defects.append(DataError("gold", None, f'source "{article}": {reason}'))
            continue
        found[article] = {}
        for axis in codebook.axes:
            looked = [g for g in coded if axis.id in g.looked_at]
            if not looked:
                continue
            if len(looked) < sentences[article]:
                reason = f'"{article}": {len(looked)} of {sentences[article]} sentences are coded on {axis.id}; code the rest, or none'
                defects.append(DataError("gold", None, reason))
                continue
            poles = Counter(
                m.pole
                for g in looked
                for m in g.mentions
                if m.axis == axis.id and (m.voice or "own") == "own"
            )
            second = poles[axis.poles[1].id]
            found[article][axis.id] = (second, second + poles[axis.poles[0].id])
    if defects:
        raise LabelsError(defects)
    return found
