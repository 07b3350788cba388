"""The pages as a reader opens them: from disk, in light and dark, by keyboard, with payloads in every text from outside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from handmade_report import PAGES
from payloads import PAYLOADS, VECTORS

import framing
from framing.learning.model_folder import Model
from framing.report.article_page import article_page
from framing.report.comparison_page import comparison_page
from framing.report.evaluation_page import evaluation_page
from framing.report.summary import axis_texts, provenance

pytestmark = pytest.mark.browser
SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, shipped: Model) -> dict[str, Path]:
    """The report of the seed articles, the page of one of them, the page of an evaluation."""
    folder = tmp_path_factory.mktemp("pages")
    scored = list(framing.score(shipped, framing.read([SEEDS])))
    assert shipped.evaluation is not None
    made = {
        "comparison": comparison_page(framing.compare(shipped, framing.read([SEEDS]), made="2025-01-01")),
        "article": article_page(scored[0], axis_texts(shipped), provenance(shipped, scored)),
        "evaluation": evaluation_page(shipped.evaluation, shipped),
    }
    for name, text in made.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made}


every = pytest.mark.parametrize("name", ["comparison", "article", "evaluation"])


@every
def test_nothing_is_asked_of_the_outside(
    name: str, pages: dict[str, Path], visit: Callable[..., Any]
) -> None:
    seen = visit()
    seen.open(pages[name])
    assert seen.requests == [pages[name].as_uri()]


@every
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1200])
def test_axe_finds_nothing(
    name: str, scheme: str, width: int, pages: dict[str, Path], visit: Callable[..., Any]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 900}).open(pages[name])
    unfold(page)
    found = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:120], len(v["nodes"])) for v in found] == []


def unfold(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


@every
@pytest.mark.parametrize("width", [320, 390, 1200])
def test_nothing_is_wider_than_the_window(
    name: str, width: int, pages: dict[str, Path], visit: Callable[..., Any]
) -> None:
    """Wide tables scroll in their own frame."""
    page = visit(viewport={"width": width, "height": 900}).open(pages[name])
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_charts_are_drawn_and_the_narrow_ones_on_a_phone(
    pages: dict[str, Path], visit: Callable[..., Any]
) -> None:
    for width, shown in ((1200, "wide"), (390, "narrow")):
        page = visit(viewport={"width": width, "height": 900}).open(pages["comparison"])
        boxes = [f.bounding_box() for f in page.query_selector_all(f"figure.{shown} svg")]
        assert len(boxes) == 9
        assert all(b and b["width"] > 250 and b["height"] > 60 for b in boxes)
        hidden = {"wide": "narrow", "narrow": "wide"}[shown]
        assert not any(f.is_visible() for f in page.query_selector_all(f"figure.{hidden}"))


def test_evidence_unfolds_by_keyboard(pages: dict[str, Path], visit: Callable[..., Any]) -> None:
    page = visit().open(pages["comparison"])
    assert page.locator("details.evidence .sentence").first.is_hidden()
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('details.evidence > summary') !== null"):
            break
    page.keyboard.press("Enter")
    unfolded = page.locator("details.evidence[open]")
    assert unfolded.count() == 1
    assert unfolded.locator("mark").first.is_visible()


def test_the_first_key_skips_to_the_findings(pages: dict[str, Path], visit: Callable[..., Any]) -> None:
    page = visit().open(pages["comparison"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_everything_stands_on_paper(pages: dict[str, Path], visit: Callable[..., Any]) -> None:
    page = visit().open(pages["comparison"])
    page.emulate_media(media="print")
    assert all(f.is_visible() for f in page.query_selector_all("figure.wide"))
    assert page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("make", PAGES.values(), ids=PAGES.keys())
def test_two_hundred_payloads_are_inert(
    make: Callable[..., str], tmp_path: Path, visit: Callable[..., Any]
) -> None:
    """In text, title, outlet, event, label, file name and address: none fires, none asks for anything."""
    seen = visit()
    for n, payload in enumerate(PAYLOADS):
        path = tmp_path / f"{n}.html"
        path.write_text(make(x=payload, url=payload), encoding="utf-8")
        page = seen.open(path)
        unfold(page)
        page.wait_for_timeout(10)
        assert seen.fired == 0, payload
        assert seen.requests == [path.as_uri()], payload


@pytest.mark.parametrize("vector", VECTORS)
def test_each_vector_fires_in_a_naive_page(vector: str, tmp_path: Path, visit: Callable[..., Any]) -> None:
    """The control: without it, the test above could pass because nothing ever fires."""
    seen = visit()
    path = tmp_path / "naive.html"
    path.write_text(f"<!doctype html><p>{vector}</p>", encoding="utf-8")
    page = seen.open(path)
    page.wait_for_timeout(300)
    assert seen.fired > 0
