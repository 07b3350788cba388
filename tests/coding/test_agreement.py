"""Agreement: published examples, another implementation, planted disagreement, and where alpha is undefined."""

from __future__ import annotations

from typing import cast

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.coding.agreement import Agreement, agreements, alpha
from framing.coding.codebook import Codebook
from framing.coding.labels import Label
from framing.units import Voice

# ---------------------------------------------------------------- published examples


@pytest.mark.parametrize(
    ("coders", "published"),
    [
        # Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: A, B and C.
        (["0100000010", "1110010000"], 0.095),
        (["aabbdcccedda", "babbbccceddd"], 0.692),
        (["123321412...", "1233224125.3", ".3332342251.", "12332441251."], 0.743),
    ],
)
def test_published_examples(coders: list[str], published: float) -> None:
    units = [[c for c in unit if c != "."] for unit in zip(*coders, strict=True)]
    assert alpha(units) == pytest.approx(published, abs=0.0006)


# ---------------------------------------------------------------- another implementation

_CODE = st.sampled_from([None, 0, 1, 2, 3])


@given(
    table=st.integers(2, 4).flatmap(
        lambda coders: st.lists(st.lists(_CODE, min_size=coders, max_size=coders), min_size=1, max_size=15)
    )
)
@settings(max_examples=500, deadline=None)
def test_agrees_with_the_krippendorff_package(table: list[list[int | None]]) -> None:
    """On units × coders with missing codes; where the package refuses or divides by zero, alpha is undefined here."""
    ours = alpha([c for c in unit if c is not None] for unit in table)
    comparable = [c for unit in table if sum(c is not None for c in unit) > 1 for c in unit if c is not None]
    if len(set(comparable)) < 2:
        assert ours is None
        return
    data = np.array([[np.nan if c is None else c for c in unit] for unit in table], dtype=float).T
    assert ours == pytest.approx(krippendorff.alpha(data, level_of_measurement="nominal"), abs=1e-9)


@given(table=st.lists(st.lists(st.sampled_from("abc"), min_size=2, max_size=3), min_size=1, max_size=8))
def test_names_of_codes_and_order_of_coders_do_not_matter(table: list[list[str]]) -> None:
    renamed = [[frozenset({c, "x"}) for c in reversed(unit)] for unit in table]
    one, other = alpha(table), alpha(renamed)
    assert (one is None) == (other is None)
    assert one is None or one == pytest.approx(other)


@pytest.mark.parametrize(
    "units", [[], [[]], [["a"]], [["a"], ["b"]], [["a", "a"]], [["a", "a"], ["a", "a", "a"], ["b"]]]
)
def test_undefined_without_variation_or_without_pairs(units: list[list[str]]) -> None:
    assert alpha(units) is None


def test_perfect_and_worse_than_chance() -> None:
    assert alpha([["a", "a"], ["b", "b"]]) == 1.0
    assert cast("float", alpha([["a", "b"], ["b", "a"]])) < 0


# ---------------------------------------------------------------- of label rows


def sentence(
    n: int, ada: dict[str, str], bob: dict[str, str], voices: tuple[Voice, Voice] = ("own", "own")
) -> list[Label]:
    """The rows of two coders for a sentence of its own; each gives axis → pole and looked at all axes."""
    rows = []
    for coder, codes, voice in (("ada", ada, voices[0]), ("bob", bob, voices[1])):
        common = {"text": f"Sentence {n}.", "id": f"s{n}", "source": f"a{n // 2}", "coder": coder}
        rows += [Label(axis=a, pole=p, voice=voice, **common) for a, p in codes.items()]  # type: ignore[arg-type]
        rows.append(Label(axis="*", pole="none", **common))
    return rows


def by_name(rows: list[Label], book: Codebook, **more: int) -> dict[str, Agreement]:
    return {a.what: a for a in agreements(rows, book, **more)}


