"""Near-duplicates: articles that share most of their word shingles, such as one agency's copy in several outlets.

Jaccard similarity of the sets of word 5-grams, found exactly through an inverted index. Rare shingles are looked at first
and shingles that stand in very many articles are passed over: they are set phrases, not copying.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

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


def near_duplicates(texts: Sequence[str]) -> list[bool]:
    """For each text whether another one shares at least half of their shingles.

    >>> near_duplicates(["a b c d e f g", "A b c d e f g.", "something else entirely"])
    [True, True, False]
    """
    cut = [shingles(t) for t in texts]
    copies = Counter(cut)  # the same words many times over are one set: never too common to be found
    sets = list(copies)
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, s in enumerate(sets):
        for shingle in s:
            holders[shingle].append(i)
    found = [bool(s) and copies[s] > 1 for s in sets]
    for i, s in enumerate(sets):
        if found[i] or not s:
            continue
        shared: Counter[int] = Counter()
        for shingle in s:
            if len(holders[shingle]) <= _TOO_COMMON:
                shared.update(holders[shingle])
        for j, n in shared.items():
            if j != i and n / len(s | sets[j]) >= SIMILAR:
                found[i] = found[j] = True
    flagged = dict(zip(sets, found, strict=True))
    return [flagged[s] for s in cut]
