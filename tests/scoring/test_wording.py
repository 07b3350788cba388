"""Which words are marked for a coding: the indicator, else the heaviest word with its neighbours, else the segment."""

from __future__ import annotations

import framing
from framing.learning.model_folder import Model
from framing.scoring.wording import key_span
from framing.units import Article, Coding, Evidence

TEXT = "On Monday the council felled the old lime by the gate."


def coding(*evidence: Evidence, start: int = 0, end: int = len(TEXT)) -> Coding:
    return Coding(
        "tree-work", "felled", "own", start, end, 0.9, (Evidence("(intercept)", -1, -1, -2.0), *evidence)
    )


def at(words: str, term: str, weight: float) -> Evidence:
    start = TEXT.index(words)
    return Evidence(term, start, start + len(words), weight)


def marked(*evidence: Evidence) -> str:
    a, b = key_span(TEXT, coding(*evidence))
    return TEXT[a:b]


def test_the_indicator_where_one_stands() -> None:
    assert (
        marked(at("council felled", "council fell", 2.0), at("felled", "=tree-work/felled", 0.1)) == "felled"
    )


def test_an_indicator_of_another_pole_is_none() -> None:
    assert marked(at("old", "=tree-work/removed", 1.0), at("lime", "lime", 5.0)) == "lime"


def test_the_heaviest_word_with_neighbours_that_weigh_as_well() -> None:
    assert marked(at("felled", "fell", 1.0)) == "felled"
    assert marked(at("felled", "fell", 1.0), at("the old", "the old", 1.0)) == "felled the old"
    assert marked(at("felled", "fell", 1.0), at("the old", "the old", 0.5)) == "felled"


def test_words_against_the_pole_are_not_marked() -> None:
    assert marked(at("felled", "fell", 1.0), at("the old lime", "the old lime", -9.0)) == "felled"


def test_never_more_than_six_words() -> None:
    assert marked(at(TEXT[:-1], "everything", 11.0)).count(" ") == 5


def test_without_a_placed_term_the_segment() -> None:
    a, b = key_span(TEXT, coding(Evidence("~council", -1, -1, 3.0), start=10, end=30))
    assert (a, b) == (10, 30)


def test_in_a_scored_article_the_words_lie_in_the_segment(park_model: Model) -> None:
    text = "“They felled the oldest beech in town,” said Ada Quill. Wardens removed the old oak. Neighbours saw the oaks fall."
    (found,) = framing.score(park_model, [Article("a", text)])
    assert len(found.score.codings) >= 2
    for c in found.score.codings:
        a, b = key_span(text, c)
        assert c.start <= a < b <= c.end
    assert {text[slice(*key_span(text, c))] for c in found.score.codings} >= {"felled", "removed"}
