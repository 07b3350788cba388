"""Markdown: names from outside stay text, and a table stays a table."""

from __future__ import annotations

import pytest
from handmade_report import summary

from framing.report.markdown import comparison_markdown, escaped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# heading", "\\# heading"), ("[a](http://x)", "\\[a\\](http://x)"), ("<b>x</b>", "\\<b\\>x\\</b\\>"), ("a|b", "a\\|b"),
        ("1. list", "1\\. list"), ("- list", "\\- list"), ("+ list", "\\+ list"), ("=== line", "\\=== line"), ("*a* _b_ `c`", "\\*a\\* \\_b\\_ \\`c\\`"),
        ("a\nb\r\nc", "a b c"), ("12 of 20", "12 of 20"), ("well-known", "well-known"), ("&amp;", "\\&amp;"),
    ],
)  # fmt: skip
def test_marks_are_escaped(text: str, expected: str) -> None:
    assert escaped(text) == expected


def test_a_name_breaks_no_table() -> None:
    text = comparison_markdown(summary("|x|\n| y | z\n# no heading <script>"))
    rows = [line.replace("\\|", "") for line in text.splitlines() if line.startswith("|")]
    widths = [row.count("|") for row in rows]
    for row, before in zip(rows[1:], rows, strict=False):
        if set(row) <= set("|- "):
            assert row.count("|") == before.count("|")
    assert set(widths) == {7, 11}
    assert "<script>" not in text.replace("\\<script\\>", "")
    assert [
        line
        for line in text.splitlines()
        if line.startswith("#") and "no heading" in line and "\\#" not in line
    ] == []


def test_the_parts_of_a_comparison() -> None:
    text = comparison_markdown(summary())
    assert "28 articles with 15,308 words from 2 outlets, 2 February 2024 to spring." in text
    assert "| Aurora | 3 : 5 | 0.63 | 0.31 to 0.88 | 4 of 11 | 1.5 |" in text
    assert "1 distinguishable, 1 refused." in text
    assert "- Aurora, Third\n- Beacon, Third" in text
    assert "No outlet makes this choice in its own voice in these articles." in text
