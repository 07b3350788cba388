"""Which words to show for a coding: the few that carry it, found from the contributions, for people in a hurry.

The full account is the coding's evidence. This is the part of it that is marked in a report: the span of the codebook's
indicator where one stands in the segment, else the word with the largest summed contribution and its neighbours.
"""

from __future__ import annotations

import re
from collections import defaultdict

from framing.units import Coding

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_MAX_WORDS = 6


def key_span(text: str, coding: Coding) -> tuple[int, int]:
    """The span of the words that carry a coding, offsets into *text*; the whole segment when no term has a place."""
    indicator = [e for e in coding.evidence if e.term == f"={coding.axis}/{coding.pole}" and e.start >= 0]
    if indicator:
        return indicator[0].start, indicator[0].end
    words = [(m.start(), m.end()) for m in _WORD.finditer(text, coding.start, coding.end)]
    weight: dict[int, float] = defaultdict(float)
    for e in coding.evidence:
        if e.start < 0 or e.weight <= 0:
            continue
        covered = [i for i, (a, b) in enumerate(words) if a < e.end and b > e.start]
        for i in covered:
            weight[i] += e.weight / len(covered)
    if not weight:
        return coding.start, coding.end
    best = max(weight, key=lambda i: (weight[i], -i))
    low = high = best
    while high - low + 1 < _MAX_WORDS:
        left, right = weight.get(low - 1, 0.0), weight.get(high + 1, 0.0)
        if max(left, right) < 0.4 * weight[best]:
            break
        low, high = (low - 1, high) if left >= right else (low, high + 1)
    return words[low][0], words[high][1]
