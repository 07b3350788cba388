"""A short run of scripts/simulate.py: orders where there is none are rare, a difference is seen, and the control fails."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "simulate.py"


@pytest.fixture(scope="module")
def simulate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("simulate", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["simulate"] = module
    spec.loader.exec_module(module)
    return module


def scenario(simulate: ModuleType, name: str) -> Any:
    return next(s for s in simulate.SCENARIOS if s.name == name)


def test_no_difference_gives_no_order_though_events_are_confounded(simulate: ModuleType) -> None:
    """Eighty runs at .02 give more than six orders once in a thousand times; the control gives about twelve."""
    found = scenario(simulate, "no difference, events confounded")
    runs = [simulate.run(found, 5_000 + k) for k in range(80)]
    assert sum(r.ordered for r in runs) <= 6
    assert sum(r.unless for r in runs) <= 2
    assert sum(r.unstratified for r in runs) >= 5
    covered = [c for r in runs for c in r.covered]
    assert np.mean(covered) >= 0.88
    assert abs(np.mean([e for r in runs for e in r.errors])) < 0.03


def test_own_counts_taken_for_the_truth_order_outlets_that_are_alike(simulate: ModuleType) -> None:
    """The more articles, the surer: it is the classifier that differs. With hand codings or error rates there is no order."""
    found = scenario(simulate, "no difference, 200 articles each")
    runs = [simulate.run(found, 7_000 + k) for k in range(40)]
    assert sum(r.naive for r in runs) >= 4
    assert sum(r.ordered for r in runs) <= 4
    assert sum(r.unless for r in runs) <= 1


def test_a_difference_is_seen_and_never_the_wrong_way_round(simulate: ModuleType) -> None:
    found = scenario(simulate, "difference .5, 20 articles, all by hand")
    runs = [simulate.run(found, 6_000 + k) for k in range(40)]
    assert sum(r.ordered for r in runs) >= 30
    assert not any(r.wrong or r.unless_wrong for r in runs)


def test_a_large_difference_is_seen_without_hand_codings(simulate: ModuleType) -> None:
    found = scenario(simulate, "difference .9, 80 articles")
    runs = [simulate.run(found, 8_000 + k) for k in range(20)]
    assert sum(r.unless for r in runs) >= 12
    assert not any(r.unless_wrong for r in runs)


def test_intervals_cover_where_the_bootstrap_does_not(simulate: ModuleType) -> None:
    found = [simulate.covers(8, 0.95, 0.4, 9_000 + k) for k in range(200)]
    assert np.mean([c[0] for c in found]) >= 0.9
    assert np.mean([c[1] for c in found]) <= 0.65
