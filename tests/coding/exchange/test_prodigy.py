"""Prodigy's answers: what was accepted, what was rejected, and what neither says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from framing.coding import exchange
from framing.coding.codebook import Codebook

Importing = Callable[..., Any]


def answer(text: str, answer: str = "accept", **more: object) -> dict[str, object]:
    return {"text": text, "answer": answer, "_annotator_id": "ada", **more}


def test_a_file_of_all_that_there_is(importing: Importing, fixtures: Path) -> None:
    found = importing(fixtures / "prodigy.jsonl")
    assert found.rows == [
        "id,text,axis,pole,voice,evidence,coder,outlet,note",
        "p-1,🌳 Wardens felled the lime.,tree-work,felled,own,felled,park-ada,Elm Gazette,An oak?",
        "p-1,🌳 Wardens felled the lime.,*,none,,,park-ada,Elm Gazette,An oak?",
        "p-1,🌳 Wardens felled the lime.,tree-work,felled,,felled,park-bob,Elm Gazette,",
        "p-1,🌳 Wardens felled the lime.,*,none,,,park-bob,Elm Gazette,",
        ",The gate opens at dawn.,*,none,,,park-ada,,",
        ",Crowds came.,visitors,crowds,,,park-ada,,",
        ",Families and hordes came.,visitors,guests,,,park-ada,,",
        ",The pond is wild.,pond,wild,,,,,",
        ",Nobody came.,visitors,none,,,park-ada,,",
        ",The pond is deep.,pond,none,,,,,",
    ]
    assert found.told == [
        "read as Prodigy",
        "10 rows: out.csv; 4 set aside: out.rejects.jsonl",
        "1 spans were counted in UTF-16 units: now in code points",
        "1 annotations were skipped, ignored or cancelled: no coding",
        "1 records without an annotation: no coding",
    ]
    neither = (
        "was rejected; a label file can say that an axis has neither pole, and visitors/crowds was not asked"
    )
    assert [(n, r) for n, r in found.reasons if n != 15] == [
        (5, "rejected as a whole: this does not say which label would be right"),
        (9, f"visitors/guests {neither}"),
        (12, f"visitors/guests {neither}"),
    ]


def single(text: str, label: str, said: str, **more: object) -> dict[str, object]:
    return answer(text, said, label=label, _view_id="classification", **more)


@pytest.mark.parametrize("order", [1, -1])
def test_both_poles_rejected_is_none_on_that_axis_only(importing: Importing, order: int) -> None:
    records = [
        single("Rain.", "pond/wild", "reject", user_input="dry"),
        single("Rain.", "pond/murky", "reject"),
    ]
    found = importing(("p.jsonl", records[::order]))
    assert found.rows[1:] == ["Rain.,pond,none,ada,dry"]
    assert found.rejects == []


def test_one_pole_accepted_says_of_the_other_that_it_is_not_there(importing: Importing) -> None:
    records = [single("Rain.", "pond/wild", "reject"), single("Rain.", "pond/murky", "accept")]
    found = importing(("p.jsonl", records))
    assert (found.rows[1:], found.rejects) == (["Rain.,pond,murky,ada"], [])


def test_the_answers_of_two_coders_are_not_taken_together(importing: Importing) -> None:
    records = [
        single("Rain.", "pond/wild", "reject"),
        {**single("Rain.", "pond/murky", "reject"), "_annotator_id": "bob"},
        single("Sun.", "pond/wild", "accept"),
    ]
    found = importing(("p.jsonl", records))
    assert (found.rows[1:], [n for n, _ in found.reasons]) == (["Sun.,pond,wild,ada"], [1, 2])


def test_what_was_accepted_and_rejected_is_a_contradiction(importing: Importing) -> None:
    records = [single("Rain.", "pond/wild", "accept"), single("Rain.", "pond/wild", "reject")]
    found = importing(("p.jsonl", records))
    assert found.rows[1:] == ["Rain.,pond,wild,ada"]
    assert found.reasons == [(2, "pond/wild was rejected here and accepted elsewhere; keep one")]


def test_a_rejection_that_a_whole_coding_says_already(importing: Importing) -> None:
    records = [answer("Rain.", spans=[]), single("Rain.", "pond/wild", "reject")]
    found = importing(("p.jsonl", records))
    assert (found.rows[1:], found.rejects) == (["Rain.,*,none,ada"], [])


@pytest.mark.parametrize("label", ["pond/wild/own", "pond/none", "*/none"])
def test_a_rejection_that_says_nothing_of_a_pole(importing: Importing, label: str) -> None:
    found = importing(("p.jsonl", [single("Rain.", label, "reject"), answer("Sun.", spans=[])]))
    assert found.reasons == [(1, f"{label} was rejected: this does not say that a pole is not there")]


def test_a_single_span_that_was_asked_about(importing: Importing) -> None:
    """Accepting one span of a model's says nothing of the rest of the sentence, rejecting it nothing of the pole."""
    span = [{"start": 0, "end": 6, "label": "visitors/crowds", "text": "Crowds"}]
    records = [
        answer("Crowds came.", spans=span, _view_id="ner"),
        answer("Crowds left.", "reject", spans=span, _view_id="ner"),
        answer("Crowds sat.", "reject", spans=span, label="visitors/crowds"),
    ]
    found = importing(("p.jsonl", records))
    assert found.rows[1:] == ["Crowds came.,visitors,crowds,Crowds,ada"]
    assert [n for n, _ in found.reasons] == [2, 3]


