"""The tables of a comparison, as header and rows: what ``framing compare --csv`` writes."""

from __future__ import annotations

from framing.comparison.estimates import OutletEstimate
from framing.report.summary import Summary

Table = tuple[list[str], list[list[object]]]
ALWAYS = ("outlets.csv", "pairs.csv", "evidence.csv")
"""Written also where they have no row."""


def tables(summary: Summary) -> dict[str, Table]:
    """File name → header and rows. Those that have nothing to say are left out, apart from :data:`ALWAYS`."""
    found = {
        "outlets.csv": _outlets(summary),
        "pairs.csv": _pairs(summary),
        "evidence.csv": _evidence(summary),
        "stories.csv": _stories(summary),
        "matched.csv": _matched(summary),
        "words.csv": _words(summary),
        "sources.csv": _sources(summary),
        "over_time.csv": _over_time(summary),
    }
    return {name: t for name, t in found.items() if t[1] or name in ALWAYS}


def spread(share: float | None, interval: tuple[float, float] | None) -> list[object]:
    """A share and its limits as three cells."""
    return [share, *(interval or (None, None))]


def _corrected(e: OutletEstimate) -> list[object]:
    c = e.corrected
    return [*spread(c.share, c.interval), c.n_gold] if c else [None, None, None, None]


def _outlets(s: Summary) -> Table:
    header = ["outlet", "axis", "voice", "articles", "articles_with_mention", "mentions", "share_of_second_pole", "interval_low", "interval_high", "pooled", "salience", "words", "corrected", "corrected_low", "corrected_high", "hand_coded"]  # fmt: skip
    return header, [
        [e.outlet, e.axis, e.voice, e.articles, e.n_articles, e.n_mentions, *spread(e.share, e.interval), e.pooled, e.salience, e.words, *_corrected(e)]
        for e in s.outlets
    ]  # fmt: skip


def _pairs(s: Summary) -> Table:
    header = ["a", "b", "axis", "difference", "interval_low", "interval_high", "p", "p_adjusted", "strata", "verdict", "refusals", "corrected", "corrected_low", "corrected_high", "hostile", "p_chance", "shared_strata", "compared_a", "compared_b", "few_coded"]  # fmt: skip
    return header, [
        [p.a, p.b, p.axis, *spread(p.difference, p.interval), p.p, p.p_adjusted, p.strata, p.verdict, " ".join(p.refusals),
         *spread(p.corrected, p.corrected_interval), p.hostile, p.p_chance, p.n_strata, *p.n_compared, p.few_coded]
        for p in s.pairs
    ]  # fmt: skip


def _evidence(s: Summary) -> Table:
    header = ["outlet", "article", "axis", "pole", "voice", "words", "sentence", "probability"]
    return header, [
        [m.outlet, m.article, m.axis, m.pole, m.voice, m.text[m.start : m.end], m.text, m.probability]
        for m in s.evidence
    ]


def _stories(s: Summary) -> Table:
    header = ["story", "story_title", "similarity", "article", "outlet", "date", "title"]
    return header, [
        [k, story.title, story.similarity, a.article, a.outlet, a.date, a.title]
        for k, story in enumerate(s.stories)
        for a in story.articles
    ]


def _matched(s: Summary) -> Table:
    header = [
        "story",
        "story_title",
        "axis",
        "outlet",
        "articles",
        "pole",
        "mentions",
        "share_of_second_pole",
    ]
    return header, [
        [m.story, s.stories[m.story].title, m.axis, side.outlet, side.articles, pole, n, side.share]
        for m in s.matched
        for side in m.sides
        for pole, n in side.mentions.items()
    ]


def _words(s: Summary) -> Table:
    header = ["outlet", "background", "word", "count", "of", "background_count", "background_of", "articles", "background_articles", "log_odds", "z", "threshold"]  # fmt: skip
    return header, [
        [w.outlet, w.background, w.word, w.count, w.of, w.background_count, w.background_of, w.articles, w.background_articles, w.log_odds, w.z, w.threshold]
        for w in s.keywords
    ]  # fmt: skip


def _sources(s: Summary) -> Table:
    header = ["outlet", "axis", "voice", "speaker", "pole", "mentions"]
    return header, [
        [p.outlet, p.axis, said.voice, said.speaker, pole, n]
        for p in s.profiles
        for said in p.sources
        for pole, n in said.mentions.items()
    ]


def _over_time(s: Summary) -> Table:
    header = ["unit", "start", "outlet", "axis", "articles", "articles_with_mention", "mentions", "share_of_second_pole", "interval_low", "interval_high", "salience"]  # fmt: skip
    if s.course is None:
        return header, []
    return header, [
        [s.course.unit, p.start, p.outlet, p.axis, p.articles, p.n_articles, p.n_mentions, *spread(p.share, p.interval), p.salience]
        for p in s.course.periods
    ]  # fmt: skip
