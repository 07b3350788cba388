"""The summary of a comparison: everything that any report prints, as one frozen record.

Renderers read it and calculate nothing, so that a figure in the HTML page is the figure in the JSON.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from importlib.metadata import version

import msgspec

from framing.coding.agreement import Agreement
from framing.coding.gold import GoldSentence
from framing.comparison.contrasts import Pair, pairs
from framing.comparison.duplicates import copies
from framing.comparison.estimates import OutletEstimate, estimates
from framing.comparison.hand_coded import hand_coded
from framing.comparison.refusals import RULES
from framing.learning.evaluation import OUTLETS_OUT, Scheme
from framing.learning.model_folder import Model
from framing.report.findings import Finding, findings
from framing.report.limits import limits
from framing.scoring.articles import ScoredArticle
from framing.scoring.wording import key_span
from framing.units import VOICES, Voice

SAMPLE = 12
"""Evidence sentences kept for each outlet × axis × pole × voice; the codings of all are in the scores."""


class PoleText(msgspec.Struct, frozen=True):
    """A pole as a reader is told of it."""

    id: str
    name: str


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


class Summary(msgspec.Struct, frozen=True):
    """A whole comparison."""

    title: str
    axes: tuple[AxisText, ...]
    corpus: tuple[OutletText, ...]
    findings: tuple[Finding, ...]
    outlets: tuple[OutletEstimate, ...]
    pairs: tuple[Pair, ...]
    rules: dict[str, str]
    evidence: tuple[Marked, ...]
    evidence_total: int
    agreement: tuple[Agreement, ...]
    evaluation: Scheme | None
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
    scored: Sequence[ScoredArticle], model: Model, *, gold: Sequence[GoldSentence] = (), corpus: Sequence[str] = (), command: str = "",
    made: str = "", seed: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> Summary:  # fmt: skip
    """Compare the outlets of scored articles and put everything a report needs into one record.

    *gold*: hand codings of whole articles, a random sample within each outlet; they correct the shares.
    """
    ordered = sorted(scored, key=lambda s: (s.score.outlet, s.score.date, s.score.id, s.article.text))
    outlets = [s.score.outlet or s.score.id for s in ordered]
    repeated = copies([_kept_text(s) for s in ordered])
    once = repeated.counted(outlets)
    scores = [s.score for s, counts in zip(ordered, once, strict=True) if counts]
    axes = axis_texts(model)
    by_hand = hand_coded(gold, [s.score for s in ordered], model.codebook)
    found = estimates(scores, model.codebook, by_hand)
    contrasts = pairs(
        scores,
        _shares(outlets, repeated.found()),
        found,
        model.codebook,
        model.evaluation,
        by_hand,
        seed=seed,
        progress=progress,
    )
    evidence = _evidence([s for s, counts in zip(ordered, once, strict=True) if counts])
    evaluation = model.evaluation
    scheme = (
        (evaluation.scheme(OUTLETS_OUT) or (evaluation.schemes[0] if evaluation.schemes else None))
        if evaluation
        else None
    )
    agreement = evaluation.agreement if evaluation else ()
    described = _outlets(ordered, once, repeated.elsewhere(outlets))
    return Summary(
        title=model.codebook.title, axes=axes, corpus=described, findings=findings(contrasts, found, axes_by_id={a.id: a.name for a in axes}, corpus_size=len(ordered)),
        outlets=tuple(found), pairs=tuple(contrasts), rules=dict(RULES), evidence=_sample(evidence), evidence_total=len(evidence),
        agreement=agreement, evaluation=scheme,
        limits=limits(agreement, n_outlets=len(described), codebook=f"{model.codebook.title}, version {model.codebook.version}"),
        warnings={s.score.id: s.score.warnings for s in ordered if s.score.warnings},
        provenance=provenance(model, ordered, corpus=corpus, command=command, made=made),
    )  # fmt: skip


def axis_texts(model: Model) -> tuple[AxisText, ...]:
    """The axes of a model's codebook, for readers."""
    return tuple(
        AxisText(
            a.id,
            a.name,
            a.question,
            (PoleText(a.poles[0].id, a.poles[0].name), PoleText(a.poles[1].id, a.poles[1].name)),
        )
        for a in model.codebook.axes
    )


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


def _kept_text(s: ScoredArticle) -> str:
    return " ".join(sentence.text for sentence in s.sentences)


def _corpus_hash(scored: Sequence[ScoredArticle]) -> str:
    digest = hashlib.sha256()
    for s in scored:
        for part in (s.article.id, s.article.outlet, s.article.date, s.article.event, s.article.text):
            digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()


def _shares(outlets: Sequence[str], flags: Sequence[bool]) -> dict[str, float]:
    total, flagged = Counter(outlets), Counter(o for o, f in zip(outlets, flags, strict=True) if f)
    return {o: flagged[o] / n for o, n in total.items()}


def _outlets(
    scored: Sequence[ScoredArticle], once: Sequence[bool], elsewhere: Sequence[bool]
) -> tuple[OutletText, ...]:
    groups: dict[str, list[ScoredArticle]] = defaultdict(list)
    repeats: Counter[str] = Counter()
    shared: Counter[str] = Counter()
    for s, counts, other in zip(scored, once, elsewhere, strict=True):
        outlet = s.score.outlet or s.score.id
        groups[outlet].append(s)
        repeats[outlet] += not counts
        shared[outlet] += other
    rows = []
    for outlet, mine in sorted(groups.items()):
        dates = sorted(s.score.date for s in mine if s.score.date)
        dropped = Counter(line.dropped for s in mine for line in s.lines if line.dropped)
        rows.append(
            OutletText(
                outlet, len(mine), sum(s.score.words for s in mine), dates[0] if dates else "", dates[-1] if dates else "",
                tuple(sorted({s.score.event for s in mine if s.score.event})), dict(sorted(dropped.items())), sum(s.score.no_features for s in mine),
                repeats[outlet], shared[outlet],
            )
        )  # fmt: skip
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
