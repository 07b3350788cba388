"""The summary of a comparison: everything that any report prints, as one frozen record.

Renderers read it and calculate nothing, so that a figure in the HTML page is the figure in the JSON.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from importlib.metadata import version
from statistics import median_low as median
from typing import Literal

import msgspec

from framing.coding.agreement import Agreement
from framing.coding.codebook import Pole
from framing.coding.gold import GoldSentence
from framing.comparison.contrasts import Pair
from framing.comparison.estimates import OutletEstimate
from framing.comparison.groups import Groups
from framing.comparison.keyness import KeyWord
from framing.comparison.matched import StoryDifference
from framing.comparison.over_time import Course, Unit
from framing.comparison.refusals import RULES
from framing.comparison.sourcing import VoiceProfile
from framing.comparison.study import Background, Scored, Study, study
from framing.learning.evaluation import OUTLETS_OUT, Scheme
from framing.learning.model_folder import Model
from framing.report.findings import Finding, Names, findings
from framing.report.limits import limits
from framing.scoring.articles import ScoredArticle
from framing.scoring.wording import key_span
from framing.units import VOICES, Voice

POLE_WORDS = 4
"""Examples shown for a pole."""
SIDE = 3
"""Sentences shown for an outlet in one matched story."""
SAMPLE = 12
"""Evidence sentences kept for each outlet × axis × pole × voice; the codings of all are in the scores."""


class PoleText(msgspec.Struct, frozen=True):
    """A pole as a reader is told of it."""

    id: str
    name: str
    words: tuple[str, ...] = ()
    """What the codebook's examples mark, to show what it means."""


class AxisText(msgspec.Struct, frozen=True):
    """An axis as a reader is told of it; the first pole stands left, share 0, the second right, share 1."""

    id: str
    name: str
    question: str
    poles: tuple[PoleText, PoleText]


class Marked(msgspec.Struct, frozen=True):
    """An evidence sentence with the words that carry one coding: offsets into ``text``."""

    outlet: str
    article: str
    title: str
    url: str
    axis: str
    pole: str
    voice: Voice
    text: str
    start: int
    end: int
    segment: tuple[int, int]
    probability: float
    contributions: tuple[tuple[str, float], ...]
    """The terms with the largest contributions to the decision (log-odds), largest first."""


class OutletText(msgspec.Struct, frozen=True):
    """What of an outlet went into the comparison."""

    outlet: str
    articles: int
    words: int
    first_date: str
    last_date: str
    events: tuple[str, ...]
    dropped_lines: dict[str, int]
    unscored: int
    """Articles in which the model knows no word."""
    copies: int
    """Near-duplicates of another article of this outlet: left out of every count, so that each text counts once."""
    elsewhere: int
    """Articles of which another outlet has a near-duplicate, such as agency copy."""
    agencies: dict[str, int]
    """Articles that credit a news agency, by agency."""


class Totals(msgspec.Struct, frozen=True):
    """What went into the comparison, over all outlets."""

    outlets: int
    articles: int
    words: int
    median_words: int
    """Words of the median article."""
    first_date: str
    last_date: str
    events: int
    without_event: int
    copies: int
    """Near-duplicates within an outlet, which are counted once."""
    counted: int
    """Articles without these."""


class StoryArticle(msgspec.Struct, frozen=True):
    """An article of a story, so that a person can check whether it belongs there."""

    article: str
    outlet: str
    date: str
    title: str
    url: str


class StoryText(msgspec.Struct, frozen=True):
    """A story: found by likeness of headline and lead, or an event that the data state. ``title`` is that of its most central article."""

    title: str
    first_date: str
    last_date: str
    similarity: float | None
    """Mean cosine of the pairs inside, 0–1; None for a stated event."""
    articles: tuple[StoryArticle, ...]


class MatchedSide(msgspec.Struct, frozen=True):
    """One outlet in one story on one axis: counts, mean share of its articles, sentences that show them."""

    outlet: str
    articles: int
    mentions: dict[str, int]
    share: float
    sentences: tuple[Marked, ...]


class MatchedStory(msgspec.Struct, frozen=True):
    """One story on one axis, own voice; ``story`` is an index into the summary's stories."""

    story: int
    axis: str
    sides: tuple[MatchedSide, ...]
    differences: tuple[StoryDifference, ...]


class Provenance(msgspec.Struct, frozen=True):
    """Where every figure comes from."""

    framing: str
    command: str
    made: str
    corpus: tuple[str, ...]
    corpus_sha256: str
    model: str
    model_sha256: str
    codebook: str
    codebook_sha256: str
    labels: int
    labels_sha256: dict[str, str]


class Quality(msgspec.Struct, frozen=True):
    """The evaluation in two figures, over all wordings: of what is coded the part that is right, of what there is the part found, 0–1."""

    right: float
    found: float
    least_right: float
    most_right: float
    """``right`` of the wording where it is lowest, and where it is highest."""


