from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.text.boilerplate import BYLINE
from framing.text.segments import Document, Part, document, part_at, sentence
from framing.units import Line

ARTICLE = """\
Harbour wall fell ‘years too early’

By Ada Quill

The sea wall of Port Ellery fell on Monday, the harbour master, Ines Calder, said.

“We lost eleven boats. The council’s plan (of 2019) came to nothing,” she said. “Nobody listened.”

The council says it had warned of the “old wall” for years. According to its engineers, the stones were laid in 1911.

Its so-called “river list” was dropped. More than 20 people are believed to be homeless.

A report, via the Coast Wire:

The wall had been inspected twice.

The officials said that it would hold.

Fishermen left for the north.
"""

CUT = [
    [("own", "Harbour wall fell"), ("scare", "‘years too early’")],
    [("reported", "The sea wall of Port Ellery fell on Monday,"), ("own", "the harbour master, Ines Calder, said.")],
    [("quoted", "“We lost eleven boats.")],
    [("quoted", "The council’s plan (of 2019) came to nothing,”"), ("own", "she said.")],
    [("quoted", "“Nobody listened.”")],
    [
        ("own", "The council says"), ("reported", "it had warned of the"), ("quoted", "“old wall”"),
        ("reported", "for years."),
    ],
    [("own", "According to its engineers,"), ("reported", "the stones were laid in 1911.")],
    [("own", "Its so-called"), ("scare", "“river list”"), ("own", "was dropped.")],
    [("own", "More than 20 people are believed to be homeless.")],
    [("own", "A report, via the Coast Wire:")],
    [("quoted", "The wall had been inspected twice.")],
    [("quoted", "The officials said that it would hold.")],
    [("own", "Fishermen left for the north.")],
]  # fmt: skip


def cut(d: Document) -> list[list[tuple[str, str]]]:
    """The segments of each sentence, each with its voice."""
    return [[(p.voice, d.canonical.text[p.start : p.end]) for p in u.parts] for u in d.units]


def voiced_words(d: Document) -> list[tuple[str, str]]:
    """Each word with the voice of the segment that it stands in."""
    return [
        (t.form, u.parts[part_at(u.parts, t.start)].voice)
        for u in d.units
        for t in u.tokens
        if t.form[0].isalnum()
    ]


def test_an_article_is_cut_into_sentences_and_segments() -> None:
    assert cut(document(ARTICLE)) == CUT


def test_an_article_keeps_its_lines_and_says_what_it_dropped() -> None:
    d = document(ARTICLE)
    assert d.lines[:3] == (Line(0, 35), Line(37, 49, BYLINE), Line(51, 133))
    assert [u.headline for u in d.units] == [True, *[False] * 12]
    assert d.warnings == ()


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("He called it “a wall and left.\n\nNobody saw.", ("a quotation is not closed",)),
        ("He said â€˜noâ€™ and left the town.", ("mojibake repaired",)),
        ("“We lost it.\n\n“We start again.”\n\nHe left.", ()),
    ],
)
def test_warnings(text: str, warnings: tuple[str, ...]) -> None:
    assert document(text).warnings == warnings


def test_a_long_quotation_runs_over_paragraphs() -> None:
    assert cut(document("He spoke.\n\n“We lost it all.\n\n“Total loss.”\n\nThen he left.")) == [
        [("own", "He spoke.")],
        [("quoted", "“We lost it all.")],
        [("quoted", "“Total loss.”")],
        [("own", "Then he left.")],
    ]


def test_an_unclosed_single_mark_does_not_swallow_the_next_paragraph() -> None:
    text = "The plan is an 'indefinite hold on the works.\n\nThe wall fell."
    assert cut(document(text))[-1] == [("own", "The wall fell.")]


def test_a_block_quotation_that_brings_its_own_marks_is_no_block_quotation() -> None:
    assert cut(document("He wrote, via the Coast Wire:\n\n“It fell.”\n\nBoats left.")) == [
        [("own", "He wrote, via the Coast Wire:")],
        [("quoted", "“It fell.”")],
        [("own", "Boats left.")],
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "\u200b", "—", "…", "🙂", "“", "'"])
def test_a_text_without_words_has_no_words(text: str) -> None:
    assert voiced_words(document(text)) == []
    assert voiced_words(sentence(text)) == []


def test_a_sentence_is_taken_as_it_is_given() -> None:
    d = sentence("By Ada Quill. Two sentences.")
    assert cut(d) == [[("own", "By Ada Quill. Two sentences.")]]
    assert d.lines == (Line(0, 28),)


