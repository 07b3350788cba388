"""Which articles are drawn, and what hand codings of them count."""

from __future__ import annotations

from collections import Counter

import pytest

from framing.coding.codebook import Codebook
from framing.coding.gold import GoldMention, GoldSentence
from framing.comparison.hand_coded import hand_coded
from framing.comparison.sampling import sample, sentences
from framing.errors import LabelsError
from framing.scoring.articles import ArticleScore, AxisScore, voice_score
from framing.units import Article, Voice


def article(name: str, sentences: int, book: Codebook) -> ArticleScore:
    none = {a.id: voice_score([p.id for p in a.poles], [0, 0]) for a in book.axes}
    axes = {k: AxisScore(0.0, v, v, v) for k, v in none.items()}
    return ArticleScore(name, "Acorn", "", "", 100, sentences, axes, ())


def coded(
    source: str, n: int, *mentions: tuple[str, str, Voice | None], axes: tuple[str, ...] = ("tree-work",)
) -> GoldSentence:
    found = tuple(GoldMention(a, p, v, -1, -1) for a, p, v in mentions)
    return GoldSentence(
        f"{source}#{n}", f"Sentence {n}.", "", source, "", "Acorn", "", frozenset(axes), found
    )


# ---------------------------------------------------------------- counting


def test_own_voice_counts_and_a_voice_that_nobody_gave_is_own(park_book: Codebook) -> None:
    gold = [
        coded(
            "a",
            1,
            ("tree-work", "removed", "own"),
            ("tree-work", "removed", None),
            ("tree-work", "felled", "own"),
        ),
        coded("a", 2, ("tree-work", "felled", "quoted"), ("tree-work", "removed", "scare")),
    ]
    assert hand_coded(gold, [article("a", 2, park_book)], park_book) == {"a": {"tree-work": (2, 3)}}


def test_an_article_without_a_mention_counts_as_that(park_book: Codebook) -> None:
    assert hand_coded([coded("a", 1)], [article("a", 1, park_book)], park_book) == {
        "a": {"tree-work": (0, 0)}
    }


def test_every_defect_is_named(park_book: Codebook) -> None:
    scores = [article("a", 3, park_book), article("b", 1, park_book), article("b", 1, park_book)]
    with pytest.raises(LabelsError) as failed:
        hand_coded([coded("a", 1), coded("b", 1), coded("c", 1)], scores, park_book)
    assert [d.reason for d in failed.value.defects] == [
        '"a": 1 of 3 sentences are coded on tree-work; code the rest, or none',
        'source "b": 2 articles have it',
        'source "c": no article of the corpus has this id',
    ]


# ---------------------------------------------------------------- drawing


def corpus(n: int) -> list[Article]:
    return [
        Article(f"{o}{k}", f"Story {k} of {o}. It rained.", o) for o in ("Acorn", "Elm") for k in range(n)
    ]


def test_every_outlet_gives_so_many_or_all_it_has() -> None:
    drawn = sample([*corpus(9), Article("solo", "One story.", "Third")], 4)
    assert Counter(d.article.outlet for d in drawn) == {"Acorn": 4, "Elm": 4, "Third": 1}
    assert {(d.n_drawn, d.n_articles) for d in drawn} == {(4, 9), (1, 1)}


def test_order_changes_nothing_and_the_seed_does() -> None:
    articles = corpus(12)
    assert sample(articles, 5) == sample(articles[::-1], 5)
    assert sample(articles, 5) != sample(articles, 5, seed=1)


def test_every_article_is_drawn_equally_often() -> None:
    """Four of ten, four hundred times: 160 each, with a standard deviation of about ten."""
    counts = Counter(d.article.id for seed in range(400) for d in sample(corpus(10), 4, seed))
    assert len(counts) == 20
    assert all(115 < n < 205 for n in counts.values())


def test_sentences_are_those_that_scoring_counts() -> None:
    drawn = sample([Article("x", "The pond\n\nRain fell. The oak stood, a warden said.", "Acorn")], 1)
    rows = list(sentences(drawn))
    assert [(r.id, r.text, r.before, r.source) for r in rows] == [
        ("x#1", "The pond", "", "x"),
        ("x#2", "Rain fell.", "The pond", "x"),
        ("x#3", "The oak stood, a warden said.", "Rain fell.", "x"),
    ]
    assert all(not r.looked_at for r in rows)
