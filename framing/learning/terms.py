"""The terms of a segment: everything that the classifier can see of it, each with its place in the text.

A term is a readable string, because every score is explained as a sum over terms:

    by <idf>               words of the segment, one or two, stemmed, actors normalised to their class
    <idf> [kill] passive   a coded word with the nearest actor before it and after it in its clause, and its voice
    =armed-group/terrorism an indicator expression of the codebook stands in the segment
    says:<pal-source>      an attribution in the segment, with the class of its speaker, and with its verb
    ~<hamas>, ~kill        a word of the rest of the sentence
    ^<hamas>               an actor of the sentence before
    #own, #headline        voice of the segment, kind of line

A coded word is one that stands in an indicator expression of the codebook. What this does not do: see the outlet, the
date or the rest of the article. Those would be learned as house style.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from framing.coding.codebook import Codebook
from framing.coding.expressions import Symbol, SymbolText
from framing.text.attribution import Attribution
from framing.text.segments import Document, Unit
from framing.text.tokens import CLAUSE_MARKS, NUMBER, stem, tokens

NGRAM = 2
APPOSITION = 14
"""Tokens that a speaker with apposition may have."""
NO_ACTOR = "·"
_PRONOUNS = frozenset("he she they it who we i".split())
_BE = frozenset("is are was were be been being get got".split())
_STOP = frozenset(
    "the a an of to in on at for and or but with from as is are was were be been being has have had its it his her their they he "
    "she this that these those 's which who whom into about than then so such not no will would can could may might do does did".split()
)
_WORD = re.compile(r"[a-z][a-z']+")


class Term(NamedTuple):
    """A term with the span of the words behind it, in canonical offsets; −1, −1 when it has no place."""

    text: str
    start: int
    end: int


class Reading(NamedTuple):
    """A sentence as the features see it: its symbols, and where indicator expressions stand (token ranges)."""

    unit: Unit
    symbols: tuple[Symbol, ...]
    indicators: tuple[tuple[str, int, int], ...]
    before: tuple[str, ...]


class TermReader:
    """Makes terms for the segments of a sentence, with the actors and expressions of one codebook."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self._coded = _coded_stems(codebook)

    def read(self, document: Document, unit: Unit, before: str = "") -> Reading:
        """Symbols and indicators of a sentence; *before* is the sentence before it, as text."""
        symbols = self.codebook.actors.symbols(unit.tokens)
        found = self.codebook.indicators(SymbolText(unit.tokens, symbols))
        return Reading(
            unit,
            tuple(symbols),
            tuple((head.name, match.first, match.last) for head, match in found),
            tuple(s.text for s in self.codebook.actors.symbols(tokens(before)) if _is_actor(s.text))
            if before
            else (),
        )

    def terms(self, reading: Reading, part: int) -> list[Term]:
        """The terms of segment *part* of a sentence, in no particular order; a term may stand several times."""
        unit = reading.unit
        span = unit.parts[part]
        inside, outside = [], []
        for s in reading.symbols:
            (inside if span.start <= unit.tokens[s.first].start < span.end else outside).append(s)
        found = list(self._words(unit, inside))
        if not found:
            return []
        found += self._anchored(unit, inside)
        found += self._indicators(reading, span.start, span.end)
        found += self._attributions(reading, span.start, span.end)
        around = {_key(unit, s) for s in outside}
        found += [
            Term("~" + key, -1, -1) for key in sorted(around) if key not in _STOP and key not in CLAUSE_MARKS
        ]
        found += [Term("^" + actor, -1, -1) for actor in sorted(set(reading.before))]
        found.append(Term("#" + span.voice, -1, -1))
        if unit.headline:
            found.append(Term("#headline", -1, -1))
        return found

    @staticmethod
    def _words(unit: Unit, symbols: Sequence[Symbol]) -> Iterable[Term]:
        """Words and pairs of neighbours; no pair crosses a mark that bounds a clause."""
        keys = [_key(unit, s) for s in symbols]
        for i in range(len(symbols)):
            for n in range(1, NGRAM + 1):
                if i + n > len(symbols) or keys[i + n - 1] in CLAUSE_MARKS:
                    break
                start, end = unit.tokens[symbols[i].first].start, unit.tokens[symbols[i + n - 1].last].end
                yield Term(" ".join(keys[i : i + n]), start, end)

    def _anchored(self, unit: Unit, symbols: Sequence[Symbol]) -> Iterable[Term]:
        """Each coded word with the nearest actor on either side in its clause, and whether it is in the passive."""
        keys = [_key(unit, s) for s in symbols]
        for i, key in enumerate(keys):
            if key not in self._coded:
                continue
            left = _nearest_actor(keys, range(i - 1, -1, -1))
            right = _nearest_actor(keys, range(i + 1, len(keys)))
            voice = "passive" if any(k in _BE for k in keys[max(0, i - 3) : i]) else "active"
            start, end = unit.tokens[symbols[i].first].start, unit.tokens[symbols[i].last].end
            for text in (
                f"{left} [{key}]",
                f"[{key}] {right}",
                f"{left} [{key}] {right}",
                f"[{key}] {voice}",
                f"{left} [{key}] {voice}",
            ):
                yield Term(text, start, end)

    @staticmethod
    def _indicators(reading: Reading, start: int, end: int) -> Iterable[Term]:
        for name, first, last in reading.indicators:
            at = reading.unit.tokens[first].start
            if start <= at < end:
                yield Term("=" + name, at, reading.unit.tokens[last].end)

    @staticmethod
    def _attributions(reading: Reading, start: int, end: int) -> Iterable[Term]:
        unit = reading.unit
        for attribution in unit.attributions:
            cue = unit.tokens[attribution.cue[0]]
            if not start <= cue.start < end:
                continue
            for speaker in _speakers(reading, _speaker_window(unit, attribution)):
                yield Term(f"says:{speaker}", cue.start, cue.end)
                yield Term(f"says:{speaker}:{cue.stem}", cue.start, cue.end)


