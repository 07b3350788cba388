"""How a coding is called in a tool: ``axis/pole`` or ``axis/pole/voice``; and files that say what other names mean.

``axis/none`` says that nothing was found on an axis, ``*/none`` on none. A name that is neither of these nor in the file
is unknown: the record is set aside, for a guess would be a coding that nobody made.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from framing.coding import labels
from framing.coding.codebook import ANY_AXIS, NONE, Codebook
from framing.coding.exchange.records import UnfitError, decoded
from framing.errors import DataError, LabelsError
from framing.units import VOICES, Voice

_VOICES: dict[str, Voice] = {v: v for v in VOICES}


class Code(NamedTuple):
    """What a name says: axis, pole (``none``: nothing was found) and voice, None where it says none."""

    axis: str
    pole: str
    voice: Voice | None = None

    @property
    def name(self) -> str:
        """``axis/pole`` or ``axis/pole/voice``."""
        return f"{self.axis}/{self.pole}" + (f"/{self.voice}" if self.voice else "")


def voice(word: object) -> Voice | None:
    """A voice, or None for any other word."""
    return _VOICES.get(word.strip()) if isinstance(word, str) else None


class Names:
    """The names that a codebook and a file of other names give to codings."""

    def __init__(self, codebook: Codebook, others: Mapping[str, Code] | None = None) -> None:
        self._codebook = codebook
        self._others = dict(others or {})

    @property
    def axes(self) -> tuple[str, ...]:
        """The axes that the file of other names is about; ``*`` without one, or where it is about all."""
        named = {c.axis for c in self._others.values()}
        every = [a.id for a in self._codebook.axes]
        return (
            (ANY_AXIS,)
            if not named or ANY_AXIS in named or named >= set(every)
            else tuple(a for a in every if a in named)
        )

    def poles(self, axis: str) -> frozenset[str]:
        """The poles of an axis."""
        return frozenset(p.id for p in self._codebook.axis(axis).poles)

    def is_known(self, name: object) -> bool:
        """Whether a name is one of a coding."""
        try:
            self.code(name)
        except UnfitError:
            return False
        return True

    def code(self, name: object) -> Code:
        """What a name says; :class:`UnfitError` for a name that is not known."""
        word = str(name).strip() if isinstance(name, str | int) else ""
        if word in self._others:
            return self._others[word]
        return parse(word, self._codebook)

    def axis(self, name: object) -> str:
        """The axis that a name says was looked at: its id, ``*``, or a name of ``none``; :class:`UnfitError` for others."""
        word = str(name).strip()
        if word == ANY_AXIS or (word in self._codebook and word not in self._others):
            return word
        code = self.code(name)
        if code.pole != NONE:
            raise UnfitError(
                f'"{word}" is no axis; use {ANY_AXIS}, {", ".join(a.id for a in self._codebook.axes)}'
            )
        return code.axis


def parse(word: str, codebook: Codebook) -> Code:
    """Read ``axis/pole`` or ``axis/pole/voice``; :class:`UnfitError` where it is not of the codebook."""
    parts = [p.strip() for p in word.split("/")]
    axis, pole, said = (*parts, "", "")[:3]
    if len(parts) in {2, 3} and (len(parts) == 2 or (said in _VOICES and pole != NONE)):
        if axis == ANY_AXIS and pole == NONE:
            return Code(axis, pole)
        if axis in codebook and pole in {NONE, *(p.id for p in codebook.axis(axis).poles)}:
            return Code(axis, pole, _VOICES.get(said))
    known = ", ".join(h.name for h in codebook.heads)
    raise UnfitError(
        f'label "{word[:60]}" is not known; say with --map what it means, or use AXIS/POLE or AXIS/POLE/VOICE: {known}'
    )


def read_map(path: Path, codebook: Codebook) -> dict[str, Code]:
    """Names of another project and what they mean: CSV with ``label, axis, pole, voice``, or TOML with ``label = "axis/pole"``.

    Raises :class:`~framing.errors.LabelsError` with every defect.
    """
    text = decoded(path)
    defects: list[DataError] = []
    found = (
        _from_toml(text, path, defects) if path.suffix.lower() == ".toml" else _from_csv(text, path, defects)
    )
    names: dict[str, Code] = {}
    for line, label, name in found:
        try:
            code = parse(name, codebook)
        except UnfitError:
            known = ", ".join(h.name for h in codebook.heads)
            defects.append(DataError(path, line, f'"{label}": "{name}" is not in the codebook; use {known}'))
            continue
        if label in names:
            defects.append(DataError(path, line, f'"{label}" stands twice'))
        names[label] = code
    if not names and not defects:
        defects.append(
            DataError(path, None, 'names no label; write label,axis,pole or "label" = "axis/pole"')
        )
    if defects:
        raise LabelsError(defects)
    return names


def _from_toml(text: str, path: Path, defects: list[DataError]) -> list[tuple[int | None, str, str]]:
    try:
        table = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as e:
        defects.append(DataError(path, None, f"not valid TOML: {e}"))
        return []
    for label, name in table.items():
        if not isinstance(name, str):
            defects.append(DataError(path, None, f'"{label}" is no text such as "axis/pole"'))
    return [(None, label.strip(), name) for label, name in table.items() if isinstance(name, str)]


def _from_csv(text: str, path: Path, defects: list[DataError]) -> list[tuple[int | None, str, str]]:
    return [
        (
            line,
            row["label"].strip(),
            "/".join(c for k in ("axis", "pole", "voice") if (c := row.get(k, "").strip())),
        )
        for line, row in labels.csv_rows(text, path, defects, _header_is_sound)
    ]


def _header_is_sound(header: Sequence[str], path: Path, line: int, defects: list[DataError]) -> bool:
    sound = len(set(header)) == len(header) and {"label", "axis", "pole"} <= set(header) <= {
        "label", "axis", "pole", "voice",
    }  # fmt: skip
    if not sound:
        defects.append(
            DataError(path, line, f"the header is {', '.join(header)}; it should be label,axis,pole,voice")
        )
    return sound
