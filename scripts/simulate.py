"""Does the comparison hold up where the truth is known? scripts/simulate.py [RUNS] [SEED] prints the tables of docs/simulation.md
and draws docs/simulation.svg.

``corpora``: outlets with event mixes; articles with mentions from a negative binomial (zeros kept); a share per article from a beta
distribution around the logit of outlet + event; half of the mentions in own voice, the others in voices whose poles have nothing
to do with the outlet; a classifier that misses, confuses and invents at rates that differ between outlets; wire copy that two
outlets share; a random sample of articles coded by hand. Every run goes through the public path: estimates, pairs, verdicts.

``intervals``: the interval of a share for few articles, without any classifier.

Controls must fail: own counts taken for the truth, tests that do not stay within events, a percentile bootstrap.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from framing.coding.agreement import Agreement
from framing.coding.codebook import Codebook, Head
from framing.comparison.contrasts import pairs
from framing.comparison.estimates import estimates
from framing.comparison.hand_coded import HandCoded
from framing.comparison.intervals import estimate_share
from framing.learning.error_rates import error_rates
from framing.learning.evaluation import OUTLETS_OUT, Evaluation, PoleScore, Scheme
from framing.scoring.articles import ArticleScore, AxisScore, voice_score

ROOT = Path(__file__).parents[1]
AXIS = "word"
POLES = ("first", "second")
BOOK = Codebook.from_dict(
    {
        "title": "simulation", "version": "1", "actors": {},
        "axis": [{"id": AXIS, "name": "Word", "question": "Which?", "rule": "Either.", "poles": [
            {"id": "first", "name": "first", "indicators": ["one"], "examples": ["*one*"]},
            {"id": "second", "name": "second", "indicators": ["two"], "examples": ["*two*"]}]}],
    },
    "simulation",
)  # fmt: skip
Counts = NDArray[np.int64]


class Rates(NamedTuple):
    """A classifier's rates at one outlet: of each pole missed, taken for the other; invented for each true mention."""

    missed: tuple[float, float]
    confused: tuple[float, float]
    invented: tuple[float, float]


def rates(rng: np.random.Generator) -> Rates:
    """The rates at an outlet, drawn from those of all outlets: means .15, .05 and .15, as different as ρ = .05 makes them."""

    def two(mean: float) -> tuple[float, float]:
        first, second = rng.beta(mean * 19, (1 - mean) * 19, 2)
        return float(first), float(second)

    return Rates(two(0.15), two(0.05), two(0.15))


def classified(true: Counts, r: Rates, rng: np.random.Generator) -> Counts:
    """What a classifier with these rates counts, shape (articles, 2), where there are *true* mentions."""
    found = rng.binomial(true, 1 - np.array(r.missed))
    swapped = rng.binomial(found, r.confused)
    invented = rng.poisson(true.sum(axis=1, keepdims=True) * np.array(r.invented) / 2)
    result: Counts = found - swapped + swapped[:, ::-1] + invented
    return result


def measured() -> Evaluation:
    """That of a classifier which was measured on sixty other outlets, forty sentences each."""
    rng = np.random.default_rng(11)
    tables = {(AXIS, p): np.zeros((0, 3), dtype=np.int64) for p in POLES}
    outlets: list[str] = []
    for o in range(60):
        r = rates(rng)
        true = np.eye(2, dtype=np.int64)[rng.integers(0, 2, 40)]
        found = np.minimum(classified(true, r, rng), 1)
        for k, p in enumerate(POLES):
            rows = np.stack(
                [true[:, k] * found[:, k], (1 - true[:, k]) * found[:, k], true[:, k] * (1 - found[:, k])],
                axis=1,
            )
            tables[AXIS, p] = np.concatenate([tables[AXIS, p], rows])
        outlets += [f"measured {o}"] * 40  # fmt: skip
    errors = error_rates(tables, outlets, [Head(AXIS, p) for p in POLES])
    poles = tuple(PoleScore(AXIS, p, 9, 0.9, 0.9, 0.9, 0.9, 0.5, 0.9, 0.9, {}) for p in POLES)
    scheme = Scheme(OUTLETS_OUT, 2400, 60, (), poles, 0, (), (), errors)
    return Evaluation((scheme,), (), (Agreement(AXIS, 0.9, None, 9, 2),))


