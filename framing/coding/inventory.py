"""What a label corpus holds: counts per pole and voice, coverage, genres, sentence lengths, near-duplicates.

Near-duplicates are pairs of sentences whose sets of word 3-grams have a Jaccard similarity above .5: a corpus that is full of them
measures memory, not skill.
"""

from __future__ import annotations

import hashlib
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence

import msgspec

from framing.coding.codebook import Codebook
from framing.coding.gold import GoldSentence, gold
from framing.coding.labels import Label

SIMILAR = 0.5


class Inventory(msgspec.Struct, frozen=True):
    """Counts over sentences; ``mentions`` by (axis, pole, voice)."""

    rows: int
    sentences: int
    untouched: int
    near_misses: int
    double_coded: int
    adjudicated: int
    disputed: int
    mentions: dict[tuple[str, str, str], int]
    genres: dict[str, int]
    outlets: int
    articles: int
    median_words: float
    vocabulary: dict[int, int]
    """Distinct word forms in the first 1,000, 2,000, 5,000, … words, sentences in random order."""
    beside: dict[int, int]
    """The same of other text, such as real news; empty where none was given."""
    near_duplicates: tuple[tuple[str, str], ...]


def inventory(labels: Sequence[Label], codebook: Codebook, beside: Sequence[str] = ()) -> Inventory:
    """Count a label corpus; *beside* are sentences whose vocabulary is set beside that of the labels."""
    sentences = gold(labels, codebook)
    coders: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for r in labels:
        coders[r.id, r.text, r.before].add(r.coder)
    all_axes = frozenset(a.id for a in codebook.axes)
    return Inventory(
        rows=len(labels), sentences=len(sentences),
        untouched=sum(not s.mentions and s.looked_at == all_axes for s in sentences),
        near_misses=len({r.id or r.text for r in labels if r.note.startswith("near miss")}),
        double_coded=sum(len(c - {"adjudicated"}) > 1 for c in coders.values()), adjudicated=sum("adjudicated" in c for c in coders.values()),
        disputed=sum(bool(s.disputed) for s in sentences),
        mentions=dict(Counter((m.axis, m.pole, m.voice or "own") for s in sentences for m in s.mentions)),
        genres=dict(Counter(s.genre or "(none)" for s in sentences).most_common()),
        outlets=len({s.outlet for s in sentences if s.outlet}), articles=len({s.source for s in sentences if s.source}),
        median_words=float(statistics.median(len(s.text.split()) for s in sentences)), vocabulary=_growth([s.text for s in sentences]), beside=_growth(beside),
        near_duplicates=_near_duplicates(sentences),
    )  # fmt: skip


def _growth(texts: Sequence[str]) -> dict[int, int]:
    """Sentences in an order that depends on nothing but their words: in the order of files, a new topic is a step."""
    points = (m * 10**e for e in range(3, 9) for m in (1, 2, 5))
    target = next(points)
    seen: set[str] = set()
    n = 0
    growth = {}
    for text in sorted(texts, key=lambda t: hashlib.sha256(t.encode(errors="surrogatepass")).digest()):
        for word in re.findall(r"\w+", text.lower()):
            seen.add(word)
            n += 1
            if n == target:
                growth[n] = len(seen)
                target = next(points)
    return growth


def _near_duplicates(sentences: Sequence[GoldSentence]) -> tuple[tuple[str, str], ...]:
    grams = []
    for s in sentences:
        words = re.findall(r"\w+", s.text.lower())
        grams.append(
            frozenset(tuple(words[i : i + 3]) for i in range(len(words) - 2)) or frozenset([tuple(words)])
        )
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    pairs = []
    for i, g in enumerate(grams):
        shared = Counter(j for t in g for j in holders[t])
        pairs += [
            (sentences[j].id or sentences[j].text, sentences[i].id or sentences[i].text)
            for j, n in shared.items()
            if n / len(g | grams[j]) > SIMILAR
        ]
        for t in g:
            holders[t].append(i)
    return tuple(pairs)
