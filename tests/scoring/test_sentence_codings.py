"""``classify``: one record for each sentence, in order, whatever the sentence is."""

from __future__ import annotations

import framing
from framing.learning.model_folder import Model
from framing.scoring.codings import SentenceCodings
from framing.text.segments import document
from framing.units import Coding


def classify(model: Model, *texts: str) -> list[SentenceCodings]:
    return list(framing.classify(model, [(i, t, "") for i, t in enumerate(texts)]))


def short(coding: Coding) -> tuple[str, str, str]:
    return coding.axis, coding.pole, coding.voice


def test_one_record_for_each_in_order(park_model: Model) -> None:
    texts = [
        "The council felled the old lime.",
        "",
        "🦆",
        "The band played for three hours.",
        "Wardens removed the old lime.",
    ]
    found = classify(park_model, *texts)
    assert [r.id for r in found] == [0, 1, 2, 3, 4]
    assert [r.no_features for r in found] == [False, True, True, False, False]
    assert [[short(c) for c in r.codings] for r in found] == [
        [("tree-work", "felled", "own")],
        [],
        [],
        [],
        [("tree-work", "removed", "own")],
    ]


def test_ids_are_given_back_as_they_came(park_model: Model) -> None:
    records = [("x", "The band played.", ""), (7, "", ""), ("007", "The band played.", "")]
    assert [r.id for r in framing.classify(park_model, records)] == ["x", 7, "007"]


def test_each_segment_is_coded_in_its_own_voice(park_model: Model) -> None:
    text = "“They felled the oldest beech in town,” said a warden; volunteers say the council felled a healthy oak."
    (record,) = classify(park_model, text)
    assert [short(c) for c in record.codings] == [
        ("tree-work", "felled", "quoted"),
        ("tree-work", "felled", "reported"),
    ]
    assert text[record.codings[0].start : record.codings[0].end] == "“They felled the oldest beech in town,”"


def test_the_sentence_before_tells_whether_a_quotation_is_open(park_model: Model) -> None:
    text = "They felled the oldest beech in town,” said Ada Quill."
    inside, outside = (
        next(iter(framing.classify(park_model, [(1, text, before)])))
        for before in ("“We came home at dusk.", "We came home at dusk.")
    )
    assert ("tree-work", "felled", "quoted") in {short(c) for c in inside.codings}
    assert inside != outside or outside.codings


def test_nothing_is_dropped_from_a_sentence_that_was_given(park_model: Model) -> None:
    """What would be furniture in an article is a sentence here: the caller said so."""
    text = "Read also: The council felled the old lime by the gate on Monday"
    (record,) = classify(park_model, text)
    assert ("tree-work", "felled", "own") in {short(c) for c in record.codings}
    assert document("The fair opens.\n\n" + text).lines[1].dropped


def test_a_text_of_many_lines_is_one_sentence(park_model: Model) -> None:
    (record,) = classify(park_model, "The council felled\r\nthe old lime.\n\nWardens removed the old oak.")
    assert {c.sentence for c in record.codings} == {0}


def test_codings_are_the_same_alone_and_among_others(park_model: Model) -> None:
    texts = [
        "The council felled the old lime.",
        "Crowds filled the lawn.",
        "The murky pond smells of old leaves.",
    ]
    together = classify(park_model, *texts)
    assert [r.codings for r in together] == [classify(park_model, t)[0].codings for t in texts]
