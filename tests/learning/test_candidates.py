"""What proposes a place: words that are often enough evidence, learned from what was looked at and from nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from framing.coding.codebook import Codebook
from framing.learning.candidates import MIN_EVIDENCE, MIN_PRECISION, Candidate, Triggers, learn, propose
from framing.learning.model_folder import Model
from framing.learning.reading import Reading
from framing.learning.terms import TermReader
from framing.text.segments import sentence

FELLING = "tree-work"


def read(book: Codebook, text: str) -> Reading:
    cut = sentence(text)
    return TermReader(book).read(cut, cut.units[0])


def learned(book: Codebook, rows: Sequence[tuple[str, Sequence[str] | None]]) -> Triggers:
    """From texts with the keys that are evidence of work on trees, None where nobody looked."""
    readings = [read(book, text) for text, _ in rows]
    marked = [
        {} if keys is None else {FELLING: {k for k, key in enumerate(r.keys) if key in keys}}
        for r, (_, keys) in zip(readings, rows, strict=True)
    ]
    return learn(readings, marked, book)


# ---------------------------------------------------------------- learning the list


def test_a_word_that_is_evidence_often_enough_proposes(park_book: Codebook) -> None:
    found = learned(park_book, [("Wardens toppled an oak.", ["toppl"])] * MIN_EVIDENCE)
    assert found[FELLING] == {"toppl"}


def test_a_word_that_was_evidence_once_does_not(park_book: Codebook) -> None:
    rows = [("Wardens toppled an oak.", ["toppl"])] * 2 + [("They axed a lime.", ["axe"])] * (
        MIN_EVIDENCE - 1
    )
    assert learned(park_book, rows)[FELLING] == {"toppl"}


@pytest.mark.parametrize(("other", "proposes"), [(14, True), (15, False)])
def test_a_word_that_is_mostly_something_else_does_not(
    park_book: Codebook, other: int, proposes: bool
) -> None:
    """Two of 16 uses are a share of .125, two of 17 are .118."""
    assert 2 / 17 < MIN_PRECISION < 2 / 16
    rows = [("Wardens toppled an oak.", ["toppl"])] * 2 + [("The price toppled.", [])] * other
    assert ("toppl" in learned(park_book, [*rows, *[("They axed it.", ["axe"])] * 2])[FELLING]) == proposes


def test_uses_where_nobody_looked_say_nothing(park_book: Codebook) -> None:
    rows = [("Wardens toppled an oak.", ["toppl"])] * 2 + [("The price toppled.", None)] * 100
    assert learned(park_book, rows)[FELLING] == {"toppl"}


def test_common_words_and_marks_propose_nothing_and_actors_do(park_book: Codebook) -> None:
    """Evidence of several words: "the council, and" with its mark."""
    rows = [("The council, and nobody else, toppled it.", ["the", "<council>", ",", "and", "toppl"])] * 5
    assert learned(park_book, rows)[FELLING] == {"<council>", "toppl"}


def test_forms_of_a_word_are_one(park_book: Codebook) -> None:
    rows = [("Wardens toppled an oak.", ["toppl"]), ("Wardens were toppling an oak.", ["toppl"])]
    assert learned(park_book, rows)[FELLING] == {"toppl"}


def test_an_axis_without_evidence_takes_the_words_of_its_indicators(park_book: Codebook) -> None:
    """“chopped down”: both words, none of a pattern's actors, none of the common words."""
    found = learned(park_book, [("The band played.", [])])
    assert set(found) == {a.id for a in park_book.axes}
    assert found[FELLING] == {"fell", "chop", "down", "remov", "clear"}
    assert found["visitors"] == {"guest", "famili", "crowd", "hord"}


def test_axes_learn_apart(park_book: Codebook) -> None:
    found = learned(park_book, [("Wardens toppled an oak.", ["toppl"])] * 2)
    assert "toppl" not in found["visitors"] | found["pond"]


def test_the_order_of_sentences_does_not_matter(park_book: Codebook) -> None:
    rows = [
        ("Wardens toppled an oak.", ["toppl"]),
        ("They axed a lime.", ["axe"]),
        ("They axed and toppled a lime.", ["axe", "toppl"]),
        ("The price toppled.", []),
    ]
    assert learned(park_book, rows) == learned(park_book, rows[::-1])


# ---------------------------------------------------------------- proposing

TRIGGERS = {FELLING: frozenset(["fell", "<council>"]), "visitors": frozenset(["guest", "fell"])}


def proposed(
    book: Codebook, text: str, axes: Sequence[str] = (FELLING, "visitors", "pond")
) -> list[Candidate]:
    return propose(read(book, text), TRIGGERS, axes)


def test_candidates_stand_axis_by_axis_in_the_order_of_the_text(park_book: Codebook) -> None:
    assert proposed(park_book, "Guests saw the council fell a lime.") == [
        Candidate(FELLING, 3, 0),
        Candidate(FELLING, 4, 0),
        Candidate("visitors", 0, 0),
        Candidate("visitors", 4, 0),
    ]


def test_only_axes_that_are_asked_for(park_book: Codebook) -> None:
    text = "Guests saw the council fell a lime."
    assert {c.axis for c in proposed(park_book, text, ["visitors"])} == {"visitors"}
    assert proposed(park_book, text, []) == []


def test_an_actor_of_several_words_is_one_candidate(park_book: Codebook) -> None:
    assert proposed(park_book, "The park council met.") == [Candidate(FELLING, 1, 0)]


def test_every_occurrence_is_a_candidate_with_its_segment(park_book: Codebook) -> None:
    text = "“They felled it,” said a man who felled two."
    reading = read(park_book, text)
    found = proposed(park_book, text, [FELLING])
    assert [reading.keys[c.at] for c in found] == ["fell", "fell"]
    assert [reading.unit.parts[c.part].voice for c in found] == ["quoted", "own"]
    assert [c.part for c in found] == [reading.parts[c.at] for c in found]


@pytest.mark.parametrize("text", ["", "🦆", "The band played.", "…"])
def test_nothing_is_proposed_where_no_word_of_the_list_stands(park_book: Codebook, text: str) -> None:
    assert [c for unit in sentence(text).units[:1] for c in proposed(park_book, text)] == []


def test_a_model_proposes_with_the_list_that_its_manifest_states(park_model: Model) -> None:
    assert park_model.coder.triggers == {a: frozenset(t) for a, t in park_model.manifest.triggers.items()}
