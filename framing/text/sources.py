"""Articles from files: .txt, .html, .jsonl, .csv, .parquet (all also gzipped), folders, zip archives, standard input.

A folder holds .txt and .html articles; where it has an ``articles.csv`` (``file, outlet, date, event``), that says
which, and what is known of them. A zip archive is read as a folder is, and may hold tables too; without an ``articles.csv`` every file
in it but a readme has to be one or the other. What cannot be read becomes a defect with file and line; the caller decides whether to go on
without it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from unicodedata import normalize

import msgspec

from framing.errors import DataError, SourceError
from framing.text.archive import Archive, is_readme
from framing.text.decoding import MAX_EXPANDED, article_text, expanded
from framing.text.page import extract
from framing.text.rejects import Rejects
from framing.text.tables import FIELDS, csv_rows, from_csv, from_jsonl, from_parquet
from framing.units import Article

__all__ = ["FIELDS", "MANIFEST", "read"]

MANIFEST = "articles.csv"
_PAGES = frozenset({".html", ".htm", ".xhtml"})
_TABLES = {".csv": from_csv, ".jsonl": from_jsonl, ".ndjson": from_jsonl, ".parquet": from_parquet}


def read(
    sources: Sequence[str | Path], *, outlet: str = "", defects: list[DataError] | None = None
) -> Iterator[Article]:
    """The articles of files, folders, zip archives and ``-`` (standard input: a text or a page), in order.

    With *defects*, what cannot be read is appended to it and left out; without, the first defect is raised as
    :class:`~framing.errors.SourceError`. *outlet* is given to articles that state none.
    """
    rejects = Rejects(defects)
    for source in sources:
        for article in _source(source, rejects):
            yield (
                msgspec.structs.replace(article, outlet=outlet) if outlet and not article.outlet else article
            )


def _source(source: str | Path, rejects: Rejects) -> Iterator[Article]:
    """The articles of one source; what makes the whole of it unreadable is one defect."""
    path = Path("<stdin>") if str(source) == "-" else Path(source)
    try:
        if str(source) == "-":
            yield from _file(path, sys.stdin.buffer.read(), rejects)
        elif _is_folder(path):
            yield from _folder(path, rejects)
        else:
            yield from _file(path, _bytes(path), rejects)
    except SourceError as e:
        rejects.add(e.path, e.line, e.reason)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long: reading it says so
        return False


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_EXPANDED:
            raise SourceError(path, None, f"larger than {MAX_EXPANDED / 1e9:.0f} GB; split it")
        return path.read_bytes()
    except FileNotFoundError:
        raise SourceError(path, None, "no such file or folder") from None
    except (OSError, ValueError) as e:  # ValueError: a NUL in the name
        raise SourceError(path, None, (getattr(e, "strerror", None) or str(e)).lower()) from None


def _file(path: Path, data: bytes, rejects: Rejects) -> Iterator[Article]:
    if not data.strip():
        raise SourceError(path, None, "the file is empty")
    if path.suffix.lower() == ".zip":
        yield from _archive(path, data, rejects)
        return
    plain = path
    if path.suffix.lower() == ".gz":
        data, plain = expanded(data, path), path.with_suffix("")
    kind = plain.suffix.lower()
    if kind in _TABLES:
        yield from _TABLES[kind](path, data, rejects)
    elif kind in _PAGES or data.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        page = extract(data, str(path))
        yield Article(plain.stem, page.text, date=page.date, title=page.title)
    else:
        yield Article(plain.stem, article_text(data, path))


def _folder(path: Path, rejects: Rejects) -> Iterator[Article]:
    try:
        names = sorted(p.name for p in path.iterdir())
    except OSError as e:
        raise SourceError(path, None, (e.strerror or str(e)).lower()) from None
    if MANIFEST in names:
        manifest, here = path / MANIFEST, frozenset(names)

        def missing(name: str) -> str:
            return (
                "" if name in here and (path / name).is_file() else f'"{name}" is not a file in this folder'
            )

        def listed(name: str) -> Iterator[Article]:
            return _source(path / name, rejects)

        yield from _listed(manifest, _rows(manifest, _bytes(manifest), rejects), missing, listed, rejects)
        return
    kinds = {".txt"} | _PAGES
    articles = [n for n in names if Path(n).suffix.lower() in kinds and not is_readme(n)]
    if not articles:
        raise SourceError(path, None, f"holds no .txt or .html articles and no {MANIFEST}")
    for name in articles:
        yield from _source(path / name, rejects)


def _archive(path: Path, data: bytes, rejects: Rejects) -> Iterator[Article]:
    archive = Archive(data, path)
    manifest = archive.where(MANIFEST)
    if MANIFEST in archive.faults:
        raise SourceError(manifest, None, archive.faults[MANIFEST])
    if MANIFEST in archive.names:

        def missing(name: str) -> str:
            fault = archive.faults.get(name)
            stated = f'"{name}": {fault}' if fault else f'"{name}" is not a file in this folder'
            return "" if name in archive.names else stated

        def listed(name: str) -> Iterator[Article]:
            return _entry(archive, name, rejects)

        rows = _rows(manifest, archive.read(MANIFEST), rejects)
        composed = ((line, {**row, "file": normalize("NFC", row["file"])}) for line, row in rows)
        yield from _listed(manifest, composed, missing, listed, rejects)
        return
    kinds = {".txt", *_PAGES, *_TABLES}
    files = [n for n in sorted({*archive.names, *archive.faults}) if not is_readme(n.split("/")[-1])]
    if not files:
        raise SourceError(path, None, f"holds no articles, no tables and no {MANIFEST}")
    for name in files:
        if name in archive.faults:
            rejects.add(archive.where(name), None, archive.faults[name])
        elif Path(name).suffix.lower() in kinds:
            yield from _entry(archive, name, rejects)
        else:
            reason = f"neither .txt, .html, .jsonl, .csv nor .parquet; leave it out, or list the articles in {MANIFEST}"
            rejects.add(archive.where(name), None, reason)


def _entry(archive: Archive, name: str, rejects: Rejects) -> Iterator[Article]:
    """The articles of one file of an archive; what makes the whole of it unreadable is one defect."""
    try:
        yield from _file(archive.where(name), archive.read(name), rejects)
    except SourceError as e:
        rejects.add(e.path, e.line, e.reason)


def _rows(manifest: Path, data: bytes, rejects: Rejects) -> Iterator[tuple[int, dict[str, str]]]:
    return csv_rows(manifest, data, rejects, need=("file",), known=("file", *FIELDS))


def _listed(
    manifest: Path, rows: Iterable[tuple[int, dict[str, str]]], missing: Callable[[str], str],
    read: Callable[[str], Iterator[Article]], rejects: Rejects,
) -> Iterator[Article]:  # fmt: skip
    """The articles that the rows of a manifest list. It reaches no file outside its folder: *missing* says why not, or nothing."""
    seen: set[str] = set()
    for line, row in rows:
        name = row["file"]
        if reason := missing(name):
            rejects.add(manifest, line, reason)
        elif name in seen:
            rejects.add(manifest, line, f'"{name}" is listed twice')
        else:
            seen.add(name)
            stated = {k: v for k, v in row.items() if k != "file" and v}
            for article in read(name):
                yield msgspec.structs.replace(article, **stated)
