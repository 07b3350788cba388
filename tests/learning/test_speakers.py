"""Whom words are credited to: own sentences with the actors of the park, read as the codings are read."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.coding.codebook import Codebook
from framing.learning.model_folder import Model
from framing.learning.reading import Reading
from framing.learning.speakers import OTHER, credited
from framing.learning.terms import TermReader
from framing.text.segments import document
from framing.units import Article

WORDING = ("felled", "felling", "removed", "removal", "cleared")
"""The words whose speaker is asked for."""


def readings(book: Codebook, text: str) -> list[Reading]:
    """Every sentence of a text with the one before it, as the scoring reads them."""
    reader = TermReader(book)
    cut = document(text)
    found, before = [], ""
    for unit in cut.units:
        found.append(reader.read(cut, unit, before))
        before = cut.canonical.text[unit.start : unit.end]
    return found


def told(book: Codebook, text: str) -> list[tuple[str, str]]:
    """The voice and the speaker of each word of WORDING, in the order of the text."""
    return [
        (r.unit.parts[r.parts[k]].voice, credited(r, k))
        for r in readings(book, text)
        for k, s in enumerate(r.symbols)
        if s.text in WORDING
    ]


def speakers(book: Codebook, text: str) -> list[str]:
    """As :func:`told`, where every such word has to stand in somebody else's voice."""
    found = told(book, text)
    assert all(voice in {"reported", "quoted"} for voice, _ in found), found
    return [speaker for _, speaker in found]


def wrong(text: str, expected: Sequence[str], reason: str) -> object:
    """A case of which it is known that it fails."""
    return pytest.param(
        text, list(expected), marks=pytest.mark.xfail(strict=True, raises=AssertionError, reason=reason)
    )


# ---------------------------------------------------------------- one speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The mayor said the lime had been removed for safety.", "council"),
        ("Volunteers say the council felled a healthy oak.", "friends"),
        ("The council denied that it felled the oak.", "council"),
        ("The council later said that no oak had been felled.", "council"),
        ("But volunteers said the oak was felled at night.", "friends"),
        ("In a statement, the council said the oak was removed.", "council"),
        ("In a letter to the council, volunteers said the oak was felled.", "friends"),
        ("Asked about the oak, the mayor said it was removed.", "council"),
        ("The mayor told volunteers that the oak was removed.", "council"),
        ("Volunteers accused the council of felling the oak.", "friends"),
        ("Volunteers warned the council that the oak would be felled.", "friends"),
        ("Neighbours said the council felled the oak.", OTHER),
        ("Somebody said the oak was felled.", OTHER),
        ("12 volunteers said the oak was felled.", "friends"),
    ],
)
def test_who_says_that(park_book: Codebook, text: str, speaker: str) -> None:
    assert speakers(park_book, text) == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The oak was removed on Monday, the mayor said.", "council"),
        ("The council, volunteers said, felled the oak.", "friends"),
        ("The oak was felled in secret, according to volunteers.", "friends"),
        ("According to the park council, the oak was removed on Monday.", "council"),
        ("The oak was removed, citing wardens.", "council"),
        ("The claim by volunteers that the oak was felled is false.", "friends"),
        ("The volunteers’ claim that the oak was felled is false.", "friends"),
        ("The oak, which volunteers said was felled, lay by the gate.", "friends"),
    ],
)
def test_who_says_it_behind_or_inside(park_book: Codebook, text: str, speaker: str) -> None:
    assert speakers(park_book, text) == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We removed it for safety,” a warden told reporters.", "council"),
        ("“They felled the oldest beech in town,” said Ada Quill.", OTHER),
        ('"They felled it," said the mayor of Delby.', "council"),
        ("The mayor said: “They removed it.”", "council"),
        ("“The council felled it,” volunteers said, “and nobody was told.”", "friends"),
        ("“They felled it,” said Ada Quill (a volunteer).", "friends"),
        ("“They felled it,” said Ada Quill – the mayor had left.", OTHER),
        ("“They felled it,” Ada Quill said on Monday as the mayor opened the fair.", OTHER),
    ],
)
def test_who_is_quoted(park_book: Codebook, text: str, speaker: str) -> None:
    assert speakers(park_book, text) == [speaker]


# ---------------------------------------------------------------- nobody by name


