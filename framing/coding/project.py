"""A coding project: sentences in a queue, and what several coders said of them, in one SQLite file.

Codings are revisions that are only ever added: saving again, and taking back, append another one, and what was
acknowledged stays in the history. Saving names the revision that the coder had before their eyes; where another one
stands there by then, nothing is written and :class:`Conflict` shows it.

**Taking back.** :meth:`Project.undo` takes back the coder's last save that has not been taken back yet, on whichever item it
was made, by appending what that coder had said of the item before it (``withdrawn`` where that was nothing). Each call goes
one save further back. A save after that is a save like any other: the next undo takes it back, and the one after goes on with
the older saves; what was taken back before is not offered again.

**Adjudication.** Codings under the name ``adjudicated`` settle disputes; their queue is the items in dispute.

What this does not do: tell coders apart by more than their names; merge two files.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import msgspec

from framing.coding import labels as label_files
from framing.coding import revision_rows as rows
from framing.coding.agreement import Agreement, agreements
from framing.coding.codebook import Codebook
from framing.coding.disputes import Dispute, Looked, Said, disputes
from framing.coding.gold import ADJUDICATED
from framing.coding.labels import Label
from framing.coding.project_file import ProjectError, ProjectFile
from framing.coding.revisions import (
    Conflict,
    InvalidCoding,
    InvalidItem,
    Item,
    Mark,
    Revision,
    State,
    check_coding,
    check_item,
    coder_name,
    label_rows,
)

__all__ = [
    "Conflict", "Dispute", "InvalidCoding", "InvalidItem", "Item", "Mark", "Progress", "Project", "ProjectError", "Revision",
    "Said", "State", "coder_name",
]  # fmt: skip


class Progress(msgspec.Struct, frozen=True):
    """How many items a coder has coded, skipped and left; for the adjudicator, left are the disputed ones."""

    coder: str
    coded: int
    skipped: int
    left: int


class Project:
    """An open project. Methods may be called from several threads; several processes may hold the same file open.

    Names of coders are kept as :func:`coder_name` gives them. Raises :class:`ProjectError` where the file is foreign, damaged
    or cannot be written, or holds codings of poles that *codebook* has not.
    """

    def __init__(self, path: str | Path, codebook: Codebook) -> None:
        self.codebook = codebook
        self._file = ProjectFile(path)
        try:
            self._adopt(codebook)
        except BaseException:
            self.close()
            raise

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self._file.path

    def close(self) -> None:
        """Close the file; other methods raise :class:`ProjectError` afterwards."""
        self._file.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _adopt(self, codebook: Codebook) -> None:
        """Remember the codebook's axes; refuse it where something was coded that it has no place for."""
        known = {(h.axis, h.pole) for h in codebook.heads}
        with self._file.writing() as db:
            foreign = sorted({(m.axis, m.pole) for m in rows.marks_used(db)} - known)
            if foreign:
                axis, pole = foreign[0]
                raise ProjectError(
                    self.path, None,
                    f'holds codings of pole "{pole}" of axis "{axis}", which the codebook has not; '
                    "open it with the codebook that it was coded with",
                )  # fmt: skip
            rows.keep_codebook(db, codebook.sha256, [a.id for a in codebook.axes])

    # ---------------------------------------------------------------- items and their queue

    def add(self, items: Iterable[Item], *, order: Sequence[float] | None = None) -> tuple[int, int]:
        """Put items at the end of the queue; returns how many were added and how many were there already.

        *order*: a number for each item; lower ones come first, equal ones stay as given. An id that is there with the same
        text and sentence before is left as it is, with its place. One that is there with another text raises
        :class:`InvalidItem`, as does an item that could not stand in a label file; nothing is added then.
        """
        given = list(items)
        if order is not None:
            if len(order) != len(given):
                raise InvalidItem(f"{len(given)} items were given with {len(order)} numbers for their order")
            given = [item for _, item in sorted(zip(order, given, strict=True), key=lambda pair: pair[0])]
        for item in given:
            check_item(item)
        with self._file.writing() as db:
            there = {item.id: item for item in rows.items(db)}
            n_before, end = len(there), max(rows.positions(db).values(), default=0)
            for item in given:
                same = there.setdefault(item.id, item)
                if (same.text, same.before) != (item.text, item.before):
                    raise InvalidItem(
                        f'the id "{item.id}" is there with another text or sentence before; give each sentence its own id'
                    )
            new = list(there.values())[n_before:]
            for position, item in enumerate(new, end + 1):
                rows.add_item(db, item, position)
        return len(new), len(given) - len(new)

    def reorder(self, ids: Sequence[str]) -> None:
        """A new order of the queue, for all coders. Items that are not named keep their order behind those that are.

        Raises :class:`InvalidItem` for an unknown id and for one that stands twice.
        """
        first = {name: n for n, name in enumerate(ids)}
        if len(first) != len(ids):
            raise InvalidItem("an id stands twice in the order of the queue")
        with self._file.writing() as db:
            queue = list(rows.positions(db))
            unknown = first.keys() - set(queue)
            if unknown:
                raise InvalidItem(
                    f'the order of the queue names "{min(unknown)}", which is no item of this project'
                )
            rows.set_positions(db, sorted(queue, key=lambda name: first.get(name, len(first))))

    def item(self, id: str) -> Item:
        """The item of that id; KeyError when there is none."""
        with self._file.reading() as db:
            return rows.item(db, id)

    def items(self) -> list[Item]:
        """Every item, in the order of the queue."""
        with self._file.reading() as db:
            return rows.items(db)

    def next(self, coder: str, after: str = "") -> Item | None:
        """The first item of the queue that *coder* has neither coded nor skipped, None when none is left.

        *after*: only what stands behind that item in the queue; KeyError when there is no such item.
        """
        name = coder_name(coder)
        with self._file.reading() as db:
            behind = rows.positions(db)[after] if after else 0
            if name != ADJUDICATED:
                return rows.next_item(db, name, behind)
            place = rows.positions(db)
            return next((rows.item(db, id) for id in self._unsettled(db) if place[id] > behind), None)

    def _unsettled(self, db: sqlite3.Connection) -> list[str]:
        """The items in dispute that the adjudicator has not skipped, in the order of the queue."""
        names = dict.fromkeys(d.item for d in disputes(rows.coded(db), self.codebook))
        last = {name: rows.latest(db, name, ADJUDICATED) for name in names}
        return [name for name, said in last.items() if said is None or said.state != "skipped"]

    # ---------------------------------------------------------------- codings

    def latest(self, item: str, coder: str) -> Revision | None:
        """What *coder* says of *item* now, None where they never saved anything."""
        name = coder_name(coder)
        with self._file.reading() as db:
            return rows.latest(db, item, name)

    def history(self, item: str, coder: str) -> list[Revision]:
        """Everything that *coder* ever said of *item*, the first first."""
        name = coder_name(coder)
        with self._file.reading() as db:
            return rows.history(db, item, name)

    def save(
        self, item: str, coder: str, *, base: int, state: State, marks: Sequence[Mark] = (), comment: str = "",
        saw_model: bool = False,
    ) -> Revision:  # fmt: skip
        """Append what *coder* says of *item*; it is on the disk when this returns.

        *base*: the number of the revision that the coder had before their eyes, 0 for none. Raises :class:`Conflict` where
        another one stands there, :class:`InvalidCoding` for what a label file could not hold, KeyError for an unknown item;
        nothing is written then. White space around the comment is left off. ``saw_model`` stays true once it was.
        """
        name, comment = coder_name(coder), comment.strip()
        with self._file.writing() as db:
            check_coding(rows.item(db, item).text, state, marks, comment, self.codebook)
            current = rows.latest(db, item, name)
            if current is not None and current.number != base:
                raise Conflict(current)
            if current is None and base != 0:
                raise InvalidCoding(
                    f'"{name}" has no revision {base} of "{item}"; there is none yet, which is 0'
                )
            at = _now()
            if saw_model:
                rows.mark_seen(db, item, name, at)
            saw = rows.has_seen(db, item, name)
            new = Revision(item, name, base + 1, state, tuple(marks), comment, at, saw)
            rows.append(db, new, self.codebook.sha256)
        return new

    def undo(self, coder: str) -> Revision | None:
        """Take back this coder's last save that stands; the revision appended for it, None where there is none to take back."""
        name = coder_name(coder)
        with self._file.writing() as db:
            last = rows.last_save(db, name)
            if last is None:
                return None
            seq, taken = last
            # No save of the item after this one stands: the latest revision says what this one said.
            said, codebook = Revision(taken.item, name, 0, "withdrawn"), self.codebook.sha256
            if taken.number > 1:
                said, codebook = rows.revision(db, taken.item, name, taken.number - 1)
            current = rows.latest(db, taken.item, name) or taken
            new = msgspec.structs.replace(said, number=current.number + 1, at=_now())
            rows.append(db, new, codebook, undoes=seq)
        return new

    def mark_seen(self, item: str, coder: str) -> None:
        """Record that *coder* was shown the model's suggestion for *item*; KeyError for an unknown item."""
        name = coder_name(coder)
        with self._file.writing() as db:
            rows.item(db, item)
            rows.mark_seen(db, item, name, _now())

    def saw_model(self, item: str, coder: str) -> bool:
        """Whether *coder* was ever shown the model's suggestion for *item*."""
        name = coder_name(coder)
        with self._file.reading() as db:
            return rows.has_seen(db, item, name)

    # ---------------------------------------------------------------- what has been coded

    def coders(self) -> list[str]:
        """Everybody who saved something, in alphabetical order."""
        with self._file.reading() as db:
            return [coder for coder, _, _ in rows.counts(db)]

    def progress(self) -> list[Progress]:
        """How far each coder is, in alphabetical order."""
        with self._file.reading() as db:
            n = len(rows.positions(db))
            return [
                Progress(
                    c, coded, skipped, len(self._unsettled(db)) if c == ADJUDICATED else n - coded - skipped
                )
                for c, coded, skipped in rows.counts(db)
            ]

    def codings_by(self, coder: str) -> list[Revision]:
        """What *coder* says now of each item that they coded or skipped, the newest first."""
        name = coder_name(coder)
        with self._file.reading() as db:
            return rows.standing(db, name)

    def codings_of(self, item: str) -> list[Looked]:
        """What each coder who coded *item* says of it now, with the axes that they looked at, in alphabetical order."""
        with self._file.reading() as db:
            return next((codings for codings in rows.coded(db) if codings[0].revision.item == item), [])

    def labels(self) -> list[Label]:
        """What every coder says now as rows of a label file, in the order of the queue; skipped items have none."""
        with self._file.reading() as db:
            items = {item.id: item for item in rows.items(db)}
            coded: list[Looked] = [c for codings in rows.coded(db) for c in codings]
        return [
            row for said, axes in coded for row in label_rows(items[said.item], said, axes, self.codebook)
        ]

    def agreement(self, *, resamples: int = 1000) -> list[Agreement]:
        """Agreement per axis and for voice (:func:`framing.coding.agreement.agreements`)."""
        return agreements(self.labels(), self.codebook, resamples=resamples)

    def disputes(self) -> list[Dispute]:
        """What coders coded differently and nobody has settled, in the order of the queue."""
        with self._file.reading() as db:
            coded = rows.coded(db)
        return disputes(coded, self.codebook)

    def export(self, path: str | Path) -> int:
        """Write the labels as a label file and return the number of rows; the file is written whole or not at all.

        It is read back as a label file before it takes its name. Texts stay as they are, also those that a spreadsheet would
        take for a formula: another text would be another sentence. Raises :class:`ProjectError` where nothing is coded yet.
        """
        target = Path(path)
        if target.suffix.lower() != ".csv":
            raise ProjectError(target, None, "labels are exported as CSV; give a name that ends in .csv")
        written = self.labels()
        if not written:
            raise ProjectError(target, None, "nothing is coded yet; there are no labels to export")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".export-", dir=target.parent) as folder:
                working = Path(folder) / target.name
                label_files.write_csv(written, working)
                label_files.load([working], self.codebook)
                with working.open("rb") as f:
                    os.fsync(f.fileno())
                os.replace(working, target)
        except OSError as e:
            raise ProjectError(target, None, (e.strerror or str(e)).lower()) from None
        return len(written)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
