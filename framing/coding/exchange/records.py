"""Records as the files of the tools hold them: where each stands, JSON read strictly, and why a record is set aside.

JSON is read as its standard says: a name that stands twice, NaN, and what is nested without end are no record. What is
read is kept as it is; nothing here knows what a record means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from framing.coding import labels
from framing.errors import DataError, LabelsError

MAX_DEPTH = 100
"""Levels of lists and objects that a record may have: tools write fewer than ten."""
_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder(
    parse_int=str, parse_float=str
)  # tells where a value ends; its numbers may be of any length


class UnfitError(Exception):
    """Why a record is set aside."""


class Where(NamedTuple):
    """Where a record stands: the file, and the number of its line, task or row, counted from 1."""

    path: str
    number: int
    unit: Literal["line", "task", "row"] = "line"

    def __str__(self) -> str:
        return (
            f"{self.path}:{self.number}" if self.unit == "line" else f"{self.path}: {self.unit} {self.number}"
        )

    def defect(self, reason: str) -> DataError:
        """The defect that an error line shows."""
        if self.unit == "line":
            return DataError(self.path, self.number, reason)
        return DataError(self.path, None, f"{self.unit} {self.number}: {reason}")


def decoded(path: Path) -> str:
    """The text of a file; :class:`~framing.errors.LabelsError` where it is none."""
    defects: list[DataError] = []
    text = labels.read_text(path, defects)
    if text is None:
        raise LabelsError(defects)
    return text


def lines(text: str, path: str) -> Iterator[tuple[Where, str]]:
    """The lines that are not blank. They end at ``\\n`` only: U+2028 may stand in a text."""
    for n, raw in enumerate(text.split("\n"), 1):
        if raw.strip():
            yield Where(path, n), raw


def tasks(text: str, path: str) -> Iterator[tuple[Where, str]]:
    """The elements of a JSON array, or the one value that a file holds, each as its JSON.

    Raises :class:`~framing.errors.LabelsError` where the array ends before its bracket; what is wrong inside of an element
    is :func:`strict`'s to say.
    """
    at = _next(text, 0)
    many = text[at : at + 1] == "["
    at = _next(text, at + 1) if many else at
    number, last = 0, many and text[at : at + 1] == "]"
    while not last:
        start, number = at, number + 1
        at = _after(text, start, path)
        yield Where(path, number, "task"), text[start:at]
        at = _next(text, at)
        last = not many or text[at : at + 1] == "]"
        if not last and text[at : at + 1] != ",":
            raise _broken(path, text, at, "expected a comma or ]")
        at = at if last else _next(text, at + 1)
    if (at := _next(text, at + many)) < len(text):
        raise _broken(path, text, at, "expected the end of the file")


def pieces(text: str, path: str) -> Iterator[tuple[Where, str]]:
    """The elements of an array, or the lines of a file with one object a line; a line may be an array by mistake."""
    first, _, others = text.lstrip().partition("\n")
    if not first.startswith("["):
        return lines(text, path)
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return tasks(text, path)
    return lines(text, path) if others.strip() else tasks(text, path)


def _next(text: str, at: int) -> int:
    """Where the white space of JSON ends."""
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _after(text: str, at: int, path: str) -> int:
    """Where the value ends that begins here."""
    try:
        return _DECODER.raw_decode(text, at)[1]
    except json.JSONDecodeError as e:
        raise _broken(path, text, e.pos, e.msg) from None
    except (ValueError, RecursionError) as e:
        raise _broken(path, text, at, str(e)) from None


def _broken(path: str, text: str, at: int, what: str) -> LabelsError:
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return LabelsError([DataError(path, line, f"not valid JSON: {what} at column {column}")])


def table(
    text: str, path: str, set_aside: Callable[[Where, str, object], None]
) -> Iterator[tuple[Where, dict[str, object]]]:
    """The rows of a CSV file by their columns, in lower case. A row that is none is set aside with the line that it begins in."""
    defects: list[DataError] = []
    for line, row in labels.csv_rows(text, Path(path), defects, lambda *_: True):
        yield Where(path, line), dict(row)
    for defect in defects:
        line = defect.line or 1
        set_aside(Where(path, line), defect.reason, text.split("\n")[line - 1])


def strict(raw: str) -> dict[str, object]:
    """The object that a piece of JSON is; :class:`UnfitError` where it is none."""
    try:
        record = json.loads(raw, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as e:
        raise UnfitError(f"not valid JSON: {e.msg.removesuffix(' at')} at column {e.colno}") from None
    except (ValueError, RecursionError) as e:
        raise UnfitError(f"not valid JSON: {e}") from None
    if not isinstance(record, dict):
        raise UnfitError('not an object such as {"text": …}')
    if raw.count("[") + raw.count("{") > MAX_DEPTH and _is_deep(record):
        raise UnfitError(f"lists and objects inside of each other, more than {MAX_DEPTH} levels")
    return record


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object whose names stand once; the standard library would let the last one win."""
    record = dict(pairs)
    if len(record) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f'the name "{next(n for n in names if names.count(n) > 1)}" stands twice')
    return record


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no JSON value")


def _is_deep(record: object) -> bool:
    level = [record]
    for _ in range(MAX_DEPTH):
        inside = (v.values() if isinstance(v, dict) else v for v in level if isinstance(v, dict | list))
        level = [v for values in inside for v in values]
    return any(isinstance(v, dict | list) for v in level)


def as_list(value: object, name: str) -> list[object]:
    """A list, or none at all; :class:`UnfitError` for anything else."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise UnfitError(f"{name} is no list")
    return value


def as_object(value: object, name: str) -> dict[str, object]:
    """An object, or none at all; :class:`UnfitError` for anything else."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UnfitError(f"{name} is no object")
    return value


def as_words(value: object, name: str) -> str:
    """Text, whole numbers written out, or nothing at all; :class:`UnfitError` for anything else and for what UTF-8 cannot hold."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise UnfitError(f"{name} is no text")
    if "\0" in value:
        raise UnfitError(f"{name} holds a NUL character")
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise UnfitError(f"{name} holds half of a surrogate pair; it cannot be written as UTF-8")
    return value


def as_offset(value: object, name: str) -> int:
    """A whole number; :class:`UnfitError` for anything else."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise UnfitError(f"{name} of a span is no whole number")
    return value
