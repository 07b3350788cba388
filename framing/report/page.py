"""The HTML report: one file that opens from disk, offline, with no script in it.

    comparison_page   outlets compared, from a :class:`~framing.report.summary.Summary`
    article_page      one article with its coded words marked, from a scored article

Nothing is calculated here: figures are looked up in the record, put in groups and written out. All text that comes from
articles, outlets, codebooks and file names is escaped by the templates. A content security policy allows the one style
sheet by its hash and nothing else; an address becomes a link only when it is http or https.
"""

from __future__ import annotations

import base64
import hashlib
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from framing.comparison.contrasts import Pair
from framing.comparison.estimates import OutletEstimate
from framing.errors import MissingExtra
from framing.report.charts import axis_chart, clean
from framing.report.summary import AxisText, Marked, OutletText, Provenance, Summary, marked
from framing.scoring.articles import AxisScore, ScoredArticle
from framing.scoring.codings import INTERCEPT
from framing.units import COUNTED_VOICES, VOICES, Coding, Line, Voice

if TYPE_CHECKING:
    from jinja2 import Environment

VOICE_NAMES: dict[Voice, str] = {
    "own": "own voice",
    "reported": "reported",
    "quoted": "quoted",
    "scare": "scare quotes",
}
ROW_NAMES = {
    "model": "this model",
    "indicator list": "the codebook's word list alone",
    "outlet prior": "a lookup of the outlet's habits",
    "majority": "always the more frequent answer",
}
"""What the rows of an evaluation are called here; a name that is not listed is printed as it is."""
SCHEME_NAMES = {
    "leave outlets out": "on outlets that it was not trained on, whole outlets left out in turn",
    "group folds": "on articles and events that it was not trained on",
    "unseen labels": "on labels that it was not trained on",
}
STRATA_NAMES = {"event": "the same event", "month": "the same month", "none shared": "nothing shared"}
FOLD_OVER = 12
"""Outlets from which the list of what was compared is folded."""
TERMS_SHOWN = 10
"""Terms listed for a coding on the page of an article; the score as JSON has all of them."""


# ---------------------------------------------------------------- the two pages


def comparison_page(summary: Summary) -> str:
    """The report of a comparison as one HTML file.

    Raises :class:`~framing.errors.MissingExtra` without Jinja2, Altair and vl-convert.
    """
    _environment()
    names = {a.id: a.name for a in summary.axes}
    anchors = {a.id: f"axis-{i}" for i, a in enumerate(summary.axes, 1)}
    return _render(
        "comparison.html",
        s=summary,
        axes=_axis_views(summary),
        names=names,
        anchors=anchors,
        apart=[p for p in summary.pairs if p.verdict.startswith("distinguishable")],
        poles={(a.id, p.id): p.name for a in summary.axes for p in a.poles},
        methods=sorted({e.interval_method for e in summary.outlets if e.voice == "own"} - {""}),
        folded=len(summary.corpus) > FOLD_OVER,
    )


def article_page(scored: ScoredArticle, model_axes: tuple[AxisText, ...], provenance: Provenance) -> str:
    """One article as one HTML file: its text with the coded words marked, and the table of its axes.

    Raises :class:`~framing.errors.MissingExtra` without Jinja2.
    """
    rows = [AxisRow(a, scored.score.axes[a.id]) for a in model_axes if a.id in scored.score.axes]
    return _render(
        "article.html",
        s=scored.score,
        rows=rows,
        blocks=_blocks(scored, {a.id: a for a in model_axes}),
        poles={(a.id, p.id): p.name for a in model_axes for p in a.poles},
        provenance=provenance,
    )


# ---------------------------------------------------------------- what the comparison shows


class OutletRow(NamedTuple):
    """One outlet on one axis: its estimates by voice."""

    outlet: str
    voices: dict[Voice, OutletEstimate]


class Sentences(NamedTuple):
    """Evidence of one outlet on one axis in one voice; ``total`` mentions are counted, None where none are."""

    voice: Voice
    total: int | None
    shown: list[Marked]


class PairRow(NamedTuple):
    """A pair with the rules that refuse it beyond those that refuse every pair of its table."""

    pair: Pair
    more: list[str]


class AxisView(NamedTuple):
    """Everything that the section of an axis shows; without a mention in own voice there are no ``charts``."""

    axis: AxisText
    charts: list[str]
    rows: list[OutletRow]
    evidence: list[tuple[str, int, list[Sentences]]]
    pairs: list[PairRow]
    verdicts: list[tuple[str, int]]
    common: list[str]


