"""The Label part through its interface: what goes into the queue, what coders are shown and not shown, what is stored."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
from html_reader import Reader
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

import framing
from framing.coding import labels as label_files
from framing.coding.project import Conflict, Item, Mark
from framing.web import label_coding, label_queue
from framing.web.api import Call, Problem
from framing.web.label_records import Coding, FillQuery, ModelMark, key
from framing.web.workbench import Workbench

SECRETS = ("Hidden Gazette", "hidden-source", "hidden-event", "hidden-genre", "hidden-id")
TREES = Item(
    "hidden-id/jb#1", "Wardens 🌳 felled the old lime while crowds watched.", "It was Monday.", "It rained.",
    "hidden-source", "hidden-event", "Hidden Gazette", "hidden-genre",
)  # fmt: skip
POND = Item("hidden-id#2", "The murky pond smelt of leaves.", outlet="Hidden Gazette", source="hidden-source")
GATE = Item("hidden-id#3", "The gate stays shut until Friday.", outlet="Hidden Gazette")
FELLED = {"axis": "tree-work", "pole": "felled", "voice": "own", "start": 10, "end": 16}
CROWDS = {"axis": "visitors", "pole": "crowds", "voice": "own", "start": 36, "end": 42}
assert TREES.text[10:16] == "felled"
assert TREES.text[36:42] == "crowds"


@pytest.fixture
def three(bench: Workbench) -> Workbench:
    bench.project.add([TREES, POND, GATE])
    return bench


def fill(script: TestClient, data: bytes, name: str = "corpus.jsonl", **query: Any) -> Any:
    return script.post("/api/label/sentences", params={"name": name, **query}, content=data)


def jsonl(*articles: dict[str, str]) -> bytes:
    return b"".join(json.dumps(a).encode() + b"\n" for a in articles)


def articles(n: int, sentences: int = 3) -> bytes:
    return jsonl(
        *(
            {"id": f"a{i}", "outlet": "Elm Gazette", "text": " ".join(f"Workers felled tree {k} of lane {i}." for k in range(sentences))}
            for i in range(n)
        )
    )  # fmt: skip


def turn(script: TestClient, coder: str, **query: str) -> Any:
    return script.get("/api/label/next", params={"coder": coder, **query}).json()


def put(script: TestClient, item: Item, coder: str, base: int = 0, state: str = "coded", marks: Any = (), **more: Any) -> Any:  # fmt: skip
    body = {"item": key(item.id), "coder": coder, "base": base, "state": state, "marks": list(marks), **more}
    return script.put("/api/label/codings", json=body)


# ------------------------------------------------------------ filling the queue


def test_a_file_fills_the_queue_and_then_goes_on_with_what_is_left(
    script: TestClient, bench: Workbench
) -> None:
    data = articles(4)
    first = fill(script, data, number=5).json()
    assert first == {"added": 5, "already": 0, "left": 7, "articles": 4, "rejected": 0, "rejects": []}
    queue = [i.id for i in bench.project.items()]
    assert fill(script, data, number=5).json() | {"articles": 4} == {
        "added": 5, "already": 5, "left": 2, "articles": 4, "rejected": 0, "rejects": [],
    }  # fmt: skip
    assert [i.id for i in bench.project.items()][:5] == queue, "what was there keeps its place"
    assert fill(script, data).json()["added"] == 2
    assert fill(script, data).json() == {
        "added": 0, "already": 12, "left": 0, "articles": 4, "rejected": 0, "rejects": [],
    }  # fmt: skip
    assert len({(i.text, i.before) for i in bench.project.items()}) == 12


def test_two_samples_of_a_seed_are_one_larger_sample(bench: Workbench, script: TestClient) -> None:
    data = articles(6)
    fill(script, data, number=4, seed=7)
    fill(script, data, number=4, seed=7)
    twice = [i.text for i in bench.project.items()]
    found = label_queue.new_sentences(framing.read([_file(bench, data)]), _Empty(), [])
    asked = FillQuery("corpus.jsonl", number=8, seed=7)
    assert twice[:4] == [i.text for i in label_queue.in_order(bench, found.new, asked)[:4]]
    assert len(set(twice)) == 8


class _Empty:
    def items(self) -> list[Item]:
        return []


def _file(bench: Workbench, data: bytes) -> Path:
    path = bench.folder / "corpus.jsonl"
    path.write_bytes(data)
    return path


def test_every_kind_of_file_is_cut_into_its_sentences(script: TestClient, bench: Workbench) -> None:
    text = "The council felled the lime. Crowds watched it fall."
    page = "<!doctype html><title>Park</title><article>" + "".join(
        f"<p>The council felled tree number {n} by the gate on Monday morning.</p>" for n in range(9)
    )
    files = {
        "a.txt": (text.encode(), 2),
        "b.csv": (f'id,text\nb,"{text.replace("lime", "oak").replace("Crowds", "Hordes")}"\n'.encode(), 2),
        "c.html": (page.encode(), 10),  # with its title
    }
    for name, (data, n) in files.items():
        answer = fill(script, data, name)
        assert (answer.status_code, answer.json().get("added")) == (200, n), (name, answer.json())
    assert "a#1" in {i.id for i in bench.project.items()}, (
        "named by the file, not by where it was uploaded to"
    )


def test_a_zip_of_articles_is_a_folder(script: TestClient, bench: Workbench) -> None:
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as z:
        z.writestr("one.txt", "Hordes filled the lawn. Families sat by the fountain.")
        z.writestr("articles.csv", "file,outlet\none.txt,Elm Gazette\n")
    assert fill(script, zipped.getvalue(), "d.zip").json()["added"] == 2
    lawn = next(i for i in bench.project.items() if "lawn" in i.text)
    assert (lawn.after, lawn.outlet) == ("Families sat by the fountain.", "Elm Gazette")


def test_what_cannot_be_read_is_said_and_the_rest_goes_in(script: TestClient) -> None:
    data = articles(1) + b'{"id": "x"}\nno json\n' + jsonl({"id": "long", "text": "A" * 6000 + "."})
    said = fill(script, data, "my corpus.jsonl").json()
    assert (said["added"], said["rejected"]) == (3, 3)
    assert said["rejects"][0].startswith("my corpus.jsonl:2: ")
    assert said["rejects"][1].startswith("my corpus.jsonl:3: not valid JSON")
    assert '"long#1"' in said["rejects"][2]


@pytest.mark.parametrize(
    ("data", "name", "query", "status", "words"),
    [
        (b"x", "corpus.docx", {}, 422, '"corpus.docx" is none of'),
        (b"", "a.txt", {}, 422, "the body is empty"),
        (b" \n", "a.txt", {}, 422, "a.txt: the file is empty"),
        (b'{"id": "x"}\n', "../../a.jsonl", {}, 422, "a.jsonl:1: "),
        (b"A text.", "a.txt", {"number": "0"}, 422, "number"),
        (b"A text.", "a.txt", {"number": "many"}, 422, "number"),
        (b"A text.", "a.txt", {"order": "best"}, 422, "order"),
        (b"A text.", "a.txt", {"ordre": "random"}, 422, "ordre"),
        (b"A text.", "a.txt", {"model": "none", "order": "uncertain"}, 404, 'no model "none"'),
    ],
)
def test_files_and_questions_that_are_refused(
    script: TestClient, bench: Workbench, data: bytes, name: str, query: Any, status: int, words: str
) -> None:
    answer = fill(script, data, name, **query)
    assert answer.status_code == status
    assert words in answer.json()["errors"][0]
    assert str(bench.folder) not in answer.text
    assert "/tmp" not in answer.text
    assert bench.project.items() == []


def test_two_articles_of_one_name_are_both_kept(script: TestClient, bench: Workbench) -> None:
    one = jsonl({"id": "a", "text": "The council felled the lime. It rained."})
    other = jsonl({"id": "a", "text": "Wardens removed an oak. It rained."})
    assert fill(script, one).json()["added"] == 2
    assert fill(script, other).json()["added"] == 2
    assert fill(script, one + other + other).json()["added"] == 0
    assert sorted(i.id for i in bench.project.items()) == ["a (2)#1", "a (2)#2", "a#1", "a#2"]
    assert {i.source for i in bench.project.items()} == {"a", "a (2)"}


def test_what_the_model_is_least_sure_of(script: TestClient, bench: Workbench) -> None:
    text = "The gate stays shut. Wardens removed the lime. Crowds filled the lawn. Nobody said when."
    said = fill(script, text.encode(), "a.txt", order="uncertain", number=2).json()
    assert (said["added"], said["left"]) == (2, 2)
    texts = [i.text for i in bench.project.items()]
    assert set(texts) == {"Wardens removed the lime.", "Crowds filled the lawn."}, (
        "it has no place in the others"
    )
    assert fill(script, text.encode(), "a.txt", order="uncertain").json()["added"] == 2


def test_of_a_large_corpus_the_model_is_asked_about_a_part(
    script: TestClient, bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(label_queue, "POOL", 5)
    said = fill(script, articles(4), order="uncertain", number=200).json()
    assert (said["added"], said["left"]) == (5, 7)


def test_no_model_is_asked_that_does_not_know_the_codebook(tmp_path: Path, park: Path) -> None:
    bench = Workbench(tmp_path / "project", codebook=park / "codebook.toml")
    try:
        with pytest.raises(Problem, match="no model reads the codebook"):
            label_queue.reading_model(bench)
    finally:
        bench.close()


# ------------------------------------------------------------ what coders see


def test_nothing_tells_the_outlet_while_coding(script: TestClient, three: Workbench) -> None:
    k = key(TREES.id)
    answers = [
        script.get("/label/code?coder=Ada"),
        script.get(f"/label/code?coder=Ada&item={k}"),
        script.get("/api/label/next?coder=Ada"),
        script.get("/api/label/sentence", params={"item": k, "coder": "Ada"}),
        script.get("/api/label/suggestion", params={"item": k, "coder": "Ada"}),
        put(script, TREES, "Ada", base=3),
        put(script, TREES, "Ada", marks=[{**FELLED, "pole": "mauled"}]),
        put(script, TREES, "Ada", marks=[FELLED], comment="x"),
        put(script, TREES, "Ada", marks=[CROWDS]),
        script.get("/api/label/suggestion", params={"item": k, "coder": "Ada"}),
        put(script, TREES, "Ben", marks=[CROWDS]),
        script.get("/api/label/next", params={"coder": "Ada", "after": k}),
        script.get("/api/label/progress"),
        script.get("/api/label/disputes"),
        script.get("/label"),
        script.post("/api/label/undo", json={"coder": "Ada"}),
    ]
    wanted = [200, 200, 200, 200, 409, 422, 422, 200, 409, 200, 200, 200, 200, 200, 200, 200]
    assert [a.status_code for a in answers] == wanted
    for answer in answers:
        for secret in SECRETS:
            assert secret not in answer.text, answer.url
    assert "Hidden Gazette" in script.get("/api/label/codings.csv").text, "the control: it is kept"


def test_a_sentence_comes_with_its_neighbours_and_nothing_else(script: TestClient, three: Workbench) -> None:
    assert turn(script, "Ada") == {
        "sentence": {
            "item": key(TREES.id), "text": TREES.text, "before": "It was Monday.", "after": "It rained.", "base": 0, "state": "withdrawn",
            "marks": [], "comment": "",
        },
        "progress": {"coder": "Ada", "coded": 0, "skipped": 0, "left": 3},
        "unsaved": False,
    }  # fmt: skip


def test_coding_goes_through_the_queue(script: TestClient, three: Workbench) -> None:
    saved = put(script, TREES, " Ada ", marks=[FELLED, CROWDS], comment=" by hand ").json()
    assert saved["item"] == key(TREES.id)
    assert (saved["coder"], saved["number"], saved["comment"], saved["saw_model"]) == ("Ada", 1, "by hand", False)  # fmt: skip
    assert turn(script, "Ada")["sentence"]["text"] == POND.text
    put(script, POND, "Ada", state="skipped")
    now = turn(script, "Ada")
    assert now["sentence"]["text"] == GATE.text
    assert now["progress"] == {"coder": "Ada", "coded": 1, "skipped": 1, "left": 1}
    put(script, GATE, "Ada")
    assert turn(script, "Ada")["sentence"] is None
    assert turn(script, "Ben")["sentence"]["text"] == TREES.text
    assert turn(script, "Ben", after=key(POND.id))["sentence"]["text"] == GATE.text
    rows = list(csv.DictReader(io.StringIO(script.get("/api/label/codings.csv").text)))
    assert [(r["axis"], r["pole"], r["evidence"], r["note"]) for r in rows] == [
        ("tree-work", "felled", "felled", "by hand"),
        ("visitors", "crowds", "crowds", ""),
        ("*", "none", "", ""),
        ("*", "none", "", ""),
    ]


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"item": "0123456789abcdef"}, 404, "no sentence"),
        ({"item": TREES.id}, 404, "no sentence"),
        ({"coder": " "}, 422, "name of the coder is empty"),
        ({"coder": "Adjudicated"}, 422, "adjudicated"),
        ({"coder": "a\nb"}, 422, "control character"),
        ({"base": 4}, 422, "no revision 4"),
        ({"base": -1}, 422, "base"),
        ({"state": "withdrawn"}, 422, "state"),
        ({"state": "skipped"}, 422, "no marks"),
        ({"marks": [{**FELLED, "axis": "sky"}]}, 422, 'axis "sky" is not in the codebook'),
        ({"marks": [{**FELLED, "voice": "loud"}]}, 422, "voice"),
        ({"marks": [{**FELLED, "end": 60}]}, 422, "does not lie in the text"),
        ({"marks": [FELLED, FELLED]}, 422, "the same"),
        ({"comment": "x" * 2001}, 422, "2001 characters"),
        ({"extra": 1}, 422, "extra"),
    ],
)
def test_codings_that_are_refused_store_nothing(
    script: TestClient, three: Workbench, change: Any, status: int, words: str
) -> None:
    body = {"item": key(TREES.id), "coder": "Ada", "base": 0, "state": "coded", "marks": [FELLED], **change}
    answer = script.put("/api/label/codings", json=body)
    assert answer.status_code == status
    assert words in answer.json()["errors"][0]
    assert three.project.coders() == []


# ------------------------------------------------------------ two windows, and undo


def test_a_stale_save_is_answered_with_what_stands_there(script: TestClient, three: Workbench) -> None:
    put(script, TREES, "Ada", marks=[FELLED], comment="first window")
    answer = put(script, TREES, "Ada", marks=[CROWDS])
    assert answer.status_code == 409
    current = answer.json()["current"]
    assert (current["item"], current["number"], current["comment"]) == (key(TREES.id), 1, "first window")
    assert current["marks"] == [FELLED]
    assert "in between" in answer.json()["errors"][0]
    assert put(script, TREES, "Ada", base=current["number"], marks=[CROWDS]).json()["number"] == 2
    assert [r.comment for r in three.project.history(TREES.id, "Ada")] == ["first window", ""]


def test_of_many_windows_at_once_one_wins(three: Workbench) -> None:
    said = Coding(key(TREES.id), "Ada", 0, "coded", (Mark(**FELLED),))
    won, lost = [], []

    def window() -> None:
        try:
            won.append(label_coding.save(three, Call({}, None, said)))
        except Conflict as e:
            lost.append(e.current)

    threads = [threading.Thread(target=window) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(won) == 1
    assert lost == won * 7


def test_undo_brings_the_sentence_back_with_its_marks(script: TestClient, three: Workbench) -> None:
    put(script, TREES, "Ada", marks=[FELLED], comment="sure")
    put(script, POND, "Ada", state="skipped")
    skipped = script.post("/api/label/undo", json={"coder": "Ada"}).json()
    assert skipped["unsaved"] is True
    assert (skipped["sentence"]["text"], skipped["sentence"]["marks"]) == (POND.text, [])
    back = script.post("/api/label/undo", json={"coder": "Ada"}).json()
    assert (back["sentence"]["text"], back["sentence"]["state"], back["sentence"]["base"]) == (TREES.text, "withdrawn", 2)  # fmt: skip
    assert (back["sentence"]["marks"], back["sentence"]["comment"]) == ([FELLED], "sure")
    assert back["progress"] == {"coder": "Ada", "coded": 0, "skipped": 0, "left": 3}
    assert three.project.labels() == [], "what was taken back is not stored until it is saved again"
    nothing = script.post("/api/label/undo", json={"coder": "Ada"})
    assert (nothing.status_code, nothing.json()) == (409, {"errors": ["there is nothing to take back"]})
    assert put(script, TREES, "Ada", base=2, marks=[FELLED]).status_code == 200
    assert script.post("/api/label/undo", json={"coder": "Ben"}).status_code == 409


def test_undo_of_a_change_shows_what_was_changed_and_stores_what_was_before(
    script: TestClient, three: Workbench
) -> None:
    put(script, TREES, "Ada", marks=[FELLED])
    put(script, TREES, "Ada", base=1, marks=[FELLED, CROWDS])
    back = script.post("/api/label/undo", json={"coder": "Ada"}).json()["sentence"]
    assert (back["marks"], back["base"], back["state"]) == ([FELLED, CROWDS], 3, "coded")
    kept = script.get("/api/label/sentence", params={"item": key(TREES.id), "coder": "Ada"}).json()
    assert kept["sentence"]["marks"] == [FELLED]


# ------------------------------------------------------------ the model


def ask_model(script: TestClient, item: Item, coder: str, **query: str) -> Any:
    return script.get("/api/label/suggestion", params={"item": key(item.id), "coder": coder, **query})


def test_the_model_speaks_only_after_the_coder(script: TestClient, three: Workbench) -> None:
    assert ask_model(script, TREES, "Ada").status_code == 409
    put(script, POND, "Ada")
    put(script, TREES, "Ben", marks=[FELLED])
    assert ask_model(script, TREES, "Ada").status_code == 409, "another sentence, another coder"
    assert not three.project.saw_model(TREES.id, "Ada")
    put(script, TREES, "Ada", marks=[FELLED])
    said = ask_model(script, TREES, "Ada").json()
    assert said["model"] == three.first_model
    (same,) = [c for c in said["compared"] if c["what"] == "same"]
    assert same["yours"] == FELLED
    assert TREES.text[same["models"]["start"] : same["models"]["end"]] == "felled"
    assert 0 < same["models"]["probability"] <= 1
    assert three.project.saw_model(TREES.id, "Ada")
    assert not three.project.saw_model(TREES.id, "Ben")
    script.post("/api/label/undo", json={"coder": "Ada"})
    assert ask_model(script, TREES, "Ada").status_code == 409, "taken back: as if never looked at"


def test_a_change_after_the_model_is_noted(script: TestClient, three: Workbench) -> None:
    put(script, TREES, "Ada", marks=[])
    ask_model(script, TREES, "Ada")
    assert put(script, TREES, "Ada", base=1, marks=[FELLED]).json()["saw_model"] is True
    put(script, TREES, "Ben", marks=[FELLED])
    notes = {r.coder: r.note for r in three.project.labels() if r.axis == "tree-work"}
    assert notes == {"Ada": "after the model's suggestion", "Ben": ""}


def test_a_model_by_name(script: TestClient, three: Workbench) -> None:
    put(script, TREES, "Ada", state="skipped")
    assert ask_model(script, TREES, "Ada", model="none").status_code == 404
    assert ask_model(script, TREES, "Ada", model="default").status_code == 422, "it reads another codebook"
    assert ask_model(script, TREES, "Ada", model=three.first_model).status_code == 200


ONE = st.sampled_from(["tree-work", "visitors"])
VOICE = st.sampled_from(["own", "reported", "quoted", "scare"])
SPAN = st.tuples(st.integers(0, 6), st.integers(1, 4)).map(lambda s: (s[0], s[0] + s[1]))
YOURS = st.builds(lambda a, v, s: Mark(a, "p", v, *s), ONE, VOICE, SPAN)
MODELS = st.builds(lambda a, v, s: ModelMark(a, "p", v, *s, 0.5), ONE, VOICE, SPAN)


@settings(max_examples=60)
@given(st.lists(YOURS, max_size=4), st.lists(MODELS, max_size=4))
def test_every_coding_is_compared_once(yours: list[Mark], models: list[ModelMark]) -> None:
    found = label_coding.compare(tuple(yours), models)
    assert [c.yours for c in found if c.yours] == yours
    assert sorted(map(repr, (c.models for c in found if c.models))) == sorted(map(repr, models))
    for c in found:
        both = c.yours is not None and c.models is not None
        assert both == (c.what in {"same", "voice"})
        if c.yours and c.models:
            assert c.yours.axis == c.models.axis
            assert (c.yours.voice == c.models.voice) == (c.what == "same")
    for axis in ("tree-work", "visitors"):  # no pair is left unmade
        alone = {c.what for c in found if (c.yours or c.models) and (c.yours or c.models).axis == axis}  # type: ignore[union-attr]
        assert not {"only you", "only the model"} <= alone


def test_words_in_common_come_first() -> None:
    yours = (Mark("a", "p", "own", 20, 26), Mark("a", "p", "own", 0, 6))
    models = [ModelMark("a", "p", "own", 0, 6, 0.9), ModelMark("a", "p", "quoted", 20, 26, 0.8)]
    found = label_coding.compare(yours, models)
    assert [(c.what, c.models and c.models.start) for c in found] == [("voice", 20), ("same", 0)]


# ------------------------------------------------------------ overview


def test_differences_wait_for_every_coder(script: TestClient, three: Workbench) -> None:
    put(script, TREES, "Ada", marks=[FELLED])
    put(script, TREES, "Ben", marks=[{**FELLED, "pole": "removed"}, CROWDS])
    shown = script.get("/api/label/disputes").json()
    assert (shown["waiting"], shown["waiting_for"]) == (0, [])
    (sentence,) = shown["sentences"]
    assert (sentence["item"], sentence["text"], sentence["before"]) == (key(TREES.id), TREES.text, TREES.before)  # fmt: skip
    assert [(a["axis"], a["about"]) for a in sentence["axes"]] == [("tree-work", "pole"), ("visitors", "pole")]  # fmt: skip
    assert sentence["axes"][1]["said"] == [{"coder": "Ada", "marks": []}, {"coder": "Ben", "marks": [CROWDS]}]
    put(script, POND, "Cleo")
    assert script.get("/api/label/disputes").json() == {"sentences": [], "waiting": 1, "waiting_for": ["Cleo"]}  # fmt: skip
    assert "Cleo" in script.get("/label").text
    put(script, TREES, "Cleo", state="skipped")
    assert len(script.get("/api/label/disputes").json()["sentences"]) == 1
    script.post("/api/label/undo", json={"coder": "Cleo"})
    assert script.get("/api/label/disputes").json()["waiting"] == 1
    script.post("/api/label/undo", json={"coder": "Cleo"})
    assert script.get("/api/label/disputes").json()["waiting"] == 0, "who has said nothing is no coder"


def test_the_adjudicator_gets_what_is_in_dispute(script: TestClient, three: Workbench) -> None:
    put(script, TREES, "Ada", marks=[FELLED])
    put(script, TREES, "Ben")
    put(script, POND, "Ada")
    put(script, POND, "Ben")
    now = turn(script, "adjudicated")
    assert now["sentence"]["text"] == TREES.text
    assert now["progress"] == {"coder": "adjudicated", "coded": 0, "skipped": 0, "left": 1}
    put(script, TREES, "adjudicated", marks=[FELLED])
    assert script.get("/api/label/disputes").json()["sentences"] == []
    assert turn(script, "adjudicated")["sentence"] is None


def settling(script: TestClient, item: Item, coder: str = "adjudicated") -> Any:
    return script.get("/api/label/settling", params={"item": key(item.id), "coder": coder})


def test_what_coders_say_is_told_to_the_adjudicator_only(script: TestClient, three: Workbench) -> None:
    put(script, TREES, "Ada", marks=[FELLED, CROWDS], comment="a report")
    put(script, TREES, "Ben", marks=[CROWDS])
    put(script, TREES, "Cleo", state="skipped", comment="too hard")
    for name in ("Ada", "Ben", "Dora", " adjudicate "):
        refused = settling(script, TREES, name)
        assert (refused.status_code, "said" in refused.json()) == (422, False)
    assert settling(script, TREES, "Adjudicated").status_code == 422
    said = settling(script, TREES, " adjudicated ").json()
    assert said == {
        "item": key(TREES.id),
        "said": [
            {"coder": "Ada", "state": "coded", "marks": [FELLED, CROWDS], "comment": "a report"},
            {"coder": "Ben", "state": "coded", "marks": [CROWDS], "comment": ""},
            {"coder": "Cleo", "state": "skipped", "marks": [], "comment": "too hard"},
        ],
        "disputed": [{"axis": "tree-work", "about": "pole"}],
        "agreed": [CROWDS],
        "waiting_for": [],
    }
    assert put(script, TREES, "adjudicated", marks=[FELLED, CROWDS]).status_code == 200
    assert settling(script, TREES).json() == said, "settled: the coders still say what they said"
    assert settling(script, TREES, "adjudicated").status_code == 200
    assert script.get("/api/label/settling", params={"item": "0" * 16, "coder": "adjudicated"}).status_code == 404  # fmt: skip


def test_agreed_marks_are_the_first_coders_and_a_dispute_may_be_of_the_voice(
    script: TestClient, three: Workbench
) -> None:
    wider = {**CROWDS, "start": 30}
    put(script, TREES, "Ben", marks=[{**FELLED, "voice": "reported"}, wider])
    put(script, TREES, "Ada", marks=[FELLED, CROWDS])
    said = settling(script, TREES).json()
    assert said["disputed"] == [{"axis": "tree-work", "about": "voice"}]
    assert said["agreed"] == [CROWDS]
    nothing = settling(script, POND).json()
    assert (nothing["waiting_for"], nothing["disputed"], nothing["said"]) == (["Ada", "Ben"], [], [])


def test_nothing_is_settled_that_a_coder_has_still_before_them(script: TestClient, three: Workbench) -> None:
    for item in (TREES, POND):
        put(script, item, "Ada", marks=[{**FELLED, "start": 4, "end": 9}])
        put(script, item, "Ben")
    put(script, POND, "Cleo")
    kept = settling(script, TREES).json()
    assert (kept["waiting_for"], kept["said"], kept["agreed"], kept["disputed"]) == (["Cleo"], [], [], [])
    now = turn(script, "adjudicated")
    assert (now["sentence"]["text"], now["progress"]["left"]) == (POND.text, 1)
    assert turn(script, "adjudicated", after=key(POND.id))["sentence"] is None
    put(script, POND, "adjudicated", state="skipped")
    now = turn(script, "adjudicated")
    assert (now["sentence"], now["progress"]["skipped"], now["progress"]["left"]) == (None, 1, 0)
    put(script, TREES, "Cleo")
    assert turn(script, "adjudicated")["sentence"]["text"] == TREES.text


def test_who_has_nothing_standing_is_no_coder(script: TestClient, three: Workbench) -> None:
    put(script, TREES, "Ada")
    put(script, TREES, "Ben")
    script.post("/api/label/undo", json={"coder": "Ben"})
    assert [c["coder"] for c in script.get("/api/label/progress").json()["coders"]] == ["Ada"]
    assert "Ben" not in script.get("/label").text
    put(script, TREES, "Ben", base=2, state="skipped")
    assert "Ben" in script.get("/label").text


def test_own_codings_come_back_newest_first(script: TestClient, three: Workbench) -> None:
    def own(coder: str, **query: int) -> Any:
        return script.get("/api/label/codings", params={"coder": coder, **query}).json()

    put(script, TREES, "Ada", marks=[FELLED], comment="first")
    put(script, POND, "Ada", state="skipped")
    put(script, GATE, "Ada")
    put(script, TREES, "Ada", base=1, marks=[CROWDS], comment="changed")
    put(script, POND, "Ben", comment="not Ada's")
    mine = own(" Ada ")
    assert [(c["text"], c["state"], c["marks"], c["comment"]) for c in mine["codings"]] == [
        (TREES.text, "coded", [CROWDS], "changed"),
        (GATE.text, "coded", [], ""),
        (POND.text, "skipped", [], ""),
    ]
    assert [c["item"] for c in mine["codings"]] == [key(i.id) for i in (TREES, GATE, POND)]
    assert own("Ada", begin=1, most=1) == {"codings": mine["codings"][1:2], "total": 3}
    script.post("/api/label/undo", json={"coder": "Ada"})
    assert own("Ada")["codings"][0]["comment"] == "first"
    script.post("/api/label/undo", json={"coder": "Ada"})
    assert [c["text"] for c in own("Ada")["codings"]] == [TREES.text, POND.text], (
        "withdrawn: as if never looked at"
    )
    assert own("Cleo") == {"codings": [], "total": 0}
    for secret in SECRETS:
        assert secret not in json.dumps(mine)


def test_few_findings_are_too_few_to_tell(script: TestClient, bench: Workbench) -> None:
    items = [Item(f"i#{n}", f"Wardens felled tree {n}.") for n in range(31)]
    bench.project.add(items)
    mark = Mark("tree-work", "felled", "own", 8, 14)
    for n, item in enumerate(items):
        # the first eight by both, the ninth by Ben, the tenth by the adjudicator, the last by Ada alone: nobody to compare with
        bench.project.save(item.id, "Ada", base=0, state="coded", marks=[mark] if n < 8 or n == 30 else [])
        if n < 30:
            bench.project.save(item.id, "Ben", base=0, state="coded", marks=[mark] if n < 9 else [])
    bench.project.save(items[9].id, "adjudicated", base=0, state="coded", marks=[mark])

    def tree() -> Any:
        return script.get("/api/label/agreement").json()[0]

    assert (tree()["n_units"], tree()["n_found"], tree()["too_few"], tree()["reading"]) == (
        30,
        9,
        True,
        "normal",
    )
    bench.project.save(items[9].id, "Ben", base=1, state="coded", marks=[mark])
    assert (tree()["n_found"], tree()["too_few"]) == (10, False)
    bench.project.save(items[29].id, "Ben", base=1, state="skipped")
    assert (tree()["n_units"], tree()["n_found"], tree()["too_few"]) == (29, 10, True)
    voice = script.get("/api/label/agreement").json()[-1]
    assert (voice["n_found"], voice["n_units"], voice["too_few"]) == (None, 8, True)
    page = Reader(script.get("/label").text).words
    assert "fewer than 30 compared, or fewer than 10 in which anybody found something" in page


def test_agreement_is_that_of_the_project(script: TestClient, three: Workbench) -> None:
    assert {a["reading"] for a in script.get("/api/label/agreement").json()} == {"undefined"}
    for coder, marks in (("Ada", [FELLED]), ("Ben", [FELLED])):
        put(script, TREES, coder, marks=marks)
        put(script, POND, coder)
    first = script.get("/api/label/agreement").json()
    assert [(a["what"], a["name"]) for a in first][-1] == ("voice", "Voice")
    tree = first[0]
    assert (tree["alpha"], tree["n_units"], tree["n_coders"], tree["reading"]) == (1.0, 2, 2, "normal")
    assert (tree["n_found"], tree["too_few"]) == (1, True)
    put(script, GATE, "Ada", marks=[{**FELLED, "start": 4, "end": 8}])
    put(script, GATE, "Ben")
    after = script.get("/api/label/agreement").json()
    expected = three.project.agreement()
    assert [(a["alpha"], a["interval"] and tuple(a["interval"]), a["n_units"], a["undefined"]) for a in after] == [
        (a.alpha, a.interval, a.n_units, a.undefined) for a in expected
    ]  # fmt: skip
    assert after != first


def test_the_export_is_a_label_file(script: TestClient, three: Workbench) -> None:
    assert script.post("/api/label/export").status_code == 422
    assert "nothing is coded yet" in script.get("/api/label/codings.csv").json()["errors"][0]
    put(script, TREES, "Ada", marks=[FELLED, CROWDS])
    put(script, POND, "=Ada()")
    download = script.get("/api/label/codings.csv")
    assert download.headers["content-disposition"] == 'attachment; filename="codings.csv"'
    assert not three.export_path.exists()
    assert script.post("/api/label/export").json() == {"path": str(three.export_path), "rows": 4}
    assert three.export_path.read_bytes() == download.content
    rows = label_files.load([three.export_path], three.codebook)
    assert {(r.id, r.outlet) for r in rows} == {(i.id, i.outlet) for i in (TREES, POND)}


# ------------------------------------------------------------ pages


def test_the_pages_hold_no_script_and_no_style_of_their_own(script: TestClient, three: Workbench) -> None:
    put(script, TREES, "Ada", marks=[FELLED])
    put(script, TREES, "Ben")
    for path in ("/label", "/label/code?coder=Ada", "/label/code?coder=ada", "/label/code?coder=adjudicated"):
        page = Reader(script.get(path).text)
        assert [a for t, a in page.elements if t == "script" and "src" not in a] == []
        assert [t for t, a in page.elements if t == "style" or "style" in a] == []
        assert [n for _, a in page.elements for n in a if n.startswith("on")] == []
        ids = page.attributes("id")
        assert len(ids) == len(set(ids))
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list"):
            assert {i for v in page.attributes(name) for i in v.split()} <= set(ids)


def test_an_empty_queue_asks_for_a_file(script: TestClient, bench: Workbench) -> None:
    text = Reader(script.get("/label").text).words
    assert "First, sentences to code" in text
    assert "Begin coding" not in text
    assert script.get("/label/code?coder=Ada").headers["location"] == "/label"


def test_the_page_to_code_on_has_every_axis_with_its_rule(script: TestClient, three: Workbench) -> None:
    page = Reader(script.get("/label/code?coder=Ada").text)
    for axis in three.codebook.axes:
        for part in (axis.name, axis.question, axis.rule, *(p.name for p in axis.poles)):
            assert " ".join(part.split()) in page.words
    assert page.attributes("data-pole") == [p.id for a in three.codebook.axes for p in a.poles]


def test_a_name_that_is_none(script: TestClient, three: Workbench) -> None:
    assert script.get("/label/code").headers["location"] == "/label"
    answer = script.get("/label/code", params={"coder": "Adjudicated"})
    assert answer.status_code == 422
    assert "adjudicated" in Reader(answer.text).words
    assert script.get("/label/code", params={"coder": "a" * 81}).status_code == 422


@pytest.mark.parametrize("name", ["ada", "ADA", "A da", " aDa "])
def test_a_name_spelled_almost_alike_is_asked_about(script: TestClient, three: Workbench, name: str) -> None:
    assert "There is a coder" not in script.get("/label/code", params={"coder": name}).text
    put(script, TREES, "Ada")
    page = Reader(script.get("/label/code", params={"coder": name}).text)
    assert "There is a coder Ada already" in page.words
    assert "data-coder" not in {n for _, a in page.elements for n in a}
    there, new = [a["href"] for t, a in page.elements if t == "a" and a["href"].startswith("/label/code")]
    assert 'data-coder="Ada"' in script.get(there).text
    assert f'data-coder="{name.strip()}"' in script.get(new).text
    put(script, TREES, name)
    assert "There is a coder" not in script.get("/label/code", params={"coder": name}).text


def test_names_that_differ_more_are_not_asked_about(script: TestClient, three: Workbench) -> None:
    put(script, TREES, "Ada")
    for name in ("Ada", " Ada ", "Ida", "Ada 2", "adjudicated"):
        assert "data-coder" in script.get("/label/code", params={"coder": name}).text


def test_the_keys_are_those_of_the_axes_that_are_there(script: TestClient, three: Workbench) -> None:
    rows = Reader(script.get("/label/code?coder=Ada").text).tables[0]
    assert len(three.codebook.axes) == 3
    assert ["1 … 3", "choose an axis"] in rows


def test_text_from_outside_stays_text(script: TestClient, bench: Workbench) -> None:
    evil = '"><img src=x onerror=fired()>'
    bench.project.add([Item(f"{evil}#1", f"Wardens felled {evil} today.", evil, evil, evil, evil, evil)])
    (item,) = bench.project.items()
    mark = {**FELLED, "start": 8, "end": 14}
    assert put(script, item, f"Ada {evil}", marks=[mark], comment=evil).status_code == 200
    assert put(script, item, "Ben").status_code == 200
    for path in ("/label", f"/label/code?coder=Ada {evil}&item={evil}", f"/label/code?coder=ADA {evil}"):
        page = Reader(script.get(path).text)
        assert "img" not in [t for t, _ in page.elements]
    assert evil in "".join(Reader(script.get("/label").text).text), "the control: it is there, as text"
    assert re.search(r'data-coder="Ada &#34;&gt;&lt;img', script.get(f"/label/code?coder=Ada {evil}").text)