class Summary(msgspec.Struct, frozen=True):
    """A whole comparison."""

    title: str
    axes: tuple[AxisText, ...]
    totals: Totals
    corpus: tuple[OutletText, ...]
    findings: tuple[Finding, ...]
    outlets: tuple[OutletEstimate, ...]
    pairs: tuple[Pair, ...]
    groups: tuple[Groups, ...]
    stories: tuple[StoryText, ...]
    stories_by: Literal["event", "story"]
    matched: tuple[MatchedStory, ...]
    keywords: tuple[KeyWord, ...]
    profiles: tuple[VoiceProfile, ...]
    course: Course | None
    rules: dict[str, str]
    evidence: tuple[Marked, ...]
    evidence_total: int
    agreement: tuple[Agreement, ...]
    evaluation: Scheme | None
    quality: Quality | None
    limits: tuple[str, ...]
    warnings: dict[str, tuple[str, ...]]
    provenance: Provenance

    def estimate(self, outlet: str, axis: str, voice: Voice = "own") -> OutletEstimate:
        """The estimate of one outlet on one axis; KeyError where there is none."""
        for e in self.outlets:
            if (e.outlet, e.axis, e.voice) == (outlet, axis, voice):
                return e
        raise KeyError((outlet, axis, voice))


def summarise(
    scored: Sequence[ScoredArticle], model: Model, *, gold: Sequence[GoldSentence] = (), background: Background | None = None,
    by: Unit | None = None, corpus: Sequence[str] = (), command: str = "", made: str = "", seed: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> Summary:  # fmt: skip
    """Compare the outlets of scored articles and put everything a report needs into one record.

    *gold*: hand codings of whole articles, a random sample within each outlet; they correct the shares. *background*: what the
    outlets' words are held against, else each other; *by*: the unit of the course over time.
    """
    evaluation = model.evaluation
    found = study(
        scored, model.codebook, evaluation, gold=gold, background=background, by=by, seed=seed, progress=progress
    )  # fmt: skip
    everything = [s.article for s in found.scored]
    axes = axis_texts(model)
    evidence = _evidence(found.counted)
    scheme = (
        (evaluation.scheme(OUTLETS_OUT) or (evaluation.schemes[0] if evaluation.schemes else None))
        if evaluation
        else None
    )
    agreement = evaluation.agreement if evaluation else ()
    described = _outlets(found.scored)
    names = Names({a.id: a.name for a in axes}, {(a.id, p.id): p.name for a in axes for p in a.poles})
    return Summary(
        title=model.codebook.title, axes=axes, totals=_totals(everything, described), corpus=described,
        findings=findings(found.pairs, found.estimates, names=names, corpus_size=len(everything)),
        outlets=tuple(found.estimates), pairs=tuple(found.pairs), groups=tuple(found.groups),
        stories=_stories(found), stories_by=found.matched_by, matched=_matched(found, axes), keywords=tuple(found.keywords),
        profiles=tuple(found.profiles), course=found.course,
        rules=dict(RULES), evidence=_sample(evidence), evidence_total=len(evidence), agreement=agreement, evaluation=scheme, quality=_quality(scheme),
        limits=limits(agreement, n_outlets=len(described), codebook=f"{model.codebook.title}, version {model.codebook.version}"),
        warnings={s.score.id: s.score.warnings for s in everything if s.score.warnings},
        provenance=provenance(model, everything, corpus=corpus, command=command, made=made),
    )  # fmt: skip


def axis_texts(model: Model) -> tuple[AxisText, ...]:
    """The axes of a model's codebook, for readers."""
    return tuple(
        AxisText(
            a.id,
            a.name,
            a.question,
            (_pole_text(a.poles[0]), _pole_text(a.poles[1])),
        )
        for a in model.codebook.axes
    )


def _pole_text(pole: Pole) -> PoleText:
    """A pole with the words that its examples mark with asterisks."""
    marked_words = [words for e in pole.examples for words in re.findall(r"\*([^*]+)\*", e)]
    return PoleText(pole.id, pole.name, tuple(dict.fromkeys(marked_words))[:POLE_WORDS])


def provenance(
    model: Model,
    scored: Sequence[ScoredArticle],
    *,
    corpus: Sequence[str] = (),
    command: str = "",
    made: str = "",
) -> Provenance:
    """Where the figures of scored articles come from."""
    book = model.codebook
    return Provenance(
        version("framing"), command, made, tuple(corpus), _corpus_hash(scored), model.manifest.name, model.sha256,
        f"{book.title}, version {book.version}", book.sha256, model.manifest.n_sentences, model.manifest.labels_sha256,
    )  # fmt: skip


def _corpus_hash(scored: Sequence[ScoredArticle]) -> str:
    digest = hashlib.sha256()
    for s in scored:
        for part in (s.article.id, s.article.outlet, s.article.date, s.article.event, s.article.text):
            digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()


def _outlets(scored: Sequence[Scored]) -> tuple[OutletText, ...]:
    groups: dict[str, list[Scored]] = defaultdict(list)
    for s in scored:
        groups[s.outlet].append(s)
    rows = []
    for outlet, mine in sorted(groups.items()):
        scores = [s.article.score for s in mine]
        dates = sorted(s.date for s in scores if s.date)
        dropped = Counter(line.dropped for s in mine for line in s.article.lines if line.dropped)
        agencies = Counter(s.agency for s in mine if s.agency)
        rows.append(
            OutletText(
                outlet, len(mine), sum(s.words for s in scores), dates[0] if dates else "", dates[-1] if dates else "",
                tuple(sorted({s.event for s in scores if s.event})), dict(sorted(dropped.items())), sum(s.no_features for s in scores),
                sum(not s.counts for s in mine), sum(s.elsewhere for s in mine), dict(sorted(agencies.items())),
            )
        )  # fmt: skip
    return tuple(rows)


def _quality(scheme: Scheme | None) -> Quality | None:
    """Over all wordings that the evaluation has sentences of; one that is never coded, or never rightly, counts as not found."""
    there = [p for p in scheme.poles if p.n_gold] if scheme else []
    right = sum((p.recall or 0) * p.n_gold for p in there)
    if not right:
        return None
    coded = sum((p.recall or 0) * p.n_gold / p.precision for p in there if p.precision)
    precision = [p.precision for p in there if p.precision is not None]
    return Quality(right / coded, right / sum(p.n_gold for p in there), min(precision), max(precision))


def _totals(scored: Sequence[ScoredArticle], outlets: Sequence[OutletText]) -> Totals:
    dates = sorted(s.score.date for s in scored if s.score.date) or [""]
    events = [s.score.event for s in scored]
    return Totals(
        len(outlets), len(scored), sum(o.words for o in outlets), median([s.score.words for s in scored]) if scored else 0, dates[0], dates[-1],
        len(set(events) - {""}), events.count(""), sum(o.copies for o in outlets), len(scored) - sum(o.copies for o in outlets),
    )  # fmt: skip


def _stories(found: Study) -> tuple[StoryText, ...]:
    """The stories that were found; where events are stated, those."""
    if found.matched_by == "story":
        members = [(s.central, s.first_date, s.last_date, s.similarity, s.articles) for s in found.stories]
        return tuple(
            StoryText(_title(found.counted[central]), first, last, similarity, tuple(_article(found.counted[i]) for i in inside))
            for central, first, last, similarity, inside in members
        )  # fmt: skip
    events: dict[str, list[ScoredArticle]] = defaultdict(list)
    for s in found.counted:
        events[s.score.event].append(s)
    rows = []
    for event, mine in sorted(events.items()):
        dates = sorted(s.score.date for s in mine if s.score.date) or [""]
        rows.append(StoryText(event, dates[0], dates[-1], None, tuple(map(_article, mine))))
    return tuple(rows)


def _title(s: ScoredArticle) -> str:
    return s.score.title or (s.sentences[0].text if s.sentences else s.score.id)


def _article(s: ScoredArticle) -> StoryArticle:
    return StoryArticle(s.score.id, s.score.outlet or s.score.id, s.score.date, _title(s), s.score.url)


def _matched(found: Study, axes: Sequence[AxisText]) -> tuple[MatchedStory, ...]:
    poles = {a.id: [p.id for p in a.poles] for a in axes}
    rows = []
    for m in found.matched:
        sides = []
        for side in m.sides:
            shown = [
                e
                for i in side.articles[:SIDE]
                for e in marked(found.counted[i])
                if e.axis == m.axis and e.voice == "own"
            ]
            shown = list({(e.text, e.pole): e for e in reversed(shown)}.values())[::-1]  # a sentence once
            mentions = dict(zip(poles[m.axis], (side.first, side.second), strict=True))
            sides.append(
                MatchedSide(side.outlet, len(side.articles), mentions, side.share, tuple(shown[:SIDE]))
            )
        rows.append(MatchedStory(m.stratum, m.axis, tuple(sides), m.differences))
    return tuple(rows)


def marked(s: ScoredArticle) -> list[Marked]:
    """Every coding of an article as an evidence sentence."""
    rows = []
    for coding in s.score.codings:
        sentence = s.sentences[coding.sentence]
        start, end = key_span(coding)
        terms = tuple((e.term, e.weight) for e in coding.evidence[1:6])
        rows.append(
            Marked(
                s.score.outlet or s.score.id, s.score.id, s.score.title, s.score.url, coding.axis, coding.pole, coding.voice, sentence.text,
                max(0, start - sentence.start), min(len(sentence.text), end - sentence.start),
                (coding.start - sentence.start, coding.end - sentence.start), coding.probability, terms,
            )
        )  # fmt: skip
    return rows


def _evidence(scored: Sequence[ScoredArticle]) -> list[Marked]:
    order = {v: i for i, v in enumerate(VOICES)}
    rows = [m for s in scored for m in marked(s)]
    return sorted(
        rows, key=lambda m: (m.axis, m.outlet, order[m.voice], m.pole, -m.probability, m.article, m.text)
    )


def _sample(evidence: Sequence[Marked]) -> tuple[Marked, ...]:
    taken: Counter[tuple[str, str, str, str]] = Counter()
    kept = []
    for m in evidence:
        key = (m.axis, m.outlet, m.voice, m.pole)
        taken[key] += 1
        if taken[key] <= SAMPLE:
            kept.append(m)
    return tuple(kept)
