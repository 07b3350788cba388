"""The file of a project: new, foreign, damaged, locked, full, read-only; what it refuses to forget."""

from __future__ import annotations

import os
import random
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from framing.coding.codebook import Codebook
from framing.coding.project import Item, Mark, Project, ProjectError
from framing.coding.project_file import ProjectFile
from framing.errors import DataError, FramingError

ITEMS = [Item(f"a#{n}", f"The council felled the lime {n} times. 🌳") for n in range(1, 9)]


def filled(path: Path, book: Codebook) -> None:
    with Project(path, book) as p:
        p.add(ITEMS)
        for item in ITEMS:
            p.save(
                item.id,
                "ada",
                base=0,
                state="coded",
                marks=[Mark("tree-work", "felled", "own", 12, 18)],
                comment="é 🌳",
            )
        p.undo("ada")


def refused(path: Path, book: Codebook) -> str:
    """Why a file is refused, in the one line that a person is shown; the file is as it was."""
    data = path.read_bytes() if path.is_file() else b""
    with pytest.raises(ProjectError) as caught:
        Project(path, book).close()
    assert isinstance(caught.value, DataError)
    (line,) = caught.value.lines
    assert line.startswith(f"{path}: ")
    assert len(line) <= 293
    assert not path.is_file() or path.read_bytes() == data
    return line.removeprefix(f"{path}: ")


# ---------------------------------------------------------------- new files


def test_a_new_file_in_a_new_folder(tmp_path: Path, park_book: Codebook) -> None:
    path = tmp_path / "here" / "and there" / "codings.sqlite"
    filled(path, park_book)
    assert [p.name for p in path.parent.iterdir()] == ["codings.sqlite"], "closing leaves no log behind"
    with Project(path, park_book) as p:
        assert p.items() == ITEMS
        assert p.path == path


def test_an_empty_file_becomes_a_project(tmp_path: Path, park_book: Codebook) -> None:
    path = tmp_path / "codings.sqlite"
    path.touch()
    Project(path, park_book).close()
    filled(path, park_book)


