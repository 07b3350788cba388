"""What was acknowledged outlives SIGKILL: a child saves and takes back, is killed at random moments, and nothing it was told
to have is missing. Writers that acknowledge too early lose codings under the same harness.

What this does not show: a power cut. That every commit is flushed to the disk is held by ``test_project_file``.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from framing.coding.codebook import Codebook
from framing.coding.project import Item, Project

CODERS = ("ada", "bo")
ITEMS = [Item(f"a#{n}", f"🌳 The council felled the lime on day {n}.") for n in range(6)]

HOUSE = """
import json, os, sys
import framing.coding.project

def say(line):
    os.write(1, f"{line}\\n".encode())  # one call: a line is there or it is not

for line in sys.stdin:
    program, path, book, seed, n_items = json.loads(line)
    child = os.fork()
    if child == 0:
        exec(program)
    say(f"ended {-os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}")
"""
"""A process that has imported what writers need, and forks one for each line that it reads."""

PROJECT = """
import json, os, random
import framing
from framing.coding.project import Item, Mark, Project

rng = random.Random(seed)
codebook = framing.load_codebook(book)
say(os.getpid())
p = Project(path, codebook)
p.add([Item(f"a#{n}", f"🌳 The council felled the lime on day {n}.") for n in range(n_items)])
for n in range(100_000):
    coder = rng.choice(["ada", "bo"])
    if rng.random() < 0.2:
        said = p.undo(coder)
        if said is None:
            continue
        kind = "undo"
    else:
        item = f"a#{rng.randrange(n_items)}"
        latest = p.latest(item, coder)
        marks = [Mark("tree-work", "felled", "own", 14, 20)] * rng.randrange(2)
        said = p.save(
            item, coder, base=latest.number if latest else 0, state="coded", marks=marks,
            comment=f"{seed}/{n} " + "x" * rng.randrange(300),
        )
        kind = "save"
    record = [kind, said.item, said.coder, said.number, said.state, len(said.marks), said.comment]
    say(json.dumps(record))
"""

BUFFERED = """
import json, os
say(os.getpid())
with open(path, "a") as f:
    for n in range(100_000):
        record = ["save", "a#1", "ada", n, "coded", 0, f"{seed}/{n}"]
        f.write(json.dumps(record) + "\\n")
        say(json.dumps(record))
"""

TOO_EARLY = """
import json, os, sqlite3
say(os.getpid())
db = sqlite3.connect(path, isolation_level=None)
db.execute("CREATE TABLE IF NOT EXISTS said (record TEXT)")
db.execute("BEGIN")
for n in range(1, 100_000):
    record = json.dumps(["save", "a#1", "ada", n, "coded", 0, f"{seed}/{n}"])
    db.execute("INSERT INTO said VALUES (?)", (record,))
    say(record)
    if n % 5 == 0:
        db.execute("COMMIT")
        db.execute("BEGIN")
