"""The house: what may import what, where things live, and that no code knows the topic of the bundled codebook."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "framing"
FILES = sorted(p for p in PACKAGE.rglob("*.py") if "__pycache__" not in p.parts)

LAYERS = {
    "framing.errors": 0,
    "framing.units": 0,
    "framing.text": 1,
    "framing.coding": 2,
    "framing.learning": 3,
    "framing.scoring": 4,
    "framing.comparison": 5,
    "framing.report": 6,
    "framing": 7,
    "framing.web": 8,
    "framing.cli": 9,
    "framing.__main__": 10,
}
"""Imports point down this table, or stay inside one package."""


def module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module(p): p for p in FILES}


def home(name: str) -> str:
    """The row of the table that a module belongs to."""
    two = ".".join(name.split(".")[:2])
    return two if two in LAYERS else name


def imports(tree: ast.AST) -> Iterator[str]:
    """The modules of this package that a file imports, anywhere in it, also only for types."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.split(".")[0] == "framing")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            if (node.module or "").split(".")[0] == "framing":
                for alias in node.names:
                    inside = f"{node.module}.{alias.name}"
                    yield inside if inside in MODULES else str(node.module)


def points_down(importer: str, imported: str) -> bool:
    here, there = home(importer), home(imported)
    return here == there if LAYERS[here] <= LAYERS[there] else True


# ---------------------------------------------------------------- layers


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    here = module(path)
    assert [there for there in imports(ast.parse(path.read_text())) if not points_down(here, there)] == []


def test_the_check_of_imports_would_notice() -> None:
    """A harness whose control passes is void."""
    tree = ast.parse(
        "import framing\nfrom framing.text import tokens\ndef f():\n    from framing.cli.app import app\n"
    )
    assert list(imports(tree)) == ["framing", "framing.text.tokens", "framing.cli.app"]
    assert not points_down("framing.text.tokens", "framing.coding.labels")
    assert not points_down("framing.report.comparison_page", "framing")
    assert not points_down("framing.errors", "framing.units")
    assert points_down("framing.cli.score", "framing")
    assert points_down("framing.text.segments", "framing.text.tokens")


def test_the_library_never_imports_the_packages_of_its_interfaces() -> None:
    for name, path in MODULES.items():
        if LAYERS[home(name)] < LAYERS["framing.web"]:
            words = set(
                re.findall(
                    r"^\s*(?:from|import) (typer|click|starlette|uvicorn)\b", path.read_text(), re.MULTILINE
                )
            )
            assert words == set(), name


def test_importing_the_package_imports_nothing_heavy() -> None:
    """The journeys import what they need when they are called: ``framing --help`` stays fast."""
    tree = ast.parse((PACKAGE / "__init__.py").read_text())
    top = [n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)]
    names = {n.module if isinstance(n, ast.ImportFrom) else n.names[0].name for n in top}
    assert names == {"__future__", "collections.abc", "pathlib", "typing", "framing.errors"}


# ---------------------------------------------------------------- files


def test_every_file_belongs_to_a_row_of_the_table() -> None:
    assert {home(name) for name in MODULES} <= set(LAYERS)


def test_every_folder_lists_its_files_in_its_docstring() -> None:
    """The tree is the table of contents: a file that its folder does not name is lost to readers, a name without file misleads."""
    for name, path in MODULES.items():
        if path.name != "__init__.py" or name == "framing":
            continue
        listed = set(re.findall(r":mod:`(\w+)`", ast.get_docstring(ast.parse(path.read_text())) or ""))
        there = {*path.parent.glob("*.py"), *(p.parent for p in path.parent.glob("*/__init__.py"))}
        assert listed == {p.stem for p in there} - {"__init__"}, name


def test_the_package_lists_its_folders_in_reading_order() -> None:
    listed = re.findall(
        r":mod:`([\w.]+)`", ast.get_docstring(ast.parse((PACKAGE / "__init__.py").read_text())) or ""
    )
    assert listed == sorted(listed, key=lambda m: LAYERS[m])
    folders = {m for m, p in MODULES.items() if p.name == "__init__.py" and m.count(".") == 1}
    assert folders <= set(listed)


def test_no_file_is_a_bag() -> None:
    assert [m for m in MODULES if re.search(r"\b(utils?|helpers?|common|misc|tools)$", m)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text()))


# ---------------------------------------------------------------- the topic

TOPIC = re.compile("hamas|israel|gaza|palestin|netanyahu|jerusalem|rafah", re.IGNORECASE)
ALLOWED = {
    ("framing.text.tokens", "| (?<=s)['’](?=\\s|$|[,.;:])           # Hamas'"),  # a comment inside a pattern
}
"""Lines outside docstrings and comments that may name the topic: examples that explain, and nothing that decides."""


def named(text: str) -> list[str]:
    """The lines of code that name the topic; docstrings and comments may give it as an example."""
    doc_lines: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            doc_lines |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    found = []
    rows = text.split("\n")
    for token in tokenize.generate_tokens(iter([r + "\n" for r in rows]).__next__):
        if token.type == tokenize.COMMENT or token.start[0] in doc_lines or not TOPIC.search(token.string):
            continue
        found += [
            rows[n - 1].strip() for n in range(token.start[0], token.end[0] + 1) if TOPIC.search(rows[n - 1])
        ]
    return found


def test_no_code_knows_the_topic() -> None:
    found = {(name, line) for name, path in MODULES.items() for line in named(path.read_text())}
    assert found <= ALLOWED


def test_no_template_knows_the_topic() -> None:
    others = [
        p
        for p in PACKAGE.rglob("*")
        if p.is_file() and p.suffix in {".html", ".css", ".js", ".toml", ".json", ".svg"}
    ]
    assert [p for p in others if "_default" not in p.parts and TOPIC.search(p.read_text())] == []


def test_the_check_of_the_topic_would_notice() -> None:
    """A harness whose control passes is void."""
    code = '"""Hamas."""\nX = "israel hamas no"  # Gaza\ndef f():\n    """Gaza."""\n    return """a\n    b Gaza"""\n'
    assert named(code) == ['X = "israel hamas no"  # Gaza', 'b Gaza"""']
