"""The article's text in an HTML page, by trafilatura, in a child process that is ended when it takes too long.

    python -m framing.text.page < page.html     → {"title", "date", "text"} as JSON on standard output

trafilatura is superlinear on hostile pages, so a page is capped at 5 MB and 10 seconds. It fetches nothing. What it leaves
out (navigation, captions, link lists) is gone from the text; what it lets through is judged line by line afterwards
(:mod:`framing.text.boilerplate`).
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import msgspec

from framing.errors import MissingExtra, SourceError

MAX_BYTES = 5_000_000
SECONDS = 10


class Page(msgspec.Struct, frozen=True):
    """What was found on a page: text with the title as its first line, and metadata where the page states them."""

    text: str
    title: str = ""
    date: str = ""


def extract(data: bytes, name: str) -> Page:
    """The article of an HTML page. :class:`~framing.errors.SourceError` where there is none, or it takes too long."""
    if find_spec("trafilatura") is None:
        raise MissingExtra("reading HTML pages", "trafilatura", "html")
    if len(data) > MAX_BYTES:
        raise SourceError(name, None, f"a page of {len(data) / 1e6:.1f} MB; at most {MAX_BYTES / 1e6:.0f} MB are read")
    try:
        done = subprocess.run([sys.executable, "-m", "framing.text.page"], input=data, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise SourceError(name, None, f"no article found within {SECONDS} seconds; save the text as .txt") from None
    if done.returncode != 0:
        raise SourceError(name, None, "no article text found on this page; save the text as .txt")
    return msgspec.json.decode(done.stdout, type=Page)


def main() -> int:
    """Read a page from standard input, write the record to standard output; 1 when there is no article."""
    import warnings

    warnings.simplefilter("ignore")
    import trafilatura

    data = sys.stdin.buffer.read()
    document = trafilatura.bare_extraction(data, include_comments=False, include_tables=False, favor_recall=True, with_metadata=True)
    if document is None:
        return 1
    found = document.as_dict()
    text = (found.get("text") or "").strip()
    if not text:
        return 1
    title = (found.get("title") or "").strip()
    site = (found.get("sitename") or "").strip()
    if site and title.endswith(site):
        title = title[: -len(site)].rstrip(" -–—|·")
    if title and not text.startswith(title):
        text = f"{title}\n\n{text}"
    sys.stdout.buffer.write(msgspec.json.encode(Page(text, title, found.get("date") or "")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
