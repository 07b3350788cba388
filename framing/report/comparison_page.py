"""The report of a comparison as one HTML file. Nothing is calculated here: figures are looked up, grouped and written out."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

from framing.comparison.contrasts import Pair
from framing.comparison.estimates import OutletEstimate
from framing.report.charts import axis_chart
from framing.report.rendering import environment, render
from framing.report.summary import AxisText, Marked, Summary
from framing.units import VOICES, Voice

FOLD_OVER = 12
"""Outlets from which the list of what was compared is folded."""


def comparison_page(summary: Summary) -> str:
    """The report of a comparison as one HTML file.

    Raises :class:`~framing.errors.MissingExtra` without Jinja2, Altair and vl-convert.
    """
    environment()
    names = {a.id: a.name for a in summary.axes}
    anchors = {a.id: f"axis-{i}" for i, a in enumerate(summary.axes, 1)}
    return render(
        "comparison.html",
        s=summary,
        axes=_axis_views(summary),
        names=names,
        anchors=anchors,
        apart=[p for p in summary.pairs if p.verdict.startswith("distinguishable")],
        poles={(a.id, p.id): p.name for a in summary.axes for p in a.poles},
        methods=sorted({e.interval_method for e in summary.outlets if e.voice == "own"} - {""}),
        folded=len(summary.corpus) > FOLD_OVER,
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
    """Everything that the section of an axis shows; without a mention in own voice there are no ``charts``."""

    axis: AxisText
    charts: list[str]
    rows: list[OutletRow]
    evidence: list[tuple[str, int, list[Sentences]]]
    pairs: list[PairRow]
    verdicts: list[tuple[str, int]]
    common: list[str]


def _axis_views(summary: Summary) -> list[AxisView]:
    estimates: dict[tuple[str, str], dict[Voice, OutletEstimate]] = defaultdict(dict)
    for e in summary.outlets:
        estimates[e.axis, e.outlet][e.voice] = e
    evidence: dict[tuple[str, str, Voice], list[Marked]] = defaultdict(list)
    for m in summary.evidence:
        evidence[m.axis, m.outlet, m.voice].append(m)
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for p in summary.pairs:
        pairs[p.axis].append(p)
    outlets = sorted(o.outlet for o in summary.corpus)
    views = []
    for axis in summary.axes:
        rows = [OutletRow(o, estimates[axis.id, o]) for o in outlets if (axis.id, o) in estimates]
        shown = []
        for row in rows:
            voices = [
                Sentences(v, row.voices[v].n_mentions if v in row.voices else None, evidence[axis.id, row.outlet, v])
                for v in VOICES
                if evidence[axis.id, row.outlet, v]
            ]  # fmt: skip
            if voices:
                shown.append((row.outlet, sum(len(v.shown) for v in voices), voices))
        mentioned = any(r.voices["own"].share is not None for r in rows)
        charts = [axis_chart(summary, axis.id, narrow=n) for n in (False, True)] if mentioned else []
        mine = pairs[axis.id]
        common = [r for r in summary.rules if mine and all(r in p.refusals for p in mine)]
        views.append(
            AxisView(
                axis, charts, rows, shown,
                [PairRow(p, [summary.rules.get(r, r) for r in p.refusals if r not in common]) for p in mine],
                sorted(Counter(p.verdict for p in mine).items()), [summary.rules[r] for r in common],
            )
        )  # fmt: skip
    return views
