"""A coding project: the queue, saving and conflicts, taking back, adjudication, labels that train."""

from __future__ import annotations

import copy
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import hypothesis
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

import framing
from framing.coding import labels
from framing.coding.codebook import Codebook
from framing.coding.gold import gold
from framing.coding.project import (
    Conflict,
    InvalidCoding,
    InvalidItem,
    Item,
    Mark,
    Progress,
    Project,
    ProjectError,
    Revision,
)
from framing.errors import DataError, LabelsError

TEXT = "🌳 The council felled the lime; crowds of guests saw it felled."
FELLED = Mark("tree-work", "felled", "own", 14, 20)
CROWDS = Mark("visitors", "crowds", "own", 31, 37)
REMOVED = Mark("tree-work", "removed", "quoted")
ITEMS = [Item(f"a#{n}", TEXT if n == 1 else f"Rain fell on day {n}.", f"Day {n - 1}.") for n in range(1, 6)]


@pytest.fixture
def project(tmp_path: Path, park_book: Codebook) -> Iterator[Project]:
    with Project(tmp_path / "codings.sqlite", park_book) as p:
        p.add(ITEMS)
        yield p


# ---------------------------------------------------------------- items and their queue


def test_adding_again_adds_nothing(project: Project) -> None:
    assert project.add(ITEMS) == (0, 5)
    more = Item("b#1", "More rain fell.")
    assert project.add([ITEMS[3], more, more]) == (1, 2)
    assert project.items() == [*ITEMS, more]
    assert project.add([]) == (0, 0)


def test_what_is_there_stays_as_it_is(project: Project) -> None:
    project.add([msgspec.structs.replace(ITEMS[0], outlet="Elm Gazette", after="Night.")])
    assert project.item("a#1") == ITEMS[0]


@pytest.mark.parametrize(
    "changed", [Item("a#2", "Another text.", "Day 1."), Item("a#2", "Rain fell on day 2.", "Day 9.")]
)
def test_an_id_with_another_text(project: Project, changed: Item) -> None:
    with pytest.raises(InvalidItem, match='the id "a#2" is there with another text or sentence before'):
        project.add([Item("b#1", "New."), changed])
    assert project.items() == ITEMS, "all or nothing"


def test_one_item_that_cannot_be_coded_stops_all(project: Project) -> None:
    with pytest.raises(InvalidItem, match='"b#2": the text is empty'):
        project.add([Item("b#1", "New."), Item("b#2", " ")])
    assert project.items() == ITEMS


def test_the_order_of_new_items(project: Project) -> None:
    new = [Item(f"b#{n}", f"New {n}.") for n in range(4)]
    project.add(new, order=[2.5, -1, 2.5, 0])
    assert [i.id for i in project.items()] == [*(i.id for i in ITEMS), "b#1", "b#3", "b#0", "b#2"]
    with pytest.raises(InvalidItem, match="4 items were given with 1 numbers"):
        project.add(new, order=[1.0])


def test_another_order_of_the_queue(project: Project) -> None:
    project.reorder(["a#4", "a#2"])
    assert [i.id for i in project.items()] == ["a#4", "a#2", "a#1", "a#3", "a#5"]
    project.add([Item("b#1", "New.")])
    assert project.items()[-1].id == "b#1"
    for wrong, why in [(["a#1", "a#1"], "stands twice"), (["a#1", "z"], 'names "z"')]:
        with pytest.raises(InvalidItem, match=why):
            project.reorder(wrong)
    assert project.items()[0].id == "a#4"


def test_what_is_next(project: Project) -> None:
    assert project.next("ada") == ITEMS[0]
    project.save("a#1", "ada", base=0, state="coded")
    project.save("a#2", "ada", base=0, state="skipped")
    assert project.next("ada") == ITEMS[2]
    assert project.next("bo") == ITEMS[0]
    assert project.next("ada", after="a#4") == ITEMS[4]
    assert project.next("ada", after="a#5") is None, "what stands before is left for later"
    project.undo("ada")
    assert project.next("ada") == ITEMS[1]
    for item in ITEMS[1:]:
        project.save(item.id, "ada", base=_base(project, item.id, "ada"), state="coded")
    assert project.next("ada") is None


