"""Articles from files: .txt, .html, .jsonl, .csv, .parquet (all also gzipped), folders, standard input.

A folder holds .txt and .html articles; where it has an ``articles.csv`` (``file, outlet, date, event``), that says
which, and what is known of them. What cannot be read becomes a defect with file and line; the caller decides
whether to go on without it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from framing.errors import DataError, SourceError
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
    """The articles of files, folders and ``-`` (standard input: a text or a page), in order.

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
        yield from _listed(path, set(names), rejects)
        return
    kinds = {".txt"} | _PAGES
    articles = [n for n in names if Path(n).suffix.lower() in kinds and not n.lower().startswith("readme")]
    if not articles:
        raise SourceError(path, None, f"holds no .txt or .html articles and no {MANIFEST}")
    for name in articles:
        yield from _source(path / name, rejects)


def _listed(folder: Path, names: set[str], rejects: Rejects) -> Iterator[Article]:
    """The articles that the manifest of a folder lists. It reaches no file outside the folder."""
    manifest = folder / MANIFEST
    seen: set[str] = set()
    known = ("file", *FIELDS)
    for line, row in csv_rows(manifest, _bytes(manifest), rejects, need=("file",), known=known):
        name = row["file"]
        if name not in names or not (folder / name).is_file():
            rejects.add(manifest, line, f'"{name}" is not a file in this folder')
        elif name in seen:
            rejects.add(manifest, line, f'"{name}" is listed twice')
        else:
            seen.add(name)
            stated = {k: v for k, v in row.items() if k != "file" and v}
            for article in _source(folder / name, rejects):
                yield msgspec.structs.replace(article, **stated)
