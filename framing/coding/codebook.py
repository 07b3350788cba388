"""The codebook file: axes, poles, actors, indicator expressions and exceptions, read strictly.

The codebook is the only place that knows the topic. Its content hash goes into every model, so that a model
never scores with expressions other than those that it was trained with.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import msgspec

from framing.coding.expressions import Actors, ExpressionError, Expressions, Match, SymbolText, check
from framing.errors import CodebookError, DataError

NONE = "none"
"""The pole of a label that says: the coder looked at this axis and found nothing."""
ANY_AXIS = "*"


class Pole(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the two ways of making a wording decision."""

    id: str
    name: str
    indicators: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


class Axis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One wording decision. The first pole stands left (share 0), the second right (share 1)."""

    id: str
    name: str
    question: str
    rule: str
    poles: tuple[Pole, Pole]
    referents: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()


class Actor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Expressions that the features treat as one: ``<name>``."""

    expressions: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    version: str
    axis: tuple[Axis, ...]
    language: str = "en"
    unit: str = ""
    mention: str = ""
    rulings: tuple[str, ...] = ()
    voices: dict[str, str] = {}
    actors: dict[str, Actor] = {}


class Head(msgspec.Struct, frozen=True):
    """A pole of an axis, as the classifier sees it: one binary decision."""

    axis: str
    pole: str

    @property
    def name(self) -> str:
        """``axis/pole``."""
        return f"{self.axis}/{self.pole}"


class Codebook:
    """A codebook that has been read and checked. Make one with :func:`load` or :meth:`parse`."""

    def __init__(self, content: _File, path: str) -> None:
        self.path = path
        self.title = content.title
        self.version = content.version
        self.unit = content.unit
        self.mention = content.mention
        self.rulings = content.rulings
        self.voices = content.voices
        self.axes = content.axis
        self._content = content

    @classmethod
    def parse(cls, text: str, path: str = "codebook.toml") -> Codebook:
        """Read a codebook from its text; :class:`~framing.errors.CodebookError` carries every defect."""
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as e:
            m = re.search(r"at line (\d+)", str(e))
            raise CodebookError([DataError(path, int(m[1]) if m else None, f"not valid TOML: {e}")]) from None
        defects = _shape_defects(data, text, path)
        if defects:
            raise CodebookError(defects)
        content = msgspec.convert(data, _File)
        defects = _defects(content, text, path)
        if defects:
            raise CodebookError(defects)
        return cls(content, path)

    @cached_property
    def sha256(self) -> str:
        """Hash of the content; comments, order of keys and white space do not change it."""
        return hashlib.sha256(msgspec.json.encode(self._content, order="sorted")).hexdigest()

    @cached_property
    def heads(self) -> tuple[Head, ...]:
        """Every pole of every axis, in the order of the file."""
        return tuple(Head(a.id, p.id) for a in self.axes for p in a.poles)

    def axis(self, name: str) -> Axis:
        """The axis of that id; KeyError when there is none."""
        return self._by_id[name]

    @cached_property
    def _by_id(self) -> dict[str, Axis]:
        return {a.id: a for a in self.axes}

    def __contains__(self, axis: object) -> bool:
        return axis in self._by_id

    @cached_property
    def actors(self) -> Actors:
        """The matcher of actors."""
        return Actors({name: actor.expressions for name, actor in self._content.actors.items()})

    @property
    def actor_names(self) -> tuple[str, ...]:
        """The actors, in the order of the file."""
        return tuple(self._content.actors)

    def toml_dict(self) -> dict[str, object]:
        """The content as plain data, for storing beside a model."""
        return msgspec.to_builtins(self._content)  # type: ignore[no-any-return]

    @classmethod
    def from_dict(cls, data: object, path: str) -> Codebook:
        """A codebook from :meth:`toml_dict`."""
        try:
            content = msgspec.convert(data, _File)
        except msgspec.ValidationError as e:
            raise CodebookError([DataError(path, None, str(e))]) from None
        defects = _defects(content, "", path)
        if defects:
            raise CodebookError(defects)
        return cls(content, path)

    @cached_property
    def _matchers(self) -> tuple[tuple[Expressions | None, tuple[tuple[Head, Expressions], ...]], ...]:
        return tuple(
            (
                Expressions(axis.id, axis.exceptions) if axis.exceptions else None,
                tuple(
                    (Head(axis.id, p.id), Expressions(p.id, p.indicators)) for p in axis.poles if p.indicators
                ),
            )
            for axis in self.axes
        )

    def indicators(self, text: SymbolText) -> list[tuple[Head, Match]]:
        """Every indicator expression found, exceptions taken out, in the order of axes and of the text."""
        found = []
        for exceptions, poles in self._matchers:
            shadows = exceptions.find(text) if exceptions is not None else []
            for head, expressions in poles:
                for match in expressions.find(text):
                    if not any(s.first <= match.last and match.first <= s.last for s in shadows):
                        found.append((head, match))
        return found


