from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from framing.web import guard
from framing.web.guard import HEADERS, MAX_BODY, Guard

TOKEN, PORT = "right", 8765
HERE = f"http://127.0.0.1:{PORT}"


class Room:
    """An app that counts what reaches it: a refusal that arrives is none."""

    def __init__(self, guarded: bool = True) -> None:
        self.reached: list[str] = []

        async def take(request: Request) -> Response:
            self.reached.append(f"{request.method} {len(await request.body())}")
            return PlainTextResponse("done")

        bare = Starlette(routes=[Route(p, take, methods=["GET", "POST", "PUT", "DELETE"]) for p in ("/", "/upload", "/deep/er")])  # fmt: skip
        app = (
            Guard(bare, token=TOKEN, port=PORT, upload_paths=frozenset({("POST", "/upload")}))
            if guarded
            else bare
        )
        self.client = TestClient(app, base_url=HERE, follow_redirects=False)

    def with_cookie(self) -> TestClient:
        assert self.client.get("/", params={"token": TOKEN}).status_code == 303
        return self.client


def bearer(**more: str) -> dict[str, str]:
    return {"authorization": f"Bearer {TOKEN}", **more}


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:9999", f"127.0.0.1:{PORT}.evil.example", f"localhost.evil.example:{PORT}", "localhost",
        f"127.0.0.1:{PORT}0", f"0.0.0.0:{PORT}", f"[::1]:{PORT}", f"LOCALHOST:{PORT}", f"127.1:{PORT}", f"2130706433:{PORT}", f"user@127.0.0.1:{PORT}", f" 127.0.0.1:{PORT}x", "",
    ],
)  # fmt: skip
def test_another_host_reaches_nothing(host: str) -> None:
    room = Room()
    assert room.client.get("/", headers=bearer(host=host)).status_code == 403
    assert room.reached == []


@pytest.mark.parametrize("host", [f"127.0.0.1:{PORT}", f"localhost:{PORT}"])
def test_the_two_names_of_this_machine_are_answered(host: str) -> None:
    room = Room()
    assert room.client.get("/", headers=bearer(host=host)).status_code == 200
    assert room.client.post("/", headers=bearer(host=host, origin=f"http://{host}")).status_code == 200


