"""Gold: partial coding is not a negative, ``*`` and none, several coders, disputes, adjudication."""

from __future__ import annotations

import pytest

from framing.coding.codebook import Codebook
from framing.coding.gold import GoldMention, GoldSentence, coders_view, gold
from framing.coding.labels import Label

TEXT = "The council felled the lime; crowds of guests saw the lime felled."
ALL = frozenset({"tree-work", "visitors", "pond"})


def row(
    axis: str, pole: str, coder: str = "ada", *, evidence: str = "", start: int = -1, **more: str
) -> Label:
    voice = None if pole == "none" else "own"
    at = start if start >= 0 or not evidence else TEXT.index(evidence)
    return Label(TEXT, axis, pole, voice=voice, evidence=evidence, start=at, coder=coder, **more)  # type: ignore[arg-type]


def one(rows: list[Label], book: Codebook) -> GoldSentence:
    (sentence,) = gold(rows, book)
    return sentence


FELLED = GoldMention("tree-work", "felled", "own", 12, 18)
REMOVED = GoldMention("tree-work", "removed", "own", -1, -1)
CROWDS = GoldMention("visitors", "crowds", "own", 29, 35)


# ---------------------------------------------------------------- one coder


def test_partial_coding_is_not_a_negative(park_book: Codebook) -> None:
    s = one([row("tree-work", "felled", evidence="felled")], park_book)
    assert s.looked_at == {"tree-work"}
    assert s.mentions == (FELLED,)
    assert s.disputed == frozenset()


def test_none_says_that_this_axis_was_looked_at(park_book: Codebook) -> None:
    s = one([row("tree-work", "felled", evidence="felled"), row("pond", "none")], park_book)
    assert s.looked_at == {"tree-work", "pond"}
    assert s.mentions == (FELLED,)


def test_star_says_that_every_axis_was_looked_at(park_book: Codebook) -> None:
    s = one([row("tree-work", "felled", evidence="felled"), row("*", "none")], park_book)
    assert s.looked_at == ALL
    assert s.mentions == (FELLED,)
    assert one([row("*", "none")], park_book).mentions == ()


def test_several_mentions_of_one_sentence(park_book: Codebook) -> None:
    rows = [
        row("visitors", "crowds", evidence="crowds"),
        row("tree-work", "felled", evidence="felled"),
        row("tree-work", "felled", evidence="felled", start=59),
        row("visitors", "guests", evidence="guests"),
    ]
    s = one(rows, park_book)
    assert [(m.pole, TEXT[m.start : m.end]) for m in s.mentions] == [
        ("crowds", "crowds"),
        ("felled", "felled"),
        ("felled", "felled"),
        ("guests", "guests"),
    ]
    assert s.poles("visitors") == {"crowds", "guests"}
    assert s.poles("pond") == frozenset()


def test_words_in_scare_quotes_count_for_no_pole(park_book: Codebook) -> None:
    s = one([Label(TEXT, "tree-work", "felled", voice="scare")], park_book)
    assert s.poles("tree-work") == frozenset()
    assert s.looked_at == {"tree-work"}


# ---------------------------------------------------------------- what a sentence is


def test_a_sentence_is_id_text_and_the_sentence_before(park_book: Codebook) -> None:
    rows = [
        Label("Rain.", "*", "none", id="1"),
        Label("Sun.", "*", "none", id="3"),
        Label("Rain.", "*", "none", id="2"),
        Label("Rain.", "*", "none", id="2", before="Cloud."),
        Label("Sun.", "pond", "wild", id="3", coder="bob"),
    ]
    assert [(s.id, s.text, s.before) for s in gold(rows, park_book)] == [
        ("1", "Rain.", ""),
        ("3", "Sun.", ""),
        ("2", "Rain.", ""),
        ("2", "Rain.", "Cloud."),
    ]


def test_what_only_one_row_states_holds_for_the_sentence(park_book: Codebook) -> None:
    s = one(
        [row("*", "none"), row("pond", "wild", source="a1", event="storm", outlet="Elm", genre="wire")],
        park_book,
    )
    assert (s.source, s.event, s.outlet, s.genre) == ("a1", "storm", "Elm", "wire")


@pytest.mark.parametrize(
    ("more", "group"),
    [
        ({"event": "e", "source": "s", "id": "i"}, "e"),
        ({"source": "s", "id": "i"}, "s"),
        ({"id": "i"}, "i"),
        ({}, TEXT),
    ],
)
def test_what_a_fold_may_not_split(park_book: Codebook, more: dict[str, str], group: str) -> None:
    assert one([row("*", "none", **more)], park_book).group == group


