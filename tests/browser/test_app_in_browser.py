"""framing serve as people use it: score, compare, train in a browser; by keyboard; with payloads; from another origin."""

from __future__ import annotations

import http.server
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from payloads import PAYLOADS, VECTORS

pytestmark = pytest.mark.browser

TEXT = "Council felled the lime\n\nThe council felled the old lime by the gate on Monday. “They removed a dangerous tree,” said the mayor."
PATHS = (
    "/",
    "/score",
    "/compare",
    "/label",
    "/models",
    "/models/model",
    "/models/model/changes",
    "/codebook",
    "/api",
)


def opened(served: Any, visit: Callable[..., Any], **options: Any) -> tuple[Any, Any]:
    seen = visit(**options)
    seen.page.goto(served.link)
    seen.page.set_default_timeout(30_000)
    return seen, seen.page


def test_the_link_opens_the_app_and_the_token_leaves_the_address(
    served: Any, visit: Callable[..., Any]
) -> None:
    _, page = opened(served, visit)
    assert page.url == served.address + "/"
    page.reload()
    assert page.title() == "How outlets word the same story · framing"
    stranger = visit().page
    stranger.goto(served.address + "/score")
    assert "open the link" in stranger.inner_text("body")


def test_from_a_pasted_text_to_the_marked_article_by_keyboard(served: Any, visit: Callable[..., Any]) -> None:
    _, page = opened(served, visit)
    focus(page, "nav a", "Score")
    page.keyboard.press("Enter")
    page.wait_for_url("**/score")
    focus(page, "textarea")
    page.keyboard.insert_text(TEXT)
    focus(page, "input#outlet")
    page.keyboard.type("Elm Gazette")
    page.keyboard.press("Enter")
    page.wait_for_url("**/score/*")
    assert page.inner_text("h1") == "Council felled the lime"
    assert page.locator("mark").all_inner_texts()[:2] == ["felled", "felled"]
    assert page.locator(".v-quoted").first.is_visible()
    with page.expect_download() as saved:
        page.get_by_text("Download as JSON").click()
    articles = json.loads(saved.value.path().read_text())["articles"]
    assert articles[0]["outlet"] == "Elm Gazette"
    with page.expect_download() as saved:
        page.get_by_text("Download as HTML").click()
    assert "Elm Gazette" in saved.value.path().read_text()


def focus(page: Any, selector: str, words: str = "") -> None:
    """Go there by the tabulator alone."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(
            "([s, w]) => document.activeElement.matches(s) && document.activeElement.innerText.includes(w)", [selector, words]
        ):  # fmt: skip
            return
    raise AssertionError(f"no way to {selector} {words} by keyboard")


def test_a_dropped_page_is_scored(served: Any, visit: Callable[..., Any]) -> None:
    _, page = opened(served, visit)
    page.goto(served.address + "/score")
    html = "<!doctype html><body><article><h1>Storm</h1>" + "".join(
        f"<p>Workers felled tree number {n} by the gate on Monday.</p>" for n in range(8)
    )
    page.evaluate(
        """html => {
            const data = new DataTransfer();
            data.items.add(new File([html], "storm.html", {type: "text/html"}));
            document.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        html,
    )
    page.get_by_role("button", name="Score").click()
    page.wait_for_url("**/score/*")
    assert page.locator("mark").count() >= 8


