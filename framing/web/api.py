"""The JSON interface: each operation is one record, from which both its route and its part of the OpenAPI document are made.

A handler takes the workbench and a :class:`Call` and returns a record; it runs in a thread. What goes wrong is answered as
``{"errors": [line, …]}``, with the lines that the command line would print.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from framing.coding.project import Conflict
from framing.errors import FramingError, MissingExtra, printable
from framing.web.workbench import Workbench

JSON = "application/json"
TOO_LONG = "this takes too long to be read; is it running text?"
"""What is said of a text on which a part of the reader gave up."""


class Problem(Exception):
    """An answer that says what is wrong: the status and lines for a person."""

    def __init__(self, status: int, *lines: str) -> None:
        self.status = status
        self.lines = tuple(printable(line) for line in lines)
        super().__init__(*lines)


class Errors(msgspec.Struct, frozen=True):
    """What every refusal looks like."""

    errors: tuple[str, ...]


class Upload(NamedTuple):
    """A body that is a file: where it lies until the call has ended, and its bytes' number."""

    path: Path
    size: int


class Content(NamedTuple):
    """An answer that is no JSON: a file to download."""

    data: bytes
    media_type: str
    name: str


class Call(NamedTuple):
    """What came with a request, parsed: names in the path, the query and the body as the operation's types."""

    path: dict[str, str]
    query: Any
    body: Any


class Operation(NamedTuple):
    """One operation.

    ``query`` and ``body`` are record types or None; ``body`` :class:`Upload` means any bytes. ``answer`` is the type of the
    record that the handler returns, or the media type of a file. ``problems``: statuses that its handler may answer with.
    """

    method: str
    path: str
    id: str
    summary: str
    handler: Callable[[Workbench, Call], Any]
    answer: Any
    query: type[msgspec.Struct] | None = None
    body: Any = None
    status: int = 200
    problems: tuple[int, ...] = ()
    group: str = ""


def route(operation: Operation) -> Route:
    """The route of an operation."""

    async def endpoint(request: Request) -> Response:
        bench: Workbench = request.app.state.bench
        try:
            query = _query(request, operation.query)
            if operation.body is Upload:
                with tempfile.TemporaryDirectory() as folder:
                    upload = await _upload(request, Path(folder))
                    return await _answer(operation, bench, Call(request.path_params, query, upload))
            body = _body(request, await request.body(), operation.body)
            return await _answer(operation, bench, Call(request.path_params, query, body))
        except Problem as e:
            return json_response(Errors(e.lines), e.status)

    return Route(operation.path, endpoint, methods=[operation.method], name=operation.id)


def json_response(record: Any, status: int = 200) -> Response:
    """A record as JSON."""
    return Response(msgspec.json.encode(record), status, media_type=JSON)


def download(content: Content) -> Response:
    """A file that the browser saves and never shows as a page."""
    disposition = f'attachment; filename="{content.name}"'
    return Response(content.data, media_type=content.media_type, headers={"content-disposition": disposition})


async def _answer(operation: Operation, bench: Workbench, call: Call) -> Response:
    try:
        answer = await run_in_threadpool(operation.handler, bench, call)
    except Conflict as e:
        return json_response({"errors": e.lines, "current": e.current}, 409)
    except MissingExtra as e:
        raise Problem(501, *e.lines) from None
    except FramingError as e:
        raise Problem(422, *e.lines) from None
    except TimeoutError:
        raise Problem(422, TOO_LONG) from None
    return download(answer) if isinstance(answer, Content) else json_response(answer, operation.status)


def _query(request: Request, kind: type[msgspec.Struct] | None) -> Any:
    if kind is None:
        return None
    pairs = request.query_params.multi_items()
    twice = sorted(k for k, n in Counter(k for k, _ in pairs).items() if n > 1)
    if twice:
        raise Problem(422, f"query: {twice[0]} is given more than once")
    try:
        return msgspec.convert(dict(pairs), kind, strict=False)
    except msgspec.ValidationError as e:
        raise Problem(422, f"query: {e}") from None


def _body(request: Request, data: bytes, kind: Any) -> Any:
    if kind is None:
        return None
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        raise Problem(415, "send JSON with content-type: application/json")
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as e:
        raise Problem(422, str(e)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as e:
        raise Problem(400, f"not JSON: {e}") from None


async def _upload(request: Request, folder: Path) -> Upload:
    """The body in a file, as it arrives: a corpus need not fit into memory twice."""
    path, size = folder / "upload", 0
    with path.open("wb") as f:
        async for chunk in request.stream():
            size += len(chunk)
            await run_in_threadpool(f.write, chunk)
    if not size:
        raise Problem(422, "the body is empty; send the file as it is")
    return Upload(path, size)


def not_found(what: str, name: str) -> Problem:
    """The problem of a name that is not there."""
    return Problem(404, f'no {what} "{name}"')


async def plain_problem(request: Request, exc: Exception) -> Response:
    """What the framework refuses (unknown path, wrong method, too large), in the words of the interface."""
    assert isinstance(exc, HTTPException)
    return json_response(Errors((exc.detail,)), exc.status_code)
