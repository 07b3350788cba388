"""Every ``console`` block of README and docs is run; what is printed must be what stands there ("…" stands for anything)."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def examples() -> list[tuple[str, str, str]]:
    """(place, command, expected output) of every command in every block."""
    found = []
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        text = page.read_text(encoding="utf-8")
        for block in _BLOCK.finditer(text):
            line = text[: block.start()].count("\n") + 1
            for part in re.split(r"^\$ ", block[1], flags=re.MULTILINE)[1:]:
                command, _, expected = part.partition("\n")
                found.append((f"{page.name}:{line}", command, expected))
    return found


@pytest.mark.parametrize(("place", "command", "expected"), examples())
def test_documented_command_prints_what_is_documented(
    place: str, command: str, expected: str, tmp_path: Path
) -> None:
    for name in ("labels", "seeds", "models"):
        (tmp_path / name).symlink_to(ROOT / name)
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "120",
    }
    done = subprocess.run(
        command,
        shell=True,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    got = done.stdout + done.stderr
    want = expected.replace("…", "...")
    assert doctest.OutputChecker().check_output(want, got.replace("…", "..."), _FLAGS), (
        f"{place}: {command}\nprinted:\n{got}\nexpected:\n{expected}"
    )


def test_there_are_examples_to_run() -> None:
    assert len(examples()) >= 4


def test_every_page_of_docs_is_linked_from_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [p.name for p in (ROOT / "docs").glob("*.md") if f"docs/{p.name}" not in readme]
    assert missing == []
