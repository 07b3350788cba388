"""The report of a comparison as one HTML file. Nothing is calculated here: figures are looked up, grouped, cut to what a reader
can take in, and written out. What is left out for length is in the JSON and the CSV, and the page says how much that is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from framing.comparison.contrasts import Pair
from framing.comparison.estimates import OutletEstimate
from framing.comparison.keyness import KeyWord
from framing.comparison.refusals import MIN_ARTICLES
from framing.comparison.sourcing import VoiceProfile
from framing.report.charts import axis_chart
from framing.report.course_chart import course_chart
from framing.report.rendering import environment, render
from framing.report.summary import AxisText, Marked, MatchedStory, StoryText, Summary
from framing.units import VOICES, Voice

FOLD_OVER = 12
"""Outlets from which long lists are folded."""
PAIRS_SHOWN = 60
"""Refused pairs listed for an axis; more of them are counted by their reasons."""
SENTENCES_SHOWN = 800
"""Evidence sentences on a page."""
MATCHED_SHOWN, MATCHED_PER_AXIS = 12, 3
STORIES_SHOWN = 30
SHORT_TEXTS = 60
"""Words of the median article under which a page says that it is about headlines and leads."""
WORDS_SHOWN, FEW_WORDS_SHOWN = 20, 6
"""Words for each outlet, of few and of many outlets."""
COURSES_SHOWN = 8
"""Outlets in one chart over time."""


def comparison_page(summary: Summary) -> str:
    """The report of a comparison as one HTML file.

    Raises :class:`~framing.errors.MissingExtra` without Jinja2, Altair and vl-convert.
    """
    environment()
    folded = len(summary.corpus) > FOLD_OVER
    matched = _matched(summary)
    words, hidden_words = _words(summary, FEW_WORDS_SHOWN if folded else WORDS_SHOWN)
    sources = _sources(summary)
    courses = course_charts(summary)
    parts = [
        "corpus", "findings", "reading", "contents", "axis", "pairs",
        *(["stories"] if summary.stories else []), *(["words"] if words else []), *(["sources"] if sources else []),
        *(["course"] if courses else []), "left_out", "model", "methods", "limits",
    ]  # fmt: skip
    return render(
        "comparison.html",
        s=summary,
        parts=parts,
        axes=_axis_views(summary),
        names={a.id: a.name for a in summary.axes},
        anchors={a.id: f"axis-{i}" for i, a in enumerate(summary.axes, 1)},
        apart=[p for p in summary.pairs if p.verdict.startswith("distinguishable")],
        poles={(a.id, p.id): p.name for a in summary.axes for p in a.poles},
        methods=sorted({e.interval_method for e in summary.outlets if e.voice == "own"} - {""}),
        folded=folded,
        short=SHORT_TEXTS,
        enough=MIN_ARTICLES,
        warnings=_warnings(summary),
        matched=matched,
        more_matched=len(summary.matched) - len(matched),
        listed_stories=_largest(summary.stories),
        keywords=words,
        hidden_words=hidden_words,
        background=summary.keywords[0].background if summary.keywords else "",
        sources=sources,
        courses=courses,
    )


class OutletRow(NamedTuple):
    """One outlet on one axis: its estimates by voice."""

    outlet: str
    voices: dict[Voice, OutletEstimate]


class Sentences(NamedTuple):
    """Evidence of one outlet on one axis in one voice; ``total`` mentions are counted, None where none are."""

    voice: Voice
    total: int | None
    shown: list[Marked]


class PairRow(NamedTuple):
    """A pair with the rules that refuse it beyond those that refuse every pair of its table."""

    pair: Pair
    more: list[str]


class AxisView(NamedTuple):
    """Everything that the section of an axis shows; without a mention in own voice there are no ``charts``.

    ``listed``: the outlets with figures, where there are many those with a mention in any voice; ``silent`` outlets are not
    drawn. ``pairs`` are listed; of ``unlisted`` pairs the ``reasons`` are counted. ``groups`` is None where there are too many.
    """

    axis: AxisText
    charts: list[str]
    rows: list[OutletRow]
    listed: list[OutletRow]
    silent: int
    groups: tuple[tuple[str, ...], ...] | None
    evidence: list[tuple[str, int, list[Sentences]]]
    pairs: list[PairRow]
    unlisted: int
    reasons: list[tuple[str, int]]
    verdicts: list[tuple[str, int]]
    testable: int
    doubtful: int
    """Pairs that no rule refuses; of these, those that the model's errors could account for."""
    common: list[str]


