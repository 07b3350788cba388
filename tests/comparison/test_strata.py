"""What two outlets are compared within: the levels of a corpus, and which of them a pair gets."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from framing.comparison.refusals import MIN_ARTICLES
from framing.comparison.strata import Kind, Level, choose, levels
from framing.scoring.articles import ArticleScore

Ints = NDArray[np.int64]


def article(n: int, date: str = "2024-05-10", event: str = "") -> ArticleScore:
    return ArticleScore(f"a{n:02}", "Acorn", date, "", 500, 20, {}, (), event)


def level(kind: Kind, stratum: Sequence[int]) -> Level:
    return Level(kind, np.array(stratum, dtype=np.int64))


def indices(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def chosen(cut: Sequence[Level], a: Sequence[int], b: Sequence[int]) -> tuple[Kind, list[int], list[int]]:
    kind, first, second, stratum = choose(cut, indices(a), indices(b))
    if kind != "none shared":
        assert stratum.tolist() == next(x for x in cut if x.kind == kind).stratum.tolist()
    return kind, first.tolist(), second.tolist()


def together(stratum: Ints) -> set[frozenset[int]]:
    """The articles that share a stratum, whatever its number."""
    return {frozenset(np.flatnonzero(stratum == s).tolist()) for s in set(stratum.tolist()) - {-1}}


# ---------------------------------------------------------------- levels


def test_where_every_article_states_its_event_nothing_else_is_used() -> None:
    scores = [article(i, event=e) for i, e in enumerate(["fair", "storm", "fair"])]
    (found,) = levels(scores, [0, 0, 1])
    assert found.kind == "event"
    assert together(found.stratum) == {frozenset({0, 2}), frozenset({1})}


def test_where_some_do_stories_and_months_follow() -> None:
    scores = [article(0, event="fair"), article(1), article(2, "2024-06-01", event="fair"), article(3, "")]
    found = levels(scores, [-1, 4, -1, 4])
    assert [x.kind for x in found] == ["event", "story", "month"]
    assert [x.stratum.tolist() for x in found] == [[0, -1, 0, -1], [-1, 4, -1, 4], [0, 0, 1, -1]]


@pytest.mark.parametrize("stories", [[], [-1, -1]])
def test_without_events_and_stories_there_are_months(stories: list[int]) -> None:
    found = levels([article(0), article(1, "2023-05-10")], stories)
    assert [(x.kind, x.stratum.tolist()) for x in found] == [("month", [1, 0])]


def test_no_articles() -> None:
    (found,) = levels([])
    assert (found.kind, found.stratum.shape) == ("month", (0,))
    assert chosen([found], [], []) == ("none shared", [], [])


def test_a_time_of_day_does_not_part_a_month() -> None:
    dates = ["2024-05-31T23:59:59+02:00", "2024-05-01", "2024-05-09 08:00", "2024-06-01T00:00"]
    (found,) = levels([article(i, d) for i, d in enumerate(dates)])
    assert found.stratum.tolist() == [0, 0, 0, 1]


def test_strata_do_not_depend_on_the_order_of_articles() -> None:
    scores = [
        article(i, f"2024-{i % 3 + 1:02}-05", ["", "fair", "storm", "lime felled"][i % 4]) for i in range(12)
    ]
    expected = [{s.id: k for s, k in zip(scores, x.stratum.tolist(), strict=True)} for x in levels(scores)]
    for seed in range(3):
        mixed = Random(seed).sample(scores, len(scores))
        assert [
            {s.id: k for s, k in zip(mixed, x.stratum.tolist(), strict=True)} for x in levels(mixed)
        ] == expected


@pytest.mark.parametrize("written", ["unknown", "5 May 2024", "n. d.", "2024", "12/05/2024"])
def test_a_date_that_cannot_be_read_is_no_month(written: str) -> None:
    (found,) = levels([article(0, written), article(1, written)])
    assert found.stratum.tolist() == [-1, -1]


def test_iso_dates_without_hyphens_are_of_the_same_month() -> None:
    (found,) = levels([article(0, "20240503"), article(1, "20240528"), article(2, "2024-05-09")])
    assert together(found.stratum) == {frozenset({0, 1, 2})}


# ---------------------------------------------------------------- the choice


def test_the_best_level_that_reaches_enough_articles() -> None:
    """Ten articles each: seven and eight share a story, all share the month."""
    a, b = range(10), range(10, 20)
    for reach, expected in ((MIN_ARTICLES - 1, "month"), (MIN_ARTICLES, "story")):
        story = [0 if i % 10 < reach else -1 for i in range(20)]
        kind, first, second = chosen([level("story", story), level("month", [3] * 20)], a, b)
        assert kind == expected
        assert len(first) == len(second) == (reach if kind == "story" else 10)


def test_both_outlets_have_to_reach() -> None:
    story = [0] * 10 + [0] * 7 + [-1] * 3
    cut = [level("story", story), level("month", [0] * 20)]
    assert chosen(cut, range(10), range(10, 20))[0] == "month"
    assert chosen(cut, range(10, 20), range(10))[0] == "month"


def test_where_none_reaches_the_one_with_most() -> None:
    event = [0, 0, -1, -1, -1, 0, 0, -1, -1, -1]
    story = [0, 0, 0, 0, -1, 0, 0, 0, -1, -1]
    month = [0, 1, 1, 1, 1, 1, 2, 2, 2, 2]
    cut = [level("event", event), level("story", story), level("month", month)]
    assert chosen(cut, range(5), range(5, 10)) == ("story", [0, 1, 2, 3], [5, 6, 7])


def test_of_levels_that_reach_as_far_the_better_one() -> None:
    cut = [level("event", [0, 0, -1, 0, 0, -1]), level("month", [-1, 0, 0, -1, 0, 0])]
    assert chosen(cut, range(3), range(3, 6)) == ("event", [0, 1], [3, 4])


def test_a_level_that_has_more_is_not_looked_at_once_one_has_enough() -> None:
    event = [0] * 8 + [-1] * 12 + [0] * 8 + [-1] * 12
    kind, first, _ = chosen([level("event", event), level("month", [0] * 40)], range(20), range(20, 40))
    assert (kind, len(first)) == ("event", 8)


def test_articles_that_belong_to_none_share_nothing() -> None:
    assert chosen([level("story", [-1] * 20)], range(10), range(10, 20)) == ("none shared", [], [])


def test_only_strata_that_both_have() -> None:
    cut = [level("event", [0, 1, 2, 2, 3, 0])]
    assert chosen(cut, [0, 1, 2], [3, 4]) == ("event", [2], [3])


@pytest.mark.parametrize(("a", "b"), [([], [0, 1]), ([0, 1], []), ([], [])])
def test_an_outlet_without_a_mention(a: list[int], b: list[int]) -> None:
    assert chosen([level("event", [0, 0]), level("month", [0, 0])], a, b) == ("none shared", [], [])


def test_no_levels() -> None:
    assert chosen([], [0], [1]) == ("none shared", [], [])


@st.composite
def corpora(draw: st.DrawFn) -> tuple[list[Level], list[int], list[int]]:
    """Levels, and the articles with a mention of two outlets; the others have none or belong to a third."""
    n = draw(st.integers(0, 40))
    strata = st.lists(st.integers(-1, draw(st.integers(0, 4))), min_size=n, max_size=n)
    kinds: tuple[Kind, ...] = ("event", "story", "month")
    cut = [level(k, draw(strata)) for k in kinds if k == "month" or draw(st.booleans())]
    of = draw(st.lists(st.sampled_from("ab-"), min_size=n, max_size=n))
    return cut, [i for i, o in enumerate(of) if o == "a"], [i for i, o in enumerate(of) if o == "b"]


def by_hand(cut: Sequence[Level], a: list[int], b: list[int]) -> tuple[Kind, list[int], list[int]]:
    """Every level looked at, article by article."""
    found: list[tuple[Kind, list[int], list[int]]] = []
    for kind, stratum in cut:
        s = stratum.tolist()
        mine = [i for i in a if s[i] != -1 and any(s[i] == s[j] for j in b)]
        theirs = [j for j in b if s[j] != -1 and any(s[i] == s[j] for i in a)]
        found.append((kind, mine, theirs))
    reach = [min(len(mine), len(theirs)) for _, mine, theirs in found]
    enough = [x for x, r in zip(found, reach, strict=True) if r >= MIN_ARTICLES]
    if enough:
        return enough[0]
    return found[reach.index(max(reach))] if max(reach) else ("none shared", [], [])


@settings(max_examples=400, deadline=None)
@given(corpora())
def test_the_choice_by_hand(corpus: tuple[list[Level], list[int], list[int]]) -> None:
    cut, a, b = corpus
    assert chosen(cut, a, b) == by_hand(cut, a, b)


@settings(max_examples=200, deadline=None)
@given(corpora())
def test_which_of_the_two_is_called_a_changes_nothing(
    corpus: tuple[list[Level], list[int], list[int]],
) -> None:
    cut, a, b = corpus
    kind, first, second = chosen(cut, a, b)
    assert chosen(cut, b, a) == (kind, second, first)


def test_wording_plays_no_part() -> None:
    """Levels are made of event, story and date alone: another title, length or coding is the same level."""
    scores = [article(i, f"2024-0{i + 1}-01", "fair" if i else "") for i in range(4)]
    other = [msgspec.structs.replace(s, title="Oak felled", words=9, no_features=True) for s in scores]
    assert [x.stratum.tolist() for x in levels(other)] == [x.stratum.tolist() for x in levels(scores)]
