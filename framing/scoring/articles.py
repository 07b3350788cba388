"""The score of an article: mentions by axis, pole and voice; share; salience; the codings behind them.

    share      mentions of the second pole / mentions of both poles, 0–1, per voice; None without a mention
    interval   Wilson score interval (.95) of that share, as if mentions were independent; None without a mention
    salience   own-voice mentions of both poles per 1,000 words of the article

The interval says how little a handful of mentions carries. It does not cover errors of the classifier; comparisons between
outlets use other intervals (:mod:`framing.comparison`). Source of the formula: Wilson (1927).
"""

from __future__ import annotations

from collections import Counter
from math import sqrt

import msgspec

from framing.learning.model_folder import Model
from framing.scoring.codings import Coded, code_document
from framing.text.segments import Document, document
from framing.text.tokens import CLAUSE_MARKS
from framing.units import COUNTED_VOICES, Article, Coding, Line, Sentence, Voice

_Z = 1.959963984540054


class VoiceScore(msgspec.Struct, frozen=True):
    """Mentions per pole in one voice, with the share of the second pole."""

    mentions: dict[str, int]
    share: float | None
    interval: tuple[float, float] | None

    @property
    def n(self) -> int:
        """Mentions of both poles."""
        return sum(self.mentions.values())


class AxisScore(msgspec.Struct, frozen=True):
    """An axis in one article."""

    salience: float
    own: VoiceScore
    reported: VoiceScore
    quoted: VoiceScore

    def voice(self, voice: Voice) -> VoiceScore:
        """The score in that voice; KeyError for scare quotes, which count for neither pole."""
        return {"own": self.own, "reported": self.reported, "quoted": self.quoted}[voice]


class ArticleScore(msgspec.Struct, frozen=True, omit_defaults=True):
    """The score of one article, with everything that it can be traced to."""

    id: str
    outlet: str
    date: str
    title: str
    words: int
    sentences: int
    axes: dict[str, AxisScore]
    codings: tuple[Coding, ...]
    event: str = ""
    url: str = ""
    no_features: bool = False
    warnings: tuple[str, ...] = ()


class ScoredArticle(msgspec.Struct, frozen=True):
    """A score with the article, its sentences and its lines, for reports that show the text."""

    article: Article
    score: ArticleScore
    sentences: tuple[Sentence, ...]
    lines: tuple[Line, ...]


def score_article(model: Model, article: Article) -> ScoredArticle:
    """Cut, code and count one article."""
    cut = document(article.text)
    coded = code_document(model, cut)
    words = sum(1 for u in cut.units for t in u.tokens if t.form not in CLAUSE_MARKS)
    score = ArticleScore(
        id=article.id, outlet=article.outlet, date=article.date, title=article.title or _headline(coded),
        words=words, sentences=len(coded.sentences),
        axes={a.id: _axis(model, a.id, coded, words) for a in model.codebook.axes},
        codings=coded.codings, event=article.event, url=article.url, no_features=coded.no_features,
        warnings=(*cut.warnings, *(() if cut.units else ("every line was dropped as not part of the article",))),
    )  # fmt: skip
    return ScoredArticle(article, score, coded.sentences, _original_lines(cut))


def _headline(coded: Coded) -> str:
    return coded.sentences[0].text if coded.sentences and coded.sentences[0].headline else ""


def _original_lines(cut: Document) -> tuple[Line, ...]:
    spans = [(cut.canonical.original(line.start, line.end), line.dropped) for line in cut.lines]
    return tuple(Line(start, end, dropped) for (start, end), dropped in spans)


def _axis(model: Model, axis: str, coded: Coded, words: int) -> AxisScore:
    poles = [p.id for p in model.codebook.axis(axis).poles]
    counts = Counter((c.voice, c.pole) for c in coded.codings if c.axis == axis)
    voices = {v: voice_score(poles, [counts[v, p] for p in poles]) for v in COUNTED_VOICES}
    own = voices["own"].n
    return AxisScore(
        1000 * own / words if words else 0.0, voices["own"], voices["reported"], voices["quoted"]
    )


def voice_score(poles: list[str], counts: list[int]) -> VoiceScore:
    """Mentions, share and interval from the counts of the two poles.

    >>> voice_score(["a", "b"], [1, 3]).share
    0.75
    >>> voice_score(["a", "b"], [0, 0]).share is None
    True
    """
    n = sum(counts)
    mentions = dict(zip(poles, counts, strict=True))
    return (
        VoiceScore(mentions, counts[1] / n, wilson(counts[1], n)) if n else VoiceScore(mentions, None, None)
    )


def wilson(successes: int, n: int) -> tuple[float, float]:
    """The Wilson score interval (.95) of *successes* out of *n* ≥ 1.

    >>> [round(x, 3) for x in wilson(0, 10)]
    [0.0, 0.278]
    """
    p = successes / n
    centre = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
    return max(0.0, centre - half), min(1.0, centre + half)