def _base(project: Project, item: str, coder: str) -> int:
    latest = project.latest(item, coder)
    return latest.number if latest else 0


@pytest.mark.parametrize("id", ["z", "", "\ud800", "a#1\0"])
def test_unknown_items(project: Project, id: str) -> None:
    with pytest.raises(KeyError):
        project.item(id)
    with pytest.raises(KeyError):
        project.save(id, "ada", base=0, state="coded")
    with pytest.raises(KeyError):
        project.mark_seen(id, "ada")
    if id:
        with pytest.raises(KeyError):
            project.next("ada", after=id)
    assert project.coders() == []


# ---------------------------------------------------------------- saving


def test_a_coding_is_kept_as_it_was_said(project: Project) -> None:
    said = project.save(
        "a#1",
        " ada ",
        base=0,
        state="coded",
        marks=[CROWDS, FELLED, REMOVED],
        comment=" Two\nlines: “é” 🌳 ",
    )
    assert said == Revision(
        "a#1", "ada", 1, "coded", (CROWDS, FELLED, REMOVED), "Two\nlines: “é” 🌳", said.at, False
    )
    assert said.at.endswith("+00:00")
    assert len(said.at) == len("2026-01-01T00:00:00+00:00")
    assert project.latest("a#1", "ada") == said
    assert project.latest("a#1", "bo") is None
    assert project.history("a#1", "ada") == [said]


def test_names_meet_in_one_form(project: Project) -> None:
    project.save("a#1", "Zoe\u0308", base=0, state="coded")
    assert project.latest("a#1", " Zoë") is not None
    assert project.coders() == ["Zoë"]
    assert project.next("Zoë ") == ITEMS[1]


def test_another_revision_in_between(project: Project) -> None:
    first = project.save("a#1", "ada", base=0, state="coded", marks=[FELLED])
    for base in (0, 2, -1):
        with pytest.raises(Conflict) as caught:
            project.save("a#1", "ada", base=base, state="skipped")
        assert caught.value.current == first
    assert caught.value.lines == [
        '"a#1" has been saved as revision 1 under the name "ada" in between; look at it, then save again'
    ]
    assert project.history("a#1", "ada") == [first]
    assert project.save("a#1", "bo", base=0, state="skipped").number == 1, (
        "coders do not get in each other's way"
    )
    assert project.save("a#1", "ada", base=1, state="skipped").number == 2


def test_a_base_that_never_was(project: Project) -> None:
    with pytest.raises(InvalidCoding, match='"ada" has no revision 1 of "a#1"'):
        project.save("a#1", "ada", base=1, state="coded")


def test_what_is_refused_leaves_no_trace(project: Project) -> None:
    for wrong in (
        {"marks": [FELLED, FELLED]},
        {"marks": [Mark("tree-work", "felled", "own", 0, len(TEXT) + 1)]},
        {"comment": "x" * 2001},
        {"state": "skipped", "marks": [FELLED]},
    ):
        with pytest.raises(InvalidCoding):
            project.save("a#1", "ada", **{"base": 0, "state": "coded", "saw_model": True, **wrong})  # type: ignore[arg-type]
    assert project.latest("a#1", "ada") is None
    assert not project.saw_model("a#1", "ada")
    assert project.coders() == []


def test_the_models_suggestion_once_seen_is_seen(project: Project) -> None:
    assert not project.save("a#1", "ada", base=0, state="coded").saw_model
    project.mark_seen("a#1", "ada")
    project.mark_seen("a#1", "ada")
    assert project.saw_model("a#1", "ada")
    assert not project.saw_model("a#1", "bo")
    assert project.save("a#1", "ada", base=1, state="coded", saw_model=False).saw_model
    assert project.save("a#2", "ada", base=0, state="coded", saw_model=True).saw_model
    assert project.saw_model("a#2", "ada")
    back = project.undo("ada")
    assert back is not None
    assert not back.saw_model, "what stood before the suggestion was seen, stood before"
    assert project.saw_model("a#2", "ada")
    assert project.coders() == ["ada"]


# ---------------------------------------------------------------- taking back


