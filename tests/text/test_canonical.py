from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.text.canonical import Canonical

# Letters and everything that canonical form is there for, so that they meet each other often.
AWKWARD = st.sampled_from(
    list("aeo s.,'\"`´‘’‚‛“”„‟«»′″…\n\r\t\v\f\0\x7f\x85\xa0\xad")
    + list("\u0301\u0316\u0308\u200b\u200c\u200d\u2028\u2029\u202e\ufeff\ufe0f\u034f\ufffd\ufffe\ud800\udc9f")
    + list("éÅÃâ€™œ©½ﬁ＂Ａ한ᄒ\u1161\u11ab\u09c7\u09beаΩµ")
    + ["\U0001f3f3", "\U0010ffff"]
)
TEXTS = st.text(AWKWARD | st.characters(exclude_categories=[]), max_size=60)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("plain text.\n", "plain text.\n"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u2028b\u2029c\x85d", "a\nb\n\nc\nd"),
        ("two\u00a0words\u2009here\tnow", "two words here now"),
        (
            "soft\u00adhyphen, zero\u200bwidth, joi\u200dner, nu\0l, \ufeffmark",
            "softhyphen, zerowidth, joiner, nul, mark",
        ),
        ("Persian می\u200cخواهم keeps its joiner", "Persian می\u200cخواهم keeps its joiner"),
        ("cafe\u0301 and Cafe\u0301s", "café and Cafés"),
        ("Hangul \u1112\u1161\u11ab", "Hangul 한"),
        ("ﬁve ＡＢＣ ½", "five ABC 1⁄2"),
        ("wait…", "wait…"),
        ("“a” „b‟ «c» ″d″ ＂e＂", '“a” “b“ “c” "d" "e"'),
        ("‘a’ ‛b´ c`s d′s eʼs", "‘a’ ‘b’ c’s d’s e’s"),
        ("he said â€˜noâ€™ â€” twice", "he said ‘no’ — twice"),
        ("half a pair \ud83d here", "half a pair  here"),
        ("e\u200b\u0301", "é"),
        ("\u200b", ""),
        ("", ""),
    ],
)
def test_text(source: str, text: str) -> None:
    assert Canonical(source).text == text


def test_original_spans_lead_back_to_the_text_as_it_came() -> None:
    source = "\ufeffThe cafe\u0301\u00a0said â€˜noâ€™.\r\nNext"
    c = Canonical(source)
    assert c.text == "The café said ‘no’.\nNext"
    spans = {
        word: c.original(c.text.index(word), c.text.index(word) + len(word))
        for word in ("café", "‘no’", "\n", "Next")
    }
    assert {word: source[a:b] for word, (a, b) in spans.items()} == {
        "café": "cafe\u0301",
        "‘no’": "â€˜noâ€™",
        "\n": "\r\n",
        "Next": "Next",
    }


def test_an_empty_span_has_an_original_place() -> None:
    c = Canonical("a\u00ad\u00adb")
    assert [c.original(i, i) for i in range(3)] == [(0, 0), (3, 3), (4, 4)]


def test_position_of_a_dropped_character_is_that_of_the_next_one_kept() -> None:
    c = Canonical("a\u00ad\u00adbc")
    assert [c.position(i) for i in range(6)] == [0, 1, 1, 1, 2, 3]


@pytest.mark.parametrize(
    ("source", "warnings"),
    [
        ("A clean café, 5 µg of it.", ()),
        ("He said â€˜noâ€™.", ("mojibake repaired",)),
        ("The h\u043estages", ("letters of two scripts in one word",)),
        ("Москва and Moscow", ()),
        ("â€˜h\u043este", ("mojibake repaired", "letters of two scripts in one word")),
    ],
)
def test_warnings(source: str, warnings: tuple[str, ...]) -> None:
    assert Canonical(source).warnings == warnings


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_canonical_form_is_its_own_canonical_form(source: str) -> None:
    once = Canonical(source).text
    assert Canonical(once).text == once


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
@settings(max_examples=300, deadline=None)
def test_composed_and_decomposed_text_are_one(source: str) -> None:
    kept = Canonical(source).text
    assert (
        Canonical(unicodedata.normalize("NFD", kept)).text
        == Canonical(unicodedata.normalize("NFC", kept)).text
    )


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_offsets_run_forward_and_cover_what_was_kept(source: str) -> None:
    c = Canonical(source)
    spans = [c.original(i, i + 1) for i in range(len(c.text))]
    assert all(0 <= a < b <= len(source) for a, b in spans)
    assert [a for a, _ in spans] == sorted(a for a, _ in spans)
    assert [b for _, b in spans] == sorted(b for _, b in spans)
    if c.text:
        first, last = c.original(0, len(c.text))
        assert (first, last) == (spans[0][0], spans[-1][1])
        assert Canonical(source[:first]).text == ""
        assert Canonical(source[last:]).text == ""


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_positions_run_forward_and_find_what_was_kept(source: str) -> None:
    c = Canonical(source)
    positions = [c.position(i) for i in range(len(source) + 1)]
    assert positions == sorted(positions)
    assert positions[-1] == len(c.text)
    assert all(c.position(c.original(i, i + 1)[0]) <= i for i in range(len(c.text)))


@pytest.mark.parametrize("unit", ["\u0301\u0316", "a\u0301\u0316", "Ã", "â€˜x ", "\u00ad", "\r", "한"])
def test_time_grows_with_the_text(growth, unit: str) -> None:
    assert growth(Canonical, unit) <= 3
