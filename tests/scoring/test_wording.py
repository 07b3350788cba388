"""Which words are marked for a coding: its mention, with the indicator that covers it, inside of its segment."""

from __future__ import annotations

import framing
from framing.learning.model_folder import Model
from framing.scoring.wording import key_span
from framing.units import Article, Coding, Evidence

TEXT = "On Monday the council felled the old lime by the gate."


def span(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def at(words: str, term: str, weight: float) -> Evidence:
    return Evidence(term, *span(words), weight)


def marked(*evidence: Evidence, mention: str = "felled", segment: str = TEXT) -> str:
    terms = (Evidence("(intercept)", -1, -1, -2.0), *evidence)
    total = sum(e.weight for e in terms)
    coding = Coding("tree-work", "felled", "own", *span(segment), 0.9, terms, 0, total, span(mention))
    a, b = key_span(coding)
    return TEXT[a:b]


def test_the_indicator_where_one_covers_the_mention() -> None:
    assert marked(at("felled the old lime", "=tree-work/felled", 0.1)) == "felled the old lime"


def test_the_mention_where_no_indicator_covers_it() -> None:
    assert marked() == marked(at("felled", "[fell]", 1.0)) == "felled"
    assert marked(mention="council felled") == "council felled"


def test_no_weight_moves_the_marks() -> None:
    heavy = at("the old lime", "[fell] > ·", 9.0)
    assert marked(heavy) == "felled"
    assert marked(heavy, at("felled the", "=tree-work/felled", -0.1)) == "felled the"


def test_an_indicator_of_another_pole_or_axis_is_none() -> None:
    for name in ("tree-work/removed", "visitors/felled"):
        assert marked(at("old", f"={name}", 5.0)) == "felled"


def test_an_indicator_that_stands_elsewhere_is_none() -> None:
    assert marked(at("gate", "near=tree-work/felled", 5.0)) == "felled"
    assert marked(at("gate", "=tree-work/felled [gate]", 5.0)) == "felled"


def test_an_indicator_without_a_place_is_none() -> None:
    assert marked(Evidence("=tree-work/felled", -1, -1, 5.0)) == "felled"


def test_a_mention_that_is_longer_than_the_indicator_stays_whole() -> None:
    assert marked(at("felled", "=tree-work/felled", 1.0), mention="council felled") == "council felled"
    assert (
        marked(at("felled the", "=tree-work/felled", 1.0), mention="council felled") == "council felled the"
    )


def test_words_of_another_segment_are_not_marked() -> None:
    indicator = at("council felled the old", "=tree-work/felled", 1.0)
    assert marked(indicator, segment="felled the old lime by the gate.") == "felled the old"
    assert marked(indicator, segment="On Monday the council felled") == "council felled"


def test_in_a_scored_article_the_words_lie_in_the_segment(park_model: Model) -> None:
    text = "“They felled the oldest beech in town,” said Ada Quill. Wardens removed the old oak. Two elms were chopped down."
    (found,) = framing.score(park_model, [Article("a", text)])
    assert len(found.score.codings) >= 2
    for c in found.score.codings:
        a, b = key_span(c)
        assert c.start <= a < b <= c.end
    assert {text[slice(*key_span(c))] for c in found.score.codings} >= {"felled", "removed"}
