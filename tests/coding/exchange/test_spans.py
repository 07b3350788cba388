"""Spans: whatever a tool counts in, the words that were marked are found again, or the span is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.coding.exchange.records import UnfitError
from framing.coding.exchange.spans import Span, place

TREE = "🌳"


def in_utf16(text: str, at: int) -> int:
    """The oracle: an offset as JavaScript counts it."""
    return sum(2 if ord(c) > 0xFFFF else 1 for c in text[:at])


def test_words_that_stand_where_they_should() -> None:
    assert place("the oak, the oak", 9, 16, "the oak") == Span(9, 16, "as written")


def test_after_an_emoji_a_browser_counts_one_more() -> None:
    assert place(f"{TREE} the oak, the oak", 7, 10, "oak") == Span(6, 9, "utf16")
    assert place(f"{TREE}{TREE} the oak {TREE}, the oak", 9, 12, "oak") == Span(7, 10, "utf16")


def test_words_with_an_emoji_inside() -> None:
    assert place(f"an {TREE}oak fell", 3, 8, f"{TREE}oak") == Span(3, 7, "utf16")


def test_words_that_stand_once_are_found() -> None:
    assert place("The oak fell.", 0, 3, "oak") == Span(4, 7, "searched")
    assert place("The oak fell.", 900, -3, "oak") == Span(4, 7, "searched")


def test_words_that_stand_twice_are_not_guessed() -> None:
    with pytest.raises(UnfitError) as caught:
        place("oak and oak", 1, 4, "oak")
    assert str(caught.value) == 'the span 1–4 reads "ak "; its words "oak" stand 2 times in the text'


def test_words_that_overlap_themselves_stand_twice() -> None:
    with pytest.raises(UnfitError, match="2 times"):
        place("anana", 9, 12, "ana")


def test_words_that_do_not_stand_in_the_text() -> None:
    with pytest.raises(UnfitError) as caught:
        place("The oak fell.", 4, 7, "elm")
    assert str(caught.value) == 'the span 4–7 reads "oak"; its words "elm" do not stand in the text'


@pytest.mark.parametrize("words", ["oak\nfell", "oak\rfell", "oak\r\nfell", "oak\\nfell"])
def test_a_browser_changes_the_line_ends_of_the_words(words: str) -> None:
    text = "The oak\r\nfell."
    assert place(text, 4, 13, words) == Span(4, 13, "as written")
    assert place(text, 4, 12, words) == Span(4, 13, "searched")  # a line end counted as one character


@pytest.mark.parametrize("words", ["", " ", "\n"])
def test_blank_words_are_none(words: str) -> None:
    with pytest.raises(UnfitError, match="holds no words"):
        place("The oak fell.", 3, 4, words)


def test_without_words_a_span_in_plain_text_holds() -> None:
    assert place("The oak fell.", 4, 7) == Span(4, 7, "as written")
    assert place("The oak fell.", 5, 6) == Span(5, 6, "as written")


@pytest.mark.parametrize(("start", "end"), [(4, 4), (7, 4), (-3, 2), (4, 99), (3, 4), (99, 102)])
def test_without_words_a_span_outside_of_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(UnfitError, match="holds no words"):
        place("The oak fell.", start, end)


def test_without_words_what_only_a_browser_can_have_counted() -> None:
    assert place(f"{TREE}{TREE} the oak", 9, 12) == Span(7, 10, "utf16")


def test_without_words_whole_words_decide_for_code_points_and_not_for_units() -> None:
    assert place(f"{TREE} the oak fell", 6, 9) == Span(6, 9, "as written")
    with pytest.raises(UnfitError) as caught:
        place(f"{TREE} the oak fell", 7, 10)
    assert str(caught.value) == (
        'the span 7–10 carries no words to check; it reads "ak ", or "oak" if an emoji counts as two; add "text" to it'
    )


def test_without_words_parts_of_words_are_taken_and_counted() -> None:
    assert place(f"{TREE} oaktrees", 3, 5) == Span(3, 5, "unchecked")


_TEXT = st.text(st.sampled_from(f"ab {TREE}é\u0301א‏\n"), min_size=1, max_size=12)


@given(_TEXT, st.data())
def test_words_are_found_from_either_counting_or_refused_never_others(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    words = text[start:end]
    if not words.strip():
        return
    assert place(text, start, end, words) == Span(start, end, "as written")
    try:
        found = place(text, in_utf16(text, start), in_utf16(text, end), words)
    except UnfitError:
        raise AssertionError("the span in UTF-16 units was not read") from None
    assert text[found.start : found.end] == words


@given(_TEXT, st.integers(-2, 15), st.integers(-2, 15), st.none() | _TEXT)
def test_a_span_that_is_taken_holds_its_words(text: str, start: int, end: int, words: str | None) -> None:
    try:
        found = place(text, start, end, words)
    except UnfitError:
        return
    assert 0 <= found.start < found.end <= len(text)
    assert text[found.start : found.end].strip()
    if words is not None:
        assert text[found.start : found.end].split() == words.split() or "\n" in words
