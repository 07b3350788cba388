"""Near-duplicates: articles that share most of their word shingles, such as one agency's copy in several outlets.

Jaccard similarity of the sets of word 5-grams, found exactly through an inverted index. Rare shingles are looked at first
and shingles that stand in very many articles are passed over: they are set phrases, not copying.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from framing.text.tokens import CLAUSE_MARKS, tokens

SHINGLE = 5
SIMILAR = 0.5
_TOO_COMMON = 200


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """The set of word 5-grams of a text; a shorter text is one shingle."""
    words = [t.form for t in tokens(text) if t.form not in CLAUSE_MARKS]
    if len(words) <= SHINGLE:
        return frozenset([tuple(words)]) if words else frozenset()
    return frozenset(tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))


class Copies(NamedTuple):
    """Which texts are near-duplicates: for each text its set of shingles, and for each set the others like it.

    ``of``: index of a text's set, −1 for a text without words; ``like``: set → similar sets.
    """

    of: tuple[int, ...]
    like: Mapping[int, frozenset[int]]

    def found(self) -> list[bool]:
        """For each text whether another one shares at least half of their shingles."""
        n = Counter(self.of)
        return [s >= 0 and (n[s] > 1 or bool(self.like.get(s))) for s in self.of]

    def counted(self, outlets: Sequence[str]) -> list[bool]:
        """For each text whether it counts: no text before it in the same outlet that counts is a near-duplicate of it.

        Not a chain: of three versions of a live blog, the third counts where it is like the second and not the first.
        """
        kept: dict[str, set[int]] = defaultdict(set)
        counts = []
        for outlet, s in zip(outlets, self.of, strict=True):
            first = s < 0 or kept[outlet].isdisjoint({s, *self.like.get(s, ())})
            counts.append(first)
            if first and s >= 0:
                kept[outlet].add(s)
        return counts

    def elsewhere(self, outlets: Sequence[str]) -> list[bool]:
        """For each text whether another outlet has a near-duplicate of it: agency copy, or one copied from the other."""
        holders: dict[int, set[str]] = defaultdict(set)
        for outlet, s in zip(outlets, self.of, strict=True):
            holders[s].add(outlet)
        return [
            s >= 0 and any(holders[t] - {outlet} for t in {s, *self.like.get(s, ())})
            for outlet, s in zip(outlets, self.of, strict=True)
        ]


def copies(texts: Sequence[str]) -> Copies:
    """The near-duplicates among texts.

    >>> copies(["a b c d e f g", "A b c d e f g.", "something else entirely"]).found()
    [True, True, False]
    """
    cut = [shingles(t) for t in texts]
    sets = [
        s for s in dict.fromkeys(cut) if s
    ]  # the same words many times over are one set: never too common to be found
    index = {s: i for i, s in enumerate(sets)}
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, s in enumerate(sets):
        for shingle in s:
            holders[shingle].append(i)
    like: dict[int, set[int]] = defaultdict(set)
    for i, s in enumerate(sets):
        shared: Counter[int] = Counter()
        for shingle in s:
            if len(holders[shingle]) <= _TOO_COMMON:
                shared.update(holders[shingle])
        for j, n in shared.items():
            if j > i and n / len(s | sets[j]) >= SIMILAR:
                like[i].add(j)
                like[j].add(i)
    return Copies(tuple(index.get(s, -1) for s in cut), {i: frozenset(js) for i, js in like.items()})