def load(path: str | Path | None = None) -> Codebook:
    """Read a codebook file; without a path, the one that ships with the package."""
    where = Path(path) if path is not None else bundled()
    try:
        data = where.read_bytes()
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as e:
        raise CodebookError([DataError(where, None, (e.strerror or str(e)).lower())]) from None
    except UnicodeDecodeError as e:
        line = data[: e.start].count(b"\n") + 1
        reason = f"not UTF-8 (byte 0x{data[e.start]:02x}); save the file as UTF-8"
        raise CodebookError([DataError(where, line, reason)]) from None
    return Codebook.parse(text, str(where))


def bundled() -> Path:
    """Where the codebook that ships with the package lies: in the wheel, or in the project's ``labels/``."""
    inside = Path(str(files("framing") / "_default" / "codebook.toml"))
    return inside if inside.exists() else Path(__file__).parents[2] / "labels" / "codebook.toml"


class _Lines:
    """Where things stand in the text of a codebook. An empty text has no lines: the codebook came from a model."""

    def __init__(self, text: str) -> None:
        self._rows = text.split("\n") if text else []

    def heads(self, head: str) -> list[int]:
        """The lines of a table's head, such as ``[[axis]]``."""
        return [n for n, row in enumerate(self._rows, 1) if row.split("#")[0].strip() == head]

    def nth(self, head: str, k: int, after: int | None = None) -> int | None:
        """The line of the k-th such head that stands after a line; None where it is written otherwise."""
        lines = [n for n in self.heads(head) if n > (after or 0)]
        return lines[k] if k < len(lines) else after

    def of(self, anchor: str, after: int | None = None) -> int | None:
        """The first line from *after* on that holds *anchor*, else *after* itself."""
        rows = enumerate(self._rows[(after or 1) - 1 :], after or 1)
        return next((n for n, row in rows if anchor in row), after)


def _shape_defects(data: dict[str, object], text: str, path: str) -> list[DataError]:
    """What is missing, unknown or of the wrong kind: one defect for the head of the file and each axis, pole and actor."""
    lines = _Lines(text)
    found: list[DataError] = []

    def look(part: object, kind: type, where: str, line: int | None) -> None:
        try:
            msgspec.convert(part, kind)
        except msgspec.ValidationError as e:
            inside = re.search(r" - at `\$\.?(.+)`$", str(e))
            what = str(e)[: inside.start()] if inside else str(e)
            at = ": ".join(x for x in (where, inside[1] if inside else "") if x)
            reason = f"{at}: {what}" if at else what
            found.append(DataError(path, line, f"{reason}; see docs/codebook.md for what a codebook holds"))

    axes, actors = data.get("axis"), data.get("actors")
    head = dict(data)
    if isinstance(axes, list):
        head["axis"] = []
        for i, axis in enumerate(axes):
            line = lines.nth("[[axis]]", i)
            name = f'axis "{axis["id"]}"' if isinstance(axis, dict) and "id" in axis else f"axis {i + 1}"
            poles = axis.get("poles") if isinstance(axis, dict) else None
            if isinstance(poles, list) and len(poles) == 2:
                for k, pole in enumerate(poles):
                    look(pole, Pole, f"{name}: pole {k + 1}", lines.nth("[[axis.poles]]", k, line))
                axis = {**axis, "poles": [{"id": "", "name": ""}] * 2}
            look(axis, Axis, name, line)
    if isinstance(actors, dict):
        head["actors"] = {}
        for key, actor in actors.items():
            look(actor, Actor, f"actor {key}", lines.nth(f"[actors.{key}]", 0))
    look(head, _File, "", None)
    return sorted(found, key=lambda d: d.line or 0)


