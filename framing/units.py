"""The records that pass through the toolkit, all frozen.

    Article    one text of an outlet, as it came
    Line       one line of it, with the reason when it is not part of the article
    Sentence   a span of the article; the unit that coders code
    Segment    the part of a sentence that stands in one voice; the unit that is classified
    Evidence   a term and its exact contribution to a decision
    Coding     mention × axis × pole, with probability and evidence

Offsets are code points into the text *as it came* (:attr:`Article.text`), never into a cleaned copy.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Voice = Literal["own", "reported", "quoted", "scare"]
VOICES: tuple[Voice, ...] = ("own", "reported", "quoted", "scare")
COUNTED_VOICES: tuple[Voice, ...] = ("own", "reported", "quoted")
"""The voices whose mentions are counted; a word in scare quotes counts for neither pole."""


class Article(msgspec.Struct, frozen=True, omit_defaults=True):
    """One text of an outlet. ``text`` is as it came; nothing has been repaired or dropped."""

    id: str
    text: str
    outlet: str = ""
    date: str = ""
    title: str = ""
    url: str = ""
    event: str = ""


class Line(msgspec.Struct, frozen=True):
    """One line of an article. ``dropped`` names the reason why it is not part of the article, or is empty."""

    start: int
    end: int
    dropped: str = ""


class Segment(msgspec.Struct, frozen=True):
    """The part of a sentence that stands in one voice."""

    start: int
    end: int
    voice: Voice


class Sentence(msgspec.Struct, frozen=True):
    """A span of an article, cut into segments that cover it from start to end."""

    start: int
    end: int
    text: str
    segments: tuple[Segment, ...]
    headline: bool = False


class Evidence(msgspec.Struct, frozen=True):
    """A term of the text and what it adds to the decision value (log-odds); span −1, −1 when it has no place."""

    term: str
    start: int
    end: int
    weight: float


class Coding(msgspec.Struct, frozen=True):
    """One coding of one mention: ``start`` and ``end`` are its segment's, ``mention`` is its own span.

    ``probability`` is calibrated, 0–1. ``decision`` is the decision value (log-odds before calibration): the sum of the
    weights of ``evidence``, the intercept among them. ``sentence`` is the index of the sentence in the text. ``speaker``: whom words in another voice are
    credited to, an actor of the codebook or ``other``; empty in own voice and where the sentence names nobody.
    """

    axis: str
    pole: str
    voice: Voice
    start: int
    end: int
    probability: float
    evidence: tuple[Evidence, ...]
    sentence: int = 0
    decision: float = 0.0
    mention: tuple[int, int] = (-1, -1)
    speaker: str = ""
