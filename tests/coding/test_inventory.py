"""What a label corpus holds: planted counts, and the facts that the corpus in ``labels/`` has to keep."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec
import pytest

import framing
from framing.coding import labels
from framing.coding.codebook import Codebook
from framing.coding.gold import gold
from framing.coding.inventory import Inventory, inventory
from framing.coding.labels import MIN_POLE, Label

LABELS = Path(__file__).parents[2] / "labels"


def star(text: str, **more: str) -> Label:
    return Label(text, "*", "none", **more)  # type: ignore[arg-type]


def test_counts_of_a_small_corpus(park_book: Codebook) -> None:
    rows = [
        Label("Wardens felled the lime.", "tree-work", "felled", "own", "felled", 8, id="1", coder="ada", source="a1", outlet="Elm", genre="wire"),
        star("Wardens felled the lime.", id="1", coder="ada", source="a1", outlet="Elm", genre="wire"),
        Label("Wardens felled the lime.", "tree-work", "felled", "own", "felled", 8, id="1", coder="bob"),
        star("Wardens felled the lime.", id="1", coder="bob"),
        star("Rain fell.", id="2", coder="ada", source="a1", outlet="Elm", genre="wire", note="near miss: fell"),
        star("Guests and crowds.", id="3", coder="ada", source="a2", outlet="Oak"),
        Label("Guests and crowds.", "visitors", "guests", id="3", coder="bob"),
        Label("So he said.", "visitors", "crowds", "scare", id="4", coder="ada"),
        star("So he said.", id="4", coder="bob"),
        star("So he said.", id="4", coder="adjudicated"),
    ]  # fmt: skip
    assert inventory(rows, park_book) == Inventory(
        rows=10,
        sentences=4,
        untouched=2,
        near_misses=1,
        double_coded=3,
        adjudicated=1,
        disputed=1,
        mentions={("tree-work", "felled", "own"): 1},
        genres={"wire": 2, "(none)": 2},
        outlets=2,
        articles=2,
        median_words=3.0,
        vocabulary={},
        beside={},
        near_duplicates=(),
    )


def test_a_sentence_coded_in_part_does_not_count_as_untouched(park_book: Codebook) -> None:
    assert inventory([Label("Rain.", "pond", "none")], park_book).untouched == 0


def test_near_duplicates_are_found_and_others_are_not(park_book: Codebook) -> None:
    texts = [
        "The wardens felled the old lime by the gate on Monday.",
        "The wardens felled the old lime by the gate on Friday!",
        "the  WARDENS felled the old lime, by the gate on Monday",
        "The wardens felled a young oak near the pond on Monday.",
        "Rain.",
        "rain",
    ]
    found = inventory([star(t, id=str(n)) for n, t in enumerate(texts)], park_book).near_duplicates
    assert set(found) == {("0", "1"), ("0", "2"), ("1", "2"), ("4", "5")}


def test_vocabulary_grows_with_words(park_book: Codebook) -> None:
    rows = [star(" ".join(f"w{n}x{k % 50}" for k in range(100)), id=str(n)) for n in range(201)]
    found = inventory(rows, park_book)
    assert found.vocabulary == {1_000: 500, 2_000: 1_000, 5_000: 2_500, 10_000: 5_000, 20_000: 10_000}
    assert found.beside == {}


def test_vocabulary_does_not_depend_on_the_order_of_rows(park_book: Codebook) -> None:
    """Fifty sentences of words of their own, then fifty of the same words: sorted by topic, growth would be a step."""
    rows = [
        star(" ".join(f"w{n if n < 50 else 0}x{k}" for k in range(20)) + f" end{n}", id=str(n))
        for n in range(100)
    ]
    turned = [msgspec.structs.replace(r, id=f"other{r.id}") for r in rows[::-1]]
    found = inventory(rows, park_book).vocabulary
    assert set(found) == {1_000, 2_000}
    assert inventory(turned, park_book).vocabulary == found
    assert 300 < found[1_000] < 800  # in the order of rows it would be 1,000, in the other one 68


def test_vocabulary_of_other_text_stands_beside(park_book: Codebook) -> None:
    """It is counted like that of the labels, whatever its order, and nothing else of it is counted."""
    labelled = [star(f"Rain fell on row{n}.", id=str(n)) for n in range(30)]
    texts = [" ".join(f"w{n}x{k % 50}" for k in range(100)) for n in range(51)]
    found = inventory(labelled, park_book, texts)
    assert found.beside == {1_000: 500, 2_000: 1_000, 5_000: 2_500}
    assert found.beside == inventory([star(t) for t in texts], park_book).vocabulary
    assert inventory(labelled, park_book, texts[::-1]) == found
    assert msgspec.structs.replace(found, beside={}) == inventory(labelled, park_book)


def test_of_too_little_other_text_there_is_no_point(park_book: Codebook) -> None:
    texts = [f"w{n}" for n in range(999)]
    assert inventory([star("Rain.")], park_book, texts).beside == {}
    assert inventory([star("Rain.")], park_book, [*texts, "W0"]).beside == {1_000: 999}


# ---------------------------------------------------------------- the corpus that ships


@pytest.fixture(scope="module")
def book() -> Codebook:
    return framing.load_codebook()


@pytest.fixture(scope="module")
def rows(book: Codebook) -> list[Label]:
    return labels.load([LABELS], book)


@pytest.fixture(scope="module")
def shipped_corpus(rows: list[Label], book: Codebook) -> Inventory:
    return inventory(rows, book)


def test_the_corpus_has_enough_sentences_and_no_near_duplicates(shipped_corpus: Inventory) -> None:
    assert shipped_corpus.sentences >= 600
    assert shipped_corpus.near_duplicates == ()
    assert shipped_corpus.outlets >= 20
    assert shipped_corpus.articles >= 100
    assert shipped_corpus.disputed == 0


def test_every_pole_has_mentions_in_every_voice(shipped_corpus: Inventory, book: Codebook) -> None:
    poles = Counter[tuple[str, str]]()
    for (axis, pole, _), n in shipped_corpus.mentions.items():
        poles[axis, pole] += n
    assert {(h.axis, h.pole) for h in book.heads} == set(poles)
    assert min(poles.values()) >= 10 * MIN_POLE
    thin = {k: n for k, n in shipped_corpus.mentions.items() if n < MIN_POLE}
    assert thin == {}
    assert len(shipped_corpus.mentions) == 4 * len(book.heads)


def test_the_corpus_holds_negatives_of_both_kinds(shipped_corpus: Inventory) -> None:
    assert shipped_corpus.untouched >= shipped_corpus.sentences // 4
    assert shipped_corpus.near_misses >= 100


def test_every_mention_has_its_words_and_every_sentence_was_looked_at_on_all_axes(
    rows: list[Label], book: Codebook
) -> None:
    assert [(r.path, r.line) for r in rows if not r.is_none and not (r.evidence and r.voice)] == []
    every = {a.id for a in book.axes}
    assert [s.id for s in gold(rows, book) if s.looked_at | s.disputed != every] == []


def test_every_sentence_has_an_id_an_article_an_event_an_outlet_and_a_coder(rows: list[Label]) -> None:
    assert [
        (r.path, r.line) for r in rows if not (r.id and r.source and r.event and r.outlet and r.coder)
    ] == []
    outlets: dict[str, set[str]] = {}
    for r in rows:
        outlets.setdefault(r.source, set()).add(r.outlet)
    assert {a: o for a, o in outlets.items() if len(o) > 1} == {}