def _axis_views(summary: Summary) -> list[AxisView]:
    estimates: dict[tuple[str, str], dict[Voice, OutletEstimate]] = defaultdict(dict)
    for e in summary.outlets:
        estimates[e.axis, e.outlet][e.voice] = e
    evidence: dict[tuple[str, str, Voice], list[Marked]] = defaultdict(list)
    for m in summary.evidence:
        evidence[m.axis, m.outlet, m.voice].append(m)
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for p in summary.pairs:
        pairs[p.axis].append(p)
    outlets = sorted(o.outlet for o in summary.corpus)
    views = []
    for axis in summary.axes:
        rows = [OutletRow(o, estimates[axis.id, o]) for o in outlets if (axis.id, o) in estimates]
        shown = []
        for row in rows:
            voices = [
                Sentences(v, row.voices[v].n_mentions if v in row.voices else None, evidence[axis.id, row.outlet, v])
                for v in VOICES
                if evidence[axis.id, row.outlet, v]
            ]  # fmt: skip
            if voices:
                shown.append((row.outlet, sum(len(v.shown) for v in voices), voices))
        mentioned = any(r.voices["own"].share is not None for r in rows)
        charts = [axis_chart(summary, axis.id, narrow=n) for n in (False, True)] if mentioned else []
        mine = pairs[axis.id]
        common = [r for r in summary.rules if mine and all(r in p.refusals for p in mine)]
        views.append(
            AxisView(
                axis, charts, rows, shown,
                [PairRow(p, [summary.rules.get(r, r) for r in p.refusals if r not in common]) for p in mine],
                sorted(Counter(p.verdict for p in mine).items()), [summary.rules[r] for r in common],
            )
        )  # fmt: skip
    return views


class Piece(NamedTuple):
    """A run of text that is shown alike: its voice, whether it is marked, and the codings that end with it.

    ``voice`` is None in an evidence sentence outside the segment that was coded.
    """

    text: str
    voice: Voice | None
    marked: bool
    ends: tuple[int, ...] = ()


def sentence_pieces(m: Marked) -> list[Piece]:
    """An evidence sentence cut at its segment and at its marked words.

    >>> m = Marked("O", "1", "", "", "a", "p", "own", "The army hit it", 4, 8, (0, 8), 0.9, ())
    >>> [(p.text, p.voice, p.marked) for p in sentence_pieces(m)]
    [('The ', 'own', False), ('army', 'own', True), (' hit it', None, False)]
    """
    n = len(m.text)
    start, end = _within(m.start, m.end, n)
    low, high = _within(m.segment[0], m.segment[1], n)
    cuts = sorted({0, start, end, low, high, n})
    return [
        Piece(m.text[a:b], m.voice if low <= a < high else None, start <= a < end) for a, b in pairwise(cuts)
    ]


def _within(start: int, end: int, n: int) -> tuple[int, int]:
    low = min(max(start, 0), n)
    return low, min(max(end, low), n)


# ---------------------------------------------------------------- what the article shows


class AxisRow(NamedTuple):
    """One axis with its score in the article."""

    axis: AxisText
    score: AxisScore


class Note(NamedTuple):
    """A coding as the margin tells of it, under the number that its words carry."""

    number: int
    axis: AxisText
    pole: str
    coding: Coding
    words: str


class Block(NamedTuple):
    """A paragraph with its notes, or a run of lines that were left out (``dropped``: reason and text)."""

    pieces: list[Piece]
    notes: list[Note]
    headline: bool = False
    dropped: tuple[tuple[str, str], ...] = ()


class _Span(NamedTuple):
    start: int
    end: int
    number: int


def _blocks(scored: ScoredArticle, axes: Mapping[str, AxisText]) -> list[Block]:
    """The lines of an article in order: paragraphs with notes, and what was left out between them."""
    text = scored.article.text
    spans, codings = _spans(scored)
    segments = [(g.start, g.end, g.voice) for s in scored.sentences for g in s.segments]
    headlines = {s.start for s in scored.sentences if s.headline}
    segment_starts = [g[0] for g in segments]
    blocks: list[Block] = []
    left_out: list[tuple[str, str]] = []
    at = 0
    for line in scored.lines:
        if line.dropped:
            left_out.append((line.dropped, text[line.start : line.end]))
            continue
        if left_out:
            blocks.append(Block([], [], dropped=tuple(left_out)))
            left_out = []
        here: list[_Span] = []
        while at < len(spans) and spans[at].start < line.end:
            here.append(spans[at])
            at += 1
        first = max(0, bisect_right(segment_starts, line.start) - 1)
        last = bisect_right(segment_starts, line.end)
        notes = [_note(s, codings[s.number], axes, text) for s in here]
        blocks.append(
            Block(_pieces(text, line, segments[first:last], here), notes, any(line.start <= h < line.end for h in headlines))
        )  # fmt: skip
    if left_out:
        blocks.append(Block([], [], dropped=tuple(left_out)))
    return blocks


