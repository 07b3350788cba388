"""The codings of a text: each candidate of each sentence, those at or above the model's threshold.

A coding carries every term that the decision is made of. Their weights with the intercept sum to the decision value,
exactly: nothing is left out, rounded or approximated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from framing.learning.coder import Decision
from framing.learning.model_folder import Model
from framing.learning.speakers import credited
from framing.text.segments import Document, sentence
from framing.units import Coding, Evidence, Segment, Sentence

INTERCEPT = "(intercept)"
SPOKEN = ("reported", "quoted")
"""Voices that have a speaker; scare quotes have none."""


class SentenceCodings(msgspec.Struct, frozen=True, omit_defaults=True):
    """The record that ``framing classify`` writes for each sentence."""

    id: str | int
    codings: tuple[Coding, ...]
    no_features: bool = False
    """True where the model knows no word of the text: there is no score then, not a score of zero."""


class Coded(msgspec.Struct, frozen=True):
    """The sentences and codings of a document, with original offsets."""

    sentences: tuple[Sentence, ...]
    codings: tuple[Coding, ...]
    no_features: bool


def code_document(model: Model, document: Document, before: str = "") -> Coded:
    """Code every sentence of a document. *before* is the sentence before its first one."""
    canonical = document.canonical
    sentences: list[Sentence] = []
    codings: list[Coding] = []
    known = False
    for n, unit in enumerate(document.units):
        reading = model.reader.read(document, unit, before)
        spans = []
        for part in unit.parts:
            start, end = canonical.original(part.start, part.end)
            spans.append(Segment(start, end, part.voice))
        known = known or model.coder.knows(reading)
        for d in model.coder.decide(reading):
            segment = spans[d.candidate.part]
            mention = canonical.original(*reading.span(d.first, d.last))
            codings.append(
                Coding(
                    d.head.axis, d.head.pole, segment.voice, segment.start, segment.end, d.probability,
                    _evidence(model, document, d), n, d.value, mention,
                    credited(reading, d.first) if segment.voice in SPOKEN else "",
                )
            )  # fmt: skip
        start, end = canonical.original(unit.start, unit.end)
        sentences.append(Sentence(start, end, canonical.source[start:end], tuple(spans), unit.headline))
        before = canonical.text[unit.start : unit.end]
    return Coded(tuple(sentences), tuple(codings), not known)


def _evidence(model: Model, document: Document, decision: Decision) -> tuple[Evidence, ...]:
    """The intercept, then every known term by size of its contribution, with original offsets."""
    found = [Evidence(INTERCEPT, -1, -1, float(model.linear.intercepts[decision.head_index]))]
    contributions = model.linear.contributions(decision.terms, decision.head_index)
    for term, weight in sorted(contributions, key=lambda c: (-abs(c[1]), c[0].text)):
        if weight:
            start, end = document.canonical.original(term.start, term.end) if term.start >= 0 else (-1, -1)
            found.append(Evidence(term.text, start, end, weight))
    return tuple(found)


def classify(model: Model, records: Iterable[tuple[str | int, str, str]]) -> Iterator[SentenceCodings]:
    """Code sentences given as (id, text, sentence before), in order; each text is one sentence and nothing is dropped."""
    for name, text, before in records:
        if not text.strip():
            yield SentenceCodings(name, (), no_features=True)
            continue
        coded = code_document(model, sentence(text, before), before)
        yield SentenceCodings(name, coded.codings, coded.no_features)
