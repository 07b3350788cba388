"""What the terminal shows of labels: the queue for a second look, and the vocabulary table."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest
from rich.console import Console, RenderableType

from framing.coding import labels
from framing.coding.codebook import Codebook
from framing.coding.gold import GoldSentence
from framing.coding.inventory import Inventory
from framing.coding.inventory import inventory as count
from framing.learning.suspects import Suspect
from framing.report.labelled import inventory, queue


def shown(part: RenderableType, width: int = 140) -> str:
    out = io.StringIO()
    Console(file=out, width=width, highlight=False).print(part)
    return out.getvalue()


def suspect(text: str, coded: bool, probability: float, name: str = "a1") -> Suspect:
    sentence = GoldSentence(name, text, "", "", "", "", "", frozenset({"visitors"}), ())
    voice, evidence = ("own", text.split()[0]) if coded else (None, "")
    return Suspect(sentence, "visitors", "crowds", voice, evidence, coded, probability)  # type: ignore[arg-type]


@pytest.fixture
def found(park: Path, park_book: Codebook) -> Inventory:
    return count(labels.load([park], park_book), park_book)


# ---------------------------------------------------------------- the queue


def test_a_decision_is_two_lines_in_the_order_given() -> None:
    text = shown(queue([suspect("Crowds came.", True, 0.128), suspect("People came.", False, 0.9, name="")]))
    assert text.splitlines() == [
        "0.13  a1  coded visitors/crowds, own, “Crowds”",
        "      Crowds came.",
        "0.90  (no id)  not coded visitors/crowds",
        "      People came.",
        "2 decisions; the number is the probability of that pole from a model that has not seen the article.",
    ]


def test_a_coding_without_voice_says_so() -> None:
    s = msgspec.structs.replace(suspect("Crowds came.", True, 0.5), voice=None, evidence="")
    assert "coded visitors/crowds, no voice, “”" in shown(queue([s]))


def test_an_empty_queue_is_no_decisions() -> None:
    assert shown(queue([])).startswith("0 decisions; ")


def test_text_of_a_label_is_neither_markup_nor_a_command_to_the_terminal() -> None:
    s = suspect("[bold]Crowds[/bold] \x1b[31mcame\u202e\nhome.", True, 0.5, name="[red]a\x1b1")
    text = shown(queue([s]))
    assert "[red]a\\x1b1  coded visitors/crowds, own, “[bold]Crowds[/bold]”" in text
    assert "[bold]Crowds[/bold] \\x1b[31mcame\\u202e\\nhome." in text
    assert not {"\x1b", "\u202e"} & set(text)


# ---------------------------------------------------------------- the vocabulary table


def cells(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def test_vocabulary_stands_beside_that_of_other_text(found: Inventory, park_book: Codebook) -> None:
    """A point that only one of the two reaches is a dash in the other's row."""
    given = msgspec.structs.replace(found, vocabulary={1000: 412, 2000: 1733}, beside={1000: 655, 5000: 2044})
    rows = cells(shown(inventory(given, park_book)))
    assert ["distinct", "words", "in", "the", "first", "1,000", "2,000", "5,000"] in rows
    assert ["these", "labels", "412", "1,733", "–"] in rows
    assert ["the", "text", "beside", "655", "–", "2,044"] in rows


def test_without_other_text_there_is_one_row(found: Inventory, park_book: Codebook) -> None:
    text = shown(inventory(msgspec.structs.replace(found, vocabulary={1000: 412}), park_book))
    assert ["these", "labels", "412"] in cells(text)
    assert "the text beside" not in text


def test_every_pole_has_its_mentions_by_voice(found: Inventory, park_book: Codebook) -> None:
    """Counted by hand in the park's labels; ben looked at eg3-1 and found nothing, so that its "murky" is in dispute."""
    text = shown(inventory(found, park_book))
    rows = cells(text)
    assert ["axis", "pole", "own", "reported", "quoted", "scare"] in rows
    assert ["tree-work", "felled", "7", "1", "1", "0"] in rows
    assert ["pond", "murky", "8", "0", "1", "0"] in rows
    assert ["pond", "wild", "2", "0", "0", "1"] in rows
    assert "pond/wild has 3 mentions: too few to learn from" in text
    assert "60 sentences in 76 rows, 16 articles, 4 outlets" in text


def test_names_in_label_files_are_no_commands_to_the_terminal(found: Inventory, park_book: Codebook) -> None:
    pairs = (("a\x1b[2J", "b\u202e"), ("[bold]c", "d\n\x1b]0;"))
    given = msgspec.structs.replace(found, genres={"wi\x1b[31mre": 3, "[red]x": 1}, near_duplicates=pairs)
    text = shown(inventory(given, park_book))
    assert not {"\x1b", "\u202e"} & set(text)
    assert "genres: wi\\x1b[31mre 3 (75%), [red]x 1 (25%)" in text
    assert "2 pairs of near-duplicates\n  a\\x1b[2J ~ b\\u202e\n  [bold]c ~ d\\n\\x1b]0;\n" in text
