"""Runs the app on the loopback interface and prints the link that opens it."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable

from framing.errors import FramingError, MissingExtra
from framing.web.workbench import Workbench

HOST = "127.0.0.1"
"""The only interface that is listened on."""


class PortTaken(FramingError):
    """The port is another program's."""


def listen(port: int) -> socket.socket:
    """A socket on the loopback interface. *port* 0 takes a free one. Raises :class:`PortTaken`."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HOST, port))
    except OSError as e:
        found.close()
        raise PortTaken(f"port {port} cannot be used ({(e.strerror or str(e)).lower()}); choose another with --port") from None  # fmt: skip
    found.listen(128)
    return found


def serve(bench: Workbench, port: int, ready: Callable[[str], None]) -> None:
    """Run until interrupted. *ready* is called with the link once the port is open.

    Raises :class:`PortTaken`, and :class:`~framing.errors.MissingExtra` without uvicorn or Starlette.
    """
    try:
        import jinja2  # noqa: F401
        import python_multipart  # noqa: F401  read by forms only when the first one is sent
        import uvicorn

        from framing.web.app import make_app
    except ImportError as e:
        raise MissingExtra("framing serve", (e.name or "uvicorn").partition(".")[0], "web") from None
    token = secrets.token_urlsafe(24)
    with listen(port) as listening:
        port = listening.getsockname()[1]
        config = uvicorn.Config(
            make_app(bench, token=token, port=port), log_level="warning", access_log=False, server_header=False, ws="none", proxy_headers=False, timeout_graceful_shutdown=3
        )  # fmt: skip
        ready(f"http://{HOST}:{port}/?token={token}")
        uvicorn.Server(config).run(sockets=[listening])
