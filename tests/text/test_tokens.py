from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.text.canonical import Canonical
from framing.text.tokens import NUMBER, Token, stem, tokens, word_set


def test_a_token_has_its_place_form_and_stem() -> None:
    assert tokens("Talks stalled, 20 left.") == [
        Token(0, 5, "talks", "talk"),
        Token(6, 13, "stalled", "stall"),
        Token(13, 14, ",", ","),
        Token(15, 17, "20", NUMBER),
        Token(18, 22, "left", "left"),
        Token(22, 23, ".", "."),
    ]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("army-run, re-elected", ["army", "run", ",", "re", "elected"]),
        ("the U.S. at 5 a.m. today", ["the", "u.s.", "at", "5", "a.m.", "today"]),
        ("20,000 or 1.5 or 7", ["20,000", "or", "1.5", "or", "7"]),
        (
            "the mayor’s car, the mayors’ cars",
            ["the", "mayor", "'s", "car", ",", "the", "mayors", "'s", "cars"],
        ),
        ("Don’t ask O'Brien", ["don't", "ask", "o'brien"]),
        ("it's U.S.'s", ["it", "'s", "u.s.", "'s"]),
        ("left - or right – or — no", ["left", "–", "or", "right", "–", "or", "—", "no"]),
        ("wait… (no)?!", ["wait", "…", "(", "no", ")", "?", "!"]),
        ("snake_case 3rd", ["snake", "_case", "3", "rd"]),
        ("Élan vital à São Paulo", ["élan", "vital", "à", "são", "paulo"]),
        ("'quoted' “words”", ["quoted", "words"]),
        ("", []),
    ],
)
def test_forms(text: str, forms: list[str]) -> None:
    assert [t.form for t in tokens(text)] == forms


def test_numbers_in_digits_and_words_share_a_stem() -> None:
    assert {t.stem for t in tokens("2 two 20,000 1.5 dozens million")} == {NUMBER}


def test_a_part_of_a_text_has_offsets_into_the_whole() -> None:
    assert [(t.start, t.form) for t in tokens("one two three four", 4, 13)] == [(4, "two"), (8, "three")]


def test_straight_and_curly_apostrophes_make_the_same_tokens() -> None:
    curly = "The generals’ aides didn’t see Roe’s note"
    assert [t[2:] for t in tokens(curly)] == [t[2:] for t in tokens(curly.replace("’", "'"))]


def test_stem_and_word_set() -> None:
    assert (stem("refused"), stem("refusing")) == ("refus", "refus")
    assert word_set(" a b\n a ") == frozenset({"a", "b"})


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_tokens_stand_in_order_and_are_in_the_text(source: str) -> None:
    text = Canonical(source).text
    found = tokens(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(t.start < t.end <= len(text) and t.form and t.stem for t in found)
    assert "".join(c for c in text if c.isalnum()) == "".join(
        c for t in found for c in text[t.start : t.end] if c.isalnum()
    )


@pytest.mark.parametrize("unit", ["1,", "1.", "A.", "-", " - ", "a'", "_", "x" * 50, "s' ", "٣,", "é"])
def test_time_grows_with_the_text(growth, unit: str) -> None:
    assert growth(tokens, unit) <= 3