def _defects(content: _File, text: str, path: str) -> list[DataError]:
    """Everything wrong with a codebook that has the right shape."""
    lines = _Lines(text)
    found: list[DataError] = []
    part: int | None = None  # the line at which the axis or actor begins that is looked at

    def say(anchor: str, reason: str) -> None:
        found.append(DataError(path, lines.of(anchor, part), reason))

    if not content.axis:
        say("title", "has no axis; add at least one [[axis]]")
    seen: set[str] = set()
    for i, axis in enumerate(content.axis):
        part = lines.nth("[[axis]]", i)
        where = f'axis "{axis.id}"'
        if not re.fullmatch(r"[a-z][a-z0-9-]*", axis.id):
            say(f'"{axis.id}"', f"{where}: an id is lower-case letters, digits and hyphens")
        if axis.id in seen:
            say(f'"{axis.id}"', f"{where} stands twice")
        seen.add(axis.id)
        if axis.poles[0].id == axis.poles[1].id:
            say(f'"{axis.id}"', f"{where}: both poles have the id {axis.poles[0].id!r}")
        for pole in axis.poles:
            if pole.id in {NONE, ANY_AXIS} or not re.fullmatch(r"[a-z][a-z0-9-]*", pole.id):
                say(f'"{pole.id}"', f'{where}: "{pole.id}" cannot be the id of a pole')
        for name in axis.referents:
            if name not in content.actors:
                say(f'"{name}"', f"{where}: referent <{name}> is not an actor")
        for kind, expressions in [
            ("exception", axis.exceptions),
            *(("indicator", p.indicators) for p in axis.poles),
        ]:
            _check_all(expressions, content, f"{where}: {kind}", say)
    for name, actor in content.actors.items():
        part = lines.nth(f"[actors.{name}]", 0)
        if not re.fullmatch(r"[a-z][a-z-]*", name):
            say(name, f'actor "{name}": a name is lower-case letters and hyphens')
        plain = [e for e in actor.expressions if not {"<", "|"} & set(e) and ".." not in e.split(" ")]
        for expression in actor.expressions:
            if expression not in plain:
                say(f'"{expression}"', f'actor {name}: "{expression}": an actor is written in plain words')
        _check_all(plain, content, f"actor {name}:", say)
    return sorted(found, key=lambda d: d.line or 0)


def _check_all(
    expressions: Sequence[str], content: _File, where: str, say: Callable[[str, str], None]
) -> None:
    for expression in expressions:
        try:
            check(expression, content.actors)
        except ExpressionError as e:
            say(f'"{expression}"', f'{where} "{expression}" {e}')


_TEMPLATE = """# A codebook: which wording decisions are coded, and how to tell their two poles apart.
# Expressions are words in lower case; `word*` matches every word that begins so, `a|b` one of several,
# `<name>` an actor, `..` up to four words within a clause. Hyphens are left out.

title = "Wording in coverage of migration"
version = "1"

[actors.migrants]
expressions = ["migrant*", "asylum seeker*", "refugee*"]

[[axis]]
id = "arrival"
name = "Arrivals"
question = "What is the arrival of people called?"
rule = "Code the noun or verb chosen for people arriving. Not coded: arrivals of goods, of aircraft, of officials."
referents = ["migrants"]

[[axis.poles]]
id = "flow"
name = "terms of flow"
indicators = ["wave|waves of <migrants>", "influx", "flood|floods of <migrants>"]
examples = ["An *influx* of migrants reached the island."]

[[axis.poles]]
id = "journey"
name = "terms of journey"
indicators = ["<migrants> arriv*", "<migrants> .. reached", "arrival|arrivals of <migrants>"]
examples = ["Forty *asylum seekers arrived* by boat."]
"""


def begin(path: str | Path) -> None:
    """Write a first codebook to edit; :class:`~framing.errors.CodebookError` where the file exists already."""
    where = Path(path)
    if where.exists():
        raise CodebookError([DataError(where, None, "exists already; give another name")])
    where.parent.mkdir(parents=True, exist_ok=True)
    where.write_text(_TEMPLATE, encoding="utf-8")