EVALUATION = measured()


class Scenario(NamedTuple):
    """Articles and logit of each outlet, spread of shares between articles, size of the effect of events."""

    name: str
    articles: tuple[int, ...]
    logits: tuple[float, ...]
    rho: float = 0.3
    events: float = 0.0
    """Standard deviation of the events' effect on the logit."""
    confounded: bool = False
    """Whether outlets differ in what they report on."""
    gold: float = 0.5
    """Share of each outlet's articles that is coded by hand."""
    wire: int = 0
    """Articles of the first outlet that every other outlet has as well."""


def logit(p: float) -> float:
    """The logit of a share."""
    return float(np.log(p / (1 - p)))


APART_5, APART_3, APART_8, APART_9 = ((logit(0.5 - d), logit(0.5 + d)) for d in (0.25, 0.15, 0.4, 0.45))
SCENARIOS = (
    Scenario("no difference, 3 outlets × 20 articles", (20, 20, 20), (0, 0, 0)),
    Scenario("no difference, 12, 40 and 80 articles", (12, 40, 80), (0, 0, 0)),
    Scenario("no difference, events confounded", (40, 40), (0, 0), events=1.5, confounded=True),
    Scenario("no difference, all or nothing", (40, 40, 40), (0, 0, 0), rho=0.9),
    Scenario("no difference, 10 articles of wire copy", (40, 40), (0, 0), wire=10),
    Scenario("no difference, 200 articles each", (200, 200), (0, 0)),
    Scenario("difference .5, 20 articles", (20, 20), APART_5, rho=0.1),
    Scenario("difference .3, 40 articles", (40, 40), APART_3, rho=0.1),
    Scenario("difference .5, 20 articles, all by hand", (20, 20), APART_5, rho=0.1, gold=1.0),
    Scenario("difference .3, 40 articles, all by hand", (40, 40), APART_3, rho=0.1, gold=1.0),
    Scenario("difference .8, 40 articles", (40, 40), APART_8, rho=0.1),
    Scenario("difference .9, 80 articles", (80, 80), APART_9, rho=0.1),
)


class Run(NamedTuple):
    """What one simulated corpus gave."""

    ordered: bool
    wrong: bool
    unless: bool
    """An order without hand codings: distinguishable unless error rates leave the range seen."""
    unless_wrong: bool
    naive: bool
    """The control: an order by the classifier's own counts."""
    unstratified: bool
    """The control: an order where events are not kept apart."""
    covered: tuple[bool, ...]
    errors: tuple[float, ...]


def article(
    name: str, outlet: str, event: str, own: Sequence[int], spoken: Sequence[int] = (0, 0)
) -> ArticleScore:
    """A score with these mentions in own voice and in reported speech."""
    voices = [voice_score(list(POLES), list(map(int, c))) for c in (own, spoken, (0, 0))]
    return ArticleScore(name, outlet, "2024-01-01", "", 300, 10, {AXIS: AxisScore(0, *voices)}, (), event)


