from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.text.quotation import Quotation, quotations


def spans(text: str) -> list[tuple[int, int]]:
    """The paragraphs of a text, one a line."""
    found, at = [], 0
    for line in text.split("\n"):
        if line:
            found.append((at, at + len(line)))
        at += len(line) + 1
    return found


def quoted(text: str, *, opened: bool = False) -> list[str]:
    return [text[q.start : q.end] for q in quotations(text, spans(text), opened)]


def test_a_quotation_has_its_place_kind_and_ends() -> None:
    text = "He said “no” and 'maybe' and “never\nNext."
    assert quotations(text, spans(text)) == [
        Quotation(8, 12, "double", closed=True),
        Quotation(17, 24, "single", closed=True),
        Quotation(29, 35, "double", closed=False),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“Yes,” he said. “No.”", ["“Yes,”", "“No.”"]),
        ('"Yes," he said. "No."', ['"Yes,"', '"No."']),
        ("‘Yes,’ he said. ‘No.’", ["‘Yes,’", "‘No.’"]),
        ("'Yes,' he said. 'No.'", ["'Yes,'", "'No.'"]),
        ("''Yes,'' he said.", ["''Yes,''"]),
        ("(“yes”) — “no”/“maybe”", ["“yes”", "“no”", "“maybe”"]),
        ("No marks at all.", []),
        ("", []),
    ],
)
def test_every_make_of_mark(text: str, found: list[str]) -> None:
    assert quoted(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "The rebels’ reply and the generals’ plan’s end",
        "The rebels' reply and the generals' plan's end",
        "Don’t say it isn’t O’Brien’s",
        "Back in the ’90s and the '80s, ’twas so, rock 'n' roll",
        "Get ’em, 'til noon",
        "The 5’ wall",
    ],
)
def test_an_apostrophe_opens_nothing(text: str) -> None:
    assert quoted(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # A straight quotation that contains a curly apostrophe, and the other way round.
        ('"We don’t know Roe’s plan," he said.', ['"We don’t know Roe’s plan,"']),
        ("“We don't know Roe's plan,” he said.", ["“We don't know Roe's plan,”"]),
        ("'We don’t know the rebels’ plan,' he said.", ["'We don’t know the rebels’ plan,'"]),
        ("‘We don’t know the rebels’ plan,’ he said.", ["‘We don’t know the rebels’ plan,’"]),
        # A gloss belongs to the quotation that it stands in.
        ("“They (the council) know,” he said.", ["“They (the council) know,”"]),
        # The outermost pair decides.
        ("“He said ‘no’ to me,” she said.", ["“He said ‘no’ to me,”"]),
        ("‘He said “no” to me,’ she said.", ["‘He said “no” to me,’"]),
        ("\"He said 'no' to me,\" she said.", ["\"He said 'no' to me,\""]),
        # Possessives before and after a single-quoted phrase.
        ("The rebels’ ‘final offer’ is the rebels’", ["‘final offer’"]),
        ("The rebels' 'final offer' is the rebels'", ["'final offer'"]),
        # A headline that lacks its opening mark.
        ("We will never leave’: mayor on the flood", ["We will never leave’"]),
        ('We will never leave": mayor on the flood', ['We will never leave"']),
    ],
)
def test_traps(text: str, found: list[str]) -> None:
    assert quoted(text) == found


@pytest.mark.parametrize("mark", ["'", "‘", '"', "“"])
def test_an_unclosed_quotation_ends_with_its_paragraph_and_is_flagged(mark: str) -> None:
    text = f"The council called it {mark}a partial freeze on the works.\nThe harbour is closed."
    assert quotations(text, spans(text)) == [
        Quotation(22, text.index("\n"), "single" if mark in "'‘" else "double", closed=False)
    ]


@pytest.mark.parametrize(("left", "right"), ["“”", '""'])
def test_a_quotation_goes_on_when_the_next_paragraph_opens_with_a_mark(left: str, right: str) -> None:
    text = f"{left}We lost it all.\n{left}We start again.{right}\nThe harbour is closed."
    assert quotations(text, spans(text)) == [
        Quotation(0, 16, "double", closed=True, continued=True),
        Quotation(17, 34, "double", closed=True, continued=True),
    ]


def test_a_quoted_subhead_does_not_swallow_what_follows() -> None:
    text = "He left.\n‘No way back’\nThe council met.\n“Never”\nIt said no more."
    assert quoted(text) == ["‘No way back’", "“Never”"]


def test_a_new_quotation_further_on_is_not_the_old_one() -> None:
    text = "“We lost it all.\nThe mayor said “never” twice."
    assert quoted(text) == ["“We lost it all.", "“never”"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("and we start again,” he said.", ["and we start again,”"]),
        ("“and we start again,” he said.", ["“and we start again,”"]),
        ("Then he said “no”.", ["“no”"]),
        ("and so on", ["and so on"]),
    ],
)
def test_a_text_that_begins_inside_a_quotation(text: str, found: list[str]) -> None:
    assert quoted(text, opened=True) == found


@given(st.text(st.sampled_from("aS s.,'\"‘’“”(:\n9"), max_size=60), st.booleans())
@settings(max_examples=500, deadline=None)
def test_quotations_stand_in_order_each_in_one_paragraph(text: str, opened: bool) -> None:
    paragraphs = spans(text)
    found = quotations(text, paragraphs, opened)
    assert all(q.start < q.end for q in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(any(a <= q.start and q.end <= b for a, b in paragraphs) for q in found)


@pytest.mark.parametrize("unit", ["'", '"', "s' ", " 'a", "“a” ", "''", "“a\n", "a' b ", "'tis ", '"a\n'])
def test_time_grows_with_the_text(growth, unit: str) -> None:
    assert growth(lambda text: quotations(text, spans(text)), unit) <= 3