"""

House = subprocess.Popen[str]
Record = tuple[str, str, str, int, str, int, str]


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    words = [sys.executable, "-c", HOUSE]
    alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=alone
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def killed(
    house: House, program: str, path: Path, book: Path, seed: int, *, opening: bool = False
) -> list[Record]:
    """Run a writer, kill it at a moment that the seed chooses, and return what it acknowledged until then."""
    assert house.stdin is not None
    assert house.stdout is not None
    rng = random.Random(seed)
    house.stdin.write(json.dumps([program, str(path), str(book), seed, len(ITEMS)]) + "\n")
    house.stdin.flush()
    writer = int(house.stdout.readline())
    told: list[str] = []
    wanted = 0 if opening else rng.randrange(1, 60)
    while len(told) < wanted:
        told.append(house.stdout.readline())
        assert not told[-1].startswith("ended"), "the writer ended by itself"
    time.sleep(rng.random() * (0.015 if opening else 0.004))
    os.kill(writer, signal.SIGKILL)
    while not told or not told[-1].startswith("ended"):
        told.append(house.stdout.readline())
    assert told.pop() == f"ended {int(signal.SIGKILL)}\n"
    return [tuple(json.loads(line)) for line in told]


def stored(path: Path, book: Codebook) -> dict[tuple[str, str, int], Record]:
    """Everything in a project, by item, coder and number; the numbers of each have no gap and no double."""
    found = {}
    with Project(path, book) as p:
        assert [i.id for i in p.items()] in ([], [i.id for i in ITEMS])
        for item in p.items():
            for coder in CODERS:
                history = p.history(item.id, coder)
                assert [r.number for r in history] == list(range(1, len(history) + 1))
                assert p.latest(item.id, coder) == (history[-1] if history else None)
                for r in history:
                    found[item.id, coder, r.number] = (
                        "", r.item, r.coder, r.number, r.state, len(r.marks), r.comment
                    )  # fmt: skip
    return found


def test_every_acknowledged_coding_outlives_a_kill(
    house: House, tmp_path: Path, park: Path, park_book: Codebook
) -> None:
    path = tmp_path / "codings.sqlite"
    acknowledged: list[Record] = []
    for moment in range(25):
        acknowledged += killed(house, PROJECT, path, park / "codebook.toml", moment)
        found = stored(path, park_book)
        told = {
            (item, coder, number): record
            for record in acknowledged
            for _, item, coder, number, *_ in [record]
        }
        assert len(told) == len(acknowledged), "an acknowledgement was given twice"
        for key, record in told.items():
            assert found[key][1:] == record[1:]
        # At most the one save that was under way at each kill is there without its acknowledgement having been read.
        unread = sorted(set(found) - set(told))
        assert len(unread) <= 1
        for key in unread:
            comments = {r[6] for r in acknowledged if r[0] == "save"}
            kind = "undo" if found[key][4] == "withdrawn" or found[key][6] in comments else "save"
            acknowledged.append((kind, *found[key][1:]))
        if moment % 5 == 4:
            assert_undo_agrees(path, tmp_path / "copy.sqlite", park_book, acknowledged)
    assert len(acknowledged) > 300
    assert {r[0] for r in acknowledged} == {"save", "undo"}


def assert_undo_agrees(path: Path, copy: Path, book: Codebook, acknowledged: list[Record]) -> None:
    """On a copy, take back everything: as many saves as stand by what was acknowledged, the last first, and nothing is left."""
    shutil.copy(path, copy)
    with Project(copy, book) as p:
        for coder in CODERS:
            stands: list[str] = []
            for kind, item, who, *_ in acknowledged:
                if who == coder and kind == "save":
                    stands.append(item)
                elif who == coder:
                    assert stands.pop() == item
            taken = []
            while (back := p.undo(coder)) is not None:
                taken.append(back.item)
            assert taken == stands[::-1]
            assert {r.state for i in ITEMS if (r := p.latest(i.id, coder))} <= {"withdrawn"}


def test_a_kill_while_the_file_is_made(house: House, tmp_path: Path, park: Path, park_book: Codebook) -> None:
    for moment in range(15):
        path = tmp_path / f"{moment}.sqlite"
        told = killed(house, PROJECT, path, park / "codebook.toml", 100 + moment, opening=True)
        found = stored(path, park_book)
        assert {(r[1], r[2], r[3]) for r in told} <= set(found)
        with Project(path, park_book) as p:
            p.add(ITEMS)
            p.save("a#0", "cem", base=0, state="coded")


def test_a_writer_that_acknowledges_what_is_in_a_buffer_loses_it(house: House, tmp_path: Path) -> None:
    """A harness whose control passes is void."""
    path = tmp_path / "codings.jsonl"
    told = [r for moment in range(3) for r in killed(house, BUFFERED, path, path, moment)]
    there = path.read_text().split("\n")
    assert [r for r in told if json.dumps(list(r)) not in there] != []


def test_a_writer_that_acknowledges_before_it_commits_loses_codings(house: House, tmp_path: Path) -> None:
    """A harness whose control passes is void."""
    path = tmp_path / "codings.sqlite"
    told = [r for moment in range(3) for r in killed(house, TOO_EARLY, path, path, moment)]
    with closing(sqlite3.connect(path)) as db:
        there = [tuple(json.loads(record)) for (record,) in db.execute("SELECT record FROM said")]
    assert len(there) > 0
    assert set(told) - set(there) != set()
