"""What the tests of this folder share: a guard against time that grows faster than the text."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from math import sqrt

import pytest

Growth = Callable[[Callable[[str], object], str], float]


@pytest.fixture
def growth() -> Growth:
    """How many times longer a function takes on a text of twice the size: 2 is linear, 4 quadratic.

    The fourth root of the factor for sixteen times the size, so that a busy machine does not make a line out of a square: it
    would have to take five times as long by chance, in each of five tries. The size is raised until one run takes long enough to
    be measured. Processor time, without garbage collection, which looks at everything else that the tests hold.
    """

    def measured(function: Callable[[str], object], text: str) -> float:
        started = time.process_time()
        function(text)
        return time.process_time() - started

    def ratio(function: Callable[[str], object], unit: str) -> float:
        text = unit * (500 // len(unit) + 1)
        gc.disable()
        try:
            while measured(function, text) < 0.005 and len(text) < 100_000:
                text *= 2
            ratios = []
            for _ in range(5):
                once = min(measured(function, text) for _ in range(3))
                ratios.append(measured(function, text * 16) / max(once, 1e-3))
                if ratios[-1] <= 25:
                    break
        finally:
            gc.enable()
        return sqrt(sqrt(min(ratios)))

    return ratio
