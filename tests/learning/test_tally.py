"""From verdicts to tables: sentences are counted, not candidates, and only where somebody looked."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.coding.codebook import Head
from framing.coding.gold import GoldMention, GoldSentence
from framing.learning.examples import Example, Examples
from framing.learning.metrics import VoiceRule
from framing.learning.tally import places, tally
from framing.units import Voice

FELLED, REMOVED, GUESTS = HEADS = (
    Head("tree-work", "felled"),
    Head("tree-work", "removed"),
    Head("visitors", "guests"),
)
Coding = tuple[Head, Voice | None]


def sentence(*codings: Coding, looked_at: Sequence[str] = ("tree-work", "visitors")) -> GoldSentence:
    mentions = tuple(GoldMention(h.axis, h.pole, voice, -1, -1) for h, voice in codings)
    return GoldSentence("", "text", "", "", "", "", "", frozenset(looked_at), mentions)


def corpus(*sentences: GoldSentence, rows: Sequence[tuple[int, str]] = ()) -> Examples:
    made = tuple(Example(n, "tree-work", voice, (), (), (), ()) for n, voice in rows)
    return Examples(sentences, (), made, {})


def verdicts(*said: Sequence[Head]) -> np.ndarray:
    return np.array([[h in heads for h in HEADS] for heads in said], dtype=bool).reshape(-1, len(HEADS))


def rows(
    of: Examples, at: Sequence[tuple[int, str]], said: np.ndarray, rule: VoiceRule, head: Head = FELLED
) -> list[list[int]]:
    return tally(of, HEADS, at, said, rule)[head.axis, head.pole].tolist()


def test_places_are_those_of_the_candidates_in_order() -> None:
    of = corpus(sentence(), sentence(), rows=[(1, "quoted"), (0, "own"), (1, "own")])
    assert places(of) == [(1, "quoted"), (0, "own"), (1, "own")]


def test_right_wrong_and_missed_by_hand() -> None:
    of = corpus(sentence((FELLED, "own")), sentence(), sentence((FELLED, "own")), sentence())
    at = [(0, "own"), (1, "own"), (2, "own"), (3, "own")]
    said = verdicts([FELLED], [FELLED], [REMOVED], [])
    assert rows(of, at, said, "any") == [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]]
    assert rows(of, at, said, "any", REMOVED) == [[0, 0, 0], [0, 0, 0], [0, 1, 0], [0, 0, 0]]


def test_there_is_a_table_for_every_head() -> None:
    found = tally(corpus(sentence(), sentence()), HEADS, [], verdicts(), "any")
    assert {k: t.shape for k, t in found.items()} == {(h.axis, h.pole): (2, 3) for h in HEADS}


def test_several_candidates_of_a_sentence_count_once() -> None:
    of = corpus(sentence((FELLED, "own")), sentence())
    at = [(0, "own"), (0, "own"), (1, "own"), (1, "own"), (1, "own")]
    said = verdicts([FELLED], [FELLED], [FELLED], [FELLED], [])
    assert rows(of, at, said, "any") == [[1, 0, 0], [0, 1, 0]]


def test_a_sentence_without_candidates_is_missed() -> None:
    assert rows(corpus(sentence((FELLED, "own"))), [], verdicts(), "any") == [[0, 0, 1]]


def test_where_nobody_looked_nothing_counts() -> None:
    of = corpus(sentence(looked_at=["visitors"]), sentence())
    said = verdicts([FELLED, GUESTS], [FELLED])
    at = [(0, "own"), (1, "own")]
    assert rows(of, at, said, "any") == [[0, 0, 0], [0, 1, 0]]
    assert rows(of, at, said, "any", GUESTS) == [[0, 1, 0], [0, 0, 0]]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("any", [1, 0, 0]), ("own", [0, 1, 0]), ("agree", [0, 1, 1])],
)
def test_coded_as_quoted_and_found_in_own_voice(rule: VoiceRule, expected: list[int]) -> None:
    of = corpus(sentence((FELLED, "quoted")))
    assert rows(of, [(0, "own")], verdicts([FELLED]), rule) == [expected]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("any", [1, 0, 0]), ("own", [0, 0, 0]), ("agree", [1, 0, 1])],
)
def test_found_in_one_of_two_voices(rule: VoiceRule, expected: list[int]) -> None:
    """Where voices have to agree, each voice is a coding of its own."""
    of = corpus(sentence((FELLED, "quoted"), (FELLED, "reported")))
    assert rows(of, [(0, "quoted")], verdicts([FELLED]), rule) == [expected]


def test_a_gold_mention_without_voice_is_in_own_voice() -> None:
    of = corpus(sentence((FELLED, None)))
    for rule in ("any", "own", "agree"):
        assert rows(of, [(0, "own")], verdicts([FELLED]), rule) == [[1, 0, 0]]
    assert rows(of, [(0, "quoted")], verdicts([FELLED]), "agree") == [[0, 1, 1]]


def test_scare_quotes_count_for_nobody() -> None:
    of = corpus(sentence((FELLED, "scare")), sentence((FELLED, "own")))
    said = verdicts([FELLED], [FELLED])
    assert rows(of, [(0, "scare"), (1, "scare")], said, "any") == [[0, 0, 0], [0, 0, 1]]


def test_verdicts_and_places_must_be_as_many() -> None:
    with pytest.raises(ValueError, match="zip"):
        tally(corpus(sentence()), HEADS, [(0, "own")], verdicts([], []), "any")


@given(
    st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 7), st.sampled_from(["own", "quoted", "scare"]), st.booleans())),
    st.randoms(),
)
def test_order_of_candidates_does_not_matter(
    gold: list[tuple[bool, bool, bool]], found: list[tuple[int, str, bool]], random: Random
) -> None:
    of = corpus(*(sentence(*[(h, "own") for h, g in zip(HEADS, row, strict=True) if g]) for row in gold))
    found = [(n % len(gold), voice, yes) for n, voice, yes in found]
    shuffled = list(found)
    random.shuffle(shuffled)
    one, other = (
        rows(of, [f[:2] for f in some], verdicts(*[[FELLED] if f[2] else [] for f in some]), "any")
        for some in (found, shuffled)
    )
    assert one == other
    told = {n for n, voice, yes in found if yes and voice != "scare"}
    assert one == [
        [g and n in told, not g and n in told, g and n not in told] for n, (g, _, _) in enumerate(gold)
    ]
