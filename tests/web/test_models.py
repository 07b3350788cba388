from __future__ import annotations

import time

import pytest
from starlette.testclient import TestClient

from framing.coding.project import Item, Mark
from framing.web.workbench import OWN, Workbench


def test_the_list_and_a_card(script: TestClient, bench: Workbench) -> None:
    listed = {m["name"]: m for m in script.get("/api/models").json()}
    assert list(listed) == ["model", "default"]
    assert listed["model"]["first"]
    assert 0 < listed["model"]["macro_f1"] <= 1
    assert listed["model"]["sentences"] == bench.model("model").manifest.n_sentences
    card = script.get("/api/models/model").json()["card"]
    assert card.startswith("# Model card: park")


def test_codings_of_the_project_are_labels_to_train_on(script: TestClient, bench: Workbench) -> None:
    assert script.get("/api/labels").json() == {"labels": [str(bench.label_sources()[0].path)]}
    bench.project.add([Item("a#1", "The warden felled a birch.")])
    bench.project.save(
        "a#1", "Ada", base=0, state="coded", marks=[Mark("tree-work", "felled", "own", 11, 17)]
    )
    assert script.get("/api/labels").json()["labels"][1:] == [OWN]
    labels = script.get("/api/labels").json()["labels"]
    begun = script.post("/api/train", json={"name": "mine", "labels": labels, "fast": True})
    assert begun.status_code == 202
    deadline = time.monotonic() + 90
    while (job := script.get(f"/api/jobs/{begun.json()['id']}").json())["state"] in {"waiting", "running"}:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert (job["state"], job["errors"], job["result"]) == ("done", [], {"model": "mine"})
    before, after = (script.get(f"/api/models/{m}").json()["model"]["sentences"] for m in ("model", "mine"))
    assert after == before + 1
    changes = script.get(f"/models/mine/changes?job={job['id']}").text
    assert "On 1 sentence of the queue" in changes
    assert script.get("/api/models/mine/changes?before=model").json()["new"] == "mine"
    again = script.post("/api/train", json={"name": "mine", "labels": labels})
    assert (again.status_code, again.json()["errors"]) == (
        422,
        ['There is a model "mine" already; choose another name.'],
    )


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        ({"name": "a b", "labels": ["x"]}, 422, "letters"),
        ({"name": "../up", "labels": ["x"]}, 422, "letters"),
        ({"name": "", "labels": ["x"]}, 422, "letters"),
        ({"name": "a" * 41, "labels": ["x"]}, 422, "letters"),
        ({"name": "default", "labels": ["x"]}, 422, "already"),
        ({"name": "new", "labels": []}, 422, "Choose at least one"),
        ({"name": "new", "labels": ["/etc/passwd"]}, 404, "no labels"),
        ({"name": "new", "labels": [OWN]}, 404, "no labels"),
        ({"name": "new", "labels": ["x"], "before": "none"}, 404, 'no model "none"'),
    ],
)
def test_what_is_not_trained(script: TestClient, asked: dict[str, object], status: int, words: str) -> None:
    answer = script.post("/api/train", json=asked)
    assert answer.status_code == status
    assert words in answer.json()["errors"][0]
    assert script.get("/api/jobs").json() == []


def test_a_form_with_something_wrong_comes_back_filled_in(browser: TestClient) -> None:
    answer = browser.post(
        "/models", data={"name": "<b>two words", "labels": ["none"], "before": "model", "fast": "on"}
    )
    assert answer.status_code == 422
    assert "&lt;b&gt;two words" in answer.text
    assert 'name="fast" checked' in answer.text


def test_no_two_trainings_take_one_name(script: TestClient, bench: Workbench) -> None:
    labels = script.get("/api/labels").json()["labels"]
    answers = [script.post("/api/train", json={"name": "twin", "labels": labels}) for _ in range(2)]
    assert [a.status_code for a in answers] == [202, 422]
    script.delete(f"/api/jobs/{answers[0].json()['id']}")
    assert script.post("/api/train", json={"name": "twin", "labels": labels}).status_code == 202


def test_a_damaged_model_is_listed_with_its_reason(script: TestClient, bench: Workbench) -> None:
    for name in ("broken", ".broken-1", "a b"):
        (bench.folder / "models" / name).mkdir()
        (bench.folder / "models" / name / "manifest.json").write_text("{}")
    listed = {m["name"]: m["error"] for m in script.get("/api/models").json()}
    assert set(listed) == {"model", "broken", "default"}
    assert listed["broken"]
    assert not listed["model"]


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_that_is_none(script: TestClient, seed: int) -> None:
    assert script.post("/api/train", json={"name": "x", "labels": [], "seed": seed}).status_code == 422
    assert script.post(f"/api/compare?name=a.csv&seed={seed}", content=b"x").status_code == 422
