"""What a person sees in a terminal: scores of articles, a comparison, an evaluation. Formats, never calculates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from framing.errors import printable
from framing.scoring.wording import key_span

if TYPE_CHECKING:
    from framing.coding.agreement import Agreement
    from framing.coding.codebook import Codebook
    from framing.learning.evaluation import Evaluation, Scheme
    from framing.report.summary import Summary
    from framing.scoring.articles import ScoredArticle, VoiceScore

FIRST, SECOND = "cyan", "yellow"
"""The colours of the first and the second pole; names stand beside them, so that colour is never the only sign."""


def _clean(text: str, limit: int = 200) -> str:
    return escape(printable(text, limit))


def article(scored: ScoredArticle, codebook: Codebook) -> RenderableType:
    """One article: what its own voice says on each axis, with the words, and what others say in it."""
    s = scored.score
    where = " · ".join(
        _clean(x, 60) for x in (s.outlet or s.id, s.date, f"{s.words} words", f"{s.sentences} sentences") if x
    )
    head = Text.from_markup(
        f"[bold]{where}[/bold]\n{_clean(s.title, 160)}" if s.title else f"[bold]{where}[/bold]"
    )
    table = Table(box=box.SIMPLE, pad_edge=False, show_edge=False)
    table.add_column("axis", no_wrap=True)
    table.add_column("own voice", no_wrap=True)
    table.add_column("its words", ratio=1, overflow="fold")
    table.add_column("reported", justify="right", no_wrap=True)
    table.add_column("quoted", justify="right", no_wrap=True)
    silent = []
    for axis in codebook.axes:
        a = s.axes[axis.id]
        if not (a.own.n or a.reported.n or a.quoted.n):
            silent.append(axis.id)
            continue
        first, second = axis.poles[0].id, axis.poles[1].id
        table.add_row(
            axis.id,
            _poles(a.own, first, second),
            _words(scored, axis.id, first),
            _numbers(a.reported, first, second),
            _numbers(a.quoted, first, second),
        )
    notes = []
    if silent:
        notes.append("not touched: " + ", ".join(silent))
    dropped = Counter(line.dropped for line in scored.lines if line.dropped)
    if dropped:
        notes.append(
            "left out as no part of the article: "
            + ", ".join(f"{n} × {r}" for r, n in sorted(dropped.items()))
        )
    notes += [f"note: {w}" for w in s.warnings]
    if s.no_features:
        notes.append("no score: the model knows no word of this text")
    return Group(head, table, *(Text(n, style="dim") for n in notes), Text(""))


def legend(codebook: Codebook) -> RenderableType:
    """How to read the columns of :func:`article`."""
    return Text.from_markup(
        f"[dim]Mentions per pole: [/dim][{FIRST}]first pole[/{FIRST}][dim] / [/dim][{SECOND}]second pole[/{SECOND}][dim] of the codebook “{_clean(codebook.title)}”. "
        "Own voice is the outlet's narration; reported and quoted words are others'. Counts describe wording, not quality.[/dim]\n"
    )


def _poles(v: VoiceScore, first: str, second: str) -> Text:
    parts = Text()
    for pole, style in ((first, FIRST), (second, SECOND)):
        n = v.mentions[pole]
        if n:
            parts.append(("  " if parts else "") + f"{pole} {n}", style=style)
    return parts or Text("–", style="dim")


def _numbers(v: VoiceScore, first: str, second: str) -> Text:
    if not v.n:
        return Text("–", style="dim")
    return Text.assemble((str(v.mentions[first]), FIRST), "/", (str(v.mentions[second]), SECOND))


def _words(scored: ScoredArticle, axis: str, first: str) -> Text:
    """The words behind the own-voice mentions of an axis, each once with how often."""
    counts: Counter[tuple[str, str]] = Counter()
    for c in scored.score.codings:
        if c.axis == axis and c.voice == "own":
            start, end = key_span(c)
            counts[printable(" ".join(scored.article.text[start:end].split()), 60), c.pole] += 1
    text = Text()
    for (words, pole), n in counts.items():
        text.append(
            ("; " if text else "") + f"“{words}”" + (f" ×{n}" if n > 1 else ""),
            style=FIRST if pole == first else SECOND,
        )
    return text


def comparison(summary: Summary) -> RenderableType:
    """The findings and one line per outlet and axis with own-voice mentions."""
    parts: list[RenderableType] = [
        Text(f.text + "\n", style="bold" if f.kind != "description" else "") for f in summary.findings
    ]
    table = Table(box=box.SIMPLE, pad_edge=False, title_justify="left")
    for column in ("axis", "outlet"):
        table.add_column(column, overflow="fold")
    for column in ("first / second pole", "share", "interval", "articles", "per 1,000 words"):
        table.add_column(column, justify="right", no_wrap=True)
    for axis in summary.axes:
        rows = [e for e in summary.outlets if e.axis == axis.id and e.voice == "own" and e.n_mentions]
        for k, e in enumerate(rows):
            table.add_row(
                f"{axis.id}\n[dim]{axis.poles[0].id} / {axis.poles[1].id}[/dim]" if k == 0 else "", _clean(e.outlet, 40),
                f"{e.mentions[axis.poles[0].id]} / {e.mentions[axis.poles[1].id]}", number(e.share),
                f"{e.interval[0]:.2f}–{e.interval[1]:.2f}" if e.interval else "–", f"{e.n_articles} of {e.articles}", f"{e.salience:.1f}",
                end_section=k == len(rows) - 1,
            )  # fmt: skip
    verdicts = Counter(p.verdict for p in summary.pairs)
    parts += [
        table,
        Text(
            "Pairs × axes: " + (", ".join(f"{n} {v}" for v, n in sorted(verdicts.items())) or "none"),
            style="dim",
        ),
    ]
    return Group(*parts)


def number(value: float | None) -> str:
    """Two decimals, or a dash where there is none."""
    return "–" if value is None else f"{value:.2f}"


def evaluation(e: Evaluation) -> RenderableType:
    """The four rows of every scheme and each pole beside the indicator list."""
    parts: list[RenderableType] = [Text(n, style="italic") for n in e.notes]
    for s in e.schemes:
        parts += [_rows(s), _poles_table(s)]
    if e.contrasts:
        total, right = sum(c.n_pairs for c in e.contrasts), sum(c.both_right for c in e.contrasts)
        by_axis = ", ".join(f"{c.axis} {c.both_right}/{c.n_pairs}" for c in e.contrasts)
        parts.append(Text(f"contrast pairs with both sides right: {right} of {total} ({by_axis})"))
    return Group(*parts)


def _rows(s: Scheme) -> Table:
    table = Table(
        box=box.SIMPLE,
        pad_edge=False,
        title=Text(printable(f"{s.name}: {s.n_sentences} sentences, {s.n_groups} groups", 120)),
        title_justify="left",
    )
    table.add_column("macro-F1 over poles", no_wrap=True)
    for column in ("any voice", "own voice", "voice agrees"):
        table.add_column(column, justify="right", no_wrap=True)
    for r in s.rows:
        table.add_row(
            Text(printable(r.name, 60)),
            *(
                f"{r.macro_f1[k]:.3f} ({r.interval[k][0]:.2f}–{r.interval[k][1]:.2f})"
                for k in ("any", "own", "agree")
            ),
        )
    table.caption = f"expected calibration error {s.ece:.4f}"
    return table


def _poles_table(s: Scheme) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False)
    for column in ("axis", "pole"):
        table.add_column(column, no_wrap=True)
    for column in ("n", "precision", "recall", "F1", "indicator list F1"):
        table.add_column(column, justify="right")
    for p in s.poles:
        table.add_row(
            Text(printable(p.axis, 60)),
            Text(printable(p.pole, 60)),
            str(p.n_gold),
            number(p.precision),
            number(p.recall),
            f"{p.f1:.2f}",
            f"{p.indicator_f1:.2f}",
        )
    return table


def agreement(found: Sequence[Agreement]) -> Table:
    """Krippendorff's alpha per axis and voice, with its reading."""
    table = Table(box=box.SIMPLE, pad_edge=False)
    for column in ("axis", "α", ".95 interval", "units", "reading"):
        table.add_column(column, justify="right" if column in {"α", "units"} else "left")
    for a in found:
        interval = f"{a.interval[0]:.2f}–{a.interval[1]:.2f}" if a.interval else "–"
        table.add_row(
            a.what,
            "undefined" if a.alpha is None else f"{a.alpha:.3f}",
            interval,
            str(a.n_units),
            a.undefined or a.reading,
        )
    return table
