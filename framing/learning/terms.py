"""The terms of a segment: everything that the classifier can see of it, each with its place in the text.

A term is a readable string, because every score is explained as a sum over terms:

    kill by <idf>          words of the segment, one to three, stemmed, actors normalised to their class
    <idf> … kill           two of them in order, up to eight words apart in a clause, one being an actor or a coded word
    =armed-group/terrorism an indicator expression of the codebook stands in the segment
    says:<pal-source>      an attribution in the segment, with the class of its speaker, and with its verb
    ~<hamas>, ~kill        a word of the rest of the sentence
    ^<hamas>               an actor of the sentence before
    #own, #headline        voice of the segment, kind of line

What this does not do: see the outlet, the date or the rest of the article. Those would be learned as house style.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from framing.coding.codebook import Codebook
from framing.coding.expressions import Symbol, SymbolText
from framing.text.segments import Document, Unit
from framing.text.tokens import CLAUSE_MARKS, NUMBER, tokens

NGRAM = 3
REACH = 8
"""Words that may stand between the two words of an ordered pair."""
_PRONOUNS = frozenset(["he", "she", "they", "it", "who", "we", "i"])
_STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "in",
        "on",
        "at",
        "for",
        "and",
        "or",
        "but",
        "with",
        "from",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "has",
        "have",
        "had",
        "its",
        "it",
        "his",
        "her",
        "their",
        "they",
        "he",
        "she",
        "this",
        "that",
        "these",
        "those",
        "'s",
        "which",
        "who",
        "whom",
        "into",
        "about",
        "than",
        "then",
        "so",
        "such",
        "not",
        "no",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "do",
        "does",
        "did",
    ]
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
            tuple(
                s.text
                for s in self.codebook.actors.symbols(tokens(before))
                if s.text[0] == "<" and s.text != NUMBER
            )
            if before
            else (),
        )

    def terms(self, reading: Reading, part: int) -> list[Term]:
        """The terms of segment *part* of a sentence, in no particular order; a term may stand several times."""
        unit = reading.unit
        span = unit.parts[part]
        inside = [s for s in reading.symbols if span.start <= unit.tokens[s.first].start < span.end]
        outside = [s for s in reading.symbols if not span.start <= unit.tokens[s.first].start < span.end]
        found = [*self._words(unit, inside), *self._pairs(unit, inside)]
        if not found:
            return []
        found += self._indicators(reading, span.start, span.end)
        found += self._attributions(reading, span.start, span.end)
        found += [
            Term("~" + key, -1, -1)
            for key in {self._key(unit, s) for s in outside}
            if key not in _STOP and key not in CLAUSE_MARKS
        ]
        found += [Term("^" + actor, -1, -1) for actor in set(reading.before)]
        found.append(Term("#" + span.voice, -1, -1))
        if unit.headline:
            found.append(Term("#headline", -1, -1))
        return found

    @staticmethod
    def _key(unit: Unit, symbol: Symbol) -> str:
        return symbol.text if symbol.text[0] == "<" else unit.tokens[symbol.first].stem

    def _words(self, unit: Unit, symbols: Sequence[Symbol]) -> Iterable[Term]:
        keys = [self._key(unit, s) for s in symbols]
        for i in range(len(symbols)):
            for n in range(1, NGRAM + 1):
                if i + n > len(symbols) or keys[i + n - 1] in CLAUSE_MARKS:
                    break
                yield Term(
                    " ".join(keys[i : i + n]),
                    unit.tokens[symbols[i].first].start,
                    unit.tokens[symbols[i + n - 1].last].end,
                )

    def _pairs(self, unit: Unit, symbols: Sequence[Symbol]) -> Iterable[Term]:
        keys = [self._key(unit, s) for s in symbols]
        for i, left in enumerate(keys):
            if left in _STOP or left in CLAUSE_MARKS:
                continue
            anchored = self._is_anchor(left)
            for j in range(i + 1, min(i + 2 + REACH, len(keys))):
                right = keys[j]
                if right in CLAUSE_MARKS and right != ",":
                    break
                if j == i + 1 or right in _STOP or right in CLAUSE_MARKS:
                    continue
                if anchored or self._is_anchor(right):
                    yield Term(
                        f"{left} … {right}",
                        unit.tokens[symbols[i].first].start,
                        unit.tokens[symbols[j].last].end,
                    )

    def _is_anchor(self, key: str) -> bool:
        return (key[0] == "<" and key != NUMBER) or key in self._coded

    @staticmethod
    def _indicators(reading: Reading, start: int, end: int) -> Iterable[Term]:
        for name, first, last in reading.indicators:
            at = reading.unit.tokens[first].start
            if start <= at < end:
                yield Term("=" + name, at, reading.unit.tokens[last].end)

    def _attributions(self, reading: Reading, start: int, end: int) -> Iterable[Term]:
        unit = reading.unit
        for attribution in unit.attributions:
            cue = unit.tokens[attribution.cue[0]]
            if not start <= cue.start < end:
                continue
            speakers = self._speakers(reading, attribution.source)
            for speaker in speakers:
                yield Term(f"says:{speaker}", cue.start, cue.end)
                yield Term(f"says:{speaker}:{cue.stem}", cue.start, cue.end)

    def _speakers(self, reading: Reading, source: tuple[int, int]) -> list[str]:
        """The class of a speaker: actors in the noun phrase, else its last word; a pronoun takes the actors before it."""
        inside = [s for s in reading.symbols if source[0] <= s.first < source[1]]
        actors = [s.text for s in inside if s.text[0] == "<" and s.text != NUMBER]
        if actors:
            return list(dict.fromkeys(actors))
        words = [
            reading.unit.tokens[s.first].stem for s in inside if _WORD.match(s.text) and s.text not in _STOP
        ]
        earlier = [
            s.text for s in reading.symbols if s.first < source[0] and s.text[0] == "<" and s.text != NUMBER
        ]
        referred = earlier[-1:] or reading.before[-1:]
        if any(s.text in _PRONOUNS for s in inside) or not words:
            return ["pronoun", *(f"pronoun={r}" for r in referred)]
        return [words[-1], *(f"{words[-1]}={r}" for r in referred)]


def _coded_stems(codebook: Codebook) -> frozenset[str]:
    """The stems of the words in the codebook's indicator expressions, common words left out."""
    from framing.text.tokens import stem

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
