"""One chart for each axis: where the share of every outlet lies between the two poles, with its interval, as SVG.

The first pole stands at 0 on the left, the second at 1 on the right, as in the codebook. Outlets stand in alphabetical
order, never by value. An outlet without a mention keeps its row and says so; it gets no dot.

The SVG has no colours and no fonts of its own (``currentColor``, no font family), no style and no script, so that the
page around it decides both, in light and in dark. Elements and attributes that are not listed here do not get through.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Collection
from typing import Any, NamedTuple

from framing.comparison.estimates import OutletEstimate
from framing.errors import MissingExtra
from framing.report.summary import AxisText, Summary
from framing.report.svg import clean, plain

_INK = "currentColor"
_NAME_SIZE, _NOTE_SIZE = 13, 12
_LINE = 16
"""Height of one line of text, px."""


class _Frame(NamedTuple):
    """The measures of a chart, px: labels stand beside the plot (``label`` wide) or, with 0, above each interval."""

    plot: int
    label: int
    name_chars: int
    pole_chars: int
    salience: int = 0
    """Width of the bars of salience at the right; with 0 there are none, as on a phone, where the table has it."""

    @property
    def padding(self) -> dict[str, int]:
        """Room for half a dot at the ends of the scale."""
        right = _SALIENCE_GAP + self.salience + _SALIENCE_TEXT if self.salience else 7
        return {"left": 0 if self.label else 7, "right": right, "top": 2, "bottom": 2}


_SALIENCE_GAP, _SALIENCE_TEXT = 40, 48
"""Room before the bars of salience and behind them for their numbers, px."""
_WIDE = _Frame(plot=440, label=270, name_chars=32, pole_chars=32, salience=110)
_NARROW = _Frame(plot=306, label=0, name_chars=40, pole_chars=22)


class _Row(NamedTuple):
    """One outlet with the lines of its label and the height of its dot, px from the top."""

    estimate: OutletEstimate
    name: list[str]
    note: str
    top: int
    dot: int
    bottom: int


def axis_chart(
    summary: Summary, axis_id: str, outlets: Collection[str] | None = None, *, narrow: bool = False
) -> str:
    """The dots and intervals of *outlets* (else all) on one axis, own voice, as SVG text; *narrow* is for a phone.

    Raises :class:`~framing.errors.MissingExtra` without Altair and vl-convert, KeyError for an axis that is not there.
    """
    try:
        import altair as alt
        import vl_convert
    except ImportError as e:
        package = "vl-convert-python" if e.name == "vl_convert" else "altair"
        raise MissingExtra("a chart", package, "report") from None
    axis = {a.id: a for a in summary.axes}[axis_id]
    frame = _NARROW if narrow else _WIDE
    own = sorted(
        (
            e
            for e in summary.outlets
            if e.axis == axis_id and e.voice == "own" and (outlets is None or e.outlet in outlets)
        ),
        key=lambda e: e.outlet,
    )
    poles = [_wrap(f"{end} = {p.name}", frame.pole_chars) for end, p in enumerate(axis.poles)]
    head = _LINE * max(map(len, poles)) + 6
    rows = _rows(own, frame, head)
    height = rows[-1].bottom if rows else head
    chart = alt.layer(*_layers(alt, rows, poles, frame, head, height))
    chart = chart.properties(width=frame.plot, height=height, background="transparent", padding=frame.padding)
    drawn = vl_convert.vegalite_to_svg(chart.configure_view(stroke=None).to_dict(validate=False))
    return plain(drawn, _description(axis, own))


def _rows(estimates: list[OutletEstimate], frame: _Frame, top: int) -> list[_Row]:
    rows = []
    for e in estimates:
        name = _wrap(e.outlet, frame.name_chars)
        text = _LINE * (len(name) + 1)
        if frame.label:
            bottom = top + text + 12
            dot = (top + bottom) // 2
        else:
            bottom = top + text + (28 if e.share is not None else 12)
            dot = top + text + 15
        rows.append(_Row(e, name, counted(e), top, dot, bottom))
        top = bottom
    return rows


def counted(e: OutletEstimate) -> str:
    """The n behind a share, in words."""
    articles = f"{e.articles:,} article{'' if e.articles == 1 else 's'}"
    if not e.n_mentions:
        return f"no mention in own voice in {articles}"
    mentions = f"{e.n_mentions:,} mention{'' if e.n_mentions == 1 else 's'}"
    return f"{mentions} in {e.n_articles:,} of {articles}"


def _per_words(e: OutletEstimate) -> str:
    return f"{e.salience:.1f} per 1,000 words"


def _layers(
    alt: Any, rows: list[_Row], poles: list[list[str]], frame: _Frame, head: int, height: int
) -> list[Any]:
    """What is drawn, back to front: lines between rows, the scale, intervals, dots, then all words."""

    def y(field: str) -> Any:
        return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False))

    def x(field: str, **axis: Any) -> Any:
        ticks = alt.Axis(**axis) if axis else None
        return alt.X(f"{field}:Q", axis=ticks, scale=alt.Scale(domain=[0, 1], nice=False, clamp=True))

    def data(values: list[dict[str, object]]) -> Any:
        return alt.Chart(alt.Data(values=values))

    def words(values: list[dict[str, object]], at: int, align: str, size: int, weight: str = "normal") -> Any:
        mark = {"align": align, "baseline": "alphabetic", "fontSize": size, "fontWeight": weight}
        return data(values).mark_text(color=_INK, aria=False, limit=0, **mark).encode(
            x=alt.XValue(at), y=y("y"), text=alt.Text("text:N")
        )  # fmt: skip

    scale: dict[str, Any] = {
        "title": None, "values": [0, 0.25, 0.5, 0.75, 1], "format": ".2~f", "domain": False, "ticks": False,
        "grid": False, "labelColor": _INK, "labelFontSize": _NOTE_SIZE, "labelPadding": 6, "labelFlush": False,
    }  # fmt: skip
    spans = (
        [(head, height)]
        if frame.label
        else [(r.dot - 9, r.bottom) for r in rows if r.estimate.share is not None]
    )
    grid: list[dict[str, object]] = [{"x": v / 4, "y": a, "y2": b} for a, b in spans for v in range(5)]
    between: list[dict[str, object]] = [{"y": r.top} for r in rows]
    seen: list[dict[str, object]] = [
        {"y": r.dot, "x": r.estimate.share, "low": r.estimate.interval[0], "high": r.estimate.interval[1]}
        for r in rows
        if r.estimate.share is not None and r.estimate.interval is not None
    ]
    points: list[dict[str, object]] = [
        {"y": r.dot, "x": r.estimate.share} for r in rows if r.estimate.share is not None
    ]
    first = [(r, r.dot - _LINE * (len(r.name) + 1) // 2 if frame.label else r.top + 5) for r in rows]
    names: list[dict[str, object]] = [
        {"y": at + _LINE * (i + 1) - 4, "text": line} for r, at in first for i, line in enumerate(r.name)
    ]
    notes: list[dict[str, object]] = [
        {"y": at + _LINE * (len(r.name) + 1) - 4, "text": r.note} for r, at in first
    ]
    ends: list[list[dict[str, object]]] = [
        [{"y": head - 10 - _LINE * (len(lines) - 1 - i), "text": line} for i, line in enumerate(lines)]
        for lines in poles
    ]
    return [
        data(grid).mark_rule(color=_INK, strokeOpacity=0.22, aria=False)
        .encode(x=x("x", **scale), y=y("y"), y2=alt.Y2("y2:Q")),
        data(between).mark_rule(color=_INK, strokeOpacity=0.22, aria=False)
        .encode(x=alt.XValue(-frame.label), x2=alt.X2Value(frame.plot), y=y("y")),
        data(seen).mark_rule(color=_INK, strokeWidth=3, strokeOpacity=0.55, strokeCap="round", aria=False)
        .encode(x=x("low", **scale), x2=alt.X2("high:Q"), y=y("y")),
        data(points).mark_point(filled=True, size=110, color=_INK, opacity=1, aria=False)
        .encode(x=x("x", **scale), y=y("y")),
        words(names, -frame.label, "left", _NAME_SIZE, "bold"),
        words(notes, -frame.label, "left", _NOTE_SIZE),
        words(ends[0], 0, "left", _NOTE_SIZE, "bold"),
        words(ends[1], frame.plot, "right", _NOTE_SIZE, "bold"),
        *(_salience(alt, rows, frame, head, y, words) if frame.salience else []),
    ]  # fmt: skip


def _salience(alt: Any, rows: list[_Row], frame: _Frame, head: int, y: Any, words: Any) -> list[Any]:
    """Mentions per 1,000 words as bars with their numbers, right of the plot."""
    left = frame.plot + _SALIENCE_GAP
    most = max((r.estimate.salience for r in rows), default=0.0)
    named = [r for r in rows if r.estimate.n_mentions]
    bars = [
        alt.Chart(alt.Data(values=[{"y": r.dot}]))
        .mark_rule(color=_INK, strokeWidth=9, strokeOpacity=0.55, aria=False)
        .encode(
            x=alt.XValue(left),
            x2=alt.X2Value(left + max(1, round(frame.salience * r.estimate.salience / most))),
            y=y("y"),
        )
        for r in named
    ]
    numbers = [
        words(
            [{"y": r.dot + 4, "text": f"{r.estimate.salience:.1f}"}],
            left + round(frame.salience * r.estimate.salience / most) + 6,
            "left",
            _NOTE_SIZE,
        )
        for r in named
    ]
    title = words([{"y": head - 10, "text": "per 1,000 words"}], left, "left", _NOTE_SIZE, "bold")
    return [*bars, *numbers, title]


def _wrap(text: str, chars: int) -> list[str]:
    """*text* in lines of at most *chars* letters, half of that where letters are wide; nothing is cut off."""
    wide = any(unicodedata.east_asian_width(c) in "WF" for c in text)
    return textwrap.wrap(clean(text), chars // 2 if wide else chars) or ["–"]


def _description(axis: AxisText, own: list[OutletEstimate]) -> str:
    first, second = (p.name for p in axis.poles)
    shares = "; ".join(
        f"{e.outlet}: " + (counted(e) if e.share is None else f"{e.share:.2f}, {counted(e)}, {_per_words(e)}")
        for e in own
    )
    return f"{axis.name}: share in the outlet's own voice, 0 = {first}, 1 = {second}. {shares}."
