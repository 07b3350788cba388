"""Make the picture of the page to code on again: a sentence of the invented seed articles, half coded.

scripts/label_picture.py FILE.png [light|dark]
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
BEGINS = "Terror group Hamas"
MARKS = (("Terror", "group", "1", "a", "o"), ("hostage", "hostage", "2", "a", "o"))
"""First and last word of what is marked, then the keys of axis, pole and voice."""


def main() -> None:
    """Start a server on the seeds, code up to the sentence, take the picture."""
    output, scheme = sys.argv[1], (*sys.argv[2:], "light")[0]
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = subprocess.Popen(
            [sys.executable, "-m", "framing", "serve", "--project", f"{folder}/storm", "--port", "0", "--no-open"],
            stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        assert server.stderr is not None
        try:
            link = server.stderr.readline().split()[1]
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1200, "height": 900}, color_scheme="dark" if scheme == "dark" else "light")  # fmt: skip
            _to_the_sentence(page, link)
            page.screenshot(path=output)
            browser.close()
        finally:
            server.terminate()
            server.wait()


def _to_the_sentence(page: Page, link: str) -> None:
    page.goto(link)
    address = link.partition("/?")[0]
    page.goto(f"{address}/label")
    page.set_input_files("#file", ROOT / "seeds" / "jerusalem-bulletin.txt")
    page.get_by_role("button", name="Take sentences").click()
    page.get_by_label("Your name").fill("Ada")
    page.keyboard.press("Enter")
    page.locator("#sentence .word").first.wait_for()
    while not page.locator("#sentence").inner_text().startswith(BEGINS):
        before = page.locator("#sentence").inner_text()
        page.keyboard.press("Enter")
        page.wait_for_function("t => document.getElementById('sentence').innerText !== t", arg=before)
    words = page.locator("#sentence .word").all_inner_texts()
    at = -1
    for first, last, *keys in MARKS:
        for _ in range(words.index(first) - at):
            page.keyboard.press("ArrowRight")
        for _ in range(words.index(last) - words.index(first)):
            page.keyboard.press("Shift+ArrowRight")
        at = words.index(last)
        for key in keys:
            page.keyboard.press(key)
    page.wait_for_timeout(500)


if __name__ == "__main__":
    main()
