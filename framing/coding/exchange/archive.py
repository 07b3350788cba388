"""Zip files, read in memory: nothing is extracted to disk, nothing expands beyond a limit."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from framing.errors import DataError, LabelsError
from framing.text.decoding import expansion_limit

_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, OverflowError, ValueError,
    RuntimeError, NotImplementedError,
)  # fmt: skip
"""What reading a damaged or locked zip can raise."""


def members(path: Path) -> Iterator[tuple[str, bytes]]:
    """The files in a zip by their bare names, without folders and what a Mac adds.

    Raises :class:`~framing.errors.LabelsError` for a damaged or locked zip and for one that expands to more than 100
    times its size or 2 GB.
    """
    data = path.read_bytes()
    try:
        room = expansion_limit(len(data))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                name = PurePosixPath(info.filename)
                if info.is_dir() or name.parts[:1] == ("__MACOSX",) or name.name.startswith("._"):
                    continue
                with archive.open(info) as f:
                    contents = f.read(
                        room + 1
                    )  # counted as it comes: what a zip says of its sizes may be false
                room -= len(contents)
                if room < 0:
                    limit = expansion_limit(len(data)) / 1e6
                    raise LabelsError(
                        [DataError(path, None, f"expands to more than {limit:.0f} MB; expand it first")]
                    )
                yield name.name, contents
    except _DAMAGE as e:
        raise LabelsError([DataError(path, None, f"not a sound zip file: {e}")]) from None
