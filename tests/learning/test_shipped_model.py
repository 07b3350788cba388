"""The model that ships is the one that ``labels/`` and this code make."""

from __future__ import annotations

from pathlib import Path

import pytest

import framing
from framing.learning import training
from framing.learning.evaluation import INDICATORS, MODEL, OUTLETS_OUT
from framing.learning.model_folder import Model

ROOT = Path(__file__).parents[2]


def test_it_loads_and_its_probes_give_their_decisions(shipped: Model) -> None:
    """Loading replays the probes: it fails where the text or the features of this version cut words otherwise."""
    assert shipped.path == str(framing.default_model())
    assert len(shipped.manifest.probes) >= 20
    assert shipped.codebook.sha256 == framing.load_codebook().sha256


def test_it_was_trained_on_the_labels_that_lie_here(shipped: Model) -> None:
    assert shipped.manifest.labels_sha256 == training.label_hashes([ROOT / "labels"])


def test_every_pole_can_decide(shipped: Model) -> None:
    assert (shipped.linear.thresholds < 1).all()


def test_it_beats_the_indicator_list_on_outlets_it_has_not_seen(shipped: Model) -> None:
    scheme = shipped.evaluation.scheme(OUTLETS_OUT) if shipped.evaluation else None
    assert scheme is not None
    assert scheme.row(MODEL).interval["any"][0] > scheme.row(INDICATORS).macro_f1["any"]


@pytest.mark.slow
def test_training_again_gives_the_same_model(shipped: Model) -> None:
    """Without the evaluation on left-out outlets, which takes most of the time and changes no weight.

    To 1e-6 and not to the byte: another processor may add in another order.
    """
    again = framing.train(
        [ROOT / "labels"], name=shipped.manifest.name, seed=shipped.manifest.settings.seed, outlets_out=False
    )
    assert again.manifest.settings == shipped.manifest.settings
    assert again.linear.vocabulary == shipped.linear.vocabulary
    assert again.trained_on == shipped.trained_on
    for name in ("weights", "intercepts", "thresholds"):
        assert getattr(again.linear, name) == pytest.approx(getattr(shipped.linear, name), abs=1e-6, rel=0), (
            name
        )
