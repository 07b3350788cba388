from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from framing.web.guard import REPORT_POLICY

ROWS = "\n".join(
    ["id,outlet,text", *(f"{o}{n},Paper {o},Workers felled tree number {n}." for o in "AB" for n in range(3))]
)


def wait(client: TestClient, id: str) -> dict[str, object]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        job = client.get(f"/api/jobs/{id}").json()
        if job["state"] not in {"waiting", "running"}:
            return dict(job)
        time.sleep(0.05)
    raise AssertionError("the job did not end")


def test_from_a_corpus_to_its_files(script: TestClient) -> None:
    begun = script.post("/api/compare?name=two papers.csv&by=month", content=ROWS.encode())
    assert begun.status_code == 202
    job = wait(script, begun.json()["id"])
    assert (job["state"], job["title"], job["errors"]) == ("done", "two papers.csv", [])
    assert job["files"] == ["report.html", "report.md", "summary.json", "tables.zip", "rejects.jsonl"]
    report = script.get(f"/jobs/{job['id']}/report")
    assert report.headers["content-security-policy"] == REPORT_POLICY
    saved = script.get(f"/api/jobs/{job['id']}/report.html")
    assert saved.content == report.content
    assert saved.headers["content-disposition"].startswith("attachment")
    summary = json.loads(script.get(f"/api/jobs/{job['id']}/summary.json").content)
    assert {o["outlet"] for o in summary["outlets"]} == {"Paper A", "Paper B"}
    assert script.get(f"/api/jobs/{job['id']}/corpus.csv").status_code == 404
    assert script.get(f"/api/jobs/{job['id']}/log.txt").status_code == 404
    assert [j["id"] for j in script.get("/api/jobs").json()] == [job["id"]]


@pytest.mark.parametrize(
    ("query", "body", "status", "words"),
    [
        ("name=a.exe", b"x", 422, '"a.exe" is none of'),
        ("name=a.csv", b"", 422, "the body is empty"),
        ("name=a.csv&model=none", b"x", 404, 'no model "none"'),
        ("name=a.csv&by=year", b"x", 422, "by"),
        ("name=a.csv&name=b.csv", b"x", 422, "more than once"),
        ("", b"x", 422, "name"),
        ("name=a.csv&more=1", b"x", 422, "more"),
    ],
)
def test_what_cannot_be_compared(
    script: TestClient, query: str, body: bytes, status: int, words: str
) -> None:
    answer = script.post(f"/api/compare?{query}", content=body)
    assert answer.status_code == status
    assert words in answer.json()["errors"][0]
    assert script.get("/api/jobs").json() == []


def test_a_form_without_a_file(browser: TestClient, bench: object) -> None:
    for file in (("", b""), ("a.csv", b"")):
        answer = browser.post("/compare", data={"model": ""}, files={"file": file})
        assert answer.status_code == 422
        assert "Choose a file that is not empty." in answer.text


def test_a_form_leaves_no_upload_behind(browser: TestClient, bench: object, tmp_path: Path) -> None:
    sent = browser.post("/compare", data={"model": "model"}, files={"file": ("../x.csv", ROWS.encode())})
    assert sent.status_code == 303
    job = wait(browser, sent.headers["location"].rpartition("/")[2])
    assert (job["state"], job["title"]) == ("done", "x.csv")
    assert list((tmp_path / "project" / "jobs").glob("*/upload")) == []
    assert len(list((tmp_path / "project" / "jobs").iterdir())) == 1
    shown = browser.get(sent.headers["location"]).text
    assert "6 articles of 2 outlets" in shown
    assert "x.csv" in browser.get("/compare").text