def corpus(s: Scenario, rng: np.random.Generator) -> tuple[list[ArticleScore], HandCoded, list[float]]:
    """Scores as a classifier gives them, hand codings of a sample, the true share of each outlet."""
    effects = rng.normal(0, s.events, 4)
    scores: list[ArticleScore] = []
    hand: HandCoded = {}
    truths: list[float] = []
    shared: tuple[Counts, Counts] | None = None
    for o, (n, base) in enumerate(zip(s.articles, s.logits, strict=True)):
        mix = np.array([0.4, 0.3, 0.2, 0.1])[:: 1 - 2 * (o % 2)] if s.confounded else np.full(4, 0.25)
        events = rng.choice(4, n, p=mix)
        mean = 1 / (1 + np.exp(-(base + effects[events])))
        truths.append(float((mix / (1 + np.exp(-(base + effects)))).sum()))
        k = (1 - s.rho) / s.rho
        size = rng.negative_binomial(3, 0.5, n)
        y = rng.binomial(size, rng.beta(mean * k, (1 - mean) * k))
        true = np.stack([size - y, y], axis=1)
        if shared is not None:
            true[: s.wire], events[: s.wire] = shared
        shared = shared or (true[: s.wire].copy(), events[: s.wire].copy())
        found = classified(true, rates(rng), rng)
        heard = rng.multinomial(rng.poisson(0.7 * size), [0.5, 0.5])
        drawn = set(rng.choice(n, max(1, round(n * s.gold)), replace=False).tolist())
        for i in range(n):
            name = f"{o}-{i}"
            scores.append(article(name, f"outlet {o}", f"event {events[i]}", found[i], heard[i]))
            if i in drawn:
                hand[name] = {AXIS: (int(y[i]) if i >= s.wire else int(true[i, 1]), int(true[i].sum()))}
    return scores, hand, truths


def run(s: Scenario, seed: int) -> Run:
    """One simulated corpus through estimates and pairs, and through the controls."""
    scores, hand, truths = corpus(s, np.random.default_rng(seed))
    own = {e.outlet: e for e in estimates(scores, BOOK, hand) if e.voice == "own"}
    shares = [(own[f"outlet {o}"].corrected, t) for o, t in enumerate(truths)]
    known = [(c, t) for c, t in shares if c is not None and c.interval is not None and c.share is not None]
    believed = {x.id: {AXIS: (c[1], sum(c))} for x in scores for c in [own_counts(x)]}
    apart = [article(x.id, x.outlet, "any", own_counts(x)) for x in scores]

    def wrong(found: list[tuple[str, str, float]]) -> bool:
        return any((truths[int(a[-1])] - truths[int(b[-1])]) * d <= 0 for a, b, d in found)

    by_hand, alone = verdicts(scores, hand), verdicts(scores, {})
    return Run(
        bool(by_hand), wrong(by_hand), bool(alone), wrong(alone),
        bool(verdicts(scores, believed)), bool(verdicts(apart, believed)),
        tuple(c.interval[0] <= t <= c.interval[1] for c, t in known if c.interval),
        tuple(c.share - t for c, t in known if c.share is not None),
    )  # fmt: skip


def own_counts(x: ArticleScore) -> list[int]:
    """Mentions of the first and of the second pole in own voice."""
    return list(x.axes[AXIS].own.mentions.values())


def verdicts(scores: Sequence[ArticleScore], hand: HandCoded) -> list[tuple[str, str, float]]:
    """The pairs that are called distinguishable, with the sign of their difference."""
    none = {x.outlet: 0.0 for x in scores}
    found = pairs(scores, none, estimates(scores, BOOK, hand), BOOK, EVALUATION, hand)
    return [(p.a, p.b, p.difference or 0.0) for p in found if p.verdict.startswith("distinguishable")]


def covers(n: int, share: float, rho: float, seed: int) -> tuple[bool, bool]:
    """Whether the interval and a percentile bootstrap take in the true share of *n* articles with a mention."""
    rng = np.random.default_rng(seed)
    k = (1 - rho) / rho if rho else np.inf
    m = 1 + rng.negative_binomial(2, 0.5, n)
    p = (
        np.full(n, share)
        if not rho
        else rng.beta(share * k, (1 - share) * k, n)
        if rho < 1
        else rng.binomial(1, share, n)
    )
    y = rng.binomial(m, p)  # fmt: skip
    found = estimate_share(y, m).interval
    assert found is not None
    means = rng.choice(y / m, (1000, n)).mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return found.low <= share <= found.high, bool(low <= share <= high)


