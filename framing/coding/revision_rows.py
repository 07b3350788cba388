"""Items and revisions as rows of a project's file: one query each, inside a transaction that the caller holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import groupby
from typing import TypeVar

import msgspec

from framing.coding.disputes import Looked
from framing.coding.revisions import Item, Mark, Revision

_T = TypeVar("_T")
_ITEM = ", ".join(Item.__struct_fields__)
_REVISION = ", ".join(Revision.__struct_fields__)
_IS_LATEST = "number = (SELECT max(number) FROM revisions WHERE item = r.item AND coder = r.coder)"


# ---------------------------------------------------------------- items


def item(db: sqlite3.Connection, id: str) -> Item:
    """The item of that id; KeyError when there is none."""
    try:
        row = db.execute(f"SELECT {_ITEM} FROM items WHERE id = ?", (id,)).fetchone()
    except UnicodeEncodeError:  # half of a surrogate pair, which no id holds
        row = None
    if row is None:
        raise KeyError(id)
    return Item(*row)


def items(db: sqlite3.Connection) -> list[Item]:
    """Every item, in the order of the queue."""
    return [Item(*row) for row in db.execute(f"SELECT {_ITEM} FROM items ORDER BY position")]


def add_item(db: sqlite3.Connection, new: Item, position: int) -> None:
    """Store an item at a position of the queue."""
    row = (*msgspec.structs.astuple(new), position)
    db.execute(f"INSERT INTO items ({_ITEM}, position) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def positions(db: sqlite3.Connection) -> dict[str, int]:
    """Id → position in the queue, in its order."""
    return dict(db.execute("SELECT id, position FROM items ORDER BY position").fetchall())


def set_positions(db: sqlite3.Connection, ids: Sequence[str]) -> None:
    """Put all items in that order."""
    db.executemany("UPDATE items SET position = ? WHERE id = ?", list(enumerate(ids, 1)))


def next_item(db: sqlite3.Connection, coder: str, behind: int) -> Item | None:
    """The first item behind a position that the coder has neither coded nor skipped."""
    row = db.execute(
        f"SELECT {_ITEM} FROM items WHERE position > ? AND coalesce((SELECT state FROM revisions "
        "WHERE item = items.id AND coder = ? ORDER BY number DESC LIMIT 1), 'withdrawn') = 'withdrawn' "
        "ORDER BY position LIMIT 1",
        (behind, coder),
    ).fetchone()
    return Item(*row) if row is not None else None


# ---------------------------------------------------------------- revisions


def revision(db: sqlite3.Connection, item: str, coder: str, number: int) -> tuple[Revision, str]:
    """A revision that is there, with the hash of the codebook that it was made with."""
    query = f"SELECT {_REVISION}, codebook FROM revisions WHERE item = ? AND coder = ? AND number = ?"
    *row, codebook = db.execute(query, (item, coder, number)).fetchone()
    return _revision(row), codebook


def latest(db: sqlite3.Connection, item: str, coder: str) -> Revision | None:
    """What the coder says of the item now, None where they never saved anything."""
    query = f"SELECT {_REVISION} FROM revisions WHERE item = ? AND coder = ? ORDER BY number DESC LIMIT 1"
    row = db.execute(query, (item, coder)).fetchone()
    return _revision(row) if row is not None else None


def history(db: sqlite3.Connection, item: str, coder: str) -> list[Revision]:
    """Everything that the coder ever said of the item, the first first."""
    query = f"SELECT {_REVISION} FROM revisions WHERE item = ? AND coder = ? ORDER BY number"
    return [_revision(row) for row in db.execute(query, (item, coder))]


def append(db: sqlite3.Connection, new: Revision, codebook: str, undoes: int | None = None) -> None:
    """Store a revision made with the codebook of that hash; *undoes*: the save that it takes back."""
    marks = msgspec.json.encode(new.marks).decode()
    db.execute(
        f"INSERT INTO revisions ({_REVISION}, codebook, undoes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            new.item,
            new.coder,
            new.number,
            new.state,
            marks,
            new.comment,
            new.at,
            new.saw_model,
            codebook,
            undoes,
        ),
    )


def last_save(db: sqlite3.Connection, coder: str) -> tuple[int, Revision] | None:
    """The coder's last save that has not been taken back, with its place in the order of all revisions."""
    row = db.execute(
        f"SELECT seq, {_REVISION} FROM revisions AS r WHERE coder = ? AND undoes IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM revisions WHERE undoes = r.seq) ORDER BY seq DESC LIMIT 1",
        (coder,),
    ).fetchone()
    return (row[0], _revision(row[1:])) if row is not None else None