def test_from_a_dropped_corpus_to_the_report(served: Any, visit: Callable[..., Any], tmp_path: Path) -> None:
    rows = [
        f"{o}{n},Paper {o},Workers felled the old tree number {n} by the gate of the park."
        for o in "AB"
        for n in range(9)
    ]
    corpus = tmp_path / "two papers.csv"
    corpus.write_text("\n".join(["id,outlet,text", *rows, "bad,Paper C,"]) + "\n")
    _, page = opened(served, visit)
    page.goto(served.address + "/compare")
    page.set_input_files("#file", corpus)
    page.get_by_role("button", name="Compare", exact=True).click()
    page.wait_for_url("**/jobs/*")
    page.get_by_text("Open the report").wait_for()
    assert "18 articles of 2 outlets" in page.inner_text("main")
    assert "1 row could not be read" in page.inner_text("main")
    page.get_by_text("Open the report").click()
    page.wait_for_url("**/report")
    assert "Paper A" in page.inner_text("body")
    assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none", "its style sheet is allowed"
    page.go_back()
    with page.expect_download() as saved:
        page.get_by_text("summary.json").click()
    assert len(json.loads(saved.value.path().read_text())["outlets"]) > 0


def test_a_model_is_trained_and_scores(served: Any, visit: Callable[..., Any]) -> None:
    _, page = opened(served, visit)
    page.goto(served.address + "/models")
    page.fill("#name", "mine")
    page.get_by_label("Quick").check()
    page.get_by_role("button", name="Train").click()
    page.get_by_text("What changed").click()
    page.wait_for_url("**/models/mine/changes**")
    assert page.inner_text("h1") == "mine beside park"
    answer = served.ask("/api/score", {"text": TEXT, "model": "mine"})
    assert answer["model"]["name"] == "mine"
    page.goto(served.address + "/models")
    page.fill("#name", "mine")
    page.get_by_role("button", name="Train").click()
    assert "already" in page.get_by_role("alert").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1200])
def test_axe_finds_nothing(scheme: str, width: int, served: Any, visit: Callable[..., Any]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    _, page = opened(served, visit, color_scheme=scheme, viewport={"width": width, "height": 900})
    for path in (*PATHS, "/nothing"):
        page.goto(served.address + path)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found = axe.Axe().run(page).response["violations"]
        assert [(path, v["id"], v["nodes"][0]["html"][:120], len(v["nodes"])) for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_nothing_is_asked_of_the_outside_and_nothing_is_blocked(
    served: Any, visit: Callable[..., Any]
) -> None:
    seen, page = opened(served, visit)
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text))
    for path in PATHS:
        page.goto(served.address + path)
    assert [r for r in seen.requests if not r.startswith((served.address, "data:"))] == []
    assert said == []


def test_two_hundred_payloads_are_inert(served: Any, visit: Callable[..., Any], tmp_path: Path) -> None:
    """In a pasted text, an outlet, a title, a file's name, a corpus and its report."""
    seen, page = opened(served, visit)
    text = TEXT + "\n\n" + "\n\n".join(f"Workers felled {p} on Monday, the mayor said." for p in PAYLOADS)
    page.goto(served.address + "/score")
    page.fill("#text", text)
    page.fill("#outlet", PAYLOADS[0] + PAYLOADS[21])
    page.get_by_role("button", name="Score").click()
    page.wait_for_url("**/score/*")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.wait_for_timeout(200)
    assert seen.fired == 0
    assert "onerror=fired()" in page.inner_text("main"), "they are there, as text"
    name = f"{VECTORS[1]}{VECTORS[3]}.jsonl".replace("/", "")
    lines = [
        json.dumps({"id": p, "outlet": p, "title": p, "event": p, "text": f"The council felled {p} today."})
        for p in PAYLOADS
    ]
    body = "\n".join(lines).encode()
    job = served.ask("/api/compare?name=" + urllib.request.quote(name), data=body)
    page.goto(f"{served.address}/jobs/{job['id']}")
    page.get_by_text("Open the report").wait_for()
    page.wait_for_timeout(100)
    page.get_by_text("Open the report").click()
    page.wait_for_url("**/report")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.wait_for_timeout(200)
    page.goto(served.address + "/compare")
    page.wait_for_timeout(100)
    assert seen.fired == 0
    assert [r for r in seen.requests if not r.startswith((served.address, "data:"))] == []


