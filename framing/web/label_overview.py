"""How coding goes: progress, agreement, sentences on which coders differ, and the label file."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from framing.coding.agreement import Agreement, agreements
from framing.coding.codebook import Codebook
from framing.coding.gold import ADJUDICATED, coders_view
from framing.coding.labels import Label
from framing.web.api import Call, Content
from framing.web.label_coding import independent, standing, waiting_for
from framing.web.label_records import (
    AxisAgreement,
    Coders,
    CoderSaid,
    Disputed,
    DisputedAxis,
    DisputedSentence,
    Exported,
    key,
)
from framing.web.workbench import Workbench

ENOUGH_COMPARED = 30
"""Sentences (for voice: marks) compared, below which the page says that agreement cannot be told."""
ENOUGH_FOUND = 10
"""Sentences in which anybody found something on the axis, likewise."""


def coders(bench: Workbench, _: Call) -> Coders:
    """How far each coder is."""
    return Coders(len(bench.project.items()), standing(bench.project))


def agreement(bench: Workbench, _: Call) -> list[AxisAgreement]:
    """Agreement per axis, then on voice."""
    names = {a.id: a.name for a in bench.codebook.axes}
    labels = tuple(bench.project.labels())
    findings = with_a_finding(labels, bench.codebook)
    answer = []
    for a in _agreement(labels, bench.codebook):
        found = findings[a.what] if a.what in names else None
        too_few = a.n_units < ENOUGH_COMPARED or (found is not None and found < ENOUGH_FOUND)
        answer.append(
            AxisAgreement(
                a.what, names.get(a.what, "Voice"), a.alpha, a.interval, a.n_units, found, a.n_coders, too_few, a.reading, a.undefined
            )
        )  # fmt: skip
    return answer


def with_a_finding(labels: Iterable[Label], codebook: Codebook) -> Counter[str]:
    """For each axis how many of the sentences that two coders or more looked at hold a finding of any of them."""
    by_sentence: defaultdict[tuple[str, str, str], list[Label]] = defaultdict(list)
    for label in labels:
        if label.coder != ADJUDICATED:
            by_sentence[label.id, label.text, label.before].append(label)
    found: Counter[str] = Counter()
    for rows in by_sentence.values():
        views = coders_view(rows, codebook).values()
        looked = Counter(axis for axes, _ in views for axis in axes)
        found.update(axis for axis in {m.axis for _, mentions in views for m in mentions} if looked[axis] > 1)
    return found


@lru_cache(maxsize=2)
def _agreement(labels: tuple[Label, ...], codebook: Codebook) -> list[Agreement]:
    """What :meth:`Project.agreement` gives; its intervals take seconds, and the codings are often still the same."""
    return agreements(labels, codebook)


def disputed(bench: Workbench, _: Call) -> Disputed:
    """Where coders differ, as far as it may be read without telling a coder what others said of a sentence still before them."""
    project = bench.project
    items = {i.id: i for i in project.items()}
    waiting: Counter[str] = Counter()
    shown: list[DisputedSentence] = []
    hidden = 0
    names = independent(project)
    for id, group in groupby(project.disputes(), key=lambda d: d.item):
        late = waiting_for(project, id, names)
        waiting.update(late)
        hidden += bool(late)
        if not late:
            axes = tuple(
                DisputedAxis(d.axis, d.about, tuple(CoderSaid(s.coder, s.marks) for s in d.said))
                for d in group
            )
            shown.append(DisputedSentence(key(id), items[id].text, items[id].before, axes))
    return Disputed(tuple(shown), hidden, tuple(sorted(waiting)))


def export(bench: Workbench, _: Call) -> Exported:
    """Write the label file of the project."""
    rows = bench.project.export(bench.export_path)
    return Exported(str(bench.export_path), rows)


def codings_csv(bench: Workbench, _: Call) -> Content:
    """The label file as a download; the project's own is left as it is."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / bench.export_path.name
        bench.project.export(path)
        return Content(path.read_bytes(), "text/csv; charset=utf-8", path.name)
