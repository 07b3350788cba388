"""Stories against brute force, and what must not decide which story an article falls into: order, typing, the pole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations, combinations_with_replacement
from math import log, sqrt
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.coding.codebook import Codebook
from framing.comparison import stories as module
from framing.comparison.stories import SIMILAR, WINDOW_DAYS, Headed, Story, head_text, stories
from framing.learning.reading import STOP

BOOK = Codebook.parse("""
title = "Animals of a harbour"
version = "1"

[actors.gulls]
expressions = ["gull*", "grey gull*", "old grey gull pete"]

[actors.harbour]
expressions = ["harbour", "north quay"]

[actors.mayor]
expressions = ["mayor", "anna berg"]

[[axis]]
id = "theft"
name = "Theft"
question = "?"
rule = "."
exceptions = ["robbery trial"]

[[axis.poles]]
id = "crime"
name = "terms of crime"
indicators = ["robber*", "thieving gang", "<gulls> .. stole", "stolen by <gulls>"]

[[axis.poles]]
id = "feeding"
name = "terms of feeding"
indicators = ["diner*", "<gulls> guests", "<gulls> .. tasted", "gone to <gulls>", "<harbour> regulars"]

[[axis]]
id = "blame"
name = "Blame"
question = "?"
rule = "."

[[axis.poles]]
id = "mayor"
name = "mayor as agent"
indicators = ["<mayor> refus*"]

