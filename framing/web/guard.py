"""Who may talk to the server, and how much they may send: a layer around the whole app.

    Host      exactly 127.0.0.1:PORT or localhost:PORT, so that a name that was pointed at this machine reaches nothing
    Origin    where there is one, this server's; a request that changes something has to have one, or carry the token itself
    token     in the printed link, then in a cookie of this port; scripts send it as ``Authorization: Bearer``
    body      counted while it arrives, whatever its header says

A cookie alone is not enough: a page on another port of this machine is the same site to a browser, and its requests carry it.
What is not done: encryption (nothing leaves the machine) and accounts (whoever has the link may do everything).
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 2_000_000
"""Bytes that a request may send, except where a corpus is uploaded."""
MAX_UPLOAD = 200_000_000
"""Bytes of a corpus; more is for the command line."""
MAX_ADDRESS = 8_000
"""Bytes of path and query."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
REPORT_POLICY = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""For a report, which holds its own style sheet and states its hash itself: no script, nothing from elsewhere."""

HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # no-referrer would make the Origin of our own forms "null"
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}


class Refused(Exception):
    """A request that goes no further: status and the reason, which says what to do."""

    def __init__(self, status: int, reason: str) -> None:
        self.status = status
        super().__init__(reason)


class Guard:
    """The layer. ``upload_paths``: where :data:`MAX_UPLOAD` holds instead of :data:`MAX_BODY`, as (method, path)."""

    def __init__(self, app: ASGIApp, *, token: str, port: int, upload_paths: frozenset[tuple[str, str]] = frozenset()) -> None:  # fmt: skip
        self._app = app
        self._token = token.encode()
        names = ("127.0.0.1", "localhost")
        # Browsers leave the port of the protocol out.
        self._hosts = frozenset({f"{n}:{port}" for n in names} | (set(names) if port == 80 else set()))
        self._cookie = f"framing-{port}"
        self._uploads = upload_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # no page of ours opens a websocket
            await send({"type": "websocket.close", "code": 1008})
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        answer = self._answer(scope)
        if answer is not None:
            await answer(scope, receive, send_guarded)
            return
        limit = MAX_UPLOAD if (scope["method"], scope["path"]) in self._uploads else MAX_BODY
        await self._app(scope, _counted(receive, limit), send_guarded)

    def _answer(self, scope: Scope) -> Response | None:
        """The refusal or the redirect, or None for a request that may pass."""
        headers = Headers(scope=scope)
        try:
            self._check_place(scope, headers)
            found = self._link(scope)
            if found is not None:
                return found
            self._check_right(scope, headers)
            self._check_size(scope, headers)
        except Refused as e:
            return _plain(e.status, str(e))
        return None

    def _check_place(self, scope: Scope, headers: Headers) -> None:
        if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > MAX_ADDRESS:
            raise Refused(414, f"the address is longer than {MAX_ADDRESS} bytes")
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            raise Refused(403, "this server answers only to the address that framing serve printed")
        origins = headers.getlist("origin")
        if origins and (len(origins) != 1 or origins[0] != f"http://{hosts[0]}"):
            raise Refused(403, "a page of another origin may not use this server")
        elsewhere = headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}
        followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest", "document") == "document"  # fmt: skip
        if elsewhere and (not followed or scope["path"].startswith("/api")):
            raise Refused(403, "a page of another origin may not use this server")

    def _link(self, scope: Scope) -> Response | None:
        """The printed link: its token becomes a cookie, and leaves the address."""
        if scope["method"] != "GET":
            return None
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = [v for k, v in query if k == "token"]
        if not given:
            return None
        if len(given) != 1 or not self._is_token(given[0]):
            raise Refused(403, "the token of this link is not the one of this run; use the link that framing serve printed last")  # fmt: skip
        rest = urlencode([(k, v) for k, v in query if k != "token"])
        path = "/" + scope["path"].lstrip("/\\")  # never //elsewhere
        answer = RedirectResponse(path + (f"?{rest}" if rest else ""), 303)
        answer.set_cookie(self._cookie, self._token.decode(), httponly=True, samesite="strict", path="/")
        return answer

    def _check_right(self, scope: Scope, headers: Headers) -> None:
        kind, _, given = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            if not self._is_token(given.strip()):
                raise Refused(403, "the token is not the one of this run")
            return
        if not self._is_token(self._cookie_of(headers)):
            raise Refused(401, "open the link that framing serve printed: it carries the token of this run")
        if scope["method"] not in SAFE and "origin" not in headers:
            raise Refused(403, "a request that changes something needs an Origin, or the token as Authorization: Bearer")  # fmt: skip

    def _cookie_of(self, headers: Headers) -> str:
        """Our cookie among those of every other program on this machine, however odd they are: cookies know no ports."""
        pairs = [pair.partition("=") for header in headers.getlist("cookie") for pair in header.split(";")]
        given = [value.strip() for name, _, value in pairs if name.strip() == self._cookie]
        return next((g for g in given if self._is_token(g)), "")

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._token)

    def _check_size(self, scope: Scope, headers: Headers) -> None:
        limit = MAX_UPLOAD if (scope["method"], scope["path"]) in self._uploads else MAX_BODY
        stated = headers.get("content-length", "0")
        if not stated.isascii() or not stated.isdigit():
            raise Refused(400, "content-length is not a number")
        if int(stated[:20]) > limit:
            raise Refused(413, _too_much(limit))


def _too_much(limit: int) -> str:
    return f"more than {limit / 1e6:.0f} MB; use the command line for it"


def _counted(receive: Receive, limit: int) -> Callable[[], Awaitable[Message]]:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413, _too_much(limit))  # where the app reads the body; it answers so
        return message

    return counted


def _plain(status: int, reason: str) -> Response:
    return PlainTextResponse(f"framing: {reason}\n", status)