OPTIONS = [{"id": "pond/murky", "text": "murky"}, {"id": "pond/wild", "text": "wild"}, {"id": 7, "text": "visitors/crowds"}]  # fmt: skip
GUESTS = {"id": "g", "text": "visitors/guests"}


def test_a_choice_says_of_the_axes_offered_and_of_no_other(importing: Importing) -> None:
    found = importing(("p.jsonl", [answer("Rain.", options=[*OPTIONS, GUESTS], accept=["pond/wild"])]))
    assert (found.rows[1:], found.rejects) == (["Rain.,pond,wild,ada", "Rain.,visitors,none,ada"], [])
    found = importing(
        ("p.jsonl", [answer("Rain.", options=[*OPTIONS, GUESTS], accept=[7, "pond/murky", "pond/wild"])])
    )
    assert found.rows[1:] == ["Rain.,visitors,crowds,ada", "Rain.,pond,murky,ada", "Rain.,pond,wild,ada"]


def test_a_choice_beside_spans_is_a_coding_of_the_whole_sentence(importing: Importing) -> None:
    found = importing(
        ("p.jsonl", [answer("Rain.", options=[*OPTIONS, GUESTS], accept=["pond/wild"], spans=[])])
    )
    assert found.rows[1:] == ["Rain.,pond,wild,ada", "Rain.,*,none,ada"]


def test_an_option_with_a_voice_says_nothing_of_the_pole_in_other_voices(importing: Importing) -> None:
    voices = [
        {"id": f"pond/{p}/{v}"} for p in ("wild", "murky") for v in ("own", "reported", "quoted", "scare")
    ]
    some = answer("Rain.", options=voices[1:], accept=[])
    every = answer("Sun.", options=voices, accept=[])
    found = importing(("p.jsonl", [some, every]))
    assert found.rows[1:] == ["Sun.,pond,none,ada"]
    assert [n for n, _ in found.reasons] == [1]


def test_an_option_that_nobody_knows_may_be_offered_and_not_be_chosen(importing: Importing) -> None:
    options = [*OPTIONS[:2], {"id": "unsure", "text": "?"}]
    found = importing(("p.jsonl", [answer("Rain.", options=options, accept=[]), answer("Sun.", options=options, accept=["unsure"])]))  # fmt: skip
    assert found.rows[1:] == ["Rain.,pond,none,ada"]
    assert [(n, r[:27]) for n, r in found.reasons] == [(2, 'label "unsure" is not known')]


def test_who_answered(importing: Importing) -> None:
    def told(**who: object) -> str:
        record = {"text": "Rain.", "spans": [], "answer": "accept", **who}
        return str(importing(("p.jsonl", [record]), coder="cleo").rows[1]).split(",")[3]

    assert told(_annotator_id="ds-ada", _session_id="2026-03-01_10-00-00") == "ds-ada"
    assert told(_session_id="ds-bob") == "ds-bob"
    assert told(_annotator_id="2026-03-01_10-00-00") == "cleo"
    assert told() == "cleo"


