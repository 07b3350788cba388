"""A whole comparison through the public function: copies, stories, background, speakers and weeks from articles as they come."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

import framing
from framing.learning.model_folder import Model
from framing.report.summary import Summary
from framing.units import Article

AGENCY = "DELBY, May 6 (Reuters) — The council felled two oaks by the north gate on Monday after the storm that hit the town."


STREETS = ["Mill Lane", "Castle Street", "Abbey Road", "Station Square", "Harbour Walk", "Quarry Hill", "Bridge End", "Orchard Way"]  # fmt: skip
TREES = ["lime", "beech", "willow", "chestnut", "maple", "poplar", "cedar", "alder"]


def story(n: int, outlet: str, day: int) -> Article:
    """The same story in the words of each outlet; no run of five words is the same."""
    tree, street = TREES[n], STREETS[n]
    text = {
        "Acorn": f"Old {tree} of {street} is gone\n\nThe council felled the {tree} by the {street} chapel on Monday.",
        "Beacon": f"{street} loses its {tree}\n\nWardens removed the ancient {tree} near the chapel, {street}, before noon.",
    }[outlet]
    return Article(f"{outlet}-{n}", text, outlet, f"2024-05-{day:02}", url="https://example.org/")


def articles() -> list[Article]:
    """Two outlets tell eight stories each a day apart; both carry one agency report, one of them twice."""
    told = [
        story(n, o, 3 * n + k + 1)
        for n in range(8)
        for k, (o, verb) in enumerate((("Acorn", "felled"), ("Beacon", "removed")))
    ]
    copy = [
        Article(f"copy-{i}", AGENCY, o, "2024-05-30") for i, o in enumerate(("Acorn", "Beacon", "Beacon"))
    ]
    return [*told, *copy]  # fmt: skip


@pytest.fixture(scope="module")
def summary(park_model: Model) -> Summary:
    return framing.compare(park_model, articles())


def test_what_went_in(summary: Summary) -> None:
    acorn, beacon = summary.corpus
    assert (acorn.articles, acorn.copies, acorn.elsewhere, acorn.agencies) == (9, 0, 1, {"Reuters": 1})
    assert (beacon.articles, beacon.copies, beacon.elsewhere, beacon.agencies) == (10, 1, 2, {"Reuters": 2})
    t = summary.totals
    assert (t.outlets, t.articles, t.copies, t.events, t.without_event) == (2, 19, 1, 0, 19)
    assert (t.first_date, t.last_date) == ("2024-05-01", "2024-05-30")


def test_stories_are_found_and_can_be_checked(summary: Summary) -> None:
    assert summary.stories_by == "story"
    found = [{a.article for a in s.articles} for s in summary.stories]
    assert all({f"Acorn-{n}", f"Beacon-{n}"} in found for n in range(8))
    assert {"copy-0", "copy-1"} in found
    assert all(s.similarity is not None and s.similarity > 0.2 for s in summary.stories)


def test_pairs_are_compared_within_stories(summary: Summary) -> None:
    (pair,) = [p for p in summary.pairs if p.axis == "tree-work"]
    assert (pair.strata, pair.n_strata, pair.n_compared) == ("story", 9, (9, 9))
    assert pair.difference == pytest.approx(-8 / 9)


def test_matched_stories_leave_out_what_both_copied(summary: Summary) -> None:
    mine = [m for m in summary.matched if m.axis == "tree-work"]
    assert len(mine) == 8
    for m in mine:
        assert [(s.outlet, s.mentions, s.share) for s in m.sides] == [
            ("Acorn", {"felled": 1, "removed": 0}, 0.0),
            ("Beacon", {"felled": 0, "removed": 1}, 1.0),
        ]
        assert [d.difference for d in m.differences] == [-1.0]
        assert all("chapel" in e.text for s in m.sides for e in s.sentences)


def test_weeks_add_up_to_what_is_counted(summary: Summary) -> None:
    assert summary.course is not None
    assert (summary.course.unit, summary.course.undated) == ("week", 0)
    acorn = [p for p in summary.course.periods if (p.outlet, p.axis) == ("Acorn", "tree-work")]
    assert sum(p.n_mentions for p in acorn) == summary.estimate("Acorn", "tree-work").n_mentions == 9


def test_no_set_is_split_where_nothing_is_told_apart(summary: Summary) -> None:
    sets = {g.axis: g.sets for g in summary.groups}
    assert sets["tree-work"] == (("Acorn", "Beacon"),)
    assert sets["pond"] == ()


def test_order_of_articles_changes_nothing(park_model: Model, summary: Summary) -> None:
    for seed in range(2):
        assert framing.compare(park_model, Random(seed).sample(articles(), 19)) == summary


def test_words_against_a_background(park_model: Model, tmp_path: Path) -> None:
    """Words that set an outlet apart from another corpus: 'hedgehog' stands in all of its articles and in none there."""
    mine = [
        Article(
            str(i), f"The hedgehog of garden {i} slept. The council felled a tree.", "Acorn", "2024-05-01"
        )
        for i in range(12)
    ]
    other = tmp_path / "other.jsonl"
    other.write_text(
        "\n".join(f'{{"id": "{i}", "text": "The band of street {i} played. The council felled a tree."}}' for i in range(30)),
        encoding="utf-8",
    )  # fmt: skip
    assert framing.compare(park_model, mine).keywords == ()
    found = framing.compare(park_model, mine, background=[other]).keywords
    assert {"hedgehog", "slept"} <= {w.word for w in found if w.z > 0}
    assert {"band", "played"} <= {w.word for w in found if w.z < 0}
    assert {(w.outlet, w.background) for w in found} == {("Acorn", "other.jsonl")}


def test_months_on_request(park_model: Model) -> None:
    assert framing.compare(park_model, articles(), by="month").course is None  # all in May
    later = [*articles(), Article("x", "The council felled an ash.", "Acorn", "2024-07-02")]
    made = framing.compare(park_model, later, by="month").course
    assert made is not None
    assert sorted({p.start for p in made.periods}) == ["2024-05-01", "2024-07-01"]
