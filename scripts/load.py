"""Many clients at once on the score operation of ``framing serve``, beside a bare route of the same server: answers, errors, times.

    scripts/load.py [SECONDS] [CLIENTS]

The two are asked in turn in every client, so that both see the same machine. Prints a table; asserts nothing.
"""

from __future__ import annotations

import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time

TEXT = (
    "Council felled the lime\n\n"
    + "The council felled the old lime by the gate on Monday, the mayor said. " * 40
)


def main() -> None:
    """Start a server, ask, print."""
    seconds, clients = (float(a) for a in (*sys.argv[1:], *("60", "32")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(
            [sys.executable, "-m", "framing", "serve", "--project", folder, "--port", "0", "--no-open"],
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert server.stderr is not None
        try:
            link = server.stderr.readline().split()[1]
            address, _, token = link.removeprefix("http://").partition("/?token=")
            asked = _ask(address, token, seconds, int(clients))
        finally:
            server.terminate()
            server.wait()
    for name, times in asked.items():
        if name != "errors":
            cut = statistics.quantiles(times, n=100)
            print(f"{name:6} {len(times):7,} answers  median {cut[49] * 1e3:7.1f} ms  p95 {cut[94] * 1e3:7.1f} ms  p99 {cut[98] * 1e3:7.1f} ms")  # fmt: skip
    print(f"errors {len(asked['errors']):7,}")


def _ask(address: str, token: str, seconds: float, clients: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {"score": [], "bare": [], "errors": []}
    body = json.dumps({"text": TEXT})
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    end = time.monotonic() + seconds

    def client() -> None:
        connection = http.client.HTTPConnection(address, timeout=60)
        while time.monotonic() < end:
            for name, method, path, data in (("score", "POST", "/api/score", body), ("bare", "GET", "/api/jobs", None)):  # fmt: skip
                started = time.monotonic()
                try:
                    connection.request(method, path, data, headers)
                    answer = connection.getresponse()
                    answer.read()
                    ok = answer.status == 200
                except (OSError, http.client.HTTPException):
                    connection.close()
                    ok = False
                found[name if ok else "errors"].append(time.monotonic() - started)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return found


if __name__ == "__main__":
    main()
