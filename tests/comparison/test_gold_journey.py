"""From a drawn sample to a verdict: what the classifier says, what people say, and what follows where they differ."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

import msgspec
import pytest

import framing
from framing.coding.agreement import Agreement
from framing.comparison.contrasts import Pair
from framing.errors import LabelsError
from framing.learning.evaluation import OUTLETS_OUT, Evaluation, PoleScore, Scheme
from framing.learning.model_folder import Model
from framing.report.summary import Summary
from framing.units import Article

WORDS = "bench path gate lamp kiosk swing hedge tulip fence bridge pump shed statue clock tent drum flute ladder bucket rake".split()


def story(outlet: str, k: int, verb: str) -> Article:
    """Two own-voice mentions, and enough other words that no two are near-duplicates."""
    rest = " ".join(Random(f"{outlet}{k}").choices(WORDS, k=40))
    text = f"Wardens {verb} an oak on day {k}.\n\nThey {verb} a lime as well. {outlet} walked past {rest}."
    return Article(f"{outlet}-{k}", text, outlet, event=f"storm {k % 2}")


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    verbs = {"Acorn": "felled", "Elm": "removed"}
    return [
        story(o, k, v if k % 8 else other)
        for (o, v), other in zip(verbs.items(), ("removed", "felled"), strict=True)
        for k in range(24)
    ]


@pytest.fixture
def model(park_model: Model) -> Model:
    """A model that is good enough not to be refused for that."""
    poles = tuple(
        PoleScore("tree-work", p, 40, 0.9, 0.9, 0.9, 0.9, 0.5, 0.9, 0.9, {}) for p in ("felled", "removed")
    )
    evaluation = Evaluation(
        (Scheme(OUTLETS_OUT, 400, 10, (), poles, 0.01, (), ()),),
        (),
        (Agreement("tree-work", 0.9, None, 40, 2),),
    )
    return Model(
        park_model.linear,
        park_model.codebook,
        park_model.manifest,
        evaluation,
        park_model.trained_on,
        park_model.path,
    )


def fill(sheet: Path, output: Path, swap: str = "") -> Path:
    """Code a sheet as a careful person would; of the outlet *swap* the other way round."""
    with sheet.open(encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    for row in rows:
        verb = next((v for v in ("felled", "removed") if v in row["text"]), "")
        if not verb:
            row["pole"] = "none"
            continue
        pole = verb if row["outlet"] != swap else {"felled": "removed", "removed": "felled"}[verb]
        row.update(axis="tree-work", pole=pole, voice="own", evidence=verb)
    with output.open("w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, list(rows[0]))
        out.writeheader()
        out.writerows(rows)
    return output


def sheet(articles: list[Article], folder: Path) -> Path:
    from framing.coding.sheet import write_sheet
    from framing.comparison import sampling

    drawn = sampling.sample(articles, 10)
    write_sheet(((s, "tree-work") for s in sampling.sentences(drawn)), folder / "sheet.csv", coder="ada")
    return folder / "sheet.csv"


def pair(found: Summary, axis: str = "tree-work") -> Pair:
    return next(p for p in found.pairs if p.axis == axis)


def test_without_hand_codings_a_clear_difference_is_refused(model: Model, articles: list[Article]) -> None:
    found = framing.compare(model, articles)
    assert pair(found).refusals == ("uncorrected",)
    assert found.estimate("Acorn", "tree-work").corrected is None


def test_hand_codings_that_agree_make_it_distinguishable(
    model: Model, articles: list[Article], tmp_path: Path
) -> None:
    gold = fill(sheet(articles, tmp_path), tmp_path / "gold.csv")
    found = framing.compare(model, articles, gold=[gold])
    p = pair(found)
    assert (p.refusals, p.verdict) == ((), "distinguishable")
    corrected = found.estimate("Acorn", "tree-work").corrected
    assert corrected is not None
    assert corrected.n_gold == 10
    assert corrected.share == pytest.approx(corrected.uncorrected)
    assert p.corrected is not None
    assert p.difference is not None
    assert p.corrected * p.difference > 0
    assert p.p_adjusted is not None
    assert p.p_adjusted <= 0.05


def test_the_finding_states_the_corrected_difference(
    model: Model, articles: list[Article], tmp_path: Path
) -> None:
    gold = fill(sheet(articles, tmp_path), tmp_path / "gold.csv")
    found = framing.compare(model, articles, gold=[gold])
    p = pair(found)
    assert p.corrected is not None
    assert p.corrected_interval is not None
    low, high = p.corrected_interval
    text = found.findings[0].text
    assert f"differ by {p.corrected:+.2f}, interval {low:+.2f} to {high:+.2f}" in text
    assert "corrected by hand codings" in text


def test_hand_codings_that_contradict_leave_no_order(
    model: Model, articles: list[Article], tmp_path: Path
) -> None:
    """By hand both outlets fell: what the classifier saw of one was its error."""
    gold = fill(sheet(articles, tmp_path), tmp_path / "gold.csv", swap="Elm")
    p = pair(framing.compare(model, articles, gold=[gold]))
    assert p.verdict != "distinguishable"


def test_other_axes_stay_refused(model: Model, articles: list[Article], tmp_path: Path) -> None:
    gold = fill(sheet(articles, tmp_path), tmp_path / "gold.csv")
    found = framing.compare(model, articles, gold=[gold])
    assert "uncorrected" in pair(found, "visitors").refusals


def test_a_sheet_that_nobody_filled_in_is_an_error(
    model: Model, articles: list[Article], tmp_path: Path
) -> None:
    with pytest.raises(LabelsError):
        framing.compare(model, articles, gold=[sheet(articles, tmp_path)])


def test_the_page_and_the_tables_show_the_correction(
    model: Model, articles: list[Article], tmp_path: Path
) -> None:
    from framing.report.comparison_page import comparison_page
    from framing.report.records import summary_json, write_csv_folder

    gold = fill(sheet(articles, tmp_path), tmp_path / "gold.csv")
    found = framing.compare(model, articles, gold=[gold])
    page = comparison_page(found)
    assert page.count("Corrected by hand codings") == 1
    assert "10 of 24" in page
    write_csv_folder(found, tmp_path / "tables")
    with (tmp_path / "tables" / "outlets.csv").open(encoding="utf-8", newline="") as f:
        row = next(
            r
            for r in csv.DictReader(f)
            if (r["outlet"], r["axis"], r["voice"]) == ("Acorn", "tree-work", "own")
        )
    record = msgspec.json.decode(summary_json(found))["outlets"]
    same = next(e for e in record if (e["outlet"], e["axis"], e["voice"]) == ("Acorn", "tree-work", "own"))
    assert float(row["corrected"]) == same["corrected"]["share"]
    assert row["hand_coded"] == "10"
