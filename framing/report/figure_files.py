"""The charts of a comparison as files: SVG for a text processor or a browser, PNG for slides.

In a page charts take their colour from it; a file stands alone, so it has its own: dark ink on white.
"""

from __future__ import annotations

from pathlib import Path

from framing.errors import MissingExtra
from framing.report.charts import axis_chart
from framing.report.comparison_page import course_charts, drawn_outlets
from framing.report.summary import Summary

INK, PAPER = "#1c2024", "#ffffff"
SCALE = 2
"""Pixels of a PNG for each of the SVG."""


def write_figures(summary: Summary, folder: str | Path) -> list[Path]:
    """Write ``AXIS.svg`` and ``AXIS.png`` for every axis with a mention, ``AXIS-over-time.*`` where there are several periods.

    Raises :class:`~framing.errors.MissingExtra` without Altair and vl-convert.
    """
    try:
        import vl_convert
    except ImportError:
        raise MissingExtra("a chart", "vl-convert-python", "report") from None
    where = Path(folder)
    where.mkdir(parents=True, exist_ok=True)
    drawn: dict[str, str] = {}
    for axis in summary.axes:
        own = [e for e in summary.outlets if e.axis == axis.id and e.voice == "own"]
        if any(e.share is not None for e in own):
            drawn[axis.id] = axis_chart(summary, axis.id, drawn_outlets(own))
    drawn |= {f"{v.axis.id}-over-time": v.chart for v in course_charts(summary)}
    written = []
    for name, chart in drawn.items():
        svg = standalone(chart)
        (where / f"{name}.svg").write_text(svg, encoding="utf-8")
        (where / f"{name}.png").write_bytes(vl_convert.svg_to_png(svg, scale=SCALE))
        written += [where / f"{name}.svg", where / f"{name}.png"]
    return written


def standalone(chart: str) -> str:
    """The SVG of a page with ink and paper of its own.

    >>> standalone('<svg xmlns="x" class="axis-chart" viewBox="0 0 2 2"><g/></svg>')
    '<svg xmlns="x" color="#1c2024" viewBox="0 0 2 2"><rect width="100%" height="100%" fill="#ffffff"/><g/></svg>'
    """
    head, _, rest = chart.partition(">")
    head = head.replace('class="axis-chart"', f'color="{INK}"')
    return f'{head}><rect width="100%" height="100%" fill="{PAPER}"/>{rest}'
