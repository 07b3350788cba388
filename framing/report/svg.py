"""SVG with nothing in it but groups, lines, paths and text, so that a page may hold it and decides its colours.

Elements and attributes that are not listed here do not get through.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

_SVG = "{http://www.w3.org/2000/svg}"
_ATTRIBUTES = {
    "g": {"transform"},
    "line": {"transform", "x2", "y2", "stroke", "stroke-width", "stroke-opacity", "stroke-linecap"},
    "path": {
        "transform",
        "d",
        "fill",
        "fill-opacity",
        "stroke",
        "stroke-width",
        "stroke-opacity",
        "stroke-dasharray",
    },
    "text": {"transform", "text-anchor", "font-size", "font-weight", "fill"},
}
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """*text* as a page can hold it: control characters shown as such, none that turn the direction of what follows.

    >>> clean("a\\x00b\\u202ec")
    'a�bc'
    """
    return _DIRECTIONS.sub("", _CONTROLS.sub("�", text))


def plain(drawn: str, description: str) -> str:
    """The SVG with nothing in it but groups, lines, paths and text, and with a description of itself."""
    root = ET.fromstring(drawn)
    width, height = (root.get(a, "0") for a in ("width", "height"))
    kept = ET.Element(
        "svg",
        {
            "xmlns": _SVG[1:-1], "viewBox": f"0 0 {width} {height}", "width": width, "height": height,
            "class": "axis-chart", "role": "img", "aria-label": clean(description), "font-family": "system-ui, sans-serif",
        },
    )  # fmt: skip
    _copy(root, kept)
    return ET.tostring(kept, encoding="unicode")


def _copy(source: ET.Element, target: ET.Element) -> None:
    for child in source:
        tag = child.tag.removeprefix(_SVG)
        hidden = child.get("display") == "none" or child.get("class") in {"background", "foreground"}
        if tag not in _ATTRIBUTES or hidden:
            continue
        attributes = {k: v for k, v in child.attrib.items() if k in _ATTRIBUTES[tag]}
        if tag == "g":
            if not any(e.tag.removeprefix(_SVG) in {"line", "path", "text"} for e in child.iter()):
                continue
            if not attributes:
                _copy(child, target)
                continue
        if tag == "path":
            attributes.setdefault("fill", "none")  # of a line: its group said so
        copy = ET.SubElement(target, tag, attributes)
        copy.text = child.text if tag == "text" else None
        _copy(child, copy)