def _spans(scored: ScoredArticle) -> tuple[list[_Span], dict[int, Coding]]:
    """The words that carry each coding, numbered by where they end, which is where the number stands."""
    found = []
    for m, coding in zip(marked(scored), scored.score.codings, strict=True):
        base = scored.sentences[coding.sentence].start
        found.append((base + m.start, base + m.end, coding))
    found.sort(key=lambda f: (f[1], f[0]))
    spans = [_Span(start, end, i) for i, (start, end, _) in enumerate(found, 1)]
    return spans, {i: c for i, (_, _, c) in enumerate(found, 1)}


def _note(span: _Span, coding: Coding, axes: Mapping[str, AxisText], text: str) -> Note:
    axis = axes[coding.axis]
    pole = next((p.name for p in axis.poles if p.id == coding.pole), coding.pole)
    return Note(span.number, axis, pole, coding, text[span.start : span.end])


def _pieces(
    text: str, line: Line, segments: Iterable[tuple[int, int, Voice]], spans: Sequence[_Span]
) -> list[Piece]:
    """A line cut wherever the voice changes or marked words begin or end."""
    edges: dict[int, list[tuple[str, Any]]] = defaultdict(list)
    for start, end, voice in segments:
        low, high = max(start, line.start), min(end, line.end)
        if low < high:
            edges[high].append(("voice", None))
            edges[low].append(("voice", voice))
    for span in spans:
        edges[max(span.start, line.start)].append(("open", span.number))
        edges[min(max(span.end, span.start), line.end)].append(("close", span.number))
    pieces: list[Piece] = []
    voice_now: Voice = "own"
    open_now: set[int] = set()
    position = line.start
    for edge in sorted({*edges, line.end}):
        if edge > position:
            pieces.append(Piece(text[position:edge], voice_now, bool(open_now)))
        position = edge
        closed = sorted(n for what, n in edges[edge] if what == "close")
        if closed and pieces:
            pieces[-1] = pieces[-1]._replace(ends=tuple(closed))
        open_now.difference_update(closed)
        open_now.update(n for what, n in edges[edge] if what == "open" and n not in closed)
        # A segment that ends here is followed, where one begins here, by that one's voice.
        voices = [v for what, v in edges[edge] if what == "voice"]
        if voices:
            voice_now = next((v for v in voices if v), "own")
    return pieces


# ---------------------------------------------------------------- figures and terms as text


def share(value: float | None) -> str:
    """A share, 0–1, with two decimals; a dash where it is missing.

    >>> share(0.666), share(None)
    ('0.67', '–')
    """
    return "–" if value is None else f"{value:.2f}"


def interval(value: tuple[float, float] | None) -> str:
    """An interval of shares.

    >>> interval((0.132, 0.924))
    '0.13 to 0.92'
    """
    return "–" if value is None else f"{value[0]:.2f} to {value[1]:.2f}"


def signed(value: float | None) -> str:
    """A difference or a contribution with its sign; zero has none.

    >>> signed(0.5), signed(-0.25), signed(-0.001)
    ('+0.50', '−0.25', '0.00')
    """
    if value is None:
        return "–"
    text = f"{value:+.2f}"
    return "0.00" if text in {"+0.00", "-0.00"} else text.replace("-", "−")


def signed_interval(value: tuple[float, float] | None) -> str:
    """An interval of differences.

    >>> signed_interval((-0.33, 0.92))
    '−0.33 to +0.92'
    """
    return "–" if value is None else f"{signed(value[0])} to {signed(value[1])}"


def p_value(value: float | None) -> str:
    """A p-value with three decimals.

    >>> p_value(0.0004), p_value(1.0), p_value(None)
    ('< 0.001', '1.000', '–')
    """
    return "–" if value is None else "< 0.001" if value < 0.001 else f"{value:.3f}"


def date_text(value: str) -> str:
    """An ISO date in words; anything else as it is.

    >>> date_text("2024-02-02"), date_text("spring")
    ('2 February 2024', 'spring')
    """
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return f"{day.day} {day:%B %Y}"