def test_taking_back_goes_further_back_each_time(project: Project) -> None:
    project.save("a#1", "ada", base=0, state="coded", marks=[FELLED], comment="first")
    project.save("a#2", "ada", base=0, state="skipped")
    project.save("a#1", "ada", base=1, state="coded", marks=[CROWDS])
    said = [project.undo("ada") for _ in range(4)]
    assert [(r.item, r.number, r.state, r.marks, r.comment) for r in said if r] == [
        ("a#1", 3, "coded", (FELLED,), "first"),
        ("a#2", 2, "withdrawn", (), ""),
        ("a#1", 4, "withdrawn", (), ""),
    ]
    assert said[3] is None
    assert len(project.history("a#1", "ada")) == 4, "what was said stays in the history"


def test_saving_after_taking_back_starts_a_new_line(project: Project) -> None:
    project.save("a#1", "ada", base=0, state="coded", comment="one")
    project.save("a#1", "ada", base=1, state="coded", comment="two")
    project.undo("ada")
    project.save("a#1", "ada", base=3, state="coded", comment="three")
    comments = [r.comment for _ in range(2) if (r := project.undo("ada"))]
    assert comments == ["one", ""]
    assert project.undo("ada") is None, "the second save was taken back once and is not offered again"


def test_taking_back_is_each_coders_own(project: Project) -> None:
    project.save("a#1", "ada", base=0, state="coded")
    project.save("a#1", "bo", base=0, state="coded")
    back = project.undo("ada")
    assert back is not None
    assert (back.item, back.coder, back.state) == ("a#1", "ada", "withdrawn")
    assert project.latest("a#1", "bo").state == "coded"  # type: ignore[union-attr]
    assert project.undo("cem") is None


def test_a_stale_page_after_taking_back_is_a_conflict(project: Project) -> None:
    project.save("a#1", "ada", base=0, state="coded")
    project.undo("ada")
    for base in (0, 1):
        with pytest.raises(Conflict) as caught:
            project.save("a#1", "ada", base=base, state="coded")
        assert caught.value.current.state == "withdrawn"
    assert project.save("a#1", "ada", base=2, state="coded").number == 3


class Content(NamedTuple):
    """What a coder says of an item, without its number and time."""

    state: str
    marks: tuple[Mark, ...]
    comment: str


CODERS = ("ada", "bo", "adjudicated")
CONTENTS = st.one_of(
    st.builds(
        Content,
        st.just("coded"),
        st.sampled_from([(), (FELLED,), (CROWDS, FELLED), (REMOVED,)]),
        st.sampled_from(["", "hm"]),
    ),
    st.just(Content("skipped", (), "")),
    st.just(Content("withdrawn", (), "")),
)


