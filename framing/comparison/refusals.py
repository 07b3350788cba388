"""The rules under which two outlets are not put in order, each with the sentence that a report prints.

A refusal is a result: it says what the data cannot carry. The rules are numbered nowhere and named everywhere.
"""

from __future__ import annotations

import msgspec

MIN_ARTICLES = 8
MIN_MENTIONS = 20
MAX_HALF_WIDTH = 0.20
MIN_ALPHA = 0.667
MAX_DUPLICATES = 0.30


class Grounds(msgspec.Struct, frozen=True):
    """What the rules look at, for one pair of outlets on one axis."""

    articles: tuple[int, int]
    mentions: tuple[int, int]
    half_widths: tuple[float | None, float | None]
    shared_strata: int
    alpha: float | None
    alpha_known: bool
    model_f1: float | None
    indicator_f1: float | None
    own: float | None
    with_reported: float | None
    duplicates: tuple[float, float]
    corrected: bool


RULES: dict[str, str] = {
    "few-articles": f"too few articles (each outlet needs {MIN_ARTICLES} with a mention in what both covered)",
    "few-mentions": f"too few mentions (each outlet needs {MIN_MENTIONS} in its own voice)",
    "no-shared-stratum": "nothing to compare within (in no event, story or month do both have a mention)",
    "wide-interval": f"an outlet's interval wider than ± {MAX_HALF_WIDTH:.2f}",
    "low-agreement": f"coders agree too little on this axis (α below {MIN_ALPHA}), or it is not known how far they agree",
    "model-not-better": "the model was not shown to beat the codebook's word list on this axis, on outlets that it has not seen",
    "voice-sensitive": "the direction changes when reported speech is counted as well",
    "near-duplicates": f"more than {MAX_DUPLICATES:.0%} of the articles of one of the two are near-duplicates",
    "uncorrected": "the counts are not corrected for errors of the classifier, and it is not known how far these differ between outlets: give hand codings of a sample of articles",
}


def refusals(g: Grounds) -> tuple[str, ...]:
    """The rules that refuse this pair, in the order of :data:`RULES`; none means that nothing refuses it."""
    hold = {
        "few-articles": min(g.articles) < MIN_ARTICLES,
        "few-mentions": min(g.mentions) < MIN_MENTIONS,
        "no-shared-stratum": g.shared_strata == 0,
        "wide-interval": any(w is None or w > MAX_HALF_WIDTH for w in g.half_widths),
        "low-agreement": not g.alpha_known or (g.alpha is not None and g.alpha < MIN_ALPHA),
        "model-not-better": g.model_f1 is None or g.indicator_f1 is None or g.model_f1 <= g.indicator_f1,
        "voice-sensitive": g.own is not None and g.with_reported is not None and g.own * g.with_reported < 0,
        "near-duplicates": max(g.duplicates) > MAX_DUPLICATES,
        "uncorrected": not g.corrected,
    }
    return tuple(rule for rule in RULES if hold[rule])
