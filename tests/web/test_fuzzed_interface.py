"""Schemathesis asks a running server whatever its OpenAPI document allows, and what it does not: no answer may be a 5xx."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance
from serving import Served

from framing.web.app import OPERATIONS
from framing.web.openapi import document

SCHEMA = schemathesis.openapi.from_dict(document(OPERATIONS))


@pytest.fixture(scope="module")
def served_once(tmp_path_factory: pytest.TempPathFactory, park: Path, park_folder: Path) -> Iterator[Served]:
    made = Served(
        tmp_path_factory.mktemp("fuzzed"),
        "--model",
        str(park_folder),
        "--codebook",
        str(park / "codebook.toml"),
    )
    yield made
    made.stop()


NAMES = [(o.method, o.path) for o in OPERATIONS]


@pytest.mark.parametrize(("method", "path"), NAMES, ids=[f"{m} {p}" for m, p in NAMES])
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda m: m.value)
def test_no_request_breaks_it(method: str, path: str, mode: GenerationMode, served_once: Any) -> None:
    operation = SCHEMA[path][method]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    def ask(case: Any) -> None:
        response = case.call(
            base_url=served_once.address, headers={"Authorization": f"Bearer {served_once.token}"}
        )
        checks = [not_a_server_error, status_code_conformance, response_schema_conformance]
        case.validate_response(response, checks=checks)

    ask()


def test_a_server_that_breaks_is_found_out() -> None:
    """The control: without it, the test above could pass because nothing is ever checked."""

    class Broken(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(500)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    with http.server.HTTPServer(("127.0.0.1", 0), Broken) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        case = SCHEMA["/api/jobs"]["GET"].Case()
        response = case.call(base_url=f"http://127.0.0.1:{server.server_port}")
        with pytest.raises(FailureGroup, match="Server error"):
            case.validate_response(response, checks=[not_a_server_error])
