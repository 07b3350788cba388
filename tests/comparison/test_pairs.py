"""Pairs of outlets: difference, interval, p and the rules, on planted corpora in which one thing is wrong at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from random import Random
from typing import Any

import msgspec
import pytest

from framing.coding.agreement import Agreement
from framing.coding.codebook import Codebook
from framing.comparison.contrasts import Pair, pairs
from framing.comparison.estimates import estimates
from framing.comparison.hand_coded import HandCoded
from framing.comparison.permutation import benjamini_hochberg, difference
from framing.learning.error_rates import ErrorKind, ErrorRate
from framing.learning.evaluation import OUTLETS_OUT, Evaluation, PoleScore, Scheme
from framing.scoring.articles import ArticleScore, AxisScore, voice_score

Counts = tuple[int, int]
FELLS: list[Counts] = [(3, 0), (3, 0), (2, 1), (3, 0)]
REMOVES: list[Counts] = [(0, 3), (1, 2), (0, 3), (0, 3)]


def article(
    outlet: str, n: int, book: Codebook, own: Counts, reported: Counts = (0, 0), **fields: Any
) -> ArticleScore:
    axes = {}
    for axis in book.axes:
        poles = [p.id for p in axis.poles]
        counts = [own, reported, (0, 0)] if axis.id == "tree-work" else [(0, 0)] * 3
        axes[axis.id] = AxisScore(0.0, *(voice_score(poles, list(c)) for c in counts))
    known = {"date": f"2024-0{n % 2 + 5}-10", "event": f"event {n % 2}", **fields}
    return ArticleScore(f"{outlet}-{n:02}", outlet, known["date"], "", 500, 20, axes, (), known["event"])


def planted(book: Codebook, n: int = 20, **fields: Any) -> list[ArticleScore]:
    """Two outlets that are far apart, in two events and two months."""
    return [
        article(o, i, book, own[i % 4], **fields)
        for o, own in (("Acorn", FELLS), ("Elm Gazette", REMOVES))
        for i in range(n)
    ]


def no_copies(scores: Sequence[ArticleScore]) -> dict[str, float]:
    return {s.outlet: 0.0 for s in scores}


def evaluation(
    model_f1: float = 0.8,
    indicator_f1: float = 0.6,
    alpha: float | None = 0.9,
    errors: Sequence[ErrorRate] = (),
) -> Evaluation:
    poles = tuple(
        PoleScore("tree-work", p, 40, 0.8, 0.8, model_f1, 0.8, indicator_f1, 0.8, 0.8, {})
        for p in ("felled", "removed")
    )
    agreed = Agreement("tree-work", alpha, None, 40, 2, "" if alpha is not None else "no variation")
    scheme = Scheme(OUTLETS_OUT, 400, 10, (), poles, 0.01, (), (), tuple(errors))
    return Evaluation((scheme,), (), (agreed,))


def erring(confused: float, invented: float, missed: float) -> list[ErrorRate]:
    """Rates of both poles that go from none to these."""
    kinds: list[tuple[ErrorKind, float]] = [
        ("confused", confused),
        ("invented", invented),
        ("missed", missed),
    ]
    return [
        ErrorRate("tree-work", pole, kind, high / 2, 0.0, high, 100, 20)
        for pole in ("felled", "removed")
        for kind, high in kinds
    ]


def compare(
    scores: Sequence[ArticleScore],
    book: Codebook,
    *,
    made: Evaluation | None = None,
    duplicated: Mapping[str, float] | None = None,
) -> Pair:
    """The pair on the work on trees."""
    found = pairs(
        scores,
        duplicated or no_copies(scores),
        estimates(scores, book),
        book,
        made or evaluation(),
    )
    (pair,) = [p for p in found if p.axis == "tree-work"]
    return pair


# ---------------------------------------------------------------- figures


def test_a_planted_difference_is_refused_by_what_is_not_done_yet_alone(park_book: Codebook) -> None:
    """Felling is share 0, removal share 1. Without hand codings nothing is corrected, and so nothing is ordered."""
    pair = compare(planted(park_book), park_book)
    assert (pair.a, pair.b, pair.strata) == ("Acorn", "Elm Gazette", "event")
    assert pair.difference == pytest.approx(1 / 12 - 11 / 12)
    assert pair.p == pair.p_adjusted == 1 / 2001
    assert pair.refusals == ("uncorrected",)
    assert pair.verdict == "refused"


def test_interval_of_the_difference_by_hand(park_book: Codebook) -> None:
    """MOVER: d − √((θa − la)² + (ub − θb)²), d + √((ua − θa)² + (θb − lb)²)."""
    scores = planted(park_book)
    a, b = (e for e in estimates(scores, park_book) if (e.axis, e.voice) == ("tree-work", "own"))
    assert a.share is not None
    assert b.share is not None
    assert a.interval is not None
    assert b.interval is not None
    d = a.share - b.share
    low = d - sqrt((a.share - a.interval[0]) ** 2 + (b.interval[1] - b.share) ** 2)
    high = d + sqrt((a.interval[1] - a.share) ** 2 + (b.share - b.interval[0]) ** 2)
    assert compare(scores, park_book).interval == pytest.approx((low, high))
    assert low < d < high < 0


def test_difference_and_p_are_those_of_the_stratified_test(park_book: Codebook) -> None:
    scores = planted(park_book, 9)
    rows = {
        o: [(s.event, s.axes["tree-work"].own.share or 0.0) for s in scores if s.outlet == o]
        for o in ("Acorn", "Elm Gazette")
    }
    expected = difference(rows["Acorn"], rows["Elm Gazette"])
    pair = compare(scores, park_book)
    assert (pair.difference, pair.p) == (expected.value, expected.p)


def test_correction_is_over_all_pairs_and_axes(park_book: Codebook) -> None:
    scores = [*planted(park_book, 8), *(article("Third", i, park_book, FELLS[(i + 1) % 4]) for i in range(8))]
    found = pairs(scores, no_copies(scores), estimates(scores, park_book), park_book, evaluation())
    assert [(p.a, p.b, p.axis) for p in found] == [
        (a, b, axis.id)
        for a, b in (("Acorn", "Elm Gazette"), ("Acorn", "Third"), ("Elm Gazette", "Third"))
        for axis in park_book.axes
    ]
    assert [p.p_adjusted for p in found] == benjamini_hochberg([p.p for p in found])
    assert {p.p for p in found if p.axis != "tree-work"} == {None}


def test_without_a_mention_there_is_no_figure(park_book: Codebook) -> None:
    scores = planted(park_book)
    (pond,) = [
        p
        for p in pairs(scores, no_copies(scores), estimates(scores, park_book), park_book, evaluation())
        if p.axis == "pond"
    ]
    assert (pond.difference, pond.interval, pond.p, pond.p_adjusted, pond.strata) == (
        None,
        None,
        None,
        None,
        "none shared",
    )
    assert {
        "few-articles",
        "few-mentions",
        "no-shared-stratum",
        "wide-interval",
        "low-agreement",
        "model-not-better",
    } <= set(pond.refusals)


# ---------------------------------------------------------------- strata


def test_events_and_nothing_else_where_every_article_has_one(park_book: Codebook) -> None:
    pair = compare(planted(park_book), park_book)
    assert (pair.strata, pair.n_strata, pair.n_compared) == ("event", 2, (20, 20))
    apart = [msgspec.structs.replace(s, event=s.outlet) for s in planted(park_book)]
    pair = compare(apart, park_book)
    assert (pair.strata, pair.n_strata, pair.n_compared) == ("none shared", 0, (0, 0))


def test_months_where_events_are_stated_for_too_few_to_compare(park_book: Codebook) -> None:
    scores = planted(park_book)
    one = [msgspec.structs.replace(scores[0], event=""), *scores[1:]]
    assert (compare(one, park_book).strata, compare(one, park_book).n_compared) == ("event", (19, 20))
    most = [s if i % 20 < 7 else msgspec.structs.replace(s, event="") for i, s in enumerate(scores)]
    assert (compare(most, park_book).strata, compare(most, park_book).n_compared) == ("month", (20, 20))


def test_stories_before_months(park_book: Codebook) -> None:
    scores = planted(park_book, event="")
    made = evaluation()
    story = [i % 5 if i % 20 < 15 else -1 for i in range(40)]
    found = pairs(scores, no_copies(scores), estimates(scores, park_book), park_book, made, stories=story)
    assert (found[0].strata, found[0].n_strata, found[0].n_compared) == ("story", 5, (15, 15))
    few = [s if i % 20 < 7 else -1 for i, s in enumerate(story)]
    found = pairs(scores, no_copies(scores), estimates(scores, park_book), park_book, made, stories=few)
    assert (found[0].strata, found[0].n_compared) == ("month", (20, 20))


def test_few_articles_counts_those_that_can_be_compared(park_book: Codebook) -> None:
    """Twenty articles each, seven of the first on an event that the second covers."""
    scores = [
        msgspec.structs.replace(s, event="flood" if s.outlet == "Acorn" and i >= 7 else "storm")
        for i, s in enumerate(planted(park_book))
    ]
    pair = compare(scores, park_book)
    assert (pair.n_compared, "few-articles" in pair.refusals) == ((7, 20), True)


def test_articles_without_event_and_date_share_nothing(park_book: Codebook) -> None:
    pair = compare(planted(park_book, event="", date=""), park_book)
    assert (pair.strata, pair.difference, pair.p) == ("none shared", None, None)
    assert pair.refusals == ("no-shared-stratum", "uncorrected")


def test_only_articles_with_a_mention_make_a_stratum(park_book: Codebook) -> None:
    """One outlet writes about the second event too, but not about trees."""
    scores = planted(park_book, 16)
    silent = [article(s.outlet, 50 + i, park_book, (0, 0)) for i, s in enumerate(scores)]
    moved = [msgspec.structs.replace(s, event="other") if s.outlet == "Acorn" else s for s in scores]
    assert compare([*moved, *silent], park_book).strata == "none shared"


# ---------------------------------------------------------------- rules, each alone


def with_reported(book: Codebook) -> list[ArticleScore]:
    """The one that removes in its own voice reports felling, the other way round for the other: the direction changes."""
    return [
        article(o, i, book, own[i % 4], tuple(6 * c for c in own[i % 4][::-1]))  # type: ignore[arg-type]
        for o, own in (("Acorn", FELLS), ("Elm Gazette", REMOVES))
        for i in range(20)
    ]


def few_articles(book: Codebook) -> list[ArticleScore]:
    return [
        article(o, i, book, own)
        for o, own in (("Acorn", (12, 0)), ("Elm Gazette", (0, 12)))
        for i in range(7)
    ]


def few_mentions(book: Codebook) -> list[ArticleScore]:
    return [
        article(o, i, book, own) for o, own in (("Acorn", (1, 0)), ("Elm Gazette", (0, 1))) for i in range(19)
    ]


def wide(book: Codebook) -> list[ArticleScore]:
    return [
        article(o, i, book, ((3, 0), (0, 3))[i // 2 % 2]) for o in ("Acorn", "Elm Gazette") for i in range(12)
    ]


def no_event_in_common(book: Codebook) -> list[ArticleScore]:
    return [msgspec.structs.replace(s, event=s.event + s.outlet) for s in planted(book)]


def test_few_articles(park_book: Codebook) -> None:
    assert compare(few_articles(park_book), park_book).refusals == ("few-articles", "uncorrected")


def test_few_mentions(park_book: Codebook) -> None:
    assert compare(few_mentions(park_book), park_book).refusals == ("few-mentions", "uncorrected")


def test_wide_interval(park_book: Codebook) -> None:
    assert compare(wide(park_book), park_book).refusals == ("wide-interval", "uncorrected")


def test_no_shared_stratum(park_book: Codebook) -> None:
    assert compare(no_event_in_common(park_book), park_book).refusals == ("no-shared-stratum", "uncorrected")


def test_voice_sensitive(park_book: Codebook) -> None:
    assert compare(with_reported(park_book), park_book).refusals == ("voice-sensitive", "uncorrected")


@pytest.mark.parametrize("alpha", [0.5, None])
def test_low_agreement(park_book: Codebook, alpha: float | None) -> None:
    assert compare(planted(park_book), park_book, made=evaluation(alpha=alpha)).refusals == (
        "low-agreement",
        "uncorrected",
    )


def test_agreement_not_measured(park_book: Codebook) -> None:
    made = msgspec.structs.replace(evaluation(), agreement=())
    assert compare(planted(park_book), park_book, made=made).refusals == ("low-agreement", "uncorrected")


@pytest.mark.parametrize(("model", "indicators"), [(0.6, 0.6), (0.5, 0.6)])
def test_model_not_better(park_book: Codebook, model: float, indicators: float) -> None:
    assert compare(planted(park_book), park_book, made=evaluation(model, indicators)).refusals == (
        "model-not-better",
        "uncorrected",
    )


def test_model_not_evaluated_on_outlets_it_has_not_seen(park_book: Codebook) -> None:
    made = evaluation()
    other = msgspec.structs.replace(
        made, schemes=(msgspec.structs.replace(made.schemes[0], name="group folds"),)
    )
    assert compare(planted(park_book), park_book, made=other).refusals == ("model-not-better", "uncorrected")
    found = pairs(
        planted(park_book),
        {"Acorn": 0.0, "Elm Gazette": 0.0},
        estimates(planted(park_book), park_book),
        park_book,
        None,
    )
    assert set(found[0].refusals) == {"low-agreement", "model-not-better", "uncorrected"}


@pytest.mark.parametrize(("share", "refused"), [(0.3, False), (0.301, True)])
def test_near_duplicates(park_book: Codebook, share: float, refused: bool) -> None:
    """Thirty per cent of the articles of either, and not more."""
    expected = ("near-duplicates", "uncorrected") if refused else ("uncorrected",)
    for outlet in ("Acorn", "Elm Gazette"):
        duplicated = {"Acorn": 0.0, "Elm Gazette": 0.0, outlet: share}
        assert compare(planted(park_book), park_book, duplicated=duplicated).refusals == expected


# ---------------------------------------------------------------- verdicts


UNLESS = "distinguishable unless error rates leave the range seen"


def test_far_apart_and_small_error_rates(park_book: Codebook) -> None:
    """Every corner of the rates is reached; the difference there is smaller and of the same sign."""
    pair = compare(planted(park_book), park_book, made=evaluation(errors=erring(0.02, 0.1, 0.1)))
    assert (pair.verdict, pair.refusals) == (UNLESS, ())
    assert pair.difference is not None
    assert pair.hostile is not None
    assert pair.difference < pair.hostile < 0


def test_far_apart_and_large_error_rates(park_book: Codebook) -> None:
    """What looks like a difference may be the classifier's doing: it is not asserted, and p says so; chance is not the reason."""
    pair = compare(planted(park_book), park_book, made=evaluation(errors=erring(0.5, 0.4, 0.9)))
    assert (pair.verdict, pair.refusals, pair.doubtful) == ("not distinguishable", (), True)
    assert pair.p is not None
    assert pair.p > 0.05
    assert pair.p_chance == 1 / 2001


