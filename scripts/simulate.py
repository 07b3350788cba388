"""Does the comparison hold up where the truth is known? scripts/simulate.py [RUNS] [SEED] prints a table.

Outlets with event mixes; articles with mentions from a negative binomial (zeros kept); a share per article from a beta
distribution around the logit of outlet + event; a classifier that misses, invents and confuses, unequally for the two outlets; a
random sample of articles coded by hand. Every run goes through the public path: estimates, pairs, verdicts.

A run with an order is one in which any pair is called distinguishable. Controls must fail: the same verdicts without hand codings
(the classifier's own counts taken for the truth) and tests that do not stay within events.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from framing.coding.agreement import Agreement
from framing.coding.codebook import Codebook
from framing.comparison.contrasts import pairs
from framing.comparison.estimates import estimates
from framing.comparison.hand_coded import HandCoded
from framing.learning.evaluation import OUTLETS_OUT, Evaluation, PoleScore, Scheme
from framing.scoring.articles import ArticleScore, AxisScore, voice_score

AXIS = "word"
BOOK = Codebook.from_dict(
    {
        "title": "simulation", "version": "1", "actors": {},
        "axis": [{"id": AXIS, "name": "Word", "question": "Which?", "rule": "Either.", "poles": [
            {"id": "first", "name": "first", "indicators": ["one"], "examples": ["*one*"]},
            {"id": "second", "name": "second", "indicators": ["two"], "examples": ["*two*"]}]}],
    },
    "simulation",
)  # fmt: skip
EVALUATION = Evaluation(
    (Scheme(OUTLETS_OUT, 0, 0, (), tuple(PoleScore(AXIS, p, 9, 0.9, 0.9, 0.9, 0.9, 0.5, 0.9, 0.9, {}) for p in ("first", "second")), 0, (), ()),),
    (), (Agreement(AXIS, 0.9, None, 9, 2),),
)  # fmt: skip


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


def logit(p: float) -> float:
    """The logit of a share."""
    return float(np.log(p / (1 - p)))


SCENARIOS = (
    Scenario("no difference, 3 outlets × 20 articles", (20, 20, 20), (0, 0, 0)),
    Scenario("no difference, 12, 40 and 80 articles", (12, 40, 80), (0, 0, 0)),
    Scenario("no difference, events confounded", (40, 40), (0, 0), events=1.5, confounded=True),
    Scenario("no difference, all or nothing", (40, 40, 40), (0, 0, 0), rho=0.9),
    Scenario("difference .5, 20 articles", (20, 20), (logit(0.25), logit(0.75)), rho=0.1),
    Scenario("difference .3, 40 articles", (40, 40), (logit(0.35), logit(0.65)), rho=0.1),
    Scenario("difference .5, 20 articles, all by hand", (20, 20), (logit(0.25), logit(0.75)), rho=0.1, gold=1.0),
    Scenario("difference .3, 40 articles, all by hand", (40, 40), (logit(0.35), logit(0.65)), rho=0.1, gold=1.0),
)  # fmt: skip
ERRORS = ((0.90, 0.85, 0.15), (0.80, 0.95, 0.10), (0.85, 0.80, 0.25))
"""Sensitivity, specificity and invented mentions per article, for the first, second and third outlet."""


class Run(NamedTuple):
    """What one simulated corpus gave."""

    ordered: bool
    wrong: bool
    naive: bool
    """The control: an order by the classifier's own counts."""
    unstratified: bool
    """The control: an order where events are not kept apart."""
    covered: tuple[bool, ...]
    errors: tuple[float, ...]


def article(name: str, outlet: str, event: str, first: int, second: int) -> ArticleScore:
    """A score with these own-voice mentions."""
    none = voice_score(["first", "second"], [0, 0])
    own = voice_score(["first", "second"], [first, second])
    return ArticleScore(
        name, outlet, "2024-01-01", "", 300, 10, {AXIS: AxisScore(0, own, none, none)}, (), event
    )


