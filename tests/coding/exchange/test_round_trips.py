"""There and back: labels → the file of a tool → labels, for labels of every kind, without a loss.

The labels are drawn without any help of the code that is tested; :func:`framing.coding.labels.load` is the judge of both ends.
JSON_MIN, which is only read, is made of the JSON as Label Studio's own converter does.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framing.coding import exchange, labels
from framing.coding.codebook import Codebook
from framing.coding.exchange import sentences
from framing.coding.labels import Label
from framing.units import VOICES

FORMATS = {
    "label-studio": "tool.json",
    "doccano": "tool.zip",
    "prodigy": "tool.jsonl",
    "hugging-face": "tool",
}
AXES = {"tree-work": ["felled", "removed"], "visitors": ["guests", "crowds"], "pond": ["murky", "wild"]}
CODERS = [
    "", "ada", "all", "ALL", "..", "../a", "a/b\\c", "ada.", ".ada", "Åsa", "A\u030asa", "שרה", "🌳", "100%", "%2F", "a@elm.example",
    "2026-01-01_10-00-00", "a: b", "none",
]  # fmt: skip

_CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0") | st.sampled_from(
    '\n\r\t ",;#/@:ab🌳👩\u200d🌾\u2028\u0301שלום\u202e\x01\x1f\x85'
)
_TEXT = st.text(_CHARACTERS, min_size=1, max_size=25).filter(lambda t: bool(t.strip()))
_FIELD = st.just("") | _TEXT.map(str.strip)
_NOTE = (
    st.just("")
    | _TEXT.map(str.strip)
    | st.sampled_from(["# why", "pond/wild: no", "a\nb", "*/none: x", "pond/none@1-2: y"])
)


@st.composite
def _rows_of_one(draw: st.DrawFn, text: str, coder: str, about: dict[str, str]) -> list[Label]:
    """What one coder says of one sentence: on some axes something, on some nothing, on some perhaps not looked."""
    common = {"text": text, "coder": coder, **about}
    rows: dict[tuple[object, ...], Label] = {}
    for axis in draw(st.lists(st.sampled_from(list(AXES)), unique=True)):
        if draw(st.integers(0, 3)) == 0:
            rows[axis,] = Label(axis=axis, pole="none", note=draw(_NOTE), **common)  # type: ignore[arg-type]
            continue
        for _ in range(draw(st.integers(1, 3))):
            start = draw(st.integers(-1, len(text) - 1))
            words = text[start : draw(st.integers(start + 1, len(text)))] if start >= 0 else ""
            if not words.strip():
                start, words = -1, ""
            pole, voice = draw(st.sampled_from(AXES[axis])), draw(st.sampled_from([None, *VOICES]))
            rows[axis, pole, voice, start, words] = Label(
                axis=axis,
                pole=pole,
                voice=voice,
                evidence=words,
                start=start,
                note=draw(_NOTE),
                **common,  # type: ignore[arg-type]
            )
    if not rows or draw(st.booleans()):
        rows["*",] = Label(axis="*", pole="none", note=draw(_NOTE), **common)  # type: ignore[arg-type]
    return list(rows.values())


@st.composite
def _labels(draw: st.DrawFn) -> list[Label]:
    rows: list[Label] = []
    twice = "felled 🌳 felled"
    texts = draw(st.lists(_TEXT | st.just(twice), min_size=1, max_size=3, unique=True))
    for n, text in enumerate(texts):
        about = {k: draw(_FIELD) for k in ("source", "event", "outlet", "genre")}
        about |= {"id": draw(st.sampled_from(["", f"s{n}", str(n)])), "before": draw(st.just("") | _TEXT)}
        for coder in draw(st.lists(st.sampled_from(CODERS), min_size=1, max_size=3, unique=True)):
            mine = draw(_rows_of_one(text, coder, about))
            if draw(st.integers(0, 9)) == 0:  # one row that does not agree with the others about the sentence
                mine[0] = msgspec.structs.replace(mine[0], genre="another")
            rows += mine
    return rows


def bare(rows: Sequence[Label]) -> set[Label]:
    return {msgspec.structs.replace(r, path="", line=0) for r in rows}


def removed(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def there_and_back(rows: list[Label], book: Codebook, form: str) -> tuple[set[Label], Any]:
    """The rows that come back, and what was told."""
    path = Path(FORMATS[form])
    removed(path)
    labels.write_csv(rows, "in.csv")
    assert bare(labels.load(["in.csv"], book)) == set(
        rows
    )  # the labels are such that a label file can hold them
    exchange.export_labels(["in.csv"], path, book, form=form)
    done = exchange.import_labels([path], "out.csv", book)
    assert done.recognised == form
    return bare(labels.load(["out.csv"], book)), done


_SETTINGS = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("form", FORMATS)
@given(rows=_labels())
@_SETTINGS
def test_nothing_is_lost_or_changed(park_book: Codebook, form: str, rows: list[Label]) -> None:
    back, done = there_and_back(rows, park_book, form)
    assert back == set(rows)
    assert (done.aside, set(done.counts)) == (0, {0})
    assert not Path("out.rejects.jsonl").exists()


LOSSES: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "axes": lambda m: m.setattr(sentences.Coded, "looked_at", property(lambda c: ())),
    "notes": lambda m: m.setattr(sentences, "note_lines", lambda rows: []),
    "unplaced": lambda m: m.setattr(sentences.Coded, "unplaced", property(lambda c: ())),
    "source": lambda m: m.setattr(sentences, "ABOUT", ("before", "event", "outlet", "genre")),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_a_writer_that_loses_something_would_be_noticed(
    park_book: Codebook, monkeypatch: pytest.MonkeyPatch, loss: str
) -> None:
    """A harness whose control passes is void."""
    rows = [
        Label(
            text="felled, felled",
            axis="tree-work",
            pole="felled",
            evidence="felled",
            start=8,
            source="a",
            note="n",
        ),
        Label(text="felled, felled", axis="pond", pole="wild", source="a", note="m"),
        Label(text="felled, felled", axis="visitors", pole="none", source="a"),
    ]
    assert there_and_back(rows, park_book, "doccano")[0] == set(rows)
    LOSSES[loss](monkeypatch)
    assert there_and_back(rows, park_book, "doccano")[0] != set(rows)


# ---------------------------------------------------------------- JSON_MIN, made by the rules of Label Studio's converter


def pretty(values: list[dict[str, Any]], kind: str) -> object:
    """Several choices or texts stay an object, one alone is bare; spans are a list of their values."""
    key = {"choices": "choices", "textarea": "text"}.get(kind)
    out = [v[key][0] if key and len(v[key]) == 1 else v for v in values]
    return out[0] if key and len(out) == 1 else out


def as_min(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    records = []
    for n, task in enumerate(tasks):
        for annotation in task["annotations"]:
            controls: dict[str, list[dict[str, Any]]] = {}
            for r in annotation["result"]:
                controls.setdefault(r["from_name"], []).append(r)
            record = {**task["data"], "id": n, "annotator": 1, "annotation_id": n, "lead_time": None}
            for name, results in controls.items():
                record[name] = pretty([r["value"] for r in results], results[0]["type"])
            records.append(record)
    return records


@given(rows=_labels())
@settings(_SETTINGS, max_examples=40)
def test_json_min_loses_notes_on_words_and_says_when_voices_cannot_be_told_apart(
    park_book: Codebook, rows: list[Label]
) -> None:
    rows = [msgspec.structs.replace(r, note="" if r.start >= 0 else r.note) for r in rows]
    rows = [msgspec.structs.replace(r, coder=r.coder or "1") for r in rows]  # JSON_MIN always names somebody
    removed(Path("out.csv"))
    labels.write_csv(rows, "in.csv")
    exchange.export_labels(["in.csv"], "tool.json", park_book, form="label-studio")
    Path("min.json").write_text(json.dumps(as_min(json.loads(Path("tool.json").read_text()))))
    ambiguous = {
        c.coder + c.sentence.text + c.sentence.genre
        for c in sentences.by_coder(rows)
        if 0 < sum(r.voice is not None for r in c.placed) < len(c.placed)
    }
    kept = {r for r in rows if r.coder + r.text + r.genre not in ambiguous}
    if not kept:
        return
    done = exchange.import_labels(["min.json"], "out.csv", park_book)
    assert done.recognised == "label-studio-min"
    assert bare(labels.load(["out.csv"], park_book)) ^ kept == set()
    assert done.aside == len(ambiguous)
