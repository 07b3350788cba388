"""The summary of a comparison as Markdown: findings, shares, pairs that were not refused, limits, provenance.

For a text that others edit. Names from outside are escaped, so that none of them becomes a link, a heading or markup.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from framing.report.figures import counted, dates, interval, p_value, share, signed, signed_interval
from framing.report.names import STRATA_NAMES
from framing.report.summary import Summary
from framing.report.svg import clean

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_BEGINS = re.compile(r"^([-+=]|\d+(?=[.)]))")


def comparison_markdown(s: Summary) -> str:
    """The summary as one Markdown text. What is cut for length is in the JSON and the CSV."""
    t = s.totals
    parts = [
        f"# {escaped(s.title)}",
        f"{counted(t.articles, 'article')} with {counted(t.words, 'word')} from {counted(t.outlets, 'outlet')}, {escaped(dates(t))}.",
        "## Findings",
        *(escaped(f.text) for f in s.findings),
        *(part for axis in s.axes for part in _axis(s, axis.id)),
        *_pairs(s),
        "## Limits",
        "\n".join(f"- {escaped(line)}" for line in s.limits),
        "## Provenance",
        _provenance(s),
    ]
    return "\n\n".join(p for p in parts if p) + "\n"


def escaped(text: str) -> str:
    """*text* on one line, with every mark that Markdown would read as its own escaped.

    >>> print(escaped("- a | [b](c)\\n# d"))
    \\- a \\| \\[b\\](c) \\# d
    """
    line = _MARKS.sub(r"\\\1", clean(" ".join(text.split())))
    return _BEGINS.sub(lambda m: f"{m[1][:-1]}\\{m[1][-1]}" if m[1][0] in "-+=" else f"{m[1]}\\", line)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _axis(s: Summary, axis_id: str) -> list[str]:
    axis = next(a for a in s.axes if a.id == axis_id)
    first, second = axis.poles
    own = [e for e in s.outlets if e.axis == axis_id and e.voice == "own" and e.n_mentions]
    head = [f"## {escaped(axis.name)}", escaped(axis.question)]
    if not own:
        return [*head, "No outlet makes this choice in its own voice in these articles."]
    rows = [
        [escaped(e.outlet), f"{e.mentions[first.id]} : {e.mentions[second.id]}", share(e.share), interval(e.interval), f"{e.n_articles} of {e.articles}", f"{e.salience:.1f}"]
        for e in own
    ]  # fmt: skip
    header = ["Outlet", f"{escaped(first.name)} : {escaped(second.name)}", "Share", "95% interval", "Articles", "Per 1,000 words"]  # fmt: skip
    return [*head, _table(header, rows), _groups(s, axis_id)]


def _groups(s: Summary, axis_id: str) -> str:
    sets = next((g.sets for g in s.groups if g.axis == axis_id), ())
    if sets is None:
        return "The sets of outlets that cannot be told apart are too many to list."
    if len(sets) < 2:
        return f"No two of these {counted(len(sets[0]), 'outlet')} can be told apart." if sets and len(sets[0]) > 1 else ""  # fmt: skip
    listed = "\n".join("- " + ", ".join(map(escaped, one)) for one in sets)
    return f"Outlets that cannot be told apart, each line one set:\n\n{listed}"


def _pairs(s: Summary) -> list[str]:
    if not s.pairs:
        return []
    names = {a.id: a.name for a in s.axes}
    verdicts = Counter(p.verdict for p in s.pairs)
    rows = [
        [escaped(names[p.axis]), escaped(p.a), escaped(p.b), signed(p.difference), signed_interval(p.interval), signed(p.corrected), signed_interval(p.corrected_interval), p_value(p.p_adjusted), STRATA_NAMES.get(p.strata, p.strata), p.verdict]
        for p in s.pairs
        if p.verdict != "refused"
    ]  # fmt: skip
    header = ["Axis", "a", "b", "a − b", "95% interval", "corrected", "95% interval", "p, corrected", "Within", "Verdict"]  # fmt: skip
    return [
        "## Pairs of outlets",
        ", ".join(f"{n:,} {verdict}" for verdict, n in sorted(verdicts.items())) + ".",
        _table(header, rows) if rows else "",
    ]


def _provenance(s: Summary) -> str:
    p = s.provenance
    facts = {
        "Command": p.command, "Made": p.made, "Version": f"framing {p.framing}", "Articles": f"{' '.join(p.corpus)} {p.corpus_sha256}",
        "Model": f"{p.model} {p.model_sha256}", "Codebook": f"{p.codebook} {p.codebook_sha256}", "Labels": counted(p.labels, "sentence"),
    }  # fmt: skip
    return "\n".join(f"- {name}: {escaped(value)}" for name, value in facts.items() if value)
