"""Which words to show for a coding: those that people would underline.

The span of the codebook's indicator where one covers the mention, else the mention itself. The full account is the
coding's evidence.
"""

from __future__ import annotations

from framing.units import Coding


def key_span(coding: Coding) -> tuple[int, int]:
    """The span of the words that carry a coding, offsets into the text."""
    name = f"={coding.axis}/{coding.pole}"
    return next(
        ((e.start, e.end) for e in coding.evidence if e.term == name and e.start >= 0), coding.mention
    )
