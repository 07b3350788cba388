"""One chart for each axis over time: for every outlet a strip in which the share of each week or month is a dot with its interval.

Drawn like the charts of :mod:`charts`: in ``currentColor``, outlets in alphabetical order. Dots are not joined: what lies between
two periods was not measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from framing.comparison.over_time import Course
from framing.errors import MissingExtra
from framing.report.summary import AxisText
from framing.report.svg import clean, plain

_INK = "currentColor"
_WIDTH, _STRIP, _HEAD, _GAP = 560, 64, 22, 14
"""Width of the plot, height of a strip, room for the outlet's name above it, space below it, px."""
_SIDE = 34
"""Room left of the plot for 0 and 1, px."""
_MOST_LABELS = 6


def course_chart(course: Course, axis: AxisText, outlets: Sequence[str]) -> str:
    """The shares of *outlets* on one axis by period, as SVG text.

    Raises :class:`~framing.errors.MissingExtra` without Altair and vl-convert.
    """
    try:
        import altair as alt
        import vl_convert
    except ImportError as e:
        package = "vl-convert-python" if e.name == "vl_convert" else "altair"
        raise MissingExtra("a chart", package, "report") from None
    starts = sorted({p.start for p in course.periods})
    first = date.fromisoformat(starts[0])
    days = max(1, (date.fromisoformat(starts[-1]) - first).days)
    x = {s: 8 + (_WIDTH - 16) * (date.fromisoformat(s) - first).days / days for s in starts}
    top = {o: k * (_HEAD + _STRIP + _GAP) + _HEAD for k, o in enumerate(outlets)}
    height = len(outlets) * (_HEAD + _STRIP + _GAP) + 18
    seen = [p for p in course.periods if p.axis == axis.id and p.outlet in top and p.share is not None]

    def y(share: float, outlet: str) -> float:
        return top[outlet] + _STRIP * (1 - share)

    dots = [{"x": x[p.start], "y": y(p.share or 0.0, p.outlet)} for p in seen]
    spans = [
        {"x": x[p.start], "y": y(p.interval[0], p.outlet), "y2": y(p.interval[1], p.outlet)}
        for p in seen
        if p.interval
    ]
    lines = [{"y": top[o] + _STRIP * v} for o in outlets for v in (0, 0.5, 1)]
    names = [{"x": -_SIDE, "y": top[o] - 8, "text": clean(o)} for o in outlets]
    ends = [{"x": -8, "y": top[o] + _STRIP * (1 - v) + 4, "text": str(v)} for o in outlets for v in (0, 1)]
    step = -(-len(starts) // _MOST_LABELS)
    ticks = [{"x": x[s], "y": height - 2, "text": _label(s, course.unit)} for s in starts[::step]]
    chart = alt.layer(*_layers(alt, lines, spans, dots, [(names, "left", "bold"), (ends, "right", "normal"), (ticks, "middle", "normal")], height))  # fmt: skip
    chart = chart.properties(width=_WIDTH, height=height, background="transparent", padding={"left": _SIDE, "right": 30, "top": 2, "bottom": 4})  # fmt: skip
    drawn = vl_convert.vegalite_to_svg(chart.configure_view(stroke=None).to_dict(validate=False))
    return plain(drawn, _description(course, axis, outlets))


def _layers(
    alt: Any, lines: Sequence[dict[str, Any]], spans: Sequence[dict[str, Any]], dots: Sequence[dict[str, Any]],
    words: Sequence[tuple[Sequence[dict[str, Any]], str, str]], height: int,
) -> list[Any]:  # fmt: skip
    def y(field: str) -> Any:
        return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False))

    def x() -> Any:
        return alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, _WIDTH], nice=False, zero=False))

    def data(values: Sequence[dict[str, Any]]) -> Any:
        return alt.Chart(alt.Data(values=list(values)))

    texts = [
        data(rows).mark_text(
            color=_INK, aria=False, limit=0, align={"middle": "center"}.get(align, align),
            baseline="alphabetic", fontSize=12, fontWeight=weight,
        ).encode(x=x(), y=y("y"), text=alt.Text("text:N"))
        for rows, align, weight in words
    ]  # fmt: skip
    return [
        data(lines).mark_rule(color=_INK, strokeOpacity=0.22, aria=False)
        .encode(x=alt.XValue(0), x2=alt.X2Value(_WIDTH), y=y("y")),
        data(spans).mark_rule(color=_INK, strokeWidth=3, strokeOpacity=0.45, strokeCap="round", aria=False)
        .encode(x=x(), y=y("y"), y2=alt.Y2("y2:Q")),
        data(dots).mark_point(filled=True, size=55, color=_INK, opacity=1, aria=False).encode(x=x(), y=y("y")),
        *texts,
    ]  # fmt: skip


def _label(start: str, unit: str) -> str:
    day = date.fromisoformat(start)
    return f"{day.day} {day:%b %Y}" if unit == "week" else f"{day:%b %Y}"


def _description(course: Course, axis: AxisText, outlets: Sequence[str]) -> str:
    first, second = (p.name for p in axis.poles)
    told = []
    for o in outlets:
        shares = [
            f"{_label(p.start, course.unit)} {p.share:.2f} ({p.n_mentions})"
            for p in course.periods
            if p.axis == axis.id and p.outlet == o and p.share is not None
        ]
        told.append(f"{o}: {', '.join(shares)}")
    return f"{axis.name} by {course.unit}: share (mentions), 0 = {first}, 1 = {second}. {'; '.join(told)}."
