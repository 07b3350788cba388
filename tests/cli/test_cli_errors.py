"""What goes wrong on the command line: one clear line each, exit code 1, no traceback; 2 for a command that is written wrong."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import framing
from framing.cli import main
from framing.errors import LINE_LIMIT, LabelsError, ModelError, SourceError

Run = Callable[..., Any]
ROOT = Path(__file__).parents[2]
SEED = ROOT / "seeds" / "local-post.txt"


def errors(done: Any) -> list[str]:
    """The lines of a command that failed on its data, each seen to be clean."""
    assert done.code == 1
    assert done.out == ""
    assert done.err.endswith("\n")
    lines = done.err[:-1].split("\n")
    for line in lines:
        assert line.startswith("error: ")
        assert len(line) <= LINE_LIMIT
        assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in line)
    return lines


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


# ---------------------------------------------------------------- files that are not there, empty or binary

MISSING = {
    ("score", "nowhere.txt"): "nowhere.txt: no such file or folder",
    ("score", "nowhere.txt", "--format", "json"): "nowhere.txt: no such file or folder",
    ("classify", "nowhere.jsonl"): "nowhere.jsonl: no such file",
    ("compare", "nowhere"): "nowhere: no such file or folder",
    ("ingest", "nowhere", "-o", "corpus.jsonl"): "nowhere: no such file or folder",
    ("train", "--labels", "nowhere.csv", "-o", "new"): "nowhere.csv: no such file or folder",
    ("evaluate", "--labels", "nowhere.csv"): "nowhere.csv: no such file or folder",
    ("labels", "check"): "labels: no such file or folder",
    ("labels", "check", "nowhere.csv"): "nowhere.csv: no such file or folder",
    ("labels", "agree", "nowhere.csv"): "nowhere.csv: no such file or folder",
    ("labels", "import", "nowhere.jsonl", "-o", "new.csv"): "nowhere.jsonl: no such file or folder",
    ("labels", "export", "nowhere.csv", "-o", "new.jsonl"): "nowhere.csv: no such file or folder",
    ("labels", "check", "--codebook", "nowhere.toml"): "nowhere.toml: no such file or directory",
    ("codebook", "check", "nowhere.toml"): "nowhere.toml: no such file or directory",
    ("codebook", "show", "nowhere.toml"): "nowhere.toml: no such file or directory",
    ("model", "show", "nowhere"): "nowhere: no such model folder; make one with: framing train",
    ("model", "verify", "nowhere"): "nowhere: no such model folder; make one with: framing train",
    ("score", "nowhere.txt", "--model", "nowhere"): "nowhere: no such model folder; make one with: framing train",
    ("classify", "-", "--model", "nowhere"): "nowhere: no such model folder; make one with: framing train",
}  # fmt: skip


@pytest.mark.parametrize(("words", "message"), MISSING.items(), ids=[" ".join(w) for w in MISSING])
def test_what_is_not_there(run: Run, words: tuple[str, ...], message: str) -> None:
    assert errors(run(*words)) == [f"error: {message}"]
    assert os.listdir() == []


EMPTY = {
    ("score", "x.txt"): "x.txt: the file is empty",
    ("score", "x.csv"): "x.csv: the file is empty",
    ("score", "x.jsonl"): "x.jsonl: the file is empty",
    ("score", "x.html"): "x.html: the file is empty",
    ("score", "x.parquet"): "x.parquet: the file is empty",
    ("classify", "x.jsonl"): "x.jsonl: the file is empty",
    ("classify", "x.csv"): "x.csv: the file is empty",
    ("compare", "x.jsonl"): "x.jsonl: the file is empty",
    ("labels", "check", "x.csv"): "x.csv: the file is empty",
    ("train", "--labels", "x.csv"): "x.csv: the file is empty",
    ("labels", "import", "x.jsonl", "-o", "new.csv"): "x.jsonl: the file is empty",
}


@pytest.mark.parametrize(("words", "message"), EMPTY.items(), ids=[" ".join(w) for w in EMPTY])
def test_what_is_empty(run: Run, words: tuple[str, ...], message: str) -> None:
    name = next(w for w in words if w.startswith("x."))
    Path(name).write_bytes(b"")
    assert errors(run(*words)) == [f"error: {message}"]
    assert os.listdir() == [name]


def test_empty_standard_input(run: Run) -> None:
    assert errors(run("score", "-")) == ["error: <stdin>: the file is empty"]
    assert errors(run("classify", "-")) == ["error: <stdin>: the file is empty"]


BINARY = bytes(range(256)) * 40


@pytest.mark.parametrize(
    "words",
    [
        ("score", "x.txt"),
        ("score", "x.csv"),
        ("score", "x.jsonl"),
        ("score", "x.parquet"),
        ("score", "x.txt.gz"),
        ("classify", "x.jsonl"),
        ("classify", "x.csv"),
        ("compare", "x.jsonl"),
        ("train", "--labels", "x.csv"),
        ("labels", "check", "x.csv"),
        ("labels", "check", "x.jsonl"),
        ("codebook", "check", "x.toml"),
        ("model", "verify", "x.toml"),
    ],
    ids=" ".join,
)
def test_what_is_binary(run: Run, words: tuple[str, ...]) -> None:
    Path(words[-1]).write_bytes(BINARY)
    (line,) = errors(run(*words))
    assert line.startswith(f"error: {words[-1]}:")
    assert os.listdir() == [words[-1]]


def test_sentences_to_classify_fail_with_their_line(run: Run) -> None:
    Path("x.jsonl").write_text('{"id": 1, "text": "Rain."}\n{"id": 2}\n')
    assert errors(run("classify", "x.jsonl")) == [
        'error: x.jsonl:2: not a record with "id" and "text": Object missing required field `text`'
    ]
    Path("x.csv").write_text("id,body\n1,Rain.\n")
    assert errors(run("classify", "x.csv")) == [
        "error: x.csv:1: the header lacks the column text; it is id, body"
    ]


# ---------------------------------------------------------------- labels and codebooks

FIVE = """text,axis,pole,voice,evidence,id
It was felled.,tree-work,felled,own,felled,s1
It was felled.,trees,felled,own,felled,s1
It was felled.,tree-work,fallen,own,felled,s1
It was felled.,tree-work,felled,loud,felled,s1
It was felled.,tree-work,felled,own,chopped,s1
Other words.,*,none,,,s1
"""


@pytest.mark.parametrize(
    "words",
    [
        ("labels", "check", "x.csv"),
        ("labels", "agree", "x.csv"),
        ("labels", "import", "x.csv", "-o", "new.csv"),
        ("labels", "export", "x.csv", "-o", "new.jsonl"),
        ("train", "--labels", "x.csv", "-o", "new"),
    ],
    ids=lambda w: " ".join(w[:2]),
)
def test_five_defects_are_five_lines_and_nothing_is_written(
    run: Run, park: Path, words: tuple[str, ...]
) -> None:
    Path("x.csv").write_text(FIVE)
    assert errors(run(*words, "--codebook", park / "codebook.toml")) == [
        'error: x.csv:3: axis "trees" is not in the codebook; use tree-work, visitors, pond or *',
        'error: x.csv:4: pole "fallen" is not in axis "tree-work"; use felled, removed or none',
        'error: x.csv:5: voice "loud" is not one of own, reported, quoted, scare',
        'error: x.csv:6: the evidence "chopped" does not stand in the text',
        'error: x.csv:7: id "s1" has another text at x.csv:2',
    ]
    assert os.listdir() == ["x.csv"]


def test_all_defects_of_a_codebook_are_told(run: Run, park: Path) -> None:
    text = (park / "codebook.toml").read_text()
    Path("c.toml").write_text(
        text.replace('["felled", ', '["Felled", ').replace('id = "pond"', 'id = "Pond"')
    )
    line = text.split("\n").index('indicators = ["felled", "felling", "chopped down"]') + 1
    other = text.split("\n").index('id = "pond"') + 1
    assert errors(run("codebook", "check", "c.toml")) == [
        f'error: c.toml:{line}: axis "tree-work": indicator "Felled" has a capital letter in "Felled"',
        f'error: c.toml:{other}: axis "Pond": an id is lower-case letters, digits and hyphens',
    ]
    Path("old.toml").write_text("mine")
    assert errors(run("codebook", "new", "old.toml")) == [
        "error: old.toml: exists already; give another name"
    ]
    assert Path("old.toml").read_text() == "mine"


# ---------------------------------------------------------------- models


@pytest.mark.parametrize("name", ["weights.safetensors", "terms.tsv", "card.md", "evaluation.json"])
def test_a_model_with_a_changed_byte_is_refused(run: Run, park_folder: Path, name: str) -> None:
    shutil.copytree(park_folder, "m")
    data = bytearray((Path("m") / name).read_bytes())
    data[len(data) // 2] ^= 1
    (Path("m") / name).write_bytes(data)
    message = (
        f"error: m/{name}: the file is not the one that the manifest states (SHA-256 differs): "
        "damaged or edited; train or copy the model again"
    )
    for words in (["model", "verify", "m"], ["score", SEED, "--model", "m"], ["evaluate", "--model", "m"]):
        assert errors(run(*words)) == [message]


def test_a_model_that_lacks_a_file_or_has_no_manifest_is_refused(run: Run, park_folder: Path) -> None:
    shutil.copytree(park_folder, "m")
    (Path("m") / "terms.tsv").unlink()
    assert errors(run("model", "verify", "m")) == ["error: m/terms.tsv: missing from the model folder"]
    (Path("m") / "manifest.json").write_text("{")
    assert errors(run("model", "verify", "m")) == [
        "error: m/manifest.json: not a manifest of this format: Input data was truncated"
    ]
    (Path("m") / "manifest.json").unlink()
    assert errors(run("model", "verify", "m")) == ["error: m/manifest.json: missing from the model folder"]


# ---------------------------------------------------------------- names and places


def test_control_characters_of_a_name_are_escaped(run: Run) -> None:
    assert errors(run("score", "a\x1b[31m\nb\u202e.txt")) == [
        "error: a\\x1b[31m\\nb\\u202e.txt: no such file or folder"
    ]
    assert errors(run("labels", "check", "a\tb.csv")) == ["error: a\\tb.csv: no such file or folder"]
    assert errors(run("model", "show", "a\x07b")) == [
        "error: a\\x07b: no such model folder; make one with: framing train"
    ]


def test_of_a_long_name_the_end_is_shown(run: Run) -> None:
    (line,) = errors(run("score", "/".join(["folder"] * 100) + "/a.txt"))
    assert len(line) == LINE_LIMIT
    assert line.startswith("error: …")
    assert line.endswith("folder/folder/a.txt: no such file or folder")
    (line,) = errors(run("score", "a" * 5000))
    assert line.endswith("name too long")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes any byte in a file name")
def test_a_name_that_is_not_utf_8_is_an_error_or_is_escaped(run: Run) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    shutil.copyfile(SEED, name)
    done = run("score", name)
    assert done.code == 0
    assert "\udce9" not in done.out
    assert errors(run("score", name, "--format", "json")) == [
        'error: "caf\\udce9" cannot be written as UTF-8; rename the file or mend the text'
    ]


def test_places_that_cannot_be_written_to(run: Run) -> None:
    Path("file").write_text("in the way")
    done = run("score", SEED, "--format", "json", "-o", "file/scores.json")
    assert errors(done) == ["error: file: file exists"]
    done = run("score", SEED, "--format", "json", "-o", ".")
    assert errors(done) == ["error: .: is a directory"]
    (line,) = errors(run("labels", "import", "x.jsonl", "-o", "new.csv"))
    assert line == "error: x.jsonl: no such file or folder"
    assert Path("file").read_text() == "in the way"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_disk(run: Run, start: Run) -> None:
    Path("x.jsonl").write_text('{"id": 1, "text": "Rain."}\n')
    for words in (["score", SEED, "--format", "json"], ["classify", "x.jsonl"]):
        assert errors(run(*words, "-o", "/dev/full")) == ["error: /dev/full: no space left on device"]
    with Path("/dev/full").open("wb") as full:
        process = start("codebook", "show", stdout=full)
        assert process.stderr.read() == b"error: no space left on device\n"
        assert process.wait(30) == 1


def test_a_folder_that_is_read_only(run: Run) -> None:
    Path("locked").mkdir(mode=0o500)
    if os.access("locked", os.W_OK):
        pytest.skip("who runs this may write everywhere, as root may")
    for words, place in {
        ("score", str(SEED), "--format", "json", "-o", "locked/s.json"): "locked/s.json",
        ("classify", "x.jsonl", "-o", "locked/c.jsonl"): "locked/c.jsonl",
        ("compare", str(SEED.parent), "--json", "locked/s.json"): "locked/s.json",
        ("codebook", "new", "locked/c.toml"): "locked/c.toml",
    }.items():
        Path("x.jsonl").write_text('{"id": 1, "text": "Rain."}\n')
        assert errors(run(*words)) == [f"error: {place}: permission denied"]


# ---------------------------------------------------------------- commands that are written wrong

USAGE = [
    ["--nonsense"],
    ["nonsense"],
    ["score"],
    ["score", "x.txt", "--format", "xml"],
    ["score", "x.txt", "-o", "table.txt"],
    ["classify"],
    ["classify", "a.jsonl", "b.jsonl"],
    ["compare"],
    ["compare", "x", "--json", "-", "-o", "-"],
    ["compare", "x", "--seed", "one"],
    ["evaluate", "-o", "table.txt"],
    ["ingest", "x.txt"],
    ["labels", "import", "x.jsonl"],
    ["labels", "export"],
    ["codebook", "new"],
    ["model", "nonsense"],
    [],
    ["labels"],
]


@pytest.mark.parametrize("words", USAGE, ids=" ".join)
def test_a_command_that_is_written_wrong_ends_with_2(run: Run, words: list[str]) -> None:
    done = run(*words)
    assert done.code == 2
    if words not in ([], ["labels"]):  # these print the help
        assert done.out == ""
        assert "Usage: framing" in done.err
    assert "Traceback" not in done.err
    assert os.listdir() == []


def test_a_page_shows_one_article(run: Run) -> None:
    done = run("score", SEED, SEED, "--format", "html")
    assert done.code == 2
    assert "an HTML page shows one article, not 2" in " ".join(done.err.split())


# ---------------------------------------------------------------- the real program


def test_the_program_says_one_line_and_no_traceback(
    program: Run, park: Path, park_folder: Path, tmp_path: Path
) -> None:
    assert errors(program("score", "nowhere.txt", "--model", park_folder)) == [
        "error: nowhere.txt: no such file or folder"
    ]
    (tmp_path / "x.csv").write_text(FIVE)
    done = program("labels", "check", tmp_path / "x.csv", "--codebook", park / "codebook.toml")
    assert len(errors(done)) == 5
    assert program("score", "--nonsense").code == 2


def test_debug_shows_where_an_error_comes_from(program: Run, tmp_path: Path) -> None:
    done = program("labels", "check", "nowhere.csv", "--debug")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("Traceback (most recent call last):\n")
    assert done.err.endswith("framing.errors.LabelsError: nowhere.csv: no such file or folder\n")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["score", "nowhere.txt", "--debug"], SourceError),
        (["--debug", "labels", "check", "nowhere.csv"], LabelsError),
        (["model", "--debug", "show", "nowhere"], ModelError),
        (["score", str(SEED), "--format", "json", "-o", ".", "--debug"], OSError),
    ],
)
def test_debug_stands_anywhere(
    words: list[str], kind: type[Exception], park_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = framing.load_model
    monkeypatch.setattr(framing, "load_model", lambda folder=None: load(folder or park_folder))
    with pytest.raises(kind):
        main(words)
