"""The charts as files: an SVG that stands alone, and a PNG of it."""

from __future__ import annotations

import struct
from pathlib import Path
from xml.etree import ElementTree as ET

from handmade_report import summary

from framing.report.figure_files import INK, PAPER, SCALE, write_figures

SVG = "{http://www.w3.org/2000/svg}"


def test_a_file_for_each_chart(tmp_path: Path) -> None:
    written = write_figures(summary(), tmp_path / "charts")
    assert [p.name for p in written] == ["held.svg", "held.png", "held-over-time.svg", "held-over-time.png"]
    for svg, png in zip(written[::2], written[1::2], strict=True):
        root = ET.fromstring(svg.read_text(encoding="utf-8"))
        assert (root.get("color"), root[0].tag, root[0].get("fill")) == (INK, f"{SVG}rect", PAPER)
        assert any(t.text and "Aurora" in t.text for t in root.iter(f"{SVG}text"))
        head = png.read_bytes()[:24]
        assert head.startswith(b"\x89PNG")
        width, height = struct.unpack(">II", head[16:24])
        assert abs(width - SCALE * float(root.get("width", "0"))) <= SCALE
        assert abs(height - SCALE * float(root.get("height", "0"))) <= SCALE


def test_a_chart_over_time_describes_itself_and_joins_nothing(tmp_path: Path) -> None:
    write_figures(summary(), tmp_path)
    root = ET.fromstring((tmp_path / "held-over-time.svg").read_text(encoding="utf-8"))
    assert root.get("aria-label") == (
        "People held by month: share (mentions), 0 = hostage, 1 = captive. Aurora: Feb 2024 0.60 (5), Mar 2024 0.67 (3)."
    )
    dots = [p for p in root.iter(f"{SVG}path") if p.get("fill") == "currentColor"]
    assert len(dots) == 2