class Coding(RuleBasedStateMachine):
    """Several coders with two open windows, against a dictionary and a stack of its copies for each coder."""

    book: Codebook
    items = Bundle("items")

    @initialize(target=items, n=st.integers(1, 3))
    def begin(self, n: int) -> hypothesis.strategies.SearchStrategy[str]:
        self.folder = Path(tempfile.mkdtemp())
        self.ids = [f"a#{k}" for k in range(n)]
        self.said: dict[str, dict[str, Content]] = {c: {} for c in CODERS}
        self.past: dict[str, list[dict[str, Content]]] = {c: [] for c in CODERS}
        self.history: dict[tuple[str, str], list[Revision]] = {}
        self.windows = [Project(self.folder / "codings.sqlite", self.book) for _ in range(2)]
        self.windows[0].add(Item(id, TEXT) for id in self.ids)
        return hypothesis.stateful.multiple(*self.ids)  # type: ignore[no-any-return]

    def teardown(self) -> None:
        if hasattr(self, "windows"):
            for w in self.windows:
                w.close()
            shutil.rmtree(self.folder)

    def number(self, item: str, coder: str) -> int:
        return len(self.history.get((item, coder), []))

    @rule(window=st.integers(0, 1), item=items, coder=st.sampled_from(CODERS), content=CONTENTS)
    def save(self, window: int, item: str, coder: str, content: Content) -> None:
        base = self.number(item, coder)
        said = self.windows[window].save(
            item,
            coder,
            base=base,
            state=content.state,
            marks=content.marks,
            comment=content.comment,  # type: ignore[arg-type]
        )
        assert (said.item, said.coder, said.number) == (item, coder, base + 1)
        assert (said.state, said.marks, said.comment) == content
        self.past[coder].append(copy.copy(self.said[coder]))
        self.said[coder][item] = content
        self.history.setdefault((item, coder), []).append(said)

    @rule(
        window=st.integers(0, 1), item=items, coder=st.sampled_from(CODERS), off=st.sampled_from([-2, -1, 1])
    )
    def save_from_a_stale_page(self, window: int, item: str, coder: str, off: int) -> None:
        base = self.number(item, coder) + off
        with pytest.raises(Conflict if self.number(item, coder) else InvalidCoding) as caught:
            self.windows[window].save(item, coder, base=base, state="coded", marks=[FELLED])
        if isinstance(caught.value, Conflict):
            assert caught.value.current == self.history[item, coder][-1]

    @rule(window=st.integers(0, 1), coder=st.sampled_from(CODERS))
    def undo(self, window: int, coder: str) -> None:
        back = self.windows[window].undo(coder)
        if not self.past[coder]:
            assert back is None
            return
        now, before = self.said[coder], self.past[coder].pop()
        self.said[coder] = before
        assert back is not None
        assert back.coder == coder
        assert {i for i in self.ids if now.get(i) != before.get(i)} <= {back.item}
        assert (back.state, back.marks, back.comment) == before.get(back.item, Content("withdrawn", (), ""))
        assert back.number == self.number(back.item, coder) + 1
        self.history[back.item, coder].append(back)

    @rule(window=st.integers(0, 1))
    def reopen(self, window: int) -> None:
        self.windows[window].close()
        self.windows[window] = Project(self.folder / "codings.sqlite", self.book)

    @invariant()
    def nothing_is_lost_and_both_windows_agree(self) -> None:
        for w in self.windows:
            for coder in CODERS:
                for item in self.ids:
                    mine = self.history.get((item, coder), [])
                    assert w.history(item, coder) == mine
                    assert w.latest(item, coder) == (mine[-1] if mine else None)
                    expected = self.said[coder].get(item, Content("withdrawn", (), ""))
                    if mine:
                        assert (mine[-1].state, mine[-1].marks, mine[-1].comment) == expected

    @invariant()
    def the_queue_and_the_progress_agree(self) -> None:
        progress = {p.coder: p for p in self.windows[1].progress()}
        assert set(progress) == {c for _, c in self.history}
        for coder in ("ada", "bo"):
            states = [self.said[coder].get(i, Content("withdrawn", (), "")).state for i in self.ids]
            left = [i for i, s in zip(self.ids, states, strict=True) if s == "withdrawn"]
            following = self.windows[0].next(coder)
            assert (following.id if following else None) == (left[0] if left else None)
            if coder in progress:
                assert progress[coder] == Progress(
                    coder, states.count("coded"), states.count("skipped"), len(left)
                )

    @invariant()
    def labels_are_what_stands(self) -> None:
        rows = self.windows[0].labels()
        defects: list[DataError] = []
        labels.check_together(rows, defects)
        assert defects == []
        coded = {
            (i, c) for c in CODERS for i in self.ids if i in self.said[c] and self.said[c][i].state == "coded"
        }
        assert {(r.id, r.coder) for r in rows if r.axis == "*"} == coded
        marks = [
            (i, c, m.axis, m.pole, m.voice, m.start) for i, c in sorted(coded) for m in self.said[c][i].marks
        ]
        found = [(r.id, r.coder, r.axis, r.pole, r.voice, r.start) for r in rows if r.axis != "*"]
        assert sorted(found) == sorted(marks)


def test_coding_together(park_book: Codebook) -> None:
    Coding.book = park_book
    hypothesis.stateful.run_state_machine_as_test(
        Coding, settings=settings(max_examples=25, stateful_step_count=25, deadline=None)
    )


# ---------------------------------------------------------------- several coders


