"""The command line as a contract: fields, order, offsets, streams. The model is the one that ships; the texts are invented."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import framing
from framing.errors import LINE_LIMIT
from framing.learning.model_folder import Model
from framing.report import records
from framing.units import COUNTED_VOICES, VOICES

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
Run = Callable[..., Any]

TERROR = "The terror group said no."
# What offsets must survive: marks beyond the first plane, a soft hyphen, a decomposed accent, CRLF, curly quotes.
ODD = "🌳👩‍🌾 Cafe\u0301 talk: “The ter\u00adror group will answer,” the Israeli army said,\r\nand Hamas militants withdrew."
QUIET = "Rain fell on the harbour."
UNKNOWN = "Qwxz vbnm."
SENTENCES = [
    {"id": 7, "text": TERROR},
    {"id": "b-2", "text": ODD, "before": QUIET},
    {"id": "007", "text": QUIET},
    {"text": TERROR},
    {"id": 7, "text": UNKNOWN},
    {"id": "", "text": "   "},
]
CSV = ("outlets.csv", "pairs.csv", "evidence.csv", "stories.csv", "matched.csv", "sources.csv")
CODING = {
    "axis",
    "pole",
    "voice",
    "start",
    "end",
    "probability",
    "decision",
    "mention",
    "speaker",
    "evidence",
}


def jsonl(rows: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(r) + "\n" for r in rows).encode()


def check_coding(coding: dict[str, Any], text: str, model: Model) -> None:
    """One coding against the contract: names of the codebook, the segment, evidence that adds up."""
    assert coding["pole"] in {p.id for p in model.codebook.axis(coding["axis"]).poles}
    assert coding["voice"] in VOICES
    assert 0 <= coding["start"] < coding["end"] <= len(text)
    first, last = coding["mention"]
    assert coding["start"] <= first < last <= coding["end"]
    head = [h.name for h in model.linear.heads].index(f"{coding['axis']}/{coding['pole']}")
    assert model.linear.thresholds[head] <= coding["probability"] <= 1
    assert sum(e["weight"] for e in coding["evidence"]) == pytest.approx(coding["decision"], abs=1e-9)
    intercept, *terms = coding["evidence"]
    assert (intercept["term"], intercept["start"], intercept["end"]) == ("(intercept)", -1, -1)
    assert [abs(e["weight"]) for e in terms] == sorted((abs(e["weight"]) for e in terms), reverse=True)
    for e in coding["evidence"]:
        assert set(e) == {"term", "start", "end", "weight"}
        assert (e["start"], e["end"]) == (-1, -1) or 0 <= e["start"] < e["end"] <= len(text)


# ---------------------------------------------------------------- classify


def test_classify_writes_one_line_each_in_order_with_ids_kept(
    run: Run, tmp_path: Path, shipped: Model
) -> None:
    file = tmp_path / "s.jsonl"
    file.write_bytes(jsonl(SENTENCES))
    done = run("classify", file)
    assert (done.code, done.err) == (0, "")
    assert [line["id"] for line in done.lines] == [7, "b-2", "007", "4", 7, "6"]
    for line, sentence in zip(done.lines, SENTENCES, strict=True):
        assert set(line) - {"no_features"} == {"id", "codings"}
        for coding in line["codings"]:
            assert set(coding) == CODING
            check_coding(coding, sentence["text"], shipped)
    found = [[(c["axis"], c["pole"], c["voice"]) for c in line["codings"]] for line in done.lines]
    assert ("armed-group", "terrorism", "own") in found[0]
    assert ("armed-group", "terrorism", "quoted") in found[1]
    assert ("armed-group", "political-military", "own") in found[1]
    assert found[2] == found[4] == found[5] == []
    assert [line.get("no_features") for line in done.lines] == [None, None, None, None, True, True]


def test_offsets_point_at_the_segment_in_the_text_as_it_came(run: Run) -> None:
    (line,) = run("classify", "-", stdin=jsonl([SENTENCES[1]])).lines
    by_voice = {c["voice"]: ODD[c["start"] : c["end"]] for c in line["codings"] if c["axis"] == "armed-group"}
    assert "ter\u00adror group" in by_voice["quoted"]
    assert "army" not in by_voice["quoted"]
    assert "Hamas militants withdrew" in by_voice["own"]
    quoted = next(c for c in line["codings"] if c["voice"] == "quoted" and c["pole"] == "terrorism")
    assert ODD[slice(*quoted["mention"])] == "ter\u00adror group"
    places = {ODD[e["start"] : e["end"]] for e in quoted["evidence"] if e["start"] >= 0}
    assert {"ter\u00adror", "ter\u00adror group"} <= places


def test_classify_is_what_the_library_says(run: Run, shipped: Model) -> None:
    rows = [("a", TERROR, ""), ("b", ODD, QUIET)]
    expected = [records.dump(records.classified(r)) for r in framing.classify(shipped, rows)]
    stdin = jsonl([{"id": i, "text": t, "before": b} for i, t, b in rows])
    assert run("classify", "-", stdin=stdin).out == "\n".join(expected) + "\n"


def test_classify_reads_csv_as_it_reads_jsonl(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "s.csv"
    with file.open("w", newline="", encoding="utf-8-sig") as f:
        csv.writer(f).writerows([["id", "before", "text"], ["b-2", QUIET, ODD], ["007", "", QUIET]])
    assert run("classify", file).out == run("classify", "-", stdin=jsonl(SENTENCES[1:3])).out


def test_classify_writes_to_a_file_in_a_new_folder(run: Run, tmp_path: Path) -> None:
    stdin, out = jsonl(SENTENCES), tmp_path / "new" / "codings.jsonl"
    to_stdout = run("classify", "-", "-o", "-", stdin=stdin)
    to_file = run("classify", "-", "-o", out, stdin=stdin)
    assert (to_file.code, to_file.out) == (0, "")
    assert out.read_text(encoding="utf-8") == to_stdout.out


# ---------------------------------------------------------------- score

ARTICLE = {
    "id",
    "outlet",
    "date",
    "title",
    "event",
    "words",
    "sentences",
    "axes",
    "codings",
    "dropped",
    "warnings",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    file = tmp_path / "corpus.jsonl"
    file.write_bytes(
        jsonl(
            [
                {"id": "a1", "text": f"{TERROR} {ODD}\n\n{QUIET}", "outlet": "Harbour Post", "date": "2024-02-01", "title": "No", "event": "talks"},
                {"id": "=1+1", "text": QUIET, "outlet": "@Tide"},
                {"id": "a3", "text": UNKNOWN},
            ]
        )
    )  # fmt: skip
    return file


def test_score_json_has_the_fields_of_the_contract(run: Run, corpus: Path, shipped: Model) -> None:
    done = run("score", corpus, "--format", "json")
    assert (done.code, done.err) == (0, "")
    assert set(done.json) == {"model", "articles"}
    model = done.json["model"]
    assert set(model) == {"name", "sha256", "codebook", "codebook_version", "codebook_sha256"}
    assert model["sha256"] == shipped.sha256
    articles = done.json["articles"]
    assert [(a["id"], a["outlet"], a["date"], a["event"]) for a in articles] == [
        ("a1", "Harbour Post", "2024-02-01", "talks"),
        ("=1+1", "@Tide", "", ""),
        ("a3", "", "", ""),
    ]
    texts = [json.loads(line)["text"] for line in corpus.read_text().splitlines()]
    for article, text in zip(articles, texts, strict=True):
        check_article(article, text, shipped)
    assert [len(a["codings"]) > 0 for a in articles] == [True, False, False]
    assert [a.get("no_features") for a in articles] == [None, None, True]


def check_article(article: dict[str, Any], text: str, model: Model) -> None:
    assert set(article) - {"no_features"} == ARTICLE
    assert list(article["axes"]) == [a.id for a in model.codebook.axes]
    for axis, score in article["axes"].items():
        assert set(score) == {"salience", *COUNTED_VOICES}
        first, second = (p.id for p in model.codebook.axis(axis).poles)
        for voice in COUNTED_VOICES:
            part = score[voice]
            assert set(part) == {"mentions", "share", "interval"}
            counted = [c["pole"] for c in article["codings"] if (c["axis"], c["voice"]) == (axis, voice)]
            assert part["mentions"] == {first: counted.count(first), second: counted.count(second)}
            if not counted:
                assert part["share"] is None
                assert part["interval"] is None
            else:
                assert part["share"] == counted.count(second) / len(counted)
                low, high = part["interval"]
                assert 0 <= low <= part["share"] <= high <= 1
        own = sum(score["own"]["mentions"].values())
        assert score["salience"] == pytest.approx(1000 * own / article["words"] if own else 0)
    for coding in article["codings"]:
        assert set(coding) == {*CODING, "sentence"}
        check_coding(coding, text, model)
        assert coding["sentence"] in text
    for line in article["dropped"]:
        assert set(line) == {"start", "end", "reason"}
        assert text[line["start"] : line["end"]].strip()


def test_score_jsonl_is_an_article_a_line(run: Run, corpus: Path) -> None:
    assert (
        run("score", corpus, "--format", "jsonl").lines
        == run("score", corpus, "--format", "json").json["articles"]
    )


def test_score_csv_is_a_row_for_article_axis_voice_and_pole(run: Run, corpus: Path, shipped: Model) -> None:
    done = run("score", corpus, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out, newline="")))
    assert list(rows[0]) == [
        "id",
        "outlet",
        "date",
        "event",
        "words",
        "axis",
        "voice",
        "pole",
        "mentions",
        "share_of_second_pole",
        "interval_low",
        "interval_high",
        "salience",
    ]
    assert len(rows) == 3 * len(shipped.codebook.axes) * len(COUNTED_VOICES) * 2
    assert {r["id"] for r in rows} == {"a1", "'=1+1", "a3"}
    assert {r["outlet"] for r in rows} == {"Harbour Post", "'@Tide", ""}
    articles = {a["id"]: a for a in run("score", corpus, "--format", "json").json["articles"]}
    for r in rows:
        part = articles[r["id"].lstrip("'")]["axes"][r["axis"]][r["voice"]]
        assert int(r["mentions"]) == part["mentions"][r["pole"]]
        assert (float(r["share_of_second_pole"]) if r["share_of_second_pole"] else None) == part["share"]


def test_score_reads_standard_input_as_one_article(run: Run) -> None:
    done = run("score", "-", "--format", "json", "--outlet", "My paper", stdin=(TERROR + "\n").encode())
    (article,) = done.json["articles"]
    assert (article["id"], article["outlet"], article["words"]) == ("<stdin>", "My paper", 5)


def test_outlet_is_given_only_to_articles_that_state_none(run: Run, corpus: Path) -> None:
    articles = run("score", corpus, "--outlet", "My paper", "--format", "jsonl").lines
    assert [a["outlet"] for a in articles] == ["Harbour Post", "@Tide", "My paper"]


def test_score_of_several_sources_and_of_a_folder(run: Run, corpus: Path) -> None:
    done = run("score", SEEDS, corpus, SEEDS / "local-post.txt", "--format", "jsonl")
    assert len(done.lines) == 5 + 3 + 1
    assert all(a["outlet"] for a in done.lines[:5])


def test_score_writes_to_a_file_and_talks_on_standard_error(run: Run, corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "scores.json"
    done = run("score", corpus, "--format", "json", "-o", out)
    assert (done.code, done.out, done.err) == (0, "", f"3 articles scored: {out}\n")
    assert json.loads(out.read_text()) == run("score", corpus, "--format", "json").json


def test_score_table_names_the_words_and_html_holds_the_article(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TERROR)
    table = run("score", file)
    assert (table.code, table.err) == (0, "")
    assert "“terror group”" in table.out
    page = run("score", file, "--format", "html")
    assert page.out.lower().startswith("<!doctype html>")
    assert "terror" in page.out


def test_score_table_escapes_control_characters(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    file.write_bytes(jsonl([{"id": "1", "title": "\x1b[31mred\u202e", "outlet": "\x07bell", "text": TERROR}]))
    out = run("score", file).out
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "\u202e" not in out


# ---------------------------------------------------------------- compare


def test_compare_json_has_the_core_of_the_contract(run: Run, shipped: Model) -> None:
    done = run("compare", SEEDS, "--json", "-")
    assert (done.code, done.err) == (0, "")
    outlets, pairs = done.json["outlets"], done.json["pairs"]
    axes = [a.id for a in shipped.codebook.axes]
    assert len({o["outlet"] for o in outlets}) == 5
    for o in outlets:
        assert set(o) >= {
            "outlet",
            "axis",
            "voice",
            "n_articles",
            "n_mentions",
            "share",
            "interval",
            "salience",
        }
        assert o["axis"] in axes
        assert o["voice"] in COUNTED_VOICES
        if not o["n_mentions"]:
            assert o["share"] is None
        if o["interval"] is not None:
            assert 0 <= o["interval"][0] <= o["share"] <= o["interval"][1] <= 1
    assert len(pairs) == 10 * len(axes)
    for p in pairs:
        assert set(p) >= {
            "a",
            "b",
            "axis",
            "difference",
            "interval",
            "p",
            "p_adjusted",
            "strata",
            "verdict",
            "refusals",
        }
        assert p["verdict"] in {
            "distinguishable",
            "distinguishable unless error rates leave the range seen",
            "not distinguishable",
            "refused",
        }
        assert (p["verdict"] == "refused") == bool(p["refusals"])
        assert set(p["refusals"]) <= set(done.json["rules"])


def test_compare_writes_report_json_and_tables(run: Run, tmp_path: Path) -> None:
    page, summary, tables = tmp_path / "r" / "report.html", tmp_path / "s.json", tmp_path / "tables"
    done = run("compare", SEEDS, "-o", page, "--json", summary, "--csv", tables)
    assert done.code == 0
    assert done.err.splitlines() == [
        *(f"table: {tables / name}" for name in CSV),
        f"report: {page}",
    ]
    assert page.read_text().lower().startswith("<!doctype html>")
    whole = json.loads(summary.read_text())
    with (tables / "pairs.csv").open(newline="") as f:
        assert len(list(csv.DictReader(f))) == len(whole["pairs"])
    with (tables / "outlets.csv").open(newline="") as f:
        assert len(list(csv.DictReader(f))) == len(whole["outlets"])
    with (tables / "evidence.csv").open(newline="") as f:
        rows = list(csv.DictReader(f))
    assert [r["words"] in r["sentence"] for r in rows] == [True] * len(whole["evidence"])
    assert "Pairs × axes: " in done.out


def test_a_seed_gives_the_same_comparison(run: Run) -> None:
    def figures(seed: int) -> Any:
        summary = run("compare", SEEDS, "--json", "-", "--seed", seed).json
        return [(p["p"], p["difference"], p["interval"]) for p in summary["pairs"]]

    assert figures(3) == figures(3)


# ---------------------------------------------------------------- ingest, labels, codebook, model, evaluate, train


def test_ingested_articles_score_as_their_sources_do(run: Run, tmp_path: Path) -> None:
    before = run("score", SEEDS, "--format", "jsonl").lines
    for name in ("corpus.jsonl", "corpus.parquet"):
        done = run("ingest", SEEDS, "-o", tmp_path / name)
        assert (done.code, done.out, done.err) == (0, "", f"5 articles: {tmp_path / name}\n")
        assert run("score", tmp_path / name, "--format", "jsonl").lines == before


def test_ingest_sets_aside_what_cannot_be_read(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(jsonl([{"id": "1", "text": QUIET}]) + b"no\n")
    done = run("ingest", source, "-o", tmp_path / "out.jsonl", "--outlet", "My paper")
    assert done.code == 0
    assert (
        done.err == f"1 articles: {tmp_path / 'out.jsonl'}; 1 set aside: {tmp_path / 'out.rejects.jsonl'}\n"
    )
    assert json.loads((tmp_path / "out.jsonl").read_text()) == {
        "id": "1",
        "text": QUIET,
        "outlet": "My paper",
    }
    reject = json.loads((tmp_path / "out.rejects.jsonl").read_text())
    assert (reject["file"], reject["line"]) == (str(source), 2)


def test_labels_check_agree_export_and_import(run: Run, park: Path, tmp_path: Path) -> None:
    check = run("labels", "check", park)
    assert (check.code, check.err) == (0, "")
    assert "tree-work" in check.out
    assert "pairs of near-duplicates" in check.out
    agree = run("labels", "agree", park)
    assert (agree.code, agree.err) == (0, "")
    assert "undefined" in agree.out
    coded, back, again = tmp_path / "coded.jsonl", tmp_path / "back.csv", tmp_path / "again.jsonl"
    book = ["--codebook", park / "codebook.toml"]
    with_stars = tmp_path / "labels.csv"
    with_stars.write_text(
        "text,axis,pole,coder\nRain.,*,none,ada\nIt was felled.,tree-work,felled,\nIt was felled.,*,none,\n"
    )
    assert run("labels", "export", with_stars, *book, "-o", coded).err == f"2 sentences: {coded}\n"
    assert run("labels", "import", coded, *book, "--coder", "bob", "-o", back).err == f"3 rows: {back}\n"
    assert run("labels", "export", back, *book, "-o", again).code == 0
    assert [json.loads(line)["coder"] for line in again.read_text().splitlines()] == ["ada", "bob"]


def test_codebook_check_show_and_new(run: Run, park: Path, tmp_path: Path) -> None:
    done = run("codebook", "check", park / "codebook.toml")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("Wording in coverage of a park, version 1: 3 axes, 2 actors; sha256 ")
    assert done.err.endswith("; no defects\n")
    assert (
        "1. tree-work: What is the cutting of a tree called?"
        in run("codebook", "show", park / "codebook.toml").out
    )
    new = tmp_path / "new" / "codebook.toml"
    assert run("codebook", "new", new).code == 0
    assert run("codebook", "check", new).code == 0


def test_model_show_and_verify(run: Run, park_folder: Path) -> None:
    done = run("model", "verify", park_folder)
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith(f"{park_folder}: sound. ")
    assert run("model", "show", park_folder).out.startswith("# Model card: park\n")


def test_evaluate_prints_what_training_found(run: Run, park_folder: Path, tmp_path: Path) -> None:
    done = run("evaluate", "--model", park_folder, "--format", "json")
    assert (done.code, done.err) == (0, "")
    assert done.json == json.loads((park_folder / "evaluation.json").read_text())
    assert "macro-F1" in run("evaluate", "--model", park_folder).out
    out = tmp_path / "e.md"
    assert (
        run("evaluate", "--model", park_folder, "--format", "markdown", "-o", out).err
        == f"evaluation: {out}\n"
    )
    assert out.read_text().startswith("### ")


def test_train_writes_a_model_that_scores(run: Run, park: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    done = run("train", "--labels", park, "-o", out, "--fast")
    assert done.code == 0
    assert done.err.splitlines()[-1] == f"model: {out}"
    assert "macro-F1" in done.out
    (line,) = run(
        "classify", "-", "--model", out, stdin=jsonl([{"id": "1", "text": "The council felled the lime."}])
    ).lines
    assert [(c["axis"], c["pole"], c["voice"]) for c in line["codings"]] == [("tree-work", "felled", "own")]


# ---------------------------------------------------------------- streams and signals, in the real program


def test_the_program_reads_standard_input_and_writes_utf_8_in_any_locale(program: Run) -> None:
    stdin = jsonl([{"id": "🌳", "text": TERROR}])
    done = program("classify", "-", stdin=stdin, env={"PYTHONIOENCODING": "latin-1", "LC_ALL": "C"})
    assert (done.code, done.err) == (0, "")
    (line,) = done.lines
    assert line["id"] == "🌳"


def test_a_reader_that_goes_away_is_no_error(start: Run) -> None:
    process = start("classify", "-")
    process.stdin.write(jsonl([{"id": n, "text": TERROR} for n in range(500)]))
    process.stdin.close()
    assert json.loads(process.stdout.readline())["id"] == 0
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(30) == 0


def test_an_interrupt_ends_with_130_and_no_traceback(start: Run) -> None:
    process = start("classify", "-")
    # More than a pipe holds: when the last byte has been taken, the program is reading.
    process.stdin.write(jsonl([{"id": n, "text": TERROR} for n in range(3000)]))
    process.stdin.flush()
    time.sleep(0.5)  # it has taken what there was, and waits for more
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    assert process.stderr.read() == b""
    assert process.stdout.read() == b""


def test_progress_is_shown_only_to_somebody_who_watches(start: Run, tmp_path: Path) -> None:
    file = tmp_path / "s.jsonl"
    file.write_bytes(jsonl([{"id": n, "text": TERROR} for n in range(50)]))
    quiet = start("classify", file)
    out, err = quiet.communicate(timeout=30)
    assert err == b""
    assert len(out.splitlines()) == 50
    ours, theirs = pty.openpty()
    watched = start("classify", file, "-o", tmp_path / "out.jsonl", stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 4096):
            shown += chunk
    except OSError:  # the other end was closed
        pass
    os.close(ours)
    assert watched.wait(30) == 0
    assert watched.stdout.read() == b""
    assert (tmp_path / "out.jsonl").read_bytes() == out
    assert b"coding" in shown


def test_every_line_of_talk_is_short_and_printable(run: Run, park: Path, tmp_path: Path) -> None:
    folder = tmp_path / "a\x1b[31mb"
    folder.mkdir()
    done = run("ingest", park / "labels.csv", "-o", folder / "corpus.jsonl")
    assert done.code == 0
    assert done.err == f"76 articles: {tmp_path}/a\\x1b[31mb/corpus.jsonl\n"
    assert len(done.err) < LINE_LIMIT
