"""Long work in child processes, one at a time, with what each says of its progress; a child that fails takes nothing along.

The child (:mod:`framing.web.worker`) gets its work as one JSON line and answers with JSON lines; it ends when the server does.
"""

from __future__ import annotations

import secrets
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from framing.web.work import Said, Work

State = Literal["waiting", "running", "done", "failed", "cancelled"]
ENDED: frozenset[State] = frozenset({"done", "failed", "cancelled"})
KEPT = 50
"""Ended jobs that are remembered; their files stay."""
LOG = "log.txt"


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


class Jobs:
    """The queue of a server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._jobs: dict[str, Job] = {}
        self._turn = threading.Lock()
        self._guard = threading.Lock()
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._closed = False

    def new_folder(self) -> Path:
        """A folder for the files of a job to be, of an unguessable name."""
        folder = self._folder / secrets.token_hex(8)
        folder.mkdir(parents=True)
        return folder

    def start(self, work: Work, title: str, folder: Path) -> Job:
        """Put work into the queue; returns at once."""
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        job = Job(folder.name, type(work).__name__.lower(), title, folder, at=now)
        with self._guard:
            self._jobs[job.id] = job
            for old in [j.id for j in self._jobs.values() if j.ended][:-KEPT]:
                del self._jobs[old]
        threading.Thread(target=self._run, args=(job, work), name=f"job {job.id}", daemon=True).start()
        return job

    def get(self, id: str) -> Job | None:
        """The job of that id, or None."""
        return self._jobs.get(id)

    def all(self) -> list[Job]:
        """Every job that is remembered, the newest first."""
        with self._guard:
            return list(reversed(self._jobs.values()))

    def cancel(self, id: str) -> None:
        """End a job that has not ended; its half-made files stay in its folder, and nowhere else."""
        with self._guard:
            job = self._jobs.get(id)
            if job is None or job.ended:
                return
            job.state = "cancelled"
            child = self._children.get(id)
        if child is not None:
            child.kill()

    def close(self) -> None:
        """End every child."""
        self._closed = True
        for job in self.all():
            self.cancel(job.id)

    def _run(self, job: Job, work: Work) -> None:
        with self._turn:
            with self._guard:
                if job.ended or self._closed:
                    return
                job.state, job.step = "running", "starting"
                with (job.folder / LOG).open(
                    "wb"
                ) as log:  # a file: a pipe that nobody reads would fill up and stop the child
                    child = subprocess.Popen(
                        [sys.executable, "-m", "framing.web.worker"],
                        stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE,
                        stderr=log,
                    )
                self._children[job.id] = child
            started = time.monotonic()
            try:
                self._listen(job, work, child, started)
            finally:
                child.kill()
                child.communicate()
                with self._guard:
                    job.seconds = time.monotonic() - started
                    del self._children[job.id]
                    if not job.ended:
                        last = (job.folder / LOG).read_text("utf-8", "replace").strip().splitlines()
                        job.errors = [
                            f"the work ended before its time: {last[-1] if last else 'no reason given'}"
                        ]
                        job.state = "failed"

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
