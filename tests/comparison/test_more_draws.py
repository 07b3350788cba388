"""Draws that go on: valid where nothing differs, enough where a pair must pass among thousands, none where 2,000 suffice."""

from __future__ import annotations

import tracemalloc
from collections.abc import Sequence
from itertools import combinations, product
from math import sqrt
from random import Random

import msgspec
import numpy as np
import pytest

from framing.coding.agreement import Agreement
from framing.coding.codebook import Codebook
from framing.comparison.contrasts import LEVEL, Pair, pairs
from framing.comparison.estimates import estimates
from framing.comparison.hand_coded import HandCoded
from framing.comparison.more_draws import ENOUGH, Drawn, Kinds, Open, Relabelled, draw_on, is_open, relabelled
from framing.comparison.permutation import DRAWS, Row, benjamini_hochberg, difference, weighted_difference
from framing.learning.error_rates import ErrorRate
from framing.learning.evaluation import OUTLETS_OUT, Evaluation, PoleScore, Scheme
from framing.scoring.articles import ArticleScore, AxisScore, voice_score

Counts = tuple[int, int]
NEVER = 999_999_999
"""As rare as the generator of random numbers takes it."""


def one_in(n: int, n_as_far: int = 0) -> Relabelled:
    """A test whose p is exactly 1 / n: one article says otherwise than n − 1, and the difference that was seen is the one with it alone."""
    stratum = Kinds(np.array([1, n - 1]), np.array([1.0, 0.0]), np.ones(2), 1, 1.0)
    return Relabelled((stratum,), 1.0, n_as_far)


def alone(test: Relabelled, comparisons: int, seed: int = 0) -> Drawn:
    (found,) = draw_on([Open("", (test,))], comparisons, LEVEL, seed=seed)
    return found


# ---------------------------------------------------------------- how far


def test_a_hundred_comparisons_need_no_more_than_2000_draws() -> None:
    """.05 / 100 is 1 / 2000: the p that was there stays, to the last bit."""
    for n in (0, 3, 10):
        found = alone(one_in(50, n), 100)
        assert found == Drawn((n,), DRAWS)
        assert found.p(0) == (1 + n) / 2001
        assert alone(one_in(50, n), 101).draws > DRAWS


def test_draws_are_what_the_correction_asks_for() -> None:
    """10 m / (.05 k), in whole batches, and only if that is twice as many as before."""
    never = one_in(NEVER)
    assert alone(never, 1000).draws == 200_000
    assert alone(never, 1001).draws == 202_000
    ten = draw_on([Open("", (never,))] * 10, 1000, LEVEL)
    assert {d.draws for d in ten} == {20_000}
    assert {d.draws for d in draw_on([Open("", (never,))] * 50, 1000, LEVEL)} == {4000}
    assert {d.draws for d in draw_on([Open("", (never,))] * 51, 1000, LEVEL)} == {
        4000
    }  # 3,922 in whole batches
    assert {d.draws for d in draw_on([Open("", (never,))] * 101, 1000, LEVEL)} == {DRAWS}
    assert draw_on([], 10_000, LEVEL) == []


def test_pairs_that_fall_out_leave_more_draws_to_the_others() -> None:
    """Nine chances of 1 in 500 and one of almost none: that one is drawn on as if it had been alone."""
    first, *others = draw_on([Open("", (one_in(NEVER),)), *[Open("", (one_in(500),))] * 9], 1000, LEVEL)
    assert first.draws == 200_000
    assert {d.n_as_far for d in others} == {(ENOUGH,)}
    assert all(DRAWS < d.draws < 20_000 for d in others)
    assert all(d.p(0) == ENOUGH / d.draws for d in others)


@pytest.mark.parametrize("k", [1, 3, 30])
@pytest.mark.parametrize("comparisons", [101, 3000, 25_000])
def test_what_never_happens_by_chance_passes_among_any_number(k: int, comparisons: int) -> None:
    """2,000 draws would not do for one pair, as the control shows."""
    found = draw_on([Open("", (one_in(NEVER),))] * k, comparisons, LEVEL)
    rest = [1.0] * (comparisons - k)
    assert max(x or 1 for x in benjamini_hochberg([d.largest for d in found] + rest)[:k]) <= LEVEL
    if k == 1:
        assert (benjamini_hochberg([1 / (DRAWS + 1), *rest])[0] or 0) > LEVEL


def test_the_seed_decides_the_draws_and_the_name_does_not() -> None:
    pair = [Open("Acorn – Elm", (one_in(900),))]
    assert draw_on(pair, 1000, LEVEL, seed=4) == draw_on([pair[0]._replace(name="")], 1000, LEVEL, seed=4)
    assert len({alone(one_in(900), 1000, seed=s).draws for s in range(5)}) == 5


