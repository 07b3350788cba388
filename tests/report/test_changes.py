"""What another model changes, as the terminal shows it: every figure is the record's."""

from __future__ import annotations

import io

import msgspec
import pytest
from rich.console import Console

from framing.comparison.model_changes import (
    CodingChange,
    CountChange,
    FigureChange,
    ModelChanges,
    TermChange,
)
from framing.report.changes import changes

LOST = CodingChange(
    "Elm Gazette", "a1", "Crowds came.", "Crowds", "visitors", "crowds", "own", False, 0.876, 0.123,
    (TermChange("[crowd]", 1.254, -0.5), TermChange("+lawn", 0.0, 0.125)),
)  # fmt: skip
WON = CodingChange(
    "", "a2", "Wardens toppled it.", "toppled", "tree-work", "felled", "quoted", True, None, 0.9, ()
)
RECORD = ModelChanges(
    old="before", new="after", added_axes=("pond",), removed_axes=("benches", "paths"), n_articles=7, n_codings=(31, 29),
    figures=(
        FigureChange("group folds", "", "", 0.754, 0.729), FigureChange("group folds", "visitors", "crowds", 0.8, 0.6),
        FigureChange("group folds", "visitors", "guests", 0.701, 0.702), FigureChange("group folds", "pond", "wild", None, 0.25),
    ),
    outlets=(CountChange("Elm Gazette", "", "visitors", (12, 3), (11, 4)), CountChange("", "", "visitors", (1, 0), (0, 0))),
    articles=(CountChange("Elm Gazette", "a1", "visitors", (2, 5), (2, 4)),), codings=(LOST, WON),
)  # fmt: skip


def shown(record: ModelChanges, codings: int = 20) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=140, highlight=False).print(changes(record, codings))
    return [line.strip() for line in out.getvalue().splitlines()]


def rows(lines: list[str]) -> list[list[str]]:
    return [" ".join(line.split()).split(" ") for line in lines]


def test_names_and_counts_come_first() -> None:
    lines = shown(RECORD)
    assert lines[:3] == ["before → after", "axes that are new: pond", "axes that are gone: benches, paths"]
    assert "7 articles; codings 31 → 29, 2 differ" in lines


def test_figures_have_their_change_and_those_that_stay_are_counted() -> None:
    """Two decimals, as in every table: 0.701 and 0.702 are the same figure there."""
    lines = shown(RECORD)
    assert "group folds macro 0.75 0.73 -0.03".split() in rows(lines)
    assert "group folds visitors crowds 0.80 0.60 -0.20".split() in rows(lines)
    assert "group folds pond wild – 0.25".split() in rows(lines)
    assert not [r for r in rows(lines) if "guests" in r]
    assert "1 figures are the same" in lines


def test_counts_stand_as_first_and_second_pole() -> None:
    lines = rows(shown(RECORD))
    assert "Elm Gazette visitors 12 : 3 11 : 4".split() in lines
    assert "– visitors 1 : 0 0 : 0".split() in lines
    assert "a1 visitors 2 : 5 2 : 4".split() in lines


def test_a_coding_has_its_probabilities_its_sentence_and_its_terms() -> None:
    lines = shown(RECORD)
    at = lines.index("− visitors/crowds, own, “Crowds”  probability 0.88 → 0.12  Elm Gazette a1")
    assert lines[at + 1 : at + 3] == ["Crowds came.", "[crowd] +1.25 → -0.50, +lawn +0.00 → +0.12"]
    assert "+ tree-work/felled, quoted, “toppled”  probability not considered → 0.90  a2" in lines


@pytest.mark.parametrize(("number", "listed"), [(0, 0), (1, 1), (2, 2), (9, 2)])
def test_codings_beyond_the_number_asked_for_are_counted(number: int, listed: int) -> None:
    lines = shown(RECORD, number)
    assert sum("probability" in line for line in lines) == listed
    more = [line for line in lines if line.startswith("and ")]
    assert more == ([f"and {2 - listed} more codings: --format json has them all"] if listed < 2 else [])


def test_without_articles_it_says_how_to_give_some() -> None:
    lines = shown(msgspec.structs.replace(RECORD, n_articles=0, outlets=(), articles=(), codings=()))
    assert "No articles to compare on; give some with --on." in lines
    assert not [line for line in lines if "codings" in line]


def test_nothing_that_changed_is_one_line() -> None:
    same = ModelChanges("before", "after", (), (), 7, (31, 31), (), (), (), ())
    assert shown(same) == ["before → after", "7 articles; codings 31 → 31, 0 differ"]


def test_text_of_articles_is_neither_markup_nor_a_command_to_the_terminal() -> None:
    x = "[bold]\x1b[31m\u202e"
    coding = msgspec.structs.replace(
        LOST, outlet=x, article=x, sentence=x, words=x, terms=(TermChange(x, 1.0, 2.0),)
    )
    record = msgspec.structs.replace(
        RECORD, codings=(coding,), outlets=(CountChange(x, "", "pond", (1, 0), (0, 0)),),
        articles=(CountChange("", x, "pond", (1, 0), (0, 0)),),
    )  # fmt: skip
    text = "\n".join(shown(record))
    assert not {"\x1b", "\u202e"} & set(text)
    assert text.count("[bold]\\x1b[31m\\u202e") == 7


def test_names_of_models_are_no_commands_to_the_terminal() -> None:
    record = msgspec.structs.replace(RECORD, old="a\x1b[31m", new="[bold]b\x1b[2J\u202e")
    lines = shown(record)
    assert lines[0] == "a\\x1b[31m → [bold]b\\x1b[2J\\u202e"
    assert not {"\x1b", "\u202e"} & set("\n".join(lines))


def test_names_of_schemes_are_no_markup_and_no_commands() -> None:
    """They come from a model's folder, which somebody else may have made."""
    figures = (FigureChange("[/red]x\x1b[31m", "tree-work", "felled", 0.25, 0.75),)
    text = "\n".join(shown(msgspec.structs.replace(RECORD, figures=figures)))
    assert "[/red]x" in text
    assert "\x1b" not in text
