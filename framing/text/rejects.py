"""What happens to input that cannot be read: the first is raised, or all are kept and reading goes on."""

from __future__ import annotations

from pathlib import Path

from framing.errors import DataError, SourceError


class Rejects:
    """A place for defects. Given a list, it fills the list; given none, it raises the first one."""

    def __init__(self, kept: list[DataError] | None) -> None:
        self._kept = kept

    def add(self, path: str | Path, line: int | None, reason: str) -> None:
        """Put a defect aside, or raise it as :class:`~framing.errors.SourceError`."""
        defect = SourceError(path, line, reason)
        if self._kept is None:
            raise defect
        self._kept.append(defect)