def test_progress_names_the_pair_and_the_draws() -> None:
    said: list[str] = []
    draw_on([Open("Acorn – Elm", (one_in(NEVER),))], 1000, LEVEL, progress=said.append)
    assert said == ["Acorn – Elm: 200,000 draws"]


def test_batches_leave_nothing_behind() -> None:
    """A hundred times as many draws hold no more memory: a flag for each of them alone would be a megabyte."""
    peaks = []
    for comparisons in (101, 5000):
        tracemalloc.start()
        drawn = alone(one_in(NEVER), comparisons).draws
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert drawn == 1_000_000
    assert peaks[1] < 1.5 * peaks[0] < 1_000_000


# ---------------------------------------------------------------- several tests of a pair


def test_both_tests_of_a_pair_are_drawn_in_step() -> None:
    """The pair closes with the first test that has seen enough, and its p is the larger."""
    (found,) = draw_on([Open("", (one_in(NEVER), one_in(700)))], 1000, LEVEL)
    assert found.n_as_far == (0, ENOUGH)
    assert found.largest == found.p(1) == ENOUGH / found.draws
    assert found.p(0) == 1 / (1 + found.draws)
    assert found.largest == alone(one_in(700), 1000).largest


def test_where_another_test_decides_nothing_is_drawn() -> None:
    """p is the larger: no draws could bring it below what stands beside them."""
    for beside, draws in ((0.0, 200_000), (0.0054, 200_000), (0.0055, DRAWS)):
        (found,) = draw_on([Open("", (one_in(NEVER),), beside)], 1000, LEVEL)
        assert found.draws == draws
    among = [Open("", (one_in(NEVER),), 0.004)] * 9 + [Open("", (one_in(NEVER),))]
    assert [d.draws for d in draw_on(among, 1000, LEVEL)] == [20_000] * 9 + [200_000]
    assert is_open(11 / 2001)
    assert not is_open(12 / 2001)


# ---------------------------------------------------------------- the draws are those of relabelled articles


def further(test: Relabelled, seeds: int = 80) -> float:
    """The unbiased estimate of p from the draws until the eleventh as far: 10 / (draws − 1); the first 2,000 had none."""
    found = [alone(test, 10_000, seed=s) for s in range(seeds)]
    assert {d.n_as_far for d in found} == {(ENOUGH,)}
    return float(np.mean([(ENOUGH - 1) / (d.draws - DRAWS - 1) for d in found]))


def four_errors(p: float, seeds: int = 80) -> float:
    return 4 * p / sqrt((ENOUGH - 2) * seeds)


@pytest.mark.parametrize("n", [30, 300])
def test_a_known_chance(n: int) -> None:
    assert further(one_in(n)) == pytest.approx(1 / n, abs=four_errors(1 / n))


@pytest.mark.parametrize("seed", range(3))
def test_weighted_articles_in_two_strata_against_every_relabelling(seed: int) -> None:
    """Some of them of one kind. All 15 × 35 relabellings, and the p of 2,000 that were drawn by moving articles."""
    rng = np.random.default_rng(seed)
    sides: list[list[Row]] = [
        [(name, float(rng.integers(0, 3) / 2), float(rng.integers(1, 3) / 2)) for name, n in sizes for _ in range(n)]
        for sizes in ([("e", 4), ("f", 3)], [("e", 2), ("f", 4)])
    ]  # fmt: skip

    def mean(rows: Sequence[Row]) -> float:
        return sum(share * weight for _, share, weight in rows) / sum(weight for _, _, weight in rows)

    options = []
    for stratum, n, m in (("e", 4, 2), ("f", 3, 4)):
        rows = [row for side in sides for row in side if row[0] == stratum]
        chosen = list(combinations(range(n + m), n))
        splits = [([rows[i] for i in c], [rows[i] for i in range(n + m) if i not in c]) for c in chosen]
        options.append([n * m / (n + m) * (mean(x) - mean(y)) for x, y in splits])
    values = [x + y for x, y in product(*options)]
    exact = sum(abs(v) >= abs(values[0]) - 1e-9 for v in values) / len(values)
    test = relabelled(*sides, 0)
    assert test.observed == pytest.approx(abs(values[0]) / (8 / 6 + 12 / 7))
    assert further(test) == pytest.approx(exact, abs=four_errors(exact))
    moved = weighted_difference(*sides)
    assert moved.p == pytest.approx(exact, abs=4 * sqrt(exact * (1 - exact) / DRAWS) + 1 / DRAWS)
    assert moved.p == (1 + moved.n_as_far) / (DRAWS + 1)
    assert relabelled(*sides[::-1], 0).observed == pytest.approx(test.observed)


def test_nothing_in_common_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        relabelled([("e", 1.0, 1.0)], [("f", 0.0, 1.0)], 0)