def _is_actor(key: str) -> bool:
    return key[0] == "<" and key != NUMBER


def _key(unit: Unit, symbol: Symbol) -> str:
    """What a symbol is called in terms: the class of an actor, the stem of a word."""
    return symbol.text if symbol.text[0] == "<" else unit.tokens[symbol.first].stem


def _nearest_actor(keys: Sequence[str], order: range) -> str:
    """The nearest actor, or :data:`NO_ACTOR` where the clause ends before one comes."""
    for k in order:
        if keys[k] in CLAUSE_MARKS and keys[k] != ",":
            break
        if _is_actor(keys[k]):
            return keys[k]
    return NO_ACTOR


def _speaker_window(unit: Unit, attribution: Attribution) -> tuple[int, int]:
    """The token range that tells who speaks: the noun phrase with its apposition ("X, a medic in Rafah, said")."""
    low, high = attribution.source
    forms = [t.form for t in unit.tokens]
    ends = {";", ":", ".", "–"}
    if low == high:  # the verb follows a comma: the name stands before the apposition
        low, high = max(0, attribution.cue[0] - APPOSITION), attribution.cue[0]
        low = next((k + 1 for k in range(high - 2, low - 1, -1) if forms[k] in ends), low)
    elif low >= attribution.cue[1]:  # the name follows the verb: an apposition may follow the name
        while high < min(len(forms), low + APPOSITION) and forms[high] not in ends:
            high += 1
    return low, high


def _speakers(reading: Reading, source: tuple[int, int]) -> list[str]:
    """The class of a speaker: actors in the noun phrase, else its last word; a pronoun takes the actors before it."""
    inside = [s for s in reading.symbols if source[0] <= s.first < source[1]]
    actors = [s.text for s in inside if _is_actor(s.text)]
    if actors:
        return list(dict.fromkeys(actors))
    words = [reading.unit.tokens[s.first].stem for s in inside if _WORD.match(s.text) and s.text not in _STOP]
    earlier = [s.text for s in reading.symbols if s.first < source[0] and _is_actor(s.text)]
    referred = earlier[-1:] or reading.before[-1:]
    if any(s.text in _PRONOUNS for s in inside) or not words:
        return ["pronoun", *(f"pronoun={r}" for r in referred)]
    return [words[-1], *(f"{words[-1]}={r}" for r in referred)]


def _coded_stems(codebook: Codebook) -> frozenset[str]:
    """The stems of the words in the codebook's indicator expressions, common words left out."""
    words = (
        option.rstrip("*")
        for axis in codebook.axes
        for pole in axis.poles
        for expression in pole.indicators
        for element in expression.split(" ")
        for option in element.split("|")
        if element != ".." and not option.startswith("<")
    )
    return frozenset(s for s in map(stem, words) if s not in _STOP)
