"""Which words to show for a coding: those that people would underline.

The mention, with the rest of the codebook's indicator where one covers the word that decides. Never words of another
voice: an indicator may begin before the segment, as in "accused him of | thwarting the talks". The full account is
the coding's evidence.
"""

from __future__ import annotations

from framing.units import Coding


def key_span(coding: Coding) -> tuple[int, int]:
    """The span of the words that carry a coding, offsets into the text, inside of its segment."""
    name = f"={coding.axis}/{coding.pole}"
    start, end = coding.mention
    for e in coding.evidence:
        if e.term == name and e.start >= 0:
            start, end = min(start, e.start), max(end, e.end)
    return max(start, coding.start), min(end, coding.end)
