"""The few sentences that stand first in a report: what the rules allow to be said, or plainly that nothing can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

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


def findings(
    pairs: Sequence[Pair],
    estimates: Sequence[OutletEstimate],
    *,
    axes_by_id: Mapping[str, str],
    corpus_size: int,
) -> tuple[Finding, ...]:
    """At most five findings, differences first."""
    found = [
        _difference(p, p.difference if p.corrected is None else p.corrected, axes_by_id)
        for p in sorted(pairs, key=lambda p: -abs(p.difference or 0))
        if p.verdict.startswith("distinguishable") and p.difference is not None
    ]
    rest = _not_ordered(pairs, corpus_size)
    room = MOST - len(rest)
    if len(found) > room:
        more = f"{len(found) - room + 1} more pairs can be told apart; they are in the table of pairs."
        found = [*found[: room - 1], Finding("difference", more)]
    found += rest
    return (*found, *_described(estimates, axes_by_id)[: MOST - len(found)])


def _not_ordered(pairs: Sequence[Pair], corpus_size: int) -> list[Finding]:
    """What has to stand beside the differences, however many there are: pairs that chance explains, pairs refused."""
    open_pairs = [p for p in pairs if p.verdict == "not distinguishable"]
    refused = [p for p in pairs if p.verdict == "refused"]
    if pairs and len(refused) == len(pairs):
        return [_all_refused(refused, corpus_size)]
    found = []
    if open_pairs:
        text = f"{len(open_pairs)} of {len(pairs)} comparisons show no difference beyond chance."
        found.append(Finding("no difference", text))
    if refused:
        text = f"{len(refused)} of {len(pairs)} comparisons are refused: the data do not carry them. The rules stand beside each."
        found.append(Finding("refusal", text))
    return found


def _difference(p: Pair, value: float, axes: Mapping[str, str]) -> Finding:
    """The corrected difference where hand codings gave one: the verdict rests on it, and its interval covers the model's errors."""
    low, high = (p.interval if p.corrected is None else p.corrected_interval) or (None, None)
    span = f", interval {low:+.2f} to {high:+.2f}" if low is not None and high is not None else ""
    return Finding(
        "difference",
        f"{axes[p.axis]}: {p.a} and {p.b} differ by {value:+.2f}{span} ({p.verdict}{'' if p.corrected is None else ', corrected by hand codings'}; compared within {p.strata}).",
        p.axis,
    )


def _all_refused(refused: Sequence[Pair], corpus_size: int) -> Finding:
    common = Counter(r for p in refused for r in p.refusals)
    every = [r for r in RULES if common[r] == len(refused)][:2]
    if every:
        reason = "In every comparison " + ", and ".join(RULES[r] for r in every)
    else:
        rule = max(RULES, key=lambda r: common[r])
        reason = f"In {common[rule]} of {len(refused)} comparisons {RULES[rule]}"
    return Finding(
        "refusal",
        f"No difference between outlets can be asserted from these {corpus_size} articles. {reason}.",
    )


def _described(estimates: Sequence[OutletEstimate], axes: Mapping[str, str]) -> list[Finding]:
    """The axes with the most own-voice mentions, as counts: what was written, without putting anybody in order."""
    totals: Counter[str] = Counter()
    by_axis: dict[str, list[OutletEstimate]] = {}
    for e in estimates:
        if e.voice == "own" and e.n_mentions:
            totals[e.axis] += e.n_mentions
            by_axis.setdefault(e.axis, []).append(e)
    rows = []
    for axis, n in totals.most_common(3):
        parts = [", ".join(f"{c} × {p}" for p, c in e.mentions.items() if c) for e in by_axis[axis]]
        listed = "; ".join(f"{e.outlet}: {p}" for e, p in list(zip(by_axis[axis], parts, strict=True))[:6])
        more = f"; and {len(parts) - 6} more outlets" if len(parts) > 6 else ""
        rows.append(Finding("description", f"{axes[axis]}: {n} own-voice mentions ({listed}{more}).", axis))
    return rows