def test_a_name_is_a_name(tmp_path: Path, park_book: Codebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that SQLite would take for something else are files; a relative one stays where it was opened."""
    monkeypatch.chdir(tmp_path)
    for name in (":memory:", "file:x?mode=memory"):
        with Project(name, park_book) as p:
            p.add(ITEMS)
        assert Path(name).stat().st_size > 0


def test_many_open_a_new_file_at_once(tmp_path: Path, park_book: Codebook) -> None:
    failed: list[ProjectError] = []
    start = threading.Barrier(6)

    def open_it(path: Path) -> None:
        start.wait()
        try:
            with Project(path, park_book) as p:
                p.add(ITEMS)
        except ProjectError as e:
            failed.append(e)

    for n in range(5):
        threads = [threading.Thread(target=open_it, args=(tmp_path / f"{n}.sqlite",)) for _ in range(6)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
    assert failed == []


# ---------------------------------------------------------------- foreign files


@pytest.mark.parametrize("data", [b"id,text,axis\n", b"S", b"PK\x03\x04" + b"\0" * 4096, b"\0" * 100])
def test_a_file_that_is_no_database(tmp_path: Path, park_book: Codebook, data: bytes) -> None:
    path = tmp_path / "codings.sqlite"
    path.write_bytes(data)
    assert refused(path, park_book) == "not a coding project; give the name of a file that is, or a new one"


def test_a_database_of_another_program(tmp_path: Path, park_book: Codebook) -> None:
    path = tmp_path / "history.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE urls (url TEXT)")
    assert refused(path, park_book) == "an SQLite file, but not a coding project; give another name"
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE urls")
        db.execute("PRAGMA application_id = 12")
    assert refused(path, park_book) == "an SQLite file, but not a coding project; give another name"


def test_a_later_format(tmp_path: Path, park_book: Codebook) -> None:
    path = tmp_path / "codings.sqlite"
    filled(path, park_book)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 2")
    assert refused(path, park_book) == "a coding project of format 2; this version of framing reads format 1"


@pytest.mark.parametrize(
    "change",
    [
        "DROP TRIGGER revisions_stay",
        "ALTER TABLE items ADD COLUMN more TEXT",
        "CREATE TRIGGER t AFTER INSERT ON revisions BEGIN UPDATE items SET text = 'x'; END",
        "DROP INDEX queue",
    ],
)
def test_other_tables(tmp_path: Path, park_book: Codebook, change: str) -> None:
    path = tmp_path / "codings.sqlite"
    filled(path, park_book)
    with closing(sqlite3.connect(path)) as db:
        db.execute(change)
    assert refused(path, park_book) == "the tables are not those of a coding project; go back to a copy of it"


def test_a_folder_and_a_place_that_cannot_be(tmp_path: Path, park_book: Codebook) -> None:
    assert refused(tmp_path, park_book).startswith("unable to open database file")
    (tmp_path / "file").touch()
    with pytest.raises(ProjectError, match=r"not a directory|file exists"):
        Project(tmp_path / "file" / "codings.sqlite", park_book)


def test_a_folder_that_is_read_only(tmp_path: Path, park_book: Codebook) -> None:
    path = tmp_path / "codings.sqlite"
    filled(path, park_book)
    path.chmod(0o400)
    tmp_path.chmod(0o500)
    try:
        if os.access(tmp_path, os.W_OK):
            pytest.skip("who runs this may write everywhere, as root may")
        assert refused(path, park_book).endswith("give it a folder that can be written to")
        assert refused(tmp_path / "new.sqlite", park_book).endswith("give it a folder that can be written to")
        assert refused(tmp_path / "new" / "codings.sqlite", park_book) == "permission denied"
    finally:
        tmp_path.chmod(0o700)


# ---------------------------------------------------------------- damage


def test_a_file_that_is_cut_short(tmp_path: Path, park_book: Codebook) -> None:
    path = tmp_path / "codings.sqlite"
    filled(path, park_book)
    data = path.read_bytes()
    for size in (20, 4096, len(data) // 2, len(data) - 4096):
        path.write_bytes(data[:size])
        assert "malformed" in refused(path, park_book) or "damaged" in refused(path, park_book)


def use(path: Path, book: Codebook, folder: Path) -> None:
    with Project(path, book) as p:
        (
            p.items(),
            p.labels(),
            p.disputes(),
            p.progress(),
            p.next("bo"),
            p.history("a#3", "ada"),
            p.undo("ada"),
        )
        p.export(folder / "out.csv")


def test_damaged_bytes_never_raise_anything_unnamed(tmp_path: Path, park_book: Codebook) -> None:
    """Whatever bytes are changed: the file is refused by name, or it can be used."""
    path = tmp_path / "codings.sqlite"
    filled(path, park_book)
    data = path.read_bytes()
    rng = random.Random(1)
    n_refused = 0
    for _ in range(400):
        damaged = bytearray(data)
        for _ in range(rng.choice((1, 1, 20))):
            damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
        path.write_bytes(damaged)
        try:
            use(path, park_book, tmp_path)
        except FramingError:
            n_refused += 1
        for log in tmp_path.glob("codings.sqlite-*"):
            log.unlink()
    assert n_refused > 50, "the damage never hit anything"


def test_rows_that_point_nowhere(tmp_path: Path, park_book: Codebook) -> None:
    path = tmp_path / "codings.sqlite"
    filled(path, park_book)
    with closing(sqlite3.connect(path)) as db:
        db.execute("DELETE FROM items WHERE id = 'a#2'")
        db.commit()
    assert (
        refused(path, park_book)
        == "damaged (revisions names a row of items that is not there); go back to a copy of it"
    )


# ---------------------------------------------------------------- what the file keeps


def test_a_revision_is_never_changed_or_deleted(tmp_path: Path, park_book: Codebook) -> None:
    path = tmp_path / "codings.sqlite"
    filled(path, park_book)
    with closing(sqlite3.connect(path)) as db:
        for statement in ("UPDATE revisions SET comment = ''", "DELETE FROM revisions WHERE number = 1"):
            with pytest.raises(sqlite3.IntegrityError, match=r"a revision is never (changed|deleted)"):
                db.execute(statement)


def test_every_commit_reaches_the_disk(tmp_path: Path) -> None:
    file = ProjectFile(tmp_path / "codings.sqlite")
    with file.reading() as db:
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert db.execute("PRAGMA busy_timeout").fetchone() == (10_000,)
    file.close()


def test_a_block_that_fails_changes_nothing(tmp_path: Path) -> None:
    file = ProjectFile(tmp_path / "codings.sqlite")

    def fail() -> None:
        with file.writing() as db:
            db.execute("INSERT INTO codebooks VALUES ('x', '[]')")
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    with file.reading() as db:
        assert db.execute("SELECT count(*) FROM codebooks").fetchone() == (0,)
    file.close()


def test_a_full_disk(tmp_path: Path, park_book: Codebook) -> None:
    path = tmp_path / "codings.sqlite"
    with Project(path, park_book) as p:
        p.add(ITEMS)
        with p._file.reading() as db:
            (pages,) = db.execute("PRAGMA page_count").fetchone()
            db.execute(f"PRAGMA max_page_count = {pages}")
        base = 0

        def save_many() -> None:
            nonlocal base
            for _ in range(1000):
                base = p.save("a#1", "ada", base=base, state="coded", comment="x" * 2000).number

        with pytest.raises(ProjectError, match="full: nothing was stored; make room on the disk"):
            save_many()
        assert 0 < base == len(p.history("a#1", "ada"))
        with p._file.reading() as db:
            db.execute("PRAGMA max_page_count = 100000")
        assert p.save("a#1", "ada", base=base, state="coded", comment="x" * 2000).number == base + 1


def test_another_program_that_holds_the_file(
    tmp_path: Path, park_book: Codebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("framing.coding.project_file.BUSY_SECONDS", 0.05)
    path = tmp_path / "codings.sqlite"
    with Project(path, park_book) as p, closing(sqlite3.connect(path, isolation_level=None)) as other:
        p.add(ITEMS)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(
            ProjectError, match="locked: another program is writing it; nothing was stored, try again"
        ):
            p.save("a#1", "ada", base=0, state="coded")
        assert p.latest("a#1", "ada") is None, "reading goes on"
        other.execute("ROLLBACK")
        p.save("a#1", "ada", base=0, state="coded")


def test_after_closing(tmp_path: Path, park_book: Codebook) -> None:
    p = Project(tmp_path / "codings.sqlite", park_book)
    p.close()
    p.close()
    with pytest.raises(ProjectError, match="closed database: open the project again"):
        p.items()