SIZES, SPREADS, SHARES = (3, 8, 12, 20, 40), (0.0, 0.1, 0.4, 1.0), (0.5, 0.75, 0.95)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a Markdown table."""
    for row in [header, ["---"] * len(header), *rows]:
        print("| " + " | ".join(row) + " |", flush=True)
    print(flush=True)


KINDS = ("with hand codings", "without", "control: own counts taken for the truth")


def plot(rows: Sequence[tuple[str, float, float, float]], path: Path) -> None:
    """How often any two outlets are put in order, for each scenario and kind, as SVG."""
    import altair as alt
    import vl_convert

    values = [
        {"scenario": name, "kind": kind, "orders": x} for name, *shares in rows for kind, x in zip(KINDS, shares, strict=True)
    ]  # fmt: skip
    base = alt.Chart(alt.Data(values=values))
    points = base.mark_point(size=70, filled=True, opacity=1).encode(
        x=alt.X("orders:Q", title="share of runs in which any two outlets are put in order", scale=alt.Scale(domain=[0, 1])),
        y=alt.Y("scenario:N", sort=[r[0] for r in rows], title=None, axis=alt.Axis(labelLimit=400, grid=True)),
        shape=alt.Shape("kind:N", sort=KINDS, title=None, legend=alt.Legend(orient="top", labelLimit=400)),
        color=alt.Color("kind:N", sort=KINDS, title=None, legend=alt.Legend(orient="top", labelLimit=400), scale=alt.Scale(range=["#0b5a8a", "#1c2024", "#b98a00"])),
    )  # fmt: skip
    limit = alt.Chart(alt.Data(values=[{"x": 0.05}])).mark_rule(strokeDash=[4, 3]).encode(x="x:Q")
    chart = alt.layer(limit, points).properties(width=460, height=26 * len(rows), background="white")
    path.write_text(vl_convert.vegalite_to_svg(chart.to_dict(validate=False)), encoding="utf-8")


def main(runs: int, seed: int) -> None:
    """Print the tables, draw the plot."""
    parallel = Parallel(n_jobs=2)
    rows: list[list[str]] = []
    drawn: list[tuple[str, float, float, float]] = []
    for s in SCENARIOS:
        got: list[Run] = parallel(delayed(run)(s, seed + k) for k in range(runs))
        covered = [c for r in got for c in r.covered]
        errors = [e for r in got for e in r.errors]
        shares = [
            np.mean([getattr(r, f) for r in got]) for f in ("ordered", "wrong", "unless", "unless_wrong")
        ]
        controls = [np.mean([getattr(r, f) for r in got]) for f in ("naive", "unstratified")]
        rows.append(
            [
                s.name,
                *(f"{x:.3f}" for x in shares),
                f"{np.mean(covered):.3f}",
                f"{np.mean(errors):+.3f}",
                *(f"{x:.3f}" for x in controls),
            ]
        )
    plot(drawn, ROOT / "docs" / "simulation.svg")
    table(["", "any order, by hand", "wrong way", "any order, no hand codings", "wrong way", "coverage", "bias", "own counts taken for the truth", "events mixed"], rows)  # fmt: skip
    rows = []
    for share in SHARES:
        for rho in SPREADS:
            cells = [f"{share}, ρ = {rho:g}" if rho < 1 else f"{share}, all or nothing"]
            for n in SIZES:
                hits = parallel(delayed(covers)(n, share, rho, seed + k) for k in range(runs))
                cells.append(f"{np.mean([c[0] for c in hits]):.3f} ({np.mean([c[1] for c in hits]):.3f})")
            rows.append(cells)
    table(["share, spread", *(f"{n} articles" for n in SIZES)], rows)


if __name__ == "__main__":
    given = [int(x) for x in sys.argv[1:3]]
    main(*given, *(1000, 0)[len(given) :])
