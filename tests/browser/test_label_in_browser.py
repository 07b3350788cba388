"""Coding as coders do it: by keyboard, by mouse, in two windows, with a server that goes away, with payloads in every text."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import uvicorn
from payloads import PAYLOADS, VECTORS

from framing.coding.project import Item, Mark, Project
from framing.web.app import make_app
from framing.web.label_records import key
from framing.web.server import HOST, listen
from framing.web.workbench import Workbench

pytestmark = pytest.mark.browser
TOKEN = "a-token-for-tests"

TREES = Item("gazette#1", "Wardens 🌳🏽 felled the “old” lime, while crowds watched.", "It was Monday.", "It rained.")  # fmt: skip
POND = Item("gazette#2", "The murky pond smelt of leaves.", outlet="Elm Gazette")
GATE = Item("gazette#3", "The gate stays shut.")
FELLED = Mark("tree-work", "felled", "own", 11, 17)
CROWDS = Mark("visitors", "crowds", "reported", 40, 46)
assert (TREES.text[11:17], TREES.text[40:46]) == ("felled", "crowds")


class Server:
    """The app on a free port, in a thread."""

    def __init__(self, bench: Workbench) -> None:
        self.project: Project = bench.project
        self.bench = bench
        self._socket = listen(0)
        port = self._socket.getsockname()[1]
        self.address = f"http://{HOST}:{port}"
        app = make_app(bench, token=TOKEN, port=port)
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],))
        self._thread.start()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    def latest(self, item: Item, coder: str = "Ada") -> tuple[Mark, ...] | None:
        found = self.project.latest(item.id, coder)
        return found.marks if found and found.state == "coded" else None


@pytest.fixture
def server(tmp_path: Path, park: Path, park_folder: Path) -> Iterator[Server]:
    made = Server(Workbench(tmp_path / "project", model=park_folder, codebook=park / "codebook.toml"))
    yield made
    made.stop()


@pytest.fixture
def three(server: Server) -> Server:
    server.project.add([TREES, POND, GATE])
    return server


def to(server: Server, path: str, visit: Callable[..., Any], **options: Any) -> tuple[Any, Any]:
    seen = visit(**options)
    seen.page.set_default_timeout(10_000)
    seen.page.goto(f"{server.address}{path}{'&' if '?' in path else '?'}token={TOKEN}")
    return seen, seen.page


def coding(server: Server, visit: Callable[..., Any], coder: str = "Ada", **options: Any) -> Any:
    _, page = to(server, f"/label/code?coder={coder}", visit, **options)
    page.locator("#sentence .word").first.wait_for()
    return page


def press(page: Any, keys: str) -> None:
    for k in keys.split():
        page.keyboard.press(k)


def said(page: Any, words: str) -> None:
    page.locator("#status", has_text=words).wait_for()


def at(page: Any, item: Item) -> None:
    """Wait until that sentence is on the page."""
    page.locator("#sentence", has_text=item.text).wait_for()


def picked(page: Any) -> str:
    return "".join(page.locator("#sentence .picked").all_text_contents())


# ------------------------------------------------------------ coding


def test_a_sentence_is_coded_with_one_hand_on_the_keyboard(three: Server, visit: Callable[..., Any]) -> None:
    page = coding(three, visit)
    assert page.inner_text("#count") == "1 of 3"
    assert page.inner_text("#save-words") == "Nothing here – next"
    press(page, "ArrowRight ArrowRight ArrowRight")
    assert picked(page) == "felled"
    press(page, "1 a o")
    press(page, "End ArrowLeft 2 ArrowRight r")
    assert page.locator("#marks li").count() == 2
    assert page.inner_text("#save-words") == "Save and next"
    assert three.latest(TREES) is None
    press(page, "Enter")
    said(page, "Saved")
    at(page, POND)
    assert three.latest(TREES) == (FELLED, CROWDS)
    press(page, "Enter")
    at(page, GATE)
    assert three.latest(POND) == ()
    press(page, "k")
    page.locator("#finished").wait_for()
    last = three.project.latest(GATE.id, "Ada")
    assert last is not None
    assert last.state == "skipped"
    assert page.inner_text("#finished-words").startswith("2 coded, 1 skipped")


def test_words_are_picked_moved_over_and_let_go(three: Server, visit: Callable[..., Any]) -> None:
    page = coding(three, visit)
    press(page, "Home Shift+ArrowRight Shift+ArrowRight")
    assert picked(page) == "Wardens 🌳🏽 felled"
    press(page, "Shift+ArrowLeft Shift+ArrowLeft Shift+ArrowLeft")
    assert picked(page) == "Wardens"
    press(page, "1 Escape")
    assert page.locator(".chosen").count() == 0
    assert picked(page) == "Wardens"
    press(page, "Escape")
    assert picked(page) == ""
    press(page, "1")
    said(page, "Pick the words first")
    press(page, "End Shift+Home")
    assert picked(page) == TREES.text.rstrip(".")


def test_marks_are_changed_and_removed(three: Server, visit: Callable[..., Any]) -> None:
    page = coding(three, visit)
    press(page, "Home ArrowRight ArrowRight 1 a Enter")
    said(page, "Whose words are “felled”?")
    assert three.latest(TREES) is None, "a mark without a voice is not saved"
    press(page, "s")
    press(page, "ArrowRight 2 a q ArrowUp o")
    rows = page.locator("#marks li")
    assert rows.nth(0).locator("[aria-pressed=true]").inner_text().split() == ["o", "own"]
    assert rows.nth(1).locator("[aria-pressed=true]").inner_text().split() == ["q", "quoted"]
    press(page, "k")
    said(page, "Remove the marks before you skip")
    press(page, "ArrowDown x Enter")
    at(page, POND)
    assert three.latest(TREES) == (FELLED,)


def test_the_same_mark_is_made_once(three: Server, visit: Callable[..., Any]) -> None:
    page = coding(three, visit)
    press(page, "Home 1 a o Home 1 a")
    said(page, "that mark already")
    assert page.locator("#marks li").count() == 1


def test_the_mouse_takes_whole_words(three: Server, visit: Callable[..., Any]) -> None:
    page = coding(three, visit)
    words = page.locator("#sentence .word")
    first, last = (words.nth(n).bounding_box() for n in (2, 3))
    page.mouse.move(first["x"] + first["width"] * 0.6, first["y"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] * 0.4, last["y"] + last["height"] / 2, steps=5)
    page.mouse.up()
    assert picked(page) == "felled the"
    words.nth(2).click()
    assert picked(page) == "felled"
    page.get_by_role("group", name="Work on trees").get_by_text("terms of felling").click()
    page.get_by_role("button", name="own").click()
    words.nth(7).click()
    words.nth(8).click(modifiers=["Shift"])
    assert picked(page) == "crowds watched"
    press(page, "Enter")  # after a click the keys belong to the sentence: not the button once more
    said(page, "“crowds watched” has no axis yet")
    assert three.latest(TREES) is None
    press(page, "Enter")
    at(page, POND)
    assert three.latest(TREES) == (FELLED,)


def test_a_finger_is_enough(three: Server, visit: Callable[..., Any]) -> None:
    page = coding(three, visit, viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    assert page.locator("#save kbd").is_hidden(), "keys are of no use here"
    page.locator("#sentence .word").nth(2).tap()
    assert picked(page) == "felled"
    page.get_by_role("button", name="terms of felling").tap()
    page.get_by_role("button", name="own").tap()
    page.get_by_role("button", name="Save and next").tap()
    at(page, POND)
    assert three.latest(TREES) == (FELLED,)


def test_a_held_key_saves_once(three: Server, visit: Callable[..., Any]) -> None:
    page = coding(three, visit)
    page.keyboard.down("Enter")
    at(page, POND)
    for _ in range(8):
        page.keyboard.down("Enter")  # repeats, as a held key does
    page.keyboard.up("Enter")
    page.wait_for_timeout(200)
    assert three.latest(POND) is None


def test_a_comment_and_no_single_keys(three: Server, visit: Callable[..., Any]) -> None:
    page = coding(three, visit)
    press(page, "c")
    page.keyboard.type("ask about k, u and x 1")
    press(page, "Escape ? ")
    page.get_by_label("Single letters").uncheck()
    press(page, "Escape Home 1 a k")
    assert page.locator("#marks li").count() == 0
    page.get_by_text("Nothing here").click()
    said(page, "“Wardens” has no axis yet")
    page.get_by_text("Nothing here").click()
    at(page, POND)
    last = three.project.latest(TREES.id, "Ada")
    assert last is not None
    assert last.comment == "ask about k, u and x 1"
    page.reload()
    at(page, POND)
    press(page, "k")
    assert page.inner_text("#count") == "2 of 3", "remembered"


def test_undo_brings_the_sentence_back_unsaved(three: Server, visit: Callable[..., Any]) -> None:
    page = coding(three, visit)
    press(page, "Home ArrowRight ArrowRight 1 a o Enter")
    at(page, POND)
    press(page, "u")
    at(page, TREES)
    said(page, "Taken back")
    assert three.latest(TREES) is None
    assert page.locator("#sentence .marked").all_text_contents() == ["felled"]
    press(page, "u")
    said(page, "not saved: save or remove them first")
    press(page, "r Enter")
    at(page, POND)
    assert three.latest(TREES) == (Mark("tree-work", "felled", "reported", 11, 17),)


# ------------------------------------------------------------ the model


def test_the_model_is_seen_after_saving_only(three: Server, visit: Callable[..., Any]) -> None:
    seen, page = to(three, "/label/code?coder=Ada", visit)
    at(page, TREES)
    press(page, "Home ArrowRight ArrowRight 1 a o")
    assert [r for r in seen.requests if "suggestion" in r] == []
    assert "same" not in page.inner_text("#reading")
    press(page, "Enter")
    at(page, POND)
    page.locator("#reading .just", has_text=TREES.text).wait_for()
    assert page.locator("#reading li").first.inner_text().startswith("same “felled”")
    assert three.project.saw_model(TREES.id, "Ada")
    press(page, "e")
    at(page, TREES)
    press(page, "Enter")  # nothing changed: nothing is stored anew
    at(page, POND)
    assert len(three.project.history(TREES.id, "Ada")) == 1
    press(page, "e")
    at(page, TREES)
    press(page, "r Enter")
    at(page, POND)
    last = three.project.latest(TREES.id, "Ada")
    assert last is not None
    assert (last.number, last.saw_model, last.marks[0].voice) == (2, True, "reported")
    page.get_by_label("Show it after").uncheck()
    page.reload()
    at(page, POND)
    asked = len([r for r in seen.requests if "suggestion" in r])
    press(page, "Enter")
    at(page, GATE)
    page.wait_for_timeout(200)
    assert len([r for r in seen.requests if "suggestion" in r]) == asked
    assert not three.project.saw_model(POND.id, "Ada")


# ------------------------------------------------------------ nothing is lost


def test_a_server_that_is_gone_takes_nothing_along(three: Server, visit: Callable[..., Any]) -> None:
    page = coding(three, visit)
    press(page, "Home ArrowRight ArrowRight 1 a o")
    page.context.set_offline(True)
    press(page, "Enter")
    said(page, "Not saved")
    assert "your marks are still here: the server does not answer" in page.inner_text("#failure")
    assert page.locator("#marks li").count() == 1
    assert three.latest(TREES) is None
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    said(page, "Saved")
    at(page, POND)
    assert three.latest(TREES) == (FELLED,)
    assert page.locator("#failure").is_hidden()


def test_a_saved_coding_stays_saved_when_the_next_sentence_does_not_come(
    three: Server, visit: Callable[..., Any]
) -> None:
    seen, page = to(three, "/label/code?coder=Ada", visit)
    at(page, TREES)
    page.route("**/api/label/next?*", lambda r: r.abort())
    press(page, "Home ArrowRight ArrowRight 1 a o Enter")
    page.locator("#failure", has_text="next sentence could not be loaded").wait_for()
    assert page.inner_text("#status") == "Saved"
    press(page, "ArrowRight 1 a x k Enter")
    page.unroute("**/api/label/next?*")
    page.get_by_role("button", name="Try again").click()
    at(page, POND)
    assert [r.marks for r in three.project.history(TREES.id, "Ada")] == [(FELLED,)]
    assert seen.fired == 0


def test_an_answer_that_got_lost_is_no_conflict(three: Server, visit: Callable[..., Any]) -> None:
    page = coding(three, visit)
    lost = []

    def lose(route: Any) -> None:
        if not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/api/label/codings", lose)
    press(page, "Home ArrowRight ArrowRight 1 a o c")
    page.keyboard.type("here ")
    press(page, "Escape Enter")
    said(page, "Not saved")
    assert lost == [200]
    page.get_by_role("button", name="Try again").click()
    at(page, POND)
    assert len(three.project.history(TREES.id, "Ada")) == 1


def test_what_the_server_refuses_stays_on_the_page(three: Server, visit: Callable[..., Any]) -> None:
    page = coding(three, visit)
    page.route(
        "**/api/label/codings", lambda r: r.fulfill(status=401, body="framing: open the link", content_type="text/plain")
    )  # fmt: skip
    press(page, "Home 1 a o Enter")
    said(page, "Not saved")
    assert "open the link" in page.inner_text("#failure")
    assert page.locator("#marks li").count() == 1


@pytest.fixture
def two_windows(three: Server, visit: Callable[..., Any]) -> tuple[Any, Any]:
    """The first has saved; the second still shows the sentence, with a mark of its own."""
    page, other = coding(three, visit), coding(three, visit)
    press(page, "Home ArrowRight ArrowRight 1 a o Enter")
    at(page, POND)
    press(other, "End ArrowLeft 2 b r Enter")
    other.locator("#conflict[open]").wait_for()
    return page, other


def test_two_windows_of_one_coder_see_each_other(three: Server, two_windows: tuple[Any, Any]) -> None:
    _, page = two_windows
    assert three.latest(TREES) == (FELLED,)
    mine, theirs = page.locator(".versions section").all_inner_texts()
    assert "“crowds” Visitors: crowding terms, reported" in mine
    assert "“felled” Work on trees: terms of felling, own" in theirs
    press(page, "Escape")
    said(page, "Not saved")
    assert page.locator("#marks li").count() == 1, "deciding later loses nothing"
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("button", name="Keep this one").click()
    at(page, POND)
    assert [r.marks for r in three.project.history(TREES.id, "Ada")] == [(FELLED,), (CROWDS,)]


def test_the_other_window_may_be_right(three: Server, two_windows: tuple[Any, Any]) -> None:
    _, page = two_windows
    page.get_by_role("button", name="Keep that one").click()
    at(page, POND)
    said(page, "The other version stands")
    assert [r.marks for r in three.project.history(TREES.id, "Ada")] == [(FELLED,)]


def test_leaving_with_marks_that_are_not_saved_asks(three: Server, visit: Callable[..., Any]) -> None:
    seen, page = to(three, "/label/code?coder=Ada", visit)
    at(page, TREES)
    page.goto(three.address + "/label")
    assert seen.fired == 0, "nothing marked: nothing to ask"
    page.go_back()
    at(page, TREES)
    press(page, "Home 1 a o")
    page.evaluate("location.href = '/label'")
    page.wait_for_timeout(300)
    assert seen.fired == 1
    assert page.locator("#marks li").count() == 1


# ------------------------------------------------------------ the overview


def test_from_a_dropped_file_to_the_label_file(
    server: Server, visit: Callable[..., Any], tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus.jsonl"
    rows = [{"id": f"a{n}", "text": f"Workers felled tree {n}. Crowds watched it."} for n in range(4)]
    corpus.write_text("\n".join([*(json.dumps(r) for r in rows), "no json"]) + "\n")
    _, page = to(server, "/label", visit)
    page.set_input_files("#file", corpus)
    page.fill("#number", "5")
    page.get_by_role("button", name="Take sentences").click()
    page.locator("#filled", has_text="5 sentences added").wait_for()
    assert "corpus.jsonl:5: not valid JSON" in page.inner_text("#fill-problem")
    page.get_by_role("link", name="Go on").click()
    for coder in ("Ada", "Ben"):
        page.goto(server.address + "/label")
        page.fill("#coder", coder)
        page.get_by_role("button", name="Begin coding").click()
        page.locator("#sentence .word").first.wait_for()
        for _ in range(5):
            text = page.inner_text("#sentence")
            press(page, "Home 1 a o Enter" if coder == "Ada" or "felled" in text else "Enter")
            page.wait_for_function("t => document.querySelector('#sentence').innerText !== t", arg=text)
    page.goto(server.address + "/label")
    assert page.input_value("#coder") == "Ben"
    page.locator("#agreement tr").first.wait_for()
    assert page.locator("#agreement tr").count() == 4
    page.locator("details.differs summary").first.click()
    assert "Ada: terms of felling, own voice “" in page.locator("details.differs").first.inner_text()
    page.get_by_role("button", name="Write the label file").click()
    page.locator("#exported", has_text="rows written to").wait_for()
    assert server.bench.export_path.is_file()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download as CSV").click()
    assert saved.value.path().read_bytes() == server.bench.export_path.read_bytes()
    page.get_by_text("Take more from a file").click()
    page.set_input_files("#file", corpus)
    page.get_by_role("button", name="Take sentences").click()
    page.locator("#filled", has_text="5 sentences of this file were there already").wait_for()


def test_a_sentence_in_dispute_is_settled(three: Server, visit: Callable[..., Any]) -> None:
    three.project.save(TREES.id, "Ada", base=0, state="coded", marks=[FELLED])
    three.project.save(TREES.id, "Ben", base=0, state="coded")
    _, page = to(three, "/label", visit)
    page.locator("details.differs summary").click()
    page.get_by_role("link", name="Settle this one").click()
    at(page, TREES)
    assert page.inner_text("#count") == "1 of 1"
    page.locator("#said h3").first.wait_for()
    assert "Change it" not in page.inner_text("#status"), "there is nothing to change yet"
    press(page, "Home ArrowRight ArrowRight 1 a o Enter")
    page.locator("#finished").wait_for()
    assert three.project.disputes() == []


@pytest.fixture
def differing(three: Server) -> Server:
    """Two axes in dispute, on one of them only the voice; of the third, all say the same."""
    murky = Mark("pond", "murky", "own", 0, 7)
    own = Mark("visitors", "crowds", "own", 40, 46)
    three.project.save(TREES.id, "Ada", base=0, state="coded", marks=[FELLED, CROWDS, murky], comment="heard it")  # fmt: skip
    three.project.save(TREES.id, "Ben", base=0, state="coded", marks=[own, murky])
    return three


def settle(server: Server, visit: Callable[..., Any], **options: Any) -> Any:
    page = coding(server, visit, "adjudicated", **options)
    page.locator("#said h3").first.wait_for()
    return page


def test_to_settle_is_to_choose(differing: Server, visit: Callable[..., Any]) -> None:
    page = settle(differing, visit)
    assert page.locator("#said h3").all_inner_texts() == ["Ada", "Ben"]
    ada, ben = page.locator(".said").all_inner_texts()
    assert "“felled” terms of felling, own" in ada
    assert "heard it" in ada
    assert "Work on trees: nothing" in ben
    assert page.locator("#axes li.disputed").evaluate_all("rows => rows.map(r => r.dataset.axis)") == ["tree-work", "visitors"]  # fmt: skip
    assert "(only the voice)" in page.inner_text(".axes-in-dispute")
    assert page.locator("#marks li").count() == 1, "what all agree on is filled in"
    press(page, "Enter")
    said(page, "Not settled yet: Work on trees, Visitors")
    page.get_by_role("button", name="Take this: Ben on Visitors").click()
    press(page, "Enter")
    said(page, "Not settled yet: Work on trees.")
    assert differing.project.latest(TREES.id, "adjudicated") is None
    page.get_by_role("button", name="Take Ada’s").click()
    assert page.get_by_role("button", name="Take Ada’s").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Take this: Ben on Visitors").click()
    assert page.get_by_role("button", name="Take Ada’s").get_attribute("aria-pressed") == "false"
    press(page, "Enter")
    page.locator("#finished").wait_for()
    stored = differing.latest(TREES, "adjudicated")
    assert stored is not None
    assert set(stored) == {Mark("pond", "murky", "own", 0, 7), FELLED, Mark("visitors", "crowds", "own", 40, 46)}  # fmt: skip
    assert differing.project.disputes() == []
    press(page, "m")
    page.locator("#mine li button").click()
    said(page, "Change it and save it again")
    assert page.inner_text("#count") == "A sentence that you have settled"
    assert page.get_by_role("button", name="Take this: Ada on Work").get_attribute("aria-pressed") == "true"
    press(page, "Enter")
    said(page, "Left as it was")


def test_neither_is_a_choice_and_so_is_a_mark_and_so_is_to_skip(
    differing: Server, visit: Callable[..., Any]
) -> None:
    page = settle(differing, visit)
    press(page, "k")
    page.locator("#finished").wait_for()
    skipped = differing.project.latest(TREES.id, "adjudicated")
    assert skipped is not None
    assert (skipped.state, skipped.marks) == ("skipped", ())
    press(page, "u")
    at(page, TREES)
    page.get_by_role("button", name="Neither").click()
    assert page.locator("#marks li").count() == 1
    press(page, "Home ArrowRight ArrowRight 1 b o Enter")
    page.locator("#finished").wait_for()
    removed = Mark("tree-work", "removed", "own", 11, 17)
    assert differing.latest(TREES, "adjudicated") == (Mark("pond", "murky", "own", 0, 7), removed)


def test_what_is_not_in_dispute_is_not_settled_by_going_on(
    differing: Server, visit: Callable[..., Any]
) -> None:
    differing.project.save(GATE.id, "Ada", base=0, state="coded")
    differing.project.save(GATE.id, "Ben", base=0, state="coded")
    for item, words in ((POND, "Not yet: Ada, Ben"), (GATE, "There was nothing to settle")):
        _, page = to(differing, f"/label/code?coder=adjudicated&item={key(item.id)}", visit)
        at(page, item)
        assert page.inner_text("#status") == ""
        press(page, "Enter")
        said(page, words)
        assert differing.project.latest(item.id, "adjudicated") is None


def test_coders_do_not_see_each_other(differing: Server, visit: Callable[..., Any]) -> None:
    seen, page = to(differing, "/label/code?coder=Cleo", visit)
    at(page, TREES)
    assert [r for r in seen.requests if "settling" in r or "disputes" in r] == []
    assert "heard it" not in page.content()
    differing.project.save(POND.id, "Cleo", base=0, state="coded")
    page.goto(differing.address + "/label/code?coder=adjudicated")
    page.locator("#finished").wait_for()
    assert "still before them" in page.inner_text("#finished-words")


# ------------------------------------------------------------ what the page says


def test_what_was_said_of_one_sentence_is_not_said_of_the_next(
    three: Server, visit: Callable[..., Any]
) -> None:
    page = coding(three, visit)
    press(page, "Home ArrowRight ArrowRight 1 a Enter")
    said(page, "Whose words are")
    press(page, "o")
    assert page.inner_text("#status") == ""
    press(page, "Enter")
    at(page, POND)
    page.locator("#reading .just").wait_for()
    press(page, "e")
    at(page, TREES)
    said(page, "Change it and save it again")
    press(page, "Enter")
    at(page, POND)
    assert page.inner_text("#status") == "Left as it was"


def test_an_earlier_coding_is_found_after_a_reload(three: Server, visit: Callable[..., Any]) -> None:
    three.project.save(POND.id, "Ben", base=0, state="coded", comment="not for Ada")
    page = coding(three, visit)
    press(page, "Home ArrowRight ArrowRight 1 a o Enter")
    at(page, POND)
    press(page, "k")
    at(page, GATE)
    page.reload()
    at(page, GATE)
    page.get_by_role("button", name="My codings").click()
    page.locator("#mine li").nth(1).wait_for()
    rows = page.locator("#mine li").all_inner_texts()
    assert rows[0].startswith(POND.text + "\n")
    assert "skipped" in rows[0]
    assert "terms of felling, own" in rows[1]
    assert "not for Ada" not in page.content()
    page.locator("#mine li button").nth(1).click()
    at(page, TREES)
    press(page, "r Enter")
    at(page, GATE)
    assert three.latest(TREES) == (Mark("tree-work", "felled", "reported", 11, 17),)


def test_fewer_sentences_than_asked_for_are_said(
    server: Server, visit: Callable[..., Any], tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Workers felled a tree. Crowds watched it. It rained.")
    _, page = to(server, "/label", visit)
    page.set_input_files("#file", path)
    page.get_by_role("button", name="Take sentences").click()
    words = "3 sentences added of the 200 that were asked for: the file holds 3 sentences in all"
    page.locator("#taken", has_text=words).wait_for()
    page.reload()
    assert page.locator("#taken").is_hidden()


# ------------------------------------------------------------ room


@pytest.mark.parametrize("width", [1200, 390])
def test_marks_and_comment_leave_sentence_and_axes_in_reach(
    width: int, three: Server, visit: Callable[..., Any]
) -> None:
    page = coding(three, visit, viewport={"width": width, "height": 900})
    top = page.locator("#axes").bounding_box()["y"]
    for keys in ("Home 1 a o", "ArrowRight 1 b r", "ArrowRight 2 a q", "ArrowRight 2 b o"):
        press(page, keys)
    if width == 1200:
        assert page.locator("#axes").bounding_box()["y"] == top, "marks stand beside, not above"
    press(page, "c")
    page.wait_for_function("document.activeElement.id === 'comment'")
    field, bar = page.locator("#comment").bounding_box(), page.locator(".bottom").bounding_box()
    assert field["y"] >= 0
    assert field["y"] + field["height"] <= bar["y"] or field["x"] >= bar["x"] + bar["width"]
    page.locator("#axes li").last.scroll_into_view_if_needed()
    assert page.locator("#sentence").bounding_box()["y"] >= 0


def test_a_double_click_on_a_pole_marks_once_and_opens_nothing(
    three: Server, visit: Callable[..., Any]
) -> None:
    for width in (1200, 390):
        page = coding(three, visit, viewport={"width": width, "height": 900})
        press(page, "Home")
        page.locator("#axes [data-pole]").nth(2).dblclick()
        page.wait_for_timeout(100)
        assert page.locator("#axes details[open]").count() == 0
        assert page.locator("#marks li").count() == 1
        assert page.inner_text("#status") == ""


def test_a_finger_picks_several_words(three: Server, visit: Callable[..., Any]) -> None:
    page = coding(three, visit, viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    assert page.inner_text("#how").startswith("Tap a word")
    words = page.locator("#sentence .word")
    for n in (3, 4, 2):
        words.nth(n).tap()
    assert picked(page) == "felled the “old"
    words.nth(7).tap()
    assert picked(page) == "crowds"
    words.nth(8).tap()
    words.nth(8).tap()
    assert picked(page) == "watched"


# ------------------------------------------------------------ everybody


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 390)])
def test_axe_finds_nothing(scheme: str, width: int, three: Server, visit: Callable[..., Any]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")

    def check(where: str) -> None:
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found = axe.Axe().run(page).response["violations"]
        assert [(where, v["id"], v["nodes"][0]["html"][:120]) for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, where

    page = coding(three, visit, color_scheme=scheme, viewport={"width": width, "height": 900})
    press(page, "Home ArrowRight ArrowRight 1 a o ArrowRight 2 b ArrowRight 1")
    check("marks, one without a voice, words picked, an axis chosen")
    press(page, "Escape ?")
    check("help")
    press(page, "Escape r")
    three.project.save(TREES.id, "Ada", base=0, state="coded", marks=[CROWDS], comment="elsewhere")
    press(page, "Escape Escape Enter")
    page.locator("#conflict[open]").wait_for()
    check("conflict")
    page.get_by_role("button", name="Keep this one").click()
    page.locator("#reading .just").wait_for()
    press(page, "c")
    check("reading and comment")
    press(page, "Escape k")
    at(page, GATE)
    press(page, "m")
    page.locator("#mine li").first.wait_for()
    check("my codings")
    press(page, "Escape k")
    page.locator("#finished").wait_for()
    check("finished")
    for item in (TREES, POND, GATE):
        three.project.save(item.id, "Ben", base=0, state="coded", marks=[FELLED] if item == TREES else [])
    page.goto(three.address + "/label/code?coder=adjudicated")
    page.locator("#said h3").first.wait_for()
    check("settling")
    page.locator("#said button").first.click()
    check("settled")
    press(page, "Enter")
    page.locator("#finished").wait_for()
    page.goto(three.address + "/label/code?coder=ADA")
    check("a name spelled almost alike")
    three.project.undo("adjudicated")
    page.goto(three.address + "/label")
    page.locator("#agreement tr").first.wait_for()
    check("overview")


def test_everything_is_reached_by_the_tabulator(three: Server, visit: Callable[..., Any]) -> None:
    page = coding(three, visit)
    press(page, "Home 1 a")
    seen = set()
    for _ in range(60):
        press(page, "Tab")
        seen.add(
            page.evaluate(
                "document.activeElement.id || document.activeElement.textContent.trim().slice(0, 14)"
            )
        )
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).borderLeftColor")  # fmt: skip
        assert outline.startswith("solid") or page.evaluate("document.activeElement.id") in {"sentence", ""}
    assert {"sentence", "save", "skip", "undo", "comment-button", "help-button", "show-model", "a terms of fel", "o own", "Remove x"} <= seen  # fmt: skip


def test_pieces_are_counted_in_code_points(three: Server, visit: Callable[..., Any]) -> None:
    page = coding(three, visit)
    chance = random.Random(5)
    parts = ["felled", "Zoë", "e\u0301t", "🌳", "👩\u200d🌾", "🇬🇧", "𝒜bc", "don’t", "20,000", "so-called", "U.S.", " ", "  ", "\n", "—", "“", ".", ",", "\u202e", "中文", "कि", "%", "$5"]  # fmt: skip
    texts = ["".join(chance.choices(parts, k=chance.randint(0, 12))) for _ in range(300)]
    found = page.evaluate("texts => texts.map(t => pieces(t))", texts)
    for text, pieces in zip(texts, found, strict=True):
        assert "".join(p["text"] for p in pieces) == text
        assert [text[p["start"] : p["end"]] for p in pieces] == [p["text"] for p in pieces]
        assert not any(p["text"].strip() != p["text"] for p in pieces if p["word"])
    whole = page.evaluate("pieces('“The so-called ‘list’ of 20,000 — don’t 👩\u200d🌾 ask”').filter(p => p.word).map(p => p.text)")  # fmt: skip
    assert whole == ["The", "so-called", "list", "of", "20,000", "don’t", "👩\u200d🌾", "ask"]


def test_payloads_are_inert(server: Server, visit: Callable[..., Any]) -> None:
    server.project.add(
        [Item(p, f"Wardens felled {p} today.", p, p, p, p, p, p) for p in PAYLOADS if len(p) < 400]
    )
    coder = VECTORS[1][:80]
    seen, page = to(server, "/label", visit)
    page.fill("#coder", coder)
    page.get_by_role("button", name="Begin coding").click()
    for n in range(6):
        page.locator("#count", has_text=f"{n + 1} of").wait_for()
        press(page, "Home ArrowRight 1 a o Shift+End 2 a q c")
        page.fill("#comment", VECTORS[n])
        press(page, "Escape Enter")
    page.locator("#count", has_text="7 of").wait_for()
    page.locator("#reading .just").wait_for()
    items = server.project.items()
    for item in items[:6]:
        server.project.save(item.id, BEN, base=0, state="coded", comment=VECTORS[0])
    for item in items[6:9]:  # in another window of the same coder
        server.project.save(item.id, coder, base=0, state="coded", comment=VECTORS[2])
    press(page, "Home 1 a o Enter")
    page.locator("#conflict[open]").wait_for()
    page.get_by_role("button", name="Keep that one").click()
    page.locator("#count", has_text="10 of").wait_for()
    press(page, "m")
    page.locator("#mine li").nth(6).wait_for()
    assert "onerror=fired()" in page.inner_text("#mine")
    page.goto(server.address + "/label/code?coder=adjudicated")
    page.locator("#said button").first.click()
    assert BEN in page.inner_text("#said")
    press(page, "Enter")
    page.locator("#count", has_text="2 of").wait_for()
    page.goto(server.address + "/label/code?coder=" + quote(BEN.upper()))
    assert BEN in page.inner_text("h1")
    page.goto(server.address + "/label")
    page.locator("#agreement tr").first.wait_for()
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert "onerror=fired()" in page.inner_text("main"), "they are there, as text"
    page.set_input_files("#file", {"name": "<img src=x onerror=fired()>.txt", "mimeType": "text/plain", "buffer": b" "})  # fmt: skip
    page.get_by_role("button", name="Take sentences").click()
    page.locator("#fill-problem p").first.wait_for()
    page.wait_for_timeout(200)
    assert seen.fired == 0
    assert [r for r in seen.requests if not r.startswith((server.address, "data:"))] == []


BEN = "Ben <svg onload=fired()>"
