"""The files of a zip archive, read in memory and within limits: nothing is unpacked to disk, no entry is followed out of it.

    corpus.zip                       the same, as macOS packs it
    ├── articles.csv                 ├── corpus/articles.csv
    └── a.txt                        ├── corpus/a.txt
                                     └── __MACOSX/corpus/._a.txt      not looked at

All files lie at the top or together in one folder. What a name or a header makes unreadable is a fault of that entry; what
cannot be told apart entry by entry, a damaged directory or entries that overlap, is one of the archive. What this does not do: say what an
article is (:mod:`framing.text.sources`).
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from unicodedata import normalize

from framing.errors import SourceError
from framing.text.decoding import expansion_limit

MAX_ENTRIES = 100_000
_ENTRY = b"PK\x01\x02"
"""What every entry of the directory begins with."""
_UTF8, _ENCRYPTED = 0x800, 0x1
_HEADER = 30
"""Bytes before the name and the contents of an entry, at least."""
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_PACKED = (".zip", ".gz")
_LEFT_BY_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
# What zipfile raises on damaged archives: its own error, and what its parts do with numbers and names that make no sense.
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError, OverflowError)  # fmt: skip


class Archive:
    """An open zip archive.

    ``names``: the files that can be asked for; ``faults``: file → why it is none of them. Both are paths in the archive without
    its one top folder, in Unicode's composed form.
    """

    def __init__(self, data: bytes, path: Path) -> None:
        """Raises :class:`~framing.errors.SourceError` where the archive as a whole cannot be read."""
        if data.count(_ENTRY) > MAX_ENTRIES:
            raise SourceError(path, None, f"more than {MAX_ENTRIES:,} files; split it, or make it one .jsonl")
        self._path = path
        self._limit = self._room = expansion_limit(len(data))
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGED as e:
            raise SourceError(path, None, f"not a sound zip archive: {_said(e)}") from None
        infos = self._zip.infolist()
        if data.count(_ENTRY, self._zip.start_dir) != len(infos):
            raise SourceError(path, None, "not a sound zip archive: its directory leaves files out")
        if _overlap(infos):
            raise SourceError(path, None, "not a sound zip archive: its files overlap")
        files = [(_parts(i), i) for i in infos]
        files = [(parts, i) for parts, i in files if not _is_folder(parts, i) and not _by_system(parts)]
        self._top = _top(parts for parts, _ in files)
        inside = [(parts[1:] if self._top and parts[0] == self._top else parts, i) for parts, i in files]
        times = Counter("/".join(parts) for parts, _ in inside)
        self._infos: dict[str, zipfile.ZipInfo] = {}
        self.faults: dict[str, str] = {}
        for parts, info in inside:
            name = "/".join(parts)
            if fault := _fault(parts, info, times[name]):
                self.faults[name] = fault
            else:
                self._infos[name] = info
        self.names = frozenset(self._infos)

    def where(self, name: str) -> Path:
        """What an error calls a file: the archive, then its path inside."""
        return Path(f"{self._path}/{self._top}/{name}" if self._top else f"{self._path}/{name}")

    def read(self, name: str) -> bytes:
        """The contents of one of ``names``. Raises :class:`~framing.errors.SourceError` where it is not sound.

        All that is read together may be 100 times as large as the archive, and 2 GB; small archives may expand to 10 MB.
        """
        info, where = self._infos[name], self.where(name)
        try:
            with self._zip.open(info) as f:
                contents = f.read(self._room + 1)
        except _DAMAGED as e:
            raise SourceError(where, None, f"damaged: {_said(e)}") from None
        if len(contents) > self._room:
            self._room = 0
            raise SourceError(where, None, f"expands beyond {self._limit / 1e6:.0f} MB for the archive; unpack it first")  # fmt: skip
        self._room -= len(contents)
        if len(contents) != info.file_size:
            reason = f"damaged: {len(contents)} bytes where the archive states {info.file_size}"
            raise SourceError(where, None, reason)
        return contents


def _parts(info: zipfile.ZipInfo) -> tuple[str, ...]:
    """The path of an entry, folders first, composed as people type it.

    Without a mark that says UTF-8 a name is cp437 by the standard; some systems write UTF-8 all the same. Backslashes
    stand between folders in archives of old Windows programs.
    """
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode()
    return tuple(p for p in normalize("NFC", name).replace("\\", "/").split("/") if p != ".") or ("",)


def _is_folder(parts: tuple[str, ...], info: zipfile.ZipInfo) -> bool:
    return parts[-1] == "" and info.file_size == 0


def _by_system(parts: tuple[str, ...]) -> bool:
    """Whether an entry is none of the person who packed the archive."""
    return parts[0] == "__MACOSX" or parts[-1].startswith("._") or parts[-1] in _LEFT_BY_SYSTEMS


def _top(files: Iterable[tuple[str, ...]]) -> str:
    """The one folder that all files but a readme are in, or empty."""
    tops = {parts[0] if len(parts) > 1 else "" for parts in files if not is_readme(parts[-1])}
    (top,) = tops if len(tops) == 1 else {""}
    return "" if top == ".." else top


def is_readme(name: str) -> bool:
    """Whether a file tells of the articles instead of being one."""
    return name.lower().startswith("readme")


def _fault(parts: tuple[str, ...], info: zipfile.ZipInfo, times: int) -> str:
    """Why an entry cannot be asked for; empty where it can."""
    if "" in parts or ".." in parts or "\0" in "".join(parts):
        return "not the name of a file in the archive"
    if len(parts) > 1:
        return "in a folder inside of the archive; files lie at its top, or all in one folder"
    if times > 1:
        return f"stands {times} times in the archive"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a link, not a file"
    if info.flag_bits & _ENCRYPTED:
        return "encrypted; unpack the archive with its password"
    if parts[0].lower().endswith(_PACKED):
        return "packed once more; unpack it first"
    if info.compress_type not in _METHODS:
        return f"compressed by method {info.compress_type}; pack the archive with Deflate, which every program has"
    return ""


def _overlap(infos: Iterable[zipfile.ZipInfo]) -> bool:
    """Whether two entries share bytes: how 42 kB come to expand to gigabytes, however little each states."""
    end = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        if info.header_offset < end:
            return True
        end = info.header_offset + _HEADER + info.compress_size
    return False


def _said(e: BaseException) -> str:
    """The error of the standard library in one line."""
    return " ".join((str(e) or type(e).__name__).split())[:120]
