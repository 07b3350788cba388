"""The app over a project about a park, asked without a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from framing.web.app import make_app
from framing.web.workbench import Workbench

TOKEN = "a-token-for-tests"
PORT = 8765


@pytest.fixture
def bench(tmp_path: Path, park: Path, park_folder: Path) -> Iterator[Workbench]:
    """A project with the park's model, codebook and labels."""
    made = Workbench(tmp_path / "project", model=park_folder, codebook=park / "codebook.toml", labels=[park])
    yield made
    made.close()


@pytest.fixture
def anybody(bench: Workbench) -> Iterator[TestClient]:
    """Somebody without the token."""
    with TestClient(
        make_app(bench, token=TOKEN, port=PORT), base_url=f"http://127.0.0.1:{PORT}", follow_redirects=False
    ) as client:
        yield client


@pytest.fixture
def script(anybody: TestClient) -> TestClient:
    """A script that has the token."""
    anybody.headers["authorization"] = f"Bearer {TOKEN}"
    return anybody


@pytest.fixture
def browser(anybody: TestClient) -> TestClient:
    """A browser that opened the link: it has the cookie, and sends its origin."""
    assert anybody.get(f"/?token={TOKEN}").status_code == 303
    anybody.headers["origin"] = f"http://127.0.0.1:{PORT}"
    return anybody
