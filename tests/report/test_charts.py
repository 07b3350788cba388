"""The charts: every outlet with its n, dots at the share of the record, nothing in the SVG but lines and words."""

from __future__ import annotations

import re
import sys
from xml.etree import ElementTree as ET

import pytest

from framing.comparison.estimates import OutletEstimate
from framing.errors import MissingExtra
from framing.report.charts import axis_chart
from framing.report.summary import AxisText, PoleText, Provenance, Summary, Totals
from framing.report.svg import clean

AXIS = AxisText(
    "held", "People held", "What are they called?", (PoleText("h", "hostage"), PoleText("c", "captive"))
)
SVG = "{http://www.w3.org/2000/svg}"


def estimate(outlet: str, share: float | None, interval: tuple[float, float] | None = None) -> OutletEstimate:
    n = 0 if share is None else 4
    return OutletEstimate(
        outlet, "held", "own", n // 2, n, share, interval, 1.5, share, {"h": n, "c": 0}, 5, 900
    )


def summary(*own: OutletEstimate, axis: AxisText = AXIS) -> Summary:
    provenance = Provenance("0", "", "", (), "", "", "", "", "", 0, {})
    return Summary(
        title="", axes=(axis,), totals=Totals(3, 15, 2700, 180, "", "", 0, 15, 0, 15), corpus=(), findings=(), outlets=own, pairs=(),
        groups=(), stories=(), stories_by="story", matched=(), keywords=(), profiles=(), course=None, rules={},
        evidence=(), evidence_total=0, agreement=(), evaluation=None, quality=None, limits=(), warnings={}, provenance=provenance,
    )  # fmt: skip


THREE = summary(
    estimate("Zenith", 0.25, (0.1, 0.5)), estimate("Ägean", 1.0, (0.4, 1.0)), estimate("Morning", None)
)  # fmt: skip


def words(svg: str) -> list[str]:
    return [t.text or "" for t in ET.fromstring(svg).iter(SVG + "text")]


@pytest.mark.parametrize("narrow", [False, True])
def test_every_outlet_stands_in_alphabetical_order_with_its_n(narrow: bool) -> None:
    svg = axis_chart(THREE, "held", narrow=narrow)
    shown = words(svg)
    assert [w for w in shown if w in {"Zenith", "Ägean", "Morning"}] == ["Morning", "Zenith", "Ägean"]
    assert [w for w in shown if "article" in w] == [
        "no mention in own voice in 5 articles", *["4 mentions in 2 of 5 articles"] * 2,
    ]  # fmt: skip
    assert {"0 = hostage", "1 = captive"} <= set(shown)


def test_order_of_the_record_does_not_matter() -> None:
    turned = summary(*reversed(THREE.outlets))
    assert axis_chart(turned, "held") == axis_chart(THREE, "held")


def test_dots_and_intervals_lie_where_the_record_says() -> None:
    root = ET.fromstring(axis_chart(THREE, "held"))
    marks = [e for e in root.iter(SVG + "path") if "A" in e.get("d", "")]
    ticks = {t.text: place(t) for t in root.iter(SVG + "text") if t.text in {"0", "1"}}
    width = ticks["1"] - ticks["0"]
    assert [round(place(m) / width, 3) for m in marks] == [0.25, 1.0]
    lines = [e for e in root.iter(SVG + "line") if e.get("stroke-width") == "3"]
    ends = [(round(place(e) / width, 3), round((place(e) + float(e.get("x2", 0))) / width, 3)) for e in lines]
    assert ends == [(0.1, 0.5), (0.4, 1.0)]


def place(element: ET.Element) -> float:
    found = re.match(r"translate\(([-\d.]+)", element.get("transform", ""))
    assert found
    return float(found[1])


def test_an_outlet_without_a_mention_has_no_dot() -> None:
    svg = axis_chart(summary(estimate("Silent", None)), "held")
    assert words(svg)[0] != ""
    assert "no mention in own voice in 5 articles" in words(svg)
    assert not list(ET.fromstring(svg).iter(SVG + "path"))


def test_the_description_has_every_share() -> None:
    label = ET.fromstring(axis_chart(THREE, "held")).get("aria-label")
    assert label == (
        "People held: share in the outlet's own voice, 0 = hostage, 1 = captive. Morning: no mention in own voice in 5 articles; "
        "Zenith: 0.25, 4 mentions in 2 of 5 articles, 1.5 per 1,000 words; Ägean: 1.00, 4 mentions in 2 of 5 articles, 1.5 per 1,000 words."
    )


def test_nothing_in_the_svg_asks_for_a_style_a_colour_or_a_script() -> None:
    svg = axis_chart(THREE, "held")
    elements = list(ET.fromstring(svg).iter())
    assert {e.tag.removeprefix(SVG) for e in elements} == {"svg", "g", "line", "path", "text"}
    attributes = {a for e in elements for a in e.attrib}
    assert not [a for a in attributes if a in {"style", "href"} or a.startswith(("on", "{"))]
    painted = {e.get(a) for e in elements for a in ("fill", "stroke") if e.get(a)}
    assert painted <= {"currentColor"}


def test_names_are_escaped_wrapped_and_never_cut() -> None:
    name = (
        "</text><script>alert(1)</script> & \"Sons\" 'of' a very long name that does not fit one line at all"
    )
    svg = axis_chart(summary(estimate(name, 0.5, (0.2, 0.8))), "held", narrow=True)
    assert name in " ".join(words(svg))
    assert "<script" not in svg


def test_control_characters_and_half_pairs_do_not_break_the_chart() -> None:
    svg = axis_chart(summary(estimate("a\x00b\ud800c\u202ed", 0.5, (0.2, 0.8))), "held")
    assert "a�b�cd" in words(svg)
    assert clean("é\u200c\n") == "é\u200c\n"


@pytest.mark.parametrize(("module", "package"), [("altair", "altair"), ("vl_convert", "vl-convert-python")])
def test_a_missing_package_is_named_with_its_remedy(
    module: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra) as caught:
        axis_chart(THREE, "held")
    assert str(caught.value) == f"a chart needs {package}; install it with: pip install 'framing[report]'"


def test_an_axis_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        axis_chart(THREE, "other")
