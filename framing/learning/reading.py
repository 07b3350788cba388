"""A sentence as the features see it: words as stems, actors as their classes, indicator expressions, who stood before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from framing.coding.codebook import Axis, Codebook
from framing.coding.expressions import Symbol
from framing.text.segments import Unit
from framing.text.tokens import CLAUSE_MARKS, NUMBER, stem

STOP = frozenset(
    "the a an of to in on at for and or but with from as is are was were be been being has have had its it his her their he they she "
    "this that these those 's which who whom into about than then so such not no will would can could may might do does did".split()
)
"""Stems that are no term of their own: they name nothing."""
BE = frozenset("is are was were be been being get got".split())
_WORD = re.compile(r"[a-z][a-z']+")


class Term(NamedTuple):
    """A term with the span of the words behind it, in canonical offsets; −1, −1 when it has no place."""

    text: str
    start: int
    end: int


class Reading(NamedTuple):
    """A sentence as the features see it: symbols with their keys and segments, indicators (symbol ranges), actors before."""

    unit: Unit
    symbols: tuple[Symbol, ...]
    keys: tuple[str, ...]
    parts: tuple[int, ...]
    indicators: tuple[tuple[str, int, int], ...]
    before: tuple[str, ...]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The canonical span of symbols [first, last]."""
        tokens_ = self.unit.tokens
        return tokens_[self.symbols[first].first].start, tokens_[self.symbols[last].last].end

    def named(self, symbols: Iterable[int]) -> list[int]:
        """Those of *symbols* that name something: neither a mark nor a common word."""
        return [k for k in symbols if self.keys[k] not in STOP and self.keys[k] not in CLAUSE_MARKS]


def is_actor(key: str) -> bool:
    """Whether a key stands for a class of actors, such as ``<hamas>``."""
    return key[0] == "<" and key != NUMBER


def is_word(text: str) -> bool:
    """Whether a symbol is a word that names something."""
    return _WORD.match(text) is not None and text not in STOP


def clause(keys: Sequence[str], at: int) -> tuple[int, int]:
    """The symbols [low, high] around *at* that no mark separates from it."""
    low = high = at
    while low > 0 and keys[low - 1] not in CLAUSE_MARKS:
        low -= 1
    while high < len(keys) - 1 and keys[high + 1] not in CLAUSE_MARKS:
        high += 1
    return low, high


def coded_stems(codebook: Codebook, axis: Axis) -> frozenset[str]:
    """The stems of the words in the indicator expressions of an axis, common words left out."""
    words: Iterable[str] = (
        option.rstrip("*")
        for pole in axis.poles
        for expression in pole.indicators
        for element in expression.split(" ")
        for option in element.split("|")
        if element != ".." and not option.startswith("<")
    )
    return frozenset(s for s in map(stem, words) if s not in STOP)
