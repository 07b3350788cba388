"""The app: every page and every operation behind one guard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from framing.errors import FramingError, MissingExtra, printable
from framing.web import comparing, labelling, models, scoring
from framing.web.api import Errors, Operation, json_response, plain_problem, route
from framing.web.guard import Guard
from framing.web.openapi import document
from framing.web.pages import error_page, page
from framing.web.workbench import Workbench

PARTS = (scoring, comparing, labelling, models)
OPERATIONS: tuple[Operation, ...] = tuple(o for part in PARTS for o in part.OPERATIONS)
UPLOADS = frozenset({("POST", "/compare"), ("POST", "/api/compare"), ("POST", "/api/label/sentences")})  # fmt: skip
"""Where a corpus arrives."""
_TYPES = {".css": "text/css", ".js": "text/javascript"}


def make_app(bench: Workbench, *, token: str, port: int) -> Starlette:
    """The app for one project, answering on one port to whoever has the token. It closes the workbench when it ends."""

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        yield
        bench.close()

    app = Starlette(
        routes=[
            Route("/", _home),
            Route("/codebook", _codebook),
            Route("/api", _interface),
            Route("/api/openapi.json", _openapi),
            Route("/static/{name}", _static),
            *(r for part in PARTS for r in part.ROUTES),
            *(route(o) for o in OPERATIONS),
        ],
        middleware=[Middleware(Guard, token=token, port=port, upload_paths=UPLOADS)],
        exception_handlers={
            HTTPException: _problem,
            FramingError: _refused,
            OSError: _failed,
            ClientDisconnect: _gone,
        },
        lifespan=life,
    )
    app.state.bench = bench
    return app


async def _home(request: Request) -> Response:
    return page(request, "home.html")


async def _codebook(request: Request) -> Response:
    return page(request, "codebook.html", codebook=request.app.state.bench.codebook)


async def _interface(request: Request) -> Response:
    return page(request, "interface.html", operations=OPERATIONS)


async def _openapi(_: Request) -> Response:
    return json_response(document(OPERATIONS))


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _static_files():
        raise HTTPException(404, "there is no such file")
    return Response(_static_files()[name], media_type=f"{_TYPES[Path(name).suffix]}; charset=utf-8")


@cache
def _static_files() -> dict[str, bytes]:
    """Style sheets and scripts by name, read once: a name that is not among them is no path to try."""
    found = {
        p.name: p.read_bytes()
        for p in (files("framing.web") / "static").iterdir()
        if Path(p.name).suffix in _TYPES
    }
    return {**found, "report.css": (files("framing.report") / "templates" / "style.css").read_bytes()}


async def _refused(request: Request, exc: Exception) -> Response:
    """What the library refuses, where a page did not expect it."""
    assert isinstance(exc, FramingError)
    status = 501 if isinstance(exc, MissingExtra) else 422
    if request.url.path.startswith("/api/"):
        return json_response(Errors(tuple(exc.lines)), status)
    return error_page(request, status, "That did not work", exc.lines)


async def _failed(request: Request, exc: Exception) -> Response:
    """What the disk refuses: full, read-only, gone."""
    assert isinstance(exc, OSError)
    line = printable(f"{exc.filename or 'the project folder'}: {(exc.strerror or str(exc)).lower()}")
    if request.url.path.startswith("/api/"):
        return json_response(Errors((line,)), 507)
    return error_page(request, 507, "That did not work", [line])


async def _gone(_: Request, __: Exception) -> Response:
    """The browser went away while it was sending: nobody reads this answer."""
    return Response(status_code=400)


async def _problem(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    if request.url.path.startswith("/api/"):
        return await plain_problem(request, exc)
    if exc.status_code == 404:
        return error_page(
            request, 404, "There is no such page", ["The links above lead to those that there are."]
        )
    return error_page(request, exc.status_code, "That did not work", [exc.detail])