def test_the_adjudicators_queue_is_what_is_disputed(project: Project) -> None:
    for n in (1, 3, 4):
        project.save(f"a#{n}", "ada", base=0, state="coded", marks=[REMOVED])
        project.save(f"a#{n}", "bo", base=0, state="coded", marks=[REMOVED] if n == 3 else [])
    assert [(d.item, d.axis) for d in project.disputes()] == [("a#1", "tree-work"), ("a#4", "tree-work")]
    assert project.next("adjudicated") == ITEMS[0]
    assert project.next("adjudicated", after="a#1") == ITEMS[3]
    project.save("a#1", "adjudicated", base=0, state="coded", marks=[FELLED])
    project.save("a#4", "adjudicated", base=0, state="skipped")
    assert project.next("adjudicated") is None
    assert [d.item for d in project.disputes()] == ["a#4"], "what is skipped is not settled"
    assert project.progress() == [
        Progress("ada", 3, 0, 2),
        Progress("adjudicated", 1, 1, 0),
        Progress("bo", 3, 0, 2),
    ]
    sentences = {s.id: s for s in gold(project.labels(), project.codebook)}
    assert [m.pole for m in sentences["a#1"].mentions] == ["felled"]
    assert sentences["a#4"].disputed == {"tree-work"}
    assert {a.n_coders for a in project.agreement(resamples=0)} == {2}


def test_what_stands_by_coder_and_by_item(project: Project) -> None:
    project.save("a#3", "bo", base=0, state="coded", marks=[REMOVED])
    project.save("a#3", "ada", base=0, state="coded")
    project.save("a#1", "ada", base=0, state="skipped")
    project.save("a#3", "ada", base=1, state="coded", marks=[REMOVED])
    project.save("a#2", "ada", base=0, state="coded")
    project.undo("ada")
    assert [(r.item, r.number) for r in project.codings_by(" ada")] == [("a#3", 2), ("a#1", 1)]
    assert project.codings_by("cem") == []
    assert [(c.revision.coder, c.revision.number) for c in project.codings_of("a#3")] == [
        ("ada", 2),
        ("bo", 1),
    ]
    assert project.codings_of("a#1") == project.codings_of("a#2") == [], "skipped, and withdrawn"


def test_agreement_is_that_of_the_exported_file(project: Project, tmp_path: Path) -> None:
    from framing.coding.agreement import agreements

    project.save("a#1", "ada", base=0, state="coded", marks=[FELLED])
    project.save("a#1", "bo", base=0, state="coded", marks=[FELLED, CROWDS])
    project.save("a#2", "ada", base=0, state="coded")
    project.save("a#2", "bo", base=0, state="coded")
    project.export(tmp_path / "out.csv")
    read = labels.load([tmp_path / "out.csv"], project.codebook)
    assert project.agreement(resamples=50) == agreements(read, project.codebook, resamples=50)
    assert project.agreement(resamples=0)[0].alpha == 1.0


