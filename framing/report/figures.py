"""Figures, dates, addresses and terms of the model as text for people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

from framing.comparison.sourcing import Sourced
from framing.learning.speakers import OTHER
from framing.report.names import VOICE_NAMES
from framing.report.summary import OutletText, Totals
from framing.scoring.codings import INTERCEPT


def share(value: float | None) -> str:
    """A share, 0–1, with two decimals; a dash where it is missing.

    >>> share(0.666), share(None)
    ('0.67', '–')
    """
    return "–" if value is None else f"{value:.2f}"


def interval(value: tuple[float, float] | None) -> str:
    """An interval of shares.

    >>> interval((0.132, 0.924))
    '0.13 to 0.92'
    """
    return "–" if value is None else f"{value[0]:.2f} to {value[1]:.2f}"


def signed(value: float | None) -> str:
    """A difference or a contribution with its sign; zero has none.

    >>> signed(0.5), signed(-0.25), signed(-0.001)
    ('+0.50', '−0.25', '0.00')
    """
    if value is None:
        return "–"
    text = f"{value:+.2f}"
    return "0.00" if text in {"+0.00", "-0.00"} else text.replace("-", "−")


def signed_interval(value: tuple[float, float] | None) -> str:
    """An interval of differences.

    >>> signed_interval((-0.33, 0.92))
    '−0.33 to +0.92'
    """
    return "–" if value is None else f"{signed(value[0])} to {signed(value[1])}"


def p_value(value: float | None) -> str:
    """A p-value with three decimals.

    >>> p_value(0.0004), p_value(1.0), p_value(None)
    ('< 0.001', '1.000', '–')
    """
    return "–" if value is None else "< 0.001" if value < 0.001 else f"{value:.3f}"


def date_text(value: str) -> str:
    """An ISO date in words; anything else as it is.

    >>> date_text("2024-02-02"), date_text("spring")
    ('2 February 2024', 'spring')
    """
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return f"{day.day} {day:%B %Y}"


def dates(of: OutletText | Totals) -> str:
    """The first and the last date of an outlet's articles, or of all."""
    if not of.first_date:
        return "no date given"
    first, last = date_text(of.first_date), date_text(of.last_date)
    return first if first == last else f"{first} to {last}"


def counted(n: int, noun: str, plural: str = "") -> str:
    """A number with what it counts.

    >>> counted(1, "story", "stories"), counted(1200, "story", "stories"), counted(0, "word")
    ('1 story', '1,200 stories', '0 words')
    """
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def quote(words: str) -> str:
    """Words in quotation marks.

    >>> quote("terror group")
    '“terror group”'
    """
    return f"“{words}”"


def some(n: int) -> str:
    """A number in a column where most are zero: nothing for zero.

    >>> some(1200), some(0)
    ('1,200', '')
    """
    return f"{n:,}" if n else ""


def speaker(said: Sourced) -> str:
    """Who speaks, in words, with the voice."""
    who = {OTHER: "someone else", "": "not named in the sentence"}.get(
        said.speaker, said.speaker.replace("-", " ")
    )
    return f"{who} ({VOICE_NAMES[said.voice]})"


def web_address(url: str) -> str:
    """*url* if it is one that a browser may follow from a report (http or https), else nothing.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    if not re.fullmatch(r"https?://[^\s\x00-\x1f\x7f]+", url, re.IGNORECASE):
        return ""
    try:
        return url if urlsplit(url).hostname else ""
    except ValueError:
        return ""


_CANDIDATE = re.compile(r"(?P<term>.*\S) \[(?P<word>[^\[\]·]+)\]", re.DOTALL)
_TERM_NAMES = {
    INTERCEPT: "starting value",
    "says": "reports speech",
    "says nothing": "reports no speech",
    "says before": "reports speech, after its speaker",
    "says behind": "reports speech, behind what is said",
    "#headline": "a headline",
    **{f"#{v}": name for v, name in VOICE_NAMES.items()},
}


def term_text(term: str, poles: Mapping[tuple[str, str], str]) -> str:
    """A term of the model (:mod:`framing.learning.terms`) for people; what needs the notation keeps it.

    >>> term_text("=group/terror [milit]", {("group", "terror"): "terror terms"})
    '“milit” on the list of “terror terms”'
    >>> [term_text(t, {}) for t in ("~kill", "^<hamas>", "says:<idf> [claim]", "#own", "[milit]", "(intercept)")]
    ['elsewhere in the sentence: kill', 'sentence before: <hamas>', 'speaker: <idf>, with “claim”', 'own voice', '“milit”', 'starting value']
    """
    if term in _TERM_NAMES:
        return _TERM_NAMES[term]
    joined = _CANDIDATE.fullmatch(term) if term.startswith(("=", "says:", "#")) else None
    rest, word = (joined["term"], joined["word"]) if joined else (term, "")
    added = f", with “{word}”" if word else ""
    if len(rest) > 1 and rest[0] == "=":
        return (f"“{word}” " if word else "") + _list_text(rest[1:], poles)
    if rest.startswith("near="):
        return "elsewhere, " + _list_text(rest.removeprefix("near="), poles)
    if len(rest) > 1 and rest[0] == "#":
        return _TERM_NAMES.get(rest, rest) + added
    if rest.startswith("says:"):
        return f"speaker: {rest.removeprefix('says:')}{added}"
    for start, name in (
        ("^last ", "sentence before, last"),
        ("^", "sentence before"),
        ("~", "elsewhere in the sentence"),
        ("+", "beside it"),
    ):
        if rest.startswith(start) and len(rest) > len(start):
            return f"{name}: {rest.removeprefix(start)}"
    if m := re.fullmatch(r"\[([^\[\]·]+)\](?: (passive|active))?", term):
        return f"“{m[1]}”" + (f" in the {m[2]}" if m[2] else "")
    return f"“{term}”"


def _list_text(indicator: str, poles: Mapping[tuple[str, str], str]) -> str:
    axis, _, pole = indicator.partition("/")
    return f"on the list of “{poles.get((axis, pole), indicator)}”"


def unbroken(text: str) -> str:
    """A sentence in which no line ends between a count and what is counted.

    >>> unbroken("2 × plain").split(" ")
    ['2\\xa0×\\xa0plain']
    """
    return text.replace(" × ", "\u00a0×\u00a0")
