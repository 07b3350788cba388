"""Import a file into an empty folder and see all that came of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from framing.coding import exchange, labels
from framing.coding.codebook import Codebook
from framing.coding.labels import Label

FIXTURES = Path(__file__).parents[2] / "fixtures" / "exchange"


class Found(NamedTuple):
    """What an import has written and told: rows as CSV, lines, and what was set aside."""

    rows: list[str]
    told: list[str]
    rejects: list[dict[str, Any]]

    @property
    def reasons(self) -> list[tuple[int, str]]:
        """The number of the line, task or row of what was set aside, and why."""
        return [(r.get("line") or r.get("task") or r["row"], r["reason"]) for r in self.rejects]


Importing = Callable[..., Found]


def bare(rows: Sequence[Label]) -> set[Label]:
    """Rows without where they stand."""
    return {msgspec.structs.replace(r, path="", line=0) for r in rows}


@pytest.fixture
def fixtures() -> Path:
    """Files as the tools write them, made by hand."""
    return FIXTURES


@pytest.fixture
def importing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, park_book: Codebook) -> Importing:
    """Import files, by their contents or paths; what is written is read back strictly."""
    monkeypatch.chdir(tmp_path)

    def call(*sources: Path | tuple[str, str | bytes | Sequence[object]], **more: Any) -> Found:
        paths = []
        for source in sources:
            if isinstance(source, tuple):
                name, content = source
                if not isinstance(content, str | bytes):
                    array = name.endswith(".json")
                    pieces = [json.dumps(r, ensure_ascii=False) for r in content]
                    content = f"[{','.join(pieces)}]" if array else "\n".join(pieces)
                Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
                source = Path(name)
            paths.append(source)
        before = set(os.listdir())
        done = exchange.import_labels(paths, "out.csv", park_book, **more)
        new = set(os.listdir()) - before
        assert new == {"out.csv", *(["out.rejects.jsonl"] if done.rejects else [])}
        rows = labels.load(["out.csv"], park_book)
        assert len(rows) == done.rows
        text = Path("out.csv").read_text(encoding="utf-8")
        kept = Path("out.rejects.jsonl")
        rejects = (
            [json.loads(r) for r in kept.read_text(encoding="utf-8").split("\n")[:-1]] if done.rejects else []
        )
        assert len(rejects) == done.aside
        for name in new:
            Path(name).unlink()
        return Found(text.splitlines(), done.lines, rejects)

    return call