def test_the_sentence_before_tells_whether_a_quotation_is_open() -> None:
    text = "Nobody came,” she said."
    open_, closed = "“We waited.", "“We waited.” They left."
    assert cut(sentence(text, open_)) == [[("quoted", "Nobody came,”"), ("own", "she said.")]]
    assert cut(sentence("Nobody came.", open_)) == [[("quoted", "Nobody came.")]]
    assert cut(sentence("Nobody came.", closed)) == [[("own", "Nobody came.")]]
    assert cut(sentence("Then he said “no”.", open_)) == [[("own", "Then he said"), ("quoted", "“no”.")]]


def test_segments_are_found_by_offset() -> None:
    parts = [Part(2, 5, "own"), Part(6, 9, "quoted")]
    assert [part_at(parts, offset) for offset in (0, 2, 5, 6, 8, 99)] == [0, 0, 0, 1, 1, 1]


# Changes that change nothing. The numbers are those of the list of metamorphic tests in the methods.

STRAIGHT = str.maketrans("“”‘’", "\"\"''")


@pytest.mark.parametrize(
    "changed",
    [
        ARTICLE.translate(STRAIGHT),
        ARTICLE.replace("“", '"').replace("”", '"'),
        unicodedata.normalize("NFD", ARTICLE),
        ARTICLE.replace(" ", "\u00a0"),
        ARTICLE.replace("\n", "\r\n"),
        ARTICLE.replace("\n", "\r"),
        ARTICLE.replace("harbour", "har\u00adbour").replace("wall", "wa\u200bll"),
        "\ufeff" + ARTICLE,
    ],
    ids=["straight", "double straight", "NFD", "no-break space", "CRLF", "CR", "soft hyphen", "BOM"],
)
def test_8_accidents_of_typing_change_nothing(changed: str) -> None:
    assert voiced_words(document(changed)) == voiced_words(document(ARTICLE))


@pytest.mark.parametrize(
    ("attributed", "voice", "narrated"),
    [
        ("“The wall was a disgrace,” she said.", "quoted", "The wall was a disgrace."),
        ("The mayor said that the wall was a disgrace.", "reported", "The wall was a disgrace."),
        ("The wall was a disgrace, according to the mayor.", "reported", "The wall was a disgrace."),
    ],
)
def test_3_without_marks_and_attribution_the_words_are_the_outlets(
    attributed: str, voice: str, narrated: str
) -> None:
    assert dict(voiced_words(document(f"Harbour news today\n\n{attributed}")))["disgrace"] == voice
    assert dict(voiced_words(document(f"Harbour news today\n\n{narrated}")))["disgrace"] == "own"


def test_10_splitting_paragraphs_outside_quotations_changes_nothing() -> None:
    whole = (
        "The wall fell on Monday. Medics said 20 people were hurt. “We lost it all. Nobody helped,” Poe said. "
        "The town is cut off. The so-called “river list” was dropped."
    )
    sentences = [
        "The wall fell on Monday.",
        "Medics said 20 people were hurt.",
        "“We lost it all. Nobody helped,” Poe said.",
        "The town is cut off.",
        "The so-called “river list” was dropped.",
    ]
    assert " ".join(sentences) == whole
    for split in range(1, len(sentences)):
        text = " ".join(sentences[:split]) + "\n\n" + " ".join(sentences[split:])
        assert voiced_words(document(text)) == voiced_words(document(whole))
    assert voiced_words(document("\n\n".join(sentences))) == voiced_words(document(whole))


PIECES = (
    "the wall fell . said Poe that “ ” ' ’ ‘ \" , \n \n\n : ; – according to it was reported claims By ( ) \u00a0 e\u0301 "
    "Read more: â€˜ 20 U.S. via"
).split(" ")


@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join), st.booleans())
@settings(max_examples=400, deadline=None)
def test_segments_stand_in_order_and_hold_all_words(text: str, whole: bool) -> None:
    d = sentence(text) if whole else document(text)
    canonical = d.canonical.text
    for unit in d.units:
        assert unit.parts[0].start >= unit.start
        assert unit.parts[-1].end <= unit.end
        assert all(a.end <= b.start for a, b in zip(unit.parts, unit.parts[1:], strict=False))
        assert all(a.voice != b.voice for a, b in zip(unit.parts, unit.parts[1:], strict=False))
        covered = "".join(canonical[p.start : p.end] for p in unit.parts)
        assert "".join(covered.split()) == "".join(canonical[unit.start : unit.end].split())
        for t in unit.tokens:
            if t.form[0].isalnum():
                assert any(p.start <= t.start and t.end <= p.end for p in unit.parts)
    assert all(a.end <= b.start for a, b in zip(d.units, d.units[1:], strict=False))


@pytest.mark.parametrize(
    "unit", ["said ", "he said “no” and left. ", "“a\n\n", "a:\n\nb.\n\n", "x\n", "“a” said b. "]
)
def test_time_grows_with_the_text(growth, unit: str) -> None:
    assert growth(document, unit) <= 3
