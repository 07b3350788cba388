"""``framing labels import`` and ``export``: what is printed, what is written, and how they end."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from framing.cli import main


class Done(NamedTuple):
    code: int
    out: str
    told: list[str]


Run = Callable[..., Done]


@pytest.fixture
def run(
    tmp_path: Path, park: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    monkeypatch.chdir(tmp_path)

    def call(*words: str | Path) -> Done:
        with pytest.raises(SystemExit) as stopped:
            main(["labels", *map(str, words), "--codebook", str(park / "codebook.toml")])
        out, err = capsys.readouterr()
        code = stopped.value.code
        assert isinstance(code, int | None)
        return Done(code or 0, out, err.splitlines())

    return call


def test_what_was_taken_is_told_and_what_was_set_aside_is_kept(run: Run, fixtures: Path) -> None:
    done = run("import", fixtures / "label_studio.json", "-o", "new/labels.csv")
    assert done == Done(
        0,
        "",
        [
            "read as Label Studio JSON",
            "11 rows: new/labels.csv; 2 set aside: new/labels.rejects.jsonl",
            "2 spans were counted in UTF-16 units: now in code points",
            "2 spans did not hold their words: moved to the one place where these stand",
            "2 annotations were skipped, ignored or cancelled: no coding",
            "1 records without an annotation: no coding",
        ],
    )
    assert sorted(os.listdir("new")) == ["labels.csv", "labels.rejects.jsonl"]
    for line in Path("new/labels.rejects.jsonl").read_text().split("\n")[:-1]:
        assert json.loads(line).keys() == {"file", "task", "reason", "record"}
    assert run("check", "new/labels.csv").code == 0


def test_a_format_that_was_named_is_not_told(run: Run, fixtures: Path) -> None:
    done = run("import", fixtures / "prodigy.jsonl", "-o", "x.csv", "--from", "prodigy")
    assert done.told[0] == "10 rows: x.csv; 4 set aside: x.rejects.jsonl"


def test_coded_sentences_are_imported_and_exported_as_they_were(run: Run) -> None:
    Path("labels.csv").write_text("text,axis,pole,coder\nRain.,*,none,ada\nSun.,*,none,\n")
    assert run("export", "labels.csv", "-o", "c.jsonl") == Done(0, "", ["2 sentences: c.jsonl"])
    assert run("import", "c.jsonl", "-o", "x.csv", "--coder", "bob") == Done(0, "", ["2 rows: x.csv"])
    assert run("import", "labels.csv", "-o", "y.csv", "--from", "coded") == Done(0, "", ["2 rows: y.csv"])
    assert Path("y.csv").read_text() == Path("labels.csv").read_text()


@pytest.mark.parametrize(
    ("form", "name", "told"),
    [
        ("label-studio", "t.json", "2 sentences, 2 coders: t.json; labelling configuration: t.xml"),
        ("doccano", "d.zip", "2 sentences, 2 coders: d.zip"),
        ("prodigy", "p.jsonl", "2 sentences, 2 coders: p.jsonl"),
        ("hugging-face", "hf", "2 sentences, 2 coders: hf"),
    ],
)
def test_each_format_there_and_back(run: Run, form: str, name: str, told: str) -> None:
    content = "text,axis,pole,coder,note\nRain.,pond,none,ada,why\nRain.,*,none,bob,\nSun.,*,none,ada,\n"
    Path("labels.csv").write_text(content)
    assert run("export", "labels.csv", "--to", form, "-o", name) == Done(0, "", [told])
    assert run("import", name, "-o", "x.csv").code == 0
    assert sorted(Path("x.csv").read_text().splitlines()) == sorted(content.splitlines())


def test_names_of_another_project_and_the_axes_that_it_asked_about(run: Run) -> None:
    Path("names.toml").write_text('mob = "visitors/crowds"\n')
    Path("t.json").write_text(
        '[{"data": {"text": "Crowds."}, "annotations": [{"completed_by": "ada", "result": [{"type": "choices", "value": {"choices": ["mob"]}}]}]}]'
    )
    first = run(
        "import", "t.json", "-o", "x.csv", "--map", "names.toml", "--axis", "visitors", "--axis", "pond"
    )
    assert first.code == 0
    assert (
        Path("x.csv").read_text()
        == "text,axis,pole,coder\nCrowds.,visitors,crowds,ada\nCrowds.,pond,none,ada\n"
    )
    wrong = run("import", "t.json", "-o", "y.csv", "--axis", "lawn")
    assert (wrong.code, wrong.out) == (2, "")
    assert any('no axis "lawn"; there are: tree-work' in line for line in wrong.told)
    assert not Path("y.csv").exists()


def test_when_nothing_can_be_read_it_ends_with_1_and_a_line_for_each(run: Run) -> None:
    Path("ada.jsonl").write_text(
        '{"text": "Rain.", "label": []}\n{"text": "Sun.", "label": [[9, 12, "pond/wild"]]}\n'
    )
    done = run("import", "ada.jsonl", "-o", "x.csv")
    assert done == Done(
        1,
        "",
        [
            "error: ada.jsonl:1: no label, and doccano does not say whether anybody looked; if every record was looked at, say --complete",
            "error: ada.jsonl:2: the span 9–12 holds no words of a text of 4 characters",
        ],
    )
    assert os.listdir() == ["ada.jsonl"]
    assert run("import", "ada.jsonl", "-o", "x.csv", "--complete").code == 0


@pytest.mark.parametrize(
    ("option", "line"),
    [
        (["--complete"], "error: c.jsonl: read as coded sentences, where --complete says nothing; it is for doccano"),
        (["--axis", "pond"], "error: c.jsonl: read as coded sentences, which name axes and poles: --map and --axis say nothing of them"),
        (["--map", "m.csv"], "error: c.jsonl: read as coded sentences, which name axes and poles: --map and --axis say nothing of them"),
    ],
)  # fmt: skip
def test_an_option_without_effect_is_refused(run: Run, option: list[str], line: str) -> None:
    Path("c.jsonl").write_text('{"text": "Rain.", "codings": []}\n')
    assert run("import", "c.jsonl", "-o", "x.csv", *option) == Done(1, "", [line])


def test_control_characters_of_a_name_do_not_reach_the_terminal(run: Run) -> None:
    Path("a\x1b[31m.jsonl").write_text('{"text": "Rain.", "label": ["pond/wild"]}\n')
    done = run("import", "a\x1b[31m.jsonl", "-o", "x.csv")
    assert done.told == ["read as doccano", "2 rows: x.csv", "coders named after their files: a\\x1b[31m"]