def test_agreement_per_axis_and_for_voice(park_book: Codebook) -> None:
    felled, removed = {"tree-work": "felled"}, {"tree-work": "removed"}
    rows = [
        *sentence(0, felled, felled),
        *sentence(1, felled, felled, ("own", "quoted")),
        *sentence(2, removed, removed, ("quoted", "quoted")),
        *sentence(3, removed, felled),
        *sentence(4, {}, {}),
        *sentence(5, {}, felled),
    ]
    found = by_name(rows, park_book)
    assert list(found) == ["tree-work", "visitors", "pond", "voice"]
    trees = found["tree-work"]
    assert trees.alpha == pytest.approx(alpha(["ff", "ff", "rr", "rf", "nn", "nf"]))
    assert (trees.n_units, trees.n_coders, trees.undefined) == (6, 2, "")
    assert trees.interval is not None
    assert trees.interval[0] <= cast("float", trees.alpha) <= trees.interval[1]
    assert found["voice"].alpha == pytest.approx(alpha(["oo", "oq", "qq"]))
    assert found["voice"].n_units == 3
    assert found["pond"] == Agreement(
        "pond", None, None, 6, 2, "every code is the same: without variation there is nothing to agree on"
    )


def test_both_poles_are_a_code_of_their_own(park_book: Codebook) -> None:
    both = {"tree-work": "felled"}
    rows = [*sentence(0, both, both), *sentence(1, {}, {})]
    rows += [Label("Sentence 0.", "tree-work", "removed", id="s0", source="a0", coder="ada")]
    assert by_name(rows, park_book)["tree-work"].alpha == pytest.approx(alpha([["fr", "f"], ["", ""]]))


def test_an_axis_that_a_coder_did_not_look_at_is_missing_not_none(park_book: Codebook) -> None:
    rows = [
        Label("One.", "tree-work", "felled", coder="ada"),
        Label("One.", "pond", "wild", coder="bob"),
        Label("Two.", "*", "none", coder="ada"),
        Label("Two.", "tree-work", "felled", coder="bob"),
    ]
    found = by_name(rows, park_book)
    assert found["tree-work"].n_units == 1
    assert found["pond"] == Agreement("pond", None, None, 0, 2, "no unit was coded by two coders")


def test_one_coder_alone_gives_no_agreement(park_book: Codebook) -> None:
    rows = [Label("One.", "tree-work", "felled", coder="ada"), Label("Two.", "*", "none", coder="bob")]
    assert {a.undefined for a in agreements(rows, park_book)} == {"no unit was coded by two coders"}


def test_adjudicated_rows_are_no_coders(park_book: Codebook) -> None:
    rows = [
        *sentence(0, {"tree-work": "felled"}, {"tree-work": "felled"}),
        *sentence(1, {}, {"tree-work": "felled"}),
    ]
    settled = [Label("Sentence 1.", "tree-work", "felled", id="s1", source="a0", coder="adjudicated")]
    assert agreements([*rows, *settled], park_book) == agreements(rows, park_book)


def test_voices_of_several_mentions_are_matched_in_the_order_of_the_text(park_book: Codebook) -> None:
    def mention(coder: str, start: int, voice: Voice) -> Label:
        return Label("felled and felled", "tree-work", "felled", voice, "felled", start, coder=coder)

    rows = [
        mention("ada", 11, "quoted"),
        mention("ada", 0, "own"),
        mention("bob", 0, "own"),
        mention("bob", 11, "quoted"),
    ]
    assert by_name(rows, park_book)["voice"].alpha == 1.0
    unequal = by_name([*rows[:3], Label("felled and felled", "*", "none", coder="bob")], park_book)
    assert unequal["voice"].undefined == "no unit was coded by two coders"


def test_the_interval_keeps_to_its_seed_and_widens_with_fewer_articles(park_book: Codebook) -> None:
    felled, removed = {"tree-work": "felled"}, {"tree-work": "removed"}
    rows = [
        row
        for n in range(60)
        for row in sentence(
            n, felled if n % 2 else removed, removed if n % 6 == 1 else felled if n % 2 else removed
        )
    ]
    wide = by_name(rows[: len(rows) // 6], park_book)["tree-work"].interval
    narrow = by_name(rows, park_book)["tree-work"].interval
    assert wide is not None
    assert narrow is not None
    assert narrow[1] - narrow[0] < wide[1] - wide[0]
    assert (
        by_name(rows, park_book, seed=1)["tree-work"].interval
        == by_name(rows, park_book, seed=1)["tree-work"].interval
    )
    assert by_name(rows, park_book, resamples=200)["tree-work"].interval != narrow


@pytest.mark.parametrize(
    ("value", "reading"),
    [(1.0, "normal"), (0.8, "normal"), (0.799, "tentative"), (0.667, "tentative"), (0.666, "exploratory"), (-0.5, "exploratory"), (None, "undefined")],
)  # fmt: skip
def test_readings(value: float | None, reading: str) -> None:
    assert Agreement("x", value, None, 10, 2).reading == reading
