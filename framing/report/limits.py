"""What every report says about itself: what the figures mean and what they must not be used for."""

from __future__ import annotations

from collections.abc import Sequence

from framing.coding.agreement import Agreement


def limits(agreement: Sequence[Agreement], *, n_outlets: int, codebook: str) -> tuple[str, ...]:
    """The limits as sentences, with the agreement of the coders that the figures rest on."""
    known = [a for a in agreement if a.alpha is not None and a.what != "voice"]
    voice = next((a for a in agreement if a.what == "voice" and a.alpha is not None), None)
    if known:
        low, high = min(a.alpha or 0 for a in known), max(a.alpha or 0 for a in known)
        coded = f"Krippendorff's α of {low:.2f} to {high:.2f} over the axes ({known[0].n_units} sentences, each coded twice, the second time without sight of the first)"
        if voice is not None:
            coded += f", {voice.alpha:.2f} for voice"
    else:
        coded = "coding whose agreement between coders has not been measured"
    outlets = "the outlet" if n_outlets == 1 else f"the {n_outlets} outlets"
    return (
        "This page describes how the sampled articles are worded. It says nothing about their accuracy, intent, quality or truth. Neither end of an axis is the correct, neutral or normal one.",
        "A wording can come from a style guide, the law, a translation, agency copy or the event itself; the figures do not tell which.",
        "Words inside quotation marks and words credited to a source are counted apart. They are not the outlet's own and do not enter its share.",
        f"The results hold for {outlets}, dates, language and events listed here, and for no others.",
        f"They rest on the codebook “{codebook}” and on {coded}. Agreement does not say who the coders were: the labels that come with this toolkit were written and coded by language models.",
        "The codings are made by a classifier. It errs, and not equally for every outlet. Intervals cover the choice of articles; they do not cover its errors unless a correction is stated.",
        "What is not marked as distinguishable is no order: an outlet that stands higher in a chart is not thereby shown to differ.",
        "Not for rating individual journalists, and not for restricting publication.",
    )
