from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import framing
from framing.report import records
from framing.units import Article
from framing.web.scoring import file_name
from framing.web.workbench import REMEMBERED, Workbench

TEXT = "Council felled the lime\n\nThe council felled the old lime by the gate on Monday. “They removed a dangerous tree,” said the mayor 🌳."
PAGE = "<!doctype html><html><body><article><h1>Storm</h1>" + "".join(f"<p>Workers felled the tree number {n} near the gate of the park on Monday.</p>" for n in range(9)) + "</article></body></html>"  # fmt: skip


def send(browser: TestClient, text: str = "", file: tuple[str, bytes] | None = None, **more: str):  # type: ignore[no-untyped-def]
    files = {"file": file} if file else {"file": ("", b"")}
    return browser.post("/score", data={"text": text, **more}, files=files)


def test_from_pasted_text_to_the_marked_article(browser: TestClient, bench: Workbench) -> None:
    sent = send(browser, TEXT, outlet="Elm Gazette")
    assert sent.status_code == 303
    shown = browser.get(sent.headers["location"])
    assert shown.status_code == 200
    assert "<mark>felled</mark>" in shown.text
    assert 'class="v-quoted"' in shown.text
    assert "Elm Gazette" in shown.text
    saved = browser.get(sent.headers["location"] + "/scores.json")
    assert saved.headers["content-disposition"] == 'attachment; filename="council-felled-the-lime.json"'
    expected = next(framing.score(bench.model(), [Article("pasted text", TEXT, outlet="Elm Gazette")]))
    assert json.loads(saved.content)["articles"] == [
        json.loads(records.dump(records.article_record(expected)))
    ]
    page = browser.get(sent.headers["location"] + "/article.html")
    assert page.text.startswith("<!DOCTYPE html>")
    assert "sandbox" in page.headers["content-security-policy"]


def test_a_dropped_page(browser: TestClient) -> None:
    sent = send(browser, file=("storm.html", PAGE.encode()))
    assert sent.status_code == 303, sent.text
    assert "Workers" in browser.get(sent.headers["location"]).text


@pytest.mark.parametrize(
    ("text", "file", "words"),
    [
        ("", None, "Paste a text or choose a file."),
        ("  \n ", None, "Paste a text or choose a file."),
        ("A text.", ("a.txt", b"Another."), "There is a text and a file"),
        ("", ("a.txt", b"\x00\xff\xfe\x01" * 40), "a.txt"),
        ("", ("a.html", b""), "a.html is empty."),
    ],
)
def test_what_is_wrong_is_said_and_the_text_kept(browser: TestClient, text: str, file: tuple[str, bytes] | None, words: str) -> None:  # fmt: skip
    answer = send(browser, text, file)
    assert answer.status_code == 422
    assert words in answer.text
    assert text.strip() in answer.text


def test_the_interface_gives_what_the_command_writes(script: TestClient, bench: Workbench) -> None:
    answer = script.post(
        "/api/score", json={"text": TEXT, "outlet": "Elm Gazette", "id": "lime", "date": "2024-05-01"}
    ).json()
    expected = next(framing.score(bench.model(), [Article("lime", TEXT, "Elm Gazette", "2024-05-01")]))
    assert answer["articles"] == [json.loads(records.dump(records.article_record(expected)))]
    assert answer["model"] == records.model_record(bench.model())


def test_either_text_or_html(script: TestClient) -> None:
    for asked in ({}, {"text": "", "html": " "}, {"text": "a", "html": "<p>a"}):
        assert script.post("/api/score", json=asked).status_code == 422
    assert script.post("/api/score", json={"html": PAGE}).json()["articles"][0]["sentences"] >= 9


