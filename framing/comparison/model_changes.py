"""What another model changes: figures of the evaluation, own-voice counts of outlets and articles, and each coding with its terms.

Codings of the two models are the same one when sentence, axis, pole and voice are the same and their words overlap.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

import msgspec

from framing.comparison.estimates import by_outlet
from framing.learning.evaluation import MODEL, Evaluation
from framing.learning.model_folder import Model
from framing.scoring.articles import ArticleScore, ScoredArticle, score_article
from framing.scoring.considered import Considered, considered
from framing.text.segments import document
from framing.units import Article, Coding, Voice

TERMS_KEPT = 5
Axes = Mapping[str, tuple[str, str]]
"""Axis → its poles, of the axes that both models have."""


class FigureChange(msgspec.Struct, frozen=True):
    """One F1 (0–1) of one scheme: macro (``pole`` empty) or of a pole; None where a model has none."""

    scheme: str
    axis: str
    pole: str
    old: float | None
    new: float | None


class CountChange(msgspec.Struct, frozen=True):
    """Own-voice mentions of both poles of an axis, in an article or over an outlet (``article`` empty)."""

    outlet: str
    article: str
    axis: str
    old: tuple[int, int]
    new: tuple[int, int]


class TermChange(msgspec.Struct, frozen=True):
    """What a term adds to a decision (log-odds) in each model; 0 where a model does not know it."""

    term: str
    old: float
    new: float


class CodingChange(msgspec.Struct, frozen=True):
    """A coding that only one of the models makes, the probability (0–1) of each, and the terms that differ most.

    A probability is None where the model does not consider the place at all.
    """

    outlet: str
    article: str
    sentence: str
    words: str
    axis: str
    pole: str
    voice: Voice
    appeared: bool
    old: float | None
    new: float | None
    terms: tuple[TermChange, ...]


class ModelChanges(msgspec.Struct, frozen=True):
    """Everything that differs between two models, and how much there was to differ in."""

    old: str
    new: str
    added_axes: tuple[str, ...]
    removed_axes: tuple[str, ...]
    n_articles: int
    n_codings: tuple[int, int]
    figures: tuple[FigureChange, ...]
    outlets: tuple[CountChange, ...]
    articles: tuple[CountChange, ...]
    codings: tuple[CodingChange, ...]


def model_changes(old: Model, new: Model, articles: Iterable[Article] = ()) -> ModelChanges:
    """Compare two models, on *articles* where there are any.

    Axes that only one of them has are named and their codings not compared; so are those that have other poles. Figures
    stand for every pole that a model has.
    """
    axes = {
        a.id: (a.poles[0].id, a.poles[1].id)
        for a in new.codebook.axes
        if a.id in old.codebook and {p.id for p in a.poles} == {p.id for p in old.codebook.axis(a.id).poles}
    }
    scored = [(score_article(old, a), score_article(new, a)) for a in articles]
    codings = [c for before, after in scored for c in _codings(old, new, before, after, axes)]
    return ModelChanges(
        old=old.manifest.name, new=new.manifest.name,
        added_axes=tuple(a.id for a in new.codebook.axes if a.id not in axes),
        removed_axes=tuple(a.id for a in old.codebook.axes if a.id not in axes),
        n_articles=len(scored),
        n_codings=(sum(_n(a, axes) for a, _ in scored), sum(_n(b, axes) for _, b in scored)),
        figures=tuple(_figures(old.evaluation, new.evaluation)),
        outlets=tuple(_outlets([(a.score, b.score) for a, b in scored], axes)),
        articles=tuple(_articles([(a.score, b.score) for a, b in scored], axes)), codings=tuple(codings),
    )  # fmt: skip


def _figures(old: Evaluation | None, new: Evaluation | None) -> list[FigureChange]:
    tables = [_table(old), _table(new)]
    keys = dict.fromkeys([*tables[1], *tables[0]])
    return [FigureChange(*k, tables[0].get(k), tables[1].get(k)) for k in keys]


def _table(evaluation: Evaluation | None) -> dict[tuple[str, str, str], float]:
    found = {}
    for s in evaluation.schemes if evaluation else ():
        found[s.name, "", ""] = s.row(MODEL).macro_f1["any"]
        for p in s.poles:
            found[s.name, p.axis, p.pole] = p.f1
    return found


def _n(scored: ScoredArticle, axes: Container[str]) -> int:
    return sum(c.axis in axes for c in scored.score.codings)


def _outlets(scores: Sequence[tuple[ArticleScore, ArticleScore]], axes: Axes) -> list[CountChange]:
    before, after = (by_outlet([pair[k] for pair in scores]) for k in (0, 1))
    pairs = [
        CountChange(
            outlet, "", axis, _counts(before[outlet], axis, poles), _counts(after[outlet], axis, poles)
        )
        for outlet in before
        for axis, poles in axes.items()
    ]
    return [c for c in pairs if c.old != c.new]


def _articles(scores: Sequence[tuple[ArticleScore, ArticleScore]], axes: Axes) -> list[CountChange]:
    pairs = [
        CountChange(a.outlet, a.id, axis, _counts([a], axis, poles), _counts([b], axis, poles))
        for a, b in scores
        for axis, poles in axes.items()
    ]
    return [c for c in pairs if c.old != c.new]


def _counts(scores: Sequence[ArticleScore], axis: str, poles: tuple[str, str]) -> tuple[int, int]:
    """Own-voice mentions by the name of the pole: the other codebook may have them in another order."""
    first, second = (sum(s.axes[axis].own.mentions[p] for s in scores) for p in poles)
    return first, second


def _codings(
    old: Model, new: Model, before: ScoredArticle, after: ScoredArticle, axes: Container[str]
) -> list[CodingChange]:
    mine, yours = ([c for c in s.score.codings if c.axis in axes] for s in (before, after))
    lost = [c for c in mine if not any(_same(c, d) for d in yours)]
    won = [c for c in yours if not any(_same(c, d) for d in mine)]
    if not lost and not won:
        return []
    cut = document(after.article.text)
    seen = considered(old, cut), considered(new, cut)
    ordered = sorted(lost + won, key=lambda c: (c.mention, c.axis, c.pole))
    return [_change(after, c, c in won, seen) for c in ordered]


def _same(a: Coding, b: Coding) -> bool:
    overlap = a.mention[0] < b.mention[1] and b.mention[0] < a.mention[1]
    return (a.sentence, a.axis, a.pole, a.voice) == (b.sentence, b.axis, b.pole, b.voice) and overlap


def _change(
    article: ScoredArticle,
    c: Coding,
    appeared: bool,
    seen: tuple[Sequence[Considered], Sequence[Considered]],
) -> CodingChange:
    old, new = (_at(c, places) for places in seen)
    terms = dict.fromkeys([*(old.contributions if old else ()), *(new.contributions if new else ())])
    weights = [
        TermChange(
            t, old.contributions.get(t, 0.0) if old else 0.0, new.contributions.get(t, 0.0) if new else 0.0
        )
        for t in terms
    ]
    weights.sort(key=lambda t: (-abs(t.new - t.old), t.term))
    return CodingChange(
        article.score.outlet, article.score.id, article.sentences[c.sentence].text,
        article.article.text[c.mention[0] : c.mention[1]], c.axis, c.pole, c.voice, appeared,
        old.probability if old else None, new.probability if new else None, tuple(weights[:TERMS_KEPT]),
    )  # fmt: skip


def _at(c: Coding, places: Sequence[Considered]) -> Considered | None:
    """The most probable candidate of that pole inside the words of a coding."""
    inside = [
        p for p in places
        if (p.sentence, p.axis, p.pole) == (c.sentence, c.axis, c.pole) and p.start < c.mention[1] and c.mention[0] < p.end
    ]  # fmt: skip
    return max(inside, key=lambda p: p.probability, default=None)
