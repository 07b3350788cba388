"""The language of expressions: each element, the longest match, gaps, exceptions, and what cannot be written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.coding.codebook import Codebook, Head
from framing.coding.expressions import (
    GAP_WORDS,
    Actors,
    ExpressionError,
    Expressions,
    Match,
    SymbolText,
    check,
)
from framing.text.tokens import tokens

ACTORS = Actors({"council": ["council", "park council", "warden*"], "friends": ["friends of the park"]})


def symbols(text: str, actors: Actors = ACTORS) -> SymbolText:
    cut = tokens(text)
    return SymbolText(cut, actors.symbols(cut))


def found(expressions: str | list[str], text: str) -> list[str]:
    """What is found in a text, as the words that stand there."""
    written = [expressions] if isinstance(expressions, str) else expressions
    cut = tokens(text)
    return [text[cut[m.first].start : cut[m.last].end] for m in Expressions("x", written).find(symbols(text))]


ELEMENTS = [
    # a word
    ("lime", "The lime and the LIME.", ["lime", "LIME"]),
    ("lime", "Limes, sublime limestone.", []),
    ("old lime", "An old lime; an old, lime tree.", ["old lime"]),
    ("hard won", "A hard-won prize, hard won.", ["hard-won", "hard won"]),
    ("council 's plan", "The council’s plan, the council's plan.", ["council’s plan", "council's plan"]),
    ("don't", "Don’t.", ["Don’t"]),
    ("u.s.", "In the U.S. of old.", ["U.S."]),
    ("7", "Some 7 of 70.", ["7"]),
    ("c++", "c++", []),
    # every word that begins so
    ("fell*", "Fell, felled, felling, befell.", ["Fell", "felled", "felling"]),
    ("fell* the lime", "They felled the lime.", ["felled the lime"]),
    # one of several
    ("felled|cut|chop*", "Cut, chopped and felled; cute.", ["Cut", "chopped", "felled"]),
    ("felled|cut the lime|oak", "Felled the oak. Cut the lime. Cut the elm.", ["Felled the oak", "Cut the lime"]),
    # an actor
    ("<council> said", "The park council said; the council said; Wardens said; bands said.",
     ["park council said", "council said", "Wardens said"]),
    ("<council>|neighbours said", "Neighbours said, wardens said.", ["Neighbours said", "wardens said"]),
    ("said <friends>", "“No,” said friends of the park.", ["said friends of the park"]),
    ("<num> oaks", "Two oaks, 7 oaks and 1,200 oaks.", ["7 oaks", "1,200 oaks"]),
    # up to four words within a clause
    ("felled .. lime", "felled lime", ["felled lime"]),
    ("felled .. lime", "felled the big old grey lime", ["felled the big old grey lime"]),
    ("felled .. lime", "felled the very big old grey lime", []),
    ("felled .. lime", "felled one lime and a lime", ["felled one lime"]),
    ("<council> .. felled", "The council has since felled it.", ["council has since felled"]),
    ("felled .. by .. council", "felled at dawn by the park council", ["felled at dawn by the park council"]),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "text", "expected"), ELEMENTS)
def test_each_element_of_the_language(expression: str, text: str, expected: list[str]) -> None:
    assert found(expression, text) == expected


def test_a_gap_is_as_long_as_the_module_says() -> None:
    filler = ["w"] * (GAP_WORDS + 1)
    assert found("a .. b", " ".join(["a", *filler[:-1], "b"])) != []
    assert found("a .. b", " ".join(["a", *filler, "b"])) == []


@pytest.mark.parametrize("mark", [",", ";", ":", ".", "!", "?", " (", ")", "…", " –", " —", " -"])
def test_gaps_do_not_cross_a_mark_that_bounds_a_clause(mark: str) -> None:
    assert found("felled .. lime", f"felled it{mark} the lime") == []
    assert found("felled .. lime", "felled it the lime") == ["felled it the lime"]


def test_an_expression_does_not_cross_a_mark_either() -> None:
    assert found("old lime", "old, lime") == []


# ---------------------------------------------------------------- the longest match

LONGEST = [
    (["lime", "old lime", "the old lime tree"], "the old lime tree", ["the old lime tree"]),
    (["old lime", "lime tree hall fund"], "the old lime tree hall fund", ["lime tree hall fund"]),
    (["unspeakable", "un* act"], "an unspeakable act", ["unspeakable act"]),
    (["a b", "b c d", "d e"], "a b c d e", ["b c d"]),
    (["a b", "b c d", "e f"], "a b c d e f", ["b c d", "e f"]),
    (["a b", "b c"], "a b c", ["a b"]),
    (["<council> felled", "council felled the lime"], "The park council felled the lime.", ["council felled the lime"]),
    (["lime", "lime"], "lime lime", ["lime", "lime"]),
]  # fmt: skip


@pytest.mark.parametrize(("written", "text", "expected"), LONGEST)
def test_of_matches_that_overlap_the_longer_stands(
    written: list[str], text: str, expected: list[str]
) -> None:
    assert found(written, text) == expected
    assert found(written[::-1], text) == expected


def spans(written: list[str], words: list[str]) -> list[tuple[int, int]]:
    """The slow way, without regular expressions: at every word the longest expression, then the longest of these first."""
    longest: dict[int, int] = {}
    for expression in written:
        elements = expression.split(" ")
        for i in range(len(words) - len(elements) + 1):
            here = words[i : i + len(elements)]
            if all(
                w.startswith(e[:-1]) if e.endswith("*") else w == e
                for e, w in zip(elements, here, strict=True)
            ):
                longest[i] = max(longest.get(i, 0), i + len(elements) - 1)
    kept: list[tuple[int, int]] = []
    for a, b in sorted(longest.items(), key=lambda p: (p[0] - p[1], p)):
        if all(b < c or a > d for c, d in kept):
            kept.append((a, b))
    return sorted(kept)


@given(
    written=st.lists(
        st.lists(st.sampled_from(["a", "b", "c", "ab", "a*", "b*"]), min_size=1, max_size=3).map(" ".join),
        min_size=1,
        max_size=4,
        unique=True,
    ),
    words=st.lists(st.sampled_from(["a", "b", "c", "ab", "bc"]), max_size=10),
)
@settings(max_examples=500, deadline=None)
def test_agrees_with_looking_at_every_place(written: list[str], words: list[str]) -> None:
    matches = Expressions("x", written).find(symbols(" ".join(words)))
    assert [(m.first, m.last) for m in matches] == spans(written, words)


def test_nothing_is_found_in_nothing() -> None:
    assert Expressions("x", ["a", "<council>"]).find(symbols("")) == []
    assert Expressions("x", []).find(symbols("a b")) == []


def test_a_match_is_a_range_of_tokens_of_the_text() -> None:
    assert Expressions("x", ["<council> said"]).find(symbols("Yes, the park council said.")) == [
        Match("x", 3, 5)
    ]


# ---------------------------------------------------------------- actors


def test_actors_are_found_longest_first_and_numbers_become_one() -> None:
    text = "Friends of the Park met 12 wardens, two friends and the Park Council's clerk."
    cut = tokens(text)
    assert [s.text for s in ACTORS.symbols(cut)] == [
        "<friends>", "met", "<num>", "<council>", ",", "two", "friends", "and", "the", "<council>", "'s", "clerk", ".",
    ]  # fmt: skip
    assert [(s.first, s.last) for s in ACTORS.symbols(cut) if s.text == "<friends>"] == [(0, 3)]


def test_symbols_cover_every_token_once() -> None:
    cut = tokens("The park council, friends of the park and 3 wardens of the council's park")
    covered = [i for s in ACTORS.symbols(cut) for i in range(s.first, s.last + 1)]
    assert covered == list(range(len(cut)))


def test_a_star_inside_an_actor() -> None:
    actors = Actors({"council": ["park council*", "park warden* of elm", "elms*"]})
    cut = tokens("park councillors; park wardens of Elm; elm; Elmside")
    assert [s.text for s in actors.symbols(cut)] == [
        "<council>",
        ";",
        "<council>",
        ";",
        "elm",
        ";",
        "<council>",
    ]


# ---------------------------------------------------------------- what cannot be written

BAD = {
    "": "is empty or has two spaces in a row",
    " lime": "is empty or has two spaces in a row",
    "old  lime": "is empty or has two spaces in a row",
    ".. lime": 'begins or ends with ".."',
    "lime ..": 'begins or ends with ".."',
    "Old lime": 'has a capital letter in "Old"',
    "hard-won": 'has a hyphen in "hard-won"; write a space',
    "<council>|hard-won": 'has a hyphen in "<council>|hard-won"; write a space',
    "old * lime": 'cannot be read at "*"',
    "l*me": 'cannot be read at "l*me"',
    "lime|": 'cannot be read at "lime|"',
    "|lime": 'cannot be read at "|lime"',
    "lime||oak": 'cannot be read at "lime||oak"',
    "<council": 'cannot be read at "<council"',
    "council>": 'cannot be read at "council>"',
    "<>": 'cannot be read at "<>"',
    "<council>s": 'cannot be read at "<council>s"',
    "old ... lime": 'cannot be read at "..."',
    "<mayor> said": "names an unknown actor <mayor>",
    "<council>|<mayor>": "names an unknown actor <mayor>",
}


@pytest.mark.parametrize(("expression", "message"), BAD.items(), ids=map(repr, BAD))
def test_what_cannot_be_read_is_said(expression: str, message: str) -> None:
    with pytest.raises(ExpressionError, match=f"^{re.escape(message)}$"):
        check(expression, ["council", "park-friends"])


@pytest.mark.parametrize(
    "expression",
    ["lime", "old lime", "fell*", "felled|cut|chop*", "<council> said", "oak|<park-friends>|lime", "a .. b .. c", "u.s.", "'s", "don't"],
)  # fmt: skip
def test_what_can_be_read(expression: str) -> None:
    check(expression, ["council", "park-friends"])


# ---------------------------------------------------------------- indicators of a codebook

FELLED, REMOVED = Head("tree-work", "felled"), Head("tree-work", "removed")


def indicators(book: Codebook, text: str) -> list[tuple[Head, str]]:
    cut = tokens(text)
    matches = book.indicators(SymbolText(cut, book.actors.symbols(cut)))
    return [(head, text[cut[m.first].start : cut[m.last].end]) for head, m in matches]


def test_indicators_of_a_sentence(park_book: Codebook) -> None:
    assert indicators(park_book, "Crowds saw the oak removed, the lime felled and chopped down.") == [
        (FELLED, "felled"),
        (FELLED, "chopped down"),
        (REMOVED, "removed"),
        (Head("visitors", "crowds"), "Crowds"),
    ]


def test_an_exception_takes_out_what_it_overlaps_and_nothing_else(park_book: Codebook) -> None:
    assert indicators(park_book, "Wardens removed the litter; the oak was removed too.") == [
        (REMOVED, "removed")
    ]
    assert indicators(park_book, "Wardens removed some of the litter.") == []
    assert indicators(park_book, "Wardens removed; litter stays.") == [(REMOVED, "removed")]


def test_an_exception_of_one_axis_does_not_shadow_another(park_book: Codebook) -> None:
    assert indicators(park_book, "Removed from crowds of litter") == [(Head("visitors", "crowds"), "crowds")]