# ---------------------------------------------------------------- several coders


def test_coders_who_agree(park_book: Codebook) -> None:
    rows = [row("tree-work", "felled", c, evidence="felled") for c in ("ada", "bob")]
    s = one([*rows, row("*", "none", "ada"), row("*", "none", "bob")], park_book)
    assert s.looked_at == ALL
    assert s.mentions == (FELLED,)
    assert s.disputed == frozenset()


def test_where_coders_disagree_the_axis_is_left_out_and_listed(park_book: Codebook) -> None:
    rows = [
        row("tree-work", "felled", "ada", evidence="felled"),
        row("visitors", "crowds", "ada", evidence="crowds"),
        row("*", "none", "ada"),
        row("visitors", "crowds", "bob", evidence="crowds"),
        row("*", "none", "bob"),
    ]
    s = one(rows, park_book)
    assert s.disputed == {"tree-work"}
    assert s.looked_at == {"visitors", "pond"}
    assert s.mentions == (CROWDS,)


def test_one_pole_and_both_poles_are_a_dispute(park_book: Codebook) -> None:
    rows = [
        row("tree-work", "felled", "ada"),
        row("tree-work", "felled", "bob"),
        row("tree-work", "removed", "bob"),
    ]
    assert one(rows, park_book).disputed == {"tree-work"}


def test_a_coder_who_did_not_look_disputes_nothing(park_book: Codebook) -> None:
    rows = [row("tree-work", "felled", "ada", evidence="felled"), row("pond", "none", "bob")]
    s = one(rows, park_book)
    assert s.disputed == frozenset()
    assert s.looked_at == {"tree-work", "pond"}
    assert s.mentions == (FELLED,)


def test_where_poles_agree_voice_and_span_are_those_of_the_first_coder(park_book: Codebook) -> None:
    first = Label(TEXT, "tree-work", "felled", voice="quoted", evidence="felled", start=12, coder="ada")
    second = Label(
        TEXT, "tree-work", "felled", voice="own", evidence="felled the lime", start=12, coder="bob"
    )
    assert one([first, second], park_book).mentions == (GoldMention("tree-work", "felled", "quoted", 12, 18),)
    assert one([second, first], park_book).mentions == (GoldMention("tree-work", "felled", "own", 12, 27),)


def test_every_coders_view(park_book: Codebook) -> None:
    rows = [
        row("tree-work", "felled", "ada", evidence="felled"),
        row("pond", "none", "ada"),
        row("*", "none", "bob"),
    ]
    assert coders_view(rows, park_book) == {
        "ada": (frozenset({"tree-work", "pond"}), (FELLED,)),
        "bob": (ALL, ()),
    }


# ---------------------------------------------------------------- adjudication


def disputed(adjudicated: list[Label]) -> list[Label]:
    """Two coders who agree on visitors and differ on tree work, and what an adjudicator says."""
    return [
        row("tree-work", "felled", "ada", evidence="felled"),
        row("visitors", "crowds", "ada", evidence="crowds"),
        row("*", "none", "ada"),
        row("visitors", "crowds", "bob", evidence="crowds"),
        row("*", "none", "bob"),
        *adjudicated,
    ]


def test_adjudication_decides_a_dispute(park_book: Codebook) -> None:
    s = one(disputed([row("tree-work", "felled", "adjudicated", evidence="felled")]), park_book)
    assert s.disputed == frozenset()
    assert s.looked_at == ALL
    assert set(s.mentions) == {FELLED, CROWDS}


def test_adjudication_may_say_none(park_book: Codebook) -> None:
    s = one(disputed([row("tree-work", "none", "adjudicated")]), park_book)
    assert s.disputed == frozenset()
    assert s.looked_at == ALL
    assert s.mentions == (CROWDS,)


def test_adjudication_wins_also_against_coders_who_agree(park_book: Codebook) -> None:
    s = one(
        disputed([row("*", "none", "adjudicated"), row("tree-work", "removed", "adjudicated")]), park_book
    )
    assert s.looked_at == ALL
    assert s.mentions == (REMOVED,)


def test_adjudication_of_another_axis_leaves_the_dispute(park_book: Codebook) -> None:
    s = one(disputed([row("pond", "none", "adjudicated")]), park_book)
    assert s.disputed == {"tree-work"}
    assert s.looked_at == {"visitors", "pond"}
    assert s.mentions == (CROWDS,)


def test_rows_that_are_only_adjudicated(park_book: Codebook) -> None:
    s = one([row("tree-work", "felled", "adjudicated", evidence="felled")], park_book)
    assert (s.looked_at, s.mentions) == (frozenset({"tree-work"}), (FELLED,))