[[axis.poles]]
id = "gulls"
name = "gulls as agent"
indicators = ["<gulls> refus*"]
""")
POLES = [  # the same decision in the words of either pole
    ("robbers", "diners"),
    ("robbers", "grey gull guests"),
    ("robbery", "diner"),
    ("the thieving gang", "the harbour regulars"),
    ("stolen by gulls", "gone to grey gulls"),
    ("Mayor refuses", "Gulls refused"),
    ("Anna Berg refused", "Old grey gull Pete refuses"),
    ("grey gull robbers", "diners"),
]
PLAIN = "tram bridge lantern choir bakery festival museum ferry garden clock tunnel market".split()


def day(n: int) -> str:
    return (date(2024, 5, 1) + timedelta(n)).isoformat()


def told(headed: Sequence[Headed], **how: float) -> list[tuple[int, ...]]:
    return [s.articles for s in stories(headed, **how)]  # type: ignore[arg-type]


# ---------------------------------------------------------------- an independent reckoning


def likenesses(headed: Sequence[Headed]) -> dict[tuple[int, int], float]:
    """Every pair, and each text with itself, from the formula and with nothing but the standard library.

    The same text on one day counts once in n and df, a text without a date not at all.
    """
    texts = {(h.date, h.text): Counter(w for w in h.text.split() if w not in STOP) for h in headed}
    texts = {(when, text): words for (when, text), words in texts.items() if when and words}
    n = len(texts)
    in_texts = Counter(w for words in texts.values() for w in words)
    weights = {
        key: {w: (1 + log(k)) * (1 + log((1 + n) / (1 + in_texts[w]))) for w, k in words.items()}
        for key, words in texts.items()
    }
    own = 2 * (1 + log((1 + n) / 2)) ** 2

    def length(x: dict[str, float]) -> float:
        return sqrt(sum(v * v for v in x.values()) + own)

    found = {}
    for i, j in combinations_with_replacement(range(len(headed)), 2):
        x, y = (weights.get((headed[k].date, headed[k].text), {}) for k in (i, j))
        found[i, j] = sum(v * y.get(w, 0.0) for w, v in x.items()) / (length(x) * length(y))
    return found


def near(a: Headed, b: Headed, window: int) -> bool:
    return abs((date.fromisoformat(a.date) - date.fromisoformat(b.date)).days) <= window


def naive_average_linkage(headed: Sequence[Headed], window: int, similar: float) -> set[frozenset[int]]:
    """Join the two groups with the highest mean likeness until none is left that may be joined. All texts differ."""
    like = likenesses(headed)
    groups = [frozenset([i]) for i in range(len(headed))]

    def mean(a: frozenset[int], b: frozenset[int]) -> float:
        if not all(near(headed[i], headed[j], window) for i in a for j in b):
            return -1.0
        return sum(like[min(i, j), max(i, j)] for i in a for j in b) / (len(a) * len(b))

    while len(groups) > 1:
        best, a, b = max(((mean(a, b), a, b) for a, b in combinations(groups, 2)), key=lambda x: x[0])
        if best < similar:
            break
        groups = [g for g in groups if g not in (a, b)] + [a | b]
    return {g for g in groups if len(g) > 1}


def corpus(seed: int, n: int, days: int, topics: int = 6) -> list[Headed]:
    """Texts of two to five words of a topic, some that any may have and some that most have; no two are the same."""
    rng = Random(seed)
    rows = []
    for i in range(n):
        topic = rng.randrange(topics)
        mine = [f"t{topic}w{k}" for k in rng.sample(range(6), rng.randint(2, 5))]
        some = [f"c{rng.randrange(12)}" for _ in range(rng.randint(1, 4))]
        most = [w for w in ("m1", "m2", "m3", "m4", "the", "of", "in") if rng.random() < 0.8]
        rows.append(
            Headed(" ".join([*mine, *some, *most, f"only{i}"]), day(rng.randrange(days)), rng.choice("ABC"))
        )
    return rows


OTHERS = [Headed(f"x{k} y{k} z{k} u{k} v{k}", day(0), "A") for k in range(30)]
"""Thirty articles on something else each: with them, words that two texts share are known to be rare."""


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("similar", [0.1, 0.25, 0.4])
def test_against_naive_average_linkage(seed: int, similar: float) -> None:
    headed = corpus(seed, 28, 9)
    expected = naive_average_linkage(headed, 3, similar)
    assert {frozenset(a) for a in told(headed, similar=similar)} == expected


def test_the_naive_reckoning_has_something_to_find() -> None:
    """A harness in which nothing is joined proves nothing."""
    sizes = [len(g) for seed in range(40) for g in naive_average_linkage(corpus(seed, 28, 9), 3, 0.25)]
    assert len(sizes) > 200
    assert max(sizes) > 4


@pytest.mark.parametrize("seed", range(10))
def test_similarity_and_centre_are_those_of_the_pairs(seed: int) -> None:
    headed = corpus(seed, 60, 6)
    like = likenesses(headed)
    for story in stories(headed, similar=0.15):
        pairs = list(combinations(story.articles, 2))
        assert story.similarity == pytest.approx(sum(like[p] for p in pairs) / len(pairs))
        to_others = {i: sum(like[p] for p in pairs if i in p) for i in story.articles}
        assert to_others[story.central] == pytest.approx(max(to_others.values()))
        dates = sorted(headed[i].date for i in story.articles)
        assert (story.first_date, story.last_date) == (dates[0], dates[-1])


def test_the_formula_by_hand() -> None:
    """Two texts of the same four words: every word stands in both, so that its weight is 1 + log(3 / 3)."""
    found = stories(
        [Headed("tram bridge choir clock", day(0), "A"), Headed("clock choir bridge tram", day(1), "B")]
    )
    assert found == [Story((0, 1), 0, day(0), day(1), found[0].similarity)]
    assert found[0].similarity == pytest.approx(4 / (4 + 2 * (1 + log(3 / 2)) ** 2))


def test_more_words_in_common_are_better_evidence() -> None:
    """One half of the words is shared in both pairs, two of four and six of twelve."""
    short = [Headed("a b c d", day(0), "A"), Headed("a b e f", day(0), "B")]
    long = [Headed(" ".join(f"{s}{k}" for s in "ab" for k in range(6)), day(0), "A"),
            Headed(" ".join(f"{s}{k}" for s in "ac" for k in range(6)), day(0), "B")]  # fmt: skip
    assert told([*OTHERS, *short], similar=0.33) == []
    assert told([*OTHERS, *long], similar=0.33) == [(30, 31)]


@pytest.mark.parametrize("cells", [1, 7, 300])
@pytest.mark.parametrize("similar", [0.05, 0.25, 0.6])
def test_blocks_change_nothing(cells: int, similar: float, monkeypatch: pytest.MonkeyPatch) -> None:
    headed = corpus(3, 300, 25, 150)
    whole = stories(headed, similar=similar)
    monkeypatch.setattr(module, "_CELLS", cells)
    assert stories(headed, similar=similar) == whole
    assert whole or similar == 0.6


# ---------------------------------------------------------------- which articles


def test_what_comes_back() -> None:
    headed = [
        Headed("museum garden opens lantern festival", day(4), "Elm"),
        Headed("night ferry hits north bridge pillar", day(1), "Acorn"),
        Headed("bridge pillar hit by night ferry", day(0), "Elm"),
        Headed("choir sings in tunnel", day(1), "Elm"),
        Headed("lantern festival in museum garden", day(3), "Acorn"),
        Headed("ferry hits bridge pillar at night", day(1), "Beech"),
    ]
    found = stories(headed)
    assert [(s.articles, s.first_date, s.last_date) for s in found] == [
        ((1, 2, 5), day(0), day(1)),
        ((0, 4), day(3), day(4)),
    ]
    assert found[0].central == 5  # the other two have "hit" and "north", which it has not


def test_stories_of_one_first_day_stand_by_their_last_day() -> None:
    headed = [
        Headed("apple bench choir drum", day(0), "A"),
        Headed("apple bench choir drum", day(2), "A"),
        Headed("tram bridge museum clock", day(0), "A"),
        Headed("tram bridge museum clock", day(1), "A"),
    ]
    assert told(headed) == [(2, 3), (0, 1)]


def test_of_articles_with_one_text_the_first_outlet_is_central() -> None:
    text = "tram bridge choir clock"
    headed = [Headed(text, day(0), o) for o in "CAB"]
    assert [s.central for s in stories(headed)] == [1]
    assert [s.central for s in stories([Headed(text, day(1), "A"), *headed])] == [2]


def test_likeness_does_not_chain() -> None:
    """B shares half of its words with A and half with C, which share none."""
    a, b, c = PLAIN[:6], PLAIN[3:9], PLAIN[6:12]
    headed = [Headed(" ".join(x), day(0), o) for x, o in zip((a, b, c), "ABC", strict=True)]
    like = likenesses(headed)
    assert like[0, 2] == 0.0
    similar = (like[0, 1] + like[1, 2]) / 2 * 0.9
    assert min(like[0, 1], like[1, 2]) > similar
    found = told(headed, similar=similar)
    assert len(found) == 1
    assert len(found[0]) == 2


@pytest.mark.parametrize(("apart", "window", "expected"), [
    (3, 3, [(0, 1)]), (4, 3, []), (0, 0, [(0, 1)]), (1, 0, []), (40, 40, [(0, 1)]),
])  # fmt: skip
def test_the_window(apart: int, window: int, expected: list[tuple[int, ...]]) -> None:
    headed = [
        Headed("tram bridge choir clock", day(apart), "A"),
        Headed("tram bridge choir clock", day(0), "B"),
    ]
    assert told(headed, window_days=window) == expected


def test_the_days_of_the_window_run_over_months_and_leap_days() -> None:
    text = "tram bridge choir clock"
    assert told([Headed(text, "2024-02-27", "A"), Headed(text, "2024-03-01", "B")]) == [(0, 1)]
    assert told([Headed(text, "2023-02-26", "A"), Headed(text, "2023-03-02", "B")]) == []


def test_a_story_of_weeks_is_several() -> None:
    headed = [Headed("tram strike closes bridge market", day(n), "A") for n in range(21)]
    found = stories(headed + OTHERS)
    assert sum(len(s.articles) for s in found) >= 20
    assert len(found) >= 5
    for s in found:
        assert near(Headed("", s.first_date, ""), Headed("", s.last_date, ""), WINDOW_DAYS)


def test_articles_without_a_readable_date_belong_to_none() -> None:
    text = "tram bridge choir clock"
    bad = ["", "spring", "2024-13-01", "2024-02-30", "May 2024", "2024-05", "0000-00-00", " "]
    assert told([Headed(text, d, "A") for d in bad]) == []
    headed = [
        Headed(text, "", "A"),
        Headed(text, day(0), "A"),
        Headed(text, "unknown", "B"),
        Headed(text, day(1), "B"),
    ]
    assert told(headed) == [(1, 3)]


def test_a_time_of_day_is_dropped() -> None:
    text = "tram bridge choir clock"
    found = stories([Headed(text, "2024-05-01T23:59:00Z", "A"), Headed(text, "2024-05-04", "B")])
    assert [(s.articles, s.first_date, s.last_date) for s in found] == [((0, 1), "2024-05-01", "2024-05-04")]


def test_the_same_text_many_times_is_one_story() -> None:
    headed = [Headed("tram bridge choir clock", day(0), "A")] * 5 + [
        Headed("tram bridge choir clock", day(1), "B")
    ]
    found = stories(headed)
    assert [(s.articles, s.central) for s in found] == [((0, 1, 2, 3, 4, 5), 0)]
    alone = stories([Headed("tram bridge choir clock", day(0), "A")] * 2)
    assert [s.articles for s in alone] == [(0, 1)]
    assert alone[0].similarity == pytest.approx(4 / 6)


def test_copies_do_not_draw_others_in() -> None:
    """A text weighs once a day in the mean, however many outlets printed it: C is like A, but not like A and B."""
    words = [f"w{k}" for k in range(8)]
    a = Headed(" ".join(words), day(0), "A")
    b = Headed(" ".join([*words[:6], "b1", "b2"]), day(0), "B")
    c = Headed(" ".join([*words[5:], "c1", "c2", "c3"]), day(0), "C")
    like = likenesses([a, b, c, *OTHERS])
    similar = (like[0, 2] + like[1, 2]) / 2 + 0.01
    assert like[0, 1] > like[0, 2] > (4 * like[0, 2] + like[1, 2]) / 5 > similar
    assert told([a, b, c, *OTHERS], similar=similar) == [(0, 1)]
    copies = [a._replace(outlet=o) for o in "DEF"]
    assert told([a, b, c, *OTHERS, *copies], similar=similar) == [(0, 1, 33, 34, 35)]


@pytest.mark.parametrize("headed", [
    [],
    [Headed("tram bridge choir clock", day(0), "A")],
    [Headed("", day(0), "A")] * 3,
    [Headed("  \n ", day(0), "A"), Headed("\u2009", day(0), "B")],
    [Headed("the of and in", day(0), "A"), Headed("the of and in", day(0), "B")],
    [Headed("tram", "", "A"), Headed("", day(0), "A")],
])  # fmt: skip
def test_nothing_to_find(headed: list[Headed]) -> None:
    assert stories(headed) == []


def test_texts_too_short_to_tell_a_story() -> None:
    """One word says little where it is common; in a text of several it is one among others."""
    rest = [Headed(f"market x{k} y{k} z{k}", day(0), "A") for k in range(60)]
    assert told([*rest, Headed("market", day(0), "A"), Headed("market", day(0), "B")]) == []
    text = "market tram bridge choir"
    assert told([*rest, Headed(text, day(0), "A"), Headed(text, day(0), "B")]) == [(60, 61)]
    assert told([Headed("market", day(0), "A"), Headed("market", day(0), "B")], similar=0.5) == []


def test_any_script() -> None:
    headed = [
        Headed("трамвай мост хор часы", day(0), "А"),
        Headed("橋 時計 路面電車 合唱", day(0), "B"),
        Headed("часы хор мост трамвай", day(1), "Б"),
        Headed("合唱 路面電車 時計 橋", day(1), "C"),
        Headed("🦆 🦢 🐟 🐸", day(0), "D"),
        Headed("جسر ترام ساعة جوقة", day(0), "E"),
    ]
    assert sorted(told(headed)) == [(0, 2), (1, 3)]


def test_case_and_the_words_as_given_count() -> None:
    """How a text is cut into words is the caller's choice, so nothing is changed here."""
    headed = [Headed("Tram Bridge Choir Clock", day(0), "A"), Headed("tram bridge choir clock", day(0), "B")]
    assert told(headed) == []


