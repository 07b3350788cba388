"""Near-duplicates: exactly the pairs with a Jaccard similarity of word 5-grams of one half or more."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.comparison.duplicates import SIMILAR, copies, shingles

WORDS = "bench path gate lamp kiosk swing hedge tulip fence bridge pump shed statue clock tent drum flute ladder bucket rake".split()


def repeated(texts: Sequence[str]) -> list[bool]:
    return copies(texts).found()


def story(seed: int, n: int = 60) -> str:
    return " ".join(Random(seed).choices(WORDS, k=n))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from("abc"), max_size=14).map(" ".join), max_size=8))
def test_against_every_pair(texts: list[str]) -> None:
    sets = [shingles(t) for t in texts]
    expected = [
        any(i != j and s and len(s & o) / len(s | o) >= SIMILAR for j, o in enumerate(sets))
        for i, s in enumerate(sets)
    ]
    assert repeated(texts) == expected


def test_a_copy_is_found_whatever_its_typing() -> None:
    text = "The mayor’s office said on Monday that the “old” lime by the gate would be cut down in May, weather allowing."
    typed = text.replace("’", "'").replace("“", '"').replace("”", '"').replace(" by ", " \n by ").upper()
    assert repeated([text, story(1), typed]) == [True, False, True]


def test_a_new_lead_over_the_same_copy_is_found() -> None:
    wire = story(1, 80)
    assert repeated([wire, story(2, 15) + " " + wire, story(3)]) == [True, True, False]


@pytest.mark.parametrize(("shared", "found"), [(60, True), (30, False)])
def test_half_of_all_shingles_is_the_line(shared: int, found: bool) -> None:
    common = story(1, shared)
    assert repeated([common + " " + story(2, 20), common + " " + story(3, 20)]) == [found, found]


def test_empty_texts_are_no_copies_of_each_other() -> None:
    assert repeated(["", "", " … ", "🦆"]) == [False] * 4
    assert repeated([]) == []


def test_short_texts_are_compared_as_a_whole() -> None:
    assert repeated(["The fair opens.", "the fair opens", "The fair closes."]) == [True, True, False]


def test_order_changes_nothing() -> None:
    texts = [story(1), story(1) + " tent", story(2), story(3), story(3)]
    assert repeated(texts) == [True, True, False, True, True]
    assert repeated(texts[::-1]) == [True, True, False, True, True][::-1]


def test_a_set_phrase_in_very_many_articles_is_no_copying() -> None:
    """It is passed over, and articles are found by what else they share."""
    phrase = "share this story with your friends in the park today"
    texts = [f"{story(100 + i, 12)} {phrase}" for i in range(230)]
    assert not any(repeated(texts))


def test_one_text_in_very_many_articles_is_copying() -> None:
    """However many copies there are: more outlets than any set phrase may have, all with the same wire story."""
    assert repeated([story(1)] * 250 + [story(2)]) == [True] * 250 + [False]


# ---------------------------------------------------------------- counted once


def test_a_text_counts_once_in_an_outlet_and_once_in_another() -> None:
    wire = story(1)
    found = copies([wire, wire + " tent", story(2), wire, wire])
    assert found.counted(["Acorn", "Acorn", "Acorn", "Elm", "Elm"]) == [True, False, True, True, False]
    assert found.elsewhere(["Acorn", "Acorn", "Acorn", "Elm", "Elm"]) == [True, True, False, True, True]


def test_versions_of_a_live_blog_are_no_chain() -> None:
    """Each is like the one before; the third is not like the first, and counts."""
    first = story(1, 60)
    second = " ".join([*first.split()[15:], story(2, 15)])
    third = " ".join([*second.split()[20:], story(3, 12)])
    found = copies([first, second, third])
    assert found.like == {0: {1}, 1: {0, 2}, 2: {1}}
    assert found.counted(["Acorn"] * 3) == [True, False, True]


def test_texts_without_words_all_count() -> None:
    assert copies(["", "🦆", ""]).counted(["Acorn"] * 3) == [True] * 3
    assert copies(["", ""]).elsewhere(["Acorn", "Elm"]) == [False, False]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Acorn", "Elm"]), st.lists(st.sampled_from("ab"), max_size=9).map(" ".join)
        ),
        max_size=9,
    )
)
def test_what_does_not_count_is_like_something_that_does(rows: list[tuple[str, str]]) -> None:
    outlets, texts = [o for o, _ in rows], [t for _, t in rows]
    counted = copies(texts).counted(outlets)
    sets = [shingles(t) for t in texts]
    for i, s in enumerate(sets):
        before = [j for j in range(i) if counted[j] and outlets[j] == outlets[i] and s and sets[j]]
        like = [j for j in before if len(s & sets[j]) / len(s | sets[j]) >= SIMILAR]
        assert counted[i] == (not like)