def _axis_views(summary: Summary) -> list[AxisView]:
    estimates: dict[tuple[str, str], dict[Voice, OutletEstimate]] = defaultdict(dict)
    for e in summary.outlets:
        estimates[e.axis, e.outlet][e.voice] = e
    evidence: dict[tuple[str, str, Voice], list[Marked]] = defaultdict(list)
    for m in _shown(summary.evidence):
        evidence[m.axis, m.outlet, m.voice].append(m)
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for p in summary.pairs:
        pairs[p.axis].append(p)
    groups = {g.axis: g.sets for g in summary.groups}
    outlets = sorted(o.outlet for o in summary.corpus)
    many = len(outlets) > FOLD_OVER
    views = []
    for axis in summary.axes:
        rows = [OutletRow(o, estimates[axis.id, o]) for o in outlets if (axis.id, o) in estimates]
        drawn = drawn_outlets([r.voices["own"] for r in rows])
        mentioned = any(r.voices["own"].share is not None for r in rows)
        mine = pairs[axis.id]
        kept = mine if len(mine) <= PAIRS_SHOWN else [p for p in mine if p.verdict != "refused"]
        reasons = Counter(r for p in mine for r in p.refusals) if len(kept) < len(mine) else Counter()
        common = [r for r in summary.rules if kept and all(r in p.refusals for p in kept)]
        views.append(
            AxisView(
                axis,
                [axis_chart(summary, axis.id, drawn, narrow=n) for n in (False, True)] if mentioned else [],
                rows,
                [r for r in rows if not many or any(e.n_mentions for e in r.voices.values())],
                len(rows) - len(drawn),
                groups.get(axis.id, ()),
                _evidence(rows, axis, evidence),
                [PairRow(p, [summary.rules.get(r, r) for r in p.refusals if r not in common]) for p in kept],
                len(mine) - len(kept),
                [(summary.rules.get(r, r), n) for r, n in reasons.most_common()],
                sorted(Counter(p.verdict for p in mine).items()),
                sum(p.verdict != "refused" for p in mine),
                sum(p.doubtful for p in mine),
                [summary.rules[r] for r in common],
            )
        )
    return views


def drawn_outlets(own: Sequence[OutletEstimate]) -> list[str]:
    """The outlets of a chart: all of a few; of many those with enough articles to compare, or if none has, those with a mention."""
    if len(own) <= FOLD_OVER:
        return [e.outlet for e in own]
    enough = [e.outlet for e in own if e.n_articles >= MIN_ARTICLES]
    return enough or [e.outlet for e in own if e.n_mentions]


def _warnings(summary: Summary) -> list[tuple[str, list[str]]]:
    """Reason → articles, rare reasons first."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for article, found in summary.warnings.items():
        for reason in found:
            by_reason[reason].append(article)
    return sorted(by_reason.items(), key=lambda item: (len(item[1]), item[0]))


def _evidence(
    rows: Sequence[OutletRow], axis: AxisText, evidence: dict[tuple[str, str, Voice], list[Marked]]
) -> list[tuple[str, int, list[Sentences]]]:
    shown = []
    for row in rows:
        voices = [
            Sentences(v, row.voices[v].n_mentions if v in row.voices else None, evidence[axis.id, row.outlet, v])
            for v in VOICES
            if evidence[axis.id, row.outlet, v]
        ]  # fmt: skip
        if voices:
            shown.append((row.outlet, sum(len(v.shown) for v in voices), voices))
    return shown


def _shown(evidence: Sequence[Marked]) -> list[Marked]:
    """At most :data:`SENTENCES_SHOWN`: one of each axis, outlet, voice and pole before a second of any, own voice first."""
    rank: Counter[tuple[str, str, str, str]] = Counter()
    order = []
    for i, m in enumerate(evidence):
        key = (m.axis, m.outlet, m.voice, m.pole)
        order.append((rank[key], VOICES.index(m.voice), i))
        rank[key] += 1
    return [evidence[i] for i in sorted(i for _, _, i in sorted(order)[:SENTENCES_SHOWN])]


def _matched(summary: Summary) -> list[MatchedStory]:
    """Stories that most outlets tell, of each axis a few."""
    taken: Counter[str] = Counter()
    kept: list[MatchedStory] = []
    for m in summary.matched:
        if taken[m.axis] < MATCHED_PER_AXIS and len(kept) < MATCHED_SHOWN:
            taken[m.axis] += 1
            kept.append(m)
    return kept


def _largest(stories: Sequence[StoryText]) -> list[StoryText]:
    return sorted(stories, key=lambda s: -len(s.articles))[:STORIES_SHOWN]


def _words(summary: Summary, most: int) -> tuple[list[tuple[str, list[KeyWord]]], int]:
    """For each outlet the words with the largest |z|, those that it uses more first; and how many rows are left out."""
    by_outlet: dict[str, list[KeyWord]] = defaultdict(list)
    for w in summary.keywords:
        by_outlet[w.outlet].append(w)
    shown = {o: sorted(rows, key=lambda w: -abs(w.z))[:most] for o, rows in by_outlet.items()}
    listed = [(o, sorted(rows, key=lambda w: -w.z)) for o, rows in shown.items()]
    return listed, len(summary.keywords) - sum(len(rows) for _, rows in listed)


def _sources(summary: Summary) -> list[tuple[AxisText, list[VoiceProfile]]]:
    """For each axis the outlets that quote or report somebody on it."""
    rows = [(a, [p for p in summary.profiles if p.axis == a.id and p.sources]) for a in summary.axes]
    return [(axis, profiles) for axis, profiles in rows if profiles]


class CourseView(NamedTuple):
    """One axis over time: the outlets in its chart, and how many have no room in it."""

    axis: AxisText
    chart: str
    shown: int
    more: int


def course_charts(summary: Summary) -> list[CourseView]:
    """The charts over time, for each axis with a mention; none where the corpus has fewer than two periods."""
    if summary.course is None:
        return []
    views = []
    for axis in summary.axes:
        mentions: Counter[str] = Counter()
        for p in summary.course.periods:
            if p.axis == axis.id:
                mentions[p.outlet] += p.n_mentions
        named = [o for o, n in mentions.items() if n]
        most = sorted(sorted(named), key=lambda o: -mentions[o])[:COURSES_SHOWN]
        if most:
            chart = course_chart(summary.course, axis, sorted(most))
            views.append(CourseView(axis, chart, len(most), len(named) - len(most)))
    return views
