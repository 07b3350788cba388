"""An evaluation as one HTML file: the four rows, every wording, plots, probes, the human ceiling. Nothing is calculated here."""

from __future__ import annotations

from typing import Any, NamedTuple

from framing.learning.evaluation import Evaluation, Scheme
from framing.learning.model_folder import Model
from framing.report.evaluation_charts import curve_chart, pole_chart, reliability_chart, risk_chart
from framing.report.rendering import environment, render
from framing.report.summary import axis_texts


class SchemeView(NamedTuple):
    """One scheme with its plots."""

    scheme: Scheme
    poles: tuple[str, str]
    """Wide, and narrow for a phone."""
    reliability: str
    risk: str


def evaluation_page(found: Evaluation, model: Model) -> str:
    """The page of an evaluation of *model*.

    Raises :class:`~framing.errors.MissingExtra` without Jinja2, Altair and vl-convert.
    """
    return render("evaluation.html", **evaluation_values(found, model))


def evaluation_values(found: Evaluation, model: Model) -> dict[str, Any]:
    """What ``evaluation.html`` and the part of it that other pages hold, ``evaluation_body.html``, are filled with."""
    environment()
    axes = axis_texts(model)
    poles = {(a.id, p.id): p.name for a in axes for p in a.poles}
    labels = {(a.id, p.id): f"{a.name}: {p.name}" for a in axes for p in a.poles}
    views = [
        SchemeView(
            s,
            (pole_chart(s, labels), pole_chart(s, labels, narrow=True)),
            reliability_chart(s),
            risk_chart(s),
        )
        for s in reversed(found.schemes)
    ]
    curve = curve_chart(found.learning_curve, found.ceiling) if found.learning_curve else ""
    return {
        "e": found,
        "views": views,
        "curve": curve,
        "poles": poles,
        "names": {a.id: a.name for a in axes},
        "manifest": model.manifest,
        "model_sha256": model.sha256,
        "provenance": model.manifest.versions,
    }
