from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.text.sentences import sentence_spans


def cut(text: str) -> list[str]:
    return [text[a:b] for a, b in sentence_spans(text)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Boats left at dawn.", "Nobody saw them."],
        ["Mr. Calder met U.S. envoys on Jan. 5 in Washington, D.C., at 5 p.m. sharp."],
        ["He left the U.S.", "The talks went on without him."],
        ["Gen. Roe and Lt. Col. Poe, of St. Ives, agreed.", "Dr. Bower did not."],
        ["“Why now?” she asked.", "“Nobody knows!” he cried."],
        ["‘Who is it?’ the clerk wondered aloud.", "No answer came."],
        ["“It is over,” he said.", "“We are going home.”", "They went."],
        ["It rose by 3.5 percent.", "Then it fell."],
        ["The wall (built in 1911.) held.", "The pier did not."],
        ["He waited… and waited.", "She did not."],
        ["Harbour reopens after storm"],
    ],
)
def test_sentences(sentences: list[str]) -> None:
    assert cut(" ".join(sentences)) == sentences


def test_a_line_of_a_text_has_offsets_into_the_text() -> None:
    text = "First line.\nOne. Two.\nLast line."
    assert sentence_spans(text, 12, 21) == [(12, 16), (17, 21)]


def test_nothing_has_no_sentences() -> None:
    assert (cut(""), cut("  ")) == ([], [])


def test_straight_and_curly_marks_make_the_same_cuts() -> None:
    curly = "“Why now?” asked Roe. “Ask Mr. Poe.” ‘No.’ He left."
    straight = curly.translate(str.maketrans("“”‘’", "\"\"''"))
    assert sentence_spans(curly) == sentence_spans(straight)


@given(st.text(st.sampled_from("aB.?!…“”\"'()[] 1,Mr"), max_size=80))
@settings(max_examples=300, deadline=None)
def test_sentences_stand_in_order_and_hold_all_that_is_not_blank(text: str) -> None:
    spans = sentence_spans(text)
    assert "".join(text.split()) == "".join("".join(text[a:b].split()) for a, b in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


@pytest.mark.parametrize("unit", ["Mr. ", "Why? ", ". ", "...", "a", "U.S. ", "(a.) "])
def test_time_grows_with_the_text(growth, unit: str) -> None:
    assert growth(sentence_spans, unit) <= 3
