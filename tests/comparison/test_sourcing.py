"""Voice profiles: shares by voice and the flag by hand, sources against the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.coding.codebook import Codebook
from framing.comparison.counts import count
from framing.comparison.sourcing import Sourced, VoiceProfile, voice_profiles
from framing.learning.model_folder import Model
from framing.scoring.articles import ArticleScore, AxisScore, voice_score
from framing.units import COUNTED_VOICES, Article, Coding, Voice

Said = tuple[str, str, Voice, str]
"""Axis, pole, voice, speaker."""


def article(name: str, outlet: str, book: Codebook, said: Sequence[Said]) -> ArticleScore:
    """An article with these codings, counted as the scoring counts them."""
    axes = {}
    for axis in book.axes:
        poles = [p.id for p in axis.poles]
        counts = Counter((voice, pole) for a, pole, voice, _ in said if a == axis.id)
        axes[axis.id] = AxisScore(
            0.0, *(voice_score(poles, [counts[v, p] for p in poles]) for v in COUNTED_VOICES)
        )
    codings = tuple(Coding(a, pole, voice, 0, 1, 0.9, (), speaker=who) for a, pole, voice, who in said)
    return ArticleScore(name, outlet, "2024-05-10", "", 100, 5, axes, codings)


def profiles(scores: Sequence[ArticleScore], book: Codebook) -> list[VoiceProfile]:
    return voice_profiles(scores, count(scores, book), book)


def by_voice(
    book: Codebook, own: Sequence[int], reported: Sequence[int], quoted: Sequence[int]
) -> VoiceProfile:
    """The profile of one outlet on the pond, from (murky, wild) in each voice."""
    said: list[Said] = []
    for voice, (murky, wild) in zip(COUNTED_VOICES, (own, reported, quoted), strict=True):
        said += [("pond", "murky", voice, "")] * murky + [("pond", "wild", voice, "")] * wild
    (profile,) = profiles([article("a1", "Acorn", book, said)], book)
    return profile


# ---------------------------------------------------------------- shares and the flag


def test_shares_are_pooled_over_one_two_and_three_voices(park_book: Codebook) -> None:
    p = by_voice(park_book, (3, 1), (1, 3), (0, 8))
    assert (p.outlet, p.axis) == ("Acorn", "pond")
    assert (p.own, p.with_reported, p.all_voices) == (1 / 4, 4 / 8, 12 / 16)


def test_pooled_is_not_the_mean_of_articles(park_book: Codebook) -> None:
    own: list[Said] = [("pond", "murky", "own", "")]
    other: list[Said] = [("pond", "wild", "own", "")]
    scores = [article("a1", "Acorn", park_book, 9 * own), article("a2", "Acorn", park_book, other)]
    assert [p.own for p in profiles(scores, park_book)] == [0.1]


@pytest.mark.parametrize(
    ("own", "reported", "quoted", "sensitive"),
    [
        ((3, 1), (0, 0), (0, 0), False),
        ((3, 1), (1, 2), (0, 0), False),  # 1/4, 3/7
        ((3, 1), (0, 2), (0, 0), False),  # 1/4, 1/2: on no side
        ((3, 1), (0, 3), (0, 0), True),  # 1/4, 4/7
        ((1, 3), (3, 0), (0, 0), True),  # 3/4, 3/7
        ((3, 1), (0, 0), (0, 3), True),  # by what is quoted alone
        ((3, 1), (3, 0), (0, 8), True),  # not by what is reported, but by all
        ((3, 1), (0, 3), (9, 0), True),  # by what is reported, and back by all
        ((2, 2), (0, 9), (0, 9), False),  # own voice is on neither side
        ((0, 0), (0, 3), (3, 0), False),  # no own voice to be sensitive
        ((0, 0), (0, 0), (0, 3), False),
    ],
)
def test_voice_sensitive_by_hand(
    park_book: Codebook, own: Sequence[int], reported: Sequence[int], quoted: Sequence[int], sensitive: bool
) -> None:
    assert by_voice(park_book, own, reported, quoted).voice_sensitive is sensitive
    swapped = by_voice(park_book, own[::-1], reported[::-1], quoted[::-1])
    assert swapped.voice_sensitive is sensitive


def test_a_share_is_missing_where_there_is_no_mention(park_book: Codebook) -> None:
    p = by_voice(park_book, (0, 0), (0, 0), (1, 1))
    assert (p.own, p.with_reported, p.all_voices) == (None, None, 0.5)
    p = by_voice(park_book, (0, 0), (1, 0), (0, 0))
    assert (p.own, p.with_reported, p.all_voices) == (None, 0.0, 0.0)


def test_huge_counts_are_not_rounded_onto_a_half(park_book: Codebook) -> None:
    p = by_voice(park_book, (0, 1), (5001, 4999), (0, 0))
    assert p.voice_sensitive


# ---------------------------------------------------------------- sources


def test_sources_by_hand(park_book: Codebook) -> None:
    said: list[Said] = [
        ("tree-work", "felled", "own", ""),
        ("tree-work", "felled", "quoted", "friends"),
        ("tree-work", "felled", "quoted", "friends"),
        ("tree-work", "removed", "quoted", "friends"),
        ("tree-work", "removed", "reported", "friends"),
        ("tree-work", "removed", "reported", "council"),
        ("tree-work", "removed", "quoted", ""),
        ("tree-work", "removed", "scare", "council"),
        ("pond", "wild", "reported", "other"),
    ]
    tree, pond = profiles([article("a1", "Acorn", park_book, said)], park_book)
    assert tree.sources == (
        Sourced("quoted", "friends", {"felled": 2, "removed": 1}),
        Sourced("quoted", "", {"felled": 0, "removed": 1}),
        Sourced("reported", "council", {"felled": 0, "removed": 1}),
        Sourced("reported", "friends", {"felled": 0, "removed": 1}),
    )
    assert pond.sources == (Sourced("reported", "other", {"murky": 0, "wild": 1}),)
    assert [list(s.mentions) for s in (*tree.sources, *pond.sources)] == [["felled", "removed"]] * 4 + [
        ["murky", "wild"]
    ]


def test_own_voice_alone_has_no_sources(park_book: Codebook) -> None:
    assert by_voice(park_book, (1, 1), (0, 0), (0, 0)).sources == ()


def test_only_scare_quotes_make_no_profile(park_book: Codebook) -> None:
    assert (
        profiles([article("a1", "Acorn", park_book, [("pond", "wild", "scare", "council")])], park_book) == []
    )
    assert profiles([], park_book) == []


def test_outlets_do_not_mix(park_book: Codebook) -> None:
    said: list[Said] = [("pond", "wild", "quoted", "council")]
    scores = [article("a1", "Zeta", park_book, said), article("a2", "Acorn", park_book, said * 2)]
    found = profiles(scores, park_book)
    assert [(p.outlet, [sum(s.mentions.values()) for s in p.sources]) for p in found] == [
        ("Acorn", [2]),
        ("Zeta", [1]),
    ]


SAID = st.lists(
    st.tuples(
        st.sampled_from(["Acorn", "Elm Gazette", ""]),
        st.lists(
            st.tuples(
                st.sampled_from([("pond", "murky"), ("pond", "wild"), ("tree-work", "felled"), ("tree-work", "removed")]),
                st.sampled_from(["own", "reported", "quoted", "scare"]),
                st.sampled_from(["council", "friends", "other", ""]),
            ).map(lambda s: (*s[0], s[1], "" if s[1] == "own" else s[2])),
            max_size=8,
        ),
    ),
    max_size=6,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(drawn=SAID, random=st.randoms(use_true_random=False))
def test_sources_add_up_to_what_is_counted(
    park_book: Codebook, drawn: list[tuple[str, list[Said]]], random: Random
) -> None:
    scores = [article(f"x{i}", outlet, park_book, said) for i, (outlet, said) in enumerate(drawn)]
    counted = count(scores, park_book)
    found = voice_profiles(scores, counted, park_book)
    for p in found:
        inside = counted.mentions[
            counted.of(counted.outlets.index(p.outlet)), counted.axes.index(p.axis)
        ].sum(axis=0)
        for k, voice in enumerate(COUNTED_VOICES[1:], 1):
            told = [s for s in p.sources if s.voice == voice]
            poles = [a.id for a in park_book.axis(p.axis).poles]
            assert [sum(s.mentions[pole] for s in told) for pole in poles] == inside[k].tolist()
        assert len({(s.voice, s.speaker) for s in p.sources}) == len(p.sources)
        sizes = [sum(s.mentions.values()) for s in p.sources]
        assert sizes == sorted(sizes, reverse=True)
        assert all(sizes)
    with_mention = {
        (counted.outlets[o], axis)
        for o, row in zip(counted.outlet.tolist(), counted.mentions, strict=True)
        for axis, n in zip(counted.axes, row, strict=True)
        if n.any()
    }
    assert {(p.outlet, p.axis) for p in found} == with_mention
    assert profiles(random.sample(scores, len(scores)), park_book) == found


# ---------------------------------------------------------------- from text


def test_profiles_of_articles_as_they_are_scored(park_model: Model) -> None:
    """The order of voices in the counts, and the speakers of the codings, come from elsewhere: both are used as they are."""
    text = (
        "The fair and the oaks\n\nThe council felled two oaks on Monday.\n\n"
        "“They felled the oldest oak in town,” said a volunteer.\n\n"
        "The mayor said the oaks had been removed for safety."
    )
    (score,) = (s.score for s in framing.score(park_model, [Article("a1", text, outlet="Acorn")]))
    (tree,) = [p for p in profiles([score], park_model.codebook) if p.axis == "tree-work"]
    assert tree.sources == (
        Sourced("quoted", "friends", {"felled": 1, "removed": 0}),
        Sourced("reported", "council", {"felled": 0, "removed": 1}),
    )
    assert (tree.own, tree.with_reported, tree.all_voices) == (0.0, 1 / 2, 1 / 3)
