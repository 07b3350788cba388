"""Everything that can go wrong, as a tree.

    FramingError                 anything this package raises on purpose
    ├── DataError                the data given is not usable: FILE:LINE: reason
    │   ├── SourceError          an article or a corpus
    │   ├── LabelsError          label files; carries every defect found, not the first
    │   ├── CodebookError        a codebook; likewise
    │   ├── ModelError           a model folder: damaged, foreign or of another version
    │   └── ProjectError         the file of a coding project (:mod:`framing.coding.project`)
    ├── InvalidItem, InvalidCoding, Conflict    what a coding project does not take, and why
    ├── PortTaken                ``framing serve`` cannot listen there
    └── MissingExtra             an optional package is not installed

The command line turns each into ``error: …`` lines and exit code 1; nothing else is caught there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

LINE_LIMIT = 300
"""Characters that one error line may have on the terminal."""


def printable(text: str, limit: int = LINE_LIMIT) -> str:
    """*text* on one line: control characters escaped, cut to *limit* characters.

    >>> printable("a\\x1b[31mb\\nc")
    'a\\\\x1b[31mb\\\\nc'
    """
    safe = "".join(
        c.encode("unicode_escape").decode()
        if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        else c
        for c in text
    )
    return safe if len(safe) <= limit else safe[: limit - 1] + "…"


class FramingError(Exception):
    """Anything this package raises on purpose; ``lines`` is what a person is shown."""

    @property
    def lines(self) -> list[str]:
        """One line for each defect, printable, at most :data:`LINE_LIMIT` characters with its prefix."""
        return [printable(str(self), LINE_LIMIT - len("error: "))]


class DataError(FramingError):
    """The data given is not usable: what was found, where, and what to do."""

    def __init__(self, path: str | Path, line: int | None, reason: str) -> None:
        self.path = str(path)
        self.line = line
        self.reason = reason
        super().__init__(f"{self.path}:{line}: {reason}" if line is not None else f"{self.path}: {reason}")

    @property
    def lines(self) -> list[str]:
        """The one line; a long path is cut at its head, so that the reason stays readable."""
        room = LINE_LIMIT - len("error: ")
        where = printable(self.path if self.line is None else f"{self.path}:{self.line}", 10_000)
        reason = printable(self.reason, room - 40)
        spare = room - len(reason) - 2
        return [f"{where if len(where) <= spare else '…' + where[1 - spare :]}: {reason}"]


class SourceError(DataError):
    """An article or a corpus cannot be read."""


class ModelError(DataError):
    """A model folder is damaged, foreign or of another version."""


class _Collected(FramingError):
    """Several defects of one kind of file, reported together."""

    def __init__(self, defects: Sequence[DataError]) -> None:
        self.defects = tuple(defects)
        super().__init__("\n".join(str(d) for d in self.defects))

    @property
    def lines(self) -> list[str]:
        """One line for each defect, in the order of the files."""
        return [line for defect in self.defects for line in defect.lines]


class LabelsError(_Collected):
    """Label files with defects: all of them, each with file, line and remedy."""


class CodebookError(_Collected):
    """A codebook with defects: all of them."""


class MissingExtra(FramingError):
    """An optional package is needed for what was asked."""

    def __init__(self, purpose: str, package: str, extra: str) -> None:
        super().__init__(f"{purpose} needs {package}; install it with: pip install 'framing[{extra}]'")