def coded(db: sqlite3.Connection) -> list[list[Looked]]:
    """The latest codings of each item, items in the order of the queue, coders in alphabetical order."""
    axes = {
        sha256: frozenset(_decoded(names, tuple[str, ...]))
        for sha256, names in db.execute("SELECT sha256, axes FROM codebooks")
    }
    query = (
        f"SELECT codebook, {_REVISION} FROM revisions AS r JOIN (SELECT id, position FROM items) ON id = item "
        f"WHERE state = 'coded' AND {_IS_LATEST} ORDER BY position, coder"
    )
    found = [Looked(_revision(row), axes[codebook]) for codebook, *row in db.execute(query)]
    return [list(group) for _, group in groupby(found, key=lambda c: c.revision.item)]


def counts(db: sqlite3.Connection) -> list[tuple[str, int, int]]:
    """For each coder how many items are coded and how many skipped, in alphabetical order."""
    return db.execute(
        "SELECT coder, sum(state = 'coded'), sum(state = 'skipped') FROM revisions AS r "
        f"WHERE {_IS_LATEST} GROUP BY coder ORDER BY coder"
    ).fetchall()


def standing(db: sqlite3.Connection, coder: str) -> list[Revision]:
    """The latest revisions of a coder, those that were withdrawn left out, the newest first."""
    query = (
        f"SELECT {_REVISION} FROM revisions AS r WHERE coder = ? AND state != 'withdrawn' AND {_IS_LATEST} "
        "ORDER BY seq DESC"
    )
    return [_revision(row) for row in db.execute(query, (coder,))]


def marks_used(db: sqlite3.Connection) -> set[Mark]:
    """Every mark that any revision holds."""
    return {
        m
        for (text,) in db.execute("SELECT DISTINCT marks FROM revisions")
        for m in _decoded(text, tuple[Mark, ...])
    }


def _revision(row: Sequence[object]) -> Revision:
    values = dict(zip(Revision.__struct_fields__, row, strict=True))
    values["marks"] = _decoded(str(values["marks"]), tuple[Mark, ...])
    values["saw_model"] = bool(values["saw_model"])
    return Revision(**values)  # type: ignore[arg-type]


def _decoded(text: str, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.DecodeError as e:
        raise sqlite3.DatabaseError(f"malformed JSON: {e}") from None


def keep_codebook(db: sqlite3.Connection, sha256: str, axes: Sequence[str]) -> None:
    """Remember which axes a codebook has: what a coder looked at who codes with it."""
    db.execute("INSERT OR IGNORE INTO codebooks VALUES (?, ?)", (sha256, msgspec.json.encode(axes).decode()))


# ---------------------------------------------------------------- what was shown


def mark_seen(db: sqlite3.Connection, item: str, coder: str, at: str) -> None:
    """Record that the coder was shown the model's suggestion; the first time stands."""
    db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", (item, coder, at))


def has_seen(db: sqlite3.Connection, item: str, coder: str) -> bool:
    """Whether the coder was ever shown the model's suggestion."""
    query = "SELECT 1 FROM seen WHERE item = ? AND coder = ?"
    return db.execute(query, (item, coder)).fetchone() is not None