def test_coders_in_threads(project: Project) -> None:
    """Twelve threads save on few items at once: each save is acknowledged or a conflict, none is lost, none is doubled."""
    acknowledged: list[Revision] = []
    conflicts: list[tuple[str, str, Revision]] = []
    start = threading.Barrier(12)

    def work(k: int) -> None:
        start.wait()
        for n in range(15):
            item, coder = f"a#{(k + n) % 5 + 1}", f"coder {k % 3}"
            try:
                acknowledged.append(
                    project.save(
                        item, coder, base=_base(project, item, coder), state="coded", comment=f"{k} {n}"
                    )
                )
            except Conflict as e:
                conflicts.append((item, coder, e.current))

    threads = [threading.Thread(target=work, args=(k,)) for k in range(12)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(acknowledged) + len(conflicts) == 12 * 15
    assert all((e.item, e.coder) == (item, coder) for item, coder, e in conflicts)
    stored = [r for i in ITEMS for c in project.coders() for r in project.history(i.id, c)]
    assert sorted(acknowledged, key=str) == sorted(stored, key=str)
    for i in ITEMS:
        for c in project.coders():
            numbers = [r.number for r in project.history(i.id, c)]
            assert numbers == list(range(1, len(numbers) + 1))


PROCESS = """
import sys
import framing
from framing.coding.project import Conflict, Project
with Project(sys.argv[1], framing.load_codebook(sys.argv[2])) as p:
    done = 0
    for n in range(40):
        latest = p.latest("a#1", "ada")
        try:
            p.save("a#1", "ada", base=latest.number if latest else 0, state="coded", comment=f"{sys.argv[3]} {n}")
            done += 1
        except Conflict:
            pass
    print(done)
"""


def test_two_processes_on_one_file(project: Project, park: Path) -> None:
    words = [sys.executable, "-c", PROCESS, str(project.path), str(park / "codebook.toml")]
    both = [subprocess.Popen([*words, name], stdout=subprocess.PIPE, text=True) for name in ("x", "y")]
    done = [int(p.communicate(timeout=60)[0]) for p in both]
    history = project.history("a#1", "ada")
    assert len(history) == sum(done)
    assert min(done) > 0
    assert len({r.comment for r in history}) == len(history)


# ---------------------------------------------------------------- another codebook


def test_a_codebook_without_a_pole_that_was_coded(project: Project, park: Path) -> None:
    project.save("a#1", "ada", base=0, state="coded", marks=[CROWDS])
    text = (park / "codebook.toml").read_text()
    other = Codebook.parse(text.replace('"crowds"', '"hordes"'))
    with pytest.raises(
        ProjectError, match='holds codings of pole "crowds" of axis "visitors", which the codebook has not'
    ):
        Project(project.path, other)


def test_an_axis_that_was_added_was_not_looked_at(tmp_path: Path, park: Path, park_book: Codebook) -> None:
    text = (park / "codebook.toml").read_text()
    small = Codebook.parse(text[: text.index('[[axis]]\nid = "pond"')])
    path = tmp_path / "codings.sqlite"
    with Project(path, small) as p:
        p.add(ITEMS)
        p.save("a#1", "ada", base=0, state="coded", marks=[FELLED])
        p.save("a#1", "ada", base=1, state="coded", marks=[CROWDS])
        assert [r.axis for r in p.labels()] == ["visitors", "*"]
    with Project(path, park_book) as p:
        assert [(r.axis, r.pole) for r in p.labels()] == [("visitors", "crowds"), ("tree-work", "none")]
        p.save("a#1", "bo", base=0, state="coded")
        assert [d.axis for d in p.disputes()] == ["visitors"]
        p.save("a#1", "ada", base=2, state="coded", marks=[CROWDS])
        assert [r.axis for r in p.labels() if r.coder == "ada"] == ["visitors", "*"]
        for _ in range(2):  # back to what was said with the small codebook
            p.undo("ada")
        assert [(r.axis, r.pole) for r in p.labels() if r.coder == "ada"] == [
            ("tree-work", "felled"),
            ("visitors", "none"),
        ]


# ---------------------------------------------------------------- export

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20)


@given(
    text=st.one_of(WORDS, WORDS.map("=1+".__add__)).filter(str.strip),
    before=WORDS | st.just(""),
    comment=WORDS | st.just(""),
    place=st.one_of(WORDS, st.just("")),
    data=st.data(),
)
@settings(max_examples=60, deadline=None)
def test_an_export_is_read_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory,
    park_book: Codebook,
    text: str,
    before: str,
    comment: str,
    place: str,
    data: st.DataObject,
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    folder = tmp_path_factory.mktemp("export")
    with Project(folder / "codings.sqlite", park_book) as p:
        p.add([Item("a#1", text, before, "x", place, place, place, place), Item("a#2", "Rain.")])
        marks = [REMOVED] + ([Mark("pond", "wild", "scare", start, end)] if text[start:end].strip() else [])
        p.save("a#1", "@ada", base=0, state="coded", marks=marks, comment=comment)
        p.save("a#1", "bo", base=0, state="skipped", comment="not for labels")
        written = p.labels()
        assert p.export(folder / "labels" / "codings.csv") == len(written)
    read = labels.load([folder / "labels"], park_book)
    assert [msgspec.structs.replace(r, path="", line=0) for r in read] == written
    assert {(r.text, r.before) for r in read} == {(text, before)}
    found = [r.text[r.start : r.start + len(r.evidence)] for r in read if r.axis == "pond"]
    assert found == [text[m.start : m.end] for m in marks[1:]]


