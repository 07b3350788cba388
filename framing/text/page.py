"""The article's text in an HTML page, found in a child process that is ended when it takes too long.

trafilatura is superlinear on hostile pages, so a page is capped at 5 MB and 10 seconds. It fetches nothing. What
it leaves out (navigation, captions, link lists) is gone from the text; what it lets through is judged line by line
afterwards (:mod:`framing.text.boilerplate`).
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import msgspec

from framing.errors import MissingExtra, SourceError

MAX_BYTES = 5_000_000
SECONDS = 10.0
_WORKER = Path(__file__).with_name("page_worker.py")


class Page(msgspec.Struct, frozen=True):
    """What was found on a page: text with the title as its first line, and metadata where the page states them."""

    text: str
    title: str = ""
    date: str = ""


def extract(data: bytes, name: str, seconds: float = SECONDS) -> Page:
    """The article of an HTML page.

    Raises :class:`~framing.errors.SourceError` where there is none or it takes more than *seconds*.
    """
    if find_spec("trafilatura") is None:
        raise MissingExtra("reading HTML pages", "trafilatura", "html")
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 1e6:.1f} MB"
        raise SourceError(name, None, f"a page of {size}; at most {MAX_BYTES / 1e6:.0f} MB are read")
    try:
        # -P: the worker's folder must not come before the standard library on its import path.
        done = subprocess.run(
            [sys.executable, "-P", str(_WORKER)],
            input=data,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        reason = f"no article found within {seconds:g} seconds; save the text as .txt"
        raise SourceError(name, None, reason) from None
    try:
        if done.returncode == 0:
            return msgspec.json.decode(done.stdout, type=Page)
    except msgspec.DecodeError:
        pass  # half of a surrogate pair in the page
    raise SourceError(name, None, "no article text found on this page; save the text as .txt")