def test_results_are_forgotten_in_order(bench: Workbench, browser: TestClient) -> None:
    scored = next(framing.score(bench.model(), [Article("a", TEXT)]))
    ids = [bench.remember("model", bench.model(), scored) for _ in range(REMEMBERED + 3)]
    assert [bench.scored(i) is None for i in ids[:4]] == [True, True, True, False]
    answer = browser.get(f"/score/{ids[0]}")
    assert answer.status_code == 404
    assert "Score the text again" in answer.text


@pytest.mark.parametrize(
    "name",
    [
        "../../x.txt",
        "C:\\x\\y.html",
        "",
        ".txt",
        "a" * 300 + ".txt",
        "\u202etxt.exe",
        "con\0.txt",
        "😀.txt",
        "a/b",
        "..",
        "x.HTML",
    ],
)
def test_a_name_is_one_file_name(name: str) -> None:
    made = file_name(name)
    assert Path(made).name == made
    assert made not in {"", ".", ".."}
    assert len(made) <= 110
    assert made.isprintable()


def test_a_table_is_for_the_other_page(browser: TestClient) -> None:
    table = b"id,text\na,The oak was felled.\nb,The lime was felled.\n"
    answer = send(browser, file=("two.csv", table))
    assert answer.status_code == 422
    assert "two.csv: holds 2 articles; this page takes one, Compare takes many" in answer.text


def test_the_form_offers_the_model_that_was_asked_for(
    browser: TestClient, bench: Workbench, park: Path
) -> None:
    quick = framing.train([park], park / "codebook.toml", name="quick", outlets_out=False)
    framing.save_model(quick, bench.folder / "models" / "aaa")
    plain = browser.get("/score").text
    assert '<option value="model" selected>model</option>' in plain
    assert '<option value="aaa">aaa (quick: comparisons are refused)</option>' in plain
    assert '<option value="aaa" selected>' in browser.get("/score?model=aaa").text
    assert '<option value="model" selected>' in browser.get("/compare").text


def test_what_was_scored_is_listed(browser: TestClient) -> None:
    assert "Scored so far" not in browser.get("/score").text
    send(browser, TEXT, outlet="Elm <b>Gazette")
    listed = browser.get("/score").text
    assert "Council felled the lime" in listed
    assert "Elm &lt;b&gt;Gazette" in listed


def test_a_model_that_is_damaged(script: TestClient, bench: Workbench) -> None:
    broken = bench.folder / "models" / "broken"
    broken.mkdir()
    (broken / "manifest.json").write_text("{}")
    assert script.post("/api/score", json={"text": "a", "model": "broken"}).status_code == 422
    listing = script.get("/models")
    assert listing.status_code == 200
    assert "Cannot be loaded" in listing.text


def test_a_score_stays_with_the_model_that_made_it(browser: TestClient, bench: Workbench, park: Path) -> None:
    import shutil

    mine = bench.folder / "models" / "mine"
    framing.save_model(framing.train([park], park / "codebook.toml", name="mine", outlets_out=False), mine)
    made = bench.model("mine").sha256
    place = send(browser, TEXT, model="mine").headers["location"]
    shutil.rmtree(bench.folder / "models")
    for path in (place, place + "/article.html", place + "/scores.json", "/score", "/models", "/compare"):
        assert browser.get(path).status_code == 200, path
    assert browser.get(place + "/scores.json").json()["model"]["sha256"] == made


def test_a_long_text_and_a_long_name(browser: TestClient) -> None:
    assert send(browser, "The oak was felled. " * 60_000).status_code == 303
    assert send(browser, file=("報" * 100 + ".html", PAGE.encode())).status_code == 303


def test_a_text_that_the_reader_gives_up_on(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: object) -> None:
        raise TimeoutError("regex timed out")

    monkeypatch.setattr("framing.web.scoring.scored", late)
    answer = send(browser, TEXT)
    assert answer.status_code == 422
    assert "takes too long" in answer.text
    refused = browser.post("/api/score", json={"text": TEXT})
    assert (refused.status_code, refused.json()["errors"]) == (
        422,
        ["this takes too long to be read; is it running text?"],
    )