# ---------------------------------------------------------------- validity


def test_where_nothing_differs_few_families_have_a_rejection() -> None:
    """A thousand comparisons whose exact p is uniform, three hundred times: .05 is 15 ± 4, and 31 are four errors more."""
    rejected, small, m = 0, 0, 1000
    for family in range(300):
        rng = np.random.default_rng((3, family))
        chances = np.floor(1 / rng.random(m)).astype(np.int64)
        first = rng.binomial(DRAWS, 1 / chances)
        p = (1 + first) / (1 + DRAWS)
        mine = np.flatnonzero(first < ENOUGH).tolist()
        open_pairs = [Open("", (one_in(int(chances[i]), int(first[i])),)) for i in mine]
        p[mine] = [d.largest for d in draw_on(open_pairs, m, LEVEL, seed=family)]
        small += int((p <= 0.0002).sum())
        rejected += min(benjamini_hochberg(p.tolist()), default=1.0) <= LEVEL  # type: ignore[type-var, operator]
    assert rejected <= 31
    assert 30 <= small <= 60 + 4 * sqrt(60)


# ---------------------------------------------------------------- pairs of outlets


def article(outlet: str, n: int, book: Codebook, own: Counts, event: str) -> ArticleScore:
    axes = {}
    for axis in book.axes:
        poles = [p.id for p in axis.poles]
        counts = own if axis.id == "tree-work" else (0, 0)
        axes[axis.id] = AxisScore(0.0, *(voice_score(poles, list(c)) for c in (counts, (0, 0), (0, 0))))
    return ArticleScore(f"{outlet}-{n:02}", outlet, "2024-05-10", "", 500, 20, axes, (), event)


def evaluation(high: float) -> Evaluation:
    """Of a good classifier, with error rates from none to *high*."""
    poles = ("felled", "removed")
    scores = tuple(PoleScore("tree-work", p, 40, 0.8, 0.8, 0.8, 0.8, 0.6, 0.8, 0.8, {}) for p in poles)
    errors = tuple(
        ErrorRate("tree-work", p, kind, high / 2, 0.0, high, 100, 20)
        for p in poles
        for kind in ("confused", "invented", "missed")
    )
    scheme = Scheme(OUTLETS_OUT, 400, 10, (), scores, 0.01, (), (), errors)
    return Evaluation((scheme,), (), (Agreement("tree-work", 0.9, None, 40, 2),))


def town(book: Codebook, others: int) -> list[ArticleScore]:
    """Two outlets far apart on the storm; *others* are alike, on the fair. Only outlets of one event are compared."""
    rows = [("Acorn", "storm", [(3, 0), (3, 0), (2, 1)]), ("Elm Gazette", "storm", [(0, 3), (1, 2), (0, 3)])]
    rows += [(f"Paper {k:02}", "fair", [(3, 0), (0, 3), (2, 1), (1, 2)]) for k in range(others)]
    return [
        article(outlet, i, book, own[(i + len(outlet)) % len(own)], event)
        for outlet, event, own in rows
        for i in range(24)
    ]


def compared(
    scores: Sequence[ArticleScore], book: Codebook, high: float = 0.05, by_hand: HandCoded | None = None, seed: int = 0
) -> list[Pair]:  # fmt: skip
    copies = {s.outlet: 0.0 for s in scores}
    found = pairs(
        scores, copies, estimates(scores, book, by_hand), book, evaluation(high), by_hand, seed=seed
    )
    return [p for p in found if p.p is not None]


def apart(found: Sequence[Pair]) -> Pair:
    (pair,) = [p for p in found if (p.a, p.b) == ("Acorn", "Elm Gazette")]
    return pair


def test_among_a_hundred_comparisons_p_is_that_of_2000_draws(park_book: Codebook) -> None:
    """14 outlets alike are 91 pairs: the figures are those that 2,000 draws give, also of the pair that differs."""
    scores = town(park_book, 14)
    found = compared(scores, park_book)
    assert len(found) == 92
    for p in found:
        rows = [
            [(s.event, s.axes["tree-work"].own.share or 0.0) for s in scores if s.outlet == o]
            for o in (p.a, p.b)
        ]
        assert p.p_chance == difference(*rows).p
    assert apart(found).p == apart(found).p_chance == 1 / 2001
    assert apart(found).p_adjusted == pytest.approx(92 / 2001)
    assert apart(found).verdict == "distinguishable unless error rates leave the range seen"


def test_one_pair_that_differs_is_seen_among_many_that_do_not(park_book: Codebook) -> None:
    """121 comparisons: with 2,000 draws the adjusted p was 121 / 2001 = .060 whatever the articles said."""
    found = compared(town(park_book, 16), park_book)
    pair = apart(found)
    assert len(found) == 121
    assert (
        pair.p == pair.p_chance == pytest.approx(1 / 26_001)
    )  # 10 × 121 / .05 = 24,200 draws, in whole batches
    assert pair.p_adjusted == pytest.approx(121 / 26_001)
    assert pair.verdict == "distinguishable unless error rates leave the range seen"
    assert {p.verdict for p in found if p != pair} == {"not distinguishable"}


