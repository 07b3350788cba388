"""A whole comparison, from scored articles to everything that a report prints: one frozen record, computed once.

In the order of the work: sort, find copies and count each text once, find stories, estimate, compare pairs, group, match stories,
words, sourcing, course over time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from framing.coding.codebook import Codebook
from framing.coding.gold import GoldSentence
from framing.comparison.contrasts import Pair, pairs
from framing.comparison.counts import count
from framing.comparison.dates import month
from framing.comparison.duplicates import copies
from framing.comparison.estimates import OutletEstimate, estimates
from framing.comparison.groups import Groups, groups
from framing.comparison.hand_coded import hand_coded
from framing.comparison.keyness import KeyWord, keyness, own_words, own_words_of_text
from framing.comparison.matched import Matched, matched
from framing.comparison.over_time import Course, Unit, course
from framing.comparison.sourcing import VoiceProfile, voice_profiles
from framing.comparison.stories import Headed, Story, head_text, stories
from framing.learning.evaluation import Evaluation
from framing.scoring.articles import ScoredArticle
from framing.text.agencies import agency
from framing.units import Article


class Background(NamedTuple):
    """Articles that the outlets' words are held against, and the name that a report gives them."""

    name: str
    articles: Sequence[Article]


class Scored(NamedTuple):
    """An article of the study. ``copied``: another one is a near-duplicate; ``counts``: none before it in its own outlet is;
    ``elsewhere``: one in another outlet is.
    """

    article: ScoredArticle
    outlet: str
    copied: bool
    counts: bool
    elsewhere: bool
    agency: str
    """The news agency that it credits, or empty."""


class Study(NamedTuple):
    """What is known about the outlets of a corpus. Indices of stories and matched stories are into ``counted``."""

    scored: list[Scored]
    counted: list[ScoredArticle]
    """The articles that count, sorted by outlet, date and id."""
    estimates: list[OutletEstimate]
    pairs: list[Pair]
    groups: list[Groups]
    stories: list[Story]
    """Found; empty where every article states its event."""
    matched_by: Literal["event", "story"]
    matched: list[Matched]
    keywords: list[KeyWord]
    profiles: list[VoiceProfile]
    course: Course | None


def study(
    scored: Sequence[ScoredArticle], codebook: Codebook, evaluation: Evaluation | None, *, gold: Sequence[GoldSentence] = (),
    background: Background | None = None, by: Unit | None = None, seed: int = 0, progress: Callable[[str], None] = lambda _: None,
) -> Study:  # fmt: skip
    """Compare the outlets of scored articles. Neither their order nor the order of outlets changes anything.

    *gold*: hand codings of whole articles, a random sample within each outlet; *background*: instead of the other outlets, what
    each outlet's words are held against; *by*: the unit of the course over time.
    """
    ordered = sorted(scored, key=lambda s: (s.score.outlet, s.score.date, s.score.id, s.article.text))
    progress("finding copies")
    every = _with_copies(ordered)
    kept = [s.article for s in every if s.counts]
    scores = [s.score for s in kept]
    by_hand = hand_coded(gold, [s.score for s in ordered], codebook)
    stated = bool(scores) and all(s.event for s in scores)
    progress("finding stories")
    found = [] if stated else stories([_headed(s, codebook) for s in kept])
    story = _numbers(found, len(kept))
    progress("estimating shares")
    estimated = estimates(scores, codebook, by_hand)
    contrasts = pairs(
        scores, _copied(every), estimated, codebook, evaluation, by_hand, stories=story, seed=seed,
        progress=lambda pair: progress(f"comparing {pair}"),
    )  # fmt: skip
    progress("comparing words")
    keywords = _keywords(kept, background, seed, stated=stated)
    counted = count(scores, codebook)
    names = sorted({s.event for s in scores})
    told = [names.index(s.event) for s in scores] if stated else story
    # The same copy in two outlets sets nothing side by side.
    shared = [s.elsewhere for s in every if s.counts]
    matched_by = [-1 if copy else k for k, copy in zip(told, shared, strict=True)]
    return Study(
        every, kept, estimated, contrasts, groups(contrasts, estimated), found, "event" if stated else "story",
        matched(counted, matched_by), keywords, voice_profiles(scores, counted, codebook),
        course(counted, [s.date for s in scores], by),
    )  # fmt: skip


def _with_copies(ordered: Sequence[ScoredArticle]) -> list[Scored]:
    outlets = [s.score.outlet or s.score.id for s in ordered]
    found = copies([" ".join(sentence.text for sentence in s.sentences) for s in ordered])
    flags = zip(found.found(), found.counted(outlets), found.elsewhere(outlets), strict=True)
    return [
        Scored(s, outlet, *flag, agency(s.article.text))
        for s, outlet, flag in zip(ordered, outlets, flags, strict=True)
    ]


def _copied(every: Sequence[Scored]) -> dict[str, float]:
    """Outlet → share of its articles that are near-duplicates of any other."""
    total, copied = Counter(s.outlet for s in every), Counter(s.outlet for s in every if s.copied)
    return {o: copied[o] / n for o, n in total.items()}


def _headed(s: ScoredArticle, codebook: Codebook) -> Headed:
    lead = [sentence.text for sentence in s.sentences[:4]]
    title = [s.article.title] if s.article.title not in lead[:1] else []
    head = " ".join([*title, *lead])
    return Headed(head_text(head, codebook), s.score.date, s.score.outlet or s.score.id)


def _numbers(found: Sequence[Story], n: int) -> list[int]:
    """Of each article the number of its story, −1 for none."""
    numbers = [-1] * n
    for k, s in enumerate(found):
        for i in s.articles:
            numbers[i] = k
    return numbers


def _keywords(
    kept: Sequence[ScoredArticle], background: Background | None, seed: int, *, stated: bool
) -> list[KeyWord]:
    """Words against the other outlets, within events or months; or against a background corpus."""
    words = [own_words(s) for s in kept]
    outlets = [s.score.outlet or s.score.id for s in kept]
    strata = [s.score.event if stated else month(s.score.date) for s in kept]
    if background is None:
        return keyness(words, outlets, strata, seed=seed)
    others = [own_words_of_text(a.text) for a in background.articles]
    return keyness(words, outlets, strata, background=others, background_name=background.name, seed=seed)
