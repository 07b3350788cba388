"""The whole way of a labelling project: two coders, the same twenty sentences, agreement, label file, training, a model that scores."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

AXES = {"tree-work": "1", "visitors": "2"}
TWENTY = [
    ("Contractors felled the lime beside the bandstand before breakfast.", "felled", "1", "a", "o"),
    ("“They felled it without asking anyone,” said Hetty Marsh, 71.", "felled", "1", "a", "q"),
    ("The felling of the twin poplars began on Tuesday.", "felling", "1", "a", "o"),
    ("Three plane trees had been felled by noon, a warden said.", "felled", "1", "a", "r"),
    ("Why was the mulberry felled in nesting season?", "felled", "1", "a", "o"),
    ("A storm-damaged willow was removed from the island.", "removed", "1", "b", "o"),
    ("The removal of the copper beech cost £4,000.", "removal", "1", "b", "o"),
    ("Crews removed two birches near the playground 🌳 overnight.", "removed", "1", "b", "o"),
    ("The council says the ash was removed for safety.", "removed", "1", "b", "r"),
    ("“The removal was lawful,” a spokeswoman said.", "removal", "1", "b", "q"),
    ("Families spread blankets across the lower lawn.", "Families", "2", "a", "o"),
    ("Guests queued for the rowing boats until dusk.", "Guests", "2", "a", "o"),
    ("The gates opened to families at nine.", "families", "2", "a", "o"),
    ("Crowds trampled the flower beds by the east gate.", "Crowds", "2", "b", "o"),
    ("Hordes descended on the ice-cream van.", "Hordes", "2", "b", "o"),
    ("Wardens blamed the crowds for the litter.", "crowds", "2", "b", "r"),
    ("The bandstand will be painted green in spring.", "", "", "", ""),
    ("Rain kept the café shut on Sunday.", "", "", "", ""),
    ("A new bench stands by the rose garden.", "", "", "", ""),
    ("Tickets for the fair go on sale next week.", "", "", "", ""),
]
"""Sentence, the words that are marked, and the keys: axis, pole, voice; without words there is nothing to code."""
OTHERWISE = {
    "The removal of the copper beech cost £4,000.": "",
    "Wardens blamed the crowds for the litter.": "",
}
"""What the second coder leaves uncoded."""


def code(page: Any, skip_words: dict[str, str]) -> None:
    """Twenty sentences by keyboard, in whatever order they come."""
    known = {text: keys for text, *keys in TWENTY}
    for n in range(len(TWENTY)):
        page.wait_for_function(
            "n => document.getElementById('count').textContent.startsWith(`${n} of 20`)", arg=n + 1
        )
        text = page.locator("#sentence").inner_text()
        words, *keys = known.pop(text)
        if skip_words.get(text, words):
            spans = page.locator("#sentence .word").all_inner_texts()
            for _ in range(spans.index(words) + 1):
                page.keyboard.press("ArrowRight")
            for key in keys:
                page.keyboard.press(key)
        page.keyboard.press("Enter")
    page.locator("#finished").wait_for()
    assert known == {}


def test_from_twenty_sentences_to_a_model(served: Any, visit: Callable[..., Any], tmp_path: Path) -> None:
    corpus = tmp_path / "spring.csv"
    with corpus.open("w", newline="") as f:
        csv.writer(f).writerows(
            [
                ("id", "outlet", "text"),
                *((f"x{n}", f"Secret Paper {n % 4}", t[0]) for n, t in enumerate(TWENTY)),
            ]
        )

    ada, ben = visit().page, visit().page
    for page in (ada, ben):
        page.set_default_timeout(30_000)
        page.goto(served.link)
    ada.goto(served.address + "/label")
    ada.set_input_files("#file", corpus)
    ada.get_by_role("button", name="Take sentences").click()
    ada.get_by_label("Your name").fill("Ada")
    ada.keyboard.press("Enter")
    ben.goto(served.address + "/label")
    ben.get_by_label("Your name").fill("Ben 🌲")
    ben.keyboard.press("Enter")
    ben.wait_for_url("**/label/code**")
    assert "Secret" not in ada.content() + ben.content()
    code(ada, {})
    code(ben, OTHERWISE)

    ada.goto(served.address + "/label")
    ada.locator("#agreement tr").first.wait_for()
    rows = {
        r.locator("th").inner_text(): r.locator("td").all_inner_texts()
        for r in ada.locator("#agreement tr").all()
    }
    # 10 sentences with a pole of this axis, 10 without; Ben leaves one out: alpha by the coincidence matrix, by hand
    assert rows["Work on trees"][0] == f"{1 - (40 - 1) * 2 / (40**2 - 10**2 - 9**2 - 21**2):.2f}"
    assert rows["The pond"][-1].startswith("undefined")
    assert ada.locator("details.differs").count() == 2
    ada.get_by_role("button", name="Write the label file").click()
    ada.get_by_text(re.compile(r"rows written to")).wait_for()
    with (served.folder / "labels" / "codings.csv").open(newline="", encoding="utf-8") as f:
        written = list(csv.DictReader(f))
    assert {r["coder"] for r in written} == {"Ada", "Ben 🌲"}
    mine = {r["text"]: r for r in written if r["coder"] == "Ada" and r["pole"] != "none"}
    assert len(mine) == 16
    for text, words, *_ in TWENTY:
        if words:
            start = int(mine[text]["start"]) if mine[text].get("start") else text.index(words)
            assert (mine[text]["evidence"], text[start : start + len(words)]) == (words, words)
    assert mine[TWENTY[7][0]]["outlet"].startswith("Secret Paper")

    ada.get_by_role("link", name="Train a model with it").click()
    ada.fill("#name", "spring")
    ada.get_by_label("Quick").check()
    ada.get_by_role("button", name="Train").click()
    ada.get_by_text("What changed").click()
    ada.wait_for_url("**/models/spring/changes**")
    assert "On 20 sentences of the queue" in ada.inner_text("main")
    before, after = (served.ask("/api/models/" + name)["model"]["sentences"] for name in ("model", "spring"))
    assert after == before + 20
    ada.goto(served.address + "/score")
    ada.select_option("#model", "spring")
    ada.fill("#text", "Crews removed the old lime. Families watched.")
    ada.get_by_role("button", name="Score").click()
    ada.wait_for_url("**/score/*")
    assert "model spring" in ada.inner_text("main")
    assert set(ada.locator("mark").all_inner_texts()) == {"removed", "Families"}
