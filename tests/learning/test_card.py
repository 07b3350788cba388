"""The card: every figure in it is one of the evaluation; what it is not for stands in it."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from framing.learning.card import card, scheme_table
from framing.learning.model_folder import Model


def test_card_is_the_one_in_the_folder(park_model: Model, park_folder: Path) -> None:
    assert (park_folder / "card.md").read_text(encoding="utf-8") == card(park_model)


def test_card_says_what_it_rests_on_and_what_it_is_not_for(park_model: Model) -> None:
    text = card(park_model)
    for part in (
        "# Model card: park", "“Wording in coverage of a park”, version 1", "60 labelled sentences", "seed 0",
        "Not for\n\nRating journalists, restricting publication", "A hash shows damage, not forgery", "Krippendorff's α",
        "| model |", "| indicator list |", "| outlet prior |", "| majority |", "### Leave outlets out: 60 sentences, 4 groups",
    ):  # fmt: skip
        assert part in text
    assert f"{park_model.manifest.n_candidates} candidates; {len(park_model.linear.vocabulary)} terms" in text
    assert park_model.manifest.labels_sha256["labels.csv"][:12] in text
    assert not re.search(r"\bbias(ed)?\b", text)


def test_figures_are_those_of_the_evaluation(park_model: Model) -> None:
    assert park_model.evaluation is not None
    for scheme in park_model.evaluation.schemes:
        table = scheme_table(scheme)
        for row in scheme.rows:
            assert (
                f"| {row.name} | {row.macro_f1['any']:.3f} ({row.interval['any'][0]:.2f}–{row.interval['any'][1]:.2f})"
                in table
            )
        for p in scheme.poles:
            assert f"| {p.axis} | {p.pole} | {p.n_gold} |" in table
        assert f"Expected calibration error {scheme.ece:.4f}." in table


def test_what_is_missing_is_a_dash(park_model: Model) -> None:
    assert park_model.evaluation is not None
    scheme = park_model.evaluation.schemes[0]
    silent = msgspec.structs.replace(scheme.poles[-1], precision=None, recall=None, average_precision=None)
    assert "| – | – | 0.00 | – |" in scheme_table(
        msgspec.structs.replace(scheme, poles=(msgspec.structs.replace(silent, f1=0.0),))
    )


def test_a_model_without_evaluation_has_a_card(park_model: Model) -> None:
    bare = Model(park_model.linear, park_model.codebook, park_model.manifest, None, frozenset(), "")
    assert "How good it is" not in card(bare)
