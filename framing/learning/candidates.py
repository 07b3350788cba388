"""Where a coding could stand: a wide list of words proposes places, the classifier decides about each.

The list is learned: a word (or an actor) proposes an axis when a fair part of its uses in the labels are evidence on that axis.
Every such word is a candidate of its own; neighbours that turn out to have one pole are one mention
(:mod:`framing.learning.coder`). An axis whose labels carry no evidence is
proposed by the words of its indicator expressions. Indicator expressions always propose.

What this does not do: find a mention none of whose words was ever evidence. Such mentions count as missed in every figure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from framing.coding.codebook import Codebook
from framing.learning.reading import STOP, Reading, coded_stems
from framing.text.tokens import CLAUSE_MARKS

MIN_PRECISION = 0.12
"""The share of a word's uses that have to be evidence on an axis for the word to propose it."""
MIN_EVIDENCE = 2
"""How often at least."""

Triggers = Mapping[str, frozenset[str]]
"""Axis → the keys (stems, actors) that propose it."""


class Candidate(NamedTuple):
    """A place where a coding of an axis could stand: symbol *at*, inside segment *part*."""

    axis: str
    at: int
    part: int


def learn(
    readings: Sequence[Reading], evidence: Sequence[Mapping[str, set[int]]], codebook: Codebook
) -> Triggers:
    """Learn the list from readings and, for each, the symbols that are evidence on each axis that was looked at.

    An axis that is missing there was not looked at: such a sentence says nothing about how its words are used.
    """
    uses: Counter[tuple[str, str]] = Counter()
    hits: Counter[tuple[str, str]] = Counter()
    for reading, marked in zip(readings, evidence, strict=True):
        for axis, symbols in marked.items():
            uses.update((axis, key) for key in reading.keys)
            hits.update((axis, reading.keys[k]) for k in symbols)
    found: dict[str, set[str]] = defaultdict(set)
    for (axis, key), n in hits.items():
        if (
            n >= MIN_EVIDENCE
            and n >= MIN_PRECISION * uses[axis, key]
            and key not in STOP
            and key not in CLAUSE_MARKS
        ):
            found[axis].add(key)
    return {a.id: frozenset(found[a.id]) or coded_stems(codebook, a) for a in codebook.axes}


def propose(reading: Reading, triggers: Triggers, axes: Iterable[str]) -> list[Candidate]:
    """The candidates of a sentence, axis by axis, in the order of the text.

    An indicator expression none of whose words proposes its axis ("war on …") does so by its last word.
    """
    candidates = []
    for axis in axes:
        words = triggers.get(axis, frozenset())
        at = {k for k, key in enumerate(reading.keys) if key in words}
        for name, first, last in reading.indicators:
            if name.split("/")[0] == axis and at.isdisjoint(range(first, last + 1)):
                at.add(last)
        candidates += [Candidate(axis, k, reading.parts[k]) for k in sorted(at)]
    return candidates