def test_two_hosts_are_none() -> None:
    room = Room()
    headers = [("host", f"127.0.0.1:{PORT}"), ("host", "evil.example"), ("authorization", f"Bearer {TOKEN}")]
    assert room.client.get("/", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "origin",
    [
        "null", "http://evil.example", "http://127.0.0.1:9999", "http://127.0.0.1", f"https://127.0.0.1:{PORT}", f"http://localhost:{PORT}", f"http://127.0.0.1:{PORT}.evil.example",
        f"http://127.0.0.1:{PORT}/", f"HTTP://127.0.0.1:{PORT}", "", f"http://evil@127.0.0.1:{PORT}", "file://",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_another_origin_reaches_nothing(origin: str, method: str) -> None:
    room = Room()
    client = room.with_cookie()
    assert client.request(method, "/", headers={"origin": origin}).status_code == 403
    assert client.request(method, "/", headers=bearer(origin=origin)).status_code == 403
    assert room.reached == []


def test_a_naive_app_lets_them_in() -> None:
    """A harness whose control passes is void."""
    room = Room(guarded=False)
    assert (
        room.client.post("/", headers={"origin": "http://evil.example", "host": "evil.example"}).status_code
        == 200
    )
    assert room.reached == ["POST 0"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_write_with_the_cookie_alone_is_refused(method: str) -> None:
    room = Room()
    client = room.with_cookie()
    assert client.request(method, "/").status_code == 403
    assert client.request(method, "/", headers={"origin": HERE}).status_code == 200
    assert len(room.reached) == 1


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("mode", ["no-cors", "cors"])
def test_a_page_elsewhere_cannot_fetch(site: str, mode: str) -> None:
    room = Room()
    client = room.with_cookie()
    headers = {"sec-fetch-site": site, "sec-fetch-mode": mode}
    assert client.get("/", headers=headers).status_code == 403
    assert client.get("/", headers={**headers, "sec-fetch-mode": "navigate"}).status_code == 200


@pytest.mark.parametrize(
    "token", ["", "wrong", "righ", "rightt", "RIGHT", "ri\u0000ght", "rïght", "x" * 5000]
)
def test_a_wrong_token(token: str) -> None:
    room = Room()
    assert room.client.get("/", params={"token": token}).status_code == 403
    assert room.client.get("/", headers={"authorization": b"Bearer " + token.encode()}).status_code == 403
    cookie = f"framing-{PORT}={token}".encode()
    assert room.client.get("/", headers={"cookie": cookie}).status_code == 401
    assert room.reached == []


def test_no_token() -> None:
    room = Room()
    for headers in (
        {},
        {"authorization": "Basic cmlnaHQ="},
        {"authorization": "Bearer"},
        {"cookie": "framing-1=right"},
        {"cookie": "\x7f=;;=" + "a" * 3000},
    ):
        assert room.client.get("/", headers=headers).status_code in {401, 403}
    assert room.client.get("/", params=[("token", TOKEN), ("token", "wrong")]).status_code == 403
    assert room.reached == []


def test_the_token_leaves_the_address() -> None:
    room = Room()
    answer = room.client.get("/deep/er?a=1&token=right&b=%26")
    assert (answer.status_code, answer.headers["location"]) == (303, "/deep/er?a=1&b=%26")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert cookie.startswith(f"framing-{PORT}=right")


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/\\evil.example", "///evil.example", "/%5cevil.example"]
)
def test_the_link_leads_nowhere_else(path: str) -> None:
    answer = Room().client.get(f"{HERE}{path}?token={TOKEN}")
    location = answer.headers.get("location", "/")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


def test_a_body_is_counted_whatever_its_header_says() -> None:
    room = Room()

    def chunks(size: int):  # type: ignore[no-untyped-def]
        for _ in range(size // 100_000):
            yield b"x" * 100_000

    assert room.client.post("/", content=b"x" * MAX_BODY, headers=bearer()).status_code == 200
    assert room.client.post("/", content=b"x" * (MAX_BODY + 1), headers=bearer()).status_code == 413
    assert room.client.post("/", content=chunks(MAX_BODY + 100_000), headers=bearer()).status_code == 413
    assert room.client.post("/", content=b"x", headers=bearer(**{"content-length": "-1"})).status_code == 400
    assert (
        room.client.post("/", content=b"x", headers=bearer(**{"content-length": "9" * 30})).status_code == 413
    )
    assert room.reached == [f"POST {MAX_BODY}"]


def test_a_corpus_may_be_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MAX_UPLOAD", MAX_BODY + 1_000)
    room = Room()
    assert room.client.post("/upload", content=b"x" * (MAX_BODY + 1_000), headers=bearer()).status_code == 200
    assert room.client.post("/upload", content=b"x" * (MAX_BODY + 1_001), headers=bearer()).status_code == 413
    assert room.client.put("/upload", content=b"x" * (MAX_BODY + 1), headers=bearer()).status_code == 413


def test_an_endless_address() -> None:
    assert Room().client.get("/?a=" + "x" * 9_000, headers=bearer()).status_code == 414


def test_every_answer_carries_the_headers() -> None:
    room = Room()
    for answer in (
        room.client.get("/"),
        room.client.get("/", headers=bearer()),
        room.client.get("/none", headers=bearer()),
    ):
        assert {k: answer.headers[k] for k in HEADERS} == dict(HEADERS)
        assert "server" not in answer.headers
    assert "unsafe" not in HEADERS["content-security-policy"]


def test_no_websocket() -> None:
    from starlette.websockets import WebSocketDisconnect

    with pytest.raises(WebSocketDisconnect), Room().client.websocket_connect("/"):
        pass


@pytest.mark.parametrize(
    "odd", ['a={"a": 1}', "foo[bar]=1", "a=b c", "abc", "path=/x", "a@b=1", 'x="y', "framing-8765=old"]
)
def test_an_odd_cookie_of_another_program_locks_nobody_out(odd: str) -> None:
    room = Room()
    for cookie in (f"{odd}; framing-{PORT}={TOKEN}", f"framing-{PORT}={TOKEN}; {odd}"):
        assert room.client.get("/", headers={"cookie": cookie}).status_code == 200
    assert room.client.get("/", headers={"cookie": odd}).status_code == 401


def test_a_link_elsewhere_leads_to_pages_and_never_to_the_interface() -> None:
    room = Room()
    client = room.with_cookie()
    followed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert client.get("/", headers=followed).status_code == 200
    assert client.get("/api/x", headers=followed).status_code == 403
    assert client.get("/", headers={**followed, "sec-fetch-dest": "iframe"}).status_code == 403


def test_the_port_that_browsers_leave_out() -> None:
    async def answer(scope, receive, send):  # type: ignore[no-untyped-def]
        await PlainTextResponse("done")(scope, receive, send)

    client = TestClient(Guard(answer, token=TOKEN, port=80), base_url="http://127.0.0.1")
    assert client.get("/", headers=bearer(origin="http://127.0.0.1")).status_code == 200
    assert client.get("/", headers=bearer(host="evil.example")).status_code == 403
