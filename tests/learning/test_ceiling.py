"""One coder against another: by hand, on a few rows."""

from __future__ import annotations

import msgspec
import pytest

from framing.coding import labels
from framing.coding.codebook import Codebook
from framing.coding.labels import Label
from framing.learning.ceiling import ceiling
from framing.units import Voice


def row(
    n: int, coder: str, pole: str, voice: Voice | None = "own", axis: str = "tree-work", event: str = ""
) -> Label:
    return Label(f"Sentence {n}.", axis, pole, voice, id=str(n), coder=coder, source=f"a{n}", event=event)


def twice(n: int, one: str, other: str) -> list[Label]:
    """A sentence that ada and ben coded."""
    return [row(n, "ada", one), row(n, "ben", other)]


def test_identical_coders_agree_entirely(park_book: Codebook) -> None:
    found = ceiling([*twice(1, "felled", "felled"), *twice(2, "removed", "removed")], park_book)
    assert found is not None
    assert found.n_sentences == 2
    assert found.macro_f1 == {"any": 1.0, "own": 1.0, "agree": 1.0}


def test_the_ceiling_of_identical_coders_has_no_width_where_every_article_has_every_pole(
    park_book: Codebook,
) -> None:
    both = [
        row(n, coder, pole) for n in range(4) for coder in ("ada", "ben") for pole in ("felled", "removed")
    ]
    found = ceiling(both, park_book)
    assert found is not None
    assert found.interval == {"any": (1.0, 1.0), "own": (1.0, 1.0), "agree": (1.0, 1.0)}


def test_one_difference_by_hand(park_book: Codebook) -> None:
    """``felled``: two agreed, one missed by ben, F1 4/5. ``removed``: one agreed, one too many, F1 2/3."""
    rows = [
        *twice(1, "felled", "felled"), *twice(2, "felled", "felled"),
        *twice(3, "felled", "removed"), *twice(4, "removed", "removed"),
    ]  # fmt: skip
    found = ceiling(rows, park_book)
    assert found is not None
    assert found.n_sentences == 4
    assert found.macro_f1["any"] == pytest.approx((4 / 5 + 2 / 3) / 2)
    low, high = found.interval["any"]
    assert low < found.macro_f1["any"] < high


def test_what_one_coder_found_and_the_other_did_not(park_book: Codebook) -> None:
    rows = [*twice(1, "felled", "felled"), *twice(2, "felled", "none")]
    found = ceiling(rows, park_book)
    assert found is not None
    assert found.macro_f1["any"] == pytest.approx(2 / 3)


def test_voice_rules(park_book: Codebook) -> None:
    """Same pole, other voice: agreement of the poles, none of the codings, and own voice only on one side."""
    rows = [
        row(1, "ada", "felled", "own"), row(1, "ben", "felled", "quoted"),
        row(2, "ada", "felled", "own"), row(2, "ben", "felled", "own"),
        row(3, "ada", "felled", "quoted"), row(3, "ben", "felled", "quoted"),
    ]  # fmt: skip
    found = ceiling(rows, park_book)
    assert found is not None
    assert found.macro_f1 == pytest.approx({"any": 1.0, "own": 2 / 3, "agree": 2 * 2 / 6})


def test_scare_quotes_count_for_nobody(park_book: Codebook) -> None:
    rows = [*twice(1, "felled", "felled"), row(2, "ada", "felled", "scare"), row(2, "ben", "none", None)]
    found = ceiling(rows, park_book)
    assert found is not None
    assert found.macro_f1["any"] == 1.0


def test_adjudicated_rows_are_no_coders(park_book: Codebook) -> None:
    rows = [*twice(1, "felled", "felled"), *twice(2, "felled", "removed"), *twice(3, "removed", "removed")]
    settled = [row(n, "adjudicated", "removed") for n in (1, 2, 3)]
    assert ceiling([*settled, *rows], park_book) == ceiling(rows, park_book)
    assert ceiling([row(1, "adjudicated", "felled"), row(1, "ada", "felled")], park_book) is None


def test_without_double_coding_there_is_no_ceiling(park_book: Codebook) -> None:
    assert ceiling([], park_book) is None
    assert ceiling([row(1, "ada", "felled"), row(2, "ben", "felled")], park_book) is None
    assert ceiling([row(1, "ada", "felled"), row(1, "ada", "removed")], park_book) is None


def test_sentences_of_one_coder_do_not_count(park_book: Codebook) -> None:
    rows = [*twice(1, "felled", "felled"), *twice(2, "felled", "removed")]
    alone = [row(n, "ada", "removed") for n in range(3, 9)]
    assert ceiling([*rows, *alone], park_book) == ceiling(rows, park_book)


def test_only_axes_that_both_looked_at_count(park_book: Codebook) -> None:
    """Ben coded the visitors only: that he has no tree work is no disagreement."""
    both = [row(1, c, "guests", axis="visitors") for c in ("ada", "ben")]
    found = ceiling([*both, row(1, "ada", "felled")], park_book)
    assert found == ceiling(both, park_book)
    looked = [*both, row(1, "ada", "felled"), row(1, "ben", "none", None, axis="*")]
    differs = ceiling(looked, park_book)
    assert differs is not None
    assert differs.macro_f1["any"] == pytest.approx((1 + 0) / 2)


def test_which_coder_comes_first_changes_nothing(park_book: Codebook) -> None:
    rows = [*twice(1, "felled", "felled"), *twice(2, "felled", "removed")]
    one, other = ceiling(rows, park_book), ceiling(rows[::-1], park_book)
    assert one is not None
    assert other is not None
    assert one.macro_f1 == pytest.approx(other.macro_f1)


def test_two_coders_of_different_axes_coded_nothing_twice(park_book: Codebook) -> None:
    rows = [row(1, "ada", "felled"), row(1, "ben", "guests", axis="visitors")]
    assert ceiling(rows, park_book) is None


def test_articles_of_one_event_are_drawn_together(park_book: Codebook) -> None:
    rows = [r for n in range(6) for r in twice(n, "felled", "felled" if n % 2 else "none")]
    apart = ceiling(rows, park_book)
    one = ceiling([msgspec.structs.replace(r, event="storm week") for r in rows], park_book)
    assert apart is not None
    assert one is not None
    assert one.macro_f1 == apart.macro_f1
    assert one.interval["any"] == pytest.approx((one.macro_f1["any"],) * 2)
    assert apart.interval["any"][0] < apart.interval["any"][1]


def test_sentences_of_one_text_in_two_articles_are_two(park_book: Codebook) -> None:
    """Their ids tell them apart: nobody coded one of them twice."""
    one = row(1, "ada", "felled")
    assert ceiling([one, msgspec.structs.replace(one, id="2", coder="ben")], park_book) is None


def test_the_park_labels_by_hand(park_book: Codebook) -> None:
    """Ben coded five sentences of ada's and missed one murky pond."""
    assert park_book.path
    found = ceiling(
        labels.load([park_book.path.replace("codebook.toml", "labels.csv")], park_book), park_book
    )
    assert found is not None
    assert found.n_sentences == 5
    assert found.macro_f1["any"] == pytest.approx((1 + 1 + 1 + 1 + 0) / 5)