def test_error_rates_of_one_pole_alone_are_not_known_rates(park_book: Codebook) -> None:
    made = evaluation(errors=[e for e in erring(0.02, 0.1, 0.1) if e.pole == "felled"])
    assert compare(planted(park_book), park_book, made=made).refusals == ("uncorrected",)


def test_alike_is_not_distinguishable(park_book: Codebook) -> None:
    scores = [
        article(o, i, park_book, FELLS[(i + shift) % 4])
        for shift, o in enumerate(("Acorn", "Elm Gazette"))
        for i in range(20)
    ]
    pair = compare(scores, park_book, made=evaluation(errors=erring(0.0, 0.0, 0.0)))
    assert (pair.verdict, pair.refusals, pair.hostile) == ("not distinguishable", (), None)
    assert pair.p is not None
    assert pair.p > 0.05


def test_a_rule_refuses_whatever_p_says(park_book: Codebook) -> None:
    pair = compare(few_mentions(park_book), park_book, made=evaluation(errors=erring(0.0, 0.0, 0.0)))
    assert pair.p_adjusted is not None
    assert pair.p_adjusted < 0.05
    assert (pair.verdict, pair.refusals) == ("refused", ("few-mentions",))


# ---------------------------------------------------------------- too few hand codings


def coded(scores: Sequence[ArticleScore], first: int, second: int) -> HandCoded:
    """The classifier is right in as many articles of each outlet as were coded."""
    some = [s for s in scores if int(s.id[-2:]) < (first if s.outlet == "Acorn" else second)]
    counts = [(s.id, s.axes["tree-work"].own.mentions) for s in some]
    return {name: {"tree-work": (own["removed"], sum(own.values()))} for name, own in counts}


