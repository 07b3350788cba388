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


def pages() -> list[Path]:
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def examples(page: Path) -> list[tuple[str, str, str]]:
    """(place, command, expected output) of every command in every block of a page."""
    found = []
    text = page.read_text(encoding="utf-8")
    for block in _BLOCK.finditer(text):
        line = text[: block.start()].count("\n") + 1
        for part in re.split(r"^\$ ", block[1], flags=re.MULTILINE)[1:]:
            command, _, expected = part.partition("\n")
            found.append((f"{page.name}:{line}", command, expected))
    return found


@pytest.mark.parametrize("page", [p for p in pages() if examples(p)], ids=lambda p: p.name)
def test_documented_commands_print_what_is_documented(page: Path, tmp_path: Path) -> None:
    """The commands of a page run one after another in one folder, as a reader would run them."""
    for name in ("labels", "seeds", "models", "docs"):
        (tmp_path / name).symlink_to(ROOT / name)
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "120",
    }
    for place, command, expected in examples(page):
        done = subprocess.run(
            command,
            shell=True,
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        got = done.stdout + done.stderr
        want = expected.replace("…", "...")
        assert doctest.OutputChecker().check_output(want, got.replace("…", "..."), _FLAGS), (
            f"{place}: {command}\nprinted:\n{got}\nexpected:\n{expected}"
        )


def test_there_are_examples_to_run() -> None:
    assert sum(len(examples(p)) for p in pages()) >= 12


def test_every_page_of_docs_is_linked_from_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [p.name for p in (ROOT / "docs").glob("*.md") if f"docs/{p.name}" not in readme]
    assert missing == []
