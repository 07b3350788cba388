"""Long work in child processes, one at a time, with what each says of its progress; a child that fails takes nothing along.

The child (:mod:`framing.web.worker`) gets its work as one JSON line and answers with JSON lines; it ends when the server does.
"""

from __future__ import annotations

import os
import queue
import secrets
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from framing.errors import FramingError, printable
from framing.web.work import Compare, Said, Work

State = Literal["waiting", "running", "done", "failed", "cancelled"]
ENDED: frozenset[State] = frozenset({"done", "failed", "cancelled"})
KEPT = 50
"""Ended jobs that are remembered; their files stay."""
LOG = "log.txt"
WAITING = 20
"""Jobs that may wait for their turn."""


class Job(msgspec.Struct):
    """One piece of work: what it is, how far it is, and where its files lie. Changed by its thread only."""

    id: str
    kind: str
    title: str
    folder: Path
    state: State = "waiting"
    step: str = "waiting for its turn"
    done: int = 0
    total: int = 0
    """Units done of how many; 0 of 0 where the step cannot be counted."""
    seconds: float = 0.0
    at: str = ""
    result: dict[str, str] = {}
    errors: list[str] = []

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ENDED


class TooMany(FramingError):
    """There are as many jobs waiting as may wait."""


class Jobs:
    """The queue of a server: one thread, which takes the jobs in the order in which they were started."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._jobs: dict[str, Job] = {}
        self._waiting: queue.SimpleQueue[tuple[Job, Work] | None] = queue.SimpleQueue()
        self._guard = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)
        self._thread.start()

    def new_folder(self) -> Path:
        """A folder for the files of a job to be, of an unguessable name."""
        folder = self._folder / secrets.token_hex(8)
        folder.mkdir(parents=True)
        return folder

    def start(self, work: Work, title: str, folder: Path) -> Job:
        """Put work into the queue; returns at once. Raises :class:`TooMany`."""
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        job = Job(folder.name, type(work).__name__.lower(), title, folder, at=now)
        with self._guard:
            if sum(not j.ended for j in self._jobs.values()) > WAITING:
                raise TooMany(f"{WAITING} jobs are waiting; stop some, or wait for them")
            self._jobs[job.id] = job
            for old in [j.id for j in self._jobs.values() if j.ended][:-KEPT]:
                del self._jobs[old]
        self._waiting.put((job, work))
        return job

    def get(self, id: str) -> Job | None:
        """The job of that id, or None."""
        return self._jobs.get(id)

    def all(self) -> list[Job]:
        """Every job that is remembered, the newest first."""
        with self._guard:
            return list(reversed(self._jobs.values()))

    def cancel(self, id: str) -> None:
        """End a job that has not ended. What it had finished stays, such as a model that was being compared."""
        with self._guard:
            job = self._jobs.get(id)
            if job is None or job.ended:
                return
            running, job.state = job.state == "running", "cancelled"
            if running and self._child is not None:
                _end(self._child)

    def close(self) -> None:
        """End the jobs, and the thread; returns when the last child is gone."""
        self._closed = True
        for job in self.all():
            self.cancel(job.id)
        self._waiting.put(None)
        self._thread.join(10)

    def _work(self) -> None:
        while (taken := self._waiting.get()) is not None:
            job, work = taken
            try:
                self._run(job, work)
            except OSError as e:  # the folder is gone, the disk full
                self._fail(
                    job, f"{e.filename or 'the work could not be started'}: {(e.strerror or str(e)).lower()}"
                )
            if isinstance(work, Compare):
                Path(work.corpus).unlink(missing_ok=True)  # the upload has been read

    def _run(self, job: Job, work: Work) -> None:
        with (job.folder / LOG).open(
            "wb"
        ) as log:  # a file: a pipe that nobody reads would fill up and stop the child
            with self._guard:
                if job.ended or self._closed:
                    return
                job.state, job.step = "running", "starting"
                # -P: nothing of the folder that the server was started in is imported. A session of its own: its children end with it.
                child = self._child = subprocess.Popen(
                    [sys.executable, "-P", "-m", "framing.web.worker"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    start_new_session=True,
                )
            started = time.monotonic()
            try:
                self._listen(job, work, child, started)
            finally:
                _end(child)
                child.communicate()
                with self._guard:
                    self._child = None
                    job.seconds = time.monotonic() - started
        if not job.ended:
            last = (job.folder / LOG).read_text("utf-8", "replace").strip().splitlines()
            self._fail(job, f"the work ended before its time: {last[-1] if last else 'no reason given'}")

    def _fail(self, job: Job, line: str) -> None:
        with self._guard:
            if not job.ended:
                job.errors, job.state = [printable(line)], "failed"

    def _listen(self, job: Job, work: Work, child: subprocess.Popen[bytes], started: float) -> None:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            child.stdin.write(msgspec.json.encode(work) + b"\n")
            child.stdin.flush()
        except BrokenPipeError:
            return  # it ended at once; what it said on standard error is the reason
        for line in child.stdout:
            said = msgspec.json.decode(line, type=Said)
            with self._guard:
                job.seconds = time.monotonic() - started
                if job.ended:
                    return
                job.step, job.done, job.total = said.step or job.step, said.done, said.total
                if said.errors:
                    job.errors, job.state = list(said.errors), "failed"
                elif said.result is not None:
                    job.result, job.state = dict(said.result), "done"
                if job.ended:
                    return


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill a child and everything that it has started."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
