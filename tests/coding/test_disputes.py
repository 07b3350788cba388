"""Disputes: where coders found different poles or voices; checked against what gold leaves out."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from framing.coding.codebook import Codebook
from framing.coding.disputes import Dispute, Looked, Said, disputes
from framing.coding.gold import gold
from framing.coding.revisions import Item, Mark, Revision, label_rows

ALL = frozenset({"tree-work", "visitors", "pond"})
FELLED = Mark("tree-work", "felled", "own", 0, 6)
REMOVED = Mark("tree-work", "removed", "own")


def said(coder: str, *marks: Mark, axes: frozenset[str] = ALL) -> Looked:
    return Looked(Revision("a", coder, 1, "coded", marks), axes)


def test_a_pole_against_nothing(park_book: Codebook) -> None:
    assert disputes([[said("ada", FELLED), said("bo")]], park_book) == [
        Dispute("a", "tree-work", "pole", (Said("ada", (FELLED,)), Said("bo", ())))
    ]


def test_one_coder_disputes_nothing(park_book: Codebook) -> None:
    assert disputes([[said("ada", FELLED, REMOVED)]], park_book) == []
    assert disputes([], park_book) == []


def test_evidence_and_number_are_no_dispute(park_book: Codebook) -> None:
    twice = said("bo", FELLED, Mark("tree-work", "felled", "own", 9, 12))
    assert disputes([[said("ada", FELLED), twice]], park_book) == []


def test_a_dispute_about_voice(park_book: Codebook) -> None:
    quoted = Mark("tree-work", "felled", "quoted", 0, 6)
    (found,) = disputes([[said("ada", FELLED), said("bo", quoted)]], park_book)
    assert (found.axis, found.about) == ("tree-work", "voice")
    ours, theirs = (
        [Mark("tree-work", "felled", a), Mark("tree-work", "removed", b)]  # type: ignore[arg-type]
        for a, b in [("own", "quoted"), ("quoted", "own")]
    )
    (found,) = disputes([[said("ada", *ours), said("bo", *theirs)]], park_book)
    assert found.about == "voice", "which pole stands in which voice"


def test_who_did_not_look_disputes_nothing(park_book: Codebook) -> None:
    assert disputes([[said("ada", FELLED), said("bo", axes=frozenset({"pond"}))]], park_book) == []


def test_the_adjudicator_settles_what_they_looked_at(park_book: Codebook) -> None:
    crowds = Mark("visitors", "crowds", "own")
    three = [said("ada", FELLED, crowds), said("adjudicated", REMOVED), said("bo")]
    assert disputes([three], park_book) == []
    three[1] = said("adjudicated", REMOVED, axes=frozenset({"tree-work"}))
    assert [(d.axis, [s.coder for s in d.said]) for d in disputes([three], park_book)] == [
        ("visitors", ["ada", "bo"])
    ]


MARKS = st.sampled_from(
    [
        Mark("tree-work", "felled", "own"),
        Mark("tree-work", "felled", "quoted"),
        Mark("tree-work", "removed", "own"),
        Mark("visitors", "crowds", "scare"),
        Mark("visitors", "guests", "own"),
        Mark("pond", "wild", "own"),
    ]
)
CODINGS = st.dictionaries(
    st.sampled_from(["ada", "adjudicated", "bo", "cem"]), st.lists(MARKS, unique=True, max_size=3), min_size=1
)


@given(CODINGS)
@settings(max_examples=150)
def test_disputes_about_poles_are_what_gold_leaves_out(
    park_book: Codebook, codings: dict[str, list[Mark]]
) -> None:
    looked = [said(coder, *marks) for coder, marks in sorted(codings.items())]
    item = Item("a", "Felled or removed, wild or not, guests or crowds.")
    rows = [r for c in looked for r in label_rows(item, c.revision, c.axes, park_book)]
    (sentence,) = gold(rows, park_book)
    found = disputes([looked], park_book)
    assert {d.axis for d in found if d.about == "pole"} == sentence.disputed
