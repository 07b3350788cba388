"""What a model does with a sentence: propose candidates, look at their terms, decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from framing.coding.codebook import Head
from framing.learning.candidates import Candidate, propose
from framing.learning.classifier import Linear
from framing.learning.reading import Reading, Term
from framing.learning.terms import TermReader
from framing.text.tokens import CLAUSE_MARKS

NEAR = 3
"""How many words apart two candidates of one segment may stand and still be one mention of one pole."""


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
        mentions: list[list[Decision]] = []
        for candidate, terms, values in self.values(reading):
            for h, p in self.linear.probabilities_of(values).items():
                if p < self.linear.thresholds[h]:
                    continue
                at = candidate.at
                new = Decision(candidate, self.linear.heads[h], h, values[h], p, tuple(terms), at, at)
                before = next((m for m in reversed(mentions) if m[-1].head_index == h), None)
                if before is not None and _near(before[-1].candidate, candidate):
                    before.append(new)
                else:
                    mentions.append([new])
        return [_merged(m) for m in mentions]

    def knows(self, reading: Reading) -> bool:
        """Whether the model knows any word of a sentence: else there is no score for it, not a score of zero."""
        index = self.linear.index
        return any(
            key in self._proposing or "+" + key in index or "~" + key in index
            for key in reading.keys
            if key not in CLAUSE_MARKS
        )


def _near(a: Candidate, b: Candidate) -> bool:
    return a.part == b.part and b.at - a.at <= NEAR


def _merged(mention: Sequence[Decision]) -> Decision:
    """One mention of several candidates: the most probable one, with the span of its unbroken run of neighbours."""
    best = max(mention, key=lambda d: d.probability)
    held = {d.candidate.at for d in mention}
    first = last = best.candidate.at
    while first - 1 in held:
        first -= 1
    while last + 1 in held:
        last += 1
    return best._replace(first=first, last=last)
