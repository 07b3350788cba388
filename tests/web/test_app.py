from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from framing.errors import ModelError
from framing.web.app import OPERATIONS, make_app
from framing.web.openapi import document
from framing.web.workbench import Workbench

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/score",
        "/compare",
        "/label",
        "/models",
        "/models/model",
        "/models/model/changes",
        "/codebook",
        "/api",
    ],
)
def test_every_page_opens(script: TestClient, path: str) -> None:
    answer = script.get(path)
    assert answer.status_code == 200
    assert answer.text.startswith("<!DOCTYPE html>")
    assert "<script>" not in answer.text
    assert not re.search(r"\sstyle=|\son\w+=", answer.text), "the policy forbids inline style and handlers"


def test_every_address_in_a_page_leads_somewhere(script: TestClient) -> None:
    seen, queue = set(), ["/"]
    while queue:
        path = queue.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = script.get(path)
        assert answer.status_code == 200, path
        if answer.headers["content-type"].startswith("text/html"):
            found = re.findall(r'(?:href|src)="(/[^"#]*)', answer.text)
            queue += [p.replace("&amp;", "&") for p in found]
    assert {"/score", "/compare", "/label", "/models", "/api/openapi.json", "/static/app.css"} <= seen


def test_what_is_not_there(script: TestClient) -> None:
    for path in (
        "/none",
        "/models/none",
        "/jobs/none",
        "/jobs/none/report",
        "/score/none",
        "/static/../app.py",
        "/static/x.css",
    ):
        assert script.get(path).status_code == 404, path
    assert script.get("/api/none").json() == {"errors": ["Not Found"]}
    assert script.delete("/api/score").status_code == 405


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%5c..", "default%2f..%2f..", "a\0b"]
)
def test_no_name_is_a_path(script: TestClient, name: str) -> None:
    for path in (
        f"/static/{name}",
        f"/models/{name}",
        f"/api/models/{name}",
        f"/api/jobs/x/{name}",
        f"/score/{name}",
    ):
        assert script.get(path.replace("\0", "%00")).status_code == 404
    asked = {"text": "The oak was felled.", "model": name}
    assert script.post("/api/score", json=asked).status_code == 404


def test_the_document_has_every_operation() -> None:
    made = json.loads(json.dumps(document(OPERATIONS)))
    ids = [o["operationId"] for path in made["paths"].values() for o in path.values()]
    assert sorted(ids) == sorted({o.id for o in OPERATIONS})
    named = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(made)))
    assert named <= set(made["components"]["schemas"])
    score = made["paths"]["/api/score"]["post"]
    assert set(score["responses"]) == {"200", "400", "401", "403", "404", "413", "415", "422", "507"}


def test_the_docs_name_every_operation() -> None:
    text = (ROOT / "docs" / "serve.md").read_text()
    assert [o.path for o in OPERATIONS if f"`{o.method} {o.path}`" not in text] == []


def test_the_document_is_served(script: TestClient) -> None:
    assert script.get("/api/openapi.json").json()["openapi"] == "3.1.0"


def test_without_the_token_nothing_is_shown(anybody: TestClient) -> None:
    for path in ("/", "/score", "/static/app.css", "/api/models", "/none"):
        answer = anybody.get(path)
        assert answer.status_code == 401
        assert "framing serve printed" in answer.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"text": 1}',
        b'{"text": "a", "more": 1}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"text":"\\ud800"}',
        b"NaN",
    ],
)
def test_a_body_that_cannot_be_read(script: TestClient, body: bytes) -> None:
    answer = script.post("/api/score", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in {400, 422}
    assert answer.json()["errors"]


def test_another_content_type(script: TestClient) -> None:
    assert script.post("/api/score", data={"text": "a"}).status_code == 415


def test_a_workbench_is_opened_twice(tmp_path: Path, park: Path, park_folder: Path, bench: Workbench) -> None:
    """Two servers on one project: what one stores, the other sees."""
    other = Workbench(bench.folder, model=park_folder, codebook=park / "codebook.toml")
    with TestClient(make_app(other, token="t", port=1), base_url="http://127.0.0.1:1") as client:
        assert client.get("/models", headers={"authorization": "Bearer t"}).status_code == 200


def test_a_disk_that_refuses_is_an_answer(script: TestClient, bench: Workbench) -> None:
    import shutil

    shutil.rmtree(bench.folder / "jobs")
    (bench.folder / "jobs").write_text("in the way")
    answer = script.post("/api/compare?name=a.csv", content=b"id,text\n1,a\n")
    assert answer.status_code == 507
    assert "jobs" in answer.json()["errors"][0]


def test_a_damaged_model_is_known_of_at_once(tmp_path: Path, park: Path) -> None:
    (tmp_path / "m").mkdir()
    with pytest.raises(ModelError):
        Workbench(tmp_path / "p", model=tmp_path / "m", codebook=park / "codebook.toml")
