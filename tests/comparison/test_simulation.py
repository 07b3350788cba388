"""A short run of scripts/simulate.py: orders where there is none are rare, a difference is seen, and the control fails."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

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


def test_no_difference_gives_no_order_though_events_are_confounded(simulate: ModuleType) -> None:
    """Eighty runs at .016 give more than five orders once in a thousand times; the control gives about sixteen."""
    runs = [simulate.run(simulate.SCENARIOS[2], 5_000 + k) for k in range(80)]
    assert sum(r.ordered for r in runs) <= 5
    assert sum(r.unstratified for r in runs) >= 8
    covered = [c for r in runs for c in r.covered]
    assert np.mean(covered) >= 0.88
    assert abs(np.mean([e for r in runs for e in r.errors])) < 0.03


def test_a_difference_is_seen_and_never_the_wrong_way_round(simulate: ModuleType) -> None:
    runs = [simulate.run(simulate.SCENARIOS[6], 6_000 + k) for k in range(40)]
    assert sum(r.ordered for r in runs) >= 30
    assert not any(r.wrong for r in runs)
