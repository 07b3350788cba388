"""The day and the month of an article, from the date that it came with. What is no ISO date has neither: nothing is guessed."""

from __future__ import annotations

import re
from datetime import date

_DAY = re.compile(r"(\d{4})(-?)(\d\d)\2(\d\d)(?!\d)")
_MONTH = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2]))")


def day(text: str) -> date | None:
    """The day of an ISO date, with or without a time.

    >>> day("2024-05-03T12:00:00Z"), day("20240503"), day("3 May 2024"), day("2024-13-03"), day("1712052000")
    (datetime.date(2024, 5, 3), datetime.date(2024, 5, 3), None, None, None)
    """
    found = _DAY.match(text.strip())
    try:
        return date(*(int(found[k]) for k in (1, 3, 4))) if found else None
    except ValueError:
        return None


def month(text: str) -> str:
    """The month of an ISO date, also of one without a day; empty where there is none.

    >>> month("2024-05-03"), month("2024-05"), month("20240503"), month("unknown")
    ('2024-05', '2024-05', '2024-05', '')
    """
    exact = day(text)
    if exact is not None:
        return f"{exact:%Y-%m}"
    found = _MONTH.fullmatch(text.strip())
    return found[1] if found else ""