def test_overlapping_evidence_and_the_same_words_twice(project: Project, tmp_path: Path) -> None:
    second = TEXT.rindex("felled")
    marks = [
        Mark("tree-work", "felled", "own", second, second + 6),
        FELLED,
        Mark("tree-work", "felled", "own", 3, 29),
        Mark("tree-work", "removed", "own", 14, 20),
    ]
    project.save("a#1", "ada", base=0, state="coded", marks=marks)
    project.export(tmp_path / "out.csv")
    rows = labels.load([tmp_path / "out.csv"], project.codebook)
    assert [(r.pole, r.start, r.evidence) for r in rows[:-1]] == [
        ("felled", second, "felled"),
        ("felled", 14, "felled"),
        ("felled", 3, "he council felled the lime"),
        ("removed", 14, "felled"),
    ]


def test_nothing_to_export_leaves_what_is_there(project: Project, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    project.save("a#1", "ada", base=0, state="skipped")
    with pytest.raises(ProjectError, match=r"out\.csv: nothing is coded yet"):
        project.export(target)
    with pytest.raises(ProjectError, match=r"give a name that ends in \.csv"):
        project.export(tmp_path / "out.jsonl")
    project.save("a#2", "ada", base=0, state="coded")
    (tmp_path / "file").touch()
    with pytest.raises(ProjectError, match=r"not a directory|file exists"):
        project.export(tmp_path / "file" / "out.csv")
    assert target.read_text() == "old"
    assert project.export(target) == 1
    assert sorted(p.name for p in tmp_path.iterdir() if "sqlite" not in p.name) == ["file", "out.csv"]


def test_what_is_no_label_file_never_takes_the_name(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.save("a#1", "ada", base=0, state="coded", marks=[FELLED])
    target = tmp_path / "labels" / "codings.csv"
    project.export(target)
    before = target.read_bytes()
    monkeypatch.setattr(labels, "write_csv", lambda rows, path: path.write_text("id,text\na#1,cut"))
    with pytest.raises(LabelsError, match="the header lacks axis, pole"):
        project.export(target)
    assert target.read_bytes() == before
    assert [p.name for p in target.parent.iterdir()] == ["codings.csv"]


def test_exports_at_once(project: Project, tmp_path: Path) -> None:
    project.save("a#1", "ada", base=0, state="coded", marks=[FELLED])
    target = tmp_path / "labels" / "codings.csv"
    written: list[int] = []
    threads = [threading.Thread(target=lambda: written.append(project.export(target))) for _ in range(6)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert written == [2] * 6
    assert len(labels.load([target.parent], project.codebook)) == 2


def test_a_project_gives_the_gold_that_it_was_coded_with_and_trains(
    tmp_path: Path, park: Path, park_book: Codebook
) -> None:
    """The park's own labels, coded again in a project by the same coders: the same gold, and a model that finds the same."""
    original = labels.load([park], park_book)
    with Project(tmp_path / "codings.sqlite", park_book) as p:
        first = {(r.id or r.text): r for r in reversed(original)}
        p.add(
            Item(key, r.text, r.before, "", r.source, r.event, r.outlet, r.genre)
            for key, r in reversed(first.items())
        )
        coded: dict[tuple[str, str], list[Mark]] = {}
        for r in original:
            marks = coded.setdefault((r.id or r.text, r.coder), [])
            if not r.is_none:
                marks.append(
                    Mark(
                        r.axis,
                        r.pole,
                        r.voice or "own",
                        r.start,
                        r.start + len(r.evidence) if r.start >= 0 else -1,
                    )
                )
        for (key, coder), marks in coded.items():
            p.save(key, coder, base=0, state="coded", marks=marks)
        p.export(tmp_path / "labels" / "codings.csv")
    again = gold(labels.load([tmp_path / "labels"], park_book), park_book)
    before = {s.text: s for s in gold(original, park_book)}
    assert {s.text for s in again} == set(before)
    for s in again:
        old = before[s.text]
        assert s.looked_at | s.disputed == {"tree-work", "visitors", "pond"}
        assert {m for m in old.mentions if m.voice} <= set(s.mentions) | {
            m for m in old.mentions if m.axis in s.disputed
        }
        assert (s.source, s.event, s.outlet) == (old.source, old.event, old.outlet)
    model = framing.train([tmp_path / "labels"], park / "codebook.toml", outlets_out=False)
    (found,) = framing.classify(model, [("x", "The council felled the oak on Friday.", "")])
    assert [(c.axis, c.pole) for c in found.codings] == [("tree-work", "felled")]