@pytest.mark.parametrize(
    "text",
    [
        "It said the oak was removed.",
        "We said the oak was felled.",
        "They say wardens felled the oak.",
        "“They felled it,” she told the mayor.",
        "Who said the oak was felled?",
        "The council met volunteers. They said the oak was felled.",
        "The mayor opened the fair. “They felled the oldest beech in town.”",
        "The mayor was clear. “They removed it.”",
    ],
)
def test_a_pronoun_and_another_sentence_name_nobody(park_book: Codebook, text: str) -> None:
    assert speakers(park_book, text) == [""]


# ---------------------------------------------------------------- noun phrases


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ada Quill, a warden, said the oak was removed.", "council"),
        ("Ada Quill of the friends of the park said the oak was felled.", "friends"),
        ("Ada Quill, of the council, said the oak was removed.", "council"),
        ("Former mayor Ada Quill said the oak was removed.", "council"),
        ("A spokesman for the council said the oak was removed.", "council"),
        ("The council's spokesman said the oak was removed.", "council"),
        ("A report by the council says the oak was removed.", "council"),
        ("“They felled it,” said Ada Quill, a volunteer in Delby.", "friends"),
        ("“They felled it,” said Ada Quill, a volunteer near the council.", "friends"),
        ("“They removed it,” Ada Quill, a warden in Delby, said.", "council"),
        ("Volunteers near the council said the oak was felled.", "friends"),
        ("Volunteers who met the mayor said the oak was felled.", "friends"),
        ("The mayor, flanked by volunteers, said the oak was removed.", "council"),
        ("Volunteers, angry with the mayor, said the oak was felled.", "friends"),
        ("A letter from volunteers to the mayor said the oak was felled.", "friends"),
        ("Neighbours of the park said the oak was felled.", OTHER),
    ],
)
def test_the_head_of_a_noun_phrase(park_book: Codebook, text: str, speaker: str) -> None:
    assert speakers(park_book, text) == [speaker]


def test_of_two_that_speak_together_the_first(park_book: Codebook) -> None:
    assert speakers(park_book, "The mayor and volunteers said the oak was removed.") == ["council"]
    assert speakers(park_book, "Volunteers and the mayor said the oak was removed.") == ["friends"]
    text = "The claim by the mayor and volunteers that the oak was felled is false."
    assert speakers(park_book, text) == ["council"]


# ---------------------------------------------------------------- several speakers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Volunteers say the oak was felled; the mayor says it was removed.", ["friends", "council"]),
        (
            "The oak was felled, volunteers say, and the mayor insists that it was removed.",
            ["friends", "council"],
        ),
        ("“We removed it,” said the mayor. “They felled it,” said a volunteer.", ["council", "friends"]),
        ("Volunteers said the oak was felled. The mayor said it was removed.", ["friends", "council"]),
        ("The mayor said volunteers had claimed that the oak was felled at night.", ["friends"]),
        ("Wardens removed the oak, volunteers said, adding that another was felled.", ["friends", "friends"]),
        ("The mayor met volunteers on Monday and said the oak was removed.", ["council"]),
        ("Volunteers met the mayor and said the oak was felled.", ["friends"]),
        ("The mayor left and volunteers said the oak was felled.", ["friends"]),
        (
            "The mayor said that after a long wet day the old oak by the gate was removed; volunteers said nothing.",
            ["council"],
        ),
        ("The mayor said the fair would open, and volunteers said the oak was felled.", ["friends"]),
        ("The mayor said the fair would open and a neighbour said the oak was felled.", [OTHER]),
    ],
)
def test_each_has_what_he_said(park_book: Codebook, text: str, expected: list[str]) -> None:
    assert speakers(park_book, text) == expected


def test_words_before_and_behind_one_verb_are_one_speakers(park_book: Codebook) -> None:
    text = "Felling it was wrong, volunteers said, for the removal of one oak is the removal of a home."
    assert {s for _, s in told(park_book, text)} == {"friends"}


# ---------------------------------------------------------------- actors that stand nearby; the marked cases are known to be wrong