def test_spans_without_words_are_checked_by_their_tokens(importing: Importing) -> None:
    """A span that lies on tokens which stand where they say counts code points, though it cuts a word."""
    tokens = [{"text": "🌳", "start": 0, "end": 1}, {"text": "oaktrees", "start": 2, "end": 10}]
    span = {"start": 5, "end": 7, "token_start": 1, "token_end": 1, "label": "pond/wild"}
    on = answer("🌳 oaktrees", spans=[span], tokens=tokens)
    off = {**on, "_annotator_id": "bob", "tokens": [{**t, "start": 1} for t in tokens]}
    found = importing(("p.jsonl", [on, off]))
    assert found.rows[1] == "🌳 oaktrees,pond,wild,tr,ada"
    assert found.told[-1] == "1 spans behind an emoji carry no words to check: taken as they are"


def test_notes_and_the_fields_of_the_sentence(importing: Importing) -> None:
    record = answer(
        "Rain.",
        spans=[],
        user_input="one",
        comment="two",
        meta={"source": "a1", "before": "Sun."},
        outlet="Elm",
    )
    found = importing(("p.jsonl", [record]))
    assert found.rows == [
        "text,axis,pole,before,coder,source,outlet,note",
        "Rain.,*,none,Sun.,ada,a1,Elm,one; two",
    ]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (answer("Rain.", "maybe"), 'answer "maybe" is none of accept, reject and ignore'),
        (answer("Rain.", spans=[3]), "a span is no object"),
        (answer("Rain.", spans={}), "spans is no list"),
        (answer("Rain.", options=["a"], accept=[]), "an option is no object"),
        (answer("Rain.", options=[], accept=[]), "no label, and no question to which a label file has an answer"),
        (answer("Rain.", tokens=[{"start": "a"}], spans=[]), "start of a span is no whole number"),
        (answer("Rain.", meta=3), "meta is no object"),
        ({"image": "x.png", "answer": "accept"}, "the text is empty"),
    ],
)  # fmt: skip
def test_what_is_no_answer(importing: Importing, record: dict[str, object], reason: str) -> None:
    found = importing(("p.jsonl", [record, answer("Sun.", spans=[])]))
    assert found.reasons == [(1, reason)]
    assert found.rejects[0]["record"] == record


def test_a_record_is_written_as_the_interface_shows_it(importing: Importing, park_book: Codebook) -> None:
    Path("in.csv").write_text(
        "id,text,axis,pole,voice,evidence,coder,note\ns1,🌳 The treefelling.,tree-work,felled,own,felling,ada,why\n"
        "s1,🌳 The treefelling.,pond,none,,,ada,\n"
    )
    done = exchange.export_labels(["in.csv"], "p.jsonl", park_book, form="prodigy")
    assert done.lines == ["1 sentences, 1 coders: p.jsonl"]
    assert json.loads(Path("p.jsonl").read_text()) == {
        "text": "🌳 The treefelling.",
        "meta": {"sentence_id": "s1", "before": "", "source": "", "event": "", "outlet": "", "genre": ""},
        "tokens": [
            {"text": "🌳", "start": 0, "end": 1, "id": 0, "ws": True},
            {"text": "The", "start": 2, "end": 5, "id": 1, "ws": True},
            {"text": "tree", "start": 6, "end": 10, "id": 2, "ws": False},
            {"text": "felling", "start": 10, "end": 17, "id": 3, "ws": False},
            {"text": ".", "start": 17, "end": 18, "id": 4, "ws": False},
        ],
        "spans": [{"start": 10, "end": 17, "token_start": 3, "token_end": 3, "label": "tree-work/felled/own", "text": "felling"}],
        "answer": "accept",
        "_view_id": "spans_manual",
        "_annotator_id": "ada",
        "_session_id": "ada",
        "coded": {"coder": "ada", "looked_at": ["tree-work", "pond"], "unplaced": [], "notes": ["tree-work/felled/own@10-17: why"]},
    }  # fmt: skip


def test_another_coder_who_answers_an_exported_record_has_looked_at_all(
    importing: Importing, park_book: Codebook
) -> None:
    Path("in.csv").write_text("text,axis,pole,coder\nRain.,pond,none,ada\n")
    exchange.export_labels(["in.csv"], "p.jsonl", park_book, form="prodigy")
    record = json.loads(Path("p.jsonl").read_text())
    found = importing(("q.jsonl", [record, {**record, "_annotator_id": "bob", "_session_id": "bob"}]))
    assert found.rows[1:] == ["Rain.,pond,none,ada", "Rain.,*,none,bob"]
