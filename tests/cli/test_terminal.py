"""What is shown on standard error while somebody watches: a bar may run inside of the line that names the step."""

from __future__ import annotations

import io
import sys

import pytest

from framing.cli.terminal import steps, watched


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_inside_of_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two live displays at once end the command before rich 14.1."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    with steps() as step:
        assert list(watched([1, 2, 3], "scoring", 3)) == [1, 2, 3]
        step("comparing [bold]Acorn – Élan[/bold]")
    assert isinstance(sys.stderr, Terminal)
    assert "scoring" in sys.stderr.getvalue()


def test_nothing_is_shown_where_nobody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with steps() as step:
        assert list(watched([1, 2], "scoring", 2)) == [1, 2]
        step("comparing")
    assert isinstance(sys.stderr, io.StringIO)
    assert sys.stderr.getvalue() == ""
