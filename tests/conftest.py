"""Shared by all tests: a tiny model about a park, which shows that no code knows the topic, and the model that ships."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from serving import Served

import framing
from framing.coding.codebook import Codebook
from framing.learning.model_folder import Model

# What lands is judged on the same examples every time; every other run looks for new ones.
hypothesis.settings.register_profile("landing", derandomize=True)
if os.environ.get("FRAMING_LANDING"):
    hypothesis.settings.load_profile("landing")

PARK = Path(__file__).parent / "fixtures" / "park"


@pytest.fixture(scope="session")
def park() -> Path:
    """The folder with the park's codebook.toml, labels.csv and contrasts.csv."""
    return PARK


@pytest.fixture(scope="session")
def park_book() -> Codebook:
    return framing.load_codebook(PARK / "codebook.toml")


@pytest.fixture(scope="session")
def park_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder trained on the whole park folder, with the evaluation on left-out outlets. Not to be written to."""
    folder = tmp_path_factory.mktemp("park") / "model"
    framing.save_model(framing.train([PARK], PARK / "codebook.toml", name="park"), folder)
    return folder


@pytest.fixture(scope="session")
def park_model(park_folder: Path) -> Model:
    return framing.load_model(park_folder)


@pytest.fixture(scope="session")
def shipped() -> Model:
    """The model that ships, for tests in which the words matter."""
    return framing.load_model()


@pytest.fixture
def served(tmp_path: Path, park: Path, park_folder: Path) -> Iterator[Served]:
    """``framing serve`` as a person starts it, with the park's model, codebook and labels."""
    made = Served(tmp_path / "project", "--model", str(park_folder), "--codebook", str(park / "codebook.toml"), "--labels", str(park))  # fmt: skip
    yield made
    made.stop()
