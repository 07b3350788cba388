"""The one analyser of tokens: everything that looks at words looks at these.

A token is a word, a number, an abbreviation with its full stops, a possessive ``'s`` on its own, or a mark
that bounds a clause. Hyphens separate: "state-run" is two tokens, so that an expression need not foresee
whether an outlet writes the hyphen.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from nltk.stem.snowball import SnowballStemmer


def word_set(text: str) -> frozenset[str]:
    """The words of a list that is written as running text."""
    return frozenset(text.split())


_SHORTENED = "Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Brig Gen Lt Col Maj Capt Cmdr Sgt Cpl Pvt Adm Mr Mrs Ms Dr Prof Rev Sen Rep Gov St"
"""Months, ranks and titles that are written with a full stop and, elsewhere, without."""
_TOKEN = re.compile(
    r"""
    (?:[A-Za-z]\.){2,}                    # U.S., a.m.
    | \b(?:"""
    + _SHORTENED.replace(" ", "|")
    + r""")\.(?=[ ]\w)                    # Oct. 7, Lt. Col.: the stop closes nothing
    | \d[\d,.]*\d | \d+                   # 20,000  1.5  7
    | (?<=[\w.])['’]s\b                   # the possessive, or a contracted "is"
    | (?<=s)['’](?=\s|$|[,.;:])           # rebels'
    | [^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*  # words, with don't and O'Brien in one piece
    | [,;:.!?()…–—] | (?<=\s)-+(?=\s)   # a spaced hyphen is a dash
    | \w+
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(r"\d[\d,.]*$")
_NUMBER_WORDS = word_set(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand
    thousands dozen dozens scores million
    """
)
CLAUSE_MARKS = frozenset(",;:.!?()…–—")
NUMBER = "<num>"
_LONGEST_WORD = 50
"""Letters; what is longer is not a word and is its own stem, for stems are kept in memory."""

_stemmer = SnowballStemmer("english")


@lru_cache(maxsize=200_000)
def stem(form: str) -> str:
    """The Snowball stem (Porter 2, English) of a lower-case word."""
    return str(_stemmer.stem(form))


class Token(NamedTuple):
    """A token of a canonical text: span, lower-case form, stem; numbers have the stem ``<num>``."""

    start: int
    end: int
    form: str
    stem: str


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of ``text[start:end]``; offsets are into *text*.

    >>> [t.form for t in tokens("The U.S. says rebels’ 240 state-run posts aren't Roe's.")]
    ['the', 'u.s.', 'says', 'rebels', "'s", '240', 'state', 'run', 'posts', "aren't", 'roe', "'s", '.']
    >>> [t.form for t in tokens("Lt. Col. Roe spoke on Oct. 7.")]
    ['lt', 'col', 'roe', 'spoke', 'on', 'oct', '7', '.']
    """
    found = []
    for m in _TOKEN.finditer(text, start, len(text) if end is None else end):
        form = m[0].lower().replace("’", "'")
        if form[-1] == "." and len(form) > 1 and form.count(".") == 1:
            form = form[:-1]  # a shortened word is the same word without its stop
        if form == "'" or form == "'s":
            form, base = "'s", "'s"
        elif form[0] == "-":
            form = base = "–"
        elif _NUMBER.match(form) or form in _NUMBER_WORDS:
            base = NUMBER
        else:
            base = stem(form) if len(form) <= _LONGEST_WORD else form
        found.append(Token(m.start(), m.end(), form, base))
    return found