def with_hand_codings(
    scores: Sequence[ArticleScore], book: Codebook, by_hand: HandCoded, made: Evaluation
) -> Pair:
    found = pairs(scores, no_copies(scores), estimates(scores, book, by_hand), book, made, by_hand)
    return next(p for p in found if p.axis == "tree-work")


@pytest.mark.parametrize(
    ("first", "second", "few"), [(0, 0, False), (7, 7, True), (20, 7, True), (0, 20, True), (12, 12, False)]
)
def test_too_few_hand_codings_leave_what_is_said_without_them(
    park_book: Codebook, first: int, second: int, few: bool
) -> None:
    """They do not make a verdict worse than none would."""
    scores, made = planted(park_book), evaluation(errors=erring(0.02, 0.1, 0.1))
    pair = with_hand_codings(scores, park_book, coded(scores, first, second), made)
    assert (pair.verdict, pair.refusals) == ("distinguishable" if first == second == 12 else UNLESS, ())
    assert (pair.corrected is None, pair.few_coded, bool(pair.remark)) == (first != 12, few, few)
    if few:
        assert "fewer than 8 articles" in pair.remark
        assert pair.interval == compare(scores, park_book, made=made).interval
    elif first == 0:
        assert pair == compare(scores, park_book, made=made)


def test_where_a_rule_refuses_anyway_too_few_hand_codings_are_not_the_reason(park_book: Codebook) -> None:
    scores = planted(park_book)
    pair = with_hand_codings(scores, park_book, coded(scores, 7, 7), evaluation())
    assert (pair.refusals, pair.few_coded, bool(pair.remark)) == (("uncorrected",), True, True)
    scores = few_mentions(park_book)
    made = evaluation(errors=erring(0.0, 0.0, 0.0))
    pair = with_hand_codings(scores, park_book, coded(scores, 7, 7), made)
    assert (pair.refusals, pair.few_coded, pair.remark) == (("few-mentions",), True, "")


# ---------------------------------------------------------------- order


def test_order_of_articles_changes_nothing(park_book: Codebook) -> None:
    scores = planted(park_book, 10)
    expected = compare(scores, park_book)
    for seed in range(3):
        Random(seed).shuffle(scores)
        found = compare(scores, park_book)
        assert (found.p, found.refusals, found.strata) == (expected.p, expected.refusals, expected.strata)
        assert found.difference == pytest.approx(expected.difference)
        assert found.interval == pytest.approx(expected.interval)


def test_a_single_outlet_has_no_pair(park_book: Codebook) -> None:
    scores = [s for s in planted(park_book) if s.outlet == "Acorn"]
    assert pairs(scores, no_copies(scores), estimates(scores, park_book), park_book, evaluation()) == []
    assert pairs([], {}, [], park_book, None) == []
