"""Share and salience of outlets: every figure with its n, from the counts of articles."""

from __future__ import annotations

import pytest

from framing.coding.codebook import Codebook
from framing.comparison.estimates import OutletEstimate, by_outlet, estimates
from framing.comparison.intervals import estimate_share
from framing.scoring.articles import ArticleScore, AxisScore, voice_score
from framing.units import COUNTED_VOICES

Counts = tuple[int, int]
TREES = ["felled", "removed"]


def article(
    name: str, outlet: str, book: Codebook, own: Counts = (0, 0), reported: Counts = (0, 0), words: int = 500
) -> ArticleScore:
    """An article with counts on the work on trees, and none on the other axes."""
    axes = {}
    for axis in book.axes:
        poles = [p.id for p in axis.poles]
        counts = [own, reported, (0, 0)] if poles == TREES else [(0, 0)] * 3
        axes[axis.id] = AxisScore(0.0, *(voice_score(poles, list(c)) for c in counts))
    return ArticleScore(name, outlet, "2024-05-01", "", words, 20, axes, ())


def one(
    found: list[OutletEstimate], outlet: str, voice: str = "own", axis: str = "tree-work"
) -> OutletEstimate:
    (e,) = [e for e in found if (e.outlet, e.voice, e.axis) == (outlet, voice, axis)]
    return e


@pytest.fixture
def found(park_book: Codebook) -> list[OutletEstimate]:
    scores = [
        article("2", "Elm Gazette", park_book, own=(1, 3)),
        article("1", "Acorn", park_book, reported=(2, 0)),
        article("3", "Elm Gazette", park_book, own=(1, 0), words=300),
        article("4", "Elm Gazette", park_book, words=200),
        article("5", "", park_book, own=(0, 1), words=0),
    ]
    return estimates(scores, park_book)


def test_every_outlet_axis_and_counted_voice_in_order(
    found: list[OutletEstimate], park_book: Codebook
) -> None:
    expected = [
        (o, a.id, v) for o in ("5", "Acorn", "Elm Gazette") for a in park_book.axes for v in COUNTED_VOICES
    ]
    assert [(e.outlet, e.axis, e.voice) for e in found] == expected


def test_share_is_the_mean_over_articles_with_a_mention(found: list[OutletEstimate]) -> None:
    elm = one(found, "Elm Gazette")
    assert elm.share == pytest.approx((0.75 + 0.0) / 2)
    assert elm.pooled == pytest.approx(3 / 5)
    assert (elm.n_articles, elm.n_mentions, elm.articles, elm.mentions) == (
        2,
        5,
        3,
        {"felled": 2, "removed": 3},
    )


def test_salience_is_over_all_words_also_of_articles_without_a_mention(found: list[OutletEstimate]) -> None:
    assert one(found, "Elm Gazette").salience == pytest.approx(1000 * 5 / 1000)
    assert one(found, "Elm Gazette").words == 1000
    assert one(found, "5").salience == 0


def test_intervals_are_those_of_the_counts(found: list[OutletEstimate]) -> None:
    expected = estimate_share([3, 0], [4, 1])
    elm = one(found, "Elm Gazette")
    assert expected.interval is not None
    assert expected.check is not None
    assert elm.interval == (expected.interval.low, expected.interval.high)
    assert elm.check == (expected.check.low, expected.check.high)
    assert elm.interval_method == expected.interval.method


def test_without_a_mention_nothing_is_said(found: list[OutletEstimate]) -> None:
    acorn = one(found, "Acorn")
    assert (acorn.share, acorn.interval, acorn.pooled, acorn.check, acorn.n_articles, acorn.n_mentions) == (
        None,
        None,
        None,
        None,
        0,
        0,
    )
    assert acorn.interval_method == ""
    assert one(found, "Acorn", "reported").share == 0.0


def test_an_article_without_an_outlet_is_an_outlet_of_its_own(park_book: Codebook) -> None:
    scores = [
        article("b", "", park_book),
        article("c", "B", park_book),
        article("a", "", park_book),
        article("d", "B", park_book),
    ]
    assert {o: [s.id for s in mine] for o, mine in by_outlet(scores).items()} == {
        "B": ["c", "d"],
        "a": ["a"],
        "b": ["b"],
    }


def test_order_of_articles_changes_nothing(park_book: Codebook) -> None:
    scores = [article(str(i), "AB"[i % 2], park_book, own=(i % 3, (i + 1) % 4)) for i in range(12)]
    for a, b in zip(estimates(scores, park_book), estimates(scores[::-1], park_book), strict=True):
        assert (a.outlet, a.mentions, a.interval) == (b.outlet, b.mentions, pytest.approx(b.interval))
        assert a.share == pytest.approx(b.share)
