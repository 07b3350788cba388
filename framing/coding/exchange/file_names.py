"""A coder's name as the name of a file and back: doccano keeps the coder nowhere else.

Letters, digits and ``_ . + - @``, which names have in doccano, stay; all else is written as ``%`` and two digits for each
byte of UTF-8, so that a name cannot leave its folder and none is lost. ``all`` means that no coder is named.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

NOBODY = "all"


def file_name(coder: str) -> str:
    """The name of a coder's file, without its ending.

    >>> file_name("Åsa"), file_name("../a b"), file_name("all"), file_name("")
    ('Åsa', '%2E%2E%2Fa%20b', '%61ll', 'all')
    """
    if not coder:
        return NOBODY
    if coder.casefold() == NOBODY:
        return f"%{ord(coder[0]):02X}{coder[1:]}"
    safe = re.sub(r"[^\w.+@-]", lambda m: quote(m[0], safe=""), coder)
    return re.sub(r"^\.+|\.+$", lambda m: m[0].replace(".", "%2E"), safe)


def coder(file_name: str) -> str:
    """The coder after whom a file is named, without its ending; empty where it is nobody's.

    >>> coder("Åsa"), coder("%2E%2E%2Fa%20b"), coder("%61ll"), coder("all")
    ('Åsa', '../a b', 'all', '')
    """
    return "" if file_name == NOBODY else unquote(file_name)
