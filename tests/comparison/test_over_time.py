"""The course over time: weeks and months against the calendar, sums against totals, dates that nobody can read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.comparison.counts import Counted
from framing.comparison.intervals import estimate_share
from framing.comparison.over_time import WEEKS_UP_TO, Course, Period, Unit, course

Row = tuple[str, str, tuple[int, int], int]
"""Outlet, date, mentions of both poles in own voice, words."""


def corpus(rows: Sequence[Row]) -> Counted:
    """One axis; the other voices hold numbers that must not be counted."""
    outlets = sorted({r[0] for r in rows})
    mentions = np.array([[[r[2], (50, 60), (70, 80)]] for r in rows], dtype=np.int64).reshape(
        len(rows), 1, 3, 2
    )
    return Counted(
        tuple(outlets),
        ("pond",),
        tuple(f"a{i}" for i in range(len(rows))),
        np.array([outlets.index(r[0]) for r in rows], dtype=np.int64),
        np.array([r[3] for r in rows], dtype=np.int64),
        mentions,
    )


def found(rows: Sequence[Row], unit: Unit | None = None) -> Course:
    """The course of rows that have one."""
    made = course(corpus(rows), [r[1] for r in rows], unit)
    assert made is not None
    return made


def starts(dates: Sequence[str], unit: Unit | None = None) -> list[str]:
    """First days of the periods of articles of one outlet with a mention each, at these dates."""
    return [p.start for p in found([("Acorn", d, (1, 0), 100) for d in dates], unit).periods]


def none(dates: Sequence[str], unit: Unit | None = None) -> bool:
    return course(corpus([("Acorn", d, (1, 0), 100) for d in dates]), dates, unit) is None


# ---------------------------------------------------------------- by hand


def test_two_outlets_in_two_months_by_hand() -> None:
    rows: list[Row] = [
        ("Acorn", "2024-01-31", (1, 1), 400),
        ("Acorn", "2024-01-01", (0, 1), 100),
        ("Acorn", "2024-01-15", (0, 0), 500),
        ("Acorn", "2024-03-01", (0, 0), 250),
        ("Elm Gazette", "2024-02-29", (3, 0), 1000),
    ]
    made = found(rows, "month")
    assert (made.unit, made.undated) == ("month", 0)
    january, march, february = made.periods
    assert january == Period(
        "Acorn", "pond", "2024-01-01", 3, 2, 3, 0.75, january.interval, 3.0
    )  # fmt: skip
    assert march == Period("Acorn", "pond", "2024-03-01", 1, 0, 0, None, None, 0.0)
    assert february == Period(
        "Elm Gazette", "pond", "2024-02-01", 1, 1, 3, 0.0, february.interval, 3.0
    )  # fmt: skip
    interval = estimate_share([1, 1, 0], [2, 1, 0]).interval
    assert interval is not None
    assert january.interval == (interval.low, interval.high)


def test_a_week_of_articles_without_words_has_no_salience() -> None:
    made = found([("Acorn", "2024-01-01", (1, 0), 0), ("Acorn", "2024-01-08", (1, 0), 500)])
    assert [p.salience for p in made.periods] == [0.0, 2.0]


# ---------------------------------------------------------------- the calendar


@settings(max_examples=300, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2049, 12, 31)))
def test_a_week_is_that_of_the_iso_calendar(day: date) -> None:
    week, other = day.isocalendar(), (day + timedelta(weeks=5)).isocalendar()
    assert starts([day.isoformat(), (day + timedelta(weeks=5)).isoformat()], "week") == [
        date.fromisocalendar(w.year, w.week, 1).isoformat() for w in (week, other)
    ]


def test_weeks_at_the_turn_of_the_year() -> None:
    """2024 ends on a Tuesday, 2020 has 53 weeks, 2023 begins on a Sunday."""
    assert starts(["2024-12-29", "2024-12-31", "2025-01-01", "2025-01-06"]) == [
        "2024-12-23", "2024-12-30", "2025-01-06",
    ]  # fmt: skip
    assert starts(["2020-12-28", "2021-01-03", "2021-01-04"]) == ["2020-12-28", "2021-01-04"]
    assert starts(["2023-01-01", "2023-01-02"]) == ["2022-12-26", "2023-01-02"]
    assert none(["2024-12-30", "2025-01-05"], "week")
    assert starts(["2024-12-30", "2025-01-05"], "month") == ["2024-12-01", "2025-01-01"]


def test_a_leap_day() -> None:
    assert starts(["2024-02-29", "2024-03-04"], "week") == ["2024-02-26", "2024-03-04"]
    assert starts(["2024-02-29", "2024-03-01"], "month") == ["2024-02-01", "2024-03-01"]
    assert found([("Acorn", d, (1, 0), 9) for d in ("2023-02-29", "2023-01-05", "2023-03-05")]).undated == 1


@pytest.mark.parametrize(("days", "unit"), [(WEEKS_UP_TO, "week"), (WEEKS_UP_TO + 1, "month")])
def test_weeks_for_half_a_year_else_months(days: int, unit: Unit) -> None:
    last = (date(2024, 1, 1) + timedelta(days=days)).isoformat()
    rows: list[Row] = [("Acorn", "2024-01-01", (1, 0), 9), ("Acorn", last, (1, 0), 9)]
    assert found(rows).unit == unit
    assert found(rows, "week").unit == "week"
    assert found(rows, "month").unit == "month"


def test_the_first_and_the_last_day_of_the_calendar() -> None:
    assert starts(["0001-01-01", "9999-12-31"], "week") == ["0001-01-01", "9999-12-27"]


def test_a_gap_stays_a_gap() -> None:
    assert starts(["2024-01-01", "2024-01-29"], "week") == ["2024-01-01", "2024-01-29"]


def test_an_outlet_has_rows_where_it_has_articles_and_nowhere_else() -> None:
    made = found([
        ("Acorn", "2024-01-01", (1, 0), 9),
        ("Acorn", "2024-01-20", (1, 0), 9),
        ("Elm Gazette", "2024-01-09", (0, 1), 9),
    ])  # fmt: skip
    assert [(p.outlet, p.start) for p in made.periods] == [
        ("Acorn", "2024-01-01"), ("Acorn", "2024-01-15"), ("Elm Gazette", "2024-01-08"),
    ]  # fmt: skip


# ---------------------------------------------------------------- nothing, and too little


def test_nothing() -> None:
    assert none([])
    assert none(["", "spring"])


def test_one_period_is_no_course() -> None:
    assert none(["2024-05-06", "2024-05-12"])
    assert none(["2024-05-01", "2024-05-31"], "month")
    assert none(["2024-05-06", "", "nobody knows"])


def test_an_outlet_that_never_mentions_an_axis_has_no_rows_on_it() -> None:
    """It would be a row of nothing for every week; in a course of others its articles are not to be seen."""
    made = found([
        ("Acorn", "2024-01-01", (1, 0), 9),
        ("Acorn", "2024-01-08", (0, 0), 9),
        ("Elm Gazette", "2024-01-01", (0, 0), 9),
    ])  # fmt: skip
    assert [(p.outlet, p.n_mentions) for p in made.periods] == [("Acorn", 1), ("Acorn", 0)]


# ---------------------------------------------------------------- dates as they are written


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-05",
        "2024-03-05T23:59:59Z",
        "2024-03-05T00:00:00+14:00",
        "2024-03-05 08:15",
        "20240305",
        "20240305T101500",
    ],
)
def test_dates_that_are_read(written: str) -> None:
    assert starts(["2024-01-01", written], "month") == ["2024-01-01", "2024-03-01"]


@pytest.mark.parametrize(
    "written",
    ["", "2024", "2024-03", "2024-13-01", "2024-02-30", "2024-3-5", "5 March 2024", "05/03/2024", "03-05-2024", "\N{SNOWMAN}"],
)  # fmt: skip
def test_dates_that_are_not_read_stand_in_no_period_and_are_counted(written: str) -> None:
    rows: list[Row] = [
        ("Acorn", "2024-01-01", (1, 0), 100),
        ("Acorn", written, (7, 7), 100),
        ("Acorn", "2024-03-01", (0, 1), 100),
        ("Elm Gazette", written, (7, 7), 100),
    ]
    made = found(rows, "month")
    assert made.undated == 2
    assert [(p.outlet, p.start, p.articles, p.n_mentions) for p in made.periods] == [
        ("Acorn", "2024-01-01", 1, 1),
        ("Acorn", "2024-03-01", 1, 1),
    ]


def test_a_count_of_seconds_is_no_date() -> None:
    """1712052000 is a second of 2 April 2024."""
    assert none(["1712052000", "1712138400"], "month")
    assert found([("Acorn", d, (1, 0), 9) for d in ("2024-04-01", "2024-05-01", "1712052000")]).undated == 1


def test_a_mention_without_a_date_makes_no_rows() -> None:
    rows: list[Row] = [
        ("Acorn", "2024-01-01", (1, 0), 9),
        ("Acorn", "2024-02-01", (1, 0), 9),
        ("Elm Gazette", "2024-01-01", (0, 0), 9),
    ]
    silent = found([*rows, ("Elm Gazette", "", (0, 0), 9)], "month").periods
    undated = found([*rows, ("Elm Gazette", "", (1, 0), 9)], "month").periods
    assert undated == silent


# ---------------------------------------------------------------- sums and shares

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Acorn", "Elm Gazette", "Riverside Post"]),
        st.one_of(
            st.dates(date(2023, 11, 1), date(2024, 4, 30)).map(date.isoformat), st.sampled_from(["", "soon", "2024-02"])
        ),
        st.tuples(st.integers(0, 4), st.integers(0, 4)),
        st.integers(0, 600),
    ),
    min_size=1,
    max_size=25,
)  # fmt: skip
UNITS: st.SearchStrategy[Unit] = st.sampled_from(["week", "month"])


def dated(rows: Sequence[Row]) -> list[Row]:
    return [r for r in rows if len(r[1]) == 10]


@settings(max_examples=150, deadline=None)
@given(ROWS, UNITS)
def test_periods_add_up_to_the_dated_articles(rows: list[Row], unit: Unit) -> None:
    made = course(corpus(rows), [r[1] for r in rows], unit)
    if made is None:
        months = {r[1][:7] for r in dated(rows)}
        assert len(months) < 2 if unit == "month" else len({r[1] for r in dated(rows)}) <= 7
        return
    assert made.undated == len(rows) - len(dated(rows))
    for outlet in {r[0] for r in dated(rows) if sum(r[2])}:
        mine, periods = (
            [r for r in dated(rows) if r[0] == outlet],
            [p for p in made.periods if p.outlet == outlet],
        )
        assert sum(p.articles for p in periods) == len(mine)
        assert sum(p.n_articles for p in periods) == sum(any(r[2]) for r in mine)
        assert sum(p.n_mentions for p in periods) == sum(sum(r[2]) for r in mine)


@settings(max_examples=100, deadline=None)
@given(ROWS)
def test_a_share_is_that_of_the_articles_of_its_period_alone(rows: list[Row]) -> None:
    made = course(corpus(rows), [r[1] for r in rows], "month")
    for p in made.periods if made else ():
        inside = [r for r in dated(rows) if r[0] == p.outlet and r[1][:7] == p.start[:7]]
        alone = estimate_share([r[2][1] for r in inside], [sum(r[2]) for r in inside])
        assert (p.share, p.n_articles, p.n_mentions) == (alone.share, alone.n_articles, alone.n_mentions)
        assert p.interval == ((alone.interval.low, alone.interval.high) if alone.interval else None)
        words = sum(r[3] for r in inside)
        assert p.salience == pytest.approx(1000 * p.n_mentions / words if words else 0.0)


@settings(max_examples=50, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_order_of_articles_changes_nothing(rows: list[Row], random: Random) -> None:
    made = course(corpus(rows), [r[1] for r in rows])
    mixed = random.sample(rows, len(rows))
    again = course(corpus(mixed), [r[1] for r in mixed])
    if made is None or again is None:
        assert made is again
        return
    assert (made.unit, made.undated, len(made.periods)) == (again.unit, again.undated, len(again.periods))
    for p, q in zip(made.periods, again.periods, strict=True):
        assert (p.outlet, p.axis, p.start, p.articles, p.n_mentions) == (
            q.outlet, q.axis, q.start, q.articles, q.n_mentions,
        )  # fmt: skip
        assert p.share == pytest.approx(q.share)
        assert p.interval == pytest.approx(q.interval)
