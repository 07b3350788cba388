"""In whose voice each word of a sentence stands: quotation marks win over paraphrase, paraphrase over narration.

A quotation of at most four words without a verb and without a speaker is a scare quote. The noun phrase that names
a speaker, and the verb, stay the outlet's own, unless they stand inside somebody else's paraphrase.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from framing.text.attribution import Attribution, attributions
from framing.text.clauses import Span
from framing.text.quotation import Quotation
from framing.text.tokens import CLAUSE_MARKS, Token, word_set
from framing.units import Voice

SCARE_TOKENS = 4
"""The most words that a scare quote may have; what is longer is speech or writing."""
MAX_TOKENS = 200
"""Tokens that are read for attributions at once. No sentence is longer; a table or a text without full stops may be,
and the time for reading one clause grows with the square of its length."""

_FINITE = word_set(
    """
    is are was were am has have had will would can could may might must should do does did don't won't can't isn't
    aren't wasn't i'm we're it's he's they're we'll i'll you're i we they he she it
    """
)
_NAMING = word_set("accused calls called dubbed branded labelled labeled")
_PRONOUNS = word_set("it he she they")
_PRONOUN_LINKS = word_set("which what who that as and")
_SENTENCE_ENDS = frozenset(".!?")
_CLAUSE_BREAKS = frozenset(";:—–")
_REACH = 8
"""Tokens between a speaker's verb and a short quotation that is still the speaker's."""


def voices(
    tokens: Sequence[Token], quotes: Sequence[Quotation], *, headline: bool = False
) -> tuple[list[Voice], tuple[Attribution, ...]]:
    """The voice of each token of a sentence, and the attributions found in it.

    ``quotes`` are the quotations of the text, in order; those outside the sentence do no harm.
    """
    inside = _covering(tokens, quotes)
    spoken: list[Voice] = []
    found: list[Attribution] = []
    for start in range(0, len(tokens), MAX_TOKENS):
        end = start + MAX_TOKENS
        read = attributions(tokens[start:end], [q is not None for q in inside[start:end]], headline=headline)
        spoken += _painted(tokens[start:end], inside[start:end], read)
        found += [_shifted(a, start) for a in read]
    return spoken, tuple(found)


def _covering(tokens: Sequence[Token], quotes: Sequence[Quotation]) -> list[Quotation | None]:
    """For each token the quotation that it stands in."""
    at = bisect_right(quotes, tokens[0].start, key=lambda q: q.end) if tokens else 0
    covering: list[Quotation | None] = []
    for token in tokens:
        while at < len(quotes) and quotes[at].end <= token.start:
            at += 1
        covering.append(quotes[at] if at < len(quotes) and quotes[at].start <= token.start else None)
    return covering


def _painted(
    tokens: Sequence[Token], inside: Sequence[Quotation | None], found: Sequence[Attribution]
) -> list[Voice]:
    painted: list[Voice] = ["own"] * len(tokens)
    for attribution in found:
        for a, b in attribution.contents:
            painted[a:b] = ["reported"] * len(painted[a:b])
    for attribution in found:
        if not _nested(attribution, found, tokens):
            for a, b in (attribution.cue, _own_clause(attribution, found)):
                painted[a:b] = ["own"] * len(painted[a:b])
    k = 0
    while k < len(tokens):
        quote = inside[k]
        end = k + 1
        while end < len(tokens) and inside[end] == quote:
            end += 1
        if quote is not None:
            voice: Voice = "scare" if _is_scare(quote, (k, end), tokens, inside, found) else "quoted"
            painted[k:end] = [voice] * (end - k)
        k = end
    return painted


def _nested(attribution: Attribution, others: Sequence[Attribution], tokens: Sequence[Token]) -> bool:
    """Whether an attribution is itself credited to somebody ("The paper said that the army claimed …")."""
    at = attribution.cue[0]
    for other in others:
        if other is attribution:
            continue
        for a, b in other.contents:
            if a <= at < b and (other.trails or not _same_speaker(tokens, a, at)):
                return True
    return False


def _same_speaker(tokens: Sequence[Token], start: int, at: int) -> bool:
    """Whether the verb at *at* is a second verb of who speaks from *start* on: "…, saying", "and added", "as it said"."""
    before = [t.form for t in tokens[max(start, at - 3) : at]]
    last, second = before[-1:], before[-2:-1]
    return (
        (tokens[at].form.endswith("ing") and last != ["of"])
        or last == ["and"]
        or (bool(second) and last[0] in _PRONOUNS and second[0] in _PRONOUN_LINKS)
        or "as" in before
    )


def _own_clause(attribution: Attribution, others: Sequence[Attribution]) -> Span:
    """The speaker's noun phrase, cut where it would reach back over another attribution's verb."""
    start, end = attribution.source
    for other in others:
        if other is not attribution and start <= other.cue[0] < end:
            start = other.cue[1]
    return start, end


def _is_scare(
    quote: Quotation,
    span: Span,
    tokens: Sequence[Token],
    inside: Sequence[Quotation | None],
    found: Sequence[Attribution],
) -> bool:
    """At most four words, no finite verb, nobody who says them."""
    members = [k for k in range(*span) if tokens[k].form not in CLAUSE_MARKS | {"'s"}]
    if not members or len(members) > SCARE_TOKENS or not quote.closed or quote.continued:
        return False
    if any(tokens[k].form in _FINITE for k in members):
        return False
    begins = span[0] == 0 or tokens[span[0] - 1].form in _SENTENCE_ENDS
    if begins and (span[1] == len(tokens) or tokens[span[1] - 1].form in _SENTENCE_ENDS):
        return False  # a sentence of its own: “Nobody listened.”
    first, last = members[0], members[-1]
    low = first
    while low > 0 and tokens[low - 1].form not in _CLAUSE_BREAKS | {","}:
        low -= 1
    high = last
    while high < len(tokens) - 1 and tokens[high + 1].form not in _CLAUSE_BREAKS and high - last < 6:
        high += 1
    for attribution in found:
        if any(a <= first < b for a, b in attribution.contents):
            return False
        if low <= attribution.cue[0] <= high or 0 <= first - attribution.cue[1] <= _REACH:
            return False
    return not any(
        tokens[k].form in _NAMING and inside[k] is None and not (k and tokens[k - 1].form == "so")
        for k in range(low, high + 1)
    )


def _shifted(attribution: Attribution, by: int) -> Attribution:
    (a, b), (c, d) = attribution.cue, attribution.source
    contents = tuple((start + by, end + by) for start, end in attribution.contents)
    return Attribution((a + by, b + by), (c + by, d + by), contents)
