"""A headless Chromium that opens files from disk and pages of a running server (``served``). Without one the tests are skipped, and say so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
Opened = Any
"""A page of Playwright."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    found = os.environ.get("FRAMING_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.skip("no Chromium: install it, or name it in FRAMING_CHROMIUM")
    with playwright.sync_playwright() as p:
        made = p.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield made
        made.close()


class Visit:
    """A page opened from disk: what it asked for, what it said, whether a payload fired."""

    def __init__(self, page: Opened) -> None:
        self.page = page
        self.requests: list[str] = []
        self.fired = 0
        page.on("request", lambda r: self.requests.append(r.url))
        page.on("dialog", lambda d: (self._fire(), d.dismiss()))
        page.context.expose_binding("fired", lambda _: self._fire())

    def _fire(self) -> None:
        self.fired += 1

    def open(self, path: Path) -> Opened:
        """Open a file and wait until it is there."""
        self.requests.clear()
        self.fired = 0
        self.page.goto(path.as_uri(), wait_until="load")
        return self.page


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Visit]]:
    """A fresh context for each visit; arguments are those of Playwright's ``new_context``."""
    contexts = []

    def new(**options: Any) -> Visit:
        contexts.append(browser.new_context(**options))
        return Visit(contexts[-1].new_page())

    yield new
    for c in contexts:
        c.close()
