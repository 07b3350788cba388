"""What a model makes of every place that it considers, also where it decides against a coding."""

from __future__ import annotations

from typing import NamedTuple

from framing.learning.model_folder import Model
from framing.text.segments import Document


class Considered(NamedTuple):
    """A candidate and one pole of its axis: original span, probability (0–1), contribution of each term."""

    sentence: int
    axis: str
    pole: str
    start: int
    end: int
    probability: float
    contributions: dict[str, float]


def considered(model: Model, document: Document) -> list[Considered]:
    """Every candidate of a document with every pole of its axis."""
    found = []
    before = ""
    for n, unit in enumerate(document.units):
        reading = model.reader.read(document, unit, before)
        for candidate, terms, values in model.coder.values(reading):
            start, end = document.canonical.original(*reading.span(candidate.at, candidate.at))
            for h, probability in model.linear.probabilities_of(values).items():
                head = model.linear.heads[h]
                contributions = {t.text: w for t, w in model.linear.contributions(terms, h)}
                found.append(Considered(n, head.axis, head.pole, start, end, probability, contributions))
        before = document.canonical.text[unit.start : unit.end]
    return found