@pytest.mark.parametrize(("how", "message"), [
    ({"window_days": -1}, "window_days -1 is below 0; use 3 for articles at most three days apart"),
    ({"similar": 0.0}, "similar 0.0 is not between 0 and 1; use 0.25"),
    ({"similar": 1.0}, "similar 1.0 is not between 0 and 1; use 0.25"),
    ({"similar": -0.2}, "similar -0.2 is not between 0 and 1; use 0.25"),
    ({"similar": float("nan")}, "similar nan is not between 0 and 1; use 0.25"),
])  # fmt: skip
def test_settings_that_mean_nothing(how: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011
        stories([], **how)  # type: ignore[arg-type]
    assert str(error.value) == message


# ---------------------------------------------------------------- many that hang together


def linked(groups: int, size: int) -> list[Headed]:
    """Groups of texts that are nearly the same, each group loosely like the next."""
    rows = []
    for g in range(groups):
        core = [f"g{g}w{k}" for k in range(10)] + [f"g{g + 1}w{k}" for k in range(4)]
        rows += [Headed(" ".join([*core, f"only{g}x{i}"]), day(g % 2), "AB"[i % 2]) for i in range(size)]
    return rows


def test_what_hangs_together_is_divided_where_it_is_less_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    headed = linked(6, 5)
    like = likenesses(headed)
    assert max(like[i, i + 5] for i in range(25)) > 0.1  # all six groups are one component
    expected = [tuple(range(g * 5, g * 5 + 5)) for g in (0, 2, 4, 1, 3, 5)]
    assert told(headed, similar=0.1) != expected  # at .1 they are loosely joined
    monkeypatch.setattr(module, "_LARGEST", 8)
    assert told(headed, similar=0.1) == expected


def test_more_of_one_text_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same words on more days than are compared at once: nothing divides them but the day, and nothing loops."""
    monkeypatch.setattr(module, "_LARGEST", 4)
    headed = [Headed("tram bridge choir clock", day(n // 2), "AB"[n % 2]) for n in range(40)]
    assert told(headed + OTHERS) == [(2 * k, 2 * k + 1) for k in range(20)]


@pytest.mark.parametrize("seed", range(5))
def test_the_limit_keeps_every_promise(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LARGEST", 10)
    headed = corpus(seed, 150, 8)
    like = likenesses(headed)
    found = stories(headed, similar=0.1)
    assert found
    members = [i for s in found for i in s.articles]
    assert len(members) == len(set(members))
    for s in found:
        assert len(s.articles) <= 10
        assert all(near(headed[i], headed[j], WINDOW_DAYS) for i, j in combinations(s.articles, 2))
        assert s.similarity == pytest.approx(
            sum(like[p] for p in combinations(s.articles, 2)) / (len(s.articles) * (len(s.articles) - 1) / 2)
        )


# ---------------------------------------------------------------- order

ARTICLES = st.lists(
    st.builds(
        Headed,
        st.lists(st.sampled_from([*PLAIN[:7], "the"]), max_size=6).map(" ".join),
        st.one_of(st.integers(0, 9).map(day), st.just("")),
        st.sampled_from("AB"),
    ),
    max_size=12,
)


def readable(found: Sequence[Story], headed: Sequence[Headed]) -> list[object]:
    return [
        (sorted(headed[i] for i in s.articles), headed[s.central], s.first_date, s.last_date, s.similarity)
        for s in found
    ]


@settings(max_examples=200, deadline=None)
@given(ARTICLES, st.randoms(use_true_random=False))
def test_order_changes_nothing(headed: list[Headed], rng: Random) -> None:
    """Not even the last digit of the similarity, or the order of the stories."""
    shuffled = rng.sample(headed, len(headed))
    assert readable(stories(shuffled), shuffled) == readable(stories(headed), headed)


@settings(max_examples=200, deadline=None)
@given(ARTICLES, st.integers(0, 4), st.sampled_from([0.1, 0.25, 0.5]))
def test_what_always_holds(headed: list[Headed], window: int, similar: float) -> None:
    found = stories(headed, window_days=window, similar=similar)
    members = [i for s in found for i in s.articles]
    assert len(members) == len(set(members))
    assert all(headed[i].date for i in members)
    for s in found:
        assert len(s.articles) > 1
        assert list(s.articles) == sorted(s.articles)
        assert s.central in s.articles
        assert 0 < s.similarity < 1
        assert all(near(headed[i], headed[j], window) for i, j in combinations(s.articles, 2))
    assert [(s.first_date, s.last_date) for s in found] == sorted((s.first_date, s.last_date) for s in found)
    like = likenesses(headed)
    telling = [i for i in range(len(headed)) if headed[i].date and like[i, i] > similar + 1e-9]
    lonely = sorted(set(telling) - set(members))
    for i, j in combinations(lonely, 2):  # what is alike and near has not been left apart
        assert like[i, j] < similar + 1e-9 or not near(headed[i], headed[j], window)


# ---------------------------------------------------------------- headline and lead


@pytest.mark.parametrize(("crime", "feeding"), POLES)
@pytest.mark.parametrize(
    "frame", ["{} seen at 12 markets, museum says", "Choir meets {}", "{}: the trams of May", "{}"]
)
def test_the_words_of_the_other_pole_leave_the_same_text(crime: str, feeding: str, frame: str) -> None:
    assert head_text(frame.format(crime), BOOK) == head_text(frame.format(feeding), BOOK)


def test_what_is_left() -> None:
    text = "Gull robbers at large: 1,200 chips stolen by grey gulls near the tram bridge"
    assert head_text(text, BOOK) == "at larg 1200 chip near the tram bridg"
    assert (
        head_text("Gulls cross the tram bridge", BOOK) == "gull cross the tram bridg"
    )  # no expression: they stay


def test_what_fills_a_gap_stays() -> None:
    assert head_text("Gulls quickly and loudly stole lunch", BOOK) == "quick and loud lunch"
    assert head_text("Gulls quickly and loudly tasted lunch", BOOK) == "quick and loud lunch"


def test_exceptions_are_not_heeded() -> None:
    assert head_text("Robbery trial opens", BOOK) == head_text("Diner trial opens", BOOK) == "trial open"


def test_words_counts_what_is_left() -> None:
    assert head_text("robbers, robbers; one two three four", BOOK, words=3) == "one two three"
    assert head_text("tram bridge choir clock", BOOK, words=2) == "tram bridg"
    assert head_text("tram bridge", BOOK, words=0) == ""
    assert len(head_text("tram " * 500, BOOK).split()) == 40


def test_what_stands_far_behind_is_not_read() -> None:
    lead = " ".join(PLAIN * 4)
    assert head_text(lead + " and " + "robbers of trams " * 2000, BOOK) == head_text(lead, BOOK)


@pytest.mark.parametrize("text", ["", " \n\t ", "… — !", "🦆🦆", "robbers", "\u200b\ufeff"])
def test_a_text_of_which_nothing_is_left(text: str) -> None:
    assert head_text(text, BOOK) == ""


def test_typing_changes_nothing() -> None:
    text = "The café’s “robbers” took the tram-bridge clock\r\nin May"
    expected = "the café 's took the tram bridg clock in may"
    typed = [
        text,
        text.replace("’", "'").replace("“", '"').replace("”", '"'),
        text.replace("é", "e\u0301").replace(" ", "\u00a0"),
        text.replace("\r\n", "\n").replace("The", "THE").replace("robbers", "Robbers"),
        text.encode().decode("cp1252", "replace").replace("\ufffd", "\x9d"),
    ]
    assert [head_text(t, BOOK) for t in typed] == [expected] * len(typed)


def test_a_codebook_without_indicators_masks_nothing() -> None:
    bare = Codebook.parse(
        'title = "t"\nversion = "1"\n[[axis]]\nid = "a"\nname = "a"\nquestion = "?"\nrule = "."\n'
        'poles = [{id = "x", name = "x"}, {id = "y", name = "y"}]\n'
    )
    assert head_text("Robbers at the tram bridge", bare) == "robber at the tram bridg"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(PLAIN), min_size=2, max_size=7),
            st.sampled_from(POLES),
            st.integers(0, 7),
            st.booleans(),
            st.integers(0, 6).map(day),
            st.sampled_from("AB"),
        ),
        max_size=10,
    )
)
def test_the_pole_never_decides_the_story(
    rows: list[tuple[list[str], tuple[str, str], int, bool, str, str]],
) -> None:
    """Every article in the words of one pole, and some of them in those of the other."""
    one: list[Headed] = []
    other: list[Headed] = []
    for words, pair, at, swapped, when, outlet in rows:
        for kept, chosen in ((one, pair[0]), (other, pair[1] if swapped else pair[0])):
            text = " ".join([*words[:at], chosen, *words[at:]])
            kept.append(Headed(head_text(text, BOOK), when, outlet))
    assert stories(one) == stories(other)


def test_without_leaving_them_out_the_pole_would_decide() -> None:
    """The control: on bare words, an outlet that writes of robbers falls in with others that do."""
    bodies = ["{} at tram bridge market", "{} at museum clock choir"]
    crime, feeding = "thieving gang robbery robbers", "diners guests regulars"
    rows = [(bodies[0], crime), (bodies[0], feeding), (bodies[1], crime), (bodies[1], feeding)]
    bare = [Headed(b.format(w), day(0), "A") for b, w in rows]
    masked = [Headed(head_text(b.format(w), BOOK), day(0), "A") for b, w in rows]
    assert sorted(told(bare)) == [(0, 2), (1, 3)]
    assert sorted(told(masked)) == [(0, 1), (2, 3)]


def test_the_threshold_is_the_documented_one() -> None:
    assert (SIMILAR, WINDOW_DAYS) == (0.25, 3)
