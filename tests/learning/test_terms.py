"""What the classifier sees of a candidate: who speaks, subject and object, and where each term stands."""

from __future__ import annotations

import pytest

from framing.coding.codebook import Codebook
from framing.learning import speakers
from framing.learning.candidates import Candidate
from framing.learning.reading import Reading
from framing.learning.roles import roles
from framing.learning.terms import TermReader
from framing.text.segments import sentence


def read(book: Codebook, text: str, before: str = "") -> Reading:
    cut = sentence(text, before)
    return TermReader(book).read(cut, cut.units[0], before)


def at(reading: Reading, form: str) -> int:
    return next(k for k, s in enumerate(reading.symbols) if s.text == form)


def speaker(reading: Reading, verb: str) -> str:
    """The words of whoever speaks by that verb."""
    cue = next(a for a in reading.unit.attributions if reading.unit.tokens[a.cue[0]].form == verb)
    low, high = speakers.window(reading.unit, cue)
    return " ".join(t.form for t in reading.unit.tokens[low:high])


# ---------------------------------------------------------------- who speaks


@pytest.mark.parametrize(
    ("text", "verb", "words"),
    [
        ("The mayor praised the gardeners' plan as generous and said the pond had to wait.", "said", "the mayor"),
        ("The mayor, on leave in Delby, rang the gardeners and told reporters that she was sorry.", "told", "the mayor"),
        ("The mayor said that the wardens had felled it and warned that more would follow.", "warned", "the mayor"),
        ("The mayor said the pond was clean; a warden and neighbour said it was not.", "said", "the mayor"),
        ("The pond is clean, said Ada Roe, a warden in Delby.", "said", "ada roe , a warden in delby"),
    ],
)  # fmt: skip
def test_who_speaks(park_book: Codebook, text: str, verb: str, words: str) -> None:
    assert speaker(read(park_book, text), verb).startswith(words)


def test_a_verb_that_shares_its_subject_is_not_said_by_the_object(park_book: Codebook) -> None:
    reading = read(
        park_book, "The mayor praised the proposal of the gardeners and said it would cost little."
    )
    assert "gardeners" not in speaker(reading, "said")


def test_a_pronoun_takes_the_actor_before_it(park_book: Codebook) -> None:
    before = "The council met the protesters."
    reading = read(park_book, "They said that the pond was clean.", before)
    cue = reading.unit.attributions[0]
    found = speakers.classes(reading, speakers.window(reading.unit, cue))
    assert found[0] == "pronoun"
    assert found[1:] == [f"pronoun={reading.before[-1]}"]


# ---------------------------------------------------------------- subject and object


@pytest.mark.parametrize(
    ("text", "word", "form", "subject", "antecedent", "object_"),
    [
        ("Wardens felled an oak near the gate.", "felled", "plain", ["<council>"], [], ["oak"]),
        ("The oak was quietly felled by wardens.", "felled", "passive", ["oak"], [], ["<council>"]),
        ("An oak felled by wardens was sold.", "felled", "by", ["oak"], [], ["<council>"]),
        ("The storm that felled the oak is over.", "felled", "plain", [], ["storm"], ["oak"]),
        ("It was a storm in which the oaks were felled.", "felled", "passive", ["oak"], ["storm"], []),
        ("Wardens, most of them old, felled the oak.", "felled", "plain", ["<council>"], [], ["oak"]),
        ("Felled.", "felled", "plain", [], [], []),
    ],
)  # fmt: skip
def test_roles(
    park_book: Codebook,
    text: str,
    word: str,
    form: str,
    subject: list[str],
    antecedent: list[str],
    object_: list[str],
) -> None:
    reading = read(park_book, text)
    found = roles(reading, at(reading, word))
    assert found.form == form
    sides = (found.subject, found.antecedent, found.object)
    assert [[reading.keys[k] for k in side] for side in sides] == [subject, antecedent, object_]


# ---------------------------------------------------------------- terms


def test_every_term_of_a_place_stands_where_it_says(park_book: Codebook) -> None:
    text = "The mayor said that wardens had felled the oak in Delby Park, and neighbours protested."
    reading = read(park_book, text)
    candidate = Candidate("tree-work", at(reading, "felled"), 0)
    found = {
        t.text: text[t.start : t.end] for t in TermReader(park_book).terms(reading, candidate) if t.start >= 0
    }
    assert found["[fell]"] == "felled"
    assert found["+oak"] == "oak"
    assert found["object plain: oak"] == "felled the oak"
    assert all(found.values())


def test_a_speaker_is_a_term_of_the_verb_of_saying_and_of_no_other_word(park_book: Codebook) -> None:
    reading = read(park_book, "The mayor said that wardens had felled the oak.")
    reader = TermReader(park_book)
    said = {t.text for t in reader.terms(reading, Candidate("tree-work", at(reading, "said"), 0))}
    felled = {t.text for t in reader.terms(reading, Candidate("tree-work", at(reading, "felled"), 0))}
    assert {t for t in said if t.startswith("says")} >= {"says", "says before"}
    assert {t for t in felled if t.startswith("says")} == {"says nothing"}
