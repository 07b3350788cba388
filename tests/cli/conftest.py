"""Two ways to run a command: inside this process, fast, and as the program that people run."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import framing
from framing.cli import main
from framing.learning.model_folder import Model

ROOT = Path(__file__).parents[2]


class Done(NamedTuple):
    """What a command did: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.split("\n")[:-1]]


Run = Callable[..., Done]


@pytest.fixture(scope="session")
def loaded() -> dict[str, Model]:
    """The model that ships, once it has been loaded."""
    return {}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], loaded: dict[str, Model]) -> Run:
    """Run a command in this process. The model that ships is loaded once for all tests."""
    load = framing.load_model

    def load_once(folder: str | Path | None = None) -> Model:
        if folder is not None:
            return load(folder)
        if not loaded:
            loaded["shipped"] = load()
        return loaded["shipped"]

    def call(*words: str | Path, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(framing, "load_model", load_once)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main([str(w) for w in words])
        code = stopped.value.code
        assert isinstance(code, int | None)
        return Done(code or 0, *capsys.readouterr())

    return call


@pytest.fixture
def program() -> Run:
    """Run the real program in a process of its own, warnings as errors."""

    def call(
        *words: str | Path, stdin: bytes = b"", cwd: Path = ROOT, env: Mapping[str, str] | None = None
    ) -> Done:
        done = subprocess.run(
            command(*words),
            input=stdin,
            capture_output=True,
            cwd=cwd,
            env=environment(env),
            timeout=60,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return call


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start the real program and leave it running, for tests that interrupt it."""
    running: list[subprocess.Popen[bytes]] = []
    watchdogs: list[threading.Timer] = []
    # A job in the background ignores interrupts, and its children with it; a handler here is the default there.
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)

    def call(*words: str | Path, **more: Any) -> subprocess.Popen[bytes]:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more
        process = subprocess.Popen(command(*words), cwd=ROOT, env=environment(), **pipes)
        running.append(process)
        watchdogs.append(threading.Timer(60, process.kill))  # a test that waits for ever fails instead
        watchdogs[-1].start()
        return process

    yield call
    signal.signal(signal.SIGINT, handler)
    for process, watchdog in zip(running, watchdogs, strict=True):
        watchdog.cancel()
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-W", "error", "-m", "framing", *map(str, words)]


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": path, **(more or {})}
