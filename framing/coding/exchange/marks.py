"""Labels in the shapes that tools share: a name, a list of names, spans as triples or as objects.

Which field they stand in, and what it means that there are none, is each tool's own matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from framing.coding.exchange.intake import Intake
from framing.coding.exchange.records import UnfitError, as_list, as_offset, as_words
from framing.coding.exchange.sentences import Mark
from framing.coding.exchange.spans import place

_STARTS, _ENDS = ("start", "start_offset"), ("end", "end_offset")


def marks(
    value: object, field: str, text: str, intake: Intake, words: Mapping[tuple[int, int], str]
) -> list[Mark]:
    """The marks that a field holds. *words*: what stands at a span, where the record says so apart from it.

    ``"A"``, ``["A"]``, ``[[start, end, "A"]]``, ``[{"start": …, "end": …, "label": "A", "text": …}]``; names may be
    numbers, ``start`` and ``end`` also ``start_offset`` and ``end_offset``.
    """
    if isinstance(value, str | int) and not isinstance(value, bool):
        value = [value]
    return [_mark(item, field, text, intake, words) for item in as_list(value, field)]


def _mark(item: object, field: str, text: str, intake: Intake, words: Mapping[tuple[int, int], str]) -> Mark:
    if isinstance(item, str | int):
        return Mark(intake.names.code(item))
    if isinstance(item, list) and len(item) == 3:
        start, end, label = item
        said = None
    elif isinstance(item, dict):
        start, end, label, said = _one(item, _STARTS), _one(item, _ENDS), item.get("label"), item.get("text")
    else:
        raise UnfitError(f"{field} holds neither names nor spans such as [start, end, name]")
    if start is None and end is None:
        return Mark(intake.names.code(label))
    return placed(label, start, end, said, text, intake, words)


def _one(item: Mapping[str, object], names: Sequence[str]) -> object:
    return next((item[n] for n in names if n in item), None)


def placed(
    label: object,
    start: object,
    end: object,
    said: object,
    text: str,
    intake: Intake,
    words: Mapping[tuple[int, int], str],
) -> Mark:
    """A mark of words, its span checked and mended where that can be; *said*: its words, where it carries them."""
    at = as_offset(start, "start"), as_offset(end, "end")
    span = place(text, *at, words.get(at) if said is None else as_words(said, "the text of a span"))
    if span.how != "as written":
        intake.count(span.how)
    return Mark(intake.names.code(label), span.start, span.end)
