"""Near-duplicates: articles that share most of their word shingles, such as one agency's copy in several outlets.

    J(A, B) = |A ∩ B, without set phrases| / |A ∪ B|        A, B: sets of word 5-grams; alike from J = .5

Found by MinHash with locality-sensitive hashing (Broder 1997; Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, ch. 3;
the library is datasketch): 32 bands of 2 rows give candidates, and J of each candidate pair is then counted, not estimated. So
what is reported is so, and only a pair can be missing:

    P(found) = 1 − (1 − J²)³²        .99990 at J = .5, .9999993 at .6, 1 − 10⁻¹⁰ at .72

A text is sketched only where half of its shingles stand in another text too: without that it can have no near-duplicate.

A shingle that stands in more than 200 different texts is a set phrase, not copying: it is passed over, in the sketches too.
Therefore no bucket holds more than 200 texts, and time grows with the number of texts, not with its square; and a text of
which there are more than 200 different versions is passed over with them. The same words many times over are one text.

Shingles are compared by 64-bit numbers (BLAKE2b): two different ones are taken for the same with probability 2⁻⁶⁴. Neither the
order of the texts nor the process changes what is found.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from datasketch import MinHash, MinHashLSH
from numpy.typing import NDArray

from framing.text.tokens import CLAUSE_MARKS, tokens

SHINGLE = 5
SIMILAR = 0.5
BANDS = 32
ROWS = 2
_TOO_COMMON = 200
_LOW_HALF = np.uint64(0xFFFFFFFF)
"""MinHash permutes 32-bit numbers."""

Numbers = NDArray[np.uint64]
"""Shape (n,), ascending and distinct."""


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
    index: dict[bytes, int] = {}
    sets: list[Numbers] = []
    of = []
    for text in texts:
        numbers = _numbers(text)
        i = index.setdefault(numbers.tobytes(), len(sets)) if numbers.size else -1
        if i == len(sets):
            sets.append(numbers)
        of.append(i)
    like: dict[int, set[int]] = defaultdict(set)
    for i, j in _alike(sets):
        like[i].add(j)
        like[j].add(i)
    return Copies(tuple(of), {i: frozenset(js) for i, js in like.items()})


def _numbers(text: str) -> Numbers:
    """The shingles of a text as numbers."""
    digests = [blake2b(" ".join(s).encode(), digest_size=8).digest() for s in shingles(text)]
    return np.unique(np.frombuffer(b"".join(digests), "<u8"))


def _alike(sets: Sequence[Numbers]) -> Iterator[tuple[int, int]]:
    """The pairs of sets, by their index, that are near-duplicates."""
    if not sets:
        return
    _, place, holders = np.unique(np.concatenate(sets), return_inverse=True, return_counts=True)
    held = np.split(holders[place], np.cumsum([len(s) for s in sets])[:-1])
    telling = [s[n <= _TOO_COMMON] for s, n in zip(sets, held, strict=True)]
    # J ≥ ½ takes half of a set's shingles in another: most texts have no copy, and need no sketch to know it.
    sketched = [i for i, n in enumerate(held) if ((n > 1) & (n <= _TOO_COMMON)).sum() >= SIMILAR * len(n)]
    sketches = MinHash.generator(
        ((telling[i] & _LOW_HALF).tolist() for i in sketched), num_perm=BANDS * ROWS, seed=1, hashfunc=int
    )
    buckets = MinHashLSH(num_perm=BANDS * ROWS, params=(BANDS, ROWS))
    for i, sketch in zip(sketched, sketches, strict=True):
        for j in buckets.query(sketch):
            either = len(sets[i]) + len(sets[j]) - _shared(sets[i], sets[j])
            if _shared(telling[i], telling[j]) / either >= SIMILAR:
                yield i, j
        buckets.insert(i, sketch)


def _shared(a: Numbers, b: Numbers) -> int:
    """How many shingles stand in both."""
    return len(np.intersect1d(a, b, assume_unique=True))
