"""The scores of a corpus as arrays: every number at its place."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.coding.codebook import Codebook
from framing.comparison.counts import by_hand_or_counted, count
from framing.comparison.estimates import by_outlet
from framing.scoring.articles import ArticleScore, AxisScore, VoiceScore, voice_score
from framing.units import COUNTED_VOICES

Counts = tuple[int, int]


def article(
    name: str, outlet: str, book: Codebook, words: int = 100, **mentions: tuple[Counts, Counts, Counts]
) -> ArticleScore:
    """An article with own, reported and quoted counts of the axes given, ``tree_work`` for tree-work."""
    axes = {}
    for axis in book.axes:
        poles = [p.id for p in axis.poles]
        counts = mentions.get(axis.id.replace("-", "_"), ((0, 0),) * 3)
        axes[axis.id] = AxisScore(0.0, *(voice_score(poles, list(c)) for c in counts))
    return ArticleScore(name, outlet, "2024-05-10", "", words, 20, axes, ())


@pytest.fixture
def scores(park_book: Codebook) -> list[ArticleScore]:
    return [
        article("e1", "Elm Gazette", park_book, 300, tree_work=((1, 2), (3, 4), (5, 6))),
        article("a1", "Acorn", park_book, 200, pond=((7, 8), (9, 10), (11, 12))),
        article("e2", "Elm Gazette", park_book, 0, visitors=((0, 0), (0, 1), (0, 0))),
        article("b7", "", park_book, 50),
    ]


def test_every_number_at_its_place(scores: list[ArticleScore], park_book: Codebook) -> None:
    found = count(scores, park_book)
    assert found.outlets == ("Acorn", "Elm Gazette", "b7")
    assert found.axes == ("tree-work", "visitors", "pond")
    assert found.ids == ("e1", "a1", "e2", "b7")
    assert found.outlet.tolist() == [1, 0, 1, 2]
    assert found.words.tolist() == [300, 200, 0, 50]
    assert found.mentions.shape == (4, 3, 3, 2)
    assert found.mentions[0].tolist() == [[[1, 2], [3, 4], [5, 6]], [[0, 0]] * 3, [[0, 0]] * 3]
    assert found.mentions[1].tolist() == [[[0, 0]] * 3, [[0, 0]] * 3, [[7, 8], [9, 10], [11, 12]]]
    assert found.mentions[2, 1].tolist() == [[0, 0], [0, 1], [0, 0]]
    assert not found.mentions[3].any()


def test_articles_of_an_outlet_and_mentions_in_a_voice(
    scores: list[ArticleScore], park_book: Codebook
) -> None:
    found = count(scores, park_book)
    assert [found.of(o).tolist() for o in range(3)] == [[1], [0, 2], [3]]
    assert found.voice(0, "own").tolist() == [[1, 2], [0, 0], [0, 0], [0, 0]]
    assert found.voice(0, "reported")[0].tolist() == [3, 4]
    assert found.voice(2, "quoted")[1].tolist() == [11, 12]


def test_words_in_scare_quotes_are_not_counted(scores: list[ArticleScore], park_book: Codebook) -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        count(scores, park_book).voice(0, "scare")


def test_no_articles(park_book: Codebook) -> None:
    found = count([], park_book)
    assert (found.outlets, found.ids, found.mentions.shape) == ((), (), (0, 3, 3, 2))
    assert found.voice(0, "own").shape == (0, 2)


def test_outlets_are_those_of_the_estimates(scores: list[ArticleScore], park_book: Codebook) -> None:
    """One rule says what an outlet is, also where an article has none."""
    found = count(scores, park_book)
    assert {o: [found.ids[i] for i in found.of(k)] for k, o in enumerate(found.outlets)} == {
        o: [s.id for s in mine] for o, mine in by_outlet(scores).items()
    }


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_totals_do_not_depend_on_the_order(park_book: Codebook, data: st.DataObject) -> None:
    pair = st.tuples(st.integers(0, 3), st.integers(0, 3))
    drawn = data.draw(
        st.lists(
            st.tuples(st.sampled_from(["Acorn", "Elm Gazette", "Zeta"]), st.tuples(pair, pair, pair)),
            min_size=1,
            max_size=6,
        )
    )
    scores = [article(f"x{i}", o, park_book, i, tree_work=c) for i, (o, c) in enumerate(drawn)]
    found, mixed = count(scores, park_book), count(data.draw(st.permutations(scores)), park_book)
    assert found.outlets == mixed.outlets
    for o in range(len(found.outlets)):
        assert (
            found.mentions[found.of(o)].sum(axis=0).tolist()
            == mixed.mentions[mixed.of(o)].sum(axis=0).tolist()
        )
    for voice in COUNTED_VOICES:
        expected = [list(s.axes["tree-work"].voice(voice).mentions.values()) for s in scores]
        assert found.voice(0, voice).tolist() == expected


def test_a_pole_is_known_by_its_id(park_book: Codebook) -> None:
    """A score that was read back may have its poles in another order."""
    score = article("a1", "Acorn", park_book)
    none = score.axes["pond"].reported
    own = VoiceScore({"wild": 1, "murky": 3}, 0.25, (0.0, 0.7))
    turned = msgspec.structs.replace(score, axes={**score.axes, "pond": AxisScore(0.0, own, none, none)})
    assert count([turned], park_book).voice(2, "own").tolist() == [[3, 1]]


# ---------------------------------------------------------------- by hand or counted


def test_hand_codings_take_the_place_of_counts(scores: list[ArticleScore], park_book: Codebook) -> None:
    """By hand: mentions of the second pole, and of both."""
    found = count(scores, park_book)
    by_hand = {"e1": {"tree-work": (5, 7)}, "a1": {"tree-work": (0, 0), "pond": (2, 2)}, "e2": {}}
    own, coded = by_hand_or_counted(found, 0, by_hand)
    assert own.tolist() == [[2, 5], [0, 0], [0, 0], [0, 0]]
    assert coded.tolist() == [True, True, False, False]
    own, coded = by_hand_or_counted(found, 2, by_hand)
    assert own.tolist() == [[0, 0], [0, 2], [0, 0], [0, 0]]
    assert coded.tolist() == [False, True, False, False]


def test_the_counts_stay_as_they_are(scores: list[ArticleScore], park_book: Codebook) -> None:
    found = count(scores, park_book)
    own, _ = by_hand_or_counted(found, 0, {"e1": {"tree-work": (9, 9)}})
    own[:] = -1
    assert found.mentions.tolist() == count(scores, park_book).mentions.tolist()


def test_without_hand_codings(scores: list[ArticleScore], park_book: Codebook) -> None:
    found = count(scores, park_book)
    own, coded = by_hand_or_counted(found, 0, {})
    assert own.tolist() == found.voice(0, "own").tolist()
    assert coded.dtype == np.bool_
    assert not coded.any()
