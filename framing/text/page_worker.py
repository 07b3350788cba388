"""The article of an HTML page, by trafilatura: what :mod:`framing.text.page` runs in a child process.

    python page_worker.py < page.html     → {"title", "date", "text"} as JSON on standard output

Exit code 1 when there is no article. It imports nothing of this package, so that it starts without it.
"""

from __future__ import annotations

import json
import sys
import warnings

MAX_MEMORY = 2_000_000_000
"""Bytes of address space; a page that needs more has no article."""


def main() -> int:
    """Read a page from standard input, write the record to standard output."""
    warnings.simplefilter("ignore")
    _limit_memory()
    import trafilatura

    data = sys.stdin.buffer.read()
    document = trafilatura.bare_extraction(
        data, include_comments=False, include_tables=False, favor_recall=True, with_metadata=True
    )
    found = document.as_dict() if document is not None else {}
    text = (found.get("text") or "").strip()
    if not any(c.isalnum() for c in text):
        return 1
    title = (found.get("title") or "").strip()
    site = (found.get("sitename") or "").strip()
    if site and title.endswith(site):
        title = title[: -len(site)].rstrip(" -–—|·")
    if title and not text.startswith(title):
        text = f"{title}\n\n{text}"
    json.dump({"text": text, "title": title, "date": found.get("date") or ""}, sys.stdout)
    return 0


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows; the cap on a page's size holds there too
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = MAX_MEMORY if hard == resource.RLIM_INFINITY else min(MAX_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


if __name__ == "__main__":
    sys.exit(main())
