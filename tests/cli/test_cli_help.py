"""Help: every command says what it does, shows an example that can be parsed, and stands in docs/cli.md."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from framing.cli.app import app

Run = Callable[..., Any]
DOCS = Path(__file__).parents[2] / "docs" / "cli.md"
ROOT_COMMAND: Any = get_command(app)


def walk(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield words, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from walk(inner, (*words, name))


ALL = dict(walk(ROOT_COMMAND))
LEAVES = {w: c for w, c in ALL.items() if not hasattr(c, "commands")}


def test_these_are_the_commands() -> None:
    assert {" ".join(w) for w in LEAVES} == {
        "score",
        "classify",
        "compare",
        "train",
        "evaluate",
        "ingest",
        "labels check",
        "labels agree",
        "labels suggest",
        "labels import",
        "labels export",
        "codebook check",
        "codebook show",
        "codebook new",
        "model show",
        "model verify",
        "model diff",
        "serve",
    }


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_help_goes_to_standard_output(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words, "--help")
    assert (done.code, done.err) == (0, "")
    assert " ".join(["Usage: framing", *words]) in done.out
    if words in LEAVES:
        assert re.search(r"\bExamples?:", done.out)
        assert " ".join(["framing", *words]) in done.out.split("Example", 1)[1]


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_a_command_and_each_of_its_parameters_has_help(words: tuple[str, ...]) -> None:
    assert (ALL[words].help or "").strip()
    assert [p.name for p in ALL[words].params if not (getattr(p, "help", None) or "").strip()] == []


def examples(command: Any) -> list[str]:
    """The command lines of the examples in a command's help, without the rest of a pipe."""
    text = command.help.split("Example", 1)[1]
    lines = [line.strip() for line in text.split("\n") if re.search(r"(^|\| )framing ", line.strip())]
    return [line[line.index("framing ") :] for line in lines]


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_the_examples_can_be_parsed(words: tuple[str, ...]) -> None:
    command = LEAVES[words]
    found = examples(command)
    assert found
    for line in found:
        program, *rest = shlex.split(line)
        assert (program, tuple(rest[: len(words)])) == ("framing", words)
        command.make_context("framing", rest[len(words) :])


@pytest.mark.skipif(not DOCS.exists(), reason="docs/cli.md is not written yet")
@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_every_command_and_option_is_named_in_the_docs(words: tuple[str, ...]) -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert f"## framing {words[0]}\n" in text
    section = text.split(f"## framing {words[0]}\n")[1].split("\n## ")[0]
    if len(words) == 2:
        assert f"framing {' '.join(words)}" in section
    else:
        options = {o for p in LEAVES[words].params for o in p.opts if o.startswith("--")} - {"--output"}
        assert {o for o in options if o not in section} == set()


@pytest.mark.skipif(not DOCS.exists(), reason="docs/cli.md is not written yet")
def test_the_docs_name_no_command_that_is_not_there() -> None:
    named = set(
        re.findall(r"framing ((?:labels|codebook|model) [a-z]+|[a-z]+)", DOCS.read_text(encoding="utf-8"))
    )
    known = {" ".join(w) for w in ALL}
    assert named <= known


def test_version(run: Run) -> None:
    done = run("--version")
    assert (done.code, done.out, done.err) == (0, f"framing {version('framing')}\n", "")