ATTACKS = """async target => {
  const tried = {};
  const body = JSON.stringify({name: "stolen", labels: []});
  for (const [name, options] of Object.entries({
    simple: {method: "POST", mode: "no-cors", credentials: "include", body},
    cors: {method: "POST", mode: "cors", credentials: "include", headers: {"content-type": "application/json"}, body},
    read: {method: "GET", mode: "cors", credentials: "include"},
  })) {
    try { const r = await fetch(target + "/api/train", options); tried[name] = r.type + " " + r.status; } catch (e) { tried[name] = "blocked"; }
  }
  tried.beacon = navigator.sendBeacon(target + "/api/train", body);
  const form = document.createElement("form");
  form.method = "POST"; form.action = target + "/models"; form.target = "frame";
  const field = document.createElement("input"); field.name = "name"; field.value = "stolen"; form.append(field);
  const frame = document.createElement("iframe"); frame.name = "frame"; document.body.append(frame, form);
  form.submit();
  await new Promise(done => setTimeout(done, 500));
  return tried;
}"""


class Elsewhere:
    """A page of another port of this machine: another origin, but the same site, so that cookies go along. It takes every POST."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        taken = self.taken

        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("content-type", "text/html")
                self.end_headers()
                self.wfile.write(b"<!doctype html><title>elsewhere</title><body>")

            def do_POST(self) -> None:
                taken.append(self.headers.get("origin", ""))
                self.rfile.read(int(self.headers.get("content-length", 0)))
                self.do_GET()

            def log_message(self, *_: object) -> None:
                return

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    made = Elsewhere()
    yield made
    made.close()


def test_another_origin_writes_nothing(served: Any, visit: Callable[..., Any], elsewhere: Elsewhere) -> None:
    _, page = opened(served, visit)
    answers: list[tuple[str, int]] = []
    page.on(
        "response",
        lambda r: answers.append((r.request.method, r.status)) if r.url.startswith(served.address) else None,
    )
    page.goto(elsewhere.address)
    tried = page.evaluate(ATTACKS, served.address)
    assert tried["cors"] == "blocked"
    assert tried["read"] == "blocked"
    assert [a for a in answers if a[0] == "POST" and a[1] != 403] == []
    assert served.ask("/api/jobs") == []


def test_a_naive_server_takes_what_another_origin_sends(
    visit: Callable[..., Any], elsewhere: Elsewhere
) -> None:
    """The control: the same attack on a server that looks at nothing."""
    naive = Elsewhere()
    page = visit().page
    page.goto(elsewhere.address)
    page.evaluate(ATTACKS, naive.address)
    naive.close()
    assert naive.taken == [elsewhere.address] * 3, "a fetch, a beacon, a form"


def test_a_frame_elsewhere_shows_nothing(
    served: Any, visit: Callable[..., Any], elsewhere: Elsewhere
) -> None:
    _, page = opened(served, visit)
    page.goto(elsewhere.address)
    page.evaluate(
        "a => new Promise(d => { const f = document.createElement('iframe'); f.onload = d; f.src = a; document.body.append(f); setTimeout(d, 2000) })",
        served.address + "/score",
    )
    frames = [f for f in page.frames if f != page.main_frame]
    assert not any("Score an article" in f.content() for f in frames)


def test_the_port_is_open_on_loopback_only(served: Any) -> None:
    import socket

    port = int(served.address.rpartition(":")[2])
    listening = [
        line.split()[1]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[3] == "0A"
    ]
    mine = [a for a in listening if a.endswith(f":{port:04X}")]
    assert mine == [f"0100007F:{port:04X}"]
    with (
        pytest.raises(OSError, match=r"refused|reach|timed"),
        socket.create_connection(("127.0.0.2", port), 1),
    ):
        pass


def test_a_wrong_token_is_said_to_be_one(served: Any) -> None:
    request = urllib.request.Request(served.address + "/api/jobs", headers={"authorization": "Bearer no"})
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(request, timeout=10)
