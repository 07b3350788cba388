"""The SQLite file of a coding project: its tables, what makes a file one of ours, and transactions that threads share.

Write-ahead log with ``synchronous=FULL``: when a transaction ends, its pages have been flushed to the disk. Two processes may
hold the file open; a writer waits for the other one for at most :data:`BUSY_SECONDS`. Rows of ``revisions`` can be neither
changed nor deleted, which the file itself refuses.

What this does not do: share a file over a network folder, where locks and a write-ahead log do not hold; notice a letter that
a broken disk has changed inside of a text. A copy is made while the project is closed, or with the ``-wal`` file beside it.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from framing.errors import DataError

FORMAT = 1
APPLICATION = 0x46524D47
"""``FRMG``, where SQLite keeps whose file it is."""
BUSY_SECONDS = 10.0
_MAGIC = b"SQLite format 3\0"

SCHEMA = """
CREATE TABLE codebooks (sha256 TEXT PRIMARY KEY, axes TEXT NOT NULL);
CREATE TABLE items (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL, text TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
    source TEXT NOT NULL, event TEXT NOT NULL, outlet TEXT NOT NULL, genre TEXT NOT NULL
);
CREATE INDEX queue ON items (position);
CREATE TABLE revisions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    item TEXT NOT NULL REFERENCES items (id),
    coder TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    state TEXT NOT NULL CHECK (state IN ('coded', 'skipped', 'withdrawn')),
    marks TEXT NOT NULL,
    comment TEXT NOT NULL,
    at TEXT NOT NULL,
    saw_model INTEGER NOT NULL CHECK (saw_model IN (0, 1)),
    codebook TEXT NOT NULL REFERENCES codebooks (sha256),
    undoes INTEGER UNIQUE REFERENCES revisions (seq),
    UNIQUE (item, coder, number)
);
CREATE INDEX saves ON revisions (coder, seq);
CREATE TABLE seen (
    item TEXT NOT NULL REFERENCES items (id), coder TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (item, coder)
);
CREATE TRIGGER revisions_stay BEFORE UPDATE ON revisions
    BEGIN SELECT RAISE(ABORT, 'a revision is never changed'); END;
CREATE TRIGGER revisions_are_kept BEFORE DELETE ON revisions
    BEGIN SELECT RAISE(ABORT, 'a revision is never deleted'); END;
"""
"""``marks`` is JSON; ``undoes`` is the save that a revision takes back, so that none is taken back twice."""


class ProjectError(DataError):
    """A project's file is foreign, damaged, locked or cannot be written."""


class ProjectFile:
    """One open file. Threads take turns: :meth:`reading` and :meth:`writing` hold a lock while they last."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._lock = threading.RLock()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self.path.is_file():
                with self.path.open("rb") as f:
                    head = f.read(len(_MAGIC))
                if head and head != _MAGIC:
                    raise ProjectError(
                        self.path, None, "not a coding project; give the name of a file that is, or a new one"
                    )
        except OSError as e:
            raise ProjectError(self.path, None, (e.strerror or str(e)).lower()) from None
        with self._named():
            self._connection = sqlite3.connect(
                self.path.absolute(), timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                self._open()
            except BaseException:
                self._connection.close()
                raise

    def _open(self) -> None:
        run = self._connection.execute
        run("PRAGMA trusted_schema = OFF")
        run("PRAGMA foreign_keys = ON")
        run("PRAGMA synchronous = FULL")
        run("PRAGMA fullfsync = ON")  # on macOS fsync alone does not reach the disk
        with self._transaction("DEFERRED"):
            self._refuse_foreign()
        run("PRAGMA journal_mode = WAL")
        with self._transaction("IMMEDIATE"):
            if self._is_new():
                for statement in _statements():
                    run(statement)
                run(f"PRAGMA application_id = {APPLICATION}")
                run(f"PRAGMA user_version = {FORMAT}")
            self._refuse_foreign()
        (fault,) = run("PRAGMA integrity_check(1)").fetchone()
        orphan = run("PRAGMA foreign_key_check").fetchone()
        if fault != "ok" or orphan is not None:
            what = fault if orphan is None else f"{orphan[0]} names a row of {orphan[2]} that is not there"
            raise ProjectError(self.path, None, f"damaged ({what}); go back to a copy of it")

    def _is_new(self) -> bool:
        return not self._value("PRAGMA application_id") and not self._value(
            "SELECT count(*) FROM sqlite_master"
        )

    def _refuse_foreign(self) -> None:
        if self._is_new():
            return
        if self._value("PRAGMA application_id") != APPLICATION:
            raise ProjectError(self.path, None, "an SQLite file, but not a coding project; give another name")
        version = self._value("PRAGMA user_version")
        if version != FORMAT:
            raise ProjectError(
                self.path,
                None,
                f"a coding project of format {version}; this version of framing reads format {FORMAT}",
            )
        if _tables(self._connection) != _expected():
            raise ProjectError(
                self.path, None, "the tables are not those of a coding project; go back to a copy of it"
            )

    def _value(self, query: str) -> int:
        return int(self._connection.execute(query).fetchone()[0])

    def close(self) -> None:
        """Close the file; what comes after raises :class:`ProjectError`."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A view of the file in which nothing changes."""
        with self._lock, self._named(), self._transaction("DEFERRED"):
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A change that is made as a whole, and is on the disk when the block has been left, or not at all."""
        with self._lock, self._named(), self._transaction("IMMEDIATE"):
            yield self._connection

    @contextmanager
    def _transaction(self, kind: str) -> Iterator[None]:
        try:
            self._connection.execute(f"BEGIN {kind}")
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _named(self) -> Iterator[None]:
        """What SQLite says, with the file's name and what to do."""
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as e:  # of a damaged file the words may be damaged, too
            what = str(e).rstrip(".") if isinstance(e, sqlite3.Error) else "malformed text"
            remedy = next((r for words, r in _REMEDIES.items() if words in what), "")
            raise ProjectError(self.path, None, what + remedy) from e


_REMEDIES = {
    "locked": ": another program is writing it; nothing was stored, try again",
    "readonly": ": nothing was stored; give it a folder that can be written to",
    "unable to open": ": give it a folder that can be written to",
    "full": ": nothing was stored; make room on the disk",
    "malformed": ": damaged; go back to a copy of it",
    "not a database": ": not a coding project, or damaged",
    "closed": ": open the project again",
}


def _statements() -> list[str]:
    """The statements of :data:`SCHEMA`; those of triggers hold semicolons themselves."""
    statements: list[str] = []
    begun = ""
    for line in SCHEMA.splitlines():
        begun += line + "\n"
        if sqlite3.complete_statement(begun):
            statements.append(begun.strip())
            begun = ""
    return statements


def _tables(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    query = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    return [(name, sql) for name, sql in connection.execute(query)]


def _expected() -> list[tuple[str, str]]:
    connection = sqlite3.connect(":memory:")
    try:
        for statement in _statements():
            connection.execute(statement)
        return _tables(connection)
    finally:
        connection.close()
