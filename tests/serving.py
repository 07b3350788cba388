"""``framing serve`` in a process of its own, as a person starts it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any


class Served:
    """A running server: its link with the token, its address, its folder, and how to end it."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "framing", "serve", "--project", str(folder), "--port", "0", "--no-open", *options],
            stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        assert self.process.stderr is not None
        first = self.process.stderr.readline()
        assert first.startswith("framing: http://127.0.0.1:"), first
        self.link = first.removeprefix("framing: ").strip()
        self.address, _, self.token = self.link.partition("/?token=")

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        assert self.process.stderr is not None
        self.process.stderr.close()

    def ask(self, path: str, body: Any = None, *, method: str = "", data: bytes | None = None) -> Any:
        """The JSON interface, as a script uses it; raises ``HTTPError`` for a refusal."""
        headers = {"authorization": f"Bearer {self.token}"}
        if body is not None:
            data, headers["content-type"] = json.dumps(body).encode(), "application/json"
        method = method or ("POST" if data else "GET")
        request = urllib.request.Request(self.address + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())
