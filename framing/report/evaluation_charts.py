"""The plots of an evaluation as SVG: F1 of each wording, reliability, risk and coverage, learning curve.

Drawn in ``currentColor`` like the charts of a report, so that they read in light and in dark; what is compared is told apart
by shape (dot, ring, line, dashes), never by colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from framing.errors import MissingExtra
from framing.learning.ceiling import Ceiling
from framing.learning.evaluation import Scheme
from framing.learning.learning_curve import CurvePoint
from framing.report.svg import clean, plain

_INK = "currentColor"
_SIZE = 12
_SQUARE = 300


def pole_chart(scheme: Scheme, names: Mapping[tuple[str, str], str], *, narrow: bool = False) -> str:
    """F1 of every wording with its interval (dot), beside that of the word list (ring); *narrow* is for a phone."""
    alt = _altair()
    width, label, row, dot = (330, 0, 44, 30) if narrow else (400, 330, 26, 13)
    rows = [
        {"top": row * k, "y": row * k + dot, "f1": p.f1, "list": p.indicator_f1, "name": clean(names.get((p.axis, p.pole), p.pole))}
        | dict(zip(("low", "high"), p.intervals.get("f1") or (p.f1, p.f1), strict=True))
        for k, p in enumerate(scheme.poles)
    ]  # fmt: skip
    height = row * len(rows)

    def y(field: str) -> Any:
        return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False))

    def x(field: str) -> Any:
        return _axis(alt, alt.X, field, "F1")

    base = alt.Chart(alt.Data(values=rows))
    layers = [
        base.mark_rule(color=_INK, strokeOpacity=0.22, aria=False)
        .encode(x=alt.XValue(-label), x2=alt.X2Value(width), y=y("top")),
        base.mark_rule(color=_INK, strokeWidth=3, strokeOpacity=0.55, strokeCap="round", aria=False)
        .encode(x=x("low"), x2=alt.X2("high:Q"), y=y("y")),
        base.mark_point(filled=False, size=80, color=_INK, strokeWidth=1.5, opacity=1, aria=False).encode(x=x("list"), y=y("y")),
        base.mark_point(filled=True, size=90, color=_INK, opacity=1, aria=False).encode(x=x("f1"), y=y("y")),
        base.mark_text(color=_INK, aria=False, align="left", baseline="middle", fontSize=13, limit=0, dy=-17 if narrow else 0)
        .encode(x=alt.XValue(-label), y=y("y"), text="name:N"),
    ]  # fmt: skip
    said = "; ".join(f"{r['name']}: model {r['f1']:.2f}, word list {r['list']:.2f}" for r in rows)
    return _drawn(alt.layer(*layers).properties(width=width, height=height), f"F1 of each wording. {said}.")


def reliability_chart(scheme: Scheme) -> str:
    """How often a probability proves right, in ten bins; on the dashed line it would be exact."""
    alt = _altair()
    rows = [{"p": b.mean_probability, "seen": b.observed, "n": b.n} for b in scheme.reliability]
    line = alt.Chart(alt.Data(values=[{"p": 0, "seen": 0}, {"p": 1, "seen": 1}]))
    x, y = _axis(alt, alt.X, "p", "stated probability"), _axis(alt, alt.Y, "seen", "share that proves right")
    layers = [
        line.mark_line(color=_INK, strokeDash=[4, 4], strokeOpacity=0.6, strokeWidth=1, aria=False).encode(x=x, y=y),
        alt.Chart(alt.Data(values=rows)).mark_line(color=_INK, strokeWidth=2, aria=False).encode(x=x, y=y),
        alt.Chart(alt.Data(values=rows)).mark_point(filled=True, size=60, color=_INK, opacity=1, aria=False).encode(x=x, y=y),
    ]  # fmt: skip
    said = "; ".join(f"{r['p']:.2f} → {r['seen']:.2f} (n {r['n']})" for r in rows)
    return _drawn(_square(alt, layers), f"Reliability: stated probability → share that proves right. {said}.")


def risk_chart(scheme: Scheme) -> str:
    """Of the codings made, the share that is wrong when only the most probable part is kept."""
    alt = _altair()
    rows = [{"coverage": p.coverage, "risk": p.risk} for p in scheme.risk_coverage]
    x = _axis(alt, alt.X, "coverage", "share of codings kept, most probable first")
    y = _axis(
        alt,
        alt.Y,
        "risk",
        "share of them that is wrong",
        top=max([0.4, *(p.risk for p in scheme.risk_coverage)]),
    )
    base = alt.Chart(alt.Data(values=rows))
    layers = [
        base.mark_line(color=_INK, strokeWidth=2, aria=False).encode(x=x, y=y),
        base.mark_point(filled=True, size=35, color=_INK, opacity=1, aria=False).encode(x=x, y=y),
    ]
    said = "; ".join(f"{p.coverage:.0%} kept: {p.risk:.0%} wrong" for p in scheme.risk_coverage[4::5])
    return _drawn(_square(alt, layers), f"Risk and coverage. {said}.")


def curve_chart(points: Sequence[CurvePoint], ceiling: Ceiling | None) -> str:
    """Macro-F1 by the number of sentences learned from; dashed: a second coder."""
    alt = _altair()
    rows: list[dict[str, object]] = [
        {"n": p.n_sentences, "f1": p.macro_f1, "low": p.interval[0], "high": p.interval[1]} for p in points
    ]
    most = max(p.n_sentences for p in points)
    x = alt.X(
        "n:Q", axis=_ticks(alt, "sentences learned from", ",d"), scale=alt.Scale(domain=[0, most], nice=False)
    )
    y = _axis(alt, alt.Y, "f1", "macro-F1")
    base = alt.Chart(alt.Data(values=rows))
    layers = [
        base.mark_rule(color=_INK, strokeWidth=3, strokeOpacity=0.4, aria=False)
        .encode(x=x, y=_axis(alt, alt.Y, "low", "macro-F1"), y2=alt.Y2("high:Q")),
        base.mark_line(color=_INK, strokeWidth=2, aria=False).encode(x=x, y=y),
        base.mark_point(filled=True, size=60, color=_INK, opacity=1, aria=False).encode(x=x, y=y),
    ]  # fmt: skip
    said = "; ".join(f"{r['n']:,} sentences: {r['f1']:.2f}" for r in rows)
    if ceiling is not None:
        height = ceiling.macro_f1["any"]
        ends = alt.Chart(alt.Data(values=[{"n": 0, "f1": height}, {"n": most, "f1": height}]))
        layers.append(
            ends.mark_line(
                color=_INK, strokeDash=[4, 4], strokeOpacity=0.6, strokeWidth=1, aria=False
            ).encode(x=x, y=y)
        )
        said += f"; a second coder: {height:.2f}"
    return _drawn(_square(alt, layers), f"Learning curve, macro-F1 by sentences learned from. {said}.")


def _altair() -> Any:
    try:
        import altair
        import vl_convert  # noqa: F401
    except ImportError as e:
        package = "vl-convert-python" if e.name == "vl_convert" else "altair"
        raise MissingExtra("a chart", package, "report") from None
    return altair


def _ticks(alt: Any, title: str, form: str = ".2~f") -> Any:
    return alt.Axis(
        title=title, format=form, domain=False, ticks=False, gridColor=_INK, gridOpacity=0.22, tickCount=5, labelColor=_INK,
        titleColor=_INK, labelFontSize=_SIZE, titleFontSize=_SIZE, titleFontWeight="normal", labelPadding=6, titlePadding=8,
    )  # fmt: skip


def _axis(alt: Any, channel: Any, field: str, title: str, top: float = 1.0) -> Any:
    return channel(
        f"{field}:Q", axis=_ticks(alt, title), scale=alt.Scale(domain=[0, top], nice=False, clamp=True)
    )


def _square(alt: Any, layers: Sequence[Any]) -> Any:
    return alt.layer(*layers).properties(width=_SQUARE, height=_SQUARE)


def _drawn(chart: Any, description: str) -> str:
    import vl_convert

    finished = chart.properties(
        background="transparent", padding={"left": 6, "right": 16, "top": 8, "bottom": 4}
    )
    drawn: str = vl_convert.vegalite_to_svg(finished.configure_view(stroke=None).to_dict(validate=False))
    return plain(drawn, description)
