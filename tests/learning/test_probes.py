"""Probes on corpora where it is known what decides: the word, its surroundings, or who acts; and what the outlet shows in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import msgspec
import numpy as np
import pytest

from framing.coding.codebook import Codebook
from framing.coding.gold import GoldMention, GoldSentence
from framing.learning.examples import Examples, examples
from framing.learning.fitting import Matrix, Settings, cross_fitted, matrix, out_of_fold
from framing.learning.folds import group_folds
from framing.learning.probes import MIN_GROUPS, MaskedAxis, OutletProbe, masking, outlet_probe

WEAK = Settings(penalty=1.0, min_df=2)

BOOK = """
title = "Wording in coverage of a park"
version = "1"

[actors.council]
expressions = ["council"]

[[axis]]
id = "tree-work"
name = "Tree work"
question = "What is the work called?"
rule = "Code the verb."
poles = [
    { id = "felled", name = "felling", indicators = ["felled"] },
    { id = "removed", name = "removal", indicators = ["removed"] },
]

[[axis]]
id = "agent"
name = "Who does it"
question = "Does the sentence say who trims?"
rule = "Code the actor."
poles = [
    { id = "named", name = "actor named", indicators = ["<council> trimmed"] },
    { id = "unnamed", name = "no actor", indicators = ["was trimmed"] },
]
"""
TREES = "lime oak elm beech".split()
DAYS = "Monday Tuesday Friday Sunday".split()


@pytest.fixture(scope="module")
def book() -> Codebook:
    return Codebook.parse(BOOK)


def coded(n: int, text: str, word: str, axis: str, pole: str) -> GoldSentence:
    at = text.index(word)
    mention = GoldMention(axis, pole, "own", at, at + len(word))
    return GoldSentence(str(n), text, "", f"a{n // 4}", "", "", "", frozenset([axis]), (mention,))


def probed(sentences: Sequence[GoldSentence], book: Codebook, axis: str) -> MaskedAxis:
    """The masking probe of one axis, with verdicts that are cross-fitted on all terms."""
    corpus = examples(sentences, book)
    vectors = matrix([r.terms for r in corpus.rows], WEAK.min_df)
    folds = group_folds(corpus.groups, WEAK.folds, WEAK.seed)[corpus.row_sentences]
    decisions = out_of_fold(vectors.values, corpus.targets, folds, WEAK, jobs=1)
    _, verdicts = cross_fitted(decisions, corpus.targets, folds)
    found = masking(corpus, vectors, book, WEAK, verdicts, jobs=1)
    assert [m.axis for m in found] == ["tree-work", "agent"]
    return next(m for m in found if m.axis == axis)


# ---------------------------------------------------------------- masking


@pytest.mark.parametrize(
    "pattern",
    [
        "The council {word} the {tree} on {day}.",
        "On {day} the {tree} was {word}, and the {word} wood sold.",  # the other use tells as much
    ],
)
def test_an_axis_of_words_falls_when_its_words_are_hidden(book: Codebook, pattern: str) -> None:
    """Nothing but the word decides. Without it no rule does better than saying always yes."""
    random, sentences = Random(4), []
    for n in range(160):
        word = random.choice(["felled", "removed"])
        text = pattern.format(word=word, tree=random.choice(TREES), day=random.choice(DAYS))
        sentences.append(coded(n, text, word, "tree-work", word))
    found = probed(sentences, book, "tree-work")
    assert found.f1 == 1
    assert found.always_f1 == pytest.approx(2 / 3, abs=0.02)
    assert found.masked_f1 < found.always_f1 + 0.03


def test_an_axis_of_who_acts_stays_when_its_words_are_hidden(book: Codebook) -> None:
    random, sentences = Random(4), []
    for n in range(160):
        tree, day = random.choice(TREES), random.choice(DAYS)
        if random.random() < 0.5:
            text, pole = f"The council trimmed the {tree} on {day}.", "named"
        else:
            text, pole = f"The {tree} was trimmed on {day}.", "unnamed"
        sentences.append(coded(n, text, "trimmed", "agent", pole))
    found = probed(sentences, book, "agent")
    assert found.always_f1 == pytest.approx(2 / 3, abs=0.02)
    assert found.f1 > 0.95
    assert found.masked_f1 > 0.95


def test_a_word_that_its_topic_gives_away_stays_above(book: Codebook) -> None:
    """What the probe is for: willows are always felled and poplars always removed, so that the tree tells as well."""
    random, sentences = Random(4), []
    for n in range(160):
        word, tree = random.choice([("felled", "willow"), ("removed", "poplar")])
        text = f"The council {word} the {tree} on {random.choice(DAYS)}."
        sentences.append(coded(n, text, word, "tree-work", word))
    found = probed(sentences, book, "tree-work")
    assert found.f1 == found.masked_f1 == 1
    assert found.always_f1 < 0.7


def test_saying_always_yes_by_hand(book: Codebook) -> None:
    """3 of 4 sentences say ``felled``, the fourth ``removed``: F1 6/7 and 2/5. One of another axis does not count."""
    words = ["felled", "felled", "felled", "removed"]
    sentences = [coded(n, f"The council {w} the lime.", w, "tree-work", w) for n, w in enumerate(words)]
    sentences.append(coded(4, "The lime was trimmed.", "trimmed", "agent", "unnamed"))
    corpus = examples(sentences, book)
    vectors = matrix([r.terms for r in corpus.rows], 1)
    nothing = np.zeros(corpus.targets.shape, dtype=bool)
    tree, agent = masking(corpus, vectors, book, WEAK, nothing, jobs=1)
    assert tree.always_f1 == pytest.approx((6 / 7 + 2 / 5) / 2)
    assert agent.always_f1 == pytest.approx((1 + 0) / 2)
    assert tree.f1 == agent.f1 == 0


def test_verdicts_about_another_axis_do_not_count(book: Codebook) -> None:
    """A candidate of one axis says nothing about the other, whatever its verdicts are there."""
    sentences = [
        coded(n, f"The council {w} the lime.", w, "tree-work", w) for n, w in enumerate(["felled", "removed"])
    ]
    corpus = examples(sentences, book)
    vectors = matrix([r.terms for r in corpus.rows], 1)
    right = corpus.targets == 1
    other = right | ~corpus.own_axis
    assert other.sum() > right.sum()
    assert masking(corpus, vectors, book, WEAK, other, jobs=1) == masking(
        corpus, vectors, book, WEAK, right, jobs=1
    )


# ---------------------------------------------------------------- outlet probe


def newspapers(book: Codebook, articles: dict[str, int], each: int = 4) -> Examples:
    """Articles of each outlet, with *each* sentences of one candidate."""
    sentences = [
        GoldSentence("", f"The council felled lime {k}.", "", f"{o} {n}", "", o, "", frozenset(["tree-work"]), ())
        for o, count in articles.items()
        for n in range(count)
        for k in range(each)
    ]  # fmt: skip
    corpus = examples(sentences, book)
    assert len(corpus.rows) == len(sentences)
    return corpus


def seen(corpus: Examples, terms: Callable[[GoldSentence], tuple[str, ...]]) -> Matrix:
    """Features that say what *terms* says about the sentence of each candidate."""
    return matrix([terms(corpus.sentences[n]) for n in corpus.row_sentences.tolist()], 1)


def test_features_that_give_the_outlet_away_are_found(book: Codebook) -> None:
    corpus = newspapers(book, {"Axe": 20, "Bough": 20, "Copse": 10})
    found = outlet_probe(corpus, seen(corpus, lambda s: ("the", f"style of {s.outlet}")), Settings())
    assert found == OutletProbe(n_outlets=3, n_sentences=200, accuracy=1.0, most_frequent=0.4)


def test_features_that_say_nothing_come_near_the_commonest_share(book: Codebook) -> None:
    corpus = newspapers(book, {"Axe": 60, "Bough": 20, "Copse": 20})
    random = Random(1)
    noise = [f"word {i}" for i in range(30)]
    found = outlet_probe(corpus, seen(corpus, lambda _: tuple(random.sample(noise, 8))), Settings())
    assert found is not None
    assert found.most_frequent == 0.6
    assert found.accuracy == pytest.approx(0.6, abs=0.05)


def test_features_of_the_article_do_not_give_the_outlet_away(book: Codebook) -> None:
    """Articles are never split: to know each of them by heart is of no use."""
    corpus = newspapers(book, {"Axe": 60, "Bough": 20, "Copse": 20})
    found = outlet_probe(corpus, seen(corpus, lambda s: ("the", f"about {s.source}")), Settings())
    assert found is not None
    assert found.accuracy == pytest.approx(found.most_frequent, abs=0.02)


def test_outlets_with_too_few_articles_are_left_out(book: Codebook) -> None:
    corpus = newspapers(
        book, {"Axe": MIN_GROUPS, "Bough": MIN_GROUPS, "Copse": MIN_GROUPS - 1, "": 9}, each=2
    )
    found = outlet_probe(corpus, seen(corpus, lambda s: (f"style of {s.outlet}",)), Settings())
    assert found is not None
    assert (found.n_outlets, found.n_sentences, found.most_frequent) == (2, 4 * MIN_GROUPS, 0.5)


@pytest.mark.parametrize(
    "articles", [{"Axe": MIN_GROUPS, "Bough": MIN_GROUPS - 1}, {"Axe": 2, "Bough": 2}, {"": 30}]
)
def test_there_is_no_probe_with_too_few_articles(book: Codebook, articles: dict[str, int]) -> None:
    corpus = newspapers(book, articles)
    assert outlet_probe(corpus, seen(corpus, lambda s: (f"style of {s.outlet}",)), Settings()) is None


def test_articles_count_and_not_sentences(book: Codebook) -> None:
    corpus = newspapers(book, {"Axe": 2, "Bough": 2}, each=20)
    assert outlet_probe(corpus, seen(corpus, lambda s: (f"style of {s.outlet}",)), Settings()) is None


def test_articles_in_which_nothing_is_proposed_do_not_count(book: Codebook) -> None:
    sentences = [
        GoldSentence(
            "", "The council felled lime 1." if n == 0 else "A band played.", "", f"{n}", "", o, "", frozenset(["tree-work"]), ()
        )
        for o in ("Axe", "Bough")
        for n in range(6)
    ]  # fmt: skip
    corpus = examples(sentences, book)
    assert len(corpus.rows) == 2
    assert outlet_probe(corpus, seen(corpus, lambda _: ("the",)), Settings()) is None


def test_the_candidates_of_a_sentence_are_one_case(book: Codebook) -> None:
    """A sentence with two candidates is probed once, with the terms of both."""
    one = newspapers(book, {"Axe": 6, "Bough": 6})
    twice = [msgspec.structs.replace(s, text=s.text[:-1] + " and felled the oak.") for s in one.sentences]
    two = examples(twice, book)
    assert len(two.rows) == 2 * len(one.rows)
    found = outlet_probe(two, seen(two, lambda s: (f"style of {s.outlet}",)), Settings())
    assert found == OutletProbe(n_outlets=2, n_sentences=48, accuracy=1.0, most_frequent=0.5)


def test_the_probe_is_deterministic(book: Codebook) -> None:
    corpus = newspapers(book, {"Axe": 12, "Bough": 10})
    random = Random(2)
    vectors = seen(corpus, lambda _: tuple(random.sample("abcdefghij", 4)))
    assert outlet_probe(corpus, vectors, Settings()) == outlet_probe(corpus, vectors, Settings())
