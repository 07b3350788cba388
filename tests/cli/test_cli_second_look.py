"""The commands that look again: an evaluation as a page, doubtful labels, a vocabulary beside another, two models side by side.

Data alone goes to standard output; talk and errors go to standard error; 1 is for bad data, 2 for a command written wrong.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

import framing
from framing.coding import gold, labels
from framing.coding.codebook import Codebook
from framing.learning.model_folder import Model
from framing.learning.suspects import suspects
from framing.report.evaluation_page import evaluation_page

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def rows(file: str | Path) -> list[dict[str, str]]:
    with Path(file).open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, strict=True))


def usage(done: Any, message: str) -> None:
    """A command that was written wrong: 2, nothing on standard output, the message in the box."""
    assert (done.code, done.out) == (2, "")
    assert "Usage: framing" in done.err
    assert message in " ".join(done.err.replace("│", " ").split())
    assert "Traceback" not in done.err


def wrong(done: Any) -> list[str]:
    """The error lines of a command that failed on its data, with nothing on standard output."""
    assert (done.code, done.out) == (1, "")
    assert "Traceback" not in done.err
    return [line for line in done.err.splitlines() if line.startswith("error: ")]


# ---------------------------------------------------------------- evaluate --format html


def test_evaluate_writes_the_page_to_a_file(run: Run, park_folder: Path, park_model: Model) -> None:
    done = run("evaluate", "--model", park_folder, "--format", "html", "-o", "new/e.html")
    assert (done.code, done.out, done.err) == (0, "", "evaluation: new/e.html\n")
    assert park_model.evaluation is not None
    assert Path("new/e.html").read_text(encoding="utf-8") == evaluation_page(
        park_model.evaluation, park_model
    )


def test_evaluate_writes_the_page_to_standard_output(run: Run, park_folder: Path) -> None:
    done = run("evaluate", "--model", park_folder, "--format", "html")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("<!DOCTYPE html>\n")
    assert done.out.rstrip().endswith("</html>")


def test_the_page_of_other_labels_has_their_figures(run: Run, park_folder: Path) -> None:
    Path("mine.csv").write_text(
        "text,axis,pole\nThe council felled the willow on Sunday.,tree-work,felled\nA choir sang.,*,none\n"
    )
    done = run("evaluate", "--model", park_folder, "--labels", "mine.csv", "--format", "html", "-o", "e.html")
    assert (done.code, done.out, done.err) == (0, "", "evaluation: e.html\n")
    page = Path("e.html").read_text(encoding="utf-8")
    assert "Tested on labels that it was not trained on" in page
    assert "2 sentences in 2 groups" in page


def test_a_table_has_no_file_and_nothing_is_written(run: Run) -> None:
    usage(run("evaluate", "-o", "e.txt"), "a table goes to the terminal; for a file use --format html")
    usage(run("evaluate", "--format", "pdf"), "'pdf' is not one of")
    assert os.listdir() == []


def test_a_page_of_what_is_not_there(run: Run, park_folder: Path) -> None:
    page = ("--format", "html", "-o", "e.html")
    assert wrong(run("evaluate", "--model", "nowhere", *page)) == [
        "error: nowhere: no such model folder; make one with: framing train"
    ]
    assert wrong(run("evaluate", "--model", park_folder, "--labels", "nowhere.csv", *page)) == [
        "error: nowhere.csv: no such file or folder"
    ]
    assert os.listdir() == []


def test_a_page_without_its_packages(run: Run, park_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    done = run("evaluate", "--model", park_folder, "--format", "html", "-o", "e.html")
    assert wrong(done) == ["error: a chart needs altair; install it with: pip install 'framing[report]'"]
    assert os.listdir() == []


# ---------------------------------------------------------------- labels suggest --errors


def test_suggest_prints_the_queue_and_talks_elsewhere(run: Run, park: Path, park_book: Codebook) -> None:
    done = run("labels", "suggest", park, "--errors", "-n", "5")
    assert done.code == 0
    found = suspects(gold.gold(labels.load([park], park_book), park_book), park_book, jobs=1)
    lines = done.out.splitlines()
    assert len(lines) == 2 * 5 + 1
    for s, line in zip(found.queue[:5], lines[::2], strict=False):
        assert line.startswith(f"{s.probability:.2f}  {s.sentence.id}  coded {s.axis}/{s.pole}, {s.voice}, ")
    assert [line.strip() for line in lines[1:10:2]] == [s.sentence.text for s in found.queue[:5]]
    assert lines[-1].startswith("5 decisions; ")
    assert done.err == (
        f"cross-validating\n{found.unproposed} codings cannot be judged: no word of them proposes their axis, or their pole is too rare\n"
    )


def test_suggest_keeps_to_an_axis(run: Run, park: Path) -> None:
    done = run("labels", "suggest", park, "--errors", "--axis", "visitors")
    heads = done.out.splitlines()[:-1:2]
    assert len(heads) == 18
    assert all("coded visitors/" in h for h in heads)


def test_suggest_writes_a_sheet_without_the_codes(run: Run, park: Path, park_book: Codebook) -> None:
    done = run("labels", "suggest", park, "--errors", "-n", "12", "-o", "again.csv", "--coder", "eve")
    assert (done.code, done.out) == (0, "")
    assert done.err == "cross-validating\n12 rows to fill in: again.csv\n"
    found = suspects(gold.gold(labels.load([park], park_book), park_book), park_book, jobs=1)
    sheet = rows("again.csv")
    assert {(r["id"], r["axis"]) for r in sheet} == {(s.sentence.id, s.axis) for s in found.queue[:12]}
    assert [(r["id"], r["axis"]) for r in sheet] != [(s.sentence.id, s.axis) for s in found.queue[:12]]
    assert {(r["pole"], r["voice"], r["evidence"], r["note"], r["coder"]) for r in sheet} == {
        ("", "", "", "", "eve")
    }
    refused = wrong(run("labels", "check", "again.csv", "--codebook", park / "codebook.toml"))
    assert len(refused) == 12
    assert refused[0].startswith('error: again.csv:2: pole "" is not in axis "')


def test_a_sheet_is_the_same_every_time_and_its_order_is_that_of_the_seed(run: Run, park: Path) -> None:
    for name, seed in (("a.csv", "0"), ("b.csv", "0"), ("c.csv", "7")):
        assert run("labels", "suggest", park, "--errors", "-o", name, "--seed", seed).code == 0
    a, b, c = (Path(n).read_bytes() for n in ("a.csv", "b.csv", "c.csv"))
    assert a == b
    assert a != c
    assert {(r["id"], r["axis"]) for r in rows("a.csv")} == {(r["id"], r["axis"]) for r in rows("c.csv")}


def test_a_sheet_that_was_filled_in_is_checked_with_the_labels(run: Run, park: Path) -> None:
    shutil.copytree(park, "labels")
    assert run("labels", "suggest", "--errors", "-n", "3", "-o", "again.csv", "--coder", "eve").code == 0
    filled = [r | {"pole": "none"} for r in rows("again.csv")]
    with Path("labels/again.csv").open("w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, filled[0])
        out.writeheader()
        out.writerows(filled)
    done = run("labels", "check")
    assert (done.code, done.err) == (0, "")
    assert "60 sentences in 79 rows" in done.out


def test_suggest_needs_to_be_told_what(run: Run, park: Path) -> None:
    usage(run("labels", "suggest", park), "say what to suggest: --errors")
    usage(run("labels", "suggest", park, "--errors", "-n", "0"), "'-n'")
    usage(
        run("labels", "suggest", park, "--errors", "--axis", "benches", "-o", "again.csv"),
        'no axis "benches"; there are: tree-work, visitors, pond',
    )
    assert os.listdir() == []


def test_suggest_names_what_is_wrong_with_the_labels(run: Run, park: Path) -> None:
    words = ("labels", "suggest", "--errors", "-o", "again.csv")
    assert wrong(run(*words)) == ["error: labels: no such file or folder"]
    Path("x.csv").write_text("text,axis,pole\nIt was felled.,trees,felled\nIt was felled.,tree-work,fallen\n")
    assert wrong(run(*words, "x.csv", "--codebook", park / "codebook.toml")) == [
        'error: x.csv:2: axis "trees" is not in the codebook; use tree-work, visitors, pond or *',
        'error: x.csv:3: pole "fallen" is not in axis "tree-work"; use felled, removed or none',
    ]
    assert os.listdir() == ["x.csv"]


def test_suggest_reads_the_labels_before_it_says_what_it_does(run: Run) -> None:
    Path("x.csv").write_text("text,axis,pole\nIt was felled.,trees,felled\n")
    for words in (("nowhere.csv",), ("x.csv",)):
        done = run("labels", "suggest", *words, "--errors")
        assert len(wrong(done)) == 1
        assert "cross-validating" not in done.err


def test_suggest_makes_the_folders_of_a_sheet(run: Run, park: Path) -> None:
    assert run("labels", "suggest", park, "--errors", "-n", "3", "-o", "again.csv").code == 0
    done = run("labels", "suggest", park, "--errors", "-n", "3", "-o", "no/such/folder.csv")
    assert (done.code, done.out) == (0, "")
    assert done.err == "cross-validating\n3 rows to fill in: no/such/folder.csv\n"
    assert Path("no/such/folder.csv").read_bytes() == Path("again.csv").read_bytes()


def test_suggest_does_not_write_over_a_sheet(run: Run, park: Path) -> None:
    """What a person filled in would be lost. Nothing is said of cross-validating, which takes long."""
    Path("again.csv").write_bytes(b"filled in\r\n")
    Path("folder").mkdir()
    for name in ("again.csv", "folder"):
        done = run("labels", "suggest", park, "--errors", "-o", name)
        usage(done, "the file is there already; a filled-in sheet would be lost")
        assert "-o" in done.err
        assert "cross-validating" not in done.err
    assert Path("again.csv").read_bytes() == b"filled in\r\n"
    assert sorted(os.listdir()) == ["again.csv", "folder"]
    assert os.listdir("folder") == []


def test_suggest_says_that_labels_are_too_few(run: Run, park: Path) -> None:
    Path("x.csv").write_text("text,axis,pole\nIt was felled.,tree-work,felled\n")
    assert wrong(run("labels", "suggest", "x.csv", "--errors", "--codebook", park / "codebook.toml"))


# ---------------------------------------------------------------- labels check --beside


def jsonl(file: str, texts: list[str]) -> None:
    Path(file).write_text("".join(json.dumps({"text": t}) + "\n" for t in texts), encoding="utf-8")


def test_check_sets_another_vocabulary_beside(run: Run, park: Path) -> None:
    """Sentences of nine words, of which one is new each time: 111 of them and one word more are 1,000, with 7 + 111 forms."""
    jsonl("news.jsonl", [f"We saw the old lime by the gate word{n}" for n in range(112)])
    done = run("labels", "check", park, "--beside", "news.jsonl")
    assert (done.code, done.err) == (0, "")
    lines = [line.split() for line in done.out.splitlines()]
    assert ["distinct", "words", "in", "the", "first", "1,000"] in lines
    assert ["these", "labels", "–"] in lines
    assert ["the", "text", "beside", str(7 + 111)] in lines
    assert "the text beside" not in run("labels", "check", park).out


def test_check_reads_the_text_beside_as_csv_too(run: Run, park: Path) -> None:
    texts = [f"Rain fell on row {n}, and then it stopped" for n in range(150)]
    jsonl("news.jsonl", texts)
    with Path("news.csv").open("w", newline="") as f:
        csv.writer(f).writerows([["text"], *([t] for t in texts)])
    done = [run("labels", "check", park, "--beside", name) for name in ("news.jsonl", "news.csv")]
    assert done[0].code == 0
    assert done[0].out == done[1].out
    assert "the text beside" in done[0].out


def test_check_names_what_is_wrong_with_the_text_beside(run: Run, park: Path) -> None:
    assert wrong(run("labels", "check", park, "--beside", "nowhere.jsonl")) == [
        "error: nowhere.jsonl: no such file"
    ]
    Path("news.jsonl").write_text('{"text": "Rain."}\n{"body": "Rain."}\n')
    (line,) = wrong(run("labels", "check", park, "--beside", "news.jsonl"))
    assert line.startswith("error: news.jsonl:2: ")
    bare = run("labels", "check", park, "--beside")
    assert (bare.code, bare.out) == (2, "")
    assert "'--beside'" in bare.err


# ---------------------------------------------------------------- model diff


@pytest.fixture(scope="session")
def other_folder(park: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of the park's labels in which crowds are no longer coded."""
    folder = tmp_path_factory.mktemp("other")
    known = [
        r | {"pole": "none", "voice": "", "evidence": ""} if r["pole"] == "crowds" else r
        for r in rows(park / "labels.csv")
    ]
    with (folder / "labels.csv").open("w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, known[0])
        out.writeheader()
        out.writerows(known)
    model = framing.train([folder / "labels.csv"], park / "codebook.toml", name="other", outlets_out=False)
    framing.save_model(model, folder / "other")
    return folder / "other"


@pytest.fixture
def corpus() -> Path:
    records = [
        {"id": "a1", "text": "Crowds filled the lawn. The council felled the lime.", "outlet": "Elm Gazette"},
        {"id": "a2", "text": "Hordes queued at the gate. Crowds came.", "outlet": "Park Herald"},
    ]
    Path("corpus.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records))
    return Path("corpus.jsonl")


def test_diff_as_json_is_what_the_library_says(
    run: Run, park_folder: Path, other_folder: Path, corpus: Path
) -> None:
    done = run("model", "diff", park_folder, other_folder, "--on", corpus, "--format", "json")
    assert (done.code, done.err) == (0, "")
    old, new = framing.load_model(park_folder), framing.load_model(other_folder)
    found = framing.diff(old, new, framing.read([str(corpus)]))
    assert done.json == json.loads(msgspec.json.encode(found))
    assert set(done.json) == {
        "old", "new", "added_axes", "removed_axes", "n_articles", "n_codings", "figures", "outlets", "articles", "codings",
    }  # fmt: skip
    assert (done.json["old"], done.json["new"], done.json["n_articles"]) == ("park", "other", 2)
    assert [(c["article"], c["words"], c["appeared"]) for c in done.json["codings"]] == [
        ("a1", "Crowds", False),
        ("a2", "Hordes", False),
        ("a2", "Crowds", False),
    ]


def test_diff_writes_json_to_a_file(run: Run, park_folder: Path, other_folder: Path, corpus: Path) -> None:
    words = ("model", "diff", park_folder, other_folder, "--on", corpus, "--format", "json")
    done = run(*words, "-o", "new/changes.json")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert Path("new/changes.json").read_text(encoding="utf-8") == run(*words).out


def test_diff_as_a_table_names_codings_and_their_number(
    run: Run, park_folder: Path, other_folder: Path, corpus: Path
) -> None:
    done = run("model", "diff", park_folder, other_folder, "--on", corpus, "-n", "1")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("park → other\n")
    assert "2 articles; codings 4 → 1, 3 differ" in done.out
    assert done.out.count("− visitors/crowds, own, “") == 1
    assert "and 2 more codings: --format json has them all" in done.out


def test_diff_takes_several_sources(run: Run, park_folder: Path, other_folder: Path, corpus: Path) -> None:
    Path("more.jsonl").write_text(json.dumps({"id": "a3", "text": "Crowds came."}) + "\n")
    words = ("model", "diff", park_folder, other_folder, "--format", "json")
    done = run(*words, "--on", corpus, "--on", "more.jsonl")
    assert done.json["n_articles"] == 3
    assert [c["article"] for c in done.json["codings"]] == ["a1", "a2", "a2", "a3"]


def test_diff_without_articles_compares_figures(run: Run, park_folder: Path, other_folder: Path) -> None:
    done = run("model", "diff", park_folder, other_folder)
    assert (done.code, done.err) == (0, "")
    assert "No articles to compare on; give some with --on." in done.out
    assert "leave outlets out" in done.out


def test_diff_that_is_written_wrong(run: Run, park_folder: Path) -> None:
    usage(run("model", "diff"), "Missing argument 'OLD'")
    usage(run("model", "diff", park_folder), "Missing argument 'NEW'")
    usage(run("model", "diff", park_folder, park_folder, "--format", "html"), "'html' is not one of")
    usage(run("model", "diff", park_folder, park_folder, "-n", "-1"), "'-n'")
    usage(
        run("model", "diff", park_folder, park_folder, "-o", "changes.txt"),
        "a table goes to the terminal; for a file use --format json",
    )
    assert os.listdir() == []


def test_diff_of_what_is_not_there_or_damaged(run: Run, park_folder: Path) -> None:
    out = ("--format", "json", "-o", "changes.json")
    missing = ["error: nowhere: no such model folder; make one with: framing train"]
    assert wrong(run("model", "diff", "nowhere", park_folder, *out)) == missing
    assert wrong(run("model", "diff", park_folder, "nowhere", *out)) == missing
    assert wrong(run("model", "diff", park_folder, park_folder, "--on", "nowhere", *out)) == [
        "error: nowhere: no such file or folder"
    ]
    assert os.listdir() == []
    shutil.copytree(park_folder, "m")
    Path("m/terms.tsv").write_text("term\n")
    (line,) = wrong(run("model", "diff", park_folder, "m", *out))
    assert line.startswith("error: m/terms.tsv: the file is not the one that the manifest states")
    assert os.listdir() == ["m"]


# ---------------------------------------------------------------- the real program


def test_the_program_keeps_data_and_talk_apart(
    program: Run, park: Path, park_folder: Path, other_folder: Path, corpus: Path, tmp_path: Path
) -> None:
    """In a process of its own, warnings as errors. Of 48 codings, the three of the wild pond are too few to be judged."""
    done = program("model", "diff", park_folder, other_folder, "--on", tmp_path / corpus, "--format", "json")
    assert (done.code, done.err) == (0, "")
    assert done.json["n_codings"] == [4, 1]
    done = program("labels", "suggest", park, "--errors", "-o", tmp_path / "again.csv")
    assert (done.code, done.out) == (0, "")
    assert done.err == f"cross-validating\n45 rows to fill in: {tmp_path / 'again.csv'}\n"
    done = program("evaluate", "--model", park_folder, "--format", "html", "-o", tmp_path / "e.html")
    assert (done.code, done.out, done.err) == (0, "", f"evaluation: {tmp_path / 'e.html'}\n")


# ---------------------------------------------------------------- a sample to code by hand


def test_a_sample_is_drawn_with_its_probability(run: Run, tmp_path: Path) -> None:
    corpus = [
        {"id": f"{o}{k}", "outlet": o, "text": f"Story {k}.\n\nRain fell on {o}."}
        for o in ("Acorn", "Elm")
        for k in range(5)
    ]
    (tmp_path / "corpus.jsonl").write_text("".join(json.dumps(r) + "\n" for r in corpus), encoding="utf-8")
    done = run("labels", "suggest", "corpus.jsonl", "--sample", "2", "-o", "new/sheet.csv")
    assert (done.code, done.out) == (0, "")
    assert "Acorn: 2 of 5 articles, each with probability 0.400" in done.err
    drawn = rows("new/sheet.csv")
    assert len({r["source"] for r in drawn}) == 4
    assert {(r["axis"], r["pole"]) for r in drawn} == {("*", "")}


def test_what_to_suggest_has_to_be_clear(run: Run, park: Path) -> None:
    usage(run("labels", "suggest", park), "say what to suggest: --errors or --sample N")
    usage(
        run("labels", "suggest", park, "--sample", "2", "--errors", "-o", "x.csv"), "--errors or --sample N"
    )
    usage(run("labels", "suggest", park, "--sample", "2"), "--sample needs articles and -o FILE")


def test_gold_that_is_no_article_of_the_corpus_is_named(run: Run, park_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"id": "a", "outlet": "Acorn", "text": "Rain fell."}\n', encoding="utf-8"
    )
    (tmp_path / "gold.csv").write_text("text,axis,pole,source\nRain fell.,*,none,b\n", encoding="utf-8")
    done = run("compare", "a.jsonl", "--model", park_folder, "--gold", "gold.csv")
    assert wrong(done) == ['error: gold: source "b": no article of the corpus has this id']