BEHIND = "whom the head belongs to is taken, also where it is against him"
PASSIVE = "the subject of a passive verb of speech is who was told or accused, and by X is not looked at"
NEAREST = "words that no attribution covers are credited to the nearest verb of speech"
PRESENT = "the first phrase ends at a past or auxiliary verb alone, so that the object of a verb in the present is the speaker"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor said the oak was sick, but volunteers insisted it was felled.", ["friends"]),
        ("“We removed it,” the mayor said, but volunteers insisted it was felled.", ["council", "friends"]),
        ("The mayor announced a fair, then volunteers said the oak was felled.", ["friends"]),
        ("“They felled it,” said Ada Quill, and the mayor left.", [OTHER]),
        ("“They felled it,” said Ada Quill, whose brother met the mayor.", [OTHER]),
        ("“They felled it,” said a neighbour as wardens watched.", [OTHER]),
        ("“They felled it,” said a neighbour after the mayor left.", [OTHER]),
        wrong("A critic of the council said the oak was felled.", [OTHER], BEHIND),
        ("A resident near the council said the oak was felled.", [OTHER]),
        ("An aide who met the mayor said the oak was felled.", [OTHER]),
        ("A letter to the mayor from volunteers said the oak was felled.", ["friends"]),
        wrong("The mayor's neighbour said the oak was felled.", [OTHER], "who owns the head of the phrase is taken for it"),
        wrong("Volunteers were told by the mayor that the oak was removed.", ["council"], PASSIVE),
        wrong("The council was accused by volunteers of felling the oak.", ["friends"], PASSIVE),
        wrong("Volunteers thank the mayor and say the oak was felled.", ["friends"], PRESENT),
        ("The mayor, angered that volunteers had left, said the oak was removed.", ["council"]),
    ],
)  # fmt: skip
def test_not_the_actor_that_stands_nearby(park_book: Codebook, text: str, expected: list[str]) -> None:
    assert speakers(park_book, text) == expected


def test_you_is_a_pronoun(park_book: Codebook) -> None:
    assert speakers(park_book, "You said the oak was felled.") == [""]


@pytest.mark.xfail(strict=True, raises=AssertionError, reason=NEAREST)
@pytest.mark.parametrize(
    "text",
    [
        "A banner by the gate read “They felled the oak” as the mayor said the fair would open.",
        "“They felled the oak,” read a banner; the mayor said the fair would open.",
    ],
)
def test_a_quotation_is_not_of_whoever_says_something_else(park_book: Codebook, text: str) -> None:
    assert "council" not in speakers(park_book, text)


def test_verbs_that_share_a_subject_do_not_pile_up(park_book: Codebook) -> None:
    (reading,) = readings(park_book, "The mayor met volunteers " + "and said " * 200 + "the oak was felled.")
    allowed = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 120)
    try:
        found = credited(reading, len(reading.symbols) - 2)
    finally:
        sys.setrecursionlimit(allowed)
    assert found == "council"


# ---------------------------------------------------------------- for any sentence

PIECES = (
    "the mayor|volunteers|a neighbour|Ada Quill|he|they|said|say|told|claimed that|accused|according to|citing|by|of|in|who|and|but|"
    "the oak was felled|it was removed|,|;|:|–|.|“|”|'|Monday|12|was|not"
).split("|")


@settings(max_examples=300, deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=25))
def test_always_an_actor_other_or_nobody(park_book: Codebook, pieces: list[str]) -> None:
    for reading in readings(park_book, " ".join(pieces)):
        for k in range(len(reading.symbols)):
            assert credited(reading, k) in {*park_book.actor_names, OTHER, ""}


@settings(max_examples=100, deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=15))
def test_without_a_verb_of_speech_nobody(park_book: Codebook, pieces: list[str]) -> None:
    for reading in readings(park_book, " ".join(pieces)):
        if not reading.unit.attributions:
            assert {credited(reading, k) for k in range(len(reading.symbols))} <= {""}


# ---------------------------------------------------------------- in the codings


def test_codings_carry_the_speaker_and_own_voice_none(park_model: Model) -> None:
    text = (
        "The fair and the oaks\n\nThe council felled two oaks on Monday.\n\n"
        "“They felled the oldest oak in town,” said a volunteer.\n\n"
        "The mayor said the oaks had been removed for safety. He said the removal of the oaks took an hour."
    )
    (scored,) = framing.score(park_model, [Article("a1", text, outlet="Acorn")])
    found = [(c.voice, c.pole, c.speaker) for c in scored.score.codings if c.axis == "tree-work"]
    assert found == [
        ("own", "felled", ""),
        ("quoted", "felled", "friends"),
        ("reported", "removed", "council"),
        ("reported", "removed", ""),
    ]