def corpus(s: Scenario, rng: np.random.Generator) -> tuple[list[ArticleScore], HandCoded, list[float]]:
    """Scores as a classifier gives them, hand codings of a sample, the true share of each outlet."""
    effects = rng.normal(0, s.events, 4)
    scores: list[ArticleScore] = []
    hand: HandCoded = {}
    truths = []
    for o, (n, base) in enumerate(zip(s.articles, s.logits, strict=True)):
        mix = np.array([0.4, 0.3, 0.2, 0.1])[:: 1 - 2 * (o % 2)] if s.confounded else np.full(4, 0.25)
        events = rng.choice(4, n, p=mix)
        mean = 1 / (1 + np.exp(-(base + effects[events])))
        truths.append(float((mix / (1 + np.exp(-(base + effects)))).sum()))
        k = (1 - s.rho) / s.rho
        share = rng.beta(mean * k, (1 - mean) * k)
        size = rng.negative_binomial(3, 0.5, n)
        y = rng.binomial(size, share)
        sensitivity, specificity, invented = ERRORS[o % len(ERRORS)]
        seen, other = rng.binomial(y, 0.9), rng.binomial(size - y, 0.9)
        second = rng.binomial(seen, sensitivity) + rng.binomial(other, 1 - specificity)
        extra = rng.poisson(invented, n)
        extra_second = rng.binomial(extra, 0.5)
        found: NDArray[np.int64] = np.stack(
            [seen + other - second + extra - extra_second, second + extra_second]
        )
        drawn = set(rng.choice(n, max(1, round(n * s.gold)), replace=False).tolist())
        for i in range(n):
            name = f"{o}-{i}"
            scores.append(
                article(name, f"outlet {o}", f"event {events[i]}", int(found[0, i]), int(found[1, i]))
            )
            if i in drawn:
                hand[name] = {AXIS: (int(y[i]), int(size[i]))}
    return scores, hand, truths


def run(s: Scenario, seed: int) -> Run:
    """One simulated corpus through estimates and pairs, and through the controls."""
    scores, hand, truths = corpus(s, np.random.default_rng(seed))
    estimated = estimates(scores, BOOK, hand)
    found = verdicts(scores, hand)
    own = {e.outlet: e for e in estimated if e.voice == "own"}
    wrong = any((truths[int(a[-1])] - truths[int(b[-1])]) * d <= 0 for a, b, d in found)
    shares = [(own[f"outlet {o}"].corrected, t) for o, t in enumerate(truths)]
    known = [(c, t) for c, t in shares if c is not None and c.interval is not None and c.share is not None]
    believed = {x.id: {AXIS: counts(x)} for x in scores}
    apart = [article(x.id, x.outlet, "any", *counts(x, first=True)) for x in scores]
    return Run(
        bool(found), wrong and bool(found), bool(verdicts(scores, believed)), bool(verdicts(apart, believed)),
        tuple(c.interval[0] <= t <= c.interval[1] for c, t in known if c.interval),
        tuple(c.share - t for c, t in known if c.share is not None),
    )  # fmt: skip


def counts(x: ArticleScore, *, first: bool = False) -> tuple[int, int]:
    """Mentions of the second pole and of both; with *first*, of the first and of the second."""
    a, b = x.axes[AXIS].own.mentions.values()
    return (a, b) if first else (b, a + b)


def verdicts(scores: Sequence[ArticleScore], hand: HandCoded) -> list[tuple[str, str, float]]:
    """The pairs that are called distinguishable, with the sign of their difference."""
    none = {x.outlet: 0.0 for x in scores}
    found = pairs(scores, none, estimates(scores, BOOK, hand), BOOK, EVALUATION, hand)
    return [(p.a, p.b, p.difference or 0.0) for p in found if p.verdict == "distinguishable"]


def main(runs: int, seed: int) -> None:
    """Print the table."""
    print(
        "| | any order | wrong way | coverage | bias | own counts taken for the truth | events mixed |\n"
        + "|---" * 7
        + "|",
        flush=True,
    )
    for s in SCENARIOS:
        got: list[Run] = Parallel(n_jobs=2)(delayed(run)(s, seed + k) for k in range(runs))
        covered = [c for r in got for c in r.covered]
        errors = [e for r in got for e in r.errors]
        cells = [
            f"{np.mean([r.ordered for r in got]):.3f}", f"{np.mean([r.wrong for r in got]):.3f}", f"{np.mean(covered):.3f}",
            f"{np.mean(errors):+.3f}", f"{np.mean([r.naive for r in got]):.3f}", f"{np.mean([r.unstratified for r in got]):.3f}",
        ]  # fmt: skip
        print(f"| {s.name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    given = [int(x) for x in sys.argv[1:3]]
    main(*given, *(1000, 0)[len(given) :])
