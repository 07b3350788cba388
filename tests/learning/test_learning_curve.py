"""The learning curve: parts of parts, by article, whatever the order of rows; more labels, better figures."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import signature
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray

from framing.coding.codebook import Codebook
from framing.coding.gold import GoldMention, GoldSentence
from framing.learning import learning_curve as module
from framing.learning.evaluation import MODEL, Scheme, cross_validate
from framing.learning.examples import Examples, examples
from framing.learning.fitting import Matrix, Settings, matrix
from framing.learning.folds import group_folds
from framing.learning.learning_curve import SHARES, CurvePoint, learning_curve

WEAK = Settings(penalty=1.0, min_df=2)


def park_articles(n: int) -> list[GoldSentence]:
    """*n* articles with three to five sentences. What was done follows from the tree, and there are 48 trees to learn."""
    random, sentences = Random(5), []
    for a in range(n):
        for k in range(3 + a % 3):
            tree = random.randrange(48)
            name = "bcdfghkl"[tree % 8] + "aeiouy"[tree // 8] + "mo"
            pole = "felled" if tree % 2 else "removed"
            mention = GoldMention("tree-work", pole, "own", 12, 18)
            text = f"The council felled the {name} on day {k}."
            sentences.append(
                GoldSentence(f"{a}-{k}", text, "", f"a{a}", "", "", "", frozenset(["tree-work"]), (mention,))
            )
    return sentences


def made(sentences: Sequence[GoldSentence], book: Codebook) -> tuple[Examples, Matrix]:
    corpus = examples(sentences, book)
    return corpus, matrix([r.terms for r in corpus.rows], WEAK.min_df)


def cross_validated(sentences: Sequence[GoldSentence], book: Codebook) -> tuple[Scheme, NDArray[np.bool_]]:
    """The group folds, and their verdicts."""
    scheme, held_out = cross_validate(*made(sentences, book), book.heads, WEAK, 1)
    return scheme, held_out.verdicts


def curve(sentences: Sequence[GoldSentence], book: Codebook, jobs: int = 1) -> tuple[CurvePoint, ...]:
    _, verdicts = cross_validated(sentences, book)
    return learning_curve(*made(sentences, book), book.heads, WEAK, verdicts, jobs)


@pytest.fixture(scope="module")
def points(park_book: Codebook) -> tuple[CurvePoint, ...]:
    return curve(park_articles(80), park_book)


def learned_from(
    sentences: Sequence[GoldSentence], book: Codebook, settings: Settings = WEAK
) -> list[set[str]]:
    """The articles that each point below 1.0 may learn from, as they are handed to the regressions."""
    corpus, vectors = made(sentences, book)
    verdicts = np.zeros(corpus.targets.shape, dtype=np.bool_)
    handed: list[set[str]] = []
    plain = module.out_of_fold

    def spy(*given: object, **named: object) -> object:
        learn_from = signature(plain).bind(*given, **named).arguments["learn_from"]
        by_article: dict[str, set[bool]] = {}
        for n, may in zip(corpus.row_sentences.tolist(), learn_from.tolist(), strict=True):
            by_article.setdefault(corpus.groups[n], set()).add(may)
        assert all(len(said) == 1 for said in by_article.values())  # no article is split
        handed.append({a for a, said in by_article.items() if True in said})
        return plain(*given, **named)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "out_of_fold", spy)
        learning_curve(corpus, vectors, book.heads, settings, verdicts, jobs=1)
    return handed


def test_points_ascend(points: tuple[CurvePoint, ...]) -> None:
    assert tuple(p.share for p in points) == (*SHARES, 1.0) == tuple(sorted({*SHARES, 1.0}))
    assert 0 < points[0].n_groups < points[1].n_groups < points[2].n_groups < points[3].n_groups == 64
    n = [p.n_sentences for p in points]
    assert 0 < n[0] < n[1] < n[2] < n[3] == 255  # four fifths of 319


def test_the_last_point_is_that_of_the_group_folds(park_book: Codebook) -> None:
    """The same figure and the same interval as in the table beside it, to the last bit."""
    sentences = park_articles(30)
    row = cross_validated(sentences, park_book)[0].row(MODEL)
    last = curve(sentences, park_book)[-1]
    assert last.macro_f1 == row.macro_f1["any"]
    assert last.interval == row.interval["any"]
    assert 0 < last.interval[0] < last.macro_f1 < last.interval[1] < 1


def test_only_the_last_point_is_made_from_the_verdicts(
    points: tuple[CurvePoint, ...], park_book: Codebook
) -> None:
    corpus, vectors = made(park_articles(80), park_book)
    never = np.zeros(corpus.targets.shape, dtype=np.bool_)
    found = learning_curve(corpus, vectors, park_book.heads, WEAK, never, jobs=1)
    assert found[:-1] == points[:-1]
    assert found[-1] == CurvePoint(1.0, points[-1].n_sentences, points[-1].n_groups, 0.0, (0.0, 0.0))
    right = learning_curve(corpus, vectors, park_book.heads, WEAK, corpus.targets == 1, jobs=1)
    assert right[:-1] == points[:-1]
    assert (right[-1].macro_f1, right[-1].interval) == (1.0, (1.0, 1.0))


def test_more_articles_teach_more(points: tuple[CurvePoint, ...]) -> None:
    assert points[0].macro_f1 < points[2].macro_f1 <= points[3].macro_f1
    assert points[2].macro_f1 > 0.8


def test_intervals_hold_their_figures(points: tuple[CurvePoint, ...]) -> None:
    *parts, whole = points
    for p in parts:
        assert 0 <= p.interval[0] < p.macro_f1 < p.interval[1] <= 1
    assert (whole.macro_f1, whole.interval) == (
        1.0,
        (1.0, 1.0),
    )  # from all labels nothing is wrong in any draw


def test_smaller_parts_lie_inside_larger_ones(park_book: Codebook) -> None:
    small, middle, large = learned_from(park_articles(80), park_book)
    assert small
    assert small < middle < large


def test_about_the_stated_share_of_the_articles_is_learned_from(park_book: Codebook) -> None:
    for share, kept in zip(SHARES, learned_from(park_articles(80), park_book), strict=True):
        assert len(kept) / 80 == pytest.approx(share, abs=3 * (share * (1 - share) / 80) ** 0.5)


def test_numbers_are_means_over_folds(points: tuple[CurvePoint, ...], park_book: Codebook) -> None:
    sentences = park_articles(80)
    folds = group_folds([s.group for s in sentences], WEAK.folds, WEAK.seed)
    parts = [*learned_from(sentences, park_book), {s.group for s in sentences}]
    for point, kept in zip(points, parts, strict=True):
        by_fold = [
            [s.group for s, f in zip(sentences, folds, strict=True) if f != k and s.group in kept]
            for k in range(WEAK.folds)
        ]
        assert point.n_groups == round(np.mean([len(set(groups)) for groups in by_fold]))
        assert point.n_sentences == round(np.mean([len(groups) for groups in by_fold]))


def test_which_articles_are_kept_depends_on_their_names_and_the_seed(park_book: Codebook) -> None:
    """Not on how many others there are: a corpus that grows keeps the parts that it had."""
    all_ = learned_from(park_articles(80), park_book)
    few = learned_from(park_articles(30), park_book)
    names = {s.group for s in park_articles(30)}
    assert few == [kept & names for kept in all_]
    other = learned_from(park_articles(30), park_book, Settings(seed=1, penalty=1.0, min_df=2))
    assert other != few


def test_the_curve_is_deterministic(points: tuple[CurvePoint, ...], park_book: Codebook) -> None:
    assert curve(park_articles(80), park_book) == points


def test_one_job_and_two_give_the_same(points: tuple[CurvePoint, ...], park_book: Codebook) -> None:
    assert curve(park_articles(80), park_book, jobs=2) == points


def test_order_of_rows_does_not_matter(points: tuple[CurvePoint, ...], park_book: Codebook) -> None:
    """To the figures; an interval is one of as many as there are orders in which articles can be drawn."""
    sentences = park_articles(80)
    Random(1).shuffle(sentences)
    for one, other in zip(curve(sentences, park_book), points, strict=True):
        assert (one.share, one.n_sentences, one.n_groups) == (
            other.share,
            other.n_sentences,
            other.n_groups,
        )
        assert one.macro_f1 == pytest.approx(other.macro_f1, abs=1e-9)
        assert one.interval == pytest.approx(other.interval, abs=0.03)


def test_no_article_in_the_part_teaches_nothing(park_book: Codebook) -> None:
    """A figure of 0, and no error. The last point learns from all of them but one fold."""
    large = learned_from(park_articles(30), park_book)[-1]
    outside = [s for s in park_articles(30) if s.group not in large]
    assert len({s.group for s in outside}) > 5
    *parts, whole = curve(outside, park_book)
    assert len(parts) == len(SHARES)
    assert whole.n_groups == round(0.8 * len({s.group for s in outside}))
    assert whole.n_sentences == round(0.8 * len(outside))
    for point in parts:
        assert (point.n_groups, point.n_sentences) == (0, 0)
        assert (point.macro_f1, point.interval) == (0.0, (0.0, 0.0))
