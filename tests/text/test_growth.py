"""The guard against superlinear time is itself guarded: it must see a function that is quadratic."""

from __future__ import annotations

import re


def test_the_guard_tells_quadratic_from_linear_time(growth) -> None:
    blanks_at_the_end = re.compile(r" +$")
    assert growth(lambda text: blanks_at_the_end.search(text + "x"), " ") > 3
    assert growth(lambda text: blanks_at_the_end.search(text + "x"), " x") <= 3
