"""What may be said of a sentence: names, marks, comments, items; and the rows that a coding becomes."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from framing.coding import labels
from framing.coding.codebook import Codebook
from framing.coding.revisions import (
    MAX_COMMENT,
    InvalidCoding,
    InvalidItem,
    Item,
    Mark,
    Revision,
    check_coding,
    check_item,
    coder_name,
    label_rows,
)

TEXT = "🌳 The council felled the lime; crowds came."
FELLED = Mark("tree-work", "felled", "own", 14, 20)
ALL = frozenset({"tree-work", "visitors", "pond"})


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("ada", "ada"),
        ("  Ada Quill ", "Ada Quill"),
        ("\tada\n", "ada"),
        ("ADA", "ADA"),
        ("Zoe\u0308", "Zoë"),
        ("雅", "雅"),
        ("=cmd", "=cmd"),
        ("adjudicated", "adjudicated"),
        ("adjudicated twice", "adjudicated twice"),
        ("e\u0301" * 80, "é" * 80),
    ],
)
def test_names_that_are_kept(given_name: str, kept: str) -> None:
    assert coder_name(given_name) == kept


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("", "the name of the coder is empty; say who codes"),
        (" \u00a0\n", "the name of the coder is empty; say who codes"),
        ("x" * 81, "the name of the coder has 81 characters; at most 80"),
        ("a\nb", 'the name of the coder "a\\nb" holds a control character; leave it out'),
        ("a\u202eb", 'the name of the coder "a\\u202eb" holds a control character; leave it out'),
        ("a\u2028b", 'the name of the coder "a\\u2028b" holds a control character; leave it out'),
        ("a\ud800", 'the name of the coder "a\\ud800" holds a control character; leave it out'),
        (
            "Adjudicated",
            '"Adjudicated" is not the name of the adjudicator; that is "adjudicated", as written here',
        ),
    ],
)
def test_names_that_are_refused(bad: str, why: str) -> None:
    with pytest.raises(InvalidCoding) as caught:
        coder_name(bad)
    assert caught.value.lines == [why]


@given(st.text(max_size=90))
@example("\u1e9b\u0323")
@settings(max_examples=200)
def test_a_kept_name_stays_as_it_is(name: str) -> None:
    try:
        kept = coder_name(name)
    except InvalidCoding:
        return
    assert coder_name(kept) == kept
    assert 1 <= len(kept) <= 80


# ---------------------------------------------------------------- marks

REFUSED = {
    'mark 1: axis "benches" is not in the codebook; use tree-work, visitors, pond': Mark(
        "benches", "felled", "own"
    ),
    'mark 1: axis "*" is not in the codebook; use tree-work, visitors, pond': Mark("*", "none", "own"),
    'mark 1: pole "crowds" is not in axis "tree-work"; use felled or removed': Mark(
        "tree-work", "crowds", "own"
    ),
    'mark 1: pole "none" is not in axis "tree-work"; use felled or removed': Mark("tree-work", "none", "own"),
    'mark 1: voice "" is not one of own, reported, quoted, scare': Mark("tree-work", "felled", ""),  # type: ignore[arg-type]
    'mark 1: voice "OWN" is not one of own, reported, quoted, scare': Mark("tree-work", "felled", "OWN"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize(("why", "mark"), REFUSED.items())
def test_marks_that_the_codebook_has_no_place_for(why: str, mark: Mark, park_book: Codebook) -> None:
    with pytest.raises(InvalidCoding) as caught:
        check_coding(TEXT, "coded", [mark], "", park_book)
    assert str(caught.value) == why


@pytest.mark.parametrize(
    ("start", "end"),
    [(-1, 5), (0, -1), (5, 5), (6, 5), (0, len(TEXT) + 1), (len(TEXT), len(TEXT) + 1), (-2, -1), (-5, 5)],
)
def test_evidence_that_does_not_lie_in_the_text(start: int, end: int, park_book: Codebook) -> None:
    with pytest.raises(
        InvalidCoding, match=f"mark 1: evidence from {start} to {end} does not lie in the text of 43"
    ):
        check_coding(TEXT, "coded", [Mark("tree-work", "felled", "own", start, end)], "", park_book)


def test_blank_evidence(park_book: Codebook) -> None:
    with pytest.raises(InvalidCoding, match="mark 1: evidence from 1 to 2 is blank"):
        check_coding(TEXT, "coded", [Mark("tree-work", "felled", "own", 1, 2)], "", park_book)


def test_the_same_mark_twice(park_book: Codebook) -> None:
    other = Mark("tree-work", "felled", "own", 10, 20)
    with pytest.raises(InvalidCoding, match="mark 3 is the same as mark 1; leave one out"):
        check_coding(TEXT, "coded", [FELLED, other, FELLED], "", park_book)
    check_coding(TEXT, "coded", [FELLED, other], "", park_book)  # overlapping ones are two
    check_coding(TEXT, "coded", [FELLED, Mark("tree-work", "felled", "scare", 14, 20)], "", park_book)


def test_states_and_comments(park_book: Codebook) -> None:
    check_coding(TEXT, "skipped", [], "x" * MAX_COMMENT, park_book)
    for state, marks, comment, why in [
        ("skipped", [FELLED], "", "what is skipped has no marks, but 1 were given"),
        ("withdrawn", [FELLED], "", "what is withdrawn has no marks"),
        ("done", [], "", 'state "done" is not one of coded, skipped, withdrawn'),
        ("coded", [], "x" * 2001, "the comment has 2001 characters; at most 2000"),
        ("coded", [], "a\0b", "the comment holds a NUL character"),
        ("coded", [], "a\udc00", "the comment holds half of a surrogate pair"),
    ]:
        with pytest.raises(InvalidCoding, match=why):
            check_coding(TEXT, state, marks, comment, park_book)  # type: ignore[arg-type]


# ---------------------------------------------------------------- items


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (Item("", "x"), 'an item has the id ""'),
        (Item(" a", "x"), 'an item has the id " a"'),
        (Item("a\n", "x"), "without white space around it"),
        (Item("a", ""), '"a": the text is empty'),
        (Item("a", " \u2003"), '"a": the text is empty'),
        (Item("a", "x" * 5001), '"a": the text has 5001 characters'),
        (Item("a", "x\0"), '"a": text holds a NUL character'),
        (Item("a", "x", before="\ud83c"), '"a": before holds half of a surrogate pair'),
        (Item("a", "x", outlet="\0"), '"a": outlet holds a NUL character'),
    ],
)
def test_items_that_are_refused(item: Item, why: str) -> None:
    with pytest.raises(InvalidItem, match=why):
        check_item(item)


# ---------------------------------------------------------------- rows


def test_a_coding_as_rows(park_book: Codebook) -> None:
    item = Item("a#1", TEXT, before="Rain.", after="Sun.", source="a ", event="fair", outlet="Elm Gazette")
    said = Revision(
        "a#1",
        "ada",
        4,
        "coded",
        (FELLED, Mark("visitors", "crowds", "reported")),
        "sure?",
        saw_model=True,
    )
    rows = label_rows(item, said, ALL, park_book)
    assert [(r.axis, r.pole, r.voice, r.evidence, r.start, r.note) for r in rows] == [
        ("tree-work", "felled", "own", "felled", 14, "sure?; after the model's suggestion"),
        ("visitors", "crowds", "reported", "", -1, ""),
        ("*", "none", None, "", -1, ""),
    ]
    shared = {(r.id, r.text, r.before, r.coder, r.source, r.event, r.outlet, r.genre) for r in rows}
    assert shared == {("a#1", TEXT, "Rain.", "ada", "a", "fair", "Elm Gazette", "")}


def test_nothing_found_is_one_row(park_book: Codebook) -> None:
    (row,) = label_rows(Item("a", TEXT), Revision("a", "ada", 1, "coded", comment="dull"), ALL, park_book)
    assert (row.axis, row.pole, row.voice, row.note) == ("*", "none", None, "dull")


def test_an_axis_that_came_later_was_not_looked_at(park_book: Codebook) -> None:
    said = Revision("a", "ada", 1, "coded", (FELLED,))
    rows = label_rows(Item("a", TEXT), said, frozenset({"tree-work", "visitors"}), park_book)
    assert [(r.axis, r.pole) for r in rows] == [("tree-work", "felled"), ("visitors", "none")]
    labels.check_together(rows, found := [])
    assert found == []
