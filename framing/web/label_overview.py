"""How coding goes: progress, agreement, sentences on which coders differ, and the label file."""

from __future__ import annotations

import tempfile
from collections import Counter
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from framing.coding.agreement import Agreement, agreements
from framing.coding.codebook import Codebook
from framing.coding.gold import ADJUDICATED
from framing.coding.labels import Label
from framing.coding.project import Item, Project
from framing.web.api import Call, Content
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


def coders(bench: Workbench, _: Call) -> Coders:
    """How far each coder is."""
    return Coders(len(bench.project.items()), tuple(bench.project.progress()))


def agreement(bench: Workbench, _: Call) -> list[AxisAgreement]:
    """Agreement per axis, then on voice."""
    names = {a.id: a.name for a in bench.codebook.axes}
    return [
        AxisAgreement(a.what, names.get(a.what, "Voice"), a.alpha, a.interval, a.n_units, a.n_coders, a.reading, a.undefined)
        for a in _agreement(tuple(bench.project.labels()), bench.codebook)
    ]  # fmt: skip


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
    names = [p.coder for p in project.progress() if p.coder != ADJUDICATED and p.coded + p.skipped]
    for id, group in groupby(project.disputes(), key=lambda d: d.item):
        late = [c for c in names if _is_before(project, items[id], c)]
        waiting.update(late)
        hidden += bool(late)
        if not late:
            axes = tuple(
                DisputedAxis(d.axis, d.about, tuple(CoderSaid(s.coder, s.marks) for s in d.said))
                for d in group
            )
            shown.append(DisputedSentence(key(id), items[id].text, items[id].before, axes))
    return Disputed(tuple(shown), hidden, tuple(sorted(waiting)))


def _is_before(project: Project, item: Item, coder: str) -> bool:
    """Whether a coder has neither coded nor skipped an item."""
    latest = project.latest(item.id, coder)
    return latest is None or latest.state == "withdrawn"


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
