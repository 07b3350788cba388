"""What a model does with a sentence: propose candidates, look at their terms, decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from framing.coding.codebook import Head
from framing.learning.candidates import Candidate, propose
from framing.learning.classifier import Linear
from framing.learning.terms import Reading, Term, TermReader
from framing.text.tokens import CLAUSE_MARKS

NEAR = 3
"""Words between two candidates of one segment that may lie apart and still be one mention of one pole."""


class Decision(NamedTuple):
    """A mention that has a pole: its symbols [first, last], and of the candidate that decides head, value and terms."""

    candidate: Candidate
    head: Head
    head_index: int
    value: float
    probability: float
    terms: tuple[Term, ...]
    first: int
    last: int


class Coder:
    """A linear classifier with what proposes its candidates and what reads their terms."""

    def __init__(self, linear: Linear, reader: TermReader, triggers: Mapping[str, frozenset[str]]) -> None:
        self.linear = linear
        self.reader = reader
        self.triggers = triggers
        self._axes = tuple(a.id for a in reader.codebook.axes)
        self._proposing = frozenset().union(*triggers.values()) if triggers else frozenset()

    def values(self, reading: Reading) -> Iterator[tuple[Candidate, list[Term], dict[int, float]]]:
        """Every candidate with its terms and the decision value of each head of its axis."""
        for candidate in propose(reading, self.triggers, self._axes):
            terms = self.reader.terms(reading, candidate)
            decisions = self.linear.decisions(self.linear.rows([t.text for t in terms]))
            heads = {
                h: float(decisions[h])
                for h, head in enumerate(self.linear.heads)
                if head.axis == candidate.axis
            }
            yield candidate, terms, heads

    def decide(self, reading: Reading) -> list[Decision]:
        """The candidates that have a pole, in the order of axes and of the text.

        Candidates of one pole that stand within :data:`NEAR` words in one segment are one mention ("were killed … bodies"): the
        most probable one decides for all; neighbours ("terror group") make up the mention together.
        """
        found: list[Decision] = []
        for candidate, terms, values in self.values(reading):
            for h, p in self.linear.probabilities_of(values).items():
                if p < self.linear.thresholds[h]:
                    continue
                at = candidate.at
                new = Decision(candidate, self.linear.heads[h], h, values[h], p, tuple(terms), at, at)
                last = next((k for k in range(len(found) - 1, -1, -1) if found[k].head_index == h), None)
                if last is not None and _near(found[last], candidate):
                    found[last] = _merged(found[last], new)
                else:
                    found.append(new)
        return found

    def knows(self, reading: Reading) -> bool:
        """Whether the model knows any word of a sentence: else there is no score for it, not a score of zero."""
        index = self.linear.index
        return any(
            key in self._proposing or "+" + key in index or "~" + key in index
            for key in reading.keys
            if key not in CLAUSE_MARKS
        )


def _near(a: Decision, b: Candidate) -> bool:
    return a.candidate.part == b.part and b.at - a.last <= NEAR


def _merged(a: Decision, b: Decision) -> Decision:
    """One mention of two: the more probable candidate, and the span of both where they touch."""
    best = b if b.probability > a.probability else a
    if b.first - a.last == 1:
        return best._replace(first=a.first, last=b.last)
    return best._replace(last=b.last) if best is b else a