def test_the_worst_corner_is_drawn_on_as_well(park_book: Codebook) -> None:
    """Error rates at which chance alone is certain and the corner is not: p is the corner's, and larger."""
    found = {high: apart(compared(town(park_book, 16), park_book, high)) for high in (0.15, 0.22, 0.24, 0.5)}
    assert found[0.15].verdict.startswith("distinguishable")
    assert found[0.5].verdict == "not distinguishable"
    assert [p.p for p in found.values()] == sorted(p.p or 0 for p in found.values())
    assert all((p.p_chance or 0) <= (p.p or 0) for p in found.values())


def test_with_hand_codings_the_t_test_stands_beside_the_draws(park_book: Codebook) -> None:
    scores = town(park_book, 16)
    by_hand: HandCoded = {
        s.id: {"tree-work": (own["removed"], sum(own.values()))}
        for s in scores
        if s.event == "storm"
        for own in [s.axes["tree-work"].own.mentions]
    }
    pair = apart(compared(scores, park_book, by_hand=by_hand))
    assert pair.verdict == "distinguishable"
    assert pair.p == pair.p_chance == pytest.approx(1 / 26_001)


def test_the_larger_p_counts_also_where_the_draws_went_on(park_book: Codebook) -> None:
    """Twenty articles of each outlet by hand, five of them the other way round: the t-test is less sure than the permutation."""
    scores = town(park_book, 16)
    by_hand: HandCoded = {}
    for s in scores:
        n, own = int(s.id[-2:]), s.axes["tree-work"].own.mentions
        if s.event == "storm" and n < 20:
            counts = (own["removed"], own["felled"]) if n >= 5 else (own["felled"], own["removed"])
            by_hand[s.id] = {"tree-work": (counts[0], sum(counts))}
    pair = apart(compared(scores, park_book, by_hand=by_hand))
    assert pair.refusals == ()
    assert pair.p_chance is not None
    assert pair.p is not None
    assert pair.p_chance < 1 / 2001 < 0.003 < pair.p < 11 / 2001
    assert pair.verdict == "not distinguishable"


def test_refused_pairs_keep_their_p(park_book: Codebook) -> None:
    """Too few mentions: the figures stand there for checking, and nothing is drawn for them."""
    scores = [
        msgspec.structs.replace(s, event="fair") if s.outlet != "Acorn" else s
        for s in town(park_book, 16)
        if s.outlet != "Elm Gazette" or int(s.id[-2:]) < 9
    ]
    scores = [s for s in scores if s.outlet != "Acorn"] + [
        article("Acorn", i, park_book, (1, 0), "fair") for i in range(9)
    ]
    found = compared(scores, park_book)
    assert apart(found).refusals == ("few-mentions",)
    assert apart(found).p == 1 / 2001


def test_neither_articles_nor_names_of_outlets_in_another_order_change_a_pair(park_book: Codebook) -> None:
    scores = town(park_book, 16)
    expected = compared(scores, park_book)
    Random(1).shuffle(scores)
    found = compared(scores, park_book)
    assert [(p.a, p.b, p.p, p.p_adjusted, p.p_chance, p.verdict) for p in found] == [
        (p.a, p.b, p.p, p.p_adjusted, p.p_chance, p.verdict) for p in expected
    ]
    turned = {"Acorn": "Elm Gazette", "Elm Gazette": "Acorn"}
    other = apart(
        compared(
            [msgspec.structs.replace(s, outlet=turned.get(s.outlet, s.outlet)) for s in scores], park_book
        )
    )
    pair = apart(expected)
    assert (other.p, other.p_adjusted, other.verdict) == (pair.p, pair.p_adjusted, pair.verdict)
    assert other.difference == pytest.approx(-(pair.difference or 0))


def test_many_outlets_that_are_alike_are_not_put_in_order(park_book: Codebook) -> None:
    """Seventeen outlets, 136 pairs, ten corpora: at .05 each, four or more in which any pair is called apart come once in
    a thousand times."""
    rng = np.random.default_rng(8)
    called = 0
    for seed in range(10):
        scores = [
            article(f"Paper {k:02}", i, park_book, (3 - y, y), "fair")
            for k in range(17)
            for i, y in enumerate(rng.binomial(3, rng.beta(1, 1, 14)).tolist())
        ]
        found = compared(scores, park_book, high=0.0, seed=seed)
        assert len(found) == 136
        called += any(p.verdict.startswith("distinguishable") for p in found)
    assert called <= 3
