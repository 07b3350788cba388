"""The model card: what a model is, what it is for, how good it is beside what it has to beat, what it rests on."""

from __future__ import annotations

from framing.learning.evaluation import Evaluation, Scheme
from framing.learning.model_folder import Model


def card(model: Model) -> str:
    """The card as Markdown. Every figure in it comes from the model's own evaluation."""
    m, book = model.manifest, model.codebook
    parts = [
        f"# Model card: {m.name}\n",
        f"Codes sentences of news on the {len(book.axes)} axes of the codebook “{book.title}”, version {book.version}: which of two wordings a sentence "
        "uses, and in whose voice. A list of words learned from the labels proposes candidates; TF-IDF over the words, actors and indicator expressions around each, one logistic regression per pole, decides. Every decision is a sum of named terms (`terms.tsv`).\n",
        "## For\n\nDescribing how sampled articles are worded, comparing outlets with intervals, pre-coding for human coders.\n",
        "## Not for\n\nRating journalists, restricting publication, deciding whether a text is true, fair or slanted. No pole is the correct one.\n",
        f"## Trained on\n\n{m.n_sentences} labelled sentences, {m.n_candidates} candidates; {len(model.linear.vocabulary)} terms; seed {m.settings.seed}. "
        "Label files: "
        + ", ".join(f"`{k}` ({v[:12]})" for k, v in m.labels_sha256.items())
        + f". Codebook {m.codebook_sha256[:12]}.\n",
    ]
    if model.evaluation is not None:
        parts.append(_evaluation(model.evaluation))
    parts.append("## Limits\n\nEnglish; one topic; labels written for this project, with two coders for a part of them. The classifier errs, and not equally for every outlet. "
                 "A hash shows damage, not forgery.\n")  # fmt: skip
    return "\n".join(parts)


def _evaluation(e: Evaluation) -> str:
    parts = [
        "## How good it is\n\nF1 is the mean over poles, with a .95 interval from resampling groups. “Voice agrees” counts a coding only when its voice is right as well.\n"
    ]
    parts += [scheme_table(s) for s in e.schemes]
    if e.contrasts:
        rows = [f"| {c.axis} | {c.n_pairs} | {c.both_right} | {_share(c.share)} |" for c in e.contrasts]
        parts.append(
            "### Contrast pairs\n\n| axis | pairs | both sides right | share |\n|---|---|---|---|\n"
            + "\n".join(rows)
            + "\n"
        )
    if e.agreement:
        rows = [
            f"| {a.what} | {a.alpha:.3f} | {a.interval[0]:.2f}–{a.interval[1]:.2f} | {a.n_units} |"
            if a.alpha is not None and a.interval is not None
            else f"| {a.what} | undefined | | {a.n_units} |"
            for a in e.agreement
        ]
        parts.append(
            "### Agreement of coders\n\nKrippendorff's α, sentences coded by two coders independently.\n\n| axis | α | .95 interval | n |\n|---|---|---|---|\n"
            + "\n".join(rows)
            + "\n"
        )
    return "\n".join(parts)


def scheme_table(s: Scheme) -> str:
    """One scheme as Markdown: the four rows, calibration, each pole."""
    rows = [
        f"| {r.name} | {r.macro_f1['any']:.3f} ({r.interval['any'][0]:.2f}–{r.interval['any'][1]:.2f}) | {r.macro_f1['own']:.3f} | {r.macro_f1['agree']:.3f} |"
        for r in s.rows
    ]
    poles = [
        f"| {p.axis} | {p.pole} | {p.n_gold} | {_share(p.precision)} | {_share(p.recall)} | {p.f1:.2f} | {_share(p.average_precision)} | {p.indicator_f1:.2f} |"
        for p in s.poles
    ]
    return (
        f"### {s.name[0].upper() + s.name[1:]}: {s.n_sentences} sentences, {s.n_groups} groups\n\n| | any voice | own voice | voice agrees |\n|---|---|---|---|\n"
        + "\n".join(rows)
        + f"\n\nExpected calibration error {s.ece:.4f}.\n\n| axis | pole | n | precision | recall | F1 | average precision | indicator list F1 |\n|---|---|---|---|---|---|---|---|\n"
        + "\n".join(poles)
        + "\n"
    )


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
