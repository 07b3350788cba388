"""The records of a comparison and of an article, written by hand: a text from outside can be put into every place that takes one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from framing.coding.agreement import Agreement
from framing.comparison.contrasts import Pair
from framing.comparison.estimates import OutletEstimate
from framing.comparison.groups import Groups
from framing.comparison.keyness import KeyWord
from framing.comparison.matched import StoryDifference
from framing.comparison.over_time import Course, Period
from framing.comparison.sourcing import Sourced, VoiceProfile
from framing.learning.evaluation import PoleScore, Row, Scheme
from framing.report.article_page import article_page
from framing.report.comparison_page import comparison_page
from framing.report.findings import Finding
from framing.report.summary import (
    AxisText,
    Marked,
    MatchedSide,
    MatchedStory,
    OutletText,
    PoleText,
    Provenance,
    Quality,
    StoryArticle,
    StoryText,
    Summary,
    Totals,
)
from framing.scoring.articles import ArticleScore, AxisScore, ScoredArticle, VoiceScore
from framing.units import Article, Coding, Evidence, Line, Segment, Sentence, Voice

# ---------------------------------------------------------------- records, written by hand


def axes(x: str = "") -> tuple[AxisText, ...]:
    return (
        AxisText("held", f"People held{x}", f"What are they called?{x}", (PoleText("h", f"hostage{x}", (f"taken{x}", "seized")), PoleText("c", f"captive{x}"))),
        AxisText("talks", f"Talks{x}", f"Who is the agent?{x}", (PoleText("a", f"agent A{x}"), PoleText("b", f"agent B{x}"))),
    )  # fmt: skip


def provenance(x: str = "") -> Provenance:
    return Provenance(
        "9.8.7", f"framing compare corpus{x}", "2025-03-04", (f"corpus{x}",), "c0" * 32, f"default{x}", "d1" * 32,
        f"Book{x}, version 1", "e2" * 32, 3715, {f"labels{x}.csv": "f3" * 32},
    )  # fmt: skip


def estimate(
    outlet: str, axis: str, voice: Voice, counts: tuple[int, int], share: float | None = None, pooled: float | None = None,
    interval: tuple[float, float] | None = None, n_articles: int = 0, salience: float = 0.0,
) -> OutletEstimate:  # fmt: skip
    poles = ("h", "c") if axis == "held" else ("a", "b")
    mentions = dict(zip(poles, counts, strict=True))
    return OutletEstimate(
        outlet, axis, voice, n_articles, sum(counts), share, interval, salience, pooled, mentions, 11, 5432, "beta-binomial"
    )  # fmt: skip


def summary(x: str = "", url: str = "") -> Summary:
    """Two outlets, two axes; *x* is put into every text that comes from outside, *url* into every address."""
    a, b = f"Aurora{x}", f"Beacon{x}"
    sentence = f"The captives{x} went home, he said."
    contributions = ((f"=held/c{x}", 2.25), ("[captiv]", 1.5), (f"~{x}", -0.375))
    marked = (
        Marked(a, f"id-1{x}", f"Title{x}", url, "held", "c", "own", sentence, 4, 12 + len(x), (0, 22 + len(x)), 0.9375, contributions),
        Marked(a, f"id-1{x}", f"Title{x}", url, "held", "h", "quoted", f"“The hostages{x}”", 5, 13, (0, 15), 0.8125, ()),
        Marked(b, f"id-2{x}", "", url, "held", "h", "scare", f"the ‘hostages’{x}", 5, 13, (4, 14), 0.5625, contributions),
    )  # fmt: skip
    rates = {"any": 0.741, "own": 0.682, "agree": 0.653}
    spans = {"any": (0.721, 0.762), "own": (0.664, 0.703), "agree": (0.636, 0.674)}
    rows = tuple(
        Row(n, rates, spans) for n in ("model", "indicator list", "outlet prior", "majority", f"other{x}")
    )
    poles = (
        PoleScore("held", "h", 321, 0.87, None, 0.835, 0.9, 0.614, 0.8, 0.7, {}),
        PoleScore(f"gone{x}", f"p{x}", 7, None, 0.5, 0.0, None, 0.25, 0.0, 0.0, {}),
    )
    return Summary(
        title=f"Wording{x}",
        axes=axes(x),
        totals=Totals(2, 28, 15308, 547, "2024-02-02", f"spring{x}", 1, 17, 4, 24),
        corpus=(
            OutletText(a, 11, 5432, "2024-02-02", "2024-03-09", (f"Event{x}",), {f"byline{x}": 13}, 2, 4, 3, {f"Wire{x}": 5}),
            OutletText(b, 17, 9876, f"spring{x}", f"spring{x}", (), {}, 0, 0, 1, {}),
        ),
        findings=(Finding("refusal", f"Nothing can be said{x}."), Finding("description", f"People held{x}: 6 mentions ({a}: 2 × c).", "held")),
        outlets=(
            estimate(a, "held", "own", (3, 5), 0.634, 0.625, (0.311, 0.877), 4, 1.47),
            estimate(a, "held", "reported", (1, 0), 0.0, 0.0, (0.0, 0.84), 1, 0.18),
            estimate(a, "held", "quoted", (14, 2), 0.125, 0.125, (0.05, 0.3), 6, 2.9),
            *(estimate(a, "talks", v, (0, 0)) for v in ("own", "reported", "quoted")),
            estimate(b, "held", "own", (7, 0), 0.0, 0.0, (0.0, 0.276), 5, 0.71),
            *(estimate(b, "held", v, (0, 0)) for v in ("reported", "quoted")),
            *(estimate(b, "talks", v, (0, 0)) for v in ("own", "reported", "quoted")),
        ),
        pairs=(
            Pair(a, b, "held", 0.634, (0.241, 0.901), 0.004, 0.0083, "event", "distinguishable", (), p_chance=0.004),
            Pair(a, b, "talks", None, None, None, None, f"none shared{x}", "refused", ("few-articles", "odd")),
        ),
        groups=(Groups("held", ((a, f"Third{x}"), (b, f"Third{x}"))), Groups("talks", ())),
        stories=(
            StoryText(f"Flood{x}", "2024-02-02", "2024-02-03", 0.71, (
                StoryArticle(f"id-1{x}", a, "2024-02-02", f"Water{x}", url), StoryArticle(f"id-2{x}", b, f"spring{x}", "", url),
            )),
        ),
        stories_by="story",
        matched=(
            MatchedStory(0, "held", (
                MatchedSide(a, 1, {"h": 1, "c": 3}, 0.75, marked[:1]), MatchedSide(b, 2, {"h": 4, "c": 0}, 0.0, ()),
            ), (StoryDifference(a, b, 0.75),)),
        ),
        keywords=(
            KeyWord(a, f"others{x}", f"water{x}", 31, 5432, 17, 9876, 9, 8, 1.25, 5.5, 4.25),
            KeyWord(a, f"others{x}", f"snow{x}", 2, 5432, 77, 9876, 2, 41, -1.75, -6.5, 4.25),
        ),
        profiles=(
            VoiceProfile(a, "held", 0.625, 0.556, 0.28, True, (Sourced("quoted", f"side{x}", {"h": 12, "c": 2}), Sourced("reported", "", {"h": 1, "c": 0}))),
        ),
        course=Course("month", (
            Period(a, "held", "2024-02-01", 6, 2, 5, 0.6, (0.2, 0.9), 1.5), Period(a, "held", "2024-03-01", 5, 2, 3, 0.667, (0.3, 0.95), 1.4),
        ), 7),
        rules={"few-articles": f"too few articles{x}", "odd": f"an odd rule{x}", "unused": "never shown"},
        evidence=marked,
        evidence_total=3,
        agreement=(Agreement("held", 0.8764, (0.801, 0.934), 920, 13), Agreement(f"voice{x}", None, None, 3, 2, f"no variation{x}")),
        evaluation=Scheme(f"leave{x}" if x else "leave outlets out", 3715, 124, rows, poles, 0.0234, (), ()),
        quality=Quality(0.71, 0.63, 0.54, 0.92),
        limits=(f"A limit{x}.",),
        warnings={f"id-1{x}": (f"a quotation is not closed{x}",)},
        provenance=provenance(x),
    )  # fmt: skip


def scored(x: str = "", url: str = "") -> ScoredArticle:
    """An article of four lines, two of them dropped, with four codings."""
    head, body = f"Captives{x} go home", f"He said “the hostages{x}” were free. They are captives."
    text = f"Menu{x}\n{head}\n{body}\nShare{x}"
    start = text.index(head)
    at = text.index(body)
    quote, end_quote = text.index("“"), text.index("”") + 1
    dot = text.index(". They") + 1

    def coding(pole: str, voice: Voice, segment: tuple[int, int], word: str, sentence: int) -> Coding:
        place = text.index(word, segment[0])
        terms = (
            Evidence("(intercept)", -1, -1, -2.125), Evidence(f"=held/{pole}", place, place + len(word), 3.375),
            Evidence(f"~{x}", -1, -1, 0.625), *(Evidence(f"t{i}", -1, -1, 0.01) for i in range(9)),
        )  # fmt: skip
        return Coding(
            "held", pole, voice, *segment, 0.84375, terms, sentence, 1.965, (place, place + len(word))
        )

    sentences = (
        Sentence(start, start + len(head), head, (Segment(start, start + len(head), "own"),), headline=True),
        Sentence(at, dot, text[at:dot], (Segment(at, quote, "own"), Segment(quote, end_quote, "quoted"), Segment(end_quote, dot, "own"))),
        Sentence(dot + 1, at + len(body), text[dot + 1 : at + len(body)], (Segment(dot + 1, at + len(body), "own"),)),
    )  # fmt: skip
    codings = (
        coding("c", "own", (start, start + len(head)), "Captives", 0),
        coding("h", "quoted", (quote, end_quote), "hostages", 1),
        coding("c", "own", (dot + 1, at + len(body)), "captives", 2),
        coding("h", "own", (dot + 1, at + len(body)), "captives", 2),
    )
    none = VoiceScore({"h": 0, "c": 0}, None, None)
    held = AxisScore(
        41.7,
        VoiceScore({"h": 1, "c": 2}, 0.667, (0.208, 0.939)),
        none,
        VoiceScore({"h": 1, "c": 0}, 0.0, (0.0, 0.793)),
    )
    empty = VoiceScore({"a": 0, "b": 0}, None, None)
    score = ArticleScore(
        f"id-9{x}", f"Aurora{x}", "2024-02-02", f"Title{x}", 1234, 3, {"held": held, "talks": AxisScore(0.0, empty, empty, empty)},
        codings, f"Event{x}", url, False, (f"a quotation is not closed{x}",),
    )  # fmt: skip
    lines = (
        Line(0, len(f"Menu{x}"), f"navigation{x}"), Line(start, start + len(head)), Line(at, at + len(body)),
        Line(at + len(body) + 1, len(text), "share line"),
    )  # fmt: skip
    return ScoredArticle(
        Article(f"id-9{x}", text, f"Aurora{x}", "2024-02-02", "", url), score, sentences, lines
    )


def the_article(x: str = "", url: str = "") -> str:
    return article_page(scored(x, url), axes(x), provenance(x))


PAGES: dict[str, Callable[..., str]] = {
    "comparison": lambda x="", url="": comparison_page(summary(x, url)),
    "article": the_article,
}
both = pytest.mark.parametrize("make", PAGES.values(), ids=PAGES.keys())