def dates(outlet: OutletText) -> str:
    """The first and the last date of an outlet's articles."""
    if not outlet.first_date:
        return "no date given"
    first, last = date_text(outlet.first_date), date_text(outlet.last_date)
    return first if first == last else f"{first} to {last}"


def web_address(url: str) -> str:
    """*url* if it is one that a browser may follow from a report (http or https), else nothing.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    if not re.fullmatch(r"https?://[^\s\x00-\x1f\x7f]+", url, re.IGNORECASE):
        return ""
    try:
        return url if urlsplit(url).hostname else ""
    except ValueError:
        return ""


_CANDIDATE = re.compile(r"(?P<term>.*\S) \[(?P<word>[^\[\]·]+)\]", re.DOTALL)
_TERM_NAMES = {
    INTERCEPT: "starting value",
    "says": "reports speech",
    "says nothing": "reports no speech",
    "says before": "reports speech, after its speaker",
    "says behind": "reports speech, behind what is said",
    "#headline": "a headline",
    **{f"#{v}": name for v, name in VOICE_NAMES.items()},
}


def term_text(term: str, poles: Mapping[tuple[str, str], str]) -> str:
    """A term of the model (:mod:`framing.learning.terms`) for people; what needs the notation keeps it.

    >>> term_text("=group/terror [milit]", {("group", "terror"): "terror terms"})
    '“milit” on the list of “terror terms”'
    >>> [term_text(t, {}) for t in ("~kill", "^<hamas>", "says:<idf> [claim]", "#own", "[milit]", "(intercept)")]
    ['elsewhere in the sentence: kill', 'sentence before: <hamas>', 'speaker: <idf>, with “claim”', 'own voice', '“milit”', 'starting value']
    """
    if term in _TERM_NAMES:
        return _TERM_NAMES[term]
    joined = _CANDIDATE.fullmatch(term) if term.startswith(("=", "says:", "#")) else None
    rest, word = (joined["term"], joined["word"]) if joined else (term, "")
    added = f", with “{word}”" if word else ""
    if len(rest) > 1 and rest[0] == "=":
        return (f"“{word}” " if word else "") + _list_text(rest[1:], poles)
    if rest.startswith("near="):
        return "elsewhere, " + _list_text(rest.removeprefix("near="), poles)
    if len(rest) > 1 and rest[0] == "#":
        return _TERM_NAMES.get(rest, rest) + added
    if rest.startswith("says:"):
        return f"speaker: {rest.removeprefix('says:')}{added}"
    for start, name in (
        ("^last ", "sentence before, last"),
        ("^", "sentence before"),
        ("~", "elsewhere in the sentence"),
        ("+", "beside it"),
    ):
        if rest.startswith(start) and len(rest) > len(start):
            return f"{name}: {rest.removeprefix(start)}"
    if m := re.fullmatch(r"\[([^\[\]·]+)\](?: (passive|active))?", term):
        return f"“{m[1]}”" + (f" in the {m[2]}" if m[2] else "")
    return f"“{term}”"


def _list_text(indicator: str, poles: Mapping[tuple[str, str], str]) -> str:
    axis, _, pole = indicator.partition("/")
    return f"on the list of “{poles.get((axis, pole), indicator)}”"


def unbroken(text: str) -> str:
    """A sentence in which no line ends between a count and what is counted.

    >>> unbroken("2 × plain").split(" ")
    ['2\\xa0×\\xa0plain']
    """
    return text.replace(" × ", "\u00a0×\u00a0")


# ---------------------------------------------------------------- rendering


def _render(name: str, **values: Any) -> str:
    environment = _environment()
    return environment.get_template(name).render(**values)


@cache
def _environment() -> Environment:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise MissingExtra("the HTML report", "jinja2", "report") from None
    loader = PackageLoader("framing.report", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, finalize=_safe, trim_blocks=True, lstrip_blocks=True
    )  # fmt: skip
    style = loader.get_source(environment, "style.css")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment.globals.update(
        style=style, style_hash=digest, voices=COUNTED_VOICES, voice_names=VOICE_NAMES, row_names=ROW_NAMES,
        scheme_names=SCHEME_NAMES, strata_names=STRATA_NAMES, terms_shown=TERMS_SHOWN,
    )  # fmt: skip
    for filter_ in (
        share,
        interval,
        signed,
        signed_interval,
        p_value,
        date_text,
        dates,
        web_address,
        term_text,
        sentence_pieces,
        unbroken,
    ):
        environment.filters[filter_.__name__] = filter_
    return environment


def _safe(value: object) -> object:
    return clean(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
