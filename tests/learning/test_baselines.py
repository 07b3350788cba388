"""What a classifier has to beat: each baseline on a corpus where its answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from framing.coding.codebook import Codebook
from framing.coding.gold import GoldMention, GoldSentence
from framing.learning.baselines import indicator_list, majority, outlet_prior
from framing.learning.examples import Examples, examples

FELLED = GoldMention("tree-work", "felled", "own", -1, -1)


@pytest.fixture(scope="module")
def corpus(park_book: Codebook) -> Examples:
    """Three outlets with 12 sentences each: one always fells, one never does, one does in a sixth of its sentences."""
    sentences = []
    for outlet, rate in (("Axe", 12), ("Bough", 0), ("Copse", 2)):
        for i in range(12):
            mentions = (FELLED,) if i < rate else ()
            text = f"The council felled lime {i}." if i % 2 else f"The council toppled lime {i}."
            sentences.append(
                GoldSentence(
                    "", text, "", f"{outlet} {i}", "", outlet, "", frozenset(["tree-work"]), mentions
                )
            )
    return examples(sentences, park_book)


def test_majority_is_the_more_frequent_answer(corpus: Examples) -> None:
    found = majority(corpus.segment_targets)
    assert found.shape == corpus.segment_targets.shape
    assert not found.any()
    assert majority(np.array([[1], [1], [0], [-1], [-1]], dtype=np.int8)).all()


def test_indicator_list_finds_its_words_only(corpus: Examples, park_book: Codebook) -> None:
    found = indicator_list(corpus, [h.name for h in park_book.heads])
    texts = [corpus.sentences[r.sentence].text for r in corpus.segments]
    assert found[:, 0].tolist() == ["felled" in t for t in texts]
    assert not found[:, 1:].any()


def test_outlet_prior_knows_the_outlets_of_the_other_folds(corpus: Examples) -> None:
    folds = np.arange(len(corpus.sentences)) % 4
    found = outlet_prior(corpus, folds)[:, 0]
    outlets = np.array(corpus.outlets)
    assert found[outlets == "Axe"].all()
    assert not found[outlets == "Bough"].any()


def test_outlet_prior_gives_an_unseen_outlet_the_overall_rate(corpus: Examples) -> None:
    """Leaving an outlet out, nothing is known about it: every sentence of it gets the same answer."""
    outlets = np.array(corpus.outlets)
    folds = np.array([sorted(set(outlets)).index(o) for o in outlets])
    found = outlet_prior(corpus, folds)[:, 0]
    assert all(len(set(found[outlets == o].tolist())) == 1 for o in set(outlets))


def test_outlet_prior_with_a_single_fold_has_nothing_to_go_by(corpus: Examples) -> None:
    assert not outlet_prior(corpus, np.zeros(len(corpus.sentences), dtype=int)).any()
