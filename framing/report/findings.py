"""The few sentences that stand first in a report: what the rules allow to be said, or plainly that nothing can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from framing.comparison.contrasts import Pair
from framing.comparison.estimates import OutletEstimate
from framing.comparison.refusals import RULES

MOST = 5


class Finding(msgspec.Struct, frozen=True):
    """One sentence. ``kind``: ``difference``, ``no difference``, ``refusal`` or ``description``."""

    kind: str
    text: str
    axis: str = ""


class Names(NamedTuple):
    """What axes and poles are called: axis id → name, (axis id, pole id) → name."""

    axes: Mapping[str, str]
    poles: Mapping[tuple[str, str], str]


def findings(
    pairs: Sequence[Pair], estimates: Sequence[OutletEstimate], *, names: Names, corpus_size: int
) -> tuple[Finding, ...]:
    """At most five findings, differences first."""
    found = [
        _difference(p, p.difference if p.corrected is None else p.corrected, names.axes)
        for p in sorted(pairs, key=lambda p: -abs(p.difference or 0))
        if p.verdict.startswith("distinguishable") and p.difference is not None
    ]
    rest = _not_ordered(pairs, corpus_size)
    room = MOST - len(rest)
    if len(found) > room:
        more = f"{len(found) - room + 1:,} more pairs can be told apart; they are in the table of pairs."
        found = [*found[: room - 1], Finding("difference", more)]
    found += rest
    return (*found, *_described(estimates, names)[: MOST - len(found)])


def _not_ordered(pairs: Sequence[Pair], corpus_size: int) -> list[Finding]:
    """What has to stand beside the differences, however many there are: pairs that chance or the model's errors explain, pairs refused."""
    refused = [p for p in pairs if p.verdict == "refused"]
    if pairs and len(refused) == len(pairs):
        return [_all_refused(refused, corpus_size)]
    open_pairs = [p for p in pairs if p.verdict == "not distinguishable"]
    found = []
    if open_pairs:
        found.append(Finding("no difference", _open(pairs, open_pairs)))
    if refused:
        rule, n = Counter(r for p in refused for r in p.refusals).most_common(1)[0]
        text = f"{len(refused):,} of {len(pairs):,} comparisons are refused, because the data do not carry them; most often ({n:,}) {RULES[rule]}."
        found.append(Finding("refusal", text))
    return found


def _open(pairs: Sequence[Pair], open_pairs: Sequence[Pair]) -> str:
    """Of the comparisons that could be tested, those that chance explains and those that the model's errors could explain."""
    testable = sum(p.verdict != "refused" for p in pairs)
    doubtful = sum(p.doubtful for p in open_pairs)
    begins = "No difference can be asserted: of" if len(open_pairs) == testable else "Of"
    parts = [f"{len(open_pairs) - doubtful:,} show no difference beyond chance"]
    if doubtful:
        parts.append(
            f"{doubtful:,} differ by more than chance when each is taken by itself, but the model's errors could account for it"
        )
    ends = " Hand codings of a sample of articles would decide those." if doubtful else ""
    return f"{begins} {testable:,} comparison{'' if testable == 1 else 's'} that could be tested, {' and '.join(parts)}.{ends}"


def _difference(p: Pair, value: float, axes: Mapping[str, str]) -> Finding:
    """The corrected difference where hand codings gave one: the verdict rests on it, and its interval covers the model's errors."""
    low, high = (p.interval if p.corrected is None else p.corrected_interval) or (None, None)
    span = f", interval {low:+.2f} to {high:+.2f}" if low is not None and high is not None else ""
    within = f"compared within the same {p.strata}, {p.n_compared[0]} and {p.n_compared[1]} articles"
    return Finding(
        "difference",
        f"{axes[p.axis]}: {p.a} and {p.b} differ by {value:+.2f}{span} ({p.verdict}{'' if p.corrected is None else ', corrected by hand codings'}; {within}).",
        p.axis,
    )


def _all_refused(refused: Sequence[Pair], corpus_size: int) -> Finding:
    common = Counter(r for p in refused for r in p.refusals)
    every = [r for r in RULES if common[r] == len(refused)]
    if every:
        reason = "In every comparison: " + "; ".join(RULES[r] for r in every)
    else:
        rule = max(RULES, key=lambda r: common[r])
        reason = f"{common[rule]:,} of {len(refused):,} comparisons: {RULES[rule]}"
    return Finding(
        "refusal",
        f"No difference between outlets can be asserted from {'this article' if corpus_size == 1 else f'these {corpus_size:,} articles'}. {reason}.",
    )


def _described(estimates: Sequence[OutletEstimate], names: Names) -> list[Finding]:
    """The axes with the most own-voice mentions, as counts: what was written, without putting anybody in order."""
    by_axis: dict[str, list[OutletEstimate]] = {}
    for e in estimates:
        if e.voice == "own" and e.n_mentions:
            by_axis.setdefault(e.axis, []).append(e)
    most = sorted(by_axis, key=lambda axis: -sum(e.n_mentions for e in by_axis[axis]))[:3]
    rows = []
    for axis in most:
        mine = by_axis[axis]
        n = sum(e.n_mentions for e in mine)
        where = f"in {len(mine)} outlet{'' if len(mine) == 1 else 's'}"
        text = f"{names.axes[axis]}: {n:,} mention{'' if n == 1 else 's'} in own voice, {where} ({_counts(axis, mine, names)})."
        rows.append(Finding("description", text, axis))
    return rows


def _counts(axis: str, estimates: Sequence[OutletEstimate], names: Names) -> str:
    totals: Counter[str] = Counter()
    for e in estimates:
        totals.update(e.mentions)
    return ", ".join(f"{n:,} × {names.poles[axis, pole]}" for pole, n in totals.items() if n)
